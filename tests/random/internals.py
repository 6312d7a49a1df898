"""What is made of functions in C and in the server: base types, languages, transforms, access methods, text search parsers and templates,
foreign-data wrappers."""


def function(schema, name, arguments, returns, volatility, language, body):
    schema.say(f'CREATE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE {language} {volatility} AS {body}', 'FUNCTION', f'{name}({arguments})')


def base_types(schema):
    c = schema.choices
    for key in schema.several('base type', 2):
        name = schema.qualified(key, 'word').replace('"', '').replace(' ', '_').replace(';', '_').replace('-', '_')
        like = c.fixed(key + ' like', ('int8', 'text'))
        schema.say(f'CREATE TYPE {name}')
        function(schema, f'{name}_in', 'cstring', name, 'IMMUTABLE STRICT', 'internal', f"'{like}in'")
        function(schema, f'{name}_out', name, 'cstring', 'IMMUTABLE STRICT', 'internal', f"'{like}out'")
        more = c.pick(key + ' more', ('', ', PREFERRED = true', ", CATEGORY = 'S'", ", DEFAULT = '7'", ", DELIMITER = ';'"))
        schema.say(f'CREATE TYPE {name} (INPUT = {name}_in, OUTPUT = {name}_out, LIKE = {like}{more})', 'TYPE', name)


def languages(schema):
    c = schema.choices
    for key in schema.several('language', 2):
        number = key.split()[-1]
        function(schema, f'public.handler_{number}', '', 'language_handler', '', 'c', "'$libdir/plpgsql', 'plpgsql_call_handler'")
        function(schema, f'public.validator_{number}', 'oid', 'void', 'STRICT', 'c', "'$libdir/plpgsql', 'plpgsql_validator'")
        trusted, validator = c.pick(key + ' trusted', ('', 'TRUSTED ')), c.pick(key + ' validator', ('', f' VALIDATOR public.validator_{number}'))
        schema.say(f'CREATE {trusted}LANGUAGE tongue_{number} HANDLER public.handler_{number}{validator}', 'LANGUAGE', f'tongue_{number}')
        if c.odds(key + ' transforms', 0.6):
            function(schema, f'public.shown_{number}', 'internal', 'internal', 'STABLE', 'c', "'$libdir/plpgsql', 'plpgsql_call_handler'")
            function(schema, f'public.read_{number}', 'internal', 'integer', 'STABLE', 'c', "'$libdir/plpgsql', 'plpgsql_call_handler'")
            both = c.pick(key + ' directions', ('', f', TO SQL WITH FUNCTION public.read_{number}(internal)'))
            schema.say(f'CREATE TRANSFORM FOR integer LANGUAGE tongue_{number} (FROM SQL WITH FUNCTION public.shown_{number}(internal){both})')
            schema.comment(key + ' transform', 'TRANSFORM', f'FOR integer LANGUAGE tongue_{number}')


def access_methods(schema):
    c = schema.choices
    for key in schema.several('access method', 2, 0.7):
        type_, handler = c.pick(key + ' handler', (('TABLE', 'heap_tableam_handler'), ('INDEX', 'bthandler'), ('INDEX', 'hashhandler')))
        name = f'way_{key.split()[-1]}'
        schema.say(f'CREATE ACCESS METHOD {name} TYPE {type_} HANDLER {handler}')
        schema.comment(key, 'ACCESS METHOD', name)


def text_search(schema):
    c = schema.choices
    for key in schema.several('parser', 2):
        name, headline = schema.qualified(key, 'words'), c.pick(key + ' headline', ('', ', HEADLINE = prsd_headline'))
        schema.say(f'CREATE TEXT SEARCH PARSER {name} (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype{headline})')
        schema.comment(key, 'TEXT SEARCH PARSER', name)
    for key in schema.several('template', 2):
        name, init = schema.qualified(key, 'plain'), c.pick(key + ' init', ('', 'INIT = dsimple_init, '))
        schema.say(f'CREATE TEXT SEARCH TEMPLATE {name} ({init}LEXIZE = dsimple_lexize)')
        schema.comment(key, 'TEXT SEARCH TEMPLATE', name)


def wrappers(schema):
    c = schema.choices
    for key in schema.several('wrapper', 2):
        name = schema.name(key, 'wrap')
        validator = c.pick(key + ' validator', ('', ' VALIDATOR postgresql_fdw_validator'))
        options = c.pick(key + ' options', ('', " OPTIONS (host 'a')", " OPTIONS (host 'b', dbname 'c')"))
        schema.say(f'CREATE FOREIGN DATA WRAPPER {name}{validator}{options}', 'FOREIGN DATA WRAPPER', name)


def generate(schema):
    for section in (base_types, languages, access_methods, text_search, wrappers):
        section(schema)
