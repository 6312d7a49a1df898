"""Functions, procedures, aggregates, operators, casts, triggers and policies."""
from values import FAMILIES, about, family

SETTINGS = ('', '', ' IMMUTABLE', ' STABLE', ' STRICT', ' SECURITY DEFINER', ' COST 5', ' PARALLEL SAFE', " SET search_path = ''", " SET work_mem TO '1MB'",
            ' LEAKPROOF')


def helpers(schema):
    """Functions that defaults, checks and views can call."""
    c = schema.choices
    for key in schema.several('helper', 2):
        name = schema.qualified(key, 'helper')
        result = c.pick(key + ' returns', ('integer', 'integer', 'bigint'))
        bodies = (f"AS 'SELECT n + 1::{result}'", 'RETURN n * 2', f"AS $$ SELECT (n)::{result} $$", f'BEGIN ATOMIC SELECT n::{result}; END')
        schema.say(f"CREATE FUNCTION {name}(n integer) RETURNS {result} LANGUAGE sql IMMUTABLE{c.pick(key + ' strict', ('', ' STRICT'))} "
                   f"{c.pick(key + ' body', bodies)}", 'FUNCTION', f'{name}(integer)')
        schema.helpers.append(name)


def functions(schema):
    c = schema.choices
    types = [t for names in schema.types.values() for t in names] + sorted(schema.relations) + ['integer', 'text', 'text[]', 'timestamptz']
    for key in schema.several('function', 4):
        name, kind = schema.qualified(key, 'do'), c.fixed(key + ' sort', ('expression', 'atomic', 'plpgsql', 'table', 'set', 'procedure', 'out'))
        number = [n for n in range(3) if c.likely(f'{key} argument {n}', 0.5)]
        arguments = [f"x{n}_{c.pick(f'{key} x{n} name', ('a', 'a', 'b'))} {c.fixed(f'{key} x{n} type', types)}" for n in number]
        signature = ', '.join(argument.split(' ', 1)[1] for argument in arguments)
        if arguments and c.odds(key + ' default', 0.3):
            arguments[-1] += ' DEFAULT NULL'
        relation, columns = c.pick(key + ' relation', sorted((r, tuple(cs)) for r, cs in schema.relations.items()) or [('pg_class', ('relname',))])
        listed, settings = ', '.join(arguments), c.pick(key + ' settings', SETTINGS)
        result = c.pick(key + ' result', ('integer', 'text', c.fixed(key + ' result type', types)))
        text = {
            'expression': f"FUNCTION {name}({listed}) RETURNS {result} LANGUAGE sql{settings} RETURN NULL::{result}",
            'atomic': f"FUNCTION {name}({listed}) RETURNS SETOF {relation} LANGUAGE sql{settings} BEGIN ATOMIC SELECT r FROM {relation} r; END",
            'plpgsql': f"FUNCTION {name}({listed}) RETURNS {result} LANGUAGE plpgsql{settings} AS $f$ BEGIN RETURN {c.pick(key + ' plpgsql', ('NULL', 'NULL; -- x'))}; END $f$",
            'table': f"FUNCTION {name}({listed}) RETURNS TABLE (one {result}, two text) LANGUAGE sql{settings}{c.pick(key + ' rows', ('', ' ROWS 10'))} AS 'SELECT NULL::{result}, ''x'''",
            'set': f"FUNCTION {name}({listed}) RETURNS SETOF {relation} LANGUAGE sql{settings} AS 'SELECT * FROM {relation}'",
            'procedure': f"PROCEDURE {name}({listed}) LANGUAGE sql BEGIN ATOMIC DELETE FROM {relation}; SELECT {columns[0]} FROM {relation}; END",
            'out': f"FUNCTION {name}({', '.join(arguments + ['OUT o1 ' + result, 'OUT o2 integer'])}) LANGUAGE sql{settings} AS 'SELECT NULL::{result}, 1'",
        }[kind]
        schema.say('CREATE ' + text, 'PROCEDURE' if kind == 'procedure' else 'FUNCTION', f'{name}({signature})')


def aggregates(schema):
    c = schema.choices
    for key in schema.several('aggregate', 1):
        name = schema.qualified(key, 'total')
        more = c.pick(key + ' more', ('', ", INITCOND = '0'", ", INITCOND = '5', PARALLEL = SAFE", ', COMBINEFUNC = int4pl', ', FINALFUNC = int4abs'))
        schema.say(f'CREATE AGGREGATE {name} (integer) (SFUNC = int4pl, STYPE = integer{more})', 'AGGREGATE', f'{name}(integer)')


def operators(schema):
    c = schema.choices
    for key in schema.several('operator', 2):
        where = c.fixed(key + ' schema', schema.schemas)
        sign = ('<+>', '<=>')[int(key.split()[-1])]
        function = {'<+>': 'int4pl', '<=>': 'int4eq'}[sign]
        more = c.pick(key + ' more', ('', f', COMMUTATOR = OPERATOR({where}.{sign})', ', RESTRICT = eqsel' if sign == '<=>' else ''))
        schema.say(f'CREATE OPERATOR {where}.{sign} (FUNCTION = {function}, LEFTARG = integer, RIGHTARG = integer{more})', 'OPERATOR',
                   f'{where}.{sign} (integer, integer)')
    for key in schema.several('family', 1):
        name = schema.qualified(key, 'sorts')
        schema.say(f'CREATE OPERATOR FAMILY {name} USING btree', 'OPERATOR FAMILY', f'{name} USING btree')
        members = c.pick(key + ' members', ('OPERATOR 1 <, OPERATOR 3 =', 'OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >'))
        if c.odds(key + ' loose', 0.4):
            schema.say(f"ALTER OPERATOR FAMILY {name} USING btree ADD {c.pick(key + ' loose member', ('OPERATOR 1 < (integer, bigint)', 'FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint)'))}")
        schema.say(f'CREATE OPERATOR CLASS {name}_c FOR TYPE integer USING btree FAMILY {name} AS {members}, FUNCTION 1 btint4cmp(integer, integer)')


def casts(schema):
    c = schema.choices
    enums = [names[0] for family_, names in schema.types.items() if family_.startswith(('enum', 'composite'))]
    for key in schema.several('cast', 2):
        own = c.fixed(key + ' type', enums)
        if own:
            schema.say(f"CREATE CAST ({own} AS {c.fixed(key + ' target', ('integer', 'text', 'json'))}) WITH INOUT{c.pick(key + ' context', ('', ' AS ASSIGNMENT', ' AS IMPLICIT'))}")


def triggers(schema):
    c = schema.choices
    if not schema.tables:
        return
    schema.say("CREATE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", 'FUNCTION', 'public.noted()')
    tables = [t for t in schema.tables.values() if t.columns]
    for key in schema.several('trigger', 4):
        table = {t.key: t for t in tables}.get(c.fixed(key + ' table', [t.key for t in tables]))
        if not table:
            continue
        name = schema.name(key, 'on')
        of = c.pick(key + ' column', list(table.columns))
        events = c.pick(key + ' events', ('INSERT', 'UPDATE', f'UPDATE OF {of}', 'INSERT OR DELETE', f'INSERT OR UPDATE OF {of}', 'DELETE'))
        when = c.pick(key + ' when', ('', '', f' WHEN (OLD.{of} IS NOT NULL)', f' WHEN (NEW.{of} IS DISTINCT FROM NULL)', ' WHEN (pg_trigger_depth() < 1)'))
        shape = c.pick(key + ' shape', ('BEFORE {e} ON {t} FOR EACH ROW{w}', 'AFTER {e} ON {t} FOR EACH ROW{w}', 'AFTER {e} ON {t}', 'BEFORE {e} ON {t} FOR EACH STATEMENT',
                                        'AFTER {e} ON {t} REFERENCING NEW TABLE AS fresh'))
        constraint = 'CONSTRAINT ' if c.odds(key + ' constraint', 0.1) else ''
        schema.say(f"CREATE {constraint}TRIGGER {name} {shape.format(e=events, t=table.name, w=when)} EXECUTE FUNCTION public.noted({c.pick(key + ' arguments', ('', chr(39) + 'x' + chr(39)))})")
        if c.odds(key + ' switched', 0.15):
            table.alter(f"{c.pick(key + ' state', ('DISABLE', 'ENABLE ALWAYS', 'ENABLE REPLICA'))} TRIGGER {name}")
        schema.comment(key, 'TRIGGER', f'{name} ON {table.name}', 0.1)
    for key in schema.several('instead', 1):
        on = c.fixed(key + ' view', sorted(schema.views))
        if on:
            schema.say(f"CREATE TRIGGER {key.replace(' ', '_')} INSTEAD OF {c.pick(key + ' event', ('INSERT', 'UPDATE'))} ON {on} FOR EACH ROW EXECUTE FUNCTION public.noted()")


def policies(schema):
    c = schema.choices
    tables = {t.key: t for t in schema.tables.values() if t.columns}
    for key in schema.several('policy', 3):
        table = tables.get(c.fixed(key + ' table', sorted(tables)))
        if not table:
            continue
        name, (column, of) = schema.name(key, 'may'), c.pick(key + ' column', list(table.columns.items()))
        using = about(c.pick(key + ' using', family(of)['checks']), column)
        rest = c.pick(key + ' rest', (f'USING ({using})', f'FOR SELECT USING ({using})', f'FOR INSERT WITH CHECK ({using})', f'FOR UPDATE USING (true) WITH CHECK ({using})'))
        to = c.pick(key + ' to', ('', '', 'TO pgp_random_a ', 'TO pgp_random_b, pgp_random_a ', 'TO CURRENT_USER '))
        kind = c.pick(key + ' kind', ('', '', 'AS RESTRICTIVE '))
        first, rest = (rest.split(' ', 2)[:2], rest.split(' ', 2)[2]) if rest.startswith('FOR') else ([], rest)
        schema.say(f"CREATE POLICY {name} ON {table.name} {kind}{' '.join(first)} {to}{rest}")
        schema.comment(key, 'POLICY', f'{name} ON {table.name}', 0.1)


def generate(schema):
    for section in (functions, aggregates, operators, casts, triggers, policies):
        section(schema)
