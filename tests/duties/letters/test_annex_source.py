"""The annexed table from the breakdown: what the unit has to do on that day, readable however much it is."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from io import BytesIO

import pypdfium2
import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from duty_rows import give
from letters import YEAR, drafted, organisation, sent

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.framework import Framework, Method
from dabiao.core.letter_text import AnnexTask
from dabiao.duties.breakdown.cells import pack_asks, pack_cells, site_type_title
from dabiao.duties.breakdown.models import Duty
from dabiao.duties.letters import actions, annex_source
from dabiao.duties.letters.annex_lines import read_annex, written_annex
from dabiao.duties.letters.annex_source import AS_THE_STANDARD, tasks_from_breakdown
from dabiao.duties.letters.models import LONGEST_PLACES, LetterVersion
from dabiao.duties.letters.texts import text_of_version
from dabiao.people.models import Organisation, OrganisationKind
from dabiao.standards.queries import framework_in_use

MATERIALS = Cell("1.1.1", "材料")


@pytest.fixture
def framework() -> Framework:
    return framework_in_use()


def places(framework: Framework, least: int, most: int = 999) -> list[Cell]:
    """Cells of the first standard that is looked at on site in so many place types."""
    by_standard: dict[str, list[Cell]] = {}
    for cell in pack_cells(framework):
        if cell.method == Method.FIELD and cell.site_type:
            by_standard.setdefault(cell.standard_id, []).append(cell)
    return next(cells for cells in by_standard.values() if least <= len(cells) <= most)


def annex(cast: Cast, name: str = "东湖街道") -> tuple[AnnexTask, ...]:
    return text_of_version(drafted(cast, name)[0].versions.get()).annex


def test_a_draft_holds_what_the_unit_does_with_what_is_asked_there_and_by_when(
    cast: Cast, framework: Framework
) -> None:
    street = organisation("东湖街道")
    (lane, *_) = places(framework, 2)
    give(cast.创建办, street, lane, DutyKind.RESPONSIBLE, deadline=date(YEAR, 11, 30))
    give(cast.创建办, street, MATERIALS, DutyKind.ASSISTING, requirement="每季度\t报一次|附名册")
    give(cast.创建办, organisation("城管局"), MATERIALS, DutyKind.LEAD)
    materials, field = annex(cast)
    assert materials == AnnexTask(
        "1.1.1", framework.standards["1.1.1"].title, "材料", "", DutyKind.ASSISTING, "每季度 报一次|附名册"
    )
    assert field == AnnexTask(
        lane.standard_id,
        framework.standards[lane.standard_id].title,
        "实地",
        site_type_title(framework, lane.site_type),
        DutyKind.RESPONSIBLE,
        pack_asks(framework, lane),
        date(YEAR, 11, 30),
    )
    assert field.requirement, "what the pack asks stands where nothing else was agreed"


def test_place_types_of_the_same_standard_method_and_kind_share_a_row(
    cast: Cast, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annex_source, "LONGEST_ASKED", 999)
    street = organisation("东湖街道")
    cells = places(framework, annex_source.LEAST_TOGETHER)
    for cell in cells[:-1]:
        give(cast.创建办, street, cell)
    give(cast.创建办, street, cells[0], DutyKind.LEAD)
    rows = annex(cast)
    assert [one.kind for one in rows] == [DutyKind.LEAD, DutyKind.RESPONSIBLE]
    assert rows[1].site_type == "、".join(site_type_title(framework, one.site_type) for one in cells[:-1])
    for item in pack_asks(framework, *cells[:-1]).split("；"):
        assert item in rows[1].requirement
    give(cast.创建办, street, cells[-1])
    found = tasks_from_breakdown(cast.创建办, [street.pk], timezone.localdate())[street.pk]
    assert found[1].site_type == f"全部 {len(cells)} 类点位"


def test_what_is_asked_apart_or_by_another_day_keeps_its_own_row(cast: Cast, framework: Framework) -> None:
    street = organisation("东湖街道")
    first, second, third, *_ = places(framework, 3)
    give(cast.创建办, street, first)
    give(cast.创建办, street, second, requirement="每天两次")
    give(cast.创建办, street, third, deadline=date(YEAR, 6, 30))
    rows = annex(cast)
    assert len(rows) == 3
    assert {one.deadline for one in rows} == {None, date(YEAR, 6, 30)}
    assert [one.site_type for one in rows if one.requirement == "每天两次"] == [
        site_type_title(framework, second.site_type)
    ]


def test_a_duty_for_all_places_is_said_so(cast: Cast, framework: Framework) -> None:
    (cell, *_) = places(framework, 3)
    give(cast.创建办, organisation("东湖街道"), cell.everywhere)
    assert [one.site_type for one in annex(cast)] == ["全部点位"]


def test_only_what_is_open_on_the_day_of_the_pack_in_use_counts(cast: Cast, framework: Framework) -> None:
    street = organisation("东湖街道")
    today = timezone.localdate()
    ended, of_another_pack, gone, to_come = (
        give(cast.创建办, street, cell) for cell in places(framework, 4)[:4]
    )
    Duty.objects.filter(pk=ended.pk).update(until=today, ended_by=cast.创建办, ended_at=timezone.now())
    Duty.objects.filter(pk=of_another_pack.pk).update(pack_id="another")
    Duty.objects.filter(pk=gone.pk).update(standard_id="9.9.9")
    Duty.objects.filter(pk=to_come.pk).update(since=today + timedelta(days=1))
    assert annex(cast) == ()
    day_before = tasks_from_breakdown(cast.创建办, [street.pk], today - timedelta(days=1))
    assert len(day_before[street.pk]) == 1, "and what was open then is in the table of then"


def test_a_unit_the_breakdown_says_nothing_of_has_the_packs_own(cast: Cast, framework: Framework) -> None:
    give(cast.创建办, organisation("东湖街道"), MATERIALS)
    led = {one.id for one in framework.standards.values() if one.lead_department == "城管局"}
    assert {one.standard_id for one in annex(cast, "城管局")} == led
    assert led


def test_whoever_asks_gets_no_more_than_they_may_see(cast: Cast) -> None:
    units = [organisation(name) for name in ("东湖街道", "城管局")]
    for one in units:
        give(cast.创建办, one, MATERIALS)
    keys, today = [one.pk for one in units], timezone.localdate()
    assert set(tasks_from_breakdown(cast.创建办, keys, today)) == set(keys)
    assert set(tasks_from_breakdown(cast.街道, keys, today)) == {units[0].pk}
    with pytest.raises(PermissionDenied):
        tasks_from_breakdown(cast.外人, keys, today)


def test_the_table_is_read_for_all_units_at_once(cast: Cast, framework: Framework) -> None:
    def cost(units: list[Organisation]) -> int:
        with CaptureQueriesContext(connection) as found:
            tasks_from_breakdown(cast.创建办, [one.pk for one in units], timezone.localdate())
        return len(found)

    streets = [
        Organisation.objects.create(kind=OrganisationKind.STREET, name=f"第{at}街道") for at in range(12)
    ]
    tasks_from_breakdown(
        cast.创建办, [], timezone.localdate()
    )  # the posts of the asker are known from now on
    give(cast.创建办, streets[0], MATERIALS)
    few = cost(streets[:1])
    for one in streets:
        for cell in places(framework, 4):
            give(cast.创建办, one, cell)
    assert cost(streets) == few


def test_what_a_row_would_repeat_at_length_is_left_to_the_standard(
    cast: Cast, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annex_source, "LONGEST_ASKED", 5)
    give(cast.创建办, organisation("东湖街道"), places(framework, 2)[0])
    give(cast.创建办, organisation("东湖街道"), MATERIALS, requirement="本单位自己约定的要求不会被省去")
    own, usual = annex(cast)
    assert own.requirement == "本单位自己约定的要求不会被省去"
    assert usual.requirement == AS_THE_STANDARD


def test_more_place_types_than_fit_are_named_in_part_and_counted(
    cast: Cast, framework: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = places(framework, 8)[:-1]
    for cell in cells:
        give(cast.创建办, organisation("东湖街道"), cell)
    monkeypatch.setattr(annex_source, "LONGEST_PLACES", 20)
    (row,) = annex(cast)
    assert len(row.site_type) <= 20
    assert row.site_type.endswith(f"等 {len(cells)} 类点位")
    assert row.site_type.startswith(site_type_title(framework, cells[0].site_type))


def test_a_row_comes_back_from_the_form_as_it_went_in(cast: Cast, framework: Framework) -> None:
    street = organisation("东湖街道")
    for cell in pack_cells(framework)[::3]:
        give(cast.创建办, street, cell)
    give(cast.创建办, street, pack_cells(framework)[1], requirement="长" * 1990 + "|甲\n乙")
    rows = annex(cast)
    assert len(rows) > 50
    assert read_annex(written_annex(rows)) == rows


def test_a_street_that_answers_everywhere_has_a_letter_one_can_read(
    client: Client, cast: Cast, framework: Framework
) -> None:
    """The whole pack by two kinds: 844 duties. The table has a row a standard, method and kind."""
    street = organisation("东湖街道")
    cells = pack_cells(framework)
    for cell in cells:
        for kind in (DutyKind.LEAD, DutyKind.RESPONSIBLE):
            give(cast.创建办, street, cell, kind)
    version = sent(cast)
    rows = text_of_version(LetterVersion.objects.get(pk=version.pk)).annex
    assert len(rows) == 2 * len({(one.standard_id, one.method) for one in cells})
    assert len(rows) < len(cells)
    assert all(len(one.site_type) <= LONGEST_PLACES for one in rows)
    assert [one.standard_id for one in rows] == sorted(
        (one.standard_id for one in rows), key=lambda number: [*map(int, number.split("."))]
    ), "in the order of the standards"
    client.force_login(cast.创建办)
    assert "任务分解表（" in client.get(reverse("letter", args=[version.letter_id])).content.decode()
    actions.freeze(cast.创建办, [version.letter])
    frozen = LetterVersion.objects.get(pk=version.pk)
    document = client.get(_file(frozen, "docx")).getvalue()
    (table,) = [one for one in Document(BytesIO(document)).tables if one.rows[0].cells[0].text == "标准编号"]
    assert len(table.rows) == len(rows) + 1
    with closing(pypdfium2.PdfDocument(client.get(_file(frozen, "pdf")).getvalue())) as printed:
        assert len(printed) <= len(rows) // 4, "at least four rows a page"


def _file(version: LetterVersion, form: str) -> str:
    return reverse("letter_file", args=[version.letter_id, version.number, form])
