"""The corpus: real schemas and real migrations of other projects, judged by a server (PGPLUMB_CORPUS, PGPLUMB_JUDGE).

    schemas   every schema round-trips on every server that loads it; what inspect prints loads and equals
    history   every migration, both ways: the whole of it on one server, every fifth case on the others
    pairs     the cases that other tools test themselves with, both ways: all of them on one server, every 40th on the others

A case of a kind that is a later issue may end in exit 7 when refused.txt lists it; what no plan can do is in unattainable.txt,
known defects are in open.txt. All of these are counted as skipped and printed.
usage: run.py schemas|history|pairs
"""
import collections
import fnmatch
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
PGPLUMB = os.environ['PGPLUMB_BIN']
PLAN = f'{PGPLUMB} plan --from {{live}} --to {{desired}} --format sql --allow-destructive --manage all'
# The server that takes all cases, and which part of them the others take.
WHOLE = 17
ELSEWHERE = {'schemas': 1, 'history': 5, 'pairs': 40}


def judge(server, cases):
    with tempfile.NamedTemporaryFile('r', suffix='.jsonl') as out:
        subprocess.run([os.environ.get('PGPLUMB_PYTHON', sys.executable), str(pathlib.Path(os.environ['PGPLUMB_JUDGE'], 'judge.py')), '--server', server,
                        '--plan', PLAN, '--both-ways', '--jobs', os.environ.get('PGPLUMB_JOBS', '3'), '--show', '0', '--out', out.name, *cases],
                       stdout=subprocess.DEVNULL)
        return [json.loads(line) for line in out]


def listed(file):
    lines = (line.split('#')[0].split() for line in (HERE / file).read_text().splitlines())
    return [line for line in lines if line]


def is_excused(result, case):
    if result['verdict'] == 'bad-case':
        return True
    if result['verdict'] == 'refused':
        return any(fnmatch.fnmatch(case, pattern) for pattern, in listed('refused.txt'))
    return [case, result['way'], result['verdict']] in listed('unattainable.txt') + listed('open.txt')


def select(kind, version):
    folders = sorted(str(p.parent) for p in pathlib.Path(os.environ['PGPLUMB_CORPUS'], kind).rglob('*.sql') if p.name in ('schema.sql', 'new.sql'))
    step = 1 if version == WHOLE else ELSEWHERE[kind]
    return folders[::step * int(os.environ.get('PGPLUMB_SAMPLE', '1'))]


def main(kind):
    if 'PGPLUMB_CORPUS' not in os.environ or 'PGPLUMB_JUDGE' not in os.environ:
        print('PGPLUMB_CORPUS or PGPLUMB_JUDGE is not set: no corpus to test with\n0 passed, 0 failed, 1 skipped')
        return 77
    tally = collections.Counter()
    for version in range(14, 19):
        server = os.environ.get(f'PGPLUMB_TEST_SERVER_{version}')
        for result in judge(server, select(kind, version)) if server else []:
            case = str(pathlib.Path(result['case']).relative_to(os.environ['PGPLUMB_CORPUS']))
            if result['verdict'] == 'pass':
                tally['passed'] += 1
            elif is_excused(result, case):
                tally['skipped'] += 1
                print(f"SKIP {case} {result['way']} on {version}: {result['verdict']}", flush=True)
            else:
                tally['failed'] += 1
                print(f"FAIL {case} {result['way']} on {version}: {result['verdict']}: {str(result.get('why'))[:600]}", flush=True)
    print(f"{tally['passed']} passed, {tally['failed']} failed, {tally['skipped']} skipped")
    return 1 if tally['failed'] or not tally['passed'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
