"""What pgplumb takes for the state of a database (engine/introspect/state.c), against what a server does.

For each case, on one of the servers, in turns: every step of the plans from old to new and back that changes anything has to change the
state; what changes none has to leave it as it is; and what was in sync before is compared again. And nothing in the sources may read a
catalog that the state does not look at.

usage: state.py [CASE]...        environment: as run.py, and PGPLUMB_STATE: the program that prints the state's query for a version
"""
import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback

import psycopg2

import facts
import run

ENGINE = pathlib.Path(__file__).parents[2] / 'engine'
# What is read for a plan or while it runs, not for a comparison.
BESIDE = {'introspect/depend.c', 'introspect/sizes.c'}
# Views of files on the server's disk: docs/LIMITS.md says that drift does not see those change.
OF_FILES = {'pg_available_extensions', 'pg_available_extension_versions'}
# Nothing of the schema; each with what has to be there for it.
HARMLESS = ['VACUUM ANALYZE pg_catalog.pg_class', 'CREATE TEMP TABLE t (a text); DROP TABLE pg_temp.t']


class Database:
    def __init__(self, server, name):
        self.query = state_query(server.version)
        self.connection = psycopg2.connect(server.database(name))
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()

    def state(self):
        self.cursor.execute(self.query)
        return self.cursor.fetchone()[0]

    def facts(self):
        self.cursor.execute('RESET ALL')
        return facts.facts(self.connection)

    def execute_step(self, step):
        if step['search_path']:
            self.cursor.execute("SELECT set_config('search_path', %s, false)", (step['search_path'],))
        self.cursor.execute(step['sql'])
        self.cursor.execute('RESET ALL')

    def run_step(self, step):
        """A step may find what it wants: then nothing that differential tests compare is another, either."""
        alone, before = step['no_transaction'], self.state()
        facts_before = self.facts() if alone else None
        self.cursor.execute('SELECT' if alone else 'BEGIN')
        self.execute_step(step)
        if self.state() != before:
            self.cursor.execute('SELECT' if alone else 'COMMIT')
            return
        facts_after = self.facts()
        if not alone:
            self.cursor.execute('ROLLBACK')
            facts_before = self.facts()
            self.cursor.execute('BEGIN')
            self.execute_step(step)
            self.cursor.execute('COMMIT')
        if list(facts.differences(facts_after, facts_before)):
            raise run.Failure(f'the state is the same after: {step["sql"]}')

    def is_harmless(self, statement):
        """Somebody else may make a role meanwhile, so that more than one attempt is needed."""
        for _ in range(3):
            before = self.state()
            try:
                for part in statement.split(';'):
                    self.cursor.execute(part)
            except psycopg2.Error:
                return True  # a table of triggers that do not run here, a view that divides by zero
            if self.state() == before:
                return True
        return False

    def run_harmless(self):
        self.cursor.execute("SELECT format('REFRESH MATERIALIZED VIEW %s', oid::regclass) FROM pg_class WHERE relkind = 'm' UNION ALL "
                            "SELECT format('TRUNCATE %s CASCADE', oid::regclass) FROM pg_class WHERE relkind = 'r' AND oid >= 16384 "
                            "AND relnamespace <> 99 UNION ALL SELECT format('ANALYZE %s', oid::regclass) FROM pg_class "
                            "WHERE relkind IN ('r', 'p', 'm') AND oid >= 16384")
        statements = HARMLESS + [row[0] for row in self.cursor.fetchall()]
        for statement in statements:
            if not self.is_harmless(statement):
                raise run.Failure(f'the state is another after: {statement}')


def state_query(version):
    return subprocess.run([os.environ['PGPLUMB_STATE'], str(version * 10000)], check=True, capture_output=True, text=True).stdout


def drift(url, file, *words):
    done = subprocess.run([run.PGPLUMB, 'drift', '--database', url, '--to', str(file), *words], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def check_drift(url, file, expected):
    """What is remembered answers as what is looked for."""
    looked_for, answers = drift(url, file, '--no-cache'), [drift(url, file) for _ in range(2)]
    if looked_for[0] != expected:
        raise run.Failure(f'drift of {file}: exit {looked_for[0]}\n{looked_for[2]}{looked_for[1]}')
    for answer in answers:
        if answer != looked_for:
            raise run.Failure(f'drift of {file} is remembered as {answer}, but is {looked_for}')


def check_direction(server, name, file, new_file):
    url = server.database(name)
    server.make(name)
    server.load(name, file)
    check_drift(url, file, 0)
    steps = json.loads(run.pgplumb('plan', '--from', url, '--to', new_file, '--format', 'json', '--allow-destructive', '--manage', 'all'))['steps']
    database = Database(server, name)
    database.run_harmless()
    for step in steps:
        if not step['secret']:
            database.run_step(step)
    if all(not step['secret'] for step in steps):
        check_drift(url, new_file, 0)
        check_drift(url, file, 1)
    database.connection.close()


def check(server, case):
    files = [case / 'old.sql', case / 'new.sql']
    if not run.takes(files, server.version):
        return None
    server.make_roles(run.header(files, 'roles').split())
    name = 'state_' + re.sub(r'\W', '_', case.name)[:40] + f'_{os.getpid()}'
    try:
        check_direction(server, name, *files)
        check_direction(server, name, *reversed(files))
        return ''
    except run.Failure as failure:
        return str(failure)
    except Exception:
        return traceback.format_exc()
    finally:
        server.drop(name)


def check_all(server, cases):
    """One after the other: what the server says of all its databases is part of the state."""
    return [(server, case, check(server, case)) for case in cases]


def taker(case, server, newest):
    return server if run.takes([case / 'old.sql', case / 'new.sql'], server.version) else newest


def check_sources(server):
    """Every catalog or view of the system that a text in the sources names."""
    with psycopg2.connect(server.url) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v')")
        relations = {row[0] for row in cursor.fetchall()} - OF_FILES
    covered = set(re.findall(r'pg_\w+', state_query(server.version)))
    missing = []
    for file in sorted(ENGINE.glob('*/*.c')):
        place = str(file.relative_to(ENGINE))
        if place.split('/')[0] not in ('kinds', 'equal', 'introspect') or place in BESIDE:
            continue
        words = set(re.findall(r'\b(?:FROM|JOIN) +(?:pg_catalog\.)?(pg_\w+)', file.read_text()))
        missing += [f'{place} reads {word}' for word in sorted(words & relations - covered)]
    return '\n'.join(missing)


def main(wanted):
    servers = [run.Server(v, os.environ[f'PGPLUMB_TEST_SERVER_{v}']) for v in range(14, 19) if f'PGPLUMB_TEST_SERVER_{v}' in os.environ]
    cases = sorted(case for case in run.CASES.iterdir() if (not wanted or case.name in wanted))
    turns = [(taker(case, servers[-1 - i % len(servers)], servers[-1]), case) for i, case in enumerate(cases) if servers]
    turns = turns[::int(os.environ.get('PGPLUMB_SAMPLE', '1'))]
    tally = {'passed': 0, 'failed': 0, 'skipped': 0}
    with tempfile.TemporaryDirectory(prefix='pgplumb_') as cache, concurrent.futures.ThreadPoolExecutor(int(os.environ.get('PGPLUMB_JOBS', '3'))) as pool:
        os.environ['XDG_CACHE_HOME'] = cache
        each = pool.map(lambda server: check_all(server, [case for its, case in turns if its is server]), servers)
        for server, case, why in itertools.chain.from_iterable(each):
            tally['skipped' if why is None else 'failed' if why else 'passed'] += 1
            if why:
                print(f'FAIL {case.name} on {server.version}: {why}\n', flush=True)
    why = check_sources(servers[-1]) if servers and not wanted else ''
    tally['failed' if why else 'passed'] += bool(servers and not wanted)
    print(why and f'FAIL sources: {why}\n', end='')
    if not servers:
        print('no server: PGPLUMB_TEST_SERVER_14 to _18 are not set')
    print('{passed} passed, {failed} failed, {skipped} skipped'.format(**tally))
    return 1 if tally['failed'] or not tally['passed'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
