"""The client is killed, or its session ended, before and after every statement: the same command goes on."""
import os
import subprocess
import time

import psycopg2

from change import ChangeCase, for_each_change
from disturbed import execute
from support import CLEAN, pgplumb


class Kill:
    def test_client_is_killed(self):
        self.at_each_statement(10, 'kill', (-9,))

    def test_session_is_ended(self):
        self.at_each_statement(6, 'end', (0, 5), FAULT_URL=self.server)


for_each_change(Kill, globals())


class Midway(ChangeCase):
    """Killed while one statement has done a part of its work, and waits for somebody."""

    def killed_when(self, url, has_come, meanwhile=None):
        """What `meanwhile` says is tried until it is done, or `has_come` gives a row."""
        words = [os.environ['PGPLUMB_BIN'], 'apply', self.plan, '-d', url, '--yes']
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN)
        end = time.monotonic() + 60
        while not execute(url, has_come) and process.poll() is None and time.monotonic() < end:
            meanwhile = None if meanwhile and meanwhile() else meanwhile
            time.sleep(0.02)
        process.kill()
        process.wait()
        self.assertTrue(execute(url, has_come))

    def test_a_partition_is_half_detached(self):
        """DETACH CONCURRENTLY commits once, then waits for those who still see the partition."""
        url = self.database()
        reader = psycopg2.connect(url)
        reader.cursor().execute('SELECT * FROM public.events')
        self.killed_when(url, "SELECT 1 FROM pg_inherits WHERE inhdetachpending AND inhrelid = 'public.events_0'::regclass")
        reader.close()
        self.finish(url, 'half detached')

    def test_an_index_is_half_built(self):
        """CREATE INDEX CONCURRENTLY waits for those whose snapshots may not know of it."""
        self.expect(pgplumb('apply', self.plan, '-d', self.template, '--yes'), 0)
        execute(self.template, 'DROP SCHEMA pgplumb CASCADE; UPDATE customers SET visits = 0; DROP INDEX customers_email_idx')
        self.plan = self.saved()
        url = self.database()
        reader = psycopg2.connect(url)
        reader.set_session(isolation_level='REPEATABLE READ')
        reader.cursor().execute('SELECT * FROM public.orders')
        self.killed_when(url, "SELECT 1 FROM pg_index WHERE NOT indisvalid AND indexrelid = to_regclass('public.customers_email_idx')")
        reader.close()
        self.finish(url, 'half built')

    def test_a_column_is_half_filled(self):
        """Each batch is a transaction of its own; the second round waits for a row that somebody holds."""
        execute(self.template, "INSERT INTO public.customers (id, email) SELECT i, 'mail' || i FROM generate_series(51, 60000) i")
        self.wanted = self.undisturbed()
        url = self.database()
        holder = psycopg2.connect(url)

        def hold_the_last():
            there = execute(url, "SELECT 1 FROM pg_attribute WHERE attrelid = 'public.customers'::regclass AND attname = 'token'")
            if there:
                holder.cursor().execute('SELECT FROM public.customers WHERE id = 60000 FOR UPDATE')
            return there

        self.killed_when(url, "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'DO %' AND wait_event_type = 'Lock'", hold_the_last)
        self.assertEqual(execute(url, 'SELECT count(*) FROM public.customers WHERE token IS NULL'), [(1,)])
        holder.close()
        self.finish(url, 'half filled')
