"""Servers that misbehave: one that is too old, a line that is cut, a cluster that wants a password."""
import itertools
import os
import shlex
import shutil
import socket
import socketserver
import struct
import subprocess
import sys
import tempfile
import threading


def listen(handler):
    """A server on a free port whose connections `handler` serves; (port, close)."""
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            try:
                handler(self.request)
            except OSError:
                pass

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    server = Server(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def close():
        server.shutdown()
        server.server_close()

    return server.server_address[1], close


def read_exactly(connection, size):
    data = b''
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise OSError('closed')
        data += more
    return data


def message(kind, body):
    return kind + struct.pack('!I', len(body) + 4) + body


def server_of_version(version):
    """Speaks the start of the protocol, as a server of that version would."""
    def handle(connection):
        while True:
            size, code = struct.unpack('!II', read_exactly(connection, 8))
            read_exactly(connection, size - 8)
            if code == 196608:
                break
            connection.sendall(b'N')  # no TLS, no GSS
        parameters = {'server_version': version, 'client_encoding': 'UTF8', 'server_encoding': 'UTF8', 'standard_conforming_strings': 'on',
                      'integer_datetimes': 'on', 'is_superuser': 'on', 'session_authorization': 'postgres'}
        answer = message(b'R', struct.pack('!I', 0))
        for name, value in parameters.items():
            answer += message(b'S', name.encode() + b'\0' + value.encode() + b'\0')
        connection.sendall(answer + message(b'K', struct.pack('!II', 1, 1)) + message(b'Z', b'I'))
        connection.recv(1 << 16)

    return listen(handle)


def cut_after(host, port, limit, first_only=False):
    """Passes bytes on both ways and cuts the line once the server has sent `limit` of them; perhaps only the first line."""
    lines = itertools.count()

    def handle(client):
        most = limit if next(lines) == 0 or not first_only else sys.maxsize
        server = socket.create_connection((host, port))

        def upstream():
            try:
                while data := client.recv(1 << 16):
                    server.sendall(data)
                server.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        threading.Thread(target=upstream, daemon=True).start()
        sent = 0
        while sent < most and (data := server.recv(min(1 << 16, most - sent))):
            client.sendall(data)
            sent += len(data)
        # Not only close(): the other thread still reads from one of them.
        for end in (client, server):
            end.shutdown(socket.SHUT_RDWR)
            end.close()

    return listen(handle)


def debian_programs():
    """The directory of some installed server's programs; None: there is none."""
    root = '/usr/lib/postgresql'
    for major in sorted(os.listdir(root), reverse=True) if os.path.isdir(root) else []:
        programs = os.path.join(root, major, 'bin')
        if os.access(os.path.join(programs, 'initdb'), os.X_OK):
            return programs
    return None


class Cluster:
    """A throwaway server of its own, in memory where there is plenty (PGPLUMB_MEMORY)."""
    authentication = ('-A', 'trust')

    def __init__(self, programs):
        self.programs = programs
        self.runner = ['runuser', '-u', 'postgres', '--'] if os.geteuid() == 0 else []
        self.home = tempfile.mkdtemp(prefix='pgplumb-cluster-', dir=os.environ.get('PGPLUMB_MEMORY') or None)
        if self.runner:
            shutil.chown(self.home, 'postgres')
        self.prepare()
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        self.data = os.path.join(self.home, 'data')
        self.run('initdb', '-D', self.data, '-U', 'postgres', *self.authentication, '-E', 'UTF8', '--locale=C', '--no-sync')
        self.start()

    def prepare(self):
        """Before the cluster is made."""

    @property
    def url(self):
        return f'postgresql://postgres@127.0.0.1:{self.port}/postgres'

    def words(self, program, *words):
        return [*self.runner, os.path.join(self.programs, program), *words]

    def command(self, program, *words):
        """For a shell."""
        return 'cd / && ' + ' '.join(shlex.quote(word) for word in self.words(program, *words))

    def run(self, program, *words):
        done = subprocess.run(self.words(program, *words), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd='/', timeout=120)
        if done.returncode:
            raise AssertionError(f'{program}: {done.stderr}')

    def start(self):
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self.run('pg_ctl', '-D', self.data, '-o', options, '-l', os.path.join(self.home, 'log'), '-w', '-s', 'start')

    def stop(self):
        try:
            self.run('pg_ctl', '-D', self.data, '-m', 'immediate', '-s', 'stop')
        finally:
            shutil.rmtree(self.home, ignore_errors=True)


class PasswordCluster(Cluster):
    """Takes scram-sha-256 only; `password` is the superuser's."""
    password = 'right one'

    def prepare(self):
        file = os.path.join(self.home, 'password')
        with open(file, 'w') as out:
            out.write(self.password + '\n')
        os.chmod(file, 0o644)
        self.authentication = ('-A', 'scram-sha-256', '--pwfile', file)
