"""What belongs to a document's form: its title, its number, whom it addresses, who signed it and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dabiao.core.outline_marks import opens_with_mark
from dabiao.core.outline_sentences import SALUTATION
from dabiao.core.outline_title import TITLE_END

_DAY = r"(?:\d{2,4}|[一二三四五六七八九〇○零]{2,4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*(?:[\d一二三四五六七八九十]{1,3}\s*日)?"
DATE = re.compile(rf"[（(]?\s*{_DAY}\s*(?:[）)]|[\u4e00-\u9fff]{{2,4}})?\s*$")
NUMBER = re.compile(r"\S{1,14}\s*[〔﹝\[(（【]\s*\d{4}\s*[〕﹞\])）】]\s*第?\s*\d{1,4}\s*号\s*(?:签发人.*)?$")
ADDRESSEES = re.compile(r"[^。；！？]{2,120}[：:]$")
ORGANISATION = re.compile(
    r"[\u4e00-\u9fff（）()“”、\s]{2,40}(?:办公室|指挥部|委员会|人民政府|区委|市委|党工委|办事处|领导小组|创建办|文明办|创文办|创城办|"
    r"局|办|委|中心|街道|部|组|专班)$"
)
CLOSING_LINES = re.compile(
    r"(?:附件|附表|附)\s*\d*\s*[:：]|抄送\s*[:：]|(?:主送|分送|发)\s*[:：]|联系人\s*[:：]|联系电话\s*[:：]|电话\s*[:：]|"
    r"[（(](?:联系人|此件|本件|完|附)|.{2,40}\d{4}年\d{1,2}月\d{1,2}日印发$|(?:共印|打印)\s*\d+\s*份"
)
HEAD_LINES = re.compile(
    r"(?:签发人|密级|紧急程度|份号|特急|加急|平急)\s*[:：]?|.{2,24}文件$|[（(](?:讨论稿|征求意见稿|送审稿|审议稿|草案|试行|根据录音整理|节选)[）)]$|"
    r"[\u4e00-\u9fff]{2,10}[　 ]{1,4}[\u4e00-\u9fff]{2,4}$|(?:——|—|--).*$"
)
ATTACHED = re.compile(r"(?:附件|附表)\s*\d*\s*[:：]")

LONGEST_TITLE, LONGEST_HEAD = 100, 60
"""Characters of a title, and of another line above the text."""

RUN_ON_TITLE = re.compile(
    r"(?P<title>[^。！？：；]{4,70}?(?:讲话|讲话稿|发言|致辞|通知|方案|意见|通报|计划|报告|要点))(?P<blank>[ 　]*)"
    r"(?=(?:同志们|各位|各街道|各镇|各乡|各部门|各单位|各有关|区直|为了|为深入|为认真|为贯彻|为进一步|为全面|根据|按照)|[（(]\d{4}年)"
)
"""A title from which the text has lost its line break."""


@dataclass(frozen=True, slots=True)
class Form:
    """``title``: paragraphs that make it up, in order, with its end in the last; ``formal``: paragraphs of form only."""

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
        if NUMBER.fullmatch(text) or DATE.fullmatch(text):
            above.add(at)
            continue
        if opens_with_mark(text):
            break
        if not title:
            run_on = RUN_ON_TITLE.match(text)
            if run_on:
                return [at], run_on.end("title"), above
        if SALUTATION.match(text):
            break
        if _is_addressees(text):
            above.add(at)
            break
        if text[-1] in "。；！？，" or len(text) > LONGEST_TITLE:
            break
        if complete:
            if text.startswith(("——", "—", "--")):
                title.append(at)
                continue
            if len(text) <= LONGEST_HEAD and (HEAD_LINES.fullmatch(text) or ORGANISATION.fullmatch(text)):
                above.add(at)
                continue
            break
        if HEAD_LINES.fullmatch(text) and not TITLE_END.search(text):
            above.add(at)
            continue
        title.append(at)
        complete = bool(TITLE_END.search(text)) or len(title) > _MOST_TITLE_LINES
    if not complete and len(title) > 1:  # lines of which none ends like a title: the first is one
        title = title[:1]
    return title, len(paragraphs[title[-1]]) if title else 0, above


_MOST_TITLE_LINES = 3


def _is_addressees(text: str) -> bool:
    return (
        bool(ADDRESSEES.fullmatch(text))
        and bool(
            re.match(
                r"(?:各|区|市|县|省|机关|本|有关|全区|局|街道|社区|[\u4e00-\u9fff]{2,10}(?:街道|办事处|局|委|办|镇|乡))",
                text,
            )
        )
        and not re.search(r"如下|以下|问题|要求|意见|是|有[一二三四五六七八九十\d几]|做到", text)
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
