"""Rights on objects of the system: what counts, what is left alone, what is refused and where."""
import json

from support import Case, ServerCase, pgplumb, psql

REVOKES = 'REVOKE ALL ON FUNCTION pg_sleep(float8) FROM PUBLIC;\n'
SAYS = REVOKES + 'GRANT SELECT (prosrc) ON pg_proc TO PUBLIC;\n'


class OfFiles(Case):
    def plan(self, old, new):
        return pgplumb('plan', '--from', self.file('old.sql', old), '--to', self.file('new.sql', new), '--allow-destructive')

    def test_what_is_said_is_planned(self):
        outcome = self.expect(self.plan(REVOKES, SAYS), 0)
        self.assertIn('grant SELECT (prosrc) on TABLE pg_catalog.pg_proc to PUBLIC', outcome.out)
        self.assertNotIn('pg_sleep', outcome.out)

    def test_what_a_revoke_took_is_not_known(self):
        self.expect(self.plan(SAYS, 'GRANT ALL ON FUNCTION pg_sleep(float8) TO CURRENT_USER'), 7, r'old\.sql:1:1: .*pg_sleep')

    def test_all_of_a_schema_is_refused(self):
        self.expect(self.plan('', '\nGRANT SELECT ON ALL TABLES IN SCHEMA pg_catalog TO PUBLIC'), 7, r'new\.sql:2:1: ')
        self.expect(self.plan('', 'GRANT ALL ON FUNCTION pg_catalog.pg_sleep TO PUBLIC'), 7, r'new\.sql:1:1: .*without its arguments')

    def test_a_function_of_the_file_with_such_a_name(self):
        makes = 'CREATE FUNCTION pg_sleep(float8) RETURNS integer LANGUAGE sql RETURN 1;\n'
        outcome = self.expect(self.plan('', REVOKES + makes), 0)
        self.assertIn('FUNCTION public.pg_sleep(double precision) from PUBLIC', outcome.out)


class OfDatabases(ServerCase):
    def drift(self, schema, *words):
        return pgplumb('drift', '--no-cache', '--database', self.url, '--to', schema, *words)

    def test_what_is_not_there(self):
        self.expect(self.drift(self.file('a.sql', '\nGRANT ALL ON FUNCTION pg_catalog.pg_nap() TO PUBLIC')), 2, r'a\.sql:2:1: FUNCTION pg_catalog\.pg_nap\(\) does not exist')

    def test_what_initdb_revoked_is_no_difference(self):
        self.expect(self.drift(self.file('a.sql', 'REVOKE ALL ON FUNCTION pg_catalog.lo_import(text) FROM PUBLIC')), 0)

    def test_what_nobody_mentions(self):
        schema = self.file('a.sql', 'GRANT SELECT ON pg_proc TO PUBLIC')
        psql(self.url, SAYS)
        self.expect(self.drift(schema), 0)
        outcome = self.expect(self.drift(schema, '--manage', 'privileges'), 1)
        self.assertIn('pg_sleep', outcome.out)
        self.expect(self.drift(self.file('a.sql', SAYS), '--manage', 'privileges'), 0)

    def test_snapshot(self):
        psql(self.url, SAYS)
        schema = self.file('a.json', pgplumb('inspect', self.url, '--format', 'json').out)
        self.expect(self.drift(schema, '--manage', 'all'), 0)
        fresh = self.database()
        outcome = self.expect(pgplumb('plan', '--from', fresh, '--to', schema, '--format', 'json'), 3)
        self.assertEqual([step['sql'] for step in json.loads(outcome.out)['steps']],
                         ['REVOKE ALL ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC', 'GRANT SELECT (prosrc) ON TABLE pg_catalog.pg_proc TO PUBLIC'])

    def test_a_saved_plan(self):
        saved = self.file('plan.json', '')
        self.expect(pgplumb('plan', '--from', self.url, '--to', self.file('a.sql', SAYS), '--allow-destructive', '--format', 'json', '-o', saved), 0)
        self.expect(pgplumb('apply', saved, '--database', self.url, '--yes'), 0)
        self.expect(self.drift(self.file('a.sql', SAYS), '--manage', 'privileges'), 0)
