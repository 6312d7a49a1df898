"""Passwords of user mappings: compared and set, never shown."""
import os

from support import ServerCase, pgplumb, psql

SECRET = "hunter2'\\"
SCHEMA = f"""CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', api_key '{SECRET.replace("'", "''")}');
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u', password '{SECRET.replace("'", "''")}', password_required 'true');
"""
OPTIONS = "select array_to_string(umoptions, ' ') from pg_user_mappings"


class Secrets(ServerCase):
    def setUp(self):
        super().setUp()
        self.schema = self.file('schema.sql', SCHEMA)

    def shows_nothing(self, outcome, status):
        self.expect(outcome, status)
        self.assertNotIn('hunter2', outcome.out + outcome.err)
        return outcome.out

    def apply(self, *words, status=0):
        return self.shows_nothing(pgplumb('apply', '-d', self.url, *words, '--yes'), status)

    def test_apply_sets_them(self):
        self.apply('--to', self.schema)
        self.assertEqual(psql(self.url, OPTIONS), f'user=u password={SECRET} password_required=true')
        self.shows_nothing(pgplumb('drift', '-d', self.url, '--to', self.schema), 0)

    def test_no_plan_shows_them(self):
        for form in ('text', 'sql', 'json', 'markdown'):
            self.shows_nothing(pgplumb('plan', '-d', self.url, '--to', self.schema, '--format', form), 0)
        self.assertIn(":'s_public_password'", pgplumb('plan', '-d', self.url, '--to', self.schema, '--format', 'sql').out.lower())

    def test_a_script_takes_variables(self):
        script = self.file('plan.sql', pgplumb('plan', '-d', self.url, '--to', self.schema, '--format', 'sql').out)
        with self.assertRaises(AssertionError):
            psql(self.url, file=script)
        self.assertEqual(psql(self.url, OPTIONS), '')

    def test_a_changed_one_is_a_difference(self):
        self.apply('--to', self.schema)
        psql(self.url, "alter user mapping for public server s options (set password 'hunter2 hunter2')")
        for form in ('text', 'json'):
            self.shows_nothing(pgplumb('drift', '-d', self.url, '--to', self.schema, '--format', form), 1)
        self.apply('--to', self.schema)
        self.assertIn(f'password={SECRET} ', psql(self.url, OPTIONS))

    def test_inspect_masks_them(self):
        self.apply('--to', self.schema)
        for form, name in (('sql', 'x.sql'), ('json', 'x.json')):
            out = self.shows_nothing(pgplumb('inspect', self.url, '--format', form), 0)
            self.assertIn('********', out)
            inspected = self.file(name, out)
            self.expect(pgplumb('drift', '-d', self.url, '--to', inspected), 0)

    def test_a_masked_one_is_not_set(self):
        self.apply('--to', self.file('masked.sql', SCHEMA.replace(SECRET.replace("'", "''"), '********')))
        self.assertEqual(psql(self.url, OPTIONS), 'user=u password_required=true')

    def test_a_rebuilt_server_keeps_what_a_file_masks(self):
        self.apply('--to', self.schema)
        masked = SCHEMA.replace(SECRET.replace("'", "''"), '********').replace('SERVER s FOREIGN', "SERVER s TYPE 't' FOREIGN")
        self.apply('--to', self.file('masked.sql', masked))
        self.assertIn(f'password={SECRET} ', psql(self.url, OPTIONS))

    def test_a_saved_plan_has_none(self):
        saved = os.path.join(self.work, 'plan.json')
        pgplumb('plan', '-d', self.url, '--to', self.schema, '--format', 'json', '-o', saved)
        outcome = pgplumb('apply', '-d', self.url, saved, '--yes')
        self.expect(outcome, 2, 'sets a secret')
        self.assertEqual(psql(self.url, 'select count(*) from pg_foreign_server'), '0')

    def test_dropping_one_has_to_be_allowed(self):
        self.apply('--to', self.schema)
        without = self.file('without.sql', SCHEMA[:SCHEMA.index('CREATE USER')])
        self.expect(pgplumb('plan', '-d', self.url, '--to', without), 3)
        self.apply('--to', without, '--allow', 'user_mapping:s."PUBLIC"')
        self.assertEqual(psql(self.url, OPTIONS), '')


class Subscriptions(ServerCase):
    """Their connection is a secret, and dropping one has to be allowed."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove)
        self.schema = self.file('schema.sql', "CREATE SUBSCRIPTION s CONNECTION 'host=/nowhere password=hunter2' PUBLICATION p;")

    def remove(self):
        """The server drops no database that has a subscription."""
        if self.count() != '0':
            psql(self.url, 'alter subscription s disable', 'alter subscription s set (slot_name = none)', 'drop subscription s')

    def count(self):
        return psql(self.url, 'select count(*) from pg_subscription s join pg_database d on d.oid = s.subdbid where d.datname = current_database()')

    def test_no_plan_shows_the_connection(self):
        for form in ('text', 'sql', 'json', 'markdown'):
            outcome = self.expect(pgplumb('plan', '-d', self.url, '--to', self.schema, '--format', form), 0)
            self.assertNotIn('hunter2', outcome.out + outcome.err)
        outcome = pgplumb('plan', '-d', self.url, '--to', self.schema, '--format', 'sql')
        self.assertIn("CREATE SUBSCRIPTION s CONNECTION :'s_connection' PUBLICATION p WITH (connect = false);", outcome.out)

    def test_apply_connects_to_nobody(self):
        outcome = self.expect(pgplumb('apply', '-d', self.url, '--to', self.schema, '--yes'), 0)
        self.assertNotIn('hunter2', outcome.out + outcome.err)
        self.assertEqual(psql(self.url, "select subconninfo, subenabled, subslotname from pg_subscription where subname = 's'"),
                         'host=/nowhere password=hunter2|f|s')
        self.expect(pgplumb('drift', '-d', self.url, '--to', self.schema), 0)
        for form in ('sql', 'json'):
            self.assertNotIn('hunter2', pgplumb('inspect', self.url, '--format', form).out)

    def test_dropping_one_has_to_be_allowed(self):
        pgplumb('apply', '-d', self.url, '--to', self.schema, '--yes')
        empty = self.file('empty.sql', 'CREATE SCHEMA other;')
        self.expect(pgplumb('apply', '-d', self.url, '--to', empty, '--yes'), 3)
        self.assertEqual(self.count(), '1')
        self.expect(pgplumb('apply', '-d', self.url, '--to', empty, '--yes', '--allow', 'subscription:s'), 0)
        self.assertEqual(self.count(), '0')
