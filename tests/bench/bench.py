"""Time and memory of `pgplumb drift` beside `pg_dump -s`, on the largest schemas of the corpus and a generated one.

usage: bench.py [--runs N] [--tables N] [--schemas NAME,…] [--check]
They run in turn against the same database on the server of PGPLUMB_TEST_SERVER_15 (its pg_dump is Debian's), drift twice: the first
answer finds an empty cache and compares, the repeated one finds what that has remembered. The ratios are of medians. --check fails when
a ratio of the repeated answer of a corpus schema is over the limits: 0.3 of the wall time, 0.75 of the memory. The generated schema
comes in two sizes; what grows faster than the tables is not linear.
"""
import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

LIMIT_TIME, LIMIT_MEMORY = 0.3, 0.75


def server_url(database):
    return os.environ['PGPLUMB_TEST_SERVER_15'].rsplit('/', 1)[0] + '/' + database


def psql(database, *arguments):
    subprocess.run(['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', server_url(database), *arguments], check=True,
                   stdout=subprocess.DEVNULL)


def processor():
    """Seconds of all children so far: of the program alone, without the server."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds(command, environment):
    """Of the wall, of the processor, and the exit status."""
    used, start = processor(), time.perf_counter()
    status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment).returncode
    return time.perf_counter() - start, processor() - used, status


def megabytes(command, environment):
    """The most that was resident. time(1) stands between, since a child of Python starts with Python's own peak."""
    with tempfile.NamedTemporaryFile('r') as report:
        subprocess.run(['/usr/bin/time', '-q', '-o', report.name, '-f', '%M', *command], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, env=environment)
        return int(report.read()) / 1024


class Tool:
    """A command, and what its runs took."""

    def __init__(self, name, command, before=lambda: None):
        self.name, self.command, self.before = name, command, before
        self.times, self.used, self.sizes, self.statuses = [], [], [], set()

    def run(self, environment):
        self.before()
        took, used, status = seconds(self.command, environment)
        self.before()
        self.sizes.append(megabytes(self.command, environment))
        self.times.append(took)
        self.used.append(used)
        self.statuses.add(status)

    def medians(self):
        return tuple(statistics.median(values) for values in (self.times, self.sizes, self.used))


def pg_dump():
    """The program itself: Debian's pg_dump on the PATH is a wrapper that costs time."""
    program = pathlib.Path('/usr/lib/postgresql/15/bin/pg_dump')
    return str(program) if program.exists() else 'pg_dump'


def run_all(url, file, runs):
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, 'XDG_CACHE_HOME': cache}
        drift = [os.environ['PGPLUMB_BIN'], 'drift', '--database', url, '--to', file]
        tools = [Tool('first', drift, lambda: shutil.rmtree(cache + '/pgplumb', ignore_errors=True)), Tool('repeated', drift),
                 Tool('pg_dump -s', [pg_dump(), '-s', '-d', url])]
        for _ in range(runs):
            for tool in tools:
                tool.run(environment)
    return tools


def compare(name, file, runs):
    """The ratios of the repeated answer, whether the database was in sync, and the medians of each tool."""
    database = 'bench_' + ''.join(c if c.isalnum() else '_' for c in name)
    psql('postgres', '-c', f'DROP DATABASE IF EXISTS {database}', '-c', f'CREATE DATABASE {database} TEMPLATE template0')
    psql(database, '-f', file)
    psql(database, '-c', 'ANALYZE')
    *drifts, dump = run_all(server_url(database), file, runs)
    psql('postgres', '-c', f'DROP DATABASE {database}')
    dump_time, dump_size, used = dump.medians()
    print(f'{name:18} {dump.name:10} {dump_time * 1000:8.1f} ms {dump_size:6.1f} MB {used * 1000:8.1f} ms of processor', flush=True)
    for drift in drifts:
        took, size, used = drift.medians()
        ratios = took / dump_time, size / dump_size
        print(f'{"":18} {drift.name:10} {took * 1000:8.1f} ms {size:6.1f} MB {used * 1000:8.1f} ms of processor   ratio {ratios[0]:.2f} time, {ratios[1]:.2f} memory   '
              f'exit {sorted(drift.statuses)}', flush=True)
    return ratios, all(drift.statuses == {0} for drift in drifts), {tool.name: tool.medians() for tool in (*drifts, dump)}


def generate(tables, out):
    """A schema of plain tables: columns, keys, indexes, checks, defaults, foreign keys, comments."""
    for i in range(tables):
        out.write(f"""CREATE TABLE public.t{i} (
    id bigint NOT NULL,
    parent_id bigint,
    name character varying(100) DEFAULT 'x'::character varying NOT NULL,
    state integer DEFAULT 0 NOT NULL,
    amount numeric(12,2),
    data jsonb DEFAULT '{{}}'::jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT t{i}_state_check CHECK ((state >= 0))
);
CREATE SEQUENCE public.t{i}_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
ALTER SEQUENCE public.t{i}_id_seq OWNED BY public.t{i}.id;
ALTER TABLE ONLY public.t{i} ALTER COLUMN id SET DEFAULT nextval('public.t{i}_id_seq'::regclass);
ALTER TABLE ONLY public.t{i} ADD CONSTRAINT t{i}_pkey PRIMARY KEY (id);
CREATE INDEX t{i}_name_idx ON public.t{i} USING btree (name);
CREATE INDEX t{i}_open_idx ON public.t{i} USING btree (created_at) WHERE (state = 0);
""")
        if i:
            out.write(f'ALTER TABLE ONLY public.t{i} ADD CONSTRAINT t{i}_parent_fk FOREIGN KEY (parent_id) REFERENCES public.t{i - 1}(id);\n')


def grow(tables):
    """What ten times the tables cost."""
    medians = []
    for count in (tables // 10, tables):
        with tempfile.NamedTemporaryFile('w', suffix='.sql') as file:
            generate(count, file)
            file.flush()
            medians.append(compare(f'generated {count}', file.name, 3)[2])
    for name in medians[0]:
        took, size, used = (large / small for small, large in zip(*(of[name] for of in medians)))
        print(f'{"10 times the tables":18} {name:10} {took:5.1f} times the time, {size:.1f} the memory, {used:.1f} the processor', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--runs', type=int, default=7)
    parser.add_argument('--tables', type=int, default=10000, help='size of the generated schema; 0: none')
    parser.add_argument('--schemas', default='lago,coder,gisia,adventureworks')
    parser.add_argument('--check', action='store_true')
    options = parser.parse_args()
    corpus = os.environ.get('PGPLUMB_CORPUS')
    good = True
    for name in options.schemas.split(',') if corpus else []:
        ratios, in_sync, _ = compare(name, str(pathlib.Path(corpus, 'schemas', name, 'schema.sql')), options.runs)
        good = good and in_sync and ratios[0] <= LIMIT_TIME and ratios[1] <= LIMIT_MEMORY
    if not corpus:
        print('PGPLUMB_CORPUS is not set: only the generated schema')
    if options.tables:
        grow(options.tables)
    return 1 if options.check and not good else 0


if __name__ == '__main__':
    sys.exit(main())
