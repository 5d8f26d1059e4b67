"""Charts of the pages: one SVG, valid, named and described in words, without script."""

import re
from xml.etree import ElementTree

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from dabiao.office.chart_svg import WIDTH, Whisker, history_svg, trend_svg, whiskers_svg

ROUNDS = [("第1轮", 81.5), ("第2轮", None), ("第3轮", 84.0), ("第4轮", 79.25)]
SERIES = [("第1轮", 10, 9), ("第2轮", 0, 0), ("第3轮", 10, 10), ("第4轮", 10, 4)]
NAMESPACE = "{http://www.w3.org/2000/svg}"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def drawn(text: str) -> ElementTree.Element:
    root = fromstring(text)
    assert root.tag == f"{NAMESPACE}svg"
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{NAMESPACE}title", f"{NAMESPACE}desc"]
    numbers = re.findall(r'\b(?:x|x1|x2|cx)="(-?[\d.]+)"', text)
    assert all(0 <= float(one) <= WIDTH for one in numbers)
    return root


def described(root):
    return root.find(f"{NAMESPACE}desc").text


def test_a_trend_names_every_round_and_leaves_a_gap_where_nothing_was_looked_at():
    root = drawn(trend_svg(ROUNDS, title="各轮得分"))
    assert described(root) == "各轮得分：第1轮 81.50分，第2轮 无数据，第3轮 84.00分，第4轮 79.25分"
    assert len(root.findall(f"{NAMESPACE}circle")) == 3
    assert len(root.findall(f"{NAMESPACE}polyline")) == 1


def test_the_name_of_a_limit_gives_way_to_the_last_figure():
    def side(last: int) -> str | None:
        points = [("09-28", 60), ("10-05", 0), ("10-12", last)]
        root = drawn(trend_svg(points, title="用时", limit=("上限", 240), digits=0))
        (name,) = (one for one in root.iter() if one.text == "上限 240" and "anchor" in str(one.attrib))
        return name.get("text-anchor")

    assert side(60) == "end"
    assert side(205) == "start"
    assert side(240) == "start"


def test_a_history_shows_rates_average_and_limits_and_says_what_left_them():
    root = drawn(history_svg(SERIES, title="环境卫生", asked=0.9))
    assert "第1轮 9/10（90.0%）" in described(root)
    assert "第2轮 无数据" in described(root)
    assert "要求合格率 90%" in described(root)
    calm = drawn(history_svg([(f"{n}", 10, 9) for n in range(8)], title="稳"))
    assert "没有超出控制限" in described(calm)
    fallen = drawn(history_svg([(f"第{n}轮", 30, 29 if n < 6 else 5) for n in range(9)], title="落"))
    assert re.search("第.轮超出控制限", described(fallen))
    assert fallen.findall(f"{NAMESPACE}circle[@class='chart-signal']")


def test_whiskers_stand_left_to_right_by_value_and_ranks_the_other_way():
    rows = [Whisker("东街", 91.0, 88.0, 93.0), Whisker("西街", 80.0, 76.0, 84.0)]
    dots = [
        float(one.get("cx"))
        for one in drawn(whiskers_svg(rows, title="得分", measure="得分")).iter(f"{NAMESPACE}circle")
    ]
    assert dots[0] > dots[1]
    ranks = [Whisker("东街", 1, 1, 2, "第1名"), Whisker("西街", 2, 1, 2, "第2名")]
    root = drawn(whiskers_svg(ranks, title="名次", measure="名次", best_low=True))
    first, second = (float(one.get("cx")) for one in root.iter(f"{NAMESPACE}circle"))
    assert first > second


@pytest.mark.parametrize(
    "text",
    [
        trend_svg([], title="空"),
        trend_svg([("第1轮", None)], title="空"),
        history_svg([], title="空"),
        history_svg([("第1轮", 0, 0)], title="空"),
        whiskers_svg([], title="空", measure="得分"),
    ],
)
def test_without_data_the_picture_says_so(text):
    assert described(drawn(text)).endswith("无数据")


@given(WORDS, WORDS)
def test_no_word_from_outside_becomes_markup(title, name):
    for text in (
        trend_svg([(name, 80), (name, 81)], title=title, unit=name),
        history_svg([(name, 5, 4)], title=title),
        whiskers_svg([Whisker(name, 1.0, 0.5, 2.0, name)], title=title, measure=name),
    ):
        drawn(text)
        assert "<script" not in text


@given(
    st.lists(st.tuples(st.just("轮"), st.one_of(st.none(), st.floats(-1e6, 1e6))), max_size=30),
    st.lists(
        st.tuples(st.just("轮"), st.integers(0, 50), st.integers(0, 50)).filter(lambda one: one[2] <= one[1]),
        max_size=30,
    ),
)
def test_any_figures_can_be_drawn(points, series):
    drawn(trend_svg(points, title="图"))
    drawn(history_svg(series, title="图", asked=0.9))
