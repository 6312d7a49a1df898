"""Trees of partitions: every strategy, keys of several columns and of expressions, strategies that change, foreign tables among the leaves."""
from relations import Table, column_settings, hang_on

TEXTS = ("FOR VALUES IN ('a', 'b')", "FOR VALUES IN ('abc')", "FOR VALUES IN ('b', NULL)", "FOR VALUES IN ('it''s')", 'DEFAULT')
STRATEGIES = {
    'LIST (kind)': TEXTS,
    'LIST (lower(kind))': TEXTS,
    'LIST (kind COLLATE "C" text_pattern_ops)': TEXTS,
    'RANGE (day)': ("FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')", "FOR VALUES FROM (MINVALUE) TO ('2020-01-01')", "FOR VALUES FROM ('2021-01-01') TO (MAXVALUE)",
                    "FOR VALUES FROM ('2021-01-01') TO ('2022-06-30')", 'DEFAULT'),
    'RANGE (day, id)': ("FOR VALUES FROM ('2020-01-01', MINVALUE) TO ('2021-01-01', 5)", "FOR VALUES FROM ('2021-01-01', 5) TO ('2021-01-01', MAXVALUE)",
                        "FOR VALUES FROM (MINVALUE, MINVALUE) TO ('2020-01-01', MINVALUE)", 'DEFAULT'),
    'RANGE ((id % 10))': ('FOR VALUES FROM (0) TO (5)', 'FOR VALUES FROM (5) TO (10)', 'FOR VALUES FROM (2) TO (4)', 'DEFAULT'),
    'HASH (id, kind)': ('FOR VALUES WITH (MODULUS 3, REMAINDER 0)', 'FOR VALUES WITH (MODULUS 3, REMAINDER 1)', 'FOR VALUES WITH (MODULUS 3, REMAINDER 2)',
                        'FOR VALUES WITH (MODULUS 6, REMAINDER 5)'),
}
COLUMNS = {'id': 'number', 'kind': 'text', 'day': 'time', 'rest': 'text'}


def strategy_of(table):
    usual = table.c.fixed(table.key + ' strategy', sorted(STRATEGIES))
    readable = not table.c.likely('foreign data', 0.3)  # rows that move would be asked for from another server
    return table.pick('other strategy', sorted(STRATEGIES)) if readable and table.odds('strategy changes', 0.05) else usual


def foreign(parent, part, bound):
    part.kind = 'FOREIGN TABLE'
    part.schema.say(f'CREATE FOREIGN TABLE {part.name} PARTITION OF {parent.name} {bound} SERVER near', 'FOREIGN TABLE', part.name)
    column_settings(part)


def own_words(part):
    """What a partition says of its parent's columns."""
    words = []
    if part.odds('rest defaults', 0.2):
        words.append('rest DEFAULT ' + part.pick('rest default', ("'x'", "upper('y')")))
    if part.odds('rest needed', 0.15):
        words.append('rest NOT NULL')
    if part.odds('own check', 0.15):
        words.append(f"CONSTRAINT {part.word()}_own CHECK ({part.pick('own test', ('id > 0', 'id < 1000', 'rest IS NOT NULL'))})")
    return f" ({', '.join(words)})" if words else ''


def part_of(parent, number, bounds, depth):
    schema = parent.schema
    part = Table(schema, f'{parent.key} part {number}', 'part')
    part.name, part.inheritable, part.mixes_keys = parent.beside(f'{parent.word()}_{number}'), False, parent.mixes_keys
    part.columns, part.plain = dict(parent.columns), dict(parent.plain)
    bound = part.pick('bound', bounds)
    if depth and part.c.likely(part.key + ' foreign', 0.15):
        foreign(parent, part, bound)
        return part
    divided = depth < 2 and part.odds('divided', 0.3)
    strategy = strategy_of(part)
    below = f' PARTITION BY {strategy}' if divided else ''
    unlogged = 'UNLOGGED ' if not divided and part.odds('unlogged', 0.05) else ''
    storage = part.pick('storage', ('', '', '', ' WITH (fillfactor = 80)')) if not divided else ''
    if part.odds('attached', 0.3):
        schema.say(f'CREATE {unlogged}TABLE {part.name} (LIKE {parent.name} INCLUDING ALL){below}{storage}', 'TABLE', part.name)
        schema.say(f'ALTER TABLE {parent.name} ATTACH PARTITION {part.name} {bound}')
    else:
        schema.say(f'CREATE {unlogged}TABLE {part.name} PARTITION OF {parent.name}{own_words(part)} {bound}{below}{storage}', 'TABLE', part.name)
    if part.odds('taken off', 0.06):
        schema.say(f'ALTER TABLE {parent.name} DETACH PARTITION {part.name}')
    schema.trees.append(part)
    if divided:
        parts_of(part, strategy, depth + 1)
    hang_on(part, 1, 1)
    return part


def parts_of(table, strategy, depth):
    found = [part_of(table, number, STRATEGIES[strategy], depth) for number in range(3) if table.odds(f'part {number} exists', 0.7)]
    if table.odds('lone index', 0.3):
        lone_index(table, [part for part in found if part.kind == 'TABLE'])


def lone_index(table, parts):
    """ON ONLY the parent, with indexes of partitions that are attached or not."""
    name = f'{table.word()}_lone'
    keys = table.pick('lone keys', ('id', 'kind, id', 'lower(rest)'))
    table.schema.say(f'CREATE INDEX {name} ON ONLY {table.name} ({keys})')
    for part in parts:
        if part.odds('serves', 0.6):
            part.schema.say(f'CREATE INDEX {part.word()}_serves ON {part.name} ({keys})')
            if part.odds('is attached', 0.7):
                part.schema.say(f'ALTER INDEX {table.beside(name)} ATTACH PARTITION {part.beside(part.word())}_serves')


def keys_of(table):
    if table.odds('whole key', 0.4):
        table.alter(f"ADD {table.pick('whole key kind', ('PRIMARY KEY', 'UNIQUE', f'CONSTRAINT {table.word()}_whole UNIQUE'))} (id, kind, day)")
        if table.odds('referred to', 0.5):
            actions = table.pick('reference actions', ('', ' ON DELETE CASCADE', ' DEFERRABLE INITIALLY DEFERRED', ' ON UPDATE SET NULL', ' MATCH FULL'))
            name = table.beside(f'{table.word()}_user')
            table.schema.say(f'CREATE TABLE {name} (i integer, k text, d date, FOREIGN KEY (i, k, d) REFERENCES {table.name} (id, kind, day){actions})', 'TABLE', name)


def tree(schema, key):
    table = Table(schema, key, 'tree')
    table.name = f"{schema.choices.fixed(key + ' schema', schema.schemas)}.{key.replace(' ', '_')}"
    table.columns, table.plain = dict(COLUMNS), dict(COLUMNS)
    table.inheritable, table.mixes_keys = False, schema.version >= 17
    strategy = strategy_of(table)
    identity = table.pick('id', ('', '', ' NOT NULL', ' GENERATED BY DEFAULT AS IDENTITY' if schema.version >= 17 else ' DEFAULT 5'))
    rest = ', rest ' + table.pick('rest', ('text', 'varchar(30)', "text DEFAULT 'r'", 'text NOT NULL'))
    schema.say(f"CREATE TABLE {table.name} (id {table.pick('id type', ('integer', 'bigint'))}{identity}, kind text{table.pick('kind', ('', ' NOT NULL'))}, "
               f"day date{table.pick('day', ('', ' DEFAULT current_date'))}{rest}) PARTITION BY {strategy}", 'TABLE', table.name)
    early = table.c.likely(key + ' early', 0.5)
    if early:
        keys_of(table)
        hang_on(table)
    parts_of(table, strategy, 0)
    if not early:
        keys_of(table)
        hang_on(table)
    schema.trees.append(table)


def generate(schema):
    schema.trees = []
    for key in schema.several('tree', 2, 0.9):
        tree(schema, key)
