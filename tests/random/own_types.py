"""Types of a schema's own, collations and sequences."""
from values import FAMILIES, about, family

LABELS = ('new', 'open', "won't", 'done', 'late', 'lost')


def enums(schema):
    c = schema.choices
    for key in schema.several('enum', 3):
        name = schema.qualified(key, 'state')
        labels = sorted(c.some(key + ' label', LABELS, 0.6), key=lambda label: c.fraction(key, label, c.odds(key + ' order', 0.2)))
        texts = ', '.join("'" + label.replace("'", "''") + "'" for label in labels)
        schema.say(f'CREATE TYPE {name} AS ENUM ({texts})', 'TYPE', name)
        schema.types[key] = [name]


def domains(schema):
    c = schema.choices
    for key in schema.several('domain', 3):
        name, base = schema.qualified(key, 'kind'), c.fixed(key + ' family', ('number', 'text', 'boolean', 'array'))
        facts = family(base)
        parts = [f'CREATE DOMAIN {name} AS {c.fixed(key + " type", facts["types"][:2] + schema.types.get(base, [])[:1])}']
        if c.odds(key + ' defaults', 0.4):
            parts.append('DEFAULT ' + c.pick(key + ' default', facts['defaults']))
        if c.odds(key + ' not null', 0.2):
            parts.append('NOT NULL')
        for number in range(2):
            if c.odds(f'{key} check {number}', 0.4):
                named = f'CONSTRAINT {key.replace(" ", "_")}_{number} ' if c.likely(f'{key} named {number}', 0.5) else ''
                parts.append(f'{named}CHECK ({about(c.pick(f"{key} test {number}", facts["checks"]), "VALUE")})')
        schema.say(' '.join(parts), 'DOMAIN', name)
        schema.types[key] = [name]
        schema.types.setdefault(base, []).append(name)


def composites(schema):
    c = schema.choices
    for key in schema.several('composite', 2):
        name = schema.qualified(key, 'pair')
        own = [spelling for spellings in schema.types.values() for spelling in spellings]
        attributes = [f'{a} {c.pick(f"{key} {a}", FAMILIES[c.fixed(key + a, ("number", "text", "json"))]["types"] + own)}'
                      for a in 'abcd' if c.odds(f'{key} {a} exists', 0.7)]
        schema.say(f'CREATE TYPE {name} AS ({", ".join(attributes)})', 'TYPE', name)
        schema.types[key] = [name]
        for a in 'ab':
            schema.comment(f'{key} {a}', 'COLUMN', f'{name}.{a}', 0.1)


def ranges(schema):
    c = schema.choices
    for key in schema.several('range', 1):
        name = schema.qualified(key, 'span')
        details = {'float8': ', subtype_diff = float8mi', 'text': ', collation = "C"', 'date': '', 'bigint': f', multirange_type_name = {name[:-1]}_m"'
                   if name.endswith('"') else f', multirange_type_name = {name}_m'}
        subtype = c.pick(key + ' subtype', sorted(details))
        schema.say(f'CREATE TYPE {name} AS RANGE (subtype = {subtype}{details[subtype]})', 'TYPE', name)
        schema.types[key] = [name]


def collations(schema):
    c = schema.choices
    for key in schema.several('collation', 1):
        name = schema.qualified(key, 'sorting')
        options = ("provider = icu, locale = 'und', deterministic = false", "provider = icu, locale = 'de'", "locale = 'C'",
                   "provider = icu, locale = 'sv-x-icu', deterministic = true")
        schema.say(f'CREATE COLLATION {name} ({c.pick(key, options)})', 'COLLATION', name)
        schema.collation = name


def sequences(schema):
    c = schema.choices
    for key in schema.several('sequence', 2):
        name, parts = schema.qualified(key, 'counter'), []
        for word, chance, options in (('AS', 0.4, ('integer', 'bigint')), ('INCREMENT BY', 0.4, ('2', '-1', '10')), ('MINVALUE', 0.3, ('-100', '0', '1')),
                                      ('MAXVALUE', 0.3, ('1000', '99999')), ('START WITH', 0.3, ('5', '100')), ('CACHE', 0.2, ('5', '20'))):
            if c.odds(f'{key} {word} given', chance):
                parts.append(f'{word} {c.pick(f"{key} {word}", options)}')
        if c.odds(key + ' cycle', 0.2):
            parts.append('CYCLE')
        schema.say(f'CREATE SEQUENCE {name} {" ".join(parts)}', 'SEQUENCE', name)
        schema.sequences.append(name)


def generate(schema):
    schema.collation, schema.sequences = None, []
    for section in (enums, domains, composites, ranges, collations, sequences):
        section(schema)
