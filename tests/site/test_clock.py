"""The clock of a running server: a digest is made when its hour has come, without anybody opening a page."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from served import START_SECONDS, Site, free_port, serving

DABIAO = Path(sys.executable).parent / "dabiao"
PREPARE = """
from dabiao.site.commands.serve import open_home
from dabiao.site.home_folder import home_folder

open_home(home_folder())
from datetime import time

from cast import make_cast
from dabiao.people.me.models import DigestSettings

DigestSettings.objects.create(
    account=make_cast().社区, at=time(0), quiet_from=time(0), quiet_until=time(0), days_off=True
)
"""
"""社区 wants a digest from midnight on, whatever day it is."""


def made(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "dabiao.sqlite3", timeout=30)) as database:
        found = database.execute(
            "SELECT username FROM me_digest JOIN people_account ON people_account.id = account_id"
        )
        return [username for (username,) in found]


def wait_a_little(site: Site) -> None:
    try:
        site.process.wait(timeout=0.2)
    except subprocess.TimeoutExpired:
        return
    raise AssertionError("the server ended")


def test_a_server_makes_digests_by_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {"DABIAO_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", PREPARE],
        env={**os.environ, **environment, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert made(home) == []
    with serving([str(DABIAO), "serve"], free_port(), environment) as site:
        for _ in range(START_SECONDS * 5):
            if "community" in made(home):
                break
            wait_a_little(site)
    assert made(home).count("community") == 1
