"""What a document says, whatever it came as; and a clear answer for what cannot be read."""

from __future__ import annotations

import errno
import io
import zipfile
from pathlib import Path

import docx
import pytest
from documents import rezipped, write_docx, write_half_scanned, write_locked_pdf, write_pdf, write_scan
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from outline_scores import answers, bare

from dabiao.core.defects import BadInput
from dabiao.core.outline.document import outline_of
from dabiao.office import document_checks, document_text, docx_text, pdf_text, plain_text
from dabiao.office.document_checks import DocumentKind
from dabiao.office.document_text import read_document

SPEECH = "在示范区创建工作会上的讲话\n同志们：\n一、抓环境\n各街道要在5月底前清理背街小巷。\n谢谢大家！"


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as refused:
        read_document(path)
    (defect,) = refused.value.defects
    assert defect.file == path.name
    assert "%(" not in defect.message
    return defect.message


# ---- what is read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_text_is_read_in_whatever_encoding_it_came(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "讲话.txt"
    path.write_bytes(SPEECH.encode(encoding))
    assert read_document(path).text == SPEECH


def test_a_word_document_is_read_in_order_tables_too(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("前一段")
    table = document.add_table(rows=2, cols=2)
    for at, word in enumerate(("任务", "责任单位", "清理小巷", "城管局")):
        table.cell(at // 2, at % 2).text = word
    document.add_paragraph("后一段")
    document.save(str(tmp_path / "表.docx"))
    said = read_document(tmp_path / "表.docx")
    assert said.kind is DocumentKind.DOCX
    assert said.text.split("\n") == ["前一段", "任务", "责任单位", "清理小巷", "城管局", "后一段"]


LEVELS = """
<w:numbering %s>
  <w:abstractNum w:abstractNumId="7">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%%1、"/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%%2）"/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%%3."/></w:lvl>
    <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
  </w:abstractNum>
  <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
  <w:num w:numId="2"><w:abstractNumId w:val="7"/>
    <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>
"""


def numbered(document, text: str, number: int, level: int) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    path = tmp_path / "自动编号.docx"
    document = docx.Document()
    for text, number, level in (
        ("提高认识", 1, 0),
        ("抓环境", 1, 1),
        ("清小巷", 1, 2),
        ("修路灯", 1, 2),
        ("抓秩序", 1, 1),
        ("管停车", 1, 2),
        ("要点", 1, 3),
        ("加强领导", 1, 0),
        ("抓督查", 1, 1),
        ("另一张表", 2, 0),
        ("不编号", 0, 0),
    ):
        numbered(document, text, number, level)
    document.save(str(path))
    rezipped(path, added={"word/numbering.xml": (LEVELS % nsdecls("w")).encode()})
    assert read_document(path).text.split("\n") == [
        "一、提高认识",
        "（一）抓环境",
        "1.清小巷",
        "2.修路灯",
        "（二）抓秩序",
        "1.管停车",
        "要点",
        "二、加强领导",
        "（一）抓督查",
        "五、另一张表",
        "不编号",
    ]


def test_what_a_reader_does_not_see_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("一、目录里的行……1", style=document.styles.add_style("toc 1", 1))
    paragraph = document.add_paragraph("看得见")
    hidden = paragraph.add_run("藏起来的")
    hidden.font.hidden = True
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删掉的</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>加上的</w:t></w:r></w:ins>"))
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.save(str(tmp_path / "修订.docx"))
    assert read_document(tmp_path / "修订.docx").text == "看得见加上的"


def test_a_pdf_is_read_line_by_line(tmp_path: Path) -> None:
    said = read_document(write_pdf(SPEECH, tmp_path / "讲话.pdf"))
    assert said.kind is DocumentKind.PDF
    assert "".join(said.text.split()) == "".join(SPEECH.split())


ALREADY_BROKEN = "云台区深化"
"""The document that came with a PDF's hard line breaks and page numbers: it cannot be set in type once more."""


@pytest.mark.parametrize("written", [write_docx, write_pdf], ids=["docx", "pdf"])
def test_a_documents_outline_is_the_same_from_word_and_pdf(tmp_path: Path, written) -> None:
    for number, (text, answer) in enumerate(answers("open")):
        if text.startswith(ALREADY_BROKEN) and written is write_pdf:
            continue
        path = written(text, tmp_path / f"{number}.{'docx' if written is write_docx else 'pdf'}")
        expected, found = outline_of(text), outline_of(read_document(path).text)
        assert [(one.level, one.number, bare(one.text)) for one in found.headings] == [
            (one.level, one.number, bare(one.text)) for one in expected.headings
        ]
        assert [bare(one.text) for one in found.tasks] == [bare(one.text) for one in expected.tasks]
        assert bare(found.title) == bare(answer["title"])
        assert found.truncated == answer["truncated"]


# ---- what is not


def test_an_empty_file_and_one_without_words_say_so(tmp_path: Path) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    assert "空文件" in refusal(tmp_path / "空.txt")
    (tmp_path / "白.txt").write_text(" \n\n ", "utf-8")
    assert "没有文字" in refusal(tmp_path / "白.txt")
    assert "没有文字" in refusal(write_docx("", tmp_path / "白.docx"))


def test_a_missing_file_and_a_folder_say_so(tmp_path: Path) -> None:
    assert "没有这个文件" in refusal(tmp_path / "没有.docx")
    (tmp_path / "文件夹.docx").mkdir()
    assert "不是文件" in refusal(tmp_path / "文件夹.docx")


def test_a_file_of_two_hundred_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "大.docx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    said = refusal(path)
    assert "有 200 MB，超过上限 100 MB" in said


def test_an_unreadable_file_gives_the_systems_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_docx(SPEECH, tmp_path / "讲话.docx")

    def refuse(*_: object, **__: object) -> object:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "没有权限" in refusal(path)


@pytest.mark.parametrize(
    ("written", "name", "said"),
    [
        (write_docx, "讲话.pdf", "扩展名是 .pdf，内容却是Word 文档"),
        (write_pdf, "讲话.docx", "扩展名是 .docx，内容却是PDF"),
        (write_docx, "讲话.txt", "请把扩展名改为 .docx"),
        (write_pdf, "讲话.doc", "请把扩展名改为 .pdf"),
    ],
)
def test_a_wrong_extension_is_told_by_the_content(tmp_path: Path, written, name: str, said: str) -> None:
    made = written(SPEECH, tmp_path / "made")
    assert said in refusal(made.rename(tmp_path / name))


def test_a_text_called_word_document_is_told(tmp_path: Path) -> None:
    (tmp_path / "讲话.docx").write_text(SPEECH, "utf-8")
    assert "内容却是纯文本" in refusal(tmp_path / "讲话.docx")


def test_an_encrypted_pdf_asks_for_one_without_a_password(tmp_path: Path) -> None:
    assert "加了密码" in refusal(write_locked_pdf(tmp_path / "密.pdf"))


def test_an_image_only_scan_asks_for_recognition(tmp_path: Path) -> None:
    said = refusal(write_scan(tmp_path / "扫描.pdf"))
    assert "2 页都没有文字层" in said
    assert "请先识别" in said


def test_a_half_scanned_pdf_is_read_and_names_the_pages_that_are_pictures(tmp_path: Path) -> None:
    said = read_document(write_half_scanned(SPEECH, tmp_path / "半扫描.pdf"))
    assert "各街道要" in said.text
    assert said.blank_pages == (2,)


def test_a_damaged_pdf_and_one_with_too_many_pages_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pdf(SPEECH, tmp_path / "坏.pdf")
    path.write_bytes(path.read_bytes()[:200])
    assert "已损坏" in refusal(path)
    monkeypatch.setattr(pdf_text, "MOST_PAGES", 0)
    assert "有 1 页，超过上限 0 页" in refusal(write_pdf(SPEECH, tmp_path / "厚.pdf"))


def test_an_old_binary_document_is_told_to_be_saved_anew(tmp_path: Path) -> None:
    old = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600
    (tmp_path / "旧.doc").write_bytes(old + "WordDocument".encode("utf-16-le"))
    assert "另存为 .docx" in refusal(tmp_path / "旧.doc")
    (tmp_path / "加密.docx").write_bytes(old + "EncryptedPackage".encode("utf-16-le"))
    assert "加了密码" in refusal(tmp_path / "加密.docx")
    (tmp_path / "旧.ppt").write_bytes(old)
    assert "旧版 Office" in refusal(tmp_path / "旧.ppt")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{\\rtf1 hello}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "网页"),
        (b"\0\1\2\3" * 200, "不是文本"),
        (bytes(range(0x80, 0xFF)) * 9, "不是文本"),
    ],
)
def test_other_kinds_of_files_say_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "别的.txt").write_bytes(content)
    assert said in refusal(tmp_path / "别的.txt")


def archive_with(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("xl/workbook.xml",), "Excel 工作簿"),
        (("ppt/presentation.xml",), "演示文稿"),
        (("OFD.xml",), "OFD"),
        (("照片/1.jpg",), "压缩包"),
        (("word/document.xml", "word/vbaProject.bin"), "含有宏"),
    ],
)
def test_other_archives_say_what_they_are(tmp_path: Path, names: tuple[str, ...], said: str) -> None:
    assert said in refusal(archive_with(tmp_path / "包.docx", *names))


def test_a_document_with_macros_by_its_name_is_refused(tmp_path: Path) -> None:
    assert "带宏" in refusal(write_docx(SPEECH, tmp_path / "made.docx").rename(tmp_path / "讲话.docm"))


def test_a_broken_archive_is_told(tmp_path: Path) -> None:
    path = write_docx(SPEECH, tmp_path / "坏.docx")
    path.write_bytes(path.read_bytes()[:900])
    assert "已损坏" in refusal(path)
    torn = rezipped(write_docx(SPEECH, tmp_path / "乱.docx"), added={"word/document.xml": b"<w:document"})
    assert "已损坏" in refusal(torn)
    bare = rezipped(write_docx(SPEECH, tmp_path / "空壳.docx"), added={"word/document.xml": b"<a/>"})
    assert "已损坏" in refusal(bare)


def test_a_protected_archive_is_told(tmp_path: Path) -> None:
    path = archive_with(tmp_path / "密.docx", "word/document.xml")
    content = bytearray(path.read_bytes())
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(sign) + offset] |= 1
    path.write_bytes(bytes(content))
    assert "加了密码" in refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "炸弹.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (20 * 1024 * 1024))
    assert path.stat().st_size < 100_000
    assert "恶意文件" in refusal(path)


def test_a_part_that_lies_about_its_size_is_read_no_farther(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docx_text, "LARGEST_PART", 100)
    assert "已损坏" in refusal(write_docx(SPEECH, tmp_path / "谎.docx"))


def test_entities_of_a_document_are_not_opened(tmp_path: Path) -> None:
    hostile = (
        '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>前&e;后</w:t></w:r></w:p></w:body></w:document>"
    )
    path = rezipped(write_docx("x", tmp_path / "实体.docx"), added={"word/document.xml": hostile.encode()})
    assert read_document(path).text in ("前", "前后", "后", "前\n后")


def test_texts_that_are_too_long_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "长.txt"
    path.write_text(SPEECH, "utf-8")
    monkeypatch.setattr(document_text, "LONGEST_TEXT", 10)
    assert f"有 {len(SPEECH)} 个字，超过上限 10 个字" in refusal(path)
    monkeypatch.setattr(plain_text, "LARGEST_TEXT", 10)
    assert "不像一份公文" in refusal(path)
    assert document_checks.LARGEST_DOCUMENT < 200 * 1024 * 1024


def test_a_zip_without_a_directory_is_damaged(tmp_path: Path) -> None:
    held = io.BytesIO(b"PK\3\4" + b"\0" * 100)
    (tmp_path / "坏.docx").write_bytes(held.getvalue())
    assert "已损坏" in refusal(tmp_path / "坏.docx")
