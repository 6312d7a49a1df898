"""Two versions of an application at once: no request of either may fail.

A scenario says what both versions send. The old one runs while expand is applied and until the new one is there; the new one runs
after expand and while contract is applied. Each sends its statements over and over in two connections, each in a transaction of
its own. Then planning again has to give nothing, and the database has to be as one made from the new files is.

usage: run.py [SCENARIO]...        environment: PGPLUMB_BIN, PGPLUMB_TEST_SERVER_14 to _18, PGPLUMB_SAMPLE (every Nth run; 3)
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import traceback

import psycopg2

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'differential'))
import facts  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402

PGPLUMB = os.environ['PGPLUMB_BIN']
ROWS = int(os.environ.get('PGPLUMB_PHASE_ROWS', '2000'))
# Sizes do not decide here: each scenario goes both ways.
WAYS = {'plain': '1GB', 'online': '0'}


class Failure(Exception):
    pass


class Application(threading.Thread):
    """One connection that sends its statements until it is stopped."""

    def __init__(self, url, statements):
        super().__init__(daemon=True)
        self.url, self.statements, self.stopped = url, statements, threading.Event()
        self.requests, self.failures = 0, []

    def run(self):
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        cursor = connection.cursor()
        while not self.stopped.is_set():
            for statement in self.statements:
                try:
                    cursor.execute(statement.replace('{n}', str(self.requests)))
                    self.requests += 1
                except psycopg2.Error as error:
                    self.failures.append(f'{statement}: {error}'.strip())
            time.sleep(0.002)
        connection.close()

    def stop(self):
        self.stopped.set()
        self.join(60)


def start(url, statements):
    applications = [Application(url, statements) for _ in range(2)]
    for application in applications:
        application.start()
    return applications


def stop(applications, who, tally):
    for application in applications:
        application.stop()
        tally['requests'] += application.requests
        if application.failures:
            raise Failure(f'{who}: {len(application.failures)} requests failed, first: {application.failures[0]}')
        if not application.requests:
            raise Failure(f'{who}: nothing was sent')


def pgplumb(*words, expect=0):
    done = subprocess.run([PGPLUMB, *map(str, words)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != expect:
        raise Failure(f'pgplumb {" ".join(map(str, words))}: exit {done.returncode}, expected {expect}\n{done.stderr[-2500:]}{done.stdout[-2500:]}')
    return done.stdout


class Database:
    def __init__(self, server, name):
        self.server, self.name = server, name
        self.url = server.rsplit('/', 1)[0] + '/' + name

    def execute(self, sql, url=None):
        connection = psycopg2.connect(url or self.url)
        connection.autocommit = True
        for statement in [sql] if isinstance(sql, str) else sql:
            connection.cursor().execute(statement)
        connection.close()

    def __enter__(self):
        self.execute([f'DROP DATABASE IF EXISTS {self.name} WITH (FORCE)', f'CREATE DATABASE {self.name} TEMPLATE template0'], self.server)
        return self

    def __exit__(self, *_):
        self.execute(f'DROP DATABASE IF EXISTS {self.name} WITH (FORCE)', self.server)

    def facts(self):
        connection = psycopg2.connect(self.url)
        try:
            return facts.facts(connection)
        finally:
            connection.close()


def apply(database, new, way, phase):
    pgplumb('apply', '--yes', '--database', database.url, '--to', new, '--phase', phase, '--allow-destructive',
            '--online-above', WAYS[way])


def steps(database, new, phase, way):
    out = pgplumb('plan', '--from', database.url, '--to', new, '--phase', phase, '--allow-destructive', '--format', 'sql',
                  '--online-above', WAYS[way])
    found = re.search(r'^-- (\d+) steps?:', out, re.M)
    return int(found.group(1)) if found else 0


def check_rollout(scenario, way, database, new, tally):
    old_version = start(database.url, scenario['old_app'])
    try:
        apply(database, new, way, 'expand')
        if steps(database, new, 'expand', way):
            raise Failure('after expand there is still something to expand')
        if not steps(database, new, 'contract', way):
            raise Failure('after expand there is nothing left to contract')
        drift = pgplumb('drift', '--database', database.url, '--to', new, expect=1)
        if scenario.get('helpers') and 'in between: contract pending' not in drift:
            raise Failure(f'drift does not know its helpers:\n{drift}')
        new_version = start(database.url, scenario['new_app'])
        time.sleep(0.3)
    finally:
        stop(old_version, 'old version', tally)
    try:
        for statement in scenario.get('between', ()):
            database.execute(statement)
        apply(database, new, way, 'contract')
        time.sleep(0.1)
    finally:
        stop(new_version, 'new version', tally)


def check(scenario, way, server, tally):
    key = f'{re.sub("[^a-z0-9]", "_", scenario["name"])}_{os.getpid()}'
    with tempfile.TemporaryDirectory(prefix='pgplumb_') as folder, Database(server, f'phases_{key}') as database, \
            Database(server, f'fresh_{key}') as fresh:
        new = pathlib.Path(folder, 'new.sql')
        new.write_text(scenario['new'])
        database.execute(scenario['old'])
        database.execute(scenario['rows'].replace('{rows}', str(ROWS)))
        fresh.execute(scenario['new'])
        check_rollout(scenario, way, database, new, tally)
        for phase in 'all', 'expand', 'contract':
            if steps(database, new, phase, way):
                raise Failure(f'after contract there is something left in phase {phase}')
        database.execute('DROP SCHEMA IF EXISTS pgplumb CASCADE')  # the journal
        differences = list(facts.differences(database.facts(), fresh.facts()))
        if differences:
            raise Failure('not as a new database:\n    ' + '\n    '.join(differences[:10]))
        for query in scenario.get('holds', ()):
            connection = psycopg2.connect(database.url)
            cursor = connection.cursor()
            cursor.execute(query)
            if cursor.fetchone()[0] is not True:
                raise Failure(f'does not hold: {query}')
            connection.close()


def main(wanted):
    servers = {v: os.environ[f'PGPLUMB_TEST_SERVER_{v}'] for v in range(14, 19) if f'PGPLUMB_TEST_SERVER_{v}' in os.environ}
    pairs = [(s, way, v) for s in SCENARIOS for way in WAYS for v in servers if not wanted or s['name'] in wanted]
    tally = {'passed': 0, 'failed': 0, 'skipped': 0, 'requests': 0}
    for scenario, way, version in pairs[::int(os.environ.get('PGPLUMB_SAMPLE', '3'))]:
        try:
            check(scenario, way, servers[version], tally)
            tally['passed'] += 1
        except Exception as error:
            tally['failed'] += 1
            why = str(error) if isinstance(error, Failure) else traceback.format_exc()
            print(f'FAIL {scenario["name"]} ({way}) on {version}: {why}\n', flush=True)
    if not servers:
        print('no server: PGPLUMB_TEST_SERVER_14 to _18 are not set')
    print('{requests} requests by two versions'.format(**tally))
    print('{passed} passed, {failed} failed, {skipped} skipped'.format(**tally))
    return 1 if tally['failed'] or not tally['passed'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
