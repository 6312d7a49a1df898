"""Many databases at once: twelve of them in three groups, and what goes wrong with some of them."""
import concurrent.futures
import json
import os
import signal
import subprocess
import time
import unittest
import uuid

from schemas import check, schema_file
from support import CLEAN, ServerCase, pgplumb, psql

OLD = 'create table orders (id bigint primary key)'
OLDER = 'create table orders (id bigint primary key, total numeric)'
NEW = 'create table orders (id bigint primary key, total numeric, note text)'
KINDS = {'a': OLD, 'b': OLDER, 'c': NEW}


class FleetCase(ServerCase):
    """a1 to a6 and b1 to b4 lack something, c1 and c2 are what db/ says."""
    counts = {'a': 6, 'b': 4, 'c': 2}

    pool = {}  # made once: making a dozen databases takes longer than everything that is done with them

    @classmethod
    def setUpClass(cls):
        names = [f'{kind}{i}' for kind, count in cls.counts.items() for i in range(1, count + 1)]
        for name in (name for name in names if name not in FleetCase.pool and cls.server):
            database = f'c1_fleet_{uuid.uuid4().hex[:8]}_{name}'
            unittest.addModuleCleanup(psql, cls.server, f'drop database if exists {database} with (force)')
            psql(cls.server, f'create database {database} template template0')
            FleetCase.pool[name] = cls.server.rsplit('/', 1)[0] + '/' + database
        cls.members = names

    def setUp(self):
        super().setUp()
        self.urls = {name: self.pool[name] for name in self.members}
        reset = ('set client_min_messages = error', 'drop schema if exists pgplumb cascade', 'drop schema public cascade', 'create schema public')
        with concurrent.futures.ThreadPoolExecutor(4) as workers:
            list(workers.map(lambda name: psql(self.urls[name], *reset, KINDS[name[0]]), self.urls))
        self.to = os.path.dirname(self.file('db/orders.sql', NEW + ';'))
        self.fleet = os.path.join(self.work, 'tenants')
        for name, url in self.urls.items():
            self.file('tenants/' + name, url + '\n')

    def run_on(self, command, *words, status=0, fleet=None, **more):
        return self.expect(pgplumb(command, *words, '--fleet', fleet or self.fleet, cwd=self.work, **more), status)

    def plan(self, *words, status=0, name='fleet.json', **more):
        path = os.path.join(self.work, name)
        self.run_on('plan', '--to', self.to, '--format', 'json', '-o', path, *words, status=status, **more)
        return path

    def check_schema(self, name, document):
        with open(schema_file(name)) as file:
            schema = json.load(file)
        check(schema, document, schema)

    def columns(self, name):
        return psql(self.urls[name], "select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = 'orders'::regclass and attnum > 0")

    def runs(self, name):
        return int(psql(self.urls[name], 'select count(*) from pgplumb.runs'))


class Plans(FleetCase):
    def test_databases_with_the_same_schema_share_a_plan(self):
        document = json.load(open(self.plan()))
        self.check_schema('fleet-plan.schema.json', document)
        databases = {database['name']: database for database in document['databases']}
        self.assertEqual(list(databases), sorted(self.urls))
        self.assertEqual(len(document['plans']), 2)
        self.assertEqual(len({databases[f'a{i}']['plan'] for i in range(1, 7)} | {databases[f'b{i}']['plan'] for i in range(1, 5)}), 2)
        self.assertEqual([databases[name]['plan'] for name in ('c1', 'c2')], [None, None])
        self.assertEqual([database['index'] for database in document['databases']], [*range(10), None, None])
        self.assertEqual(sorted(len(plan['steps']) for plan in document['plans']), [1, 2])

    def test_the_same_bytes_again_and_the_same_plan_in_a_smaller_group(self):
        first, again = open(self.plan()).read(), open(self.plan('--parallel', '1', name='again.json')).read()
        self.assertEqual(first, again)
        one = json.load(open(self.plan('--only', 'a3', name='one.json')))
        self.assertIn(one['plans'][0], json.loads(first)['plans'])

    def test_text_and_markdown(self):
        text = self.run_on('plan', '--to', self.to).out
        self.assertRegex(text, r'a1, a2, a3, a4, a5 and a6 \(6 databases\)\nschema [0-9a-f]{12}  →')
        self.assertRegex(text, r'in sync: c1 and c2\n12 databases: 2 plans for 10, 2 in sync, 0 not planned\n$')
        markdown = self.run_on('plan', '--to', self.to, '--format', 'markdown').out
        self.assertEqual(markdown.count('<!-- pgplumb:plan:'), 1)
        self.assertEqual(self.run_on('plan', '--to', self.to, '--exit-code', status=1).status, 1)

    def test_what_is_large_somewhere_is_planned_apart(self):
        """The one with a large table gets the form that does not stop its users."""
        self.file('db/orders.sql', 'create table orders (id bigint primary key, total numeric not null, note text);')
        psql(self.urls['b2'], 'insert into orders select i, i from generate_series(1, 50000) i')
        document = json.load(open(self.plan('--only', 'b1', '--only', 'b2', '--only', 'b3')))
        plan = {database['name']: database['plan'] for database in document['databases']}
        self.assertEqual(plan['b1'], plan['b3'])
        self.assertNotEqual(plan['b1'], plan['b2'])

    def test_one_that_cannot_be_asked(self):
        self.file('tenants/gone', self.urls['a1'].rsplit('/', 1)[0] + '/no_such_database')
        outcome = self.run_on('plan', '--to', self.to, '--format', 'json', '-o', 'fleet.json', status=2)
        self.assertRegex(outcome.err, r'gone: cannot connect.*\n.*1 of 13 databases gave no answer')
        database = [item for item in json.load(open(os.path.join(self.work, 'fleet.json')))['databases'] if item['name'] == 'gone'][0]
        self.assertEqual((database['plan'], database['index']), (None, None))
        self.assertIn('no_such_database', database['error'])
        outcome = self.run_on('apply', 'fleet.json', '--yes', status=4)
        self.assertRegex(outcome.err, r'gone failed \(exit 4\): no plan was made for it')
        self.assertEqual(self.columns('a1'), 'id,total,note')

    def test_a_mistake_in_the_files_is_told_once(self):
        self.file('db/orders.sql', 'create table orders (id bigint;')
        outcome = self.run_on('plan', '--to', self.to, status=2)
        self.assertEqual(len([line for line in outcome.err.splitlines() if 'orders.sql:1' in line]), 1, outcome)

    def test_blocked_steps(self):
        psql(self.urls['a2'], 'alter table orders add column gone integer')
        self.plan(status=3)
        document = json.load(open(self.plan('--allow', 'column:orders.gone')))
        self.assertEqual(len(document['plans']), 3)


class Applying(FleetCase):
    def test_all_of_them_and_again_nothing(self):
        plan = self.plan()
        self.assertIn('12 databases are done; 2 had nothing to do', self.run_on('apply', plan, '--yes').err)
        self.assertEqual({self.columns(name) for name in self.urls}, {'id,total,note'})
        again = self.run_on('apply', plan, '--yes')
        self.assertEqual(again.err.count('was applied before'), 10)
        self.assertEqual({self.runs(name) for name in self.urls if name[0] != 'c'}, {1})

    def test_one_that_has_changed_is_stale_and_stops_no_other(self):
        plan = self.plan()
        psql(self.urls['a3'], 'alter table orders add column by_hand integer')
        outcome = self.run_on('apply', plan, '--yes', status=4)
        self.assertRegex(outcome.err, r'a3 failed \(exit 4\): the plan was made for another state of the database: table public.orders')
        self.assertEqual(self.columns('a3'), 'id,by_hand')
        self.assertEqual({self.columns(name) for name in self.urls if name != 'a3'}, {'id,total,note'})

    def test_the_worst_exit_status(self):
        """Trouble that a retry may cure comes before differences, what no retry cures before both."""
        self.file('tenants/unreachable', 'host=127.0.0.1 port=1 dbname=x connect_timeout=2')
        self.run_on('drift', '--to', self.to, '--only', 'a1', status=1)
        self.run_on('drift', '--to', self.to, status=5)
        self.file('tenants/gone', self.urls['a1'] + '_gone')
        self.run_on('drift', '--to', self.to, status=2)

    def test_at_most_so_many_failures(self):
        plan = self.plan()
        for name in ('a1', 'a2'):
            psql(self.urls[name], 'alter table orders add column by_hand integer')
        outcome = self.run_on('apply', plan, '--yes', '--parallel', '1', '--max-failures', '0', status=4)
        self.assertIn('1 of 12 databases failed, 9 were not tried', outcome.err)
        self.assertEqual(self.columns('b1'), 'id,total')
        self.run_on('apply', plan, '--yes', '--parallel', '1', '--max-failures', '1', status=4)
        self.assertEqual(self.columns('b1'), 'id,total')
        self.run_on('apply', plan, '--yes', '--max-failures', '2', status=4)
        self.assertEqual(self.columns('b1'), 'id,total,note')

    def test_json(self):
        log = os.path.join(self.work, 'log.jsonl')
        outcome = self.run_on('apply', self.plan(), '--yes', '--log-format', 'json', '--log-file', log)
        lines = [json.loads(line) for line in outcome.err.splitlines()]
        for line in lines:
            self.check_schema('log.schema.json', line)
        self.assertEqual(open(log).read(), outcome.err)
        self.assertEqual({line['database'] for line in lines if line['event'] == 'done'}, {name for name in self.urls if name[0] != 'c'})
        self.assertEqual([line for line in lines if line['event'] == 'fleet_done'][0]['failed'], 0)

    def test_from_the_files(self):
        self.run_on('apply', '--to', self.to, status=2)
        self.run_on('apply', '--to', self.to, '--yes')
        self.assertEqual({self.columns(name) for name in self.urls}, {'id,total,note'})

    def test_a_pod_of_an_indexed_job(self):
        """Index 6 is b1; a plan that was applied before changes nothing."""
        plan = self.plan()
        for done in ('applied 1 step', 'was applied before'):
            self.assertIn(done, self.run_on('apply', plan, '--index', '6', '--yes').err)
        self.assertEqual([self.columns(name) for name in ('b1', 'b2')], ['id,total,note', 'id,total'])
        self.assertIn('no database with index 10', self.run_on('apply', plan, '--index', '10', '--yes', status=2).err)
        psql(self.urls['b2'], 'alter table orders add column by_hand integer')
        self.run_on('apply', plan, '--index', '7', '--yes', status=4)
        self.run_on('apply', plan, '--index', '8', '--yes')

    def test_wrong_use(self):
        plan = self.plan()
        outcome = pgplumb('apply', plan, '--yes', '-d', self.urls['a1'])
        self.expect(outcome, 2, 'is a plan for many databases: --fleet says where they are')
        self.assertIn('nobody can be asked', self.run_on('apply', plan, status=2).err)
        self.assertIn('--fleet excludes --database', self.run_on('apply', plan, '-d', 'x', status=2).err)
        os.remove(os.path.join(self.fleet, 'a2'))
        self.assertIn('has no database "a2", which the plan is for', self.run_on('apply', plan, '--yes', status=2).err)
        text = open(plan).read()
        self.file('edited.json', text.replace('"a1"', '"b9"'))
        self.assertIn('its digest does not fit', self.run_on('apply', 'edited.json', '--yes', status=2).err)
        for words, said in ((('--only', 'a1'), '--only needs --fleet'), (('--parallel', '2'), '--parallel needs --fleet')):
            self.expect(pgplumb('apply', plan, '--yes', '-d', self.urls['a1'], *words), 2, said)


class Killed(FleetCase):
    counts = {'a': 6}

    def start(self, plan):
        words = [os.environ['PGPLUMB_BIN'], 'apply', plan, '--fleet', self.fleet, '--yes', '--parallel', '2', '--lock-timeout', '20s']
        return subprocess.Popen(words, env=CLEAN, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def hold(self, name):
        """A session that keeps the table, until it is ended."""
        session = subprocess.Popen(['psql', '-X', '-q', self.urls[name]], env=CLEAN, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        session.stdin.write("begin; lock table orders in access share mode; \\echo held\n")
        session.stdin.flush()
        self.assertEqual(session.stdout.readline().strip(), 'held')
        self.addCleanup(session.communicate)
        return session

    def interrupt(self, number):
        """In the middle: a1 and a2 wait for a lock, the others have not begun."""
        plan, sessions = self.plan(), [self.hold('a1'), self.hold('a2')]
        process = self.start(plan)
        for name in ('a1', 'a2'):
            for _ in range(200):
                if psql(self.urls[name], "select count(*) from pg_locks where relation = 'orders'::regclass and not granted") == '1':
                    break
                time.sleep(0.05)
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
        for session in sessions:
            session.stdin.write('rollback;\n')
            session.stdin.flush()
        return plan, process.returncode, said

    def goes_on(self, plan):
        self.run_on('apply', plan, '--yes')
        self.assertEqual({self.columns(name) for name in self.urls}, {'id,total,note'})
        self.assertIn('6 databases are done', self.run_on('apply', plan, '--yes').err)

    def test_killed_it_goes_on(self):
        plan, status, _ = self.interrupt(signal.SIGKILL)
        self.assertEqual(status, -signal.SIGKILL)
        self.assertEqual(self.columns('a5'), 'id')
        self.goes_on(plan)

    def test_asked_to_stop_it_starts_no_other_and_goes_on(self):
        plan, status, said = self.interrupt(signal.SIGTERM)
        self.assertEqual(status, 5, said)
        self.assertIn('2 of 6 databases failed, 4 were not tried; the same command goes on', said)
        self.goes_on(plan)


class Standing(FleetCase):
    def standing(self, *words, **more):
        document = json.loads(self.run_on('status', *words, '--format', 'json', **more).out)
        self.check_schema('fleet-status.schema.json', document)
        return {database['name']: database['standing'] for database in document['databases']}

    def test_how_they_stand(self):
        self.assertEqual(set(self.standing().values()), {'never'})
        plan = self.plan()
        psql(self.urls['a2'], 'alter table orders add column by_hand integer')
        psql(self.urls['b4'], 'insert into orders values (1, 1)')
        self.run_on('apply', plan, '--yes', status=4)
        expected = {name: 'in sync' for name in self.urls} | {'a2': 'never'}
        self.assertEqual(self.standing(plan), expected)
        self.assertEqual(self.standing(), expected | {'c1': 'never', 'c2': 'never'})
        self.run_on('status', plan, '--exit-code', status=1)
        self.file('db/orders.sql', NEW.replace('note text', 'note text, checked integer check (total > 1)') + ';')
        failing = self.plan('--only', 'b3', '--only', 'b4', name='next.json')
        self.run_on('apply', failing, '--only', 'b3', '--only', 'b4', '--yes', status=6)
        standing = self.standing()
        self.assertEqual([standing[name] for name in ('a1', 'b3', 'b4')], ['behind', 'in sync', 'failed'])
        self.assertRegex(self.run_on('status').out, r'12 databases: 1 in sync, 7 behind, 1 failed, 3 never\n')

    def test_pending_and_unreachable(self):
        psql(self.urls['a1'], 'alter table orders add column gone integer')
        plan = self.plan('--allow', 'column:orders.gone')
        self.run_on('apply', plan, '--phase', 'expand', '--yes')
        self.file('tenants/gone', 'host=127.0.0.1 port=1 dbname=x connect_timeout=2 password=hunter2')
        standing = self.standing(plan, status=5)
        self.assertEqual([standing[name] for name in ('a1', 'a2', 'gone')], ['pending', 'in sync', 'unreachable'])
        self.assertNotIn('hunter2', repr(self.run_on('status', status=5)))
        self.run_on('apply', plan, '--phase', 'contract', '--yes', status=4)
        self.assertEqual(self.standing(plan, status=5)['a1'], 'in sync')

    def test_prometheus(self):
        self.run_on('apply', self.plan(), '--only', 'a1', '--yes')
        out = self.run_on('status', '--format', 'prometheus').out
        self.assertIn('pgplumb_fleet_databases{standing="in sync"} 1\n', out)
        self.assertIn('pgplumb_standing{database="a2",standing="never"} 1\n', out)
        self.assertIn('pgplumb_last_run_steps{database="a1"} 2\n', out)
        heads = [line for line in out.splitlines() if line.startswith('# TYPE')]
        self.assertEqual(len(heads), len(set(heads)))

    def test_drift(self):
        psql(self.urls['b2'], 'create index by_hand on orders (total)')
        outcome = self.run_on('drift', '--to', self.to, status=1)
        self.assertIn('the schema of c1 and c2 is what ', outcome.out)
        document = json.loads(self.run_on('drift', '--to', self.to, '--format', 'json', status=1).out)
        self.check_schema('fleet-drift.schema.json', document)
        groups = {tuple(group['databases']): group for group in document['groups']}
        self.assertEqual(set(groups), {tuple(f'a{i}' for i in range(1, 7)), ('b1', 'b3', 'b4'), ('b2',), ('c1', 'c2')})
        self.assertTrue(groups['c1', 'c2']['in_sync'])
        self.assertIn('by_hand', json.dumps(groups['b2',]))
        self.run_on('apply', '--to', self.to, '--yes', '--allow-destructive')
        self.run_on('drift', '--to', self.to)


class Lists(FleetCase):
    """Where a fleet may come from."""
    counts = {'a': 3}

    def names(self, fleet, **more):
        document = json.loads(self.run_on('status', '--format', 'json', fleet=fleet, **more).out)
        return [database['name'] for database in document['databases']]

    def test_a_list_in_the_configuration(self):
        self.file('secret/a3', self.urls['a3'])
        self.file('pgplumb.yaml', f'schema: db\nfleets:\n  all:\n    databases:\n      a1: {{env: A1_URL}}\n      a2: "{self.urls["a2"]}"\n      a3: {{file: secret/a3}}\n')
        self.assertEqual(self.names('all', env={'A1_URL': self.urls['a1']}), ['a1', 'a2', 'a3'])
        self.assertIn('6: the environment variable A1_URL is not set', self.run_on('status', fleet='all', status=2).err.replace('pgplumb.yaml:5:11', '6'))
        outcome = self.run_on('status', fleet='al', status=2)
        self.assertIn('has no fleet "al", and there is no such file', outcome.err)
        self.assertIn('Did you mean all?', outcome.err)
        self.run_on('plan', fleet='all', env={'A1_URL': self.urls['a1']})

    def test_an_environment_can_be_a_fleet(self):
        self.file('pgplumb.yaml', 'schema: db\nfleets: {all: {directory: tenants}}\nenvironments:\n  production: {fleet: all}\n  default: {database: {env: NOT_SET}}\n')
        outcome = pgplumb('plan', '--env', 'production', cwd=self.work)
        self.assertIn('3 databases: 1 plan for 3', self.expect(outcome, 0).out)
        self.run_on('plan', fleet='all')

    def test_a_file(self):
        self.file('fleets/one.yaml', 'directory: ../tenants\ndatabases: {z: {file: ../tenants/a1}}\n')
        self.assertEqual(self.names('fleets/one.yaml'), ['a1', 'a2', 'a3', 'z'])

    def test_a_query(self):
        host, port = self.url.split('@')[1].split('/')[0].split(':')
        rows = ', '.join(f"('{name}', '{url.rsplit('/', 1)[1]}', true)" for name, url in self.urls.items())
        psql(self.url, 'create table tenants (name text, dbname text, active boolean)', f'insert into tenants values {rows}', "update tenants set active = name <> 'a2'")
        query = lambda sql: self.file('q.yaml', f'query:\n  database: {{env: CATALOG}}\n  sql: "{sql}"\n')
        env = {'CATALOG': self.url}
        self.assertEqual(self.names(query('select name, dbname from tenants where active'), env=env), ['a1', 'a3'])
        self.assertEqual(self.names(query(f"select name, 'postgresql://postgres@{host}:{port}/' || dbname as database from tenants"), env=env), ['a1', 'a2', 'a3'])
        self.assertIn('column "hots" is no parameter of libpq', self.run_on('status', fleet=query('select name, name as hots from tenants'), env=env, status=2).err)
        self.assertIn('the query has no column "name"', self.run_on('status', fleet=query('select dbname from tenants'), env=env, status=2).err)
        self.assertIn('read-only', self.run_on('status', fleet=query('delete from tenants returning name'), env=env, status=6).err)

    def test_what_is_refused(self):
        cases = (('databases: {a b: "postgresql://x/y"}', 'is no name for a database of a fleet'), ('databases: [x]', 'has to be a map'), ('databses: {}', 'Did you mean databases'),
                 ('databases: {a: {env: X, file: y}}', 'in one place'), ('databases: {a: {evn: X}}', 'unknown key "evn"'),
                 ('databases: {a: "postgresql://u:secret@h/d"}', 'a password does not belong into this file'), ('databases: {}', 'has no database'),
                 ('directory: tenants\ndatabases: {a1: "postgresql://h/d"}', 'two databases of fleet .* are called "a1"'))
        for text, said in cases:
            outcome = self.run_on('status', fleet=self.file('f.yaml', text), status=2)
            self.assertRegex(outcome.err, said)
            self.assertNotIn('secret@', outcome.err)
        self.file('tenants/a4', 'one\ntwo')
        self.assertIn('has to hold one line', self.run_on('status', status=2).err)
        for flag, value in (('--parallel', '0'), ('--parallel', 'x'), ('--only', 'a9')):
            self.run_on('status', flag, value, status=2)


if __name__ == '__main__':
    unittest.main()
