"""A failure made small: fewer changes, then fewer statements, as long as the same thing fails."""
import time


def fewer(items, fails, deadline):
    """A small part of the items that still fails (delta debugging)."""
    items, size = list(items), max(1, len(items) // 2)
    while items and time.monotonic() < deadline:
        start, before = 0, len(items)
        while start < len(items) and time.monotonic() < deadline:
            rest = items[:start] + items[start + size:]
            if fails(rest):
                items = rest
            else:
                start += size
        if size == 1 and len(items) == before:
            break
        size = max(1, size // 2)
    return items


def shrink(pair, fails, deadline):
    """`pair(unchanged)` makes both sides and says which keys changed; `fails(old, new)`: the failure is still there."""
    old, new, changed = pair(())
    kept = fewer(sorted(changed), lambda keys: fails(*pair(changed - set(keys))[:2]), deadline)
    old, new, _ = pair(changed - set(kept))

    def within(some):
        return [s for s in old if s in some], [s for s in new if s in some]

    return within(set(fewer(dict.fromkeys(old + new), lambda some: fails(*within(set(some))), deadline)))
