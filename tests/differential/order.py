"""The same input in another order, split over files or with other white space around its statements gives the same plan, byte for byte.

usage: order.py        environment: PGPLUMB_BIN, PGPLUMB_TEST_SERVER_17
"""
import os
import pathlib
import random
import re
import sys
import tempfile

import run as differential

CASES = ('aggregates', 'identity', 'indexes', 'constraints', 'mutual-references', 'domains', 'views', 'policies', 'enum_labels')
STATEMENT = re.compile(r"""(?:--[^\n]*\n|/\*.*?\*/|'(?:[^']|'')*'|"[^"]*"|(\$\w*\$).*?\1|BEGIN\s+ATOMIC.*?\bEND\b|[^;'"$])+;""", re.S)
COMMENTS = re.compile(r'^(\s*--[^\n]*\n)*\s*')
# What these do depends on where they stand.
ORDERED = ('ALTER', 'DROP', 'RENAME')


def statements(file):
    return [match.group(0).strip() for match in STATEMENT.finditer(file.read_text())]


def spread(text):
    """Other white space around a statement; within expressions it is the author's own, and plans show it."""
    return f'\n\n\t /* apart */   {text}\n\n'


def variants(texts, folder, chance):
    """Ways to write the same: each a path."""
    shuffled = chance.sample(texts, len(texts))
    for name, content in (('shuffled', '\n\n'.join(shuffled)), ('spread', '\n'.join(map(spread, texts)))):
        path = folder / f'{name}.sql'
        path.write_text(content + '\n')
        yield name, path
    split = folder / 'split'
    split.mkdir()
    for number in range(3):
        (split / f'{chance.randrange(1000):03}_{number}.sql').write_text('\n'.join(shuffled[number::3]) + '\n')
    yield 'split', split


def bare(plan, name):
    """Without the line that names where the schema came from."""
    return re.sub(r'^-- \S+ \(PostgreSQL.*\n', '', plan.replace(str(name), ''), count=1)


def check(server, case, folder):
    texts = [text for text in statements(case / 'new.sql') if not COMMENTS.sub('', text).upper().startswith(ORDERED)]
    plain = folder / 'plain.sql'
    plain.write_text('\n'.join(texts) + '\n')
    database = f'order_{os.getpid()}'
    server.make_roles(differential.header([case / 'new.sql', case / 'old.sql'], 'roles').split())
    server.make(database)
    try:
        server.load(database, case / 'old.sql')

        def plan(path):
            arguments = ('plan', '--from', server.database(database), '--to', path, '--format', 'sql', '--allow-destructive', '--manage', 'all')
            return bare(differential.pgplumb(*arguments), path)

        wanted = plan(plain)
        if 'BEGIN;' not in wanted:
            raise differential.Failure('there is nothing to plan')
        return [name for name, path in variants(texts, folder, random.Random(case.name)) if plan(path) != wanted]
    finally:
        server.drop(database)


def main():
    server, failed = differential.Server(17, os.environ['PGPLUMB_TEST_SERVER_17']), 0
    for name in CASES:
        with tempfile.TemporaryDirectory(prefix='pgplumb_') as folder:
            try:
                different = check(server, differential.CASES / name, pathlib.Path(folder))
            except differential.Failure as failure:
                different = [str(failure)]
        failed += bool(different)
        if different:
            print(f'FAIL {name}: another plan when {", ".join(different)}')
    print(f'{len(CASES) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
