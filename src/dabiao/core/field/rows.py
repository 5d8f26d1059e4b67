"""What the rows of a table are: headings, sums, signatures, notes, separators, data."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from enum import StrEnum

from dabiao.core.field.headings import SENSES, senses_of
from dabiao.core.field.marks import mark_of
from dabiao.core.field.table import FieldTable
from dabiao.core.field.words import plain


class RowKind(StrEnum):
    """What a row below the headings is."""

    DATA = "数据"
    BLANK = "空行"
    TOTAL = "合计行"
    NOTE = "说明或签字行"
    HEADING = "重复的表头"
    SECTION = "分段标题"


SEARCHED = 30
"""The headings of a table stand among its first rows."""

_TOTAL = re.compile(
    r"(?:本页|本表|全区|街道|点位|各项|单项|总体|累计|项目)?"
    r"(?:合计|小计|总计|共计|累计|汇总|平均|平均分|平均值|均值|总分|得分|应得分|实得分|得分率|达标率|符合率|合格率|平均符合率|平均得分率|"
    r"平均达标率|通过率|排名|名次|占比|不符合数|符合数|不达标数|达标数|问题数|问题合计|分值|满分|权重|标准分|问题总数|扣分|扣分合计|合格数|不合格数|符合项数|不符合项数)"
    r"(?:[（(].*[）)])?[:：]?"
)
_SUM_OF = re.compile(r".{0,14}(?:合计|小计|总计)(?:[（(].*[）)])?[:：]?")
_RATE_OF = re.compile(
    r".{0,14}(?:平均(?:分|值|得分|得分率|符合率|达标率)?|达标率|符合率|得分率|合格率)(?:[（(].*[）)])?[:：]?"
)
"""Only the first text of a row: further right 垃圾分类达标率 is something that was measured."""

_NOTE = re.compile(
    r"填表|审核|制表|签字|签名|盖章|填报|复核人|负责人|测评机构|委托单位|图例|编制单位|打印时间|检查人[:：]|测评员[:：]|"
    r"^(?:注|备注|说明|附注|提示|日期|单位|地点|联系人|电话)\d?[:：.．]|^\*|^※|表示"
)


def texts_of(row: Sequence[str]) -> list[str]:
    """The different texts of a row, in order."""
    return list(dict.fromkeys(text for text in row if text))


def is_total(row: Sequence[str]) -> bool:
    """Whether a row sums up others: its first text, or one of its first words, says so."""
    texts = ["".join(text.split()) for text in texts_of(row)[:3]]
    return any(_TOTAL.fullmatch(text) or _SUM_OF.fullmatch(text) for text in texts) or (
        bool(texts) and _RATE_OF.fullmatch(texts[0]) is not None
    )


def is_note(row: Sequence[str]) -> bool:
    """Whether a row is a remark below the table or a line for signatures."""
    texts = texts_of(row)
    return (0 < len(texts) <= 6 and bool(_NOTE.search(texts[0]))) or (
        1 < len(texts) <= 6 and sum(bool(_NOTE.search(text)) for text in texts) >= 2
    )


# ---- headings

_LEAST_STRENGTH = 1.15
"""A known name and another text; of rows that come near the strongest the first is taken, since a second table
may follow.
"""


def heading_strength(row: Sequence[str]) -> float:
    """How much a row looks like headings: known names count 1, other words a little, values against it."""
    strength = 0.0
    for text in texts_of(row):
        key = plain(text)
        if key in SENSES:
            strength += 1.0
        elif mark_of(text) is not None or not key or re.fullmatch(r"[\d.%]+", key):
            strength -= 0.3
        elif len(text) <= 40:
            strength += 0.6 if _says_a_name(text) else 0.15
    return strength


def _says_a_name(text: str) -> bool:
    found = senses_of(text)
    return bool(found) and found[0].confidence >= 0.6 and len(plain(text)) <= 10


def known_names(row: Sequence[str]) -> int:
    """How many different headings of a row are known by their very name."""
    return sum(plain(text) in SENSES for text in texts_of(row))


def heading_rows(table: FieldTable) -> tuple[int, ...]:
    """The rows that make the headings, top to bottom, from 0; none where no row looks like headings."""
    rows = table.cells[:SEARCHED]
    strengths = [_anchor_strength(row) for row in rows]
    enough = max(_LEAST_STRENGTH, 0.6 * max(strengths, default=0.0))
    best = next((at for at, strength in enumerate(strengths) if strength >= enough), None)
    if best is None:
        return ()
    first = best
    while first > 0 and _is_upper(table.cells[first - 1], table.cells[best]):
        first -= 1
    last = best
    while last + 1 < table.height and _is_lower(table.cells[last + 1], table.cells[last], table.cells[best]):
        last += 1
    return tuple(range(first, last + 1))


def _anchor_strength(row: Sequence[str]) -> float:
    texts = texts_of(row)
    known = known_names(row)
    if len(texts) < 2 or (is_note(row) and known < 3) or (is_total(row) and known < 2):
        return 0.0
    return heading_strength(row)


def _is_upper(row: Sequence[str], anchor: Sequence[str]) -> bool:
    """A row of group headings above: it spans columns, or agrees with the anchor where cells are merged down."""
    texts = texts_of(row)
    if len(texts) < 2 or is_note(row) or any(re.search("[:：].", text) for text in texts):
        return False
    agree = sum(bool(one) and one == other for one, other in zip(row, anchor, strict=True))
    return (
        agree >= 2
        or (agree >= 1 and _spans(row))
        or (known_names(row) == 0 and _spans(row) and not _valued(row))
    )


def _is_lower(row: Sequence[str], above: Sequence[str], anchor: Sequence[str]) -> bool:
    """A row of lower headings: what is merged down stands in it again, or is blank, and the rest divides groups."""
    texts = texts_of(row)
    if not texts or is_total(row) or is_note(row):
        return False
    named = [at for at, text in enumerate(anchor) if text and plain(text) in SENSES]
    agree = [at for at, text in enumerate(anchor) if text and row[at] == text and not _valued([text])]
    others = [at for at, text in enumerate(row) if text and at not in agree]
    if len(agree) >= 2 and others:
        return True
    if any(row[at] and row[at] != anchor[at] for at in named) or not others:
        return False
    grouped = [at for at in others if _grouped(at, above)]
    return len(grouped) >= _GROUPED * len(others) and (len({row[at] for at in others}) >= 2 or bool(agree))


_GROUPED = 0.6
"""Share of lower headings that stand below a group of several: a group may have one column."""


def _grouped(at: int, above: Sequence[str]) -> bool:
    """Whether a column lies below a heading of several columns: merged, or followed by blanks."""
    if above[at]:
        neighbours = above[max(at - 1, 0) : at] + above[at + 1 : at + 2]  # type: ignore[operator]
        return above[at] in neighbours or "" in neighbours
    return any(above[:at])


def _spans(row: Sequence[str]) -> bool:
    return any(one and one == other for one, other in itertools.pairwise(row))


def _valued(row: Sequence[str]) -> bool:
    return any(mark_of(text) is not None or re.fullmatch(r"[\d.%-]+", text) for text in row if text)
