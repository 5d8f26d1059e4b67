"""Whom a sentence is suggested to that names nobody: whoever leads its standard in the breakdown, else in the pack."""

from __future__ import annotations

import pytest
from cast import Cast
from django.db import connection
from django.test.utils import CaptureQueriesContext
from duty_rows import give
from pressed import kept

from dabiao.core.breakdown_cells import Cell, DutyKind
from dabiao.core.framework import Framework
from dabiao.core.outline.suggestions import BY_LEAD, Lead
from dabiao.duties.breakdown.cells import pack_cells
from dabiao.duties.press.leads import leads_of
from dabiao.duties.press.models import SourceLine
from dabiao.people.models import Organisation, OrganisationKind
from dabiao.people.organisations.queries import open_organisations
from dabiao.standards.queries import framework_in_use

pytestmark = pytest.mark.usefixtures("home")

TEXT = """关于做好近期创建工作的通知
一、抓好公益广告
要在公交站台增加公益广告，核心价值观内容不少于一处。
"""


@pytest.fixture
def framework() -> Framework:
    return framework_in_use()


@pytest.fixture
def bureaus(cast: Cast) -> list[Organisation]:
    return [
        Organisation.objects.create(kind=OrganisationKind.DEPARTMENT, name=name)
        for name in ("公共交通管理局", "园林中心")
    ]


def suggested(cast: Cast) -> SourceLine:
    return kept(cast.创建办, TEXT).lines.get(standard_id="1.3.4")


def cells(framework: Framework, standard: str) -> list[Cell]:
    return [one for one in pack_cells(framework) if one.standard_id == standard]


def leads(cast: Cast, framework: Framework) -> dict[str, Lead]:
    return leads_of(cast.创建办, framework.id, list(open_organisations()))


def test_without_a_breakdown_the_pack_says_who_leads(cast: Cast, framework: Framework) -> None:
    line = suggested(cast)
    assert line.unit == framework.standards["1.3.4"].lead_department
    assert line.unit_confidence == round(line.standard_confidence * BY_LEAD, 2)


def test_whoever_leads_in_the_breakdown_is_suggested(
    cast: Cast, framework: Framework, bureaus: list[Organisation]
) -> None:
    for cell in cells(framework, "1.3.4"):
        give(cast.创建办, bureaus[0], cell, DutyKind.LEAD)
        give(cast.创建办, bureaus[1], cell, DutyKind.RESPONSIBLE)
    line = suggested(cast)
    assert line.unit == "公共交通管理局"
    assert line.unit_confidence == round(line.standard_confidence * BY_LEAD, 2)


def test_a_unit_that_the_sentence_names_goes_before_the_breakdown(
    cast: Cast, framework: Framework, bureaus: list[Organisation]
) -> None:
    for cell in cells(framework, "1.3.4"):
        give(cast.创建办, bureaus[0], cell, DutyKind.LEAD)
    named = kept(cast.创建办, TEXT.replace("要在", "由城管局负责，在")).lines.get(standard_id="1.3.4")
    assert named.unit == "城管局"


def test_where_several_lead_the_one_with_most_cells_is_less_sure(
    cast: Cast, framework: Framework, bureaus: list[Organisation]
) -> None:
    several = next(found for key in framework.standards if len(found := cells(framework, key)) >= 4)
    for at, cell in enumerate(several[:4]):
        give(cast.创建办, bureaus[at == 0], cell, DutyKind.LEAD)
    assert leads(cast, framework) == {several[0].standard_id: Lead("公共交通管理局", 0.75)}


def test_one_that_is_closed_is_nobodys_lead(
    cast: Cast, framework: Framework, bureaus: list[Organisation]
) -> None:
    cell = cells(framework, "1.3.4")[0]
    duty = give(cast.创建办, bureaus[0], cell, DutyKind.LEAD)
    Organisation.objects.filter(pk=bureaus[0].pk).update(closed_on=duty.since)
    assert leads(cast, framework) == {}


def test_all_leads_are_read_at_once(cast: Cast, framework: Framework, bureaus: list[Organisation]) -> None:
    def cost() -> int:
        known = list(open_organisations())
        with CaptureQueriesContext(connection) as found:
            leads_of(cast.创建办, framework.id, known)
        return len(found)

    give(cast.创建办, bureaus[0], pack_cells(framework)[0], DutyKind.LEAD)
    leads(cast, framework)
    few = cost()
    for cell in pack_cells(framework)[1:]:
        give(cast.创建办, bureaus[1], cell, DutyKind.LEAD)
    assert cost() == few == 1
