"""The HTML report through axe-core in a browser: light and dark, narrow and wide. axe-core comes from the package registry as test data."""
import base64
import glob
import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest

from support import Case, pgplumb

AXE = 'axe-core@4.14.1'
OLD = '''
CREATE TABLE customers (id bigint PRIMARY KEY, name varchar(80));
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, legacy_ref text, total numeric(10,2));
CREATE VIEW open_orders AS SELECT id, customer_id FROM orders;
CREATE FUNCTION spent(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 1';
'''
NEW = '''
CREATE TABLE customers (id bigint PRIMARY KEY, name varchar(200));
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, note text, total numeric(12,2) CHECK (total >= 0));
CREATE INDEX ON orders (customer_id);
CREATE VIEW open_orders AS SELECT id, customer_id, total FROM orders;
CREATE FUNCTION spent(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT $1';
'''
SCRIPT = '''<script src="axe.min.js"></script><script>
axe.run(document).then(result => {
  const text = JSON.stringify({passes: result.passes.length, overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth, violations: result.violations.map(
    v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html + " " + n.failureSummary).join(" "))});
  document.body.textContent = "RESULT" + btoa(unescape(encodeURIComponent(text))) + "END";
});
</script>'''


class Accessibility(Case):
    @classmethod
    def setUpClass(cls):
        cls.browser = shutil.which('chromium') or shutil.which('google-chrome')
        if not cls.browser or not shutil.which('npm'):
            raise unittest.SkipTest('no browser, or no npm to fetch axe-core')
        cls.axe = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.axe, ignore_errors=True)
        done = subprocess.run(['npm', 'pack', '--silent', AXE], cwd=cls.axe, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise unittest.SkipTest(f'{AXE} cannot be fetched: {done.stderr[-200:]}')
        subprocess.run(['tar', '-xzf', *glob.glob(cls.axe + '/*.tgz'), '-C', cls.axe, 'package/axe.min.js'], check=True)

    def page(self):
        """With everything unfolded, and axe in it."""
        sources = [self.file('old.sql', OLD), self.file('new.sql', NEW)]
        queries = self.file('queries.sql', 'SELECT legacy_ref FROM orders WHERE id = 1;')
        text = pgplumb('plan', '--from', sources[0], '--to', sources[1], '--queries', queries, '--format', 'html').out
        for expected in ('still used by 1 statement', 'Between', '<span class="add">+', 'blocked until allowed'):
            self.assertIn(expected, text)
        text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', '', text).replace('<details class', '<details open class')
        shutil.copy(os.path.join(self.axe, 'package/axe.min.js'), self.work)
        return self.file('page.html', text.replace('</body>', SCRIPT + '</body>'))

    def run_axe(self, page, width, dark):
        """Windows have a least width: the page is narrower by itself."""
        with open(page) as file:
            page = self.file(f'{width}.html', file.read().replace('<html', f'<html style="width:{width}px"', 1))
        words = [self.browser, '--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', f'--user-data-dir={self.work}/profile',
                 f'--window-size={width + 20},2000', '--virtual-time-budget=20000', '--dump-dom', 'file://' + page]
        if dark:
            words.insert(1, '--blink-settings=preferredColorScheme=0')
        done = subprocess.run(words, capture_output=True, text=True, timeout=120)
        found = re.search('RESULT([A-Za-z0-9+/=]*)END', done.stdout)
        self.assertTrue(found, done.stdout[-500:] + done.stderr[-500:])
        return json.loads(base64.b64decode(found[1]))

    def test_nothing_stands_in_the_way(self):
        page = self.page()
        for width in (480, 1200):
            for dark in (False, True):
                with self.subTest(width=width, dark=dark):
                    result = self.run_axe(page, width, dark)
                    self.assertEqual(result['violations'], [])
                    self.assertGreater(result['passes'], 15)
                    self.assertEqual(result['overflow'], 0, 'the page scrolls sideways')

    def test_the_check_finds_something(self):
        page = self.page()
        text = open(page).read().replace('lang="en"', '').replace('--dim:#5b636b', '--dim:#c0c4c8')
        with open(page, 'w') as out:
            out.write(text)
        found = ' '.join(self.run_axe(page, 1200, False)['violations'])
        for rule in ('html-has-lang', 'color-contrast'):
            self.assertIn(rule, found)
