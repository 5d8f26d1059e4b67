"""Figures as pages show them."""

import pytest

from dabiao.house.templatetags.house import chance, class_mark, percent, score


@pytest.mark.parametrize(
    ("probability", "shown"),
    [
        (0.0, "<1%"),
        (0.0099, "<1%"),
        (0.01, "1%"),
        (0.5, "50%"),
        (0.99, "99%"),
        (0.991, ">99%"),
        (1.0, ">99%"),
    ],
)
def test_a_model_is_never_quite_certain(probability: float, shown: str) -> None:
    assert chance(probability) == shown


def test_nothing_looked_at_is_no_figure() -> None:
    assert (percent(None), score(None)) == ("无数据", "无数据")
    assert (percent(0.0), score(0.0)) == ("0.0%", "0.00")


def test_a_half_is_rounded_up_once() -> None:
    assert score(89.645) == "89.65"


def test_what_has_no_class_has_the_quiet_mark() -> None:
    assert class_mark(None) == class_mark("别的") == "class-none"
    assert class_mark("达标") == "class-compliant"
