"""pgplumb emit flux: what is written, that it is right, and that it stays what it is."""
import json
import os
import re

from manifests import SETTINGS, ManifestCase, need, pgplumb, run, yaml

FULL = ('--source-url', 'https://git.example.com/shop.git', '--source-path', 'deploy/shop', '--application-path', 'apps/shop',
        '--network-policy', '--rbac', '--pull-secret', 'registry', '--database-secret', 'shop-owner/url', '--application-secret', 'shop-app/url')


def container(job):
    return job['spec']['template']['spec']['containers'][0]


class Emit(ManifestCase):
    def test_job(self):
        files = self.emit('flux', self.simple_plan())
        job = self.document(files['migration/job.yaml'])
        digest = json.load(open(os.path.join(self.work, 'plan.json')))['digest']
        spec, pod = job['spec'], job['spec']['template']['spec']
        self.assertEqual(job['metadata']['annotations'], {'kustomize.toolkit.fluxcd.io/force': 'Enabled', 'pgplumb/plan': digest})
        self.assertEqual(spec['template']['metadata']['annotations'], {'pgplumb/plan': digest})
        self.assertEqual(spec['activeDeadlineSeconds'], 1800)
        self.assertNotIn('ttlSecondsAfterFinished', spec)
        self.assertEqual((pod['restartPolicy'], pod['automountServiceAccountToken']), ('Never', False))
        self.assertEqual(container(job)['args'], ['apply', '/plan', '--yes'])
        self.assertEqual(container(job)['env'], [{'name': 'DATABASE_URL', 'valueFrom': {'secretKeyRef': {'name': 'shop-migration', 'key': 'DATABASE_URL'}}}])
        self.assertIn('requests', container(job)['resources'])
        self.assertNotIn('contract/job.yaml', files)

    def test_restricted(self):
        """Pod Security "restricted", of the Job and of the init container."""
        files = self.emit('flux', self.simple_plan())
        pod = self.document(files['migration/job.yaml'])['spec']['template']['spec']
        init = self.document(files['application/wait-for-schema.yaml'])['spec']['template']['spec']['initContainers'][0]
        for context in ({**pod['securityContext'], **pod['containers'][0]['securityContext']}, init['securityContext']):
            self.assertTrue(context['runAsNonRoot'] and context['readOnlyRootFilesystem'])
            self.assertFalse(context['allowPrivilegeEscalation'])
            self.assertEqual((context['capabilities'], context['seccompProfile']), ({'drop': ['ALL']}, {'type': 'RuntimeDefault'}))

    def test_exit_codes_decide_about_retries(self):
        spec = self.document(self.emit('flux', self.simple_plan())['migration/job.yaml'])['spec']
        self.assertEqual(spec['backoffLimit'], 3)
        self.assertEqual(spec['podFailurePolicy']['rules'][1]['onExitCodes'], {'containerName': 'migrate', 'operator': 'NotIn', 'values': [5, 137, 143]})
        spec = self.document(self.emit('flux', self.simple_plan(), '--retries', '0')['migration/job.yaml'])['spec']
        self.assertEqual(spec['backoffLimit'], 0)
        self.assertNotIn('podFailurePolicy', spec)

    def test_the_plan_arrives(self):
        plan = self.simple_plan()
        config = self.document(self.emit('flux', plan)['migration/plan.yaml'])
        self.assertTrue(config['immutable'])
        self.assertEqual(config['metadata']['annotations']['kustomize.toolkit.fluxcd.io/substitute'], 'disabled')
        self.assertEqual(self.packed_plan([config]), open(plan, 'rb').read())
        self.assertIn(json.load(open(plan))['digest'][7:19], config['metadata']['name'])

    def test_a_large_plan_arrives_in_parts(self):
        noise = ''.join(f"create function f{i}() returns text language sql as 'select ''{os.urandom(1000).hex()} ${{X}} \"ü\" $$''';\n" for i in range(1500))
        plan = self.plan('', noise)
        self.assertGreater(os.path.getsize(plan), 3_000_000)
        files = self.emit('flux', plan)
        parts = self.documents(files['migration/plan.yaml'])
        self.assertGreater(len(parts), 1)
        for part in parts:
            self.assertLess(len(json.dumps(part)), 1_000_000)
        self.assertEqual(self.packed_plan(parts), open(plan, 'rb').read())
        sources = self.document(files['migration/job.yaml'])['spec']['template']['spec']['volumes'][0]['projected']['sources']
        self.assertEqual([source['configMap']['name'] for source in sources], [part['metadata']['name'] for part in parts])

    def test_the_same_again(self):
        plan = self.both_phases()
        self.assertEqual(self.emit('flux', plan, *FULL), self.emit('flux', plan, *FULL, out='again'))

    def test_phases(self):
        files = self.emit('flux', self.both_phases(), '--application-path', 'app')
        self.assertEqual(container(self.document(files['migration/job.yaml']))['args'][-2:], ['--phase', 'expand'])
        self.assertEqual(container(self.document(files['contract/job.yaml']))['args'][-2:], ['--phase', 'contract'])
        self.assertEqual(self.document(files['flux/application.yaml'])['spec']['dependsOn'], [{'name': 'shop-migration'}])
        self.assertEqual(self.document(files['flux/contract.yaml'])['spec']['dependsOn'], [{'name': 'shop-application'}])
        self.assertNotEqual(self.document(files['migration/plan.yaml'])['metadata']['name'], self.document(files['contract/plan.yaml'])['metadata']['name'])
        files = self.emit('flux', self.both_phases(), '--phase', 'all')
        self.assertNotIn('contract/job.yaml', files)
        self.assertEqual(container(self.document(files['migration/job.yaml']))['args'], ['apply', '/plan', '--yes'])

    def test_a_phase_of_the_last_plan_goes(self):
        """Of a contract Job that stays behind Flux would run the old plan again."""
        both = set(self.emit('flux', self.both_phases()))
        theirs = [self.file('out/contract/theirs.yaml', ''), self.file('out/db/table.sql', '')]
        self.expect(pgplumb('emit', 'flux', self.simple_plan(), '-o', self.directory, *SETTINGS), 0, '^4 files of a phase .*: removed$')
        left = {os.path.relpath(os.path.join(parent, name), self.directory) for parent, _, names in os.walk(self.directory) for name in names}
        self.assertEqual(both - left, {'contract/job.yaml', 'contract/kustomization.yaml', 'contract/plan.yaml', 'flux/contract.yaml'})
        self.assertTrue(all(map(os.path.exists, theirs)))
        os.remove(theirs[0])
        self.expect(pgplumb('emit', 'flux', self.plan('create table t (a int, b int);', 'create table t (a int);', '--allow-destructive', name='c.json'), '-o', self.directory, *SETTINGS), 0)
        done = self.expect(pgplumb('emit', 'flux', self.simple_plan(), '-o', self.directory, *SETTINGS), 0)
        self.assertFalse(os.path.exists(os.path.join(self.directory, 'contract')))
        self.assertNotIn('is of no object', done.err)

    def test_flux_objects(self):
        files = self.emit('flux', self.simple_plan(), *FULL)
        migration, application = (self.document(files[f'flux/{name}.yaml'])['spec'] for name in ('migration', 'application'))
        self.assertEqual((migration['path'], migration['wait'], migration['prune']), ('./deploy/shop/migration', True, True))
        self.assertGreater(int(migration['timeout'][:-1]), 1800)
        self.assertEqual((application['path'], application['components']), ('./apps/shop', ['../../deploy/shop/application']))
        self.assertEqual(application['healthChecks'][0]['kind'], 'Deployment')
        self.assertEqual(application['sourceRef'], migration['sourceRef'])

    def test_another_source_compares_releases(self):
        files = self.emit('flux', self.simple_plan(), '--application-path', '.', '--application-source', 'ocirepository/app')
        application = self.document(files['flux/application.yaml'])
        self.assertEqual(application['spec']['sourceRef'], {'kind': 'OCIRepository', 'name': 'app'})
        self.assertIn("dep.metadata.labels['pgplumb/release']", application['spec']['dependsOn'][0]['readyExpr'])
        self.assertEqual(application['metadata']['labels']['pgplumb/release'], '1.4.2')

    def test_a_signed_oci_source(self):
        files = self.emit('flux', self.simple_plan(), '--source', 'oci', '--source-url', 'oci://ghcr.io/acme/shop', '--verify', 'cosign',
                          '--verify-issuer', '^https://token.actions.githubusercontent.com$', '--verify-subject', '^https://github.com/acme/shop.*$')
        spec = self.document(files['flux/source.yaml'])['spec']
        self.assertEqual(spec['verify']['provider'], 'cosign')
        self.assertEqual(spec['verify']['matchOIDCIdentity'][0]['subject'], '^https://github.com/acme/shop.*$')

    def test_separate_credentials(self):
        files = self.emit('flux', self.simple_plan(), *FULL)
        init = self.document(files['application/wait-for-schema.yaml'])['spec']['template']['spec']['initContainers'][0]
        self.assertEqual(container(self.document(files['migration/job.yaml']))['env'][0]['valueFrom']['secretKeyRef']['name'], 'shop-owner')
        self.assertEqual(init['env'][0]['valueFrom']['secretKeyRef']['name'], 'shop-app')
        files = self.emit('flux', self.simple_plan(), '--env-from', 'configmap/shop', '--env-from', 'secret/shop')
        self.assertEqual(container(self.document(files['migration/job.yaml']))['envFrom'], [{'configMapRef': {'name': 'shop'}}, {'secretRef': {'name': 'shop'}}])
        self.assertNotIn('env', container(self.document(files['migration/job.yaml'])))

    def test_secrets(self):
        plan = self.simple_plan()
        files = self.emit('flux', plan, '--secret', 'external', '--secret-store', 'vault', '--secret-remote', 'prod/shop/url')
        self.assertEqual(self.document(files['migration/secret.yaml'])['kind'], 'ExternalSecret')
        self.assertIn('secret.yaml', self.document(files['migration/kustomization.yaml'])['resources'])
        files = self.emit('flux', plan, '--secret', 'sealed', '--sealed-value', 'AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq')
        self.assertEqual(self.document(files['migration/secret.yaml'])['spec']['encryptedData'], {'DATABASE_URL': 'AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq'})
        files = self.emit('flux', plan, '--secret', 'plain')
        self.assertNotIn('secret', str(self.document(files['migration/kustomization.yaml'])['resources']))
        self.assertEqual(self.document(files['secret.example.yaml'])['kind'], 'Secret')


class Names(ManifestCase):
    def job_name(self, *settings):
        self.emit('flux', self.simple_plan(), settings=settings)
        return self.build('out/migration')['Job'][0]

    def test_names_with_hyphens(self):
        job = self.job_name('--name', 'my-shop-api', '--namespace', 'a-b', '--image', 'reg:5000/x-y/z:2.0-rc-1')
        self.assertRegex(job['metadata']['name'], r'^my-shop-api-migrate-2\.0-rc-1-[0-9a-f]{8}$')
        self.assertEqual(container(job)['image'], 'reg:5000/x-y/z:2.0-rc-1')

    def test_names_fit(self):
        job = self.job_name('--name', 'a-' * 20 + 'b', '--namespace', 'ns', '--image', 'x:' + 'V_' * 60 + '1')
        self.assertLessEqual(len(job['metadata']['name']), 63)
        self.assertRegex(job['metadata']['name'], r'^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')
        self.assertRegex(job['metadata']['labels']['app.kubernetes.io/version'], r'^[a-z0-9.-]{1,63}$')

    def test_the_tag_goes_everywhere(self):
        self.emit('flux', self.simple_plan())
        path = os.path.join(self.work, 'out/variables/deployment-variables.yaml')
        text = open(path).read()
        open(path, 'w').write(re.sub('IMAGE_TAG: .*', 'IMAGE_TAG: "1.5.0"', text))
        job = self.build('out/migration')['Job'][0]
        self.assertRegex(job['metadata']['name'], r'^shop-migrate-1\.5\.0-')
        self.assertEqual(container(job)['image'], 'registry.example.com:5000/acme/shop-schema:1.5.0')
        self.assertEqual(job['spec']['template']['metadata']['labels']['app.kubernetes.io/version'], '1.5.0')

    def test_a_tag_that_is_no_name(self):
        job = self.job_name('--name', 'shop', '--namespace', 'ns', '--image', 'x:Release_7')
        self.assertRegex(job['metadata']['name'], r'^shop-migrate-release-7-')
        self.assertEqual(container(job)['image'], 'x:Release_7')

    def test_an_image_by_digest(self):
        image = 'x/y:1.0@sha256:' + '0' * 64
        self.assertEqual(container(self.job_name('--name', 'shop', '--namespace', 'ns', '--image', image))['image'], image)

    def test_bad_names(self):
        plan = self.simple_plan()
        for settings, said in (
                (('--name', 'Shop', '--namespace', 'x', '--image', 'x:1'), r'--name "Shop" is no name.*\n.*such as "shop"'),
                (('--name', 'a\n  evil: true', '--namespace', 'x', '--image', 'x:1'), r'is no name that Kubernetes takes'),
                (('--name', 'a', '--namespace', 'x', '--image', 'x:1\nevil: 1'), r'is no image'),
                (('--name', 'a', '--namespace', 'x', '--image', 'x'), r'needs --release'),
                (('--name', 'a', '--image', 'x:1'), r'needs --name, --namespace and --image'),
                (('--name', 'a', '--namespace', 'x', '--image', 'x:1', '--deadline', 'soon'), r'--deadline takes a time'),
                (('--name', 'a', '--namespace', 'x', '--image', 'x:1', '--env-from', 'shop'), r'--env-from takes secret/NAME or configmap/NAME'),
                (('--name', 'a', '--namespace', 'x', '--image', 'x:1', '--secret', 'external'), r'needs --secret-store')):
            self.expect(pgplumb('emit', 'flux', plan, '-o', os.path.join(self.work, 'bad'), *settings), 2, said)

    def test_values_stay_values(self):
        files = self.emit('flux', self.simple_plan(), '--database-secret', 'a: {b\n---\nkind: Evil/k: ${X}', '--source-url', 'https://x/# "y"\n- z')
        job = self.document(files['migration/job.yaml'])
        self.assertEqual(container(job)['env'][0]['valueFrom']['secretKeyRef'], {'name': 'a: {b\n---\nkind: Evil', 'key': 'k: ${X}'})
        self.assertEqual(self.document(files['flux/source.yaml'])['spec']['url'], 'https://x/# "y"\n- z')


class Usage(ManifestCase):
    def test_targets(self):
        self.expect(pgplumb('emit'), 2, 'emit needs a target')
        self.expect(pgplumb('emit', 'flax', 'x.json', '-o', 'y'), 2, 'does not know "flax"', 'Did you mean pgplumb emit flux')
        self.expect(pgplumb('emit', 'flux', '-o', 'y'), 2, 'emit needs a saved plan, or --to')
        self.expect(pgplumb('emit', 'flux', 'x.json'), 2, 'emit needs -o DIRECTORY')

    def test_a_blocked_plan(self):
        sources = self.file('a.sql', 'create table t (a integer, gone text);'), self.file('b.sql', 'create table t (a integer);')
        plan = os.path.join(self.work, 'blocked.json')
        self.expect(pgplumb('plan', '--from', sources[0], '--to', sources[1], '--format', 'json', '-o', plan), 3)
        self.expect(pgplumb('emit', 'flux', plan, '-o', os.path.join(self.work, 'o'), '--name', 'a', '--namespace', 'b', '--image', 'c:1'), 3, '1 step of the plan is blocked')

    def test_a_plan_that_was_edited(self):
        plan = self.simple_plan()
        text = open(plan).read()
        open(plan, 'w').write(text.replace(' text"', ' xml"'))
        self.expect(pgplumb('emit', 'flux', plan, '-o', os.path.join(self.work, 'o'), *SETTINGS), 2, 'its digest does not fit')


class Schemas(ManifestCase):
    def test_every_manifest_is_valid(self):
        self.emit('flux', self.both_phases(), *FULL, '--ttl', '1h', '--secret', 'plain')
        built = [self.file(f'{phase}.yaml', run(need('kubectl'), 'kustomize', os.path.join(self.directory, phase))) for phase in ('migration', 'contract')]
        self.assertGreater(self.check_schemas(*built, os.path.join(self.directory, 'flux'), os.path.join(self.directory, 'secret.example.yaml')), 15)

    def test_kustomize_builds_it(self):
        self.emit('flux', self.both_phases(), *FULL)
        for phase in ('migration', 'contract'):
            built = self.build('out/' + phase)
            self.assertEqual(sorted(built), ['ConfigMap', 'Job', 'NetworkPolicy', 'Role', 'RoleBinding', 'ServiceAccount'])
            self.assertEqual(len(built['ConfigMap']), 1, 'deployment-variables is not applied')

    def test_the_component_joins_the_application(self):
        self.emit('flux', self.simple_plan(), '--application-container', 'web', out='out')
        self.file('app/kustomization.yaml', yaml.safe_dump({'resources': ['deployment.yaml'], 'components': ['../out/application']}))
        self.file('app/deployment.yaml', yaml.safe_dump({
            'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'shop'},
            'spec': {'selector': {'matchLabels': {'a': 'b'}}, 'template': {'metadata': {'labels': {'a': 'b'}}, 'spec': {
                'initContainers': [{'name': 'own', 'image': 'x:1'}], 'containers': [{'name': 'web', 'image': 'registry.example.com:5000/acme/web:old'}]}}}}))
        pod = self.build('app')['Deployment'][0]['spec']['template']['spec']
        self.assertEqual([init['name'] for init in pod['initContainers']], ['wait-for-schema', 'own'])
        self.assertEqual(pod['containers'][0]['image'], 'registry.example.com:5000/acme/web:1.4.2')
