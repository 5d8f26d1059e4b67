"""A backup restored to another machine and to the other kind of database is the same district."""

from __future__ import annotations

import dataclasses
import json
import stat
from pathlib import Path

import pytest
from installations import Installation
from postgres_cluster import Cluster

from dabiao.site.backup.manifest import Manifest
from dabiao.site.backup.opening import open_backup

ISSUE = """
from datetime import date
from dabiao.circulars.actions import CircularDraft, draft_circular, document_path
from dabiao.house.audit_chain import sm3
from dabiao.people.models import Account
made = draft_circular(
    Account.objects.get(username="office"),
    CircularDraft("关于二月测评情况的通报", "示范区创建办", "各街道，各责任单位", date(2026, 3, 2), "示创〔2026〕4号"),
)
print(json.dumps({"snapshot": made.snapshot_id, "sm3": sm3(document_path(made).read_bytes())}))
"""


def manifest_of(path: Path) -> Manifest:
    with open_backup(path, str) as opened:
        opened.check()
    return opened.manifest


def contents(manifest: Manifest) -> dict[str, object]:
    """What may not differ: everything that is kept, down to the next key that will be given out."""
    tables = [dataclasses.replace(one, stamp=None, unpacked=0) for one in manifest.tables]  # type: ignore[arg-type]
    return {"tables": tables, "files": manifest.files, "chain": manifest.chain, "steps": manifest.migrations}


@pytest.fixture(scope="module")
def journey(
    backup: Path, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Installation, Path]]:
    """The district on a new machine, from there on PostgreSQL, from there on SQLite again; each with its backup."""
    folder = tmp_path_factory.mktemp("journey")
    stops, last = [], backup
    for name, database in (("new", ""), ("server", cluster.make_database()), ("back", "")):
        stop = Installation(folder / name / "home", database)
        done = stop.dabiao("restore", last)
        assert done.returncode == 0, done.stderr
        assert "和备份一致" in done.stdout
        last = folder / f"{name}.dbk"
        done = stop.dabiao("backup", last)
        assert done.returncode == 0, done.stderr
        stops.append((stop, last))
    return stops


def test_rows_files_and_the_chain_are_the_same_wherever_it_goes(
    backup: Path, journey: list[tuple[Installation, Path]]
) -> None:
    first = manifest_of(backup)
    assert sum(one.rows for one in first.tables) > 8_000
    assert [manifest_of(path).database for _, path in journey] == ["sqlite", "postgresql", "sqlite"]
    for stop, path in journey:
        assert contents(manifest_of(path)) == contents(first)
        told = stop.told("audit", "verify")
        assert told["intact"]
        assert (told["last"], told["last_digest"]) == first.chain


def test_the_same_circular_comes_from_the_same_snapshot(
    district: Installation, journey: list[tuple[Installation, Path]]
) -> None:
    issued = [json.loads(stop.run(ISSUE).splitlines()[-1]) for stop, _ in journey]
    assert len({one["sm3"] for one in issued}) == 1
    assert len({one["snapshot"] for one in issued}) == 1


def test_what_is_written_next_follows_what_was_there(journey: list[tuple[Installation, Path]]) -> None:
    count = """
from dabiao.house import audit
from dabiao.house.models import AuditEntry
before = AuditEntry.objects.order_by("pk").last()
made = audit.append(actor="office", action="look", resource="r", resource_id="1")
assert (made.pk, made.number) == (before.pk + 1, before.number + 1), (made.pk, before.pk)
assert audit.first_break() is None
print("followed")
"""
    for stop, _ in journey:
        assert stop.run(count).splitlines()[-1] == "followed"


def test_seals_and_secrets_still_open(journey: list[tuple[Installation, Path]]) -> None:
    look = """
from dabiao.duties.letters.models import LetterSignature
from dabiao.duties.letters.statement import *
from dabiao.people.models import CodeGenerator
from dabiao.people.door.vault import opened
from dabiao.house.signing_keys import provider
from dabiao.house.models import SigningKey
assert opened(CodeGenerator.objects.get().secret) == b"12345678901234567890"
for key in SigningKey.objects.all():
    assert provider().public_key(key.owner).hex == key.public_key
print("opened", SigningKey.objects.count())
"""
    look = look.replace("from dabiao.duties.letters.statement import *\n", "")
    for stop, _ in journey:
        assert stop.run(look).splitlines()[-1] == "opened 3"


def test_only_the_owner_reads_what_was_restored(journey: list[tuple[Installation, Path]]) -> None:
    home = journey[0][0].home
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(journey[0][1].stat().st_mode) == 0o600


def test_every_file_that_the_rows_speak_of_is_there(journey: list[tuple[Installation, Path]]) -> None:
    found = journey[-1][0].run(
        """
from dabiao.circulars.actions import document_path
from dabiao.circulars.models import Circular
from dabiao.duties.letters.models import ScannedCopy
from dabiao.duties.letters.signing import scan_path
from dabiao.duties.notices.files import path_of
from dabiao.duties.notices.models import NoticeFile
paths = [document_path(one) for one in Circular.objects.all()] + [scan_path(one) for one in ScannedCopy.objects.all()]
paths += [path_of(one) for one in NoticeFile.objects.all()]
print(json.dumps([path.is_file() for path in paths]))
"""
    )
    there = json.loads(found.splitlines()[-1])
    assert len(there) >= 3, "a circular, a scan, an attachment"
    assert all(there)
