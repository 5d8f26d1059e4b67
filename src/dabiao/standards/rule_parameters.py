"""Rules as packs write them: a form and its parameters, and back.

Numbers may be quoted ("0.6") or not; a rule is written back with every decimal quoted, so that no reader in
between turns it into a binary fraction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from dabiao.core.rubric import (
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    ExceptionRule,
    ItemSample,
    Measure,
    NegativeListRule,
    PlainRule,
    QuantifiedRule,
    RatioRule,
    Requirement,
    RubricError,
    Rule,
    SatisfactionRule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)
from dabiao.core.rubric_bands import format_interval, parse_interval
from dabiao.core.rubric_evaluate import FORMS
from dabiao.standards.pack_raw import hint

Parameters = dict[str, object]
Part = TypeVar("Part")

_NUMBER = re.compile(r"[-+]?[0-9]{1,12}(\.[0-9]{1,8})?")
"""Twelve digits before the point and eight behind: exact in every comparison with stored figures."""


def parse_rule(form: str, parameters: Mapping[str, object]) -> Rule:
    """Make the rule that ``form`` and ``parameters`` (values as YAML gives them) write.

    Raises RubricError, in Chinese and naming the parameter, for what the form does not know or allow.
    """
    read = _READERS.get(form)
    if read is None:
        raise RubricError(
            f"不认识规则形式“{form}”{hint(form, sorted(_READERS))}。可用的有：{'、'.join(_READERS)}"
        )
    return read(_Given(parameters, ""))


def dump_rule(rule: Rule) -> tuple[str, Parameters]:
    """Write ``rule`` so that ``parse_rule`` makes it again; parameters at their default are left out."""
    return FORMS[type(rule)], _WRITERS[type(rule)](rule)


_REQUIRED = object()


@dataclass
class _Given:
    """The parameters of a rule, or of a part of it that stands at ``where``."""

    values: Mapping[str, object]
    where: str

    def only(self, *known: str) -> _Given:
        for name in self.values:
            if name not in known:
                allowed = f"这里可以写：{'、'.join(known)}" if known else "这种规则没有参数"
                raise RubricError(f"不认识参数“{self.where}{name}”{hint(str(name), known)}。{allowed}")
        return self

    def number(self, name: str, default: object = _REQUIRED) -> Decimal:
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self._wrong(name, value, "应是数字，如 0.6")
        if not _NUMBER.fullmatch(f"{value:f}" if isinstance(value, Decimal) else str(value).strip()):
            raise self._wrong(name, value, "应是数字，如 0.6（整数部分最多 12 位，小数最多 8 位）")
        return Decimal(value)

    def whole(self, name: str, default: object = _REQUIRED) -> int:
        number = self.number(name, default)
        if number != int(number):
            raise self._wrong(name, number, "应是整数")
        return int(number)

    def word(self, name: str, default: object = _REQUIRED) -> str:
        value = self._value(name, default)
        if not isinstance(value, str) or (default is _REQUIRED and not value.strip()):
            raise self._wrong(name, value, "应是一段文字，请加双引号")
        return value.strip()

    def truth(self, name: str) -> bool:
        value = self._value(name, False)
        if not isinstance(value, bool):
            raise self._wrong(name, value, "应写 true（是）或 false（否），不加引号")
        return value

    def words(self, name: str, default: object = _REQUIRED) -> tuple[str, ...]:
        listed = self._list(name, default)
        if not all(isinstance(one, str) and one.strip() for one in listed):
            raise self._wrong(name, listed, '应是一组文字，如 ["1.1.1-1", "1.1.1-2"]')
        return tuple(str(one).strip() for one in listed)

    def parts(
        self, name: str, read: Callable[[_Given], Part], default: object = _REQUIRED
    ) -> tuple[Part, ...]:
        return tuple(
            read(self._part(one, f"{self.where}{name} 第 {place} 项的 "))
            for place, one in enumerate(self._list(name, default), start=1)
        )

    def part(self, name: str, default: object = _REQUIRED) -> _Given:
        return self._part(self._value(name, default), f"{self.where}{name} 的 ")

    def _part(self, value: object, where: str) -> _Given:
        if not isinstance(value, Mapping):
            raise RubricError(f"参数“{where.removesuffix('的 ').rstrip()}”应是花括号里的一组“名称: 值”")
        return _Given(value, where)

    def _list(self, name: str, default: object) -> list[object]:
        value = self._value(name, default)
        if not isinstance(value, list | tuple):
            raise self._wrong(name, value, "应是方括号里的一组")
        return list(value)

    def _value(self, name: str, default: object) -> object:
        value = self.values.get(name, default)
        if value is _REQUIRED or (value is None and default is _REQUIRED):
            raise RubricError(f"缺少参数“{self.where}{name}”，请补上")
        return default if value is None else value

    def _wrong(self, name: str, value: object, problem: str) -> RubricError:
        return RubricError(f"参数“{self.where}{name}”写的是“{str(value)[:40]}”，{problem}")


def _bands(given: _Given) -> BandRule:
    given.only("measure", "unit", "mean_of", "domain", "bands")
    return BandRule(
        measure=given.word("measure"),
        bands=given.parts("bands", _band),
        domain=parse_interval(given.word("domain")),
        mean_of=given.whole("mean_of", 1),
        unit=given.word("unit", ""),
    )


def _band(given: _Given) -> Band:
    given.only("grade", "interval", "share", "requires")
    return Band(
        given.word("grade"),
        parse_interval(given.word("interval")),
        given.number("share"),
        given.words("requires", ()),
    )


def _count(given: _Given) -> CountRule:
    given.only("items", "grades")
    return CountRule(given.words("items"), given.parts("grades", _grade))


def _grade(given: _Given) -> tuple[int, str, Decimal]:
    given.only("at_least", "grade", "share")
    return given.whole("at_least"), given.word("grade"), given.number("share")


def _deduct(given: _Given) -> DeductRule:
    given.only("counting", "per_unit", "requirements", "floor", "zero_if_absent")
    return DeductRule(
        given.word("counting"),
        given.number("per_unit"),
        given.parts("requirements", _requirement, ()),
        given.number("floor", 0),
        given.word("zero_if_absent", ""),
    )


def _requirement(given: _Given) -> Requirement:
    given.only("item", "at_least")
    return Requirement(given.word("item"), given.number("at_least"))


def _quantified(given: _Given) -> QuantifiedRule:
    return QuantifiedRule(given.only("samples").parts("samples", _sample, ()))


def _sample(given: _Given) -> ItemSample:
    given.only("item", "at_least", "of")
    return ItemSample(given.word("item"), given.whole("at_least"), given.whole("of"))


def _single_hit(given: _Given) -> SingleHitRule:
    return SingleHitRule(given.only("dissuaded_cures").truth("dissuaded_cures"))


def _with_exceptions(given: _Given) -> ExceptionRule:
    given.only("base", "exceptions")
    base = given.part("base").only("form", "parameters")
    form = base.word("form")
    read = _READERS.get(form)
    if read is None or form in _NEVER_A_BASE:
        allowed = [name for name in _READERS if name not in _NEVER_A_BASE]
        raise RubricError(f"“{form}”不能带例外{hint(form, allowed)}。可用的有：{'、'.join(allowed)}")
    rule = read(base.part("parameters", {}))
    assert isinstance(rule, PlainRule)
    return ExceptionRule(rule, given.words("exceptions"))


def _negative(given: _Given) -> NegativeListRule:
    given.only("per_event", "veto")
    return NegativeListRule(given.number("per_event"), given.truth("veto"))


def _bonus(given: _Given) -> BonusRule:
    return BonusRule(given.only("cap").number("cap"))


def _satisfaction(given: _Given) -> SatisfactionRule:
    given.only("at_least", "strict", "pro_rata")
    return SatisfactionRule(given.number("at_least"), given.truth("strict"), given.truth("pro_rata"))


def _threshold(given: _Given) -> ThresholdRule:
    return ThresholdRule(given.only("measures").parts("measures", _measure))


def _measure(given: _Given) -> Measure:
    given.only("item", "at_least", "unit")
    return Measure(given.word("item"), given.number("at_least"), given.word("unit"))


def _plain(rule: Callable[[], Rule]) -> Callable[[_Given], Rule]:
    def read(given: _Given) -> Rule:
        given.only()
        return rule()

    return read


_READERS: Mapping[str, Callable[[_Given], Rule]] = {
    "bands": _bands,
    "count_satisfied": _count,
    "deduct": _deduct,
    "ratio": _plain(RatioRule),
    "quantified": _quantified,
    "conformity_rate": _plain(ConformityRateRule),
    "score_rate": _plain(ScoreRateRule),
    "single_hit": _single_hit,
    "with_exceptions": _with_exceptions,
    "negative_list": _negative,
    "bonus": _bonus,
    "satisfaction": _satisfaction,
    "threshold": _threshold,
}

_NEVER_A_BASE = frozenset(("with_exceptions", "negative_list", "bonus"))


def _given(**parameters: object) -> Parameters:
    """Keep the parameters that say something."""
    return {name: value for name, value in parameters.items() if value not in ("", False, [], None)}


def _written_bands(rule: BandRule) -> Parameters:
    return _given(
        measure=rule.measure,
        unit=rule.unit,
        mean_of=rule.mean_of if rule.mean_of != 1 else None,
        domain=format_interval(rule.domain),
        bands=[
            _given(
                grade=band.grade,
                interval=format_interval(band.interval),
                share=f"{band.share:f}",
                requires=list(band.requires),
            )
            for band in rule.bands
        ],
    )


def _written_deduct(rule: DeductRule) -> Parameters:
    return _given(
        counting=rule.counting,
        per_unit=f"{rule.per_unit:f}",
        requirements=[{"item": one.item, "at_least": f"{one.at_least:f}"} for one in rule.requirements],
        floor=f"{rule.floor:f}" if rule.floor else None,
        zero_if_absent=rule.zero_if_absent,
    )


def _written_base(rule: ExceptionRule) -> Parameters:
    form, parameters = dump_rule(rule.base)
    return {"base": {"form": form, "parameters": parameters}, "exceptions": list(rule.exceptions)}


_WRITERS: Mapping[type[Rule], Callable[..., Parameters]] = {
    BandRule: _written_bands,
    CountRule: lambda rule: {
        "items": list(rule.items),
        "grades": [
            {"at_least": at_least, "grade": grade, "share": f"{share:f}"}
            for at_least, grade, share in rule.grades
        ],
    },
    DeductRule: _written_deduct,
    RatioRule: lambda _: {},
    QuantifiedRule: lambda rule: _given(
        samples=[{"item": one.item, "at_least": one.at_least, "of": one.of} for one in rule.samples]
    ),
    ConformityRateRule: lambda _: {},
    ScoreRateRule: lambda _: {},
    SingleHitRule: lambda rule: _given(dissuaded_cures=rule.dissuaded_cures),
    ExceptionRule: _written_base,
    NegativeListRule: lambda rule: {"per_event": f"{rule.per_event:f}", **_given(veto=rule.veto)},
    BonusRule: lambda rule: {"cap": f"{rule.cap:f}"},
    SatisfactionRule: lambda rule: {
        "at_least": f"{rule.at_least:f}",
        **_given(strict=rule.strict, pro_rata=rule.pro_rata),
    },
    ThresholdRule: lambda rule: {
        "measures": [
            {"item": one.item, "at_least": f"{one.at_least:f}", "unit": one.unit} for one in rule.measures
        ]
    },
}
