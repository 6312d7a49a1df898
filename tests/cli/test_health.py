"""What others watch: metrics for a textfile collector and a Pushgateway, the log's lines, the readiness probe, the pod's last word."""
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import unittest

from schemas import check, schema_file
from support import CLEAN, ServerCase, pgplumb, psql

OLD, NEW = 'create table t (a integer, gone text)', 'create table t (a integer, b text)'


def samples(text):
    """The text exposition format: {(name, labels): value}; every name has its help and type once, before its samples."""
    found, known = {}, []
    assert text.endswith('\n')
    for line in text.splitlines():
        head = re.fullmatch(r'# (HELP|TYPE) (\w+) (.+)', line)
        if head:
            assert head[1] != 'TYPE' or head[3] in ('gauge', 'counter'), line
            assert head[1] != 'HELP' or head[2] not in known, line
            known += [head[2]] if head[1] == 'HELP' else []
            continue
        sample = re.fullmatch(r'(\w+)(?:\{((?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?\d+)', line)
        assert sample and sample[1] == known[-1], line
        assert (sample[1], sample[2]) not in found, line
        found[sample[1], sample[2]] = int(sample[3])
    return found


class Gateway(http.server.BaseHTTPRequestHandler):
    """Stands in for a Pushgateway: keeps what it gets."""
    got = []

    def take(self):
        Gateway.got.append((self.command, self.path, self.rfile.read(int(self.headers['Content-Length'])).decode()))
        self.send_response(200 if self.path.startswith('/metrics/job/') else 404)
        self.end_headers()

    do_PUT = do_POST = take

    def log_message(self, *_):
        pass


class Case(ServerCase):
    def setUp(self):
        super().setUp()
        psql(self.url, OLD)
        self.to = self.file('to.sql', NEW + ';')

    def apply(self, *words, status=0, **more):
        return self.expect(pgplumb('apply', *words, '-d', self.url, '--yes', **more), status)

    def saved(self):
        path = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb('plan', '-d', self.url, '--to', self.to, '--allow', 'column:t.gone', '--format', 'json', '-o', path), 0)
        return path

    def break_off(self):
        """A run whose first step the server refuses."""
        psql(self.url, 'insert into t values (1)')
        self.apply('--to', self.file('bad.sql', 'create table t (a integer check (a > 1), gone text);'), status=6)


class Metrics(Case):
    def setUp(self):
        super().setUp()
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Gateway)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        Gateway.got.clear()

    def metrics(self):
        return samples(self.expect(pgplumb('status', '-d', self.url, '--format', 'prometheus'), 0).out)

    def test_before_while_and_after(self):
        self.assertEqual(self.metrics(), {('pgplumb_pending', None): 0})
        plan = self.saved()
        self.apply(plan, '--phase', 'expand')
        self.assertEqual([self.metrics()[name, None] for name in ('pgplumb_pending', 'pgplumb_last_run_failed', 'pgplumb_last_run_steps')], [1, 0, 2])
        self.apply(plan)
        self.assertEqual(self.metrics()['pgplumb_pending', None], 0)

    def test_a_failure(self):
        self.break_off()
        found = self.metrics()
        self.assertEqual((found['pgplumb_pending', None], found['pgplumb_last_run_failed', None]), (1, 1))
        self.assertTrue([labels for name, labels in found if name == 'pgplumb_last_run_info' and 'state="unfinished"' in labels])

    def test_names_from_outside(self):
        role = 'a"b\\c\n' + self.url[-6:]
        quoted = '"' + role.replace('"', '""') + '"'
        psql(self.url, f'create role {quoted} superuser')
        self.addCleanup(psql, self.url, f'reassign owned by {quoted} to postgres', f'drop owned by {quoted}', f'drop role {quoted}')
        self.apply('--to', self.to, '--role', role, '--allow-destructive')
        self.metrics()

    def test_a_textfile_is_replaced_at_once(self):
        """A collector that reads meanwhile sees the old one or the new one, and no other file that it would read."""
        path = os.path.join(self.work, 'pgplumb.prom')
        write = lambda: self.expect(pgplumb('status', '-d', self.url, '--format', 'prometheus', '-o', path), 0)
        write()
        before = os.stat(path).st_ino
        self.apply('--to', self.to, '--allow-destructive')
        with open(path) as reader:
            write()
            self.assertEqual(samples(reader.read()), {('pgplumb_pending', None): 0})
        self.assertNotEqual(os.stat(path).st_ino, before)
        self.assertIn(('pgplumb_last_run_steps', None), samples(open(path).read()))
        self.assertEqual([name for name in os.listdir(self.work) if name.endswith('.prom')], ['pgplumb.prom'])

    @unittest.skipUnless(shutil.which('curl'), 'there is no curl here')
    def test_a_pushgateway(self):
        """The line of docs/GITOPS.md, and the two containers of the CronJob that emit writes."""
        self.apply('--to', self.to, '--allow-destructive')
        address = f'127.0.0.1:{self.server.server_port}'
        line = re.search(r'^ +pgplumb (status .*) \| (curl .*)$', open(os.path.join(os.path.dirname(__file__), '../../docs/GITOPS.md')).read(), re.M)
        said = self.expect(pgplumb(*line[1].split(), '-d', self.url), 0).out
        subprocess.run(line[2].replace('pushgateway:9091', address).split(), input=said, text=True, check=True, capture_output=True)
        out = os.path.join(self.work, 'out')
        self.expect(pgplumb('emit', 'job', self.saved(), '-o', out, '--name', 'shop', '--namespace', 'prod', '--image', 'x/y:1', '--monitoring', 'service'), 0)
        text = open(os.path.join(out, 'migration/metrics.yaml')).read()
        status = re.search(r'args:\n((?: +- .*\n)+)', text)[1].replace('"', '').replace('- ', '').split()
        self.expect(pgplumb(*[word.replace('/metrics/', self.work + '/') for word in status], env={'DATABASE_URL': self.url}), 0)
        push = [word.strip(' "\'') for word in re.search(r'command: \[(.*)\]', text)[1].split(',')]
        url = re.search(r"args: \['(.*)'\]", text)[1].replace('prometheus-pushgateway.monitoring.svc:9091', address)
        subprocess.run([word.replace('/metrics/', self.work + '/') for word in push] + [url], check=True, capture_output=True)
        (posted, there, first), (put, group, second) = Gateway.got
        self.assertEqual((posted, there), ('POST', '/metrics/job/pgplumb'))
        self.assertEqual((put, group), ('PUT', '/metrics/job/pgplumb/namespace/prod/app/shop'))
        self.assertEqual(samples(first), samples(second))
        self.assertEqual(samples(first)['pgplumb_pending', None], 0)


class Log(Case):
    def lines(self, outcome):
        with open(schema_file('log.schema.json')) as file:
            schema = json.load(file)
        lines = [json.loads(line) for line in outcome.err.splitlines()]
        for line in lines:
            check(schema, line, schema)
        self.assertEqual(outcome.out, '')
        return lines

    def test_what_goes_well(self):
        lines = self.lines(self.apply('--to', self.to, '--allow-destructive', '--log-format', 'json'))
        events = [line['event'] for line in lines]
        self.assertLess(events.index('plan'), events.index('step_started'))
        self.assertEqual(events.count('step_started'), events.count('step_done'))
        self.assertEqual([line['state'] for line in lines if line['event'] == 'done'], ['applied'])

    def test_what_does_not(self):
        for words, status in ((('--to', self.to), 3), (('--to', '/nowhere.sql'), 2), (('--to', self.file('s.sql', 'create table t (a integer check (a > 1), gone text);')), 6)):
            psql(self.url, 'insert into t values (1)')
            last = self.lines(self.apply(*words, '--log-format', 'json', status=status))
            errors = [line for line in last if line['event'] == 'error']
            self.assertEqual([line['exit'] for line in errors], [status])


class Readiness(Case):
    def ready(self):
        return pgplumb('status', '-d', self.url, '--exit-code').status

    def test_pending_steps(self):
        plan = self.saved()
        self.assertEqual(self.ready(), 0)
        self.apply(plan, '--phase', 'expand')
        self.assertEqual(self.ready(), 1)
        self.apply(plan)
        self.assertEqual(self.ready(), 0)
        self.assertEqual(pgplumb('status', '-d', self.url + '_gone', '--exit-code').status, 2)

    def test_a_role_that_may_do_nothing(self):
        """The application's own: connecting is enough."""
        role = 'c1_probe_' + self.url[-8:]
        psql(self.url, f'create role {role} login', 'revoke create on schema public from public')
        self.addCleanup(psql, self.url, f'drop role {role}')
        plan = self.saved()
        self.apply(plan, '--phase', 'expand')
        url = re.sub(r'//[^@]*@', f'//{role}@', self.url)
        self.assertEqual(pgplumb('status', '-d', url, '--exit-code').status, 1)
        self.expect(pgplumb('wait', '--plan', plan, '--phase', 'expand', '--timeout', '5s', '-d', url), 0)


@unittest.skipIf(os.getuid() or not shutil.which('unshare'), 'only root can give a process a /dev of its own')
class LastWord(Case):
    """/dev/termination-log, which Kubernetes shows as the reason that a pod ended."""

    def last_word(self, *words, status, env=None):
        inside = 'mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && : >/dev/termination-log && "$@" 2>/dev/null; status=$?; cat /dev/termination-log; exit $status'
        command = ['unshare', '-m', 'sh', '-c', inside, 'sh', os.environ['PGPLUMB_BIN'], *words]
        done = subprocess.run(command, env={**CLEAN, 'DATABASE_URL': self.url, **(env or {})}, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if 'unshare failed' in done.stderr:
            self.skipTest(done.stderr)
        self.assertEqual(done.returncode, status, done)
        self.assertNotIn('\n', done.stdout)
        return done.stdout

    def test_of_apply(self):
        plan = self.saved()
        self.assertRegex(self.last_word('apply', plan, '--yes', '--phase', 'expand', status=0), r'^applied 1 step in .* · 1 left · recorded as run 1')
        self.assertRegex(self.last_word('apply', plan, '--yes', '--log-format', 'json', status=0), r'^applied 1 step')
        self.assertRegex(self.last_word('apply', plan, '--yes', status=0), r'^this plan was applied before, as run 1 ')
        self.assertRegex(self.last_word('apply', '--to', self.file('bad.sql', 'create table t (a integer;'), '--yes', status=2), 'syntax error')

    def test_of_what_does_not_go(self):
        plan = self.saved()
        psql(self.url, 'alter table t add column by_hand integer')
        self.assertEqual(self.last_word('apply', plan, '--yes', status=4), 'the plan was made for another state of the database: table public.t was changed')
        self.assertRegex(self.last_word('wait', '--plan', plan, '--timeout', '0s', status=5), r'^not there after 0 s: ')
        self.assertRegex(self.last_word('apply', plan, '--yes', status=5, env={'DATABASE_URL': 'postgresql://u:hunter2@127.0.0.1:1/x'}), r'^cannot connect: (?!.*hunter2)')

    def test_of_a_database_of_a_fleet(self):
        self.file('tenants/acme', self.url)
        tenants, plan = os.path.join(self.work, 'tenants'), os.path.join(self.work, 'fleet.json')
        self.expect(pgplumb('plan', '--fleet', tenants, '--to', self.to, '--allow', 'column:t.gone', '--format', 'json', '-o', plan), 0)
        self.assertRegex(self.last_word('apply', plan, '--fleet', tenants, '--index', '0', '--yes', status=0), '^acme: applied 2 steps')
        psql(self.url, 'alter table t add column by_hand integer', 'drop schema pgplumb cascade')
        self.assertRegex(self.last_word('apply', plan, '--fleet', tenants, '--index', '0', '--yes', status=4), '^acme: the plan was made for another')


if __name__ == '__main__':
    unittest.main()
