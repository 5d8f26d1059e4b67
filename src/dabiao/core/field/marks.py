"""What a cell of answers says: ticks and crosses, words, letters, figures, colours, and a legend that explains them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dabiao.core.field.table import FieldTable, Fill

CONFORMING, FAILING, NOT_APPLICABLE, NOT_INSPECTED = "符合", "不符合", "不适用", "未检查"
"""The targets of a mark. The last makes no row: a blank in a matrix is not an answer."""

RESULTS = (CONFORMING, FAILING, NOT_APPLICABLE, NOT_INSPECTED)

KNOWN, USUAL, OPEN = 0.98, 0.93, 0.6
"""Confidence in a mark that means one thing; in one that nearly always does; in one that reads two ways."""

_MARKS: Mapping[str, Mapping[float, str]] = {
    CONFORMING: {
        KNOWN: "符合 √ ✓ ✔ ☑ 是 达标 合格 通过 y yes true 已达标 达到 符合要求 符合标准 符合规定 "
        "达到要求 已落实 对 ok 优 良好 无问题 正常 全部符合 完全符合 pass",
        USUAL: "1 好 良 已完成 做到 t 满足",
        OPEN: "基本符合 基本达标 有 o ○ ● 100 已整改 部分符合 一般 中 ◯ 〇 ok了",
    },
    FAILING: {
        KNOWN: "不符合 × ✗ ✘ ✕ ╳ ❌ ☒ 否 不达标 不合格 未通过 不通过 n no false 未达标 未达到 不符合要求 "
        "不符 未落实 未做到 差 没达标 不合格项 未达要求 不达要求 没达到 fail 不行 不到位 ㄨ",
        USUAL: "0 x 有问题 问题 f 不满足 较差",
        OPEN: "无 △ ▲ 待整改 整改中 没有",
    },
    NOT_APPLICABLE: {
        KNOWN: "不适用 na n/a 不涉及 无此项 无该项 此项不适用 不涉及此项 不作要求 无此设施",
        USUAL: "/ - — – ― -- —— ／ ─ 免检",
        OPEN: "\\",
    },
    NOT_INSPECTED: {
        KNOWN: "未检查 未检 未查 未测 未测评 未到 没查 未抽到 未抽查 暂未检查 当日未查 未开门 未营业 "
        "缺测 漏检 未巡查 待查",
        OPEN: "… ... ? ？ 空",
    },
}
"""``x`` is a cross in Chinese tables, and 0/1 are answers where nothing else stands in the column."""


@dataclass(frozen=True, slots=True)
class MarkSense:
    """What a mark means, and how surely."""

    result: str
    confidence: float


def folded(text: str) -> str:
    """A mark without blanks, width, case and a full stop behind it."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    return plain.rstrip("。.;；,，") or plain


MARKS: Mapping[str, MarkSense] = {
    folded(word): MarkSense(result, confidence)
    for result, by_confidence in reversed(list(_MARKS.items()))
    for confidence, words in by_confidence.items()
    for word in words.split()
}

LONGEST_MARK = 8
"""Characters of a mark; a longer text describes something."""


def mark_of(text: str) -> MarkSense | None:
    """What a text means as an answer, as far as usage alone tells."""
    return MARKS.get(folded(text))


def fill_mark(fill: Fill) -> str:
    """How a colour is written as a value."""
    return f"填充色：{fill.value}"


FILL_SENSES: Mapping[Fill, MarkSense] = {
    Fill.GREEN: MarkSense(CONFORMING, 0.85),
    Fill.RED: MarkSense(FAILING, 0.85),
    Fill.ORANGE: MarkSense(FAILING, 0.4),
    Fill.YELLOW: MarkSense(NOT_INSPECTED, 0.3),
    Fill.BLUE: MarkSense(NOT_INSPECTED, 0.2),
    Fill.GREY: MarkSense(NOT_APPLICABLE, 0.5),
}
"""Without a legend a person is asked: a colour may mark what is new, or who is to mend it."""

_ASKING = frozenset(("是", "否", "有", "无", "y", "n", "yes", "no"))
_FAULT = re.compile(
    "满溢|乱|脏|破损|损坏|占用|占道|占压|堵|违|飞线|积水|异味|臭|吸烟|抛|垃圾(?!桶|箱|分类|收集|房|亭|中转|站|清运|投放)|杂物|烟头|小广告|漂浮|裸露|缺失|松动|坑|"
    "流动摊|出店|店外|无证|过期|闯|逆行|吐痰|堆放|遮挡|褪色|错别字|露天烧烤|焚烧|溢|污水|黑车|乞讨|拉客"
)
_IN_ORDER = re.compile("无|没有|未|不|禁|杜绝|完好|整洁|干净|整齐|有序|及时|规范|清楚|分类")


def reads_two_ways(value: str, written: str) -> bool:
    """Whether 是 or 有 may say that a fault is there: 垃圾桶是否满溢, 飞线充电."""
    bare = re.sub("是否|有无|有没有", "", written)
    return value in _ASKING and bool(_FAULT.search(bare)) and not _IN_ORDER.search(bare)


DESCRIBED = "（文字说明）"
"""The value that stands for any text in a cell of answers that is no mark: what was found there."""

_EXPLAINED = re.compile(
    r"[“\"'‘]?(?P<mark>[^\s，,。；;、：:“”\"'‘’（()）]{1,4}?)[”\"'’]?\s*"
    r"(?:表示|代表|为|是|=|＝|：|:|—|-|指|即)\s*(?=(?P<meaning>[^，,。；;、）)]{1,10}))"
)
"""注：✓为符合，✗为不符合，—为不涉及; 1表示达到要求. A meaning may hold the next mark: √=达标 ×=不达标."""

_REVERSED = re.compile(
    r"(?P<meaning>不?(?:符合|达标|合格|适用|涉及)|未检查|未查)(?:的|要求|标准|项)*\s*"
    r"(?:打|画|划|填|记|标|写|用|:|=|为)\s*[“\"']?(?P<mark>[^\s\u4e00-\u9fff，,。;:“”\"']{1,2}|空白|空着)"
)
"""符合打√，不符合打×."""

_HEAD = re.compile(r"(?:注|图例|填写说明|说明|备注|其中)\s*\d?\s*[:：]")

_BLANK = frozenset(("空白", "空格", "空", "留空", "空着"))


_COLOURED = re.compile(
    r"(?:浅|淡|深|大|亮)?(?P<colour>红|粉|橙|黄|绿|蓝|灰)(?:色)?(?:底色?|填充|单元格|格子?|标注?|背景)*\s*"
    r"(?:表示|代表|为|是|=|：|:|—|-|指|即|的)*\s*(?P<meaning>[\u4e00-\u9fff]{2,6})"
)
"""绿底符合、红底不符合, with or without a word between."""

_FILL_NAMED = {**{fill.value: fill for fill in Fill}, "粉": Fill.RED}


def legend_of(texts: Iterable[str]) -> dict[str, str]:
    """What notes around a table say of its marks: folded mark → result. ``""`` is a blank cell."""
    found: dict[str, str] = {}
    for text in texts:
        plain = _HEAD.sub("", unicodedata.normalize("NFKC", text))
        for one in (*_EXPLAINED.finditer(plain), *_REVERSED.finditer(plain)):
            sense = _meaning(one["meaning"])
            mark = folded(one["mark"])
            if sense is not None and mark and not any(name in mark for name in _FILL_NAMED):
                found["" if mark in _BLANK else mark] = sense
        for one in _COLOURED.finditer(plain):
            sense = _meaning(one["meaning"])
            if sense is not None:
                found[folded(fill_mark(_FILL_NAMED[one["colour"]]))] = sense
    return found


def _meaning(text: str) -> str | None:
    for word in (text, text[:6], text[:5], text[:4], text[:3], text[:2]):
        sense = mark_of(word)
        if sense is not None and sense.confidence >= USUAL and len(folded(word)) > 1:
            return sense.result
    return NOT_INSPECTED if "未查" in text or "未检" in text or "未测" in text else None


def fill_legend(table: FieldTable, rows: Iterable[int]) -> dict[Fill, str]:
    """What filled cells of some rows say of their own colour: a green cell that reads 符合, or stands before it."""
    found: dict[Fill, str] = {}
    for row in rows:
        cells = table.cells[row]
        for column, own in enumerate(cells):
            fill = table.fills.get((row, column))
            beside = cells[column + 1] if column + 1 < len(cells) else ""
            text = own or ("" if (row, column + 1) in table.fills else beside)
            sense = mark_of(text) if text else None
            if fill is not None and sense is not None and sense.confidence >= USUAL:
                found[fill] = sense.result
    return found
