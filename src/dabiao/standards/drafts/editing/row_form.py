"""The form of one row of a draft's table: its fields by kind, checked as every pack is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dabiao.house.defects import words
from dabiao.house.forms import HouseForm, Tick
from dabiao.standards.drafts.editing.rows import Content, Row
from dabiao.standards.pack_fields import BLOCK, LONGEST_TEXT, split_list
from dabiao.standards.pack_parse import parse_pack
from dabiao.standards.pack_raw import Origin, RawManifest, RawPack, RawRow, RawTable
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_sheets import YES

Choices = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Spec:
    """One field. ``kind``: line, long, number, lines (one entry a line), yes, parent, source, places, excused."""

    name: str
    kind: str = "line"
    label: Any = ""
    help: Any = ""


SPECS: Mapping[str, tuple[Spec, ...]] = {
    "tree": (
        Spec("id", help=_("如 1.1；下级的编号不必跟着改，但改编号时下级会自动跟上")),
        Spec("level", help=_("如 测评项目、测评内容")),
        Spec("title"),
        Spec("points", "number", help=_("应等于下一级各项分值之和")),
        Spec("parent", "parent", help=_("最上一级不选")),
    ),
    "standards": (
        Spec("id", help=_("如 1.1.2；改编号时规则和检查项会自动跟上")),
        Spec("title"),
        Spec("text", "long"),
        Spec("points", "number", help=_("分，应等于各条评分规则分值之和")),
        Spec("pass_rate", "number", help=_("小数，如 0.90；空着就用标准包的")),
        Spec("lead_department"),
        Spec("fix", "long", help=_("不达标时通常怎么改，一两句话")),
        Spec("parent", "parent"),
        Spec("source", "source"),
    ),
    "items": (
        Spec("id", help=_("如 1.1.2-3")),
        Spec("text", "long", help=_("测评员据此回答符合或不符合；同一个标准包里不能重复")),
        Spec("note", "long", help=_("怎么看、怎么量、什么情况算不符合；测评员和被测评单位都能看到")),
        Spec("site_types", "places"),
        Spec("at_least", "number", help=_("数量要求，如“每 500 米至少 3 个”的 3；没有就空着")),
        Spec("unit", help=_("如 个、处、米、%")),
        Spec("per", "number", help=_("如 500")),
        Spec("per_unit", help=_("如 米")),
        Spec("exceptions", "excused", help=_("从这条标准的规则里“不算违反的情形”中选")),
        Spec("source", "source"),
    ),
    "site_types": (
        Spec("id", help=_("英文或拼音，如 back_lane")),
        Spec("title"),
        Spec("group", help=_("归在一起显示，如 街路与公共空间")),
        Spec("process", "yes", help=_("不是地点，而是实景验证一个办事过程")),
        Spec("source", "source"),
    ),
    "blocks": (
        Spec("id"),
        Spec("title"),
        Spec("site_types", "places"),
    ),
    "negative_list": (
        Spec("id", help=_("如 N01")),
        Spec("text", "long"),
        Spec("points", "number", help=_("每件从全年总分里扣几分")),
        Spec("veto", "yes", help=_("发生即失去申报资格")),
        Spec("source", "source"),
    ),
}

STEADY = {"points": "0"}
"""What a new row begins with."""

_ASKED = ("id",)
"""Fields without which a row cannot be named, and is not kept; others may wait, and are told as defects."""


def picked(choices: Choices) -> forms.MultipleChoiceField:
    """Some of many, shown as a list to scroll."""
    field = forms.MultipleChoiceField(choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
    field.is_pick = True  # type: ignore[attr-defined]  # ``house/_field.html`` asks
    return field


def split_lines(text: str) -> tuple[str, ...]:
    """One entry a line, blank lines left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def source_choices(content: Content) -> Choices:
    """Sources of the draft by id, as they are cited."""
    sources = content.manifest.get("sources")
    known = sources if isinstance(sources, Mapping) else {}
    found: Choices = [("", gettext("请选择"))]
    for key, one in known.items():
        entry = one if isinstance(one, Mapping) else {}
        said = " ".join(
            str(entry[part]) for part in ("place", "document", "year", "grade") if entry.get(part)
        )
        found.append((str(key), f"{key} · {said[:60]}" if said else str(key)))
    return found


def node_choices(content: Content, without: str = "") -> Choices:
    """Nodes a row may stand under, in the order of the table."""
    return [
        ("", gettext("（最上一级）")),
        *(
            (row["id"], f"{row['id']} {row.get('title', '')}"[:60])
            for row in content.rows("tree")
            if row.get("id") and row["id"] != without
        ),
    ]


def place_choices(content: Content, *, blocks: bool) -> Choices:
    """Place types, blocks (marked @) before them."""
    own = [
        (
            BLOCK + row["id"],
            gettext("%(title)s（组合，%(number)d 种点位）")
            % {"title": row.get("title", row["id"]), "number": len(split_list(row.get("site_types", "")))},
        )
        for row in content.rows("blocks")
        if blocks and row.get("id")
    ]
    types = [(row["id"], row.get("title", row["id"])) for row in content.rows("site_types") if row.get("id")]
    return [*own, *types]


def _kept(choices: Choices, chosen: Sequence[str]) -> Choices:
    """Offer what a row says already even where it names nothing: what cannot be shown would be lost."""
    known = {one for one, _title in choices}
    strange = [(one, gettext("%(value)s（已不存在）") % {"value": one}) for one in chosen if one not in known]
    return [*choices, *strange]


def _chosen_first(choices: Choices, chosen: Sequence[str]) -> Choices:
    """What is ticked stands on top, so that nobody has to scroll for it."""
    return sorted(choices, key=lambda one: one[0] not in chosen)


class RowForm(HouseForm):
    """A row of ``table``. ``excused``: exceptions the rules of the row's standard know."""

    def __init__(
        self,
        data: Any,
        *,
        table: str,
        content: Content,
        row: Row | None,
        excused: Sequence[str] = (),
        fixed: Row | None = None,
    ) -> None:
        self.table, self.content, self.row, self.fixed = table, content, row, dict(fixed or {})
        self.excused = excused
        shown = {**STEADY, **self.fixed} if row is None else row
        super().__init__(data, initial={one.name: _initial(one, shown) for one in SPECS[table]})
        headings = TABLES[table].headings
        for spec in SPECS[table]:
            if spec.kind == "excused" and not excused and not shown.get(spec.name):
                continue  # nothing to choose from
            field = self._field(spec, shown)
            field.label = spec.label or gettext(headings[spec.name])
            field.help_text = spec.help
            self.fields[spec.name] = field
        dress(self)

    def _field(self, spec: Spec, shown: Row) -> forms.Field:
        written = shown.get(spec.name, "")
        if spec.kind == "yes":
            return Tick()
        if spec.kind in ("parent", "source"):
            own = shown.get("id", "") if self.table == "tree" else ""
            known = node_choices(self.content, own) if spec.kind == "parent" else source_choices(self.content)
            return forms.ChoiceField(choices=_kept(known, [written] if written else []), required=False)
        if spec.kind in ("places", "excused"):
            chosen = split_list(written)
            known = (
                place_choices(self.content, blocks=self.table == "items")
                if spec.kind == "places"
                else [(one, one) for one in self.excused]
            )
            return picked(_chosen_first(_kept(known, chosen), chosen))
        if spec.kind == "long":
            return forms.CharField(
                required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
            )
        return forms.CharField(
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.TextInput(attrs={"inputmode": "decimal"} if spec.kind == "number" else {}),
        )

    def cells(self) -> dict[str, str]:
        """The row as it was typed, blank cells left out; what this form does not show stays as it is."""
        named = {one.name for one in SPECS[self.table]}
        kept = {name: cell for name, cell in (self.row or self.fixed).items() if name not in named}
        typed = {one.name: _typed(one, self.cleaned_data.get(one.name)) for one in SPECS[self.table]}
        both = {**kept, **typed}
        order = TABLES[self.table].headings
        return {name: both[name] for name in order if both.get(name)}

    def clean(self) -> dict[str, Any]:
        """Hold the row against the checks of packs. What is not filled in yet is no error, what is wrong is."""
        data = super().clean() or {}
        self.cleaned_data = data
        cells = self.cells()
        for name, sentence in row_defects(self.table, cells):
            if cells.get(name) or name in _ASKED:
                self.add_error(name if name in self.fields else None, sentence)
        self._refuse_repeated(cells)
        return data

    def _refuse_repeated(self, cells: Row) -> None:
        tables = ("tree", "standards") if self.table in ("tree", "standards") else (self.table,)
        key = cells.get("id", "")
        if not key or (self.row or {}).get("id") == key:
            return
        for table in tables:
            other = self.content.named(table, key)
            if other is not None:
                said = {"id": key, "title": other.get("title") or other.get("text", "")[:20]}
                self.add_error("id", gettext("编号“%(id)s”已被“%(title)s”用了，请换一个") % said)


def merged(data: QueryDict, table: str, typed: Row, was: Row, theirs: Row) -> tuple[QueryDict, list[str]]:
    """Take over what somebody else changed in fields that the typist left as they ``was``.

    Gives what the form is to show, and the headings of those fields: saving must not undo what nobody disputed.
    """
    data, taken = data.copy(), []
    for spec in SPECS[table]:
        name = spec.name
        if typed.get(name, "") != was.get(name, "") or theirs.get(name, "") == was.get(name, ""):
            continue
        written = theirs.get(name, "")
        taken.append(TABLES[table].headings[name])
        if spec.kind in ("places", "excused"):
            data.setlist(name, list(split_list(written)))
        elif spec.kind == "yes":
            data.setlist(name, ["on"] if written == YES else [])
        else:
            data[name] = written
    return data, taken


def row_defects(table: str, cells: Row) -> list[tuple[str, str]]:
    """What is wrong with a row by itself: field and sentence."""
    headings = TABLES[table].headings
    origin = Origin("", None, {})
    tables = {name: RawTable(origin, (RawRow(1, dict(cells)),) if name == table else ()) for name in TABLES}
    _parsed, defects = parse_pack(RawPack(RawManifest({}, origin, {}), tables))
    return [(one.field if one.field in headings else "", words(one)) for one in defects]


def _initial(spec: Spec, row: Row) -> Any:
    written = row.get(spec.name, "")
    if spec.kind == "yes":
        return written == YES
    if spec.kind in ("places", "excused"):
        return list(split_list(written))
    return written


def _typed(spec: Spec, value: Any) -> str:
    if spec.kind == "yes":
        return YES if value else ""
    if spec.kind in ("places", "excused"):
        return ";".join(value or ())
    return str(value or "").replace("\r\n", "\n").strip()


def dress(form: HouseForm) -> None:
    """Give fields that were added the classes of the style sheet."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.CheckboxSelectMultiple):
            field.widget.attrs["class"] = "form-check-input"
        elif isinstance(field.widget, forms.Select):
            field.widget.attrs["class"] = "form-select"
        elif not isinstance(field.widget, forms.CheckboxInput):
            field.widget.attrs["class"] = "form-control"
