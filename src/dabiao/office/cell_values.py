"""What a cell of an observation table says: words, dates, results, figures and positions.

Every parser takes a cell as calamine or the csv module gives it and returns the value, None for a blank
cell, or a ``Fault`` that says what is wrong with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from difflib import get_close_matches

from dabiao.core.framework import Method
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCALE
from dabiao.office.cells_safe import clean_text, may_run

Cell = str | float | int | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, as a Chinese sentence with ``%(name)s`` places."""

    template: str
    parameters: Mapping[str, object] = field(default_factory=dict)


_UNSEEN: dict[int, int | None] = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_NARROW = str.maketrans(
    {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | _UNSEEN
)
"""Full-width digits and letters as plain ones; characters nobody can see are dropped."""

_WIDE_BETWEEN = re.compile("(?<=[0-9A-Za-z])[．－＿](?=[0-9A-Za-z])")
"""Full-width punctuation within a number such as ４．２．１; elsewhere it belongs to a name."""

_NARROW_FIGURES = _NARROW | str.maketrans("．。，－＋％／：−–—", "..,-+%/:---")
"""For figures and dates the punctuation as well."""

_ERROR_CELLS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)

EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; the rest of a longer one it has turned into zeros."""

_ROUNDED = re.compile(r"\d(\.\d+)?E\+\d{2,3}")
"""How Excel shows such a number, and writes it into a CSV file."""

LONGEST_WORD = 500
"""Characters of a name or number. A longer one is a text in the wrong column."""

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""No observation is older than the first 全国文明城市 cycle (2005), with room; later dates are misprints."""

_EPOCH = date(1970, 1, 1)
_EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's calendar, as it counts from March 1900."""


def shown(cell: Cell) -> str:
    """Return the cell as a message quotes it."""
    text = _as_text(cell)
    return text if len(text) <= 30 else f"{text[:30]}…"


def _as_text(cell: Cell) -> str:
    """Write a cell out: a whole number has no point, true and false are 1 and 0 as for a spreadsheet."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d" if cell.time() == time() else "%Y-%m-%d %H:%M")
    return str(cell)


def word_of(cell: Cell) -> str | Fault | None:
    """Return a name or number as text: ``001`` stays, numeric 1 is ``1``, full-width ``Ａ．１`` is ``A.1``."""
    text = " ".join(clean_text(_unquoted(_as_text(cell))).translate(_NARROW).split())
    text = _WIDE_BETWEEN.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if not text:
        return None
    if _has_lost_digits(cell, text):
        return Fault(
            "“%(cell)s”超过 %(digits)d 位，表格软件把它存成了数，后面几位已经丢失。"
            "请把这一列设为“文本”格式，重新填写完整",
            {"cell": text if isinstance(cell, str) else f"{cell:.5E}", "digits": EXACT_DIGITS},
        )
    if text in _ERROR_CELLS:
        return Fault("单元格是公式错误 %(cell)s。请改成文字或数", {"cell": text})
    if len(text) > LONGEST_WORD:
        return Fault(
            "长达 %(length)d 字，最多 %(limit)d 字，是不是填错了列",
            {"length": len(text), "limit": LONGEST_WORD},
        )
    return text


def _has_lost_digits(cell: Cell, text: str) -> bool:
    if isinstance(cell, int | float):
        return bool(abs(cell) >= 10**EXACT_DIGITS)
    return _ROUNDED.fullmatch(text) is not None


def text_of(cell: Cell) -> str | None:
    """Return free text with its line ends, or None."""
    return clean_text(_unquoted(_as_text(cell))).translate(_UNSEEN).strip() or None


def _unquoted(text: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet program from running a CSV cell."""
    return text[1:] if text[:1] == "'" and may_run(text[1:]) else text


# ---- dates

_DATE = re.compile(
    r"(?P<y>\d{4})(?:[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})[日号]?|(?P<mm>\d{2})(?P<dd>\d{2}))"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)


def date_of(cell: Cell) -> int | Fault | None:
    """Return days since 1970-01-01 from a date cell, an Excel serial number, ``2026-03-05``, ``2026/3/5``,
    ``2026年3月5日`` or ``20260305``; a time of day behind it is dropped.
    """
    if isinstance(cell, date):
        return _plausible(cell.date() if isinstance(cell, datetime) else cell, cell)
    text = _as_text(cell).translate(_NARROW_FIGURES).strip()
    if not text:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _plausible(_EXCEL_EPOCH + timedelta(days=int(float(text))), cell)
    return _written_date(text, cell)


def _written_date(text: str, cell: Cell) -> int | Fault:
    found = _DATE.fullmatch(re.sub(r"\s*([年月日])\s*", r"\1", text))
    if found is None:
        return Fault(
            "“%(cell)s”不是能认的日期，请写成 2026-03-05、2026/3/5 或 2026年3月5日", {"cell": shown(cell)}
        )
    year, month, day = found["y"], found["m"] or found["mm"], found["d"] or found["dd"]
    try:
        return _plausible(date(int(year), int(month), int(day)), cell)
    except ValueError:
        return Fault("没有 %(cell)s 这一天，请核对日期", {"cell": shown(cell)})


def _plausible(day: date, cell: Cell) -> int | Fault:
    if not EARLIEST <= day <= LATEST:
        return Fault(
            "日期 %(cell)s 不在 %(first)d 年到 %(last)d 年之间，请核对",
            {"cell": shown(cell), "first": EARLIEST.year, "last": LATEST.year},
        )
    return (day - _EPOCH).days


# ---- results and methods

RESULT_WORDS: Mapping[str, int] = {
    **dict.fromkeys(("符合", "是", "√", "✓", "✔", "1", "yes", "y", "true"), CONFORMING),
    **dict.fromkeys(("不符合", "否", "×", "✗", "✘", "✕", "x", "0", "no", "n", "false"), FAILING),
    **dict.fromkeys(("不适用", "-", "/", "na", "n/a"), NOT_APPLICABLE),
}
"""What an inspector may write for 符合, 不符合 and 不适用."""

_MEANT = {
    **dict.fromkeys(("合格", "达标", "通过", "付合", "符和", "复合", "好", "有", "ok"), "符合"),
    **dict.fromkeys(("不合格", "不达标", "不通过", "未符合", "不付合", "不符", "没符合", "差"), "不符合"),
    **dict.fromkeys(("无", "不涉及", "无此项", "不使用", "不试用", "未查"), "不适用"),
}
"""Frequent slips, for the suggestion only: a guess is never stored."""


def result_of(cell: Cell) -> int | Fault | None:
    """Return CONFORMING, FAILING or NOT_APPLICABLE."""
    text = "".join(clean_text(_unquoted(_as_text(cell))).translate(_NARROW_FIGURES).split()).lower()
    if not text:
        return None
    text = text if text == "-" else text.rstrip("。.;；,，")
    found = RESULT_WORDS.get("-" if set(text) == {"-"} else text)
    if found is not None:
        return found
    meant = _MEANT.get(text) or near(text, ("符合", "不符合", "不适用"), cutoff=0.4)
    return Fault(
        "结果“%(cell)s”不认识%(hint)s。请填 符合、不符合 或 不适用",
        {"cell": shown(cell), "hint": hint(meant)},
    )


METHOD_WORDS: Mapping[str, Method] = {
    **{method.value: method for method in Method},
    **{method.name.lower(): method for method in Method},
    **dict.fromkeys(("实地考察", "实地测评", "现场", "暗访"), Method.FIELD),
    **dict.fromkeys(("材料审核", "材料申报", "网上申报", "资料"), Method.DOCUMENT),
    **dict.fromkeys(("问卷调查", "入户", "街访", "入户调查"), Method.SURVEY),
    **dict.fromkeys(("数据指标", "统计数据"), Method.DATA),
    **dict.fromkeys(("负面清单",), Method.NEGATIVE),
    **dict.fromkeys(("加分项",), Method.BONUS),
}


def method_of(cell: Cell) -> str | Fault | None:
    """Return the Chinese name of a ``Method``."""
    word = word_of(cell)
    if word is None or isinstance(word, Fault):
        return word
    method = METHOD_WORDS.get(word.lower())
    if method is not None:
        return method.value
    return Fault(
        "测评方法“%(cell)s”不认识%(hint)s。请填 %(choices)s 之一",
        {
            "cell": shown(cell),
            "hint": hint(near(word, [one.value for one in Method], cutoff=0.4)),
            "choices": "、".join(one.value for one in Method),
        },
    )


# ---- figures

LARGEST_COUNT = 1_000_000
"""Faults seen by one person at one place in one round: more is a slip."""

LARGEST_FIGURE = Decimal(9_000_000_000_000)
"""数值 and 基数 are kept as int64 millionths."""

_COUNT = re.compile(r"(\d+)(?:\.0+)?[处个次起件条张人户]?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def count_of(cell: Cell) -> int | Fault | None:
    """Return a whole number of faults, 0 or more; a measure word behind it (3处) does no harm."""
    text = "".join(_as_text(cell).translate(_NARROW_FIGURES).split())
    if not text:
        return None
    found = _COUNT.fullmatch(text.replace(",", "") if _GROUPED.fullmatch(text) else text)
    if found is None or len(found[1]) > 9:
        return Fault("数量“%(cell)s”应是 0 或正整数", {"cell": shown(cell)})
    if int(found[1]) > LARGEST_COUNT:
        return Fault("数量 %(cell)s 过大，请核对", {"cell": shown(cell)})
    return int(found[1])


def value_of(cell: Cell) -> int | Fault | None:
    """Return 数值 in millionths, rounded half up; ``18.18%`` is 18.18, as bands in % are written."""
    text = "".join(_as_text(cell).translate(_NARROW_FIGURES).split())
    if not text:
        return None
    figure = _decimal(text.removesuffix("%"))
    if figure is None:
        return Fault("“%(cell)s”不是数，请只填数字", {"cell": shown(cell)})
    if abs(figure) > LARGEST_FIGURE:
        return Fault("数 %(cell)s 过大，请核对", {"cell": shown(cell)})
    return int((figure * SCALE).to_integral_value(ROUND_HALF_UP))


def base_of(cell: Cell) -> int | Fault | None:
    """Return 基数 in millionths: what 数值 is a part of, never negative and no percentage."""
    if isinstance(cell, str) and cell.strip().endswith(("%", "％")):
        return Fault("基数“%(cell)s”应是总数，不是百分数", {"cell": shown(cell)})
    base = value_of(cell)
    if isinstance(base, int) and base < 0:
        return Fault("基数 %(cell)s 不能是负数", {"cell": shown(cell)})
    return base


def _decimal(text: str) -> Decimal | None:
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", text, re.IGNORECASE | re.ASCII):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern leaves nothing Decimal refuses
        return None


def longitude_of(cell: Cell) -> float | Fault | None:
    """Return degrees east, -180 … 180."""
    return _degrees(cell, 180, "经度")


def latitude_of(cell: Cell) -> float | Fault | None:
    """Return degrees north, -90 … 90; beyond that longitude and latitude were probably swapped."""
    return _degrees(cell, 90, "纬度")


def _degrees(cell: Cell, limit: int, name: str) -> float | Fault | None:
    text = "".join(_as_text(cell).translate(_NARROW_FIGURES).split()).rstrip("°")
    if not text:
        return None
    figure = _decimal(text)
    if figure is None:
        return Fault("%(name)s“%(cell)s”应写成度，如 120.123456", {"name": name, "cell": shown(cell)})
    if abs(figure) > limit:
        return Fault(
            "%(name)s %(cell)s 超出 -%(limit)d 到 %(limit)d，请核对经纬度是否写反",
            {"name": name, "cell": shown(cell), "limit": limit},
        )
    return float(figure)


# ---- suggestions


def near(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word most like ``word``, if any is much like it."""
    return next(iter(get_close_matches(word, list(known), 1, cutoff)), None)


HINT = "，是不是“%(meant)s”"
"""Put behind what was not understood; also the key of its translation."""


def hint(meant: str | None) -> str:
    """Return ``，是不是“…”`` for a suggestion, or nothing."""
    return HINT % {"meant": meant} if meant else ""
