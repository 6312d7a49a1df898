"""JSON against the schemas of its formats."""
import os
import re


def schema_file(name):
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'schemas', name)


def check(schema, value, root, where='$'):
    """The few words of JSON Schema that our schemas use."""
    while '$ref' in schema:
        schema = {**root['$defs'][schema['$ref'].rsplit('/', 1)[1]], **{k: v for k, v in schema.items() if k != '$ref'}}
    types = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'integer': int, 'number': (int, float), 'null': type(None)}
    wanted = schema.get('type', [])
    wanted = wanted if isinstance(wanted, list) else [wanted]
    assert not wanted or any(isinstance(value, types[t]) and (t == 'boolean') == isinstance(value, bool) for t in wanted), f'{where}: {value!r}'
    assert 'const' not in schema or value == schema['const'], where
    assert 'enum' not in schema or value in schema['enum'], f'{where}: {value!r}'
    assert 'pattern' not in schema or value is None or re.search(schema['pattern'], value), f'{where}: {value!r}'
    if isinstance(value, dict):
        assert set(schema.get('required', ())) <= set(value), f'{where}: {sorted(value)}'
        for key, item in value.items():
            below = schema.get('properties', {}).get(key, schema.get('additionalProperties', {}))
            assert below is not False, f'{where}.{key}'
            check(below, item, root, f'{where}.{key}')
    for i, item in enumerate(value if isinstance(value, list) else ()):
        check(schema.get('items', {}), item, root, f'{where}[{i}]')
