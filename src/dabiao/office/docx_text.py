"""The words of a .docx, paragraph by paragraph: body and tables in order, automatic numbers written out.

Deleted text, hidden text, field codes, the table of contents, headers and footers are left out: a reader of the
document's text does not read them there.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx.oxml import parse_xml

from dabiao.office.document_checks import LARGEST_PART, damaged
from dabiao.office.docx_numbering import Numbering, W, numbering_of

Element = Any
"""An XML element; lxml carries no types."""

STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
"""The two names of one vocabulary (ISO/IEC 29500 strict and transitional)."""

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTAINERS = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
_LEFT_OUT = frozenset(
    (
        *(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "txbxContent")),
        _FALLBACK,
    )
)
_CONTENTS = ("toc", "目录")


def docx_paragraphs(path: Path) -> list[str]:
    """Read the paragraphs of a document that ``check_document`` let in. Raises BadInput for one that is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            body = _part(archive, "word/document.xml")
            numbering = _part(archive, "word/numbering.xml")
            styles = _part(archive, "word/styles.xml")
    except (
        zipfile.BadZipFile,
        SyntaxError,
        OSError,
        ValueError,
        NotImplementedError,
        EOFError,
        zlib.error,
    ):
        raise damaged(path) from None
    inner = None if body is None else body.find(f"{W}body")
    if inner is None:
        raise damaged(path)
    return list(_blocks(inner, numbering_of(numbering, styles), _style_names(styles)))


def _part(archive: zipfile.ZipFile, name: str) -> Element | None:
    """Parse one part; None where there is none. Entities are not resolved, and no more is read than is declared."""
    known = {one.filename.lower(): one for one in archive.infolist()}
    if name not in known:
        return None
    with archive.open(known[name]) as file:
        content = file.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise ValueError(name)
    return parse_xml(content.replace(STRICT, TRANSITIONAL))


def _style_names(styles: Element | None) -> dict[str, str]:
    found = {}
    for style in styles.findall(f"{W}style") if styles is not None else ():
        name = style.find(f"{W}name")
        found[style.get(f"{W}styleId", "")] = "" if name is None else str(name.get(f"{W}val", ""))
    return found


def _blocks(container: Element, numbering: Numbering, styles: dict[str, str]) -> Iterator[str]:
    for child in container:
        if child.tag == f"{W}p":
            yield from _paragraph(child, numbering, styles)
        elif child.tag == f"{W}tbl":
            for cell in child.iterfind(f"{W}tr/{W}tc"):
                yield from _blocks(cell, numbering, styles)
        elif child.tag in _CONTAINERS:
            yield from _blocks(child, numbering, styles)


def _paragraph(paragraph: Element, numbering: Numbering, styles: dict[str, str]) -> Iterator[str]:
    """The paragraph's lines, then those of text boxes anchored in it."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    name = "" if style is None else styles.get(style.get(f"{W}val", ""), style.get(f"{W}val", ""))
    if name.lower().startswith(_CONTENTS):
        return
    text = "".join(_runs(paragraph))
    mark = numbering.mark_of(paragraph) if text.strip() else ""
    yield from (mark + text).split("\n")
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(one.tag == _FALLBACK for one in box.iterancestors()):
            yield from _blocks(box, numbering, styles)


def _runs(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
            continue
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif child.tag == f"{W}tab":
            yield "\t"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None:
            continue
        else:
            yield from _runs(child)
