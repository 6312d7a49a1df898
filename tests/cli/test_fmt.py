"""pgplumb fmt: one layout, the same schema."""
import os
import stat
import subprocess

from support import CLEAN, Case, pgplumb

MESSY = '''\
-- what customers order
create table if not exists Orders
(
  id BIGINT primary key, note text not null default 'x' -- behind
  , total Numeric(10,2) check( total>0 and
        total < 100 ), -- pgplumb: renamed from amount
  -- alone

  /* leads */ ts TIMESTAMP WITH TIME ZONE default current_timestamp, ratio double   precision references rates(id)on delete cascade,
  constraint x unique(note,id) ) with (fillfactor=70);create index on orders(note)include(id); -- same line



create type mood as enum('good',   'bad');
create or replace view v as
	select a.order as Order, extract(year from ts), ts at time zone 'utc'
	  from orders a
	  where note in('a','b');
CREATE FUNCTION f(a int) RETURNS trigger language sql as $$ select  1 $$;
grant select on v to public;
set check_function_bodies = on;
'''
TIDY = '''\
-- what customers order
CREATE TABLE IF NOT EXISTS Orders (
    id bigint PRIMARY KEY,
    note text NOT NULL DEFAULT 'x', -- behind
    total numeric(10,2) CHECK (total>0 AND
          total < 100), -- pgplumb: renamed from amount
    -- alone

    /* leads */ ts timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    ratio double precision REFERENCES rates(id) ON DELETE CASCADE,
    CONSTRAINT x UNIQUE (note, id)
) WITH (fillfactor=70);
CREATE INDEX ON orders(note) INCLUDE (id); -- same line

CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE OR REPLACE VIEW v AS
    SELECT a.order AS Order, extract(year FROM ts), ts AT TIME ZONE 'utc'
      FROM orders a
      WHERE note IN ('a', 'b');
CREATE FUNCTION f(a int) RETURNS trigger LANGUAGE sql AS $$ select  1 $$;
GRANT SELECT ON v TO public;
SET check_function_bodies = on;
'''


class Layout(Case):
    def formatted(self, text):
        done = subprocess.run([os.environ['PGPLUMB_BIN'], 'fmt', '-'], input=text if isinstance(text, bytes) else text.encode(), capture_output=True, env=CLEAN)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def test_the_layout(self):
        self.assertEqual(self.formatted(MESSY), TIDY)
        self.assertEqual(self.formatted(TIDY), TIDY)

    def test_names_stay_as_they_are(self):
        for name in ('Name', 'Type', '"Order"', 'Value', 'Position', 'Year', 'Über'):
            text = f'CREATE TABLE t (\n    {name} text\n);\n'
            self.assertEqual(self.formatted(text), text)
        self.assertEqual(self.formatted('alter table Key rename Name to Value;'), 'ALTER TABLE Key RENAME Name TO Value;\n')

    def test_literals_and_comments_stay_as_they_are(self):
        text = ("/* a\n   /* nested */ b */\nCOMMENT ON TABLE t IS 'two\n  lines';\n"
                "CREATE VIEW v AS SELECT U&'d\\0061t', E'\\n', $x$ ; $x$, b'01', 'a'\n'b';\n")
        self.assertEqual(self.formatted(text), text)

    def test_types(self):
        self.assertEqual(self.formatted('CREATE TABLE t (a CHARACTER VARYING(3), b TIME WITHOUT TIME ZONE, c INTERVAL DAY TO SECOND, d BIT VARYING(3));'),
                         'CREATE TABLE t (\n    a character varying(3),\n    b time without time zone,\n    c interval day to second,\n    d bit varying(3)\n);\n')

    def test_lists(self):
        self.assertEqual(self.formatted('create type pair as (a INT, b text);'), 'CREATE TYPE pair AS (\n    a int,\n    b text\n);\n')
        self.assertEqual(self.formatted("create type e as enum (\n'a', 'b');"), "CREATE TYPE e AS ENUM (\n    'a',\n    'b'\n);\n")
        self.assertEqual(self.formatted("create table p1 partition of p (a default 1) for values in(1,2);"),
                         "CREATE TABLE p1 PARTITION OF p (\n    a DEFAULT 1\n) FOR VALUES IN (1, 2);\n")
        self.assertEqual(self.formatted("create table p (a int) partition by range(a);"), "CREATE TABLE p (\n    a int\n) PARTITION BY RANGE (a);\n")
        self.assertEqual(self.formatted('create table t ();'), 'CREATE TABLE t ();\n')

    def test_comments_in_lists(self):
        self.assertEqual(self.formatted('create table t ( -- of t\n\n-- of a\na int, /* of b */ b int /* too */\n-- end\n);'),
                         'CREATE TABLE t ( -- of t\n\n    -- of a\n    a int,\n    /* of b */ b int /* too */\n    -- end\n);\n')
        self.assertEqual(self.formatted('create table t (a int -- one\n-- two\n, b int\n-- in b\nnot null);'),
                         'CREATE TABLE t (\n    a int, -- one\n    -- two\n    b int\n    -- in b\n    NOT NULL\n);\n')

    def test_rows_and_commands_of_psql(self):
        text = '\\restrict x\n\nCOPY t (a) FROM STDIN;\nb  c \n\\.\n\nSET a = 1;\n'
        self.assertEqual(self.formatted(text), text)

    def test_line_ends_stay(self):
        self.assertEqual(self.formatted('create table t (a int,\r\n  b int);\r\n'), 'CREATE TABLE t (\r\n    a int,\r\n    b int\r\n);\r\n')

    def test_nothing(self):
        self.assertEqual(self.formatted(''), '')
        self.assertEqual(self.formatted('\n\n'), '')
        self.assertEqual(self.formatted('-- only this  '), '-- only this\n')

    def test_what_inspect_writes_is_formatted(self):
        top = os.path.join(os.path.dirname(__file__), '../../schemas/sample/v2')
        self.expect(pgplumb('inspect', top, '--split', self.work), 0)
        self.expect(pgplumb('fmt', '--check', self.work), 0)


class Files(Case):
    def test_in_place(self):
        messy, tidy = self.file('db/messy.sql', MESSY), self.file('db/sub/tidy.sql', TIDY)
        os.chmod(messy, 0o640)
        before = os.stat(tidy)
        self.expect(pgplumb('fmt', os.path.join(self.work, 'db')), 0, '2 files: 1 formatted, 1 as they were')
        self.assertEqual(open(messy).read(), TIDY)
        self.assertEqual(stat.S_IMODE(os.stat(messy).st_mode), 0o640)
        self.assertEqual(os.stat(tidy).st_ino, before.st_ino)
        self.assertEqual(sorted(os.listdir(os.path.join(self.work, 'db'))), ['messy.sql', 'sub'])

    def test_a_link_stays_one(self):
        target, link = self.file('elsewhere/messy.txt', MESSY), os.path.join(self.work, 'link.sql')
        os.symlink(target, link)
        self.expect(pgplumb('fmt', link), 0)
        self.assertTrue(os.path.islink(link))
        self.assertEqual(open(target).read(), TIDY)

    def test_check_and_diff_change_nothing(self):
        messy = self.file('messy.sql', MESSY)
        self.file('tidy.sql', TIDY)
        self.assertEqual(self.expect(pgplumb('fmt', '--check', self.work), 1).out, messy + '\n')
        patch = self.expect(pgplumb('fmt', '--diff', 'messy.sql', 'tidy.sql', cwd=self.work), 1).out
        self.assertEqual(open(messy).read(), MESSY)
        subprocess.run(['git', 'apply', '-'], input=patch, text=True, cwd=self.work, check=True)
        self.assertEqual(open(messy).read(), TIDY)
        self.expect(pgplumb('fmt', '--check', self.work), 0)
        self.assertEqual(pgplumb('fmt', '--diff', self.work).out, '')

    def test_one_bad_file_and_none_changes(self):
        good = self.file('a.sql', MESSY)
        self.file('b.sql', 'CREATE TABLE t (\n  a int,,\n);\n')
        self.expect(pgplumb('fmt', self.work), 2, r'b\.sql:2:9: syntax error')
        self.assertEqual(open(good).read(), MESSY)

    def test_what_is_refused(self):
        for status, text, message in ((2, b'-- caf\xe9\n', r':1:7: invalid UTF-8'), (2, "SELECT 'a;\n", ':1:8: unterminated'), (7, '\\i other.sql\n', ':1:1: psql command'),
                                      (2, '/* never', ':1:1: unterminated')):
            self.expect(pgplumb('fmt', self.file('bad.sql', text)), status, message)
        self.expect(pgplumb('fmt'), 2, 'needs FILEs')
        self.expect(pgplumb('fmt', 'git:HEAD:db'), 2, 'cannot write')
        self.expect(pgplumb('fmt', 'postgresql://x/y'), 2, 'SQL files and directories')

    def test_the_schema_of_the_configuration(self):
        messy = self.file('db/messy.sql', MESSY)
        self.file('pgplumb.yaml', 'schema: db\n')
        self.expect(pgplumb('fmt', cwd=self.work), 0, '1 file: 1 formatted')
        self.assertEqual(open(messy).read(), TIDY)
