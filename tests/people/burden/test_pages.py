"""减负 in the browser: the account, one organisation, limits, and the files handed out."""

import csv
import io
from pathlib import Path

import pytest
from asked import ask, named, set_clock
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dabiao.people.burden.models import BurdenLimit
from dabiao.people.models import Organisation, OrganisationKind

HOSTILE = '=HYPERLINK("http://elsewhere")<img src=x onerror=alert(1)>'


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)


def page(client: Client, name: str, *given: object, **asked: str) -> str:
    answer = client.get(reverse(name, args=given), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def signed_in(client: Client, person: object) -> Client:
    client.force_login(person)  # type: ignore[arg-type]
    return client


def test_exceptions_stand_before_everything_else(client: Client, cast: Cast) -> None:
    ask(cast.创建办, named("和平社区"), "核对楼道台账", minutes=200, reason="专项检查提前")
    said = page(signed_in(client, cast.创建办), "burden")
    assert said.index("理由：专项检查提前") < said.index("各单位")
    assert "超上限 1 个单位" in said
    assert "这张表不排名次" in said


def test_the_tables_order_is_the_trees_and_by_name_on_request_and_never_by_figures(
    client: Client, cast: Cast
) -> None:
    ask(cast.创建办, named("东湖街道"), "甲", minutes=1)
    ask(cast.创建办, named("和平社区"), "乙", minutes=99)
    ask(cast.创建办, named("城管局"), "丙", minutes=50)
    signed_in(client, cast.领导)
    by_tree = [one.organisation.name for one in client.get(reverse("burden")).context["lines"]]
    by_name = [
        one.organisation.name for one in client.get(reverse("burden"), {"sort": "name"}).context["lines"]
    ]
    assert by_tree.index("东湖街道") < by_tree.index("和平社区")
    assert by_name == sorted(by_name)
    assert [
        one.organisation.name for one in client.get(reverse("burden"), {"sort": "minutes"}).context["lines"]
    ] == by_tree


@pytest.mark.parametrize("week", ["2026-11-16", "2020-01-01", "nonsense", "", "2026-11-23' OR 1=1"])
def test_a_week_is_chosen_from_the_nine_and_anything_else_is_the_present_one(
    client: Client, cast: Cast, week: str
) -> None:
    answer = signed_in(client, cast.创建办).get(reverse("burden"), {"week": week})
    chosen = f"{answer.context['since']:%Y-%m-%d}"
    assert chosen == (week if week == "2026-11-16" else "2026-11-23")


def test_kinds_and_names_narrow_the_table(client: Client, cast: Cast) -> None:
    ask(cast.创建办, [named("东湖街道"), named("和平社区")], minutes=5)
    signed_in(client, cast.创建办)
    for asked, names in (
        ({"kind": "社区"}, ["和平社区"]),
        ({"q": "东湖"}, ["东湖街道"]),
        ({"kind": "没有"}, None),
    ):
        lines = client.get(reverse("burden"), asked).context["lines"]
        if names is None:
            assert len(lines) == 2
        else:
            assert [one.organisation.name for one in lines] == names
    assert "没有符合条件的单位" in page(client, "burden", q="天上")


def test_a_liaison_is_told_of_its_own_and_may_complain(client: Client, cast: Cast) -> None:
    ask(cast.创建办, [named("城管局"), named("和平社区")], "核对台账", minutes=5)
    said = page(signed_in(client, cast.社区), "burden")
    assert "减负：要我们做什么" in said
    assert "城管局" not in said
    assert reverse("burden_limits") not in said
    assert "可以不署名" in said


def test_one_organisations_page_tells_every_request_and_its_faults(client: Client, cast: Cast) -> None:
    ask(cast.创建办, named("和平社区"), "核对楼道", minutes=200, due="2026-11-25 18:00", reason="消防检查")
    said = page(signed_in(client, cast.社区), "burden_organisation", named("和平社区").pk)
    for word in ("核对楼道", "超上限", "不足一个工作日", "理由：消防检查", "示范值", "对这件提意见"):
        assert word in said


def test_an_organisation_outside_answers_like_one_that_is_not(client: Client, cast: Cast) -> None:
    signed_in(client, cast.社区)
    assert client.get(reverse("burden_organisation", args=[named("城管局").pk])).status_code == 404
    assert client.get(reverse("burden_organisation", args=[999_999])).status_code == 404


def test_requests_of_one_organisation_come_a_page_at_a_time(client: Client, cast: Cast) -> None:
    community = named("和平社区")
    for number in range(52):
        ask(cast.创建办, community, f"第{number}件", minutes=1, reason="很多")
    first = (
        signed_in(client, cast.创建办)
        .get(reverse("burden_organisation", args=[community.pk]))
        .context["page"]
    )
    rest = client.get(
        reverse("burden_organisation", args=[community.pk]), {"before": str(first.next_key)}
    ).context["page"]
    assert [len(first.rows), len(rest.rows), rest.next_key] == [50, 2, None]


def test_the_page_of_many_costs_as_many_questions_as_of_few(client: Client, cast: Cast) -> None:
    counted = []
    signed_in(client, cast.创建办)
    for number in (1, 70):
        made = Organisation.objects.bulk_create(
            Organisation(kind=OrganisationKind.COMMUNITY, name=f"第{number}-{at}社区") for at in range(number)
        )
        ask(cast.创建办, made, f"第{number}件", minutes=200, reason="多")
        with CaptureQueriesContext(connection) as asked:
            page(client, "burden")
        counted.append(len(asked))
    assert counted[0] == counted[1]


# ---- limits


def test_a_limit_is_set_from_its_form_and_shown_with_who_and_why(client: Client, cast: Cast) -> None:
    signed_in(client, cast.创建办)
    given = {"kind": "社区", "items": "4", "minutes": "90", "reason": "社区反映任务多"}
    assert client.post(reverse("burden_limits"), given).status_code == 302
    said = page(client, "burden_limits")
    assert "社区：每周 4 件、90 分钟" in said
    assert "社区反映任务多" in said
    shown = page(client, "burden_organisation", named("和平社区").pk)
    assert "每周上限 4 件、90 分钟" in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [("items", "0"), ("items", "51"), ("minutes", "9"), ("minutes", "1201"), ("minutes", "abc"), ("reason", ""),
     ("reason", "长" * 201), ("kind", "天庭")],
)  # fmt: skip
def test_a_limit_that_would_refuse_all_or_nothing_is_refused_and_what_was_typed_stays(
    client: Client, cast: Cast, field: str, value: str
) -> None:
    given = {"kind": "社区", "items": "4", "minutes": "90", "reason": "因为所以", field: value}
    answer = signed_in(client, cast.创建办).post(reverse("burden_limits"), given)
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()
    if field != "reason":
        assert "因为所以" in answer.content.decode()
    assert not BurdenLimit.objects.exists()


def test_领导_reads_limits_on_pages_but_sets_none(client: Client, cast: Cast) -> None:
    assert signed_in(client, cast.领导).get(reverse("burden_limits")).status_code == 403


# ---- files


def test_the_workbook_has_weeks_requests_and_what_they_mean(
    client: Client, cast: Cast, tmp_path: Path
) -> None:
    ask(cast.创建办, [named("和平社区"), named("城管局")], HOSTILE, minutes=200, reason="=1+1")
    answer = signed_in(client, cast.社区).get(reverse("burden_export"))
    assert "%E5%87%8F%E8%B4%9F" in answer["Content-Disposition"]
    path = tmp_path / "out.xlsx"
    path.write_bytes(answer.content)
    book = load_workbook(path)
    weeks = [[cell.value for cell in row] for row in book["每周"].iter_rows(min_row=4)]
    asks = [[cell.value for cell in row] for row in book["逐件"].iter_rows(min_row=4)]
    assert weeks[0][:2] == ["和平社区", "社区"]
    assert weeks[0][3:] == [1, 5, 200, 120, 0, 1]
    assert [row[0] for row in asks] == ["和平社区"], "a liaison's file has its own rows alone"
    assert asks[0][2] == HOSTILE
    assert book["逐件"]["C4"].data_type == "s"
    assert book["逐件"]["C4"].quotePrefix
    assert "示范值" in "".join(str(row[1].value) for row in book["说明"].iter_rows(min_row=4))


def test_the_csv_has_the_same_requests_and_runs_no_formula(client: Client, cast: Cast) -> None:
    ask(cast.创建办, named("和平社区"), HOSTILE, minutes=20)
    text = signed_in(client, cast.创建办).get(reverse("burden_export_csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["单位", "类别", "要求"]
    assert rows[1][:5] == ["和平社区", "社区", f"'{HOSTILE}", "1", "20"]


def test_a_hostile_title_is_only_a_title(client: Client, cast: Cast) -> None:
    ask(cast.创建办, named("和平社区"), HOSTILE, minutes=200, reason=HOSTILE)
    signed_in(client, cast.创建办)
    for said in (page(client, "burden"), page(client, "burden_organisation", named("和平社区").pk)):
        assert "<img src=x" not in said
