"""kustomize/: the base and the components, from an overlay as a team writes it."""
import os
import re

from manifests import ManifestCase, need, pgplumb, run
from overlays import DEPLOYMENT, ROOM, VARIABLES, write_overlay

COMPONENTS = ('release', 'wait-for-schema', 'network-policy', 'monitoring')


class Kustomize(ManifestCase):
    def overlay(self, components, name='overlay'):
        digest = write_overlay(self, name, self.both_phases(), components, VARIABLES, DEPLOYMENT)
        return self.build(name), digest

    def test_the_release_goes_everywhere(self):
        built, digest = self.overlay(COMPONENTS)
        job, config = built['Job'][0], built['ConfigMap'][0]
        pod = job['spec']['template']
        self.assertEqual(job['metadata']['name'], 'my-shop-migrate-1.4.2-rc.1')
        self.assertEqual(job['metadata']['labels']['app.kubernetes.io/version'], '1.4.2-rc.1')
        self.assertEqual(pod['spec']['containers'][0]['image'], 'registry.example.com:5000/acme/shop-schema:1.4.2-rc.1')
        self.assertEqual(pod['metadata']['annotations']['pgplumb/plan'], digest)
        self.assertEqual(pod['spec']['volumes'][0]['configMap']['name'], config['metadata']['name'])
        self.assertRegex(config['metadata']['name'], r'^my-shop-pgplumb-plan-\w+$')
        self.assertEqual(len(built['ConfigMap']), 1)

    def test_the_application_waits_for_it(self):
        built, digest = self.overlay(COMPONENTS)
        init = built['Deployment'][0]['spec']['template']['spec']['initContainers'][0]
        self.assertEqual(init['image'], 'registry.example.com:5000/acme/shop-schema:1.4.2-rc.1')
        self.assertEqual(init['args'][:3], ['wait', '--plan', digest])

    def test_contract(self):
        built, _ = self.overlay(('release', 'contract'))
        job = built['Job'][0]
        self.assertEqual(job['metadata']['name'], 'my-shop-migrate-1.4.2-rc.1-contract')
        self.assertEqual(job['spec']['template']['spec']['containers'][0]['args'], ['apply', '/plan', '--yes', '--phase', 'contract'])

    def test_metrics(self):
        built, _ = self.overlay(('release', 'metrics'))
        pod = built['CronJob'][0]['spec']['jobTemplate']['spec']['template']['spec']
        self.assertEqual(pod['initContainers'][0]['image'], 'registry.example.com:5000/acme/shop-schema:1.4.2-rc.1')
        self.assertEqual(pod['containers'][0]['args'], ['http://prometheus-pushgateway.monitoring.svc:9091/metrics/job/pgplumb/namespace/shop/app/migration'])
        self.assertEqual(built['ServiceMonitor'][0]['spec']['endpoints'][0]['metricRelabelings'][0]['regex'], 'pgplumb/shop/migration')

    def test_what_is_built_is_valid(self):
        self.overlay((*COMPONENTS, 'metrics'))
        built = self.file('built.yaml', run(need('kubectl'), 'kustomize', os.path.join(self.work, 'overlay')))
        self.assertEqual(self.check_schemas(built), 7)
        found = pgplumb('doctor', built)
        self.assertEqual(found.status, 0, found)

    def test_the_base_is_the_job_that_emit_makes(self):
        base = self.document(open(os.path.join(ROOM, 'base/job.yaml')).read())
        emitted = self.document(self.emit('flux', self.both_phases())['migration/job.yaml'])
        for spec in (base['spec'], emitted['spec']):
            container = spec['template']['spec']['containers'][0]
            del spec['template']['metadata'], spec['template']['spec']['volumes'], container['image'], container['env']
        self.assertEqual(base['spec'], emitted['spec'])

    def test_the_readme_names_them_all(self):
        text = open(os.path.join(ROOM, 'README.md')).read()
        self.assertEqual(set(re.findall(r'`components/([\w-]+)`', text)), set(os.listdir(os.path.join(ROOM, 'components'))))
