"""Completion scripts and manual pages: made from the same tables as --help."""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile

from support import CLEAN, Case, commands, pgplumb


def flags(command):
    return re.findall(r'^ +(?:-\w, )?(--[\w-]+)', pgplumb(command, '--help').out, re.M)


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, env=CLEAN, timeout=60, **more)


def zsh_offers(script, words):
    """What an interactive zsh lists below the words: the first word of each line, or those of the only line."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe('zsh', ['zsh', '-f', '-i'], {**CLEAN, 'TERM': 'dumb'})

    def read(wait, ready=b''):
        """Until it is ready, and then until nothing comes any more."""
        text = b''
        while select.select([terminal], [], [], wait if ready in text else 60)[0]:
            text += os.read(terminal, 65536)
        return text.decode()
    try:
        os.write(terminal, f"PROMPT=; unsetopt prompt_sp; autoload -Uz compinit; compinit -D -u; source {script}; bindkey '^I' list-choices; "
                           "LISTMAX=1000; print REA''DY\n".encode())
        read(0.5, b'READY')
        os.write(terminal, words.encode() + b'\t')
        listed = read(2, b'\r\r\n').split('\r\r\n')[1].replace('\r\n', '\n').split('\n' + words)[0]
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    return [line.split()[0] for line in listed.splitlines()] if ' -- ' in listed else listed.split()


class Completion(Case):
    def bash(self, *words):
        """What bash offers for the last word."""
        script = self.file('pgplumb.bash', pgplumb('completion', 'bash').out)
        done = run('bash', '-c', f'set -e; source {script}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pgplumb; '
                   'printf "%s\\n" "${COMPREPLY[@]}"', 'bash', 'pgplumb', *words)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return done.stdout.split()

    def test_bash_offers_commands(self):
        self.assertEqual(self.bash(''), commands())
        self.assertEqual(self.bash('insp'), ['inspect'])

    def test_bash_offers_the_flags_of_a_command(self):
        for command in commands():
            self.assertEqual(self.bash(command, '--'), flags(command))

    def test_bash_offers_the_values_of_a_flag(self):
        self.assertEqual(self.bash('plan', '--format', ''), ['text', 'sql', 'json', 'markdown', 'html'])
        self.assertEqual(self.bash('plan', '--output', ''), [])

    def test_other_shells_accept_theirs(self):
        for shell in ('zsh', 'fish'):
            script = pgplumb('completion', shell).out
            for command in commands():
                self.assertIn(command, script)
            if shutil.which(shell):
                done = run(shell, '-n', self.file('script', script))
                self.assertEqual((done.returncode, done.stderr), (0, ''))

    def test_fish_offers(self):
        if not shutil.which('fish'):
            self.skipTest('no fish')
        script = self.file('pgplumb.fish', pgplumb('completion', 'fish').out)

        def offered(words):
            done = run('fish', '-N', '-c', f'source {script}; complete -C "{words}"', cwd=self.work)
            self.assertEqual((done.returncode, done.stderr), (0, ''))
            return [line.split('\t')[0] for line in done.stdout.splitlines()]
        self.assertEqual(offered('pgplumb insp'), ['inspect'])
        self.assertEqual(offered('pgplumb plan --form'), ['--format'])
        self.assertEqual(offered('pgplumb plan --format m'), ['markdown'])

    def test_zsh_offers(self):
        if not shutil.which('zsh'):
            self.skipTest('no zsh')
        script = self.file('_pgplumb', pgplumb('completion', 'zsh').out)
        self.assertEqual(zsh_offers(script, 'pgplumb insp'), ['inspect'])
        self.assertEqual(zsh_offers(script, 'pgplumb fmt --c'), ['--check', '--config'])
        self.assertEqual(zsh_offers(script, 'pgplumb plan --format '), ['html', 'json', 'markdown', 'sql', 'text'])

    def test_which_shell(self):
        self.expect(pgplumb('completion'), 2, 'bash, zsh or fish')
        self.expect(pgplumb('completion', 'tcsh'), 2, 'bash, zsh or fish')


class Manual(Case):
    def test_pages_are_good_roff(self):
        if not shutil.which('groff'):
            self.skipTest('no groff')
        with tempfile.TemporaryDirectory() as directory:
            self.expect(pgplumb('manual', '--split', directory), 0)
            self.assertEqual(sorted(os.listdir(directory)),
                             sorted(['pgplumb.1', *(f'pgplumb-{command}.1' for command in commands())]))
            for page in os.listdir(directory):
                done = run('groff', '-man', '-ww', '-Tutf8', '-P-c', os.path.join(directory, page))
                self.assertEqual((done.returncode, done.stderr), (0, ''))

    def test_pages_have_no_fault_that_mandoc_finds(self):
        """But for the date: the same program writes the same page on every day."""
        if not shutil.which('mandoc'):
            self.skipTest('no mandoc')
        with tempfile.TemporaryDirectory() as directory:
            self.expect(pgplumb('manual', '--split', directory), 0)
            for page in os.listdir(directory):
                found = run('mandoc', '-T', 'lint', '-W', 'warning', os.path.join(directory, page)).stdout.splitlines()
                self.assertEqual([line for line in found if 'missing date' not in line], [])

    def test_a_page_has_every_flag(self):
        for command in commands():
            page = pgplumb('manual', command).out.replace('\\-', '-')
            for flag in flags(command):
                self.assertIn(flag, page)

    def test_the_reference_is_the_one_of_the_flags(self):
        stored = (pathlib.Path(__file__).resolve().parents[2] / 'docs/COMMANDS.md').read_text()
        self.assertEqual(stored, pgplumb('manual', '--format', 'markdown').out, 'write it again: ./dev docs')

    def test_unknown_command(self):
        self.expect(pgplumb('manual', 'plam'), 2, 'there is no command "plam"')
