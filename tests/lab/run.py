"""The lab: the lock, the rewrite, the scan and the index builds that the analyzer claims of a statement are those that a server shows.

A case is a line of a file: name | columns of table lab.t | set-up | the statement. Each is set up on every server; the analyzer reads
that database and says what the statement will do; then the server runs it in a transaction that is rolled back, and pg_locks,
relfilenodes, its DEBUG1 messages and its statistics say what it did. A set-up starting with "servers: 15-" limits the versions.

usage: run.py CLAIMS [NAME-PART]...     environment: PGPLUMB_TEST_SERVER_14 to _18, PGPLUMB_LAB (the whole lab, when it is there)
"""
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

import psycopg2

CLAIMS = sys.argv[1]
HERE = pathlib.Path(__file__).parent
MODES = ['-', 'AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock', 'ShareLock',
         'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock']
FLAGS = ('rewritten', 'scanned', 'built', 'dropped')
Effect = collections.namedtuple('Effect', ('lock',) + FLAGS)
Case = collections.namedtuple('Case', 'name columns setup statement')


def cases():
    files = [HERE / 'cases.txt']
    if os.environ.get('PGPLUMB_LAB'):
        files.append(pathlib.Path(os.environ['PGPLUMB_LAB']) / 'cases.txt')
    for file in files:
        for line in file.read_text().splitlines():
            if line and not line.startswith('#'):
                yield Case(*line.split('|', 3))


# Some rows of whatever type the first column has, so that there is something to rewrite and to scan.
FILL = """DO $$ DECLARE a text; v text; BEGIN
 SELECT quote_ident(attname) INTO a FROM pg_attribute WHERE attrelid = 'lab.t'::regclass AND attnum = 1;
 FOREACH v IN ARRAY ARRAY['1', '2020-01-01', '10.0.0.0/8', '[1]', 'a', '01:00', '{x}'] LOOP
  BEGIN EXECUTE format('INSERT INTO lab.t (%s) VALUES (%L)', a, v); EXCEPTION WHEN others THEN NULL; END;
 END LOOP; END $$"""
# Rows that the statement could not digest.
UNFIT = [(r'UNIQUE|PRIMARY|EXCLUDE', 'DELETE FROM t WHERE ctid NOT IN (SELECT min(ctid) FROM t GROUP BY c)'),
         (r'enum', "DELETE FROM t WHERE c NOT IN ('a', 'b')"), (r'jsonb', "DELETE FROM t WHERE c::text <> '[1]'")]

RELATIONS = """SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname), CASE WHEN c.relkind <> 'S' THEN pg_relation_filenode(c.oid) END
 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname LIKE 'lab%' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')"""
INDEXES = """SELECT i.indrelid, i.indexrelid, pg_relation_filenode(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname LIKE 'lab%' AND c.relkind = 'i'"""
LOCKS = """SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IS NOT NULL AND mode <> 'AccessShareLock'"""
FOREIGN = """SELECT c.conrelid FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE c.conname = %s AND t.relkind = 'r'"""
SCANNED = "SELECT relid FROM pg_stat_xact_user_tables WHERE seq_scan > 0"


class Server:
    def __init__(self, version, url):
        self.version, self.url = version, url
        self.name = f'pgplumb_lab_{os.getpid()}'

    def database(self):
        return self.url.rsplit('/', 1)[0] + '/' + self.name

    def administer(self, *statements):
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        for statement in statements:
            connection.cursor().execute(statement)
        connection.close()

    def __enter__(self):
        self.administer(f'DROP DATABASE IF EXISTS {self.name} WITH (FORCE)', f'CREATE DATABASE {self.name} TEMPLATE template0')
        return self

    def __exit__(self, *_):
        self.administer(f'DROP DATABASE IF EXISTS {self.name} WITH (FORCE)')


def rows(cursor, query, *arguments):
    cursor.execute(query, arguments or None)
    return cursor.fetchall()


def set_up(server, case):
    """A connection to the database as it is before the statement; None when this server's syntax is too old for the set-up."""
    connection = psycopg2.connect(server.database())
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute('DROP SCHEMA IF EXISTS lab CASCADE; DROP SCHEMA IF EXISTS lab2 CASCADE; CREATE SCHEMA lab;'
                   'SET search_path = lab; SET client_min_messages = warning')
    try:
        cursor.execute(f'CREATE TABLE t ({case.columns})')
        cursor.execute(FILL)
        for part, statement in UNFIT:
            if re.search(part, case.name):
                cursor.execute(statement)
        if case.setup:
            cursor.execute(case.setup)
    except psycopg2.Error as error:
        connection.close()
        if error.pgcode == '42601':
            return None
        raise
    return connection


def claimed(server, cursor, case):
    relations = {name for _, name, _ in rows(cursor, RELATIONS)}  # locks of indexes alone are not compared
    zone = rows(cursor, 'SHOW timezone')[0][0]
    done = subprocess.run([CLAIMS, server.database(), 'lab', zone, case.statement], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f'claims ends with {done.returncode}: {done.stderr}')
    effects = {}
    for line in done.stdout.splitlines():
        what, *words = line.split('\t')
        if what == 'effect' and words[0] in relations and words[1] not in ('-', 'AccessShareLock'):
            effects[words[0]] = Effect(words[1], *(flag in words[2:] for flag in FLAGS))
        if what == 'end' and words:
            raise RuntimeError('no rule knows the statement')
    return effects


def filenodes(cursor):
    nodes = collections.defaultdict(set)
    for table, _, node in rows(cursor, INDEXES):
        nodes[table].add(node)
    return nodes


def scans(cursor, case, notices, locks):
    """The tables that the server read to verify something."""
    found = set()
    for relation in re.findall(r'(?:verifying|rewriting) table "(.*)"', notices):
        found.update(oid for oid, in rows(cursor, 'SELECT to_regclass(%s)::oid', f'"{relation}"'))
    for constraint in re.findall(r'validating foreign key constraint "(.*)"', notices):
        found.update(oid for oid, in rows(cursor, FOREIGN, constraint))
    # Of what is read for a domain or a new partition DEBUG1 says nothing; what a foreign key's query reads beside it holds nobody up.
    quiet = {'alter domain': 'ShareLock', 'create table': 'AccessExclusiveLock'}.get(' '.join(case.statement.lower().split()[:2]))
    found.update(oid for oid, in rows(cursor, SCANNED) if quiet and locks[oid] == quiet)
    return found


def observed(connection, case):
    """What the statement does, by relation; None when the server refuses it."""
    connection.autocommit = False
    cursor = connection.cursor()
    relations = rows(cursor, RELATIONS)
    before = filenodes(cursor)
    cursor.execute('SET LOCAL client_min_messages = debug1')
    connection.notices.clear()
    try:
        cursor.execute(case.statement)
    except psycopg2.Error as error:
        connection.rollback()
        return None, str(error).splitlines()[0]
    notices = ''.join(connection.notices)
    cursor.execute('SET LOCAL client_min_messages = warning')
    locks = collections.defaultdict(lambda: '-')
    for relation, mode in rows(cursor, LOCKS):
        locks[relation] = max(locks[relation], mode, key=MODES.index)
    after, read = filenodes(cursor), scans(cursor, case, notices, locks)
    nodes = {oid: node for oid, _, node in rows(cursor, RELATIONS)}
    effects = {}
    for oid, name, node in relations:
        rewritten = oid in nodes and nodes[oid] != node
        effect = Effect(locks[oid], rewritten, oid in read or rewritten, oid in nodes and bool(after[oid] - before[oid]),
                        oid in nodes and len(after[oid]) < len(before[oid]))
        if effect.lock != '-' and not (node is None and effect.lock == 'RowExclusiveLock'):  # nextval()
            effects[name] = effect
    connection.rollback()
    return effects, None


def normal(effects):
    """A table that is rewritten is read; indexes of one that is dropped are not its own concern."""
    return {name: effect._replace(scanned=effect.scanned or effect.rewritten) for name, effect in effects.items()}


def check(server, case):
    connection = set_up(server, case)
    if connection is None:
        return 'refused', None
    try:
        claims = claimed(server, connection.cursor(), case)
        seen, refusal = observed(connection, case)
    finally:
        connection.close()
    if seen is None:
        return 'refused', refusal
    claims = normal(claims)
    if claims == seen:
        return 'equal', None
    lines = [f'{name}: claimed {claims.get(name)}\n      observed {seen.get(name)}'
             for name in sorted(set(claims) | set(seen)) if claims.get(name) != seen.get(name)]
    return 'different', '\n    '.join(lines)


def check_all(server, wanted):
    results = collections.Counter()
    failures = []
    with server:
        for case in wanted:
            try:
                verdict, detail = check(server, case)
            except Exception as error:  # one case's trouble does not hide the others
                verdict, detail = 'different', f'{type(error).__name__}: {error}'
            results[verdict] += 1
            if verdict == 'different':
                failures.append(f'{server.version} {case.name}\n    {case.statement}\n    {detail}')
    return server.version, results, failures


def main():
    parts = sys.argv[2:]
    wanted = [case for case in cases() if not parts or any(part in case.name for part in parts)]
    servers = [Server(int(key[-2:]), url) for key, url in sorted(os.environ.items()) if re.fullmatch(r'PGPLUMB_TEST_SERVER_\d\d', key)]
    passed = failed = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for version, results, failures in pool.map(lambda server: check_all(server, wanted), servers):
            print(f"PostgreSQL {version}: {results['equal']} claims equal what the server shows, {results['different']} do not, "
                  f"{results['refused']} statements the server refuses")
            for failure in failures:
                print('  FAILED', failure)
            passed += results['equal'] + results['refused']
            failed += results['different']
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
