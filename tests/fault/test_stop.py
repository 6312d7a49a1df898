"""The server is stopped at once, as a crash would, before and after statements: the same command goes on when it is back."""
from change import for_each_change
from disturbed import OwnServer


class Stop(OwnServer):
    def test_server_is_stopped(self):
        self.at_each_statement(3, 'run', (0, 5), after=self.start_again, FAULT_COMMAND=self.stopping())


for_each_change(Stop, globals())
