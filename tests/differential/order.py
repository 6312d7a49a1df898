"""The same input in another order, split over files and folders, or with other white space gives the same plan, byte for byte.

Every case of the differential tests is taken, both ways: its statements shuffled as far as their order means nothing, spread over
files in folders, laid down in files one behind the other, and with other white space and comments between all tokens. Bodies of functions in quotes are their author's.

usage: order.py [CASE]...        environment: PGPLUMB_BIN, PGPLUMB_TEST_SERVER_17, PGPLUMB_SAMPLE (every Nth case)
"""
import concurrent.futures
import json
import os
import pathlib
import random
import re
import sys
import tempfile
import threading

import run as differential

VERSION = 17
TOKEN = re.compile(r"""(?P<blank>(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)+)
    | (?P<text>[eE]'(?:[^'\\]|\\.|'')*' | '(?:[^']|'')*' | "[^"]*" | (?P<tag>\$\w*\$).*?(?P=tag))
    | (?P<word>\w[\w$]*) | (?P<other>.)""", re.S | re.X)
BLANKS = (' ', '\n', '\t', '\n\n    ', ' /* apart */ ', ' -- apart (\n', '\r\n  ')
# What these do, or what others do after them, depends on where they stand.
ORDERED = re.compile(r"""SET\b | RESET\b | COPY\b | \\ | DO\b | SELECT\b | REVOKE\b | CREATE\s+OR\s+REPLACE\b | CREATE\s+SCHEMA\s+IF\b
    | CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?ON\b | CREATE\s+STATISTICS\s+(?:\(\w+\)\s*)?ON\b | CREATE\s+STATISTICS\s+\w+_new\b
    | CREATE\s+TABLE\b.*\bLIKE\b | ALTER\s+(?:DEFAULT|TEXT|OPERATOR|TYPE|DOMAIN)\b
    | ALTER\s+(?:FOREIGN\s+)?TABLE\b.*\b(?:ADD\s+(?!CONSTRAINT)|ALTER\b|INHERIT\b)""", re.S | re.X | re.I)
# These say something about the rest of their file alone.
OF_ONE_FILE = re.compile(r"""SET\b | RESET\b | SELECT\b | ALTER\s+DEFAULT\b | GRANT\b.*\bON\s+ALL\b | -- pgplumb:""", re.S | re.X | re.I)
# Where names go away or change, a statement means what it says only in its place; and among partitions, which of two indexes is taken for its
# parent's depends on which was there first, as it does for the server.
MOVING = re.compile(r'\bDROP\b|\bRENAME\b|SET\s+SCHEMA\b|\bPARTITION\b|\(LIKE\b|-- pgplumb:', re.I)


def statements(text):
    """Each with the comments before it."""
    found, start, atomic, case = [], 0, False, 0
    brackets, last = 0, ''
    for token in TOKEN.finditer(text):
        word = (token['word'] or '').upper()
        brackets += {'(': 1, ')': -1}.get(token['other'], 0)
        atomic |= word == 'ATOMIC' and last == 'BEGIN'
        last = word or ('' if not token['blank'] else last)
        case += atomic and word == 'CASE'
        if atomic and word == 'END':
            atomic, case = (False, 0) if not case else (True, case - 1)
        if token['other'] == ';' and not atomic and not brackets:
            found.append(text[start:token.end()].strip())
            start = token.end()
    return found


def bare(statement):
    return re.sub(r'^(?:\s|--[^\n]*\n|/\*.*?\*/)+', '', statement, flags=re.S)


def spread(statement, chance):
    """Other white space, and comments, wherever there may be some. Directives stay: they are comments that mean something."""
    if 'pgplumb:' in statement:
        return statement
    written, last = '', ''
    for token in TOKEN.finditer(statement):
        text = token[0]
        if token['blank'] and '\n' in text and last.endswith("'"):
            written += '\n'  # between two literals it makes them one
        elif token['blank']:
            written += chance.choice(BLANKS)
        elif token['other'] in ('(', ')', ',') and last not in ('.', '@', '$'):
            written += chance.choice(('', *BLANKS)) + text + chance.choice(('', *BLANKS))
        else:
            written += text
        last = text if not token['blank'] else last
    return written


def shuffle(texts, chance):
    """Only between statements whose place means something."""
    shuffled, run = [], []
    for text in texts:
        if ORDERED.match(bare(text)):
            shuffled, run = shuffled + chance.sample(run, len(run)) + [text], []
        else:
            run.append(text)
    return shuffled + chance.sample(run, len(run))


def behind(texts, folder):
    """In three files: migrations."""
    folder.mkdir()
    for number, start in (('V2__a', 0), ('V10__b', len(texts) // 3), ('V10_1__c', len(texts) * 2 // 3)):
        end = {'V2__a': len(texts) // 3, 'V10__b': len(texts) * 2 // 3}.get(number)
        (folder / f'{number}.sql').write_text('\n'.join(texts[start:end]) + '\n')
    return folder


def variants(texts, folder, chance):
    """Ways to write the same: each a path."""
    path = folder / 'spread.sql'
    path.write_text('\n'.join(spread(text, chance) for text in texts) + '\n', newline='')
    yield 'spread', path
    if not any(OF_ONE_FILE.match(bare(text)) for text in texts):
        yield 'behind one another', behind(texts, folder / 'behind')
    if any(MOVING.search(bare(text)) for text in texts):
        return
    shuffled = shuffle(texts, chance)
    path = folder / 'shuffled.sql'
    path.write_text('\n\n'.join(shuffled) + '\n')
    yield 'shuffled', path
    if any(ORDERED.match(bare(text)) for text in texts):
        return
    split = folder / 'split'
    for number in range(3):
        part = split / f'{chance.randrange(1000):03}' / f'{number}.sql'
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text('\n'.join(shuffled[number::3]) + '\n')
    yield 'split', split


def without_source(plan):
    """Without what names where the schema came from, and the digests of it."""
    plan = json.loads(plan)
    del plan['target']['label'], plan['target']['commit'], plan['generated'], plan['digest']
    return json.dumps(plan)


def check(server, case, old, new, folder):
    database = f'order_{os.getpid()}_{threading.get_native_id()}'
    server.make(database)
    try:
        server.load(database, case / old)

        def plan(path):
            arguments = ('plan', '--from', server.database(database), '--to', path, '--format', 'json', '--allow-destructive', '--manage', 'all')
            return without_source(differential.pgplumb(*arguments))

        wanted = plan(case / new)
        texts = statements((case / new).read_text())
        different = [name for name, path in variants(texts, folder, random.Random(f'{case.name} {new}')) if plan(path) != wanted]
        return different and 'another plan when ' + ', '.join(different)
    finally:
        server.drop(database)


def check_both(server, case):
    """What is wrong, one way and the other."""
    server.make_roles(differential.header([case / 'old.sql', case / 'new.sql'], 'roles').split())
    for old, new in (('old.sql', 'new.sql'), ('new.sql', 'old.sql')):
        with tempfile.TemporaryDirectory(prefix='pgplumb_') as folder:
            try:
                why = check(server, case, old, new, pathlib.Path(folder))
            except differential.Failure as failure:
                why = str(failure)
        yield new, why


def is_taken(case):
    files = [case / 'old.sql', case / 'new.sql']
    return differential.takes(files, VERSION) and not any('FROM stdin' in file.read_text() for file in files)


def main(wanted):
    server, passed, failed = differential.Server(VERSION, os.environ[f'PGPLUMB_TEST_SERVER_{VERSION}']), 0, 0
    cases = sorted(case for case in differential.CASES.iterdir() if not wanted or case.name in wanted)
    cases = [case for case in cases[::int(os.environ.get('PGPLUMB_SAMPLE', '1'))] if is_taken(case)]
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get('PGPLUMB_JOBS', '3'))) as pool:
        for case, both in zip(cases, pool.map(lambda case: list(check_both(server, case)), cases)):
            for new, why in both:
                passed, failed = passed + (not why), failed + bool(why)
                if why:
                    print(f'FAIL {case.name}/{new}: {why}', flush=True)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
