"""The server is stopped at once, as a crash would, before and after statements: the same command goes on when it is back."""
from change import ChangeCase, sampled
from faults import Cluster, debian_programs


class Stop(ChangeCase):
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
        for when in ('before', 'after'):
            for nth in sampled(range(1, self.calls('send', when) + 1), 12):
                fault = f'send:{nth}:{when}:run'
                url = self.database()
                outcome = self.disturbed(url, fault, FAULT_COMMAND=command)
                self.assertEqual(outcome.status, 5, f'{fault}: {outcome}')
                self.cluster.start()
                self.finish(url, fault)
