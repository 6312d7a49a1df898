"""Calls of libpq fail, or the connection ends at them: an exit status of the table, and the next try finishes."""
from change import ChangeCase
from disturbed import STATUSES, sampled
from support import pgplumb


class Calls(ChangeCase):
    def at_each_call(self, action):
        self.at_each([f'libpq:{nth}:before:{action}' for nth in sampled(range(1, self.calls('libpq') + 1), 60)])

    def test_apply_fails(self):
        self.at_each_call('fail')

    def test_apply_is_cut(self):
        self.at_each_call('cut')

    def test_plan(self):
        words = (*self.planning(), '--format', 'sql')
        wanted, count = self.expect(pgplumb(*words), 0).out, self.count(words, 'libpq')
        for action in ('fail', 'cut'):
            for nth in sampled(range(1, count + 1), 40):
                outcome = self.disturbed_words(words, f'libpq:{nth}:before:{action}')
                self.assertIn(outcome.status, STATUSES, f'{nth}: {outcome}')
                self.assertIn(outcome.out, ('', wanted), f'{nth}: {outcome}')
