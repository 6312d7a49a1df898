"""Two spellings of one schema: what the live server is asked, and what is said where it cannot be."""
import subprocess

from support import CLEAN, ServerCase, pgplumb, psql

# Layer 1 proves none of these equal to what the server prints.
SPELLED = """CREATE TABLE orders (
    id integer,
    state varchar(20) DEFAULT 'x' || 'y',
    total numeric CHECK (NOT total <= 0),
    placed timestamptz DEFAULT '2024-01-01 00:00 UTC'
);
CREATE VIEW totals AS SELECT o.state, sum(total) AS total FROM orders o WHERE NOT o.id > 7 GROUP BY 1;
"""


class Judging(ServerCase):
    def setUp(self):
        super().setUp()
        self.path = self.file('schema.sql', SPELLED)
        psql(self.url, file=self.path)

    def drift(self, path=None, url=None, **how):
        return pgplumb('drift', '-d', url or self.url, '--to', path or self.path, **how)

    def test_spelling_is_no_difference(self):
        self.expect(self.drift(), 0)

    def test_time_zone_of_the_client_is_none(self):
        for zone in ('UTC', 'America/New_York', 'Asia/Kathmandu'):
            self.expect(self.drift(env={'PGTZ': zone}), 0)

    def test_another_meaning_is_one(self):
        outcome = self.expect(self.drift(self.file('new.sql', SPELLED.replace('<= 0', '<= 1'))), 1)
        self.assertIn('in 1 object', outcome.out)
        self.assertNotIn('possibly', outcome.out)

    def test_nothing_is_left_behind(self):
        count = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname ~ '^pg_temp'"
        self.drift()
        self.assertEqual(psql(self.url, count), '0')

    def test_read_only_session(self):
        outcome = self.expect(self.drift(env={'PGOPTIONS': '-c default_transaction_read_only=on'}), 1)
        self.assertIn('possibly', outcome.out)

    def test_no_right_to_temporary_tables(self):
        role = self.url.rsplit('/', 1)[1]
        psql(self.url, f'CREATE ROLE {role} LOGIN', f'REVOKE TEMP ON DATABASE {role} FROM PUBLIC')
        self.addCleanup(psql, self.server, f'DROP ROLE {role}')
        host = self.server.split('@')[-1].split('/')[0]
        outcome = self.expect(self.drift(url=f'postgresql://{role}@{host}/{role}'), 1)
        self.assertIn('possibly', outcome.out)

    def test_reading_does_not_wait_for_ever(self):
        holder = subprocess.Popen(['psql', '-X', '-q', '-d', self.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=CLEAN)
        self.addCleanup(holder.communicate)
        holder.stdin.write('BEGIN;\nLOCK TABLE orders IN ACCESS EXCLUSIVE MODE;\n\\echo locked\n')
        holder.stdin.flush()
        holder.stdout.readline()
        self.expect(self.drift(), 5, r'reading views: .*lock timeout')

    def test_view_follows_its_table_in_place(self):
        """The query is judged over the table as it will be."""
        new = SPELLED.replace('    id integer,', '    note text,\n    id integer,').replace(
            'sum(total) AS total', 'sum(total) AS total, max(note) AS note')
        plan = pgplumb('plan', '-d', self.url, '--to', self.file('new.sql', new), '--format', 'sql')
        self.expect(plan, 0)
        self.assertIn('CREATE OR REPLACE VIEW public.totals', plan.out)
        self.assertNotIn('DROP VIEW', plan.out)

    def test_star_follows_its_table(self):
        old, new = 'CREATE TABLE a (x integer, y integer);\nCREATE VIEW v AS SELECT * FROM a;\n', \
            'CREATE TABLE a (x integer);\nCREATE VIEW v AS SELECT * FROM a;\n'
        url = self.database(*old.splitlines())
        script = self.file('plan.sql', pgplumb('plan', '-d', url, '--to', self.file('new.sql', new), '--format', 'sql', '--allow-destructive').out)
        psql(url, file=script)
        self.expect(self.drift(self.file('new.sql', new), url), 0)
