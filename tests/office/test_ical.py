"""Feeds of dates, written by hand and read back by a library that shares no code with the writer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dabiao.office.ical import LONGEST_LINE, CalendarEvent, write_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
REVISED = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
HOSTILE = (
    "逗号,分号;反斜杠\\换行\n第二行",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:混进来的",
    "\\n 不是换行，\\, 也不是",
    "😀👩‍👩‍👧‍👦" * 30,
    "创建全国文明城市" * 40,
    "a" * 74 + "国" * 3,
    '"引号": 冒号 = 等号',
)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff"))
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))


def event(**given: object) -> CalendarEvent:
    plain: dict[str, object] = {
        "uid": "1@dabiao",
        "title": "材料申报",
        "since": date(2026, 11, 2),
        "until": date(2026, 11, 30),
        "revised_at": REVISED,
    }
    return CalendarEvent(**(plain | given))  # type: ignore[arg-type]


def read(written: bytes) -> list[icalendar.Event]:
    """Read a feed with the other library; nothing in it may have been mended on the way."""
    calendar = icalendar.Calendar.from_ical(written)
    assert calendar.errors == []
    events = list(calendar.walk("VEVENT"))
    assert [one.errors for one in events] == [[] for _ in events]
    return events


def read_one(one: CalendarEvent) -> icalendar.Event:
    (found,) = read(write_calendar("日历", [one]))
    return found


def test_a_day_event_ends_on_the_day_after_its_last() -> None:
    found = read_one(event())
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (date(2026, 11, 2), date(2026, 12, 1))
    assert found["dtstart"].params["VALUE"] == "DATE"


def test_a_single_day_lasts_one_day() -> None:
    found = read_one(event(since=date(2026, 12, 31), until=date(2026, 12, 31)))
    assert found.decoded("dtend") - found.decoded("dtstart") == timedelta(days=1)


def test_a_moment_is_told_in_the_time_of_shanghai_whatever_zone_it_came_in() -> None:
    since = datetime(2026, 12, 3, 6, 30, tzinfo=UTC)
    found = read_one(event(since=since, until=since + timedelta(minutes=90)))
    assert found["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert found.decoded("dtstart") == datetime(2026, 12, 3, 14, 30, tzinfo=SHANGHAI)
    assert found.decoded("dtend") == datetime(2026, 12, 3, 16, 0, tzinfo=SHANGHAI)


def test_a_moment_without_length_has_no_end() -> None:
    since = datetime(2026, 12, 3, 6, 30, tzinfo=UTC)
    assert "dtend" not in read_one(event(since=since, until=since))


def test_the_zone_is_told_with_its_offset() -> None:
    calendar = icalendar.Calendar.from_ical(write_calendar("日历", []))
    (zone,) = calendar.walk("VTIMEZONE")
    offset = datetime(2026, 7, 1, tzinfo=zone.to_tz()).utcoffset()
    assert offset == timedelta(hours=8) == datetime(2026, 7, 1, tzinfo=SHANGHAI).utcoffset()


def test_the_same_events_give_the_same_bytes() -> None:
    assert write_calendar("日历", [event()]) == write_calendar("日历", [event()])


def test_identity_revision_and_state_are_kept() -> None:
    found = read_one(
        event(uid="7@x", sequence=3, cancelled=True, category="窗口", address="http://x.cn/a,b;c")
    )
    assert (found["uid"], found.decoded("sequence"), found["status"]) == ("7@x", 3, "CANCELLED")
    assert found.decoded("dtstamp") == found.decoded("last-modified") == REVISED
    assert [str(one) for one in found["categories"].cats] == ["窗口"]
    assert str(found["url"]) == "http://x.cn/a,b;c"
    assert read_one(event())["status"] == "CONFIRMED"


def test_an_address_cannot_end_its_line() -> None:
    found = read_one(event(address="http://x.cn/\r\nSUMMARY:混进来的"))
    assert str(found["summary"]) == "材料申报"


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": date(2026, 11, 1)},
        {"since": REVISED},
        {"since": REVISED, "until": REVISED - timedelta(seconds=1)},
        {"since": datetime(2026, 11, 20, 8), "until": datetime(2026, 11, 20, 9)},  # noqa: DTZ001
        {"revised_at": datetime(2026, 11, 20, 8)},  # noqa: DTZ001
    ],
)
def test_an_event_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"event|moment"):
        write_calendar("日历", [event(**wrong)])


@pytest.mark.parametrize(
    "control", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ud800"]
)
def test_what_is_no_text_becomes_a_space(control: str) -> None:
    assert str(read_one(event(title=f"前{control}后"))["summary"]) == "前 后"


@given(title=TEXTS | st.sampled_from(HOSTILE), description=TEXTS | st.sampled_from(HOSTILE), name=TEXTS)
@example(title="".join(HOSTILE), description="\n".join(HOSTILE), name=HOSTILE[0])
@example(title="\\", description=",;\\n", name="\\;")
def test_every_text_comes_back_as_it_was_and_no_line_is_too_long(
    title: str, description: str, name: str
) -> None:
    written = write_calendar(name, [event(title=title, description=description)])
    lines = written.split(b"\r\n")
    assert lines.pop() == b"", "the last line is ended too"
    assert max(map(len, lines)) <= LONGEST_LINE
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    (found,) = read(written)
    assert str(found["summary"]) == title.replace("\r\n", "\n").replace("\r", "\n")
    assert str(found.get("description", "")) == description.replace("\r\n", "\n").replace("\r", "\n")
    raw = str(icalendar.Calendar.from_ical(written)["name"])
    assert raw.encode() == icalendar.vText(name).to_ical(), "the library keeps a calendar's name escaped"


@given(since=DAYS, length=st.integers(0, 400), sequence=st.integers(0, 2**31 - 1))
def test_every_span_of_days_comes_back(since: date, length: int, sequence: int) -> None:
    until = since + timedelta(days=length)
    found = read_one(event(since=since, until=until, sequence=sequence))
    assert found.decoded("dtstart") == since
    assert found.decoded("dtend") - timedelta(days=1) == until
    assert found.decoded("sequence") == sequence


@given(
    since=st.datetimes(datetime(1992, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    minutes=st.integers(0, 10_000),
)
def test_every_moment_comes_back_to_the_second(since: datetime, minutes: int) -> None:
    found = read_one(event(since=since, until=since + timedelta(minutes=minutes)))
    assert found.decoded("dtstart") == since.replace(microsecond=0)


@given(titles=st.lists(st.sampled_from(HOSTILE), max_size=8))
def test_every_event_comes_back_and_none_is_smuggled_in(titles: list[str]) -> None:
    written = write_calendar("日历", [event(uid=f"{at}@x", title=one) for at, one in enumerate(titles)])
    assert [str(one["uid"]) for one in read(written)] == [f"{at}@x" for at in range(len(titles))]
