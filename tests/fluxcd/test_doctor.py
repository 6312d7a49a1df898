"""pgplumb doctor: every mistake is found, alone and where it is; the good manifests have none."""
import json
import os
import re
import shutil

from manifests import ManifestCase, need, pgplumb, run

HERE = os.path.dirname(os.path.abspath(__file__))
GOOD = os.path.join(HERE, 'good')

# code: (files of good/, the file, what it says, the mistake instead)
MISTAKES = {
    'PGD001': ('shop', 'job.yaml', 'kind: Job', 'kind: [Job'),
    'PGD002': None,  # a note: test_templates
    'PGD101': ('flux', 'migration/job.yaml', 'name: shop-db-migrate-1.4.2', 'name: shop-db-migrate'),
    'PGD102': ('shop', 'job.yaml', 'force: Enabled', 'force: Disabled'),
    'PGD103': ('shop', 'job.yaml', 'backoffLimit: 0', 'backoffLimit: 4'),
    'PGD104': ('shop', 'job.yaml', 'restartPolicy: Never', 'restartPolicy: OnFailure'),
    'PGD105': ('shop', 'job.yaml', 'backoffLimit: 0', 'backoffLimit: 0\n  ttlSecondsAfterFinished: 3600'),
    'PGD106': ('shop', 'job.yaml', '  activeDeadlineSeconds: 600\n', ''),
    'PGD107': ('shop', 'job.yaml', 'resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 256Mi}}', 'resources: {}'),
    'PGD108': ('shop', 'job.yaml', 'drop: [ALL]', 'drop: [NET_RAW]'),
    'PGD109': ('shop', 'deployment.yaml', 'name: LOG_LEVEL\n              value: info', 'name: URL\n              value: postgres://app:hunter2@db/shop'),
    'PGD110': ('chart', 'job.yaml', 'args: [migrate, apply]', 'args: [migrate, apply, -u, "{{ .Values.dburl }}"]'),
    'PGD111': ('shop', 'job.yaml', 'shop-migration:1.4.2', 'shop-migration:latest'),
    'PGD112': ('shop', 'job.yaml', '      automountServiceAccountToken: false\n', ''),
    'PGD113': ('shop', 'job.yaml', '      containers:\n', '      containers:\n        - {name: proxy, image: "gcr.io/cloudsql-docker/gce-proxy:1.33", resources: {requests: {cpu: 1}}, '
               'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}\n'),
    'PGD114': ('shop', 'deployment.yaml', '      initContainers:\n', '      initContainers:\n        - {name: log, image: "fluent/fluent-bit:3.2"}\n'),
    'PGD115': ('flux', 'migration/job.yaml', '[npm, run, "db:migrate:deploy"]', '[sh, -c, "npm run db:migrate:deploy 2>&1 | tee /log/migration"]'),
    'PGD201': ('flux', 'application/deployment.yaml', 'shop-secrets', 'other-secrets'),
    'PGD202': ('shop', 'deployment.yaml', 'args: [job, shop-migrate-1.4.2]', 'args: [job, shop-migrate-1.4.1]'),
    'PGD203': None,  # a note that the good set has: test_notes
    'PGD204': ('shop', 'deployment.yaml', '      serviceAccountName: shop\n', ''),
    'PGD205': ('shop', 'deployment.yaml', '''      initContainers:
        - name: wait
          image: groundnuty/k8s-wait-for:v2.0
          args: [job, shop-migrate-1.4.2]
''', ''),
    'PGD206': ('shop', 'deployment.yaml', '    namespace: shop\n', ''),
    'PGD207': None,  # the same
    'PGD301': ('flux', 'application.yaml', '  dependsOn:\n    - name: shop-migration\n', ''),
    'PGD302': ('flux', 'application.yaml', 'kind: GitRepository, name: shop', 'kind: OCIRepository, name: shop'),
    'PGD303': ('flux', 'migration.yaml', 'wait: true', 'wait: false'),
    'PGD304': ('flux', 'migration.yaml', 'timeout: 15m', 'timeout: 5m'),
    'PGD305': ('flux', 'migration.yaml', 'wait: true', 'wait: true\n  force: true'),
    'PGD306': ('flux', 'migration/sql.yaml', 'substitute: disabled', 'substitute: enabled'),
    'PGD401': ('shop', 'kustomization.yaml', 'name: shop-migrate-1.4.2', 'name: shop-migrate-.*'),
    'PGD402': ('shop', 'kustomization.yaml', '  - job.yaml\n  - deployment.yaml', '  - deployment.yaml\n  - job.yaml'),
    'PGD403': ('shop', 'deployment.yaml', 'shop:1.4.2', 'shop:${IMAGE_TAG}'),
    'PGD404': ('shop', 'kustomization.yaml', 'k8s.io/v1beta1', 'k8s.io/v1'),
    'PGD501': ('flux', 'application/deployment.yaml', '      containers:', '''      initContainers:
        - name: schema
          image: shop:1
          command: [npx, prisma, migrate, deploy]
          resources: {requests: {cpu: 1}}
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
      containers:'''),
    'PGD502': ('compose', 'compose.yaml', 'command: npm start', 'command: sh -c "npx prisma migrate deploy && npm start"'),
    'PGD503': ('other-tool', 'Dockerfile', 'CMD ["npm", "start"]', 'CMD npm run migrate \\\n    && npm start'),
    'PGD601': ('compose', 'compose.yaml', '{condition: service_completed_successfully}', '{condition: service_started}'),
    'PGD602': ('compose', 'compose.yaml', 'db: {condition: service_healthy}', 'db: {condition: service_started}'),
    'PGD603': ('compose', 'compose.yaml', 'restart: "no"', 'restart: on-failure'),
    'PGD604': ('compose', 'compose.yaml', 'pg_isready -h 127.0.0.1', 'pg_isready'),
    'PGD701': ('chart', 'job.yaml', 'before-hook-creation,hook-succeeded', 'hook-succeeded'),
    'PGD702': ('chart', 'job.yaml', 'name: {{ .Release.Name }}-migrate', 'name: {{ .Release.Name }}-migrate-{{ now | unixEpoch }}'),
    'PGD801': ('other-tool', 'deploy.sh', 'pgplumb wait --job shop-migrate', 'kubectl wait --for=condition=complete --timeout=300s job/shop-migrate'),
}
# Found in good sets: advice, not mistakes.
ADVICE = {'PGD203', 'PGD207'}

GUIDES = {
    'flux': 'PGD001 PGD105 PGD106 PGD107 PGD108 PGD112 PGD203 PGD204 PGD206 PGD401 PGD403 PGD404',
    'atlas': 'PGD103 PGD106 PGD107 PGD108 PGD110 PGD111 PGD112 PGD702',
    'dibs': 'PGD101 PGD102 PGD103 PGD106 PGD107 PGD108 PGD111 PGD112 PGD503',
    'kubes': 'PGD101 PGD103 PGD106 PGD107 PGD108 PGD112 PGD801',
    'msr': 'PGD103 PGD107 PGD108 PGD109 PGD111 PGD112 PGD114 PGD115 PGD205 PGD501 PGD603 PGD604 PGD702 PGD801',
}

# The guide of each, and the files that are put together from its fragments (Kubes' lost its indentation and its names on the way here).
QUOTED = {
    'flux': ('flux-migration-job-init-container.md', ()),
    'atlas': ('atlas-deploying-schema-changes.md', ()),
    'dibs': ('dibs-migrations-in-prod.md', ('job.yaml',)),
    'kubes': ('kubes-migration-hooks.txt', ('job.yaml',)),
    'msr': ('msr-docker-kubernetes.md', ('logging/deployment.yaml',)),
}


class Doctor(ManifestCase):
    def findings(self, *paths, status=None):
        outcome = pgplumb('doctor', *paths, '--format', 'json')
        found = json.loads(outcome.out)['findings']
        bad = any(finding['severity'] != 'note' for finding in found)
        self.assertEqual(outcome.status, 1 if bad else 0, outcome)
        return found

    def test_good_manifests(self):
        for name in sorted(os.listdir(GOOD)):
            found = [finding for finding in self.findings(os.path.join(GOOD, name)) if finding['code'] not in ADVICE]
            self.assertEqual(found, [], name)

    def test_notes(self):
        self.assertEqual([finding['code'] for finding in self.findings(os.path.join(GOOD, 'shop'))], ['PGD203', 'PGD207'])

    def test_every_mistake(self):
        for code, mistake in MISTAKES.items():
            if not mistake:
                continue
            name, path, right, wrong = mistake
            directory = os.path.join(self.work, code)
            shutil.copytree(os.path.join(GOOD, name), directory)
            path = os.path.join(directory, path)
            text = open(path).read()
            self.assertEqual(text.count(right), 1, (code, right))
            open(path, 'w').write(text.replace(right, wrong))
            with self.subTest(code):
                found = [finding for finding in self.findings(directory) if finding['code'] not in ADVICE]
                self.assertEqual({finding['code'] for finding in found}, {code}, found)
                self.assertEqual({finding['file'] for finding in found} & {path}, {path} if code != 'PGD201' else set(), found)
                near = text[:text.index(right)].count('\n') + 1
                if code not in ('PGD106', 'PGD112', 'PGD201', 'PGD204', 'PGD205', 'PGD306'):
                    self.assertLessEqual(abs(found[0]['line'] - near), 8, found)

    def test_every_rule_has_a_mistake(self):
        header = open(os.path.join(os.environ['PGPLUMB_SOURCE'], 'fluxcd/doctor.h')).read()
        self.assertEqual(set(re.findall(r'X\((PGD\d+)', header)), set(MISTAKES))

    def test_the_table_in_the_docs(self):
        """Word for word the table of rules."""
        source = os.environ['PGPLUMB_SOURCE']
        sarif = json.loads(pgplumb('doctor', GOOD, '--format', 'sarif').out)
        docs = open(os.path.join(source, 'docs/GITOPS.md'), encoding='utf-8').read()
        rows = {row[0]: row[1:] for row in re.findall(r'^\| (PGD\d+) \| \w+ \| (.*) \| (.*) \|$', docs, re.M)}
        self.assertEqual({rule['id']: (rule['shortDescription']['text'], rule['help']['text']) for rule in sarif['runs'][0]['tool']['driver']['rules']}, rows)

    def test_the_guides(self):
        """What five guides show, and the same mended."""
        for name, codes in GUIDES.items():
            found = self.findings(os.path.join(HERE, 'seeds', name, 'given'))
            self.assertEqual({finding['code'] for finding in found}, set(codes.split()), name)
            mended = self.findings(os.path.join(HERE, 'seeds', name, 'fixed'))
            self.assertEqual([finding for finding in mended if finding['severity'] != 'note'], [], name)
        self.assertEqual(set(GUIDES), set(os.listdir(os.path.join(HERE, 'seeds'))))

    def test_the_guides_replacements(self):
        """What Kustomize itself says: nothing under args.[1]; the mended ones arrive."""
        kubectl, guide = need('kubectl'), os.path.join(HERE, 'seeds/flux')
        given = os.path.join(self.work, 'given')
        shutil.copytree(os.path.join(guide, 'given'), given)
        for old, new, said in (('x', 'x', 'should be kustomize.config.k8s.io/v1beta1'), ('k8s.io/v1\n', 'k8s.io/v1beta1\n', r'unable to find field .*args\.\[1\]')):
            path = os.path.join(given, 'kustomization.yaml')
            text = open(path).read()
            open(path, 'w').write(text.replace(old, new))
            with self.assertRaisesRegex(AssertionError, said):
                run(kubectl, 'kustomize', given)
        mended = {document['kind']: document for document in self.documents(run(kubectl, 'kustomize', os.path.join(guide, 'fixed')))}
        pod = mended['Deployment']['spec']['template']['spec']
        self.assertEqual(mended['Job']['metadata']['name'], 'myapp-migration-v1.2286938253.0')
        self.assertEqual(pod['initContainers'][0]['args'], ['job', 'myapp-migration-v1.2286938253.0'])
        self.assertEqual(pod['containers'][0]['image'], 'registry.example.com/myapp:v1.2286938253.0')

    def test_the_guides_stand_as_they_were(self):
        """Every line of an example is in its guide, but for what is around the fragments."""
        guides = os.environ.get('PGPLUMB_SEEDS')
        if not guides:
            self.skipTest('PGPLUMB_SEEDS names no folder with the guides')
        for name, (guide, around) in QUOTED.items():
            lines = {line.strip() for line in open(os.path.join(guides, guide), encoding='utf-8')}
            given = os.path.join(HERE, 'seeds', name, 'given')
            for path in (os.path.join(parent, file) for parent, _, files in os.walk(given) for file in files):
                if os.path.relpath(path, given) not in around:
                    self.assertEqual([line for line in open(path, encoding='utf-8') if line.strip() not in lines], [], path)

    def test_what_emit_writes_is_good(self):
        for words in ((), ('--ttl', '1h'), ('--env-from', 'secret/shop', '--rbac', '--network-policy')):
            self.emit('flux', self.both_phases(), '--application-path', 'app', '--source-path', 'out', *words)
            found = self.findings(os.path.join(self.work, 'out'))
            self.assertEqual({finding['code'] for finding in found}, {'PGD105'} if '--ttl' in words else set(), found)

    def codes(self, path, text):
        return {finding['code'] for finding in self.findings(os.path.dirname(self.file(path, text)))}

    def test_other_jobs_are_left_alone(self):
        """Most Jobs of a repository back up, test or copy; what migrates is told by names, images and commands."""
        job = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: NAME}\nspec: {template: {spec: {containers: [{name: c, image: "IMAGE", command: [COMMAND]}]}}}\n'
        fill = lambda name, image, command: job.replace('NAME', name).replace('IMAGE', image).replace('COMMAND', command)
        self.assertEqual(self.codes('copy/job.yaml', fill('assets', 'web:1', 'bin/copy')), set())
        for words in (('shop-db-migrate', 'web:1', 'bin/x'), ('init', 'acme/migrations:1', 'x'), ('init', 'web:1', 'bundle, exec, rails, "db:prepare"'), ('up', 'superset:1', 'superset, db, upgrade')):
            self.assertIn('PGD106', self.codes('-'.join(words[:2]).replace('/', '') + '/job.yaml', fill(*words)), words)

    def test_templates(self):
        """What is not known before it is rendered is no mistake; what cannot be read is said, and is none either."""
        self.assertEqual(self.codes('helm/app.yaml', '{{- if .X }}\na: b\n  {{- end }}\n  c: {{ .Y }}\n'), {'PGD002'})
        self.assertEqual(self.codes('plain/app.yaml', 'a: b\n  c: d\n'), {'PGD001'})
        right = open(os.path.join(GOOD, 'chart/job.yaml')).read()
        self.assertEqual(self.codes('retries/job.yaml', right.replace('backoffLimit: 0', 'backoffLimit: {{ .Values.retries | default 3 }}')), set())

    def test_a_job_of_a_chart_is_not_fluxs(self):
        job = re.sub(r'    helm.sh/.*\n', '', open(os.path.join(GOOD, 'chart/job.yaml')).read()).replace('  annotations:\n', '').replace(
            '-migrate\n', '-migrate-{{ .Release.Revision }}\n', 1).replace('backoffLimit: 0', 'backoffLimit: 0\n  ttlSecondsAfterFinished: 60')
        self.file('chart/Chart.yaml', 'name: x\n')
        self.assertEqual(self.codes('chart/templates/job.yaml', job), set())
        self.assertEqual(self.codes('flux/job.yaml', job), {'PGD102', 'PGD105'})

    def test_a_statement_that_may_fail_beside_the_migration(self):
        right, command = open(os.path.join(GOOD, 'flux/migration/job.yaml')).read(), '[npm, run, "db:migrate:deploy"]'
        for script, codes in (('ls /flyway/sql || true; flyway migrate', set()), ('ls sql; flyway migrate || true', {'PGD115'})):
            self.assertEqual(self.codes(f'{len(codes)}/job.yaml', right.replace(command, f'[sh, -c, "{script}"]')) - ADVICE, codes)

    def test_text(self):
        path = self.file('job.yaml', open(os.path.join(GOOD, 'shop/job.yaml')).read().replace('backoffLimit: 0', 'backoffLimit: 4'))
        outcome = pgplumb('doctor', path)
        self.assertIn(f'{path}:8: warning PGD103: a migration that failed is run again (Job shop-migrate-1.4.2: backoffLimit is 4)\n    fix: Set backoffLimit: 0', outcome.out)
        self.assertIn('1 documents in 1 files: 0 errors, 1 warnings, 0 notes', outcome.out)

    def test_sarif(self):
        path = self.file('job.yaml', open(os.path.join(GOOD, 'shop/job.yaml')).read().replace('backoffLimit: 0', 'backoffLimit: 4'))
        sarif = json.loads(pgplumb('doctor', path, '--format', 'sarif').out)
        result = sarif['runs'][0]['results'][0]
        self.assertEqual((sarif['version'], result['ruleId'], result['level']), ('2.1.0', 'PGD103', 'warning'))
        self.assertEqual(result['locations'][0]['physicalLocation']['region'], {'startLine': 8})
        self.assertIn('PGD103', [rule['id'] for rule in sarif['runs'][0]['tool']['driver']['rules']])

    def test_trouble(self):
        self.expect(pgplumb('doctor'), 2, 'doctor needs a PATH')
        self.expect(pgplumb('doctor', '/nowhere'), 2, 'cannot read "/nowhere"')
        self.expect(pgplumb('doctor', self.file('x.txt', '')), 7, 'is no manifest, Dockerfile or script')

    def test_hostile_yaml(self):
        deep = self.file('deep.yaml', '[' * 5000)
        self.assertEqual([finding['code'] for finding in self.findings(deep)], ['PGD001'])
        laughs = 'a: &a [x, x]\n' + ''.join(f'{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n' for i in range(20))
        self.assertEqual(self.findings(self.file('laughs.yaml', laughs + 'kind: Job\n<<: *a\n')) != None, True)
        self.assertEqual([finding['code'] for finding in self.findings(self.file('alias.yaml', 'a: *b\n'))], ['PGD001'])
        named = self.file('name\n.yaml', 'kind: Job\nmetadata: {name: "x\\e[2J"}\nspec: {}')
        self.assertNotIn('\x1b', pgplumb('doctor', named).out)
