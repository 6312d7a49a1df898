"""Which tables a plan changes online, and what it makes of work that broke off."""
import subprocess
import time

from support import CLEAN, Case, ServerCase, pgplumb, psql

OLD = """CREATE TABLE large (id int, name text);
CREATE TABLE small (id int, name text);
"""
NEW = OLD + """CREATE INDEX large_id ON large (id);
CREATE UNIQUE INDEX small_id ON small (id);
"""
ROWS = "INSERT INTO large SELECT i, 'name ' || i FROM generate_series(1, 40000) i"


class Sizes(ServerCase):
    def setUp(self):
        super().setUp()
        psql(self.url, OLD, ROWS, 'INSERT INTO small VALUES (1), (1)')
        self.new = self.file('new.sql', NEW)

    def concurrent(self, *words):
        """The indexes that the plan builds CONCURRENTLY."""
        script = pgplumb('plan', '-d', self.url, '--to', self.new, '--format', 'sql', *words).out
        return [name for name in ('large_id', 'small_id') if f'INDEX CONCURRENTLY {name} ' in script]

    def test_by_size(self):
        self.assertEqual(self.concurrent(), ['large_id'])
        self.assertEqual(self.concurrent('--online-above', '1MB'), ['large_id'])
        self.assertEqual(self.concurrent('--online-above', '1 gb'), [])
        self.assertEqual(self.concurrent('--online-above=8191'), ['large_id', 'small_id'])
        self.assertEqual(self.concurrent('--online-above=8kB'), ['large_id'])
        self.assertEqual(self.concurrent('--online-above', '0'), ['large_id', 'small_id'])

    def test_locked_table_counts_as_large(self):
        holder = subprocess.Popen(['psql', '-X', '-q', '-d', self.url], stdin=subprocess.PIPE, env=CLEAN, text=True)
        self.addCleanup(holder.wait)
        self.addCleanup(holder.stdin.close)
        holder.stdin.write('BEGIN; LOCK TABLE small IN ACCESS EXCLUSIVE MODE;\n')
        holder.stdin.flush()
        while psql(self.url, "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'small'::regclass") == '0':
            time.sleep(0.05)
        self.assertEqual(self.concurrent('--online-above', '1GB'), ['small_id'])

    def test_broken_off(self):
        """A build that fails leaves an invalid index: the next plan drops it and builds it again."""
        online = ('--to', self.new, '--online-above', '0', '--yes')
        with self.assertRaisesRegex(AssertionError, 'could not create unique index'):
            psql(self.url, 'CREATE UNIQUE INDEX CONCURRENTLY small_id ON small (id)')
        self.assertEqual(psql(self.url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'small_id'::regclass"), 'f')
        psql(self.url, 'DELETE FROM small WHERE ctid IN (SELECT ctid FROM small LIMIT 1)')
        self.expect(pgplumb('apply', '-d', self.url, *online), 0)
        self.assertEqual(psql(self.url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'small_id'::regclass"), 't')
        self.expect(pgplumb('drift', '-d', self.url, '--to', self.new), 0)


class Words(Case):
    def test_size(self):
        old, new = self.file('old.sql', OLD), self.file('new.sql', NEW)
        plan = ('plan', '--from', old, '--to', new, '--format', 'sql')
        for size in ('', 'much', '-1', '1.5MB', '10 apples', '99999999999999999999', '9999999999TB'):
            self.expect(pgplumb(*plan, '--online-above', size), 2, '--online-above takes a size')
        # Between files nobody knows how large a table is.
        self.assertIn('CREATE INDEX CONCURRENTLY large_id', pgplumb(*plan).out)
