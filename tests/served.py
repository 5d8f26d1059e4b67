"""A real server on a port of its own, for tests that look at it from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

START_SECONDS = 120
"""How long a server may take to print its address on a busy machine; usually two seconds."""


@dataclass(frozen=True)
class Site:
    """A running server. ``process`` leads its own group, as ``Ctrl-C`` in a terminal would reach it."""

    address: str
    process: subprocess.Popen[str]
    said: tuple[str, ...] = ()
    """Lines it printed while starting."""

    def get(self, path: str) -> str:
        """The body of a page that answers 200."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as answer:
            return str(answer.read().decode())

    def get_status(self, path: str) -> int:
        """The status of a page, redirects not followed."""
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            return int(opener.open(f"{self.address}{path}", timeout=60).status)
        except urllib.error.HTTPError as error:
            return error.code


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[Site]:
    """Serve on ``port`` until the block ends, then interrupt and wait for every process of it to end."""
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
        try:
            said = _wait_until_answering(process, port, errors)
            yield Site(f"http://127.0.0.1:{port}", process, said)
        finally:
            interrupt(process)
            assert process.stdout is not None
            process.stdout.close()


def interrupt(process: subprocess.Popen[str]) -> int:
    """Do what Ctrl-C does: interrupt the whole group. Returns the exit code."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        return process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise


def _wait_until_answering(process: subprocess.Popen[str], port: int, errors: object) -> tuple[str, ...]:
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    else:
        errors.seek(0)  # type: ignore[attr-defined]
        raise AssertionError(f"the server ended: {errors.read()}")  # type: ignore[attr-defined]
    request = f"http://127.0.0.1:{port}/health/"
    for _ in range(START_SECONDS * 10):
        try:
            with urllib.request.urlopen(request, timeout=60):
                return tuple(said)
        except (urllib.error.URLError, ConnectionError):
            _pause(process)
    raise AssertionError("the server never answered")


def _pause(process: subprocess.Popen[str]) -> None:
    """Wait a tenth of a second, or until the process ends."""
    try:
        process.wait(timeout=0.1)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError("the server ended while starting")
