"""Official documents keep the measures of GB/T 9704—2012."""

import random
import re
from pathlib import Path

import docx
import numpy as np
import pypdfium2
import pytest
from defusedxml.ElementTree import parse
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dabiao.office.docx_table import TableColumn
from dabiao.office.official_document import TYPEFACES, OfficialDocument, title_lines


@pytest.fixture
def written(tmp_path):
    document = OfficialDocument("标题")
    document.head("东城区创建全国文明城市工作指挥部办公室", "东创建办〔2026〕1号")
    document.title("关于2026年第一季度创建全国文明城市测评情况的通报")
    document.addressees("各街道办事处")
    document.body("本季度得分90.5分。")
    document.heading("一、总体情况")
    document.subheading("（一）得分")
    document.attachments(["表一", "表二"])
    document.signature("东城区创建办", "2026年3月5日")
    document.note("联系人：张三")
    document.attachment(1, "表一")
    document.table([TableColumn("名次", 20), TableColumn("街道", 60)], [["1", "东街"], ["2", "西街"]])
    document.foot("区委办公室", "东城区创建办", "2026年3月5日")
    document.save(tmp_path / "公文.docx")
    return docx.Document(str(tmp_path / "公文.docx"))


def test_the_type_area_is_156_by_225_millimetres(written):
    page = written.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert (round(page.top_margin.mm), round(page.left_margin.mm)) == (37, 28)
    assert round(page.page_width.mm - page.left_margin.mm - page.right_margin.mm) == 156
    assert round(page.page_height.mm - page.top_margin.mm - page.bottom_margin.mm) == 225


def lines_of(ink):
    """First and last row of every line of ``ink``, bool[rows, columns], from top to bottom."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], ink.any(axis=1), [0]))))
    return edges.reshape(-1, 2)


def test_mark_number_and_rule_stand_on_paper_where_the_standard_has_them(written, printed, tmp_path):
    with pypdfium2.PdfDocument(printed(tmp_path / "公文.docx")) as pdf:
        page = np.asarray(pdf[0].render(scale=4).to_pil().convert("RGB")).astype(int)
    millimetre = page.shape[0] / 297
    head = page[: int(135 * millimetre)]
    red = head.max(axis=2) - head.min(axis=2) > 90
    mark, rule = lines_of(red)
    number = lines_of(~red & (head.max(axis=2) < 128))[0]
    assert mark[0] / millimetre == pytest.approx(37 + 35, abs=1.5)
    assert (number[0] - mark[1]) / millimetre == pytest.approx(2 * 225 / 22, abs=8)
    assert (rule[0] - number[1]) / millimetre == pytest.approx(4, abs=1)


def test_nothing_is_lost_at_the_ends_of_printed_lines(printed, tmp_path):
    chance = random.Random(5)
    words = [
        "东湖街道",
        "合格",
        "个点次中",
        "项次",
        "农贸市场",
        "检查",
        "得",
        "分值",
        "2371",
        "90.32",
        "12",
        "无障碍设施",
    ]
    document = OfficialDocument("标题")
    texts = [
        "".join(
            chance.choice(words) + chance.choice(["", "", "，", "。", "；", "：", "、"]) for _ in range(60)
        )
        for _ in range(80)
    ]
    for text in texts:
        document.body(text)
    document.save(tmp_path / "长文.docx")
    with pypdfium2.PdfDocument(printed(tmp_path / "长文.docx")) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]
    on_paper = "".join(re.sub(r"— \d+ —|\s", "", page) for page in pages)
    assert on_paper == "".join(texts)


def test_a_page_holds_22_lines_of_28_characters(written):
    page = written.sections[0]
    pitch = int(page._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")))
    high = (page.page_height - page.top_margin - page.bottom_margin) / Pt(1)
    assert int(high * 20 // pitch) == 22
    style = written.styles["Normal"]
    closer = int(style.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    wide = (page.page_width - page.left_margin - page.right_margin) / Pt(1)
    assert int(wide // (style.font.size.pt + closer)) == 28
    assert style.paragraph_format.line_spacing.pt * 20 == pitch


def test_text_is_fangsong_in_simplified_chinese_with_replacements_named(written):
    style = written.styles["Normal"].element.rPr
    assert style.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert style.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    faces = {
        run.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        for one in written.paragraphs
        for run in one.runs
    }
    assert faces == {"仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋_GBK"}
    table = next(
        part for part in written.part.package.iter_parts() if str(part.partname) == "/word/fontTable.xml"
    )
    said = table.blob.decode()
    assert all(name in said for name in (*faces, "FangSong", "SimSun", "Noto Serif CJK SC"))


def test_no_part_of_the_document_says_it_is_japanese(written):
    assert "ja-JP" not in written.settings.element.xml


def test_a_picture_takes_the_height_it_has_and_no_more(tmp_path):
    Image.new("RGB", (300, 100), "white").save(tmp_path / "图.png")
    document = OfficialDocument("标题")
    document.picture(tmp_path / "图.png", "图1")
    assert document.document.paragraphs[0]._p.pPr.find(qn("w:snapToGrid")).get(qn("w:val")) == "0"


def test_page_numbers_stand_outside_odd_right_and_even_left(written):
    assert written.settings.odd_and_even_pages_header_footer
    page = written.sections[0]
    for footer, side in ((page.footer, "RIGHT"), (page.even_page_footer, "LEFT")):
        paragraph = footer.paragraphs[0]
        assert paragraph.alignment.name == side
        assert paragraph.text == "— 1 —"
        assert "PAGE" in paragraph._p.xml


def test_tables_repeat_their_heading_and_keep_rows_whole(written):
    table = written.tables[0]
    assert [bool(row._tr.trPr.findall(qn("w:tblHeader"))) for row in table.rows] == [True, False, False]
    assert all(row._tr.trPr.findall(qn("w:cantSplit")) for row in table.rows)
    assert [cell.text for cell in table.rows[1].cells] == ["1", "东街"]


def test_the_foot_is_the_last_thing_and_names_printer_and_day(written):
    foot = written.tables[-1]
    assert [row.cells[0].text for row in foot.rows] == [
        "抄送：区委办公室。",
        "东城区创建办\t2026年3月5日印发",
    ]
    assert foot._tbl.tblPr.find(qn("w:tblpPr")).get(qn("w:tblpYSpec")) == "bottom"


def test_the_red_mark_fits_one_line_however_long_the_name(written):
    mark = written.paragraphs[0].runs[-1]
    assert mark.text.endswith("办公室文件")
    width = int(mark.element.rPr.find(qn("w:w")).get(qn("w:val"))) / 100
    assert len(mark.text) * mark.font.size.pt * width <= 443
    assert str(mark.font.color.rgb) == "E60012"


def test_a_long_title_breaks_between_words_and_never_inside_a_number():
    lines = title_lines("关于2025年9月至2026年3月创建全国文明城市测评情况的通报")
    assert lines == ["关于2025年9月至2026年3月创建", "全国文明城市测评情况的通报"]
    assert title_lines("短标题") == ["短标题"]


@given(st.text(st.sampled_from("关于创建城区街道第一季2026年3月测评通报A-z，的"), max_size=90))
def test_title_lines_lose_nothing_and_fit(text):
    lines = title_lines(text)
    assert "".join(lines) == text
    assert all(sum(1 if ord(sign) > 0x2E7F else 0.5 for sign in line) <= 20 for line in lines)


def test_the_same_document_is_the_same_bytes(tmp_path):
    for name in ("甲.docx", "乙.docx"):
        document = OfficialDocument("标题")
        document.body("正文")
        document.save(tmp_path / name)
    assert (tmp_path / "甲.docx").read_bytes() == (tmp_path / "乙.docx").read_bytes()


def test_every_face_a_document_names_has_a_replacement_on_linux():
    aliases = parse(Path(__file__).parents[2] / "docs" / "fonts" / "64-official-documents.conf").getroot()
    replaced = {alias.find("family").text: [one.text for one in alias.find("prefer")] for alias in aliases}
    assert {face.name for face in TYPEFACES} <= set(replaced)
    assert all(instead[-1].startswith("Noto") for instead in replaced.values())


def test_the_signature_never_stands_on_a_page_of_its_own(written):
    texts = [one.text for one in written.paragraphs]
    last, date = texts.index("　　　2. 表二"), texts.index("2026年3月5日")
    assert all(one.paragraph_format.keep_with_next for one in written.paragraphs[last:date])
