"""What belongs to a document's form: its title, its number, whom it addresses, who signed it and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dabiao.core.outline.marks import opens_with_mark
from dabiao.core.outline.patterns import any_of, one_of
from dabiao.core.outline.sentences import SALUTATION
from dabiao.core.outline.title import TITLE_END

_NUMBERS = r"[\d一二三四五六七八九十]{1,3}"
_DAY = rf"(?:\d{{2,4}}|[一二三四五六七八九〇○零]{{2,4}})\s*年\s*{_NUMBERS}\s*月\s*(?:{_NUMBERS}\s*日)?"
DATE = re.compile(rf"[（(]?\s*{_DAY}\s*(?:[）)]|[\u4e00-\u9fff]{{2,4}})?\s*$")
NUMBER = re.compile(r"\S{1,14}\s*[〔﹝\[(（【]\s*\d{4}\s*[〕﹞\])）】]\s*第?\s*\d{1,4}\s*号\s*(?:签发人.*)?$")

_LISTED = re.compile(r"[^。；！？]{2,120}[：:]$")
_NAMES_SOMEBODY = re.compile(
    r"(?:各|区|市|县|省|机关|本|有关|全区|局|街道|社区|[\u4e00-\u9fff]{2,10}(?:街道|办事处|局|委|办|镇|乡))"
)
_SAYS_SOMETHING = re.compile(r"如下|以下|问题|要求|意见|是|有[一二三四五六七八九十\d几]|做到")

_OFFICES = one_of(
    r"""
    办公室 指挥部 委员会 人民政府 区委 市委 党工委 办事处 领导小组 创建办 文明办 创文办 创城办
    局 办 委 中心 街道 部 组 专班
    """
)
ORGANISATION = re.compile(rf"[\u4e00-\u9fff（）()“”、\s]{{2,40}}{_OFFICES}$")

CLOSING_LINES = any_of(
    r"""
    (?:附件|附表|附)\s*\d*\s*[:：] (?:抄送|主送|分送|发|联系人|联系电话|电话)\s*[:：] [（(](?:联系人|此件|本件|完|附)
    .{2,40}\d{4}年\d{1,2}月\d{1,2}日印发$ (?:共印|打印)\s*\d+\s*份
    """
)
"""Annexes, distribution, whom to call, when printed."""
HEAD_LINES = any_of(
    r"""
    (?:签发人|密级|紧急程度|份号|特急|加急|平急)\s*[:：]?.{0,12} .{2,24}文件
    [（(](?:讨论稿|征求意见稿|送审稿|审议稿|草案|试行|根据录音整理|节选)[）)]
    [\u4e00-\u9fff]{2,10}[　\x20]{1,4}[\u4e00-\u9fff]{2,4}
    """
)
"""What stands above and right below a title: secrecy, 某某文件, （征求意见稿）, the speaker's office and name."""
ATTACHED = re.compile(r"(?:附件|附表)\s*\d*\s*[:：]")

LONGEST_TITLE, LONGEST_HEAD = 100, 60
"""Characters of a title, and of another line above the text."""

_MOST_TITLE_LINES = 4

_BEHIND_TITLE = one_of(
    r"""
    同志们 各位 各街道 各镇 各乡 各部门 各单位 各有关 区直 为了 为深入 为认真 为贯彻 为进一步
    为全面 根据 按照 [（(]\d{4}年
    """
)
RUN_ON_TITLE = re.compile(
    r"(?P<title>[^。！？：；]{4,70}?(?:讲话|讲话稿|发言|致辞|通知|方案|意见|通报|计划|报告|要点))[ 　]*"
    rf"(?={_BEHIND_TITLE})"
)
"""A title from which the text has lost its line break."""


@dataclass(frozen=True, slots=True)
class Form:
    """``title``: paragraphs that make it up, in order, with its end in the last; ``formal``: those of form only."""

    title: tuple[int, ...]
    title_end: int
    formal: frozenset[int]


def form_of(paragraphs: Sequence[str]) -> Form:
    """Find title and formal lines; empty paragraphs are left out (they are furniture)."""
    written = [at for at, text in enumerate(paragraphs) if text]
    title, end, above = _title(paragraphs, written)
    formal = set(above)
    formal |= _below(paragraphs, [at for at in written if at not in title and at not in formal])
    for at in written:
        if at not in title and (NUMBER.fullmatch(paragraphs[at]) or DATE.fullmatch(paragraphs[at])):
            formal.add(at)
    return Form(tuple(title), end, frozenset(formal))


def _title(paragraphs: Sequence[str], written: Sequence[int]) -> tuple[list[int], int, set[int]]:
    """The title's paragraphs, its end in the last one, and formal lines above the text."""
    title: list[int] = []
    above: set[int] = set()
    complete = False
    for at in written:
        text = paragraphs[at]
        complete = complete or (bool(title) and at != title[-1] + 1)
        run_on = None if title else RUN_ON_TITLE.match(text)
        if run_on and not opens_with_mark(text):
            return [at], run_on.end("title"), above
        if _is_formal(text, behind_title=complete):
            above.add(at)
        elif _begins_text(text) or (complete and not text.startswith(("—", "--"))):
            above |= {at} if _is_addressees(text) else set()
            break
        else:
            title.append(at)
            complete = bool(TITLE_END.search(text)) or len(title) == _MOST_TITLE_LINES
    if (
        title
        and not TITLE_END.search(paragraphs[title[-1]])
        and not paragraphs[title[-1]].startswith(("—", "--"))
    ):
        title = title[:1] if len(written) > 1 else []  # none of its lines ends like a title: the first is one
    return title, len(paragraphs[title[-1]]) if title else 0, above


def _is_formal(text: str, *, behind_title: bool) -> bool:
    """Whether a line above the text is form only; a line that ends like a title is one."""
    if NUMBER.fullmatch(text) or DATE.fullmatch(text):
        return True
    if len(text) > LONGEST_HEAD or text[-1] in "。；！？，：:":
        return False
    if behind_title and ORGANISATION.fullmatch(text):
        return True
    return bool(HEAD_LINES.fullmatch(text)) and not TITLE_END.search(text)


def _begins_text(text: str) -> bool:
    """Whether the document's text begins with this line."""
    return (
        opens_with_mark(text)
        or bool(SALUTATION.match(text))
        or text[-1] in "。；！？，：:"
        or len(text) > LONGEST_TITLE
    )


def _is_addressees(text: str) -> bool:
    """Whether a line names those whom a document is sent to: 各街道办事处，区直各部门："""
    return (
        bool(_LISTED.fullmatch(text))
        and bool(_NAMES_SOMEBODY.match(text))
        and not _SAYS_SOMETHING.search(text)
    )


def _below(paragraphs: Sequence[str], written: Sequence[int]) -> set[int]:
    """Signature, date, annexes and distribution at the end."""
    formal: set[int] = set()
    for at in reversed(written):
        text = paragraphs[at]
        if (
            DATE.fullmatch(text)
            or CLOSING_LINES.match(text)
            or (len(text) <= LONGEST_HEAD and ORGANISATION.fullmatch(text) and not opens_with_mark(text))
            or _in_annex_list(paragraphs, written, at)
        ):
            formal.add(at)
        else:
            break
    return formal


def _in_annex_list(paragraphs: Sequence[str], written: Sequence[int], at: int) -> bool:
    """Whether a numbered line near the end goes on a list that 附件： began."""
    if not re.match(r"\d{1,2}\s*[.．、]", paragraphs[at]) or paragraphs[at][-1] in "。；！？":
        return False
    for before in reversed([one for one in written if one < at]):
        if ATTACHED.match(paragraphs[before]):
            return True
        if not re.match(r"\d{1,2}\s*[.．、]", paragraphs[before]):
            return False
    return False
