"""Every rule's own example, and the documents that are made of them."""
import json
import os
import unittest

from linting import LintCase
from support import pgplumb

ROOT = os.environ['PGPLUMB_SOURCE']


def rules():
    return json.loads(pgplumb('lint', '--rules', '--format', 'json').out)['rules']


class Rules(LintCase):
    def found_in(self, rule, sql):
        if not rule['migrations']:
            return self.schema_codes(sql)
        before = ['--from', self.file('before.sql', rule['setup'])] if rule['setup'] else []
        return self.codes(sql, *before)

    def test_examples_are_found(self):
        for rule in rules():
            with self.subTest(rule['code']):
                self.assertIn(rule['code'], self.found_in(rule, rule['bad']))
                self.assertNotIn(rule['code'], self.found_in(rule, rule['good']))

    def test_style_is_seen_in_schemas_as_in_migrations(self):
        for rule in rules():
            if not rule['schemas'] or rule['setup']:
                continue
            with self.subTest(rule['code']):
                self.assertIn(rule['code'], self.schema_codes(rule['bad']))
                self.assertNotIn(rule['code'], self.schema_codes(rule['good']))

    def test_hazards_are_seen_without_any_context(self):
        """Whatever a rule of locks finds in a known database it finds where nothing is known."""
        for rule in rules():
            if not rule['setup'] or rule['code'] in ('unindexed-foreign-key', 'missing-relation'):
                continue
            with self.subTest(rule['code']):
                self.assertIn(rule['code'], self.codes(rule['bad']))

    def test_the_document_is_made_of_them(self):
        with open(os.path.join(ROOT, 'docs/LINT.md')) as file:
            self.assertEqual(file.read(), pgplumb('lint', '--rules', '--format', 'markdown').out, 'write it again: ./dev docs')

    def test_they_are_listed(self):
        listed = pgplumb('lint', '--rules').out.splitlines()
        self.assertEqual([line.split()[0] for line in listed], [rule['code'] for rule in rules()])


if __name__ == '__main__':
    unittest.main()
