"""A plan for many databases as one Indexed Job: what is in it, who is who, and that its pods do what it says."""
import base64
import json
import os
import tempfile
import unittest
import uuid

from manifests import SETTINGS, ManifestCase, need, pgplumb, run
from support import SERVER, psql

TARGETS = ('flux', 'argocd', 'job')
OLD, NEW = 'create table t (a integer, gone text)', 'create table t (a integer, b text)'


@unittest.skipUnless(SERVER, 'no server: PGPLUMB_TEST_SERVER_14 to _18 name none')
class FleetCase(ManifestCase):
    """Three databases: two alike, one that has nothing to do."""

    @classmethod
    def setUpClass(cls):
        cls.prefix = 'c1_emit_' + uuid.uuid4().hex[:8]
        cls.urls = {name: f"{SERVER.rsplit('/', 1)[0]}/{cls.prefix}_{name}" for name in ('acme', 'blue', 'done')}
        for name in cls.urls:
            psql(SERVER, f'create database {cls.prefix}_{name} template template0')
            cls.addClassCleanup(psql, SERVER, f'drop database {cls.prefix}_{name} with (force)')

    def setUp(self):
        super().setUp()
        for name, url in self.urls.items():
            psql(url, 'set client_min_messages = error', 'drop schema if exists pgplumb cascade', 'drop table if exists t', NEW if name == 'done' else OLD)
            self.file('tenants/' + name, url)
        self.fleet = os.path.join(self.work, 'tenants')
        self.saved = self.fleet_plan()

    def fleet_plan(self, *words):
        path = os.path.join(self.work, 'fleet.json')
        self.expect(pgplumb('plan', '--fleet', self.fleet, '--to', os.path.dirname(self.file('db/t.sql', NEW + ';')), '--format', 'json', '-o', path, '--allow', 'column:t.gone', *words), 0)
        return path

    def job(self, target='flux', phase='migration', *words):
        return self.document(self.emit(target, self.saved, *words)[phase + '/job.yaml'])


class Written(FleetCase):
    def test_an_index_for_each_database_that_has_something_to_do(self):
        for target in TARGETS:
            files = self.emit(target, self.saved)
            job, (databases,) = self.document(files['migration/job.yaml']), [document for document in self.documents(files['migration/plan.yaml']) if 'data' in document]
            self.assertEqual(databases['data'], {'0': 'acme', '1': 'blue'})
            spec = job['spec']
            self.assertEqual([spec[key] for key in ('completionMode', 'completions', 'parallelism', 'backoffLimitPerIndex')], ['Indexed', 2, 2, 3])
            self.assertNotIn('backoffLimit', spec)
            self.assertNotIn('maxFailedIndexes', spec)
            self.assertEqual([rule['action'] for rule in spec['podFailurePolicy']['rules']], ['Ignore', 'FailIndex'])
            self.assertEqual(json.loads(self.packed_plan([document for document in self.documents(files['migration/plan.yaml']) if 'binaryData' in document])), json.load(open(self.saved)))

    def test_the_pod_gets_the_urls_from_one_secret(self):
        pod = self.job()['spec']['template']['spec']
        self.assertIn({'name': 'fleet', 'secret': {'secretName': 'shop-fleet', 'defaultMode': 292}}, pod['volumes'])
        migrate = pod['containers'][0]
        self.assertIn({'name': 'fleet', 'mountPath': '/fleet', 'readOnly': True}, migrate['volumeMounts'])
        self.assertNotIn('env', migrate)
        self.assertEqual(migrate['args'], ['apply', '/plan', '--yes', '--fleet', '/fleet', '--index', '$(JOB_COMPLETION_INDEX)', '--phase', 'expand'])
        for text in self.emit('flux', self.saved).values():
            self.assertNotIn(self.prefix, text)

    def test_limits(self):
        """The deadline is one for each database; the Job has it for those that come one after the other."""
        spec = self.job('flux', 'migration', '--parallel', '1', '--max-failures', '0', '--deadline', '10m', '--retries', '0')['spec']
        self.assertEqual([spec[key] for key in ('parallelism', 'maxFailedIndexes', 'activeDeadlineSeconds', 'backoffLimitPerIndex')], [1, 0, 1200, 0])
        self.assertNotIn('podFailurePolicy', spec)

    def test_names_leave_room_for_the_index(self):
        """The host name of a pod is the Job's name and its index: a DNS label without dots."""
        settings = ('--name', 'a-service-with-a-very-long-name', '--namespace', 'x', '--image', 'r.example.com/x:2026.11.22-0123456789abcdef')
        self.emit('flux', self.saved, settings=settings)
        for phase in ('migration', 'contract'):
            name = self.build('out/' + phase)['Job'][0]['metadata']['name']
            self.assertLessEqual(len(name + '-99999'), 63)
            self.assertRegex(name, r'^[a-z0-9-]+$')

    def test_nothing_waits_for_one_database(self):
        files = self.emit('flux', self.saved, '--application-path', 'apps/shop')
        self.assertFalse([path for path in files if path.startswith('application/')])
        application = self.document(files['flux/application.yaml'])
        self.assertNotIn('components', application['spec'])
        self.assertEqual(application['spec']['dependsOn'], [{'name': 'shop-migration'}])

    def test_secrets(self):
        files = self.emit('flux', self.saved, '--secret', 'external', '--secret-store', 'vault', '--secret-remote', 'prod/shop')
        self.assertEqual(self.document(files['migration/secret.yaml'])['spec']['dataFrom'], [{'extract': {'key': 'prod/shop'}}])
        files = self.emit('flux', self.saved, '--secret', 'plain', '--database-secret', 'tenants')
        self.assertEqual(set(self.document(files['secret.example.yaml'])['stringData']), {'acme', 'blue'})

    def test_metrics_of_all(self):
        template = self.document(self.emit('flux', self.saved, '--monitoring', 'service')['migration/metrics.yaml'])['spec']['jobTemplate']['spec']['template']['spec']
        self.assertEqual(template['initContainers'][0]['args'][:3], ['status', '--fleet', '/fleet'])
        self.assertIn('fleet', [volume['name'] for volume in template['volumes']])

    def test_it_is_valid_and_the_doctor_likes_it(self):
        for target in TARGETS:
            words = () if target == 'job' else ('--network-policy', '--config-map', 'c', '--log-sidecar', 'busybox:1.37', '--monitoring', 'pod', '--max-failures', '1')
            self.emit(target, self.saved, *words)
            self.expect(pgplumb('doctor', self.directory), 0)
            paths = [os.path.join(self.directory, phase) for phase in ('migration', 'contract')]
            if target != 'job':
                paths = [self.file(f'{target}-{os.path.basename(path)}.yaml', run(need('kubectl'), 'kustomize', path)) for path in paths]
            self.assertGreater(self.check_schemas(*paths), 5)

    def test_what_is_refused(self):
        out = os.path.join(self.work, 'bad')
        cases = ((('helm', self.saved), 'emit helm takes no plan for many databases'), (('flux', self.saved, '--probes', '--application-container', 'web'), 'takes no --probes'),
                 (('flux', self.saved, '--application-secret', 'x'), 'takes no --application-secret'), (('flux', self.saved, '--database-secret', 'a/b'), 'takes NAME for many'),
                 (('flux', self.saved, '--secret', 'sealed', '--sealed-value', 'x'), 'plain, external'), (('flux', self.saved, '--parallel', '0'), '--parallel takes a number from 1'),
                 (('flux', self.simple_plan(), '--parallel', '2'), '--parallel needs a plan for many'), (('flux', self.saved, '--fleet', self.fleet), '--fleet needs --to'))
        for words, said in cases:
            self.expect(pgplumb('emit', *words, '-o', out, *SETTINGS), 2, said)
        path = os.path.join(self.work, 'blocked.json')
        self.expect(pgplumb('plan', '--fleet', self.fleet, '--to', os.path.join(self.work, 'db'), '--format', 'json', '-o', path), 3)
        self.expect(pgplumb('emit', 'flux', path, '-o', out, *SETTINGS), 3, 'No Job could run it')
        self.file('tenants/gone', self.urls['acme'] + '_gone')
        self.expect(pgplumb('plan', '--fleet', self.fleet, '--to', os.path.join(self.work, 'db'), '--format', 'json', '-o', path, '--allow', 'column:t.gone'), 2)
        self.expect(pgplumb('emit', 'flux', path, '-o', out, *SETTINGS), 2, 'no plan was made for gone')
        self.file('tenants/acme', self.urls['done'])
        self.expect(pgplumb('plan', '--fleet', self.fleet, '--only', 'done', '--to', os.path.join(self.work, 'db'), '--format', 'json', '-o', path), 0)
        self.expect(pgplumb('emit', 'flux', path, '-o', out, *SETTINGS), 2, 'nothing to run')

    def test_from_the_files_in_one_step(self):
        words = ('--fleet', self.fleet, '--to', os.path.join(self.work, 'db'), '--allow', 'column:t.gone')
        self.expect(pgplumb('emit', 'flux', *words, '-o', os.path.join(self.work, 'again'), *SETTINGS, '--source-path', 'x'), 0)
        files = self.emit('flux', self.saved, '--source-path', 'x')
        for path, text in files.items():
            self.assertEqual(open(os.path.join(self.work, 'again', path)).read(), text, path)


class Run(FleetCase):
    """The pods' commands, as the Job controller and the kubelet start them."""

    def pods(self, phase):
        """Exit status and what was said of each index."""
        files = self.emit('flux', self.saved)
        job = self.document(files[phase + '/job.yaml'])
        plan = tempfile.mkdtemp(dir=self.work)
        for document in self.documents(files[phase + '/plan.yaml']):
            for name, data in document.get('binaryData', {}).items():
                with open(os.path.join(plan, name), 'wb') as out:
                    out.write(base64.b64decode(data))
        places = {'/plan': plan, '/fleet': self.fleet}
        outcomes = []
        for index in range(job['spec']['completions']):
            words = [places.get(word, word.replace('$(JOB_COMPLETION_INDEX)', str(index))) for word in job['spec']['template']['spec']['containers'][0]['args']]
            outcomes.append(pgplumb(*words))
        return outcomes

    def columns(self, name):
        return psql(self.urls[name], "select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = 't'::regclass and attnum > 0 and not attisdropped")

    def test_both_phases_and_again(self):
        self.assertEqual([pod.status for pod in self.pods('migration')], [0, 0])
        self.assertEqual({self.columns(name) for name in ('acme', 'blue')}, {'a,gone,b'})
        for _ in range(2):
            self.assertEqual([pod.status for pod in self.pods('contract')], [0, 0])
        self.assertEqual({self.columns(name) for name in self.urls}, {'a,b'})
        self.assertTrue(all('was applied before' in pod.err for pod in self.pods('contract')))

    def test_a_database_that_has_changed_fails_its_index_only(self):
        psql(self.urls['acme'], 'alter table t add column by_hand integer')
        acme, blue = self.pods('migration')
        self.expect(acme, 4, 'the plan was made for another state of the database')
        self.expect(blue, 0, 'applied 1 step')

    def test_a_secret_that_lacks_a_database(self):
        os.remove(os.path.join(self.fleet, 'acme'))
        acme, blue = self.pods('migration')
        self.expect(acme, 2, 'has no database "acme"')
        self.expect(blue, 0)


if __name__ == '__main__':
    unittest.main()
