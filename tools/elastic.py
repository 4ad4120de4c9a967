#!/usr/bin/env python
"""Run a command beside a throw-away Elasticsearch: `python tools/elastic.py run [--nodes 3] -- COMMAND ...`.

The server is the minimal distribution that `tests/services/pom.xml` names. Maven fetches it once, it stays in
`var/elasticsearch/`. Data lies in a temporary folder, ports are free ones of this machine, and all is gone afterwards.
ELASTICSEARCH_URL names the nodes, separated by commas. Without Java 17 or Maven the command is skipped loudly; under
CI=true that is a failure.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.throwaway import MissingError, ServerError, end_with_this_process, free_ports, run_beside

POM = ROOT / "tests" / "services" / "pom.xml"
FOLDER = ROOT / "var" / "elasticsearch"
OLDEST_JAVA = 17
MEMORY = "512m"
BRIEF = "-XX:TieredStopAtLevel=1"  # translating more thoroughly pays only after minutes
FETCH_SECONDS = 1800.0
START_SECONDS = 180.0
STOP_SECONDS = 30.0
SETTINGS = {
    "cluster.name": "portal",
    "http.host": "127.0.0.1",
    "transport.host": "127.0.0.1",
    "xpack.security.enabled": "false",
    "cluster.routing.allocation.disk.threshold_enabled": "false",  # a full disk of a developer is no reason to refuse
}


def find_java() -> Path:
    """Return the home of a Java that is new enough."""
    homes = [os.environ[name] for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    for java in [*(str(Path(home, "bin", "java")) for home in homes), "java"]:
        if shutil.which(java):
            told = subprocess.run(
                [java, "-XshowSettings:properties", "-version"], capture_output=True, text=True, check=False
            ).stderr
            home = re.search(r"^\s*java\.home = (.+)$", told, re.MULTILINE)
            version = re.search(r"^\s*java\.specification\.version = (\d+)$", told, re.MULTILINE)
            if home and version and int(version[1]) >= OLDEST_JAVA:
                return Path(home[1].strip())
    raise MissingError(f"no Java {OLDEST_JAVA} or newer on this machine (Debian: default-jre-headless)")


def distribution() -> Path:
    """Return the folder of the server; fetch and unpack it where that has not been done."""
    try:
        version = re.search(r"<elasticsearch\.version>([\w.]+)<", POM.read_text(encoding="utf-8"))
    except OSError as error:
        raise MissingError(f"no list of what to fetch: {error}") from error
    if version is None:
        raise ServerError(f"{POM} names no elasticsearch.version")
    name = f"elasticsearch-{version[1]}"
    if (FOLDER / name).is_dir():
        return FOLDER / name
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError("no Maven on this machine to fetch Elasticsearch with (Debian: maven)")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two runs that start at once fetch it once
        if not (FOLDER / name).is_dir():
            _fetch(maven, FOLDER / ".part")
            (FOLDER / ".part" / name).rename(FOLDER / name)
            shutil.rmtree(FOLDER / ".part")
    return FOLDER / name


def _fetch(maven: str, target: Path) -> None:
    print("Fetching Elasticsearch from Maven Central ...", file=sys.stderr, flush=True)
    shutil.rmtree(target, ignore_errors=True)
    command = [maven, "--batch-mode", "--quiet", "--file", str(POM), f"-Delasticsearch.folder={target}", "initialize"]
    if not os.access(pwd.getpwuid(os.getuid()).pw_dir, os.W_OK):  # there is no home to keep a cache in
        command.insert(1, f"-Dmaven.repo.local={ROOT / 'var' / 'maven'}")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=FETCH_SECONDS)
    if done.returncode:
        raise ServerError(f"Maven could not fetch Elasticsearch:\n{(done.stdout + done.stderr)[-2000:]}")
    for path in target.rglob("*"):  # whoever fetched it, others may start it: there are no secrets in it
        mode = path.stat().st_mode
        path.chmod(mode | (0o555 if path.is_dir() or mode & 0o100 else 0o444))


class Node:
    """One server process with its launcher; it can be killed and started again on its data."""

    def __init__(self, cluster: Cluster, name: str, port: int, settings: dict[str, str]) -> None:
        self.cluster, self.name, self.port = cluster, name, port
        self.url = f"http://127.0.0.1:{port}"
        self.folder = cluster.folder / name
        self.process: subprocess.Popen[bytes] | None = None
        self.settings = settings | {
            "node.name": name,
            "http.port": str(port),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
        }

    def prepare(self) -> None:
        """Make its folder."""
        config = self.folder / "config"
        shutil.copytree(self.cluster.home / "config", config)
        for part in ("data", "logs", "tmp"):
            (self.folder / part).mkdir()
        lines = (f"{key}: {value}\n" for key, value in self.settings.items())
        (config / "elasticsearch.yml").write_text("".join(lines), encoding="utf-8")

    @property
    def log(self) -> Path:
        """What the process prints."""
        return self.folder / "output.log"

    def start(self) -> None:
        """Start the process; `Cluster.wait` says when it answers."""
        environment = {
            "ES_JAVA_HOME": str(self.cluster.java),
            "ES_PATH_CONF": str(self.folder / "config"),
            "ES_JAVA_OPTS": f"-Xms{self.cluster.memory} -Xmx{self.cluster.memory} {self.cluster.options}",
            "ES_TMPDIR": str(self.folder / "tmp"),
        }
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(self.cluster.home / "bin" / "elasticsearch")],
                cwd=self.folder,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C ends the command first, and the server with all its processes after it
                **self.cluster.account,
            )

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the whole process group, with SIGKILL as if the machine had failed."""
        if self.process is None:
            return
        group = self.process.pid
        for attempt in (number, signal.SIGKILL):
            try:
                os.killpg(group, attempt)
            except ProcessLookupError:
                break
            if self._ended(group):
                break
        self.process.wait()
        self.process = None

    def _ended(self, group: int) -> bool:
        """Wait until no process of the group is left."""
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            if self.process is not None:
                self.process.poll()
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.05)
        return False

    def failed(self) -> bool:
        """Say whether the process ended by itself."""
        return self.process is not None and self.process.poll() is not None


class Cluster:
    """Nodes of this machine, with their files in a folder that goes when they are done."""

    def __init__(self, nodes: int = 1, *, memory: str = MEMORY, brief: bool = False) -> None:
        self.memory, self.options = memory, BRIEF if brief else ""
        self.java, home = find_java(), distribution()
        self.account = _account()
        self.home, self.folder = home, Path(tempfile.mkdtemp(prefix="portal-elasticsearch-", dir="/tmp"))
        names = [f"node-{number}" for number in range(1, nodes + 1)]
        ports = free_ports(2 * nodes)
        http, transport = ports[:nodes], ports[nodes:]
        together = dict(SETTINGS)
        if nodes == 1:
            together["discovery.type"] = "single-node"
        else:
            together["cluster.initial_master_nodes"] = json.dumps(names)
            together["discovery.seed_hosts"] = json.dumps([f"127.0.0.1:{port}" for port in transport])
        self.nodes = [
            Node(self, name, http[place], together | {"transport.port": str(transport[place])})
            for place, name in enumerate(names)
        ]

    def _prepare(self) -> None:
        """Make all files and give them to the server's user, who need not be allowed into the sources' folder."""
        program = self.home / "bin" / "elasticsearch"
        if self.account and subprocess.run(["test", "-x", str(program)], check=False, **self.account).returncode:
            self.home = Path(shutil.copytree(self.home, self.folder / "home"))
        for node in self.nodes:
            node.prepare()
        if self.account:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, self.account["user"], self.account["group"], follow_symlinks=False)

    @property
    def url(self) -> str:
        """The addresses of all nodes, as ELASTICSEARCH_URL takes them."""
        return ",".join(node.url for node in self.nodes)

    def start(self) -> str:
        """Start all nodes, wait until they answer, and return their addresses."""
        self._prepare()
        for node in self.nodes:
            node.start()
        self.wait()
        return self.url

    def wait(self, *, nodes: int | None = None) -> None:
        """Wait until so many nodes, or all, are one cluster and each that runs says so."""
        number = len(self.nodes) if nodes is None else nodes
        deadline = time.monotonic() + START_SECONDS
        question = f"/_cluster/health?wait_for_nodes={number}&wait_for_status=yellow&timeout=1s"
        for node in self.nodes:
            if node.process is None:
                continue
            while True:
                try:
                    if not self.ask(node, question)["timed_out"]:
                        break
                except (OSError, ValueError):
                    time.sleep(0.1)
                if node.failed() or time.monotonic() > deadline:
                    said = node.log.read_text(errors="replace")[-3000:]
                    raise ServerError(f"Elasticsearch does not start:\n{said}")

    def ask(self, node: Node, path: str) -> dict[str, Any]:
        """Return the answer of a node."""
        with urlopen(node.url + path, timeout=30) as answer:
            return dict(json.load(answer))

    def stop(self) -> None:
        """Leave neither a process nor a file behind."""
        for node in self.nodes:
            node.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _account() -> dict[str, Any]:
    """Elasticsearch refuses to run as root: say whom its processes belong to then."""
    if os.geteuid() != 0:
        return {}
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise MissingError("root needs the user nobody to start Elasticsearch") from error
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@contextmanager
def running(nodes: int = 1, *, memory: str = MEMORY, brief: bool = False) -> Iterator[Cluster]:
    """Give a cluster that answers, and end it however this ends; one that lives `brief`ly starts sooner."""
    end_with_this_process()
    cluster = Cluster(nodes, memory=memory, brief=brief)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def main() -> int:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=["run"])
    parser.add_argument("--nodes", type=int, default=1, help="how many servers make up the cluster")
    parser.add_argument("--memory", default=MEMORY, help="heap of each server")
    parser.usage = "%(prog)s run [--nodes N] [--memory SIZE] -- COMMAND ..."
    end = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    command = sys.argv[end + 1 :]
    arguments = parser.parse_args(sys.argv[1:end])
    if not command:
        parser.error("no command given")

    @contextmanager
    def server() -> Iterator[str]:
        with running(arguments.nodes, memory=arguments.memory) as cluster:
            yield cluster.url

    return run_beside(server, command, name="Elasticsearch", variable="ELASTICSEARCH_URL")


if __name__ == "__main__":
    sys.exit(main())
