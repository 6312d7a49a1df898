"""An allocation or a call of libpq fails in a drift check: no difference is taken for what was remembered."""
import os
import shutil

from disturbed import STATUSES, Disturbed, sampled
from support import CACHE, ServerCase, pgplumb, psql

SCHEMA = """CREATE TABLE t (a integer PRIMARY KEY, b text);
INSERT INTO t VALUES (1, NULL);
CREATE VIEW v AS SELECT a, extract(year FROM now()) AS y FROM t NATURAL JOIN (SELECT a FROM t) u;
"""


class Drift(ServerCase):
    allocations, count, disturbed_words = Disturbed.allocations, Disturbed.count, Disturbed.disturbed_words

    def setUp(self):
        super().setUp()
        path = self.file('schema.sql', SCHEMA)
        psql(self.url, file=path)
        self.words = ('drift', '-d', self.url, '--to', path)
        self.wanted = self.expect(pgplumb(*self.words), 0)

    def disturb(self, check):
        self.before()
        allocations = self.allocations(self.words)
        self.before()
        calls = range(1, self.count(self.words, 'libpq') + 1)
        self.change()
        for what, action, numbers in (('malloc', 'fail', allocations), ('libpq', 'fail', calls), ('libpq', 'cut', calls)):
            for nth in sampled(numbers, 40):
                self.before()
                fault = f'{what}:{nth}:before:{action}'
                outcome = self.disturbed_words(self.words, fault)
                self.assertIn(outcome.status, STATUSES, f'{fault}: {outcome}')
                check(outcome, fault)

    def change(self):
        pass

    def before(self):
        pass

    def test_what_is_not_remembered(self):
        def check(outcome, fault):
            if outcome.status == 0:
                self.assertEqual(outcome.out, self.wanted.out, fault)
        self.before = lambda: shutil.rmtree(os.path.join(CACHE.name, 'pgplumb'), ignore_errors=True)
        self.disturb(check)

    def test_what_is_remembered(self):
        def check(outcome, fault):
            if outcome.status == 0:
                self.assertEqual(outcome.out, self.wanted.out, fault)
        self.disturb(check)

    def test_what_has_changed(self):
        def check(outcome, fault):
            self.assertNotEqual(outcome.status, 0, f'{fault}: {outcome}')
        self.change = lambda: psql(self.url, 'ALTER TABLE t ADD c integer')
        self.disturb(check)
