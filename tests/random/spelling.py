"""Two texts that servers print of one thing."""
import re

LITERAL = r"(?:'(?:[^']|'')*'::[a-z ]+|-?\d+(?:\.\d+)?)"
CAST_ARRAY = re.compile(rf'\(ARRAY\[({LITERAL}(?:, {LITERAL})*)\]\)(::[a-z ]+)\[\]')


def by_element(found):
    """ALTER TABLE … TYPE reads back what the server printed of constraints and indexes: the cast of an array of literals becomes theirs."""
    def cast(match):
        return f"ARRAY[{', '.join(f'({literal}){match.group(2)}' for literal in re.findall(LITERAL, match.group(1)))}]"
    return {key: CAST_ARRAY.sub(cast, text or '') for key, text in found.items()}


def loosely(found):
    """The server does not always read back what it prints: casts of an array move into its elements."""
    return {key: re.sub(r'::[\w" .]+(\([\d,]+\))?(\[\])*|[()]', '', text or '') for key, text in found.items()}
