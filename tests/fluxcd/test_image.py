"""The image's files: complete, small in what they are, and listed."""
import json
import os
import re
import subprocess

from manifests import SOURCE, ManifestCase

IMAGE = os.path.join(SOURCE, 'fluxcd/image')


class Image(ManifestCase):
    def setUp(self):
        super().setUp()
        self.root = os.path.join(self.work, 'root')
        subprocess.run([IMAGE + '/rootfs.sh', os.environ['PGPLUMB_BIN'], self.root], check=True)

    def test_it_runs_without_anything_else(self):
        if os.getuid():
            self.skipTest('only root can chroot')
        done = subprocess.run(['chroot', '--userspec=65532:65532', self.root, '/usr/bin/pgplumb', 'version'], capture_output=True, text=True)
        self.assertRegex(done.stdout, r'^pgplumb \d')
        self.assertFalse(os.path.exists(self.root + '/bin/sh'), 'there is no shell')

    def test_everything_is_in_the_list(self):
        if not os.path.exists('/var/lib/dpkg/status'):
            self.skipTest('not a Debian')
        make = lambda: subprocess.run([IMAGE + '/sbom.py', '1.2.3', self.root], capture_output=True, text=True, check=True).stdout
        text = make()
        self.assertEqual(text, make())
        document = json.loads(text)
        names = {package['name'] for package in document['packages']}
        self.assertLessEqual({'pgplumb', 'libpq5', 'libyaml-0-2', 'zlib1g', 'libcurl4'}, {re.sub(r'^(libc6|libcurl4).*', r'\1', name) for name in names})
        self.assertEqual(document['spdxVersion'], 'SPDX-2.3')
        self.assertEqual(len(document['relationships']), len(document['packages']))

    def test_the_dockerfile(self):
        """What a build cannot show: every last stage runs as nobody, with pgplumb as its entry point."""
        stages = open(os.path.join(SOURCE, 'fluxcd/image/Dockerfile')).read().split('\nFROM ')[2:]
        self.assertEqual(len(stages), 2)
        for stage in stages:
            self.assertIn('USER 65532:65532', stage)
            self.assertIn('ENTRYPOINT ["/usr/bin/pgplumb"]', stage)
