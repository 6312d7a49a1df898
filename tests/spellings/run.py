"""Spellings: expressions and queries that are one to the server, and near ones that are not (expressions.txt).

On every server, with all groups in one database: whatever spelling a file has, the plan is empty and the server prints the same (so the groups are
right); each near one is in the plan. File against file, without a server, a near one is never taken to be equal; what cannot be decided
counts as different, says so, and is counted here.

usage: run.py [--undecided]      prints the spellings that files alone do not decide
environment: PGPLUMB_BIN, PGPLUMB_TEST_SERVER_14 to _18, PGPLUMB_SAMPLE (more than 1: on the newest server only)
"""
import collections
import concurrent.futures
import itertools
import os
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'differential'))

import run as differential

NAME = re.compile(r'(?<!\w)(?:parent_)?(g\d{4})(?!\d)')
Group = collections.namedtuple('Group', 'name template spellings misses reread')


def read_groups(text):
    template, groups = None, []
    for paragraph in re.split(r'\n\s*\n', text):
        lines = [line for line in paragraph.splitlines() if line and not line.startswith('#')]
        if not lines:
            continue
        if lines[0].startswith('['):
            template = lines[0].partition('] ')[2]
            continue
        entries = re.split(r'\n(?! )', '\n'.join(lines))
        marked = {mark: [e[2:] for e in entries if e[0] == mark] for mark in '!~'}
        groups.append(Group(f'g{len(groups):04}', template, [e for e in entries if e[0] not in '!~'], marked['!'], marked['~']))
    return groups


def statement(group, text):
    kind = ''
    if '{type}' in group.template:
        kind, _, text = text.partition(': ')
    return group.template.replace('{n}', group.name).replace('{type}', kind).replace('{}', text) + ';'


def write(path, groups, choose):
    lines = [(HERE / 'base.sql').read_text(), *(statement(group, choose(group)) for group in groups)]
    path.write_text('\n'.join(lines) + '\n')
    return path


def variants(groups, folder):
    """(what the file has instead of first spellings, for which groups, the file)"""
    for what in ('spellings', 'misses', 'reread'):
        for k in itertools.count():
            some = {group.name for group in groups if k < len(getattr(group, what))}
            if not some:
                break
            path = folder / f'{what}{k}.sql'
            yield what, some, write(path, groups, lambda g: getattr(g, what)[k] if g.name in some else g.spellings[0])


def planned(source, target):
    arguments = ('plan', '--from', source, '--to', target, '--format', 'sql', '--allow-destructive')
    return set(NAME.findall(differential.pgplumb(*arguments)))


def printed_otherwise(wanted, found):
    """The groups whose objects the server prints otherwise."""
    differences = [key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)]
    return {name for key in differences for name in NAME.findall(' '.join(map(str, (*key, wanted.get(key), found.get(key)))))}


def check_server(server, files):
    """Yields what is wrong: (what, names, file)."""
    live, other = (f'spellings_{name}_{os.getpid()}' for name in ('live', 'other'))
    try:
        server.make(live)
        server.load(live, files[0][2])
        wanted = server.facts(live)
        for what, some, file in files:
            server.make(other)
            server.load(other, file)
            printed = printed_otherwise(wanted, server.facts(other))
            yield f'{what}: the server says otherwise', printed ^ (set() if what == 'spellings' else some), file
            yield f'{what}: the plan is wrong', planned(server.database(live), file) ^ (some if what == 'misses' else set()), file
    finally:
        server.drop(live, other)


def text_of(group, file):
    return next((line for line in file.read_text().split(';\n') if NAME.findall(line)[:1] == [group.name]), '').strip()


def main(show_undecided):
    groups = read_groups((HERE / 'expressions.txt').read_text())
    by_name = {group.name: group for group in groups}
    passed = failed = spelled = undecided = 0
    with tempfile.TemporaryDirectory(prefix='pgplumb_') as folder:
        files = list(variants(groups, pathlib.Path(folder)))

        def report(what, names, file):
            for name in sorted(names):
                print(f'FAIL {what}: {text_of(by_name[name], file)}\n     first: {text_of(by_name[name], files[0][2])}', flush=True)

        servers = [differential.Server(v, os.environ[f'PGPLUMB_TEST_SERVER_{v}']) for v in range(14, 19) if f'PGPLUMB_TEST_SERVER_{v}' in os.environ]
        servers = servers[-1:] if int(os.environ.get('PGPLUMB_SAMPLE', '1')) > 1 else servers
        with concurrent.futures.ThreadPoolExecutor(int(os.environ.get('PGPLUMB_JOBS', '3'))) as pool:
            for server, results in zip(servers, pool.map(lambda server: list(check_server(server, files)), servers)):
                for what, names, file in results:
                    report(f'{what} on {server.version}', names, file)
                    passed, failed = passed + len(groups) - len(names), failed + len(names)
        for what, some, file in files[1:]:
            different = planned(files[0][2], file)
            missed = some - different if what == 'misses' else different - some
            report('without a server', missed, file)
            passed, failed = passed + len(groups) - len(missed), failed + len(missed)
            if what == 'spellings':
                spelled, undecided = spelled + len(some), undecided + len(different)
                for name in sorted(different) if show_undecided else ():
                    print(f'undecided: {text_of(by_name[name], file)}')
    print(f'{len(groups)} groups; without a server {spelled - undecided} of {spelled} other spellings are known to be equal')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main('--undecided' in sys.argv))
