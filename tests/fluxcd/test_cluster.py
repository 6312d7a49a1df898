"""End to end with real Flux: what the team commits, what the cluster runs, what the database then has."""
import json
import os
import shutil
import signal

from cluster import ClusterCase, get, kubectl, processes_of, run, until
from manifests import tool, yaml
from overlays import ROOM, write_overlay
from support import pgplumb, psql


class Flux(ClusterCase):
    def first_release(self, sql='create table t (a integer);'):
        self.commit(self.plan_for(sql), '1.0.0')
        self.until_ready('shop-migration', 'shop-application')

    def test_a_first_deployment_migrates_and_the_application_starts_after_it(self):
        self.first_release()
        self.assertEqual(self.columns(), 'a')
        job, pod = self.job(), self.pods('app=shop')[0]
        self.assertRegex(job['metadata']['name'], r'^shop-migrate-1\.0\.0-[0-9a-f]{8}$')
        started = pod['status']['containerStatuses'][0]['state']['running']['startedAt']
        self.assertLessEqual(job['status']['completionTime'], started)
        self.assertEqual(pod['status']['initContainerStatuses'][0]['name'], 'wait-for-schema')
        self.assertIn('applied 1 step', self.reasons()[0])

    def test_b_a_new_plan_makes_the_job_of_its_digest_and_prunes_the_old_one(self):
        self.first_release()
        before = self.job()['metadata']
        self.commit(self.plan_for('create table t (a integer, b text);'), '1.0.0')
        self.until_ready('shop-migration', 'shop-application')
        self.assertEqual([job['metadata']['uid'] == before['uid'] for job in get('-n', self.name, 'jobs')['items']], [False])
        self.assertEqual(self.columns(), 'a,b')

    def commit_overlay(self, sql):
        """A team's overlay over kustomize/ in the place of the emitted migration: its Job's name says the release only."""
        plan, (image, tag) = self.plan_for(sql), self.image.rsplit(':', 1)
        self.emit_flux(plan, '1.0.0')
        shutil.copytree(ROOM, os.path.join(self.root, 'kustomize'), dirs_exist_ok=True)
        shutil.rmtree(os.path.join(self.root, 'deploy/migration'))
        write_overlay(self, 'root/deploy/migration', plan, ('release',), {'IMAGE': image, 'IMAGE_TAG': tag, 'NAMESPACE': self.name}, room=self.root + '/kustomize')
        self.publish()
        self.until_ready('shop-migration', 'shop-application')
        return self.job()['metadata']

    def test_b_a_new_plan_replaces_the_job_of_the_same_name_by_force_and_runs(self):
        self.secret('migration')
        before, after = [self.commit_overlay(sql) for sql in ('create table t (a integer);', 'create table t (a integer, b text);')]
        self.assertEqual(before['name'], after['name'])
        self.assertNotEqual(before['uid'], after['uid'])
        self.assertEqual((self.columns(), self.runs()), ('a,b', 2))

    def test_b_another_pod_replaces_the_job_that_finds_the_plan_done(self):
        self.first_release()
        # The same Job's name with another pod: only force lets Flux do that.
        before = self.job()['metadata']['uid']
        path = os.path.join(self.root, 'deploy/migration/job.yaml')
        text = open(path).read()
        open(path, 'w').write(text.replace('memory: "64Mi"', 'memory: "65Mi"'))
        self.publish()
        self.until_ready('shop-migration')
        self.assertNotEqual(self.job()['metadata']['uid'], before)
        self.assertEqual(self.runs(), 1)

    def test_c_reconciling_again_runs_nothing(self):
        self.first_release()
        uid = self.job()['metadata']['uid']
        for _ in range(10):
            before = get('-n', self.name, 'kustomization', 'shop-migration')['status'].get('lastHandledReconcileAt')
            self.poke('kustomization/shop-migration')
            until('a reconciliation', lambda: get('-n', self.name, 'kustomization', 'shop-migration')['status'].get('lastHandledReconcileAt') != before)
        self.until_ready('shop-migration')
        self.assertEqual((self.job()['metadata']['uid'], self.runs(), len(self.pods('batch.kubernetes.io/job-name'))), (uid, 1, 1))

    def check_made_again(self, uid):
        """By Flux, and it finds nothing to do."""
        self.poke('kustomization/shop-migration')
        job, = until('the Job is there again and done', lambda: [job for job in get('-n', self.name, 'jobs')['items'] if job.get('status', {}).get('succeeded')])
        reasons = self.reasons(job['metadata']['name'])
        self.assertTrue(any('applied before' in reason for reason in reasons), reasons)
        self.assertNotEqual(job['metadata']['uid'], uid)
        self.assertEqual(self.runs(), 1)

    def test_d_a_deleted_job_is_made_again_and_does_nothing(self):
        self.first_release()
        uid = self.job()['metadata']['uid']
        kubectl('-n', self.name, 'delete', 'job', '--all')
        self.check_made_again(uid)

    def test_d_a_job_that_its_ttl_deleted_is_made_again_and_does_nothing(self):
        self.commit(self.plan_for('create table t (a integer);'), '1.0.0', '--ttl', '30s')
        uid = until('the Job is there', lambda: next(iter(get('-n', self.name, 'jobs')['items']), None))['metadata']['uid']
        self.until_ready('shop-migration')
        until('the TTL has deleted the Job', lambda: not get('-n', self.name, 'jobs')['items'])
        self.check_made_again(uid)

    def test_e_a_failing_plan_rolls_nothing_out_and_a_fixed_commit_recovers(self):
        self.first_release()
        psql(self.url, 'insert into t values (1)')
        pod = self.pods('app=shop')[0]['metadata']['uid']
        generation = get('-n', self.name, 'deployment', 'shop')['metadata']['generation']
        self.commit(self.plan_for('create table t (a integer, b integer default (1 / 0));'), '1.1.0')
        message, name = self.until_failed('shop-migration'), self.job()['metadata']['name']
        # Flux names the Job, whose name says release and plan, and can say no more; the Job says the exit code, the pod why.
        self.assertRegex(name, r'^shop-migrate-1\.1\.0-[0-9a-f]{8}$')
        self.assertIn(f"[Job/{self.name}/{name} status: 'Failed']", message)
        self.assertRegex(next(condition['message'] for condition in self.job()['status']['conditions'] if condition['type'] == 'Failed'), 'exit code 6 ')
        self.assertEqual(len(self.reasons(name)), 1)
        self.assertIn('division by zero', self.reasons(name)[0])
        self.poke('kustomization/shop-application')
        until('Flux holds the application back', lambda: self.flux_condition('shop-application')['reason'] == 'DependencyNotReady')
        self.assertEqual(get('-n', self.name, 'deployment', 'shop')['metadata']['generation'], generation)
        self.assertEqual([pod['metadata']['uid'] for pod in self.pods('app=shop')], [pod])
        self.commit(self.plan_for('create table t (a integer, fixed text);'), '1.1.1')
        self.until_ready('shop-migration', 'shop-application')
        self.assertEqual(self.columns(), 'a,fixed')
        self.assertNotIn(pod, [pod['metadata']['uid'] for pod in self.pods('app=shop') if not pod['metadata'].get('deletionTimestamp')])

    def commit_with_events(self, sql, release):
        self.emit_flux(self.plan_for(sql), release, '--events')
        self.let_it_reach_the_api()
        self.publish()

    def may(self, *words, namespace=None):
        """What the Job's service account is allowed."""
        account = f'system:serviceaccount:{self.name}:shop-migrate-events'
        return kubectl('-n', namespace or self.name, 'auth', 'can-i', *words, '--as', account, check=False).strip()

    def check_rights(self):
        """To create Events, to read the one Kustomization, and nothing more than anybody."""
        self.assertEqual([self.may('create', 'events'), self.may('get', 'kustomizations/shop-migration')], ['yes', 'yes'])
        for words in (('get', 'events'), ('delete', 'events'), ('list', 'kustomizations'), ('get', 'kustomizations/shop-application'), ('patch', 'kustomizations/shop-migration'),
                      ('get', 'secrets'), ('get', 'configmaps'), ('list', 'pods'), ('get', 'jobs'), ('create', 'jobs'), ('create', 'serviceaccounts/token')):
            self.assertEqual(self.may(*words), 'no', words)
        self.assertEqual(self.may('create', 'events', namespace='default'), 'no')

    def test_e_flux_shows_the_reason_as_an_event(self):
        psql(self.url, 'create table t (a integer)', 'insert into t values (1)')
        self.commit_with_events('create table t (a integer, b integer default (1 / 0));', '1.0.0')
        self.until_failed('shop-migration')
        event = until('the Event', lambda: self.events('shop-migration'))[0]
        self.assertEqual((event['type'], event['reason'], event['message']), ('Warning', 'MigrationFailed', self.reasons()[0]))
        self.assertIn('division by zero', event['message'])
        self.assertEqual(event['involvedObject']['uid'], get('-n', self.name, 'kustomization', 'shop-migration')['metadata']['uid'])
        self.assertRegex(kubectl('-n', self.name, 'describe', 'kustomization', 'shop-migration'), 'Warning +MigrationFailed .* pgplumb .*division by zero')
        if tool('flux'):
            self.assertRegex(run(tool('flux'), '-n', self.name, 'events', '--for', 'Kustomization/shop-migration'), 'MigrationFailed.*division by zero')
        pod = self.pods('batch.kubernetes.io/job-name')[0]['spec']
        self.assertEqual([source['serviceAccountToken']['expirationSeconds'] for volume in pod['volumes'] for source in volume.get('projected', {}).get('sources', [])
                          if 'serviceAccountToken' in source], [600])
        self.check_rights()
        self.commit_with_events('create table t (a integer, fixed text);', '1.0.1')
        self.until_ready('shop-migration')
        self.assertEqual(sorted(event['reason'] for event in until('another Event', lambda: self.events('shop-migration')[1:] and self.events('shop-migration'))),
                         ['MigrationApplied', 'MigrationFailed'])

    def test_f_drift_between_plan_and_run_is_refused_with_its_reason(self):
        self.first_release()
        plan = self.plan_for('create table t (a integer, b text);')
        psql(self.url, 'alter table t add by_hand text')
        self.commit(plan, '1.1.0')
        self.until_failed('shop-migration')
        self.assertEqual(self.columns(), 'a,by_hand')
        name = self.job()['metadata']['name']
        self.assertTrue(any('another state of the database' in reason and 'public.t' in reason for reason in self.reasons(name)), self.reasons(name))
        self.assertEqual(self.pods('batch.kubernetes.io/job-name=' + name)[0]['status']['containerStatuses'][0]['state']['terminated']['exitCode'], 4)

    def migration_at_work(self):
        """The pod whose index is not made as long as there is a row in the gate."""
        tables = 'create table t (a integer); create table big (i integer); create table gate (i integer);'
        slow = ('create function slow() returns event_trigger language plpgsql as $$begin while exists (select from public.gate) loop perform pg_sleep(0.1); end loop; end$$;'
                "create event trigger slow on ddl_command_start when tag in ('CREATE INDEX') execute function slow();")
        self.first_release(tables)
        psql(self.url, slow, 'insert into gate values (1)')
        self.commit(self.plan_for(tables + slow + 'create index t_a on t (a); create index big_i on big (i);'), '1.1.0')
        until('the migration is at work', lambda: psql(self.url, "select count(*) from pg_stat_activity where query ~* '^create index' and datname = current_database()") != '0')
        # The pod's own status comes after what it does.
        return until('the pod is said to run', lambda: next((pod for pod in self.pods('app.kubernetes.io/name=shop-migrate') if pod['status']['phase'] == 'Running'), None))

    def check_finished_by_another(self, killed):
        until('the pod has ended', lambda: (get('-n', self.name, 'pod', killed['metadata']['name']) or {'status': {'phase': 'Gone'}})['status']['phase'] != 'Running')
        psql(self.url, 'delete from gate')
        self.until_ready('shop-migration')
        self.assertEqual(psql(self.url, "select count(*) from pg_indexes where indexname in ('t_a', 'big_i')"), '2')
        pods = {pod['metadata']['uid']: pod['status']['phase'] for pod in self.pods('app.kubernetes.io/name=shop-migrate')}
        self.assertEqual([phase for uid, phase in pods.items() if uid != killed['metadata']['uid']], ['Succeeded'], pods)
        self.assertEqual(psql(self.url, "select string_agg(state, ',' order by id) from pgplumb.runs"), 'applied,applied')

    def test_g_a_deleted_pod_is_followed_by_one_that_finishes(self):
        pod = self.migration_at_work()
        kubectl('-n', self.name, 'delete', 'pod', pod['metadata']['name'], '--force', '--grace-period=0')
        self.check_finished_by_another(pod)

    def test_g_a_killed_process_is_followed_by_one_that_finishes(self):
        """As when the node runs out of memory: nobody tells the program."""
        pod = self.migration_at_work()
        container = pod['status']['containerStatuses'][0]['containerID'].rsplit('/', 1)[1]
        processes = processes_of(container)
        if not processes:
            self.skipTest('the node is another machine')
        os.kill(processes[0], signal.SIGKILL)
        self.check_finished_by_another(pod)
        ended = get('-n', self.name, 'pod', pod['metadata']['name'])['status']['containerStatuses'][0]['state']['terminated']
        self.assertEqual(ended['exitCode'], 137)

    def test_h_expand_application_contract(self):
        self.first_release('create table t (a integer, gone text);')
        self.commit(self.plan_for('create table t (a integer, b text);', '--allow', 'column:t.gone'), '2.0.0')
        until('the new application runs', lambda: self.condition('shop-application', 'True'), 360)
        self.until_ready('shop-contract')
        jobs = {job['metadata']['name'].split('-')[1]: job['status']['completionTime'] for job in get('-n', self.name, 'jobs')['items']}
        digest = json.load(open(os.path.join(self.work, 'plan.json')))['digest']
        pod = next(pod for pod in self.pods('app=shop') if pod['metadata']['annotations'].get('pgplumb/plan') == digest)
        started = pod['status']['containerStatuses'][0]['state']['running']['startedAt']
        self.assertLessEqual(jobs['migrate'], started)
        self.assertLessEqual(started, jobs['contract'])
        self.assertEqual(self.columns(), 'a,b')
        self.assertEqual(self.runs(), 2)

    def substitute(self, variable):
        """Flux replaces the variable in whatever does not forbid it; a label of the pod shows that it does."""
        flux, job = (os.path.join(self.root, 'deploy', path) for path in ('flux/migration.yaml', 'migration/job.yaml'))
        kustomization, text = yaml.safe_load(open(flux)), open(job).read()
        kustomization['spec']['postBuild'] = {'substitute': {variable: 'wrong'}}
        open(flux, 'w').write(yaml.safe_dump(kustomization))
        document = yaml.safe_load(text)
        document['spec']['template']['metadata']['labels']['substituted'] = f'${{{variable}}}'
        open(job, 'w').write(yaml.safe_dump(document))

    def test_i_a_large_plan_with_everything_in_it_arrives(self):
        noise = ''.join(f"create function f{i}() returns text language sql as 'select ''{os.urandom(1000).hex()} ${{HOME}} \"ü漢\" ''''x'''' \\ {{{{ .V }}}}''';\n" for i in range(1600))
        plan = self.plan_for(noise)
        self.assertGreater(os.path.getsize(plan), 3_000_000)
        self.emit_flux(plan, '1.0.0')
        self.substitute('HOME')
        self.publish()
        self.until_ready('shop-migration')
        self.assertEqual(self.job()['spec']['template']['metadata']['labels'].get('substituted'), 'wrong')
        self.expect(pgplumb('drift', '-d', self.url, '--to', os.path.join(self.work, 'schema.sql')), 0)


class Waiting(ClusterCase):
    def test_wait_for_job(self):
        plan = self.plan_for('create table t (a integer unique);')
        out = os.path.join(self.work, 'job')
        self.expect(pgplumb('emit', 'job', plan, '-o', out, '--name', 'shop', '--namespace', self.name, '--image', self.image, '--release', '1.0'), 0)
        kubectl('apply', '--server-side', '-f', os.path.join(out, 'migration'))
        environment = {'KUBECONFIG': os.environ['KUBECONFIG']}
        self.expect(pgplumb('wait', '--job', self.job()['metadata']['name'], '-n', self.name, env=environment, timeout=600), 0, 'has completed')
        kubectl('-n', self.name, 'delete', 'job', '--all')
        psql(self.url, 'alter table t add by_hand text')
        self.expect(pgplumb('emit', 'job', self.plan_for('create table t (a integer unique, b text, by_hand text);'), '-o', out, '--name', 'shop', '--namespace', self.name,
                            '--image', self.image, '--release', '1.1'), 0)
        psql(self.url, 'alter table t drop by_hand')
        kubectl('apply', '--server-side', '-f', os.path.join(out, 'migration'))
        name = next(job['metadata']['name'] for job in get('-n', self.name, 'jobs')['items'])
        self.expect(pgplumb('wait', '--job', name, '-n', self.name, env=environment, timeout=600), 6, 'another state of the database', f'Job {name} failed')
