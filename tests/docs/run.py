"""Runs the commands of a document and compares what they print.

usage: run.py PROGRAM DOCUMENT

A fenced block marked `console` holds lines that start with "$ ", each a command of the shell, and below each what it prints on stdout and
stderr together; "…" stands for anything in a line, a line of its own "…" for any number of lines. What a command prints is not compared when
nothing stands below it. "# exit N" at the end of a command says its exit status, 0 otherwise. A block marked with a language and a file's
name in its first line ("-- db/orders.sql", "# pgplumb.yaml") is written to that file. All of a document run in one empty directory, in their order, with a database of
their own in DATABASE_URL and PATH led by the program. Together they may take five minutes.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid

# What the README promises: five minutes from a live database to a plan that was reviewed and applied.
LONGEST = 300
MAJORS = ('17', '18', '16', '15', '14')


def server():
    return next((os.environ[f'PGPLUMB_TEST_SERVER_{major}'] for major in MAJORS if os.environ.get(f'PGPLUMB_TEST_SERVER_{major}')), None)


def psql(url, *statements):
    words = [word for statement in statements for word in ('-c', statement)]
    subprocess.run(['psql', '-X', '-q', '-d', url, *words], check=True, stdout=subprocess.DEVNULL)


def blocks(text):
    """(line, language, content) of every fenced block."""
    for match in re.finditer(r'^```(\w+)\n(.*?)^```$', text, re.M | re.S):
        yield text[:match.start()].count('\n') + 2, match[1], match[2]


def commands(line, content):
    """(line, command, exit status, expected lines)."""
    found = []
    for number, text in enumerate(content.splitlines(), line):
        if text.startswith('$ '):
            status = re.search(r'\s+# exit (\d+)$', text)
            found.append((number, re.sub(r'\s+# exit \d+$', '', text[2:]), int(status[1]) if status else 0, []))
        elif found:
            found[-1][3].append(text)
    return found


def fits(expected, printed):
    """Whether the lines are what the document shows."""
    if not expected:
        return not printed
    if expected[0] == '…':
        return any(fits(expected[1:], printed[i:]) for i in range(len(printed) + 1))
    pattern = '.*'.join(re.escape(part) for part in expected[0].rstrip().split('…'))
    return bool(printed) and re.fullmatch(pattern, printed[0].rstrip()) is not None and fits(expected[1:], printed[1:])


def run(document, directory, environment):
    failures = ran = 0
    start = time.monotonic()
    for line, language, content in blocks(document.read_text()):
        name = re.match(r'(?:--|#) ([\w./-]+\.\w+)\n', content)
        if language != 'console':
            if name:
                path = pathlib.Path(directory, name[1])
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(content)
            continue
        for number, command, status, expected in commands(line, content):
            done = subprocess.run(['bash', '-c', command], cwd=directory, env=environment, text=True, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
            ran += 1
            printed = done.stdout.splitlines()
            while expected and not expected[-1].strip():
                expected.pop()
            if done.returncode != status or (expected and not fits(expected, printed)):
                failures += 1
                print(f'{document.name}:{number}: $ {command}\nexit {done.returncode}, not {status}' if done.returncode != status
                      else f'{document.name}:{number}: $ {command}\nprinted something else:')
                print(done.stdout)
    took = time.monotonic() - start
    if took > LONGEST:
        failures += 1
        print(f'{document.name}: the commands took {took:.0f} s')
    print(f'{document.name}: {ran} commands in {took:.1f} s\n{ran - failures} passed, {failures} failed, 0 skipped')
    return failures


def main():
    program, document = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    url = server()
    if not url or not shutil.which('psql'):
        print('no server, or no psql\n0 passed, 0 failed, 1 skipped')
        return 77
    name = f'shop_{uuid.uuid4().hex[:8]}'
    base = url.rsplit('/', 1)[0]
    psql(url, f'CREATE DATABASE {name} TEMPLATE template0')
    try:
        with tempfile.TemporaryDirectory() as directory:
            clean = {key: value for key, value in os.environ.items() if not key.startswith('PG') and key != 'DATABASE_URL'}
            environment = {**clean, 'DATABASE_URL': f'{base}/{name}', 'PATH': f'{program.parent}:{os.environ["PATH"]}', 'HOME': directory,
                           'NO_COLOR': '1', 'LC_ALL': 'C.UTF-8', 'GIT_CONFIG_NOSYSTEM': '1'}
            for role in ('AUTHOR', 'COMMITTER'):
                environment |= {f'GIT_{role}_NAME': 'Ada', f'GIT_{role}_EMAIL': 'ada@example.com'}
            return 1 if run(document, directory, environment) else 0
    finally:
        psql(url, f'DROP DATABASE {name} WITH (FORCE)')


if __name__ == '__main__':
    sys.exit(main())
