"""Types of rarer forms: domains over each other and over enums, with constraints that are not valid; nested composites; ranges with all their words."""
from rarer_routines import placed
from values import quoted


def domains(schema):
    c = schema.choices
    own = sorted({name for names in schema.types.values() for name in names})
    for key in schema.several('rare domain', 3):
        name, base = placed(schema, key, 'narrow'), c.fixed(key + ' base', ['text', 'integer', 'text[]', *own])
        collated = ' COLLATE ' + c.pick(key + ' collation', ('"C"', '"POSIX"')) if base == 'text' and c.odds(key + ' collated', 0.4) else ''
        nullness = c.pick(key + ' null', ('', '', ' NOT NULL', ' NULL'))
        schema.say(f'CREATE DOMAIN {name} AS {base}{collated}{nullness}', 'DOMAIN', name)
        for number in range(2):
            if c.odds(f'{key} check {number}', 0.4):
                valid = c.pick(f'{key} valid {number}', ('', ' NOT VALID'))
                schema.say(f"ALTER DOMAIN {name} ADD CONSTRAINT fits_{number} CHECK ({c.pick(f'{key} test {number}', ('VALUE IS NOT NULL', 'NOT (VALUE IS NULL)'))}){valid}")
                schema.comment(f'{key} {number}', 'CONSTRAINT', f'fits_{number} ON DOMAIN {name}')
        if c.odds(key + ' default', 0.2):
            schema.say(f"ALTER DOMAIN {name} SET DEFAULT {c.pick(key + ' defaults', ('NULL', f'NULL::{base}'))}")
        schema.rare_types.append(name)


def composites(schema):
    c = schema.choices
    for key in schema.several('rare composite', 2):
        name, own = placed(schema, key, 'record'), schema.rare_types + sorted({name for names in schema.types.values() for name in names})
        attributes = [f'{a} {c.pick(f"{key} {a}", own + ["text COLLATE " + chr(34) + "C" + chr(34), "numeric(8,3)", "int4multirange", "timestamptz(2)[]"])}' for a in ('x', '"Y y"', 'z')
                      if c.odds(f'{key} {a} exists', 0.8)]
        schema.say(f'CREATE TYPE {name} AS ({", ".join(attributes)})', 'TYPE', name)
        schema.rare_types.append(name)


def ranges(schema):
    c = schema.choices
    for key in schema.several('rare range', 2):
        name = placed(schema, key, 'reach')
        words = c.pick(key + ' words', ('subtype = time', 'subtype = text, subtype_opclass = text_pattern_ops', 'subtype = text, collation = "POSIX"',
                                        f'subtype = numeric, subtype_diff = numrange_subdiff, multirange_type_name = {name}_many'))
        schema.say(f'CREATE TYPE {name} AS RANGE ({words})', 'TYPE', name)
        schema.rare_types.append(name)


def enums(schema):
    """Labels that come between others."""
    c = schema.choices
    for key in schema.several('rare enum', 1):
        name = placed(schema, key, 'step')
        schema.say(f"CREATE TYPE {name} AS ENUM ({', '.join(quoted(label) for label in ('first', 'last'))})", 'TYPE', name)
        for label in c.some(key + ' between', ('second', 'third', 'a b', 'ünï'), 0.4):
            schema.say(f"ALTER TYPE {name} ADD VALUE {quoted(label)} {c.pick(f'{key} {label}', ('BEFORE', 'AFTER'))} {quoted(c.pick(f'{key} {label} at', ('first', 'last')))}")
        schema.rare_types.append(name)


def sequences(schema):
    c = schema.choices
    for key in schema.several('rare sequence', 2):
        name = placed(schema, key, 'count')
        unlogged = 'UNLOGGED ' if schema.version >= 15 and c.odds(key + ' unlogged', 0.2) else ''
        words = c.pick(key + ' words', ('', 'AS smallint', 'AS smallint INCREMENT -1', 'INCREMENT -3 MINVALUE -50 MAXVALUE -1', 'MINVALUE 5 MAXVALUE 9 CYCLE', 'NO MINVALUE START 42'))
        schema.say(f'CREATE {unlogged}SEQUENCE {name} {words}', 'SEQUENCE', name)


def used(schema):
    """A table with columns of these types, and functions that take them."""
    c = schema.choices

    def array(type_):  # rows do not become arrays of rows that have other attributes (docs/LIMITS.md)
        choose = c.fixed if '.record_' in type_ else c.pick
        return choose(f'{type_} used array', ('', 'also', '[]')).replace('also', '')

    parts = [f"c{number} {type_}{array(type_)}{c.pick(f'{type_} used default', ('', '', ' DEFAULT NULL'))}"
             for number, type_ in enumerate(schema.rare_types) if c.odds(f'{type_} used', 0.5)]
    if parts:
        schema.say(f"CREATE TABLE public.of_rare_types (k integer, {', '.join(parts)})", 'TABLE', 'public.of_rare_types')
    for type_ in schema.rare_types:
        if c.odds(f'{type_} taken', 0.3):
            result = c.pick(f'{type_} taken result', (type_, 'integer'))
            schema.say(f"CREATE FUNCTION public.takes({type_}) RETURNS {c.pick(f'{type_} taken set', ('', '', 'SETOF '))}{result} LANGUAGE sql "
                       f"{c.pick(f'{type_} taken body', ('AS ' + quoted(f'SELECT NULL::{result}'), f'RETURN NULL::{result}'))}", 'FUNCTION', f'public.takes({type_})')


def generate(schema):
    schema.rare_types = []
    for section in (enums, ranges, domains, composites, sequences, used):
        section(schema)
