"""An Indexed Job of a plan for many databases, on a real cluster: one that fails stops no other, and what is left comes with the next plan."""
import os

from cluster import SERVER, ClusterCase, get, kubectl, until
from support import pgplumb, psql

OLD, NEW = 'create table t (a integer)', 'create table t (a integer, b text);'
NAMES = ('acme', 'blue', 'coyote', 'done')


class Fleet(ClusterCase):
    """Four databases, one of which has nothing to do."""

    def setUp(self):
        super().setUp()
        self.urls = {name: f'{self.url}-{name}' for name in NAMES}
        for name, url in self.urls.items():
            database = url.rsplit('/', 1)[1]
            psql(SERVER, f'create database "{database}"')
            self.addCleanup(psql, SERVER, f'drop database if exists "{database}" with (force)')
            psql(url, NEW if name == 'done' else OLD)
            self.file('tenants/' + name, url)
            self.file('inside/' + name, f'{self.inside}-{name}')
        kubectl('-n', self.name, 'create', 'secret', 'generic', 'shop-fleet', '--from-file=' + os.path.join(self.work, 'inside'))
        self.release('1.0.0', NEW)

    def release(self, version, sql):
        """Plans, emits and applies; the Job's name."""
        plan, out = os.path.join(self.work, 'fleet.json'), os.path.join(self.work, 'out')
        self.expect(pgplumb('plan', '--fleet', os.path.join(self.work, 'tenants'), '--to', self.file('to.sql', sql), '--format', 'json', '-o', plan), 0)
        self.saved, self.out, self.version = plan, out, version

    def apply(self):
        self.expect(pgplumb('emit', 'flux', self.saved, '-o', self.out, '--name', 'shop', '--namespace', self.name, '--image', self.image, '--release', self.version, '--parallel', '2'), 0)
        kubectl('apply', '--server-side', '--validate=strict', '-f', self.file('built.yaml', kubectl('kustomize', self.out + '/migration')))

    def ended(self):
        """The Job, once it has."""
        return until('the Job has ended', lambda: next((job for job in get('-n', self.name, 'jobs')['items']
                     if {'Complete', 'Failed'} & {condition['type'] for condition in job.get('status', {}).get('conditions', [])}), None))

    def has(self, name):
        return psql(self.urls[name], "select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = 't'::regclass and attnum > 0")

    def test_one_that_fails_stops_no_other_and_the_next_plan_has_what_is_left(self):
        psql(self.urls['blue'], 'alter table t add column by_hand integer')
        self.apply()
        job = self.ended()
        self.assertRegex(job['metadata']['name'], '^shop-migrate-1-0-0-[0-9a-f]{8}$')
        self.assertEqual((job['status']['completedIndexes'], job['status']['failedIndexes']), ('0,2', '1'))
        self.assertEqual([self.has(name) for name in NAMES], ['a,b', 'a,by_hand', 'a,b', 'a,b'])
        self.assertEqual([reason for reason in self.reasons() if reason.startswith('blue: ')], ['blue: the plan was made for another state of the database: table public.t was changed'])
        kubectl('-n', self.name, 'delete', 'job', '--all')
        self.apply()
        self.assertEqual(self.ended()['status']['failedIndexes'], '1')
        self.assertEqual(sorted(reason.split(': ')[0] for reason in self.reasons() if 'was applied before' in reason), ['acme', 'coyote'])
        kubectl('-n', self.name, 'delete', 'job', '--all')
        self.release('1.0.1', NEW.replace('b text', 'by_hand integer, b text'))
        self.apply()
        self.assertEqual(self.ended()['status']['completedIndexes'], '0-3')
        self.assertEqual(self.has('blue'), 'a,by_hand,b')
