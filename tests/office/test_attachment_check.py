"""Documents that are passed on as they are: what they say they are, without macros, of a sane size."""

import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from noticed import document

from dabiao.core.defects import BadInput
from dabiao.office.attachment_check import (
    LARGEST_ATTACHMENT,
    LARGEST_UNPACKED,
    LONGEST_NAME,
    check_content,
    check_name_and_size,
)


@pytest.mark.parametrize(
    "name", ["方案.pdf", "通知.DOCX", "表.xlsx", "a.b.pdf", "字" * (LONGEST_NAME - 4) + ".pdf"]
)
def test_usual_names_are_taken(name: str) -> None:
    check_name_and_size(name, 1)
    check_name_and_size(name, LARGEST_ATTACHMENT)


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("方案.pdf", 0, "空文件"),
        ("方案.pdf", LARGEST_ATTACHMENT + 1, "超过 20 MB"),
        ("字" * (LONGEST_NAME - 3) + ".pdf", 1, "超过 120 个字"),
        ("方案", 1, "另存为"),
        ("照片.png", 1, "另存为"),
        ("旧版.doc", 1, "另存为"),
        ("宏.docm", 1, "另存为"),
    ],
)
def test_what_name_or_size_rule_out_is_refused(name: str, size: int, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        check_name_and_size(name, size)


def test_real_documents_are_taken(tmp_path: Path) -> None:
    for name, main in (("x.docx", "word/document.xml"), ("x.xlsx", "xl/workbook.xml")):
        document(tmp_path / name, main)
        check_content(tmp_path / name, name)
    (tmp_path / "x.pdf").write_bytes(b"\n\n%PDF-1.4\n")
    check_content(tmp_path / "x.pdf", "x.pdf")


def test_a_document_written_by_word_libraries_is_taken(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "真.docx"))
    openpyxl.Workbook().save(tmp_path / "真.xlsx")
    for name in ("真.docx", "真.xlsx"):
        check_content(tmp_path / name, name)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.pdf", b"PK\x03\x04", "内容却不是 PDF"),
        ("x.pdf", b" " * 1024 + b"%PDF-1.4", "内容却不是 PDF"),
        ("x.docx", b"%PDF-1.4", "打不开"),
        ("x.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"x", "旧版或加了密码"),
        ("x.xlsx", b"PK\x03\x04broken", "打不开"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=said):
        check_content(tmp_path / name, name)


def test_a_workbook_named_document_is_refused(tmp_path: Path) -> None:
    document(tmp_path / "x.docx", "xl/workbook.xml")
    with pytest.raises(BadInput, match="和扩展名不符"):
        check_content(tmp_path / "x.docx", "x.docx")


def test_macros_are_refused(tmp_path: Path) -> None:
    document(tmp_path / "x.docx", **{"word/vbaProject.bin": "x"})
    with pytest.raises(BadInput, match="含有宏"):
        check_content(tmp_path / "x.docx", "x.docx")


def test_what_would_swell_beyond_measure_is_refused_without_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * (LARGEST_UNPACKED // 8))
        for number in range(8):
            archive.writestr(f"word/media/{number}", b"0" * (LARGEST_UNPACKED // 8))
    assert path.stat().st_size < 1024 * 1024
    with pytest.raises(BadInput, match="大得不合常理"):
        check_content(path, "x.docx")
