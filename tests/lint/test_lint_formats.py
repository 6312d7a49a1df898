"""What programs read: JSON by its schema, SARIF, annotations of GitHub; what people read."""
import json
import os
import unittest

from linting import LintCase
from support import pgplumb
from test_planning import check

ROOT = os.environ['PGPLUMB_SOURCE']
SQL = '-- pgplumb: allow index-build reason="small"\nCREATE INDEX ON t (a);\nALTER TABLE "a,b:c%" ADD COLUMN x json;\n'


class Formats(LintCase):
    def setUp(self):
        super().setUp()
        self.path = self.file('m.sql', SQL)

    def lint_as(self, form, *words):
        return self.expect(pgplumb('lint', *(words or ('m.sql',)), '--format', form, cwd=self.work), 1).out

    def test_json(self):
        with open(os.path.join(ROOT, 'schemas/lint.schema.json')) as file:
            schema = json.load(file)
        check(schema, json.loads(self.lint_as('json')), schema)
        self.file('s.sql', 'CREATE TABLE t (a json);')
        check(schema, json.loads(self.lint_as('json', '--schema', 's.sql')), schema)

    def test_sarif(self):
        sarif = json.loads(self.lint_as('sarif'))
        run = sarif['runs'][0]
        rules = {rule['id'] for rule in run['tool']['driver']['rules']}
        self.assertEqual((sarif['version'], run['tool']['driver']['name']), ('2.1.0', 'pgplumb lint'))
        for result in run['results']:
            self.assertIn(result['ruleId'], rules)
            self.assertIn(result['level'], ('note', 'warning', 'error'))
            physical = result['locations'][0]['physicalLocation']
            self.assertEqual(physical['artifactLocation'], {'uri': 'm.sql'})
            self.assertGreater(physical['region']['startLine'], 0)
        allowed = [result['suppressions'] for result in run['results'] if 'suppressions' in result]
        self.assertEqual(allowed, [[{'kind': 'inSource', 'justification': 'small'}]])

    def test_sarif_of_a_plan(self):
        """Code scanning shows a finding beside the line of the desired schema; a path is a URI there."""
        old, new = self.file('old.sql', 'CREATE TABLE t (id bigint);'), self.file('the schema/ü#1.sql', '\nCREATE TABLE t (id bigint,\n  a json);')
        self.expect(pgplumb('plan', '--from', old, '--to', 'the schema', '--format', 'json', '-o', 'plan.json', cwd=self.work), 0)
        for result in json.loads(self.lint_as('sarif', 'plan.json', '--schema', 'the schema'))['runs'][0]['results']:
            self.assertEqual(result['locations'], [{'physicalLocation': {'artifactLocation': {'uri': 'the%20schema/%C3%BC%231.sql'},
                                                                         'region': {'startLine': 3, 'startColumn': 3}}}])
        self.assertTrue(os.path.exists(new))

    def test_github(self):
        self.file('a,b%.sql', SQL)
        lines = self.lint_as('github', 'a,b%.sql').splitlines()
        self.assertIn('::warning file=a%2Cb%25.sql,line=3,col=33,title=json-column::json, where jsonb is meant (public."a,b:c%25".x: json). jsonb.', lines)
        self.assertNotIn('index-build', ''.join(lines))

    def test_text(self):
        text = self.lint_as('text')
        self.assertRegex(text, r'(?m)^m\.sql:3:33: warning json-column: json, where jsonb is meant \(.*\)$')
        self.assertRegex(text, r'(?m)^    safe: jsonb\.$')
        self.assertRegex(text, r'(?m)^1 file: 0 errors, 2 warnings, 0 notes, 1 allowed$')

    def test_hostile_names(self):
        path = self.file('m.sql', 'CREATE TABLE "t\n::error::x" (id bigint PRIMARY KEY, a json);')
        for form in ('github', 'text'):
            for line in pgplumb('lint', path, '--format', form).out.splitlines():
                self.assertFalse(line.startswith('::error'), line)

    def test_clean_is_quiet_and_0(self):
        path = self.file('m.sql', 'SELECT 1;')
        outcome = self.expect(pgplumb('lint', path, '--format', 'github'), 0)
        self.assertEqual(outcome.out, '')
        self.assertEqual(self.expect(pgplumb('lint', path), 0).out, '1 file: 0 errors, 0 warnings, 0 notes\n')

    def test_to_a_file(self):
        out = os.path.join(self.work, 'out.sarif')
        self.assertEqual(self.expect(pgplumb('lint', self.path, '--format', 'sarif', '-o', out), 1).out, '')
        with open(out) as file:
            self.assertEqual(json.load(file)['version'], '2.1.0')


if __name__ == '__main__':
    unittest.main()
