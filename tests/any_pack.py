"""Sound packs of any ids, texts and points, and those that come along: for trips that must change nothing."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import Path

import small_pack
from hypothesis import strategies as st

from dabiao.office.cells_safe import clean_text, may_run
from dabiao.standards.pack_files import examine, raw_pack, read_folder
from dabiao.standards.pack_parse import ParsedPack
from dabiao.standards.pack_shelves import pack_root

SHIPPED = sorted(path.parent.name for path in pack_root().glob("*/pack.yaml"))


def parsed(folder: Path) -> ParsedPack:
    pack, defects = examine(*raw_pack(read_folder(folder)))
    assert not defects, list(map(str, defects))
    return pack


def _is_text(text: str) -> bool:
    return bool(text) and text == text.strip() and clean_text(text) == text and not may_run(text)


texts = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"))
        | st.sampled_from("\n;；,\"'#:&*!%@|"),
        max_size=40,
    )
    .map(str.strip)
    .filter(_is_text)
)
ids = st.from_regex(r"\A[0-9A-Za-z_一二三][0-9A-Za-z_.\-一二三]{0,8}\Z").filter(lambda text: text != "o")
figures = st.decimals(Decimal("0"), Decimal("99999"), places=4, allow_nan=False)


@st.composite
def packs(draw: st.DrawFn) -> dict[str, str]:
    """Files of a sound pack of one category: any ids, texts and points."""
    category, *leaves = draw(st.lists(ids, min_size=2, max_size=5, unique=True))
    points = {leaf: draw(figures) for leaf in leaves}
    total = sum(points.values(), Decimal(0))
    kind = draw(ids)
    asked = draw(st.lists(texts, min_size=len(leaves), max_size=len(leaves), unique_by=_squeezed))
    manifest = {
        "id": draw(ids),
        "title": draw(texts),
        "edition": draw(texts),
        "city_level": draw(texts),
        "source": "o",
        "sources": {"o": {"document": draw(texts), "note": draw(texts), "grade": "示范值"}},
        "points": f"{total:f}",
        "method_weights": {"实地": f"{total:f}"},
        "notes": draw(st.lists(texts, max_size=3)),
    }
    rows: dict[str, list[list[str]]] = {
        "tree": [
            ["id", "parent", "level", "title", "points"],
            [category, "", draw(texts), draw(texts), f"{total:f}"],
        ],
        "standards": [["id", "parent", "title", "text", "points", "fix", "source"]],
        "rules": [["standard_id", "method", "points", "form", "parameters", "source"]],
        "site_types": [["id", "title", "group", "source"], [kind, draw(texts), draw(texts), "o"]],
        "items": [["id", "standard_id", "text", "site_types", "source"]],
    }
    for leaf, text in zip(leaves, asked, strict=True):
        amount = f"{points[leaf]:f}"
        rows["standards"].append([leaf, category, draw(texts), draw(texts), amount, draw(texts), "o"])
        rows["rules"].append([leaf, "实地", amount, "quantified", "{}", "o"])
        rows["items"].append([leaf, leaf, text, kind, "o"])
    return {"pack.yaml": small_pack.yaml_text(manifest)} | {
        f"{name}.csv": small_pack.csv_text(table) for name, table in rows.items()
    }


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def written(files: dict[str, str], folder: Path) -> ParsedPack:
    """Write the files of a pack, and read them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return parsed(folder)
