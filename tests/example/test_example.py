"""The days of a repository: shop/, whose workflow's steps are run as they are, with a docker and a gh of our own (bin/). What the cluster would do
with the manifests that they commit is done by hand: the Job's arguments, with the plan of its ConfigMaps."""
import base64
import glob
import gzip
import json
import os
import pathlib
import shutil
import subprocess

import yaml

from support import CLEAN, ServerCase, pgplumb, psql

HERE = pathlib.Path(__file__).parent
ORDERS = 'db/schemas/public/tables/orders.sql'
IDENTITY = {f'GIT_{role}_{what}': value for role in ('AUTHOR', 'COMMITTER') for what, value in (('NAME', 'Ada'), ('EMAIL', 'ada@example.com'))}


class Days(ServerCase):
    def setUp(self):
        super().setUp()
        self.shop = os.path.join(self.work, 'shop')
        shutil.copytree(HERE / 'shop', self.shop)
        self.env = {**CLEAN, **IDENTITY, 'HOME': self.work, 'GIT_CONFIG_NOSYSTEM': '1', 'PATH': f'{HERE / "bin"}:{os.environ["PATH"]}',
                    'PGPLUMB_BIN': os.environ['PGPLUMB_BIN'], 'COMMENTS': os.path.join(self.work, 'comments.json'), 'DATABASE_URL': self.url}
        self.git('init', '-q', '--bare', '-b', 'main', os.path.join(self.work, 'origin.git'))
        self.git('init', '-q', '-b', 'main')
        self.git('remote', 'add', 'origin', os.path.join(self.work, 'origin.git'))
        self.commit('the shop as it is')
        self.git('push', '-q', '-u', 'origin', 'main')
        with open(os.path.join(self.shop, '.github/workflows/schema.yaml')) as file:
            self.workflow = yaml.safe_load(file)

    # -- what people do --------------------------------------------------------------------------------------------

    def git(self, *words):
        done = subprocess.run(['git', *words], cwd=self.shop, env=self.env, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def commit(self, message):
        self.git('add', '-A')
        self.git('commit', '-q', '-m', message)

    def edit(self, path, old, new):
        path = os.path.join(self.shop, path)
        text = open(path).read()
        self.assertEqual(text.count(old), 1, text)
        with open(path, 'w') as out:
            out.write(text.replace(old, new))

    def pgplumb(self, *words, status=0):
        outcome = pgplumb(*words, cwd=self.shop, env=self.env)
        self.assertEqual(outcome.status, status, outcome)
        return outcome.out

    # -- what GitHub does ------------------------------------------------------------------------------------------

    def value(self, text):
        """Of "${{ … }}" in a variable."""
        known = {'vars.REGISTRY_IMAGE': 'ghcr.io/acme/shop-schema', 'secrets.PLAN_DATABASE_URL': self.url, 'github.sha': self.git('rev-parse', 'HEAD'),
                 'github.event.pull_request.number': '7', 'github.token': 'token', 'secrets.KUBECONFIG': ''}
        text = str(text)
        return known[text[3:-2].strip()] if text.startswith('${{') else text

    def run_job(self, name):
        """All steps that run something, unless they are for a cluster or an artifact; exit status and output of the last."""
        job, done = self.workflow['jobs'][name], None
        for step in job['steps']:
            if 'run' not in step or 'if' in step:
                continue
            self.assertNotIn('${{', step['run'], 'values of others are no part of a script')
            values = {key: self.value(text) for key, text in {**job.get('env', {}), **step.get('env', {})}.items()}
            env = {**self.env, 'DATABASE_URL': '', **values, 'GITHUB_BASE_REF': 'main', 'GITHUB_REPOSITORY': 'acme/shop', 'GITHUB_ACTOR': 'ada'}
            done = subprocess.run(['bash', '-e', '-c', step['run']], cwd=self.shop, env=env, capture_output=True, text=True, timeout=120)
            if done.returncode:
                return done.returncode, done.stdout + done.stderr
        return 0, done.stdout

    def comments(self):
        with open(self.env['COMMENTS']) as file:
            return json.load(file)

    def review(self):
        """The comment of the pull request."""
        self.assertEqual(self.run_job('plan')[0], 0)
        (comment,) = self.comments()
        self.assertEqual(comment['issue'], '7')
        self.assertEqual(comment['body'].count('<!-- pgplumb:plan:shop -->'), 1)
        return comment['body']

    def release(self):
        status, out = self.run_job('release')
        self.assertEqual(status, 0, out)

    def drift(self):
        return self.run_job('drift')

    # -- what the cluster does -------------------------------------------------------------------------------------

    def run_migration(self, directory):
        """The Job of a directory: what it says."""
        plan = os.path.join(self.work, 'plan')
        shutil.rmtree(plan, ignore_errors=True)
        os.makedirs(plan)
        documents = {}
        for path in glob.glob(os.path.join(self.shop, 'deploy/shop', directory, '*.yaml')):
            for document in yaml.safe_load_all(open(path)):
                documents.setdefault(document['kind'], []).append(document)
        for config in documents['ConfigMap']:
            for name, data in config['binaryData'].items():
                pathlib.Path(plan, name).write_bytes(base64.b64decode(data))
        container = documents['Job'][0]['spec']['template']['spec']['containers'][0]
        self.assertEqual([variable['name'] for variable in container['env']], ['DATABASE_URL'])
        words = [plan if word == '/plan' else word for word in container['args']]
        return self.expect(pgplumb(*words, cwd=self.work, env={'DATABASE_URL': self.url}), 0).err

    def reconcile(self):
        """Before the application is rolled out, and where the plan has steps for that, after it."""
        contract = os.path.exists(os.path.join(self.shop, 'deploy/shop/contract'))
        return [self.run_migration(directory) for directory in ('migration', 'contract')[:1 + contract]]

    # -- the test --------------------------------------------------------------------------------------------------

    def in_sync(self):
        self.assertEqual(self.drift()[0], 0, self.drift())

    def first_release(self):
        self.release()
        self.assertIn('applied', self.reconcile()[0])
        self.in_sync()
        self.assertIn('0 errors, 0 warnings', self.pgplumb('doctor', '.'))

    def change(self):
        """A pull request, changed once, and its release."""
        self.git('checkout', '-q', '-b', 'notes')
        self.edit(ORDERS, '    placed_at ', '    delivery_note text,\n    placed_at ')
        self.commit('orders have a note')
        first = self.review()
        self.assertIn('### Schema plan: 1 to add, 0 to change, 0 to drop', first)
        self.assertIn('ADD COLUMN delivery_note text', first)
        self.edit(ORDERS, 'CREATE INDEX', 'CREATE INDEX orders_placed_at_idx ON public.orders USING btree (placed_at);\nCREATE INDEX')
        self.commit('and are listed by day')
        second = self.review()
        self.assertIn('### Schema plan: 2 to add', second)
        self.assertIn('orders_placed_at_idx', second)
        self.git('checkout', '-q', 'main')
        self.git('merge', '-q', '--no-ff', '-m', 'notes', 'notes')
        self.git('push', '-q')
        self.assertEqual(self.drift()[0], 1, 'merged, and not applied yet')
        self.release()
        self.assertRegex(self.reconcile()[0], 'applied 2 steps')
        self.assertIn('nothing to do', self.reconcile()[0], 'a Job that is made again')
        self.in_sync()

    def changed_by_hand(self):
        psql(self.url, 'CREATE INDEX by_hand ON orders (total)', 'ALTER TABLE orders DROP COLUMN delivery_note')
        status, said = self.drift()
        self.assertEqual(status, 1)
        self.assertRegex(said, r'\+ index public\.by_hand .*only the database has it')
        self.assertRegex(said, r'- column public\.orders\.delivery_note .*missing in the database .*orders\.sql:\d+')
        blamed = self.pgplumb('drift', '--blame', status=1)
        self.assertRegex(blamed, r'by_hand .*git: not from git')
        added = self.git('log', '--format=%h', '-1', '--grep', 'orders have a note')
        self.assertRegex(blamed, rf'delivery_note .*git: added by {added[:7]} \(.*, Ada\)')

    def git_wins(self):
        self.release()
        expand, contract = self.reconcile()
        self.assertRegex(expand, r'\+ column public\.orders\.delivery_note text\napplied 1 step .* 1 left')
        self.assertRegex(contract, r'- index public\.by_hand\napplied 1 step')
        self.in_sync()

    def database_wins(self):
        psql(self.url, 'CREATE INDEX by_hand ON orders (total)')
        self.assertEqual(self.drift()[0], 1)
        self.git('checkout', '-q', '-b', 'keep-it')
        self.pgplumb('inspect', self.url, '--split', 'db')
        self.assertEqual(self.git('diff', '--name-only').splitlines(), [ORDERS])
        self.assertIn('+CREATE INDEX by_hand', self.git('diff'))
        self.commit('the index stays')
        self.assertIn('1 to add', self.review())
        self.git('checkout', '-q', 'main')
        self.git('merge', '-q', '--no-ff', '-m', 'keep it', 'keep-it')
        self.git('push', '-q')
        self.in_sync()
        self.release()
        (said,) = self.reconcile()
        self.assertIn('applied 0 steps', said)
        self.in_sync()

    def test_days(self):
        self.first_release()
        self.change()
        self.changed_by_hand()
        self.git_wins()
        self.database_wins()


class Repository(ServerCase):
    def test_is_as_pgplumb_writes_it(self):
        shop = os.path.join(self.work, 'shop')
        shutil.copytree(HERE / 'shop', shop)
        written = pgplumb('emit', 'github', '--name', 'shop', '--namespace', 'shop', '--image', 'ghcr.io/acme/shop-schema:1.0.0', '-o', '.', cwd=shop)
        self.expect(written, 0, '2 files in .: 0 written, 2 as they were')
        self.expect(pgplumb('fmt', '--check', cwd=shop), 0)
