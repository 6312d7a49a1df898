"""emit compose, run: the database as PostgreSQL's image starts it, the migration with its credentials, the application with others."""
import glob
import os
import shutil
import socket
import subprocess

from compose import Failed, Project
from manifests import ManifestCase, pgplumb
from support import CLEAN, psql

PROGRAMS = next((os.path.dirname(path) for path in sorted(glob.glob('/usr/lib/postgresql/*/bin/initdb'), reverse=True)), None)
# As the entry point of the image "postgres" does it: a new database is made by a server that only its socket reaches.
DATABASE = '''set -e
if [ ! -e "$PGDATA/PG_VERSION" ]; then
    printf '%s' "$POSTGRES_PASSWORD" >"$PGHOST/password"
    initdb -U postgres --pwfile "$PGHOST/password" --auth-local trust --auth-host scram-sha-256 --no-sync >/dev/null
    pg_ctl -w -s -o "-c listen_addresses='' -k '$PGHOST'" -l "$PGHOST/log" start
    psql -q -c "create role owner login password 'o'" -c "create role app login password 'a'" -c "create database shop owner owner"
    sleep "$ALONE"
    pg_ctl -w -s -m fast stop
fi
exec postgres -c listen_addresses=127.0.0.1 -k "$PGHOST"
'''
FIRST = 'create table t (a integer); grant select, insert on t to app;'
SECOND = FIRST.replace('a integer', 'a integer, b text')


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


class Compose(ManifestCase):
    def setUp(self):
        super().setUp()
        if not PROGRAMS:
            self.skipTest('there are no programs of a server here')
        os.chmod(self.work, 0o755)
        self.alone = '1'
        self.port, self.user = free_port(), 'postgres' if os.getuid() == 0 else None
        self.room = os.path.join(self.work, 'room')
        self.data = self.room + '/data'
        os.makedirs(self.room)
        self.new_data()
        owner, application = (f'postgresql://{user}:{user[0]}@127.0.0.1:{self.port}/shop' for user in ('owner', 'app'))
        self.url = owner
        self.variables = {'POSTGRES_PASSWORD': 'p', 'MIGRATION_DATABASE_URL': owner, 'APPLICATION_DATABASE_URL': application, 'APPLICATION_IMAGE': 'shop'}

    def new_data(self):
        shutil.rmtree(self.data, ignore_errors=True)
        os.makedirs(self.data, 0o700)
        if self.user:
            for path in (self.room, self.data):
                shutil.chown(path, self.user)

    def start(self, name, service, environment):
        """The container of an image, as a process of this machine."""
        inside = {**CLEAN, **environment}
        if name == 'db':
            inside |= {'PATH': PROGRAMS + ':' + CLEAN['PATH'], 'PGHOST': self.room, 'PGPORT': str(self.port), 'PGUSER': 'postgres', 'PGDATA': self.data, 'ALONE': self.alone}
            process = subprocess.Popen(['sh', '-c', DATABASE], env=inside, cwd='/', user=self.user, stderr=subprocess.DEVNULL)
            process.inside = inside
            self.addCleanup(subprocess.run, ['pg_ctl', '-s', '-m', 'immediate', 'stop'], env=inside, cwd='/', user=self.user, stderr=subprocess.DEVNULL)
            return process
        if name == 'migrations':
            volumes = dict(volume.split(':')[1::-1] for volume in service['volumes'])
            words = [os.environ['PGPLUMB_BIN'], *(os.path.join(self.directory, volumes[word]) if word in volumes else word for word in service['command'])]
        else:
            words = ['psql', '-X', '-q', '-A', '-t', '-d', environment['DATABASE_URL'], '-c', 'insert into t values (1) returning a']
        return subprocess.Popen(words, env=inside, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def plan_for(self, sql):
        """With the database alone: docker compose up -d db."""
        self.emit('compose', self.simple_plan())
        project, path = Project(os.path.join(self.directory, 'compose.yaml'), self.variables, self.start), os.path.join(self.work, 'plan.json')
        project.up_one('db')
        project.service_healthy('db')
        self.expect(pgplumb('plan', '-d', self.url, '--to', self.file('to.sql', sql), '--format', 'json', '-o', path), 0)
        project.down()
        return path

    def up(self, plan, healthcheck=None):
        """emit compose, and up; what happened is in the project's events."""
        self.emit('compose', plan)
        path = os.path.join(self.directory, 'compose.yaml')
        if healthcheck:
            text = open(path, encoding='utf-8').read()
            self.assertIn('pg_isready -h 127.0.0.1 ', text)
            self.file('out/compose.yaml', text.replace('pg_isready -h 127.0.0.1 ', healthcheck))
        project = Project(path, self.variables, self.start)
        self.addCleanup(project.down)
        try:
            project.up()
        except Failed as failed:
            project.events.append(f'failed {failed}')
        return project

    def test_each_after_the_other(self):
        order, first = ['start db', 'healthy db', 'start migrations', 'completed migrations', 'start shop'], self.plan_for(FIRST)
        self.new_data()
        for said in ('applied 2 steps', 'was applied before'):
            project = self.up(first)
            self.assertEqual(project.events, order)
            self.assertIn(said, project.processes['migrations'].said)
            self.assertEqual(project.processes['shop'].communicate()[0].strip(), '1')
            project.down()
        project = self.up(self.plan_for(SECOND))
        self.assertEqual(project.events, order)
        self.assertEqual(project.processes['shop'].communicate()[0].strip(), '1')
        self.assertEqual(psql(self.url, 'select count(*) from t where b is null'), '3')

    def test_a_failed_migration_starts_no_application(self):
        plan = self.plan_for(FIRST)
        self.new_data()
        self.variables['MIGRATION_DATABASE_URL'] = self.variables['APPLICATION_DATABASE_URL']
        project = self.up(plan)
        self.assertEqual(project.events, ['start db', 'healthy db', 'start migrations', 'failed migrations'])
        self.assertIn('permission denied', project.processes['migrations'].said)

    def test_the_socket_answers_too_early(self):
        """What the healthcheck is for: without a host the migration meets the server that is about to stop."""
        plan = self.plan_for(FIRST)
        self.new_data()
        self.alone = '30'
        project = self.up(plan, healthcheck='pg_isready ')
        self.assertEqual(project.events[-1], 'failed migrations')
        self.assertIn('refused', project.processes['migrations'].said)
