"""Completion scripts and manual pages: made from the same tables as --help."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from support import CLEAN, Case, commands, pgplumb


def flags(command):
    return re.findall(r'^ +(?:-\w, )?(--[\w-]+)', pgplumb(command, '--help').out, re.M)


def run(*words, **more):
    return subprocess.run(words, capture_output=True, text=True, env=CLEAN, timeout=60, **more)


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
