"""The digest: what is new or due, once a day, at one's own hour; a room that fails takes nobody else's."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from dabiao.house import registries
from dabiao.house.models import AuditEntry
from dabiao.house.registries import MyEntry, register_my_source
from dabiao.people.me import jobs, queries
from dabiao.people.me.actions import KEPT_DAYS, make_digest
from dabiao.people.me.models import Digest, DigestSettings
from dabiao.people.me.telling import Why, told
from dabiao.people.models import Account, Post
from dabiao.site import jobs as site_jobs
from dabiao.site.jobs import ask_the_clock, run_waiting_jobs

MORNING = datetime(2026, 6, 4, 0, 30, tzinfo=UTC)
"""08:30 in Shanghai."""
FRIDAY = MORNING + timedelta(days=1)


def entry(
    title: str,
    asked: datetime = MORNING - timedelta(days=9),
    due: datetime | None = None,
    pressed: datetime | None = None,
) -> MyEntry:
    return MyEntry("突发任务", title, f"/duties/{title}/", "林主任", asked, due, pressed)


@pytest.fixture
def asked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[MyEntry]:
    """What is asked of everybody; other rooms ask nothing."""
    Post.objects.update(since=date(2026, 1, 1))
    found: list[MyEntry] = []
    monkeypatch.setattr(registries, "_my_sources", {})
    register_my_source("a room of this test", lambda _asker: found)
    return found


def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def lines(person: Account) -> list[tuple[str, str]]:
    made = Digest.objects.filter(account=person).latest("pk")
    return [(line["address"], line["why"]) for line in made.lines]


# ---- what it tells


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def why(one: MyEntry, since: datetime | None, now: datetime = MORNING) -> Why | None:
    found = told([one], since, local(now))
    return found[0].why if found else None


YESTERDAY = MORNING - timedelta(days=1)


@pytest.mark.parametrize(
    ("one", "since", "expected"),
    [
        (entry("旧"), None, Why.NEW),
        (entry("旧"), YESTERDAY, None),
        (entry("新", asked=YESTERDAY + timedelta(seconds=1)), YESTERDAY, Why.NEW),
        (entry("刚好", asked=YESTERDAY), YESTERDAY, None),
        (entry("晚了", due=MORNING - timedelta(seconds=1)), YESTERDAY, Why.OVERDUE),
        (entry("今天", due=MORNING + timedelta(hours=1)), YESTERDAY, Why.DUE),
        (entry("明天", due=datetime(2026, 6, 5, 15, 59, tzinfo=UTC)), YESTERDAY, Why.DUE),
        (entry("后天", due=datetime(2026, 6, 5, 16, 0, tzinfo=UTC)), YESTERDAY, None),
        (entry("催了", pressed=MORNING - timedelta(hours=1)), YESTERDAY, Why.PRESSED),
        (entry("早催过", pressed=YESTERDAY - timedelta(hours=1)), YESTERDAY, None),
        (entry("催了也晚了", due=YESTERDAY, pressed=MORNING - timedelta(hours=1)), YESTERDAY, Why.PRESSED),
    ],
)
def test_new_pressed_and_due_are_told_and_the_rest_is_not(
    one: MyEntry, since: datetime | None, expected: Why | None
) -> None:
    assert why(one, since) == expected


def test_before_a_weekend_what_is_due_on_monday_is_told() -> None:
    monday = datetime(2026, 6, 8, 10, 0, tzinfo=UTC)
    assert why(entry("周一", due=monday), YESTERDAY, FRIDAY) == Why.DUE
    assert why(entry("周二", due=monday + timedelta(days=1)), YESTERDAY, FRIDAY) is None


MINUTES = st.integers(-20_000, 20_000)


@given(
    st.lists(st.tuples(MINUTES, st.none() | MINUTES, st.none() | MINUTES), max_size=8), st.none() | MINUTES
)
def test_a_digest_is_part_of_the_list_in_its_order_and_tells_all_that_is_overdue(
    given: list[tuple[int, int | None, int | None]], since: int | None
) -> None:
    def at(minutes: int | None) -> datetime | None:
        return None if minutes is None else MORNING + timedelta(minutes=minutes)

    entries = [
        MyEntry("通知", str(n), f"/{n}/", "x", MORNING + timedelta(minutes=asked), at(due), at(pressed))
        for n, (asked, due, pressed) in enumerate(given)
    ]
    found = [one.entry for one in told(entries, at(since), local(MORNING))]
    assert found == [one for one in entries if one in found]
    assert all(one in found for one in entries if one.due is not None and one.due < MORNING)
    if since is None:
        assert found == entries


# ---- when it is made


def test_one_is_made_a_day_however_often_the_clock_looks(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.append(entry("检查广告牌"))
    for hour in range(24):
        clock(monkeypatch, MORNING + timedelta(hours=hour))
        jobs.make_digests.call()
    made = Digest.objects.filter(account=cast.社区)
    assert [(one.day, local(one.made_at).time()) for one in made] == [(date(2026, 6, 4), time(8, 30))]
    assert lines(cast.社区) == [("/duties/检查广告牌/", Why.NEW)]


def test_everybody_with_a_post_gets_one_and_nobody_else(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.街道.is_active = False
    cast.街道.save()
    cast.责任单位.posts.update(until=date(2026, 6, 4))
    clock(monkeypatch, MORNING)
    jobs.make_digests.call()
    without = {"外人", "街道", "责任单位"}
    assert set(Digest.objects.values_list("account__display_name", flat=True)) == set(vars(cast)) - without


@pytest.mark.parametrize(
    "moment", [MORNING - timedelta(seconds=1), MORNING + timedelta(hours=10), FRIDAY + timedelta(days=1)]
)
def test_in_quiet_hours_nothing_is_made(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch, moment: datetime
) -> None:
    asked.append(entry("检查广告牌"))
    clock(monkeypatch, moment)
    assert not jobs.tick()
    jobs.make_digests.call()
    assert not Digest.objects.exists()


def test_each_person_has_an_hour_of_their_own(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    DigestSettings.objects.create(account=cast.社区, at=time(16, 0))
    DigestSettings.objects.create(account=cast.街道, wanted=False)
    clock(monkeypatch, MORNING)
    due = {one.display_name for one in queries.due_accounts(local(MORNING))}
    assert {"社区", "街道", "外人"} & due == set()
    afternoon = {
        one.display_name for one in queries.due_accounts(local(MORNING + timedelta(hours=7, minutes=30)))
    }
    assert "社区" in afternoon
    assert "街道" not in afternoon


def test_the_next_days_digest_tells_only_what_came_since(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.append(entry("旧的"))
    clock(monkeypatch, MORNING)
    jobs.make_digests.call()
    asked.append(entry("新的", asked=MORNING + timedelta(hours=2)))
    clock(monkeypatch, FRIDAY)
    jobs.make_digests.call()
    assert lines(cast.社区) == [("/duties/新的/", Why.NEW)]


def test_a_quiet_day_has_a_digest_too_so_that_nothing_comes_at_noon(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock(monkeypatch, MORNING)
    jobs.make_digests.call()
    asked.append(entry("中午来的", asked=MORNING + timedelta(hours=3)))
    clock(monkeypatch, MORNING + timedelta(hours=4))
    jobs.make_digests.call()
    assert lines(cast.社区) == []
    clock(monkeypatch, FRIDAY)
    jobs.make_digests.call()
    assert lines(cast.社区) == [("/duties/中午来的/", Why.NEW)]


def test_two_makers_at_once_make_one(cast: Cast, asked: list[MyEntry]) -> None:
    now = local(MORNING)
    assert make_digest(cast.社区, now) is not None
    assert make_digest(cast.社区, now) is None


def test_a_room_that_fails_takes_only_one_persons_digest_and_is_not_asked_again_that_day(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    calls: list[str] = []

    def broken(asker: Account) -> list[MyEntry]:
        if asker == cast.街道:
            calls.append("x")
            raise ZeroDivisionError
        return []

    register_my_source("a broken room", broken)
    clock(monkeypatch, MORNING)
    for _ in range(3):
        jobs.make_digests.call()
    assert len(calls) == 1
    assert [one.account for one in Digest.objects.filter(failed=True)] == [cast.街道]
    assert Digest.objects.filter(failed=False).count() == len(vars(cast)) - 2
    del registries._my_sources["a broken room"]
    client.force_login(cast.街道)
    assert "今天的一览没有生成" in client.get(reverse("mine")).content.decode()


def test_digests_go_after_a_month_and_leave_no_audit_entry(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    for days, kept in ((KEPT_DAYS, True), (KEPT_DAYS + 1, False)):
        Digest.objects.create(
            account=cast.外人, day=date(2026, 6, 4) - timedelta(days=days), made_at=MORNING, lines=[kept]
        )
    clock(monkeypatch, MORNING)
    jobs.make_digests.call()
    assert [one.lines for one in Digest.objects.filter(account=cast.外人)] == [[True]]
    assert not AuditEntry.objects.exists()


# ---- how it is shown


def test_today_it_stands_above_the_list_and_follows_what_becomes_of_it(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    asked += [entry("甲"), entry("乙")]
    clock(monkeypatch, MORNING)
    client.force_login(cast.社区)
    assert "今天的一览" not in client.get(reverse("mine")).content.decode()
    jobs.make_digests.call()
    said = client.get(reverse("mine")).content.decode()
    assert "08:30 生成" in said
    assert said.count("/duties/甲/") == 2
    asked[:] = [entry("乙")]
    said = client.get(reverse("mine")).content.decode()
    assert "/duties/甲/" not in said
    assert "另有 1 件已经办完或不用办了" in said
    asked.clear()
    assert "今天一览里的事都办完了" in client.get(reverse("mine")).content.decode()
    clock(monkeypatch, FRIDAY)
    client.force_login(cast.社区)
    assert "今天的一览" not in client.get(reverse("mine")).content.decode()


def test_a_digest_shows_nothing_of_a_post_that_ended_since(cast: Cast, asked: list[MyEntry]) -> None:
    asked.append(entry("只给在岗的人"))
    digest = make_digest(cast.社区, local(MORNING))
    assert digest is not None
    assert set(digest.lines[0]) == {"kind", "address", "why"}, "no copy of the words is kept"
    shown = queries.todays_digest(cast.社区, [], date(2026, 6, 4))
    assert shown is not None
    assert (shown.lines, shown.done) == ([], 1)


# ---- the clock


@pytest.mark.django_db(transaction=True)
def test_the_clock_queues_one_job_and_the_worker_makes_the_digests(
    cast: Cast, asked: list[MyEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.append(entry("检查广告牌"))
    clock(monkeypatch, MORNING)
    for _ in range(3):
        ask_the_clock()
    assert DBTaskResult.objects.count() == 1
    run_waiting_jobs()
    assert lines(cast.社区) == [("/duties/检查广告牌/", Why.NEW)]
    ask_the_clock()
    assert DBTaskResult.objects.count() == 1, "nothing is due, so nothing is queued"


def test_a_tick_that_fails_does_not_stop_the_clock(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(site_jobs, "TICKS", (broken, lambda: asked.append("x")))
    ask_the_clock()
    assert asked == ["x"]
    assert "asked again in a minute" in caplog.text
