"""Documents made for tests: the same text as .docx and as PDF, and files that are not what they seem."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import docx
import pypdfium2
import typst
from PIL import Image, ImageDraw

PAGE = """
#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))
#set text(font: "Noto Serif CJK SC", size: 16pt, lang: "zh")
#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: 12pt)
"""


def write_docx(text: str, path: Path) -> Path:
    """One paragraph a line, as an office writes it."""
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line.strip())
    document.save(str(path))
    return path


def write_pdf(text: str, path: Path) -> Path:
    """Set in type on A4: lines break where they are full, pages where they are."""
    lines = [line.strip() for line in text.split("\n")]
    body = "\n\n".join(f"#{json.dumps(line, ensure_ascii=False)}" for line in lines if line)
    path.write_bytes(typst.compile((PAGE + body).encode(), format="pdf"))
    return path


def write_scan(path: Path, pages: int = 2) -> Path:
    """Pages that are pictures of text."""
    pictures = []
    for number in range(pages):
        picture = Image.new("RGB", (620, 877), "white")
        ImageDraw.Draw(picture).text((80, 100), f"page {number}", fill="black")
        pictures.append(picture)
    pictures[0].save(path, "PDF", save_all=True, append_images=pictures[1:])
    return path


def write_half_scanned(text: str, path: Path) -> Path:
    """A page of text, then a scanned one."""
    written, scanned = path.with_suffix(".1.pdf"), path.with_suffix(".2.pdf")
    write_pdf(text, written)
    write_scan(scanned, 1)
    with pypdfium2.PdfDocument.new() as joined:
        for one in (written, scanned):
            with pypdfium2.PdfDocument(one) as part:
                joined.import_pages(part)
        joined.save(path)
    return path


def write_locked_pdf(path: Path) -> Path:
    """A PDF with the standard security handler and a password that nobody told (ISO 32000-1, 7.6.3)."""
    locked = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        locked,
    ]
    file = io.BytesIO(b"")
    file.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        file.write(b"%010d 00000 n \n" % place)
    identity = b"<" + b"33" * 16 + b">"
    file.write(b"trailer\n<< /Size %d /Root 1 0 R /Encrypt 4 0 R " % (len(objects) + 1))
    file.write(b"/ID [%s %s] >>\nstartxref\n%d\n%%%%EOF\n" % (identity, identity, table))
    path.write_bytes(file.getvalue())
    return path


def rezipped(path: Path, *, without: str = "", added: dict[str, bytes] | None = None) -> Path:
    """The archive at ``path`` again, with parts taken out or replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != without}
    parts |= added or {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
