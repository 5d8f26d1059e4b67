"""Defects in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from dabiao.core.defects import Defect
from dabiao.office.cell_values import HINT

_BEFORE, _BEHIND = HINT.split("%(meant)s")
_ROW = re.compile(r"第 (\d+) 行$")
"""How the reader of workbooks names another row inside a sentence."""


def sentence(defect: Defect) -> str:
    """Where and what, as one line."""
    return _("%(place)s：%(said)s") % {"place": place(defect), "said": words(defect)}


def sentences(defects: Iterable[Defect]) -> list[str]:
    """One line per defect."""
    return [sentence(defect) for defect in defects]


def words(defect: Defect) -> str:
    """What is wrong and what to do. Cells and names are quoted as the file has them."""
    said = _(defect.template)
    if not defect.parameters:
        return said
    return said % {name: _part(name, value) for name, value in defect.parameters.items()}


def place(defect: Defect) -> str:
    """File, sheet, row and field, as far as they apply."""
    parts = [defect.file]
    if defect.sheet:
        parts.append(_("工作表“%s”") % defect.sheet)
    if defect.row is not None:
        parts.append(_("第 %d 行") % defect.row)
    if defect.field:
        parts.append(_("“%s”列") % defect.field)
    return " ".join(parts)


def _part(name: str, value: object) -> object:
    """Parts of a sentence that are ours and not the file's: suggestions, and where another row is."""
    if not isinstance(value, str):
        return value
    if name == "hint" and value:
        meant = value.removeprefix(_BEFORE).removesuffix(_BEHIND)
        return _(value) if meant == value else _(HINT) % {"meant": meant}
    if name in ("first", "where"):
        return _ROW.sub(lambda found: _("第 %d 行") % int(found[1]), value)
    return value
