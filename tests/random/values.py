"""Families of types that convert into each other, and what can be said of a column of a family: {c} is the column."""

FAMILIES = {
    'number': {
        'types': ['integer', 'bigint', 'smallint', 'numeric', 'numeric(12,2)', 'double precision'],
        'defaults': ['0', '1 + 2', '-5', '(7)', "'12'", 'abs(-3)', "CAST('4' AS integer)", "length('four')", 'NULL'],
        'checks': ['{c} > 0', '{c} IN (1, 2, 3)', '{c} BETWEEN 1 AND 10', 'NOT ({c} = 7)', '{c} <> ALL (ARRAY[4, 5])', '{c} IS NOT NULL OR 1 > 2',
                   '({c} + 1) * 2 < 100', 'CASE WHEN {c} > 5 THEN true ELSE {c} < 3 END', 'coalesce({c}, 0) >= 0', '{c} IS DISTINCT FROM 9'],
        'expressions': ['{c} + 1', '{c} * 2', 'abs({c})', '- {c}', 'coalesce({c}, 0)', 'greatest({c}, 3)'],
    },
    'text': {
        'types': ['text', 'varchar(20)', 'varchar(40)', 'varchar', 'char(5)'],
        'defaults': ["'x'", "'it''s'", "E'a\\nb'", "'a' || 'b'", "upper('q')", 'current_user', "''", "$$money$$", "concat('a', 1)", 'NULL'],
        'checks': ["{c} <> ''", "length({c}) > 2", "{c} LIKE 'a%'", "{c} ~ '^[a-z]+$'", "{c} IN ('a', 'b')", "{c} = ANY (ARRAY['a', 'b'])",
                   "{c} NOT ILIKE '%x'", "lower({c}) = {c}", "char_length(trim(both from {c})) > 0", "position('@' in {c}) > 1"],
        'expressions': ['lower({c})', "{c} || 'x'", 'upper({c})', "substring({c} from 1 for 3)", 'btrim({c})', "replace({c}, 'a', 'b')"],
    },
    'time': {
        'types': ['timestamptz', 'timestamp', 'timestamp(3)', 'date', 'timestamptz(0)'],
        'defaults': ['now()', 'CURRENT_TIMESTAMP', "'2020-01-01'", 'current_date', "now() + interval '1 day'", "timezone('utc', now())"],
        'checks': ["{c} > '2000-01-01'", "{c} < 'infinity'", '{c} IS NOT NULL', "extract(year from {c}) > 1999"],
        'expressions': ['{c}', "coalesce({c}, '2001-01-01')"],
    },
    'boolean': {
        'types': ['boolean'], 'defaults': ['true', 'false', "'t'", '1 = 1', 'NOT true'], 'checks': ['{c}', '{c} IS TRUE', '{c} IS NOT FALSE', 'NOT {c}'],
        'expressions': ['NOT {c}', '{c} IS TRUE'],
    },
    'json': {
        'types': ['jsonb', 'json'], 'defaults': ["'{}'", """'{"a": [1]}'""", "json_build_object('a', 1)", 'NULL'],
        'checks': ["({c} ->> 'a') IS NOT NULL", "({c} -> 'b' ->> 0) <> 'x'"], 'expressions': ["{c} ->> 'a'", "({c} -> 'a') ->> 'b'"],
    },
    'array': {
        'types': ['text[]', 'varchar(10)[]'], 'defaults': ["'{}'", "ARRAY['a', 'b']", "ARRAY[]::text[]", "string_to_array('a,b', ',')"],
        'checks': ['cardinality({c}) > 0', "'a' = ANY ({c})", "{c} <> '{}'", "{c}[1] <> 'x'"], 'expressions': ['cardinality({c})', '{c}[1]'],
    },
    'uuid': {
        'types': ['uuid'], 'defaults': ['gen_random_uuid()', "'00000000-0000-0000-0000-000000000000'"], 'checks': ['{c} IS NOT NULL'],
        'expressions': ['{c}::text'],
    },
    'span': {
        'types': ['int4range'], 'defaults': ["'[1,5)'", 'int4range(1, 9)', "'empty'"], 'checks': ['NOT isempty({c})', '{c} @> 3', 'upper({c}) < 100'],
        'expressions': ['lower({c})', '{c} * int4range(1, 5)'],
    },
    'interval': {
        'types': ['interval', 'interval day to second', 'interval(3)'], 'defaults': ["'1 day'", "interval '2 hours'", "make_interval(days => 3)"],
        'checks': ["{c} > '0'::interval"], 'expressions': ['{c} * 2'],
    },
    'bits': {
        'types': ['bit(3)', 'bit varying(5)', 'bit varying'], 'defaults': ["B'101'", "'111'"], 'checks': ["{c} <> B'000'"], 'expressions': ['~ {c}'],
    },
    'net': {'types': ['inet', 'cidr'], 'defaults': ["'10.0.0.0'", "'::1'"], 'checks': ["{c} << '10.0.0.0/8'"], 'expressions': ['host({c})']},
    'bytes': {'types': ['bytea'], 'defaults': ["'\\x00'", "decode('00', 'hex')"], 'checks': ['length({c}) < 10'], 'expressions': ["encode({c}, 'hex')"]},
}
KEYED = ('number', 'text', 'time', 'uuid', 'boolean')

# A family that only a schema's own types are of.
OWN = {'defaults': ['NULL'], 'checks': ['{c} IS NOT NULL'], 'expressions': ['{c}', '{c} IS NULL']}


def family(name):
    return FAMILIES.get(name, OWN)


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def about(text, column):
    return text.replace('{c}', column)
