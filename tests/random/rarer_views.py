"""Views of rarer forms, rules that do something and triggers of all sorts, on what there is."""
from rarer_routines import placed
from values import about, family


def sources(schema):
    """{relation: columns} of plain columns only."""
    found = {t.name: t.columns for t in [*schema.tables.values(), *schema.rarer, *schema.trees] if t.columns}
    return {**found, **schema.views}


def queries(schema, key, name, columns):
    c = schema.choices
    column, of = c.pick(key + ' column', sorted(columns.items()))
    test = about(c.pick(key + ' test', family(of)['checks']), f't.{column}')
    expression = about(c.pick(key + ' expression', family(of)['expressions']), f't.{column}')
    return {
        'named': f'SELECT t.{column} AS one, {expression} AS "Two t" FROM {name} t',
        'case': f"SELECT t.{column} AS one, CASE WHEN {test} THEN 'yes' ELSE 'no' END AS two FROM {name} t",
        'lateral': f'SELECT t.{column} AS one, l.* FROM {name} t, LATERAL (SELECT {expression} AS two, 1 AS three) l',
        'grouping': f'SELECT t.{column} AS one, count(*) FILTER (WHERE {test}) AS two FROM {name} t GROUP BY GROUPING SETS ((t.{column}), ())',
        'window': f'SELECT t.{column} AS one, sum(1) OVER w AS two FROM {name} t WINDOW w AS (ORDER BY t.{column} ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
        'values': 'SELECT * FROM (VALUES (1, chr(97)), (2, NULL)) AS v (one, two)',
        'series': "SELECT g AS one, s.two FROM generate_series(1, 3) g, unnest(ARRAY['a', 'b']) WITH ORDINALITY AS s (two, n)",
        'recursive': 'WITH RECURSIVE w (one) AS (SELECT 1 UNION ALL SELECT one + 1 FROM w WHERE one < 5) SELECT one, one::text AS two FROM w',
        'cte': f'WITH w AS MATERIALIZED (SELECT t.{column} AS one FROM {name} t) SELECT one, (SELECT count(*) FROM w) AS two FROM w',
        'except': f'SELECT t.{column} AS one, 1 AS two FROM {name} t EXCEPT SELECT u.{column}, 2 FROM {name} u ORDER BY 1 NULLS FIRST',
        'sample': f'SELECT t.{column} AS one, 1 AS two FROM ONLY {name} t WHERE t.{column} IN (SELECT u.{column} FROM {name} u)',
        'row': f'SELECT (t).{column} AS one, ROW(1, t.{column}) IS NULL AS two FROM {name} t FULL JOIN {name} u ON t.{column} = u.{column}',
        'json': f"SELECT one, two FROM {name} t, json_to_record('{{}}') AS j (one integer, two text) LIMIT 5 OFFSET 1",
    }[c.pick(key + ' shape', ('named', 'case', 'lateral', 'grouping', 'window', 'values', 'series', 'recursive', 'cte', 'except', 'sample', 'row', 'json'))]


def views(schema):
    c = schema.choices
    for key in schema.several('rare view', 4):
        name, found = placed(schema, key, 'sight'), sources(schema)
        base = c.fixed(key + ' base', sorted(found))
        if not base:
            continue
        query = queries(schema, key, base, found[base])
        if c.likely(key + ' materialized', 0.3):
            schema.say(f"CREATE MATERIALIZED VIEW {name}{c.pick(key + ' names', ('', ' (x, y)'))} AS {query}{c.pick(key + ' data', ('', '', ' WITH NO DATA'))}", 'MATERIALIZED VIEW', name)
            column = c.pick(key + ' names', ('', ' (x, y)')) and 'x' or 'one'
            if c.odds(key + ' unique', 0.4):
                schema.say(f"CREATE UNIQUE INDEX {key.replace(' ', '_')}_key ON {name} ({column})")
                if c.odds(key + ' clustered', 0.4):
                    schema.say(f"ALTER MATERIALIZED VIEW {name} CLUSTER ON {key.replace(' ', '_')}_key")
            if c.odds(key + ' counted', 0.2):
                schema.say(f"ALTER MATERIALIZED VIEW {name} ALTER COLUMN {column} SET STATISTICS {c.pick(key + ' statistics', ('10', '500'))}")
            continue
        names = c.pick(key + ' names', ('', ' (x, y)', ' (x)'))
        options = ['', '', ' WITH (security_barrier = true)'] + [' WITH (security_invoker)'] * (schema.version >= 15)
        check = c.pick(key + ' check', ('', '', ' WITH CASCADED CHECK OPTION', ' WITH LOCAL CHECK OPTION'))
        text = f"VIEW {name}{names}{c.pick(key + ' option', options)} AS {query}"
        schema.say(f'CREATE {text}', 'VIEW', name)
        if check:
            schema.say(f'CREATE OR REPLACE {text}{check}')
        schema.views[name] = {'x' if names else 'one': 'any'}


def rules(schema):
    c = schema.choices
    tables = sorted(t.name for t in schema.tables.values() if t.columns and t.kind == 'TABLE')
    targets = tables + sorted(schema.views)
    for key in schema.several('rare rule', 3):
        on, log = c.fixed(key + ' on', targets), c.fixed(key + ' log', tables)
        if not on or not log:
            continue
        event, name = c.fixed(key + ' event', ('INSERT', 'UPDATE', 'DELETE')), schema.name(key, 'turn')
        condition = c.pick(key + ' condition', ('', '', ' WHERE pg_backend_pid() > 0', f" WHERE {'OLD' if event == 'DELETE' else 'NEW'} IS NULL"))
        action = c.pick(key + ' action', ('NOTHING', f'DELETE FROM {log}', f'(INSERT INTO {log} DEFAULT VALUES; NOTIFY rung)', f'UPDATE {log} SET {{c}} = DEFAULT'))
        column = next(sorted(t.columns)[0] for t in schema.tables.values() if t.name == log)
        schema.say(f"CREATE RULE {name} AS ON {event} TO {on}{condition} DO {c.pick(key + ' instead', ('ALSO', 'INSTEAD'))} {action.replace('{c}', column)}")
        kind = 'TABLE' if on in tables else 'VIEW'
        if kind == 'TABLE' and c.odds(key + ' switched', 0.3):
            schema.say(f"ALTER TABLE {on} {c.pick(key + ' state', ('DISABLE', 'ENABLE REPLICA', 'ENABLE ALWAYS'))} RULE {name}")
        schema.comment(key, 'RULE', f'{name} ON {on}')


def triggers(schema):
    c = schema.choices
    tables = [*schema.tables.values(), *schema.rarer, *schema.trees]
    schema.say("CREATE FUNCTION public.rung() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'", 'FUNCTION', 'public.rung()')
    shapes = ('TRIGGER {n} BEFORE TRUNCATE ON {t}', 'TRIGGER {n} AFTER UPDATE ON {t} REFERENCING OLD TABLE AS was NEW TABLE AS "Is"', 'CONSTRAINT TRIGGER {n} AFTER INSERT ON {t} DEFERRABLE FOR EACH ROW',
              'CONSTRAINT TRIGGER {n} AFTER INSERT OR UPDATE ON {t} INITIALLY DEFERRED FOR EACH ROW', 'TRIGGER {n} AFTER INSERT OR UPDATE OR DELETE ON {t} FOR EACH ROW',
              'TRIGGER {n} AFTER DELETE ON {t} REFERENCING OLD TABLE AS gone FOR EACH STATEMENT', 'TRIGGER {n} BEFORE INSERT ON {t} FOR EACH ROW WHEN (NEW IS NOT NULL)')
    for key in schema.several('rare trigger', 5):
        table = {t.key: t for t in tables}.get(c.fixed(key + ' table', sorted(t.key for t in tables)))
        if not table:
            continue
        name, arguments = schema.name(key, 'ring'), c.pick(key + ' arguments', ('', "'a', 'it''s'", '1'))
        schema.say(f"CREATE {c.pick(key + ' shape', shapes).format(n=name, t=table.name)} EXECUTE FUNCTION public.rung({arguments})")
        parts = [t for t in schema.trees if t.key.startswith(table.key + ' ') and t.kind == 'TABLE']
        for on in (table, *parts):
            if c.odds(f'{key} switched {on.key}', 0.15):
                on.alter(f"{c.pick(f'{key} state {on.key}', ('DISABLE', 'ENABLE ALWAYS', 'ENABLE REPLICA', 'ENABLE'))} TRIGGER {name}")
        schema.comment(key, 'TRIGGER', f'{name} ON {table.name}', 0.1)
    for key in schema.several('rare instead', 2):
        on = c.fixed(key + ' view', sorted(schema.views))
        if on:
            schema.say(f"CREATE TRIGGER {schema.name(key, 'instead')} INSTEAD OF {c.pick(key + ' event', ('INSERT OR UPDATE', 'DELETE', 'INSERT OR DELETE'))} ON {on} FOR EACH ROW "
                       f"EXECUTE FUNCTION public.rung()")


def policies(schema):
    c = schema.choices
    tables = {t.key: t for t in [*schema.tables.values(), *schema.trees] if t.columns and t.kind == 'TABLE'}
    for key in schema.several('rare policy', 2):
        table, other = (tables.get(c.fixed(f'{key} {which}', sorted(tables))) for which in ('table', 'other'))
        if not table:
            continue
        column = c.fixed(key + ' column', sorted(table.columns))
        test = c.pick(key + ' test', ('true', f'EXISTS (SELECT 1 FROM {other.name} o WHERE o IS NOT NULL)', "current_setting('app.user', true) IS NOT NULL",
                                      f'{column} IS NOT NULL AND pg_has_role(session_user, current_user, chr(117))', f'{column} IN (SELECT {column} FROM {table.name})'))
        command = c.pick(key + ' command', ('ALL', 'SELECT', 'DELETE', 'UPDATE'))
        check = ' WITH CHECK (true)' if command in ('ALL', 'UPDATE') and c.odds(key + ' check', 0.4) else ''
        schema.say(f"CREATE POLICY {schema.name(key, 'let')} ON {table.name} FOR {command} TO {c.pick(key + ' to', ('PUBLIC', 'pgp_random_a', 'SESSION_USER'))} USING ({test}){check}")


def generate(schema):
    for section in (views, rules, triggers, policies):
        section(schema)
