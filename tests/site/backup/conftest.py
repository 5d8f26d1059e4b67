"""A district with rows in every room, and its backup."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from installations import Installation
from released import VERSIONS, unpacked

ASSESS = """
from dabiao.insight.actions import make_snapshot
from dabiao.people.models import Account
make_snapshot(Account.objects.get(username="office"))
"""
"""By the rules of this version's packs, which may be others than those of the release."""


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A real district on SQLite, brought up to this version, the copy made then put away. Nobody writes to it."""
    opened = Installation(unpacked(VERSIONS[-1], tmp_path_factory.mktemp("district")))
    opened.run(ASSESS)
    shutil.rmtree(opened.home / "before-upgrades", ignore_errors=True)
    return opened


@pytest.fixture(scope="session")
def backup(district: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    path = tmp_path_factory.mktemp("backup") / "区.dbk"
    done = district.dabiao("backup", path)
    assert done.returncode == 0, done.stderr
    return path
