"""`-- pgplumb: renamed from`: what is planned, what is refused and where, what is only pointed out."""
import json

from support import Case, ServerCase, pgplumb, psql

OLD = """CREATE TABLE orders (id integer PRIMARY KEY, total numeric, note text);
CREATE TYPE mood AS ENUM ('new', 'paid');
CREATE VIEW open AS SELECT 1 AS one;
"""


class Renames(Case):
    def setUp(self):
        super().setUp()
        self.old = self.file('old.sql', OLD)

    def plan(self, new, *words, old=None):
        self.new = self.file('new.sql', new)
        return pgplumb('plan', '--from', old or self.old, '--to', self.new, *words)

    def refused(self, new, where, *patterns, status=2):
        self.expect(self.plan(new), status, rf'new\.sql:{where}: ', *patterns)

    def statements(self, new, old=None):
        outcome = self.expect(self.plan(new, '--format', 'json', old=old), 0)
        return [step['sql'] for step in json.loads(outcome.out)['steps'] if 'not_null' not in step['sql']]

    def test_table_and_column_and_what_is_named_after_them(self):
        self.assertEqual(self.statements(OLD.replace('CREATE TABLE orders (id integer PRIMARY KEY, total numeric', """-- pgplumb: renamed from orders
CREATE TABLE purchases (id integer PRIMARY KEY,
 amount numeric -- pgplumb: renamed from total
""")), ['ALTER TABLE public.orders RENAME TO purchases',
            'ALTER TABLE public.purchases RENAME COLUMN total TO amount',
            'ALTER TABLE public.purchases RENAME CONSTRAINT orders_pkey TO purchases_pkey'])

    def test_a_name_that_is_said_stays(self):
        old = OLD.replace('integer PRIMARY KEY', 'integer CONSTRAINT orders_pkey PRIMARY KEY')
        self.assertEqual(self.statements('-- pgplumb: renamed from orders\n' + old.replace('TABLE orders', 'TABLE purchases')),
                         ['ALTER TABLE public.orders RENAME TO purchases'])

    def test_done_already_and_new_databases_are_silent(self):
        new = OLD.replace('total numeric', 'total numeric -- pgplumb: renamed from sum\n').replace('CREATE VIEW', '-- pgplumb: renamed from ready\nCREATE VIEW')
        self.assertEqual(self.statements(new), [])
        self.assertIn('CREATE TABLE public.orders', self.statements(new, old=self.file('empty.sql', ''))[1])

    def test_chain(self):
        self.assertEqual(self.statements(OLD.replace('total numeric, note text', """
 note numeric, -- pgplumb: renamed from total
 remark text -- pgplumb: renamed from note
""")), ['ALTER TABLE public.orders RENAME COLUMN note TO remark', 'ALTER TABLE public.orders RENAME COLUMN total TO note'])

    def test_circle(self):
        self.refused(OLD.replace('total numeric, note text', 'note numeric, -- pgplumb: renamed from total\n total text -- pgplumb: renamed from note\n'),
                     '1:60', 'circle')

    def test_other_schema(self):
        self.assertEqual(self.statements('CREATE SCHEMA shop;\n' + OLD.replace('CREATE VIEW open', '-- pgplumb: renamed from public.open\nCREATE VIEW shop.ready')),
                         ['CREATE SCHEMA shop', 'ALTER VIEW public.open SET SCHEMA shop', 'ALTER VIEW shop.open RENAME TO ready'])

    def test_label(self):
        self.assertEqual(self.statements(OLD.replace("'paid')", "'settled' -- pgplumb: renamed from 'paid'\n)")),
                         ["ALTER TYPE public.mood RENAME VALUE 'paid' TO 'settled'"])

    def test_what_is_not_understood(self):
        self.refused('-- pgplumb: renamed form orders\n' + OLD, '1:1', 'renamed needs "from"')
        self.refused('-- pgplumb: rename from orders\n' + OLD, '1:1', 'unknown directive')
        self.refused(OLD + '-- pgplumb: renamed from orders\n', '4:1', 'stands beside nothing')
        self.refused('-- pgplumb: renamed from a.b.c\n' + OLD, '1:1', 'other parts')
        self.refused("-- pgplumb: renamed from 'orders'\n" + OLD, '1:1', 'not a literal')
        self.refused(OLD.replace("'paid')", "'settled' -- pgplumb: renamed from paid\n)"), '2:44', 'is a literal')

    def test_what_makes_no_sense(self):
        self.refused('-- pgplumb: renamed from orders\n' + OLD, '1:1', 'its name already')
        self.refused('-- pgplumb: renamed from orders\nCREATE TABLE purchases (id integer);\n' + OLD, '1:1', 'orders is still declared', 'new.sql:3:')
        self.refused('-- pgplumb: renamed from open\nCREATE TABLE opened (id integer);\n', '1:1', 'another kind')
        self.refused(OLD.replace('total numeric, ', '').replace('note text', 'note text -- pgplumb: renamed from total\n'), '1:56', 'exists beside')
        self.refused(OLD.replace('total numeric, note text', 'a numeric, -- pgplumb: renamed from total\n b text -- pgplumb: renamed from total\n'),
                     '2:9', 'something else already')
        self.refused('-- pgplumb: renamed from x\nCREATE EXTENSION hstore;\n' + OLD, '1:1', 'no statement')

    def test_likely_ones_are_pointed_out(self):
        outcome = self.plan(OLD.replace('total numeric', 'amount numeric').replace('mood', 'temper'))
        self.expect(outcome, 3, r'note: .*new\.sql:1:\d+: column public\.orders\.total goes and public\.orders\.amount comes: .*"-- pgplumb: renamed from total"',
                    r'note: .*new\.sql:2:\d+: enum public\.mood goes and public\.temper comes: .*renamed from mood')
        self.assertIn('DESTROYS', outcome.out)

    def test_unlikely_ones_are_not(self):
        outcome = self.plan(OLD.replace('total numeric, note text', 'note text, day date, year integer'))
        self.assertNotIn('renamed from', outcome.err)


class LiveRenames(ServerCase):
    def test_rows_survive_and_the_second_plan_is_empty(self):
        psql(self.url, OLD, 'INSERT INTO orders VALUES (1, 2, NULL)', 'CREATE VIEW sums AS SELECT orders.id, sum(total) AS s FROM orders GROUP BY orders.id')
        new = self.file('new.sql', """-- pgplumb: renamed from orders
CREATE TABLE purchases (id integer PRIMARY KEY, amount numeric, -- pgplumb: renamed from total
  note text);
CREATE TYPE mood AS ENUM ('new', 'paid');
CREATE VIEW open AS SELECT 1 AS one;
CREATE VIEW sums AS SELECT purchases.id, sum(amount) AS s FROM purchases GROUP BY 1;
""")
        outcome = self.expect(pgplumb('apply', '--to', new, '--database', self.url, '--yes'), 0)
        self.assertNotIn('view', outcome.err)
        self.assertEqual(psql(self.url, 'SELECT id, amount FROM purchases'), '1|2')
        self.expect(pgplumb('plan', '--from', self.url, '--to', new, '--exit-code'), 0)
