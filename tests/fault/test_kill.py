"""The client is killed, or its session ended, before and after every statement: the same command goes on."""
import os
import subprocess
import sys
import time

import psycopg2

from change import ChangeCase, execute, sampled
from support import CLEAN

END = ("import os, psycopg2; c = psycopg2.connect(os.environ['FAULT_URL']); c.autocommit = True; "
       "c.cursor().execute('SELECT pg_terminate_backend(%s)', [os.environ['FAULT_BACKEND']])")


class Kill(ChangeCase):
    def each(self, most, action, statuses, **variables):
        """(before the Nth statement, after it was sent), for so many of them."""
        for when in ('before', 'after'):
            for nth in sampled(range(1, self.calls('send', when) + 1), most):
                fault = f'send:{nth}:{when}:{action}'
                url = self.database()
                outcome = self.disturbed(url, fault, **variables)
                self.assertIn(outcome.status, statuses, f'{fault}: {outcome}')
                self.finish(url, fault)

    def test_client_is_killed(self):
        self.each(40, 'kill', (-9,))

    def test_session_is_ended(self):
        command = f'{sys.executable} -c "{END}"'
        self.each(25, 'run', (0, 5), FAULT_COMMAND=command, FAULT_URL=self.server)

    def test_client_is_killed_when_a_partition_is_half_detached(self):
        """DETACH CONCURRENTLY commits once, then waits for those who still see the partition."""
        pending = "SELECT 1 FROM pg_inherits WHERE inhdetachpending AND inhrelid = 'public.events_0'::regclass"
        url = self.database()
        reader = psycopg2.connect(url)
        reader.cursor().execute('SELECT * FROM public.events')
        words = [os.environ['PGPLUMB_BIN'], 'apply', self.plan, '-d', url, '--yes']
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)
        end = time.monotonic() + 60
        while not execute(url, pending) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        process.kill()
        process.wait()
        self.assertTrue(execute(url, pending))
        reader.close()
        self.finish(url, 'half detached')
