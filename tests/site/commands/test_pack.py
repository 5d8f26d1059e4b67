"""``dabiao pack`` as 创建办 types it: what is printed, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import small_pack
from any_pack import parsed

from dabiao.site import command_line
from dabiao.site.home_folder import ENVIRONMENT_NAME
from dabiao.standards.pack_publishing import on_the_shelf
from dabiao.standards.pack_write import files_of


class Ended:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


class Run:
    """Runs ``dabiao`` with the words given."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch

    def __call__(self, *words: str | Path) -> Ended:
        self.monkeypatch.setattr(sys, "argv", ["dabiao", *map(str, words)])
        code = 0
        try:
            command_line.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = self.capsys.readouterr()
        return Ended(code, printed.out, printed.err)


@pytest.fixture
def dabiao(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv(ENVIRONMENT_NAME, str(tmp_path / "home"))
    return Run(capsys, monkeypatch)


@pytest.fixture
def own_edition(tmp_path: Path) -> str:
    """An edition the district published, in the data folder of ``dabiao``."""
    pack = parsed(small_pack.write(tmp_path / "small"))
    files = {
        **files_of(pack),
        "pack.yaml": files_of(pack)["pack.yaml"].replace(b"id: small", "id: 某区-1".encode()),
    }
    with on_the_shelf("某区-1", files, tmp_path / "home" / "packs", {}):
        pass
    return "某区-1"


def test_创建办_works_with_the_edition_it_published(dabiao: Run, own_edition: str, tmp_path: Path) -> None:
    listed = dabiao("pack", "list").out.splitlines()
    assert listed[-1].split()[:3] == ["某区-1", "小标准包", "1"]
    assert "小标准包" in dabiao("pack", "show", own_edition).out
    assert dabiao("pack", "check", own_edition).code == 0
    assert "相同" not in dabiao("pack", "diff", own_edition, "bare").out
    for words in ((), ("--framework",)):
        target = tmp_path / f"out{len(words)}.xlsx"
        assert dabiao("pack", "export", own_edition, target, *words).code == 0
        assert target.exists()
    unknown = dabiao("pack", "show", "某区-2")
    assert unknown.code == 2
    assert "是否应为“某区-1”" in unknown.err


def test_a_damaged_edition_is_told_and_refused(dabiao: Run, own_edition: str, tmp_path: Path) -> None:
    file = tmp_path / "home" / "packs" / own_edition / "tree.csv"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b"\n")
    listed = dabiao("pack", "list")
    assert listed.code == 0
    assert own_edition in listed.err
    assert own_edition not in listed.out
    assert dabiao("pack", "check", own_edition).code == 2


def test_创建办_lists_the_built_in_packs(dabiao: Run) -> None:
    ended = dabiao("pack", "list")
    assert ended.code == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == [
        "编号",
        "bare",
        "district-practice",
        "index-2012",
        "jining-2017",
        "minors-practice",
    ]
    listed = json.loads(dabiao("pack", "list", "--json").out)
    assert listed[1]["standards"] >= 60
    assert all(len(one["digest"]) == 64 for one in listed)


def test_创建办_reads_what_a_pack_holds_and_where_it_comes_from(dabiao: Run) -> None:
    ended = dabiao("pack", "show", "index-2012")
    assert ended.code == 0
    for words in ("重点工作", "29", "公共关系", "年份是推断", "deduct 5", "［D］"):
        assert words in ended.out
    told = json.loads(dabiao("pack", "show", "index-2012", "--json").out)
    assert [part["share"] for part in told["categories"]] == ["29", "22", "18", "26", "5"]
    assert sum(told["forms"].values()) == told["rules"] == sum(told["grades"].values())


def test_创建办_reads_one_standard_in_words(dabiao: Run) -> None:
    ended = dabiao("pack", "show", "district-practice", "6.1.4")
    assert ended.code == 0
    for words in ("背街小巷照明", "95%", "整改要点", "6.1.4-2"):
        assert words in ended.out
    told = json.loads(dabiao("pack", "show", "district-practice", "6.1.4", "--json").out)
    assert [rule["form"] for rule in told["rules"]] == ["threshold"]
    unknown = dabiao("pack", "show", "district-practice", "6.1.44")
    assert (unknown.code, "是否应为“6.1.4”" in unknown.err) == (2, True)


def test_a_sound_pack_is_said_to_be_sound(dabiao: Run, tmp_path: Path) -> None:
    folder = small_pack.write(tmp_path)
    assert (dabiao("pack", "check", folder).code, dabiao("pack", "check", "bare").code) == (0, 0)
    assert json.loads(dabiao("pack", "check", folder, "--json").out) == {
        "pack": str(folder),
        "sound": True,
        "defects": [],
    }


def test_a_check_that_finds_something_ends_with_1_and_names_the_place(dabiao: Run, tmp_path: Path) -> None:
    folder = small_pack.spoilt(tmp_path, "tree.csv", "市容,8", "市容,7")
    ended = dabiao("pack", "check", folder)
    assert ended.code == 1
    assert "tree.csv 第 2 行 “points”列：下一级分值之和是 8，这里写的是 7，相差 1" in ended.out
    assert "共 2 处问题" in ended.out
    told = json.loads(dabiao("pack", "check", folder, "--json").out)
    places = [(one["file"], one["row"], one["field"]) for one in told["defects"]]
    assert places == [("tree.csv", 2, "points"), ("pack.yaml", 9, "points")]


def test_what_cannot_be_read_ends_with_2(dabiao: Run, tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("文字", encoding="utf-8")
    for words in (("check", "no-such-pack"), ("check", tmp_path), ("check", tmp_path / "text.xlsx")):
        ended = dabiao("pack", *words)
        assert (ended.code, ended.out, bool(ended.err)) == (2, "", True)
    assert dabiao("pack", "no-such-command").code == 2


@pytest.mark.parametrize("command", [["show"], ["diff", "bare"]])
def test_a_pack_with_defects_is_not_used(dabiao: Run, tmp_path: Path, command: list[str]) -> None:
    folder = small_pack.spoilt(tmp_path, "tree.csv", "市容,8", "市容,7")
    ended = dabiao("pack", *command, folder)
    assert (ended.code, "相差 1" in ended.err, ended.out) == (2, True, "")


def test_创建办_sees_what_an_edition_changed(dabiao: Run, tmp_path: Path) -> None:
    before = small_pack.write(tmp_path / "before")
    after = small_pack.spoilt(tmp_path / "after", "tree.csv", "市容", "环境")
    assert "内容相同" in dabiao("pack", "diff", before, before).out
    ended = dabiao("pack", "diff", before, after)
    assert (ended.code, ended.out.splitlines()) == (0, ["体系：修改 1", "  修改 A 名称：市容 → 环境"])
    told = json.loads(dabiao("pack", "diff", before, after, "--json").out)
    assert told["counts"] == {"体系": {"修改": 1}}
    assert told["changes"] == [
        {"table": "体系", "id": "A", "kind": "修改", "field": "名称", "before": "市容", "after": "环境"}
    ]
    assert told["before"]["digest"] != told["after"]["digest"]


def test_创建办_edits_a_pack_in_excel_and_takes_it_back(dabiao: Run, tmp_path: Path) -> None:
    workbook, folder = tmp_path / "标准包.xlsx", tmp_path / "我的标准包"
    assert dabiao("pack", "export", "district-practice", workbook).code == 0
    book = openpyxl.load_workbook(workbook)
    titles = {row[0].value: row[2] for row in book["标准"].iter_rows(min_row=2)}
    titles["6.2.1"].value = "清扫保洁（本地）"
    book.save(workbook)
    assert dabiao("pack", "check", workbook).code == 0
    ended = dabiao("pack", "import", workbook, folder)
    assert (ended.code, "84 条标准" in ended.out) == (0, True)
    changed = dabiao("pack", "diff", "district-practice", folder).out
    assert changed.splitlines() == ["标准：修改 1", "  修改 6.2.1 名称：清扫保洁 → 清扫保洁（本地）"]


def test_nothing_is_overwritten(dabiao: Run, tmp_path: Path) -> None:
    workbook, folder = tmp_path / "pack.xlsx", tmp_path / "pack"
    assert dabiao("pack", "export", "bare", workbook).code == 0
    assert dabiao("pack", "import", workbook, folder).code == 0
    again = dabiao("pack", "export", "bare", workbook)
    assert (again.code, "没有覆盖" in again.err) == (2, True)
    twice = dabiao("pack", "import", workbook, folder)
    assert (twice.code, "没有写入" in twice.err) == (2, True)


def test_a_workbook_with_a_defect_is_not_imported_at_all(dabiao: Run, tmp_path: Path) -> None:
    workbook, folder = tmp_path / "pack.xlsx", tmp_path / "pack"
    dabiao("pack", "export", "index-2012", workbook)
    book = openpyxl.load_workbook(workbook)
    book["体系"]["E2"] = 28
    book.save(workbook)
    ended = dabiao("pack", "import", workbook, folder)
    assert ended.code == 2
    assert "工作表“体系” 第 2 行 “分值”列：下一级分值之和是 29，这里写的是 28" in ended.err
    assert not folder.exists()


def test_a_name_without_xlsx_or_a_missing_folder_is_refused(dabiao: Run, tmp_path: Path) -> None:
    assert dabiao("pack", "export", "bare", tmp_path / "pack.csv").code == 2
    ended = dabiao("pack", "export", "bare", tmp_path / "none" / "pack.xlsx")
    assert (ended.code, "写不进去" in ended.err) == (2, True)


def test_text_of_a_pack_cannot_steer_the_terminal(dabiao: Run, tmp_path: Path) -> None:
    folder = small_pack.spoilt(tmp_path, "tree.csv", "A,,测评项目,市容", "A,,测评项目,市\x1b[2J容")
    ended = dabiao("pack", "check", folder)
    assert (ended.code, "\x1b" in ended.out) == (1, False)
    listed = small_pack.spoilt(tmp_path / "heading", "tree.csv", "level,title", "level,title\x1b[2J")
    refused = dabiao("pack", "show", listed)
    assert (refused.code, "表头" in refused.err, "\x1b" in refused.err) == (2, True, False)


@pytest.mark.parametrize("name", ["list", "show", "check", "diff", "export", "import"])
def test_every_subcommand_helps_with_an_example(dabiao: Run, name: str) -> None:
    ended = dabiao("pack", name, "--help")
    assert (ended.code, f"例：dabiao pack {name}" in ended.out) == (0, True)


def test_the_installed_command_does_the_same() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("dabiao"), "pack", "show", "jining-2017", "--json"],
        capture_output=True,
        check=True,
    )
    assert [part["share"] for part in json.loads(done.stdout)["components"]] == ["0.85", "0.15"]


def test_the_counts_in_the_docs_are_those_the_command_prints(dabiao: Run) -> None:
    docs = Path(__file__).parents[3] / "docs" / "packs.md"
    printed = dabiao("pack", "list").out
    assert f"<!-- dabiao pack list -->\n```\n{printed}```\n<!-- end -->" in docs.read_text(encoding="utf-8")
