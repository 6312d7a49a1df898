"""An allocation fails, of pgplumb, libpq or what builds its JSON: an exit status of the table, and the next try finishes.

Each chain of callers has its turn."""
import os
import resource
import subprocess

from change import ROOT, ChangeCase
from disturbed import STATUSES, sampled
from support import CLEAN, Outcome, pgplumb


class Memory(ChangeCase):
    def test_plan(self):
        words = (*self.planning(), '--format', 'sql')
        wanted = self.expect(pgplumb(*words), 0).out
        for nth in sampled(self.allocations(words), 120):
            outcome = self.disturbed_words(words, f'malloc:{nth}:before:fail')
            self.assertIn(outcome.status, STATUSES, f'allocation {nth}: {outcome}')
            self.assertIn(outcome.out, ('', wanted), f'allocation {nth}: {outcome}')

    def test_apply(self):
        self.at_each([f'malloc:{nth}:before:fail' for nth in sampled(self.of_apply(self.allocations), 50)])

    def test_limited(self):
        """The parser and git within limits of the process: they are not called when there is too little for them."""
        words = [os.environ['PGPLUMB_BIN'], 'plan', '--from', 'git:HEAD:tests/fault/cases/everything/old.sql', '--to', self.change.new]
        ends = set()
        for megabytes in sampled(range(268, 300), 16):
            def limit():
                resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
            outcome = Outcome(subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100, env=CLEAN, preexec_fn=limit, cwd=ROOT))
            self.assertIn(outcome.status, STATUSES, f'{megabytes} MB: {outcome}')
            ends.add(outcome.status)
        self.assertEqual(ends, {0, 5})
