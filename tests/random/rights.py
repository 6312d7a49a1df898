"""Owners, privileges and comments of whatever was made."""
RIGHTS = {
    'TABLE': ('SELECT', 'INSERT, UPDATE', 'ALL', 'TRIGGER'), 'VIEW': ('SELECT', 'ALL'), 'MATERIALIZED VIEW': ('SELECT',), 'FOREIGN TABLE': ('SELECT',),
    'SEQUENCE': ('USAGE', 'SELECT, UPDATE'), 'FUNCTION': ('EXECUTE',), 'PROCEDURE': ('EXECUTE',), 'AGGREGATE': ('EXECUTE',), 'SCHEMA': ('USAGE', 'CREATE', 'ALL'),
    'TYPE': ('USAGE',), 'DOMAIN': ('USAGE',), 'SERVER': ('USAGE',), 'FOREIGN DATA WRAPPER': ('USAGE',), 'LANGUAGE': ('USAGE',),
}
GRANTED_AS = {'VIEW': 'TABLE', 'MATERIALIZED VIEW': 'TABLE', 'FOREIGN TABLE': 'TABLE', 'AGGREGATE': 'FUNCTION', 'SERVER': 'FOREIGN SERVER'}


def privileges(schema, key, kind, name):
    c = schema.choices
    if c.odds(key + ' granted', 0.12):
        option = c.pick(key + ' option', ('', '', ' WITH GRANT OPTION'))
        to = c.pick(key + ' grantee', ('pgp_random_a', 'pgp_random_b', 'PUBLIC', 'pgp_random_a, pgp_random_b'))
        schema.say(f"GRANT {c.pick(key + ' rights', RIGHTS[kind])} ON {GRANTED_AS.get(kind, kind)} {name} TO {to}{option}")
    if c.odds(key + ' revoked', 0.06):
        schema.say(f"REVOKE ALL ON {GRANTED_AS.get(kind, kind)} {name} FROM {c.pick(key + ' revokee', ('PUBLIC', 'pgp_random_a', 'CURRENT_USER'))}")


def generate(schema):
    c = schema.choices
    for kind, name in schema.objects:
        key = f'{kind} {name}'
        if kind != 'EXTENSION' and c.odds(key + ' owned', 0.06):
            schema.say(f"ALTER {kind} {name} OWNER TO {c.pick(key + ' owner', ('pgp_random_a', 'pgp_random_b'))}")
        if kind in RIGHTS:
            privileges(schema, key, kind, name)
        # An extension brings a comment of its own: a file that says none leaves what there is.
        schema.comment(key, kind, name, 1 if kind == 'EXTENSION' else 0.15)
