"""What the fields of a rule show of a stored rule, and what messages of rules are called there."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from dabiao.core.rubric import RubricError
from dabiao.core.rubric_bands import parse_interval
from dabiao.standards.drafts.editing.rows import Row
from dabiao.standards.drafts.editing.rule_fields import FORMS, LABELS, Parameter
from dabiao.standards.drafts.editing.rule_text import parameters_of

COMMON = ("method", "points", "form", "source")
"""Fields of every rule."""

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_IDENTIFIER = re.compile(
    "|".join(rf"(?<![A-Za-z_]){name}(?![A-Za-z_])" for name in sorted(LABELS, key=lambda one: -len(one)))
)


def values_of(row: Row) -> dict[str, Any]:
    """What the fields show of a stored rule. One that cannot be read shows its method, points and source only."""
    values: dict[str, Any] = {name: row.get(name, "") for name in COMMON}
    try:
        parameters = parameters_of(row.get("parameters", ""))
        if values["form"] == "with_exceptions":
            values["exceptions"] = "\n".join(map(str, parameters.get("exceptions") or ()))  # type: ignore[call-overload]
            base = parameters.get("base")
            base = base if isinstance(base, dict) else {}
            values["form"] = str(base.get("form", ""))
            inner = base.get("parameters")
            parameters = inner if isinstance(inner, dict) else {}
    except (RubricError, TypeError):
        return values
    shape = FORMS.get(values["form"])
    for parameter in shape.parameters if shape else ():
        value = parameters.get(parameter.name)
        if isinstance(parameter, Parameter):
            values.update(_shown(parameter.name, parameter, value))
        elif isinstance(value, list):
            for line, part in enumerate(one for one in value if isinstance(one, dict)):
                for inner_parameter in parameter.parts:
                    name = f"{parameter.name}-{line}-{inner_parameter.name}"
                    values.update(_shown(name, inner_parameter, part.get(inner_parameter.name)))
    return values


def typed(data: QueryDict) -> dict[str, Any]:
    """What was typed, by field, as ``values_of`` gives it."""
    return {name: data.getlist(name) if _is_many(name) else data.get(name, "") for name in data}


def _is_many(name: str) -> bool:
    return name == "items" or name.endswith("-requires")


def plain_words(message: str) -> str:
    """Put the page's labels for the names of parameters in a message of ``core.rubric``."""
    said = re.sub(r"（[a-z_]+(: ?[a-z0-9]+)?）", "", message)
    said = said.replace("-inf", "−∞").replace("+inf", "+∞")
    return _IDENTIFIER.sub(lambda found: str(LABELS[found[0]]), said)


def names_of(name: str, parameter: Parameter) -> tuple[str, ...]:
    """Name the fields a parameter takes: four for an interval, one for all else."""
    if parameter.kind == "interval":
        return (f"{name}_low_end", f"{name}_low", f"{name}_high_end", f"{name}_high")
    return (name,)


def _shown(name: str, parameter: Parameter, value: object) -> dict[str, Any]:
    """What the field (or the fields of an interval) ``name`` shows of a parameter's value."""
    if value is None:
        return {}
    if parameter.kind == "interval":
        return _shown_interval(name, str(value))
    shown: dict[str, Callable[[], object]] = {
        "percent": lambda: _percent(str(value)),
        "items": lambda: [str(one) for one in value] if isinstance(value, list) else [],
        "tick": lambda: value is True,
    }
    return {name: shown.get(parameter.kind, lambda: str(value))()}


def _shown_interval(name: str, written: str) -> dict[str, Any]:
    try:
        interval = parse_interval(written)
    except RubricError:
        return {}
    return {
        f"{name}_low": "" if interval.low is None else f"{interval.low:f}",
        f"{name}_low_end": "[" if interval.low_closed else "(",
        f"{name}_high": "" if interval.high is None else f"{interval.high:f}",
        f"{name}_high_end": "]" if interval.high_closed else ")",
    }


def share_of(percent: str) -> str:
    """Write 80 percent as the share 0.8."""
    return _short(Decimal(percent) / 100)


def _percent(share: str) -> str:
    return _short(Decimal(share) * 100) if _NUMBER.fullmatch(share) else share


def _short(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
