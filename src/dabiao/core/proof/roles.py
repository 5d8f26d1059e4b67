"""``--roles``: what a table's headings do not say, written as ``总分=0.85*实地+0.15*问卷``.

A small reader of its own: names of columns, numbers (85% is 0.85), ``+ - * /`` also as ``＋－×÷``, brackets, and
``mean(a,b)`` or ``sum(a,b)``. Nothing is executed, so a role can do no harm.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dabiao.core.defects import BadInput, Defect
from dabiao.core.proof.figures import plain
from dabiao.core.proof.formula import (
    Column,
    Formula,
    Negative,
    Product,
    Quotient,
    Sum,
    constant,
    mean_of,
)
from dabiao.core.proof.table import Layout

LONGEST_ROLE, DEEPEST_ROLE = 1000, 30
"""Characters of one role, and brackets within brackets; both far beyond any table's need."""

CLOSE = 0.5
"""Likeness that makes a suggestion: one of two characters the same."""

_NUMBER = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(%?)")
_FUNCTION = re.compile(r"(mean|sum|average|平均|求和)(?=\()")
_QUOTED = re.compile(r"[\"'“”‘’]([^\"'“”‘’]+)[\"'“”‘’]")
_WORD = re.compile(r"[^+\-*/(),=]+")
_OPERATORS = str.maketrans({"×": "*", "÷": "/", "−": "-", "、": ","})


@dataclass(frozen=True, slots=True)
class Role:
    """One role as written: what stands left and right of its equals sign."""

    text: str
    target: str
    expression: str


@dataclass(frozen=True, slots=True)
class BoundRole:
    """A role on a certain table."""

    target: int
    formula: Formula


def read_roles(texts: Sequence[str]) -> tuple[Role, ...]:
    """Split ``--roles`` into roles: several may stand in one text, separated by ``;``. Raises BadInput."""
    roles = []
    for text in (part.strip() for whole in texts for part in re.split("[;；\n]", whole)):
        if not text:
            continue
        if len(text) > LONGEST_ROLE:
            raise _bad(text[:60] + "…", "太长，超过 %(limit)d 个字", limit=LONGEST_ROLE)
        target, equals, expression = plain(text).translate(_OPERATORS).partition("=")
        if not equals or not target or not expression:
            raise _bad(text, "看不懂。请写成“列名=算式”，例如 总分=0.85*实地+0.15*问卷")
        roles.append(Role(text, target.strip("\"'“”‘’"), expression))
    return tuple(roles)


def bind(role: Role, layout: Layout) -> BoundRole | None:
    """Find the role's columns in a table; None when the table lacks its target. Raises BadInput for the rest."""
    target = _Names(layout).find(role.target, role)
    if target is None:
        return None
    reader = _Reader(role, _Names(layout))
    formula = reader.read()
    if target in formula.columns():
        raise _bad(role.text, "等号两边是同一列，没有可以核对的")
    return BoundRole(target, formula)


def unknown_target(role: Role, headings: Sequence[str]) -> BadInput:
    """Make the exception for a role that no table has the column for."""
    near = difflib.get_close_matches(role.target, [plain(heading) for heading in headings], 1, CLOSE)
    hint = f"，是不是“{near[0]}”" if near else ""
    return _bad(role.text, "没有“%(name)s”这一列%(hint)s", name=role.target, hint=hint)


def _bad(text: str, template: str, **parameters: object) -> BadInput:
    return BadInput(Defect(template, "--roles", field=text, parameters=parameters))


class _Names:
    """Column names as a role may write them: the full heading, or its lowest level where that is unique."""

    def __init__(self, layout: Layout) -> None:
        self.headings = [plain(name).translate(_OPERATORS).lower() for name in layout.names]
        self._by_name: dict[str, set[int]] = {}
        for index, heading in enumerate(self.headings):
            short = re.sub(r"\([^()]*\)$", "", heading.rsplit("/", 1)[-1])
            for name in {heading, heading.rsplit("/", 1)[-1], short}:
                if name:
                    self._by_name.setdefault(name, set()).add(index)
        self.longest_first = sorted(self._by_name, key=len, reverse=True)

    def find(self, name: str, role: Role) -> int | None:
        found = self._by_name.get(name.lower(), set())
        exact = {index for index, heading in enumerate(self.headings) if heading == name.lower()}
        if len(exact or found) > 1:
            raise _bad(role.text, "有几列都叫“%(name)s”，请写全列名（上一级/下一级）", name=name)
        return next(iter(exact or found), None)

    def at(self, text: str, place: int) -> str | None:
        """The longest name that stands at ``place``, so that 实地测评(85%) is one name."""
        for name in self.longest_first:
            if text.lower().startswith(name, place):
                after = text[place + len(name) : place + len(name) + 1]
                if not after or after in "+-*/(),=":
                    return name
        return None


class _Reader:
    """Recursive descent: sum → product → sign → atom."""

    def __init__(self, role: Role, names: _Names) -> None:
        self._role, self._names = role, names
        self._text, self._place, self._depth = role.expression, 0, 0

    def read(self) -> Formula:
        formula = self._sum()
        if self._place < len(self._text):
            raise self._lost()
        return formula

    def _lost(self) -> BadInput:
        rest = self._text[self._place :] or "结尾"
        return _bad(self._role.text, "从“%(rest)s”起看不懂", rest=rest)

    def _next(self, signs: str) -> str:
        sign = self._text[self._place : self._place + 1]
        if not sign or sign not in signs:
            return ""
        self._place += 1
        return sign

    def _sum(self) -> Formula:
        terms = [self._product()]
        while sign := self._next("+-"):
            term = self._product()
            terms.append(Negative(term) if sign == "-" else term)
        return terms[0] if len(terms) == 1 else Sum(tuple(terms))

    def _product(self) -> Formula:
        formula = self._signed()
        while sign := self._next("*/"):
            right = self._signed()
            formula = Product(formula, right) if sign == "*" else Quotient(formula, right)
        return formula

    def _signed(self) -> Formula:
        return Negative(self._atom()) if self._next("-") else self._atom()

    def _atom(self) -> Formula:
        self._depth += 1
        if self._depth > DEEPEST_ROLE:
            raise _bad(self._role.text, "括号套得太深")
        try:
            return self._function() or self._named() or self._number() or self._bracket()
        finally:
            self._depth -= 1

    def _function(self) -> Formula | None:
        found = _FUNCTION.match(self._text.lower(), self._place)
        if found is None:
            return None
        self._place = found.end() + 1
        parts = [self._sum()]
        while self._next(","):
            parts.append(self._sum())
        if not self._next(")"):
            raise self._lost()
        return Sum(tuple(parts)) if found[1] in ("sum", "求和") else mean_of(parts)

    def _named(self) -> Formula | None:
        quoted = _QUOTED.match(self._text, self._place)
        name = quoted[1] if quoted else self._names.at(self._text, self._place)
        if name is None:
            return None
        index = self._names.find(name, self._role)
        if index is None:
            raise self._unknown(name)
        self._place = quoted.end() if quoted else self._place + len(name)
        return Column(index)

    def _number(self) -> Formula | None:
        found = _NUMBER.match(self._text, self._place)
        if found is None or self._text[found.end() : found.end() + 1] not in ("", *"+-*/(),"):
            return None
        self._place = found.end()
        return constant(Fraction(found[1]) / (100 if found[2] else 1), found[0])

    def _bracket(self) -> Formula:
        if self._next("("):
            inner = self._sum()
            if self._next(")"):
                return inner
            raise self._lost()
        word = _WORD.match(self._text, self._place)
        raise self._unknown(word[0]) if word else self._lost()

    def _unknown(self, name: str) -> BadInput:
        near = difflib.get_close_matches(name, self._names.headings, 1, CLOSE)
        hint = f"，是不是“{near[0]}”" if near else ""
        return _bad(self._role.text, "没有“%(name)s”这一列%(hint)s", name=name, hint=hint)
