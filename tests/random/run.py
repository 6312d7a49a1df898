"""Random schemas and random changes of them, judged by a PostgreSQL server as the differential tests are.

A seed makes an old and a new schema. Statements that the server refuses are left out. The file of the old one must read as the
loaded database and survive inspect; the plan from one to the other, both ways, must make the database that the other file makes, leave
nothing to plan, and recreate no table or column that both have.
A failure is shrunk to few changes and few statements and printed with its seed.

known.txt lists the seeds that are known to fail, and why (docs/LIMITS.md, "Known defects"): they count as skipped, and one that
passes has to leave the list.

usage: run.py [--seed N] [--count N] [--seconds N] [--server MAJOR] [--known] [--no-shrink] [--keep FOLDER]
environment: PGPLUMB_BIN, PGPLUMB_TEST_SERVER_14 to _18
"""
import argparse
import collections
import os
import pathlib
import re
import sys
import tempfile
import time

import psycopg2

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'differential'))

import facts
import run as differential
from choices import Choices
from schema import ROLES, generate

RATES = (0.01, 0.03, 0.1, 0.3, 1)
SHRINKING_SECONDS = 240
IDENTITIES = """SELECT c.oid::regclass::text, c.oid, NULL, concat(c.relkind, CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND {user}
    UNION ALL SELECT concat(c.oid::regclass, '.', a.attname), c.oid, a.attnum, c.relkind::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND a.attgenerated = '' AND NOT a.attisdropped AND {user}"""


def connect(server, database):
    connection = psycopg2.connect(server.database(database))
    connection.autocommit = True
    return connection


def load(server, database, statements):
    """Those of the statements that the server takes."""
    server.make(database)
    connection, taken = connect(server, database), []
    for statement in statements:
        try:
            connection.cursor().execute(statement)
            taken.append(statement)
        except psycopg2.Error:
            pass
    connection.close()
    return taken


def identities(server, database):
    """Tables and columns that hold data, with what cannot change without making them again."""
    connection = connect(server, database)
    cursor = connection.cursor()
    cursor.execute("SET search_path = ''")
    cursor.execute(IDENTITIES.format(user=facts.USER))
    found = {name: ((table, column), nature) for name, table, column, nature in cursor.fetchall()}
    connection.close()
    return found


def check_survival(before, after):
    for name, (identity, nature) in before.items():
        if name in after and after[name][1] == nature and after[name][0] != identity:
            raise differential.Failure(f'{name} was made again')


def loosely(found):
    """The server does not always read back what it prints: casts of an array move into its elements."""
    return {key: re.sub(r'::[\w" .]+(\([\d,]+\))?(\[\])*|[()]', '', text or '') for key, text in found.items()}


def check_round_trip(server, names, file, work):
    live, copy = names
    differential.plan(server, live, file)
    inspected = work / 'inspected.sql'
    inspected.write_text(differential.pgplumb('inspect', server.database(live)))
    server.make(copy)
    server.load(copy, inspected)
    found = list(facts.differences(loosely(server.facts(copy)), loosely(server.facts(live))))
    if found:
        raise differential.Failure('what inspect printed makes another database:\n    ' + '\n    '.join(found[:10]))
    differential.plan(server, live, inspected)


def check_change(server, live, file, wanted, work):
    """Like the differential tests', for a pair that may have nothing to change."""
    before = identities(server, live)
    if any(facts.differences(server.facts(live), wanted)):
        differential.check_change(server, live, file, wanted, work)
        check_survival(before, identities(server, live))
    else:
        differential.plan(server, live, file)


def judge(server, old, new):
    """None, or the stage that failed and why."""
    names = [f'random_{side}_{os.getpid()}' for side in ('old', 'new', 'copy')]
    stage = 'loading'
    try:
        with tempfile.TemporaryDirectory(prefix='pgplumb_') as folder:
            work = pathlib.Path(folder)
            files = [work / 'old.sql', work / 'new.sql']
            for name, file, statements in zip(names, files, (old, new)):
                file.write_text('\n'.join(load(server, name, statements)) + '\n')
            old_facts, new_facts = server.facts(names[0]), server.facts(names[1])
            stage = 'round trip'
            check_round_trip(server, (names[0], names[2]), files[0], work)
            stage = 'change'
            check_change(server, names[0], files[1], new_facts, work)
            stage = 'change back'
            check_change(server, names[1], files[0], old_facts, work)
    except differential.Failure as failure:
        return stage, str(failure)
    finally:
        server.drop(*names)
    return None


def fewer(items, fails, deadline):
    """A small part of the items that still fails (delta debugging)."""
    items, size = list(items), max(1, len(items) // 2)
    while items and time.monotonic() < deadline:
        start, before = 0, len(items)
        while start < len(items) and time.monotonic() < deadline:
            rest = items[:start] + items[start + size:]
            if fails(rest):
                items = rest
            else:
                start += size
        if size == 1 and len(items) == before:
            break
        size = max(1, size // 2)
    return items


def pair(seed, unchanged=()):
    rate = Choices(seed).fixed('rate', RATES)
    choices = Choices(seed, rate, unchanged)
    return generate(Choices(seed)), generate(choices), choices.changed


def shrink(server, seed, stage):
    deadline = time.monotonic() + SHRINKING_SECONDS
    old, new, changed = pair(seed)

    def fails(before, after):
        verdict = judge(server, before, after)
        return verdict is not None and verdict[0] == stage

    if stage != 'round trip':
        everything = sorted(changed)
        kept = fewer(everything, lambda keys: fails(*pair(seed, set(everything) - set(keys))[:2]), deadline)
        old, new, _ = pair(seed, set(everything) - set(kept))
    else:
        new = old
    statements = list(dict.fromkeys(old + new))

    def within(kept):
        return [s for s in old if s in kept], [s for s in new if s in kept]

    return within(set(fewer(statements, lambda some: fails(*within(set(some))), deadline)))


def report(server, seed, verdict, options):
    if options.no_shrink:
        print(f'FAIL seed {seed} on {server.version}: {verdict[0]}: {verdict[1]}\n', flush=True)
        return
    old, new = shrink(server, seed, verdict[0])
    verdict = judge(server, old, new) or verdict
    print(f'FAIL seed {seed} on {server.version}: {verdict[0]}: {verdict[1]}')
    for side, statements in (('old', old), ('new', new)):
        print(f'-- {side}.sql', *statements, '', sep='\n', flush=True)
        if options.keep:
            folder = pathlib.Path(options.keep) / f'random_{seed}'
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f'{side}.sql').write_text('\n'.join(statements) + '\n')


def known(version):
    """Seeds whose failure on a server of this version has a known cause."""
    lines = (HERE / 'known.txt').read_text().splitlines()
    return {int(seed) for seed, on in (line.split()[:2] for line in lines if line and line[0] != '#') if int(on) == version}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--count', type=int, default=100)
    parser.add_argument('--seconds', type=int, default=10 ** 6, help='start no pair after so many')
    parser.add_argument('--server', type=int, default=17)
    parser.add_argument('--no-shrink', action='store_true')
    parser.add_argument('--known', action='store_true', help='judge the known ones like the others')
    parser.add_argument('--keep', help='write shrunk failures here')
    options = parser.parse_args()
    server = differential.Server(options.server, os.environ[f'PGPLUMB_TEST_SERVER_{options.server}'])
    server.make_roles(ROLES)
    deadline, tally, expected = time.monotonic() + options.seconds, collections.Counter(), known(options.server)
    for seed in range(options.seed, options.seed + options.count):
        if time.monotonic() > deadline:
            break
        verdict = judge(server, *pair(seed)[:2])
        if verdict and seed in expected and not options.known:
            tally['skipped'] += 1
            continue
        tally['failed' if verdict or seed in expected and not options.known else 'passed'] += 1
        if verdict:
            report(server, seed, verdict, options)
        elif seed in expected and not options.known:
            print(f'seed {seed} passes on {server.version}: it does not belong in known.txt')
    print(f"{tally['passed']} passed, {tally['failed']} failed, {tally['skipped']} skipped")
    return 1 if tally['failed'] or not tally['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
