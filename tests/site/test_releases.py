"""The data folder of every released version opens in this one: all of it is there, and every page answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from installations import Installation
from released import RELEASES, VERSIONS, noted, unpacked

COUNT = """
from release_totals import totals
print(json.dumps(totals()))
"""

VISIT = """
from addresses import routes
from django.test import Client
from django.urls import reverse
from dabiao.people.models import Account
answers = {}
for name in ("office", "leader", "street", "unit", "system", "security", "audit"):
    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    client.force_login(Account.objects.get(username=name))
    for route in routes():
        if not route.pattern.converters:
            answers[f"{name} {reverse(route.name)}"] = client.get(reverse(route.name)).status_code
print(json.dumps(answers))
"""

ANSWERED = {200, 302, 403, 405}
"""A page, somewhere else to go, nothing for this role, or an address that only takes what a form sends."""


@pytest.fixture(scope="module", params=VERSIONS)
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Installation]:
    """Each released folder, opened by this version."""
    version = str(request.param)
    home = unpacked(version, tmp_path_factory.mktemp("release"))
    found = Installation(home, settings={"PYTHONPATH": str(Path(__file__).parents[1])})
    found.run("")
    return version, found


def last_line(said: str) -> Any:
    return json.loads(said.splitlines()[-1])


def test_the_last_release_has_its_folder() -> None:
    assert VERSIONS
    assert sum(path.stat().st_size for path in RELEASES.iterdir()) < 1_500_000 * len(VERSIONS)


def test_all_that_was_noted_is_still_there(opened: tuple[str, Installation]) -> None:
    version, found = opened
    assert last_line(found.run(COUNT)) == noted(version)["totals"]
    told = found.told("audit", "verify")
    assert told["intact"]
    assert f"{told['last']}:{told['last_digest']}" == noted(version)["totals"]["chain"]


def test_every_page_answers_everybody(opened: tuple[str, Installation]) -> None:
    _, found = opened
    answers = last_line(found.run(VISIT))
    assert len(answers) > 150
    assert {address: status for address, status in answers.items() if status not in ANSWERED} == {}
    assert sum(status == 200 for status in answers.values()) > len(answers) / 4


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_made_before_the_upgrade_is_restored_as_it_was_and_upgraded_then(
    version: str, tmp_path: Path
) -> None:
    tests = {"PYTHONPATH": str(Path(__file__).parents[1])}
    old = Installation(unpacked(version, tmp_path), settings=tests)
    done = old.dabiao("backup", tmp_path / "old.dbk")
    assert done.returncode == 0, done.stderr
    assert not (old.home / "before-upgrades").exists(), "a backup upgrades nothing"
    new = Installation(tmp_path / "new", settings=tests)
    done = new.dabiao("restore", tmp_path / "old.dbk")
    assert done.returncode == 0, done.stderr
    assert last_line(new.run(COUNT)) == noted(version)["totals"]
    assert new.told("audit", "verify")["intact"]


ISSUE = """
from datetime import date
from dabiao.circulars.actions import CircularDraft, draft_circular
from dabiao.people.models import Account
from dabiao.standards.queries import framework_in_use
draft = CircularDraft("关于测评情况的通报", "创建办", "各街道", date(2026, 3, 2))
made = draft_circular(Account.objects.get(username="office"), draft)
print(json.dumps(made.snapshot.pack_digest == framework_in_use().digest))
"""


@pytest.mark.parametrize("version", VERSIONS)
def test_a_circular_goes_out_although_a_shipped_pack_has_changed(version: str, tmp_path: Path) -> None:
    assert last_line(Installation(unpacked(version, tmp_path)).run(ISSUE)) is True
