"""Extensions, foreign data, publications, text search, event triggers and what else is of the database as a whole."""


def defaults(schema):
    """ALTER DEFAULT PRIVILEGES acts on what is made after it."""
    c = schema.choices
    for key in schema.several('default rights', 2, 0.5):
        where = c.fixed(key + ' schema', ['', *(f' IN SCHEMA {name}' for name in schema.schemas)])
        what = c.pick(key + ' what', ('SELECT ON TABLES', 'EXECUTE ON FUNCTIONS', 'USAGE ON TYPES', 'USAGE ON SEQUENCES', 'ALL ON TABLES'))
        schema.say(f"ALTER DEFAULT PRIVILEGES{c.pick(key + ' for', ('', ' FOR ROLE pgp_random_a'))}{where} GRANT {what} TO {c.pick(key + ' to', ('pgp_random_b', 'PUBLIC'))}")


def extensions(schema):
    c = schema.choices
    for name in ('citext', 'hstore', 'pg_trgm'):
        if c.odds(f'extension {name}', 0.2):
            where = c.pick(f'extension {name} schema', ('', ' SCHEMA public'))
            schema.say(f'CREATE EXTENSION {name}{where}', 'EXTENSION', name)
            schema.types.update({'citext': {'text': ['citext']}, 'hstore': {'hstore': ['hstore']}}.get(name, {}))
    if c.likely('foreign data', 0.3):
        schema.say('CREATE EXTENSION postgres_fdw')
        for name in ('near', 'far'):
            if c.odds(f'server {name}', 0.85):
                options = c.pick(f'server {name} options', ('', " OPTIONS (host 'h')", " OPTIONS (host 'g', dbname 'it''s')"))
                version = c.pick(f'server {name} version', ('', '', " VERSION '2'"))
                schema.say(f"CREATE SERVER {name}{version} FOREIGN DATA WRAPPER postgres_fdw{options}", 'SERVER', name)
                if c.odds(f'mapping {name}', 0.4):
                    schema.say(f"CREATE USER MAPPING FOR {c.pick(f'mapping {name} role', ('pgp_random_a', 'PUBLIC'))} SERVER {name}"
                               f"{c.pick(f'mapping {name} options', ('', chr(32) + 'OPTIONS (' + chr(34) + 'user' + chr(34) + ' ' + chr(39) + 'u' + chr(39) + ')'))}")


def text_search(schema):
    c = schema.choices
    for key in schema.several('dictionary', 2):
        name = schema.qualified(key, 'words')
        options = ('TEMPLATE = simple', 'TEMPLATE = simple, STOPWORDS = english', 'TEMPLATE = snowball, LANGUAGE = german', 'TEMPLATE = simple, ACCEPT = false')
        schema.say(f"CREATE TEXT SEARCH DICTIONARY {name} ({c.pick(key + ' options', options)})", 'TEXT SEARCH DICTIONARY', name)
        schema.dictionaries.append(name)
    for key in schema.several('configuration', 2):
        name = schema.qualified(key, 'search')
        schema.say(f"CREATE TEXT SEARCH CONFIGURATION {name} ({c.pick(key + ' copy', ('COPY = english', 'COPY = simple', 'PARSER = default'))})",
                   'TEXT SEARCH CONFIGURATION', name)
        for word in c.some(key + ' words', ('asciiword', 'word', 'email', 'numword'), 0.4):
            action = c.pick(f'{key} {word}', ['ALTER MAPPING FOR {w} WITH simple', 'DROP MAPPING IF EXISTS FOR {w}', 'ADD MAPPING FOR {w} WITH simple']
                            + [f'ALTER MAPPING FOR {{w}} WITH {d}, simple' for d in schema.dictionaries])
            schema.say(f'ALTER TEXT SEARCH CONFIGURATION {name} {action.format(w=word)}')


def conversions(schema):
    c = schema.choices
    for key in schema.several('conversion', 1, 0.5):
        name = schema.qualified(key, 'conv')
        schema.say(f"CREATE {c.pick(key + ' default', ('', 'DEFAULT '))}CONVERSION {name} FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8", 'CONVERSION', name)


def publications(schema):
    c = schema.choices
    names = [t.name for t in schema.tables.values() if t.kind == 'TABLE']
    for key in schema.several('publication', 2):
        name = schema.name(key, 'feed')
        chosen = c.some(key + ' tables', names, 0.4)
        what = c.pick(key + ' what', ('', 'FOR ALL TABLES', *(['FOR TABLE ' + ', '.join(chosen)] * 2 if chosen else [])))
        options = c.pick(key + ' options', ('', '', "WITH (publish = 'insert, update')", 'WITH (publish_via_partition_root = true)'))
        schema.say(f'CREATE PUBLICATION {name} {what} {options}', 'PUBLICATION', name)
        if c.odds(key + ' of schema', 0.2):
            schema.say(f"ALTER PUBLICATION {name} ADD TABLES IN SCHEMA {c.pick(key + ' schema', schema.schemas)}")
        if c.odds(key + ' filtered', 0.3) and chosen:
            schema.say(f"ALTER PUBLICATION {name} SET TABLE {chosen[0]}{c.pick(key + ' filter', (' WHERE (a IS NOT NULL)', ' (a)', ' WHERE (a > 1)'))}")


def subscriptions(schema):
    c = schema.choices
    for key in schema.several('subscription', 1, 0.4):
        feeds = ', '.join(c.some(key + ' feeds', ('p', 'q', 'r'), 0.6) or ['p'])
        binary = c.pick(key + ' binary', ('', ', binary = true'))
        schema.say(f"CREATE SUBSCRIPTION {schema.name(key, 'sub')} CONNECTION 'host=/nowhere' PUBLICATION {feeds} "
                   f"WITH (connect = false, slot_name = NONE{binary})")


def event_triggers(schema):
    c = schema.choices
    keys = schema.several('event trigger', 2, 0.6)
    if keys:
        schema.say("CREATE FUNCTION public.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'")
    for key in keys:
        name = schema.name(key, 'watch')
        event = c.pick(key + ' event', ('ddl_command_start', 'ddl_command_end', 'sql_drop'))
        tags = c.pick(key + ' tags', ('', " WHEN TAG IN ('CREATE TABLE', 'DROP TABLE')", " WHEN TAG IN ('CREATE VIEW')"))
        schema.say(f'CREATE EVENT TRIGGER {name} ON {event}{tags} EXECUTE FUNCTION public.watch()', 'EVENT TRIGGER', name)
        if c.odds(key + ' switched', 0.2):
            schema.say(f"ALTER EVENT TRIGGER {name} {c.pick(key + ' state', ('DISABLE', 'ENABLE ALWAYS'))}")


def generate(schema):
    schema.dictionaries = []
    for section in (text_search, conversions, publications, subscriptions, event_triggers):
        section(schema)
