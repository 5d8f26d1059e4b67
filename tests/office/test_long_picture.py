"""The long picture: as wide as a phone, whole, the same every time, and none rather than boxes."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dabiao.office import charts, long_picture
from dabiao.office.long_picture import MOST_HEIGHT, WIDTH, Sheet, draw, missing_characters
from dabiao.office.result_note import INTERNAL, MOST_ROWS, Part, ResultNote, Row, plain_text

NOTE = ResultNote(
    "测评总览",
    "示范区",
    ("计算时间：2026-11-30 15:00",),
    (
        Part(
            "得分",
            (Row("综合得分", "85.96 分（满分 100）", "抽样误差范围 85.5～86.3"),),
            note="基数：10 次点位检查",
        ),
        Part("差距", (Row("很长的名字" * 12, "一个放不进同一行的很长的数字说明" * 3),), ("一句话。",)),
    ),
    internal=True,
)


def opened(drawn: bytes | None) -> Image.Image:
    assert drawn is not None
    return Image.open(io.BytesIO(drawn))


def note(*parts: Part, internal: bool = False) -> ResultNote:
    return ResultNote("测评", "示范区", (), parts, internal)


def said(shown: ResultNote) -> str:
    return "".join(piece.text for piece in Sheet().laid_out(shown)[0])


def test_it_is_a_png_as_wide_as_a_phone_shows_sharp() -> None:
    picture = opened(draw(NOTE))
    assert picture.format == "PNG"
    assert picture.width == WIDTH == 1080
    assert 400 < picture.height < MOST_HEIGHT


def test_the_same_note_gives_the_same_picture() -> None:
    assert draw(NOTE) == draw(NOTE)


def test_everything_the_text_says_stands_in_the_picture() -> None:
    drawn = said(NOTE).replace(" ", "")
    for part in NOTE.parts:
        for row in part.rows:
            for word in (row.name, row.value, row.below):
                assert word.replace(" ", "") in drawn
        assert all(line in drawn for line in part.lines)
    assert INTERNAL in drawn
    assert INTERNAL in plain_text(NOTE)


def test_no_character_of_it_is_missing_from_the_typeface() -> None:
    assert missing_characters(plain_text(NOTE)) == set()
    assert missing_characters("好\U000e0041") == {"\U000e0041"}


def test_a_character_without_a_form_is_set_as_printers_do() -> None:
    assert "甲〓乙" in said(note(Part("甲\U000e0041乙")))


def test_nothing_runs_over_the_right_edge() -> None:
    long = note(Part("题" * 60, (Row("名" * 80, "9" * 40), Row("a" * 200, "1")), ("词 " * 200,), "x" * 300))
    for piece in Sheet().laid_out(long)[0]:
        if piece.text:
            assert piece.left + long_picture._font(piece.size).getlength(piece.text) <= WIDTH - 32


@given(st.text(max_size=300), st.integers(0, MOST_ROWS + 40))
@settings(max_examples=25)
def test_any_words_and_any_number_of_rows_stay_within_bounds(words: str, rows: int) -> None:
    pieces, height = Sheet().laid_out(note(*[Part("一", (Row(words, "1", words),) * rows)] * 3))
    assert height <= MOST_HEIGHT
    assert all(0 <= piece.top < height for piece in pieces)


def test_what_does_not_fit_is_told() -> None:
    full = Part("一", (Row("名", "1", "下"),) * MOST_ROWS)
    assert "其余请看文字" in said(note(*[full] * 9))
    assert "另有 1 项，请看系统页面" in said(note(Part("一", (Row("名", "1"),) * (MOST_ROWS + 1))))


def test_without_a_chinese_typeface_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    long_picture._file.cache_clear()
    monkeypatch.setattr(long_picture, "FACES", ())
    try:
        assert draw(NOTE) is None
    finally:
        long_picture._file.cache_clear()
    assert charts.FACES


def test_the_text_has_short_lines_and_no_tables() -> None:
    text = plain_text(NOTE)
    assert text.startswith("【测评总览】\n示范区\n计算时间：2026-11-30 15:00\n" + INTERNAL)
    assert "综合得分：85.96 分（满分 100）\n　抽样误差范围 85.5～86.3\n注：基数：10 次点位检查" in text
    assert not set("\t|│┃") & set(text)


def test_words_from_outside_cannot_add_lines_or_turn_text_round() -> None:
    text = plain_text(note(Part("一", (Row("甲\n■ 假的一节", "1\u202e2"),))))
    assert "甲 ■ 假的一节：12" in text
