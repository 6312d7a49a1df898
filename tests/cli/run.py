#!/usr/bin/env python3
"""run.py PROGRAM MODULE...: runs the tests of the modules beside this file against the program; the last line counts them."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)


def main():
    os.environ['PGPLUMB_BIN'] = os.path.abspath(sys.argv[1])
    suite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[2:])
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    failed, skipped = len(result.failures) + len(result.errors), len(result.skipped)
    if skipped and not result.testsRun:  # whole classes: what they need is not on this machine
        print(f'0 passed, 0 failed, {skipped} skipped: {result.skipped[0][1]}', flush=True)
        return 77
    print(f'{result.testsRun - failed - skipped} passed, {failed} failed, {skipped} skipped', flush=True)
    return 1 if failed or result.testsRun == skipped else 0


if __name__ == '__main__':
    sys.exit(main())
