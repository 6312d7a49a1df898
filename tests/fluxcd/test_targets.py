"""pgplumb emit for everything that is not Flux."""
import os
import re
import subprocess

from manifests import SETTINGS, ManifestCase, need, pgplumb, run, yaml

PLANNED = ('flux', 'argocd', 'helm', 'job', 'kubes', 'init', 'compose')
PIPELINES = ('github', 'gitlab')


def pod_of(job):
    return job['spec']['template']['spec']


class Targets(ManifestCase):
    def check_script(self, text):
        subprocess.run(['sh', '-n'], input=text, text=True, check=True)

    def test_job(self):
        files = self.emit('job', self.both_phases(), '--pull-secret', 'registry')
        job = self.document(files['migration/job.yaml'])
        self.assertRegex(job['metadata']['name'], r'^shop-migrate-1\.4\.2-[0-9a-f]{8}$')
        self.assertNotIn('kustomize.toolkit.fluxcd.io/force', job['metadata']['annotations'])
        self.assertEqual(pod_of(job)['imagePullSecrets'], [{'name': 'registry'}])
        self.check_script(files['deploy.sh'])
        self.assertTrue(os.access(os.path.join(self.directory, 'deploy.sh'), os.X_OK))
        self.assertEqual(self.check_schemas(self.directory), 4)

    def test_deploy_script(self):
        """In order, with a kubectl that only writes down what it is asked."""
        self.emit('job', self.both_phases())
        bin_directory, log = os.path.join(self.work, 'bin'), os.path.join(self.work, 'log')
        for name in ('kubectl', 'pgplumb'):
            path = self.file(f'bin/{name}', f'#!/bin/sh\necho {name} "$@" >>{log}\ncase "$*" in *metadata.namespace*) echo b;; *metadata.name*) echo a;; *"$FAIL"*) exit 1;; esac\n')
            os.chmod(path, 0o755)
        env = {'PATH': bin_directory + ':/usr/bin:/bin', 'FAIL': 'nothing'}
        run_script = lambda: subprocess.run([os.path.join(self.directory, 'deploy.sh'), 'app.yaml'], env=env, capture_output=True).returncode
        self.assertEqual(run_script(), 0)
        said = [line for line in open(log).read().replace(self.directory + '/', '').splitlines() if 'jsonpath' not in line]
        self.assertEqual(said, [
            'kubectl apply --server-side -f migration/plan.yaml', 'kubectl apply --server-side -f migration/job.yaml', 'pgplumb wait --job a --namespace b',
            'kubectl apply --server-side -f app.yaml', 'kubectl rollout status -f app.yaml --timeout=10m',
            'kubectl apply --server-side -f contract/plan.yaml', 'kubectl apply --server-side -f contract/job.yaml', 'pgplumb wait --job a --namespace b'])
        env['FAIL'] = 'wait --job'
        os.remove(log)
        self.assertNotEqual(run_script(), 0)
        self.assertNotIn('app.yaml', open(log).read(), 'nothing is rolled out after a failed migration')

    def test_kubes(self):
        files = self.emit('kubes', self.simple_plan())
        self.assertEqual(self.document(files['.kubes/resources/migrate/job.yaml'])['kind'], 'Job')
        for name in ('delete', 'wait'):
            self.check_script(files[f'bin/hooks/migrate/{name}.sh'])
            self.assertIn(f'bin/hooks/migrate/{name}.sh', files['.kubes/config/hooks/kubectl.rb'])
        self.assertEqual(self.check_schemas(*(os.path.join(self.directory, '.kubes/resources/migrate', name) for name in ('job.yaml', 'config_map.yaml'))), 2)

    def test_init_has_the_jobs_container(self):
        plan = self.simple_plan()
        job = self.document(self.emit('job', plan)['migration/job.yaml'])
        init = self.document(self.emit('init', plan)['migrate.yaml'])
        self.assertEqual(pod_of(init)['initContainers'], pod_of(job)['containers'])
        self.file('app/kustomization.yaml', yaml.safe_dump({'resources': ['d.yaml'], 'components': ['../out']}))
        self.file('app/d.yaml', yaml.safe_dump({'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'shop'}, 'spec': {
            'selector': {'matchLabels': {'a': 'b'}}, 'template': {'metadata': {'labels': {'a': 'b'}}, 'spec': {'containers': [{'name': 'x', 'image': 'y:1'}]}}}}))
        built = self.build('app')
        self.assertEqual(built['Deployment'][0]['spec']['template']['spec']['initContainers'][0]['name'], 'migrate')
        self.assertEqual(self.packed_plan(built['ConfigMap']), open(plan, 'rb').read())

    def test_argocd(self):
        self.emit('argocd', self.both_phases())
        for phase, hook in (('migration', 'PreSync'), ('contract', 'PostSync')):
            built = self.build('out/' + phase)
            waves = {}
            for kind in ('ConfigMap', 'Job'):
                annotations = built[kind][0]['metadata']['annotations']
                self.assertEqual((annotations['argocd.argoproj.io/hook'], annotations['argocd.argoproj.io/hook-delete-policy']), (hook, 'BeforeHookCreation'))
                waves[kind] = int(annotations['argocd.argoproj.io/sync-wave'])
            self.assertLess(waves['ConfigMap'], waves['Job'])

    def test_compose(self):
        plan = self.simple_plan()
        files = self.emit('compose', plan)
        services = self.document(files['compose.yaml'])['services']
        self.assertEqual(services['shop']['depends_on'], {'migrations': {'condition': 'service_completed_successfully'}})
        self.assertEqual(services['migrations']['depends_on'], {'db': {'condition': 'service_healthy'}})
        self.assertEqual(files['plan/plan.json'], open(plan).read())
        # compose-go reads no environment: the values are put in.
        filled = self.file('out/filled.yaml', re.sub(r'\$\{\w+:\?\}', 'x', files['compose.yaml']))
        run(need('compose-go'), filled)

    def test_helm(self):
        plan = self.simple_plan()
        self.emit('helm', plan, '--database-secret', 'shop-owner/url')
        helm = need('helm')
        self.assertIn('0 chart(s) failed', run(helm, 'lint', self.directory))
        text = run(helm, 'template', 'prod', self.directory, '--set', 'activeDeadlineSeconds=60', '--set', 'imagePullSecrets[0].name=registry')
        documents = {document['kind']: document for document in self.documents(text)}
        job, config = documents['Job'], documents['ConfigMap']
        self.assertEqual(job['metadata']['annotations']['helm.sh/hook'], 'pre-install,pre-upgrade')
        self.assertEqual(job['spec']['activeDeadlineSeconds'], 60)
        self.assertEqual(pod_of(job)['imagePullSecrets'], [{'name': 'registry'}])
        self.assertEqual(pod_of(job)['containers'][0]['env'][0]['valueFrom']['secretKeyRef'], {'name': 'shop-owner', 'key': 'url'})
        self.assertLess(int(config['metadata']['annotations']['helm.sh/hook-weight']), int(job['metadata']['annotations']['helm.sh/hook-weight']))
        self.assertEqual(self.packed_plan([config]), open(plan, 'rb').read())
        self.assertEqual(self.check_schemas(self.file('rendered.yaml', text)), 2)

    def test_the_hook_is_the_job(self):
        """What helm makes of the chart is the pod of every other target."""
        plan = self.simple_plan()
        pod = pod_of(self.document(self.emit('job', plan)['migration/job.yaml']))
        self.emit('helm', plan)
        rendered = {document['kind']: document for document in self.documents(run(need('helm'), 'template', 'x', self.directory))}
        hook = pod_of(rendered['Job'])
        self.assertEqual({key: value for key, value in hook['containers'][0].items() if key not in ('imagePullPolicy', 'envFrom')}, pod['containers'][0])
        for key in ('securityContext', 'volumes', 'restartPolicy', 'automountServiceAccountToken'):
            self.assertEqual(hook[key], pod[key])

    def test_pipelines(self):
        for target in PIPELINES:
            directory = os.path.join(self.work, target)
            self.expect(pgplumb('emit', target, '-o', directory, *SETTINGS, '--schema', 'database'), 0)
            path = os.path.join(directory, '.github/workflows/schema.yaml' if target == 'github' else '.gitlab/schema.yaml')
            text = open(path).read()
            self.assertIn('[skip ci]', text)
            self.assertIn('pgplumb emit flux plan.json --name shop --namespace shop', text)
            self.assertIn('<!-- pgplumb:plan:shop -->', text)
            self.assertIn('drift --any-owner --to database', text)
            self.assertIn('flux reconcile kustomization shop-migration --namespace flux-system --with-source --timeout 2100s', text)
            pipeline = yaml.safe_load(text)
            if target == 'github':
                self.assertFalse(pipeline['concurrency']['cancel-in-progress'])
                scripts = [step['run'] for job in pipeline['jobs'].values() for step in job['steps'] if 'run' in step]
            else:
                scripts = ['\n'.join(job['script']) for job in pipeline.values() if isinstance(job, dict) and 'script' in job]
                self.assertEqual(pipeline['schema:release']['resource_group'], 'shop-schema')
            self.assertGreater(len(scripts), 4)
            for script in scripts:
                self.check_script(script)
            found = pgplumb('doctor', directory)
            self.assertEqual(found.status, 0, found)

    def test_pipelines_take_no_plan(self):
        self.expect(pgplumb('emit', 'github', self.simple_plan(), '-o', self.work), 2, 'emit github takes no plan')

    def test_settings_from_pgplumb_yaml(self):
        """The same files, whether the flags say it or the configuration file."""
        self.file('db/t.sql', 'create table t (a integer);')
        plan = self.plan('', 'create table t (a integer);')
        flags = self.emit('flux', plan, '--deadline', '1h', '--env-from', 'secret/a', '--env-from', 'configmap/b', '--source-path', 'out')
        self.file('pgplumb.yaml', yaml.safe_dump({'schema': 'db', 'defaults': {
            'name': 'shop', 'namespace': 'shop', 'image': SETTINGS[5], 'deadline': '1h', 'env-from': ['secret/a', 'configmap/b']}}))
        self.expect(pgplumb('emit', 'flux', 'plan.json', '-o', 'configured', '--source-path', 'out', cwd=self.work), 0)
        for path, text in flags.items():
            self.assertEqual(open(os.path.join(self.work, 'configured', path)).read(), text)
        self.expect(pgplumb('emit', 'github', '-o', 'pipelines', cwd=self.work), 0)
        self.expect(pgplumb('emit', 'flux', '-o', 'unplanned', cwd=self.work), 2, 'no database was named')

    def test_help_names_the_targets(self):
        said = pgplumb('emit', '--help').out
        for target in PLANNED + PIPELINES:
            self.assertRegex(said, rf'(?m)^  {target} ')

    def test_doctor_likes_them(self):
        plan = self.simple_plan()
        for target in PLANNED:
            self.emit(target, plan, out=target)
            found = pgplumb('doctor', os.path.join(self.work, target))
            # init says itself that it is for development.
            codes = set(re.findall(r'PGD\d+', found.out))
            self.assertEqual(codes, {'PGD501'} if target == 'init' else set(), found)

    def test_the_same_again(self):
        plan = self.both_phases()
        for target in PLANNED:
            self.assertEqual(self.emit(target, plan), self.emit(target, plan, out='again'), target)
