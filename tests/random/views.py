"""Views and materialized views, over tables and over each other; rules."""
from values import about, family


def body(schema, key, name, columns):
    """A query and the families of its outputs."""
    c = schema.choices
    names = c.some(key + ' outputs', list(columns), 0.7) or list(columns)[:1]
    first, of = c.pick(key + ' first', list(columns.items()))
    other, others = c.fixed(key + ' other', list(schema.relations.items()))
    listed = ', '.join(f't.{n}' for n in names)
    test = about(c.pick(key + ' test', family(of)['checks']), 't.' + first)
    expression = about(c.pick(key + ' expression', family(of)['expressions']), 't.' + first)
    kept = {n: columns[n] for n in names}
    shape = c.pick(key + ' shape', ('plain', 'plain', 'where', 'where again', 'star', 'expression', 'group', 'join', 'union', 'with', 'window', 'exists', 'distinct',
                                    'function', 'using'))
    texts = {
        'plain': (f'SELECT {listed} FROM {name} t', kept),
        'where': (f'SELECT {listed} FROM {name} t WHERE {test}', kept),
        'star': (f'SELECT * FROM {name}', columns) if name in schema.views else (f'SELECT {listed} FROM {name} t', kept),
        'expression': (f'SELECT {listed}, {expression} AS computed FROM {name} AS t ORDER BY 1 LIMIT 10', kept),
        'group': (f'SELECT t.{first}, count(*) AS number FROM {name} t GROUP BY t.{first} HAVING count(*) > 1', {first: of, 'number': 'number'}),
        'join': (f'SELECT {listed}, o AS whole FROM {name} t LEFT JOIN {other} o ON {test}', kept),
        'union': (f'SELECT {listed} FROM {name} t UNION ALL SELECT {listed} FROM {name} t WHERE {test}', kept),
        'with': (f'WITH RECURSIVE w AS (SELECT {listed} FROM {name} t) SELECT * FROM w', kept),
        'window': (f'SELECT {listed}, row_number() OVER (PARTITION BY t.{first}) AS rank FROM {name} t', {**kept, 'rank': 'number'}),
        'exists': (f'SELECT {listed} FROM {name} t WHERE EXISTS (SELECT FROM {other} o WHERE {test})', kept),
        'distinct': (f'SELECT DISTINCT ON (t.{first}) {listed} FROM {name} t ORDER BY t.{first}', kept),
        'function': (f"SELECT {listed}, {(schema.helpers or ['abs'])[0]}(3) AS helped FROM {name} t", {**kept, 'helped': 'number'}),
        'using': (f'SELECT {listed} FROM {name} t JOIN {name} u USING ({first})', kept),
    }
    return texts[shape.split()[0]]


def view(schema, key):
    c = schema.choices
    name = schema.qualified(key, 'view')
    base = c.fixed(key + ' base', sorted(schema.relations))
    query, columns = body(schema, key, base, schema.relations[base])
    if c.likely(key + ' materialized', 0.3):
        schema.say(f"CREATE MATERIALIZED VIEW {name}{c.pick(key + ' storage', ('', '', ' WITH (fillfactor = 60)'))} AS {query}"
                   f"{c.pick(key + ' data', ('', ' WITH NO DATA'))}", 'MATERIALIZED VIEW', name)
        if c.odds(key + ' indexed', 0.5):
            schema.say(f"CREATE INDEX ON {name} ({c.pick(key + ' index', list(columns))})")
    else:
        option = c.pick(key + ' option', ('', '', '', ' WITH (security_barrier)', ' WITH (security_invoker = true)', ' WITH (check_option = local)'))
        schema.say(f'CREATE VIEW {name}{option} AS {query}', 'VIEW', name)
        simple = c.pick(key + ' default column', list(columns.items()))
        if c.odds(key + ' defaults', 0.1):
            schema.say(f"ALTER VIEW {name} ALTER COLUMN {simple[0]} SET DEFAULT {c.pick(key + ' default', family(simple[1])['defaults'])}")
        schema.views[name] = columns
    for column in columns:
        schema.comment(f'{key} {column}', 'COLUMN', f'{name}.{column}', 0.08)
    schema.relations[name] = columns


def rules(schema):
    c = schema.choices
    targets = sorted(schema.views) + [t.name for t in schema.tables.values() if t.kind == 'TABLE']
    for key in schema.several('rule', 2):
        event = c.pick(key + ' event', ('INSERT', 'UPDATE', 'DELETE'))
        action = c.pick(key + ' action', ('INSTEAD NOTHING', 'ALSO NOTIFY changed', 'INSTEAD (NOTIFY one; NOTIFY two)', 'ALSO SELECT 1'))
        on = c.fixed(key + ' on', targets) or 'nothing'
        schema.say(f"CREATE RULE {key.replace(' ', '_')} AS ON {event} TO {on} DO {action}")


def generate(schema):
    schema.views = {}
    for key in schema.several('view', 6):
        if schema.relations:
            view(schema, key)
    rules(schema)
