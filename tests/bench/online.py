"""How long readers and writers of large tables wait while pgplumb applies typical changes to them, beside plain DDL.

usage: online.py [--rows N] [--major NN] [--workers N] [--only WORD] [--limit SECONDS]
Two databases get the same changes one after the other, one online and one as plain DDL (--online-above 1000TB), while workers
read, insert, update and delete, and a transaction elsewhere keeps a snapshot open, two seconds at a time. What counts is the
longest that any statement took from the start of a change to its end. --limit fails when an online change is over it.
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

import psycopg2

SCHEMA = """
CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE elsewhere (id int);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, number bigint, status varchar(20), note varchar(40), total numeric(10,2),
    created timestamptz NOT NULL DEFAULT now(), obsolete text);
CREATE TABLE events (at date NOT NULL, id bigint NOT NULL, customer_id int, kind text) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2024-07-01') TO ('2025-01-01');
CREATE TABLE events_0 (at date NOT NULL, id bigint NOT NULL, customer_id int, kind text);
"""

ROWS = """
INSERT INTO customers SELECT i, 'customer ' || i FROM generate_series(1, 1000) i;
INSERT INTO orders SELECT i, 1 + i %% 1000, i, 'open', 'note ' || i, i %% 5000, now(), 'x' FROM generate_series(1, %(rows)s) i;
INSERT INTO events SELECT date '2024-01-01' + i %% 366, i, 1 + i %% 1000, 'seen' FROM generate_series(1, %(rows)s) i
    WHERE i %% 366 < 366;
INSERT INTO events_0 SELECT date '2023-01-01' + i %% 300, -i, 1 + i %% 1000, 'seen' FROM generate_series(1, %(rows)s / 2) i;
VACUUM ANALYZE;
"""

# What is said after the changes before it.
CHANGES = [
    ('index', 'CREATE INDEX orders_customer ON orders (customer_id)'),
    ('unique index', 'CREATE UNIQUE INDEX orders_once ON orders (number, id)'),
    ('partial index', "CREATE INDEX orders_open ON orders (created) WHERE note > 'note 5'"),
    ('changed index', 'DROP INDEX orders_customer; CREATE INDEX orders_customer ON orders (customer_id, created)'),
    ('dropped index', 'DROP INDEX orders_once'),
    ('unique constraint', 'ALTER TABLE orders ADD CONSTRAINT orders_number UNIQUE (number)'),
    ('changed primary key', 'ALTER TABLE orders DROP CONSTRAINT orders_pkey; ALTER TABLE orders ADD PRIMARY KEY (id) INCLUDE (status)'),
    ('not null', 'ALTER TABLE orders ALTER COLUMN status SET NOT NULL'),
    ('check', 'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0)'),
    ('foreign key', 'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers'),
    ('column', 'ALTER TABLE orders ADD COLUMN plain text'),
    ('column, constant default', "ALTER TABLE orders ADD COLUMN constant text NOT NULL DEFAULT 'none'"),
    ('column, random default', 'ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()'),
    ('column, serial', 'ALTER TABLE orders ADD COLUMN nr bigserial'),
    ('column, identity', 'ALTER TABLE orders ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY'),
    ('column with check', "ALTER TABLE orders ADD COLUMN grade text DEFAULT 'a' CHECK (grade <> '')"),
    ('column, unique', 'ALTER TABLE orders ADD COLUMN tag text UNIQUE'),
    ('column with reference', 'ALTER TABLE orders ADD COLUMN payer_id int DEFAULT 1 REFERENCES customers'),
    ('wider type, check', "ALTER TABLE orders ADD CONSTRAINT noted CHECK (note <> ''); ALTER TABLE orders ALTER COLUMN note TYPE varchar(80)"),
    ('dropped column', 'ALTER TABLE orders DROP COLUMN obsolete'),
    ('index, partitioned', 'CREATE INDEX events_customer ON events (customer_id)'),
    ('key, partitioned', 'ALTER TABLE events ADD PRIMARY KEY (id, at)'),
    ('foreign key, partitioned', 'ALTER TABLE events ADD FOREIGN KEY (customer_id) REFERENCES customers'),
    ('attached partition', "ALTER TABLE events ATTACH PARTITION events_0 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01')"),
    ('new partition', "CREATE TABLE events_3 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"),
    ('detached partition', 'ALTER TABLE events DETACH PARTITION events_1'),
]

STATEMENTS = [
    'SELECT customer_id, total FROM orders WHERE id = %(id)s',
    'UPDATE orders SET total = total + 1 WHERE id = %(id)s',
    "INSERT INTO orders (id, customer_id, number, status, note, total) VALUES (%(new)s, %(customer)s, %(new)s, 'new', 'n', 1)",
    'DELETE FROM orders WHERE id = %(new)s - 1000',
    "SELECT count(*) FROM events WHERE at = '2024-09-09' AND id = %(id)s",
    "INSERT INTO events VALUES ('2024-09-09', %(new)s, %(customer)s, 'new')",
]


class Traffic:
    """Workers that run statements one after the other and note how long the slowest took."""

    def __init__(self, url, rows, workers):
        self.url, self.rows = url, rows
        self.longest, self.done, self.errors = 0.0, 0, []
        self.running, self.lock = True, threading.Lock()
        self.begun = [0.0] * workers
        self.threads = [threading.Thread(target=self.work, args=(i,)) for i in range(workers)] + [threading.Thread(target=self.hold)]
        for thread in self.threads:
            thread.start()

    def connect(self):
        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        return connection

    def run(self, cursor, number, sql, values):
        self.begun[number] = time.monotonic()
        try:
            cursor.execute(sql, values)
        except psycopg2.Error as error:
            self.errors.append(str(error).strip())
        took = time.monotonic() - self.begun[number]
        with self.lock:
            self.longest, self.done = max(self.longest, took), self.done + 1
        time.sleep(0.002)

    def work(self, number):
        cursor, turn, dice = self.connect().cursor(), 0, random.Random(number)
        while self.running:
            turn += 1
            values = {'id': dice.randint(1, self.rows), 'customer': dice.randint(1, 1000), 'new': self.rows * (10 + number) + turn}
            self.run(cursor, number, STATEMENTS[turn % len(STATEMENTS)], values)

    def hold(self):
        """The transaction elsewhere."""
        cursor = self.connect().cursor()
        while self.running:
            cursor.execute('BEGIN ISOLATION LEVEL REPEATABLE READ')
            cursor.execute('SELECT FROM elsewhere')
            time.sleep(2)
            cursor.execute('COMMIT')

    def measure(self, action):
        """The longest statement and the seconds of the action: also those that it leaves waiting."""
        with self.lock:
            self.longest = 0.0
        start = time.monotonic()
        action()
        end = time.monotonic()
        while any(begun <= end for begun in self.begun) and self.running:
            time.sleep(0.01)
        return self.longest, end - start

    def stop(self):
        self.running = False
        for thread in self.threads:
            thread.join()


class Database:
    def __init__(self, server, name, above, rows, workers):
        self.name, self.above = name, above
        self.server, self.url = server, server.rsplit('/', 1)[0] + '/' + name
        self.psql(server, f'DROP DATABASE IF EXISTS {name} WITH (FORCE)', f'CREATE DATABASE {name} TEMPLATE template0')
        self.psql(self.url, *(s for s in (SCHEMA + ROWS % {'rows': rows}).split(';') if s.strip()))
        self.traffic = Traffic(self.url, rows, workers)

    @staticmethod
    def psql(url, *statements):
        commands = [word for statement in statements for word in ('-c', statement)]
        subprocess.run(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url, *commands], check=True, stderr=subprocess.DEVNULL)

    def apply(self, file):
        done = subprocess.run([os.environ['PGPLUMB_BIN'], 'apply', '--database', self.url, '--to', file, '--yes', '--allow-destructive',
                               '--online-above', self.above], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f'apply to {self.name}: exit {done.returncode}\n{done.stderr[-3000:]}')

    def drop(self):
        self.traffic.stop()
        self.psql(self.server, f'DROP DATABASE {self.name} WITH (FORCE)')


def run_changes(databases, file, only):
    text, worst = SCHEMA, 0.0
    print(f'{"":26} {"online: longest wait":>20} {"took":>9}   {"plain: longest wait":>20} {"took":>9}')
    for title, change in CHANGES:
        if only and only not in title:
            continue
        text += change + ';\n'
        file.write_text(text)
        cells = []
        for database in databases:
            wait, took = database.traffic.measure(lambda: database.apply(file))
            cells.append(f'{wait * 1000:17.0f} ms {took:7.1f} s')
            worst = max(worst, wait) if database is databases[0] else worst
        print(f'{title:26} {"   ".join(cells)}', flush=True)
    return worst


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--rows', type=int, default=1000000)
    parser.add_argument('--major', default='17')
    parser.add_argument('--workers', type=int, default=4)
    parser.add_argument('--only', help='changes with this word')
    parser.add_argument('--limit', type=float, help='seconds')
    arguments = parser.parse_args()
    server = os.environ[f'PGPLUMB_TEST_SERVER_{arguments.major}']
    databases = []
    try:
        for name, above in (('online', '0'), ('plain', '1000TB')):
            databases.append(Database(server, f'bench_{name}_{os.getpid()}', above, arguments.rows, arguments.workers))
        with tempfile.TemporaryDirectory() as folder:
            worst = run_changes(databases, pathlib.Path(folder) / 'schema.sql', arguments.only)
        errors = databases[0].traffic.errors
    finally:
        for database in databases:
            database.drop()
    print(f'longest wait online: {worst * 1000:.0f} ms; errors of the traffic: {len(errors)}')
    for error in errors[:5]:
        print(f'    {error}')
    return 1 if errors or (arguments.limit and worst > arguments.limit) else 0


if __name__ == '__main__':
    sys.exit(main())
