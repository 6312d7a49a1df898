"""kustomize/: the base and the components, from an overlay as a team writes it."""
import gzip
import json
import os
import re

from manifests import SOURCE, ManifestCase, need, pgplumb, run, yaml

ROOM = os.path.join(SOURCE, 'kustomize')
COMPONENTS = ('release', 'wait-for-schema', 'network-policy', 'monitoring')
VARIABLES = {'IMAGE': 'ghcr.io/acme/shop-schema', 'IMAGE_TAG': '1.4.2-rc.1', 'NAMESPACE': 'shop'}


class Kustomize(ManifestCase):
    def overlay(self, components, name='overlay'):
        """Kustomize follows relative paths only."""
        plan = self.both_phases()
        digest = json.load(open(plan))['digest']
        directory = os.path.join(self.work, name)
        room = os.path.relpath(ROOM, directory)
        self.file(f'{name}/plan.json.gz', gzip.compress(open(plan, 'rb').read(), mtime=0))
        self.file(f'{name}/variables.yaml', yaml.safe_dump({
            'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'deployment-variables', 'annotations': {'config.kubernetes.io/local-config': 'true'}},
            'data': {**VARIABLES, 'PLAN': digest}}))
        self.file(f'{name}/deployment.yaml', yaml.safe_dump({
            'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'web'}, 'spec': {'selector': {'matchLabels': {'a': 'b'}}, 'template': {
                'metadata': {'labels': {'a': 'b'}}, 'spec': {'containers': [{'name': 'web', 'image': 'web:1'}]}}}}))
        self.file(f'{name}/kustomization.yaml', yaml.safe_dump({
            'namespace': 'shop', 'namePrefix': 'my-shop-', 'resources': [room + '/base', 'variables.yaml', 'deployment.yaml'],
            'configMapGenerator': [{'name': 'pgplumb-plan', 'files': ['plan.json.gz'], 'options': {'immutable': True}}],
            'components': [f'{room}/components/{component}' for component in components]}))
        return self.build(name), digest

    def test_the_release_goes_everywhere(self):
        built, digest = self.overlay(COMPONENTS)
        job, config = built['Job'][0], built['ConfigMap'][0]
        pod = job['spec']['template']
        self.assertEqual(job['metadata']['name'], 'my-shop-migrate-1.4.2-rc.1')
        self.assertEqual(job['metadata']['labels']['app.kubernetes.io/version'], '1.4.2-rc.1')
        self.assertEqual(pod['spec']['containers'][0]['image'], 'ghcr.io/acme/shop-schema:1.4.2-rc.1')
        self.assertEqual(pod['metadata']['annotations']['pgplumb/plan'], digest)
        self.assertEqual(pod['spec']['volumes'][0]['configMap']['name'], config['metadata']['name'])
        self.assertRegex(config['metadata']['name'], r'^my-shop-pgplumb-plan-\w+$')
        self.assertEqual(len(built['ConfigMap']), 1)

    def test_the_application_waits_for_it(self):
        built, digest = self.overlay(COMPONENTS)
        init = built['Deployment'][0]['spec']['template']['spec']['initContainers'][0]
        self.assertEqual(init['image'], 'ghcr.io/acme/shop-schema:1.4.2-rc.1')
        self.assertEqual(init['args'][:3], ['wait', '--plan', digest])

    def test_contract(self):
        built, _ = self.overlay(('release', 'contract'))
        job = built['Job'][0]
        self.assertEqual(job['metadata']['name'], 'my-shop-migrate-1.4.2-rc.1-contract')
        self.assertEqual(job['spec']['template']['spec']['containers'][0]['args'], ['apply', '/plan', '--yes', '--phase', 'contract'])

    def test_metrics(self):
        built, _ = self.overlay(('release', 'metrics'))
        pod = built['CronJob'][0]['spec']['jobTemplate']['spec']['template']['spec']
        self.assertEqual(pod['initContainers'][0]['image'], 'ghcr.io/acme/shop-schema:1.4.2-rc.1')
        self.assertEqual(pod['containers'][0]['args'], ['http://prometheus-pushgateway.monitoring.svc:9091/metrics/job/pgplumb/namespace/shop/app/migration'])
        self.assertEqual(built['ServiceMonitor'][0]['spec']['endpoints'][0]['metricRelabelings'][0]['regex'], 'pgplumb/shop/migration')

    def test_what_is_built_is_valid(self):
        self.overlay(('release', 'wait-for-schema', 'network-policy', 'metrics'))
        built = self.file('built.yaml', run(need('kubectl'), 'kustomize', os.path.join(self.work, 'overlay')))
        self.assertEqual(self.check_schemas(built), 5)
        found = pgplumb('doctor', built)
        self.assertEqual(found.status, 0, found)

    def test_the_base_is_the_job_that_emit_makes(self):
        base = self.document(open(os.path.join(ROOM, 'base/job.yaml')).read())
        emitted = self.document(self.emit('flux', self.simple_plan())['migration/job.yaml'])
        for spec in (base['spec'], emitted['spec']):
            container = spec['template']['spec']['containers'][0]
            del spec['template']['metadata'], spec['template']['spec']['volumes'], container['image'], container['env']
        self.assertEqual(base['spec'], emitted['spec'])

    def test_the_readme_names_them_all(self):
        text = open(os.path.join(ROOM, 'README.md')).read()
        self.assertEqual(set(re.findall(r'`components/([\w-]+)`', text)), set(os.listdir(os.path.join(ROOM, 'components'))))
