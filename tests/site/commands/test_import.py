"""``dabiao import``: what it shows without writing anything, what it stores, and what its exit codes say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cast import Cast
from click.testing import CliRunner, Result
from field_workbooks import FOLDER
from mapped import known_district
from workbooks import round_of, upload

from dabiao.core.field.mapping import LEFT_OUT, Kind, with_match
from dabiao.core.field.propose import propose
from dabiao.core.field.vocabulary import accepted_pairs
from dabiao.house.models import AuditEntry
from dabiao.office.field_workbook import read_tables
from dabiao.rounds.models import Import, ImportState, LearnedMatch, MappingProfile, Round, StoredCell
from dabiao.rounds.profiles import keys_of, usable
from dabiao.rounds.vocabulary import vocabulary_of
from dabiao.site.command_line import group
from dabiao.site.commands import import_
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.pack_files import load_pack

pytestmark = pytest.mark.django_db(transaction=True)

SURE = FOLDER / "open" / "wide-three-heading-rows.xlsx"
ASKING = FOLDER / "open" / "two-tables-one-sheet.xlsx"


@pytest.fixture
def district(cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A data folder with the register of the field workbooks; the command finds it open already."""
    known_district()
    monkeypatch.setattr(import_, "_open", lambda **_: True)
    return cast


def run(*arguments: object) -> Result:
    return CliRunner().invoke(
        import_.command,
        [str(one) for one in (*arguments, "--pack", "district-practice")],
        catch_exceptions=False,
    )


def canonical(tmp_path: Path, name: str = "第1轮.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(upload(round_of("第1轮", "2026-03-02", failing=2)).read())
    return path


def test_a_dry_run_shows_every_match_and_writes_nothing(district: Cast) -> None:
    done = run(ASKING)
    assert done.exit_code == 1
    assert "→" in done.output
    assert "%" in done.output
    assert "项要人选，没有入库" in done.output
    assert not Import.objects.exists()
    assert not AuditEntry.objects.exists()


def test_what_needs_a_person_is_not_stored_though_asked(district: Cast) -> None:
    assert run(ASKING, "--accept").exit_code == 1
    assert not Import.objects.exists()


def test_a_canonical_workbook_is_stored_on_request(district: Cast, tmp_path: Path) -> None:
    path = canonical(tmp_path)
    assert run(path).exit_code == 0
    assert not Import.objects.exists()
    done = run(path, "--accept")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "已入库：6 行")
    assert StoredCell.objects.get().places == 6
    again = run(path, "--accept")
    assert again.exit_code == 2
    assert "重复" in again.output
    assert Import.objects.count() == 1


def test_json_has_stable_keys(district: Cast, tmp_path: Path) -> None:
    told = json.loads(run(ASKING, "--json").output)
    assert list(told) == [
        "file",
        "pack",
        "canonical",
        "profile",
        "tables",
        "matches",
        "questions",
        "counts",
        "rows",
        "defects",
        "accepted",
        "import",
        "state",
    ]
    assert list(told["tables"][0]["columns"][0]) == [
        "letters",
        "heading",
        "role",
        "confidence",
        "basis",
        "settled",
    ]
    assert not told["accepted"]
    assert told["questions"]
    stored = json.loads(run(canonical(tmp_path), "--accept", "--json").output)
    assert (stored["accepted"], stored["rows"], stored["state"]) == (True, 6, "已入库")
    assert stored["import"] == str(Import.objects.get().pk)


def test_a_profile_that_answers_everything_lets_the_workbook_in(district: Cast, tmp_path: Path) -> None:
    mapping = propose(read_tables(ASKING), vocabulary_of(load_pack("district-practice")))
    for one in mapping.questions:
        target = "10月" if one.kind is Kind.ROUND else one.guess or LEFT_OUT
        mapping = with_match(mapping, one.kind, one.written, target, one.context)
    MappingProfile.objects.create(
        pack_id="district-practice",
        name="学校表",
        layouts=list(keys_of(mapping)),
        pairs=[[kind.value, *rest] for kind, *rest in usable(accepted_pairs(mapping))],
        made_by=district.创建办,
    )
    assert run(ASKING, "--profile", "学校表").exit_code == 1  # the round is asked every month
    done = run(ASKING, "--round", "10月", "--profile", "学校表", "--accept", "--save-profile", "学校表二")
    assert done.exit_code == 0, done.output
    assert "按对应方案“学校表”识别" in done.output
    assert Round.objects.filter(name="10月").exists()
    assert set(MappingProfile.objects.values_list("name", flat=True)) == {"学校表", "学校表二"}
    assert LearnedMatch.objects.filter(source__state=ImportState.STORED).exists()
    unknown = CliRunner().invoke(
        group, ["import", str(ASKING), "--pack", "district-practice", "--profile", "没有"]
    )
    assert "已有的：学校表、学校表二" in str(unknown.exception)


@pytest.mark.parametrize(
    "arguments",
    [("--save-profile", "x"), ("--as", "office")],
    ids=["profile without accept", "as without accept"],
)
def test_options_that_only_write_are_refused_in_a_dry_run(district: Cast, arguments: tuple[str, str]) -> None:
    done = CliRunner().invoke(group, ["import", str(SURE), "--pack", "district-practice", *arguments])
    assert "要和 --accept 一起用" in str(done.exception)


@pytest.mark.parametrize("name", ["stranger", "street", "nobody"])
def test_nobody_imports_in_the_name_of_one_who_may_not(district: Cast, tmp_path: Path, name: str) -> None:
    path = canonical(tmp_path)
    done = CliRunner().invoke(
        group, ["import", str(path), "--pack", "district-practice", "--accept", "--as", name]
    )
    assert "不能导入测评数据" in str(done.exception)
    assert not Import.objects.exists()


def test_without_a_data_folder_it_shows_what_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DABIAO_HOME", str(tmp_path / "none"))
    done = run(ASKING)
    assert done.exit_code == 1
    assert not (tmp_path / "none").exists()
