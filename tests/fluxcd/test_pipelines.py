"""The pipelines of emit github and emit gitlab: valid for those who read them, and every script run, with git, a database and the fakes of fakes.py."""
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import urllib.parse

from manifests import SETTINGS, ManifestCase, need, pgplumb, run, yaml
from support import ServerCase, psql

HERE = os.path.dirname(os.path.abspath(__file__))
FAKES = ('docker', 'gh', 'flux', 'executor', 'apk')
V1, V2 = 'create table t (a integer);\n', 'create table t (a integer, b text);\n'
FILES = {'github': '.github/workflows/schema.yaml', 'gitlab': '.gitlab/schema.yaml'}


class Valid(ManifestCase):
    def pipeline(self, target):
        directory = os.path.join(self.work, target)
        self.expect(pgplumb('emit', target, '-o', directory, *SETTINGS, '--schema', 'database'), 0)
        return os.path.join(directory, FILES[target])

    def test_github(self):
        run(need('check-jsonschema'), '--builtin-schema', 'vendor.github-workflows', self.pipeline('github'))

    def test_gitlab(self):
        run(need('check-jsonschema'), '--builtin-schema', 'vendor.gitlab-ci', self.pipeline('gitlab'))

    def test_actionlint(self):
        """Its expressions and contexts, and shellcheck of its scripts where that is installed."""
        run(need('actionlint'), self.pipeline('github'))

    def test_compose(self):
        self.emit('compose', self.simple_plan())
        run(need('check-jsonschema'), '--builtin-schema', 'vendor.compose-spec', os.path.join(self.directory, 'compose.yaml'))

    def test_the_schema_image(self):
        self.pipeline('github')
        text = open(os.path.join(self.work, 'github/Dockerfile.schema')).read()
        self.assertEqual(text.splitlines()[1:], ['ARG PGPLUMB=' + SETTINGS[5], 'FROM ${PGPLUMB}', 'COPY database/ /schema/'])

    def test_what_a_shell_would_read(self):
        for words, said in ((('--schema', 'db; touch x'), '--schema takes a path'), (('--source-path', '-o$(x)'), '--source-path takes a path'),
                            (('--flux-namespace', 'a; b'), '--flux-namespace "a; b" is no name')):
            self.expect(pgplumb('emit', 'gitlab', '-o', os.path.join(self.work, 'bad'), *SETTINGS, *words), 2, said)


class PipelineCase(ServerCase):
    """A repository with a schema and the pipeline, its origin, and a database that has the schema's first version."""

    def setUp(self):
        super().setUp()
        for name in ('git', 'jq', 'curl'):
            need(name)
        self.calls = os.path.join(self.work, 'calls')
        self.bin = os.path.join(self.work, 'bin')
        for name in FAKES:
            self.tool(name, f'exec {sys.executable} {HERE}/fakes.py {name} "$@"')
        self.tool('pgplumb', f'exec {os.environ["PGPLUMB_BIN"]} "$@"')
        psql(self.url, V1)
        self.origin = os.path.join(self.work, 'origin.git')
        run('git', 'init', '-q', '--bare', '-b', 'main', self.origin)
        self.repository = os.path.join(self.work, 'checkout')
        self.clone(self.repository)
        self.expect(pgplumb('emit', self.target, '-o', self.repository, *SETTINGS, '--schema', 'database'), 0)
        self.pipeline = yaml.safe_load(open(os.path.join(self.repository, FILES[self.target])))
        self.base = self.commit(V1)

    def tool(self, name, script):
        os.chmod(self.file('bin/' + name, f'#!/bin/sh\n{script}\n'), 0o755)

    def git(self, *words, where=None):
        return run('git', '-C', where or self.repository, *words).strip()

    def clone(self, directory):
        run('git', 'clone', '-q', self.origin, directory)
        self.git('config', 'user.name', 'dev', where=directory)
        self.git('config', 'user.email', 'dev@example.com', where=directory)

    def commit(self, sql):
        self.file('checkout/database/schema.sql', sql)
        self.git('add', '.')
        self.git('commit', '-q', '-m', 'schema')
        self.git('push', '-q', 'origin', 'HEAD:main')
        return self.git('rev-parse', 'HEAD')

    def somebody_pushes(self):
        other = os.path.join(self.work, 'other')
        self.clone(other)
        with open(os.path.join(other, 'README'), 'w') as readme:
            readme.write('changed meanwhile\n')
        self.git('add', '.', where=other)
        self.git('commit', '-q', '-m', 'readme', where=other)
        self.git('push', '-q', 'origin', 'HEAD:main', where=other)

    def shell(self, script, environment, interpreter, status=0):
        done = subprocess.run([*interpreter, '-c', script], cwd=self.repository, capture_output=True, text=True, env={
            'PATH': self.bin + ':/usr/bin:/bin', 'HOME': self.work, 'FAKE_LOG': self.calls, 'FAKE_COMMENTS': os.path.join(self.work, 'comments'),
            'PGPLUMB_BIN': os.environ['PGPLUMB_BIN'], **environment}, timeout=120)
        self.assertEqual(done.returncode, status, f'{script}\n{done}')
        return done.stdout

    def called(self, name):
        with open(self.calls) as calls:
            return [words[1:] for words in map(json.loads, calls) if words[0] == name]

    def check_deployed(self, sha, author):
        """What is on the main branch then: the manifests of that image, by the bot, on top of what somebody pushed."""
        self.assertEqual(self.git('log', '-1', '--format=%an %s', 'main', where=self.origin), f'{author} deploy shop {sha} [skip ci]')
        self.assertIn('README', self.git('ls-tree', '--name-only', 'main', where=self.origin))
        job = self.git('show', 'main:deploy/shop/migration/job.yaml', where=self.origin)
        self.assertIn(sha, job)
        self.assertIn('kustomize.toolkit.fluxcd.io/force: Enabled', job)

    def check_reconciled(self):
        flux = [words for words in self.called('flux') if words[0] in ('reconcile', 'get')]
        self.assertEqual([(words[0], words[2]) for words in flux], [
            ('reconcile', 'shop-migration'), ('get', 'shop-application'), ('reconcile', 'shop-application'), ('get', 'shop-contract')])


class GitHub(PipelineCase):
    target = 'github'

    def job(self, name, contexts, environment=()):
        """Runs its steps in order, as the runner does: expressions filled in, bash -e; the names of those that ran."""
        job, ran, environment = self.pipeline['jobs'][name], [], dict(environment)
        contexts = {**contexts, 'env': {**{key: self.fill(value, contexts) for key, value in job.get('env', {}).items()}}}
        self.assertTrue(self.holds(job['if'], contexts), job['if'])
        for step in job['steps']:
            if not self.holds(step.get('if', 'true'), contexts):
                continue
            ran.append(step.get('name', step.get('uses', 'run')))
            if 'run' in step:
                own = {key: self.fill(value, contexts) for key, value in step.get('env', {}).items()}
                self.shell(step['run'], {**environment, **contexts['env'], **own}, ['bash', '--noprofile', '--norc', '-e'])
        return ran

    @staticmethod
    def value(path, contexts):
        found = contexts
        for word in path.split('.'):
            found = found.get(word, '') if isinstance(found, dict) else ''
        return found

    def fill(self, text, contexts):
        return re.sub(r'\$\{\{ ([\w.]+) \}\}', lambda match: str(self.value(match[1], contexts)), text)

    def holds(self, condition, contexts):
        """The few words of GitHub's expressions that the workflow uses."""
        python = re.sub(r"(?<!')\b[a-z]+(?:\.\w+)+", lambda match: repr(self.value(match[0], contexts)), condition)
        return eval(python.replace('||', ' or ').replace('&&', ' and ').replace('true', 'True'))

    def contexts(self, event, **more):
        return {'github': {'event_name': event, 'token': 'token', 'event': {'pull_request': {'number': 7}}, **more},
                'vars': {'REGISTRY_IMAGE': 'ghcr.io/acme/schema', 'FLUX_ARTIFACT': 'ghcr.io/acme/manifests'},
                'secrets': {'PLAN_DATABASE_URL': self.url, 'KUBECONFIG': 'apiVersion: v1'}}

    def test_pull_request(self):
        """The plan of the branch as one comment, however often it runs."""
        self.git('checkout', '-q', '-b', 'branch')
        self.file('checkout/database/schema.sql', V2)
        self.git('commit', '-q', '-a', '-m', 'b')
        environment = {'GITHUB_BASE_REF': 'main', 'GITHUB_REPOSITORY': 'acme/shop'}
        for _ in range(2):
            self.job('plan', self.contexts('pull_request'), environment)
        comments = json.load(open(os.path.join(self.work, 'comments')))
        self.assertEqual(len(comments), 1)
        self.assertIn('ADD COLUMN b text', comments[0]['body'])
        self.assertEqual([words[1] for words in self.called('gh') if '-X' in words], ['-X'])

    def test_release(self):
        sha = self.commit(V2)
        self.somebody_pushes()
        ran = self.job('release', self.contexts('push', sha=sha), {
            'GITHUB_ACTOR': 'dev', 'GITHUB_SERVER_URL': 'https://github.com', 'GITHUB_REPOSITORY': 'acme/shop', 'RUNNER_TEMP': self.work})
        self.assertEqual(len(ran), 7)
        docker = [words[0] for words in self.called('docker')]
        self.assertEqual(docker, ['login', 'build', 'push', 'run', 'run', 'run'])
        self.check_deployed(sha, 'github-actions[bot]')
        self.assertIn(['push', 'artifact', f'oci://ghcr.io/acme/manifests:{sha}', '--path', 'deploy/shop', '--source', 'https://github.com/acme/shop', '--revision', f'main@sha1:{sha}'],
                      self.called('flux'))
        self.check_reconciled()
        self.assertEqual(os.stat(os.path.join(self.work, 'kubeconfig')).st_mode & 0o77, 0)

    def test_release_without_flux(self):
        sha = self.commit(V2)
        contexts = {**self.contexts('push', sha=sha), 'vars': {'REGISTRY_IMAGE': 'ghcr.io/acme/schema'}, 'secrets': {'PLAN_DATABASE_URL': self.url}}
        ran = self.job('release', contexts, {'GITHUB_ACTOR': 'dev'})
        self.assertEqual(len(ran), 4)

    def test_drift(self):
        self.job('drift', self.contexts('schedule'))
        psql(self.url, 'alter table t add by_hand text')
        with self.assertRaisesRegex(AssertionError, 'by_hand'):
            self.job('drift', self.contexts('schedule'))


class Notes(http.server.BaseHTTPRequestHandler):
    """The notes of one merge request."""
    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def do_GET(self):
        self.answer(200, self.server.notes)

    def body(self):
        fields = urllib.parse.parse_qs(self.rfile.read(int(self.headers['Content-Length'])).decode())
        return fields['body'][0] if self.headers.get('PRIVATE-TOKEN') == 'comments' else None

    def do_POST(self):
        self.server.notes.append({'id': len(self.server.notes) + 1, 'body': self.body()})
        self.answer(201, {})

    def do_PUT(self):
        number = int(self.path.rsplit('/', 1)[1])
        self.server.notes[number - 1]['body'] = self.body()
        self.answer(200, {})

    def log_message(self, *_):
        pass


class GitLab(PipelineCase):
    target = 'gitlab'

    def job(self, name, variables, status=0):
        """Its script in one shell, as the runner runs it in an image that has only sh."""
        sha = self.git('rev-parse', 'HEAD')
        predefined = {'CI_COMMIT_SHA': sha, 'CI_COMMIT_BRANCH': 'main', 'CI_DEFAULT_BRANCH': 'main', 'CI_PROJECT_ID': '1', 'CI_PROJECT_DIR': self.repository,
                      'CI_PROJECT_URL': 'https://gitlab.example.com/acme/shop', 'CI_PROJECT_PATH': 'acme/shop', 'CI_SERVER_HOST': 'gitlab.example.com',
                      'CI_REGISTRY_IMAGE': 'registry.example.com/acme/shop', 'CI_REGISTRY_USER': 'ci', 'CI_REGISTRY_PASSWORD': 'job',
                      'GITLAB_USER_NAME': 'dev', 'GITLAB_USER_EMAIL': 'dev@example.com', 'PLAN_DATABASE_URL': self.url}
        script = '\n'.join(self.pipeline[name]['script']).replace('/kaniko/', self.bin + '/')
        return self.shell(script, {**predefined, **variables}, ['sh', '-e'], status)

    def test_merge_request(self):
        self.file('checkout/database/schema.sql', V2)
        self.git('commit', '-q', '-a', '-m', 'b')
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Notes)
        server.notes = [{'id': 1, 'body': 'somebody says something'}]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        for _ in range(2):
            self.job('schema:plan', {'CI_MERGE_REQUEST_DIFF_BASE_SHA': self.base})
            self.job('schema:comment', {'CI_API_V4_URL': f'http://127.0.0.1:{server.server_port}/api/v4', 'CI_MERGE_REQUEST_IID': '7', 'COMMENT_TOKEN': 'comments'})
        self.assertEqual([note['id'] for note in server.notes], [1, 2])
        self.assertIn('ADD COLUMN b text', server.notes[1]['body'])

    def test_release(self):
        sha = self.commit(V2)
        self.somebody_pushes()
        self.git('checkout', '-q', sha)
        self.git('config', f'url.{self.origin}.insteadOf', 'https://gitlab-ci-token:push@gitlab.example.com/acme/shop.git')
        for name in ('schema:image', 'schema:release', 'schema:commit', 'schema:artifact', 'schema:reconcile'):
            self.job(name, {'CI_COMMIT_SHA': sha, 'PUSH_TOKEN': 'push', 'FLUX_ARTIFACT': 'manifests'})
        self.assertEqual(self.called('executor')[0][-1], f'registry.example.com/acme/shop/schema:{sha}')
        self.check_deployed(sha, 'dev')
        push, tag = [words for words in self.called('flux') if words[1] == 'artifact']
        self.assertEqual((push[2], tag[2]), (f'oci://registry.example.com/acme/shop/manifests:{sha}',) * 2)
        self.assertTrue(all(words[-2:] == ['--creds', 'ci:job'] for words in (push, tag)))
        self.check_reconciled()

    def test_drift(self):
        self.job('schema:drift', {})
        psql(self.url, 'alter table t add by_hand text')
        self.job('schema:drift', {}, status=1)

    def test_every_job_has_been_run(self):
        jobs = {name for name, job in self.pipeline.items() if isinstance(job, dict) and 'script' in job}
        self.assertEqual(jobs, {'schema:' + word for word in ('plan', 'comment', 'image', 'release', 'commit', 'artifact', 'reconcile', 'drift')})


del PipelineCase  # has no tests of its own
