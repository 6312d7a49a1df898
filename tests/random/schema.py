"""A random schema: the statements that make it, in an order in which they can run."""
import database
import internals
import keys
import own_types
import rarer_database
import rarer_routines
import rarer_types
import rarer_views
import relations
import rights
import routines
import sorts
import trees
from choices import Choices
from values import quoted

RATES = (0.01, 0.03, 0.1, 0.3, 1)  # the part of the choices that change
ROLES = ('pgp_random_a', 'pgp_random_b')
STEMS = ('item', 'order', 'part', 'ref', 'log')
COMMENTS = ('one', "it's", 'two\nlines -- not a comment', 'a \\ and "b"', 'ünï', '/* open')


class Schema:
    """What has been made so far. Statements that the server refuses are left out when the schema is loaded, so that
    no generator has to know all of PostgreSQL's rules."""

    def __init__(self, choices, version):
        self.choices, self.version, self.statements = choices, version, []
        self.schemas = ['public']
        self.types = {}  # family of a type of this schema -> spellings
        self.relations = {}  # name -> {column: family}, for views and functions
        self.tables = {}  # name -> Table
        self.functions = []  # (kind, signature)
        self.helpers = []  # functions of a number
        self.objects = []  # (kind, name) of all that has an owner, a comment or privileges

    def say(self, statement, kind=None, name=None):
        self.statements.append(statement + ';')
        if kind:
            self.objects.append((kind, name))

    def name(self, key, stem):
        """A name that never changes: mostly a plain one."""
        word = f'{stem}_{key.split()[-1]}'
        odd = {'plain': word, 'plain again': word, 'and again': word, 'mixed': f'"{stem.title()} {key.split()[-1]}"', 'hostile': f'"{word}""; --"'}
        return odd[self.choices.fixed(key + ' name', list(odd))]

    def qualified(self, key, stem):
        return f"{self.choices.fixed(key + ' schema', self.schemas)}.{self.name(key, stem)}"

    def several(self, kind, most, chance=0.85):
        """The keys of the objects of a kind that exist."""
        keys = [f'{kind} {number}' for number in range(self.choices.count(kind, most))]
        return [key for key in keys if self.choices.odds(key + ' exists', chance)]

    def comment(self, key, kind, name, chance=0.2):
        if self.choices.odds(key + ' commented', chance):
            self.say(f"COMMENT ON {kind} {name} IS {quoted(self.choices.pick(key + ' comment', COMMENTS))}")


SECTIONS = (database.defaults, database.extensions, own_types.generate, internals.generate, routines.helpers, relations.generate, routines.generate,
            database.generate)
# They take nothing from what the others make: what a seed has without them it has with them.
RARER = (keys.generate, sorts.generate, trees.generate, rarer_types.generate, rarer_routines.generate, rarer_views.generate, rarer_database.generate)


def generate(choices, version, rarer=False):
    schema = Schema(choices, version)
    for number in range(choices.count('schemas', 2)):
        name = ('app', '"Other One"')[number]
        schema.schemas.append(name)
        if choices.odds(f'schema {number} exists', 0.95):
            schema.say(f'CREATE SCHEMA {name}', 'SCHEMA', name)
    for section in (*SECTIONS, *(RARER if rarer else ()), rights.generate):
        section(schema)
    return schema.statements


def both(seed, version, unchanged=(), rarer=False):
    """The statements of the old and the new schema, and the keys that changed but for those that shall not."""
    choices = Choices(seed, Choices(seed).fixed('rate', RATES), unchanged)
    return generate(Choices(seed), version, rarer), generate(choices, version, rarer), choices.changed
