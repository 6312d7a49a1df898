"""One pair of schemas, judged by a server as the differential tests are.

The file of the old schema must read as the loaded database and survive inspect. The plan from one to the other, both ways, must make the
database that the other file makes, leave nothing to plan, make no table or column again that both have, and lose no row.
The way there is planned in one of MANNERS, the way back plainly.
"""
import contextlib
import pathlib
import re
import sys
import tempfile

import psycopg2

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'differential'))

import facts
import rows
import run as differential
from spelling import by_element, loosely

Failure = differential.Failure
# How the way there is planned: from the live database, for tables in use, from file to file. Files know no server: their plans are for
# the newest.
MANNERS = ('live', 'online', 'file')
NEWEST = 18


def manner_of(seed, version):
    manner = MANNERS[seed // 5 % len(MANNERS)]
    return 'live' if manner == 'file' and version < NEWEST else manner


ONLINE = ('--online-above', '0', '--rewrite-online')
# What a table cannot change without being made again: how it is partitioned and by what, the order of a typed table's columns.
IDENTITIES = """SELECT c.oid::regclass::text, c.oid, NULL, concat(c.relkind, CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
      CASE WHEN c.relkind = 'p' OR c.reloftype <> 0 THEN (SELECT string_agg(concat(a.attname, a.atttypid::regtype,
        (SELECT string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = a.atttypid)), ',' ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND {user}
    UNION ALL SELECT concat(c.oid::regclass, '.', a.attname), c.oid, a.attnum, c.relkind::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND a.attnum > 0 AND a.attgenerated = '' AND NOT a.attisdropped AND {user}"""


def load(connection, statements):
    """Those of the statements that the server takes."""
    taken, cursor = [], connection.cursor()
    for statement in statements:
        try:
            cursor.execute(statement)
            taken.append(statement)
        except psycopg2.Error:
            pass
    return taken


def identities(connection):
    """Tables and columns that hold data, with what cannot change without making them again."""
    cursor = connection.cursor()
    cursor.execute("SET search_path = ''")
    cursor.execute(IDENTITIES.format(user=facts.USER))
    return {name: ((table, column), nature) for name, table, column, nature in cursor.fetchall()}


def check_survival(before, after, by_columns):
    """A column is another one where its table has to be; `by_columns`: or where a second one takes its place."""
    renewed = {name for name, (_, nature) in before.items() if name in after and after[name][1] != nature}
    for name, (identity, nature) in before.items():
        known = name in renewed or name.startswith(tuple(f'{t}.' for t in renewed))
        if name in after and after[name][0] != identity and not known and not (by_columns and identity[1]):
            raise Failure(f'{name} was made again')


def plan(source, file, expect, manner='live'):
    return differential.pgplumb('plan', '--from', source, '--to', file, '--format', 'sql', '--exit-code', '--allow-destructive',
                                '--manage', 'all', *(ONLINE if manner == 'online' else ()), expect=expect)


def taken(server, statements, number):
    """Those of the statements that the server takes, loaded nowhere."""
    name = f'random_taken_{number}'
    server.make(name)
    try:
        with differential.connected(server.database(name)) as connection:
            return load(connection, statements)
    finally:
        server.drop(name)


class Pair:
    """`statements` of both sides; `manner` of the way there; `number` keeps concurrent pairs apart. Each database has one connection, which
    knows the catalogs by and by."""

    def __init__(self, server, statements, manner='live', number='0'):
        self.server, self.statements, self.manner = server, statements, manner
        self.names = [f'random_{side}_{number}' for side in ('old', 'new', 'copy')]
        self.kept = contextlib.ExitStack()

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='pgplumb_')
        self.work = pathlib.Path(self.folder.name)
        self.files = [self.work / 'old.sql', self.work / 'new.sql']
        # A file that is silent on owners and rights leaves them to the database, of which another file knows nothing.
        said = re.compile(r'\bOWNER TO\b|^GRANT |^REVOKE |^ALTER DEFAULT ' if self.manner == 'file' else r'^$')
        self.connections, self.on_extensions = [], []
        for name, file, statements in zip(self.names, self.files, ([s for s in side if not said.search(s)] for side in self.statements)):
            self.server.make(name)
            self.connections.append(self.kept.enter_context(differential.connected(self.server.database(name))))
            loaded = load(self.connections[-1], statements)
            self.on_extensions.append({statement for statement in loaded if statement.startswith('COMMENT ON EXTENSION ')})
            file.write_text('\n'.join(loaded) + '\n')
        self.facts = [facts.facts(connection) for connection in self.connections]
        return self

    def __exit__(self, *_):
        self.kept.close()
        self.server.drop(*self.names)
        self.folder.cleanup()

    def differences(self, side, wanted, what):
        found = list(facts.differences(by_element(facts.facts(self.connections[side])), by_element(wanted)))
        if found:
            raise Failure(f'{what}:\n    ' + '\n    '.join(found[:10]))

    def round_trip(self):
        live, file = self.server.database(self.names[0]), self.files[0]
        plan(live, file, 0)
        inspected = self.work / 'inspected.sql'
        inspected.write_text(differential.pgplumb('inspect', live))
        self.server.make(self.names[2])
        self.server.load(self.names[2], inspected)
        found = list(facts.differences(loosely(self.server.facts(self.names[2])), loosely(self.facts[0])))
        if found:
            raise Failure('what inspect printed makes another database:\n    ' + '\n    '.join(found[:10]))
        plan(live, inspected, 0)

    def run_plan(self, side, source, file, manner):
        """Where the rows are what stops it, without them. A plan from file to file may be empty though the files differ in spelling."""
        name, script = self.names[side], self.work / f'{side}_plan.sql'
        for emptied in (False, True):
            script.write_text(plan(source, file, 1, manner))
            try:
                self.server.load(name, script)
                return script.read_text(), emptied
            except Failure as failure:
                if emptied or not rows.are_refused(failure):
                    raise
            rows.empty(self.connections[side])
            source, manner = self.server.database(name), 'live'
        raise AssertionError

    def is_there(self, side):
        """The schema of the other side. Facts have no comments on extensions: CREATE EXTENSION brings one, and a file that is silent leaves it."""
        same = not any(facts.differences(self.facts[side], self.facts[1 - side]))
        return same and self.on_extensions[1 - side] <= self.on_extensions[side]

    def change(self, side, manner):
        """From the schema of this side to the other."""
        file, wanted, connection = self.files[1 - side], self.facts[1 - side], self.connections[side]
        live = self.server.database(self.names[side])
        if self.is_there(side):
            plan(live, file, 0)
            return
        rows.fill(connection)
        filled = rows.of(connection)
        before = identities(connection)
        script, emptied = self.run_plan(side, self.files[side] if manner == 'file' else live, file, manner)
        self.differences(side, wanted, f'after the plan\n{script}')
        plan(live, file, 0)
        check_survival(before, identities(connection), manner == 'online')
        if not emptied:
            rows.check(filled, rows.of(connection))


STAGES = {'round trip': Pair.round_trip, 'change': lambda pair: pair.change(0, pair.manner), 'change back': lambda pair: pair.change(1, 'live')}


def judge(server, statements, manner='live', number='0', stages=tuple(STAGES)):
    """None, or the stage that failed and why."""
    stage = 'loading'
    try:
        with Pair(server, statements, manner, number) as pair:
            for stage in stages:
                STAGES[stage](pair)
    except Failure as failure:
        return stage, str(failure)
    return None


def signature(verdict):
    """What failed, without names: to tell one failure from another."""
    stage, text = verdict
    error = re.search(r'ERROR: .*', text)
    if error:
        return stage, re.sub(r'"[^ ]*|\S*[_.]\S*|\d+', '…', error.group(0))
    difference = re.search(r'^    (\w+(?: \w+)*) \S+\n', text, re.M)
    return stage, re.sub(r'/\S*|\S*[_".]\S*|\d+', '…', text.split('\n')[0]) + (': ' + difference.group(1) if difference else '')
