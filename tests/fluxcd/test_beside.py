"""What stands beside the migration where it is asked for: metrics, configuration, log, probes."""
import json
import os

from manifests import SETTINGS, ManifestCase, need, pgplumb, run, yaml
from support import ServerCase

EVERYTHING = ('--monitoring', 'service', '--config-map', 'shop-pgplumb', '--log-sidecar', 'cr.fluentbit.io/fluent/fluent-bit:3.2.2', '--log-arg=-i', '--log-arg=tail',
              '--probes', '--application-container', 'web', '--network-policy')
RESTRICTED = {'allowPrivilegeEscalation': False, 'readOnlyRootFilesystem': True, 'capabilities': {'drop': ['ALL']}}


def template_of(document):
    spec = document['spec']
    return spec.get('jobTemplate', document)['spec']['template']


def pod_of(document):
    return template_of(document)['spec']


class Monitoring(ManifestCase):
    def monitor(self, kind, *words):
        files = self.emit('flux', self.simple_plan(), '--monitoring', kind, *words)
        return self.document(files['migration/metrics.yaml']), self.document(files['migration/monitor.yaml'])

    def test_what_is_pushed_is_what_is_scraped(self):
        for kind, ports in (('service', 'endpoints'), ('pod', 'podMetricsEndpoints')):
            metrics, monitor = self.monitor(kind, '--pushgateway', 'watch/gateway')
            status, push = pod_of(metrics)['initContainers'][0], pod_of(metrics)['containers'][0]
            self.assertEqual(status['args'], ['status', '--format', 'prometheus', '-o', '/metrics/pgplumb.prom'])
            self.assertEqual(push['args'], ['http://gateway.watch.svc:9091/metrics/job/pgplumb/namespace/shop/app/shop'])
            self.assertEqual(monitor['kind'].lower(), kind + 'monitor')
            self.assertEqual(monitor['spec']['namespaceSelector'], {'matchNames': ['watch']})
            endpoint = monitor['spec'][ports][0]
            self.assertTrue(endpoint['honorLabels'])
            self.assertEqual(endpoint['metricRelabelings'], [{'sourceLabels': ['job', 'namespace', 'app'], 'separator': '/', 'regex': 'pgplumb/shop/shop', 'action': 'keep'}])

    def test_the_tag_reaches_it(self):
        self.emit('flux', self.simple_plan(), '--monitoring', 'service')
        path = os.path.join(self.directory, 'variables/deployment-variables.yaml')
        text = open(path).read().replace('1.4.2', '1.5.0')
        open(path, 'w').write(text)
        self.assertTrue(pod_of(self.build('out/migration')['CronJob'][0])['initContainers'][0]['image'].endswith(':1.5.0'))

    def test_bad_settings(self):
        plan = self.simple_plan()
        for words, said in ((('--monitoring', 'all'), 'one of service, pod'), (('--monitoring', 'pod', '--pushgateway', 'gateway'), 'takes NAMESPACE/NAME'),
                            (('--log-arg=-i',), 'needs --log-sidecar'), (('--probes',), 'needs --application-container'), (('--config-map', 'A b'), 'no name')):
            self.expect(pgplumb('emit', 'flux', plan, '-o', os.path.join(self.work, 'bad'), *SETTINGS, *words), 2, said)
        for target, words in (('helm', ('--monitoring', 'pod')), ('compose', ('--config-map', 'x')), ('helm', ('--log-sidecar', 'x:1')),
                              ('job', ('--probes',)), ('kubes', ('--network-policy',)), ('argocd', ('--rbac',)), ('helm', ('--secret', 'plain')), ('init', ('--ttl', '1h')),
                              ('compose', ('--pull-secret', 'x')), ('init', ('--service-account', 'x')), ('argocd', ('--application-secret', 'x')),
                              ('job', ('--application-env-from', 'secret/x')), ('helm', ('--application-container', 'web'))):
            self.expect(pgplumb('emit', target, plan, '-o', os.path.join(self.work, 'bad'), *SETTINGS, *words), 2, f'emit {target} takes no {words[0]}')
        self.expect(pgplumb('emit', 'flux', plan, '-o', os.path.join(self.work, 'bad'), *SETTINGS, '--database-port', '1'), 2, '--database-port needs --network-policy')
        self.expect(pgplumb('emit', 'github', '-o', os.path.join(self.work, 'bad'), *SETTINGS, '--env-from', 'secret/x'), 2, 'emit github takes no --env-from', 'Write it into pgplumb.yaml')

    def test_settings_of_all_targets(self):
        """The configuration file may say what one target has no use for; what would change the migration is refused all the same."""
        plan = self.simple_plan()
        for setting, said in (('source-url: https://git.example.com/x', ''), ('database-port: "6432"', ''), ('network-policy: true', 'emit helm takes no --network-policy')):
            self.file('pgplumb.yaml', f'defaults: {{{setting}}}')
            outcome = pgplumb('emit', 'helm', plan, '-o', 'out', *SETTINGS, cwd=self.work)
            self.expect(outcome, 2 if said else 0, *filter(None, [said]))


class Pods(ManifestCase):
    def test_configuration(self):
        for target, path in (('flux', 'migration/job.yaml'), ('job', 'migration/job.yaml'), ('argocd', 'migration/job.yaml'), ('kubes', '.kubes/resources/migrate/job.yaml')):
            pod = pod_of(self.document(self.emit(target, self.simple_plan(), '--config-map', 'shop-pgplumb')[path]))
            self.assertIn({'name': 'PGPLUMB_CONFIG', 'value': '/config/pgplumb.yaml'}, pod['containers'][0]['env'])
            self.assertIn({'name': 'config', 'mountPath': '/config', 'readOnly': True}, pod['containers'][0]['volumeMounts'])
            self.assertIn({'name': 'config', 'configMap': {'name': 'shop-pgplumb'}}, pod['volumes'])

    def test_configuration_without_a_variable_of_the_database(self):
        pod = pod_of(self.document(self.emit('job', self.simple_plan(), '--config-map', 'c', '--env-from', 'secret/s')['migration/job.yaml']))
        self.assertEqual([variable['name'] for variable in pod['containers'][0]['env']], ['PGPLUMB_CONFIG'])

    def test_log_sidecar(self):
        files = self.emit('flux', self.both_phases(), *EVERYTHING)
        for phase, step in (('migration', 'expand'), ('contract', 'contract')):
            pod = pod_of(self.document(files[phase + '/job.yaml']))
            sidecar, migrate = pod['initContainers'][0], pod['containers'][0]
            self.assertEqual((sidecar['restartPolicy'], sidecar['args'], sidecar['securityContext']), ('Always', ['-i', 'tail'], RESTRICTED))
            self.assertEqual(migrate['args'], ['apply', '/plan', '--yes', '--phase', step, '--log-format', 'json', '--log-file', '/log/pgplumb.jsonl'])
            self.assertEqual(sidecar['volumeMounts'], [{'name': 'log', 'mountPath': '/log', 'readOnly': True}])
            self.assertIn({'name': 'log', 'mountPath': '/log'}, migrate['volumeMounts'])
            self.assertEqual([volume['name'] for volume in pod['volumes']], ['plan', 'config', 'log'])

    def test_probes(self):
        """Of the application's container, and only for what comes before it: the contract phase waits for it."""
        files = self.emit('flux', self.both_phases(), *EVERYTHING)
        web = pod_of(self.document(files['application/wait-for-schema.yaml']))['containers'][0]
        digest = json.load(open(os.path.join(self.work, 'plan.json')))['digest']
        self.assertEqual(web['name'], 'web')
        self.assertEqual(web['readinessProbe']['exec']['command'], ['pgplumb', 'wait', '--plan', digest, '--timeout', '5s', '--phase', 'expand'])
        self.assertGreater(web['readinessProbe']['timeoutSeconds'], 5)
        self.assertNotIn('containers', pod_of(self.document(self.emit('flux', self.simple_plan())['application/wait-for-schema.yaml'])))

    def test_the_probe_joins_the_application(self):
        self.emit('flux', self.simple_plan(), *EVERYTHING)
        self.file('app/kustomization.yaml', yaml.safe_dump({'resources': ['d.yaml'], 'components': ['../out/application']}))
        self.file('app/d.yaml', yaml.safe_dump({'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'shop'}, 'spec': {
            'selector': {'matchLabels': {'a': 'b'}}, 'template': {'metadata': {'labels': {'a': 'b'}}, 'spec': {'containers': [{'name': 'web', 'image': 'y:1'}]}}}}))
        containers = pod_of(self.build('app')['Deployment'][0])['containers']
        self.assertEqual(len(containers), 1)
        self.assertIn('readinessProbe', containers[0])
        self.assertTrue(containers[0]['image'].startswith('y:'))

    def test_all_of_it_is_valid(self):
        plan = self.both_phases()
        for target in ('flux', 'argocd'):
            self.emit(target, plan, *(EVERYTHING if target == 'flux' else EVERYTHING[:8]), out=target)
            found = pgplumb('doctor', self.directory)
            self.assertEqual(found.status, 0, found)
            built = [self.file(f'{target}-{phase}.yaml', run(need('kubectl'), 'kustomize', os.path.join(self.directory, phase))) for phase in ('migration', 'contract')]
            self.assertGreater(self.check_schemas(*built), 4)


class Events(ManifestCase):
    """Of a Job that tells Flux how it ended."""

    def test_only_when_asked_for(self):
        self.assertNotRegex(''.join(self.emit('flux', self.both_phases()).values()), r'serviceAccount|kind: Role|--event\b')

    def test_each_phase_tells_its_own_kustomization(self):
        files = self.emit('flux', self.both_phases(), '--events', '--flux-namespace', 'apps')
        for phase, step in (('migration', 'migrate'), ('contract', 'contract')):
            pod, account = pod_of(self.document(files[phase + '/job.yaml'])), self.document(files[phase + '/service-account.yaml'])
            role, binding = self.documents(files[f'flux/{phase}-events.yaml'])
            self.assertEqual(pod['containers'][0]['args'][-2:], ['--event', 'apps/shop-' + phase])
            self.assertEqual((account['metadata']['name'], account['metadata']['namespace'], account['automountServiceAccountToken']), (f'shop-{step}-events', 'shop', False))
            self.assertEqual((pod['serviceAccountName'], pod['automountServiceAccountToken']), (f'shop-{step}-events', False))
            self.assertEqual((role['metadata']['namespace'], binding['metadata']['namespace'], binding['roleRef']['name']), ('apps', 'apps', role['metadata']['name']))
            self.assertEqual(binding['subjects'], [{'kind': 'ServiceAccount', 'name': f'shop-{step}-events', 'namespace': 'shop'}])
            self.assertEqual(role['rules'], [{'apiGroups': [''], 'resources': ['events'], 'verbs': ['create']},
                                             {'apiGroups': ['kustomize.toolkit.fluxcd.io'], 'resources': ['kustomizations'], 'resourceNames': ['shop-' + phase], 'verbs': ['get']}])

    def test_the_token_is_for_the_migration_alone(self):
        pod = pod_of(self.document(self.emit('flux', self.simple_plan(), '--events', '--log-sidecar', 'busybox:1')['migration/job.yaml']))
        volume = next(volume for volume in pod['volumes'] if 'serviceAccountToken' in str(volume))
        self.assertEqual([source['serviceAccountToken']['expirationSeconds'] for source in volume['projected']['sources'] if 'serviceAccountToken' in source], [600])
        mounts = {container['name']: [mount['mountPath'] for mount in container['volumeMounts'] if mount['name'] == volume['name']]
                  for container in pod['initContainers'] + pod['containers']}
        self.assertEqual(mounts, {'log': [], 'migrate': ['/var/run/secrets/kubernetes.io/serviceaccount']})

    def test_an_account_that_there_is(self):
        files = self.emit('flux', self.simple_plan(), '--events', '--service-account', 'migrator')
        self.assertNotIn('migration/service-account.yaml', files)
        self.assertEqual(pod_of(self.document(files['migration/job.yaml']))['serviceAccountName'], 'migrator')
        self.assertEqual(self.documents(files['flux/migration-events.yaml'])[1]['subjects'], [{'kind': 'ServiceAccount', 'name': 'migrator', 'namespace': 'shop'}])

    def test_the_policy_lets_it(self):
        ports = lambda *words: [[port['port'] for port in rule['ports']] for rule in self.document(
            self.emit('flux', self.simple_plan(), '--network-policy', *words)['migration/network-policy.yaml'])['spec']['egress']]
        self.assertEqual((ports(), ports('--events')), ([[53, 53], [5432]], [[53, 53], [5432], [443, 6443]]))

    def test_other_targets(self):
        for target in ('argocd', 'helm', 'job', 'init', 'compose'):
            self.expect(pgplumb('emit', target, self.simple_plan(), '-o', os.path.join(self.work, 'bad'), *SETTINGS, '--events'), 2, f'emit {target} takes no --events')


class LogFile(ServerCase):
    def test_the_file_has_what_stderr_has(self):
        """With a configuration whose settings of plans do not stop a saved one."""
        log = os.path.join(self.work, 'log.jsonl')
        config = self.file('c/pgplumb.yaml', 'schema: nowhere/\ndefaults: {lock-tries: "3", manage: owners}\n')
        desired = self.file('to.sql', 'create table t (a integer);')
        plan = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb('plan', '-d', self.url, '--to', desired, '--format', 'json', '-o', plan), 0)
        done = self.expect(pgplumb('apply', plan, '--yes', '-d', self.url, '--log-format', 'json', '--log-file', log, env={'PGPLUMB_CONFIG': config}), 0)
        self.assertEqual(open(log).read(), done.err)
        self.assertIn('done', [json.loads(line)['event'] for line in done.err.splitlines()])

    def test_wrong_use(self):
        self.expect(pgplumb('apply', 'x.json', '-d', self.url, '--log-file', 'x'), 2, '--log-file needs --log-format json')
        self.expect(pgplumb('apply', 'x.json', '-d', self.url, '--log-format', 'json', '--log-file', '/nowhere/x'), 2, 'cannot write')
