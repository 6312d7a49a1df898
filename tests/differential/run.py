"""Differential tests: a PostgreSQL server says whether pgplumb is right.

A case is a folder in cases/ with old.sql and new.sql. On every server: the file's model equals the loaded database (0 steps, drift 0);
what `inspect` prints loads to the same database, and is the same schema in a file per object; the plan old to new, run by psql, makes
the database that new.sql makes, planning again gives nothing; and all of it backwards. A first line `-- servers: 15-` or `-- servers: 16-18` limits the versions,
`-- roles: a b` makes roles, `-- files: too` also plans from file to file, which is for the newest server.

With --online the plans take the online form of every change (--online-above 0 --rewrite-online), and only they are looked at; unless cases are named or PGPLUMB_SAMPLE is
set, each case then runs on 17 and on one of the others, in turns.

usage: run.py [--online] [CASE]...        environment: PGPLUMB_BIN, PGPLUMB_TEST_SERVER_14 to _18, PGPLUMB_SAMPLE (every Nth case)
"""
import concurrent.futures
import contextlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import traceback

import psycopg2

import facts

CASES = pathlib.Path(__file__).parent / 'cases'
PGPLUMB = os.environ['PGPLUMB_BIN']
NEWEST = 18
ONLINE = ['--online-above', '0', '--rewrite-online'] if '--online' in sys.argv else []


class Failure(Exception):
    pass


def header(files, key):
    for file in files:
        found = re.search(rf'^-- {key}: (.*)$', file.read_text(), re.M)
        if found:
            return found.group(1).strip()
    return ''


def takes(files, version):
    lowest, _, highest = header(files, 'servers').partition('-')
    return int(lowest or 0) <= version <= int(highest or 99)


@contextlib.contextmanager
def connected(url):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


class Server:
    """A thread keeps one connection to it, for what is of no database of its own."""

    def __init__(self, version, url):
        self.version, self.url, self.kept = version, url, threading.local()

    def database(self, name):
        return self.url.rsplit('/', 1)[0] + '/' + name

    def cursor(self):
        if not hasattr(self.kept, 'connection'):
            self.kept.connection = psycopg2.connect(self.url)
            self.kept.connection.autocommit = True
        return self.kept.connection.cursor()

    def execute(self, *statements):
        for statement in statements:
            self.cursor().execute(statement)

    def make(self, name):
        self.drop(name)
        self.execute(f'CREATE DATABASE {name} TEMPLATE template0')

    def drop(self, *names):
        """The server drops no database that has a subscription."""
        for name in names:
            cursor = self.cursor()
            cursor.execute('SELECT quote_ident(subname) FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = %s', (name,))
            subscriptions = [row[0] for row in cursor.fetchall()]
            if subscriptions:
                with connected(self.database(name)) as connection:
                    for s in subscriptions:
                        for change in (f'ALTER SUBSCRIPTION {s} DISABLE', f'ALTER SUBSCRIPTION {s} SET (slot_name = NONE)', f'DROP SUBSCRIPTION {s}'):
                            connection.cursor().execute(change)
            self.execute(f'DROP DATABASE IF EXISTS {name} WITH (FORCE)')

    def make_roles(self, roles):
        for role in roles:
            self.execute(f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$")

    def load(self, name, file):
        done = subprocess.run(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', self.database(name), '-f', str(file)],
                              capture_output=True, text=True)
        if done.returncode:
            raise Failure(f'{file} does not load: {done.stderr.strip()[-800:]}\n{pathlib.Path(file).read_text()[:3000]}')

    def facts(self, name):
        with connected(self.database(name)) as connection:
            return facts.facts(connection)


def pgplumb(*arguments, expect=0):
    done = subprocess.run([PGPLUMB, *map(str, arguments)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != expect:
        raise Failure(f'pgplumb {" ".join(map(str, arguments))}: exit {done.returncode}, expected {expect}\n{done.stderr[-2000:]}{done.stdout[:2000]}')
    return done.stdout


def same(server, name, wanted, what):
    found = list(facts.differences(server.facts(name), wanted))
    if found:
        raise Failure(f'{what}:\n    ' + '\n    '.join(found[:10]))


def plan(source, file, expect=0):
    return pgplumb('plan', '--from', source, '--to', file, '--format', 'sql', '--exit-code', '--allow-destructive', '--manage', 'all', *ONLINE, expect=expect)


def check_round_trip(server, names, file, work):
    """The facts of the loaded database."""
    live, copy = names
    plan(server.database(live), file)
    pgplumb('drift', '--database', server.database(live), '--to', file)
    inspected = work / f'{live}.sql'
    inspected.write_text(pgplumb('inspect', server.database(live)))
    server.make(copy)
    server.load(copy, inspected)
    wanted = server.facts(live)
    same(server, copy, wanted, 'what inspect printed makes another database')
    plan(server.database(live), inspected)
    if server.version == NEWEST and re.search('PARTITION|INHERIT|CAST', file.read_text()):
        check_split(server.database(live), work / f'{live}_split')
    return wanted


def check_split(live, folder):
    """In a file per object it is the same schema: files have no order, what is said about partitions and heirs may have one."""
    pgplumb('inspect', live, '--split', folder)
    plan(live, folder)


def check_nothing_to_plan(server, names, file, _):
    """The rest of a round trip has nothing to do with how plans are made. The facts of the loaded database."""
    plan(server.database(names[0]), file)
    return server.facts(names[0])


def check_change(server, live, new_file, wanted, work, old_file=None):
    """The plan is made from the database, or from `old_file`."""
    script = work / f'{live}_plan.sql'
    script.write_text(plan(old_file or server.database(live), new_file, expect=1))
    server.load(live, script)
    same(server, live, wanted, f'after the plan\n{script.read_text()}')
    plan(server.database(live), new_file)


def check(server, case):
    files = [case / 'old.sql', case / 'new.sql']
    if not takes(files, server.version):
        return None
    server.make_roles(header(files, 'roles').split())
    key = re.sub(r'\W', '_', case.name) + f'_{os.getpid()}'
    old, new, copy = (f'{prefix}_{key}'[:60] for prefix in ('old', 'new', 'copy'))
    try:
        with tempfile.TemporaryDirectory(prefix='pgplumb_') as folder:
            work, wanted = pathlib.Path(folder), []
            for name, file in zip((old, new), files):
                server.make(name)
                server.load(name, file)
                wanted.append((check_nothing_to_plan if ONLINE else check_round_trip)(server, (name, copy), file, work))
            facts_old, facts_new = wanted
            check_change(server, old, files[1], facts_new, work)
            check_change(server, new, files[0], facts_old, work)
            if header(files, 'files') and server.version == NEWEST:
                check_change(server, new, files[1], facts_new, work, files[0])
                check_change(server, new, files[0], facts_old, work, files[1])
        return ''
    except Failure as failure:
        return str(failure)
    except Exception:
        return traceback.format_exc()
    finally:
        server.drop(old, new, copy)


def takes_turn(number, server, every):
    others = [14, 15, 16, 18]
    return every or server.version == 17 or server.version == others[number % len(others)]


def main(wanted):
    servers = [Server(v, os.environ[f'PGPLUMB_TEST_SERVER_{v}']) for v in range(14, 19) if f'PGPLUMB_TEST_SERVER_{v}' in os.environ]
    cases = sorted(case for case in CASES.iterdir() if (not wanted or case.name in wanted))
    cases = cases[::int(os.environ.get('PGPLUMB_SAMPLE', '1'))]
    every = wanted or not ONLINE or 'PGPLUMB_SAMPLE' in os.environ
    jobs = [(server, case) for number, case in enumerate(cases) for server in servers if takes_turn(number, server, every)]
    tally = {'passed': 0, 'failed': 0, 'skipped': 0}
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get('PGPLUMB_JOBS', '3'))) as pool:
        for (server, case), why in zip(jobs, pool.map(lambda job: check(*job), jobs)):
            tally['skipped' if why is None else 'failed' if why else 'passed'] += 1
            if why:
                print(f'FAIL {case.name} on {server.version}: {why}\n', flush=True)
    if not servers:
        print('no server: PGPLUMB_TEST_SERVER_14 to _18 are not set')
    print('{passed} passed, {failed} failed, {skipped} skipped'.format(**tally))
    return 1 if tally['failed'] or not tally['passed'] else 0


if __name__ == '__main__':
    sys.exit(main([word for word in sys.argv[1:] if word != '--online']))
