"""pgplumb.yaml: where it is found, what it says, and what is wrong with it."""
import json
import os
import pathlib
import unittest

from support import Case, ServerCase, pgplumb, psql

ROOT = pathlib.Path(__file__).resolve().parents[2]


class File(Case):
    def configure(self, text):
        return self.file('pgplumb.yaml', text)

    def plan(self, *words, **more):
        return pgplumb('plan', '--from', 'empty:', *words, cwd=more.pop('cwd', self.work), **more)

    def test_schema_and_defaults(self):
        self.configure('schema: db\ndefaults:\n  format: sql\n')
        self.file('db/t.sql', 'CREATE TABLE t (id int);')
        self.assertIn('CREATE TABLE public.t', self.expect(self.plan(), 0).out)

    def test_the_command_line_comes_first(self):
        self.configure('schema: nowhere.sql\ndefaults:\n  format: sql\n')
        self.file('t.sql', 'CREATE TABLE t (id int);')
        self.assertIn('"type": "plan"', self.expect(self.plan('--to', 't.sql', '--format', 'json'), 0).out)

    def test_found_upwards_and_relative_to_itself(self):
        self.configure('schema: [db/t.sql, db/u.sql]\n')
        self.file('db/t.sql', 'CREATE TABLE t (id int);')
        self.file('db/u.sql', 'CREATE TABLE u (id int);')
        below = os.path.join(self.work, 'a', 'b')
        os.makedirs(below)
        self.assertIn('table public.u', self.expect(self.plan(cwd=below), 0).out)

    def test_named(self):
        other = self.file('elsewhere/other.yaml', 'schema: t.sql\n')
        self.file('elsewhere/t.sql', 'CREATE TABLE t (id int);')
        for outcome in (self.plan('--config', other), self.plan(env={'PGPLUMB_CONFIG': other})):
            self.assertIn('table public.t', self.expect(outcome, 0).out)
        self.expect(self.plan('--config', 'nowhere.yaml'), 2, 'cannot read "nowhere.yaml"')

    def test_flags_are_true_or_false(self):
        self.file('t.sql', 'CREATE TABLE t (id int);')
        self.configure('schema: t.sql\ndefaults: {exit-code: true}\n')
        self.expect(self.plan(), 1)
        self.configure('schema: t.sql\ndefaults: {exit-code: false}\n')
        self.expect(self.plan(), 0)
        self.configure('schema: t.sql\ndefaults: {exit-code: maybe}\n')
        self.expect(self.plan(), 2, r'pgplumb\.yaml:2:\d+: exit-code is true or false')

    def test_unknown_keys(self):
        self.configure('shema: db\n')
        self.expect(self.plan(), 2, r'pgplumb\.yaml:1:1: unknown key "shema"', 'Did you mean schema')
        self.configure('defaults:\n  formt: sql\n')
        self.expect(self.plan(), 2, r'pgplumb\.yaml:2:3: unknown key "formt"', 'Did you mean format')
        self.configure('defaults:\n  help: true\n')
        self.expect(self.plan(), 2, r'unknown key "help"')
        self.configure('ignore: [{kind: tabel}]\n')
        self.expect(self.plan(), 2, r'pgplumb\.yaml:1:\d+: there is no kind "tabel"')
        self.configure('ignore: [{}]\n')
        self.expect(self.plan(), 2, r'pgplumb\.yaml:1:\d+: an empty pattern')

    def test_values_that_fit_nothing(self):
        self.configure('defaults:\n  format: yaml\n')
        self.expect(self.plan('--to', 'empty:'), 2, r'pgplumb\.yaml:2:11: --format is one of text')
        self.configure('defaults: 7\n')
        self.expect(self.plan('--to', 'empty:'), 2, r'pgplumb\.yaml:1:11: ')
        self.configure('schema: "open\n')
        self.expect(self.plan('--to', 'empty:'), 2, r'pgplumb\.yaml:\d+:\d+: this is not valid YAML')

    def test_its_json_schema_is_the_one_of_the_flags(self):
        stored = json.loads((ROOT / 'schemas/config.schema.json').read_text())
        self.assertEqual(stored, json.loads(pgplumb('manual', '--format', 'json').out),
                         'write it again: ./dev docs')


class Environments(ServerCase):
    def setUp(self):
        super().setUp()
        self.file('db/t.sql', 'CREATE TABLE t (id int);')

    def configure(self, text):
        return self.file('pgplumb.yaml', 'schema: db\n' + text)

    def drift(self, *words, **more):
        return pgplumb('drift', *words, cwd=self.work, **more)

    def test_the_database_by_variable(self):
        self.configure('environments:\n  default:\n    database: {env: APP_URL}\n  other:\n    database: {env: OTHER_URL}\n')
        psql(self.url, 'CREATE TABLE t (id int)')
        self.expect(self.drift(env={'APP_URL': self.url}), 0)
        self.expect(self.drift('--env', 'other', env={'OTHER_URL': self.database()}), 1)
        self.expect(self.drift(), 2, r'pgplumb\.yaml:4:15: the environment variable APP_URL is not set')
        self.file('db/t.sql', 'CREATE TABLE t (id int)')
        self.expect(pgplumb('plan', '--from', 'empty:', cwd=self.work), 0)
        self.expect(pgplumb('emit', 'github', '--name', 'shop', '--namespace', 'shop', '--image', 'i:1', '-o', 'out', cwd=self.work), 0)
        self.expect(self.drift('--env', 'ohter'), 2, 'no environment "ohter"', 'Did you mean other')

    def test_the_environment_comes_before_the_file_unless_it_is_named(self):
        self.configure(f'environments:\n  default: {{database: "{self.url}"}}\n')
        other = self.database('CREATE TABLE t (id int)')
        self.expect(self.drift(), 1)
        self.expect(self.drift(env={'DATABASE_URL': other}), 0)
        self.expect(self.drift('--env', 'default', env={'DATABASE_URL': other}), 1)
        self.expect(self.drift('--database', other), 0)

    def test_passwords_are_refused(self):
        self.configure('environments:\n  default: {database: "postgresql://u:secret@db/x"}\n')
        outcome = self.expect(self.drift(), 2, r'pgplumb\.yaml:3:\d+: a password does not belong', r'\{env: NAME\}')
        self.assertNotIn('secret', outcome.err)

    def test_ignored_objects(self):
        psql(self.url, 'CREATE TABLE t (id int)', 'CREATE TABLE tmp_1 (id int primary key)', 'CREATE VIEW tmp_v AS SELECT 1 AS a',
             'CREATE SCHEMA partman', 'CREATE TABLE partman.config (id int)', 'CREATE INDEX tmp_i ON t (id)')
        self.expect(self.drift('--database', self.url, '--to', 'db'), 1)
        self.configure('ignore:\n- {kind: table, schema: public, name: "tmp_*"}\n- {kind: view, name: tmp_v}\n- {schema: partman}\n'
                       '- {kind: index, name: "tmp_?"}\n')
        self.expect(self.drift('--database', self.url), 0, r'note: .*: 4 objects ignored')


class Init(ServerCase):
    def test_from_a_database_to_a_repository(self):
        psql(self.url, 'CREATE TABLE t (id int)', 'CREATE VIEW v AS SELECT id FROM t')
        environment = {'DATABASE_URL': self.url}
        self.expect(pgplumb('init', cwd=self.work, env=environment), 0, 'wrote pgplumb.yaml')
        self.expect(pgplumb('drift', cwd=self.work, env=environment), 0)
        self.expect(pgplumb('init', cwd=self.work, env=environment), 2, 'pgplumb.yaml is there already')


if __name__ == '__main__':
    unittest.main()
