"""Whatever a text is, its outline accounts for every character of it, and stands where it says."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outline_scores import FOLDER, bare

from dabiao.core.outline.document import outline_of
from dabiao.core.outline.model import Outline
from dabiao.core.outline.text import tidy

PIECES = st.sampled_from(
    [
        *'一二三四十、（）()《》“”"。；！？：，,.;:12340５ 　\t\n\r\f',
        *(
            "一、",
            "二、",
            "（一）",
            "( 二 )",
            "1.",
            "2、",
            "（1）",
            "3.5公里",
            "2026年",
            "〔2026〕12号",
            "一是",
            "二是",
        ),
        *(
            "首先，",
            "其次，",
            "最后，",
            "第一，",
            "第二，",
            "各街道要",
            "确保",
            "同志们：",
            "关于加强管理的通知",
        ),
        *("区城管局负责", "一、二年级学生", "附件：1.", "第 1 页 共 3 页", "下载本文档", "相关文档"),
        *("2026年3月18日", "他强调：“", "\u200b", "\ufeff", "示范区创建办"),
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def spans(outline: Outline) -> list[tuple[int, int]]:
    """Everything the outline names, each stretch of text once."""
    found = [(outline.title_start, outline.title_end)] if outline.title else []
    for one in outline.headings:
        found.append((one.mark_start, one.start))
        if not one.is_sentence:
            found.append((one.start, one.closed_at))
    return found + [(one.start, one.end) for one in outline.sentences]


def check(text: str) -> None:
    outline = outline_of(text)
    assert Counter(bare(outline.text)) == Counter(bare(tidy(text)))
    covered = Counter(at for start, end in spans(outline) for at in range(start, end))
    for at, sign in enumerate(outline.text):
        if not sign.isspace():
            assert covered[at] == 1, (sign, at, covered[at])
    for sentence in outline.sentences:
        assert outline.text[sentence.start : sentence.end] == sentence.text
        assert sentence.text == sentence.text.strip()
    for heading in outline.headings:
        assert outline.text[heading.start : heading.end].strip() == heading.text
        assert all(outline.headings[at].level < heading.level for at in heading.path)
    assert [one.start for one in outline.sentences] == sorted(one.start for one in outline.sentences)
    assert [one.mark_start for one in outline.headings] == sorted(one.mark_start for one in outline.headings)


@given(TEXTS)
@settings(max_examples=400)
def test_every_character_is_in_one_place(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_no_text_is_too_strange(text: str) -> None:
    check(text)


@given(TEXTS)
@settings(max_examples=100)
def test_the_same_text_gives_the_same_outline(text: str) -> None:
    assert outline_of(text) == outline_of(text)


@pytest.mark.parametrize("path", sorted((FOLDER / "open").glob("*.txt")), ids=lambda path: path.stem)
def test_documents_are_accounted_for(path) -> None:
    check(path.read_text("utf-8"))


def test_all_documents_are_accounted_for_the_locked_ones_too() -> None:
    wrong = 0
    for path in (FOLDER / "locked").glob("*.txt"):
        try:
            check(path.read_text("utf-8"))
        except AssertionError:
            wrong += 1
    assert wrong == 0


@pytest.mark.parametrize("name", ["tidy-speech", "inline-plan"])
def test_a_text_that_loses_its_line_breaks_keeps_its_tasks(name: str) -> None:
    text = (FOLDER / "open" / f"{name}.txt").read_text("utf-8")
    kept = {bare(one.text) for one in outline_of(text).tasks}
    lost = {bare(one.text) for one in outline_of(" ".join(text.split("\n"))).tasks}
    assert len(kept & lost) >= 0.9 * len(kept)
