"""The problem list: narrowed by what one asks, and always by what one answers for."""

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from cast import Cast, make_cast
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from dabiao.cases import queries
from dabiao.cases.actions import list_problems
from dabiao.cases.queries import ProblemFilter
from dabiao.core.assessment import Problem
from dabiao.house.paging import PAGE_SIZE
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role
from dabiao.places.actions import SiteEntry, register_sites
from dabiao.places.models import Site
from dabiao.rounds.models import Import
from dabiao.standards.queries import DEFAULT_PACK

FOUND = Problem(
    round="第1轮", date=date(2026, 3, 2), site_id="P1", site_name="革命纪念馆", site_type="爱国主义教育基地",
    street="东湖街道", community="湖滨社区", unit="城管局", standard_id="1.1.2", standard_title="教育基地开放",
    item="展牌完好", text="展牌破损", count=1, inspector="甲测评员", photo="a.jpg", source_row=2,
)  # fmt: skip
"""One finding in the street and of the unit of the cast."""

ELSEWHERE = replace(
    FOUND, site_id="P2", site_name="别处早市", street="西湖街道", unit="住建局", text="占道经营"
)
FORMULA = '=HYPERLINK("http://evil.example","点")'


def listed(cast: Cast, *found: Problem, pack: str = DEFAULT_PACK) -> None:
    """Put findings on the list as an import does."""
    source = Import.objects.create(file_name="测评数据.csv", pack_id=pack, uploaded_by=cast.创建办)
    list_problems(source.pk, pack, found)


def shown(client: Client, **asked: str) -> tuple[int, list[str]]:
    """How many the page says there are, and the places of the rows on it."""
    context = client.get(reverse("problems"), asked).context
    return context["total"], [one.site_id for one in context["page"].rows]


def exported(client: Client, **asked: str) -> Worksheet:
    answer = client.get(reverse("problems_export"), asked)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]


def words(sheet: Worksheet) -> set[str]:
    return {str(cell.value) for line in sheet.iter_rows() for cell in line if cell.value is not None}


def test_the_newest_finding_comes_first(client: Client, cast: Cast) -> None:
    listed(cast, FOUND, ELSEWHERE)
    client.force_login(cast.创建办)
    assert shown(client) == (2, ["P2", "P1"])


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({"street": "西湖街道"}, ["P2"]),
        ({"unit": "城管局"}, ["P1"]),
        ({"street": "西湖街道", "unit": "城管局"}, []),
        ({"round": "第2轮"}, ["P3"]),
        ({"site_type": "早市"}, ["P3"]),
        ({"standard_id": "6.1.2"}, ["P3"]),
        ({"text": "破损"}, ["P1"]),
        ({"text": "  别处 "}, ["P2"]),
        ({"text": "路面"}, ["P3"]),
        ({"text": "%"}, []),
        ({"text": "甲测评员"}, []),
        ({"street": "没有这个街道"}, []),
    ],
)
def test_the_list_is_narrowed_to_what_is_asked(
    client: Client, cast: Cast, asked: dict[str, str], places: list[str]
) -> None:
    third = replace(
        FOUND, round="第2轮", date=date(2026, 4, 2), site_id="P3", site_type="早市", street=None, unit=None,
        standard_id="6.1.2", standard_title="道路完好", text=None, item="路面平整",
    )  # fmt: skip
    listed(cast, FOUND, ELSEWHERE, third)
    client.force_login(cast.创建办)
    assert shown(client, **asked) == (len(places), places)
    sheet = exported(client, **asked)
    assert {one for one in ("P1", "P2", "P3") if one in words(sheet)} == set(places)


def test_an_empty_list_says_why(client: Client, cast: Cast) -> None:
    client.force_login(cast.创建办)
    assert "导入测评数据后" in client.get(reverse("problems")).content.decode()
    assert "可以清除筛选再看" in client.get(reverse("problems"), {"text": "x"}).content.decode()
    assert "本期没有不符合的检查项" in words(exported(client))


def test_another_pack_has_its_own_list(client: Client, cast: Cast) -> None:
    listed(cast, FOUND, pack="index-2012")
    client.force_login(cast.创建办)
    assert shown(client) == (0, [])


@pytest.mark.parametrize(("role", "place"), [("街道", "P1"), ("责任单位", "P1")])
def test_街道_and_责任单位_learn_nothing_of_what_is_not_theirs(
    client: Client, cast: Cast, role: str, place: str
) -> None:
    listed(cast, FOUND, ELSEWHERE)
    client.force_login(getattr(cast, role))
    secret = ("别处早市", "占道经营", "西湖街道", "住建局", "P2")
    for asked in ({}, {"street": "西湖街道"}, {"unit": "住建局"}, {"text": "占道"}, {"before": "999999"}):
        total, places = shown(client, **asked)
        assert (total, places) in ((1, [place]), (0, []))
        page = client.get(reverse("problems"), asked).content.decode()
        rows = re.sub(r"<form.*?</form>|href=\"[^\"]*\"", "", page, flags=re.DOTALL)
        assert [one for one in secret if one in rows] == []
        assert [one for one in secret if one in words(exported(client, **asked))] == []
    choices = queries.choices(getattr(cast, role), DEFAULT_PACK)
    assert [one for one in secret if one in str(choices)] == []
    standard = client.get(reverse("standard", args=["1.1.2"])).content.decode()
    assert "展牌破损" in standard
    assert "占道经营" not in standard


def test_街道_sees_what_others_answer_for_in_its_street(client: Client, cast: Cast) -> None:
    listed(cast, replace(FOUND, unit="住建局"), replace(ELSEWHERE, unit="城管局"))
    client.force_login(cast.街道)
    assert shown(client) == (1, ["P1"])
    client.force_login(cast.责任单位)
    assert shown(client) == (1, ["P2"])


def test_a_finding_without_street_and_unit_is_for_the_office(client: Client, cast: Cast) -> None:
    listed(cast, replace(FOUND, street=None, unit=None))
    for role, total in (("创建办", 1), ("领导", 1), ("街道", 0), ("责任单位", 0)):
        client.force_login(getattr(cast, role))
        assert shown(client)[0] == total


@pytest.mark.parametrize("role", ["测评员", "外人"])
def test_others_get_neither_list_nor_workbook(client: Client, cast: Cast, role: str) -> None:
    listed(cast, FOUND)
    client.force_login(getattr(cast, role))
    for name in ("problems", "problems_export"):
        answer = client.get(reverse(name))
        assert answer.status_code == 403
        assert "展牌破损" not in answer.content.decode()


NAMES = st.sampled_from(["东湖街道", "西湖街道", "城管局", "住建局", None])


@pytest.mark.django_db
@given(
    where=st.lists(st.tuples(NAMES, NAMES), max_size=12),
    posts=st.sets(st.sampled_from(["东湖街道", "西湖街道", "城管局", "住建局"]), min_size=1),
)
def test_whatever_the_posts_the_list_is_exactly_theirs(
    where: list[tuple[str | None, str | None]], posts: set[str]
) -> None:
    with transaction.atomic():
        cast = make_cast()
        asker = Account.objects.create(username="somebody", display_name="某人")
        for name in posts:
            street = name.endswith("街道")
            kind = OrganisationKind.STREET if street else OrganisationKind.DEPARTMENT
            organisation, _ = Organisation.objects.get_or_create(kind=kind, name=name)
            Post.objects.create(
                account=asker, role=Role.STREET if street else Role.UNIT, organisation=organisation
            )
        listed(cast, *(replace(FOUND, street=street, unit=unit) for street, unit in where))
        streets = {name for name in posts if name.endswith("街道")}
        mine = [one for one in where if one[0] in streets or one[1] in posts - streets]
        found = queries.problems(asker, DEFAULT_PACK)
        assert sorted((one.street, one.unit) for one in found) == sorted((s or "", u or "") for s, u in mine)
        assert dict(queries.choices(asker, DEFAULT_PACK))["street"] == [
            (name, name) for name in sorted({street for street, _ in mine if street})
        ]
        transaction.set_rollback(True)


def test_the_choices_name_each_word_once_newest_round_first(cast: Cast) -> None:
    later = replace(FOUND, round="第10轮", date=date(2026, 12, 1))
    listed(cast, FOUND, later, FOUND, replace(later, date=None), ELSEWHERE)
    found = queries.choices(cast.创建办, DEFAULT_PACK)
    assert [name for name, _ in found["round"]] == ["第10轮", "第1轮"]
    assert found["standard_id"] == [("1.1.2", "1.1.2 教育基地开放")]
    assert [name for name, _ in found["unit"]] == sorted(["住建局", "城管局"])


def test_a_name_no_program_may_run_stays_text_in_the_workbook(client: Client, cast: Cast) -> None:
    listed(cast, replace(FOUND, site_name=FORMULA, text="@SUM(1)\x07\x0b", unit="+1+1", item="-2+3|cmd"))
    client.force_login(cast.创建办)
    sheet = exported(client)
    cells = [cell for line in sheet.iter_rows() for cell in line if str(cell.value)[:1] in "=+-@"]
    assert {str(cell.value) for cell in cells} >= {FORMULA, "+1+1", "-2+3|cmd"}
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}


def test_the_workbook_does_not_name_the_inspector(client: Client, cast: Cast) -> None:
    listed(cast, FOUND)
    client.force_login(cast.创建办)
    assert not any("甲测评员" in word for word in words(exported(client)))
    assert "甲测评员" not in client.get(reverse("problems")).content.decode()


def test_a_hostile_finding_is_only_text_on_the_page(client: Client, cast: Cast) -> None:
    hostile = "<script>alert(1)</script>"
    listed(cast, replace(FOUND, site_name=hostile, street=hostile, unit=hostile, text=hostile, round=hostile))
    client.force_login(cast.创建办)
    for asked in ({}, {"text": hostile}, {"street": '"><b>'}):
        assert hostile not in client.get(reverse("problems"), asked).content.decode()


def test_the_pages_cover_the_list_once_and_keep_the_filter(client: Client, cast: Cast) -> None:
    many = [replace(FOUND, site_id=f"P{number}", source_row=number) for number in range(2 * PAGE_SIZE + 7)]
    listed(cast, *many, ELSEWHERE)
    client.force_login(cast.创建办)
    address: str | None = reverse("problems") + "?street=东湖街道"
    seen: list[str] = []
    while address:
        answer = client.get(address)
        assert answer.context["total"] == len(many)
        seen += [one.site_id for one in answer.context["page"].rows]
        onward = re.search(r'href="(\?[^"]*before=[^"]*)"', answer.content.decode())
        address = reverse("problems") + onward[1].replace("&amp;", "&") if onward else None
    assert seen == [one.site_id for one in reversed(many)]


@pytest.mark.parametrize("key", ["abc", "-5", "9" * 30, "1;DROP", ""])
def test_a_key_that_is_none_gives_the_first_page(client: Client, cast: Cast, key: str) -> None:
    listed(cast, FOUND)
    client.force_login(cast.创建办)
    assert shown(client, before=key) == (1, ["P1"])


def test_a_long_list_costs_as_many_queries_as_a_short_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.街道)
    counted = []
    for number in (1, 400):
        listed(cast, *(replace(FOUND, site_id=f"P{one}") for one in range(number)))
        for name in ("problems", "problems_export"):
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(name))
            counted.append(len(asked))
    assert counted[:2] == counted[2:]
    assert max(counted) <= 20, (
        "the page, its filters, how far a street reaches, and the limits of the session"
    )


def test_more_findings_than_one_statement_takes_are_all_listed(cast: Cast) -> None:
    listed(cast, *[FOUND] * 3_200)
    assert queries.problems(cast.领导, DEFAULT_PACK, ProblemFilter(unit="城管局")).count() == 3_200


def test_a_stored_problem_is_the_one_that_was_found_but_for_the_inspector(cast: Cast) -> None:
    bare = replace(FOUND, site_name=None, street=None, community=None, unit=None, item=None, text=None,
                   count=None, date=None, photo=None)  # fmt: skip
    listed(cast, FOUND, bare)
    assert queries.found_problems(DEFAULT_PACK) == tuple(
        replace(one, inspector=None) for one in (FOUND, bare)
    )


def test_a_list_too_long_for_one_workbook_is_refused_and_not_cut(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed(cast, FOUND, FOUND, FOUND)
    monkeypatch.setattr("dabiao.cases.views.MOST_EXPORTED", 2)
    client.force_login(cast.创建办)
    answer = client.get(reverse("problems_export"), {"round": "第1轮"}, follow=True)
    assert answer.redirect_chain == [(f"{reverse('problems')}?round=%E7%AC%AC1%E8%BD%AE", 302)]
    assert "没有导出" in answer.content.decode()


@pytest.mark.django_db
def test_a_place_s_page_shows_what_was_found_there_to_whoever_may_see_it(client: Client, cast: Cast) -> None:
    listed(cast, FOUND, ELSEWHERE)
    pages = {}
    register_sites(cast.创建办, [SiteEntry("P1", "革命纪念馆", "park"), SiteEntry("P2", "早市", "park")])
    for one in Site.objects.all():
        client.force_login(cast.街道)
        pages[one.site_id] = client.get(reverse("site", args=[one.pk])).content.decode()
    assert "展牌破损" in pages["P1"]
    assert "占道经营" not in pages["P2"], "another street's"
    client.force_login(cast.创建办)
    assert (
        "占道经营" in client.get(reverse("site", args=[Site.objects.get(site_id="P2").pk])).content.decode()
    )
