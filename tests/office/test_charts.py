"""Printed charts: what there is data for, sharp, the same every time, and none rather than boxes."""

import dataclasses
import itertools

import pytest
from PIL import Image

from dabiao.core.assessment import StabilityClass
from dabiao.office import charts
from dabiao.office.charts import chart_font, draw_charts


def test_five_charts_are_drawn_as_wide_as_the_text(assessment, tmp_path):
    drawn = draw_charts(assessment, tmp_path / "图")
    assert [path.stem[3:] for path in drawn] == [
        "测评标准达标情况",
        "各轮综合得分",
        "街道得分",
        "责任单位符合率",
        "估计合格率最低的测评标准",
    ]
    for path in drawn:
        with Image.open(path) as picture:
            assert picture.format == "PNG"
            assert abs(picture.width - 156 / 25.4 * 200) < 3


def test_the_same_assessment_gives_the_same_pictures(assessment, tmp_path):
    first, second = (draw_charts(assessment, tmp_path / name) for name in "甲乙")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_without_a_chinese_typeface_there_are_no_pictures(assessment, tmp_path, monkeypatch):
    chart_font.cache_clear()
    monkeypatch.setattr(charts, "FACES", ())
    try:
        assert chart_font() is None
        assert draw_charts(assessment, tmp_path) == ()
    finally:
        chart_font.cache_clear()


def test_what_has_no_data_has_no_picture(assessment, tmp_path):
    empty = dataclasses.replace(assessment, rounds=assessment.rounds[:1], standards=(), streets=(), units=())
    assert draw_charts(empty, tmp_path) == ()


@pytest.mark.parametrize("name", ["$x$^{_\\frac", "很长很长很长很长很长很长很长很长的街道", "\x07\u202e"])
def test_names_are_words_and_never_formulas(assessment, tmp_path, name):
    street = dataclasses.replace(assessment.streets[0], name=name)
    drawn = draw_charts(dataclasses.replace(assessment, streets=(street,)), tmp_path)
    assert len(drawn) == 5


@pytest.mark.parametrize("many", [2, 9, 10, 24, 60])
def test_the_names_of_many_rounds_never_run_into_each_other(assessment, tmp_path, monkeypatch, many):
    kept = {}
    monkeypatch.setattr(charts, "_save", lambda figure, path: kept.update({path.stem[3:]: figure}))
    one = assessment.rounds[0]
    rounds = tuple(dataclasses.replace(one, name=f"2026年第{number}轮") for number in range(1, many + 1))
    draw_charts(dataclasses.replace(assessment, rounds=rounds), tmp_path)
    figure = kept["各轮综合得分"]
    figure.draw_without_rendering()
    names = figure.axes[0].get_xticklabels()
    assert names[-1].get_text() == f"2026年第{many}轮", "the latest round is always named"
    extents = [name.get_window_extent() for name in names]
    assert all(left.x1 < right.x0 for left, right in itertools.pairwise(extents))


def test_every_class_has_a_colour():
    assert set(charts.COLOURS) == set(StabilityClass)
