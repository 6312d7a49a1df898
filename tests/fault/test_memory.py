"""The Nth allocation fails, of pgplumb or of what builds its JSON: an exit status of the table, and the next try finishes."""
from change import STATUSES, ChangeCase, sampled
from support import pgplumb


class Memory(ChangeCase):
    def test_plan(self):
        words = (*self.planning(), '--format', 'sql')
        wanted = self.expect(pgplumb(*words), 0).out
        for nth in sampled(range(1, self.count(words)), 120):
            outcome = self.disturbed_words(words, f'malloc:{nth}:before:fail')
            self.assertIn(outcome.status, STATUSES, f'allocation {nth}: {outcome}')
            self.assertIn(outcome.out, ('', wanted), f'allocation {nth}: {outcome}')

    def test_apply(self):
        for nth in sampled(range(1, self.calls('malloc')), 50):
            url = self.database()
            outcome = self.disturbed(url, f'malloc:{nth}:before:fail')
            self.assertIn(outcome.status, STATUSES, f'allocation {nth}: {outcome}')
            self.finish(url, f'allocation {nth}')
