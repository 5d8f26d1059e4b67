"""Feeds: an address opens one unit's dates without signing in, and nothing else; read back by another library."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from feeds import said
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.defects import BadInput
from dabiao.core.working_days import working_day_after
from dabiao.duties.cycle import dates
from dabiao.duties.cycle.actions import Move, add_entry, move_entry, settle_entries, withdraw_entry
from dabiao.duties.cycle.dates import Dated, register_dates
from dabiao.duties.cycle.drafts import EntryDraft
from dabiao.duties.cycle.feed_actions import open_feed, revoke_feed
from dabiao.duties.cycle.feed_queries import feeds, units_within
from dabiao.duties.cycle.models import CalendarEntry, Cycle, Feed
from dabiao.house.audit import PERSONAL
from dabiao.house.models import AuditEntry
from dabiao.people.models import Account, Organisation, OrganisationKind, Post, Role

SHANGHAI = ZoneInfo("Asia/Shanghai")
REVISED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is gone after it."""
    monkeypatch.setattr(dates, "_sources", {})


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def address(token: str) -> str:
    return reverse("cycle_feed", args=[token])


def read(client: Client, token: str) -> dict[str, icalendar.Event]:
    """The feed's events by title, as the other library reads them."""
    answer = client.get(address(token))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar.errors == []
    return {str(one["summary"]): one for one in calendar.walk("VEVENT")}


def window(cast: Cast, cycle: Cycle, title: str, *units: str) -> CalendarEntry:
    draft = EntryDraft(
        CalendarKind.OTHER_WINDOW, title, date(2026, 7, 1), organisations=tuple(map(named, units))
    )
    return add_entry(cast.创建办, cycle, draft)


# ---- what it holds


def test_a_units_feed_holds_its_dates_and_everybodys_and_no_others(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    window(cast, cycle, "街道的", "东湖街道")
    window(cast, cycle, "社区的", "和平社区")
    window(cast, cycle, "城管局的", "城管局")
    settle_entries(cast.创建办, cycle, cycle.entries.values_list("pk", flat=True))
    found = read(client, open_feed(cast.街道, named("东湖街道")))
    assert "街道的" in found
    assert not {"社区的", "城管局的"} & set(found)
    everybodys = {one.title for one in cycle.entries.filter(organisations=None)}
    assert set(found) == everybodys | {"街道的"}


def test_days_end_on_the_day_after_and_stages_at_the_next_one(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    settle_entries(cast.创建办, cycle, cycle.entries.values_list("pk", flat=True))
    found = read(client, open_feed(cast.街道, named("东湖街道")))
    test, stage = found["2026 年正式测评"], found["巩固提升"]
    assert (test.decoded("dtstart"), test.decoded("dtend")) == (date(2026, 8, 1), date(2026, 9, 1))
    assert (stage.decoded("dtstart"), stage.decoded("dtend")) == (date(2025, 1, 1), date(2026, 1, 1))
    gate = found["2026 年年度测评得分不低于 70"]
    assert gate.decoded("dtend") - gate.decoded("dtstart") == timedelta(days=1)
    assert "停止全国文明城市资格一年" in str(gate["description"])


def test_what_is_only_proposed_says_so(client: Client, cast: Cast, cycle: Cycle) -> None:
    found = read(client, open_feed(cast.街道, named("东湖街道")))
    assert "2026 年正式测评（拟定）" in found


def test_a_meeting_comes_at_its_time_in_shanghai(client: Client, cast: Cast, cycle: Cycle) -> None:
    day = working_day_after(timezone.localdate(), 5)
    add_entry(
        cast.创建办,
        cycle,
        EntryDraft(
            CalendarKind.MEETING, "推进会", day, begins=time(14, 30), lasts=90, minutes=100,
            organisations=(named("东湖街道"),),
        ),
    )  # fmt: skip
    found = read(client, open_feed(cast.街道, named("东湖街道")))["推进会"]
    begins = datetime.combine(day, time(14, 30), SHANGHAI)
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (begins, begins + timedelta(minutes=90))
    assert found["dtstart"].params["TZID"] == "Asia/Shanghai"


def test_a_moved_date_keeps_its_name_and_counts_up(client: Client, cast: Cast, cycle: Cycle) -> None:
    made = window(cast, cycle, "街道的", "东湖街道")
    token = open_feed(cast.街道, named("东湖街道"))
    before = read(client, token)["街道的"]
    move_entry(cast.创建办, made, Move(date(2026, 7, 6), None, None, "让路", made.sequence))
    after = read(client, token)["街道的"]
    assert after["uid"] == before["uid"]
    assert (before.decoded("sequence"), after.decoded("sequence")) == (0, 1)
    assert after.decoded("dtstamp") >= before.decoded("dtstamp")
    assert after.decoded("dtstart") == date(2026, 7, 6)


def test_a_date_that_was_called_off_is_told_as_cancelled(client: Client, cast: Cast, cycle: Cycle) -> None:
    made = window(cast, cycle, "街道的", "东湖街道")
    token = open_feed(cast.街道, named("东湖街道"))
    assert read(client, token)["街道的"]["status"] == "CONFIRMED"
    withdraw_entry(cast.创建办, made, "不办了", made.sequence)
    found = read(client, token)["街道的"]
    assert (found["status"], found.decoded("sequence")) == ("CANCELLED", 1)
    assert "不办了" not in said(found), "reasons are for those who sign in"


def test_every_event_has_a_name_of_its_own(client: Client, cast: Cast, cycle: Cycle) -> None:
    answer = client.get(address(open_feed(cast.街道, named("东湖街道"))))
    names = [str(one["uid"]) for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]
    assert len(names) == len(set(names)) == cycle.entries.count()


def test_dates_of_another_cycle_are_not_in_it(client: Client, cast: Cast, cycle: Cycle) -> None:
    Cycle.objects.update(is_current=False)
    assert read(client, open_feed(cast.街道, named("东湖街道"))) == {}


# ---- dates of other rooms


def letters(organisation_id: int) -> Iterator[Dated]:
    yield Dated(
        "letter-7", "责任书", f"第 {organisation_id} 号单位的承诺", date(2026, 12, 1), "/x/7/", REVISED, 2
    )
    yield Dated("notice-1", "通知", "当天下班前", datetime(2026, 12, 2, 9, tzinfo=UTC), "/x/1/", REVISED)
    yield Dated("task-3", "督办", "已经取消", date(2026, 12, 3), "/x/3/", REVISED, cancelled=True)


def test_other_rooms_dates_of_the_same_unit_are_in_it(client: Client, cast: Cast, cycle: Cycle) -> None:
    register_dates("letters", letters)
    street = named("东湖街道")
    found = read(client, open_feed(cast.街道, street))
    letter = found[f"第 {street.pk} 号单位的承诺"]
    assert (letter.decoded("dtstart"), letter.decoded("sequence")) == (date(2026, 12, 1), 2)
    assert letter.decoded("dtstamp") == REVISED
    assert str(letter["url"]) == "http://testserver/x/7/"
    assert found["当天下班前"].decoded("dtstart") == datetime(2026, 12, 2, 17, tzinfo=SHANGHAI)
    assert found["已经取消"]["status"] == "CANCELLED"


def test_a_registered_date_keeps_its_name_from_fetch_to_fetch(client: Client, cast: Cast) -> None:
    register_dates("letters", letters)
    token = open_feed(cast.街道, named("东湖街道"))
    first, second = read(client, token), read(client, token)
    assert {one["uid"] for one in first.values()} == {one["uid"] for one in second.values()}


def test_a_number_of_a_person_in_a_title_of_another_room_is_left_out(client: Client, cast: Cast) -> None:
    def careless(_organisation_id: int) -> list[Dated]:
        return [Dated("n", "通知", "请联系 13912345678", date(2026, 12, 1), "/", REVISED)]

    register_dates("notices", careless)
    answer = client.get(address(open_feed(cast.街道, named("东湖街道")))).content.decode()
    assert "13912345678" not in answer
    assert "请联系 （号码略）" in answer


# ---- who gets one


def test_an_address_is_made_by_whoever_answers_for_the_unit_or_by_创建办(cast: Cast) -> None:
    allowed = {
        "东湖街道": {"创建办", "领导", "街道"},
        "和平社区": {"创建办", "领导", "街道", "社区"},
        "城管局": {"创建办", "领导", "责任单位"},
    }
    for unit, people in allowed.items():
        for name, person in vars(cast).items():
            if name in people:
                assert open_feed(person, named(unit))
            else:
                with pytest.raises((PermissionDenied, Organisation.DoesNotExist)):
                    open_feed(person, named(unit))


def test_a_unit_that_is_gone_gets_none(cast: Cast) -> None:
    Organisation.objects.filter(name="城管局").update(closed_on=timezone.localdate())
    with pytest.raises(BadInput, match="撤并"):
        open_feed(cast.创建办, named("城管局"))


def test_the_list_shows_what_is_within_reach(cast: Cast) -> None:
    for unit in ("东湖街道", "和平社区", "城管局"):
        open_feed(cast.创建办, named(unit))
    open_feed(cast.社区, None)

    def seen(person: Account) -> set[str]:
        return {str(one) for one in feeds(person).rows}

    assert seen(cast.创建办) == {"东湖街道", "和平社区", "城管局"}, "another person's own is that person's"
    assert seen(cast.街道) == {"东湖街道", "和平社区"}
    assert seen(cast.社区) == {"和平社区", str(cast.社区)}
    assert seen(cast.责任单位) == {"城管局"}
    assert [one.name for one in units_within(cast.街道)] == ["东湖街道", "和平社区"]
    assert {one.name for one in units_within(cast.创建办)} == {"示范区", "东湖街道", "和平社区", "城管局"}
    for stranger in (cast.外人, cast.测评员, cast.系统管理员):
        with pytest.raises(PermissionDenied):
            feeds(stranger)


def test_the_database_and_the_audit_chain_hold_no_token(cast: Cast) -> None:
    token = open_feed(cast.街道, named("东湖街道"))
    assert len(token) >= 43, "256 bits"
    assert token not in repr(list(Feed.objects.values())) + repr(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.get().action == "keep_feeds"


# ---- when it stops


def gone(client: Client, token: str) -> tuple[int, bytes, dict[str, str]]:
    answer = client.get(address(token))
    return answer.status_code, answer.content, dict(answer.headers)


def test_wrong_renewed_revoked_and_closed_are_one_answer(client: Client, cast: Cast, cycle: Cycle) -> None:
    street = named("东湖街道")
    renewed = open_feed(cast.街道, street)
    revoked = open_feed(cast.街道, street)
    revoke_feed(cast.街道, Feed.objects.get(revoked_at=None))
    closed = open_feed(cast.责任单位, named("城管局"))
    Organisation.objects.filter(name="城管局").update(closed_on=timezone.localdate())
    of_a_leaver = open_feed(cast.社区, None)
    cast.社区.posts.update(until=timezone.localdate())
    locked = open_feed(cast.创建办, None)
    Account.objects.filter(pk=cast.创建办.pk).update(is_active=False)
    answers = [
        gone(client, token)
        for token in ("wrong", "", "x" * 500, "错", renewed, revoked, closed, of_a_leaver, locked)
        if token
    ]
    assert answers[0][0] == 404
    assert all(one == answers[0] for one in answers)
    assert "东湖街道" not in answers[0][1].decode()


def test_a_signed_in_reader_gets_the_same_answer(client: Client, cast: Cast) -> None:
    nobody = gone(client, "wrong")
    client.force_login(cast.创建办)
    assert gone(client, "wrong")[:2] == nobody[:2]


def test_a_new_address_works_and_the_old_one_does_not(client: Client, cast: Cast) -> None:
    street = named("东湖街道")
    old, new = open_feed(cast.街道, street), open_feed(cast.街道, street)
    assert client.get(address(old)).status_code == 404
    assert client.get(address(new)).status_code == 200


# ---- a person's own


def test_a_persons_feed_joins_the_units_of_the_posts_and_follows_them(
    client: Client, cast: Cast, cycle: Cycle
) -> None:
    window(cast, cycle, "街道的", "东湖街道")
    window(cast, cycle, "城管局的", "城管局")
    window(cast, cycle, "两家的", "东湖街道", "城管局")
    register_dates("letters", lambda _one: [Dated("a", "通知", "共同的", date(2026, 12, 1), "/", REVISED)])
    post = Post.objects.create(account=cast.街道, role=Role.UNIT, organisation=named("城管局"))
    token = open_feed(Account.objects.get(pk=cast.街道.pk), None)
    assert {"街道的", "城管局的", "两家的", "共同的"} <= set(read(client, token))
    Post.objects.filter(pk=post.pk).update(until=timezone.localdate())
    assert "城管局的" not in read(client, token)
    assert cast.街道.display_name not in str(client.get(address(token)).content.decode().split("VEVENT")[0])


# ---- how it answers


def test_it_shows_nothing_but_the_calendar(client: Client, cast: Cast, cycle: Cycle) -> None:
    token = open_feed(cast.街道, named("东湖街道"))
    answer = client.get(address(token))
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert client.post(address(token)).status_code == 405
    assert client.head(address(token)).content == b""
    addresses = [str(one["url"]) for one in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]
    for one in addresses:
        behind = client.get(one.removeprefix("http://testserver"))
        assert behind["Location"].startswith(reverse("sign_in")), "what it points to asks for signing in"


def test_what_has_not_changed_is_not_sent_again(client: Client, cast: Cast, cycle: Cycle) -> None:
    token = open_feed(cast.街道, named("东湖街道"))
    first = client.get(address(token))
    again = client.get(address(token), headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "no-store")
    window(cast, cycle, "新的", "东湖街道")
    changed = client.get(address(token), headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert "Last-Modified" in changed


def test_it_costs_as_many_questions_whatever_it_holds(client: Client, cast: Cast, cycle: Cycle) -> None:
    token = open_feed(cast.街道, named("东湖街道"))

    def asked(which: str) -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(address(which))
        return len(found)

    few = asked(token)
    for at in range(60):
        window(cast, cycle, f"窗口{at}", "东湖街道", "城管局")
    assert asked(token) == few == 6
    assert asked("wrong") == 1


class HostileTitles(TestCase):
    """Whatever somebody calls a date, calendars read it as it was written, and as nothing more."""

    @settings(max_examples=25)
    @given(
        title=st.text(
            st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff"),
            min_size=1,
            max_size=100,
        ).filter(lambda text: text == text.strip() and not PERSONAL.search(text))
        | st.sampled_from(("a,b;c\\n", "创" * 100, "😀" * 60, "END:VEVENT", '"a":b'))
    )
    def test_a_title_comes_back(self, title: str) -> None:
        office = Account.objects.create(username="o", display_name="创建办")
        district = Organisation.objects.create(kind=OrganisationKind.DISTRICT, name="示范区")
        Post.objects.create(account=office, role=Role.OFFICE, organisation=district)
        cycle = Cycle.objects.create(
            title="周期", pack_id="p", pack_edition="1", first_year=2024, is_current=True,
            first_weight=1500, second_weight=2500, third_weight=6000, weights_source="",
        )  # fmt: skip
        add_entry(office, cycle, EntryDraft(CalendarKind.OTHER_WINDOW, title, date(2026, 7, 1)))
        assert set(read(Client(), open_feed(office, district))) == {title}
