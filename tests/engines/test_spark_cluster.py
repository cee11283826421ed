"""A Spark cluster of a master and two workers on this machine; `make test-spark` asks for it."""

import contextlib
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest
from engines_kit import TYPED, assert_same, outcome
from test_texts_on_spark import copies_of, documents_of_the_example, example_chain, in_order

pytestmark = [
    pytest.mark.spark_cluster,
    pytest.mark.xdist_group("spark_cluster"),
    pytest.mark.skipif(
        os.environ.get("CENTRICITY_SPARK_CLUSTER") != "1", reason="starts a cluster; make test-spark runs it"
    ),
    pytest.mark.skipif(shutil.which("java") is None, reason="no java: install openjdk-17-jre-headless"),
]
PATIENCE = 120
METRICS = ("nps", "resolution_time", "cohort_retention", "historical_cltv")
CASES = tuple({case.metric: case for case in reversed(TYPED) if case.metric in METRICS}.values())

JOIN = """
import pickle, sys, time
from centricity.engines import connect
url, target, *rest = sys.argv[1:]
engine = connect(url)
session = engine.backend._session
context = session.sparkContext
deadline = time.monotonic() + 60
while context._jsc.sc().getExecutorMemoryStatus().size() < 3 and time.monotonic() < deadline:
    time.sleep(0.2)
workers = context._jsc.sc().getExecutorMemoryStatus().size() - 1
"""
LEAVE = """
with open(target, "wb") as file:
    pickle.dump((context.master, workers, found), file)
context.stop()
"""
METRICS_CLIENT = f"""
{JOIN}
from engines_kit import TYPED, outcome
from centricity.engines import Source, open_source
folder, *names = rest
opened = lambda name: open_source(engine, Source(f"{{folder}}/{{name}}.parquet"))
found = {{case.name: outcome(case, opened) for case in TYPED if case.name in names}}
{LEAVE}"""
TEXTS_CLIENT = f"""
{JOIN}
from pathlib import Path
import pyarrow as pa
from test_texts_on_spark import documents_of_the_example, example_chain
from centricity.text.spark import documents_frame, mentions_frame, signatures_frame, stories
frame = documents_frame(session, pa.Table.from_batches([documents_of_the_example()])).repartition(6)
found = mentions_frame(frame, example_chain()).toArrow(), stories(signatures_frame(frame, example_chain()))
{LEAVE}"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Daemons:
    """Processes of Spark in groups of their own, so that nothing of them is left."""

    def __init__(self, folder):
        import pyspark

        home = Path(pyspark.__file__).parent
        self.folder, self.running, self.binary = folder, [], home / "bin" / "spark-class"
        self.environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}

    def start(self, name, *arguments):
        log = (self.folder / f"{name}.log").open("w")
        with log:
            process = subprocess.Popen(
                [str(self.binary), *arguments], env=self.environment, cwd=self.folder, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.running.append(process)
        return self.folder / f"{name}.log"

    def wait(self, log, words, times=1):
        deadline = time.monotonic() + PATIENCE
        while log.read_text("utf-8", "replace").count(words) < times:
            assert time.monotonic() < deadline, log.read_text("utf-8", "replace")[-2_000:]
            assert all(process.poll() is None for process in self.running), log.read_text("utf-8", "replace")[-2_000:]
            time.sleep(0.2)

    def stop(self):
        for process in reversed(self.running):
            for sign in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, sign)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                    break


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """URL of a master that two workers have joined."""
    daemons, port = Daemons(tmp_path_factory.mktemp("cluster")), free_port()
    url = f"spark://127.0.0.1:{port}"
    room = ("--host", "127.0.0.1", "--webui-port", "0")
    try:
        log = daemons.start("master", "org.apache.spark.deploy.master.Master", *room, "--port", str(port))
        daemons.wait(log, "I have been elected leader")
        for i in range(2):
            work = ("--cores", "1", "--memory", "700m", "--work-dir", str(daemons.folder / f"work{i}"))
            daemons.start(f"worker{i}", "org.apache.spark.deploy.worker.Worker", *room, *work, url)
        daemons.wait(log, "Registering worker", 2)
        yield url
    finally:
        daemons.stop()
    assert all(process.poll() is not None for process in daemons.running)


def asked(master, client, tmp_path, *arguments):
    """What a client of the cluster found."""
    settings = "spark.executor.memory=512m&spark.driver.memory=512m&spark.sql.shuffle.partitions=4"
    command = [sys.executable, "-c", client, f"{master}?{settings}", str(tmp_path / "found"), *arguments]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent), "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=4 * PATIENCE, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    place, workers, found = pickle.loads((tmp_path / "found").read_bytes())
    assert (place, workers) == (master, 2)
    return found


def test_a_cluster_gives_the_same_numbers(master, parquet, duckdb_tables, tmp_path):
    names = [case.name for case in CASES]
    found = asked(master, METRICS_CLIENT, tmp_path, str(parquet["typed"]), *names)
    assert len(found) == len(CASES) == len(METRICS)
    for case in CASES:
        assert_same(found[case.name], outcome(case, duckdb_tables["typed"]))


def test_a_cluster_finds_the_same_in_texts(master, tmp_path):
    mentions, copied = asked(master, TEXTS_CLIENT, tmp_path)
    here = example_chain().annotate(documents_of_the_example())
    assert in_order(mentions.cast(here.mentions.schema)).equals(in_order(pa.Table.from_batches([here.mentions])))
    assert copied.equals(copies_of(here.signatures))
    assert copied.num_rows > 100
