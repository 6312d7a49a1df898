"""--phase, what is said about the time between, and statements that are bound to a change."""
import json

from support import Case, ServerCase, pgplumb, psql

OLD = """CREATE TABLE orders (id integer PRIMARY KEY, total numeric, legacy text, note text);
CREATE TYPE mood AS ENUM ('new', 'paid', 'gone');
"""
NEW = """CREATE TABLE orders (id integer PRIMARY KEY, total numeric, note text NOT NULL, customer integer NOT NULL, extra text);
CREATE TYPE mood AS ENUM ('new', 'paid');
CREATE INDEX orders_customer_idx ON orders (customer);
CREATE VIEW totals AS SELECT id, total FROM orders;
"""


class Phases(Case):
    def plan(self, old, new, *words, status=0):
        outcome = self.expect(pgplumb('plan', '--from', self.file('old.sql', old), '--to', self.file('new.sql', new), '--allow-destructive', '--format', 'json', *words), status)
        return json.loads(outcome.out) if status == 0 else outcome

    def test_what_waits(self):
        steps = self.plan(OLD, NEW)['steps']
        phases = {(step['kind'], step['label']): step['phase'] for step in steps}
        self.assertEqual(phases[('column', 'public.orders.extra')], 'expand')
        self.assertEqual(phases[('view', 'public.totals')], 'expand')
        for waiting in (('column', 'public.orders.legacy'), ('column', 'public.orders.note'), ('column', 'public.orders.customer'),
                        ('index', 'public.orders_customer_idx'), ('enum', 'public.mood')):
            self.assertEqual(phases[waiting], 'contract', waiting)

    def test_expand_makes_room_for_the_old_version(self):
        plan = self.plan(OLD, NEW, '--phase', 'expand')
        self.assertEqual({step['phase'] for step in plan['steps']}, {'expand'})
        statements = [step['sql'] for step in plan['steps']]
        self.assertIn('ALTER TABLE public.orders ADD COLUMN customer integer', statements)
        self.assertFalse([s for s in statements if 'DROP' in s or 'NOT NULL' in s], statements)
        self.assertTrue([s for s in plan['between'] if s.startswith('column public.orders.customer may stay empty')], plan['between'])

    def test_contract_comes_second(self):
        self.expect(self.plan(OLD, NEW, '--phase', 'contract', status=3), 3, 'expand phase comes first', 'hint: ')

    def test_contract_of_what_is_expanded(self):
        steps = self.plan(OLD.replace('note text', 'note text, customer integer, extra text') + NEW[NEW.index('CREATE INDEX'):], NEW, '--phase', 'contract')['steps']
        self.assertEqual({step['phase'] for step in steps}, {'contract'})
        self.assertIn('public.orders.legacy', [step['label'] for step in steps])

    def test_words_that_are_none(self):
        self.expect(pgplumb('plan', '--from', self.file('a.sql', OLD), '--to', self.file('b.sql', NEW), '--phase', 'later'), 2, '--phase takes expand, contract or all')


class DataSteps(Case):
    def plan(self, new, *words):
        return pgplumb('plan', '--from', self.file('old.sql', OLD), '--to', self.file('new.sql', new), '--allow-destructive', '--format', 'json', *words)

    def test_fill_stands_between_the_column_and_its_not_null(self):
        new = NEW + "-- pgplumb: fill column:orders.customer\nUPDATE orders SET customer = 0 WHERE customer IS NULL;\n"
        steps = json.loads(self.expect(self.plan(new), 0).out)['steps']
        at = next(i for i, step in enumerate(steps) if step['data'])
        self.assertEqual(steps[at - 1]['sql'], 'ALTER TABLE public.orders ADD COLUMN customer integer')
        self.assertEqual(steps[at]['sql'], 'UPDATE orders SET customer = 0 WHERE customer IS NULL')
        self.assertEqual(steps[at + 1]['sql'], 'ALTER TABLE public.orders ALTER COLUMN customer SET NOT NULL')

    def test_before_and_after(self):
        new = NEW + '-- pgplumb: before column:orders.legacy\nUPDATE orders SET note = legacy;\n-- pgplumb: after view:totals\nDELETE FROM orders WHERE false;\n'
        steps = json.loads(self.expect(self.plan(new), 0).out)['steps']
        labels = [(step['label'], step['data']) for step in steps]
        self.assertEqual(labels.index(('public.orders.legacy', True)) + 1, labels.index(('public.orders.legacy', False)))
        self.assertEqual(labels.index(('public.totals', False)) + 1, labels.index(('public.totals', True)))

    def test_nothing_to_change_nothing_to_run(self):
        new = OLD + '-- pgplumb: before column:orders.legacy\nUPDATE orders SET note = legacy;\n'
        self.assertEqual(json.loads(self.expect(self.plan(new), 0).out)['steps'], [])

    def test_refused(self):
        for directive, statement, pattern in (
                ('before orders.legacy', 'UPDATE orders SET note = 1', r'new\.sql:5:1: before, after and fill need'),
                ('before column:orders.legacy', 'TRUNCATE orders', r'new\.sql:6:1: a directive binds only'),
                ('before column:orders.missing', 'UPDATE orders SET note = 1', r'new\.sql:5:1: column orders\.missing'),
                ('fill table:orders', 'UPDATE orders SET note = 1', r'new\.sql:5:1: only a column'),
                ('before column:orders.legacy', '', r'new\.sql:5:1: the statement that changes rows has to follow')):
            self.expect(self.plan(NEW + f'-- pgplumb: {directive}\n{statement}'), 2, pattern)


class Live(ServerCase):
    def test_rows_are_filled_once(self):
        psql(self.url, OLD, "INSERT INTO orders VALUES (1, 2, 'l', NULL)")
        new = self.file('new.sql', NEW + """-- pgplumb: fill column:orders.customer
UPDATE orders SET customer = 7 WHERE customer IS NULL;
-- pgplumb: fill column:orders.note
UPDATE orders SET note = '' WHERE note IS NULL;
""")
        self.expect(pgplumb('apply', '--to', new, '--database', self.url, '--yes', '--allow-destructive'), 0)
        self.assertEqual(psql(self.url, 'SELECT * FROM orders'), '1|2||7|')
        self.expect(pgplumb('plan', '--from', self.url, '--to', new, '--exit-code'), 0)

    def test_helpers_are_known(self):
        psql(self.url, OLD)
        new = self.file('new.sql', OLD.replace('CREATE TABLE orders', '-- pgplumb: renamed from orders\nCREATE TABLE purchases'))
        self.expect(pgplumb('apply', '--to', new, '--database', self.url, '--yes', '--phase', 'expand'), 0)
        outcome = self.expect(pgplumb('drift', '--to', new, '--database', self.url), 1)
        self.assertRegex(outcome.out, 'in between: contract pending · 1 helper of renames')
        self.assertNotIn('only the database has it', outcome.out)
        self.assertIn('nothing to do in this phase', pgplumb('plan', '--to', new, '--from', self.url, '--phase', 'expand').out)
        self.expect(pgplumb('apply', '--to', new, '--database', self.url, '--yes', '--phase', 'contract'), 0)
        self.expect(pgplumb('drift', '--to', new, '--database', self.url), 0)
