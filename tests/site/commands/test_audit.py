"""``dabiao audit``: whether the chain in a data folder or in a file is whole, and the chain as a file."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

DABIAO = Path(sys.executable).parent / "dabiao"


def dabiao(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DABIAO, "audit", *map(str, words)],
        env={**os.environ, "DABIAO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


SEALED = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "dabiao.site.settings"
from dabiao.site.commands.serve import open_home
from dabiao.site.home_folder import home_folder
open_home(home_folder())
from dabiao.house import audit
for number in range(1, 6):
    audit.append(actor="office", action="import", resource="r", resource_id=str(number), after={"rows": number})
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with five entries, made once."""
    home = tmp_path_factory.mktemp("built")
    subprocess.run([sys.executable, "-c", SEALED], env={**os.environ, "DABIAO_HOME": str(home)}, check=True)
    return home


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of it for one test to tamper with."""
    home = tmp_path / "home"
    home.mkdir()
    with (
        sqlite3.connect(built / "dabiao.sqlite3") as source,
        sqlite3.connect(home / "dabiao.sqlite3") as copy,
    ):
        source.backup(copy)
    return home


def tamper(home: Path, statement: str) -> None:
    with sqlite3.connect(home / "dabiao.sqlite3") as database:
        database.execute(statement)


def test_an_untouched_chain_is_whole_and_tells_its_last_entry(folder: Path) -> None:
    done = dabiao(folder, "verify")
    assert done.returncode == 0, done.stderr
    assert "审计记录完整，共 5 条" in done.stdout
    told = json.loads(dabiao(folder, "verify", "--json").stdout)
    assert (told["intact"], told["last"]) == (True, 5)
    assert f"末条：5:{told['last_digest']}" in done.stdout


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE house_auditentry SET actor = 'nobody' WHERE number = 3", 3),
        ("DELETE FROM house_auditentry WHERE number = 2", 2),
        ("UPDATE house_auditentry SET number = 33 WHERE number = 3", 3),
    ],
)
def test_tampering_is_located_and_exits_one(folder: Path, statement: str, place: int) -> None:
    tamper(folder, statement)
    done = dabiao(folder, "verify")
    assert done.returncode == 1
    assert f"在第 {place} 条断开" in done.stdout
    assert "备份" in done.stdout
    assert json.loads(dabiao(folder, "verify", "--json").stdout)["broken_at"] == place


def test_an_end_cut_off_shows_against_what_was_noted(folder: Path, tmp_path: Path) -> None:
    noted = dabiao(folder, "verify").stdout.splitlines()[-1].removeprefix("末条：")
    assert dabiao(folder, "verify", "--expect", noted).returncode == 0
    tamper(folder, "DELETE FROM house_auditentry WHERE number = 5")
    assert dabiao(folder, "verify").returncode == 0, "from inside it cannot be seen"
    done = dabiao(folder, "verify", "--expect", noted)
    assert done.returncode == 1
    assert "没有抄下的第 5 条" in done.stdout


def test_the_export_is_checked_like_the_database(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "审计.jsonl"
    done = dabiao(folder, "export", path)
    assert done.returncode == 0, done.stderr
    assert "已导出 5 条" in done.stdout
    noted = done.stdout.splitlines()[-1].removeprefix("末条：")
    assert dabiao(tmp_path / "nowhere", "verify", path, "--expect", noted).returncode == 0
    path.write_bytes(path.read_bytes().replace(b'"rows":4', b'"rows":9'))
    changed = dabiao(tmp_path / "nowhere", "verify", path)
    assert changed.returncode == 1
    assert "在第 4 条断开" in changed.stdout


def test_an_export_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "审计.jsonl"
    path.write_text("别人的")
    done = dabiao(folder, "export", path)
    assert (done.returncode, path.read_text()) == (2, "别人的")
    assert "没有覆盖" in done.stderr


@pytest.mark.parametrize("noted", ["5", "5:abc", "a:" + "0" * 64, "5:" + "G" * 64])
def test_a_noted_entry_copied_wrong_is_refused(folder: Path, noted: str) -> None:
    done = dabiao(folder, "verify", "--expect", noted)
    assert done.returncode == 2
    assert "编号:摘要" in done.stderr


def test_without_a_data_folder_or_with_a_broken_one_it_says_so(tmp_path: Path) -> None:
    for words in (("verify",), ("export", tmp_path / "x.jsonl")):
        done = dabiao(tmp_path / "nowhere", *words)
        assert done.returncode == 2
        assert "DABIAO_HOME" in done.stderr
    (tmp_path / "dabiao.sqlite3").write_bytes(b"no database" * 100)
    done = dabiao(tmp_path, "verify")
    assert done.returncode == 2
    assert "数据库打不开" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.jsonl").exists()
