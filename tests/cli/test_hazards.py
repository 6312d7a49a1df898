"""Hazards of steps: what is shown, what blocks, what permits."""
import json

from support import Case, ServerCase, pgplumb, psql

OLD = 'CREATE TABLE orders (id integer PRIMARY KEY, customer integer, state text);\n'
NEW = 'CREATE TABLE orders (id integer PRIMARY KEY, customer bigint, state text);\n'


class Hazards(Case):
    """From file to file: every table that is there counts as a large one."""

    def plan(self, old, new, *words):
        return pgplumb('plan', '--from', self.file('old.sql', old), '--to', self.file('new.sql', new), *words)

    def steps(self, old, new):
        return json.loads(self.plan(old, new, '--format', 'json').out)['steps']

    def test_a_rewrite_blocks(self):
        outcome = self.expect(self.plan(OLD, NEW), 3, '^$')
        self.assertRegex(outcome.out, r'(?m)^ +table-rewrite: rewrites the table, readers and writers wait meanwhile$')
        self.assertRegex(outcome.out, r'(?m)^Step 1 is blocked\. Allow it with --allow table-rewrite:orders$')
        self.assertRegex(outcome.out, r'(?m)^  Instead: A new column')
        self.assertRegex(outcome.out, r'(?m)^1 step: .* · 1 hazard: table-rewrite \(1 blocked\)')
        sql = self.expect(self.plan(OLD, NEW, '--format', 'sql'), 3).out
        self.assertRegex(sql, r'(?m)^-- BLOCKED: rewrites the table; permit it with --allow table-rewrite:orders$')
        self.assertNotRegex(sql, r'(?m)^ALTER')

    def test_permissions(self):
        for word in ('table-rewrite', 'table-rewrite:orders', 'table-rewrite:public.orders'):
            self.expect(self.plan(OLD, NEW, '--allow', word), 0)
        self.expect(self.plan(OLD, NEW, '--allow-destructive'), 0)
        self.expect(self.plan(OLD, NEW, '--allow', 'table-rewrite:other', '--allow', 'table-scan'), 3)
        self.expect(self.plan(OLD, NEW, '--allow', 'table-rewritten'), 2, r'--allow takes KIND:NAME or HAZARD')
        self.expect(self.plan(OLD, OLD.replace(', state text', ''), '--allow', 'data-loss:orders.state'), 0)

    def test_json(self):
        step, = self.steps(OLD, NEW)
        self.assertEqual(step['locks'], [{'kind': 'table', 'label': 'public.orders', 'lock': 'AccessExclusiveLock', 'rewritten': True,
                                          'scanned': False, 'indexes_built': True, 'indexes_dropped': False, 'bytes': None, 'rows': None}])
        self.assertEqual([(h['code'], h['severity'], h['allowed']) for h in step['hazards']], [('table-rewrite', 'block', False)])

    def test_markdown(self):
        out = self.expect(self.plan(OLD, NEW, '--format', 'markdown'), 3).out
        self.assertRegex(out, r'(?m)^\| ⚠ \| 1 \|.*\| ACCESS EXCLUSIVE \| \*\*table-rewrite\*\* .*; blocked until allowed: ')

    def test_permission_in_the_file(self):
        beside = NEW.replace('customer bigint,', '\n customer bigint, -- pgplumb: allow table-rewrite reason="at night"\n')
        outcome = self.expect(self.plan(OLD, beside), 0)
        self.assertIn('(allowed: at night)', outcome.out)
        above = '-- pgplumb: allow table-rewrite:orders reason="at night"\n' + NEW
        self.expect(self.plan(OLD, above), 0)
        lossy = '-- pgplumb: allow data-loss:orders.state reason="unused since May"\n' + OLD.replace(', state text', '')
        self.expect(self.plan(OLD, lossy), 0)

    def test_permission_for_something_else(self):
        other = NEW.replace('state text', '\n state text -- pgplumb: allow table-rewrite reason="x"\n')
        self.expect(self.plan(OLD, other), 3, r'new\.sql:2:13: .*not needed any more')

    def test_mistaken_permissions(self):
        unknown = NEW.replace('customer bigint,', '\n customer bigint, -- pgplumb: allow table-rewrites reason="x"\n')
        self.expect(self.plan(OLD, unknown), 2, r'new\.sql:2:19: no hazard is called "table-rewrites"')
        unneeded = NEW.replace('customer bigint,', '\n customer bigint, -- pgplumb: allow data-loss reason="x"\n')
        self.expect(self.plan(OLD, unneeded), 2, r'new\.sql:2:19: nothing here needs the permission for data-loss')
        done = NEW.replace('customer bigint,', '\n customer bigint, -- pgplumb: allow table-rewrite reason="x"\n')
        self.expect(self.plan(NEW, done), 0)

    def test_new_tables_have_none(self):
        steps = self.steps('CREATE TABLE a (id integer);', 'CREATE TABLE a (id integer);' + NEW)
        self.assertEqual([(s['locks'], s['hazards']) for s in steps], [([], [])] * len(steps))

    def test_two_large_tables_are_not_locked_in_one_transaction(self):
        old = 'CREATE TABLE a (x integer, y text); CREATE TABLE b (x integer, y text); CREATE SCHEMA s;'
        new = 'CREATE TABLE a (x integer, y text, z int); CREATE TABLE b (x integer, y text, z int); CREATE SCHEMA s;'
        commits = [(step['on']['label'], step['commit_before']) for step in self.steps(old, new)]
        self.assertEqual(commits, [('public.a', False), ('public.b', True)])


class Sizes(ServerCase):
    def setUp(self):
        super().setUp()
        psql(self.url, OLD)

    def plan(self, *words):
        return pgplumb('plan', '--from', self.url, '--to', self.file('new.sql', NEW), *words)

    def test_small_tables_take_the_short_way(self):
        outcome = self.expect(self.plan(), 0)
        self.assertNotIn('table-rewrite', outcome.out)
        self.expect(self.plan('--online-above', '0'), 3)

    def test_times_become_instants_in_utc_alone(self):
        """A plan made in UTC is one in every session."""
        psql(self.url, "CREATE TABLE calls (at timestamp); INSERT INTO calls VALUES ('2024-06-01 12:00')")
        words = ('--to', self.file('at.sql', OLD + 'CREATE TABLE calls (at timestamptz);'), '--online-above', '0')
        berlin, utc = (f'{self.url}?options=-c%20TimeZone%3D{zone}' for zone in ('Europe/Berlin', 'UTC'))
        self.assertIn('table-rewrite', self.expect(pgplumb('plan', '-d', berlin, *words), 3).out)
        plan = self.file('plan.json', self.expect(pgplumb('plan', '-d', utc, *words, '--format', 'json'), 0).out)
        self.expect(pgplumb('apply', plan, '-d', berlin, '--yes'), 0)
        self.assertEqual(psql(self.url, "SELECT at = '2024-06-01 12:00+00' FROM calls"), 't')

    def test_large_ones_say_how_large(self):
        psql(self.url, 'insert into orders select i, i, repeat(\'x\', 100) from generate_series(1, 20000) i; analyze orders')
        outcome = self.expect(self.plan(), 3)
        self.assertRegex(outcome.out, r'(?m)^  ~ table public\.orders   \d\.\d MB, about 20,000 rows   lock: ACCESS EXCLUSIVE$')
        self.assertRegex(self.expect(self.plan('--allow', 'table-rewrite'), 0).out, r'strongest lock: ACCESS EXCLUSIVE on public\.orders')

    def test_a_saved_plan_keeps_what_blocks(self):
        path = self.file('plan.json', self.plan('--online-above', '0', '--format', 'json').out)
        self.expect(pgplumb('apply', path, '--database', self.url, '--yes'), 3, r'table-rewrite:orders', r'1 step is blocked: nothing was changed')
