"""The desired schema's history in git: locate, and drift --blame."""
import json
import os
import subprocess

from support import CLEAN, ServerCase, change_sealed, pgplumb, psql

STATES = [
    ('Ada', 'first', 'CREATE TABLE t (id int);\n'),
    ('Ben', 'notes', 'CREATE TABLE t (id int, note text);\nCREATE VIEW v AS SELECT id FROM t;\n'),
    ('Cem', 'no view', 'CREATE TABLE t (id int, note text);\n'),
    ('Dia', 'longer', 'CREATE TABLE t (id bigint, note text);\nCREATE INDEX i ON t (id);\n'),
]


class History(ServerCase):
    def setUp(self):
        super().setUp()
        self.repository = os.path.join(self.work, 'repository')
        os.makedirs(os.path.join(self.repository, 'db'))
        self.git('init', '-q')
        self.hashes = []
        for day, (author, subject, text) in enumerate(STATES, 1):
            self.write(text)
            self.git('add', '.')
            self.git('commit', '-q', '-m', subject, author=author, date=f'2026-11-0{day}T12:00:00Z')
            self.hashes.append(self.git('rev-parse', 'HEAD').strip()[:7])
            self.write_other(str(day))

    def git(self, *words, author='Nobody', date='2026-11-09T12:00:00Z'):
        who = {f'GIT_{role}_{what}': value for role in ('AUTHOR', 'COMMITTER')
               for what, value in (('NAME', author), ('EMAIL', 'nobody@example.com'), ('DATE', date))}
        return subprocess.run(['git', '-c', 'init.defaultBranch=main', *words], cwd=self.repository, check=True, text=True,
                              stdout=subprocess.PIPE, env={**CLEAN, **who}).stdout

    def write(self, text):
        with open(os.path.join(self.repository, 'db/t.sql'), 'w') as file:
            file.write(text)

    def write_other(self, text):
        """A commit that does not touch the schema."""
        with open(os.path.join(self.repository, 'README'), 'w') as file:
            file.write(text)
        self.git('add', '.')
        self.git('commit', '-q', '-m', 'nothing of the schema')

    def run_in(self, *words, **how):
        return pgplumb(*words, '--database', self.url, cwd=self.repository, **how)


class Locate(History):
    def test_each_state_is_found(self):
        for (author, subject, text), found in zip(STATES, self.hashes):
            psql(self.url, 'DROP TABLE IF EXISTS t CASCADE', text)
            for path in ('db', 'db/t.sql', 'git:HEAD:db', os.path.join(self.repository, 'db')):
                outcome = self.expect(self.run_in('locate', '--to', path), 0)
                self.assertIn(f'{found} (2026-11-0{self.hashes.index(found) + 1}, {author}: {subject})', outcome.out)

    def test_the_nearest(self):
        psql(self.url, STATES[1][2], 'CREATE TABLE by_hand (id int)')
        outcome = self.expect(self.run_in('locate', '--to', 'db'), 1)
        self.assertIn(f'is nearest to what db was at {self.hashes[1]}', outcome.out)
        self.assertIn('+ table public.by_hand', outcome.out)
        self.assertNotIn('view', outcome.out)

    def test_json_and_limit(self):
        psql(self.url, STATES[0][2])
        found = json.loads(self.expect(self.run_in('locate', '--to', 'db', '--format', 'json'), 0).out)
        self.assertEqual((found['equal'], found['changes_since'], found['all_commits_seen']), (True, 3, True))
        self.assertEqual(found['commit']['author'], 'Ada')
        found = json.loads(self.expect(self.run_in('locate', '--to', 'db', '--format', 'json', '--limit', '2'), 1).out)
        self.assertEqual((found['equal'], found['all_commits_seen']), (False, False))
        self.expect(self.run_in('locate', '--to', 'db', '--limit', 'few'), 2, '--limit takes a number')

    def test_a_commit_that_cannot_be_read_is_passed_over(self):
        self.write('CREATE TABEL t ();\n')
        self.git('commit', '-q', '-a', '-m', 'broken')
        psql(self.url, STATES[3][2])
        self.expect(self.run_in('locate', '--to', 'db'), 0, 'note: .* is passed over: syntax error')

    def test_commits_are_remembered(self):
        """As long as the database stays in the state that they were compared with."""
        self.write('CREATE TABEL t ();\n')
        self.git('commit', '-q', '-a', '-m', 'broken')
        psql(self.url, STATES[1][2])
        cache = os.path.join(self.work, 'cache')

        def locate(found, *words):
            outcome = self.expect(self.run_in('locate', '--to', 'db', *words, env={'XDG_CACHE_HOME': cache}), 0, 'is passed over: syntax error')
            self.assertIn(f'is what db was at {found} ', outcome.out)

        locate(self.hashes[1])
        kept = os.path.join(cache, 'pgplumb', *os.listdir(os.path.join(cache, 'pgplumb')))
        with open(kept) as file:
            commits = json.load(file)['commits']
        self.assertEqual([commits[key] for key in commits if key[:7] == self.hashes[1]], [0])
        self.assertEqual(sorted(str(type(value).__name__) for value in commits.values()), ['int', 'int', 'int', 'str'])
        change_sealed(kept, commits={key: 0 if key[:7] == self.hashes[2] else value for key, value in commits.items()})
        locate(self.hashes[2])
        locate(self.hashes[1], '--no-cache')
        psql(self.url, 'COMMENT ON TABLE t IS NULL', 'ALTER TABLE t ADD passing int', 'ALTER TABLE t DROP passing')
        locate(self.hashes[1])

    def test_outside_git(self):
        self.expect(pgplumb('locate', '--to', self.file('t.sql', ''), '--database', self.url), 2, 'not in a git repository')
        self.expect(self.run_in('locate', '--to', 'git:HEAD:nowhere'), 2, 'git has no commit with')


class Blame(History):
    def blame(self, status, *patterns):
        outcome = self.expect(self.run_in('drift', '--to', 'db', '--blame'), status)
        for pattern in patterns:
            self.assertRegex(outcome.out, pattern)

    def test_each_difference_has_its_commit(self):
        psql(self.url, STATES[1][2], 'CREATE TABLE by_hand (id int)')
        self.blame(1, r'\+ table public\.by_hand .*git: not from git',
                   rf'\+ view public\.v .*git: removed by {self.hashes[2]} \(2026-11-03, Cem\)',
                   rf'- index public\.i .*git: added by {self.hashes[3]} \(2026-11-04, Dia\)',
                   rf'~ column public\.t\.id .*git: changed by {self.hashes[3]} \(2026-11-04, Dia\)')

    def test_what_is_not_committed(self):
        psql(self.url, STATES[3][2])
        self.write(STATES[3][2] + 'CREATE TABLE fresh (id int);\n')
        self.blame(1, r'- table public\.fresh .*git: not committed yet')

    def test_json(self):
        psql(self.url, STATES[0][2])
        outcome = self.expect(self.run_in('drift', '--to', 'db', '--blame', '--format', 'json'), 1)
        column = next(item for item in json.loads(outcome.out)['differences'] if item['label'] == 'public.t.note')
        self.assertEqual((column['commit']['author'], column['commit']['subject']), ('Ben', 'notes'))

    def test_one_path_only(self):
        self.expect(self.run_in('drift', '--to', 'db', 'db', '--blame'), 2, '--blame takes one path')
