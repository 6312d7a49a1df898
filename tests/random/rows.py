"""Rows: put into tables before a change, and looked for after it."""
import re

import psycopg2

import facts

TABLES = f"""SELECT c.oid, c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND {facts.USER} ORDER BY c.oid"""
COLUMNS = """SELECT quote_ident(a.attname), a.attnum, format_type(a.atttypid, a.atttypmod), a.attgenerated <> '' OR a.attidentity = 'a', t.typcategory, t.oid
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
LABELS = 'SELECT enumlabel FROM pg_enum WHERE enumtypid = %s ORDER BY enumsortorder'
# Literals by category of type (pg_type.typcategory): some do for the usual checks.
VALUES = {'N': ('1', '3', '2'), 'S': ('a', 'abc', 'a@b'), 'B': ('true', 'true', 'false'), 'D': ('2020-01-01', '2021-02-03', '2022-01-01'), 'A': ('{a}', '{b,a}', '{}'),
          'R': ('[1,5)', '[2,4)', 'empty'), 'I': ('10.0.0.1', '10.1.0.0', '::1'), 'T': ('1 day', '2 hours', '1 mon'), 'V': ('101', '111', '011')}
OTHERS = {'uuid': '00000000-0000-0000-0000-00000000000{}', 'jsonb': '{{"a": {}, "b": [1]}}', 'json': '{{"a": {}, "b": [1]}}', 'bytea': '\\x0{}'}
# What rows can have against a plan: SQLSTATEs of data exceptions, integrity, and what ALTER TABLE says of them without one of their own.
REFUSALS = re.compile(r'invalid input|[Ss]yntax error (in|near)|out of range|violate|contains null|could not create (unique index|exclusion constraint)|cannot cast|duplicate key|is violated|malformed|'
                      r'too long|reached maximum value|does not match|no partition of relation|overlap|not-null|division by zero|must not be|bit string|is not a valid|Unexpected end of string|does not allow null')


def are_refused(failure):
    error = re.search(r'ERROR: .*', str(failure))
    return bool(error and REFUSALS.search(error.group(0)))


def value(cursor, category, type_, oid, number):
    if category == 'E':
        cursor.execute(LABELS, (oid,))
        labels = [row[0] for row in cursor.fetchall()]
        return labels[number % len(labels)] if labels else None
    if type_ in OTHERS:
        return OTHERS[type_].format(number)
    return VALUES[category][number] if category in VALUES else None


def fill(connection):
    """Three rows for every table that takes them; twice, since a table may come before one that it refers to."""
    cursor = connection.cursor()
    cursor.execute("SET search_path = ''")
    cursor.execute(TABLES)
    filled = set()
    for oid, table in cursor.fetchall() * 2:
        if oid in filled:
            continue
        cursor.execute(COLUMNS, (oid,))
        columns = [column for column in cursor.fetchall() if not column[3]]
        names = ', '.join(column[0] for column in columns)
        for number in range(3):
            values = [value(cursor, category, type_, type_oid, number) for _, _, type_, _, category, type_oid in columns]
            places = ', '.join(f'%s::{type_}' for _, _, type_, *_ in columns).replace('%', '%%').replace('%%s', '%s')
            try:
                cursor.execute(f'INSERT INTO {table} ({names}) VALUES ({places})' if columns else f'INSERT INTO {table} DEFAULT VALUES', values)
                filled.add(oid)
            except psycopg2.Error:
                pass


def empty(connection):
    """Not by way of partitioned tables: foreign partitions would be asked for."""
    cursor = connection.cursor()
    cursor.execute("SET search_path = ''")
    cursor.execute(TABLES.replace("('r', 'p')", "('r')"))
    tables = [table for _, table in cursor.fetchall()]
    if tables:
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def of(connection):
    """{table: (how many rows of its own, {column: (type, digest of its values)})}"""
    cursor = connection.cursor()
    cursor.execute("SET search_path = ''; SET row_security = off")
    cursor.execute(TABLES)
    found = {}
    for oid, table in cursor.fetchall():
        cursor.execute(COLUMNS, (oid,))
        columns = [column for column in cursor.fetchall() if not column[3]]
        digests = ', '.join(f"md5(string_agg({column[0]}::text, ' ' ORDER BY {column[0]}::text COLLATE \"C\"))" for column in columns)
        cursor.execute(f"SELECT count(*){', ' if digests else ''}{digests} FROM ONLY {table}")
        count, *values = cursor.fetchone()
        found[table] = oid, count, {(name, number, type_): value for (name, number, type_, *_), value in zip(columns, values)}
    return found


def check(before, after):
    from pair import Failure
    for table, (oid, count, columns) in before.items():
        if table not in after or after[table][0] != oid:
            continue
        _, now, values = after[table]
        if now != count:
            raise Failure(f'{table} has {now} rows, and had {count}')
        for column, digest in columns.items():
            if column in values and values[column] != digest:
                raise Failure(f'column {column[0]} of {table} has other values than before')
