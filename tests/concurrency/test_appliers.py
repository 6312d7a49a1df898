"""Fifty appliers of one plan at once: one works, each step runs once, the others end with 0 after it or with 5 at their limit."""
import os
import subprocess

from change import ChangeCase
from disturbed import execute
from support import CLEAN

APPLIERS = 50


class Appliers(ChangeCase):
    def at_once(self, url, *words):
        command = [os.environ['PGPLUMB_BIN'], 'apply', *words, '-d', url, '--yes']
        children = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=CLEAN)
                    for _ in range(APPLIERS)]
        said = [child.communicate(timeout=200)[1] for child in children]
        return [child.returncode for child in children], said

    def check(self, words, limit):
        url = self.database()
        statuses, said = self.at_once(url, *words, '--wait-lock', limit)
        self.assertLessEqual(set(statuses), {0, 5}, said)
        self.assertGreaterEqual(statuses.count(0), 1, said)
        self.assertEqual(sum('· recorded as run' in text and 'applied 0 steps' not in text for text in said), 1, said)
        self.assertEqual(execute(url, 'SELECT max(tries) FROM pgplumb.steps'), [(1,)])
        for status, text in zip(statuses, said):
            self.assertTrue(status == 0 or 'another pgplumb is at work' in text, text)
        self.finish(url, 'fifty')
        return statuses

    def test_all_wait(self):
        self.assertEqual(set(self.check([self.plan], '120')), {0})

    def test_nobody_waits(self):
        self.assertIn(5, self.check([self.plan], '0'))

    def test_from_the_files(self):
        url = self.database()
        statuses, said = self.at_once(url, '--to', self.change.new, '--wait-lock', '120')
        self.assertEqual(set(statuses), {0}, said)
        self.assertEqual(execute(url, 'SELECT count(*) FROM pgplumb.runs WHERE steps > 0'), [(1,)])
