"""The picture of several years: whole, escaped, with nothing the content policy forbids."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from dabiao.office.timeline_svg import LEFT, RIGHT, Lane, Mark, Year, timeline_svg

YEARS = (Year(2024, "2024 年"), Year(2025, "2025 年"), Year(2026, "2026 年"))
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&'


def mark(since: date, until: date, style: str = "window", label: str = "窗口", **given: bool) -> Mark:
    return Mark(since, until, label, f"{label} {since}", style, **given)


def drawn(*marks: Mark, today: date = date(2026, 6, 10), title: str = "三年") -> ET.Element:
    lanes = [Lane("窗口", marks)]
    return ET.fromstring(
        timeline_svg(YEARS, lanes, today=today, today_word="今天", title=title, description=title)
    )


def bars(picture: ET.Element, style: str = "window") -> list[ET.Element]:
    return [one for one in picture.iter() if (one.get("class") or "").split(" ")[0] == f"timeline-{style}"]


def test_a_span_of_the_whole_time_goes_from_edge_to_edge() -> None:
    (bar,) = bars(drawn(mark(date(2024, 1, 1), date(2026, 12, 31))))
    assert float(bar.get("x", "")) == LEFT + 0.5
    assert float(bar.get("x", "")) + float(bar.get("width", "")) == pytest.approx(RIGHT - 0.5, abs=0.1)


def test_what_lies_outside_is_cut_off_or_left_out() -> None:
    (bar,) = bars(
        drawn(mark(date(2023, 8, 1), date(2024, 7, 31)), mark(date(2023, 1, 1), date(2023, 12, 31)))
    )
    assert float(bar.get("x", "")) == LEFT + 0.5


def test_marks_that_touch_stand_below_each_other_and_others_beside() -> None:
    first, second = mark(date(2025, 1, 1), date(2025, 6, 30)), mark(date(2025, 6, 1), date(2025, 12, 31))
    third = mark(date(2026, 2, 1), date(2026, 3, 1))
    found = sorted(bars(drawn(first, second, third)), key=lambda one: float(one.get("x", "")))
    at_first, at_second, at_third = (one.get("y") for one in found)
    assert at_first == at_third != at_second


@pytest.mark.parametrize(
    ("style", "shape"), [("open", "polygon"), ("met", "circle"), ("missed", "rect"), ("meeting", "rect")]
)
def test_a_single_day_has_the_shape_of_its_state(style: str, shape: str) -> None:
    (sign,) = bars(drawn(mark(date(2025, 12, 31), date(2025, 12, 31), style)), style)
    assert sign.tag == SVG + shape
    assert sign.find(f"{SVG}title") is not None


def test_a_proposed_date_is_dashed_and_ones_own_is_outlined() -> None:
    (bar,) = bars(drawn(mark(date(2025, 1, 1), date(2025, 6, 30), mine=True, tentative=True)))
    assert bar.get("stroke-dasharray")
    assert "timeline-mine" in (bar.get("class") or "")


def test_today_is_marked_while_it_lies_within() -> None:
    (line,) = bars(drawn(), "today")
    assert LEFT < float(line.get("x1", "")) < RIGHT
    assert bars(drawn(today=date(2027, 1, 1)), "today") == []
    (word,) = bars(drawn(today=date(2026, 12, 30)), "now")
    assert word.get("text-anchor") == "end", "near the right edge it is written to the left of its line"


def test_hostile_words_are_words() -> None:
    picture = drawn(mark(date(2024, 1, 1), date(2026, 12, 31), label=HOSTILE), title=HOSTILE)
    assert [one for one in picture.iter() if one.tag.endswith("script")] == []
    assert HOSTILE in [one.text for one in picture.iter() if one.tag == f"{SVG}text"]
    assert all(not name.startswith("on") and name != "style" for one in picture.iter() for name in one.attrib)


def test_an_empty_lane_keeps_its_row() -> None:
    assert float(drawn().get("viewBox", "").split()[3]) > 60
