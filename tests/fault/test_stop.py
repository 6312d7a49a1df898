"""The server is stopped at once, as a crash would, before and after statements: the same command goes on when it is back."""
from change import for_each_change
from faults import Cluster, debian_programs


class Stop:
    server = None

    @classmethod
    def setUpClass(cls):
        programs = debian_programs()
        cls.cluster = Cluster(programs) if programs else None
        cls.server = cls.cluster.url if programs else None

    @classmethod
    def tearDownClass(cls):
        if cls.cluster:
            cls.cluster.stop()

    def test_server_is_stopped(self):
        command = self.cluster.command('pg_ctl', '-D', self.cluster.data, '-m', 'immediate', '-s', 'stop')
        self.at_each_statement(3, 'run', (5,), after=self.cluster.start, FAULT_COMMAND=command)


for_each_change(Stop, globals())
