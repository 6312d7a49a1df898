"""Changes whose plans are applied while something goes wrong, before and after each statement."""
import json
import os

from disturbed import PLANNED, Disturbed, execute, sampled
from support import SERVERS, pgplumb

ROOT = os.environ['FAULT_CASES']
# Each customer is visited once by the data step.
VISIT = 'UPDATE customers SET visits = visits + 1'


class Change:
    """The schemas in `folder`, planned with `options`; applied with the options `before` until there. `server` is a major."""

    def __init__(self, folder, server, *options, before=None):
        self.folder, self.options, self.before = os.path.join(ROOT, folder), options, before
        self.server = SERVERS[server]
        self.new = os.path.join(self.folder, 'new.sql')

    def text(self, name):
        with open(os.path.join(self.folder, name)) as file:
            return file.read()


# Servers before 18 know no NOT NULL that is not validated, and take foreign keys of partitioned tables apart.
CHANGES = {
    'everything': Change('everything', '18'),
    'keys': Change('keys', '14'),
    'rewrite': Change('rewrite', '17', '--rewrite-online'),
    'expand': Change('phases', '18', '--phase', 'expand'),
    'contract': Change('phases', '18', '--phase', 'contract', before=('--phase', 'expand')),
}


# What every row says, but for values that no two runs share.
ROWS = """SELECT pg_catalog.string_agg(pg_catalog.format('%%s: %%s', c.oid::pg_catalog.regclass, pg_catalog.query_to_xml(pg_catalog.format(
    'SELECT (pg_catalog.to_jsonb(t) - ARRAY[''token'', ''nr''])::text AS r FROM %%s t ORDER BY 1', c.oid::pg_catalog.regclass), false, false, '')),
    '' ORDER BY c.oid::pg_catalog.regclass::text)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'v') AND n.nspname = 'public'""".replace('%%', '%')


class ChangeCase(Disturbed):
    change = CHANGES['everything']
    server = property(lambda self: self.change.server)

    def setUp(self):
        super().setUp()
        self.template = self.database('template0')
        execute(self.template, self.change.text('old.sql'), self.change.text('rows.sql'))
        if self.change.before:
            words = ('apply', '-d', self.template, '--to', self.change.new, '--yes', *PLANNED, *self.change.before)
            self.expect(pgplumb(*words), 0)
            execute(self.template, 'DROP SCHEMA pgplumb CASCADE')
        self.plan = self.saved()
        self.wanted = self.undisturbed()

    def planning(self, url=None):
        return ('plan', '-d', url or self.template, '--to', self.change.new, *PLANNED, *self.change.options)

    def saved(self):
        """The plan, with a step of a person's in the middle."""
        path = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb(*self.planning(), '--format', 'json', '-o', path), 0)
        with open(path) as file:
            plan = json.load(file)
        middle = len(plan['steps']) // 2
        plan['steps'].insert(middle, {'data': True, 'sql': VISIT, 'summary': 'visit everybody', 'phase': plan['steps'][middle]['phase']})
        with open(path, 'w') as file:
            json.dump(plan, file)
        self.expect(pgplumb('plan', '--seal', path), 0)
        return path

    def rows(self, cursor):
        cursor.execute('SELECT DISTINCT visits FROM public.customers')
        self.assertEqual(cursor.fetchall(), [(1,)])
        cursor.execute(ROWS)
        return cursor.fetchone()[0]

    def at_each_statement(self, most, action, statuses, after=None, **variables):
        """(before the Nth statement, after it was sent), for so many of them."""
        faults = [f'send:{nth}:{when}:{action}' for when in ('before', 'after') for nth in sampled(range(1, self.calls('send', when) + 1), most)]
        self.at_each(faults, statuses, after, **variables)


def for_each_change(test, namespace):
    """A class like `test` for each change: unittest finds them by their names."""
    for name, change in CHANGES.items():
        title = test.__name__ + name.capitalize()
        namespace[title] = type(title, (test, ChangeCase), {'change': change, '__module__': test.__module__})
