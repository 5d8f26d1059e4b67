"""Data of earlier versions open in this one, and an upgrade that fails leaves them as they were."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from installations import Installation
from postgres_cluster import Cluster
from released import VERSIONS, unpacked

LATER = "later"
"""An application of a version to come."""

FIRST_STEP = """
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunSQL("UPDATE people_account SET display_name = 'changed'")]
"""

FAILING_STEP = """
from django.db import migrations

def fail(apps, schema_editor):
    apps.get_model("rounds", "StoredCell").objects.all().delete()
    raise LookupError("half-way")

class Migration(migrations.Migration):
    dependencies = [("later", "0001_change"), ("rounds", "0001_initial")]
    operations = [migrations.RunSQL("DROP TABLE circulars_circular"), migrations.RunPython(fail)]
"""

SETTINGS = """
from dabiao.site.settings import *
INSTALLED_APPS = [*INSTALLED_APPS, "later"]
"""


@pytest.fixture
def later(tmp_path: Path) -> dict[str, str]:
    """A version to come: its first step is done well, its second fails half-way."""
    steps = tmp_path / "code" / LATER / "migrations"
    steps.mkdir(parents=True)
    for folder in (steps.parent, steps):
        (folder / "__init__.py").touch()
    (steps / "0001_change.py").write_text(FIRST_STEP, "utf-8")
    (steps / "0002_fail.py").write_text(FAILING_STEP, "utf-8")
    (tmp_path / "code" / "later_settings.py").write_text(SETTINGS, "utf-8")
    return {"PYTHONPATH": str(tmp_path / "code"), "DJANGO_SETTINGS_MODULE": "later_settings"}


@pytest.fixture
def district(tmp_path: Path) -> Installation:
    """A district on SQLite as the last release left it, opened by this version; the copy made then is put away."""
    opened = Installation(unpacked(VERSIONS[-1], tmp_path))
    opened.run("")
    shutil.rmtree(opened.home / "before-upgrades", ignore_errors=True)
    return opened


def try_to_open(installation: Installation) -> str:
    """Let a command open it, as every command does that works on data, and give what it says.

    ``demo`` then sees that the folder holds other data, and does nothing.
    """
    done = installation.dabiao("demo")
    return done.stdout + done.stderr


def dump(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "dabiao.sqlite3")) as database:
        return list(database.iterdump())


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(
    district: Installation, later: dict[str, str]
) -> None:
    before = dump(district.home)
    said = try_to_open(replace(district, settings=later))
    assert "升级没有做完（LookupError: half-way）" in said
    assert "已恢复成升级前的样子" in said
    assert "Traceback" not in said
    assert dump(district.home) == before
    copies = list((district.home / "before-upgrades").glob("*.sqlite3"))
    assert len(copies) == 1
    assert str(copies[0]) in said
    assert stat.S_IMODE(copies[0].stat().st_mode) == 0o600
    assert district.told("audit", "verify")["intact"], "this version still opens it"


def test_on_postgresql_it_leaves_the_tables_as_they_were(
    district: Installation, later: dict[str, str], cluster: Cluster, tmp_path: Path
) -> None:
    path = tmp_path / "a.dbk"
    assert district.dabiao("backup", path).returncode == 0
    server = Installation(tmp_path / "server", cluster.make_database())
    done = server.dabiao("restore", path)
    assert done.returncode == 0, done.stderr
    said = try_to_open(replace(server, settings=later))
    assert "升级没有做完（LookupError: half-way）" in said
    assert server.dabiao("backup", tmp_path / "b.dbk").returncode == 0
    first, second = (
        Installation(tmp_path).told("backup", "--check", one) for one in (path, tmp_path / "b.dbk")
    )
    assert {**first["tables"], "chain": first["chain"]} == {**second["tables"], "chain": second["chain"]}
    names = server.run(
        "from dabiao.people.models import Account\nprint(Account.objects.filter(display_name='changed').count())"
    )
    assert names.splitlines()[-1] == "0"


def test_an_upgrade_tells_of_its_copy_and_keeps_only_the_last_ones(
    district: Installation, later: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "code" / LATER / "migrations" / "0002_fail.py").unlink()
    kept = district.home / "before-upgrades"
    kept.mkdir()
    for year in range(2020, 2025):
        (kept / f"dabiao-{year}0101-000000.sqlite3").touch()
    before = dump(district.home)
    said = try_to_open(replace(district, settings=later))
    assert "升级前的数据库已复制到" in said
    copies = sorted(kept.iterdir())
    assert [one.name[7:11] for one in copies[:-1]] == ["2023", "2024"]
    assert str(copies[-1]) in said
    with closing(sqlite3.connect(copies[-1])) as database:
        assert list(database.iterdump()) == before
    again = try_to_open(replace(district, settings=later))
    assert "已复制到" not in again, "nothing is left to do"
    assert sorted(kept.iterdir()) == copies


def test_data_of_a_later_version_are_left_alone(
    district: Installation, later: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "code" / LATER / "migrations" / "0002_fail.py").unlink()
    try_to_open(replace(district, settings=later))
    before = dump(district.home)
    said = try_to_open(district)
    assert "由更新的版本打开过" in said
    assert "later.0001_change" in said
    assert dump(district.home) == before


def test_where_no_copy_can_be_made_nothing_is_changed(district: Installation, later: dict[str, str]) -> None:
    before = dump(district.home)
    (district.home / "before-upgrades").write_text("in the way")
    said = try_to_open(replace(district, settings=later))
    assert "没有复制成" in said
    assert dump(district.home) == before


def test_a_new_folder_needs_no_copy(tmp_path: Path) -> None:
    new = Installation(tmp_path / "home")
    new.run("")
    assert not (new.home / "before-upgrades").exists()
