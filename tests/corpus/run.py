"""The corpus: real schemas and real migrations of other projects, judged by a server (PGPLUMB_CORPUS, PGPLUMB_JUDGE).

    schemas   every schema round-trips on every server that loads it; what inspect prints loads and equals
    history   every migration, both ways: the whole of it on one server, every fifth case on the others

A case of a kind that is a later issue may end in exit 7; it is counted as skipped and must be of those listed in refused.txt.
usage: run.py schemas|history
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
PGPLUMB = os.environ['PGPLUMB_BIN']
PLAN = f'{PGPLUMB} plan --from {{live}} --to {{desired}} --format sql --allow-destructive --manage all'
WHOLE = 17


def judge(server, cases):
    with tempfile.NamedTemporaryFile('r', suffix='.jsonl') as out:
        subprocess.run([os.environ.get('PGPLUMB_PYTHON', sys.executable), str(pathlib.Path(os.environ['PGPLUMB_JUDGE'], 'judge.py')), '--server', server,
                        '--plan', PLAN, '--both-ways', '--jobs', os.environ.get('PGPLUMB_JOBS', '3'), '--show', '0', '--out', out.name, *cases],
                       stdout=subprocess.DEVNULL)
        return [json.loads(line) for line in out]


def may_be_refused():
    return {line.split('#')[0].strip() for line in (HERE / 'refused.txt').read_text().splitlines()} - {''}


def select(kind, version):
    folders = sorted(str(p.parent) for p in pathlib.Path(os.environ['PGPLUMB_CORPUS'], kind).rglob('*.sql') if p.name in ('schema.sql', 'new.sql'))
    step = 1 if kind == 'schemas' or version == WHOLE else 5
    sample = int(os.environ.get('PGPLUMB_SAMPLE', '1'))
    return folders[::step * sample]


def main(kind):
    if 'PGPLUMB_CORPUS' not in os.environ or 'PGPLUMB_JUDGE' not in os.environ:
        print('PGPLUMB_CORPUS or PGPLUMB_JUDGE is not set: no corpus to test with\n0 passed, 0 failed, 1 skipped')
        return 77
    tally, refusable = collections.Counter(), may_be_refused()
    for version in range(14, 19):
        server = os.environ.get(f'PGPLUMB_TEST_SERVER_{version}')
        for result in judge(server, select(kind, version)) if server else []:
            case = str(pathlib.Path(result['case']).relative_to(os.environ['PGPLUMB_CORPUS']))
            if result['verdict'] == 'pass':
                tally['passed'] += 1
            elif result['verdict'] == 'bad-case' or (result['verdict'] == 'refused' and case in refusable):
                tally['skipped'] += 1
            else:
                tally['failed'] += 1
                print(f"FAIL {case} {result['way']} on {version}: {result['verdict']}: {str(result.get('why'))[:600]}", flush=True)
    print(f"{tally['passed']} passed, {tally['failed']} failed, {tally['skipped']} skipped")
    return 1 if tally['failed'] or not tally['passed'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
