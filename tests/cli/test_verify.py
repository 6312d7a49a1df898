"""A saved plan, tried on a scratch copy."""
import glob
import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

from schemas import check, schema_file
from support import CLEAN, Case, Outcome, ServerCase, pgplumb, psql

OLD = """CREATE TABLE customers (id int PRIMARY KEY, email text);
    CREATE TABLE orders (id int PRIMARY KEY, customer int, total text DEFAULT 'x');
    CREATE VIEW totals AS SELECT id, total FROM orders;
    CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT x * 2';
    COMMENT ON TABLE orders IS 'only the database says so';"""
NEW = """CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL, CONSTRAINT mail CHECK (email <> ''));
    CREATE INDEX by_email ON customers (lower(email));
    CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers, total varchar(20) DEFAULT 'x');
    CREATE VIEW totals AS SELECT id, total, customer FROM orders;
    CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT x + x';"""


# Without a server to ask, a plan does not see what stands in the way of a type.
UNTYPED = NEW.replace('varchar(20)', 'text')


class Verify(ServerCase):
    def setUp(self):
        super().setUp()
        psql(self.url, OLD)
        self.new = self.file('new.sql', NEW)
        self.plan = self.saved(self.new)

    def saved(self, to, *words, source=None):
        path = os.path.join(self.work, os.path.basename(to) + '.plan.json')
        source = source or ('-d', self.url)
        self.expect(pgplumb('plan', *source, '--to', to, '--allow-destructive', '--format', 'json', '-o', path, *words), 0)
        return path

    def verify(self, *words, plan=None, scratch=None):
        return pgplumb('verify', plan or self.plan, '-d', self.url, '--scratch', scratch or self.server, *words)

    def added(self, *steps, at=None):
        """The plan with people's steps in it, sealed."""
        with open(self.plan) as file:
            plan = json.load(file)
        for step in steps:
            plan['steps'].insert(len(plan['steps']) if at is None else at, {'data': True, 'sql': step})
        path = self.file('edited.json', json.dumps(plan))
        self.expect(pgplumb('plan', '--seal', path), 0)
        return path

    def scratches(self):
        return psql(self.server, "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgplumb\\_verify\\_%'")

    def test_it_arrives(self):
        before = self.state()
        for online in ((), ('--online-above', '0')):
            plan = self.saved(self.new, *online)
            outcome = self.expect(self.verify('--to', self.new, plan=plan), 0)
            for words in ('the migrated copy is what ', 'A plan from there has no steps', 'is what a fresh database of ', '\nverified\n'):
                self.assertIn(words, outcome.out)
        self.assertEqual(self.state(), before)

    def test_without_a_target(self):
        self.assertIn('--to did not say', self.expect(self.verify(), 0).out)

    def test_json(self):
        with open(schema_file('verification.schema.json')) as file:
            schema = json.load(file)
        for words, compared in ((('--to', self.new), True), ((), False)):
            found = json.loads(self.expect(self.verify('--format', 'json', *words), 0).out)
            check(schema, found, schema)
            self.assertEqual((found['verified'], found['applied'], found['steps_again']), (True, found['steps'], 0 if compared else None))

    def test_in_one_empty_database(self):
        scratch = self.database()
        outcome = self.expect(self.verify('--to', self.new, scratch=scratch), 0)
        self.assertNotIn('fresh', outcome.out)
        self.expect(self.verify('--to', self.new, scratch=scratch), 2, 'scratch database .* is not empty: it has ')

    def test_a_step_that_fails(self):
        plan = self.added("INSERT INTO customers (id, email) VALUES (1, 'a'), (1, 'b')")
        outcome = self.expect(self.verify('--to', self.new, plan=plan), 6, r'^pgplumb: step \d+ \(~ data\): duplicate key')
        self.assertIn('not verified', outcome.out)
        found = json.loads(self.expect(self.verify('--format', 'json', plan=plan), 6).out)
        self.assertEqual((found['verified'], found['applied']), (False, found['steps'] - 1))
        self.assertIn('duplicate key', found['failure'])

    def test_it_does_not_arrive(self):
        """As when a plan was made for half of what is managed."""
        said = self.file('said.sql', NEW.replace('COMMENT', '--') + "COMMENT ON TABLE customers IS 'new';")
        plan = self.saved(said, '--manage', 'none')
        outcome = self.expect(self.verify('--to', said, plan=plan), 1)
        self.assertRegex(outcome.out, r'the migrated copy differs from .*\n  - comment')
        self.assertIn('A plan from there has 1 step.', outcome.out)

    def test_stale(self):
        psql(self.url, 'ALTER TABLE orders ADD column other int')
        self.expect(self.verify('--to', self.new), 4, 'made for another state of the database: table public.orders was changed')
        psql(self.url, 'ALTER TABLE orders DROP column other')
        other = self.file('other.sql', NEW + 'CREATE TABLE more ();')
        self.expect(self.verify('--to', other), 4, 'made for another desired schema')

    def test_from_a_snapshot_and_files(self):
        snapshot = os.path.join(self.work, 'snapshot.json')
        self.expect(pgplumb('inspect', self.url, '--format', 'json', '-o', snapshot), 0)
        self.expect(pgplumb('verify', self.plan, '--from', snapshot, '--to', self.new, '--scratch', self.server), 0)
        old, new = self.file('old.sql', OLD), self.file('untyped.sql', UNTYPED)
        plan = self.saved(new, source=('--from', old))
        self.expect(pgplumb('verify', plan, '--from', old, '--to', new, '--scratch', self.server), 0)

    def test_phases(self):
        new = self.file('renamed.sql', OLD.replace('CREATE TABLE customers', '-- pgplumb: renamed from customers\nCREATE TABLE clients'))
        self.expect(self.verify('--to', new, plan=self.saved(new)), 0)
        for phase in ('expand', 'contract'):
            plan = self.saved(new, '--phase', phase)
            self.expect(self.verify('--to', new, '--phase', phase, plan=plan), 0)
            self.expect(pgplumb('apply', plan, '-d', self.url, '--yes'), 0)

    def test_roles_and_nothing_left_behind(self):
        before = self.scratches()
        self.expect(self.verify('--to', self.new), 0)
        missing = self.file('granted.sql', NEW + 'GRANT SELECT ON orders TO c1_nobody_at_all;')
        self.expect(self.verify('--to', missing, plan=self.saved(missing)), 6, 'c1_nobody_at_all')
        self.assertEqual(self.scratches(), before)

    def test_usage(self):
        self.expect(pgplumb('verify'), 2, 'needs a saved plan')
        self.expect(self.verify('--from', 'empty:'), 2, 'exclude each other')
        blocked = self.file('less.sql', 'CREATE TABLE customers (id int PRIMARY KEY, email text);')
        path = os.path.join(self.work, 'blocked.json')
        self.expect(pgplumb('plan', '-d', self.url, '--to', blocked, '--format', 'json', '-o', path), 3)
        self.expect(self.verify(plan=path), 3, 'blocked')


class OwnServer(Case):
    """PostgreSQL does not run as root: then as somebody else."""

    def setUp(self):
        super().setUp()
        self.become = []
        if os.geteuid() == 0:
            try:
                nobody = pwd.getpwnam('postgres')
            except KeyError:
                self.skipTest('as root, and there is no user postgres to become')
            if not shutil.which('setpriv'):
                self.skipTest('as root, and there is no setpriv')
            self.become = ['setpriv', f'--reuid={nobody.pw_uid}', f'--regid={nobody.pw_gid}', '--clear-groups']
            os.chown(self.work, nobody.pw_uid, nobody.pw_gid)
        if not shutil.which('initdb') and not shutil.which('pg_config'):
            self.skipTest('neither initdb nor pg_config is there')
        self.old, self.new = self.file('old.sql', OLD + 'GRANT SELECT ON orders TO reader;'), self.file('new.sql', UNTYPED)
        self.plan = os.path.join(self.work, 'plan.json')
        self.expect(self.run_as('plan', '--from', self.old, '--to', self.new, '--format', 'json', '--allow-destructive', '-o', self.plan), 0)

    def start(self, *words):
        # A copy: who it is run as need not be able to read the checkout.
        program = shutil.copy(os.environ['PGPLUMB_BIN'], os.path.join(self.work, 'pgplumb'))
        return subprocess.Popen([*self.become, program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                cwd=self.work, env={**CLEAN, 'TMPDIR': self.work, 'HOME': self.work})

    def run_as(self, *words):
        process = self.start(*words)
        out, err = process.communicate(timeout=120)
        return Outcome(subprocess.CompletedProcess(words, process.returncode, out, err))

    def left_behind(self):
        return glob.glob(os.path.join(self.work, 'pgplumb-*'))

    def test_it_is_started_and_removed(self):
        outcome = self.expect(self.run_as('verify', self.plan, '--from', self.old, '--to', self.new), 0)
        self.assertIn('a server of its own', outcome.out)
        self.assertIn('is what a fresh database of ', outcome.out)
        self.assertEqual(self.left_behind(), [])

    def test_signal(self):
        process = self.start('verify', self.plan, '--from', self.old, '--to', self.new)
        end = time.monotonic() + 60
        while not self.left_behind() and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 5, err)
        self.assertIn('stopped by a signal', err)
        self.assertEqual(self.left_behind(), [])

    def test_not_as_root(self):
        if os.geteuid() != 0:
            self.skipTest('not root')
        self.expect(pgplumb('verify', self.plan, '--from', self.old), 2, 'does not run as root', '--scratch URL')
