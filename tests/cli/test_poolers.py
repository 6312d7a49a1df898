"""PgBouncer between pgplumb and the server: session mode is as good as the server, the other modes are told."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from urllib.parse import urlsplit

from support import CLEAN, ServerCase, pgplumb, psql

PGBOUNCER = shutil.which('pgbouncer', path=os.environ.get('PATH', '') + ':/usr/sbin')
OLD = "CREATE TABLE orders (id integer NOT NULL, customer bigint);\n"
NEW = """CREATE TABLE orders (id integer NOT NULL, customer bigint NOT NULL, token uuid NOT NULL DEFAULT gen_random_uuid());
CREATE INDEX orders_customer_idx ON orders (customer);
CREATE TABLE customers (id bigint PRIMARY KEY);
"""
ROWS = 'INSERT INTO orders SELECT i, i FROM generate_series(1, 50) i'
SETTINGS = """[databases]
* = host={host} port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {home}/users
"""


class Pooler:
    """In front of the server of `url`."""

    def __init__(self, url, *settings):
        server = urlsplit(url)
        # It does not run as root.
        runner = ['runuser', '-u', 'postgres', '--'] if os.geteuid() == 0 else []
        self.home = tempfile.mkdtemp(prefix='pgplumb-pooler-')
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        self.write('users', f'"{server.username}" ""\n')
        path = self.write('ini', SETTINGS.format(host=server.hostname, server=server.port, port=self.port, home=self.home) + '\n'.join(settings) + '\n')
        os.chmod(self.home, 0o755)
        self.log = open(os.path.join(self.home, 'log'), 'w')
        self.process = subprocess.Popen([*runner, PGBOUNCER, path], stdout=self.log, stderr=self.log, cwd='/')
        self.wait()

    def write(self, name, text):
        path = os.path.join(self.home, name)
        with open(path, 'w') as out:
            out.write(text)
        return path

    def wait(self):
        end = time.monotonic() + 20
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return socket.create_connection(('127.0.0.1', self.port), 1).close()
            except OSError:
                time.sleep(0.05)
        with open(self.log.name) as log:
            raise AssertionError(f'pgbouncer: {log.read()}')

    def url(self, url):
        return f'postgresql://{urlsplit(url).username}@127.0.0.1:{self.port}{urlsplit(url).path}'

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)


@unittest.skipUnless(PGBOUNCER, 'pgbouncer is not installed (./dev deps)')
class Poolers(ServerCase):
    def setUp(self):
        super().setUp()
        psql(self.url, OLD, ROWS)
        self.new = self.file('new.sql', NEW)
        self.before = self.state()

    def through(self, *settings):
        """The database's URL through a pooler of these settings."""
        pooler = Pooler(self.url, *settings)
        self.addCleanup(pooler.stop)
        return pooler.url(self.url)

    def apply(self, url, *words):
        return pgplumb('apply', '--to', self.new, '-d', url, '--yes', '--online-above', '0', *words)

    def saved(self, url):
        path = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb('plan', '--to', self.new, '-d', url, '--online-above', '0', '--format', 'json', '-o', path), 0)
        return path

    def arrived(self, url):
        self.expect(pgplumb('drift', '--to', self.new, '-d', url), 0)
        self.assertIn('applied', self.expect(pgplumb('status', '-d', url, '--exit-code'), 0).out)

    def test_session_mode(self):
        url = self.through('pool_mode = session')
        plan = self.saved(url)
        self.expect(pgplumb('apply', plan, '-d', url, '--yes'), 0, r'recorded as run 1')
        self.expect(pgplumb('apply', plan, '-d', url, '--yes'), 0, r'nothing to do')
        self.arrived(url)

    def test_pool_of_two(self):
        """There is none left to look at what it waits for, and it goes on without."""
        url = self.through('pool_mode = session', 'default_pool_size = 2')
        holder = self.hold_orders()
        outcome = self.apply(url, '--lock-timeout', '300ms', '--lock-tries', '2')
        self.expect(outcome, 5, r'lock')
        self.release(holder)
        self.expect(self.apply(url), 0)
        self.arrived(url)

    def hold_orders(self):
        holder = subprocess.Popen(['psql', '-X', '-q', '-d', self.url], stdin=subprocess.PIPE, env=CLEAN, text=True)
        self.addCleanup(holder.wait)
        self.addCleanup(holder.stdin.close)
        holder.stdin.write('BEGIN; LOCK TABLE orders IN ACCESS SHARE MODE;\n')
        holder.stdin.flush()
        self.until("SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass", '1')
        return holder

    @staticmethod
    def release(holder):
        holder.stdin.write('COMMIT;\n')
        holder.stdin.close()
        holder.wait()

    def until(self, query, value):
        end = time.monotonic() + 30
        while psql(self.url, query) != value:
            self.assertLess(time.monotonic(), end, query)
            time.sleep(0.05)

    def test_lock_and_resumption(self):
        """The lock is that of the session: another one waits. Killed, the server gets it back, and the same command goes on."""
        url = self.through('pool_mode = session')
        plan, holder = self.saved(url), self.hold_orders()
        words = [os.environ['PGPLUMB_BIN'], 'apply', plan, '-d', url, '--yes', '--lock-tries', '100']
        first = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)
        self.until("SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'advisory' AND granted"
                   " AND datname = current_database()", '1')
        for other in (url, self.url):
            self.expect(pgplumb('apply', plan, '-d', other, '--yes', '--wait-lock', '0'), 5, r'another pgplumb is at work')
        first.send_signal(signal.SIGKILL)
        first.wait()
        self.release(holder)
        self.expect(pgplumb('apply', plan, '-d', url, '--yes'), 0)
        self.arrived(url)

    def test_other_modes(self):
        plan = self.saved(self.url)
        for mode in ('transaction', 'statement'):
            url = self.through(f'pool_mode = {mode}')
            for words in ((plan,), ('--to', self.new)):
                outcome = pgplumb('apply', *words, '-d', url, '--yes')
                self.expect(outcome, 2, r'a pooler', r'^hint: .*pool_mode = session')
                self.assertEqual(self.state(), self.before)
            self.assertEqual(psql(self.url, "SELECT count(*) FROM pg_namespace WHERE nspname = 'pgplumb'"), '0')
