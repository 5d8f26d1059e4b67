"""A letter of responsibility as .pdf, set by typst with the typefaces of this machine; none is shipped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import typst

from dabiao.core.defects import BadInput, Defect
from dabiao.office.cells_safe import one_line
from dabiao.office.letter_blocks import Block
from dabiao.office.official_document import (
    FANGSONG,
    HEITI,
    KAITI,
    LATIN_FACES,
    SONGTI,
    XIAOBIAOSONG,
    Typeface,
)

TEMPLATE = Path(__file__).parent / "letter.typ"

LAST_RESORT = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "SimSun",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)
"""Faces with Simplified Chinese characters, for a machine that has none of those the standard asks for."""

WANTED = {
    "fangsong": FANGSONG,
    "kaiti": KAITI,
    "heiti": HEITI,
    "songti": SONGTI,
    "xiaobiaosong": XIAOBIAOSONG,
}


def letter_pdf(title: str, blocks: Sequence[Block], families: Iterable[str] | None = None) -> bytes:
    """Set the PDF. The same blocks on the same machine give the same bytes.

    Raises BadInput where the machine has no typeface with Chinese characters: boxes would be worse than nothing.
    ``families`` are the faces to choose from, those of the machine unless given.
    """
    installed = {one.casefold(): one for one in (typst.Fonts().families() if families is None else families)}
    faces = {name: _chain(face, installed) for name, face in WANTED.items()}
    if not all(faces.values()):
        raise BadInput(
            Defect(
                "这台机器没有中文字体，PDF 没有生成。请安装仿宋、黑体等字体，或开源的“思源宋体”（Noto Serif CJK SC），"
                "再试一次；也可以先下载 Word 文件",
                title,
            )
        )
    told = {
        "title": one_line(title),
        "blocks": [
            {
                "kind": one.kind.value,
                "text": one_line(one.text),
                "rows": [[one_line(cell) for cell in row] for row in one.rows],
            }
            for one in blocks
        ],
    }
    latin = [one for one in LATIN_FACES if one.casefold() in installed]
    made = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        timestamp=0,
        sys_inputs={
            "letter": json.dumps(told, ensure_ascii=False),
            "faces": json.dumps({**faces, "latin": latin}, ensure_ascii=False),
        },
    )
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def _chain(face: Typeface, installed: dict[str, str]) -> list[str]:
    """Installed faces that may be used for ``face``, best first."""
    wanted = (face.name, *face.instead, *LAST_RESORT)
    return list(dict.fromkeys(installed[one.casefold()] for one in wanted if one.casefold() in installed))
