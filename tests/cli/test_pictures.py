"""Plans as HTML, schemas as diagrams."""
import html.parser
import re
import shutil
import subprocess

from support import CLEAN, Case, pgplumb

OLD = '''
CREATE TABLE customers (id bigint PRIMARY KEY, name text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers, legacy_ref text);
'''
NEW = '''
CREATE TABLE customers (id bigint PRIMARY KEY, name text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers, note text);
CREATE TABLE "<script>alert(1)</script>" ("a""b'&" numeric(10,2), order_id bigint REFERENCES orders);
CREATE VIEW open_orders AS SELECT id, '</code><b>' AS x FROM orders;
'''


class Page(html.parser.HTMLParser):
    """Every element is closed where it should be; what the page is made of."""
    VOID = {'meta', 'rect', 'path', 'link', 'img', 'br'}

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.text, self.attributes = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attributes]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text.append(data)


class Html(Case):
    def page(self, old=OLD, new=NEW):
        outcome = pgplumb('plan', '--from', self.file('old.sql', old), '--to', self.file('new.sql', new), '--format', 'html')
        self.assertIn(outcome.status, (0, 3), outcome)
        return outcome.out

    def test_it_is_well_formed_and_needs_nothing_else(self):
        text = self.page()
        page = Page(text)
        self.assertEqual(page.open, [])
        self.assertFalse({'script', 'link', 'img', 'iframe'} & set(page.tags))
        self.assertFalse([a for a in page.attributes if a[1] in ('src', 'href') or a[1].startswith('on')])

    def test_names_from_outside_are_text(self):
        page = Page(self.page())
        self.assertNotIn('b', page.tags)
        shown = ''.join(page.text)
        self.assertIn('"<script>alert(1)</script>"', shown)
        self.assertIn("'</code><b>' AS x", shown)

    def test_steps_phases_and_picture(self):
        text = self.page()
        shown = re.sub(r'<[^>]*>', '', text)
        for expected in ('Expand: before the rollout', 'Contract: after', 'ALTER TABLE public.orders DROP COLUMN legacy_ref;',
                         '- column legacy_ref', '+ column note', '--allow column:orders.legacy_ref'):
            self.assertIn(expected, shown)
        self.assertIn('<svg role="img" aria-labelledby="picture"', text)

    def test_nothing_to_do(self):
        page = self.page(OLD, OLD)
        self.assertIn('</code> says.', page)
        self.assertNotIn('<svg', page)

    def test_a_browser_shows_it(self):
        browser = shutil.which('chromium') or shutil.which('google-chrome')
        if not browser:
            self.skipTest('no browser')
        path = self.file('plan.html', self.page())
        done = subprocess.run([browser, '--headless', '--no-sandbox', '--disable-gpu', f'--user-data-dir={self.work}/profile',
                               '--dump-dom', 'file://' + path], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.stdout.count('<details'), self.page().count('<details'))


class Diagrams(Case):
    def diagram(self, form):
        return self.expect(pgplumb('inspect', self.file('new.sql', NEW), '--format', form), 0).out

    def test_mermaid(self):
        text = self.diagram('mermaid')
        self.assertTrue(text.startswith('erDiagram\n'))
        self.assertIn('"public.customers" ||--o{ "public.orders" : "orders_customer_id_fkey"', text)
        self.assertIn('numeric(10_2) a_b__', text)
        for line in text.splitlines()[1:]:
            self.assertRegex(line, r'^    ("[^"]*" \{|\}|    [A-Za-z_][\w\[\]()-]* [A-Za-z_][\w\[\]()-]*( (PK|FK|PK, FK))?( "not null")?'
                                   r'|"[^"]*" [|o]{2}--o\{ "[^"]*" : "[^"]*")$')

    def test_graphviz(self):
        text = self.diagram('dot')
        self.assertIn('"public.orders" -> "public.customers" [tooltip="orders_customer_id_fkey"];', text)
        if shutil.which('dot'):
            done = subprocess.run(['dot', '-Tsvg'], input=text, capture_output=True, text=True, env=CLEAN)
            self.assertEqual((done.returncode, done.stderr), (0, ''))
