"""Figures of the effect of a rule; where nothing was looked at, 无数据."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from dabiao.core.rubric_words import figure
from dabiao.core.rule_effect import Result
from dabiao.office import numbers

register = template.Library()


@register.simple_tag
def earned(result: Result | None) -> str:
    """Points of the maximum."""
    if result is None:
        return gettext("没有这条规则")
    if result.points is None:
        return gettext("无数据")
    points = numbers.shown(result.points, 2)
    return f"{points} / {figure(result.maximum)}" if result.maximum else points


@register.simple_tag
def rate_of(result: Result | None, name: str) -> str:
    """``rate`` (of rows) or ``place_rate`` (of places), with its denominator."""
    if result is None:
        return "—"
    share = result.rate if name == "rate" else result.place_rate
    if share is None:
        return gettext("无数据")
    base = result.base
    seen = (base.rows_ok, base.rows) if name == "rate" else (base.places_ok, base.places)
    return f"{numbers.percent(float(share), 1)}（{seen[0]}/{seen[1]}）"


@register.simple_tag
def met(result: Result | None) -> str:
    """Whether as many places pass as the standard asks; a rule that is not sampled has no answer."""
    if result is None or result.meets is None:
        return "—"
    return gettext("达到") if result.meets else gettext("未达到")
