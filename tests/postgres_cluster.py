"""A private PostgreSQL server in a folder of its own, reached through a socket file, for as long as a test needs it.

PostgreSQL refuses to run as root, as CI does: there the server runs as the user that its Debian package made.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "dabiao"

DEBIAN = Path("/usr/lib/postgresql")
"""Where Debian keeps the servers, a folder per version."""

SERVICE_USER = "postgres"


@dataclass(frozen=True)
class Cluster:
    """A running server. ``socket`` is the folder of its socket file: nothing listens on the network."""

    socket: Path

    def address(self, name: str) -> str:
        """Address of a database of this server, as ``DABIAO_DATABASE`` takes it."""
        return f"postgresql://{USER}@/{name}?host={self.socket}"

    def make_database(self) -> str:
        """Make an empty database; gives its address."""
        name = f"d{uuid.uuid4().hex}"
        self.run("postgres", f'CREATE DATABASE "{name}"')
        return self.address(name)

    def run(self, name: str, statement: str) -> str:
        """Run one statement, outside of any transaction; gives what it answers."""
        done = subprocess.run(
            [programs() / "psql", "-h", self.socket, "-U", USER, "-d", name, "-XAtqc", statement],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def programs() -> Path:
    """The folder of the newest server that is installed."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    assert elsewhere, "PostgreSQL is missing: run tools/debian-packages install"
    return Path(elsewhere).parent


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a server of its own, as Debian's would be set up, and stop it when the block ends."""
    with tempfile.TemporaryDirectory(prefix="dabiao-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, SERVICE_USER, SERVICE_USER)
        data, log = folder / "data", folder / "log"
        _as_service("initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        # fsync off: what a test keeps need not outlive a power cut.
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        _as_service("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            folder.chmod(0o755)
            yield Cluster(folder)
        finally:
            _as_service("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _as_service(program: str, *words: object) -> None:
    root = os.geteuid() == 0
    done = subprocess.run(
        [programs() / program, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        cwd="/",
        user=SERVICE_USER if root else None,
        group=SERVICE_USER if root else None,
        extra_groups=[] if root else None,
    )
    assert done.returncode == 0, f"{program}: {done.stderr}"


if __name__ == "__main__":  # tools/test-on-postgres
    with running_cluster() as cluster:
        environment = {**os.environ, "DABIAO_DATABASE": cluster.make_database()}
        tests = [sys.executable, "-m", "pytest", *sys.argv[1:]]
        sys.exit(subprocess.run(tests, env=environment, check=False).returncode)
