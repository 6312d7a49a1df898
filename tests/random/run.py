"""Random schemas and random changes of them, judged by PostgreSQL servers (pair.py).

A seed makes an old and a new schema; statements that the server refuses are left out. Seeds take turns with the servers and the manners
of planning. A failure is shrunk to few changes and few statements and printed with its seed.
Of many seeds those that open.txt names are left out, and counted as skipped.

usage: run.py [--seed N] [--count N] [--seconds N] [--server MAJOR]... [--jobs N] [--rarer] [--no-shrink] [--keep FOLDER]
environment: PGPLUMB_BIN, PGPLUMB_TEST_SERVER_14 to _18
"""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import sys
import threading
import time

from pair import MANNERS, differential, judge, manner_of, signature, taken
from schema import ROLES, both
from shrink import shrink

SHRINKING_SECONDS = 240


def open_seeds():
    lines = (pathlib.Path(__file__).parent / 'open.txt').read_text().splitlines()
    return dict((int(seed), why) for seed, why in (line.split(maxsplit=1) for line in lines if not line.startswith('#')))


def own_number():
    return f'{os.getpid()}_{threading.get_native_id()}'


def shrunk(server, seed, manner, rarer, verdict):
    wanted = signature(verdict)

    def fails(old, new):
        found = judge(server, (old, new), manner, own_number(), (verdict[0],) if verdict[0] != 'loading' else ())
        return found is not None and signature(found) == wanted

    return shrink(lambda unchanged: both(seed, server.version, unchanged, rarer), fails, time.monotonic() + SHRINKING_SECONDS)


def keep(folder, seed, server, sides, verdict):
    folder = pathlib.Path(folder) / f'{seed}_{server.version}'
    folder.mkdir(parents=True, exist_ok=True)
    for side, statements in zip(('old', 'new'), sides):
        (folder / f'{side}.sql').write_text('\n'.join(statements) + '\n')
    (folder / 'verdict').write_text('\n'.join(verdict) + '\n')


def run(server, seed, manner, options):
    """'' or what is to be said about a failure."""
    sides = both(seed, server.version, rarer=options.rarer)[:2]
    verdict = judge(server, sides, manner, own_number())
    if not verdict:
        return ''
    said = f'FAIL seed {seed} on {server.version} ({manner}): '
    if not options.no_shrink:
        sides = shrunk(server, seed, manner, options.rarer, verdict)
        verdict = judge(server, sides, manner, own_number(), (verdict[0],)) or verdict
    if options.keep:
        keep(options.keep, seed, server, [taken(server, side, own_number()) for side in sides], verdict)
    if options.no_shrink:
        return f"{said}{' '.join(signature(verdict))}"
    texts = [f'-- {side}.sql\n' + '\n'.join(statements) for side, statements in zip(('old', 'new'), sides)]
    return '\n'.join([f'{said}{verdict[0]}: {verdict[1]}', *texts, ''])


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--count', type=int, default=100)
    parser.add_argument('--seconds', type=int, default=10 ** 6, help='start no pair after so many')
    parser.add_argument('--server', type=int, action='append', help='default: all that there are, in turns')
    parser.add_argument('--manner', choices=MANNERS, help='default: all, in turns')
    parser.add_argument('--jobs', type=int, default=int(os.environ.get('PGPLUMB_JOBS', '3')))
    parser.add_argument('--rarer', action='store_true', help='with what is rare in schemas, too')
    parser.add_argument('--no-shrink', action='store_true')
    parser.add_argument('--keep', help='write failures here')
    return parser.parse_args()


def main():
    options = arguments()
    versions = options.server or [v for v in range(14, 19) if f'PGPLUMB_TEST_SERVER_{v}' in os.environ]
    servers = [differential.Server(v, os.environ[f'PGPLUMB_TEST_SERVER_{v}']) for v in versions]
    for server in servers:
        server.make_roles(ROLES)
        server.execute(*(f'ALTER ROLE {role} SUPERUSER' for role in ROLES))  # what they own must work, whatever is revoked
    deadline, tally = time.monotonic() + options.seconds, collections.Counter()
    known = open_seeds() if options.count > 1 else {}

    def one(seed):
        if seed in known:
            return f'SKIP seed {seed}: {known[seed]}'
        if time.monotonic() > deadline:
            return None
        server = servers[seed % len(servers)]
        return run(server, seed, options.manner or manner_of(seed, server.version), options)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for said in pool.map(one, range(options.seed, options.seed + options.count)):
            if said is None:
                continue
            tally['skipped' if said.startswith('SKIP') else 'failed' if said else 'passed'] += 1
            if said:
                print(said, flush=True)
    print(f"{tally['passed']} passed, {tally['failed']} failed, {tally['skipped']} skipped")
    return 1 if tally['failed'] or not tally['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
