"""Changes with every kind of step, applied while something goes wrong, and what they must come to."""
import json
import os
import subprocess
import uuid

import psycopg2

import facts
from support import CLEAN, SERVERS, Case, Outcome, pgplumb

ROOT = os.environ['FAULT_CASES']
# Every table is a large one.
PLANNED = ('--online-above', '0', '--allow-destructive')
# Each customer is visited once by the data step.
VISIT = 'UPDATE customers SET visits = visits + 1'
STATUSES = range(8)


class Change:
    """The schemas in `folder`, planned with `options`; applied with the options `before` until there. `server` is a major."""

    def __init__(self, folder, server, *options, before=None):
        self.folder, self.options, self.before = os.path.join(ROOT, folder), options, before
        self.server = SERVERS[server]
        self.new = os.path.join(self.folder, 'new.sql')

    def text(self, name):
        with open(os.path.join(self.folder, name)) as file:
            return file.read()


# Servers before 18 know no NOT NULL that is not validated, and take foreign keys of partitioned tables apart.
CHANGES = {
    'everything': Change('everything', '18'),
    'keys': Change('keys', '14'),
    'rewrite': Change('rewrite', '17', '--rewrite-online'),
    'expand': Change('phases', '18', '--phase', 'expand'),
    'contract': Change('phases', '18', '--phase', 'contract', before=('--phase', 'expand')),
}


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


# What every row says, but for values that no two runs share.
ROWS = """SELECT pg_catalog.string_agg(pg_catalog.format('%%s: %%s', c.oid::pg_catalog.regclass, pg_catalog.query_to_xml(pg_catalog.format(
    'SELECT (pg_catalog.to_jsonb(t) - ARRAY[''token'', ''nr''])::text AS r FROM %%s t ORDER BY 1', c.oid::pg_catalog.regclass), false, false, '')),
    '' ORDER BY c.oid::pg_catalog.regclass::text)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v') AND n.nspname = 'public'""".replace('%%', '%')


class ChangeCase(Case):
    change = CHANGES['everything']
    server = property(lambda self: self.change.server)

    def setUp(self):
        super().setUp()
        if not self.server:
            self.skipTest('no server: PGPLUMB_TEST_SERVER_14 to _18 name none')
        self.names = []
        self.addCleanup(self.drop_all)
        self.template = self.database('template0')
        execute(self.template, self.change.text('old.sql'), self.change.text('rows.sql'))
        if self.change.before:
            words = ('apply', '-d', self.template, '--to', self.change.new, '--yes', *PLANNED, *self.change.before)
            self.expect(pgplumb(*words), 0)
            execute(self.template, 'DROP SCHEMA pgplumb CASCADE')
        self.plan = self.saved()
        self.wanted = self.undisturbed()

    def url(self, name):
        return self.server.rsplit('/', 1)[0] + '/' + name

    def database(self, template=None):
        """A fresh one with the old schema."""
        name = 'fault_' + uuid.uuid4().hex[:12]
        execute(self.server, f'CREATE DATABASE {name} TEMPLATE {template or self.template.rsplit("/", 1)[1]}')
        self.names.append(name)
        return self.url(name)

    def drop(self, url):
        execute(self.server, f'DROP DATABASE IF EXISTS {url.rsplit("/", 1)[1]} WITH (FORCE)')

    def drop_all(self):
        for name in self.names:
            self.drop(self.url(name))

    def planning(self, url=None):
        """The words that plan the change."""
        return ('plan', '-d', url or self.template, '--to', self.change.new, *PLANNED, *self.change.options)

    def saved(self):
        """The plan, with a step of a person's in the middle."""
        path = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb(*self.planning(), '--format', 'json', '-o', path), 0)
        with open(path) as file:
            plan = json.load(file)
        middle = len(plan['steps']) // 2
        plan['steps'].insert(middle, {'data': True, 'sql': VISIT, 'summary': 'visit everybody', 'phase': plan['steps'][middle]['phase']})
        with open(path, 'w') as file:
            json.dump(plan, file)
        self.expect(pgplumb('plan', '--seal', path), 0)
        return path

    def state(self, url):
        """The schema without the journal, and what the rows say."""
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor:
                cursor.execute('DROP SCHEMA IF EXISTS pgplumb CASCADE')
                found = facts.facts(connection)
                cursor.execute(ROWS)
                rows = cursor.fetchone()[0]
                cursor.execute('SELECT DISTINCT visits FROM public.customers')
                self.assertEqual(cursor.fetchall(), [(1,)])
                return found, rows
        finally:
            connection.rollback()
            connection.close()

    def undisturbed(self):
        url = self.database()
        self.expect(pgplumb('apply', self.plan, '-d', url, '--yes'), 0)
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
        return self.disturbed_words(['apply', self.plan, '-d', url, '--yes', '--lock-timeout', '300ms'], fault, **variables)

    def count(self, words, what='malloc', when='before'):
        """How many such calls the program makes when nothing goes wrong."""
        path = os.path.join(self.work, 'count')
        self.expect(self.disturbed_words(words, f'{what}:0:{when}:none', FAULT_COUNT=path), 0)
        with open(path) as file:
            return int(file.read())

    def calls(self, what, when='before'):
        """How many of them an apply makes."""
        url = self.database()
        count = self.count(['apply', self.plan, '-d', url, '--yes'], what, when)
        self.drop(url)
        return count

    def finish(self, url, why):
        """The same command reaches the end; once more, there is nothing to do."""
        outcome = pgplumb('apply', self.plan, '-d', url, '--yes')
        self.assertEqual(outcome.status, 0, f'{why}: {outcome}')
        again = pgplumb('apply', self.plan, '-d', url, '--yes')
        self.assertEqual(again.status, 0, f'{why}, again: {again}')
        self.assertIn('nothing to do', again.err)
        found, wanted = self.state(url), self.wanted
        self.assertEqual(list(facts.differences(found[0], wanted[0])), [], why)
        self.assertEqual(found[1], wanted[1], why)
        self.drop(url)

    def at_each_statement(self, most, action, statuses, after=None, **variables):
        """(before the Nth statement, after it was sent), for so many of them; `after` is called before the plan goes on."""
        tried = 0
        for when in ('before', 'after'):
            for nth in sampled(range(1, self.calls('send', when) + 1), most):
                fault = f'send:{nth}:{when}:{action}'
                url = self.database()
                outcome = self.disturbed(url, fault, **variables)
                self.assertIn(outcome.status, statuses, f'{fault}: {outcome}')
                if after:
                    after()
                self.finish(url, fault)
                tried += 1
        print(f'{tried} points', flush=True)


def for_each_change(test, namespace):
    """A class like `test` for each change: unittest finds them by their names."""
    for name, change in CHANGES.items():
        title = test.__name__ + name.capitalize()
        namespace[title] = type(title, (test, ChangeCase), {'change': change, '__module__': test.__module__})
