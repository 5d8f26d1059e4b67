"""Who a sentence names to answer for what it asks: 由区城管局牵头, 区教育局应当, （责任单位：区园林中心）."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dabiao.core.outline.patterns import one_of

ANSWERS, ACTS = 0.95, 0.85
"""Confidence in a unit that is said to answer for it, and in one that is the doer of the sentence.

Shares of sentences in which a reader names the same unit, rounded down to twentieths; the tests count them on
sentences written for it.
"""

_LONG = one_of(
    r"""
    委员会 办公室 办事处 纪委监委 督查室 融媒体中心 中心 街道 社区 居委会 村委会 大队 支队 公司 环卫所
    环卫站 集团 专班 指挥部 党工委 政府 专项组 督导组 工作组 执法队 联社 学校 协会 单位 部门 物业企业 物业
    企业 商户 市场(?!监|主|开|服) 医院 银行 联合会 妇联 工会 残联 工商联 团区委 团委 检察院 法院 管委会 分局
    总队 图书馆 文化馆 体育馆 博物馆
    """
)
_SHORT = one_of(r"局 委 办 所 站 (?<!干)部 院 组 队 镇 乡")
_SIGN = r"(?:(?![由对的把将是请需要应须在于按])[\u4e00-\u9fff]|（[^（）]{1,10}）)"
_ANY = rf"(?:{_SIGN}{{0,14}}?{_LONG}|{_SIGN}{{1,14}}?{_SHORT})"
_NAME = rf"(?P<name>{_ANY}(?:居委会|办事处|党工委|监委|分局|大队|物业|执法队|环卫[站所])?(?:（[^（）]{{1,10}}）)?)"
_START = r"(?:^|(?<=[，；：、。（(])|(?<=由)|(?<=请)|(?<=责成))(?:同时|此外|其中|今后|下一步|由|请|责成)?"
_JOINED = rf"(?:[、和及与]{_ANY}){{0,6}}"

_LABELLED = re.compile(rf"(?:责任|牵头|主办|承办|落实)(?:单位|部门)\s*[：:]\s*{_NAME}")
_ASSISTING_LABEL = re.compile(r"(?:配合|协办|协助|参与)(?:单位|部门)\s*[：:]\s*([^；;）)。]{2,60})")
_ANSWERS = re.compile(
    rf"{_START}{_NAME}{_JOINED}(?:具体|全面|统一|分别|共同|统筹)?(?:负责|牵头|主抓|主办|承办|承担|兜底|托底|统一|任|会同|组织|发放|协调|督办)"
)
_ACTS = re.compile(
    rf"{_START}{_NAME}{_JOINED}(?:[\u4e00-\u9fff]{{0,8}}?)"
    r"(?:要|应|须|必须|务必|不得|每|将|对|把|于|在(?=[^，]{0,10}(?:内|前|底|路口|期间))|按|请|再|下发|提出|上门|集中|建立|明确|做好|设置|采取|公布|落实|开展|保障|汇总|巡查)"
)
_ASSISTS = re.compile(rf"(?:^|(?<=[，；、由]))(?P<name>{_ANY}){_JOINED}(?:积极|做好|予以)?(?:配合|协助|参与)")
_AFTER_TOGETHER = re.compile(rf"会同(?:所在|有关|属地)?(?P<name>{_ANY})")

_NOBODY = ("任何", "有的", "一些", "个别", "部分")
"""How names begin that name nobody."""
_TIMES = re.compile(r"^(?:.{0,10}(?:年|月|日|底|前|内|期间)(?:前)?)")


@dataclass(frozen=True, slots=True)
class Named:
    """The unit that answers, as the sentence writes it, with the confidence in it; and those that assist."""

    unit: str | None = None
    confidence: float = 0.0
    assisting: tuple[str, ...] = ()


def named_in(sentence: str) -> Named:
    """Find who is to do it. None where the sentence names nobody: the reader has to say."""
    assisting = _assisting(sentence)
    for pattern, confidence in ((_LABELLED, ANSWERS), (_ANSWERS, ANSWERS), (_ACTS, ACTS)):
        for found in pattern.finditer(sentence):
            name = _cleaned(found["name"])
            if name and name not in assisting and not name.startswith(_NOBODY):
                return Named(name, confidence, assisting)
    return Named(assisting=assisting)


def same_unit(written: str, name: str) -> bool:
    """Whether ``written`` in a document is the unit registered as ``name``: 区城管局 is 城管局."""
    return bool(_cores(written) & _cores(name))


def registered(written: str, names: Iterable[str]) -> str | None:
    """The registered name that ``written`` means, also where it is shortened: 城管局 for 城市管理局.

    None where no name fits, or where several could be meant.
    """
    known = list(names)
    same = next((name for name in known if same_unit(written, name)), None)
    if same is not None:
        return same
    fits = [name for name in known if _is_short_for(written, name)]
    return fits[0] if len(fits) == 1 else None


def _is_short_for(written: str, name: str) -> bool:
    """Whether ``written`` is ``name`` with characters left out: same first one, same kind of unit at the end."""
    return any(
        len(short) >= _SHORTEST
        and len(short) < len(full)
        and short[0] == full[0]
        and not full.endswith(_PLACES)
        and _kind(short) == _kind(full)
        and _follows(short[:-1], full[:-1])
        for short in _cores(written)
        for full in _cores(name)
    )


_PLACES = ("街道", "社区", "镇", "乡", "村")
"""Places are not called by half their names: 东湖街道 is not 东平湖街道."""

_SHORTEST = 3
"""Characters of a shortened name: two and the kind, as in 城管局."""


def _kind(name: str) -> str:
    """The end of a name; 局 and 委 of one field are one unit in different years and places."""
    return "局" if name.endswith("委") else name[-1]


def _follows(short: str, full: str) -> bool:
    """Whether the characters of ``short`` stand in ``full`` in the same order."""
    rest = iter(full)
    return all(sign in rest for sign in short)


def _cores(name: str) -> set[str]:
    return {_core(part) for part in _spellings(name)}


def _assisting(sentence: str) -> tuple[str, ...]:
    label = _ASSISTING_LABEL.search(sentence)
    if label:
        return tuple(one for one in re.split(r"[、，,和]", label[1]) if one)
    found = [
        _cleaned(one["name"]) for pattern in (_ASSISTS, _AFTER_TOGETHER) for one in pattern.finditer(sentence)
    ]
    return tuple(dict.fromkeys(one for one in found if one))


def _cleaned(name: str) -> str:
    """The name without words of time and of linking before it."""
    return re.sub(r"^(?:由|请|对|各级|属于|并|和|及|与|的)", "", _TIMES.sub("", name))


def _spellings(name: str) -> set[str]:
    """A name, and what stands in its brackets: 宣传部（文明办） goes by both."""
    bare = re.sub(r"[（(][^（）()]*[）)]", "", name)
    return {name, bare, *re.findall(r"[（(]([^（）()]+)[）)]", name)}


def _core(name: str) -> str:
    """A name without the place before it and without 公安 before 交警."""
    core = re.sub(r"^(?:[\u4e00-\u9fff]{1,4}区|全?区|市(?![场政容])|县)(?=[\u4e00-\u9fff]{2,})", "", name)
    return re.sub(r"^公安(?:分局)?(?=交警)|(?<=交警)(?:大队|支队)$", "", core)
