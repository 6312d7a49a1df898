"""apply: what runs, what is refused, and what is said about it."""
import json
import os
import pty
import select
import signal
import subprocess
import time

from support import CLEAN, ServerCase, pgplumb, psql

OLD = "CREATE TABLE orders (id integer NOT NULL, legacy text);\nCREATE TYPE state AS ENUM ('new');\n"
NEW = """CREATE TYPE state AS ENUM ('new', 'paid');
CREATE TABLE orders (id integer NOT NULL, note text, s state DEFAULT 'paid');
CREATE TABLE customers (id bigint);
"""


class Apply(ServerCase):
    def setUp(self):
        super().setUp()
        self.old, self.new = self.file('old.sql', OLD), self.file('new.sql', NEW)
        psql(self.url, file=self.old)
        self.before = self.state()

    def apply(self, *words, **how):
        return pgplumb('apply', '-d', self.url, *words, **how)

    def saved(self, *words):
        path = os.path.join(self.work, 'plan.json')
        pgplumb('plan', '-d', self.url, '--to', self.new, '--format', 'json', '-o', path, *words)
        return path

    def assert_arrived(self):
        self.expect(pgplumb('drift', '-d', self.url, '--to', self.new), 0)

    def test_apply(self):
        outcome = self.expect(self.apply('--to', self.new, '--allow-destructive', '--yes'), 0, r'^\[1/\d\] ', r'^applied \d steps in ')
        self.assertEqual(outcome.out, '')
        self.assert_arrived()
        self.expect(self.apply('--to', self.new), 0, r'is what .*new\.sql says')

    def test_blocked(self):
        self.expect(self.apply('--to', self.new, '--yes'), 3, r'--allow column:orders\.legacy', r'1 step is blocked: nothing was changed')
        self.assertEqual(self.state(), self.before)
        self.expect(self.apply('--to', self.new, '--yes', '--allow', 'column:orders.legacy'), 0)

    def test_nobody_to_ask(self):
        self.expect(self.apply('--to', self.new, '--allow-destructive'), 2, r'nobody can be asked', r'hint: Use --yes')
        self.assertEqual(self.state(), self.before)

    def ask(self, answer, meanwhile=None):
        """Runs apply on a terminal and answers; its exit status and what it said."""
        master, terminal = pty.openpty()
        child = subprocess.Popen([os.environ['PGPLUMB_BIN'], 'apply', '-d', self.url, '--to', self.new, '--allow-destructive'],
                                 stdin=terminal, stdout=terminal, stderr=terminal, env={**CLEAN, 'NO_COLOR': '1'})
        os.close(terminal)
        said, asked, deadline = b'', False, time.monotonic() + 60
        while time.monotonic() < deadline and select.select([master], [], [], 60)[0]:
            try:
                more = os.read(master, 4096)
            except OSError:
                break
            said += more
            if b'[y/N]' in said and not asked:
                asked = True
                if meanwhile:
                    meanwhile()
                answer(master, child)
        os.close(master)
        return child.wait(30), said.decode()

    def test_yes_on_a_terminal(self):
        status, said = self.ask(lambda master, child: os.write(master, b'y\n'))
        self.assertEqual(status, 0, said)
        self.assert_arrived()

    def test_no_on_a_terminal(self):
        for word in (b'n\n', b'\n', b'\x04'):
            status, said = self.ask(lambda master, child, word=word: os.write(master, word))
            self.assertEqual((status, self.state()), (2, self.before), said)

    def test_interrupt_at_the_question(self):
        status, said = self.ask(lambda master, child: child.send_signal(signal.SIGINT))
        self.assertEqual(self.state(), self.before, said)
        self.assertIn(status, (2, 5), said)

    def test_change_while_thinking(self):
        status, said = self.ask(lambda master, child: os.write(master, b'y\n'), lambda: psql(self.url, 'alter table orders add column by_hand text'))
        self.assertEqual(status, 4, said)
        self.assertIn('table public.orders was changed', said)

    def test_saved_plan(self):
        self.expect(self.apply(self.saved('--allow-destructive'), '--yes'), 0)
        self.assert_arrived()

    def test_saved_plan_twice(self):
        path = self.saved('--allow-destructive')
        self.expect(self.apply(path, '--yes'), 0)
        self.expect(self.apply(path, '--yes'), 0, r'was applied before, as run 1 .*: nothing to do')

    def test_stale_plan(self):
        path = self.saved('--allow-destructive')
        psql(self.url, 'alter table orders add column by_hand text', 'create table new_one ()')
        before = self.state()
        self.expect(self.apply(path, '--yes'), 4, r'another state of the database: table public\.orders was changed$')
        self.assertEqual(self.state(), before)

    def test_what_was_to_be_made_is_there(self):
        path = self.saved('--allow-destructive')
        psql(self.url, 'create table customers ()')
        self.expect(self.apply(path, '--yes'), 4, r'table public\.customers was added$')

    def test_change_elsewhere(self):
        path = self.saved('--allow-destructive')
        psql(self.url, 'create table new_one ()')
        self.expect(self.apply(path, '--yes'), 0, r'^note: the database has changed .* nothing that the plan depends on', r'^applied 5 steps')

    def test_planned_for_an_empty_database(self):
        """Schema public is as each server's version makes it; only a plan that changes it depends on it."""
        path, fresh = os.path.join(self.work, 'first.json'), self.database()
        self.expect(pgplumb('plan', '--from', 'empty:', '--to', self.new, '--format', 'json', '-o', path), 0)
        self.expect(pgplumb('apply', path, '-d', fresh, '--yes'), 0, r'^applied 3 steps')
        self.expect(pgplumb('drift', '-d', fresh, '--to', self.new), 0)
        self.expect(self.apply(path, '--yes'), 4, r'table public\.orders was added')

    def test_blocked_steps_of_a_saved_plan(self):
        self.expect(self.apply(self.saved(), '--yes'), 3, r'1 step is blocked')
        self.assertEqual(self.state(), self.before)

    def test_edited_plan(self):
        path = self.saved()
        with open(path) as file:
            plan = json.load(file)
        for step in plan['steps']:
            step['allowed'] = True
        self.expect(self.apply(self.file('edited.json', json.dumps(plan)), '--yes'), 2, r'digest does not fit')
        self.assertEqual(self.state(), self.before)

    def test_plans_that_are_none(self):
        self.expect(self.apply(os.path.join(self.work, 'nowhere.json'), '--yes'), 2, r'cannot read .*nowhere\.json')
        self.expect(self.apply(self.file('a.json', '{"x": '), '--yes'), 2, r'a\.json:1:\d+: the plan is not valid JSON')
        self.expect(self.apply(self.file('b.json', '{}'), '--yes'), 2, r'is no plan')
        self.expect(self.apply(self.file('c.json', '[1]'), '--yes'), 2, r'is no plan')
        self.expect(self.apply(self.file('d.json', '{"type": "plan", "format": 1}'), '--yes'), 7, r'another format')

    def test_refused_by_the_server(self):
        psql(self.url, 'insert into orders values (1, null)')
        bad = self.file('bad.sql', OLD.replace('legacy text', 'legacy text NOT NULL') + 'CREATE TABLE aaa ();')
        self.expect(self.apply('--to', bad, '--yes'), 6, r'pgplumb: step \d .*contains null values \(SQLSTATE 23502\)$', r'^nothing was changed$', r'rolled back')
        self.assertEqual(self.state(), self.before)

    def test_partly_applied(self):
        """The new label has to be committed before a default can use it; then a step fails."""
        psql(self.url, 'create table zoo (x integer)', 'insert into zoo values (null)')
        bad = self.file('bad.sql', NEW + 'CREATE TABLE zoo (x integer NOT NULL);')
        outcome = self.expect(self.apply('--to', bad, '--yes', '--allow-destructive'), 6, r'steps? 1.*: applied$', r'rolled back$')
        self.assertNotIn('nothing was changed', outcome.err)
        self.assertEqual(psql(self.url, "select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum"), 'new,paid')
        self.assertNotIn('|s|', self.state())

    def test_one_at_a_time(self):
        holder = subprocess.Popen(['psql', '-X', '-q', '-d', self.url, '-c',
                                   'select pg_advisory_lock(31638929945226594), pg_sleep(3)'], env=CLEAN, stdout=subprocess.DEVNULL)
        self.addCleanup(holder.wait)
        time.sleep(1)
        self.expect(self.apply('--to', self.new, '--yes', '--allow-destructive'), 0, r'^waiting for another pgplumb.*application "psql"', r'^applied ')

    def hold_orders(self, seconds):
        """Somebody else works on the table for so long."""
        holder = subprocess.Popen(['psql', '-X', '-q', '-d', self.url, '-c', f'begin; lock table orders; select pg_sleep({seconds})'], env=CLEAN,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (holder.kill(), holder.wait()))
        for _ in range(100):
            if psql(self.url, "select 1 from pg_locks where relation = 'orders'::regclass and mode = 'AccessExclusiveLock'"):
                return
            time.sleep(0.1)
        self.fail('the table was never locked')

    def test_lock_timeout(self):
        plan = self.saved('--allow-destructive')
        self.hold_orders(20)
        self.expect(self.apply(plan, '--yes', '--lock-timeout', '400ms', '--lock-tries', '2'), 5, r'pgplumb: .*lock timeout, 2 times', r'did not run',
                    r'held by pid \d+, application "psql", open for .*lock table orders', r'try 1 of 2; again in 0\.\d s$')
        psql(self.url, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')
        self.assertNotIn('note', self.state())

    def test_signal_rolls_back(self):
        """It comes while a step waits for a lock: that one ends, the next does not start."""
        path = self.file('more.sql', OLD.replace('legacy text', 'legacy text, more text') + 'CREATE TABLE aaa ();\nCREATE VIEW zzz AS SELECT more FROM orders;\n')
        plan = os.path.join(self.work, 'more.json')
        self.expect(pgplumb('plan', '-d', self.url, '--to', path, '--format', 'json', '-o', plan), 0)
        self.hold_orders(3)
        child = subprocess.Popen([os.environ['PGPLUMB_BIN'], 'apply', '-d', self.url, plan, '--yes'], env=CLEAN, stderr=subprocess.PIPE, text=True)
        said = ''
        for line in child.stderr:
            said += line
            if 'column' in line and line.startswith('['):
                child.send_signal(signal.SIGTERM)
        child.stderr.close()
        self.assertEqual(child.wait(60), 5, said)
        self.assertIn('stopped by a signal', said)
        self.assertIn('nothing was changed', said)
        self.assertEqual(self.state(), self.before)
