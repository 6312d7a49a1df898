#!/usr/bin/env python3
"""run_cluster.py PROGRAM MODULE...: tests with a cluster, several at a time (most of their time is waiting); the last line counts them.

Every test has a namespace and a database of its own. Without a cluster: 77, and why."""
import concurrent.futures
import os
import sys
import threading
import time
import unittest

WORKERS = int(os.environ.get('PGPLUMB_CLUSTER_WORKERS', '5'))


def cases(suite):
    for test in suite:
        yield from cases(test) if isinstance(test, unittest.TestSuite) else [test]


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.printing = threading.Lock()

    def run(self, test):
        result, started = unittest.TestResult(), time.monotonic()
        test(result)
        with self.printing:
            self.add(test, result, time.monotonic() - started)

    def add(self, test, result, seconds):
        failures = result.failures + result.errors
        self.failed += bool(failures)
        self.skipped += bool(result.skipped and not failures)
        self.passed += not failures and not result.skipped
        verdict = 'FAIL' if failures else f'skipped: {result.skipped[0][1]}' if result.skipped else 'ok'
        print(f'{test.id()} ({seconds:.0f} s) ... {verdict}', flush=True)
        for _, text in failures:
            print(text, flush=True)


def main():
    os.environ['PGPLUMB_BIN'] = os.path.abspath(sys.argv[1])
    sys.path.insert(0, os.path.join(os.environ['PGPLUMB_SOURCE'], 'tests/cli'))
    import cluster
    tests, tally = list(cases(unittest.defaultTestLoader.loadTestsFromNames(sys.argv[2:]))), Tally()
    try:
        with cluster.ready(), concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(tally.run, tests))
    except unittest.SkipTest as reason:
        print(f'0 passed, 0 failed, {len(tests)} skipped: {reason}', flush=True)
        return 77
    print(f'{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped', flush=True)
    return 1 if tally.failed or not tally.passed else 0


if __name__ == '__main__':
    sys.exit(main())
