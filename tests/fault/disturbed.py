"""Plans applied while something goes wrong, on databases of their own, and what they must come to."""
import os
import subprocess
import uuid

import psycopg2

import facts
from faults import Cluster, debian_programs
from support import CLEAN, Case, Outcome, pgplumb

# Every table is a large one.
PLANNED = ('--online-above', '0', '--allow-destructive')
STATUSES = range(8)


def execute(url, *statements):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def sampled(numbers, most):
    """So many of them, evenly spread; all when PGPLUMB_SAMPLE is 1."""
    numbers = list(numbers)
    step = 1 if os.environ.get('PGPLUMB_SAMPLE') == '1' else max(1, -(-len(numbers) // most))
    return numbers[::step]


class Disturbed(Case):
    """Its `server` has the databases; `template` is the URL of the one they are copied from, `plan` the file that is applied to them."""
    server = template = plan = wanted = None

    def setUp(self):
        super().setUp()
        if not self.server:
            self.skipTest('no server: PGPLUMB_TEST_SERVER_14 to _18 name none')
        self.names = set()
        self.connect()
        self.addCleanup(self.drop_all)

    def connect(self):
        """Databases are made and dropped on one connection. They are copied as files where that can be said: a crash then has less to redo."""
        self.admin = psycopg2.connect(self.server)
        self.admin.autocommit = True
        self.copied = ' STRATEGY FILE_COPY' if self.admin.server_version >= 150000 else ''

    def url(self, name):
        return self.server.rsplit('/', 1)[0] + '/' + name

    def database(self, template=None):
        """A fresh one with the old schema."""
        name = 'fault_' + uuid.uuid4().hex[:12]
        self.admin.cursor().execute(f'CREATE DATABASE {name} TEMPLATE {template or self.template.rsplit("/", 1)[1]}{self.copied}')
        self.names.add(name)
        return self.url(name)

    def drop(self, url):
        name = url.rsplit('/', 1)[1]
        self.admin.cursor().execute(f'DROP DATABASE IF EXISTS {name} WITH (FORCE)')
        self.names.discard(name)

    def drop_all(self):
        for name in list(self.names):
            self.drop(self.url(name))
        self.admin.close()

    def planning(self, url):
        """The words that plan the change."""
        raise NotImplementedError

    def words(self, url):
        """Those that apply the plan."""
        return ['apply', self.plan, '-d', url, '--yes']

    def state(self, url):
        """The schema without the journal, which says that all is done, and the rows."""
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor:
                cursor.execute('SELECT r.state, r.steps = count(*), s.done FROM pgplumb.runs r JOIN pgplumb.steps s ON s.run = r.id GROUP BY r.id, s.done')
                self.assertEqual(cursor.fetchall(), [('applied', True, True)])
                cursor.execute('DROP SCHEMA pgplumb CASCADE')
                return facts.facts(connection), self.rows(cursor)
        finally:
            connection.rollback()
            connection.close()

    def rows(self, cursor):
        """What they are like, where there are any."""

    def undisturbed(self):
        url = self.database()
        self.expect(pgplumb(*self.words(url)), 0)
        self.expect(pgplumb(*self.words(url)), 0, 'nothing to do')
        self.assertRegex(self.expect(pgplumb(*self.planning(url)), 0).out, 'is what .* says|nothing to do')
        state = self.state(url)
        self.drop(url)
        return state

    def disturbed_words(self, words, fault, **variables):
        """The program with a fault; its outcome, status negative when a signal ended it."""
        done = subprocess.run([os.environ['PGPLUMB_BIN'], *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100,
                              env={**CLEAN, **variables, 'LD_PRELOAD': os.environ['FAULT_SHIM'], 'FAULT': fault})
        return Outcome(done)

    def disturbed(self, url, fault, **variables):
        return self.disturbed_words([*self.words(url), '--lock-timeout', '300ms'], fault, **variables)

    def count(self, words, what, when='before'):
        """How many such calls the program makes when nothing goes wrong."""
        path = os.path.join(self.work, 'count')
        self.expect(self.disturbed_words(words, f'{what}:0:{when}:none', FAULT_COUNT=path), 0)
        with open(path) as file:
            return int(file.read())

    def calls(self, what, when='before'):
        """How many of them an apply makes."""
        return self.of_apply(lambda words: self.count(words, what, when))

    def of_apply(self, ask):
        """What `ask` says of the words that apply the plan to a fresh database."""
        url = self.database()
        answer = ask(self.words(url))
        self.drop(url)
        return answer

    def allocations(self, words):
        """The first allocation of each chain of callers: their numbers."""
        path = os.path.join(self.work, 'sites')
        self.expect(self.disturbed_words(words, 'malloc:0:before:none', FAULT_SITES=path), 0)
        with open(path) as file:
            first = {}
            for nth, site in enumerate(file, 1):
                first.setdefault(site, nth)
        return list(first.values())

    def finish(self, url, why):
        """The same command reaches the end."""
        outcome = pgplumb(*self.words(url))
        self.assertEqual(outcome.status, 0, f'{why}: {outcome}')
        found, wanted = self.state(url), self.wanted
        self.assertEqual(list(facts.differences(found[0], wanted[0])), [], why)
        self.assertEqual(found[1], wanted[1], why)
        self.drop(url)

    def is_begun(self, url):
        return execute(url, "SELECT to_regnamespace('pgplumb') IS NOT NULL")[0][0]

    def at_each(self, faults, statuses=STATUSES, after=None, **variables):
        """The plan is applied with each fault, and then again, without; `after` is called in between. A database in which it was never begun
        serves the next fault, too: whatever was done to it shows at the end."""
        url = None
        for fault in faults:
            url = url or self.database()
            outcome = self.disturbed(url, fault, **variables)
            self.assertIn(outcome.status, statuses, f'{fault}: {outcome}')
            if after:
                after()
            if fault is faults[-1] or self.is_begun(url):
                self.finish(url, fault)
                url = None
        print(f'{len(faults)} points', flush=True)


class OwnServer:
    """With a server that may be stopped at any time; a mixin."""
    server = None

    @classmethod
    def setUpClass(cls):
        programs = debian_programs()
        cls.cluster = Cluster(programs) if programs else None
        cls.server = cls.cluster.url if programs else None

    @classmethod
    def tearDownClass(cls):
        if cls.cluster:
            cls.cluster.stop()

    def stopping(self):
        """At once, as a crash would."""
        return self.cluster.command('pg_ctl', '-D', self.cluster.data, '-m', 'immediate', '-s', 'stop')

    def start_again(self):
        self.cluster.start()
        self.connect()
