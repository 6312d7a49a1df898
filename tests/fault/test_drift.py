"""An allocation or a call of libpq fails in a drift check: no difference is taken for what was remembered."""
from change import STATUSES, ChangeCase, sampled
from support import ServerCase, pgplumb, psql

SCHEMA = 'CREATE TABLE t (a integer PRIMARY KEY, b text);\nINSERT INTO t VALUES (1, NULL);\n'


class Drift(ServerCase):
    count, disturbed_words = ChangeCase.count, ChangeCase.disturbed_words

    def setUp(self):
        super().setUp()
        path = self.file('schema.sql', SCHEMA)
        psql(self.url, file=path)
        self.words = ('drift', '-d', self.url, '--to', path)
        self.wanted = self.expect(pgplumb(*self.words), 0)

    def disturb(self, check):
        calls = {what: self.count(self.words, what) for what in ('malloc', 'libpq')}
        self.change()
        for what, action, most in (('malloc', 'fail', 60), ('libpq', 'fail', 20), ('libpq', 'cut', 20)):
            for nth in sampled(range(1, calls[what] + 1), most):
                fault = f'{what}:{nth}:before:{action}'
                outcome = self.disturbed_words(self.words, fault)
                self.assertIn(outcome.status, STATUSES, f'{fault}: {outcome}')
                check(outcome, fault)

    def change(self):
        pass

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
