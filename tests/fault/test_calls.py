"""Calls of libpq fail, or the connection ends at them: an exit status of the table, and the next try finishes."""
from change import STATUSES, ChangeCase, sampled
from support import pgplumb


class Calls(ChangeCase):
    def test_apply(self):
        count = self.calls('libpq')
        for action in ('fail', 'cut'):
            for nth in sampled(range(1, count + 1), 60):
                fault = f'libpq:{nth}:before:{action}'
                url = self.database()
                outcome = self.disturbed(url, fault)
                self.assertIn(outcome.status, STATUSES, f'{fault}: {outcome}')
                self.finish(url, fault)

    def test_plan(self):
        words = (*self.planning(), '--format', 'sql')
        wanted = self.expect(pgplumb(*words), 0).out
        for action in ('fail', 'cut'):
            for nth in sampled(range(1, self.calls('libpq') + 1), 40):
                outcome = self.disturbed_words(words, f'libpq:{nth}:before:{action}')
                self.assertIn(outcome.status, STATUSES, f'{nth}: {outcome}')
                self.assertIn(outcome.out, ('', wanted), f'{nth}: {outcome}')
