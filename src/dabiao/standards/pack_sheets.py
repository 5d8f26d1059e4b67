"""How a pack is laid out as one Excel workbook: which sheet and cell stands for which value of ``pack.yaml``.

The tables of a pack have a sheet each (``pack_schema.TABLES``). What ``pack.yaml`` holds is spread over a
sheet of settings, one line each, and a sheet for each of its lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dabiao.core.framework import SHOWS_CONFORMING, SHOWS_FAILING, Grade, Method, Pooling, Ties
from dabiao.standards.pack_schema import (
    ComponentEntry,
    Entry,
    GateEntry,
    GroupEntry,
    Manifest,
    PartEntry,
    SourceEntry,
)
from dabiao.standards.pack_yaml import Path

GUIDE_SHEET, SETTINGS_SHEET = "填写说明", "标准包"
SETTINGS_HEADINGS = ("项目", "内容", "说明")
"""The third column helps whoever fills it in; it is not read."""

YES = "是"


@dataclass(frozen=True)
class Setting:
    """One line of the settings sheet. ``listed``: several values in the cell, separated by ``;``."""

    label: str
    path: Path
    help: str = ""
    listed: bool = False
    choices: tuple[str, ...] = ()


_CLASSES = ("不达标", "不稳定达标", "达标")

SETTINGS: tuple[Setting, ...] = (
    Setting("标准包编号", ("id",), "文字、数字、下划线、连字符和点"),
    Setting("标准包名称", ("title",)),
    Setting("版次", ("edition",)),
    Setting("有效期起", ("valid_from",), "如 2021-01-01；只知道年份时写 2021"),
    Setting("有效期止", ("valid_to",), "仍然有效时留空"),
    Setting("适用城市", ("city_level",)),
    Setting("来源", ("source",), "“来源”工作表里的编号"),
    Setting("不限标准", ("open_ended",), "写“是”：接受任何标准和点位类型", choices=(YES,)),
    Setting("总分值", ("points",), "各测评项目分值之和应等于它"),
    *(
        Setting(
            f"方法分值·{method.value}",
            ("method_weights", method.value),
            "该方法各条规则分值之和；没有则留空",
        )
        for method in Method
    ),
    Setting(
        "汇总口径",
        ("pooling",),
        "pooled 合并计算，mean_of_means 各单位平均后再平均",
        choices=tuple(Pooling),
    ),
    Setting("并列名次", ("ranking", "ties"), "shared 并列，ordinal 依次", choices=tuple(Ties)),
    Setting("显示小数位", ("ranking", "digits")),
    Setting("周期年数", ("cycle", "years"), "没有周期时，周期各项都留空"),
    Setting("年度权重", ("cycle", "weights"), "从早到晚，用分号隔开，合计为 1", listed=True),
    Setting("年度权重来源", ("cycle", "source"), "“来源”工作表里的编号"),
    Setting("要求合格率", ("stability", "pass_rate"), "标准没有另写时用它，如 0.90"),
    Setting("达标下限", ("stability", "compliant_from")),
    Setting("不稳定达标下限", ("stability", "unstable_from")),
    Setting("判定把握", ("stability", "confidence")),
    Setting("上级抽查点数", ("stability", "official_sample")),
    *(
        Setting(
            f"误判损失·实为{truth}",
            ("stability", "losses", row),
            "依次为判成不达标、不稳定达标、达标的损失",
            listed=True,
        )
        for row, truth in enumerate(_CLASSES)
    ),
)

NOTES_SHEET, NOTES_HEADING = "备注", "备注"


@dataclass(frozen=True)
class ListSheet:
    """A sheet for one list of ``pack.yaml``. ``key``: heading of the column that holds a mapping's keys."""

    name: str
    path: Path
    model: type[Entry]
    key: str = ""
    listed: frozenset[str] = field(default=frozenset())


LIST_SHEETS: tuple[ListSheet, ...] = (
    ListSheet("来源", ("sources",), SourceEntry, key="来源编号"),
    ListSheet("年度关口", ("cycle", "gates"), GateEntry),
    ListSheet("年度构成", ("cycle", "parts"), PartEntry),
    ListSheet("排名分组", ("ranking", "groups"), GroupEntry, listed=frozenset(("members",))),
    ListSheet("组成部分", ("components",), ComponentEntry),
)

CHOICES: Mapping[str, tuple[str, ...]] = {
    "method": tuple(Method),
    "grade": tuple(Grade),
    "shows": (SHOWS_CONFORMING, SHOWS_FAILING),
    "process": (YES,),
    "veto": (YES,),
}
"""Fields a workbook offers a drop-down list for."""

Cell = str | Decimal | int | None
"""What a cell shows; numbers stay numbers, so that a sum in the workbook is a sum."""


def shown(value: object) -> Cell:
    """Turn a value of the schema into what its cell shows."""
    if isinstance(value, bool):
        return YES if value else None
    if isinstance(value, tuple):
        return ";".join(str(shown(one)) for one in value)
    if value is None or isinstance(value, Decimal | int):
        return value
    return str(value)


def value_at(manifest: Manifest, path: Path) -> object:
    """Follow ``path`` into ``manifest``; None where it ends early."""
    value: object = manifest
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, tuple) and isinstance(part, int):
            value = value[part]
        else:
            value = getattr(value, str(part), None)
    return value


def list_rows(manifest: Manifest, sheet: ListSheet) -> Iterator[list[Cell]]:
    """Yield the rows of ``sheet``, its key first where it has one."""
    entries = value_at(manifest, sheet.path) or ()
    keyed = entries.items() if isinstance(entries, Mapping) else ((None, entry) for entry in entries)  # type: ignore[attr-defined]  # a list of ``pack.yaml`` is a mapping or a tuple of entries
    for key, entry in keyed:
        cells = [shown(getattr(entry, name)) for name in sheet.model.model_fields]
        yield [key, *cells] if sheet.key else cells


def list_headings(sheet: ListSheet) -> dict[str, str]:
    """Heading of each field, in column order; the key's field is ``key``."""
    titles = {name: str(info.title) for name, info in sheet.model.model_fields.items()}
    return {"key": sheet.key} | titles if sheet.key else titles
