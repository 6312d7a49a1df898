"""Bad input and bad connections: a clear message, the exit status of the table, and the database as it was."""
import os
import pwd
import unittest
from urllib.parse import urlsplit

import faults
from support import Case, ServerCase, pgplumb, psql


class BadFiles(Case):
    """No server is needed to see these."""

    def plan(self, *paths, **how):
        return pgplumb('plan', '--from', 'empty:', '--to', *paths, **how)

    def test_syntax_error(self):
        path = self.file('orders.sql', 'CREATE TABLE a (id integer);\n\nCREATE TABLE orders (\n    id integer,\n    total numerc(10,2) nott null\n);\n')
        self.expect(self.plan(path), 2, r'orders\.sql:5:24: syntax error at or near "nott"', r'^    5 \|     total numerc', r'^      \| {24}\^\^\^\^')

    def test_unterminated_string(self):
        path = self.file('a.sql', "CREATE TABLE a (id integer);\nCOMMENT ON TABLE a IS 'never ends;\n")
        self.expect(self.plan(path), 2, r'a\.sql:2:\d+: ')

    def test_unknown_type(self):
        path = self.file('orders.sql', 'CREATE TABLE orders (\n    id bigint,\n    total money_eur NOT NULL\n);\n')
        self.expect(self.plan(path), 2, r'orders\.sql:3:11: type "money_eur" does not exist', r'^    3 \|     total money_eur', r'\^{9}$')

    def test_duplicate_object(self):
        self.file('db/a.sql', 'CREATE TABLE orders (id integer);\n')
        self.file('db/b.sql', '\nCREATE VIEW orders AS SELECT 1;\n')
        self.expect(self.plan(os.path.join(self.work, 'db')), 2, r'b\.sql:2:13: table public\.orders exists already', r'a\.sql:1:14')

    def test_duplicate_column(self):
        self.expect(self.plan(self.file('a.sql', 'CREATE TABLE a (id integer, id text);')), 2, r'a\.sql:1:29: column public\.a\.id exists already')

    def test_reference_to_missing_table(self):
        path = self.file('a.sql', 'CREATE TABLE a (\n    id integer REFERENCES nowhere (id)\n);\n')
        self.expect(self.plan(path), 2, r'a\.sql:2:\d+: relation "nowhere" does not exist')

    def test_index_on_missing_table(self):
        self.expect(self.plan(self.file('a.sql', 'CREATE INDEX ON nowhere (id);')), 2, r'a\.sql:1:\d+: relation "nowhere" does not exist')

    def test_invalid_utf8(self):
        path = self.file('a.sql', b"CREATE TABLE a (id integer);\nCOMMENT ON TABLE a IS 'caf\xe9';\n")
        self.expect(self.plan(path), 2, r'a\.sql:2:27: invalid UTF-8: byte 0xe9', r"IS 'caf\uFFFD';$", r'hint: .*UTF-8')

    def test_utf16(self):
        self.expect(self.plan(self.file('a.sql', 'CREATE TABLE a ();'.encode('utf-16'))), 2, r'UTF-16')

    def test_nul_byte(self):
        self.expect(self.plan(self.file('a.sql', b'CREATE TABLE a ();\n\0')), 2, r'a\.sql:2:1: .*NUL')

    def test_empty_file_is_an_empty_schema(self):
        for text in ('', '\n', '-- nothing\n', '/* nothing */'):
            outcome = self.expect(self.plan(self.file('a.sql', text)), 0)
            self.assertIn('is what', outcome.out)

    def test_directory_without_sql(self):
        os.mkdir(os.path.join(self.work, 'db'))
        self.expect(self.plan(os.path.join(self.work, 'db')), 2, r'no \.sql file in ".*db"')

    def test_missing_file(self):
        self.expect(self.plan(os.path.join(self.work, 'nowhere.sql')), 2, r'cannot read ".*nowhere\.sql": No such file')

    def test_unknown_statement(self):
        self.expect(self.plan(self.file('a.sql', '\nCREATE TABLE x AS SELECT 1;')), 7, r'a\.sql:2:\d+: .*not')

    def test_no_permission(self):
        if os.geteuid() != 0:
            nobody = None
        else:
            try:
                nobody = pwd.getpwnam('nobody').pw_uid
            except KeyError:
                self.skipTest('runs as root, and there is no user nobody')
        path = self.file('a.sql', 'CREATE TABLE a ();')
        os.chmod(self.work, 0o755)
        os.chmod(path, 0)
        if nobody is not None and not reachable(os.environ['PGPLUMB_BIN']):
            self.skipTest('nobody cannot run the program where it is')
        self.expect(self.plan(path, user=nobody, cwd='/'), 2, r'cannot read ".*a\.sql": Permission denied', r'hint: ')

    def test_100_mb_of_data(self):
        path = os.path.join(self.work, 'a.sql')
        line = "INSERT INTO a VALUES (1, '" + 'x' * 950 + "');\n"
        with open(path, 'w') as out:
            out.write('CREATE TABLE a (id integer, t text);\n')
            out.write(line * (100 * 1024 * 1024 // len(line) + 1))
        outcome = self.expect(self.plan(path, '--format', 'sql', timeout=600), 0, r'note: .*INSERT is data', r'and \d+ more')
        self.assertIn('CREATE TABLE public.a', outcome.out)

    def test_100_mb_statement(self):
        path = os.path.join(self.work, 'a.sql')
        with open(path, 'w') as out:
            out.write("COMMENT ON SCHEMA public IS '")
            for _ in range(100):
                out.write('x' * 1024 * 1024)
            out.write("';\n")
        self.expect(self.plan(path), 2, r'a\.sql:1:\d+: .*too long')


def reachable(path):
    """Whether everybody may enter every directory on the way."""
    while path != '/':
        if not os.stat(path).st_mode & 0o001:
            return False
        path = os.path.dirname(path)
    return True


DESIRED = 'CREATE TABLE a (id integer, added text);\nCREATE TABLE b (id integer);\n'


class BadFilesAgainstDatabase(ServerCase):
    """The same mistakes with a database at hand: it stays as it is."""

    def setUp(self):
        super().setUp()
        psql(self.url, 'create table a (id integer)')
        self.before = self.state()

    def refuse(self, text, status, *patterns):
        path = self.file('bad.sql', text)
        for words in (('plan', '--to', path), ('drift', '--to', path), ('apply', '--yes', '--to', path)):
            self.expect(pgplumb(*words, '--database', self.url), status, *patterns)
        self.assertEqual(self.state(), self.before)

    def test_syntax_error(self):
        self.refuse('CREATE TABLE b (id integer);\nCREATE TABEL c ();\n', 2, r'bad\.sql:2:8: syntax error at or near "TABEL"')

    def test_unknown_type(self):
        self.refuse('CREATE TABLE b (id integr);', 2, r'bad\.sql:1:20: type "integr" does not exist')

    def test_missing_table(self):
        self.refuse('CREATE TABLE b (id integer REFERENCES c (id));', 2, r'bad\.sql:1:\d+: relation "c" does not exist')

    def test_duplicate(self):
        self.refuse('CREATE TABLE b ();\nCREATE TABLE b ();', 2, r'bad\.sql:2:14: table public\.b exists already')

    def test_unknown_statement(self):
        self.refuse('CREATE TABLE x AS SELECT 1;', 7, r'bad\.sql:1:\d+: ')


class Connections(Case):
    def drift(self, url, *words, **how):
        return pgplumb('drift', '--to', self.file('a.sql', DESIRED), '--database', url, *words, **how)

    def test_a_port_that_is_none(self):
        for url in ('postgresql://localhost:abc/x', 'postgresql://localhost:99999/x', 'host=localhost,other port=5432,x'):
            self.expect(self.drift(url), 2, r'the connection string cannot be read: "\w+" is no port')

    def test_nobody_listens(self):
        port, close = faults.listen(lambda connection: None)
        close()
        self.expect(self.drift(f'postgresql://postgres@127.0.0.1:{port}/x'), 5, r'cannot connect: .*[Rr]efused')

    def test_unknown_host(self):
        self.expect(self.drift('postgresql://postgres@nowhere.invalid/x'), 5, r'cannot connect: .*nowhere\.invalid')

    def test_server_too_old(self):
        port, close = faults.server_of_version('12.22')
        self.addCleanup(close)
        self.expect(self.drift(f'postgresql://postgres@127.0.0.1:{port}/x'), 7, r'the server is PostgreSQL 12\.22; pgplumb knows PostgreSQL 14 and newer')

    def test_silent_server(self):
        port, close = faults.listen(lambda connection: connection.recv(1 << 16) and connection.recv(1))
        self.addCleanup(close)
        self.expect(self.drift(f'postgresql://postgres@127.0.0.1:{port}/x?connect_timeout=2'), 5, r'cannot connect: no answer within connect_timeout')

    def test_connection_string(self):
        outcome = self.expect(self.drift('postgresql://u:sec%ret@h/x'), 2, r'libpq can')
        self.assertNotIn('ret@h', outcome.err)

    def test_unknown_service(self):
        self.expect(self.drift('service=nowhere'), 2, r'nowhere')


@unittest.skipUnless(faults.debian_programs(), 'no Debian server programs to make a cluster with')
class Passwords(Case):
    @classmethod
    def setUpClass(cls):
        cls.cluster = faults.PasswordCluster(faults.debian_programs())
        cls.addClassCleanup(cls.cluster.stop)

    def drift(self, conninfo, env=None):
        path = self.file('a.sql', '')
        return pgplumb('drift', '--to', path, '--database', f'host=127.0.0.1 port={self.cluster.port} user=postgres dbname=postgres {conninfo}', env=env)

    def test_wrong_password(self):
        outcome = self.expect(self.drift("password='wrong one'"), 2, r'cannot connect: .*password authentication failed', r'28P01')
        self.assertNotIn('wrong one', outcome.err)

    def test_no_password(self):
        self.expect(self.drift(''), 2, r'cannot connect: .*password')

    def test_right_password(self):
        self.expect(self.drift("password='right one'"), 0)
        self.expect(self.drift('', env={'PGPASSWORD': 'right one'}), 0)

    def test_password_file(self):
        path = self.file('pgpass', f'127.0.0.1:{self.cluster.port}:*:postgres:right one\n')
        os.chmod(path, 0o600)
        self.expect(self.drift('', env={'PGPASSFILE': path}), 0)

    def test_unknown_role(self):
        self.expect(self.drift("user=nobody_here password=x"), 2, r'cannot connect: .*"nobody_here"')

    def test_unknown_database(self):
        self.expect(self.drift("dbname=nowhere password='right one'"), 2, r'database "nowhere" does not exist')


class CutLines(ServerCase):
    """The connection ends after the server has sent so many bytes: at the greeting, among the catalogs, among the steps."""

    def setUp(self):
        super().setUp()
        psql(self.url, 'create table a (id integer)')
        self.before = self.state()
        self.desired = self.file('a.sql', DESIRED)

    def through(self, limit, first_only=False):
        address = urlsplit(self.url)
        port, close = faults.cut_after(address.hostname, address.port, limit, first_only)
        self.addCleanup(close)
        return f'postgresql://postgres@127.0.0.1:{port}{address.path}?sslmode=disable&gssencmode=disable'

    def test_plan(self):
        for limit in (1, 100, 500, 2000, 10000):
            outcome = pgplumb('plan', '--to', self.desired, '--database', self.through(limit), '--format', 'sql')
            if limit < 10000 or outcome.status:
                self.expect(outcome, 5, r'pgplumb: .*(connection|closed|reset)')
                self.assertEqual(outcome.out, '')
        self.assertEqual(self.state(), self.before)

    def test_apply_while_reading(self):
        for limit in (1, 500, 3000):
            self.expect(pgplumb('apply', '--yes', '--to', self.desired, '--database', self.through(limit)), 5, r'pgplumb: .*(connection|closed|reset)')
            self.assertEqual(self.state(), self.before)

    def test_apply_among_its_steps(self):
        """All of it, none of it, or a word that nobody can know; the lines that read the catalogs hold."""
        among = 0
        for limit in range(1000, 2400, 20):
            psql(self.url, 'drop schema if exists pgplumb cascade')
            outcome = pgplumb('apply', '--yes', '--to', self.desired, '--database', self.through(limit, first_only=True))
            if outcome.status == 0 or 'uncertain' in outcome.err:
                break
            among += '[1/' in outcome.err
            self.expect(outcome, 5, r'pgplumb: .*(connection|closed|reset)')
            self.assertEqual(self.state(), self.before, f'{limit}: {outcome}')
        self.assertGreater(among, 0, outcome)
        if outcome.status == 0:
            self.expect(pgplumb('drift', '--to', self.desired, '--database', self.url), 0)
        else:
            self.expect(outcome, 5, r'uncertain: the connection was lost')
            self.expect(pgplumb('apply', '--yes', '--to', self.desired, '--database', self.url), 0)
            self.expect(pgplumb('drift', '--to', self.desired, '--database', self.url), 0)
