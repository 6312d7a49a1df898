"""Every variant: built as its tool builds it, valid for Kubernetes, Flux and the operators, and to the doctor's liking."""
import json
import os
import re

from manifests import ManifestCase, need, pgplumb, run, yaml
from variants import VARIANTS

DEPLOYMENT = {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'shop'}, 'spec': {'selector': {'matchLabels': {'a': 'b'}}, 'template': {
    'metadata': {'labels': {'a': 'b'}}, 'spec': {'containers': [{'name': 'web', 'image': 'web:1'}]}}}}


class Variants(ManifestCase):
    def files_of(self, target):
        """What is applied of a target, as files that hold nothing else."""
        if target == 'helm':
            run(need('helm'), 'lint', '--strict', self.directory)
            return [self.file('rendered.yaml', run(need('helm'), 'template', 'prod', self.directory))]
        if target == 'kubes':
            return [os.path.join(self.directory, '.kubes/resources/migrate', name) for name in ('config_map.yaml', 'job.yaml')]
        if target == 'job':
            return [self.directory]
        phases = [name for name in ('migration', 'contract') if os.path.isdir(os.path.join(self.directory, name))]
        built = [self.file(f'built-{phase}.yaml', run(need('kubectl'), 'kustomize', os.path.join(self.directory, phase))) for phase in phases]
        component = {'flux': 'application', 'init': '.'}.get(target)
        if component:
            self.file('application/deployment.yaml', yaml.safe_dump(DEPLOYMENT))
            self.file('application/kustomization.yaml', yaml.safe_dump({'resources': ['deployment.yaml'], 'components': ['../out/' + component]}))
            built.append(self.file('built-application.yaml', run(need('kubectl'), 'kustomize', os.path.join(self.work, 'application'))))
        return built + [path for path in (os.path.join(self.directory, name) for name in ('flux', 'secret.example.yaml')) if os.path.exists(path)]

    def test_every_variant(self):
        plan = self.both_phases()
        for name, (target, words) in VARIANTS.items():
            with self.subTest(name):
                self.emit(target, plan, *[{'PORT': '5432', 'SIDECAR': 'busybox:1.37'}.get(word, word) for word in words])
                files = self.files_of(target)
                self.assertGreater(self.check_schemas(*files), 1)
                codes = set(re.findall(r'PGD\d+', pgplumb('doctor', self.directory).out))
                self.assertLessEqual(codes, {'PGD501'} if target == 'init' else {'PGD105'} if target == 'flux' and '--ttl' in words else set())

    def test_the_schemas_refuse(self):
        """A field that is in no schema: also of the operators' kinds."""
        self.emit('flux', self.simple_plan(), '--secret', 'sealed', '--sealed-value', 'x')
        path = os.path.join(self.directory, 'migration/secret.yaml')
        open(path, 'a').write('  notAField: 1\n')
        with self.assertRaisesRegex(AssertionError, 'notAField'):
            self.check_schemas(path)
