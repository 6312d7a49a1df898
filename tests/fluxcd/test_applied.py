"""What emit writes, applied for real in a namespace that enforces "restricted": every variant, run to the end; and the scripts beside it."""
import json
import os
import re
import shutil
import subprocess

from cluster import GATEWAY, SERVER, ClusterCase, Pushgateway, get, kubectl, run
from manifests import need, tool, yaml
from overlays import write_overlay
from support import pgplumb, psql
from variants import VARIANTS

OLD = 'create table t (a integer, gone text);'
NEW = 'create table t (a integer, b text);'
# Of a release such as 1.4.2 in a Job's name; its pods' host names matter to nobody.
DOTS = r'Warning: metadata.name: this is used in Pod names and hostnames, .*must not contain dots\]\n'


class Applied(ClusterCase):
    """Of an old application with a column that the new one does not have."""

    def setUp(self):
        super().setUp()
        psql(self.url, OLD)
        self.saved = self.plan_for(NEW, '--allow', 'column:t.gone')
        self.out = os.path.join(self.work, 'out')

    def emit_here(self, target, *words, release='1.0.0', plan=None):
        shutil.rmtree(self.out, ignore_errors=True)
        self.expect(pgplumb('emit', target, plan or self.saved, '-o', self.out, '--name', 'shop', '--namespace', self.name, '--image', self.image, '--release', release, *words), 0)

    def apply(self, *paths, dry=False):
        """Taken without a warning: the namespace warns of what it would not let run."""
        for path in paths:
            done = subprocess.run([tool('kubectl'), 'apply', '--server-side', '--validate=strict', *(['--dry-run=server'] if dry else []), '-f', path], capture_output=True, text=True)
            self.assertEqual((done.returncode, re.sub(DOTS, '', done.stderr)), (0, ''), path)

    def build(self, directory):
        return self.file(directory.replace('/', '-') + '.yaml', kubectl('kustomize', os.path.join(self.work, directory)))

    def finish(self, step):
        """Waits for that Job."""
        name = next(job['metadata']['name'] for job in get('-n', self.name, 'jobs')['items'] if f'-{step}-' in job['metadata']['name'] or job['metadata']['name'].endswith(step))
        self.expect(pgplumb('wait', '--job', name, '-n', self.name, env={'KUBECONFIG': os.environ['KUBECONFIG'], 'PATH': self.path()}, timeout=600), 0, 'has completed')

    def path(self):
        """With this program and the cluster's tools."""
        return ':'.join([os.path.dirname(os.environ['PGPLUMB_BIN']), os.path.dirname(need('kubectl')), os.environ['PATH']])

    def script(self, *words, status=0):
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, cwd=self.out, env={**os.environ, 'PATH': self.path()}, timeout=600)
        self.assertEqual(done.returncode, status, done)
        return done.stdout + done.stderr

    def deployment(self, component=None):
        """The application, with a component beside it; its container is the program, which waits for what never comes."""
        pod = {'labels': {'app': 'shop'}}, {
            'automountServiceAccountToken': False, 'securityContext': {'runAsNonRoot': True, 'runAsUser': 65532, 'seccompProfile': {'type': 'RuntimeDefault'}},
            'containers': [{'name': 'web', 'image': self.image.rsplit(':', 1)[0] + ':old', 'args': ['wait', '--plan', 'sha256:' + '0' * 64, '--timeout', '1h'],
                            'env': [{'name': 'DATABASE_URL', 'value': self.inside}],
                            'securityContext': {'allowPrivilegeEscalation': False, 'capabilities': {'drop': ['ALL']}}}]}
        self.file('web/deployment.yaml', yaml.safe_dump({
            'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'shop', 'namespace': self.name},
            'spec': {'selector': {'matchLabels': {'app': 'shop'}}, 'template': {'metadata': pod[0], 'spec': pod[1]}}}))
        tag = {'name': self.image.rsplit(':', 1)[0], 'newTag': self.image.rsplit(':', 1)[1]}
        self.file('web/kustomization.yaml', yaml.safe_dump({'resources': ['deployment.yaml'], 'components': [component] if component else [], 'images': [tag]}))
        return self.build('web')

    def until_rolled_out(self):
        kubectl('-n', self.name, 'rollout', 'status', 'deployment/shop', '--timeout=360s', timeout=400)

    # -- a target each

    def run_flux(self, words):
        self.apply(self.build('out/migration'))
        if '--application-path' in words:
            self.apply(*(os.path.join(self.out, 'flux', name) for name in sorted(os.listdir(self.out + '/flux'))), dry=True)
        if '--ttl' not in words:
            self.finish('migrate')
        if '--secret' in words and 'plain' in words:
            self.apply(os.path.join(self.out, 'secret.example.yaml'), dry=True)
        self.apply(self.deployment('../out/application'))
        self.until_rolled_out()
        if os.path.isdir(self.out + '/contract'):
            self.assertEqual(self.columns(), 'a,gone,b')
            self.apply(self.build('out/contract'))
            self.finish('contract')

    def phases(self):
        """Those of the plan's Jobs: a directory and a word of the name."""
        return [phase for phase in (('migration', 'migrate'), ('contract', 'contract')) if os.path.isdir(os.path.join(self.out, phase[0]))]

    def run_argocd(self, _):
        for phase, step in self.phases():
            self.apply(self.build('out/' + phase))
            self.finish(step)

    def run_job(self, _):
        for phase, step in self.phases():
            self.apply(os.path.join(self.out, phase))
            self.finish(step)

    def run_kubes(self, _):
        self.apply(*(os.path.join(self.out, '.kubes/resources/migrate', name) for name in ('config_map.yaml', 'job.yaml')))
        self.finish('migrate')

    def run_init(self, _):
        self.apply(self.deployment('../out'))
        self.until_rolled_out()

    def run_helm(self, _):
        self.apply(self.file('rendered.yaml', run(need('helm'), 'template', 'prod', self.out, '--namespace', self.name)), dry=True)
        run(need('helm'), 'install', 'prod', self.out, '--namespace', self.name, '--timeout', '6m', timeout=400)

    def run_variant(self, target, words):
        self.secret('shop-owner', 'url')
        self.secret('shop-app', 'url')
        self.secret('shop')
        kubectl('-n', self.name, 'create', 'serviceaccount', 'migrator')
        kubectl('-n', self.name, 'create', 'configmap', 'shop', '--from-literal=LOG_LEVEL=info')
        kubectl('-n', self.name, 'create', 'configmap', 'shop-pgplumb', '--from-literal=pgplumb.yaml=defaults: {lock-timeout: 3s}')
        kubectl('-n', self.name, 'create', 'secret', 'docker-registry', 'registry', '--docker-server=registry.example.com', '--docker-username=a', '--docker-password=b')
        self.emit_here(target, *[{'PORT': str(self.relay.port), 'SIDECAR': self.forwarder}.get(word, word) for word in words], *(['--flux-namespace', self.name] if target == 'flux' else []))
        getattr(self, 'run_' + target)(words)
        self.assertEqual(self.columns(), 'a,b')
        if '--log-sidecar' in words and target != 'init':
            pod = next(pod for pod in self.pods('batch.kubernetes.io/job-name') if 'log' in [init['name'] for init in pod['spec'].get('initContainers', [])])
            said = kubectl('-n', self.name, 'logs', pod['metadata']['name'], '-c', 'log').splitlines()
            events = [json.loads(line)['event'] for line in said if line.startswith('{')]  # tail says when the file appears
            self.assertIn('done', events)

    # -- the metrics

    def test_metrics_are_pushed(self):
        """The CronJob's pod, with a curl that the node can pull and a name that it can resolve."""
        if os.environ.get('PGPLUMB_CLUSTER_DATABASE'):
            self.skipTest('pods of this cluster do not reach this machine')
        gateway = Pushgateway()
        self.addCleanup(gateway.end)
        self.emit_here('flux', '--phase', 'all', '--monitoring', 'service')
        image, tag = self.curl.rsplit(':', 1)
        alias = {'op': 'add', 'path': '/spec/jobTemplate/spec/template/spec/hostAliases', 'value': [{'ip': GATEWAY, 'hostnames': ['prometheus-pushgateway.monitoring.svc']}]}
        self.file('here/kustomization.yaml', yaml.safe_dump({
            'resources': ['../out/migration'], 'images': [{'name': 'docker.io/curlimages/curl', 'newName': image, 'newTag': tag}],
            'patches': [{'target': {'kind': 'CronJob'}, 'patch': json.dumps([alias])}]}))
        self.apply(self.build('here'))
        self.finish('migrate')
        kubectl('-n', self.name, 'create', 'job', 'metrics-now', '--from=cronjob/shop-metrics')
        self.finish('metrics-now')
        pushed = gateway.pushed[f'/metrics/job/pgplumb/namespace/{self.name}/app/shop']
        self.assertIn('pgplumb_pending 0\n', pushed)
        self.assertIn('pgplumb_last_run_failed 0\n', pushed)

    # -- kustomize/

    def test_an_overlay(self):
        """Over kustomize/'s base and every component: the values arrive, the phases run, the application waits between them."""
        self.secret('migration')
        self.secret('application')
        image, tag = self.image.rsplit(':', 1)
        variables = {'IMAGE': image, 'IMAGE_TAG': tag, 'NAMESPACE': self.name}
        self.deployment()
        web = yaml.safe_load(open(os.path.join(self.work, 'web/deployment.yaml')))
        web['spec']['template']['spec']['containers'][0]['image'] = self.image
        digest = write_overlay(self, 'overlay', self.saved, ('release', 'wait-for-schema', 'metrics', 'monitoring'), variables, web)
        self.apply(self.build('overlay'))
        kubectl('-n', self.name, 'rollout', 'status', 'deployment/my-shop-shop', '--timeout=360s', timeout=400)
        self.assertEqual(self.columns(), 'a,gone,b')
        job = self.job()
        self.assertEqual(job['metadata']['name'], 'my-shop-migrate-' + tag)
        self.assertEqual((job['spec']['template']['spec']['containers'][0]['image'], job['spec']['template']['metadata']['annotations']['pgplumb/plan']), (self.image, digest))
        self.assertEqual(self.pods('app=shop')[0]['spec']['initContainers'][0]['image'], self.image)
        self.assertIn(f'/namespace/{self.name}/', str(get('-n', self.name, 'cronjob', 'my-shop-metrics')['spec']))
        write_overlay(self, 'after', self.saved, ('release', 'contract', 'network-policy'), variables)
        self.allow_port('after')
        self.apply(self.build('after'))
        self.finish('contract')
        self.assertEqual((self.columns(), self.runs()), ('a,b', 1))

    def allow_port(self, overlay):
        """The server's port is another one here."""
        path = os.path.join(self.work, overlay, 'kustomization.yaml')
        kustomization = yaml.safe_load(open(path))
        kustomization['patches'] = [{'target': {'kind': 'NetworkPolicy'}, 'patch': json.dumps([{'op': 'replace', 'path': '/spec/egress/1/ports/0/port', 'value': self.relay.port}])}]
        self.file(overlay + '/kustomization.yaml', yaml.safe_dump(kustomization))

    # -- many databases

    def fleet(self):
        """Two of them; the Secret of their URLs as pods reach them."""
        urls = {tenant: f'{self.url}-{tenant}' for tenant in ('acme', 'blue')}
        for tenant, url in urls.items():
            psql(SERVER, f'create database "{self.name}-{tenant}"')
            self.addCleanup(psql, SERVER, f'drop database if exists "{self.name}-{tenant}" with (force)')
            psql(url, OLD)
            self.file('tenants/' + tenant, url)
        kubectl('-n', self.name, 'create', 'secret', 'generic', 'shop-fleet', *(f'--from-literal={tenant}={self.inside}-{tenant}' for tenant in urls))
        return urls

    def test_a_fleet_in_an_indexed_job(self):
        urls, saved = self.fleet(), os.path.join(self.work, 'fleet.json')
        self.expect(pgplumb('plan', '--fleet', os.path.join(self.work, 'tenants'), '--to', self.file('schema.sql', NEW), '--format', 'json', '-o', saved, '--allow', 'column:t.gone'), 0)
        self.emit_here('flux', '--network-policy', '--database-port', str(self.relay.port), '--rbac', '--monitoring', 'pod', plan=saved)
        for phase, step, columns in (('migration', 'migrate', 'a,gone,b'), ('contract', 'contract', 'a,b')):
            self.apply(self.build('out/' + phase))
            self.finish(step)
            self.assertEqual([self.columns(url=url) for url in urls.values()], [columns] * 2)
        self.assertEqual([job['status']['completedIndexes'] for job in get('-n', self.name, 'jobs')['items'] if 'metrics' not in job['metadata']['name']], ['0,1', '0,1'])

    # -- the scripts

    def test_deploy_script(self):
        self.emit_here('job')
        application = self.deployment()
        said = self.script('./deploy.sh', application)
        self.assertEqual(self.columns(), 'a,b')
        self.assertIn('successfully rolled out', said)
        self.script('./deploy.sh', application)  # again: nothing is left to do
        self.assertEqual(self.runs(), 1)

    def test_deploy_script_ends_with_the_failure(self):
        self.emit_here('job')
        psql(self.url, 'alter table t add by_hand text')
        said = self.script('./deploy.sh', self.deployment(), status=6)
        self.assertIn('another state of the database', said)
        self.assertEqual(get('-n', self.name, 'deployments')['items'], [])

    def test_kubes_hooks(self):
        """As Kubes runs them around its kubectl apply of what it compiled."""
        self.emit_here('kubes')
        for release in ('1.0.0', '1.0.0'):
            shutil.copytree(self.out + '/.kubes/resources', self.out + '/.kubes/output', dirs_exist_ok=True)
            self.script('bin/hooks/migrate/delete.sh')
            self.apply(self.out + '/.kubes/output/migrate/config_map.yaml', self.out + '/.kubes/output/migrate/job.yaml')
            self.script('bin/hooks/migrate/wait.sh')
        self.assertEqual((self.columns(), self.runs()), ('a,b', 1))

    def test_helm_upgrade(self):
        """Install, upgrade with a new plan, one that fails, and a mended one."""
        helm = lambda *words: subprocess.run([need('helm'), *words, 'prod', self.out, '--namespace', self.name, '--timeout', '6m'], capture_output=True, text=True)
        self.emit_here('helm')
        self.assertEqual(helm('install').returncode, 0)
        for release, sql, status, columns in (('1.1.0', 'create table t (a integer, b text, c text);', 0, 'a,b,c'),
                                              ('1.2.0', 'create table t (a integer, b text, c text, d integer default (1 / 0));', 1, 'a,b,c'),
                                              ('1.2.1', 'create table t (a integer, b text, c text, d integer default 1);', 0, 'a,b,c,d')):
            if status:
                psql(self.url, 'insert into t (a) values (1)')
            self.emit_here('helm', '--retries', '0', release=release, plan=self.plan_for(sql))
            done = helm('upgrade')
            self.assertEqual(done.returncode, status, done)
            self.assertEqual(self.columns(), columns)
            if status:
                self.assertTrue(any('division by zero' in reason for reason in self.reasons()), self.reasons())


def add_variant(name, target, words):
    def test(self):
        self.run_variant(target, words)
    test.__name__ = 'test_' + name.replace(', ', '_').replace(' ', '_')
    setattr(Applied, test.__name__, test)


for variant, settings in VARIANTS.items():
    add_variant(variant, *settings)
