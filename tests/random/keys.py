"""Constraints of several columns and of expressions, those that take an index over, and indexes of every method."""
from values import about, family

METHODS = {  # method -> (family of its column, what is indexed, settings)
    'gin': ('json', ('{c} jsonb_path_ops', '{c}'), ('fastupdate = off', 'gin_pending_list_limit = 128')),
    'gin of texts': ('text', ("to_tsvector('simple', {c})", 'string_to_array({c}, chr(32))'), ('fastupdate = off',)),
    'gist': ('span', ('{c}', '{c} range_ops'), ('buffering = off', 'fillfactor = 60')),
    'gist of texts': ('text', ("to_tsvector('simple', {c}) tsvector_ops (siglen = 64)", "to_tsvector('simple', {c})"), ('buffering = on',)),
    'spgist': ('text', ('{c}', '{c} text_ops', 'lower({c})'), ('fillfactor = 75',)),
    'brin': ('number', ('{c}', '{c}, ({c} * 2)'), ('pages_per_range = 16', 'autosummarize = on')),
    'hash': ('time', ('{c}',), ('fillfactor = 66',)),
    'btree': ('number', ('{c}, ({c} + 1) DESC', '(-{c}) NULLS FIRST', 'coalesce({c}, 0), {c} DESC'), ('fillfactor = 55', 'deduplicate_items = off')),
}


def pair_of(table, what):
    """Two columns that can be a key."""
    names = table.of_family('number', 'text', 'time', 'uuid')
    return [table.c.fixed(f'{table.key} {what} {n}', names[n::2]) for n in range(2)] if len(names) > 1 else None


def wide_reference(table, what):
    """A key of two columns that the table's own, or another's, refer to."""
    pair = pair_of(table, what)
    if not pair:
        return
    first, second = pair
    deferred = table.pick(what + ' deferred', ('', '', ' DEFERRABLE'))
    table.alter(f'ADD CONSTRAINT {table.word()}_pair UNIQUE ({first}, {second}){deferred}')
    actions = ['', ' ON DELETE CASCADE', ' MATCH FULL', ' ON DELETE SET NULL ON UPDATE CASCADE', ' DEFERRABLE INITIALLY DEFERRED', ' NOT VALID']
    if table.schema.version >= 15:
        actions += [f' ON DELETE SET NULL ({first})', f' ON DELETE SET DEFAULT ({second})']
    name = table.pick(what + ' name', ('', f'CONSTRAINT {table.word()}_self '))
    table.alter(f"ADD {name}FOREIGN KEY ({first}, {second}) REFERENCES {table.name} ({first}, {second}){table.pick(what + ' actions', actions)}")


def exclusion(table, what):
    number, text = (table.c.fixed(f'{table.key} {what} {of}', table.of_family(of)) for of in ('number', 'text'))
    elements = []
    if number:
        elements += [f'btree ({number} WITH =)', f'gist (int8range({number}::bigint, NULL) WITH &&)', f'hash ({number} WITH =)', f'btree (({number} + 1) DESC WITH =)']
    if text:
        elements += [f'btree (lower({text}) WITH =)', f'btree ({text} COLLATE "C" text_pattern_ops WITH =)', f'hash ({text} WITH =)']
    element = table.pick(what + ' element', elements)
    if element:
        more = table.pick(what + ' more', ('', '', ' WITH (fillfactor = 80)', f' WHERE ({number or text} IS NOT NULL)'))
        deferred = table.pick(what + ' deferred', ('', '', ' DEFERRABLE', ' DEFERRABLE INITIALLY DEFERRED'))
        table.alter(f"ADD {table.pick(what + ' name', ('', f'CONSTRAINT {table.word()}_apart '))}EXCLUDE USING {element}{more}{deferred}")


def wide_check(table, what):
    pair = table.pick(what + ' columns', [(a, b) for a in table.columns for b in table.columns if a < b])
    if pair:
        tests = [about(table.pick(f'{what} {column}', family(table.columns[column])['checks']), column) for column in pair]
        end = table.pick(what + ' end', ('', '', ' NOT VALID', ' NO INHERIT'))
        table.alter(f"ADD {table.pick(what + ' name', ('', f'CONSTRAINT {table.word()}_both '))}CHECK ({tests[0]} {table.pick(what + ' word', ('OR', 'AND'))} {tests[1]}){end}")


def taken_over(table, what):
    """A constraint that takes an index over, and its name or not."""
    pair = pair_of(table, what)
    if pair:
        index = f'{table.word()}_was_index'
        table.schema.say(f"CREATE UNIQUE INDEX {index} ON {table.name} ({', '.join(pair)}){table.pick(what + ' includes', ('', '', f' INCLUDE ({list(table.columns)[0]})'))}")
        end = table.pick(what + ' end', ('', ' DEFERRABLE', ' INITIALLY DEFERRED'))
        table.alter(f"ADD CONSTRAINT {table.pick(what + ' name', (index, f'{table.word()}_took'))} UNIQUE USING INDEX {index}{end}")


CONSTRAINTS = {'reference': wide_reference, 'exclusion': exclusion, 'exclusion again': exclusion, 'check': wide_check, 'taken': taken_over}


def index(table, what):
    method = table.pick(what + ' method', list(METHODS))
    of, keys, options = METHODS[method]
    column = table.c.fixed(f'{table.key} {what} {of}', table.of_family(of))
    if not column:
        return
    name = f"{table.word()}_{what.replace(' ', '_')}"
    nulls = ' NULLS NOT DISTINCT' if table.odds(what + ' nulls', 0.3) else ''
    unique = 'UNIQUE ' if method == 'btree' and table.odds(what + ' unique', 0.3) else ''
    keyed = about(table.pick(what + ' keys', keys), column)
    settings = f" WITH ({table.pick(what + ' setting', options)})" if table.odds(what + ' set', 0.4) else ''
    table.schema.say(f"CREATE {unique}INDEX {name} ON {table.name} USING {method.split()[0]} ({keyed}){nulls if unique else ''}{settings}")
    table.schema.comment(f'{table.key} {what}', 'INDEX', table.beside(name))
    if '(' in keyed and table.odds(what + ' measured', 0.4):
        place = 1 + ('), (' in keyed or ', (' in keyed)
        table.schema.say(f"ALTER INDEX {table.beside(name)} ALTER COLUMN {place} SET STATISTICS {table.pick(what + ' statistics', ('100', '1000'))}")


def generate(schema):
    """On the tables that there are."""
    c = schema.choices
    for table in schema.tables.values():
        if not table.columns or table.kind != 'TABLE':
            continue
        for what in schema.several(f'{table.key} further', 1, 0.7):
            CONSTRAINTS[c.fixed(what + ' sort', sorted(CONSTRAINTS))](table, 'further')
        for what in schema.several(f'{table.key} access', 1, 0.8):
            index(table, 'access')
