"""Starting the program, and throwaway databases on the test servers."""
import fcntl
import hashlib
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import tempfile
import termios
import unittest
import uuid

MAJORS = ('18', '17', '16', '15', '14')
SERVERS = {major: os.environ.get('PGPLUMB_TEST_SERVER_' + major) for major in MAJORS}
SERVER = next((SERVERS[major] for major in MAJORS if SERVERS[major]), None)
# The client's own settings must not decide what a test sees.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith('PG') or name.startswith('PGPLUMB')}
CLEAN.pop('DATABASE_URL', None)
CLEAN['PGCONNECT_TIMEOUT'] = '10'
# What is remembered is kept apart from the user's own.
CACHE = tempfile.TemporaryDirectory(prefix='pgplumb-cache-')
CLEAN['XDG_CACHE_HOME'] = CACHE.name


def change_sealed(path, **members):
    """Members of a JSON file that carries its own digest."""
    with open(path) as file:
        sealed = {**json.load(file), **members}
    del sealed['digest']
    plain = json.dumps(sealed, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
    sealed['digest'] = f'sha256:{hashlib.sha256(plain.encode()).hexdigest()}'
    with open(path, 'w') as file:
        json.dump(sealed, file)


class Outcome:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    def __repr__(self):
        return f'exit {self.status}\n--- stdout\n{self.out}\n--- stderr\n{self.err}'


def pgplumb(*words, env=None, cwd=None, stdin=subprocess.DEVNULL, user=None, timeout=120):
    """Runs the program; text that is not UTF-8 shows as escapes."""
    command = [os.environ['PGPLUMB_BIN'], *map(str, words)]
    return Outcome(subprocess.run(command, stdin=stdin, capture_output=True, encoding='utf-8', errors='backslashreplace', cwd=cwd,
                                  env={**CLEAN, **(env or {})}, timeout=timeout, user=user))


def in_terminal(columns, *words):
    """What the program writes on a terminal of so many columns."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack('HHHH', 50, columns, 0, 0))
    child = subprocess.Popen([os.environ['PGPLUMB_BIN'], *map(str, words)], stdin=subprocess.DEVNULL, stdout=its, stderr=subprocess.DEVNULL,
                             env={**CLEAN, 'TERM': 'xterm', 'NO_COLOR': ''})
    os.close(its)
    said = b''
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:  # the child has closed its end
        pass
    os.close(ours)
    child.wait(60)
    return said.decode().replace('\r', '')


def commands():
    """Those that --help lists."""
    listed = pgplumb('--help').out.split('Commands:\n')[1].split('\n\n')[0]
    return [line.split()[0] for line in listed.splitlines()]


def psql(url, *statements, file=None):
    command = ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url]
    for statement in statements:
        command += ['-c', statement]
    if file:
        command += ['-f', file]
    done = subprocess.run(command, capture_output=True, text=True, env=CLEAN, timeout=60)
    if done.returncode:
        raise AssertionError(f'psql: {done.stderr}')
    return done.stdout.strip()


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.work = tempfile.mkdtemp(prefix='pgplumb-cli-')
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)

    def file(self, name, text):
        """A file below the test's directory; its path."""
        path = os.path.join(self.work, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return path

    def expect(self, outcome, status, *patterns):
        """The exit status, and what stderr says."""
        self.assertEqual(outcome.status, status, outcome)
        for pattern in patterns:
            self.assertRegex(outcome.err, re.compile(pattern, re.M), outcome)
        return outcome


class ServerCase(Case):
    """With a database of its own on the newest server that is there."""
    server = SERVER

    def setUp(self):
        super().setUp()
        if not self.server or not shutil.which('psql'):
            self.skipTest('no server, or no psql: PGPLUMB_TEST_SERVER_14 to _18 name none')
        self.url = self.database()

    def database(self, *statements):
        """A new database with these statements run in it; its URL."""
        name = 'c1_' + uuid.uuid4().hex[:12]
        psql(self.server, f'create database {name} template template0')
        self.addCleanup(psql, self.server, f'drop database if exists {name} with (force)')
        url = self.server.rsplit('/', 1)[0] + '/' + name
        if statements:
            psql(url, *statements)
        return url

    def state(self, url=None):
        """Everything that planning or a failed apply must leave as it is."""
        return psql(url or self.url, """select n.nspname, c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
            from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
            where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'pgplumb') order by 1, 2, a.attnum""")
