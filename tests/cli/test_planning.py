"""plan, drift and inspect: what they write."""
import hashlib
import json
import os
import pathlib
import re

from schemas import check, schema_file
from support import Case, ServerCase, in_terminal, pgplumb, psql

OLD = """CREATE TABLE orders (id integer NOT NULL, legacy text, total numeric);
CREATE VIEW totals AS SELECT id, total FROM orders;
CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x * 2';
"""
NEW = """CREATE TABLE orders (id integer NOT NULL, total numeric DEFAULT 0, note text);
CREATE VIEW totals AS SELECT id, total FROM orders WHERE total > 0 -- not the free ones
;
CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x + x';
CREATE TABLE customers (id bigint, name text);
"""
HOSTILE = 'a\nDROP TABLE b; -- `|</td>@octocat[x](http://y)<!-- -->'


class Formats(Case):
    def setUp(self):
        super().setUp()
        self.old, self.new = self.file('old.sql', OLD), self.file('new.sql', NEW)

    def plan(self, *words, **how):
        return pgplumb('plan', '--from', self.old, '--to', self.new, *words, **how)

    def test_text(self):
        outcome = self.expect(self.plan(), 3, '^$')
        self.assertRegex(outcome.out, r'(?m)^.*old\.sql  →  .*new\.sql$')
        self.assertRegex(outcome.out, r'(?m)^ +\d+  \+ .*column .*note')
        self.assertRegex(outcome.out, r'(?m)^ +\d+  - .*legacy.*DESTROYS')
        self.assertRegex(outcome.out, r'(?m)^\d+ steps: \d+ to add, \d+ to change, \d+ to drop · 1 destructive \(1 blocked\) · strongest lock: ACCESS EXCLUSIVE on public\.orders$')
        self.assertRegex(outcome.out, r'(?m)^Step \d+ is blocked\. Allow it with --allow column:orders\.legacy$')
        self.assertNotIn('\033', outcome.out)

    def test_phases_in_turns(self):
        """Headings cannot tell them apart: each step that waits is marked. Parts are not called after their table once more."""
        new = self.file('new.sql', NEW.replace('total numeric DEFAULT 0', 'total bigint'))
        lines = self.expect(pgplumb('plan', '--from', self.old, '--to', new, '--allow-destructive'), 0).out.splitlines()
        self.assertRegex('\n'.join(lines), r'(?m)^expand and contract in turns · .*--phase expand')
        steps = [line.strip() for line in lines if re.match(r' +\d+  [-+~] ', line)]
        self.assertEqual([step for step in steps if '   contract' not in step],
                         ['2  ~ function public.twice(integer)', '3  + table public.customers', '5  + column note text'])
        self.assertEqual(len(steps), 7)
        self.assertIn('  ~ table public.orders   lock: ACCESS EXCLUSIVE', lines)

    def test_a_narrow_terminal(self):
        """Lines are broken between words, and what follows stands deeper; an option stays beside its value."""
        said = in_terminal(60, 'plan', '--from', self.old, '--to', self.new)
        self.assertIn('\033[31m', said)
        plain = re.sub('\033\\[[0-9]*m', '', said).splitlines()
        words = [line for line in plain if os.path.dirname(self.old) not in line]
        self.assertLessEqual(max(map(len, words)), 60, said)
        self.assertTrue([line for line in words if line.startswith('      ') and line.endswith('public.orders.legacy')], said)
        self.assertTrue([line for line in words if '--allow column:orders.legacy' in line], said)

    def test_permissions(self):
        self.expect(self.plan('--allow', 'column:orders.legacy'), 0)
        self.expect(self.plan('--allow', 'drop-column:public.orders.legacy'), 0)
        self.expect(self.plan('--allow', 'column:orders.total', '--allow', 'table:legacy'), 3)
        self.expect(self.plan('--allow-destructive'), 0)

    def test_exit_code(self):
        self.expect(self.plan('--allow-destructive', '--exit-code'), 1)
        self.expect(self.plan('--exit-code'), 3)
        self.expect(pgplumb('plan', '--from', self.old, '--to', self.old, '--exit-code'), 0)

    def test_nothing_to_do(self):
        outcome = self.expect(pgplumb('plan', '--from', self.old, '--to', self.old), 0)
        self.assertRegex(outcome.out, r'^\S+old\.sql is what \S+old\.sql says\.\n$')
        script = pgplumb('plan', '--from', self.old, '--to', self.old, '--format', 'sql').out
        self.assertRegex(script, r'^--[^\n]*\n$')

    def test_output_file(self):
        path = os.path.join(self.work, 'plan.sql')
        outcome = self.expect(self.plan('--format', 'sql', '-o', path), 3)
        self.assertEqual(outcome.out, '')
        with open(path) as written:
            self.assertEqual(written.read(), self.plan('--format=sql').out)
        self.expect(self.plan('-o', os.path.join(self.work, 'nowhere', 'x')), 2, 'cannot write .*nowhere')
        self.expect(self.plan('-o', '/dev/full', '--allow-destructive'), 2, 'cannot write')

    def test_json(self):
        with open(schema_file('plan.schema.json')) as file:
            schema = json.load(file)
        outcome = self.expect(self.plan('--format', 'json'), 3)
        plan = json.loads(outcome.out)
        check(schema, plan, schema)
        digest = plan.pop('digest')
        canonical = json.dumps(plan, sort_keys=True, separators=(',', ':'), ensure_ascii=False)
        self.assertEqual(digest, 'sha256:' + hashlib.sha256(canonical.encode()).hexdigest())
        self.assertEqual(plan['summary']['blocked'], 1)
        self.assertEqual([step['number'] for step in plan['steps']], list(range(1, len(plan['steps']) + 1)))

    def test_same_bytes_again(self):
        for form in ('text', 'sql', 'json', 'markdown'):
            first = self.plan('--format', form, env={'LC_ALL': 'C', 'TZ': 'UTC'}).out
            self.assertEqual(first, self.plan('--format', form, env={'LC_ALL': 'C.UTF-8', 'TZ': 'Asia/Tokyo'}).out)

    def test_markdown(self):
        text = self.expect(self.plan('--format', 'markdown'), 3).out
        self.assertRegex(text, r'^### Schema plan: \d+ to add, \d+ to change, \d+ to drop · ⚠ 1 destructive\n')
        self.assertRegex(text, r'(?s)```sql\n.*```\n\n</details>\n\n<!-- pgplumb:plan:.* -->\n$')
        for line in text[:text.index('<details>')].splitlines():
            self.assertIn(line.count('|'), (0, 7), line)

    def test_long_markdown_is_cut(self):
        path = self.file('many.sql', ''.join(f'CREATE TABLE a_table_with_a_long_name_{i} (id integer, some_text text);\n' for i in range(3000)))
        text = pgplumb('plan', '--from', 'empty:', '--to', path, '--format', 'markdown').out
        self.assertLess(len(text), 65536)
        self.assertRegex(text, r'… and \d+ more steps')
        self.assertIn('<!-- pgplumb:plan:', text)

    def test_hostile_names(self):
        name = HOSTILE.replace('"', '""')[:60]
        path = self.file('h.sql', f'CREATE TABLE "{name}" (x integer);\nCREATE TABLE b ();\n')
        script = pgplumb('plan', '--from', 'empty:', '--to', path, '--format', 'sql').out
        outside = re.sub(r'"(?:[^"]|"")*"', '""', ''.join(line for line in script.splitlines(True) if not line.startswith('-- ')))
        self.assertNotIn('DROP', outside)
        text = pgplumb('plan', '--from', 'empty:', '--to', path, '--format', 'markdown').out
        table = text[:text.index('<details>')]
        for bad in ('`', '@', '[x]', '<!--', '</td>'):
            self.assertNotIn(bad, table)
        self.assertNotIn('\033', pgplumb('plan', '--from', 'empty:', '--to', self.file('e.sql', 'CREATE TABLE "\033[31m" ();')).out)

    def test_rows_of_a_view_as_values(self):
        """The server drops no view that a column has as its type."""
        kept = 'CREATE TABLE log (id integer, was totals[]);\n'
        old, narrow = self.file('old.sql', OLD + kept), OLD.replace('SELECT id, total', 'SELECT total')
        self.expect(pgplumb('plan', '--from', old, '--to', self.file('without.sql', narrow)), 3)
        new = self.file('new.sql', narrow + kept)
        self.expect(pgplumb('plan', '--from', old, '--to', new), 7, 'view public.totals cannot be made again while column public.log.was has its rows')

    def test_a_column_stays_the_heirs_own(self):
        """pg_attribute.attislocal: no statement takes it back."""
        heir = 'CREATE TABLE heir (x integer) INHERITS (base);\n'
        apart = self.file('apart.sql', 'CREATE TABLE base (a integer);\n' + heir + 'ALTER TABLE heir ADD COLUMN b integer;')
        above = self.file('above.sql', 'CREATE TABLE base (a integer, b integer);\n' + heir)
        both = self.file('both.sql', 'CREATE TABLE base (a integer, b integer);\nCREATE TABLE heir (x integer, b integer) INHERITS (base);\n')
        said = r'above\.sql:2:14: column b of public\.heir stays its own beside what it inherits'
        self.expect(pgplumb('plan', '--from', apart, '--to', above), 0, said)
        self.assertNotIn('stays its own', self.expect(pgplumb('plan', '--from', apart, '--to', both), 0).err)
        self.assertNotIn('stays its own', self.expect(pgplumb('plan', '--from', both, '--to', above), 0).err)

    def test_base_type_that_another_takes_the_name_of(self):
        """DROP TYPE … CASCADE would take the columns along."""
        base = ("CREATE TYPE x;\nCREATE FUNCTION x_in(cstring) RETURNS x LANGUAGE internal IMMUTABLE STRICT AS 'int4in';\n"
                "CREATE FUNCTION x_out(x) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';\n"
                'CREATE TYPE x (INPUT = x_in, OUTPUT = x_out, LIKE = integer);\n')
        column, enum = 'CREATE TABLE t (a x, n integer);\n', "CREATE TYPE x AS ENUM ('1');\n"
        old, new = self.file('old.sql', base + column), self.file('new.sql', enum + column)
        self.expect(pgplumb('plan', '--from', old, '--to', new, '--allow-destructive'), 7, 'base type public.x cannot be replaced while columns have it')
        self.assertIn('ALTER COLUMN a TYPE public.x USING a::text::public.x', pgplumb('plan', '--from', new, '--to', old, '--format', 'sql').out)
        self.expect(pgplumb('plan', '--from', self.file('base.sql', base), '--to', self.file('enum.sql', enum)), 0)

    def test_drift_needs_a_database(self):
        self.expect(pgplumb('drift', '--to', self.new), 2, 'no database was named')

    def test_manage(self):
        bare, said = self.file('bare.sql', 'CREATE TABLE a ();'), self.file('said.sql', "CREATE TABLE a (); COMMENT ON TABLE a IS 'x';")
        self.expect(pgplumb('plan', '--from', said, '--to', bare, '--exit-code'), 0)
        self.expect(pgplumb('plan', '--from', said, '--to', bare, '--exit-code', '--manage', 'comments'), 1)
        self.expect(pgplumb('plan', '--from', said, '--to', bare, '--exit-code', '--manage', 'owners,comments'), 1)
        self.expect(pgplumb('plan', '--from', said, '--to', bare, '--exit-code', '--manage', 'all'), 1)
        self.expect(pgplumb('plan', '--from', bare, '--to', said, '--exit-code'), 1)
        self.expect(pgplumb('plan', '--from', bare, '--to', said, '--exit-code', '--manage', 'none'), 0)


class ExitCodes(Case):
    def test_help_and_page_say_the_same(self):
        with open(schema_file('../docs/EXIT-CODES.md')) as page:
            said = re.findall(r'^\| (\d) \| (.*) \|$', page.read(), re.M)
        self.assertEqual(re.findall(r'^  (\d)  (.*)$', pgplumb('--help').out, re.M), said)


class AgainstDatabase(ServerCase):
    def setUp(self):
        super().setUp()
        self.old, self.new = self.file('old.sql', OLD), self.file('new.sql', NEW)
        psql(self.url, file=self.old)

    def test_script_runs_as_it_is(self):
        script = self.file('plan.sql', pgplumb('plan', '-d', self.url, '--to', self.new, '--allow-destructive', '--format', 'sql').out)
        psql(self.url, file=script)
        self.expect(pgplumb('drift', '-d', self.url, '--to', self.new), 0)

    def test_script_with_blocked_steps(self):
        script = self.file('plan.sql', pgplumb('plan', '-d', self.url, '--to', self.new, '--format', 'sql').out)
        psql(self.url, file=script)
        outcome = self.expect(pgplumb('plan', '-d', self.url, '--to', self.new, '--format', 'json'), 3)
        self.assertEqual([step['label'] for step in json.loads(outcome.out)['steps']], ['public.orders.legacy'])

    def test_drift(self):
        outcome = self.expect(pgplumb('drift', '-d', self.url, '--to', self.new), 1)
        for pattern in (r'differs from \S+new\.sql in \d+ objects$', r'^  - table public\.customers   missing in the database', r'^  ~ view public\.totals',
                        r'^  \+ column public\.orders\.legacy   only the database has it', r'^  ~ column public\.orders\.total',
                        r'^      default value: none → 0$', r"^      body: SELECT x \* 2 → SELECT x \+ x$"):
            self.assertRegex(outcome.out, re.compile(pattern, re.M))
        self.assertNotIn('customers.id', outcome.out)

    def test_partitions_that_came_in_other_ways_are_the_same(self):
        """The NOT NULL of an attached partition keeps its name (18): no reason to detach it."""
        url = self.database('create table parts (a int not null) partition by list (a)', 'create table parts_1 (a int not null)',
                            'alter table parts attach partition parts_1 for values in (1)', 'create table parts_2 partition of parts for values in (2)')
        schema = self.file('parts.sql', 'CREATE TABLE parts (a int NOT NULL) PARTITION BY LIST (a);\n'
                           'CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);\n'
                           'CREATE TABLE parts_2 (a int NOT NULL);\nALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES IN (2);\n')
        self.expect(pgplumb('drift', '-d', url, '--to', schema), 0)

    def test_drift_in_json(self):
        with open(schema_file('drift.schema.json')) as file:
            schema = json.load(file)
        for to, status in ((self.new, 1), (self.old, 0)):
            found = json.loads(self.expect(pgplumb('drift', '-d', self.url, '--to', to, '--format', 'json'), status).out)
            check(schema, found, schema)
            self.assertEqual(found['in_sync'], status == 0)

    def test_reading_changes_nothing(self):
        before = self.state()
        for words in (('plan', '--to', self.new), ('drift', '--to', self.new), ('inspect',)):
            pgplumb(*words, env={'DATABASE_URL': self.url})
        self.assertEqual(self.state(), before)

    def test_inspect_loads(self):
        copy = self.database()
        psql(copy, file=self.file('copy.sql', self.expect(pgplumb('inspect', self.url), 0).out))
        self.expect(pgplumb('plan', '--from', copy, '--to', self.url, '--exit-code', '--manage', 'all'), 0)
        self.assertEqual(pgplumb('inspect', copy).out.splitlines()[1:], pgplumb('inspect', self.url).out.splitlines()[1:])

    def test_inspect_split(self):
        out = os.path.join(self.work, 'db')
        self.expect(pgplumb('inspect', self.url, '--split', out), 0, r'^3 files in .*: 3 written, 0 as they were$')
        self.assertTrue(os.path.exists(os.path.join(out, 'schemas/public/tables/orders.sql')))
        self.expect(pgplumb('drift', '-d', self.url, '--to', out, '--manage', 'all'), 0)
        psql(self.url, 'drop view totals', 'create table "A b" ()', 'create table "a b" ()')
        self.expect(pgplumb('inspect', self.url, '--split', out), 0, r'totals\.sql is of no object', r'^4 files in .*: 2 written, 2 as they were$')
        names = [name for _, _, files in os.walk(out) for name in files]
        self.assertEqual(len(names), len({name.lower() for name in names}), names)
        os.remove(os.path.join(out, 'schemas/public/views/totals.sql'))
        self.expect(pgplumb('drift', '-d', self.url, '--to', out, '--manage', 'all'), 0)

    def test_split_indexes_of_partitions_come_back(self):
        """The names that the server chooses for them are cut, so that they differ by a number."""
        long = 'a' * 40
        psql(self.url, f'CREATE TABLE {long} ({long}_one integer, {long}_two integer) PARTITION BY LIST ({long}_one)',
             f'CREATE TABLE {long}_1 PARTITION OF {long} FOR VALUES IN (1)', f'CREATE TABLE {long}_2 PARTITION OF {long} FOR VALUES IN (2)',
             f'CREATE INDEX of_all ON {long} ({long}_one, {long}_two)')
        out = os.path.join(self.work, 'split')
        self.expect(pgplumb('inspect', self.url, '--split', out), 0)
        self.expect(pgplumb('plan', '--from', self.url, '--to', out, '--exit-code'), 0)

    def test_split_keeps_what_has_an_order_together(self):
        """ONLY means the partitions of that moment; files have no order."""
        psql(self.url, 'CREATE TABLE parts (a integer) PARTITION BY LIST (a)', 'CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)',
             'CREATE TABLE plain (a integer) PARTITION BY LIST (a)', 'CREATE TABLE plain_1 PARTITION OF plain FOR VALUES IN (1)',
             'CREATE INDEX lacking ON ONLY parts (a)', 'CREATE CAST (orders AS json) WITH INOUT')
        out = os.path.join(self.work, 'split')
        self.expect(pgplumb('inspect', self.url, '--split', out), 0)
        tables = sorted(os.listdir(os.path.join(out, 'schemas/public/tables')))
        self.assertEqual([name for name in tables if name.startswith('p')], ['parts.sql', 'plain.sql', 'plain_1.sql'])
        files = sorted(str(path) for path in pathlib.Path(out).rglob('*.sql'))
        for order in (files, files[::-1]):
            self.expect(pgplumb('plan', '--from', self.url, '--to', *order, '--exit-code', '--manage', 'all'), 0)

    def test_inspect_json(self):
        snapshot = self.file('s.json', self.expect(pgplumb('inspect', self.url, '--format', 'json'), 0).out)
        self.expect(pgplumb('drift', '-d', self.url, '--to', snapshot, '--manage', 'all'), 0)
        self.assertEqual(pgplumb('inspect', snapshot, '--format', 'sql').out.splitlines()[1:], pgplumb('inspect', self.url).out.splitlines()[1:])


class ExtensionVersions(ServerCase):
    """pg_trgm and hstore are installed in older versions than the server would choose."""
    SCHEMA = """CREATE EXTENSION pg_trgm{};
CREATE EXTENSION hstore{};
CREATE TABLE words (id integer PRIMARY KEY, word text NOT NULL, attributes hstore);
CREATE INDEX words_like ON words USING gin (word gin_trgm_ops);
COMMENT ON INDEX words_like IS 'for LIKE';
CREATE VIEW near AS SELECT id, similarity(word, 'pgplumb') AS nearness FROM words;
GRANT SELECT ON near TO PUBLIC;
"""

    def setUp(self):
        super().setUp()
        self.newest = self.file('newest.sql', self.SCHEMA.format('', ''))
        psql(self.url, file=self.file('older.sql', self.SCHEMA.format(" VERSION '1.5'", " VERSION '1.7'")))

    def versions(self):
        return psql(self.url, "SELECT string_agg(extname || ' ' || extversion, ', ' ORDER BY 1) FROM pg_extension WHERE extname <> 'plpgsql'").strip()

    def test_without_a_version_any_will_do(self):
        self.expect(pgplumb('drift', '-d', self.url, '--to', self.newest), 0)
        self.expect(pgplumb('drift', '-d', self.url, '--to', self.newest, '--manage', 'comments,owners'), 0)

    def test_managed_it_is_the_default_one(self):
        self.expect(pgplumb('drift', '-d', self.url, '--to', self.newest, '--manage', 'versions'), 1)
        self.expect(pgplumb('apply', '-d', self.url, '--to', self.newest, '--manage', 'versions', '--yes'), 0)
        self.assertEqual(self.versions(), psql(self.url, "SELECT string_agg(name || ' ' || default_version, ', ' ORDER BY 1)"
                                               " FROM pg_available_extensions WHERE name IN ('hstore', 'pg_trgm')").strip())
        self.expect(pgplumb('drift', '-d', self.url, '--to', self.newest, '--manage', 'all'), 0)

    def test_back_it_is_made_again(self):
        """No script of the server goes back. What hangs on the extension comes back with what was said about it."""
        older = self.file('back.sql', self.SCHEMA.format(" VERSION '1.4'", ''))
        self.assertIn('--allow extension:pg_trgm', self.expect(pgplumb('plan', '-d', self.url, '--to', older), 3).out)
        self.expect(pgplumb('apply', '-d', self.url, '--to', older, '--allow', 'extension:pg_trgm', '--yes'), 0)
        self.assertEqual(self.versions(), 'hstore 1.7, pg_trgm 1.4')
        self.expect(pgplumb('drift', '-d', self.url, '--to', older), 0)
        self.assertIn('for LIKE', pgplumb('inspect', self.url).out)

    def test_a_column_of_its_type_is_kept(self):
        older = self.file('back.sql', self.SCHEMA.format('', " VERSION '1.6'"))
        psql(self.url, """INSERT INTO words VALUES (1, 'a', '"a"=>"1"')""")
        self.expect(pgplumb('apply', '-d', self.url, '--to', older, '--allow-destructive', '--yes'), 6)
        self.assertEqual(psql(self.url, 'SELECT attributes FROM words').strip(), '"a"=>"1"')

    def test_a_version_that_is_not_there(self):
        self.expect(pgplumb('apply', '-d', self.url, '--to', self.file('none.sql', self.SCHEMA.format(" VERSION '0.1'", '')), '--yes'), 6)


class SecurityLabels(ServerCase):
    """No server here has a provider: labels are put into the catalog by hand, and the plan is only read."""
    SCHEMA = "CREATE TABLE t (a integer, b integer);\nSECURITY LABEL FOR anon ON COLUMN t.a IS 'MASKED';\nSECURITY LABEL FOR anon ON TABLE t IS 'TUNED';\n"

    def setUp(self):
        super().setUp()
        psql(self.url, 'CREATE TABLE t (a integer, b integer)', 'SET allow_system_table_mods = on',
             "INSERT INTO pg_seclabel VALUES ('t'::regclass, 'pg_class'::regclass, 1, 'anon', 'MASKED')",
             "INSERT INTO pg_seclabel VALUES ('t'::regclass, 'pg_class'::regclass, 2, 'anon', 'it''s')")

    def plan(self, text, *words):
        return pgplumb('plan', '-d', self.url, '--to', self.file('schema.sql', text), '--format', 'sql', *words).out

    def test_a_mention_is_managed(self):
        out = self.plan(self.SCHEMA)
        self.assertIn("SECURITY LABEL FOR anon ON TABLE public.t IS 'TUNED';", out)
        self.assertEqual(out.count('SECURITY LABEL'), 1)
        out = self.plan(self.SCHEMA, '--manage', 'security-labels')
        self.assertIn('SECURITY LABEL FOR anon ON COLUMN public.t.b IS NULL;', out)

    def test_null_takes_it_away(self):
        out = self.plan('CREATE TABLE t (a integer, b integer); SECURITY LABEL FOR anon ON COLUMN t.b IS NULL;')
        self.assertIn('SECURITY LABEL FOR anon ON COLUMN public.t.b IS NULL;', out)

    def test_inspect(self):
        out = pgplumb('inspect', self.url).out
        self.assertIn("SECURITY LABEL FOR anon ON COLUMN public.t.b IS 'it''s';", out)
        self.assertIn('is what', self.plan(out))

    def test_without_a_provider(self):
        path = self.file('schema.sql', "CREATE TABLE t (a integer); SECURITY LABEL ON TABLE t IS 'x';")
        self.expect(pgplumb('plan', '-d', self.url, '--to', path), 7, 'without FOR')


class Windows(ServerCase):
    """What is dropped and made again is never missing for others, although the plan takes several transactions."""
    OLD = ('CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10, 2), note text);\n'
           'CREATE VIEW large AS SELECT id, total FROM orders;\n'
           'CREATE VIEW names AS SELECT id FROM large;\n')
    NEW = ('CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(10, 2), note text NOT NULL, customer bigint);\n'
           'CREATE INDEX ON orders (note);\n'
           'CREATE INDEX ON orders (customer);\n'
           'CREATE VIEW large AS SELECT total, id FROM orders;\n'
           'CREATE VIEW names AS SELECT id FROM large;\n')

    def unit_of(self, new, pattern, *words):
        """The one transaction of the plan that has such statements."""
        psql(self.url, self.OLD)
        words = ('--to', self.file('new.sql', new), '--format', 'sql', '--online-above', '0', *words)
        script = self.expect(pgplumb('plan', '--from', self.url, *words), 0).out
        self.assertIn('CONCURRENTLY', script)
        units = [unit.split('COMMIT;')[0] for unit in script.split('BEGIN;') if re.search(pattern, unit, re.M)]
        self.assertEqual(len(units), 1, script)
        return units[0]

    def test_views_are_replaced_in_one_transaction(self):
        self.assertEqual(re.findall(r'^(DROP|CREATE) VIEW public\.(\w+)', self.unit_of(self.NEW, r'^(DROP|CREATE) VIEW'), re.M),
                         [('DROP', 'names'), ('DROP', 'large'), ('CREATE', 'large'), ('CREATE', 'names')])

    def test_views_on_a_column_that_changes_its_type(self):
        """What else is done to their table online comes before or after."""
        new = self.OLD.replace('numeric(10, 2)', 'numeric(12, 2)').replace('note text', 'note text NOT NULL, token uuid DEFAULT gen_random_uuid()')
        unit = self.unit_of(new + 'CREATE INDEX ON orders (note);\n', r'^(DROP|CREATE) VIEW')
        self.assertRegex(unit, r'(?s)DROP VIEW public.names;.*DROP VIEW public.large;.*TYPE numeric\(12,2\);.*CREATE VIEW public.large .*CREATE VIEW public.names ')

    def test_a_second_column_takes_its_place_at_once(self):
        unit = self.unit_of(self.OLD.replace('id bigint', 'id numeric'), r'DROP COLUMN id|SET NOT NULL|USING INDEX', '--rewrite-online')
        self.assertRegex(unit, r'(?s)DROP COLUMN id;.*RENAME COLUMN .*SET NOT NULL;.*PRIMARY KEY USING INDEX')


class FilesAgainstFiles(ServerCase):
    """What stands in the way of a change is known without a database."""
    OLD = """CREATE TABLE orders (id integer PRIMARY KEY, note varchar(10));
CREATE VIEW notes AS SELECT note FROM orders;
CREATE MATERIALIZED VIEW lengths AS SELECT length(note) AS n FROM notes;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE POLICY visible ON orders USING (note <> 'x');
CREATE RULE keep AS ON UPDATE TO orders WHERE old.note = 'x' DO INSTEAD NOTHING;
CREATE TRIGGER touched BEFORE UPDATE OF note ON orders FOR EACH ROW WHEN (old.note = 'x') EXECUTE FUNCTION touch();
CREATE TRIGGER made BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();
"""

    def test_views_rules_policies_and_triggers_on_a_column_that_changes_its_type(self):
        new = self.file('new.sql', self.OLD.replace('varchar(10)', 'text'))
        script = self.expect(pgplumb('plan', '--from', self.file('old.sql', self.OLD), '--to', new, '--format', 'sql'), 0).out
        self.assertEqual(re.findall(r'^DROP (\w+)', script, re.M), ['MATERIALIZED', 'VIEW', 'POLICY', 'RULE', 'TRIGGER'])
        psql(self.url, self.OLD)
        psql(self.url, file=self.file('plan.sql', script))
        self.expect(pgplumb('drift', '-d', self.url, '--to', new), 0)
