"""Every extension that comes with a server: what uses it round-trips, each alone and all in one database.

objects/NAME.sql uses the types, operators, operator classes and functions of the extension NAME. For every extension that a server has: the file
(CREATE EXTENSION and its objects) equals the database that it makes, and what inspect prints makes the same database. In the
database of all extensions each has a schema of its own. An extension that the server itself cannot create is skipped and printed.

usage: run.py [--each]      each extension alone on every server, instead of on one of them
environment: PGPLUMB_BIN, PGPLUMB_TEST_SERVER_14 to _18
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

import psycopg2

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'differential'))

import run as differential


def available(server):
    connection = psycopg2.connect(server.url)
    cursor = connection.cursor()
    cursor.execute('SELECT name FROM pg_available_extensions ORDER BY name')
    names = [name for name, in cursor.fetchall()]
    connection.close()
    return names


def creatable(server, database, name):
    """Its libraries may be missing: that is the server's, and no test of ours."""
    connection = psycopg2.connect(server.database(database))
    try:
        connection.cursor().execute(f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE')
        connection.commit()
        return True
    except psycopg2.Error as error:
        print(f"SKIP {name} on {server.version}: {str(error).splitlines()[0].split(': ', 1)[-1]}")
        return False
    finally:
        connection.close()


def objects(server, name):
    file = HERE / 'objects' / f'{name}.sql'
    return file.read_text() if file.exists() and differential.takes([file], server.version) else ''


def alone(server, name):
    return f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE;\n{objects(server, name)}'


def together(server, names):
    """Extensions in public, and what uses each of them in a schema of its own."""
    lines = [f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE;' for name in names]
    for name in names:
        lines += [f'CREATE SCHEMA "use_{name}";', f'SET search_path = "use_{name}", public;', objects(server, name)]
    return '\n'.join(lines)


def check(server, key, text):
    live, copy = f'contrib_{key}_{os.getpid()}', f'contrib_{key}_copy_{os.getpid()}'
    live, copy = (name.replace('-', '_') for name in (live, copy))
    with tempfile.TemporaryDirectory(prefix='pgplumb_') as folder:
        file = pathlib.Path(folder) / 'schema.sql'
        file.write_text(text)
        try:
            server.make(live)
            server.load(live, file)
            differential.check_round_trip(server, (live, copy), file, pathlib.Path(folder))
            return ''
        except differential.Failure as failure:
            return str(failure)
        finally:
            server.drop(live, copy)


def jobs(server, each):
    scratch = f'contrib_scratch_{os.getpid()}'
    server.make(scratch)
    try:
        names = [name for name in available(server) if creatable(server, scratch, name)]
    finally:
        server.drop(scratch)
    yield server, 'all', together(server, names)
    for name in names if each else names[server.version % 5::5]:
        yield server, name, alone(server, name)


def main(each):
    servers = [differential.Server(v, os.environ[f'PGPLUMB_TEST_SERVER_{v}']) for v in range(14, 19) if f'PGPLUMB_TEST_SERVER_{v}' in os.environ]
    work = [job for server in servers for job in jobs(server, each)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get('PGPLUMB_JOBS', '3'))) as pool:
        for (server, key, _), why in zip(work, pool.map(lambda job: check(*job), work)):
            failed += bool(why)
            if why:
                print(f'FAIL {key} on {server.version}: {why}\n', flush=True)
    print(f'{len(work) - failed} passed, {failed} failed')
    return 1 if failed or not work else 0


if __name__ == '__main__':
    sys.exit(main('--each' in sys.argv))
