"""Plans to emit, and the tools that judge what was emitted."""
import base64
import gzip
import json
import os
import shutil
import subprocess
import unittest

from support import Case, pgplumb

try:
    import yaml
except ImportError:
    yaml = None

SOURCE = os.environ['PGPLUMB_SOURCE']
CLUSTER = os.environ.get('PGPLUMB_CLUSTER', '')
CHECKERS = os.environ.get('PGPLUMB_CHECKERS', '')
CRDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'crds.yaml')
SETTINGS = ('--name', 'shop', '--namespace', 'shop', '--image', 'registry.example.com:5000/acme/shop-schema:1.4.2')


def tool(name):
    """A program on PATH, among those of the test cluster or of PGPLUMB_CHECKERS; None: there is none."""
    return next(filter(None, (shutil.which(path) for path in (name, os.path.join(CLUSTER, 'bin', name), os.path.join(CHECKERS, 'bin', name)))), None)


def need(name):
    path = tool(name)
    if not path:
        raise unittest.SkipTest(f'there is no {name} here')
    return path


def run(*command, stdin=None):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, input=stdin, timeout=120)
    if done.returncode:
        raise AssertionError(f'{command}: {done.stdout}{done.stderr}')
    return done.stdout


def closed(schema):
    """The JSON Schema of a CRD, which takes no other fields than those it names."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(part) for name, part in schema.items()}
    return {'additionalProperties': False, **made} if isinstance(schema.get('properties'), dict) and schema.get('type') == 'object' else made


def write_schemas(directory):
    """Of crds.yaml, as kubeconform looks for them."""
    os.makedirs(directory, exist_ok=True)
    for crd in yaml.safe_load_all(open(CRDS, encoding='utf-8')):
        for version in crd['spec']['versions']:
            name = f"{crd['spec']['names']['kind']}-{crd['spec']['group'].split('.')[0]}-{version['name']}.json".lower()
            with open(os.path.join(directory, name), 'w', encoding='utf-8') as out:
                json.dump(closed(version['schema']['openAPIV3Schema']), out)


@unittest.skipUnless(yaml, 'python3-yaml is not installed')
class ManifestCase(Case):
    def plan(self, old='', new='', *words, name='plan.json'):
        """A saved plan between two schemas; the path."""
        path = os.path.join(self.work, name)
        sources = [self.file(f'{side}-{name}.sql', text) for side, text in (('old', old), ('new', new))]
        self.expect(pgplumb('plan', '--from', sources[0], '--to', sources[1], '--format', 'json', '-o', path, *words), 0)
        return path

    def simple_plan(self):
        return self.plan('create table t (a integer);', 'create table t (a integer, b text);')

    def both_phases(self):
        return self.plan('create table t (a integer, gone text);', 'create table t (a integer, b text);', '--allow', 'column:t.gone')

    def emit(self, target, plan, *words, settings=SETTINGS, out='out'):
        """What was written: path → text."""
        directory = os.path.join(self.work, out)
        shutil.rmtree(directory, ignore_errors=True)
        self.expect(pgplumb('emit', target, plan, '-o', directory, *settings, *words), 0)
        files = [os.path.join(parent, name) for parent, _, names in os.walk(directory) for name in names]
        self.directory = directory
        return {os.path.relpath(path, directory): open(path, encoding='utf-8').read() for path in files}

    def documents(self, text):
        return [document for document in yaml.safe_load_all(text) if document]

    def document(self, text):
        documents = self.documents(text)
        self.assertEqual(len(documents), 1)
        return documents[0]

    def build(self, directory):
        """What kustomize makes of a directory: the documents by kind."""
        text = run(need('kubectl'), 'kustomize', os.path.join(self.work, directory))
        built = {}
        for document in self.documents(text):
            built.setdefault(document['kind'], []).append(document)
        return built

    def packed_plan(self, maps):
        """The plan in ConfigMaps, as the projected volume shows it."""
        parts = {}
        for config in maps:
            parts.update(config['binaryData'])
        return gzip.decompress(b''.join(base64.b64decode(parts[name]) for name in sorted(parts)))

    def check_schemas(self, *paths):
        """kubeconform, with Kubernetes' and Flux' own schemas and what crds.yaml says about other operators' kinds."""
        schemas = os.path.join(CLUSTER, 'schemas')
        if not os.path.isdir(schemas):
            raise unittest.SkipTest('there are no schemas for kubeconform here')
        operators = os.path.join(self.work, 'operators')
        write_schemas(operators)
        locations = [word for directory in (schemas, operators) for word in ('-schema-location', directory + '/{{.ResourceKind}}{{.KindSuffix}}.json')]
        out = run(need('kubeconform'), '-strict', '-output', 'json', '-summary', '-skip', 'Component', *locations, *paths)
        summary = json.loads(out)['summary']
        self.assertEqual((summary['invalid'], summary['errors']), (0, 0), out)
        return summary['valid']
