"""The image as its Dockerfile makes it, without a daemon (buildah), and run as a cluster would (runc): nobody, no rights, a root that cannot be written.

The base is the root of PGPLUMB_IMAGE_BASE, since there is no registry to take Debian's image from: a directory (tests/support/root.sh makes one)."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from manifests import SETTINGS, SOURCE, run
from support import Case, SERVERS, pgplumb, psql

BASE = os.environ.get('PGPLUMB_IMAGE_BASE', '')
NOT_IN_THE_BASE = ('src', 'proc', 'sys', 'dev', 'usr/share/doc', 'usr/share/locale', 'usr/share/man')


def missing():
    if os.getuid():
        return 'only root can build in a chroot'
    if not os.path.isdir(os.path.join(BASE, 'etc')):
        return 'PGPLUMB_IMAGE_BASE names no root of a Debian'
    absent = [name for name in ('buildah', 'runc') if not shutil.which(name)]
    return ' and '.join(absent) + ' is not installed' if absent else ''


class Builder:
    """A store of images of its own."""

    def __init__(self, directory):
        self.store = ['--storage-driver', 'overlay', '--root', directory + '/root', '--runroot', directory + '/run']
        self.directory = directory

    def buildah(self, *words):
        done = subprocess.run(['buildah', *self.store, *words], capture_output=True, text=True, timeout=1500)
        if done.returncode:
            raise AssertionError(f'buildah {words}: {done.stdout[-3000:]}{done.stderr[-3000:]}')
        return done.stdout.strip()

    def import_base(self, root, name):
        archive = self.directory + '/base.tar'
        run('tar', '-C', root, *(f'--exclude=./{path}' for path in NOT_IN_THE_BASE), '-cf', archive, '.')
        container = self.buildah('from', 'scratch')
        self.buildah('add', '-q', container, archive, '/')
        self.buildah('commit', '-q', '--rm', container, name)
        os.remove(archive)

    def build(self, name, context, *words):
        self.buildah('bud', '-q', '--isolation', 'chroot', '--layers', '-t', name, *words, context)

    def config(self, name):
        return json.loads(self.buildah('inspect', '--type', 'image', name))['OCIv1']['config']

    def mount(self, name):
        return self.buildah('mount', self.buildah('from', name))


def context(directory):
    """What git would clone, with what is not committed yet."""
    listed = subprocess.run(['git', '-C', SOURCE, 'ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], capture_output=True, check=True).stdout
    for path in filter(None, listed.decode().split('\0')):
        if os.path.isfile(os.path.join(SOURCE, path)):
            os.makedirs(os.path.dirname(os.path.join(directory, path)), exist_ok=True)
            shutil.copy(os.path.join(SOURCE, path), os.path.join(directory, path))
    return directory


def restricted(root, words, environment, mounts):
    """An OCI runtime's configuration, as of a pod under "restricted"; the host's network, to reach the test server."""
    shown = [{'destination': inside, 'type': 'bind', 'source': outside, 'options': ['rbind', 'ro']} for inside, outside in mounts.items()]
    return {'ociVersion': '1.0.2', 'root': {'path': root, 'readonly': True}, 'hostname': 'pgplumb',
            'process': {'user': {'uid': 65532, 'gid': 65532}, 'args': words, 'cwd': '/schema', 'noNewPrivileges': True,
                        'env': ['PATH=/usr/bin', *(f'{name}={value}' for name, value in environment.items())],
                        'capabilities': {kind: [] for kind in ('bounding', 'effective', 'inheritable', 'permitted')}},
            'mounts': [{'destination': '/proc', 'type': 'proc', 'source': 'proc'},
                       {'destination': '/dev', 'type': 'tmpfs', 'source': 'tmpfs', 'options': ['nosuid', 'strictatime', 'mode=755', 'size=64k']}, *shown],
            'linux': {'namespaces': [{'type': kind} for kind in ('pid', 'ipc', 'uts', 'mount')],
                      'maskedPaths': ['/proc/kcore'], 'readonlyPaths': ['/proc/sys']}}


class Built(Case):
    @classmethod
    def setUpClass(cls):
        if missing():
            raise unittest.SkipTest('no image: ' + missing())
        work = tempfile.mkdtemp(prefix='pgplumb-built-')
        cls.addClassCleanup(shutil.rmtree, work, ignore_errors=True)
        cls.builder = Builder(work)
        cls.addClassCleanup(cls.builder.buildah, 'rm', '--all')
        cls.builder.import_base(BASE, 'localhost/base')
        tree = context(os.path.join(work, 'context'))
        words = '--build-arg', 'BASE=localhost/base', '-f', tree + '/fluxcd/image/Dockerfile'
        cls.builder.build('pgplumb', tree, *words)
        cls.builder.build('pgplumb:slim', tree, *words, '--target', 'slim')
        cls.root = cls.builder.mount('pgplumb')

    def contain(self, root, *words, status=0, mounts={}, **environment):
        bundle = tempfile.mkdtemp(dir=self.work)
        with open(bundle + '/config.json', 'w') as out:
            json.dump(restricted(root, ['/usr/bin/pgplumb', *words], environment, mounts), out)
        done = subprocess.run(['runc', '--root', self.work + '/runc', 'run', '--bundle', bundle, os.path.basename(bundle)], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, status, done)
        return done.stdout + done.stderr

    def test_both_run_as_nobody(self):
        for name in ('pgplumb', 'pgplumb:slim'):
            config = self.builder.config(name)
            self.assertEqual((config['User'], config['Entrypoint'], config['WorkingDir']), ('65532:65532', ['/usr/bin/pgplumb'], '/schema'))

    def test_nothing_else_is_in_it(self):
        files = {os.path.relpath(os.path.join(parent, name), self.root) for parent, _, names in os.walk(self.root) for name in names}
        others = {path for path in files if '/lib/' not in '/' + path and not path.startswith(('lib64/', 'etc/'))}
        self.assertEqual(others, {'usr/bin/pgplumb', 'usr/share/sbom/pgplumb.spdx.json'})
        self.assertLess(sum(os.path.getsize(os.path.join(self.root, path)) for path in files if not os.path.islink(os.path.join(self.root, path))), 40_000_000)

    def test_its_list_names_its_libraries(self):
        document = json.load(open(self.root + '/usr/share/sbom/pgplumb.spdx.json'))
        self.assertLessEqual({'pgplumb', 'libc6', 'libpq5', 'libgit2-1.9', 'libcurl4t64', 'ca-certificates'}, {package['name'] for package in document['packages']})

    def test_it_runs_restricted(self):
        self.assertRegex(self.contain(self.root, 'version'), r'^pgplumb \d')
        self.assertIn('Read-only file system', self.contain(self.root, 'inspect', 'empty:', '--format', 'json', '-o', '/schema/x.json', status=2))

    def test_it_reads_git(self):
        """As a pipeline does: the repository belongs to somebody else. Only a mount point of the image can be used: its root is read-only."""
        repository = os.path.join(self.work, 'repository')
        git = lambda *words: run('git', '-C', repository, '-c', 'user.name=dev', '-c', 'user.email=dev@example.com', *words)
        self.file('repository/db/t.sql', 'create table t (a integer);')
        run('git', 'init', '-q', repository)
        git('add', '.')
        git('commit', '-q', '-m', 'schema')
        os.chmod(self.work, 0o755)
        self.assertIn('CREATE TABLE', self.contain(self.root, 'plan', '--any-owner', '--from', 'empty:', '--to', 'git:HEAD:db', '--format', 'sql', mounts={'/schema': repository}))

    def test_a_schema_image_migrates(self):
        """As emit github writes it, from the plan to the database."""
        server = SERVERS['17']
        if not server:
            self.skipTest('PGPLUMB_TEST_SERVER_17 names no server')
        self.expect(pgplumb('emit', 'github', '-o', self.work, *SETTINGS, '--schema', 'database'), 0)
        self.file('database/schema.sql', 'create table t (a integer);')
        self.builder.build('shop', self.work, '--build-arg', 'PGPLUMB=pgplumb', '-f', self.work + '/Dockerfile.schema')
        name = 'built_image_' + os.path.basename(self.work).replace('-', '_').lower()
        psql(server, f'create database {name}')
        self.addCleanup(psql, server, f'drop database if exists {name} with (force)')
        url = server.rsplit('/', 1)[0] + '/' + name
        self.assertEqual(self.builder.config('shop')['User'], '65532:65532')
        said = self.contain(self.builder.mount('shop'), 'apply', '--to', '/schema', '--yes', DATABASE_URL=url)
        self.assertIn('applied 1 step', said)
        self.assertEqual(psql(url, "select count(*) from pg_class where relname = 't'"), '1')
