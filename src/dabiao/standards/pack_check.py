"""What the rows of a pack get wrong together: references that lead nowhere, ids given twice, missing items.

Every check goes over everything and names every defect; a row that could not be read is not blamed twice.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from dabiao.core.defects import Defect
from dabiao.core.framework import Method
from dabiao.core.rubric import (
    BandRule,
    BonusRule,
    CountRule,
    DeductRule,
    ExceptionRule,
    NegativeListRule,
    QuantifiedRule,
    Rule,
    ThresholdRule,
)
from dabiao.core.rubric_evaluate import FORMS
from dabiao.standards.pack_check_manifest import check_manifest
from dabiao.standards.pack_check_tree import check_sums, check_tree
from dabiao.standards.pack_fields import BLOCK
from dabiao.standards.pack_parse import ParsedPack, ParsedTable, Placed
from dabiao.standards.pack_raw import Origin, hint
from dabiao.standards.pack_schema import Entry, ItemRow, RuleRow

UNKNOWN = "“%(key)s”在 %(where)s 里没有%(hint)s"


def check_pack(pack: ParsedPack) -> list[Defect]:
    """Find every defect between the rows of ``pack``, in the order of its files."""
    return [
        *check_manifest(pack),
        *check_tree(pack),
        *check_sums(pack),
        *_check_rules(pack),
        *_check_site_types(pack),
        *_check_items(pack),
        *_check_pictures(pack),
        *_check_negative_list(pack),
        *_check_sources(pack),
    ]


def _repeated(table: ParsedTable[Entry], field: str, what: str) -> Iterator[Defect]:
    """Rows whose ``field`` an earlier row has already."""
    first = table.named(field)
    for placed in table.rows:
        value = str(getattr(placed.row, field))
        if first[value] != placed.number:
            yield table.origin.defect(
                "%(what)s“%(value)s”与第 %(first)d 行重复",
                placed.number,
                field,
                what=what,
                value=value,
                first=first[value],
            )


def _unknown(
    table: ParsedTable[Entry], field: str, known: Mapping[str, object] | frozenset[str], where: str
) -> Iterator[Defect]:
    """Rows whose ``field`` names nothing in ``known``."""
    for placed in table.rows:
        key = str(getattr(placed.row, field))
        if key not in known:
            yield table.origin.defect(
                UNKNOWN, placed.number, field, key=key, where=where, hint=hint(key, sorted(known))
            )


def _check_rules(pack: ParsedPack) -> Iterator[Defect]:
    yield from _unknown(pack.rules, "standard_id", pack.standards.named(), pack.where("standards"))
    first: dict[tuple[str, str], int] = {}
    items = _item_words(pack)
    for placed in pack.rules.rows:
        row = placed.row
        earlier = first.setdefault((row.standard_id, row.method), placed.number)
        if earlier != placed.number:
            yield pack.rules.origin.defect(
                "标准“%(standard)s”的“%(method)s”规则在第 %(first)d 行已有，每种方法只能有一条",
                placed.number,
                "method",
                standard=row.standard_id,
                method=row.method,
                first=earlier,
            )
        rule = pack.scoring.get(placed.number)
        if rule is not None:
            yield from _check_adjusting(pack.rules.origin, placed, rule)
        for name in _items_of(rule):
            if name not in items.get(row.standard_id, frozenset()):
                yield pack.rules.origin.defect(
                    "规则提到的检查项“%(item)s”不是标准“%(standard)s”的检查项，请在 %(where)s 里补上",
                    placed.number,
                    "parameters",
                    item=name,
                    standard=row.standard_id,
                    where=pack.where("items"),
                )


_ADJUSTING: Mapping[Method, type[Rule]] = {Method.NEGATIVE: NegativeListRule, Method.BONUS: BonusRule}
"""Methods that change the total only, and the one form of rule each has."""


def _check_adjusting(origin: Origin, placed: Placed[RuleRow], rule: Rule) -> Iterator[Defect]:
    """Check that negative list and bonus rules stand under their own methods, and earn no points."""
    method = placed.row.method
    form = _ADJUSTING.get(method)
    adjusts = isinstance(rule, tuple(_ADJUSTING.values()))
    if form is not None and not isinstance(rule, form):
        yield origin.defect(
            "方法“%(method)s”的规则形式应为 %(form)s", placed.number, "form", method=method, form=FORMS[form]
        )
    elif form is None and adjusts:
        yield origin.defect(
            "规则形式 %(form)s 只改总分，方法应写“负面”或“加分”",
            placed.number,
            "method",
            form=FORMS[type(rule)],
        )
    if adjusts and placed.row.points:
        yield origin.defect(
            "加分和负面规则不占分值，分值请写 0；最多加多少写在参数里", placed.number, "points"
        )


def _item_words(pack: ParsedPack) -> dict[str, set[str]]:
    """Collect what a rule may call the items of each standard: their id, or their text."""
    words: dict[str, set[str]] = {}
    for placed in pack.items.rows:
        words.setdefault(placed.row.standard_id, set()).update((placed.row.id, placed.row.text))
    for unread in pack.items.unread:
        names = (unread.cells.get("id", ""), unread.cells.get("text", ""))
        words.setdefault(unread.cells.get("standard_id", ""), set()).update(names)
    return words


def _items_of(rule: Rule | None) -> tuple[str, ...]:
    """List the items that the parameters of ``rule`` name."""
    named: tuple[str, ...] = ()
    match rule:
        case ExceptionRule():
            named = _items_of(rule.base)
        case BandRule():
            named = tuple(item for band in rule.bands for item in band.requires)
        case CountRule():
            named = rule.items
        case DeductRule():
            named = (*(asked.item for asked in rule.requirements), rule.zero_if_absent)
        case QuantifiedRule():
            named = tuple(sample.item for sample in rule.samples)
        case ThresholdRule():
            named = tuple(measure.item for measure in rule.measures)
    return tuple(name for name in named if name)


def _check_site_types(pack: ParsedPack) -> Iterator[Defect]:
    yield from _repeated(pack.site_types, "id", "编号")
    yield from _repeated(pack.site_types, "title", "名称")
    yield from _repeated(pack.blocks, "id", "编号")
    known = pack.site_types.named()
    for placed in pack.blocks.rows:
        if not placed.row.site_types:
            yield pack.blocks.origin.defect("没有写点位类型", placed.number, "site_types")
        for key in placed.row.site_types:
            if key not in known:
                yield pack.blocks.origin.defect(
                    UNKNOWN,
                    placed.number,
                    "site_types",
                    key=key,
                    where=pack.where("site_types"),
                    hint=hint(key, known),
                )


def _check_items(pack: ParsedPack) -> Iterator[Defect]:
    yield from _repeated(pack.items, "id", "编号")
    yield from _unknown(pack.items, "standard_id", pack.standards.named(), pack.where("standards"))
    yield from _same_texts(pack.items)
    types, blocks = pack.site_types.named(), pack.blocks.named()
    for placed in pack.items.rows:
        row = placed.row
        if not row.site_types:
            yield pack.items.origin.defect(
                "没有写点位类型。检查项至少属于一种点位", placed.number, "site_types"
            )
        for key in row.site_types:
            known, where = (blocks, "blocks") if key.startswith(BLOCK) else (types, "site_types")
            name = key.removeprefix(BLOCK)
            if name not in known:
                yield pack.items.origin.defect(
                    UNKNOWN,
                    placed.number,
                    "site_types",
                    key=key,
                    where=pack.where(where),
                    hint=hint(name, known),
                )
        yield from _check_quantity(pack.items, placed)
    yield from _check_exceptions(pack)


def _same_texts(items: ParsedTable[ItemRow]) -> Iterator[Defect]:
    """Items with one text: an inspector could not tell which of them a row answers."""
    first: dict[str, int] = {}
    for placed in items.rows:
        text = "".join(unicodedata.normalize("NFKC", placed.row.text).split())
        earlier = first.setdefault(text, placed.number)
        if earlier != placed.number:
            yield items.origin.defect(
                "与第 %(first)d 行的检查项文字相同，请改写或合并（几种点位共用一条时写在点位类型里）",
                placed.number,
                "text",
                first=earlier,
            )


def _check_quantity(items: ParsedTable[ItemRow], placed: Placed[ItemRow]) -> Iterator[Defect]:
    row = placed.row
    if row.at_least is None:
        for field in ("unit", "per", "per_unit"):
            if getattr(row, field):
                yield items.origin.defect("写了数量的单位，却没有写“至少”多少", placed.number, field)
        return
    if not row.unit:
        yield items.origin.defect("写了“至少”多少，却没有写单位，如 处、块、米", placed.number, "unit")
    if (row.per is None) != (not row.per_unit):
        yield items.origin.defect("“每”多少和它的单位要一起写，如 500 和 米", placed.number, "per")


def _check_exceptions(pack: ParsedPack) -> Iterator[Defect]:
    """Exceptions of items that no rule of their standard hears: an inspector would cite them in vain."""
    heard: dict[str, set[str]] = {}
    known = pack.standards.named()
    unsure = {row.cells.get("standard_id") for row in pack.rules.unread}
    unsure |= {one.row.standard_id for one in pack.rules.rows if one.number not in pack.scoring}
    for placed in pack.rules.rows:
        rule = pack.scoring.get(placed.number)
        if isinstance(rule, ExceptionRule):
            heard.setdefault(placed.row.standard_id, set()).update(rule.exceptions)
    for item in pack.items.rows:
        standard = item.row.standard_id
        if standard in unsure or standard not in known:
            continue
        for exception in item.row.exceptions:
            if exception not in heard.get(standard, set()):
                yield pack.items.origin.defect(
                    "例外“%(exception)s”不在标准“%(standard)s”的规则里，写了也不生效。"
                    "请在 %(where)s 用 with_exceptions 写上",
                    item.number,
                    "exceptions",
                    exception=exception,
                    standard=standard,
                    where=pack.where("rules"),
                )


MOST_PICTURES = 3
"""Example pictures of an item for each of 符合 and 不符合: more is no example but an album."""


def _check_pictures(pack: ParsedPack) -> Iterator[Defect]:
    yield from _unknown(pack.pictures, "item_id", pack.items.named(), pack.where("items"))
    shown: dict[tuple[str, str], list[str]] = {}
    for placed in pack.pictures.rows:
        row = placed.row
        files = shown.setdefault((row.item_id, row.shows), [])
        if row.file in files:
            yield pack.pictures.origin.defect(
                "这张图片在这个检查项里已有，请删去这一行", placed.number, "file"
            )
        files.append(row.file)
        if len(files) == MOST_PICTURES + 1:
            yield pack.pictures.origin.defect(
                "检查项“%(item)s”的“%(shows)s”示例超过 %(limit)d 张，请只留最说明问题的",
                placed.number,
                "item_id",
                item=row.item_id,
                shows=row.shows,
                limit=MOST_PICTURES,
            )


def _check_negative_list(pack: ParsedPack) -> Iterator[Defect]:
    yield from _repeated(pack.negative_list, "id", "编号")
    for placed in pack.negative_list.rows:
        if placed.row.ban_months and not placed.row.veto:
            yield pack.negative_list.origin.defect(
                "写了禁报月数，“一票否决”也要写“是”；只扣分的事项请把禁报月数留空",
                placed.number,
                "ban_months",
            )
        if not placed.row.points and not placed.row.veto:
            yield pack.negative_list.origin.defect(
                "既不扣分也不一票否决，请写扣多少分，或在一票否决一列写“是”", placed.number, "points"
            )


def _check_sources(pack: ParsedPack) -> Iterator[Defect]:
    written = pack.raw_manifest.values.get("sources")
    if not isinstance(written, Mapping):
        return  # that there are no sources has been said
    known = {str(key): None for key in written}
    for table in (pack.standards, pack.rules, pack.site_types, pack.items, pack.negative_list):
        yield from _unknown(table, "source", known, "pack.yaml 的 sources")
