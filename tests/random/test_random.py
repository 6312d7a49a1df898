"""Shrinking, and what the generator makes. Needs no server.

usage: python3 test_random.py
"""
import collections
import pathlib
import re
import subprocess
import sys
import time
import unittest

from schema import both
from shrink import shrink
from spelling import by_element

SEEDS = 200
MORE = re.compile(r'(?<=^CREATE )(OR REPLACE |UNIQUE |UNLOGGED |TRUSTED |CONSTRAINT |DEFAULT )+')
MADE = re.compile(r'CREATE ([A-Z ]+?)(?= (?!IF\b)[^A-Z ]| ON | FOR |\s+\()')
KINDS = {'SCHEMA', 'EXTENSION', 'TYPE', 'DOMAIN', 'COLLATION', 'SEQUENCE', 'TABLE', 'FOREIGN TABLE', 'VIEW', 'MATERIALIZED VIEW', 'INDEX', 'STATISTICS', 'FUNCTION', 'PROCEDURE',
         'AGGREGATE', 'OPERATOR', 'OPERATOR FAMILY', 'OPERATOR CLASS', 'CAST', 'CONVERSION', 'TRIGGER', 'EVENT TRIGGER', 'RULE', 'POLICY', 'PUBLICATION', 'SUBSCRIPTION', 'SERVER',
         'USER MAPPING', 'FOREIGN DATA WRAPPER', 'LANGUAGE', 'TRANSFORM', 'ACCESS METHOD', 'TEXT SEARCH PARSER', 'TEXT SEARCH TEMPLATE', 'TEXT SEARCH DICTIONARY',
         'TEXT SEARCH CONFIGURATION', 'COMMENT', 'GRANT', 'OWNER', 'DEFAULT PRIVILEGES', 'PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY', 'CHECK', 'EXCLUDE', 'PARTITION', 'INHERITS',
         'IDENTITY', 'GENERATED'}
SAID = {'COMMENT': r'^COMMENT ON', 'GRANT': r'^GRANT', 'OWNER': r'OWNER TO', 'DEFAULT PRIVILEGES': r'^ALTER DEFAULT PRIVILEGES', 'PRIMARY KEY': r'ADD .*PRIMARY KEY',
        'UNIQUE': r'ADD .*UNIQUE', 'FOREIGN KEY': r'ADD .*FOREIGN KEY', 'CHECK': r'CHECK \(', 'EXCLUDE': r'EXCLUDE USING', 'PARTITION': r'PARTITION (?:OF|BY)|ATTACH PARTITION',
        'INHERITS': r'INHERITS \(', 'IDENTITY': r'AS IDENTITY', 'GENERATED': r'STORED'}


def by_kind(statements):
    """{kind: {what it is said about: the statement}}"""
    found = collections.defaultdict(dict)
    for statement in statements:
        plain = MORE.sub('', statement)
        made = MADE.match(plain)
        kinds = [made.group(1)] if made else []
        kinds += [kind for kind, pattern in SAID.items() if re.search(pattern, statement)]
        for kind in kinds:
            words = 3 + kind.count(' ') if made and kind == made.group(1) else 4
            found[kind][' '.join(re.split(r'[\s(;]+', plain)[:words])] = statement
    return found


class Generator(unittest.TestCase):
    def test_every_kind_comes_changes_and_goes(self):
        seen = {what: set() for what in ('added', 'changed', 'dropped')}
        for seed in range(1, SEEDS + 1):
            old, new, _ = both(seed, 18)
            before, after = by_kind(old), by_kind(new)
            for kind in KINDS:
                a, b = before[kind], after[kind]
                changes = {'added': set(b) - set(a), 'dropped': set(a) - set(b), 'changed': {name for name in set(a) & set(b) if a[name] != b[name]}}
                for what, names in changes.items():
                    seen[what] |= {kind} if names else set()
        seen['changed'] |= {'SCHEMA', 'OPERATOR FAMILY'}  # nothing in CREATE changes
        for what, kinds in seen.items():
            self.assertEqual(sorted(KINDS - kinds), [], f'never {what}')

    def test_what_is_rare_comes_on_top(self):
        for seed in range(1, 20):
            for plain, more in zip(both(seed, 18)[:2], both(seed, 18, rarer=True)[:2]):
                left = iter(more)
                self.assertTrue(all(statement in left for statement in plain), seed)
                self.assertGreater(len(more), len(plain))

    def test_a_seed_makes_the_same_again(self):
        """In another process, too."""
        program = 'from schema import both; print([both(seed, 17)[:2] for seed in range(1, 60)])'
        made = {subprocess.run([sys.executable, '-c', program], cwd=pathlib.Path(__file__).parent, check=True, capture_output=True).stdout for _ in range(3)}
        self.assertEqual(len(made), 1)

    def test_what_does_not_change_stays(self):
        old, new, changed = both(8, 17)
        more = changed
        while more:  # what comes back may have changes of its own
            _, new, more = both(8, 17, changed)
            changed = changed | more
        self.assertEqual(new, old)


class Spelling(unittest.TestCase):
    def test_casts_of_arrays_are_those_of_their_elements(self):
        whole = "CHECK (((b)::text = ANY ((ARRAY['a'::character varying, 'it''s, '::character varying])::text[])))"
        each = "CHECK (((b)::text = ANY (ARRAY[('a'::character varying)::text, ('it''s, '::character varying)::text])))"
        self.assertEqual(by_element({1: whole}), {1: each})
        self.assertEqual(by_element({1: "(ARRAY[4, -1.5])::numeric[]"}), {1: 'ARRAY[(4)::numeric, (-1.5)::numeric]'})
        self.assertEqual(by_element({1: each}), {1: each})
        self.assertNotEqual(by_element({1: whole.replace('::text[]', '::name[]')}), {1: each})


class Shrinking(unittest.TestCase):
    def test_finds_the_statements_that_matter(self):
        seed = next(seed for seed in range(1, 100) if self.views(both(seed, 17)[0]) and len(both(seed, 17)[2]) > 20)
        wanted = self.views(both(seed, 17)[0])[0]
        old, new = shrink(lambda unchanged: both(seed, 17, unchanged), lambda old, new: wanted in old, time.monotonic() + 60)
        self.assertEqual((old, [s for s in new if s != wanted]), ([wanted], []))

    def test_keeps_the_change_that_matters(self):
        seed = next(seed for seed in range(1, 100) if len(both(seed, 17)[2]) > 20 and set(both(seed, 17)[1]) - set(both(seed, 17)[0]))
        old, new, _ = both(seed, 17)
        wanted = sorted(set(new) - set(old))[0]
        old, new = shrink(lambda unchanged: both(seed, 17, unchanged), lambda old, new: wanted in new and wanted not in old, time.monotonic() + 60)
        self.assertEqual((old, new), ([], [wanted]))

    @staticmethod
    def views(statements):
        return [s for s in statements if s.startswith('CREATE VIEW')]


if __name__ == '__main__':
    unittest.main()
