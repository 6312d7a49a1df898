"""Bodies of functions: names that the schema does not have."""
import json

from linting import LintCase
from support import pgplumb

SHOP = '''CREATE TABLE customers (id bigint PRIMARY KEY, mail text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint, state text);
CREATE INDEX ON orders (customer);
CREATE VIEW open_orders AS SELECT * FROM orders WHERE state = 'open';
'''


class Bodies(LintCase):
    def bodies(self, body, head='FUNCTION f(wanted bigint) RETURNS void LANGUAGE plpgsql', tail='', before=SHOP):
        found = self.lint('--schema', self.file('s.sql', f'{before}CREATE {head} AS $body$\n{body}\n$body${tail};'))
        return [(f['code'], f['line'] - before.count('\n') - 1, f['column']) for f in self.findings if f['code'].startswith('body-')]

    def program(self, statements, **more):
        return self.bodies('DECLARE r record; n bigint;\nBEGIN\n' + statements + '\nEND', **more)

    def test_names_that_are_there(self):
        for statement in ('SELECT count(*) INTO n FROM orders WHERE customer = wanted;',
                          'UPDATE orders SET state = lower(state) WHERE orders.id = n;',
                          'INSERT INTO orders (id, customer) VALUES (n, wanted) ON CONFLICT (id) DO UPDATE SET customer = excluded.customer;',
                          'FOR r IN SELECT o.id, c.mail FROM orders o JOIN customers c ON c.id = o.customer LOOP n := r.id; END LOOP;',
                          'WITH x AS (SELECT id AS y FROM orders) SELECT y INTO n FROM x;',
                          'PERFORM id AS z FROM orders ORDER BY z;', 'PERFORM anything FROM open_orders;', 'PERFORM x.a FROM (SELECT 1 AS a) x;',
                          'CREATE TEMP TABLE work (a int); INSERT INTO work SELECT 1;', 'PERFORM ctid FROM orders;', 'PERFORM orders FROM orders;',
                          "EXECUTE 'CREATE TEMP TABLE dynamic (a int)'; PERFORM a FROM dynamic;", 'n := coalesce(n, 1) + extract(year FROM now());',
                          'PERFORM gen_random_uuid(), clock_timestamp(), pg_notify(\'a\', \'b\');', 'IF EXISTS (SELECT FROM orders WHERE id = wanted) THEN RETURN; END IF;',
                          'PERFORM relname FROM pg_class; PERFORM table_name FROM information_schema.tables;'):
            with self.subTest(statement):
                self.assertEqual(self.program(statement), [])

    def test_names_that_are_not(self):
        for statement, code, column in (('PERFORM 1 FROM order_items;', 'body-relation', 16), ('DELETE FROM app.orders;', 'body-relation', 17),
                                        ('UPDATE orders SET status = 1;', 'body-column', 19), ('INSERT INTO orders (id, total) VALUES (1, 2);', 'body-column', 25),
                                        ('PERFORM o.mail FROM orders o;', 'body-column', 11), ('PERFORM total FROM orders;', 'body-column', 9),
                                        ('n := orders_of(wanted);', 'body-function', 6), ('RETURN; PERFORM app.f(1);', 'body-function', 21),
                                        ('IF EXISTS (SELECT FROM orders WHERE wnated = id) THEN RETURN; END IF;', 'body-column', 37)):
            with self.subTest(statement):
                self.assertEqual(self.program(statement), [(code, 3, column)])

    def test_functions_in_sql(self):
        head = 'FUNCTION f(wanted bigint) RETURNS bigint LANGUAGE sql'
        self.assertEqual(self.bodies('SELECT 1;\nSELECT count(*) FROM orders WHERE customer = wanted AND state = $1::text', head=head), [])
        self.assertEqual(self.bodies('SELECT 1;\nSELECT count(*) FROM orders WHERE client = wanted', head=head), [('body-column', 2, 35)])

    def test_rows_of_triggers(self):
        head, tail = 'FUNCTION g() RETURNS trigger LANGUAGE plpgsql', ';\nCREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION g()'
        self.assertEqual(self.program('NEW.state := tg_op; RETURN NEW;', head=head, tail=tail), [])
        self.assertEqual(self.program('NEW.status := tg_op; RETURN NEW;', head=head, tail=tail), [('body-column', 3, 5)])
        self.assertEqual(self.program('NEW.status := tg_op; RETURN NEW;', head=head), [])
        statement = tail.replace('EACH ROW', 'EACH STATEMENT')
        self.assertEqual(self.program("IF tg_level = 'ROW' THEN NEW.status := tg_op; END IF; RETURN NULL;", head=head, tail=statement), [])

    def test_a_path_of_its_own(self):
        before = 'CREATE SCHEMA app; CREATE TABLE app.t (id bigint PRIMARY KEY);\n'
        head = 'FUNCTION f() RETURNS void LANGUAGE plpgsql'
        self.assertEqual(self.bodies('BEGIN PERFORM id FROM t; END', head=head, before=before), [])
        self.assertEqual(self.bodies('BEGIN PERFORM id FROM t; END', head=head + ' SET search_path = app', before=before), [])
        self.assertEqual(self.bodies('BEGIN PERFORM id FROM t; END', head=head + ' SET search_path = public', before=before), [('body-relation', 1, 23)])

    def test_extensions(self):
        call = "n := length(crypt('a', gen_salt('bf')));"
        self.assertEqual([code for code, _, _ in self.program(call)], ['body-function', 'body-function'])
        self.assertEqual(self.program(call, before='CREATE EXTENSION pgcrypto;\n'), [])
        self.assertEqual(self.program('n := st_area(wanted);', before='CREATE EXTENSION postgis;\n'), [])

    def test_what_is_no_program(self):
        self.assertEqual([code for code, _, _ in self.program('SELEC 1;')], ['body-syntax'])

    def test_what_cannot_be_read_is_counted(self):
        path = self.file('s.sql', 'CREATE FUNCTION f() RETURNS SETOF int LANGUAGE plpgsql AS $$ BEGIN RETURN 1 + ; END $$;')
        outcome = pgplumb('lint', '--schema', path, '--format', 'json')
        self.assertEqual(len(json.loads(outcome.out)['findings']) + json.loads(outcome.out)['unread'], 1, outcome)
