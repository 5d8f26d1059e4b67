"""The cycle in the browser: read by all who read it, changed by 创建办, nothing typed is lost."""

import re
from datetime import date

import chinese_calendar
import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.working_days import working_day_after
from dabiao.duties.cycle.actions import add_entry
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.models import CalendarEntry, Cycle, Feed
from dabiao.people.models import Organisation

HOSTILE = '<img src=x onerror="alert(1)">'
SATURDAY = date(2026, 11, 28)


@pytest.fixture
def office(client: Client, cast: Cast, home: object) -> Client:
    client.force_login(cast.创建办)
    return client


def as_(person: object) -> Client:
    client = Client()
    client.force_login(person)  # type: ignore[arg-type]
    return client


def page(client: Client, name: str, *given: object, **query: str) -> str:
    answer = client.get(reverse(name, args=given), query)
    assert answer.status_code == 200
    return answer.content.decode()


def change(client: Client, entry: CalendarEntry, what: str, **given: object):
    entry.refresh_from_db()
    data = {"seen": entry.sequence} | given
    return client.post(reverse("calendar_entry_change", args=[entry.pk, what]), data)


def last_test(cycle: Cycle) -> CalendarEntry:
    return cycle.entries.get(kind=CalendarKind.TEST.value, since__year=2026)


# ---- reading


def test_before_there_is_a_cycle_the_page_says_what_to_do(office: Client, cast: Cast) -> None:
    assert reverse("cycle_propose") in page(office, "cycle")
    said = page(as_(cast.街道), "cycle")
    assert "还没有创建周期" in said
    assert reverse("cycle_propose") not in said


def test_a_reader_sees_stages_windows_gates_and_no_form(cast: Cast, cycle: Cycle) -> None:
    said = page(as_(cast.街道), "cycle")
    for word in ("2024—2026 创建周期", "攻坚突破", "2026 年正式测评", "2025 年年度测评得分不低于 80", "未定"):
        assert word in said
    assert "<svg" in said
    for name in ("calendar_entry_new", "cycle_settle"):
        assert reverse(name, args=[cycle.pk]) not in said
    entry = page(as_(cast.街道), "calendar_entry", last_test(cycle).pk)
    assert "<form" not in entry.split("</header>")[1]


def test_every_date_of_the_picture_stands_in_its_table(cast: Cast, cycle: Cycle) -> None:
    said = page(as_(cast.街道), "cycle")
    table = said[said.index("列成表") : said.index("</details>")]
    for one in cycle.entries.all():
        assert one.title in table


def test_a_year_lists_what_lies_in_it_by_month(cast: Cast, cycle: Cycle) -> None:
    said = page(as_(cast.街道), "cycle", year="2025")
    months = said[said.index('id="months"') :]
    assert "2025 年正式测评" in months
    assert "2024 年正式测评" not in months
    assert re.findall(r'rowgroup">(\d{4}-\d\d)<', months) == sorted(
        {"2025-01", "2025-06", "2025-07", "2025-08", "2025-12"}
    )
    assert page(as_(cast.街道), "cycle", year="1999"), "another year is no error"


def test_what_names_my_unit_is_marked_and_can_be_shown_alone(cast: Cast, cycle: Cycle) -> None:
    street = Organisation.objects.get(name="东湖街道")
    add_entry(
        cast.创建办,
        cycle,
        EntryDraft(CalendarKind.OTHER_WINDOW, "入户宣传", date(2026, 7, 1), organisations=(street,)),
    )
    mine = page(as_(cast.街道), "cycle", year="2026", mine="1")
    months = mine[mine.index('id="months"') :]
    assert "入户宣传" in months
    assert "指定本单位" in months
    assert "2026 年正式测评" not in months
    assert "指定本单位" not in page(as_(cast.责任单位), "cycle", year="2026")


def test_a_page_costs_as_many_questions_whatever_it_holds(cast: Cast, cycle: Cycle) -> None:
    reader, counted = as_(cast.街道), []
    for number in (0, 100):
        for at in range(number):
            draft = EntryDraft(CalendarKind.OTHER_WINDOW, f"窗口{at}", date(2026, 7, 1))
            add_entry(cast.创建办, cycle, draft)
        page(reader, "cycle")
        with CaptureQueriesContext(connection) as asked:
            page(reader, "cycle")
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_there_is_no_page_of_what_does_not_exist(office: Client) -> None:
    for name in ("cycle_of", "calendar_entry", "calendar_entry_new"):
        assert office.get(reverse(name, args=[999])).status_code == 404
    for name in ("cycle_current", "cycle_settle", "cycle_feed_renew", "cycle_feed_revoke"):
        assert office.post(reverse(name, args=[999])).status_code == 404


# ---- proposing


def test_a_proposal_is_shown_and_made_with_one_click(office: Client) -> None:
    said = page(office, "cycle_propose")
    assert "会生成" in said
    first = timezone.localdate().year - (timezone.localdate().year - 2015) % 3
    given = {"pack": "district-practice", "first_year": first, "test_month": 8, "do": "make"}
    answer = office.post(reverse("cycle_propose"), given)
    made = Cycle.objects.get()
    assert answer["Location"] == reverse("cycle_of", args=[made.pk])
    assert made.entries.count() == said.count("<li><span>")


def test_looking_again_makes_nothing_and_shows_the_new_dates(office: Client) -> None:
    given = {"pack": "district-practice", "first_year": 2027, "test_month": 10, "do": "look"}
    said = office.post(reverse("cycle_propose"), given).content.decode()
    assert "2029 年正式测评" in said
    assert "2028-10-01 — 2029-09-30" in said
    assert not Cycle.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"first_year": "19"}, 'id="id_first_year_error"'),
        ({"test_month": "2"}, 'id="id_test_month_error"'),
        ({"pack": "../etc"}, 'id="id_pack_error"'),
        ({"weights": "15/25"}, "三个不小于 0 的数"),
        ({"weights": "-15/25/60", "weights_source": "市"}, "三个不小于 0 的数"),
        ({"weights": "15/25/60"}, "出自哪份文件"),
        ({"weights": "15/25/61", "weights_source": "市文件"}, "现在合计 101%"),
        ({"pack": "bare"}, 'id="id_pack_error"'),
    ],
)
def test_a_proposal_that_cannot_be_is_told_and_keeps_what_was_typed(
    office: Client, given: dict[str, str], said: str
) -> None:
    whole = {
        "pack": "district-practice",
        "first_year": "2024",
        "test_month": "8",
        "title": "我们的周期",
        "do": "make",
    }
    answer = office.post(reverse("cycle_propose"), whole | given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert "我们的周期" in answer.content.decode()
    assert not Cycle.objects.exists()


def test_another_cycle_can_become_the_current_one(office: Client, cycle: Cycle) -> None:
    given = {"pack": "district-practice", "first_year": "2027", "test_month": "8", "do": "make"}
    where = office.post(reverse("cycle_propose"), given)["Location"]
    assert "这不是当前周期" in office.get(where).content.decode()
    other = Cycle.objects.exclude(pk=cycle.pk).get()
    office.post(reverse("cycle_current", args=[other.pk]))
    assert "2027—2029 创建周期" in page(office, "cycle")


# ---- changing


def test_a_move_is_told_with_its_reason_on_the_page(office: Client, cast: Cast, cycle: Cycle) -> None:
    answer = change(
        office, last_test(cycle), "move", since="2026-10-12", until="2026-10-23", reason="国测推迟"
    )
    assert answer["Location"] == reverse("calendar_entry", args=[last_test(cycle).pk])
    said = page(as_(cast.街道), "calendar_entry", last_test(cycle).pk)
    assert "2026-08-01 — 2026-08-31" in said
    assert "2026-10-12 — 2026-10-23" in said
    assert "原因：国测推迟" in said


@pytest.mark.parametrize(
    ("what", "given", "said"),
    [
        ("move", {"since": "2026-02-30", "until": "2026-03-01", "reason": "改"}, 'id="move_since_error"'),
        ("move", {"since": "2026-10-12", "until": "2026-10-11", "reason": "改"}, "早于开始日期"),
        ("move", {"since": "2026-10-12", "until": "2026-10-13", "reason": ""}, 'id="move_reason_error"'),
        ("describe", {"title": ""}, 'id="describe_title_error"'),
        ("describe", {"title": "测评", "organisations": ["999999"]}, 'id="describe_organisations_error"'),
        ("withdraw", {"reason": ""}, 'id="withdraw_reason_error"'),
        ("move", {"since": "2026-10-12", "until": "2026-10-13", "reason": "改", "seen": "9"}, "有人改过"),
        ("move", {"since": "2026-10-12", "until": "2026-10-13", "reason": "改", "seen": "x"}, "有人改过"),
    ],
)
def test_what_is_refused_is_told_beside_its_form_and_nothing_changes(
    office: Client, cycle: Cycle, what: str, given: dict[str, object], said: str
) -> None:
    answer = change(office, last_test(cycle), what, **given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert last_test(cycle).sequence == 0


def test_only_what_fits_a_date_can_be_done_to_it(office: Client, cycle: Cycle) -> None:
    given = {"state": "已达到", "source": "通报"}
    assert change(office, last_test(cycle), "outcome", **given).status_code == 404
    assert change(office, last_test(cycle), "burn").status_code == 404


def test_a_result_is_entered_and_shown(office: Client, cast: Cast, cycle: Cycle) -> None:
    gate = cycle.entries.get(pack_gate="annual-80", since__year=2024)
    wrong = change(office, gate, "outcome", state="已达到", figure="79", source="省通报")
    assert "不一致" in wrong.content.decode()
    change(office, gate, "outcome", state="未定", figure="83.4", source="省通报〔2025〕3 号")
    said = page(as_(cast.街道), "cycle")
    assert "已达到" in said
    assert "83.4 分" in said
    assert "省通报〔2025〕3 号" in said
    assert "按权重合计 12.51 分，占全周期的 15%" in said


def test_proposed_dates_are_settled_from_the_page(office: Client, cycle: Cycle) -> None:
    said = page(office, "cycle")
    keys = re.findall(r'name="entry" value="(\d+)"', said)
    assert len(keys) == cycle.entries.count()
    office.post(reverse("cycle_settle", args=[cycle.pk]), {"entry": [*keys, "x", "9" * 30]})
    assert "拟定的日期" not in page(office, "cycle")


def test_a_hostile_title_is_only_a_title(office: Client, cast: Cast, cycle: Cycle) -> None:
    change(office, last_test(cycle), "describe", title=HOSTILE)
    for said in (page(office, "cycle"), page(office, "calendar_entry", last_test(cycle).pk)):
        assert "<img" not in said
        assert "&lt;img src=x" in said


# ---- days off


def new(client: Client, cycle: Cycle, kind: str, **given: object):
    return client.post(f"{reverse('calendar_entry_new', args=[cycle.pk])}?kind={kind}", given)


def test_a_deadline_on_a_saturday_is_asked_about_first(office: Client, cycle: Cycle) -> None:
    street = Organisation.objects.get(name="东湖街道")
    given = {
        "title": "报送计划",
        "since": SATURDAY.isoformat(),
        "minutes": "30",
        "organisations": [street.pk],
        "reason": "赶进度",
    }
    asked = new(office, cycle, "期限", **given)
    assert asked.status_code == 400
    said = asked.content.decode()
    assert "下一个工作日是 2026-11-30" in said
    assert "报送计划" in said, "nothing typed is lost"
    assert not CalendarEntry.objects.filter(title="报送计划").exists()
    assert new(office, cycle, "期限", **given, day_off="next").status_code == 302
    assert CalendarEntry.objects.get(title="报送计划").since == date(2026, 11, 30)
    assert new(office, cycle, "期限", **(given | {"title": "就这天"}), day_off="keep").status_code == 302
    kept = CalendarEntry.objects.get(title="就这天")
    assert kept.since == SATURDAY
    assert "到期日休息，下一个工作日是 2026-11-30" in page(office, "calendar_entry", kept.pk)


def test_a_filing_that_ends_on_a_holiday_may_end_on_the_working_day_after(
    office: Client, cycle: Cycle
) -> None:
    filing = cycle.entries.get(kind=CalendarKind.FILING.value, since__year=2026)
    given = {"since": "2026-09-01", "until": "2026-10-02", "reason": "延期"}
    assert "2026-10-08" in change(office, filing, "move", **given).content.decode()
    change(office, filing, "move", **given, day_off="next")
    filing.refresh_from_db()
    assert filing.until == date(2026, 10, 8)


def test_a_year_without_announced_holidays_says_so(
    office: Client, cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = chinese_calendar.is_workday

    def until_2026(day: date) -> bool:
        if day.year > 2026:
            raise NotImplementedError
        return bool(known(day))

    monkeypatch.setattr(chinese_calendar, "is_workday", until_2026)
    given = {"since": "2027-12-01", "until": "2027-12-30", "reason": "改"}
    moved = change(office, last_test(cycle), "move", **given)
    said = office.get(moved["Location"]).content.decode()
    assert "2027 年的放假安排还没有公布，这里按周一至周五上班计算" in said
    again = office.get(moved["Location"]).content.decode()
    assert "2027 年的放假安排还没有公布，工作日按周一至周五计算" in again


def test_a_form_has_the_fields_of_its_kind(office: Client, cycle: Cycle) -> None:
    def fields(kind: str) -> set[str]:
        said = page(office, "calendar_entry_new", cycle.pk, kind=kind)
        return set(re.findall(r'name="([a-z_]+)"', said)) - {"csrfmiddlewaretoken", "language", "next"}

    units = {"whole_kinds", "organisations"}
    days = {"title", "since", "until"}
    common = {"viewport"} & fields("阶段") | {"htmx-config"} & fields("阶段")
    assert fields("阶段") - common == {"title", "since"}
    assert fields("会议") - common == {"title", "since", "begins", "lasts", "minutes", "reason"} | units
    assert fields("期限") - common == {"title", "since", "begins", "minutes", "reason"} | units
    assert fields("关口") - common == days | {"condition", "source"} | units
    assert fields("材料申报期") - common == days | {"source"} | units
    assert fields("没有这一类") == fields("会议")


def test_a_whole_kind_of_units_is_named_at_once(office: Client, cycle: Cycle) -> None:
    day = working_day_after(timezone.localdate(), 6)
    given = {"title": "推进会", "since": day.isoformat(), "begins": "14:30", "lasts": "60", "minutes": "60"}
    new(office, cycle, "会议", **given, whole_kinds=["街道", "部门"])
    made = CalendarEntry.objects.get(title="推进会")
    assert {one.name for one in made.organisations.all()} == {"东湖街道", "城管局"}
    assert (made.lasts, made.at and timezone.localtime(made.at).hour) == (60, 14)


# ---- feeds


def test_an_address_is_shown_once_and_renewed_and_revoked(cast: Cast, cycle: Cycle) -> None:
    street = as_(cast.街道)
    unit = Organisation.objects.get(name="东湖街道")
    shown = street.post(reverse("cycle_feeds"), {"organisation": unit.pk})
    assert "no-store" in shown["Cache-Control"]
    first = re.findall(r'value="(http://testserver[^"]+\.ics)"', shown.content.decode())[0]
    assert Client().get(first).status_code == 200
    assert first.rsplit("/", 1)[1] not in page(street, "cycle_feeds")
    feed = Feed.objects.get(revoked_at=None)
    renewed = street.post(reverse("cycle_feed_renew", args=[feed.pk])).content.decode()
    second = re.findall(r'value="(http://testserver[^"]+\.ics)"', renewed)[0]
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    assert as_(cast.责任单位).post(reverse("cycle_feed_revoke", args=[feed.pk])).status_code == 404
    feed = Feed.objects.get(revoked_at=None)
    for stranger in (cast.责任单位, cast.社区):
        for name in ("cycle_feed_renew", "cycle_feed_revoke"):
            assert as_(stranger).post(reverse(name, args=[feed.pk])).status_code == 404
    street.post(reverse("cycle_feed_revoke", args=[feed.pk]))
    assert Client().get(second).status_code == 404


def test_a_unit_out_of_reach_is_no_choice(cast: Cast) -> None:
    unit = Organisation.objects.get(name="城管局")
    answer = as_(cast.街道).post(reverse("cycle_feeds"), {"organisation": unit.pk})
    assert answer.status_code == 400
    assert "城管局" not in answer.content.decode()
    assert not Feed.objects.exists()


def test_a_persons_own_address(cast: Cast, cycle: Cycle) -> None:
    shown = as_(cast.社区).post(reverse("cycle_feeds"), {"whose": "own"}).content.decode()
    address = re.findall(r'value="(http://testserver[^"]+\.ics)"', shown)[0]
    assert Client().get(address).status_code == 200
    assert Feed.objects.get().account == cast.社区
