"""Tables of rarer sorts: like another, heirs of several, typed with words of their own, of own types; foreign ones with more than columns."""
from relations import Table, hang_on
from values import about, family, quoted

LIKE = ('', ' INCLUDING ALL', ' INCLUDING DEFAULTS INCLUDING CONSTRAINTS', ' INCLUDING ALL EXCLUDING INDEXES', ' INCLUDING IDENTITY INCLUDING GENERATED',
        ' INCLUDING INDEXES INCLUDING COMMENTS', ' INCLUDING STORAGE INCLUDING STATISTICS')


def fresh(schema, key, stem):
    table = Table(schema, key, stem)
    table.name = f"{schema.choices.fixed(key + ' schema', schema.schemas)}.{key.replace(' ', '_')}"
    return table


def said(schema, table):
    schema.rarer.append(table)
    hang_on(table, 1, 1)


def alike(schema, key):
    table = fresh(schema, key, 'alike')
    model = {t.key: t for t in schema.tables.values() if t.columns}.get(schema.choices.fixed(key + ' model', sorted(t.key for t in schema.tables.values() if t.columns)))
    if model:
        table.columns, table.plain = dict(model.columns), dict(model.plain)
        schema.say(f"CREATE TABLE {table.name} (LIKE {model.name}{table.pick('including', LIKE)}, extra integer{table.pick('extra', ('', ' DEFAULT 3', ' NOT NULL'))})",
                   'TABLE', table.name)
        said(schema, table)


def heirs(schema, key):
    """A family of its own: a child of one or two parents, with columns that it has as well, and a grandchild."""
    table, number = fresh(schema, key, 'heir'), key.split()[-1]
    one, two = table.beside(f'first_{number}'), table.beside(f'second_{number}')
    checked = table.pick('parent check', ('', ', CHECK (a > 0)', f', CONSTRAINT first_{number}_low CHECK (a < 100)', ', CONSTRAINT alone CHECK (a < 50) NO INHERIT'))
    schema.say(f"CREATE TABLE {one} (a integer{table.pick('parent a', ('', ' NOT NULL', ' DEFAULT 1'))}, b text{table.pick('parent b', ('', ' DEFAULT ' + quoted('x')))}{checked})",
               'TABLE', one)
    schema.say(f"CREATE TABLE {two} (b text, c date{table.pick('parent c', ('', ' NOT NULL'))})", 'TABLE', two)
    parents = table.pick('parents', (one, one, two, f'{one}, {two}', f'{two}, {one}'))
    own = [text for name, text in (('d', 'd boolean DEFAULT true'), ('b', 'b text'), ('check', f'CONSTRAINT {table.word()}_own CHECK (b IS NOT NULL)')) if table.odds(f'own {name}', 0.4)]
    schema.say(f"CREATE TABLE {table.name} ({', '.join(own)}) INHERITS ({parents})", 'TABLE', table.name)
    table.columns = {'b': 'text'}
    if table.odds('grandchild', 0.5):
        schema.say(f"CREATE TABLE {table.name}_son ({table.pick('son', ('', 'b text', 'e integer'))}) INHERITS ({table.name})", 'TABLE', f'{table.name}_son')
        if table.odds('left', 0.15):
            schema.say(f'ALTER TABLE {table.name}_son NO INHERIT {table.name}')
    if table.odds('own default', 0.3):
        table.alter(f"ALTER COLUMN b SET DEFAULT {table.pick('default', (quoted('mine'), 'upper(' + quoted('m') + ')'))}")
    said(schema, table)


def typed(schema, key):
    """A composite type of its own, whose attributes change, and tables of it with words about columns."""
    table, number = fresh(schema, key, 'typed'), key.split()[-1]
    form = table.beside(f'form_{number}')
    attributes = ', '.join(f"{name} {table.pick(f'form {name}', types)}" for name, types in
                           (('a', ('integer', 'bigint')), ('b', ('text', 'varchar(9)')), ('c', ('date', 'timestamp'))) if name == 'a' or table.odds(f'form has {name}', 0.8))
    schema.say(f'CREATE TYPE {form} AS ({attributes})', 'TYPE', form)
    words = [text for text in ('a WITH OPTIONS PRIMARY KEY', 'a WITH OPTIONS NOT NULL', 'b WITH OPTIONS DEFAULT ' + quoted('q'), 'UNIQUE (a)', 'CHECK (a > 0)',
                               'c WITH OPTIONS NOT NULL DEFAULT now()') if table.odds(text, 0.25)]
    schema.say(f"CREATE TABLE {table.name} OF {form}{' (' + ', '.join(words) + ')' if words else ''}", 'TABLE', table.name)
    if table.odds('untyped', 0.1):
        table.alter('NOT OF')
    table.columns = {'a': 'number'}
    said(schema, table)


def of_types(schema, key):
    """Columns of the schema's own types, and arrays of them."""
    table, c = fresh(schema, key, 'of'), schema.choices
    own = sorted({name for names in schema.types.values() for name in names})
    parts = []
    for name in 'abcd':
        type_ = c.fixed(f'{key} {name} own type', own)
        if type_ and table.odds(f'{name} exists', 0.8):
            end = table.pick(f'{name} end', ('', '', ' NOT NULL', ' DEFAULT NULL', f' CHECK ({name} IS NOT NULL)', f' CONSTRAINT {table.word()}_{name} NOT NULL'))
            parts.append(f"{name} {type_}{table.pick(f'{name} array', ('', '', '[]'))}{end}")
    parts.append('n integer GENERATED ' + table.pick('always', ('ALWAYS', 'BY DEFAULT')) + ' AS IDENTITY'
                 + table.pick('numbers', ('', f' (SEQUENCE NAME {table.name}_numbers START 3)', ' (MINVALUE -5 START WITH -5 INCREMENT BY 2)', ' (MAXVALUE 7 CACHE 2 CYCLE)')))
    parts.append('late text' + table.pick('late', ('', " DEFAULT 'x'::text || 'y'", ' COLLATE "C"', ' GENERATED ALWAYS AS (n::text) STORED')))
    method = table.pick('method', ('', '', '', ' USING heap', ' USING way_0'))
    storage = table.pick('storage', ('', '', ' WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.5)', ' WITH (toast_tuple_target = 256)'))
    schema.say(f"CREATE TABLE {table.name} ({', '.join(parts)}){method}{storage}", 'TABLE', table.name)
    table.columns = {'n': 'number', 'late': 'text'}
    said(schema, table)


def far(schema, key):
    table = fresh(schema, key, 'far')
    table.kind = 'FOREIGN TABLE'
    parts = []
    for name, of, types in (('a', 'number', ('integer', 'bigint')), ('b', 'text', ('text', 'varchar(7)')), ('c', 'time', ('date', 'timestamptz'))):
        options = table.pick(f'{name} options', ('', '', f" OPTIONS (column_name '{name}{name}')"))
        end = table.pick(f'{name} end', ('', '', ' NOT NULL', f" DEFAULT {family(of)['defaults'][0]}"))
        parts.append(f"{name} {table.pick(f'{name} type', types)}{options}{end}")
        table.columns[name] = of
        if table.odds(f'{name} checked', 0.2):
            parts.append(f"CONSTRAINT {table.word()}_{name} CHECK ({about(table.pick(f'{name} check', family(of)['checks']), name)})")
    options = table.pick('options', ('', " OPTIONS (schema_name 's', table_name 't')", " OPTIONS (table_name 'it''s', fetch_size '7')"))
    schema.say(f"CREATE FOREIGN TABLE {table.name} ({', '.join(parts)}) SERVER {table.pick('server', ('near', 'far'))}{options}", 'FOREIGN TABLE', table.name)
    schema.rarer.append(table)


MAKERS = {'alike': alike, 'heirs': heirs, 'typed': typed, 'of types': of_types, 'far': far}


def generate(schema):
    schema.rarer = []
    for number in range(schema.choices.count('rarer tables', 4)):
        key = f'rarer {number}'
        if schema.choices.odds(key + ' exists', 0.9):
            MAKERS[schema.choices.fixed(key + ' sort', sorted(MAKERS))](schema, key)
