"""Rules as they stand in a row of a draft: parameters as a flow mapping, read and written."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from dabiao.core.rubric import RubricError, Rule
from dabiao.standards.pack_yaml import YamlRefusedError, read_yaml, typed
from dabiao.standards.rule_parameters import dump_rule, parse_rule

Parameters = dict[str, object]

_WIDEST = 10**6
"""Characters of a line: a flow mapping stays on one."""


def parameters_of(written: str) -> Parameters:
    """Read the parameters of a row. Raises RubricError when they cannot be read."""
    try:
        value = read_yaml(written, typed).value
    except YamlRefusedError as refused:
        raise RubricError(str(refused)) from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RubricError("规则参数不是一组“名称: 值”")
    return value


def rule_of(row: Mapping[str, str]) -> Rule:
    """Make the rule of a row. Raises RubricError."""
    return parse_rule(row.get("form", ""), parameters_of(row.get("parameters", "")))


def written(rule: Rule) -> tuple[str, str]:
    """Write a rule as form and parameters of a row; '' where it has no parameters."""
    form, parameters = dump_rule(rule)
    return form, _flow(parameters) if parameters else ""


def renamed_items(parameters: str, old: str, new: str) -> str:
    """Call an item by another word wherever ``parameters`` name it. Raises RubricError when they cannot be read."""
    return _flow(_renamed(parameters_of(parameters), old, new))


def _renamed(value: object, old: str, new: str) -> object:
    if isinstance(value, dict):
        return {key: _renamed(one, old, new) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, old, new) for one in value]
    if value is None or isinstance(value, bool | int | str):
        return new if value == old and isinstance(value, str) else value
    return str(value)  # an unquoted decimal is written back quoted, as all decimals are


def _flow(value: object) -> str:
    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=_WIDEST, sort_keys=False)
    return text.strip()
