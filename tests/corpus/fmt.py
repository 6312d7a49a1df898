"""pgplumb fmt over the corpus (PGPLUMB_CORPUS): what it writes is formatted, and nothing separates it from what it was made of.

usage: fmt.py [CASE]...      every schema, and every tenth of the other cases
"""
import collections
import os
import pathlib
import subprocess
import sys
import tempfile

PGPLUMB = os.environ['PGPLUMB_BIN']


def pgplumb(*words):
    return subprocess.run([PGPLUMB, *words], capture_output=True, text=True, timeout=300)


def check(file, work):
    """What is wrong; '' when nothing is, None when this build's grammar cannot read the file."""
    copy = work / file.name
    copy.write_bytes(file.read_bytes())
    done = pgplumb('fmt', str(copy))
    if done.returncode:
        same = copy.read_bytes() == file.read_bytes()
        return None if same and 'needs the grammar' in done.stderr else done.stderr or 'refused, and changed'
    done = pgplumb('fmt', '--check', str(copy))
    if done.returncode:
        return 'formatting it again changes it' + done.stderr
    done = pgplumb('plan', '--from', str(file), '--to', str(copy), '--manage', 'all', '--exit-code')
    if done.returncode in (2, 7) and str(file) in done.stderr:
        return ''  # the model has no place for it, formatted or not
    return '' if done.returncode == 0 else 'the plan is not empty: ' + done.stdout[:600] + done.stderr[:600]


def files(words):
    if words:
        return [pathlib.Path(word) for word in words]
    corpus = pathlib.Path(os.environ['PGPLUMB_CORPUS'])
    others = sorted(file for kind in ('history', 'pairs') for file in (corpus / kind).rglob('new.sql'))
    return sorted((corpus / 'schemas').rglob('*.sql')) + others[::10 * int(os.environ.get('PGPLUMB_SAMPLE', '1'))]


def main(words):
    if 'PGPLUMB_CORPUS' not in os.environ and not words:
        print('PGPLUMB_CORPUS is not set: no corpus to test with\n0 passed, 0 failed, 1 skipped')
        return 77
    tally = collections.Counter()
    with tempfile.TemporaryDirectory() as work:
        for file in files(words):
            wrong = check(file, pathlib.Path(work))
            verdict = 'skipped' if wrong is None else 'failed' if wrong else 'passed'
            tally[verdict] += 1
            if verdict != 'passed':
                print(f'{verdict} {file}: {wrong or "a newer grammar is needed"}', flush=True)
    print(f"{tally['passed']} passed, {tally['failed']} failed, {tally['skipped']} skipped")
    return 1 if tally['failed'] or not tally['passed'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
