"""Runs the services of a Compose file as processes, each when what it depends on is as far as the file says: `docker compose up` without containers.

It knows the words that `emit compose` writes; another one is an error, so that none is left out."""
import re
import subprocess
import time

import yaml

KNOWN = {'image', 'command', 'environment', 'volumes', 'depends_on', 'healthcheck', 'restart', 'read_only', 'cap_drop', 'security_opt'}
SECONDS = 0.1  # so long does a second of the file take


class Failed(Exception):
    """A service that another one depends on."""


class Project:
    """`start` makes a process of (name, service, environment) for each image, the longest prefix of its name that is there."""

    def __init__(self, path, variables, start):
        with open(path, encoding='utf-8') as text:
            self.services = yaml.safe_load(text)['services']
        self.variables, self.start = variables, start
        self.processes, self.events = {}, []
        for service in self.services.values():
            assert set(service) <= KNOWN, service

    def fill(self, text):
        return re.sub(r'\$\{(\w+):\?\}', lambda variable: self.variables[variable[1]], text)

    def environment(self, name):
        return {key: self.fill(value) for key, value in self.services[name].get('environment', {}).items()}

    def up(self):
        """Until the last service has been started; Failed: another one stood in its way."""
        for name in self.services:
            self.up_one(name)

    def up_one(self, name):
        if name in self.processes:
            return
        for needed, wanted in self.services[name].get('depends_on', {}).items():
            self.up_one(needed)
            getattr(self, wanted['condition'])(needed)
        self.events.append('start ' + name)
        self.processes[name] = self.start(name, self.services[name], self.environment(name))

    def service_healthy(self, name):
        check = self.services[name]['healthcheck']
        assert check['test'][0] == 'CMD-SHELL', check
        for _ in range(check['retries'] * 10):
            time.sleep(int(check['interval'].rstrip('s')) * SECONDS)
            if subprocess.run(check['test'][1], shell=True, env=self.processes[name].inside, stdout=subprocess.DEVNULL, check=False).returncode == 0:
                self.events.append('healthy ' + name)
                return
        raise Failed(name)

    def service_completed_successfully(self, name):
        process = self.processes[name]
        process.said = process.communicate()[0]
        if process.returncode:
            raise Failed(name)
        self.events.append('completed ' + name)

    def down(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
                process.wait()
