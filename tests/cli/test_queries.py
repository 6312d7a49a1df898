"""plan --queries: what applications send, held against the steps."""
import json

from support import Case, ServerCase, pgplumb, psql

OLD = """CREATE TYPE mood AS ENUM ('new', 'paid', 'gone');
CREATE TABLE orders (id integer PRIMARY KEY, total numeric, legacy text, note text, code text CONSTRAINT orders_code UNIQUE, state mood, amount bigint);
CREATE TABLE retired (a integer);
CREATE VIEW totals AS SELECT id, total, note FROM orders;
CREATE FUNCTION vat(a numeric) RETURNS numeric LANGUAGE sql AS 'SELECT a';
"""
NEW = """CREATE TYPE mood AS ENUM ('new', 'paid');
CREATE TABLE orders (id integer PRIMARY KEY, total numeric, note text NOT NULL, code text, state mood, amount integer, customer integer NOT NULL);
CREATE VIEW totals AS SELECT id, total FROM orders;
"""
SENT = {
    'SELECT id, legacy FROM orders WHERE id = 5': ['column public.orders.legacy'],
    'SELECT o.* FROM orders o': ['column public.orders.legacy', 'column public.orders.amount'],
    'SELECT note FROM totals': ['view public.totals'],
    'SELECT * FROM totals': ['view public.totals'],
    'SELECT total FROM totals': [],
    "INSERT INTO orders (id, note) VALUES (1, 'alice@example.com')": ['column public.orders.customer'],
    'INSERT INTO orders (id, note, customer) VALUES (1, $1, 3)': [],
    'INSERT INTO orders (id, customer) VALUES (1, 3)': ['column public.orders.note'],
    "INSERT INTO orders VALUES (1, 2, 'x', 'y')": ['column public.orders.legacy', 'column public.orders.customer'],
    "INSERT INTO orders (note, customer) VALUES ('', 3) ON CONFLICT (code) DO NOTHING": ['constraint public.orders.orders_code'],
    "INSERT INTO orders (note, customer) VALUES ('', 3) ON CONFLICT (id) DO NOTHING": [],
    "UPDATE orders SET state = 'gone'": ['enum public.mood'],
    "UPDATE orders SET state = 'paid', total = 1": [],
    'SELECT a FROM retired': ['table public.retired'],
    'SELECT vat($1)': ['function public.vat(numeric)'],
    'SELECT amount FROM orders': ['column public.orders.amount'],
}


class Queries(ServerCase):
    def setUp(self):
        super().setUp()
        psql(self.url, OLD)
        self.new = self.file('new.sql', NEW)

    def plan(self, queries, *words, to=None, status=0):
        return self.expect(pgplumb('plan', '--from', self.url, '--to', to or self.new, '--allow-destructive', '--queries', queries, *words), status)

    def steps(self, *words, **more):
        return json.loads(self.plan(*words, '--format', 'json', **more).out)['steps']

    def broken(self, *words, **more):
        return sorted({f'{step["kind"]} {step["label"]}' for step in self.steps(*words, **more) if step['used_by']})

    def test_each_statement_is_named_by_what_breaks_it(self):
        for number, (statement, expected) in enumerate(SENT.items()):
            self.assertEqual(self.broken(self.file(f'{number}.sql', statement)), sorted(expected), statement)

    def test_shown_without_what_people_typed(self):
        sent = self.file('sent.sql', ';\n'.join(SENT) + '; SELEKT 1')
        plan = self.plan(sent)
        self.assertRegex(plan.out, r'still used by 2 statements: INSERT INTO orders \(id, note\) VALUES \(\?, \?\); INSERT INTO orders VALUES \(\?, \?, \?, \?\)\n')
        self.assertNotIn('alice', plan.out)
        self.assertRegex(plan.err, r'note: .*sent\.sql: 1 of 17 statements could not be parsed')
        self.assertIn('still used by 1 statement: <code>SELECT a FROM retired</code>', self.plan(sent, '--format', 'markdown').out)

    def test_hazard_of_contract_steps(self):
        sent = self.file('sent.sql', 'SELECT legacy FROM orders')
        for step in self.steps(sent):
            hazards = [hazard for hazard in step['hazards'] if hazard['code'] == 'still-used']
            self.assertEqual(bool(hazards), step['label'] == 'public.orders.legacy', step)
            for hazard in hazards:
                self.assertEqual((hazard['severity'], hazard['what'], hazard['allowed']), ('warning', 'by 1 statement', True))
            if hazards:
                self.assertEqual(step['used_by'], {'count': 1, 'shown': ['SELECT legacy FROM orders']})
        self.assertEqual(self.broken(sent, '--phase', 'expand'), [])

    def test_many_are_counted_and_few_are_shown(self):
        sent = self.file('sent.sql', '\n'.join(json.dumps(f'SELECT legacy AS "{"ä" * 90}{i}" FROM orders') for i in range(9)))
        used = next(step['used_by'] for step in self.steps(sent) if step['used_by'])
        self.assertEqual(used['count'], 9)
        self.assertEqual([len(shown) for shown in used['shown']], [80] * 5)

    def test_a_saved_plan_keeps_them(self):
        path = self.file('plan.json', self.plan(self.file('sent.sql', 'SELECT a FROM retired'), '--format', 'json').out)
        shown = pgplumb('apply', path, '--database', self.url, '--yes')
        self.assertIn('still used by 1 statement: SELECT a FROM retired', self.expect(shown, 0).out + shown.err)

    def test_a_column_that_changes_in_two_ways(self):
        to = self.file('two.sql', OLD.replace('amount bigint', 'amount integer NOT NULL'))
        for statement in ('SELECT amount FROM orders', 'INSERT INTO orders (id) VALUES (1)'):
            self.assertEqual(self.broken(self.file('sent.sql', statement), to=to), ['column public.orders.amount'], statement)

    def test_renames(self):
        to = self.file('renamed.sql', OLD.replace('CREATE TABLE retired (a', '-- pgplumb: renamed from retired\nCREATE TABLE pensioned (b'). replace('(b integer', '(\n-- pgplumb: renamed from a\nb integer'))
        sent = self.file('sent.sql', 'SELECT a FROM retired')
        self.assertEqual(self.broken(sent, to=to), ['column public.pensioned.b', 'table public.pensioned'])
        self.assertEqual(self.broken(sent, '--phase', 'expand', to=to), [])
        self.expect(pgplumb('apply', '--to', to, '--database', self.url, '--yes', '--phase', 'expand'), 0)
        self.assertEqual(self.broken(sent, '--phase', 'contract', to=to), ['view public.retired'])
        sent = self.file('new_version.sql', 'SELECT b FROM pensioned')
        self.assertEqual(self.broken(sent, '--phase', 'contract', to=to), [])

    def test_pg_stat_statements(self):
        missing = pgplumb('plan', '--from', self.url, '--to', self.new, '--queries', 'pg_stat_statements')
        self.expect(missing, 2, 'pg_stat_statements is not installed in this database', 'hint: ')
        psql(self.url, """create schema stats; create view stats.pg_stat_statements as
            select d.oid as dbid, q.query from (values ('SELECT a FROM retired LIMIT $1'), ('SELECT a FROM retired WHERE a = $1'), ('<insufficient privilege>')) q(query),
              pg_database d where d.datname = current_database() union all select 0, 'SELECT legacy FROM orders'""")
        out = self.plan('pg_stat_statements', '--format', 'json')
        self.assertRegex(out.err, '1 statement of other roles')
        used = [step for step in json.loads(out.out)['steps'] if step['used_by']]
        self.assertEqual([step['label'] for step in used], ['public.retired'])
        self.assertEqual(used[0]['used_by']['shown'], ['SELECT a FROM retired LIMIT ?', 'SELECT a FROM retired WHERE a = ?'])


class Words(Case):
    def test_usage(self):
        old, new = self.file('old.sql', OLD), self.file('new.sql', NEW)
        self.expect(pgplumb('plan', '--from', old, '--to', new, '--queries', 'pg_stat_statements'), 2, 'needs a live database')
        self.expect(pgplumb('plan', '--from', old, '--to', new, '--queries', self.work + '/none.sql'), 2, 'none.sql')
