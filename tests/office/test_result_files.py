"""The files of an assessment come together or not at all."""

import pytest

from dabiao.core.assess import assess
from dabiao.office.observation_reader import read_observations
from dabiao.office.result_files import CHARTS, FILES, write_results


@pytest.fixture
def assessment(framework, table, row):
    rows = [row(点位编号=f"P{number}", 结果="不符合" if number == 1 else "符合") for number in range(4)]
    seen = read_observations([table(rows)], framework).observations
    return assess(framework, seen, frames={}, groups={})


def test_every_file_is_listed_where_it_stands(framework, assessment, tmp_path):
    out = tmp_path / "结果"

    def also(making):
        (making / "附.txt").write_text("另附", encoding="utf-8")
        return [making / "附.txt"]

    written = write_results(assessment, framework, out, also=also)
    assert [path.name for path in written[:4]] == list(FILES)
    assert {path.parent.name for path in written if path.suffix == ".png"} == {CHARTS}
    assert sorted(written) == sorted(path for path in out.rglob("*") if path.is_file())


def test_when_one_cannot_be_made_none_is_there(framework, assessment, tmp_path):
    def also(_making):
        raise OSError("磁盘已满")

    with pytest.raises(OSError, match="磁盘已满"):
        write_results(assessment, framework, tmp_path / "新" / "结果", also=also)
    assert not (tmp_path / "新").exists()
