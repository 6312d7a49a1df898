"""Words of the command line."""
import json
import os
import subprocess

from support import CLEAN, Case, commands, pgplumb

COMMANDS = commands()


class Usage(Case):
    def test_help_lists_the_commands(self):
        outcome = self.expect(pgplumb('--help'), 0, '^$')
        for command in COMMANDS:
            self.assertIn('\n  ' + command, outcome.out)
        self.assertIn('Exit status:', outcome.out)

    def test_each_command_has_help(self):
        for command in COMMANDS:
            outcome = self.expect(pgplumb(command, '--help'), 0, '^$')
            self.assertIn(f'Usage: pgplumb {command}', outcome.out)
            self.assertEqual(pgplumb('help', command).out, outcome.out)
            self.assertEqual(pgplumb(command, '-h').out, outcome.out)

    def test_lines_of_help_are_not_too_wide(self):
        for command in COMMANDS:
            for line in pgplumb(command, '--help').out.splitlines():
                self.assertLessEqual(len(line), 120, line)

    def test_version(self):
        self.assertRegex(pgplumb('version').out, r'^pgplumb \d+\.\d+\.\d+(-dev\.\d+)? \((\w{7}( with changes)?, )?grammar of PostgreSQL \d+')
        self.assertEqual(pgplumb('--version').out, pgplumb('version').out)
        for words in (['--json'], ['--format', 'json']):
            self.assertEqual(json.loads(pgplumb('version', *words).out)['servers'], {'oldest': 14, 'newest': 18})

    def test_no_command(self):
        self.assertIn('Commands:', self.expect(pgplumb(), 2).out)

    def test_unknown_command(self):
        self.expect(pgplumb('plam'), 2, r'no command "plam"', r'Did you mean pgplumb plan\?')
        self.expect(pgplumb('xyzzy'), 2, r'no command "xyzzy"', r'See pgplumb --help')

    def test_unknown_option(self):
        self.expect(pgplumb('plan', '--exitcode', '--to', 'empty:'), 2, r'no option "--exitcode"', r'Did you mean --exit-code\?')
        self.expect(pgplumb('plan', '-z'), 2, r'no option "-z"')
        self.expect(pgplumb('drift', '--yes'), 2, r'drift has no option "--yes"')

    def test_values(self):
        self.expect(pgplumb('plan', '--to'), 2, r'--to needs a value: SOURCE')
        self.expect(pgplumb('plan', '--to', '--exit-code'), 2, r'--to needs a value')
        self.expect(pgplumb('plan', '--format', 'yaml', '--to', 'empty:'), 2, r'--format is one of text\|sql\|json\|markdown')
        self.expect(pgplumb('plan', '--exit-code=yes', '--to', 'empty:'), 2, r'--exit-code takes no value')
        self.expect(pgplumb('plan', '--from', 'empty:', '--to', 'empty:', '--manage', 'owner'), 2, r'--manage does not know "owner"')
        self.expect(pgplumb('plan', '--from', 'empty:', '--to', 'empty:', '--allow', 'orders'), 2, r'--allow takes KIND:NAME')
        self.expect(pgplumb('plan', '--from', 'empty:', '--to', 'empty:', '--allow', 'tabel:orders'), 2, r'--allow takes KIND:NAME')

    def test_what_is_missing(self):
        self.expect(pgplumb('plan', '--from', 'empty:'), 2, r'plan needs --to')
        self.expect(pgplumb('drift'), 2, r'drift needs --to')
        self.expect(pgplumb('apply'), 2, r'apply needs --to SOURCE, or a saved plan')

    def test_what_excludes_each_other(self):
        self.expect(pgplumb('plan', '--from', 'empty:', '--database', 'x', '--to', 'empty:'), 2, r'exclude each other')
        self.expect(pgplumb('apply', 'plan.json', '--to', 'empty:'), 2, r'exclude each other')
        self.expect(pgplumb('apply', 'plan.json', '--allow', 'table:x'), 2, r'plan again with these flags')
        self.expect(pgplumb('inspect', 'empty:', '--split', 'x', '--format', 'json'), 2, r'--split writes SQL files')

    def test_unexpected_word(self):
        self.expect(pgplumb('drift', 'here', '--to', 'empty:'), 2, r'unexpected word "here"')

    def test_no_database(self):
        for words in (('plan', '--to', 'empty:'), ('drift', '--to', 'empty:'), ('inspect',), ('apply', '--to', 'empty:')):
            self.expect(pgplumb(*words), 2, r'no database was named', r'DATABASE_URL')

    def test_database_that_is_none(self):
        self.expect(pgplumb('drift', '--to', 'empty:', env={'DATABASE_URL': 'db/'}), 2, r'DATABASE_URL has to be')


class Version(Case):
    """The version of the sources, after git's tags."""
    script = os.path.join(os.path.dirname(__file__), '../../engine/base/version.sh')

    def git(self, *words):
        environment = {**CLEAN, 'GIT_AUTHOR_NAME': 'Ada', 'GIT_AUTHOR_EMAIL': 'ada@example.com', 'GIT_COMMITTER_NAME': 'Ada', 'GIT_COMMITTER_EMAIL': 'ada@example.com'}
        return subprocess.run(['git', '-C', self.work, *words], env=environment, check=True, capture_output=True, text=True).stdout.strip()

    def version(self, following='0.2.0', status=0):
        done = subprocess.run([self.script, self.work, following, '--text'], capture_output=True, text=True, env=CLEAN)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout.split()

    def commit(self):
        self.git('commit', '-q', '--allow-empty', '-m', 'a change')

    def test_without_a_repository(self):
        self.assertEqual(self.version(), ['0.2.0', '-', 'clean'])
        self.file('.version', '0.2.0-dev.7 abc clean\n')
        self.assertEqual(self.version(), ['0.2.0-dev.7', 'abc', 'clean'])

    def test_tags_and_changes(self):
        file = self.file('file', 'one\n')
        self.git('init', '-q')
        self.git('add', '.')
        self.git('commit', '-q', '-m', 'the first')
        self.assertEqual(self.version()[::2], ['0.2.0-dev.1', 'clean'])
        self.git('tag', 'v0.2.0')
        self.assertEqual(self.version(), ['0.2.0', self.git('rev-parse', 'HEAD'), 'clean'])
        self.version('0.3.0', status=1)
        self.commit()
        self.assertEqual(self.version('0.3.0')[::2], ['0.3.0-dev.1', 'clean'])
        with open(file, 'a') as out:
            out.write('two\n')
        self.assertEqual(self.version('0.3.0')[::2], ['0.3.0-dev.1', 'dirty'])

    def test_the_program_says_it(self):
        said = json.loads(pgplumb('version', '--format', 'json').out)
        self.assertRegex(said['version'], r'^\d+\.\d+\.\d+(-dev\.\d+)?$')
        self.assertIn(said['dirty'], (True, False))
        if said['commit']:
            self.assertRegex(said['commit'], '^[0-9a-f]{40}$')
            self.assertIn(said['commit'][:7], pgplumb('version').out)
