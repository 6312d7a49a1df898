"""Reproducible choices that can be changed one by one.

Every choice has a key, and what comes out depends on the seed, the key and the key's revision alone: 0 in the old schema, 1 in the
new one for those keys that change. So one generator makes both schemas, a change is a set of keys, and a failure shrinks by taking
keys out of it.
"""
import hashlib


class Choices:
    def __init__(self, seed, rate=0.0, unchanged=()):
        """rate: the part of the keys that change; unchanged: keys that do not, whatever the rate says."""
        self.seed, self.rate, self.unchanged, self.changed = seed, rate, frozenset(unchanged), set()

    def fraction(self, *words):
        text = '\0'.join(map(str, (self.seed, *words)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), 'big') / 2 ** 48

    def revision(self, key):
        if key in self.unchanged or self.fraction('changes', key) >= self.rate:
            return 0
        self.changed.add(key)
        return 1

    def best(self, options, *words):
        """An option, and the same one when others come or go."""
        return max(options, key=lambda option: self.fraction(*words, option), default=None)

    def pick(self, key, options):
        return self.best(options, key, self.revision(key))

    def fixed(self, key, options):
        return self.best(options, key)

    def odds(self, key, chance):
        return self.fraction(key, self.revision(key)) < chance

    def likely(self, key, chance):
        """Like odds(), and never changes."""
        return self.fraction(key) < chance

    def some(self, key, options, chance):
        return [option for option in options if self.odds(f'{key} {option}', chance)]

    def count(self, key, most):
        return int(self.fraction(key) * (most + 1))
