"""drift remembers that it found a database in sync: when that counts, and when it does not."""
import os
import time

from support import ServerCase, change_sealed, pgplumb, psql

SCHEMA = """CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE orders (id integer PRIMARY KEY, state text DEFAULT 'new', total numeric CHECK (total >= 0));
CREATE INDEX orders_state ON orders (state);
CREATE VIEW totals AS SELECT state, sum(total) AS total FROM orders GROUP BY 1;
CREATE MATERIALIZED VIEW counts AS SELECT state, count(*) AS n FROM orders GROUP BY 1;
CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE numbers;
CREATE POLICY all_of_them ON orders USING (true);
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER nothing BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION nothing();
COMMENT ON TABLE orders IS 'what people want';
GRANT SELECT ON orders TO PUBLIC;
"""

CHANGES = ["ALTER TYPE mood ADD VALUE 'good'", 'ALTER TABLE orders ADD note text', 'ALTER TABLE orders ALTER id TYPE bigint',
           "ALTER TABLE orders ALTER state SET DEFAULT 'old'", 'ALTER TABLE orders ALTER state SET NOT NULL', 'ALTER TABLE orders SET UNLOGGED',
           'ALTER TABLE orders ALTER state SET STATISTICS 7', 'ALTER TABLE orders SET (fillfactor = 70)', 'ALTER INDEX orders_state SET (fillfactor = 70)',
           'ALTER TABLE orders RENAME state TO status', 'ALTER INDEX orders_state RENAME TO by_state', 'DROP INDEX orders_state',
           'ALTER TABLE orders ENABLE ROW LEVEL SECURITY', 'ALTER TABLE orders DISABLE TRIGGER nothing', 'ALTER TABLE orders REPLICA IDENTITY FULL',
           'ALTER TABLE orders SET (toast.autovacuum_enabled = off)', 'ALTER POLICY all_of_them ON orders USING (false)',
           'CREATE OR REPLACE VIEW totals AS SELECT state, sum(total) + 0 AS total FROM orders GROUP BY 1',
           "CREATE OR REPLACE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 2'", 'ALTER FUNCTION one() COST 7', 'ALTER SEQUENCE numbers CACHE 7',
           "COMMENT ON TABLE orders IS 'what people wanted'", 'REVOKE SELECT ON orders FROM PUBLIC', 'CREATE SCHEMA other',
           'CREATE STATISTICS pairs ON id, state FROM orders', 'CREATE CAST (mood AS integer) WITH INOUT', 'CREATE COLLATION plain FROM "C"',
           'CREATE DOMAIN amount AS numeric', 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC']

HARMLESS = ["INSERT INTO orders VALUES (1, 'a', 2)", 'ANALYZE', 'VACUUM orders', 'REFRESH MATERIALIZED VIEW counts', 'TRUNCATE orders',
            "SELECT nextval('numbers')", 'REINDEX TABLE orders', 'CREATE TEMP TABLE passing (a text); DROP TABLE passing']


class Remembering(ServerCase):
    def setUp(self):
        super().setUp()
        self.path = self.file('schema.sql', SCHEMA)
        self.cache = os.path.join(self.work, 'cache')
        self.directory = os.path.join(self.cache, 'pgplumb')
        psql(self.url, file=self.path)

    def drift(self, *words, path=None, url=None, env=None, **how):
        return pgplumb('drift', '-d', url or self.url, '--to', path or self.path, *words, env={'XDG_CACHE_HOME': self.cache, **(env or {})}, **how)

    def role(self):
        """The database's URL for a role without rights."""
        role = self.url.rsplit('/', 1)[1]
        psql(self.url, f'CREATE ROLE {role} LOGIN')
        self.addCleanup(psql, self.server, f'DROP ROLE {role}')
        return f"postgresql://{role}@{self.server.split('@')[-1].split('/')[0]}/{role}"

    def files(self):
        return sorted(os.listdir(self.directory)) if os.path.isdir(self.directory) else []

    def mark(self):
        """What is remembered gets a note of its own, so that it is seen where an answer comes from."""
        for name in self.files():
            change_sealed(os.path.join(self.directory, name), notes=[{'text': 'from memory', 'file': None, 'line': 0, 'column': 0}])

    def remember(self, *words, **how):
        self.expect(self.drift(*words, **how), 0)
        self.mark()

    def expect_remembered(self, remembered, *words, **how):
        outcome = self.expect(self.drift(*words, **how), 0)
        self.assertEqual('from memory' in outcome.err, remembered, outcome)

    def test_the_second_answer_is_remembered(self):
        self.remember()
        self.expect_remembered(True)

    def test_the_answers_are_the_same(self):
        path = self.file('noted.sql', SCHEMA + 'INSERT INTO orders VALUES (1);\n')
        for words in ([], ['--format', 'json'], ['--format', 'markdown']):
            answers = [self.drift(*words, path=path) for _ in range(2)]
            self.expect(answers[1], 0, r'noted.sql:\d+:1: INSERT is data')
            self.assertEqual(str(answers[0]), str(answers[1]))

    def test_what_the_server_was_asked_about(self):
        """Where it is asked about the view, its state is still to come; so it is when the state cannot be had."""
        asked = 'CREATE VIEW asked AS SELECT o.state, extract(year FROM now()) AS y FROM orders o NATURAL JOIN (SELECT id FROM orders) u;\n'
        path = self.file('asked.sql', SCHEMA + asked)
        psql(self.url, asked)
        self.remember(path=path)
        self.expect_remembered(True, path=path)
        role = self.role()
        psql(self.url, 'REVOKE SELECT ON pg_catalog.pg_amop FROM PUBLIC')
        self.expect(self.drift(path=path, url=role), 0)
        self.assertEqual(len(self.files()), 1)

    def test_every_change_is_seen(self):
        base, copy = self.url.rsplit('/', 1)[1], self.database()
        for change in CHANGES:
            with self.subTest(change):
                name = copy.rsplit('/', 1)[1]
                psql(self.server, f'DROP DATABASE {name}', f'CREATE DATABASE {name} TEMPLATE {base}')
                self.expect(self.drift('--manage', 'all', url=copy), 0)
                psql(copy, change)
                self.expect(self.drift('--manage', 'all', url=copy), 1)

    def test_what_changes_no_schema_does_not_matter(self):
        self.remember()
        for statement in HARMLESS:
            with self.subTest(statement):
                psql(self.url, statement)
                self.expect_remembered(True)

    def test_a_change_that_is_taken_back_is_looked_at_again(self):
        self.remember()
        psql(self.url, 'ALTER TABLE orders ADD note text', 'ALTER TABLE orders DROP note')
        self.expect_remembered(False)
        self.expect_remembered(False)

    def test_other_files_and_options_are_other_questions(self):
        self.remember()
        self.expect_remembered(True, '--output', os.path.join(self.work, 'out'))
        self.expect_remembered(False, '--manage', 'owners')
        self.expect_remembered(False, path=self.file('copy.sql', SCHEMA + '-- as it was\n'))
        self.expect_remembered(False, env={'PGTZ': 'Asia/Kathmandu'})
        self.expect_remembered(False, env={'PGOPTIONS': '-c transform_null_equals=on'})
        self.expect_remembered(False, '--no-cache')

    def test_one_of_several_files_counts(self):
        self.file('db/a.sql', SCHEMA)
        other = self.file('db/b.sql', 'CREATE TABLE b (a integer);\n')
        psql(self.url, 'CREATE TABLE b (a integer)')
        directory = os.path.dirname(other)
        self.remember(path=directory)
        self.expect_remembered(True, path=directory)
        self.file('db/b.sql', 'CREATE TABLE b (a bigint);\n')
        self.expect(self.drift(path=directory), 1)

    def test_no_difference_is_remembered(self):
        path = self.file('other.sql', SCHEMA.replace('DEFAULT', 'NOT NULL DEFAULT'))
        for _ in range(2):
            self.expect(self.drift(path=path), 1)
        self.assertEqual(self.files(), [])

    def test_no_cache(self):
        self.expect(self.drift('--no-cache'), 0)
        self.assertEqual(self.files(), [])
        config = self.file('pgplumb.yaml', 'defaults: {no-cache: true}\n')
        self.expect(self.drift('--config', config), 0)
        self.assertEqual(self.files(), [])

    def test_patterns_of_ignored_objects_count(self):
        one = self.file('one.yaml', 'ignore: [{name: "x_*"}]\n')
        other = self.file('other.yaml', 'ignore: [{name: "y_*"}]\n')
        self.remember('--config', one)
        self.expect_remembered(True, '--config', one)
        self.expect_remembered(False, '--config', other)

    def test_files_are_private_and_few(self):
        self.remember()
        self.assertEqual(os.stat(self.directory).st_mode & 0o777, 0o700)
        self.assertEqual([os.stat(os.path.join(self.directory, name)).st_mode & 0o777 for name in self.files()], [0o600])
        old = time.time() - 40 * 24 * 60 * 60
        for i in range(250):
            open(os.path.join(self.directory, f'drift-{i}'), 'w').close()
            written = old + i if i < 10 else old + 20 * 24 * 60 * 60 + i
            os.utime(os.path.join(self.directory, f'drift-{i}'), (written, written))
        self.expect(self.drift('--manage', 'owners'), 0)
        self.assertEqual(len(self.files()), 200)
        self.assertNotIn('drift-9', self.files())
        self.expect_remembered(True)

    def test_damage_is_no_answer(self):
        self.remember()
        path = os.path.join(self.directory, self.files()[0])
        with open(path) as file:
            whole = file.read()
        for damaged in ('', whole[:-20], whole.replace('from memory', 'from mem0ry'), 'x' * 200000, '[]', '\0' + whole):
            with open(path, 'w') as file:
                file.write(damaged)
            self.expect_remembered(False)
            self.mark()
        self.expect_remembered(True)

    def test_what_others_may_write_is_not_believed(self):
        self.remember()
        os.chmod(self.directory, 0o777)
        self.expect_remembered(False)
        os.chmod(self.directory, 0o700)
        path = os.path.join(self.directory, self.files()[0])
        os.chmod(path, 0o666)
        self.expect_remembered(False)

    def test_without_a_place_nothing_is_missed(self):
        self.remember()
        for env in ({'XDG_CACHE_HOME': '/dev/null'}, {'XDG_CACHE_HOME': '/proc/none'}, {'XDG_CACHE_HOME': '', 'HOME': ''},
                    {'XDG_CACHE_HOME': 'relative', 'HOME': '/nowhere'}):
            for _ in range(2):
                self.expect_remembered(False, env=env)
        self.expect_remembered(False, env={'XDG_CACHE_HOME': '', 'HOME': self.work})
        self.assertEqual(os.listdir(os.path.join(self.work, '.cache')), ['pgplumb'])

    def test_roles_with_few_rights(self):
        url = self.role()
        self.remember()
        self.expect_remembered(False, url=url)
        self.mark()
        self.expect_remembered(True, url=url)
        psql(self.url, 'ALTER TABLE orders ADD note text')
        self.expect(self.drift(url=url), 1)

    def test_a_catalog_that_may_not_be_read(self):
        url = self.role()
        self.remember(url=url)
        psql(self.url, 'REVOKE SELECT ON pg_catalog.pg_amop FROM PUBLIC')
        for _ in range(2):
            self.expect_remembered(False, url=url)
        self.expect(self.drift(url=url, path=self.file('copy.sql', SCHEMA + '-- as it was\n')), 0)
        self.assertEqual(len(self.files()), 1)

    def test_a_database_made_anew_is_another(self):
        self.remember()
        name = self.url.rsplit('/', 1)[1]
        psql(self.server, f'DROP DATABASE {name}', f'CREATE DATABASE {name} TEMPLATE template0')
        self.expect(self.drift(), 1)
        psql(self.url, file=self.path)
        self.expect_remembered(False)
