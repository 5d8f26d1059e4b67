"""``dabiao simulate`` as 创建办 uses it to try things out: what is written, where, and never over anything."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import load_workbook

from dabiao.core.defects import BadInput
from dabiao.office.frame_file import read_frame
from dabiao.office.groups_file import read_groups
from dabiao.office.observation_reader import read_observations
from dabiao.site.commands.simulate import FRAME, GROUPS, MOST_ROUNDS, TRUTH, WORKBOOK, command, days
from dabiao.standards.pack_files import load_pack

FILES = (WORKBOOK, FRAME, GROUPS, TRUTH)


def run(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def values(path: Path) -> list[list[object]]:
    return load_workbook(str(path)).get_sheet_by_index(0).to_python()


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("样例")
    done = run("--out", out, "--seed", 7, "--rounds", 2)
    assert done.exit_code == 0
    return out, done.stdout


def test_the_files_are_written_and_the_truth_lies_apart(sample):
    out, said = sample
    written = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
    assert written == set(FILES)
    assert "真值" not in WORKBOOK + FRAME + GROUPS
    assert "2 轮" in said
    assert str(out) in said
    assert TRUTH in said


def test_the_workbook_the_places_and_the_groups_are_read_by_the_product(sample):
    out, said = sample
    pack = load_pack("district-practice")
    observed = read_observations([out / WORKBOOK], pack).observations
    assert f"{len(observed)} 行" in said
    assert observed.rounds == ("2026年1月", "2026年2月")
    assert observed.warnings == ()
    frame = read_frame(out / FRAME, pack)
    assert set(observed.table["site_type"].unique().to_pylist()) <= set(frame)
    assert len(set(read_groups(out / GROUPS).values())) == 3


def test_the_truth_names_every_field_standard_and_states_chances(sample):
    rows = table(sample[0] / TRUTH)
    pack = load_pack("district-practice")
    assert {row["标准编号"] for row in rows} <= set(pack.standards)
    for row in rows:
        assert 0 <= float(row["长期合格率"]) <= 1
        chance = float(row["下一轮达到要求的概率"])
        assert 0 <= chance <= 1
        classes = {"达标": chance >= 0.9, "不稳定达标": 0.5 <= chance < 0.9, "不达标": chance < 0.5}
        assert classes[row["真实状态"]]
    assert {row["真实状态"] for row in rows} == {"达标", "不稳定达标", "不达标"}
    titles = {kind.title for kind in pack.site_types}
    assert {row["点位类型"] for row in rows} <= titles | {""}


def test_the_same_seed_gives_the_same_files_and_another_seed_others(sample, tmp_path):
    out, _ = sample
    run("--out", tmp_path / "又", "--seed", 7, "--rounds", 2)
    run("--out", tmp_path / "别", "--seed", 8, "--rounds", 2)
    for name in (FRAME, GROUPS, TRUTH):
        assert (tmp_path / "又" / name).read_bytes() == (out / name).read_bytes()
    assert values(tmp_path / "又" / WORKBOOK) == values(out / WORKBOOK)
    assert (tmp_path / "别" / TRUTH).read_bytes() != (out / TRUTH).read_bytes()
    assert values(tmp_path / "别" / WORKBOOK) != values(out / WORKBOOK)


@pytest.mark.parametrize("name", FILES)
def test_what_is_there_is_never_written_over(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("我的")
    with pytest.raises(BadInput, match="没有覆盖") as refused:
        run("--out", tmp_path)
    assert [defect.file for defect in refused.value.defects] == [str(tmp_path / name)]
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {Path(name).name}
    assert (tmp_path / name).read_text() == "我的"


def test_a_program_can_read_what_was_written(tmp_path):
    found = json.loads(run("--out", tmp_path, "--rounds", 1, "--json").stdout)
    assert found["files"] == [str(tmp_path / name) for name in FILES]
    assert all(Path(path).is_file() for path in found["files"])
    assert found["rows"] == len(values(tmp_path / WORKBOOK)) - 1


def test_the_help_gives_an_example_that_works(tmp_path, monkeypatch):
    said = run("--help").stdout
    assert "例：dabiao simulate --out 样例 --seed 7 --rounds 8" in " ".join(said.split())
    assert "不覆盖" in said


@pytest.mark.parametrize(
    "wrong", [["--rounds", 0], ["--rounds", MOST_ROUNDS + 1], ["--seed", -1], ["--rounds", "三"]]
)
def test_rounds_and_seeds_that_cannot_be_are_refused(tmp_path, wrong):
    assert run("--out", tmp_path, *wrong).exit_code == 2
    assert run().exit_code == 2
    assert not list(tmp_path.iterdir())


def test_a_pack_that_asks_nothing_at_a_place_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(BadInput, match="请换一个有检查项的标准包"):
        run("--out", tmp_path / "样例", "--pack", "jining-2017")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "文件").write_text("不是文件夹")
    with pytest.raises(BadInput, match="写不进去") as refused:
        run("--out", tmp_path / "文件", "--rounds", 1)
    assert refused.value.defects[0].file == str(tmp_path / "文件")
    assert {path.name for path in tmp_path.rglob("*")} == {"文件"}


@pytest.mark.parametrize("pack", ["bare", "minors-practice", "index-2012"])
def test_the_district_of_any_pack_is_read_again_with_that_pack(tmp_path, pack):
    assert run("--out", tmp_path, "--pack", pack, "--rounds", 1).exit_code == 0
    framework = load_pack(pack)
    observed = read_observations([tmp_path / WORKBOOK], framework).observations
    types = set(observed.table["site_type"].unique().to_pylist())
    assert types <= set(read_frame(tmp_path / FRAME, framework))


def test_an_unknown_pack_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(BadInput):
        run("--out", tmp_path / "样例", "--pack", "没有这个包")
    assert not list(tmp_path.iterdir())


def test_rounds_are_the_months_of_three_years():
    found = days(MOST_ROUNDS)
    assert found[0] == date(2026, 1, 6)
    assert found[12] == date(2027, 1, 6)
    assert found[-1] == date(2028, 12, 6)
    assert len(set(found)) == 36
