#!/usr/bin/env python3
"""tally.py [--passed N] [--failed NAME]... [--skipped NAME]... TESTLOG...: what meson's testlog.json files say, as one closing line.

A test program that counts its own tests (cmocka, TAP, or a line "N passed, N failed[, N skipped]") counts as that many; any other as
one. A log that is missing, or in which no test ran, is a failure. Ends with 1 when anything failed or nothing passed.
"""
import argparse
import json
import re
import sys

CLOSING = re.compile(r'^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$', re.M)
CMOCKA = re.compile(r'^\[ +(PASSED|FAILED|SKIPPED) +\] (?:.*: )?(\d+) test\(s\)', re.M)
REASON = re.compile(r'^0 passed, 0 failed, \d+ skipped: (.*)$', re.M)
TAP_PLAN = re.compile(r'^1\.\.\d+', re.M)
TAP = re.compile(r'^(not )?ok\b(.*)$', re.M)


def count(test):
    """(passed, failed, skipped) of one line of the log."""
    result, output = test['result'], test.get('stdout', '') + test.get('stderr', '')
    passed = failed = skipped = 0
    if CLOSING.search(output):
        for found in CLOSING.findall(output):
            passed, failed, skipped = passed + int(found[0]), failed + int(found[1]), skipped + int(found[2] or 0)
    elif CMOCKA.search(output):
        for verdict, number in CMOCKA.findall(output):
            passed += int(number) * (verdict == 'PASSED')
            failed += int(number) * (verdict == 'FAILED')
            skipped += int(number) * (verdict == 'SKIPPED')
    elif TAP_PLAN.search(output):
        for bad, rest in TAP.findall(output):
            skip = re.search(r'# *skip', rest, re.I)
            skipped, failed, passed = skipped + bool(skip), failed + bool(bad and not skip), passed + (not bad and not skip)
    if result == 'SKIP':
        return passed, failed, max(skipped, 1)
    if result not in ('OK', 'EXPECTEDFAIL'):
        return passed, max(failed, 1), skipped
    return (passed, failed, skipped) if passed + failed + skipped else (1, 0, 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--passed', type=int, default=0, help='checks outside meson that passed')
    parser.add_argument('--failed', action='append', default=[], help='one that failed')
    parser.add_argument('--skipped', action='append', default=[], help='one that could not run')
    parser.add_argument('logs', nargs='*')
    options = parser.parse_args()
    failures = list(options.failed)
    passed, failed, skipped = options.passed, len(options.failed), len(options.skipped)
    for name in options.logs:
        try:
            with open(name, errors='replace') as log:
                tests = [json.loads(line) for line in log if line.strip()]
        except FileNotFoundError:
            tests = []
        if not tests:
            failures.append(f'{name}: no test ran')
            failed += 1
        for test in tests:
            counts = count(test)
            passed, failed, skipped = passed + counts[0], failed + counts[1], skipped + counts[2]
            if counts[1]:
                failures.append(f"{test['name']} ({test['result']}; {name})")
            if test['result'] == 'SKIP' and (reason := REASON.search(test.get('stdout', ''))):
                print(f"skipped: {test['name']}: {reason[1]}")
    for name in options.skipped:
        print('skipped:', name)
    for name in failures:
        print('failed:', name)
    print(f'{passed} passed, {failed} failed, {skipped} skipped', flush=True)
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
