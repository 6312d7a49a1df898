"""An overlay over kustomize/, as a team writes it."""
import gzip
import json
import os

from manifests import SOURCE, yaml

ROOM = os.path.join(SOURCE, 'kustomize')
# A registry with a port, a tag with hyphens: what replacements split at.
VARIABLES = {'IMAGE': 'registry.example.com:5000/acme/shop-schema', 'IMAGE_TAG': '1.4.2-rc.1', 'NAMESPACE': 'shop'}
DEPLOYMENT = {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'metadata': {'name': 'web'}, 'spec': {'selector': {'matchLabels': {'a': 'b'}}, 'template': {
    'metadata': {'labels': {'a': 'b'}}, 'spec': {'containers': [{'name': 'web', 'image': 'web:1'}]}}}}


def write_overlay(case, name, plan, components, variables, deployment=None, room=ROOM):
    """Below the case's directory; the plan's digest. Kustomize follows relative paths only."""
    digest = json.load(open(plan))['digest']
    room = os.path.relpath(room, os.path.join(case.work, name))
    resources = {'variables.yaml': {
        'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': 'deployment-variables', 'annotations': {'config.kubernetes.io/local-config': 'true'}},
        'data': {**variables, 'PLAN': digest}}, **({'deployment.yaml': deployment} if deployment else {})}
    case.file(f'{name}/plan.json.gz', gzip.compress(open(plan, 'rb').read(), mtime=0))
    for path, document in resources.items():
        case.file(f'{name}/{path}', yaml.safe_dump(document))
    case.file(f'{name}/kustomization.yaml', yaml.safe_dump({
        'namespace': variables['NAMESPACE'], 'namePrefix': 'my-shop-', 'resources': [room + '/base', *resources],
        'configMapGenerator': [{'name': 'pgplumb-plan', 'files': ['plan.json.gz'], 'options': {'immutable': True}}],
        'components': [f'{room}/components/{component}' for component in components]}))
    return digest
