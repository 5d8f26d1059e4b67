"""Observations written and read again are the same, in both formats, whatever the words in them."""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dabiao.core.observation import (
    CONFORMING,
    FAILING,
    NOT_APPLICABLE,
    SCALE,
    SCHEMA,
    UNSTATED,
    Observations,
)
from dabiao.core.simulation.district import Plan, simulate_district
from dabiao.office.cell_values import word_of
from dabiao.office.observation_headings import HEADINGS
from dabiao.office.observation_reader import read_observations
from dabiao.office.observation_workbook import write_observations
from dabiao.standards.pack_files import load_pack

BOTH = pytest.mark.parametrize("ending", ["xlsx", "csv"])
DAYS = (date(2026, 1, 6), date(2026, 2, 6))


def observations(*rows: dict[str, object]) -> Observations:
    """One row of the small framework for each mapping, which says what is different about it."""
    filled = []
    for number, row in enumerate(rows, start=2):
        plain = dict.fromkeys(SCHEMA.names) | {
            "round": "1",
            "site_id": f"P{number}",
            "site_type": "market",
            "standard_id": "1.1",
            "method": "实地",
            "result": CONFORMING,
            "source_row": number,
        }
        filled.append(plain | row)
    columns = [
        pa.array([row[one.name] for row in filled], pa.string()).dictionary_encode()
        if pa.types.is_dictionary(one.type)
        else pa.array([row[one.name] for row in filled], one.type)
        for one in SCHEMA
    ]
    return Observations(
        pa.Table.from_arrays(columns, schema=SCHEMA), tuple(dict.fromkeys(row["round"] for row in filled))
    )


def read_again(written: Observations, path: Path, framework) -> Observations:
    write_observations(written, path)
    return read_observations([path], framework).observations


def rows_of(observed: Observations) -> list[dict[str, object]]:
    return observed.table.to_pylist()


@BOTH
def test_a_whole_district_comes_back_as_it_went_out(tmp_path, ending) -> None:
    pack = load_pack("district-practice")
    district = simulate_district(np.random.default_rng(3), Plan(days=DAYS, checks=3), pack)
    again = read_again(district.observations, tmp_path / f"测评数据.{ending}", pack)
    assert rows_of(again) == rows_of(district.observations)
    assert again.rounds == district.observations.rounds
    assert again.table.schema.equals(SCHEMA)


@BOTH
def test_every_field_comes_back(tmp_path, ending, framework) -> None:
    full = {
        "round": "第二轮",
        "date": date(2026, 3, 9),
        "site_id": "007",
        "site_name": "东湖农贸市场",
        "lon": 117.123456,
        "lat": 31.654321,
        "street": "东湖街道",
        "community": "和平社区",
        "unit": "市场监督管理局",
        "standard_id": "001",
        "method": "实地",
        "result": FAILING,
        "count": 3,
        "value": 123_456_789,
        "base": 200 * SCALE,
        "problem": "地面有积水，有烟头",
        "inspector": "测评员01",
        "photo": "照片/0001.jpg",
    }
    written = observations(full, {"result": NOT_APPLICABLE}, {"result": UNSTATED, "value": 5 * SCALE // 10})
    assert rows_of(read_again(written, tmp_path / f"一.{ending}", framework)) == rows_of(written)


words = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from(" =+-@，Ａ．１"),
        min_size=1,
        max_size=12,
    )
    .map(word_of)
    .filter(lambda word: isinstance(word, str))
)
"""Words as they are stored: full-width letters and figures are made plain when they are first read."""


figures = st.tuples(st.none() | st.integers(0, 10**12), st.none() | st.integers(1, 10**12)).filter(
    lambda pair: pair[0] is not None or pair[1] is None
)
"""数值 and 基数; a base without a value is refused by the reader."""


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "result": st.sampled_from([CONFORMING, FAILING, NOT_APPLICABLE]),
                "date": st.none() | st.integers(0, 2000).map(lambda day: date(2020, 1, 1) + timedelta(day)),
                "count": st.none() | st.integers(0, 500),
                "figures": figures,
                "site_name": st.none() | words,
                "problem": st.none() | words,
            }
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["xlsx", "csv"]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_is_read_back(tmp_path, framework, rows, ending) -> None:
    figured = [row | dict(zip(("value", "base"), row["figures"], strict=True)) for row in rows]
    written = observations(*figured)
    assert rows_of(read_again(written, tmp_path / f"任意.{ending}", framework)) == rows_of(written)


@BOTH
def test_a_formula_in_a_text_stays_text(tmp_path, ending, framework) -> None:
    written = observations({"result": FAILING, "problem": "=1+1", "site_name": "@SUM(A1)"})
    path = tmp_path / f"公式.{ending}"
    assert rows_of(read_again(written, path, framework)) == rows_of(written)
    if ending == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2) for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            values = [value for row in list(csv.reader(file))[1:] for value in row]
        assert not [value for value in values if re.match(r"[=+@\t\r]", value)]


def test_the_workbook_is_for_people(tmp_path) -> None:
    path = tmp_path / "测评数据.xlsx"
    write_observations(observations({"site_id": "007"}), path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "测评数据"
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == list(HEADINGS.values())
    told = dict(zip(HEADINGS.values(), sheet[2], strict=True))
    assert told["点位编号"].value == "007"
    assert told["点位编号"].number_format == "@"
    assert told["结果"].value == "符合"
    assert told["数值"].value is None


def test_a_text_file_opens_in_a_spreadsheet_as_chinese(tmp_path) -> None:
    path = tmp_path / "测评数据.csv"
    write_observations(observations({}), path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + "轮次,日期".encode())


def test_figures_are_written_without_noise(tmp_path) -> None:
    path = tmp_path / "数值.csv"
    write_observations(observations({"value": SCALE // 10, "base": 100 * SCALE}), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["数值"], row["基数"]) == ("0.1", "100")


@BOTH
def test_without_a_row_only_the_headings_are_written(tmp_path, ending) -> None:
    path = tmp_path / f"空.{ending}"
    write_observations(Observations(SCHEMA.empty_table(), ()), path)
    if ending == "xlsx":
        assert openpyxl.load_workbook(path).active.max_row == 1
    else:
        assert path.read_text("utf-8-sig").splitlines() == [",".join(HEADINGS.values())]


def test_another_ending_is_refused_and_nothing_is_written(tmp_path) -> None:
    with pytest.raises(ValueError, match=r"not \.xls"):
        write_observations(observations({}), tmp_path / "旧.xls")
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path) -> None:
    with pytest.raises(OSError, match="没有"):
        write_observations(observations({}), tmp_path / "没有" / "一.xlsx")
    assert not list(tmp_path.iterdir())
