"""A cluster with Flux: the one of KUBECONFIG, or the one that PGPLUMB_CLUSTER_SCRIPTS (up.sh, down.sh) bring up for the tests and down again.

Of the cluster is asked: Flux' source and kustomize controllers, a registry at PGPLUMB_REGISTRY (127.0.0.1:15000) that pods and Flux can
reach, an image pause:e2e there, and that pods reach the test server (PGPLUMB_CLUSTER_DATABASE names it for them, else a relay)."""
import contextlib
import http.server
import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.parse
import uuid

from manifests import CLUSTER, CRDS, SOURCE, ManifestCase, need, tool, yaml
from support import pgplumb, psql

REGISTRY = os.environ.get('PGPLUMB_REGISTRY', '127.0.0.1:15000')
SERVER = os.environ.get('PGPLUMB_TEST_SERVER_17')
SCRIPTS = os.environ.get('PGPLUMB_CLUSTER_SCRIPTS', '')
GATEWAY = '10.244.0.1'  # how pods of that cluster see this machine
IP_FREEBIND = 15


def run(*command, stdin=None, check=True, timeout=120):
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, text=True, timeout=timeout)
    if check and done.returncode:
        raise AssertionError(f'{command}: {done.stdout}{done.stderr}')
    return done.stdout


def kubectl(*words, **settings):
    return run(tool('kubectl'), *words, **settings)


def get(*words):
    text = kubectl('get', *words, '-o', 'json', check=False)
    return json.loads(text) if text else None


def until(what, check, seconds=240):
    """Polls until check() is true, and gives what it said. The time is what a slow machine takes under load: nobody waits for it otherwise."""
    end, answer = time.monotonic() + seconds, None
    while time.monotonic() < end:
        answer = check()
        if answer:
            return answer
        time.sleep(0.5)
    raise AssertionError(f'timed out: {what}')


def processes_of(container):
    """Of a container on this machine."""
    found = []
    for process in filter(str.isdigit, os.listdir('/proc')):
        with contextlib.suppress(OSError), open(f'/proc/{process}/cgroup', encoding='utf-8') as groups:
            if container in groups.read():
                found.append(int(process))
    return found


def why_not():
    """What a cluster of our own lacks; "" for nothing."""
    if not SCRIPTS:
        return 'PGPLUMB_CLUSTER_SCRIPTS names no folder with up.sh and down.sh'
    if not all(os.path.exists(os.path.join(CLUSTER, 'bin', name)) for name in ('kube-apiserver', 'kustomize-controller', 'crane')):
        return f'its programs are not built ({SCRIPTS}/build.sh, half an hour, once)'
    if os.getuid():
        return 'only root can start a node'
    absent = [name for name in ('containerd', 'runc') if not shutil.which(name)]
    return f'{" and ".join(absent)} is not installed: no containers can be run' if absent else ''


def bring_up(ending):
    """The environment's cluster, or one of our own, which ends with `ending`."""
    if os.environ.get('KUBECONFIG'):
        return
    missing = why_not()
    if missing:
        raise unittest.SkipTest(f'there is no cluster: KUBECONFIG names none, and {missing}')
    os.environ['KUBECONFIG'] = os.path.join(CLUSTER, 'run/pki/admin.kubeconfig')
    if kubectl('get', '--raw', '/readyz', '--request-timeout=5s', check=False) == 'ok':
        return
    ending.callback(run, SCRIPTS + '/down.sh', timeout=300)
    if os.path.exists(os.path.join(CLUSTER, 'run')):  # what a run that was killed has left
        run(SCRIPTS + '/down.sh', timeout=300)
    run(SCRIPTS + '/up.sh', 2, timeout=300)


def add_kinds(ending):
    """Those of other operators that the cluster does not know."""
    known = kubectl('get', 'crd', '-o', 'name')
    with open(CRDS, encoding='utf-8') as crds:
        missing = [crd for crd in yaml.safe_load_all(crds) if crd['metadata']['name'] not in known]
    text = yaml.safe_dump_all(missing)
    if missing:
        ending.callback(kubectl, 'delete', '-f', '-', stdin=text)
        kubectl('create', '-f', '-', stdin=text)
        kubectl('wait', '--for=condition=established', '-f', '-', stdin=text)


def push_image(image, program, *others):
    """A program with the libraries it needs, as an image that runs it; no daemon is needed. The others need no more than it does."""
    crane = need('crane')
    root = tempfile.mkdtemp(prefix='pgplumb-image-')
    try:
        run(os.path.join(SOURCE, 'fluxcd/image/rootfs.sh'), program, root)
        for other in others:
            shutil.copy(shutil.which(other), os.path.join(root, 'usr/bin'))
        archive = root + '.tar'
        run('tar', '-C', root, '--owner=0', '--group=0', '-cf', archive, '.')
        run(crane, 'append', '--insecure', '-f', archive, '-t', image)
        run(crane, 'mutate', '--insecure', image, '--entrypoint', '/usr/bin/pgplumb', '-t', image)
        os.remove(archive)
    finally:
        shutil.rmtree(root)


def listen_for_pods(port=0):
    """A socket at the address that is there once a pod is."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_IP, IP_FREEBIND, 1)
    listener.bind((GATEWAY, port))
    listener.listen(64)
    return listener


class Pushgateway(http.server.ThreadingHTTPServer):
    """Keeps what is put to it: the path and the text."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_PUT(self):
            self.server.pushed[self.path] = self.rfile.read(int(self.headers['Content-Length'])).decode()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    def __init__(self):
        super().__init__((GATEWAY, 9091), self.Handler, bind_and_activate=False)
        self.socket.close()
        self.socket, self.pushed = listen_for_pods(9091), {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self):
        self.shutdown()
        self.server_close()


class Relay:
    """Lets pods reach a server that listens on the loopback interface."""

    def __init__(self, url):
        place = urllib.parse.urlsplit(url)
        self.target = place.hostname, place.port
        self.listener = listen_for_pods()
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def accept(self):
        while True:
            try:
                inside, _ = self.listener.accept()
            except OSError:
                return
            outside = socket.create_connection(self.target)
            for a, b in ((inside, outside), (outside, inside)):
                threading.Thread(target=self.pump, args=(a, b), daemon=True).start()

    @staticmethod
    def pump(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


@contextlib.contextmanager
def ready():
    """The cluster with pgplumb's image, for all the cases; SkipTest says what is missing."""
    with contextlib.ExitStack() as ending:
        if not SERVER:
            raise unittest.SkipTest('PGPLUMB_TEST_SERVER_17 names no server')
        bring_up(ending)
        for name in ('kubectl', 'crane'):
            need(name)
        add_kinds(ending)
        push_image(ClusterCase.image, os.environ['PGPLUMB_BIN'])
        push_image(ClusterCase.forwarder, shutil.which('sh'), 'sleep', 'tail')
        push_image(ClusterCase.curl, need('curl'), 'curl')
        ClusterCase.relay = ending.enter_context(contextlib.closing(Relay(SERVER)))
        api = kubectl('config', 'view', '--minify', '-o', 'jsonpath={.clusters[0].cluster.server}')
        if urllib.parse.urlsplit(api).hostname == '127.0.0.1':
            ClusterCase.api = ending.enter_context(contextlib.closing(Relay(api)))
        yield


class ClusterCase(ManifestCase):
    """An application "shop" in a namespace that enforces the restricted profile, with a database of its own."""
    image = f'{REGISTRY}/pgplumb:{uuid.uuid4().hex[:8]}'  # a node keeps images by their tags
    APP = '''apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  selector: {matchLabels: {app: shop}}
  progressDeadlineSeconds: 240
  template:
    metadata: {labels: {app: shop}}
    spec:
      automountServiceAccountToken: false
      securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: web
          image: REGISTRY/pause:e2e
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
'''

    forwarder = f'{REGISTRY}/forwarder:{uuid.uuid4().hex[:8]}'  # a shell, and what it needs to follow a log
    curl = f'{REGISTRY}/curl:{uuid.uuid4().hex[:8]}'
    relay = None
    api = None  # for pods; None: they reach the API server as they are

    def setUp(self):
        super().setUp()
        self.name = 'e2e-' + uuid.uuid4().hex[:8]
        self.url = SERVER.rsplit('/', 1)[0] + '/' + self.name
        psql(SERVER, f'create database "{self.name}"')
        self.addCleanup(psql, SERVER, f'drop database if exists "{self.name}" with (force)')
        kubectl('create', 'namespace', self.name)
        self.addCleanup(kubectl, 'delete', 'namespace', self.name, '--wait=false')
        kubectl('label', 'namespace', self.name, *(f'pod-security.kubernetes.io/{mode}=restricted' for mode in ('enforce', 'warn')))
        inside = os.environ.get('PGPLUMB_CLUSTER_DATABASE') or f'postgresql://postgres@{GATEWAY}:{self.relay.port}/postgres'
        self.inside = f'{inside.rsplit("/", 1)[0]}/{self.name}'
        self.secret('shop-migration')
        self.root = os.path.join(self.work, 'root')
        self.file('root/app/deployment.yaml', self.APP.replace('REGISTRY', REGISTRY))
        self.file('root/app/kustomization.yaml', 'resources: [deployment.yaml]\n')
        self.started = False

    def secret(self, name, key='DATABASE_URL'):
        kubectl('-n', self.name, 'create', 'secret', 'generic', name, f'--from-literal={key}={self.inside}')

    # -- what a team does

    def plan_for(self, sql, *words):
        path = os.path.join(self.work, 'plan.json')
        self.expect(pgplumb('plan', '-d', self.url, '--to', self.file('schema.sql', sql), '--format', 'json', '-o', path, *words), 0)
        return path

    def commit(self, plan, release, *words):
        """Emits, publishes, and lets Flux know; the first time Flux' objects are applied."""
        self.emit_flux(plan, release, *words)
        self.publish()

    def emit_flux(self, plan, release, *words):
        directory = os.path.join(self.root, 'deploy')
        shutil.rmtree(directory, ignore_errors=True)
        self.expect(pgplumb('emit', 'flux', plan, '-o', directory, '--name', 'shop', '--namespace', self.name, '--image', self.image, '--release', release,
                            '--source', 'oci', '--source-url', f'oci://{REGISTRY}/{self.name}', '--insecure', '--flux-namespace', self.name,
                            '--source-path', 'deploy', '--application-path', 'app', *words), 0)

    def let_it_reach_the_api(self):
        """The emitted Job's pod, in a cluster without service addresses."""
        path = os.path.join(self.root, 'deploy/migration/job.yaml')
        job = yaml.safe_load(open(path))
        pod = job['spec']['template']['spec']
        if self.api:
            pod['hostAliases'] = [{'ip': GATEWAY, 'hostnames': ['kubernetes.default.svc']}]
            pod['containers'][0]['env'] += [{'name': 'KUBERNETES_SERVICE_HOST', 'value': 'kubernetes.default.svc'},
                                            {'name': 'KUBERNETES_SERVICE_PORT', 'value': str(self.api.port)}]
        open(path, 'w').write(yaml.safe_dump(job))

    def publish(self):
        archive = os.path.join(self.work, 'artifact.tgz')
        run('sh', '-c', f'tar -C {self.root} --owner=0 --group=0 --mtime=@0 --sort=name -cf - . | gzip -n >{archive}')
        run(tool('crane'), 'append', '--insecure', '--oci-empty-base', '-f', archive, '-t', f'{REGISTRY}/{self.name}:latest')
        self.revision = run(tool('crane'), 'digest', '--insecure', f'{REGISTRY}/{self.name}:latest').strip()
        kubectl('apply', '-f', os.path.join(self.root, 'deploy/flux'))
        if self.started:
            self.poke('ocirepository/shop')
        self.started = True

    def poke(self, *objects):
        kubectl('-n', self.name, 'annotate', '--overwrite', *objects, f'reconcile.fluxcd.io/requestedAt={time.time()}')

    # -- what there is then

    def condition(self, kustomization, wanted):
        """Ready, for what was published last; its message, and "" for none."""
        found = get('-n', self.name, 'kustomization', kustomization)
        status = (found or {}).get('status', {})
        ready = next((c for c in status.get('conditions', []) if c['type'] == 'Ready'), {})
        seen = self.revision in status.get('lastAttemptedRevision', '') and ready.get('observedGeneration') == found['metadata']['generation']
        return ready.get('message', '') if seen and ready.get('status') == wanted else ''

    def until_ready(self, *names, seconds=360):
        """Each after the other, so that nobody waits for Flux' next look at its dependsOn (half a minute)."""
        for number, name in enumerate(names):
            if number:
                self.poke('kustomization/' + name)
            until(f'{name} is ready', lambda: self.condition(name, 'True'), seconds)

    def until_failed(self, name, seconds=360):
        return until(f'{name} has failed', lambda: self.condition(name, 'False') if 'ailed' in self.condition(name, 'False') else '', seconds)

    def job(self):
        """The migration's Job."""
        jobs = get('-n', self.name, 'jobs')['items']
        return next(job for job in jobs if '-migrate-' in job['metadata']['name'])

    def flux_condition(self, kustomization):
        """Ready, whatever it was published for."""
        conditions = get('-n', self.name, 'kustomization', kustomization)['status']['conditions']
        return next(condition for condition in conditions if condition['type'] == 'Ready')

    def events(self, kustomization):
        """What the program has posted about it."""
        of_it = f'involvedObject.kind=Kustomization,involvedObject.name={kustomization},source=pgplumb'
        return get('-n', self.name, 'events', '--field-selector', of_it)['items']

    def pods(self, selector):
        return get('-n', self.name, 'pods', '-l', selector)['items']

    def reasons(self, job=None):
        """What the pods of the Job, or of all of them, left as their last word; pods of one that was deleted may still be there."""
        return [state['terminated'].get('message', '').strip() for pod in self.pods('batch.kubernetes.io/job-name' + (f'={job}' if job else ''))
                for status in pod.get('status', {}).get('containerStatuses', []) for state in [status['state']] if 'terminated' in state]

    def runs(self):
        return int(psql(self.url, 'select count(*) from pgplumb.runs'))

    def columns(self, table='t', url=None):
        return psql(url or self.url, f"select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped")
