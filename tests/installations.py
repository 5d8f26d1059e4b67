"""Installations as they really run: a data folder and perhaps a database server, worked by processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DABIAO = Path(sys.executable).parent / "dabiao"

OPEN = """
import os, sys, json
os.environ["DJANGO_SETTINGS_MODULE"] = "dabiao.site.settings"
from dabiao.site.commands.serve import open_home
from dabiao.site.home_folder import home_folder
open_home(home_folder())
"""

READY = """
print("ready", flush=True)
sys.stdin.readline()
"""
"""After what takes long, and before what several processes are to do at once."""


@dataclass(frozen=True)
class Installation:
    """``database`` is the address of a PostgreSQL database; without one it is SQLite."""

    home: Path
    database: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    """More of a process's environment."""

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work on it."""
        return {
            **os.environ,
            "DABIAO_HOME": str(self.home),
            "DABIAO_DATABASE": self.database,
            **self.settings,
        }

    def dabiao(self, *words: object, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command that ends by itself."""
        return subprocess.run(
            [DABIAO, *map(str, words)],
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    def told(self, *words: object) -> Any:
        """What a command that went well tells as JSON."""
        done = self.dabiao(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def run(self, code: str, *words: str) -> str:
        """Run code on the opened installation; gives what it prints."""
        done = subprocess.run(
            [sys.executable, "-c", OPEN + code, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def run_at_once(self, code: str, arguments: Sequence[str]) -> list[str]:
        """Run code in a process per argument, all at the same moment after ``READY``; gives their last lines."""
        started = [
            subprocess.Popen(
                [sys.executable, "-c", OPEN + code, argument],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for argument in arguments
        ]
        try:
            for one in started:
                assert one.stdout is not None
                assert one.stdout.readline() == "ready\n"
            for one in started:
                assert one.stdin is not None
                one.stdin.write("go\n")
                one.stdin.flush()
            return [one.communicate(timeout=120)[0].strip() for one in started]
        finally:
            for one in started:
                one.kill()
                one.wait()
