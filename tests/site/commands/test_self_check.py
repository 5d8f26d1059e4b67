"""``dabiao self-check``: on the screen, as JSON, and as the files of a filing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DABIAO = Path(sys.executable).parent / "dabiao"

OPENED = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "dabiao.site.settings"
from dabiao.site.commands.serve import open_home
from dabiao.site.home_folder import home_folder
open_home(home_folder())
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with nothing in it yet."""
    folder = tmp_path_factory.mktemp("opened") / "home"
    subprocess.run([sys.executable, "-c", OPENED], env={**os.environ, "DABIAO_HOME": str(folder)}, check=True)
    return folder


def self_check(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DABIAO, "self-check", *map(str, words)],
        env={**os.environ, "DABIAO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_says_every_rule_with_its_evidence(home: Path) -> None:
    done = self_check(home)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2023-2 〔符合〕" in done.stdout
    assert "禁止的功能：找到 0 处" in done.stdout
    assert "需核实 0 条" in done.stdout


def test_json_is_for_programs_and_files_are_written_beside_it(home: Path, tmp_path: Path) -> None:
    done = self_check(home, "--json", "--out", tmp_path / "备案")
    told = json.loads(done.stdout)
    assert told["to_look_at"] == 0
    assert sorted(one.name for one in (tmp_path / "备案").iterdir()) == ["减负自查.docx", "减负自查.xlsx"]


def test_what_is_to_be_looked_at_is_an_exit_code(home: Path, tmp_path: Path) -> None:
    late = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from dabiao.people.complaints.models import Complaint
past = timezone.now() - timedelta(days=30)
Complaint.objects.create(kind="其他", text="慢", author_key="x", filed_at=past, due=past)
"""
    environment = {**os.environ, "DABIAO_HOME": str(home), "DJANGO_SETTINGS_MODULE": "dabiao.site.settings"}
    subprocess.run([sys.executable, "-c", late], env=environment, check=True)
    done = self_check(home)
    assert done.returncode == 1
    assert "2026-3 〔需核实〕" in done.stdout
    subprocess.run(
        [sys.executable, "-c", late.replace(".create(", ".all().delete() #")], env=environment, check=True
    )


def test_without_a_data_folder_it_says_how_to_name_one(tmp_path: Path) -> None:
    done = self_check(tmp_path / "nowhere")
    assert done.returncode == 2
    assert "DABIAO_HOME" in done.stderr
    assert not (tmp_path / "nowhere").exists() or not list((tmp_path / "nowhere").glob("*.sqlite3"))


def test_a_folder_that_cannot_be_made_is_told_in_one_line(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    done = self_check(home, "--out", tmp_path / "file" / "below")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
