"""Collect the texts to be translated: templates, marked strings, and the sentences of defects.

The catalogue is a function of the sources and of the translations in it: no dates, no line numbers, so that a
second run changes nothing. GNU gettext does the reading and merging.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "dabiao"
CATALOGUE = SOURCE / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"

MARKED = (
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "pgettext:1c,2",
    "pgettext_lazy:1c,2",
    "say",
)
"""What marks a string. ``say`` is how pictures ask for their words."""

DEFECT_ROOMS = (
    *("core", "house", "office", "people", "standards", "duties"),
    *("rounds", "places", "cases", "insight", "circulars"),
)
"""Packages whose defects people see on pages; those of commands stay Chinese."""

DEFECTS = (
    "Defect:1",
    "Fault:1",
    "defect:1",
    "refused:2",
    "_refused:1",
    "refuse:2",
    "refuse_answer:3",
    "check_size:4",
    "defect_at:4",
    "_caution:2",
    "_row_caution:3",
)
"""Functions that take the Chinese sentence of a defect, and as which argument."""

UNWANTED = ('"POT-Creation-Date:', '"Report-Msgid-Bugs-To:')
"""Lines of the header that would change with the day or say nothing."""

LAYOUT = ("--no-wrap", "--add-location=file", "--sort-by-file")


def main() -> int:
    """Write the catalogue, or with ``--check`` compare it with the sources."""
    before = CATALOGUE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        after = _collected(Path(folder))
    if sys.argv[1:] == ["--check"]:
        listed, found = _texts(before), _texts(after)
        lines = [f"missing: {text}" for text in sorted(found - listed)]
        lines += [f"gone: {text}" for text in sorted(listed - found)]
        print("".join(f"{line}\n" for line in lines), end="")
        return 1 if lines else 0
    if after != before:
        CATALOGUE.write_text(after, "utf-8")
    return 0


def _collected(folder: Path) -> str:
    """Give the catalogue as it should be: every text of today, with the translation it has."""
    template = folder / "django.pot"
    marked = _copied(folder)
    of_rooms = [name for name in marked if name.endswith(".py") and name.split("/")[0] in DEFECT_ROOMS]
    _extract(folder, marked, template, MARKED)
    _extract(folder, of_rooms, template, DEFECTS)
    merged = _run(
        folder, "msgmerge", "--quiet", "--no-fuzzy-matching", *LAYOUT, str(CATALOGUE), template.name
    )
    whole = folder / "merged.po"
    whole.write_text(merged, "utf-8")
    lines = _run(folder, "msgattrib", "--no-obsolete", *LAYOUT, whole.name).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(UNWANTED))


def _texts(catalogue: str) -> set[str]:
    """Give the texts of a catalogue, each with its context."""
    messages = read_po(io.StringIO(catalogue))
    return {f"{one.id} ({one.context})" if one.context else str(one.id) for one in messages if one.id}


def _copied(folder: Path) -> list[str]:
    """Copy the sources, templates as the Python-like text Django makes of them; give their relative names."""
    names = []
    for path in sorted((*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"))):
        name = path.relative_to(SOURCE)
        text = path.read_text("utf-8")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(templatize(text) if path.suffix == ".html" else text, "utf-8")
        names.append(name.as_posix())
    return names


def _extract(folder: Path, names: list[str], template: Path, keywords: tuple[str, ...]) -> None:
    """Add the strings that ``keywords`` mark to ``template``. Only these: xgettext's own list is switched off."""
    joined = ["--join-existing"] if template.exists() else []
    wanted = ["--keyword", *(f"--keyword={one}" for one in keywords)]
    listed = folder / "files"
    listed.write_text("\n".join(names), "utf-8")
    _run(
        folder,
        "xgettext",
        "--language=Python",
        "--from-code=UTF-8",
        *joined,
        *wanted,
        *LAYOUT,
        f"--files-from={listed.name}",
        f"--output={template.name}",
    )


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or done.stderr.strip():
        raise SystemExit(f"{' '.join(command[:1])}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    sys.exit(main())
