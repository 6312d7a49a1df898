"""Migrations: what is known from file to file, from a state before, and not at all."""
import os

from linting import LintCase
from support import ServerCase, pgplumb

TIMEOUT = "SET lock_timeout = '1s';\n"
ALLOWED = 'CREATE TABLE t (id bigint PRIMARY KEY,\n  -- pgplumb: allow table-rewrite reason="small"\n  a bigint);\nCREATE TABLE gone (id bigint PRIMARY KEY);'


class Context(LintCase):
    def test_new_tables_are_nobodys_concern(self):
        self.assertEqual(self.codes('CREATE TABLE t (id bigint PRIMARY KEY, a text);\nCREATE INDEX ON t (a);\n'
                                    'ALTER TABLE t ALTER a SET NOT NULL;\nALTER TABLE t ADD CHECK (a <> \'\');'), [])

    def test_in_the_next_file_they_are(self):
        first = self.file('1.sql', 'CREATE TABLE t (id bigint PRIMARY KEY, a text, b varchar(10));')
        second = self.file('2.sql', TIMEOUT + 'CREATE INDEX ON t (a);')
        third = self.file('3.sql', TIMEOUT + 'ALTER TABLE t ALTER b TYPE varchar(20);')
        found = self.lint(first, second, third)
        self.assertIn(('index-build', 'warning', 2), found)
        self.assertNotIn('table-rewrite', [code for code, _, _ in found])

    def test_a_validated_check_spares_the_scan(self):
        files = [self.file(f'{i}.sql', TIMEOUT + sql) for i, sql in enumerate((
            'ALTER TABLE t ADD CONSTRAINT a_is CHECK (a IS NOT NULL) NOT VALID;', 'ALTER TABLE t VALIDATE CONSTRAINT a_is;',
            'ALTER TABLE t ALTER COLUMN a SET NOT NULL;'))]
        self.assertEqual(self.lint(*files), [])
        self.assertEqual(self.lint(files[0], files[2]), [('table-scan', 'warning', 2)])

    def test_a_saved_plan(self):
        old = self.file('old.sql', 'CREATE TABLE t (id bigint PRIMARY KEY, a text, gone text);')
        new = self.file('new.sql', 'CREATE TABLE t (id bigint PRIMARY KEY, a text);\nCREATE INDEX ON t (a);')
        self.expect(pgplumb('plan', '--from', old, '--to', new, '--allow-destructive', '--format', 'json', '-o', 'plan.json', cwd=self.work), 0)
        self.assertIn(('data-loss', 'error', 1), self.lint('plan.json', '--from', old, '--schema', new))
        self.assertNotIn('missing-lock-timeout', [finding['code'] for finding in self.findings])
        said = self.expect(pgplumb('lint', 'plan.json', '--from', old, '--schema', new, cwd=self.work), 1).out
        self.assertRegex(said, r'(?m)^.*new\.sql:1:14: error data-loss: destroys data \(public\.t\.gone: .*, step \d+\)$')
        self.assertIn('1 file: ', said)
        self.expect(pgplumb('lint', self.file('other.json', '{}')), 2)

    def test_a_plan_knows_more_than_its_statements(self):
        """Which rows there were, what was allowed and why; what goes as a whole is in the plan's file alone."""
        old = self.file('old.sql', 'CREATE TABLE t (id bigint PRIMARY KEY, a numeric(10,2));\nCREATE TABLE gone (id bigint PRIMARY KEY);')
        new = self.file('new.sql', 'CREATE TABLE t (id bigint PRIMARY KEY, a numeric(12,2));')
        self.expect(pgplumb('plan', '--from', old, '--to', new, '--format', 'json', '-o', 'plan.json', cwd=self.work), 3)
        self.lint('plan.json')
        self.assertEqual([finding['code'] for finding in self.findings], ['data-loss'])
        finding, = self.findings
        with open(os.path.join(self.work, 'plan.json')) as file:
            lines = file.read().splitlines()
        self.assertEqual(finding['file'], 'plan.json')
        self.assertIn('"number": 2,', lines[finding['line'] - 1])
        self.expect(pgplumb('plan', '--from', old, '--to', self.file('new.sql', ALLOWED), '--format', 'json', '-o', 'plan.json', cwd=self.work), 0)
        self.lint('plan.json', '--schema', new)
        rewrite, = [finding for finding in self.findings if finding['code'] == 'table-rewrite']
        self.assertEqual((rewrite['allowed'], rewrite['line']), ('small', 3))

    def test_a_state_before_tells_more(self):
        before = self.file('before.sql', 'CREATE TABLE t (id bigint PRIMARY KEY, a varchar(10), b bigint);\nCREATE INDEX ON t (b);')
        change = TIMEOUT + 'ALTER TABLE t ALTER a TYPE text;'
        self.assertEqual(self.codes(change), ['table-rewrite'])
        self.assertEqual(self.codes(change, '--from', before), [])
        key = TIMEOUT + 'ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES t NOT VALID;'
        self.assertEqual(self.codes(key), [])
        self.assertEqual(self.codes(key, '--from', before), [])
        without = self.file('without.sql', 'CREATE TABLE t (b bigint);')
        self.assertEqual(self.codes(key, '--from', without), ['unindexed-foreign-key'])

    def test_unknown_functions_may_be_volatile(self):
        self.assertEqual(self.codes(TIMEOUT + 'ALTER TABLE t ADD COLUMN a text DEFAULT app_uuid();'), ['table-rewrite'])
        self.assertEqual(self.codes(TIMEOUT + 'ALTER TABLE t ADD COLUMN a timestamptz DEFAULT now();'), [])

    def test_names_along_the_search_path(self):
        sql = TIMEOUT + 'SET search_path = app;\nCREATE TABLE t (id bigint PRIMARY KEY);\nCREATE INDEX ON public.t (id);\nCREATE INDEX ON app.t (id);'
        self.lint(self.file('m.sql', sql))
        self.assertEqual([(f['line'], f['object']) for f in self.findings if f['code'] == 'index-build'], [(4, 'public.t')])

    def test_foreign_keys_of_new_tables_get_their_index_later(self):
        table = 'CREATE TABLE t (id bigint PRIMARY KEY, u bigint REFERENCES u NOT NULL);\n'
        self.assertIn('unindexed-foreign-key', self.codes(TIMEOUT + table))
        self.assertNotIn('unindexed-foreign-key', self.codes(TIMEOUT + table + 'CREATE INDEX ON t (u);'))
        self.assertIn('unindexed-foreign-key', self.codes(TIMEOUT + table + 'CREATE INDEX ON t (u) WHERE u > 1;'))

    def test_columns_added_in_the_file(self):
        self.assertEqual(self.codes(TIMEOUT + 'ALTER TABLE t ADD COLUMN a text;\nALTER TABLE t RENAME COLUMN a TO b;'),
                         ['breaks-old-application'])

    def test_target_version(self):
        sql = TIMEOUT + 'ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID;'
        self.assertEqual(self.codes(sql, '--target-version', '18'), [])
        self.expect(pgplumb('lint', self.file('m.sql', sql), '--target-version', 'new'), 2, '--target-version')


class Session(LintCase):
    def test_one_missing_timeout_a_file(self):
        self.assertEqual(self.codes('ALTER TABLE t ADD a text;\nALTER TABLE u ADD a text;'), ['missing-lock-timeout'])
        self.assertEqual(self.codes("SELECT set_config('lock_timeout', '1s', false);\nALTER TABLE t ADD a text;"), [])
        self.assertEqual(self.codes('SET lock_timeout = 0; ALTER TABLE t ADD a text;'), ['missing-lock-timeout'])
        self.assertEqual(self.codes(TIMEOUT + 'RESET lock_timeout; ALTER TABLE t ADD a text;'), ['missing-lock-timeout'])
        self.assertEqual(self.codes(TIMEOUT + 'RESET ALL; DROP INDEX i;'), ['missing-lock-timeout', 'blocking-index-drop'])

    def test_local_settings_end_with_their_transaction(self):
        sql = "BEGIN;\nSET LOCAL lock_timeout = '1s';\nALTER TABLE t ADD a text;\nCOMMIT;\nALTER TABLE t ADD b text;"
        self.assertEqual(self.lint(self.file('m.sql', sql)), [('missing-lock-timeout', 'warning', 5)])
        local = "SET LOCAL lock_timeout = '1s';\nALTER TABLE t ADD a text;"
        self.assertEqual(self.codes(local), ['set-local-outside-transaction', 'missing-lock-timeout'])
        self.assertEqual(self.codes(local, '--in-transaction'), [])

    def test_a_transaction_of_the_tool(self):
        sql = TIMEOUT + 'CREATE INDEX CONCURRENTLY i ON t (a);'
        self.assertNotIn('concurrently-in-transaction', self.codes(sql))
        self.assertIn('concurrently-in-transaction', self.codes(sql, '--in-transaction'))
        self.assertIn('nested-transaction', self.codes('COMMIT;', '--in-transaction'))

    def test_locks_held(self):
        both = TIMEOUT + 'BEGIN;\nALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u NOT VALID;\n'
        self.assertEqual(self.codes(both + 'COMMIT;'), [])
        self.assertEqual(self.lint(self.file('m.sql', both + 'ALTER TABLE v ADD b text;\nCOMMIT;')), [('several-locks', 'warning', 4)])
        validated = TIMEOUT + 'BEGIN;\nALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT c;\nCOMMIT;'
        self.assertEqual([code for code in self.codes(validated) if code != 'table-scan'], ['work-under-lock'])

    def test_blocks(self):
        block = TIMEOUT + 'DO $$\nBEGIN\n  IF true THEN\n    ALTER TABLE t ALTER a TYPE bigint;\n    {}\n  END IF;\nEND $$;'
        self.assertEqual(self.lint(self.file('m.sql', block.format(''))), [('table-rewrite', 'error', 2)])
        self.assertEqual(self.codes(block.format('UPDATE u SET a = 1;')), ['table-rewrite', 'work-under-lock'])
        self.assertEqual(self.codes(block.format("EXECUTE 'x';")), ['table-rewrite', 'not-analyzed'])
        self.assertEqual(self.codes(block.format('') + 'UPDATE u SET a = 1;'), ['table-rewrite'])
        self.assertEqual(self.codes("DO $$ BEGIN CREATE TYPE e AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;"), ['enum-type'])

    def test_renames(self):
        for sql in ('ALTER SCHEMA a RENAME TO b', 'ALTER TYPE a RENAME TO b', "ALTER TYPE a RENAME VALUE 'a' TO 'b'"):
            self.assertEqual(self.codes(sql + ';'), ['breaks-old-application'])

    def test_unfinished(self):
        self.assertEqual(self.lint(self.file('m.sql', 'SELECT 1;\n  BEGIN;\nSELECT 2;')), [('unfinished-transaction', 'error', 2)])


class Files(LintCase):
    def test_commands_of_psql(self):
        self.assertEqual(self.codes('\\set ON_ERROR_STOP on\n\\echo hello\nSELECT 1;'), [])
        self.expect(pgplumb('lint', self.file('m.sql', 'SELECT 1;\n\\i other.sql\n')), 2, r'm\.sql:2:1: psql command "\\i"')

    def test_rows_of_copy(self):
        self.assertEqual(self.codes("COPY t FROM stdin;\n1\tit's\n\\.\nDROP TABLE u;"), ['not-analyzed', 'data-loss', 'breaks-old-application', 'missing-lock-timeout'])

    def test_unreadable(self):
        self.expect(pgplumb('lint', self.file('m.sql', 'SELECT 1;\nALTER TABEL t;')), 2, r'm\.sql:2:7: syntax error')
        self.expect(pgplumb('lint', self.file('m.sql', b"SELECT '\xff';")), 2, 'invalid UTF-8')
        self.expect(pgplumb('lint', self.work + '/no.sql'), 2, 'cannot read')
        self.expect(pgplumb('lint'), 2, 'lint needs FILEs')
        self.expect(pgplumb('lint', 'a.sql', '--schema', 'b.sql'), 2, 'not both')

    def test_places(self):
        found = self.lint(self.file('m.sql', 'CREATE TABLE t (\n  id bigint PRIMARY KEY,\n  größe json\n);'))
        self.assertEqual((found, self.findings[0]['column']), ([('json-column', 'warning', 3)], 3))

    def test_statements_that_no_state_is_known_of(self):
        for sql in ('ALTER TABLE t SET LOGGED', 'ALTER TABLE t DETACH PARTITION p', 'ALTER TABLE t ATTACH PARTITION p DEFAULT',
                    'REINDEX INDEX i', 'REINDEX DATABASE d', 'VACUUM FULL t', 'CLUSTER t', 'TRUNCATE t', 'DROP VIEW v', 'DROP SEQUENCE s',
                    'ALTER VIEW v RENAME TO w', 'ALTER INDEX i RENAME TO j', 'ALTER SEQUENCE s RESTART', 'REFRESH MATERIALIZED VIEW m',
                    'CREATE TRIGGER g AFTER INSERT ON t EXECUTE FUNCTION f()', 'DROP TRIGGER g ON t', 'CREATE TABLE p PARTITION OF t DEFAULT',
                    'CREATE TABLE c () INHERITS (t)', 'CREATE TABLE l (LIKE t INCLUDING ALL)', 'ALTER TABLE t SET SCHEMA s',
                    'ALTER DOMAIN d ADD CHECK (VALUE > 0)', 'ALTER TYPE e ADD VALUE \'x\'', 'LOCK t', 'DROP OWNED BY r', 'CALL p()',
                    'ALTER TABLE t ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY', 'ALTER TABLE ONLY t DROP CONSTRAINT c',
                    'ALTER TABLE t ADD PRIMARY KEY USING INDEX i', 'ALTER TABLE t REPLICA IDENTITY USING INDEX i', 'ALTER MATERIALIZED VIEW m RENAME TO n'):
            with self.subTest(sql):
                self.lint(self.file('m.sql', sql + ';'))


class Permissions(LintCase):
    def test_a_comment_allows_what_stands_beside_it(self):
        sql = TIMEOUT + ('-- pgplumb: allow index-build reason="small"\nCREATE INDEX ON t (a);\n'
                         'CREATE INDEX ON t (b); -- pgplumb: allow index-build:public.t reason="at night"\nCREATE INDEX ON t (c);')
        self.assertEqual(self.lint(self.file('m.sql', sql)), [('index-build', 'warning', 5)])
        self.assertEqual([f['allowed'] for f in self.findings], ['small', 'at night', None])

    def test_beside_a_column(self):
        sql = 'CREATE TABLE t (\n  id bigint PRIMARY KEY,\n  a json, -- pgplumb: allow json-column reason="of old"\n  b text\n);'
        self.assertEqual(self.codes(sql), [])

    def test_one_that_allows_nothing(self):
        self.assertEqual(self.codes('-- pgplumb: allow table-rewrite reason="x"\nSELECT 1;'), ['unused-permission'])
        self.assertEqual(self.codes('-- pgplumb: allow tabel-rewrite reason="x"\nSELECT 1;'), ['unknown-rule'])
        self.expect(pgplumb('lint', self.file('m.sql', '-- pgplumb: allow table-rewrite\nSELECT 1;')), 2, 'needs its reason')

    def test_of_a_schema(self):
        sql = '-- pgplumb: allow missing-primary-key reason="a queue"\nCREATE TABLE t (a text);\n'
        self.assertEqual(self.schema_codes(sql), [])
        self.assertEqual(self.schema_codes('-- pgplumb: allow table-rewrite reason="for plan"\n' + sql), [])

    def test_severities_of_the_file(self):
        self.file('pgplumb.yaml', 'lint:\n  json-column: off\n  missing-lock-timeout: error\n  money-column: note\n')
        path = self.file('m.sql', 'CREATE TABLE t (id bigint PRIMARY KEY, a json, b money);\nALTER TABLE u ADD a text;')
        self.assertEqual(self.lint(path), [('money-column', 'note', 1), ('missing-lock-timeout', 'error', 2)])
        self.file('pgplumb.yaml', 'lint:\n  json-colum: off\n')
        self.expect(pgplumb('lint', path, cwd=self.work), 2, r'pgplumb\.yaml:2:3: unknown key "json-colum"', 'Did you mean json-column')
        self.file('pgplumb.yaml', 'lint:\n  json-column: fatal\n')
        self.expect(pgplumb('lint', path, cwd=self.work), 2, r'pgplumb\.yaml:2:16: a severity is')

    def test_the_schema_of_the_file(self):
        self.file('db/t.sql', 'CREATE TABLE t (a json);')
        self.file('pgplumb.yaml', 'schema: db\n')
        self.assertEqual([code for code, _, _ in self.lint()], ['missing-primary-key', 'json-column'])


class Live(ServerCase, LintCase):
    def test_a_database_says_what_is_small(self):
        url = self.database('CREATE TABLE little (id bigint PRIMARY KEY, a text)', "INSERT INTO little VALUES (1, 'a')",
                            'CREATE TABLE large (id bigint PRIMARY KEY, a text)',
                            "INSERT INTO large SELECT i, repeat('x', 200) FROM generate_series(1, 10000) i", 'ANALYZE')
        sql = self.file('m.sql', TIMEOUT + 'CREATE INDEX ON little (a);\nCREATE INDEX ON large (a);')
        self.assertEqual(self.lint(sql, '--from', url), [('index-build', 'warning', 3)])

    def test_a_database_as_a_schema(self):
        url = self.database('CREATE TABLE t (id int PRIMARY KEY, a json)',
                            'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM nothing(a) FROM t; END $$')
        found = self.lint('--schema', url)
        self.assertEqual(sorted(code for code, _, _ in found), ['body-function', 'json-column', 'small-primary-key'])
