"""Every variant: built as its tool builds it, valid for Kubernetes, Flux and the operators, and to the doctor's liking."""
import json
import os
import re
import shutil

from manifests import SETTINGS, ManifestCase, need, pgplumb, run, yaml
from variants import VARIANTS

PIPELINES, TWO_PHASES = ('github', 'gitlab'), ('flux', 'argocd', 'job')
# What every variant says; what is about the plan; of a fleet (test_indexed).
ELSEWHERE = {'name', 'namespace', 'image', 'output', 'to', 'database', 'allow', 'allow-destructive', 'manage', 'config', 'env', 'any-owner', 'help',
             'fleet', 'only', 'parallel', 'max-failures'}
ALL_WORDS = [words for _, words in VARIANTS.values()] + [('--schema', 'database')]
# Flags that say more about another one.
SOURCE, VERIFIED = ('--source', 'oci', '--source-url', 'oci://u'), ('--source', 'oci', '--source-url', 'oci://u', '--verify', 'cosign', '--verify-subject', 's')
NEEDS = {'secret-store': ('--secret', 'external', '--secret-remote', 'r'), 'secret-remote': ('--secret', 'external', '--secret-store', 's'),
         'sealed-value': ('--secret', 'sealed'), 'secret': ('--secret-store', 's', '--secret-remote', 'r'), 'database-port': ('--network-policy',),
         'pushgateway': ('--monitoring', 'pod'), 'log-arg': ('--log-sidecar', 'x:1'), 'application-source': ('--application-path', 'x'), 'probes': ('--application-container', 'web'),
         'source-ref': SOURCE, 'source-secret': SOURCE, 'insecure': SOURCE, 'verify': SOURCE, 'verify-secret': VERIFIED, 'verify-issuer': VERIFIED, 'verify-subject': VERIFIED[:-2]}

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

    def takes(self, target, words, plan):
        """What the target makes of the words; None: it refuses them."""
        out = os.path.join(self.work, 'flag')
        shutil.rmtree(out, ignore_errors=True)
        path = ('--source-path', 'elsewhere') if target == 'flux' and '--source-path' not in words else ()
        done = pgplumb('emit', target, *(() if target in PIPELINES else (plan,)), '-o', out, *SETTINGS, *path, *words)
        if done.status:
            self.assertRegex(done.err, f'emit {target} takes no --|--.* needs --', done)
            return None
        return {path: open(path).read() for parent, _, names in os.walk(out) for path in (os.path.join(parent, name) for name in names)}

    def test_every_flag(self):
        """Of every target: it is refused, or changes the files and is in a variant."""
        flags = set(re.findall(r'^ +(?:-\w, )?--([a-z-]+)', pgplumb('emit', '--help').out, re.M)) - ELSEWHERE
        plan, samples = self.both_phases(), {}
        for words in ALL_WORDS:
            for word, value in zip(words, (*words[1:], '--')):
                if word.startswith('--'):
                    samples.setdefault(word[2:].split('=')[0], (word,) if value.startswith('--') else (word, {'PORT': '777', 'SIDECAR': 'busybox:1'}.get(value, value)))
        self.assertEqual(flags - set(samples), set(), 'no variant has them')
        for target in (*{target for target, _ in VARIANTS.values()}, 'compose', *PIPELINES):
            plain = self.takes(target, (), plan)
            said = {word[2:].split('=')[0] for name, words in VARIANTS.values() if name == target for word in words}
            for flag, words in samples.items():
                with self.subTest(f'emit {target} {" ".join(words)}'):
                    made = self.takes(target, (*NEEDS.get(flag, ()), *words), plan)
                    if made is None or (flag == 'phase' and target not in TWO_PHASES):
                        continue
                    self.assertTrue(made != (self.takes(target, NEEDS[flag], plan) if flag in NEEDS else plain), 'it changes nothing')
                    self.assertTrue(target in PIPELINES or flag in said, f'no variant of {target} has --{flag}')

    def test_network_policies(self):
        """Every pod of a migration is selected by one, which lets it ask for names and talk to the database, and nobody talk to it."""
        name_servers = [{'protocol': 'UDP', 'port': 53}, {'protocol': 'TCP', 'port': 53}]
        for target in ('flux', 'argocd', 'job'):
            files = self.emit(target, self.both_phases(), '--network-policy', '--database-port', '6432')
            pods = [self.document(files[phase + '/job.yaml'])['spec']['template']['metadata'] for phase in ('migration', 'contract')]
            policies = [self.document(files[phase + '/network-policy.yaml'])['spec'] for phase in ('migration', 'contract')]
            for pod in pods:
                mine = [policy for policy in policies if policy['podSelector']['matchLabels'].items() <= pod['labels'].items()]
                self.assertEqual([(policy['policyTypes'], policy.get('ingress', []), [rule['ports'] for rule in policy['egress']]) for policy in mine],
                                 [(['Ingress', 'Egress'], [], [name_servers, [{'protocol': 'TCP', 'port': 6432}]])])

    def test_the_schemas_refuse(self):
        """A field that is in no schema: also of the operators' kinds."""
        self.emit('flux', self.simple_plan(), '--secret', 'sealed', '--sealed-value', 'x')
        path = os.path.join(self.directory, 'migration/secret.yaml')
        open(path, 'a').write('  notAField: 1\n')
        with self.assertRaisesRegex(AssertionError, 'notAField'):
            self.check_schemas(path)
