"""pgplumb wait: for what a database records, and for the end of a Job."""
import json
import os
import threading
import time
import uuid

from support import Case, ServerCase, pgplumb, psql

DIGEST = 'sha256:' + '0' * 64


class WaitForDatabase(ServerCase):
    def setUp(self):
        super().setUp()
        psql(self.url, 'create table t (a integer)', 'insert into t values (1), (1)')

    def plan(self, sql, *words):
        path = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb('plan', '-d', self.url, '--to', self.file('to.sql', sql), '--format', 'json', '-o', path, *words), 0)
        document = json.load(open(path))
        return path, document['digest'], document['target']['fingerprint']

    def wait(self, *words, url=None):
        return pgplumb('wait', *words, '-d', url or self.url)

    def test_not_yet(self):
        self.expect(self.wait('--plan', DIGEST, '--timeout', '1s'), 5, 'not there after 1 s: the database does not know of it yet')

    def test_there(self):
        plan, digest, fingerprint = self.plan('create table t (a integer, b text);')
        self.expect(pgplumb('apply', plan, '--yes', '-d', self.url), 0)
        for words in (('--plan', digest), ('--plan', plan), ('--plan', digest, '--phase', 'expand'), ('--fingerprint', fingerprint)):
            self.expect(self.wait(*words), 0, 'the database has')

    def test_the_applications_role_may_ask(self):
        plan, digest, _ = self.plan('create table t (a integer, b text);')
        self.expect(pgplumb('apply', plan, '--yes', '-d', self.url), 0)
        role = 'flux_' + uuid.uuid4().hex[:8]
        psql(self.url, f'create role {role} login')
        self.addCleanup(psql, self.url, f'drop role {role}')
        self.expect(self.wait('--plan', digest, url=self.url.replace('postgres@', role + '@')), 0)

    def test_it_comes_while_waiting(self):
        plan, digest, _ = self.plan('create table t (a integer, b text);')
        outcomes = []
        waiting = threading.Thread(target=lambda: outcomes.append(self.wait('--plan', digest, '--timeout', '30s')))
        waiting.start()
        time.sleep(1)
        self.expect(pgplumb('apply', plan, '--yes', '-d', self.url), 0)
        waiting.join()
        self.expect(outcomes[0], 0, 'waiting for plan sha256:.*does not know of it yet', 'the database has plan')

    def test_a_failure_counts_once_it_has_stood(self):
        plan, digest, _ = self.plan('create table t (a integer primary key);')
        self.assertNotEqual(pgplumb('apply', plan, '--yes', '-d', self.url).status, 0)
        self.expect(self.wait('--plan', digest, '--timeout', '20s', '--patience', '2s'), 6, 'the migration failed: .*')
        self.expect(self.wait('--plan', digest, '--timeout', '1s', '--patience', '30s'), 5, 'not there after 1 s: the migration failed')

    def test_phases(self):
        psql(self.url, 'alter table t add gone text')
        plan, digest, _ = self.plan('create table t (a integer, b text);', '--allow', 'column:t.gone')
        apply = lambda *words: pgplumb('apply', plan, '--yes', '-d', self.url, *words)
        self.expect(apply('--phase', 'both'), 2, '--phase takes expand, contract or all')
        self.expect(apply('--phase', 'contract'), 4, 'the expand phase of this plan has not run')
        self.expect(apply('--phase', 'expand'), 0, '1 left')
        self.expect(apply('--phase', 'expand'), 0, 'what this plan expands was applied before')
        self.expect(self.wait('--plan', digest, '--phase', 'expand'), 0)
        self.expect(self.wait('--plan', digest, '--timeout', '1s'), 5, 'its contract phase has not run')
        self.expect(apply('--phase', 'contract'), 0)
        self.expect(self.wait('--plan', digest), 0)
        for phase in ('expand', 'contract', 'all'):
            self.expect(apply('--phase', phase), 0, 'this plan was applied before')

    def test_metrics(self):
        self.assertIn('pgplumb_pending 0\n', pgplumb('status', '-d', self.url, '--format', 'prometheus').out)
        plan, digest, _ = self.plan('create table t (a integer primary key);')
        self.assertNotEqual(pgplumb('apply', plan, '--yes', '-d', self.url).status, 0)
        said = pgplumb('status', '-d', self.url, '--format', 'prometheus').out
        self.assertIn(f'pgplumb_last_run_info{{state="unfinished",digest="{digest}",commit="",role="postgres"}} 1\n', said)
        self.assertIn('pgplumb_pending 1\n', said)
        self.assertIn('pgplumb_last_run_failed 1\n', said)
        for line in said.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? \d+)$')

    def test_no_database(self):
        self.expect(self.wait('--plan', DIGEST, '--timeout', '1s', url='postgresql://nobody@127.0.0.1:1/x'), 5, 'not there after 1 s: .*127.0.0.1')

    def test_usage(self):
        self.expect(self.wait(), 2, 'wait needs one of')
        self.expect(self.wait('--plan', 'x'), 2, '--plan takes a saved plan or its digest')
        self.expect(self.wait('--plan', DIGEST, '--job', 'x'), 2, 'wait needs one of')
        self.expect(self.wait('--plan', DIGEST, '--phase', 'both'), 2, '--phase is one of')
        self.expect(self.wait('--plan', DIGEST, '--timeout', 'soon'), 2, '--timeout takes a time')


class WaitForJob(Case):
    def kubectl(self, *answers):
        """A kubectl that gives one answer after the other for the Job."""
        for number, answer in enumerate(answers):
            self.file(f'answer{number}', json.dumps({'status': {'conditions': answer}}))
        path = self.file('bin/kubectl', f'''#!/bin/sh
cd {self.work}
echo "$@" >>asked
case $1 in
get) n=$(cat count 2>/dev/null || echo 0); [ -e answer$n ] || n=$((n - 1)); cat answer$n; echo $((n + 1)) >count ;;
logs) echo the log of the pod ;;
esac
''')
        os.chmod(path, 0o755)
        return {'PATH': os.path.dirname(path) + ':/usr/bin:/bin'}

    def wait(self, env, *words):
        return pgplumb('wait', '--job', 'shop-migrate', *words, env=env)

    def test_complete(self):
        env = self.kubectl([], [{'type': 'Complete', 'status': 'True'}])
        self.expect(self.wait(env, '--namespace', 'shop'), 0, 'Job shop-migrate has completed')
        self.assertEqual(open(os.path.join(self.work, 'asked')).read().splitlines()[0], 'get job shop-migrate -o json --namespace shop')

    def test_failed(self):
        env = self.kubectl([], [{'type': 'FailureTarget', 'status': 'True', 'message': 'exit code 3'}])
        begun = time.monotonic()
        self.expect(self.wait(env, '--timeout', '60s'), 6, 'the log of the pod', 'Job shop-migrate failed: exit code 3')
        self.assertLess(time.monotonic() - begun, 10)

    def test_false_conditions_are_none(self):
        env = self.kubectl([{'type': 'Failed', 'status': 'False'}])
        self.expect(self.wait(env, '--timeout', '1s'), 5, 'has not ended after 1 s')

    def test_no_kubectl(self):
        self.expect(self.wait({'PATH': '/nowhere'}), 2, 'cannot run kubectl')

    def test_kubectl_fails(self):
        path = self.file('bin/kubectl', '#!/bin/sh\necho no such job >&2\nexit 1\n')
        os.chmod(path, 0o755)
        self.expect(self.wait({'PATH': os.path.dirname(path) + ':/bin'}), 5, 'no such job', 'kubectl failed')


class Packed(ServerCase):
    def test_apply_takes_what_a_config_map_is_mounted_as(self):
        """Parts of gzip in a directory, beside the entries that Kubernetes keeps there."""
        import gzip
        plan = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb('plan', '-d', self.url, '--to', self.file('to.sql', 'create table "${X}" (a text default $$é"$$);'), '--format', 'json', '-o', plan), 0)
        packed = gzip.compress(open(plan, 'rb').read())
        self.file('plan/plan.json.gz.000', packed[:100])
        self.file('plan/plan.json.gz.001', packed[100:])
        self.file('plan/..data/other', 'x')
        directory = os.path.join(self.work, 'plan')
        self.expect(pgplumb('apply', directory, '--yes', '-d', self.url), 0, 'applied 1 step')
        self.expect(pgplumb('apply', directory, '--yes', '-d', self.url), 0, 'applied before')
        os.remove(os.path.join(directory, 'plan.json.gz.001'))
        self.expect(pgplumb('apply', directory, '--yes', '-d', self.url), 2, 'a part of it is missing or damaged')
