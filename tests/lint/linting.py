"""Running lint and reading what it found."""
import json

from support import Case, pgplumb


class LintCase(Case):
    def lint(self, *words, cwd=None):
        """(code, severity, line) of what is not allowed, in order; the exit status fits."""
        outcome = pgplumb('lint', *words, '--format', 'json', cwd=cwd or self.work)
        self.assertIn(outcome.status, (0, 1), outcome)
        self.findings = json.loads(outcome.out)['findings']
        found = [(f['code'], f['severity'], f['line']) for f in self.findings if f['allowed'] is None]
        self.assertEqual(outcome.status, any(severity != 'note' for _, severity, _ in found), outcome)
        return found

    def codes(self, sql, *words):
        return [code for code, _, _ in self.lint(self.file('m.sql', sql), *words)]

    def schema_codes(self, sql):
        return [code for code, _, _ in self.lint('--schema', self.file('s.sql', sql))]
