"""What apply tells Flux: an Event about its Kustomization, posted to an API server that is made up here."""
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from support import ServerCase, pgplumb, psql

TOKEN = 'header.payload.signature'
EVENTS, KUSTOMIZATION = '/api/v1/namespaces/flux-system/events', '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/shop-migration'
FORBIDDEN = {'kind': 'Status', 'message': 'events is forbidden: \x1b[31muser "x" cannot create resource'}


class API(http.server.ThreadingHTTPServer):
    """Answers what a test says, as path → (code, object), after so many seconds; keeps what it is asked."""
    daemon_threads = True

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
            self.server.asked.append((self.command, self.path, dict(self.headers), json.loads(body) if body else None))
            time.sleep(self.server.delay)
            code, text = self.server.answers[self.path]
            text = json.dumps(text).encode()
            try:
                self.send_response(code)
                self.send_header('Content-Length', str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            except OSError:  # nobody waits for it
                pass

        do_GET = do_POST = answer

        def log_message(self, *_):
            pass

    def __init__(self, certificate, key):
        super().__init__(('127.0.0.1', 0), self.Handler)
        inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        inside.load_cert_chain(certificate, key)
        self.socket = inside.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.asked, self.delay = [], 0
        self.answers = {EVENTS: (201, {}), KUSTOMIZATION: (200, {'metadata': {'name': 'shop-migration', 'uid': 'u-1'}})}
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def handle_error(self, *_):
        """A client that hangs up is what some tests are about."""

    def end(self):
        self.shutdown()
        self.server_close()


@unittest.skipUnless(shutil.which('openssl'), 'there is no openssl to make certificates with')
class Events(ServerCase):
    @classmethod
    def setUpClass(cls):
        """An authority, who it has signed for 127.0.0.1 alone, and another authority."""
        cls.certificates = tempfile.mkdtemp(prefix='pgplumb-cli-')
        cls.addClassCleanup(shutil.rmtree, cls.certificates)
        openssl = lambda *words: subprocess.run(['openssl', *words], cwd=cls.certificates, check=True, capture_output=True)
        new = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes')
        for name in ('ca', 'other'):
            openssl('req', '-x509', *new, '-keyout', name + '.key', '-out', name + '.crt', '-subj', '/CN=' + name, '-days', '2')
        with open(os.path.join(cls.certificates, 'names'), 'w') as names:
            names.write('subjectAltName=IP:127.0.0.1\n')
        openssl('req', *new, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=server')
        openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names', '-out', 'server.crt')

    def setUp(self):
        super().setUp()
        psql(self.url, 'create table t (a integer)', 'insert into t values (1)')
        self.account = os.path.join(self.work, 'account')
        self.file('account/token', TOKEN + '\n')
        self.trust('ca.crt')
        self.api = API(*(os.path.join(self.certificates, name) for name in ('server.crt', 'server.key')))
        self.addCleanup(self.api.end)
        self.port = self.api.server_address[1]

    def trust(self, authority):
        shutil.copy(os.path.join(self.certificates, authority), os.path.join(self.account, 'ca.crt'))

    def apply(self, sql, status, *patterns, host='127.0.0.1', port=None, env=None, words=()):
        place = {'KUBERNETES_SERVICE_HOST': host, 'KUBERNETES_SERVICE_PORT': str(port or self.port)}
        return self.expect(pgplumb('apply', '--to', self.file('to.sql', sql), '-d', self.url, '--yes', '--event', 'flux-system/shop-migration',
                                   '--event-account', self.account, *words, env={**place, **(env or {})}), status, *patterns)

    def posted(self):
        """The one Event."""
        events = [body for command, path, _, body in self.api.asked if (command, path) == ('POST', EVENTS)]
        self.assertEqual(len(events), 1, self.api.asked)
        return events[0]

    def test_a_failure(self):
        self.apply('create table t (a integer, b integer default (1 / 0));', 6, 'division by zero')
        event = self.posted()
        self.assertEqual((event['apiVersion'], event['kind'], event['type'], event['reason']), ('v1', 'Event', 'Warning', 'MigrationFailed'))
        self.assertEqual(event['metadata'], {'namespace': 'flux-system', 'generateName': 'shop-migration-'})
        self.assertEqual(event['involvedObject'], {'apiVersion': 'kustomize.toolkit.fluxcd.io/v1', 'kind': 'Kustomization', 'namespace': 'flux-system',
                                                   'name': 'shop-migration', 'uid': 'u-1'})
        self.assertIn('division by zero', event['message'])
        self.assertNotIn('\n', event['message'])
        self.assertEqual((event['source']['component'], event['count'], event['firstTimestamp']), ('pgplumb', 1, event['lastTimestamp']))
        self.assertRegex(event['lastTimestamp'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
        self.assertEqual({headers['Authorization'] for _, _, headers, _ in self.api.asked}, {'Bearer ' + TOKEN})

    def test_reasons(self):
        for sql, words, status, reason in (('create table t (a integer, b text);', (), 0, 'MigrationApplied'), ('create table t (b text);', (), 3, 'MigrationBlocked'),
                                           ('create table t (a integer;', (), 2, 'MigrationMisconfigured')):
            self.apply(sql, status, words=words)
            event = self.posted()
            self.assertEqual((event['reason'], event['type']), (reason, 'Warning' if status else 'Normal'))
            self.api.asked.clear()

    def test_a_stale_plan(self):
        plan = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb('plan', '-d', self.url, '--to', self.file('to.sql', 'create table t (a integer, b text);'), '--format', 'json', '-o', plan), 0)
        psql(self.url, 'alter table t add by_hand text')
        self.expect(pgplumb('apply', plan, '-d', self.url, '--yes', '--event', 'flux-system/shop-migration', '--event-account', self.account,
                            env={'KUBERNETES_SERVICE_HOST': '127.0.0.1', 'KUBERNETES_SERVICE_PORT': str(self.port)}), 4)
        self.assertEqual(self.posted()['reason'], 'PlanStale')
        self.assertIn('public.t', self.posted()['message'])

    def test_a_server_that_is_not_there(self):
        """The database's; and the reason holds no password."""
        self.apply('create table t (a integer);', 5, words=('-d', 'postgresql://u:hunter2@127.0.0.1:1/x'))
        self.assertEqual(self.posted()['reason'], 'MigrationInterrupted')
        self.assertNotIn('hunter2', json.dumps(self.posted()))

    def test_names_from_outside(self):
        """Are JSON's text in the Event, and what is too long is cut between two characters."""
        psql(self.url, 'create function "a"() returns integer language plpgsql as $$begin raise exception $x$"}\\ %$x$, repeat($y$ü$y$, 2000); end$$')
        self.apply('create function "a"() returns integer language plpgsql as $$begin raise exception $x$"}\\ %$x$, repeat($y$ü$y$, 2000); end$$;'
                   'create table t (a integer, b integer default ("a"()));', 6)
        message = self.posted()['message']
        self.assertIn('"}\\ ü', message)
        self.assertTrue(message.endswith('…'))
        self.assertLessEqual(len(message.encode()), 1024)
        self.assertGreater(len(message.encode()), 1020)

    def test_a_kustomization_that_may_not_be_read(self):
        self.api.answers[KUSTOMIZATION] = (403, FORBIDDEN)
        self.apply('create table t (a integer, b integer default (1 / 0));', 6)
        self.assertNotIn('uid', self.posted()['involvedObject'])

    # -- what goes wrong is said, and changes nothing

    def check_not_posted(self, *patterns, **how):
        start = time.monotonic()
        outcome = self.apply('create table t (a integer, b text);', 0, 'no Event about flux-system/shop-migration was posted: ', *patterns, **how)
        self.assertLess(time.monotonic() - start, 60)  # it waits for a few seconds; the rest is for machines that have other things to do
        self.assertNotIn(TOKEN, outcome.err)
        self.assertEqual(psql(self.url, "select count(*) from information_schema.columns where table_name = 't'"), '2')

    def test_refused(self):
        self.api.answers[EVENTS] = (403, FORBIDDEN)
        self.check_not_posted(r'https://127\.0\.0\.1:\d+ answered 403: events is forbidden:  \[31muser "x"')

    def test_an_answer_that_is_none(self):
        self.api.answers[EVENTS] = (500, 'x' * 100000)
        self.check_not_posted('answered 500$')

    def test_slow(self):
        self.api.delay = 120
        self.check_not_posted('no answer of .*: Timeout was reached')
        self.assertEqual([command for command, *_ in self.api.asked], ['GET'])

    def test_a_server_that_says_nothing(self):
        """Not even who it is."""
        with socket.create_server(('127.0.0.1', 0)) as silent:
            self.check_not_posted('no answer of', port=silent.getsockname()[1])

    def test_unreachable(self):
        self.check_not_posted("no answer of https://127.0.0.1:1: Couldn't connect to server", port=1)

    def test_another_authority(self):
        """Who cannot prove to be the API server does not get the token."""
        self.trust('other.crt')
        self.check_not_posted('certificate')
        self.assertEqual(self.api.asked, [])

    def test_another_name(self):
        self.check_not_posted('SSL|certificate|matches', host='localhost')
        self.assertEqual(self.api.asked, [])

    def test_no_proxy(self):
        """The token is for the API server alone."""
        self.apply('create table t (a integer, b text);', 0, env={'https_proxy': 'http://127.0.0.1:1', 'HTTPS_PROXY': 'http://127.0.0.1:1'})
        self.posted()

    def test_outside_of_a_pod(self):
        bad = 'create table t (a integer, b integer default (1 / 0));'
        for name, said in (('token', 'cannot read .*token'), ('ca.crt', 'no answer of .*')):
            os.remove(os.path.join(self.account, name))
            self.apply(bad, 6, 'was posted: ' + said)
            self.file('account/' + name, TOKEN)
        self.expect(pgplumb('apply', '--to', self.file('to.sql', bad), '-d', self.url, '--yes', '--event', 'flux-system/shop-migration'), 6, 'was posted: this is no pod')
        self.assertEqual(self.api.asked, [])

    def test_usage(self):
        for words, said in ((('--event', 'shop'), 'takes NAMESPACE/NAME'), (('--event', 'a/../b'), '--event'), (('--event', 'A/b'), '--event'),
                            (('--event-account', '/x'), '--event-account needs --event')):
            self.expect(pgplumb('apply', '--to', self.file('to.sql', ''), '-d', self.url, '--yes', *words), 2, said)
        self.assertEqual(self.api.asked, [])


if __name__ == '__main__':
    unittest.main()
