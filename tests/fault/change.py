"""A change with every kind of step, applied while something goes wrong, and what it must come to."""
import json
import os
import subprocess
import uuid

import psycopg2

import facts
from support import CLEAN, SERVER, Case, Outcome, pgplumb

OLD, NEW = (os.path.join(os.environ['FAULT_SCHEMAS'], name) for name in ('old.sql', 'new.sql'))
# Every table is a large one. Each customer is visited once by the data step.
ONLINE = ('--online-above', '0')
ROWS = """INSERT INTO customers (id, email) SELECT i, 'mail' || i FROM generate_series(1, 50) i;
    INSERT INTO orders (id, customer, total) SELECT i, i, i FROM generate_series(1, 50) i;
    INSERT INTO events SELECT i, '2026-01-05' FROM generate_series(1, 5) i;"""
VISIT = 'UPDATE customers SET visits = visits + 1'
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


class ChangeCase(Case):
    server = SERVER

    def setUp(self):
        super().setUp()
        if not self.server:
            self.skipTest('no server: PGPLUMB_TEST_SERVER_14 to _18 name none')
        self.names = []
        self.addCleanup(self.drop_all)
        with open(OLD) as old:
            self.template = self.database('template0')
            execute(self.template, old.read() + ROWS)
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

    def saved(self):
        """The plan, with a step of a person's in the middle."""
        path = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb('plan', '-d', self.template, '--to', NEW, *ONLINE, '--format', 'json', '-o', path), 0)
        with open(path) as file:
            plan = json.load(file)
        plan['steps'].insert(len(plan['steps']) // 2, {'data': True, 'sql': VISIT, 'summary': 'visit everybody'})
        with open(path, 'w') as file:
            json.dump(plan, file)
        self.expect(pgplumb('plan', '--seal', path), 0)
        return path

    def state(self, url):
        """The schema without the journal, and the rows that count how often the data step ran."""
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor:
                cursor.execute('DROP SCHEMA IF EXISTS pgplumb CASCADE')
                found = facts.facts(connection)
                cursor.execute('SELECT DISTINCT visits FROM public.customers')
                return found, cursor.fetchall()
        finally:
            connection.rollback()
            connection.close()

    def undisturbed(self):
        url = self.database()
        self.expect(pgplumb('apply', self.plan, '-d', url, '--yes'), 0)
        self.expect(pgplumb('drift', '-d', url, '--to', NEW), 0)
        state = self.state(url)
        self.assertEqual(state[1], [(1,)])
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
