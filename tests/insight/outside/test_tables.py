"""Lists handed back and counts by standard: read whole or refused by row and column; seen by those who answer."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from cast import Cast
from cycle_dates import refused
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from entered import enter, feedback, from_above, table

from dabiao.core.defects import BadInput
from dabiao.duties.cycle.models import Cycle
from dabiao.insight.outside import queries
from dabiao.insight.outside.actions import correct_result, record_result, withdraw_result
from dabiao.insight.outside.models import FeedbackProblem, OutsideCount, OutsideResult
from dabiao.people.models import FormerName, Organisation
from dabiao.rounds.models import Round, StoredCell

HEADINGS = "存在问题,点位,街道,社区,责任单位,标准编号"
ROWS = (
    "路口有烟头,湖滨路口,东湖街道,,,1.1.1",
    "楼道堆物,三号楼,,和平社区,,",
    "公厕扶手松动,湖滨公厕,,,城管局,",
    "井盖不平,后街,,,,",
)


def said(cast: Cast, name: str) -> list[str]:
    return sorted(one.text for one in queries.feedback(getattr(cast, name)))


def defects(cast: Cast, cycle: Cycle, path: Path) -> list[str]:
    with pytest.raises(BadInput) as bad:
        record_result(cast.创建办, cycle, feedback(path))
    assert not OutsideResult.objects.exists()
    return list(map(str, bad.value.defects))


def test_everybody_sees_the_problems_they_answer_for(cast: Cast, cycle: Cycle, tmp_path: Path) -> None:
    enter(cast, cycle, feedback(table(tmp_path / "反馈.csv", HEADINGS, *ROWS)))
    everything = ["井盖不平", "公厕扶手松动", "楼道堆物", "路口有烟头"]
    assert said(cast, "创建办") == said(cast, "领导") == sorted(everything)
    assert said(cast, "街道") == ["楼道堆物", "路口有烟头"]  # a community's problem is its street's too
    assert said(cast, "社区") == ["楼道堆物"]
    assert said(cast, "责任单位") == ["公厕扶手松动"]
    for name in ("测评员", "外人"):
        with pytest.raises(PermissionDenied):
            queries.feedback(getattr(cast, name))


def test_a_workbook_with_a_title_row_and_a_former_name_is_read(
    cast: Cast, cycle: Cycle, tmp_path: Path
) -> None:
    FormerName.objects.create(
        organisation=Organisation.objects.get(name="城管局"), name="市容局", until=date(2026, 1, 1)
    )
    book = openpyxl.Workbook()
    for row in (["反馈问题清单"], ["序号", "问题描述", "责任单位"], [1, "树穴裸露", "市容局"]):
        book.active.append(row)
    book.save(tmp_path / "反馈.xlsx")
    (made,) = enter(cast, cycle, feedback(tmp_path / "反馈.xlsx"))
    assert [(one.row, one.text) for one in made.problems.all()] == [(3, "树穴裸露")]
    assert said(cast, "责任单位") == ["树穴裸露"]


def test_a_street_that_is_named_as_the_unit_sees_it(cast: Cast, cycle: Cycle, tmp_path: Path) -> None:
    enter(cast, cycle, feedback(table(tmp_path / "反馈.csv", HEADINGS, "占道,市场口,,,东湖街道,")))
    assert said(cast, "街道") == ["占道"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",点位,,,,", "第 2 行 “问题描述”列：没有填写"),
        ("脏,点位,东湖接道,,,", "第 2 行 “街道”列：单位名册里没有“东湖接道”，是不是“东湖街道”"),
        ("脏,点位,,,城关局,", "“责任单位”列：单位名册里没有“城关局”"),
        ("脏,点位,,没有的社区,,", "“社区”列：单位名册里没有“没有的社区”"),
        ("脏,点位,,,,99.9", "“标准编号”列：“99.9”不是标准包里的标准编号"),
        ("联系13800138000,点位,,,,", "“问题描述”列：像有手机号"),
        ("脏" * 1001 + ",点位,,,,", "“问题描述”列：有 1001 字，最多 1000 字"),
        ("脏," + "点" * 129 + ",,,,", "“点位名称”列：有 129 字，最多 128 字"),
        ("脏,#REF!,,,,", "“点位名称”列：单元格是公式错误"),
    ],
)
def test_a_bad_row_refuses_the_list_and_is_named(
    cast: Cast, cycle: Cycle, tmp_path: Path, row: str, words: str
) -> None:
    found = defects(cast, cycle, table(tmp_path / "反馈.csv", HEADINGS, row, ROWS[0]))
    assert any(words in one for one in found), found


def test_what_is_no_list_gets_a_way_forward(cast: Cast, cycle: Cycle, tmp_path: Path) -> None:
    assert "“问题描述”" in defects(cast, cycle, table(tmp_path / "别的.csv", "甲,乙", "1,2"))[0]
    assert "没有内容" in defects(cast, cycle, table(tmp_path / "空.csv", HEADINGS))[0]
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert defects(cast, cycle, tmp_path / "坏.xlsx")


def test_a_correction_keeps_the_rows_unless_it_brings_others(
    cast: Cast, cycle: Cycle, tmp_path: Path
) -> None:
    first = feedback(table(tmp_path / "反馈.csv", HEADINGS, *ROWS))
    (old,) = enter(cast, cycle, first)
    same = correct_result(
        cast.创建办,
        old,
        feedback(None),
        "清单名称写错",  # type: ignore[arg-type]
    )
    assert said(cast, "创建办") == sorted(row.split(",")[0] for row in ROWS)
    shorter = table(tmp_path / "新.csv", HEADINGS, ROWS[0])
    new = correct_result(cast.创建办, same, feedback(shorter), "第二版清单")
    assert said(cast, "创建办") == ["路口有烟头"]
    assert FeedbackProblem.objects.filter(result=old).count() == 4
    withdraw_result(cast.创建办, new, "不是本区的")
    assert said(cast, "创建办") == []


COUNTS = "标准编号,点位类型,抽查数,符合数"


def test_counts_stand_beside_our_own_of_the_last_quarter(cast: Cast, cycle: Cycle, tmp_path: Path) -> None:
    for position, (day, places, passed) in enumerate(
        [
            (date(2026, 5, 31), 50, 50),
            (date(2026, 6, 1), 10, 9),
            (date(2026, 9, 1), 20, 16),
            (date(2026, 9, 2), 9, 0),
        ]
    ):
        held = Round.objects.create(
            pack_id="district-practice",
            name=str(day),
            position=position,
            first_date=day,
            last_date=day,
            sites=1,
        )
        for kind in ("hospital", "school"):
            StoredCell.objects.create(
                round=held,
                standard_id="1.1.1",
                method="实地",
                site_type=kind,
                places=places,
                places_ok=passed,
            )
    rows = table(tmp_path / "分项.csv", COUNTS, "1.1.1,医院,8,6", "1.1.1,,20,15", "1.1.2,,5,5")
    enter(cast, cycle, from_above(rows))
    found = [
        (one.standard_id, one.site_type, one.places_ok, one.places, one.own_places_ok, one.own_places)
        for one in queries.pairs(cast.创建办, cycle)
    ]
    assert found == [
        ("1.1.1", "", 15, 20, 50, 60),  # all types together; 92 days back to 1 June, the day itself included
        ("1.1.1", "hospital", 6, 8, 25, 30),
        ("1.1.2", "", 5, 5, 0, 0),
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["1.1.1,医院,8,9"], "第 2 行 “符合数”列：符合 9 处，比抽查的 8 处还多"),
        (["1.1.1,医院,0,0"], "“抽查数”列：抽查 0 处就是没有测"),
        (["1.1.1,医院,八,6"], "“抽查数”列：数量“八”"),
        (["1.1.1,医院,,6"], "“抽查数”列：没有填写"),
        (["1.1.1,医院,-1,0"], "“抽查数”列：数量“-1”"),
        (["1.1.1,医元,8,6"], "“点位类型”列：“医元”不是标准包里的点位类型"),
        (["9.9.9,医院,8,6"], "“标准编号”列：“9.9.9”不是标准包里的"),
        ([",医院,8,6"], "“标准编号”列：没有填写"),
        (["1.1.1,医院,8,6", "1.1.1,医院,8,7"], "第 3 行 “标准编号”列：和第 2 行是同一个"),
        (["1.1.1,医院,8,6", "1.1.1,hospital,8,7"], "第 3 行 “点位类型”列：和第 2 行是同一个"),
    ],
)
def test_a_bad_count_refuses_the_table(
    cast: Cast, cycle: Cycle, tmp_path: Path, rows: list[str], words: str
) -> None:
    with refused(words):
        record_result(cast.创建办, cycle, from_above(table(tmp_path / "分项.csv", COUNTS, *rows)))
    assert not OutsideCount.objects.exists()


def test_a_long_list_shows_its_beginning_and_keeps_all_of_it(
    client: Client, cast: Cast, cycle: Cycle, tmp_path: Path
) -> None:
    rows = [f"问题{number},路口,,,城管局," for number in range(queries.PROBLEMS_SHOWN + 1)]
    (made,) = enter(cast, cycle, feedback(table(tmp_path / "反馈.csv", HEADINGS, *rows)))
    client.force_login(cast.创建办)
    shown = client.get(reverse("outside_result", args=[made.pk])).content.decode()
    assert "201 个问题" in shown
    assert "只列前 200 个" in shown
    assert "问题200" not in shown
    client.force_login(cast.责任单位)
    assert "问题200" in client.get(reverse("feedback")).content.decode()
