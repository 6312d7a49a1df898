"""Routines of rarer sorts: overloads, VARIADIC and INOUT, polymorphic ones, several settings; aggregates, operators, operator classes and casts of all forms."""


def placed(schema, key, stem):
    return f"{schema.choices.fixed(key + ' schema', schema.schemas)}.{stem}_{key.split()[-1]}"


SHAPES = {  # parameters, their signature, the result, the language, the body
    'variadic': ('a text, VARIADIC rest integer[]', 'text, integer[]', 'RETURNS integer', 'sql', "AS 'SELECT 1'"),
    'inout': ('INOUT a integer, INOUT b text', 'integer, text', '', 'sql', "AS 'SELECT a, b'"),
    'polymorphic': ('a anyelement, b anyarray', 'anyelement, anyarray', 'RETURNS anyarray', 'sql', "AS 'SELECT b'"),
    'compatible': ('anycompatible, anycompatible', 'anycompatible, anycompatible', 'RETURNS boolean', 'sql', "AS 'SELECT true'"),
    'unnamed': ('integer, text', 'integer, text', 'RETURNS text', 'sql', 'RETURN $2'),
    'defaults': ("a integer, b text DEFAULT 'x''y', c timestamptz DEFAULT now()", 'integer, text, timestamptz', 'RETURNS void', 'plpgsql', "AS 'BEGIN END'"),
    'record': ('a integer', 'integer', 'RETURNS SETOF record', 'sql', "AS 'SELECT 1, 2'"),
    'table': ('a integer', 'integer', 'RETURNS TABLE (x integer, "Y y" text)', 'plpgsql', "AS 'BEGIN END'"),
    'atomic': ('a integer', 'integer', 'RETURNS integer', 'sql', 'BEGIN ATOMIC SELECT 1; SELECT a + 1; END'),
    'of the system': ('a integer', 'integer', 'RETURNS integer', 'internal', "AS 'int4abs'"),
}
WORDS = {'volatility': ('', ' IMMUTABLE', ' STABLE'), 'strict': ('', ' STRICT'), 'parallel': ('', ' PARALLEL RESTRICTED', ' PARALLEL SAFE'), 'cost': ('', ' COST 0.5', ' COST 20'),
         'safety': ('', ' SECURITY DEFINER'), 'path': ('', " SET search_path TO public, pg_temp", " SET search_path FROM CURRENT", ' SET search_path TO "Other One"'),
         'setting': ('', " SET statement_timeout TO '5s'", ' SET enable_seqscan = off', " SET DateStyle TO 'ISO, DMY'")}


def functions(schema):
    c = schema.choices
    for key in schema.several('rare function', 4):
        name, shape = placed(schema, key, 'rare'), c.fixed(key + ' shape', sorted(SHAPES))
        arguments, signature, result, language, body = SHAPES[shape]
        words = ''.join(c.pick(f'{key} {word}', options) for word, options in WORDS.items() if c.odds(f'{key} {word} said', 0.25))
        schema.say(f'CREATE FUNCTION {name}({arguments}) {result} LANGUAGE {language}{words} {body}', 'FUNCTION', f'{name}({signature})')
        for number in range(2):
            if c.odds(f'{key} overload {number}', 0.2):
                type_ = ('bigint', 'date')[number]
                schema.say(f"CREATE FUNCTION {name}(a {type_}) RETURNS {c.pick(f'{key} overload {number} result', ('integer', 'text'))} LANGUAGE sql RETURN NULL",
                           'FUNCTION', f'{name}({type_})')
    for key in schema.several('rare procedure', 2):
        name = placed(schema, key, 'act')
        arguments, signature = c.fixed(key + ' arguments', (('', ''), ('a integer, OUT b text', 'integer, OUT text'), ('INOUT a integer', 'integer'), ('VARIADIC a text[]', 'text[]')))
        body = c.pick(key + ' body', ('', 'COMMIT;', 'NULL; -- "x"\n'))
        settings = c.pick(key + ' settings', ('', '', ' SECURITY DEFINER', " SET work_mem TO '2MB'"))
        schema.say(f'CREATE PROCEDURE {name}({arguments}) LANGUAGE plpgsql{settings} AS $$BEGIN {body} END$$', 'PROCEDURE', f'{name}({signature})')


AGGREGATES = {
    'moving': ('(bigint)', '(SFUNC = int8pl, STYPE = bigint, MSFUNC = int8pl, MINVFUNC = int8mi, MSTYPE = bigint{more})', 'bigint',
               ('', ', MINITCOND = 3', ', INITCOND = 4, MINITCOND = 4', ', MFINALFUNC = int8abs')),
    'sorted': ('(integer)', '(SFUNC = int4larger, STYPE = integer{more})', 'integer', ('', ', SORTOP = >', ', SORTOP = >, COMBINEFUNC = int4larger', ', FINALFUNC_MODIFY = SHAREABLE')),
    'ordered': ('(double precision ORDER BY anyelement)', '(SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA{more})',
                'double precision ORDER BY anyelement', ('', ', SSPACE = 64', ', FINALFUNC_MODIFY = READ_WRITE')),
    'guess': ('(VARIADIC "any" ORDER BY VARIADIC "any")', '(SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL{more})',
              'VARIADIC "any" ORDER BY VARIADIC "any"', ('', ', SSPACE = 128')),
    'all': ('(*)', '(SFUNC = int8inc, STYPE = bigint, INITCOND = {more})', '*', ("'0'", "'10'")),
    'texts': ('(text, text)', '(SFUNC = string_agg_transfn, STYPE = internal, FINALFUNC = string_agg_finalfn{more})', 'text, text', ('', ', PARALLEL = RESTRICTED')),
}


def aggregates(schema):
    c = schema.choices
    for key in schema.several('rare aggregate', 2):
        name, sort = placed(schema, key, 'sum'), c.fixed(key + ' sort', sorted(AGGREGATES))
        arguments, definition, signature, more = AGGREGATES[sort]
        schema.say(f"CREATE AGGREGATE {name} {arguments} {definition.replace('{more}', c.pick(key + ' more', more))}", 'AGGREGATE', f'{name}({signature})')


def operators(schema):
    c = schema.choices
    for key in schema.several('rare operator', 2):
        where, number = c.fixed(key + ' schema', schema.schemas), int(key.split()[-1])
        if number:
            more = c.pick(key + ' more', ('', ', HASHES', ', HASHES, MERGES', f', NEGATOR = OPERATOR({where}.!~~~)'))
            schema.say(f'CREATE OPERATOR {where}.~~~ (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text, COMMUTATOR = OPERATOR({where}.~~~), RESTRICT = eqsel{more})',
                       'OPERATOR', f'{where}.~~~ (text, text)')
            if c.odds(key + ' counter', 0.5):
                back = f', NEGATOR = OPERATOR({where}.~~~)' if 'NEGATOR' in more else ''
                schema.say(f'CREATE OPERATOR {where}.!~~~ (FUNCTION = textne, LEFTARG = text, RIGHTARG = text{back})', 'OPERATOR', f'{where}.!~~~ (text, text)')
            if c.odds(key + ' joins', 0.4):
                schema.say(f"ALTER OPERATOR {where}.~~~ (text, text) SET ({c.pick(key + ' joining', ('JOIN = eqjoinsel', 'RESTRICT = NONE, JOIN = eqjoinsel'))})")
        else:
            schema.say(f"CREATE OPERATOR {where}.@+ (FUNCTION = {c.pick(key + ' function', ('int4abs', 'int4um'))}, RIGHTARG = integer)", 'OPERATOR', f'{where}.@+ (NONE, integer)')


CLASSES = {
    'hash': ('text', 'hash', 'OPERATOR 1 =, FUNCTION 1 hashtext(text)', ('', ', FUNCTION 2 hashtextextended(text, bigint)')),
    'gin': ('integer[]', 'gin', 'OPERATOR 1 && (anyarray, anyarray), FUNCTION 1 btint4cmp(integer, integer), FUNCTION 2 ginarrayextract(anyarray, internal), '
            'FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal), '
            'FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal)', ('', ', STORAGE integer', ', OPERATOR 2 @> (anyarray, anyarray)')),
    'btree': ('bigint', 'btree', 'OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint8cmp(bigint, bigint)', ('', ', OPERATOR 5 >', ', FUNCTION 4 btequalimage(oid)')),
}


def classes(schema):
    c = schema.choices
    for key in schema.several('rare class', 2):
        name, sort = placed(schema, key, 'way_of'), c.fixed(key + ' sort', sorted(CLASSES))
        type_, method, members, more = CLASSES[sort]
        schema.say(f"CREATE OPERATOR CLASS {name} FOR TYPE {type_} USING {method} AS {members}{c.pick(key + ' more', more)}", 'OPERATOR CLASS', f'{name} USING {method}')
        if sort == 'hash' and c.odds(key + ' used', 0.6):
            schema.say(f"CREATE TABLE {name}_used (t text)", 'TABLE', f'{name}_used')
            schema.say(f"CREATE INDEX ON {name}_used USING hash (t {name})")


def casts(schema):
    c = schema.choices
    own = sorted(name for of, names in schema.types.items() if of.startswith(('enum', 'composite')) for name in names)
    for key in schema.several('rare cast', 2):
        type_, number = c.fixed(key + ' type', own), key.split()[-1]
        if not type_:
            continue
        way, context = c.pick(key + ' way', ('INOUT', 'FUNCTION', 'FUNCTION')), c.pick(key + ' context', ('', ' AS ASSIGNMENT', ' AS IMPLICIT'))
        function = f'public.turned_{number}'
        schema.say(f"CREATE FUNCTION {function}({type_}) RETURNS bigint LANGUAGE sql {c.pick(key + ' stable', ('STABLE', 'IMMUTABLE'))} AS 'SELECT 1::bigint'", 'FUNCTION',
                   f'{function}({type_})')
        schema.say(f"CREATE CAST ({type_} AS bigint) WITH {way}{f' {function}({type_})' if way == 'FUNCTION' else ''}{context}")
        schema.comment(key, 'CAST', f'({type_} AS bigint)')


def generate(schema):
    for section in (functions, aggregates, operators, classes, casts):
        section(schema)
