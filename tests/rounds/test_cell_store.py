"""Cells in the database: they come back as they went in, and score as the rows they were counted from."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from cast import Cast
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from imported import stored
from workbooks import HEADINGS, round_of, row, upload

from dabiao.core.assess import assess
from dabiao.core.cells import ITEM_KEYS, ITEM_SUMS, KEYS, SUMS, CellTable, Overlap
from dabiao.core.judging import judge
from dabiao.core.score import score
from dabiao.core.sum_table import SumTable, sorted_words
from dabiao.core.tally import tally
from dabiao.insight.models import Snapshot
from dabiao.office.observation_reader import read_observations
from dabiao.office.result_json import result_document
from dabiao.rounds.cell_store import cell_table, replace_cells
from dabiao.rounds.models import Round, StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

pytestmark = pytest.mark.django_db

WORDS = {
    "standard": st.sampled_from(["1.1.2", "6.1.2", "乙", "A-1"]),
    "method": st.sampled_from(["实地", "材料", "问卷"]),
    "street": st.sampled_from(["东湖街道", "西湖街道", "'; DROP TABLE", None]),
    "site_type": st.sampled_from(["patriotic_base", "arterial_road"]),
    "unit": st.sampled_from(["城管局", "=1+1", None]),
    "item": st.sampled_from(["1.1.2-1", "展牌完好"]),
}
NO_OVERLAP = Overlap()
COUNT = st.integers(0, 10**6)
FIGURE = st.integers(-(2**53), 2**53)


def sums_of(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, int]]:
    """Figures a cell may hold: passes within checks, the millionths of any sign."""
    signed = {"missing", "value", "base"}
    return st.fixed_dictionaries({name: FIGURE if name in signed else COUNT for name in names}).map(
        _passes_within
    )


def _passes_within(sums: dict[str, int]) -> dict[str, int]:
    for kind in ("places", "rows"):
        if kind in sums:
            sums[f"{kind}_ok"] = min(sums[f"{kind}_ok"], sums[kind])
    return sums


def rows_of(keys: tuple[str, ...], sums: tuple[str, ...]) -> st.SearchStrategy[dict[tuple, dict[str, int]]]:
    key = st.tuples(*(WORDS[name] for name in keys if name != "round"))
    return st.dictionaries(key, sums_of(sums), max_size=12)


def table(
    keys: tuple[str, ...], sums: tuple[str, ...], rows: dict[tuple, dict[str, int]], name: str
) -> SumTable:
    """The rows as the core has them: sorted by key, a missing word last."""
    full = {(*key, name): figures for key, figures in rows.items()}
    words = {one: sorted_words(key[at] for key in full) for at, one in enumerate(keys)} | {"round": (name,)}
    coded = sorted(
        (tuple(words[one].index(key[at]) for at, one in enumerate(keys)), figures)
        for key, figures in full.items()
    )
    return SumTable(
        words,
        {one: np.array([code[at] for code, _ in coded], np.int64) for at, one in enumerate(keys)},
        {one: np.array([figures[one] for _, figures in coded], np.int64) for one in sums},
    )


def content(cells: CellTable) -> list[object]:
    """All there is to a table, comparable."""
    return [
        (part.words, *(column.tolist() for column in (*part.codes.values(), *part.sums.values())))
        for part in (cells.cells, cells.items)
    ] + [cells.rounds, cells.overlap]


def a_round(name: str, position: int = 0, overlap: Overlap = NO_OVERLAP) -> Round:
    return Round.objects.create(
        pack_id=DEFAULT_PACK, name=name, position=position, sites=1,
        overlap_rows=overlap.rows, overlap_agreeing=overlap.agreeing,
    )  # fmt: skip


@given(
    cells=rows_of(KEYS, SUMS),
    items=rows_of(ITEM_KEYS, ITEM_SUMS),
    overlap=st.builds(Overlap, COUNT, COUNT),
)
def test_cells_come_back_as_they_went_in(
    cells: dict[tuple, dict[str, int]], items: dict[tuple, dict[str, int]], overlap: Overlap
) -> None:
    counted = CellTable(
        ("第1轮",), table(KEYS, SUMS, cells, "第1轮"), table(ITEM_KEYS, ITEM_SUMS, items, "第1轮"), overlap
    )
    with transaction.atomic():
        one = a_round("第1轮", overlap=overlap)
        assert replace_cells(one, counted) == len(cells) + len(items)
        assert content(cell_table([one])) == content(counted)
        transaction.set_rollback(True)


def test_no_rounds_have_no_cells() -> None:
    nothing = cell_table([])
    assert (nothing.rounds, len(nothing), nothing.base.rows) == ((), 0, 0)


def test_counting_a_round_again_replaces_its_cells_and_no_others() -> None:
    figures = dict.fromkeys(SUMS, 2)
    rounds = [a_round("第1轮", 0), a_round("第2轮", 1)]
    for one in (*rounds, rounds[0]):
        only = {(name, "实地", "东湖街道", "patriotic_base", None): figures for name in ("1.1.2", "6.1.2")}
        nothing = table(ITEM_KEYS, ITEM_SUMS, {}, one.name)
        replace_cells(one, CellTable((one.name,), table(KEYS, SUMS, only, one.name), nothing))
    assert StoredCell.objects.count() == 4
    again = cell_table(rounds)
    assert again.base.places == 8
    assert [(one.standard_id, one.round) for one in again.contract_cells()] == [
        ("1.1.2", "第1轮"),
        ("1.1.2", "第2轮"),
        ("6.1.2", "第1轮"),
        ("6.1.2", "第2轮"),
    ]


def test_the_database_itself_refuses_more_passes_than_checks() -> None:
    one = a_round("第1轮")
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredCell.objects.create(
            round=one, standard_id="1.1.2", method="实地", site_type="patriotic_base", places=3, places_ok=4
        )


MARKS = st.lists(
    st.fixed_dictionaries(
        {
            "轮次": st.sampled_from(["第1轮", "第2轮"]),
            "点位编号": st.sampled_from(["P1", "P2", "P3"]),
            "标准编号": st.sampled_from(["1.1.2", "1.2.1"]),
            "街道": st.sampled_from(["东湖街道", "西湖街道", ""]),
            "责任单位": st.sampled_from(["城管局", "住建局", ""]),
            "结果": st.sampled_from(["符合", "不符合", "不适用"]),
        }
    ),
    min_size=1,
    max_size=15,
    unique_by=lambda one: (one["轮次"], one["点位编号"], one["标准编号"]),
)


def observed(rows: list[dict[str, str]]):
    """The rows as read from a workbook."""
    lines = [",".join(HEADINGS), *(",".join(one[name] for name in HEADINGS) for one in rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "测评.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return read_observations([path], framework_in_use()).observations


@settings(max_examples=40)
@given(marks=MARKS)
def test_stored_cells_score_exactly_as_the_rows_do(marks: list[dict[str, str]]) -> None:
    places = {one["点位编号"]: (one["街道"], one["责任单位"]) for one in marks}
    same_place = [dict(zip(("街道", "责任单位"), places[one["点位编号"]], strict=True)) for one in marks]
    seen = observed([row(**{**one, **place}) for one, place in zip(marks, same_place, strict=True)])
    framework = framework_in_use()
    counted = tally(seen, framework, judge(seen, framework))
    with transaction.atomic():
        rounds = [a_round(name, at) for at, name in enumerate(seen.rounds)]
        for one in rounds:
            replace_cells(one, counted.where("round", one.name))
        again = cell_table(rounds)
        assert score(framework, again) == score(framework, counted)
        assert again.base == counted.base
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_says_what_assessing_the_workbook_says(
    client: Client, cast: Cast, home: HomeFolder
) -> None:
    rows = [
        *round_of("第1轮", "2026-03-02", failing=4, places=20),
        *round_of("第2轮", "2026-04-02", failing=1, places=20, 街道="西湖街道", 责任单位="住建局"),
        row(轮次="第2轮", 日期="2026-04-03", 点位编号="X1", 点位类型="主次干道", 标准编号="6.1.2", 街道=""),
    ]
    stored(cast.创建办, upload(rows[20:]))
    stored(cast.创建办, upload(rows[:20]))
    framework = framework_in_use()
    whole = result_document(assess(framework, observed(rows), frames={}, groups={}))
    kept = Snapshot.objects.first().result
    assert {name for name in whole if whole[name] != kept[name]} <= {"warnings", "problems"}
