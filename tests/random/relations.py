"""Tables of all sorts, what hangs on them, and views."""
import itertools

import views
from values import FAMILIES, KEYED, about, family, quoted

STORAGE = ('PLAIN', 'EXTERNAL', 'EXTENDED', 'MAIN')
BOUNDS = {
    'list': ('FOR VALUES IN (1, 2)', 'FOR VALUES IN (3)', 'FOR VALUES IN (4, 5)', 'FOR VALUES IN (1)', 'FOR VALUES IN (3, NULL)', 'DEFAULT'),
    'range': ('FOR VALUES FROM (1) TO (10)', 'FOR VALUES FROM (10) TO (20)', 'FOR VALUES FROM (MINVALUE) TO (1)', 'FOR VALUES FROM (20) TO (MAXVALUE)',
              'FOR VALUES FROM (10) TO (15)', 'DEFAULT'),
    'hash': ('FOR VALUES WITH (MODULUS 4, REMAINDER 0)', 'FOR VALUES WITH (MODULUS 4, REMAINDER 1)', 'FOR VALUES WITH (MODULUS 2, REMAINDER 1)',
             'FOR VALUES WITH (MODULUS 4, REMAINDER 2)'),
}


class Table:
    def __init__(self, schema, key, stem):
        self.schema, self.c, self.key, self.name = schema, schema.choices, key, schema.qualified(key, stem)
        self.columns, self.plain, self.kind = {}, {}, 'TABLE'  # column -> family; those that are not generated
        self.mixes_keys = True  # servers before 17 take a partition's primary key for its parent's unique one (docs/LIMITS.md)

    def odds(self, what, chance):
        return self.c.odds(f'{self.key} {what}', chance)

    def pick(self, what, options):
        return self.c.pick(f'{self.key} {what}', options)

    def alter(self, action):
        self.schema.say(f'ALTER {self.kind} {self.name} {action}')

    def word(self):
        """What names of constraints and indexes begin with."""
        return self.name.split('.')[-1].strip('"').replace(' ', '_').replace('"', '')

    def beside(self, name):
        """A name in the table's schema."""
        return f"{self.name.split('.')[0]}.{name}"

    def of_family(self, *families):
        return [name for name, of in self.columns.items() if of in families]


def type_of(table, column, name):
    own = table.schema.types.get(name, [])
    return table.pick(column + ' type', family(name).get('types', []) + own)


def column(table, name, foreign=False):
    """A column's definition in CREATE TABLE."""
    schema, c, key = table.schema, table.c, f'{table.key} {name}'
    of = c.fixed(key + ' family', list(FAMILIES) + ['number', 'text'] * 2 + sorted(set(schema.types) - set(FAMILIES)))
    if c.likely(key + ' plain', 0.4):
        of = c.fixed(key + ' plain family', ('number', 'text'))
    type_, parts = type_of(table, name, of), []
    if type_ is None:
        return None
    facts, before = family(of), [(n, f) for n, f in table.plain.items() if f in ('number', 'text')]
    if of == 'text' and table.odds(name + ' collated', 0.15):
        parts.append('COLLATE ' + table.pick(name + ' collation', ['"C"', '"POSIX"', '"en-x-icu"'] + [schema.collation] * bool(schema.collation)))
    if before and table.odds(name + ' generated', 0.12):
        base, base_of = table.pick(name + ' generated from', before)
        parts.append(f'GENERATED ALWAYS AS ({about(table.pick(name + " generation", family(base_of)["expressions"]), base)}) STORED')
        of, type_ = base_of, {'number': 'numeric', 'text': 'text'}[base_of]
    else:
        table.plain[name] = of
        if type_ in ('integer', 'bigint', 'smallint') and table.odds(name + ' identity', 0.15) and not foreign:
            options = ('', '', ' (START WITH 10)', ' (INCREMENT BY 5 CACHE 3)', ' (MAXVALUE 900 CYCLE)')
            parts.append(f'GENERATED {table.pick(name + " always", ("ALWAYS", "BY DEFAULT"))} AS IDENTITY{table.pick(name + " identity options", options)}')
        elif type_ in ('integer', 'bigint') and table.odds(name + ' serial', 0.1):
            type_ = {'integer': 'serial', 'bigint': 'bigserial'}[type_]
        elif table.odds(name + ' defaults', 0.35):
            more = [f"nextval({quoted(s)})" for s in schema.sequences] + [f'{h}(1)' for h in schema.helpers]
            default = table.pick(name + ' default', facts['defaults'] + (more if of == 'number' else []))
            parts.append('DEFAULT ' + (default.replace('current_user', 'left(current_user, 5)') if type_ == 'char(5)' else default))
    if table.odds(name + ' not null', 0.3):
        parts.append('NOT NULL')
    if table.odds(name + ' checked', 0.12):
        parts.append(f'CHECK ({about(table.pick(name + " inline check", facts["checks"]), name)})')
    table.columns[name] = of
    return ' '.join([name, type_, *parts])


def columns(table, most, foreign=False):
    names = [name for name in ('a', 'b', 'c', '"D d"', 'e', 'f')[:most] if table.odds(name + ' exists', 0.85)]
    return [definition for definition in (column(table, name, foreign) for name in names) if definition]


def column_settings(table):
    c = table.c
    for name in table.columns:
        if table.odds(name + ' stored', 0.08):
            table.alter(f'ALTER COLUMN {name} SET STORAGE {table.pick(name + " storage", STORAGE)}')
        if table.odds(name + ' measured', 0.08):
            table.alter(f'ALTER COLUMN {name} SET STATISTICS {table.pick(name + " statistics", ("0", "50", "1000"))}')
        if table.odds(name + ' estimated', 0.06):
            table.alter(f'ALTER COLUMN {name} SET ({table.pick(name + " options", ("n_distinct = 5", "n_distinct_inherited = -0.5"))})')
        if table.odds(name + ' compressed', 0.05):
            table.alter(f'ALTER COLUMN {name} SET COMPRESSION {table.pick(name + " compression", ("pglz", "lz4"))}')
        table.schema.comment(f'{table.key} {name}', 'COLUMN', f'{table.name}.{name}', 0.1)
        if table.odds(name + ' granted', 0.08):
            rights = table.pick(name + ' rights', ('SELECT', 'UPDATE', 'SELECT, INSERT', 'REFERENCES'))
            rights = ', '.join(f'{right} ({name})' for right in rights.split(', '))
            table.schema.say(f"GRANT {rights} ON {table.name} TO {table.pick(name + ' grantee', ('pgp_random_a', 'pgp_random_b', 'PUBLIC'))}")


def constraint(table, number):
    schema, c, what = table.schema, table.c, f'constraint {number}'
    keyed = [n for n, f in table.columns.items() if f in KEYED]
    kind = c.fixed(f'{table.key} {what} kind', ('primary', 'unique', 'check', 'foreign', 'foreign again', 'check again', 'exclude')).split()[0]
    deferred = table.pick(what + ' deferrable', ('', '', ' DEFERRABLE', ' DEFERRABLE INITIALLY DEFERRED'))
    some = ', '.join(c.some(f'{table.key} {what} columns', keyed, 0.5) or keyed[:1])
    if kind == 'unique' and some == 'a' and not table.mixes_keys:
        return
    if kind == 'primary':
        text = f'PRIMARY KEY ({some})'
    elif kind == 'unique':
        text = f"UNIQUE ({some}){table.pick(what + ' unique', ('', ' INCLUDE (a)', ' WITH (fillfactor = 70)'))}{deferred}"
        if table.odds(what + ' nulls', 0.15):
            text = text.replace('UNIQUE', 'UNIQUE NULLS NOT DISTINCT')
    elif kind == 'check':
        name, of = table.pick(what + ' column', list(table.columns.items()))
        text = f"CHECK ({about(table.pick(what + ' test', family(of)['checks']), name)}){table.pick(what + ' check', ('', '', ' NO INHERIT', ' NOT VALID'))}"
    elif kind == 'exclude':
        spans = [n for n, f in table.columns.items() if f == 'span']
        text = f"EXCLUDE USING gist ({(spans or ['a'])[0]} WITH &&){table.pick(what + ' where', ('', ' WHERE (a IS NOT NULL)'))}{deferred}"
    else:
        others = {t.key: t for t in schema.tables.values() if t.keys} or {table.key: table}
        other = others[table.pick(what + ' table', list(others))]
        key = other.keys[0] if other.keys else 'a'
        mine = [n for n, f in table.plain.items() if f == other.columns.get(key)] or ['a']
        actions = table.pick(what + ' actions', ('', '', ' ON DELETE CASCADE', ' ON UPDATE SET NULL ON DELETE SET DEFAULT', ' MATCH FULL', ' ON DELETE RESTRICT'))
        valid = table.pick(what + ' valid', ('', '', '', ' NOT VALID')) if not deferred else ''
        text = f"FOREIGN KEY ({table.pick(what + ' column', mine)}) REFERENCES {other.name} ({key}){actions}{deferred}{valid}"
    name = table.word()
    named = f'CONSTRAINT {name}_{kind}_{number} ' if c.likely(f'{table.key} {what} named', 0.6) else ''
    table.alter(f'ADD {named}{text}')
    if named:
        schema.comment(f'{table.key} {what}', 'CONSTRAINT', f'{name}_{kind}_{number} ON {table.name}', 0.1)


def key(table):
    """A key of one column that others can refer to."""
    table.keys = []
    if 'a' in table.plain and table.plain['a'] in KEYED and table.odds('keyed', 0.6):
        table.keys = ['a']
        kinds = ('PRIMARY KEY', 'PRIMARY KEY', 'UNIQUE') if table.mixes_keys else ('PRIMARY KEY',)
        table.alter(f"ADD {table.pick('key kind', kinds)} (a)")


def index_key(table, what):
    name, of = table.pick(what + ' key', list(table.columns.items()))
    if table.odds(what + ' expression', 0.25):
        name = f"({about(table.pick(what + ' expr', family(of)['expressions']), name)})"
    elif of == 'text' and table.odds(what + ' class', 0.2):
        name += table.pick(what + ' opclass', (' text_pattern_ops', ' COLLATE "C"', ' varchar_pattern_ops'))
    return name + table.pick(what + ' direction', ('', '', '', ' DESC', ' NULLS FIRST', ' DESC NULLS LAST'))


def index(table, number):
    what = f'index {number}'
    special = {'json': 'gin', 'array': 'gin', 'span': 'gist'}
    fit = [(n, special[f]) for n, f in table.columns.items() if f in special]
    if fit and table.odds(what + ' special', 0.4):
        name, method = table.pick(what + ' special key', fit)
        using, keys = f'USING {method} ', name
    else:
        using = table.pick(what + ' method', ('', '', '', 'USING hash ', 'USING brin '))
        several = range(2 if table.odds(what + ' two', 0.3) and not using else 1)
        keys = ', '.join(index_key(table, f'{what} {k}') for k in several)
    tail = ''
    if not using and table.odds(what + ' includes', 0.15):
        tail += f' INCLUDE ({table.pick(what + " include", list(table.columns))})'
    if table.odds(what + ' options', 0.15) and 'USING' not in using:
        tail += table.pick(what + ' option', (' WITH (fillfactor = 50)', ' WITH (deduplicate_items = off)', ' WITH (fillfactor = 90)'))
    if table.odds(what + ' partial', 0.25):
        name, of = table.pick(what + ' partial column', list(table.columns.items()))
        tail += f" WHERE {about(table.pick(what + ' predicate', family(of)['checks']), name)}"
    name = f'{table.word()}_i{number}'
    named = name if table.c.likely(f'{table.key} {what} named', 0.7) else ''
    unique = 'UNIQUE ' if not using and table.odds(what + ' unique', 0.2) else ''
    table.schema.say(f"CREATE {unique}INDEX {named} ON {table.name} {using}({keys}){tail}")
    if named:
        table.schema.comment(f'{table.key} {what}', 'INDEX', table.beside(name), 0.1)
        if table.odds(what + ' clusters', 0.08):
            table.alter(f'CLUSTER ON {name}')
        if unique and table.odds(what + ' identifies', 0.2):
            table.alter(f'REPLICA IDENTITY USING INDEX {name}')


def settings(table):
    if table.odds('replicated', 0.1):
        table.alter('REPLICA IDENTITY ' + table.pick('identity', ('FULL', 'NOTHING', 'DEFAULT')))
    if table.odds('row security', 0.2):
        table.alter(table.pick('row security kind', ('ENABLE', 'FORCE')) + ' ROW LEVEL SECURITY')
    if table.odds('options', 0.15):
        table.alter(f"SET ({table.pick('option', ('fillfactor = 70', 'autovacuum_enabled = false', 'toast.autovacuum_enabled = false', 'parallel_workers = 2'))})")


def hang_on(table, indexes=2, constraints=3):
    """All that a table has besides its columns."""
    if not table.columns:
        table.keys = []
        return
    key(table)
    for number in range(table.c.count(table.key + ' constraints', constraints)):
        if table.odds(f'constraint {number} exists', 0.8):
            constraint(table, number)
    for number in range(table.c.count(table.key + ' indexes', indexes)):
        if table.odds(f'index {number} exists', 0.8):
            index(table, number)
    column_settings(table)
    settings(table)
    if table.odds('statistics', 0.15) and len(table.columns) > 1:
        statistics(table)


def statistics(table):
    name = table.name.rsplit('.', 1)[0] + f".s_{table.key.replace(' ', '_')}"
    kinds = table.pick('statistics kinds', ('', '(ndistinct) ', '(dependencies, mcv) '))
    on = ', '.join(list(table.columns)[:table.pick('statistics width', (2, 3))])
    table.schema.say(f'CREATE STATISTICS {name} {kinds}ON {on} FROM {table.name}', 'STATISTICS', name)
    if table.odds('statistics target', 0.3):
        table.schema.say(f"ALTER STATISTICS {name} SET STATISTICS {table.pick('target', ('0', '100'))}")


def plain(schema, key):
    table = Table(schema, key, 'item')
    unlogged = 'UNLOGGED ' if table.odds('unlogged', 0.07) else ''
    parents = [t.name for t in schema.tables.values() if t.inheritable]
    inherits = f" INHERITS ({table.c.fixed(key + ' parent', parents)})" if parents and table.odds('inherits', 0.2) else ''
    schema.say(f"CREATE {unlogged}TABLE {table.name} ({', '.join(columns(table, 6))}){inherits}", 'TABLE', table.name)
    table.inheritable = True
    hang_on(table)
    return table


def typed(schema, key):
    table = Table(schema, key, 'typed')
    types = [name for family_, names in schema.types.items() if family_.startswith('composite') for name in names]
    if types:
        schema.say(f"CREATE TABLE {table.name} OF {table.pick('of', types)}", 'TABLE', table.name)
    table.columns, table.inheritable = {'a': 'number'}, False
    hang_on(table, 1, 1)
    return table


def partition(parent, number, bounds, depth):
    """Made as a partition or attached later, maybe with partitions of its own."""
    schema, c = parent.schema, parent.c
    part = Table(schema, f'{parent.key} part {number}', 'part')
    part.name = f"{parent.name.rstrip(chr(34))}_p{number}" + ('"' if parent.name.endswith('"') else '')
    part.columns, part.plain, part.inheritable, part.mixes_keys = dict(parent.columns), dict(parent.plain), False, parent.mixes_keys
    bound = part.pick('bound', bounds)
    below = ' PARTITION BY RANGE (a)' if depth == 0 and c.likely(part.key + ' divided', 0.2) else ''
    if part.odds('attached', 0.4):
        schema.say(f'CREATE TABLE {part.name} (LIKE {parent.name} INCLUDING DEFAULTS INCLUDING GENERATED){below}', 'TABLE', part.name)
        early = part.odds('early', 0.5)
        if early:
            hang_on(part, 1, 1)
        schema.say(f'ALTER TABLE {parent.name} ATTACH PARTITION {part.name} {bound}')
    else:
        schema.say(f'CREATE TABLE {part.name} PARTITION OF {parent.name} {bound}{below}', 'TABLE', part.name)
        early = False
    if not early:
        hang_on(part, 1, 1)
    schema.tables[part.key] = part
    for below_number in range(2 if below else 0):
        if part.odds(f'part {below_number} exists', 0.8):
            partition(part, below_number, BOUNDS['range'], depth + 1)


def partitioned(schema, key):
    table = Table(schema, key, 'parted')
    strategy = table.c.fixed(key + ' strategy', sorted(BOUNDS))
    table.columns['a'] = table.plain['a'] = 'number'
    first = 'a ' + table.pick('a type', ('integer', 'bigint')) + (' NOT NULL' if table.odds('a not null', 0.5) else '')
    rest = [column(table, name) for name in ('b', 'c', 'e') if table.odds(name + ' exists', 0.8)]
    schema.say(f"CREATE TABLE {table.name} ({', '.join([first, *filter(None, rest)])}) PARTITION BY {strategy} (a)", 'TABLE', table.name)
    table.inheritable, table.mixes_keys = False, schema.version >= 17
    late = table.c.likely(key + ' late', 0.5)
    if late:
        hang_on(table)
    for number in range(3):
        if table.odds(f'part {number} exists', 0.75):
            partition(table, number, BOUNDS[strategy], 0)
    if not late:
        hang_on(table)
    return table


def foreign(schema, key):
    table = Table(schema, key, 'far')
    table.kind, table.keys, table.inheritable = 'FOREIGN TABLE', [], False
    options = table.pick('options', ('', " OPTIONS (table_name 'x')", " OPTIONS (table_name 'y', updatable 'false')"))
    schema.say(f"CREATE FOREIGN TABLE {table.name} ({', '.join(columns(table, 3, True))}) SERVER {table.pick('server', ('near', 'far'))}{options}",
               'FOREIGN TABLE', table.name)
    column_settings(table)
    return table


def own_sequences(schema):
    """A sequence has its owner's owner and schema."""
    c = schema.choices
    for name in schema.sequences:
        owners = [f'{t.name}.{column}' for t in schema.tables.values() for column, of in t.plain.items() if of == 'number' and t.kind == 'TABLE']
        if owners and c.odds(f'{name} owned by', 0.3):
            schema.say(f"ALTER SEQUENCE {name} OWNED BY {c.pick(f'{name} owner', owners)}")


def generate(schema):
    c = schema.choices
    makers = {'plain': plain, 'plain again': plain, 'and again': plain, 'parted': partitioned, 'typed': typed, 'foreign': foreign}
    for key_ in schema.several('table', 6):
        table = makers[c.fixed(key_ + ' sort', sorted(makers))](schema, key_)
        schema.tables[key_] = table
    for name, columns_ in itertools.chain((t.name, t.columns) for t in schema.tables.values()):
        if columns_:
            schema.relations[name] = columns_
    own_sequences(schema)
    views.generate(schema)
