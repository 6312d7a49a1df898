#!/usr/bin/env python3
"""sbom.py VERSION DIRECTORY: an SPDX 2.3 document of the Debian packages whose files are in the directory. No clock in it."""
import hashlib
import json
import os
import subprocess
import sys

# Files that packages write when they are set up: dpkg does not know them.
GENERATED = {'/etc/ssl/certs/ca-certificates.crt': 'ca-certificates'}
EPOCH = '1970-01-01T00:00:00Z'


def owners(root):
    """The packages that the files were copied from: by their real paths, since /lib is a link."""
    found = set()
    for parent, _, names in os.walk(root):
        for name in names:
            path = '/' + os.path.relpath(os.path.join(parent, name), root)
            found.update({GENERATED[path]} if path in GENERATED else ())
            for candidate in {path, os.path.realpath(path)}:
                done = subprocess.run(['dpkg-query', '-S', candidate], capture_output=True, text=True)
                lines = [line for line in done.stdout.splitlines() if not line.startswith('diversion ')]
                found.update(line.split(': ')[0].split(',')[0] for line in lines)
    return sorted(found)


def package(name):
    fields = subprocess.run(['dpkg-query', '-W', '-f', '${Package}\t${Version}\t${Architecture}', name], capture_output=True, text=True, check=True).stdout
    title, version, architecture = fields.split('\t')
    return {'SPDXID': f'SPDXRef-{title.replace("+", "-")}', 'name': title, 'versionInfo': version, 'supplier': 'Organization: Debian',
            'downloadLocation': 'NOASSERTION', 'filesAnalyzed': False, 'licenseConcluded': 'NOASSERTION', 'licenseDeclared': 'NOASSERTION',
            'externalRefs': [{'referenceCategory': 'PACKAGE-MANAGER', 'referenceType': 'purl', 'referenceLocator': f'pkg:deb/debian/{title}@{version}?arch={architecture}'}]}


def main():
    version, root = sys.argv[1:]
    own = {'SPDXID': 'SPDXRef-pgplumb', 'name': 'pgplumb', 'versionInfo': version, 'downloadLocation': 'NOASSERTION', 'filesAnalyzed': False,
           'licenseConcluded': 'Apache-2.0', 'licenseDeclared': 'Apache-2.0'}
    packages = [own] + [package(name) for name in owners(root)]
    digest = hashlib.sha256(json.dumps(packages, sort_keys=True).encode()).hexdigest()
    document = {'spdxVersion': 'SPDX-2.3', 'dataLicense': 'CC0-1.0', 'SPDXID': 'SPDXRef-DOCUMENT', 'name': 'pgplumb image',
                'documentNamespace': f'urn:pgplumb:sbom:{digest}', 'creationInfo': {'created': EPOCH, 'creators': [f'Tool: pgplumb-{version}']},
                'packages': packages,
                'relationships': [{'spdxElementId': 'SPDXRef-DOCUMENT', 'relationshipType': 'DESCRIBES', 'relatedSpdxElement': 'SPDXRef-pgplumb'}] + [
                    {'spdxElementId': 'SPDXRef-pgplumb', 'relationshipType': 'DYNAMIC_LINK', 'relatedSpdxElement': entry['SPDXID']} for entry in packages[1:]]}
    json.dump(document, sys.stdout, indent=2)
    print()


if __name__ == '__main__':
    main()
