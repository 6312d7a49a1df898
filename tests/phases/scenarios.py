"""What changes, and what both versions of an application send."""
TABLE = """CREATE TABLE orders (id serial PRIMARY KEY, total numeric NOT NULL CHECK (total >= 0), note text, legacy text, qty bigint DEFAULT 1);
CREATE INDEX ON orders (total);
CREATE VIEW big AS SELECT orders.id, orders.total AS amount FROM orders WHERE orders.total > 100;
"""
ROWS = "INSERT INTO orders (total, note, legacy) SELECT n, 'note ' || n, 'l' FROM generate_series(1, {rows}) n"
ODD = '''"5% o'$pgplumb$"'''
OLD_APP = [
    "INSERT INTO orders (total, note, legacy) VALUES ({n}, 'old', 'x')",
    "SELECT id, total, note, legacy FROM orders WHERE id = 1 + {n} % 100",
    "UPDATE orders SET total = total + 1, legacy = 'y' WHERE id = 1 + {n} % 100",
    "DELETE FROM orders WHERE id = 500 + {n} % 100",
    'SELECT * FROM big',
]


def changed(*pairs):
    text = TABLE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


SCENARIOS = [
    {
        'name': 'required column',
        'old': TABLE, 'rows': ROWS, 'old_app': OLD_APP,
        'new': changed(('legacy text', 'legacy text, customer integer NOT NULL')),
        'new_app': ["INSERT INTO orders (total, note, customer) VALUES ({n}, 'new', 7)", 'SELECT id, customer FROM orders WHERE id = 3',
                    'UPDATE orders SET customer = {n} WHERE id = 1 + {n} % 100', 'SELECT * FROM big'],
        'between': ['UPDATE orders SET customer = 0 WHERE customer IS NULL'],
    },
    {
        'name': 'dropped column',
        'old': TABLE, 'rows': ROWS, 'old_app': OLD_APP,
        'new': changed(('note text, legacy text', 'note text')),
        'new_app': ["INSERT INTO orders (total, note) VALUES ({n}, 'new')", 'SELECT id, total, note FROM orders WHERE id = 3',
                    'UPDATE orders SET note = {n}::text WHERE id = 1 + {n} % 100'],
    },
    {
        'name': 'renamed column', 'helpers': True,
        'old': TABLE, 'rows': ROWS, 'old_app': OLD_APP,
        'new': changed(('total numeric NOT NULL CHECK (total >= 0)', '\n-- pgplumb: renamed from total\nsum numeric NOT NULL CHECK (sum >= 0)'),
                       ('(total)', '(sum)'), ('orders.total', 'orders.sum')),
        'new_app': ["INSERT INTO orders (sum, note) VALUES ({n}, 'new')", 'SELECT id, sum FROM orders WHERE id = 3',
                    'UPDATE orders SET sum = sum + 1 WHERE id = 1 + {n} % 100', 'DELETE FROM orders WHERE id = 700 + {n} % 100',
                    'SELECT * FROM big'],
        'holds': ["SELECT count(*) > 0 AND bool_and(sum IS NOT NULL) FROM orders WHERE note IN ('old', 'new')",
                  "SELECT count(*) FILTER (WHERE note = 'new') > 0 AND count(*) FILTER (WHERE note = 'old') > 0 FROM orders"],
    },
    {
        'name': 'renamed table', 'helpers': True,
        'old': TABLE, 'rows': ROWS, 'old_app': OLD_APP,
        'new': changed(('CREATE TABLE orders', '-- pgplumb: renamed from orders\nCREATE TABLE purchases'), ('ON orders', 'ON purchases'),
                       ('orders.', 'purchases.'), ('FROM orders', 'FROM purchases')),
        'new_app': [s.replace('orders', 'purchases').replace("'old'", "'new'") for s in OLD_APP],
    },
    {
        'name': 'renamed table and column', 'helpers': True,
        'old': TABLE, 'rows': ROWS, 'old_app': OLD_APP,
        'new': changed(('CREATE TABLE orders', '-- pgplumb: renamed from orders\nCREATE TABLE purchases'), ('ON orders', 'ON purchases'),
                       ('orders.', 'purchases.'), ('FROM orders', 'FROM purchases'), ('note text', ODD + ' text -- pgplumb: renamed from note\n')),
        'new_app': [s.replace('orders', 'purchases').replace('note', ODD) for s in OLD_APP],
    },
    {
        'name': 'dropped table',
        'old': TABLE + 'CREATE TABLE audit (id serial PRIMARY KEY, what text);', 'rows': ROWS,
        'old_app': OLD_APP + ["INSERT INTO audit (what) VALUES ('x')"],
        'new': TABLE,
        'new_app': OLD_APP,
    },
    {
        'name': 'narrowed type',
        'old': TABLE, 'rows': ROWS, 'old_app': OLD_APP + ['UPDATE orders SET qty = 5 WHERE id = 1 + {n} % 100'],
        'new': changed(('qty bigint', 'qty integer')),
        'new_app': OLD_APP + ['INSERT INTO orders (total, qty) VALUES (1, {n})', 'SELECT sum(qty) FROM orders'],
    },
    {
        'name': 'widened type',
        'old': TABLE.replace('qty bigint', 'qty integer') + 'CREATE TABLE gone (a int);', 'rows': ROWS,
        'old_app': OLD_APP + ['UPDATE orders SET qty = 5 WHERE id = 1 + {n} % 100', 'SELECT * FROM gone'],
        'new': TABLE,
        'new_app': OLD_APP + ['INSERT INTO orders (total, qty) VALUES (1, {n}::bigint + 3000000000)', 'SELECT sum(qty) FROM orders'],
    },
    {
        'name': 'removed label',
        'old': "CREATE TYPE state AS ENUM ('new', 'paid', 'gone');\n" + TABLE.replace('note text', "note text, state state NOT NULL DEFAULT 'new'"),
        'rows': ROWS,
        'old_app': OLD_APP + ["UPDATE orders SET state = 'gone' WHERE id = 1 + {n} % 100"],
        'new': "CREATE TYPE state AS ENUM ('new', 'paid');\n" + TABLE.replace('note text', "note text, state state NOT NULL DEFAULT 'new'"),
        'new_app': OLD_APP + ["UPDATE orders SET state = 'paid' WHERE id = 1 + {n} % 100", "SELECT count(*) FROM orders WHERE state = 'new'"],
        'between': ["UPDATE orders SET state = 'paid' WHERE state = 'gone'"],
    },
    {
        'name': 'demands on columns that are there',
        'old': TABLE, 'rows': ROWS, 'old_app': OLD_APP + ['UPDATE orders SET note = NULL, qty = -1 WHERE id = 1 + {n} % 100'],
        'new': changed(('note text', 'note text NOT NULL'), ('qty bigint DEFAULT 1', 'qty bigint CHECK (qty > 0)')),
        'new_app': ["INSERT INTO orders (total, note, qty) VALUES ({n}, 'new', 2)", "UPDATE orders SET note = 'z' WHERE id = 1 + {n} % 100"],
        'between': ["UPDATE orders SET note = '' WHERE note IS NULL", 'UPDATE orders SET qty = 1 WHERE qty < 1'],
    },
    {
        'name': 'dropped and renamed functions and views', 'helpers': True,
        'old': TABLE + """CREATE FUNCTION tax(x numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT x * 0.2';
CREATE FUNCTION fee(x numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT x * 0.1';
CREATE VIEW small AS SELECT id FROM orders WHERE total < 10;""",
        'rows': ROWS,
        'old_app': OLD_APP + ['SELECT tax(1.5), fee(2)', 'SELECT count(*) FROM small'],
        'new': TABLE.replace('CREATE VIEW big', '-- pgplumb: renamed from big\nCREATE VIEW large') +
        "-- pgplumb: renamed from tax\nCREATE FUNCTION vat(x numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT x * 0.2';",
        'new_app': [s.replace('big', 'large') for s in OLD_APP] + ['SELECT vat(1.5)'],
    },
    {
        'name': 'renamed domain', 'helpers': True,
        'old': 'CREATE DOMAIN money_eur AS numeric CHECK (VALUE > -5);\n' + TABLE.replace('note text', 'note text, fee money_eur DEFAULT 1'), 'rows': ROWS,
        'old_app': OLD_APP + ['UPDATE orders SET fee = 3::money_eur WHERE id = 1 + {n} % 100', 'SELECT count(*) FROM orders WHERE fee = 3::money_eur'],
        'new': '-- pgplumb: renamed from money_eur\nCREATE DOMAIN euro AS numeric CHECK (VALUE > -5);\n' + TABLE.replace('note text', 'note text, fee euro DEFAULT 1'),
        'new_app': OLD_APP + ['UPDATE orders SET fee = 3::euro WHERE id = 1 + {n} % 100', 'SELECT count(*) FROM orders WHERE fee = 2::euro'],
    },
]
