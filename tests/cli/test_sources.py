"""What may be said where a schema is taken."""
import json
import os
import subprocess

from support import SERVERS, Case, ServerCase, pgplumb, psql

ORDERS = 'CREATE TABLE orders (id integer NOT NULL, customer bigint);\n'
CUSTOMERS = 'CREATE TABLE customers (id bigint);\nCOMMENT ON TABLE orders IS \'of customers\';\n'


def steps(*words, **how):
    return json.loads(pgplumb('plan', *words, '--format', 'json', **how).out)['steps']


class Files(Case):
    def setUp(self):
        super().setUp()
        self.orders, self.customers = self.file('db/orders.sql', ORDERS), self.file('db/below/customers.sql', CUSTOMERS)
        self.db = os.path.join(self.work, 'db')

    def test_directory_equals_its_files_in_any_order(self):
        for words in ((self.orders, self.customers), (self.customers, self.orders), (self.db,)):
            outcome = self.expect(pgplumb('plan', '--from', self.db, '--to', *words, '--exit-code', '--manage', 'all'), 0)
            self.assertIn('is what', outcome.out)

    def test_a_drop_means_what_comes_before_it(self):
        for number, (name, made) in enumerate((('orders', 'TABLE %s (id integer)'), ('customers', 'TABLE %s (id integer)'), ('shown', 'VIEW %s AS SELECT 1 AS a'))):
            kind = made.split()[0]
            later = 'DROP TABLE IF EXISTS orders CASCADE;\n' if number else ''
            self.file(f'own/{9 - number}_{name}.sql', f'{later}DROP {kind} IF EXISTS {name};\nCREATE {made % name};\n')
        self.assertEqual(len(steps('--from', 'empty:', '--to', 'own', cwd=self.work)), 3)

    def test_migrations_follow_one_another(self):
        self.file('all/1_first.sql', 'CREATE TABLE a (id integer, x integer); CREATE TABLE b (id integer); CREATE VIEW v AS SELECT * FROM b;')
        self.file('all/9_second.sql', 'DROP TABLE IF EXISTS c; ALTER TABLE a DROP COLUMN IF EXISTS x, DROP COLUMN IF EXISTS y; ALTER TABLE b ADD COLUMN more text;')
        self.file('all/10_third.sql', 'DROP VIEW v; CREATE TABLE c (id integer); ALTER TABLE a ADD COLUMN y text; ALTER TABLE b RENAME TO bb; CREATE TABLE b (z integer);')
        wanted = self.file('wanted.sql', 'CREATE TABLE a (id integer, y text); CREATE TABLE b (z integer); CREATE TABLE bb (id integer, more text); CREATE TABLE c (id integer);')
        self.assertEqual(steps('--from', 'all', '--to', wanted, cwd=self.work), [])
        os.remove(os.path.join(self.work, 'all/10_third.sql'))
        outcome = pgplumb('plan', '--from', 'empty:', '--to', 'all', '--format', 'sql', cwd=self.work)
        self.assertIn('SELECT b.id FROM b', outcome.out)

    def test_files_follow_one_another_as_they_are_given(self):
        first, last = self.file('z.sql', 'CREATE TABLE a (id integer);'), self.file('y.sql', 'DROP TABLE a;')
        self.assertEqual(steps('--from', 'empty:', '--to', first, last), [])
        self.assertEqual(len(steps('--from', 'empty:', '--to', last, first)), 1)

    def migrations(self, folder, **files):
        """What two migrations lead to, written for some tool; their ways back are not taken."""
        for name, text in files.items():
            self.file(f'{folder}/{name}'.replace('__slash__', '/').replace('__dot__', '.') + '.sql', text)
        wanted = self.file('wanted.sql', 'CREATE TABLE a (id integer, x integer);')
        outcome = self.expect(pgplumb('plan', '--from', folder, '--to', wanted, '--exit-code', cwd=self.work), 0, 'takes a migration back is left out')
        self.assertIn('is what', outcome.out)

    def test_goose(self):
        self.migrations('goose',
                        m9='-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE a (id integer);\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE a;\n',
                        m10='-- +goose Up\nALTER TABLE a ADD COLUMN x integer;\n-- +goose Down\nALTER TABLE a DROP COLUMN x;\n')

    def test_dbmate(self):
        self.migrations('dbmate', m1='-- migrate: down the road\n-- migrate:downwards\n-- migrate:up\nCREATE TABLE a (id integer);\n\n-- migrate:down\nDROP TABLE a;',
                        m2='-- migrate:up transaction:false\r\nALTER TABLE a ADD COLUMN x integer;\r\n-- migrate:down\r\nALTER TABLE a DROP COLUMN x;\r\n')

    def test_files_that_take_back(self):
        made, more = 'CREATE TABLE a (id integer);', 'ALTER TABLE a ADD COLUMN x integer;'
        back, less = 'DROP TABLE a;', 'ALTER TABLE a DROP COLUMN x;'
        self.migrations('two', m1__dot__up=made, m1__dot__down=back, m2__dot__up=more, m2__dot__down=less)
        self.migrations('flyway', **{'V1__a': made, 'U1__a': back, 'V2__b': more, 'U2__b': less})
        self.migrations('sqitch', deploy__slash__a=f'BEGIN;{made}COMMIT;', deploy__slash__b=more, revert__slash__a=back, revert__slash__b=less,
                        verify__slash__a='BEGIN; SELECT id FROM a WHERE false; ROLLBACK;')

    def test_files_that_include_others(self):
        start = self.file('include/start.sql', "\\set ON_ERROR_STOP on\n\\ir tables/a.sql\n\\i './tables/b.sql'\n")
        self.file('include/tables/a.sql', 'CREATE TABLE a (id integer);')
        self.file('include/tables/b.sql', 'CREATE TABLE b (id integer);')
        self.assertEqual(len(steps('--from', 'empty:', '--to', os.path.dirname(start))), 2)
        self.expect(pgplumb('plan', '--from', 'empty:', '--to', start), 7, r'start\.sql:2:1: psql command "\\ir" is not supported', 'Name the file that it includes')

    def test_what_another_tool_fills_in(self):
        for text, why in (('CREATE TABLE ${schema}.a (id integer);', 'Placeholders'), ('CREATE TABLE {{ name }} (id integer);', 'Placeholders'),
                          ('CREATE TABLE :name (id integer);', 'variables are not filled in'), ("SELECT 'CREATE DATABASE x' \\gexec", 'never run')):
            self.expect(pgplumb('plan', '--from', 'empty:', '--to', self.file('filled.sql', text)), 2, 'filled.sql:1:', why)

    def test_several_sources(self):
        once = pgplumb('plan', '--from', 'empty:', '--to', self.orders, self.customers, '--format', 'sql')
        twice = pgplumb('plan', '--from', 'empty:', '--to', self.orders, '--to=' + self.customers, '--format', 'sql')
        self.assertEqual(once.out, twice.out)
        self.assertIn('COMMENT ON TABLE public.orders', once.out)

    def test_what_cannot_be_mixed(self):
        self.expect(pgplumb('plan', '--from', 'empty:', '--to', self.orders, 'empty:'), 2, 'only .sql files and directories')

    def test_git_revision(self):
        def git(*words):
            subprocess.run(['git', '-c', 'user.name=t', '-c', 'user.email=t@example.com', *words], cwd=self.work, check=True, capture_output=True)
        git('init', '-q')
        git('add', '.')
        git('commit', '-q', '-m', 'one')
        self.file('db/orders.sql', ORDERS.replace('customer bigint', 'customer bigint, note text'))
        outcome = self.expect(pgplumb('plan', '--from', 'git:HEAD:db', '--to', 'db', '--format', 'sql', cwd=self.work), 0)
        self.assertIn('ADD COLUMN note text', outcome.out)
        self.expect(pgplumb('plan', '--from', 'git:nowhere:db', '--to', 'db', cwd=self.work), 2, 'nowhere')
        self.expect(pgplumb('plan', '--from', 'git:HEAD:nowhere', '--to', 'db', cwd=self.work), 2, 'nowhere')

    def test_snapshot(self):
        snapshot = os.path.join(self.work, 'schema.json')
        self.expect(pgplumb('inspect', self.db, '--format', 'json', '-o', snapshot), 0)
        self.assertEqual(steps('--from', self.db, '--to', snapshot, '--manage', 'all'), [])
        self.assertEqual(steps('--from', snapshot, '--to', self.db, '--manage', 'all'), [])
        self.assertEqual(len(steps('--from', 'empty:', '--to', snapshot)), len(steps('--from', 'empty:', '--to', self.db)))

    def test_snapshot_that_is_none(self):
        for text in ('', '[]', '{}', '{"format": 1', '{"format": 99, "objects": []}'):
            outcome = pgplumb('plan', '--from', 'empty:', '--to', self.file('bad.json', text))
            self.assertIn(outcome.status, (2, 7), outcome)
            self.assertRegex(outcome.err, 'bad.json')

    def test_standard_input(self):
        with open(self.orders) as text:
            outcome = pgplumb('plan', '--from', 'empty:', '--to', '/dev/stdin', '--format', 'sql', stdin=text)
        self.assertIn('CREATE TABLE public.orders', self.expect(outcome, 0).out)

    def test_notes_are_counted(self):
        path = self.file('data.sql', ORDERS + 'INSERT INTO orders VALUES (1, 2);\n' * 12)
        self.expect(pgplumb('plan', '--from', 'empty:', '--to', path), 0, r'data\.sql:2:1: INSERT is data', r'note: … and 7 more')


class Databases(ServerCase):
    def setUp(self):
        super().setUp()
        self.path = self.file('orders.sql', ORDERS)
        psql(self.url, file=self.path)
        name, address = self.url.rsplit('/', 1)[1], self.url.split('@')[1].split('/')[0]
        host, port = address.split(':')
        self.pg = {'PGHOST': host, 'PGPORT': port, 'PGUSER': 'postgres', 'PGDATABASE': name}

    def test_ways_to_name_it(self):
        conninfo = 'host={PGHOST} port={PGPORT} user=postgres dbname={PGDATABASE}'.format(**self.pg)
        service = self.file('services', '[shop]\n' + conninfo.replace(' ', '\n') + '\n')
        ways = [(('--database', self.url), {}), (('--database', conninfo), {}), (('-d', self.pg['PGDATABASE']), self.pg), ((), self.pg),
                ((), {'DATABASE_URL': self.url}), (('-d', 'service=shop'), {'PGSERVICEFILE': service}),
                ((), {'PGSERVICE': 'shop', 'PGSERVICEFILE': service})]
        for words, env in ways:
            outcome = self.expect(pgplumb('drift', '--to', self.path, *words, env=env), 0)
            self.assertIn('is what', outcome.out)

    def test_files_follow_the_databases_search_path(self):
        psql(self.url, 'create schema app', f'alter database {self.pg["PGDATABASE"]} set search_path = app', 'create table app.items (id integer)')
        both = self.file('both.sql', 'CREATE SCHEMA app; CREATE TABLE items (id integer); CREATE TABLE public.orders (id integer NOT NULL, customer bigint);')
        self.expect(pgplumb('drift', '--to', both, '-d', self.url), 0)

    def test_database_against_database(self):
        other = self.database('create table a (id integer)', 'create view v as select id from a', 'create function f() returns bigint'
                              " language sql begin atomic select count(*) from v; end")
        outcome = self.expect(pgplumb('plan', '--from', self.url, '--to', other, '--format', 'sql'), 3)
        self.assertLess(outcome.out.index('CREATE TABLE public.a'), outcome.out.index('CREATE VIEW public.v'))
        self.assertLess(outcome.out.index('CREATE VIEW public.v'), outcome.out.index('CREATE FUNCTION public.f'))
        self.assertEqual(steps('--from', other, '--to', other, '--manage', 'all'), [])

    def test_every_version(self):
        for server in filter(None, SERVERS.values()):
            self.server = server
            url = self.database(ORDERS)
            self.expect(pgplumb('drift', '--to', self.path, '-d', url), 0)
