"""Every form of statement that the plans of the differential tests hold is broken off: before it, and when it was sent.

Two databases go through each plan, one broken off before, the other after: each try at the next form that no plan had until then, the last
one is left alone.
"""
import importlib.util
import json
import os
import pathlib
import re
from urllib.parse import urlsplit

import facts
from disturbed import PLANNED, Disturbed, OwnServer, execute, sampled
from support import SERVERS, pgplumb

specification = importlib.util.spec_from_file_location('differential', os.path.join(os.path.dirname(facts.__file__), 'run.py'))
differential = importlib.util.module_from_spec(specification)
specification.loader.exec_module(differential)

QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")


def form(step):
    """How it runs, and its key words before the first bracket."""
    how = 'alone' if step['no_transaction'] else 'rows' if step['data'] else ''
    return ' '.join([how, *re.findall(r'\b[A-Z]+\b', QUOTED.sub('', step['sql']).split('(')[0])[:6]])


class FormCase(Disturbed):
    def connect(self):
        super().connect()
        self.at = differential.Server(self.admin.server_version // 10000, self.server)

    def drop(self, url):
        name = url.rsplit('/', 1)[1]
        self.at.drop(name)
        self.names.discard(name)

    def planning(self, url):
        return ('plan', '-d', url, '--to', self.new, *PLANNED, '--rewrite-online', '--manage', 'all')

    def loaded(self):
        """What is the server's, such as subscriptions, is in no copy of a database."""
        url = self.database('template0')
        self.at.load(url.rsplit('/', 1)[1], self.old)
        return url

    def database(self, template=None):
        apart = not template and 'CREATE SUBSCRIPTION' in self.old.read_text()
        return self.loaded() if apart else super().database(template)

    def plans(self):
        """The steps of each plan, which is then that of the test."""
        for case in sampled(sorted(differential.CASES.iterdir()), 2):
            files = [case / 'old.sql', case / 'new.sql']
            if not differential.takes(files, self.at.version):
                continue
            self.at.make_roles(differential.header(files, 'roles').split())
            for self.old, self.new in (files, files[::-1]):
                yield self.planned()
                self.drop(self.template)

    def planned(self):
        self.template, self.plan = self.loaded(), os.path.join(self.work, 'plan.json')
        self.expect(pgplumb(*self.planning(self.template), '--format', 'json', '-o', self.plan), 0)
        with open(self.plan) as file:
            return json.load(file)['steps']

    def at_each_form(self, action, status, after=None, **variables):
        seen = set()
        for steps in self.plans():
            first = {}
            for step in steps:
                first.setdefault(form(step), step['sql'])
            new = [sql for name, sql in first.items() if name not in seen]
            # A plan does not hold its secrets.
            if new and not any(step['secret'] for step in steps):
                seen.update(first)
                self.break_off(new, action, status, after, **variables)
        print(f'{len(seen)} forms', flush=True)

    def break_off(self, statements, action, status, after, **variables):
        self.wanted = self.undisturbed()
        for when in ('before', 'after'):
            url = self.database()
            for sql in statements:
                outcome = self.disturbed(url, f'send:1:{when}:{action}', FAULT_STATEMENT=sql, **variables)
                self.assertEqual(outcome.status, status, f'{self.old}, {when} {sql}: {outcome}')
                if after:
                    after()
            self.finish(url, self.old)


class Forms(FormCase):
    server = SERVERS['18']

    def test_client_is_killed(self):
        self.at_each_form('kill', -9)

    def test_session_is_ended(self):
        self.at_each_form('end', 5, FAULT_URL=self.server)


class Publisher(FormCase):
    """What a step asks of a publisher is in no transaction, and may be asked again."""
    server = SERVERS['18']

    def setUp(self):
        super().setUp()
        self.publisher = self.database('template0')
        place, name = urlsplit(self.publisher), self.publisher.rsplit('/', 1)[1]
        connection = f"host={place.hostname} port={place.port} user={place.username} dbname={name}"
        text = f"CREATE SUBSCRIPTION s CONNECTION '{connection}' PUBLICATION p WITH (connect = false, slot_name = {name}"
        self.slot = name
        self.old, self.new = (pathlib.Path(self.file(end, text + options + ');\n')) for end, options in (('old.sql', ''), ('new.sql', ', failover = true')))

    def loaded(self):
        execute(self.publisher, f"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{self.slot}'",
                f"SELECT pg_create_logical_replication_slot('{self.slot}', 'pgoutput')")
        return super().loaded()

    def rows(self, cursor):
        cursor.execute('SELECT failover FROM pg_replication_slots WHERE slot_name = %s', (self.slot,))
        self.assertEqual(cursor.fetchall(), [(True,)])

    def test_slot_is_changed(self):
        for action, status in (('kill', -9), ('end', 5)):
            statements = [step['sql'] for step in self.planned() if step['no_transaction']]
            self.assertEqual(len(statements), 1)
            self.break_off(statements, action, status, None, FAULT_URL=self.server)
            self.drop(self.template)


class Stop(OwnServer, FormCase):
    def test_server_is_stopped(self):
        self.at_each_form('run', 5, self.start_again, FAULT_COMMAND=self.stopping())
