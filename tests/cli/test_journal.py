"""What apply keeps in the database: status, rollback, half-done plans, steps that people put into a plan."""
import json
import os

from support import ServerCase, pgplumb, psql

OLD = 'CREATE TABLE orders (id integer NOT NULL, customer bigint);\n'
NEW = """CREATE TABLE orders (id integer NOT NULL, customer bigint);
CREATE INDEX orders_customer_idx ON orders (customer);
CREATE TABLE customers (id bigint);
CREATE VIEW old_orders AS SELECT id FROM orders;
"""


class Journal(ServerCase):
    def setUp(self):
        super().setUp()
        self.old, self.new = self.file('old.sql', OLD), self.file('new.sql', NEW)
        psql(self.url, file=self.old)
        self.before = self.state()

    def run_on(self, command, *words):
        return pgplumb(command, '-d', self.url, *words)

    def apply(self, *words):
        return self.run_on('apply', '--to', self.new, '--yes', '--online-above', '0', *words)

    def status(self, *words):
        return json.loads(self.expect(self.run_on('status', '--format', 'json', *words), 0).out)

    def saved(self):
        path = os.path.join(self.work, 'plan.json')
        self.expect(self.run_on('plan', '--to', self.new, '--format', 'json', '-o', path), 0)
        return path

    def edited(self, change):
        path = self.saved()
        with open(path) as file:
            plan = json.load(file)
        change(plan)
        return self.file('plan.json', json.dumps(plan))

    def test_nothing_ran(self):
        self.assertIn('has applied nothing here', self.expect(self.run_on('status'), 0).out)
        self.assertEqual(self.status()['runs'], [])

    def test_what_ran(self):
        self.expect(self.apply(), 0)
        run = self.status()['runs'][0]
        self.assertEqual((run['state'], run['steps'], run['done'], run['role']), ('applied', 3, 3, 'postgres'))
        self.assertRegex(self.run_on('status').out, r'run 1  applied .* 3 of 3 steps  by postgres from .*@')
        self.expect(self.run_on('status', '--exit-code'), 0)

    def test_journal_is_no_part_of_the_schema(self):
        self.expect(self.apply(), 0)
        self.expect(self.run_on('drift', '--to', self.new), 0)
        self.assertNotIn('pgplumb', pgplumb('inspect', self.url).out)
        psql(self.url, 'create table pgplumb.hidden ()')
        self.expect(self.run_on('drift', '--to', self.new), 1)

    def test_schema_of_somebody_else(self):
        psql(self.url, 'create schema pgplumb; create table pgplumb.mine ()')
        self.expect(self.apply('--allow-destructive'), 2, r'holds something else', r'--journal-schema')
        self.expect(self.run_on('apply', '--to', self.new, '--yes', '--journal-schema', 'ours', '--allow-destructive', '--manage', 'none'), 0)
        self.assertEqual(self.status()['journal_schema'], 'ours')

    def test_nothing_to_do_is_recorded_once(self):
        for _ in range(2):
            self.expect(self.run_on('apply', '--to', self.old), 0)
        self.assertEqual(len(self.status()['runs']), 1)

    def test_failed_run(self):
        psql(self.url, 'insert into orders values (1, 1), (2, 1)')
        unique = self.file('unique.sql', NEW.replace('CREATE INDEX', 'CREATE UNIQUE INDEX'))
        self.expect(self.run_on('apply', '--to', unique, '--yes', '--online-above', '0'), 6, r'could not create unique index')
        self.assertEqual(psql(self.url, "select count(*) from pg_index where not indisvalid"), '0')
        self.assertTrue(self.status()['pending'])
        self.assertIn('could not create', self.expect(self.run_on('status', '--exit-code'), 1).out)
        psql(self.url, 'delete from orders where id = 2')
        self.expect(self.run_on('apply', '--to', unique, '--yes', '--online-above', '0'), 0)
        self.assertFalse(self.status()['pending'])

    def test_given_up_for_another_schema(self):
        psql(self.url, 'insert into orders values (1, 1), (2, 1)')
        unique = self.file('unique.sql', NEW.replace('CREATE INDEX', 'CREATE UNIQUE INDEX'))
        self.expect(self.run_on('apply', '--to', unique, '--yes', '--online-above', '0'), 6)
        self.expect(self.apply(), 0)
        self.assertEqual([run['state'] for run in self.status()['runs']], ['applied', 'abandoned'])

    def test_rollback(self):
        self.expect(self.apply(), 0)
        self.expect(self.run_on('rollback', '--yes'), 3, r'blocked', r'--allow table:customers')
        self.expect(self.run_on('rollback', '--yes', '--allow', 'table:customers'), 0, r'^applied 3 steps')
        self.assertEqual(self.state(), self.before)
        self.assertEqual([(run['state'], run['rolls_back']) for run in self.status()['runs']], [('applied', 1), ('rolled back', None)])
        self.expect(self.run_on('rollback', '--yes'), 2, r'no plan to take back')
        self.expect(self.apply(), 0)

    def test_rollback_that_would_lose_something(self):
        less = self.file('less.sql', 'CREATE TABLE orders (id integer NOT NULL);\n')
        self.expect(self.run_on('apply', '--to', less, '--yes', '--allow-destructive'), 0)
        self.expect(self.run_on('rollback', '--yes'), 3, r'cannot be taken back without loss: step 1')

    def test_data_step(self):
        path = self.edited(lambda plan: plan['steps'].insert(1, {'data': True, 'sql': 'INSERT INTO orders VALUES (7, 7)', 'summary': 'seven'}))
        self.expect(self.run_on('apply', path, '--yes'), 2, r'digest does not fit', r'plan --seal')
        self.expect(pgplumb('plan', '--seal', path), 0)
        self.expect(self.run_on('apply', path, '--yes'), 0, r'~ seven$')
        self.expect(self.run_on('apply', path, '--yes'), 0, r'was applied before')
        self.assertEqual(psql(self.url, 'select * from orders'), '7|7')

    def test_other_edits(self):
        for sql in ('DROP TABLE orders', 'SELECT 1', 'DELETE FROM orders; DELETE FROM orders', 'nonsense'):
            path = self.edited(lambda plan, sql=sql: plan['steps'].append({'data': True, 'sql': sql}))
            self.expect(pgplumb('plan', '--seal', path), 2, r'one INSERT, UPDATE, DELETE or MERGE')
        path = self.edited(lambda plan: plan['steps'][0].update(sql='DROP TABLE orders'))
        self.expect(pgplumb('plan', '--seal', path), 2, r'only steps with "data": true can be added')

    def test_log_as_json(self):
        outcome = self.expect(self.apply('--log-format', 'json'), 0)
        events = [json.loads(line) for line in outcome.err.splitlines()]
        self.assertEqual([event['event'] for event in events if event['event'].startswith('step')][:2], ['step_started', 'step_done'])
        self.assertEqual((events[0]['event'], events[-2]['event']), ('plan', 'done'), events)
        outcome = self.run_on('apply', '--to', '/nowhere.sql', '--log-format', 'json')
        self.assertEqual(json.loads(outcome.err.splitlines()[-1])['exit'], 2)
