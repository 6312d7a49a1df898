"""Publications of every form, statistics of expressions, event triggers, foreign data with all its words, default rights, rights of columns."""
from values import about, family


def plain_tables(schema):
    return [t for t in [*schema.tables.values(), *schema.rarer, *schema.trees] if t.columns and t.kind == 'TABLE']


def published(schema, key, table):
    c, text = schema.choices, table.name
    if schema.version < 15:
        return text
    columns = sorted(table.plain or table.columns)
    if c.odds(f'{key} {table.key} columns', 0.3):
        text += f" ({', '.join(c.some(f'{key} {table.key} published', columns, 0.7) or columns[:1])})"
    if c.odds(f'{key} {table.key} filtered', 0.3):
        column = c.pick(f'{key} {table.key} column', columns)
        text += f" WHERE ({about(c.pick(f'{key} {table.key} filter', family(table.columns[column])['checks']), column)})"
    return text


def publications(schema):
    c = schema.choices
    tables = {t.key: t for t in plain_tables(schema)}
    for key in schema.several('rare publication', 2):
        name = schema.name(key, 'news')
        chosen = [published(schema, key, tables[k]) for k in c.some(key + ' tables', sorted(tables), 0.3)]
        options = c.pick(key + ' options', ('', '', " WITH (publish = 'delete')", " WITH (publish = 'insert, truncate', publish_via_partition_root)"))
        schema.say(f'CREATE PUBLICATION {name}{options}', 'PUBLICATION', name)
        for text in chosen:
            schema.say(f"ALTER PUBLICATION {name} ADD TABLE {c.pick(f'{key} only', ('', 'ONLY '))}{text}")
        if schema.version >= 15:
            for where in c.some(key + ' schemas', schema.schemas, 0.2):
                schema.say(f'ALTER PUBLICATION {name} ADD TABLES IN SCHEMA {where}')


def statistics(schema):
    c = schema.choices
    for table in plain_tables(schema):
        for key in schema.several(f'{table.key} rare statistics', 1, 0.5):
            column = c.fixed(key + ' column', sorted(table.columns))
            expression = about(c.pick(key + ' expression', family(table.columns[column])['expressions']), column)
            other = c.pick(key + ' other', sorted(table.columns))
            name = table.beside(f'{table.word()}_known')
            what, kinds = c.pick(key + ' what', ((f'({expression})', ''), (f'({expression}), {other}', ' (mcv)'), (f'({expression}), {other}', ''), (f'({expression}), ({other} IS NULL)', ' (ndistinct)')))
            schema.say(f'CREATE STATISTICS {name}{kinds} ON {what} FROM {table.name}', 'STATISTICS', name)


def event_triggers(schema):
    c = schema.choices
    keys = schema.several('rare event trigger', 2, 0.7)
    if keys:
        schema.say("CREATE FUNCTION public.observe() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'")
    for key in keys:
        name, event = schema.name(key, 'observe'), c.pick(key + ' event', ('table_rewrite', 'ddl_command_end', 'sql_drop') + ('login',) * (schema.version >= 17))
        tags = c.pick(key + ' tags', ('', " WHEN TAG IN ('ALTER TABLE', 'ALTER TYPE')")) if event == 'table_rewrite' else ''
        schema.say(f'CREATE EVENT TRIGGER {name} ON {event}{tags} EXECUTE FUNCTION public.observe()', 'EVENT TRIGGER', name)
        if c.odds(key + ' switched', 0.3):
            schema.say(f"ALTER EVENT TRIGGER {name} {c.pick(key + ' state', ('DISABLE', 'ENABLE REPLICA', 'ENABLE ALWAYS'))}")


def foreign_data(schema):
    c = schema.choices
    for key in schema.several('distant server', 2, 0.8):
        number = key.split()[-1]
        schema.say(f"CREATE FOREIGN DATA WRAPPER distant_{number}{c.pick(key + ' wrapper options', ('', ' OPTIONS (a ' + chr(39) + 'b' + chr(39) + ')'))}", 'FOREIGN DATA WRAPPER', f'distant_{number}')
        version = c.pick(key + ' version', ('', " VERSION '1.0'", " TYPE 'old' VERSION '2'", " TYPE 'old'"))
        options = c.pick(key + ' options', ('', " OPTIONS (place 'a b')", " OPTIONS (place 'it''s', \"Other\" '')"))
        schema.say(f'CREATE SERVER distant_{number}{version} FOREIGN DATA WRAPPER distant_{number}{options}', 'SERVER', f'distant_{number}')
        for role in c.some(key + ' mapped', ('pgp_random_a', 'pgp_random_b', 'PUBLIC', 'CURRENT_USER'), 0.3):
            schema.say(f"CREATE USER MAPPING FOR {role} SERVER distant_{number}{c.pick(f'{key} {role} options', ('', ' OPTIONS (x ' + chr(39) + '1' + chr(39) + ')'))}")
        if c.odds(key + ' table', 0.6):
            column = c.pick(key + ' column', ("a integer OPTIONS (k 'v')", "a integer OPTIONS (k 'w', l 'v') NOT NULL", 'a bigint'))
            schema.say(f"CREATE FOREIGN TABLE public.distant_table_{number} ({column}) SERVER distant_{number}{c.pick(key + ' table options', ('', ' OPTIONS (t ' + chr(39) + 'u' + chr(39) + ')'))}",
                       'FOREIGN TABLE', f'public.distant_table_{number}')


def searches(schema):
    """Configurations of the schema's own parsers and dictionaries, and a copy."""
    c = schema.choices
    for key in schema.several('rare search', 2):
        number = key.split()[-1]
        dictionary, name = f'public.list_{number}', f'public.find_{number}'
        schema.say(f"CREATE TEXT SEARCH DICTIONARY {dictionary} (TEMPLATE = {c.pick(key + ' template', ('simple', 'ispell, DictFile = ispell_sample, AffFile = ispell_sample', 'synonym, SYNONYMS = synonym_sample'))})",
                   'TEXT SEARCH DICTIONARY', dictionary)
        schema.say(f'CREATE TEXT SEARCH CONFIGURATION {name} (PARSER = pg_catalog.default)', 'TEXT SEARCH CONFIGURATION', name)
        for word in c.some(key + ' words', ('asciiword', 'hword', 'host', 'float'), 0.6):
            schema.say(f"ALTER TEXT SEARCH CONFIGURATION {name} ADD MAPPING FOR {word} WITH {c.pick(f'{key} {word}', ('simple', dictionary, f'{dictionary}, english_stem'))}")
        if c.odds(key + ' copied', 0.4):
            schema.say(f'CREATE TEXT SEARCH CONFIGURATION {name}_copy (COPY = {name})', 'TEXT SEARCH CONFIGURATION', f'{name}_copy')
        if c.odds(key + ' used', 0.5):
            schema.say(f"CREATE TABLE public.sought_{number} (t text, v tsvector GENERATED ALWAYS AS (to_tsvector({c.pick(key + ' used as', (name, 'simple'))!r}::regconfig, t)) STORED)", 'TABLE',
                       f'public.sought_{number}')


def column_rights(schema):
    c = schema.choices
    for table in plain_tables(schema):
        key = f'{table.key} of columns'
        if c.odds(key, 0.15):
            names = ', '.join(c.some(key + ' names', sorted(table.columns), 0.6) or sorted(table.columns)[:1])
            to = c.pick(key + ' to', ('pgp_random_a', 'PUBLIC', 'pgp_random_b WITH GRANT OPTION'))
            schema.say(f"GRANT {c.pick(key + ' right', ('SELECT', 'INSERT', 'UPDATE', 'ALL'))} ({names}) ON {table.name} TO {to}")
            if c.odds(key + ' and whole', 0.3):
                schema.say(f"GRANT {c.pick(key + ' whole right', ('SELECT', 'DELETE, TRUNCATE', 'REFERENCES'))} ON {table.name} TO pgp_random_a")


def defaults(schema):
    """Of what nothing is made any more: rights by default that only stand in the catalog."""
    c = schema.choices
    for key in schema.several('rare default rights', 3, 0.7):
        role, where = c.fixed(key + ' role', ('', ' FOR ROLE pgp_random_b')), c.fixed(key + ' where', ['', '', *(f' IN SCHEMA {name}' for name in schema.schemas)])
        what = c.fixed(key + ' what', ('TABLES', 'SEQUENCES', 'ROUTINES', 'TYPES') + (() if where else ('SCHEMAS',)))
        rights = {'TABLES': ('SELECT', 'INSERT, DELETE', 'ALL'), 'SEQUENCES': ('USAGE', 'ALL'), 'ROUTINES': ('EXECUTE',), 'TYPES': ('USAGE',), 'SCHEMAS': ('USAGE', 'ALL')}[what]
        if c.pick(key + ' way', ('grant', 'grant', 'revoke')) == 'grant':
            schema.say(f"ALTER DEFAULT PRIVILEGES{role}{where} GRANT {c.pick(key + ' rights', rights)} ON {what} TO pgp_random_a{c.pick(key + ' option', ('', '', ' WITH GRANT OPTION'))}")
        else:
            schema.say(f"ALTER DEFAULT PRIVILEGES{role}{where} REVOKE {c.pick(key + ' revoked', rights)} ON {what} FROM {c.pick(key + ' from', ('PUBLIC', 'CURRENT_USER'))}")


def generate(schema):
    for section in (publications, statistics, event_triggers, foreign_data, searches, column_rights, defaults):
        section(schema)
