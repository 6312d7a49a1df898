"""Rows of tables that can only be made again."""
from support import SERVERS, ServerCase, pgplumb, psql

EVENTS = """CREATE TYPE kind AS ENUM ('made', 'sold', 'lost');
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TABLE events (id bigint GENERATED ALWAYS AS IDENTITY, day date NOT NULL, number serial, how kind, {column} twice int GENERATED ALWAYS AS (2) STORED,
    PRIMARY KEY (id, day)){key};
{partitions}CREATE INDEX ON events (day);
CREATE TRIGGER refuse BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse();
ALTER TABLE events {trigger} TRIGGER refuse;
CREATE TABLE notes (id bigint, day date, FOREIGN KEY (id, day) REFERENCES events);
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM events;
"""
MONTHS = """CREATE TABLE january PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE TABLE later PARTITION OF events DEFAULT;
"""
ROWS = """INSERT INTO events (day, how) SELECT date '2024-01-31' + n, 'sold' FROM generate_series(0, 2) n;
INSERT INTO notes SELECT id, day FROM events;
REFRESH MATERIALIZED VIEW counted;
"""
SEEN = 'SELECT count(*), sum(id), min(day), max(number), min(how::text) FROM events'


def events(key='', partitions='', trigger='ENABLE', column='what text,'):
    return EVENTS.format(key=key, partitions=partitions, trigger=trigger, column=column)


PLAIN, BY_DAY = events(), events(' PARTITION BY RANGE (day)', MONTHS)
BY_ID = events(' PARTITION BY HASH (id)', 'CREATE TABLE january PARTITION OF events FOR VALUES WITH (MODULUS 1, REMAINDER 0);\n')


class Rows(ServerCase):
    server = SERVERS['18'] or SERVERS['17']  # identity columns of partitioned tables

    def start(self, old):
        database = self.database()
        psql(database, file=self.file('old.sql', old.replace('ENABLE TRIGGER', 'DISABLE TRIGGER')))
        psql(database, ROWS, 'ALTER TABLE events ENABLE TRIGGER refuse')
        return database

    def change(self, database, new, *words, status=0):
        return self.expect(pgplumb('apply', '--database', database, '--to', self.file('new.sql', new), '--yes', *words), status)

    def test_a_table_is_partitioned_and_back(self):
        database = self.start(PLAIN)
        seen = psql(database, SEEN)
        for new in (BY_DAY, BY_ID, PLAIN):
            self.change(database, new)
            self.assertEqual(psql(database, SEEN, 'SELECT n FROM counted', 'SELECT count(*) FROM notes'), f'{seen}\n3\n3')
            self.assertEqual(psql(database, 'ALTER TABLE events DISABLE TRIGGER refuse',
                                  "INSERT INTO events (day) VALUES ('2024-01-01') RETURNING id, number",
                                  'DELETE FROM events WHERE id > 3', 'ALTER TABLE events ENABLE TRIGGER refuse')[:1], '4')
            psql(database, 'SELECT setval(pg_get_serial_sequence($$events$$, $$id$$), 3)')

    def test_a_type_that_goes_meanwhile(self):
        database = self.start(PLAIN)
        self.change(database, BY_DAY.replace("'made', 'sold', 'lost'", "'sold', 'made'"), '--allow-destructive')
        self.assertRegex(psql(database, SEEN), 'sold$')

    def test_a_row_that_fits_nowhere(self):
        database = self.start(PLAIN)
        seen = psql(database, SEEN)
        outcome = self.change(database, BY_DAY.replace(MONTHS, MONTHS.splitlines()[0] + '\n'), status=6)
        self.assertRegex(outcome.err, 'no partition of relation "events" found for row')
        self.assertEqual(psql(database, SEEN), seen)

    def test_partitions_that_stay_keep_their_rows(self):
        database = self.start(BY_DAY)
        psql(database, 'DELETE FROM notes')
        self.change(database, PLAIN + 'CREATE TABLE january (LIKE events INCLUDING GENERATED INCLUDING DEFAULTS INCLUDING INDEXES);\n', '--allow-destructive')
        self.assertEqual(psql(database, 'SELECT (SELECT count(*) FROM january), (SELECT count(*) FROM events)'), '1|2')

    def test_columns_that_go_are_said(self):
        outcome = self.expect(pgplumb('plan', '--from', self.file('old.sql', PLAIN), '--to', self.file('new.sql', events(' PARTITION BY RANGE (day)', MONTHS, column=''))), 3)
        self.assertRegex(outcome.out, r'DESTROYS.*data of public\.events: what')

    def test_large_tables_are_not_written_without_leave(self):
        database = self.start(PLAIN)
        words = ('plan', '--from', database, '--to', self.file('new.sql', BY_DAY), '--online-above', '0')
        self.assertRegex(self.expect(pgplumb(*words), 3).out, '--allow table-rewrite')
        self.expect(pgplumb(*words, '--allow', 'table-rewrite:events'), 0)

    def test_hashes_of_labels(self):
        """Labels of an enum that is made anew have other hashes."""
        old = "CREATE TYPE kind AS ENUM ('a', 'b', 'c', 'd'); CREATE TABLE t (k kind) PARTITION BY HASH (k);\n" + ''.join(
            f'CREATE TABLE t{n} PARTITION OF t FOR VALUES WITH (MODULUS 4, REMAINDER {n});\n' for n in range(4))
        database = self.database(*old.split('\n'), "INSERT INTO t VALUES ('a'), ('b'), ('c')")
        self.change(database, old.replace(", 'd'", ''), '--allow-destructive')
        self.assertEqual(psql(database, "SELECT string_agg(k::text, ' ' ORDER BY k) FROM t", "SELECT count(*) FROM t WHERE k = 'b'"), 'a b c\n1')

    def test_a_materialized_view_that_another_reads(self):
        database = self.database('CREATE MATERIALIZED VIEW one AS SELECT 1 AS a WITH NO DATA')
        self.change(database, 'CREATE MATERIALIZED VIEW one AS SELECT 2 AS b; CREATE MATERIALIZED VIEW two AS SELECT b FROM one;', '--allow-destructive')
        self.assertEqual(psql(database, 'SELECT b FROM two'), '2')
