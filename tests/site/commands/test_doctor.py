"""``dabiao doctor`` says what is missing and how to mend it, and changes nothing."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dabiao.site.commands import doctor as doctor_module
from dabiao.site.commands.doctor import command

ROOT = Path(__file__).parents[3]


def doctor(*words: str) -> Result:
    return CliRunner().invoke(command, words, catch_exceptions=False)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that nobody has made yet."""
    monkeypatch.setenv("DABIAO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_machine_that_runs_these_tests_has_what_is_needed(home: Path) -> None:
    done = doctor()
    assert done.exit_code == 0, done.output
    assert "✗" not in done.output
    assert str(home) in done.output
    assert not home.exists(), "looking makes nothing"


def test_a_program_can_read_the_findings() -> None:
    findings = json.loads(doctor("--json").output)
    assert {"Python", "数据文件夹", "网页资源", "中文字体", "文档查看"} <= {one["name"] for one in findings}
    assert all(one["fine"] for one in findings if one["needed"])
    assert all(one["remedy"] for one in findings if not one["fine"])


def test_a_data_folder_that_cannot_be_written_exits_one_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DABIAO_HOME", str(tmp_path / "file" / "home"))
    done = doctor()
    assert done.exit_code == 1
    lines = done.output.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("✗ 数据文件夹"))
    assert "DABIAO_HOME" in lines[at + 1]


def test_without_仿宋_it_says_where_the_document_looks_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_module, "FANGSONG", ())
    done = doctor()
    assert done.exit_code == 0
    lines = done.output.splitlines()
    said = lines[lines.index("! 公文字体：没有仿宋体") + 1]
    named = re.search(r"docs/\S+\.conf", said)
    assert named, said
    assert (ROOT / named[0]).is_file()


def test_what_is_optional_is_told_and_stops_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = doctor()
    assert done.exit_code == 0
    assert "! 文档查看：没有找到 LibreOffice 或 WPS" in done.output
