"""What the page of a row shows beside its fields: where it stands, what hangs on it, how it is called."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dabiao.core.rubric import ExceptionRule, RubricError
from dabiao.core.rubric_words import describe
from dabiao.standards.drafts.editing.outline import figure
from dabiao.standards.drafts.editing.pages import NEGATIVE, PLACES, Opened
from dabiao.standards.drafts.editing.rows import Row, fingerprint
from dabiao.standards.drafts.editing.rule_text import rule_of
from dabiao.standards.pack_check import MOST_PICTURES
from dabiao.standards.pack_pictures import draft_picture

TITLES = {
    "tree": gettext_lazy("节点"),
    "standards": gettext_lazy("标准"),
    "items": gettext_lazy("检查项"),
    "site_types": gettext_lazy("点位类型"),
    "blocks": gettext_lazy("点位组合"),
    "negative_list": gettext_lazy("负面清单事项"),
    "rules": gettext_lazy("评分规则"),
    "pictures": gettext_lazy("示例图片"),
}


def here(table: str) -> str:
    """Which tab of the editing pages a table stands under."""
    return "places" if table in PLACES else "negative" if table in NEGATIVE else "tree"


def named(row: Row) -> str:
    """What a row is called where it is spoken of: its id and its title, or what it has instead."""
    parts = (
        row.get("id") or row.get("standard_id") or row.get("item_id", ""),
        row.get("title") or row.get("text", "")[:40] or row.get("method") or row.get("shows", ""),
    )
    return " ".join(part for part in parts if part)


def above(shown: Opened, table: str, row: Row) -> list[tuple[str, str]]:
    """The nodes above a row, the top first, each with its address."""
    found: list[tuple[str, str]] = []
    if table in ("items", "rules"):
        at = shown.place_of("standards", row.get("standard_id", ""))
        if at is not None:
            standard = shown.row("standards", at)
            title = f"{standard.get('id', '')} {standard.get('title', '')}"
            found.append((title, reverse("draft_row", args=[shown.draft.pk, "standards", at])))
    elif table in ("tree", "standards"):
        parent, known = row.get("parent", ""), set[str]()
        while parent and parent not in known:
            known.add(parent)
            at = shown.place_of("tree", parent)
            if at is None:
                break
            node = shown.row("tree", at)
            title = f"{parent} {node.get('title', '')}"
            found.append((title, reverse("draft_row", args=[shown.draft.pk, "tree", at])))
            parent = node.get("parent", "")
    return found[::-1]


def excused(shown: Opened, standard_id: str) -> list[str]:
    """Exceptions that the rules of a standard hear."""
    found: dict[str, None] = {}
    for _at, rule_row in shown.content.of_standard("rules", standard_id):
        try:
            rule = rule_of(rule_row)
        except RubricError:
            continue
        if isinstance(rule, ExceptionRule):
            found.update(dict.fromkeys(rule.exceptions))
    return list(found)


def more(shown: Opened, table: str, row: Row | None, at: int | None) -> dict[str, Any]:
    """What a standard's and an item's page show beside their own fields."""
    if row is None or at is None:
        return {}
    if table == "standards":
        return _of_standard(shown, row)
    if table == "items":
        return _of_item(shown, row)
    if table == "tree":
        below = [
            (
                child.get("id", ""),
                child.get("title", ""),
                child.get("points", ""),
                reverse("draft_row", args=[shown.draft.pk, kind, place]),
            )
            for kind in ("tree", "standards")
            for place, child in enumerate(shown.content.rows(kind))
            if row.get("id") and child.get("parent") == row["id"]
        ]
        return {"below": below}
    return {}


def _of_standard(shown: Opened, row: Row) -> dict[str, Any]:
    key = row.get("id", "")
    names = {
        one["id"]: one.get("text", "")
        for _at, one in shown.content.of_standard("items", key)
        if one.get("id")
    }
    rules = []
    for place, one in shown.content.of_standard("rules", key) if key else ():
        points = figure(one.get("points", ""))
        try:
            told = describe(rule_of(one), points, names) if points is not None else ""
        except RubricError as refused:
            told = str(refused)
        rules.append((place, one, told, shown.said("rules", place), fingerprint(one)))
    pictures = [one.get("item_id") for one in shown.content.rows("pictures")]
    items = [
        (place, one, shown.said("items", place), pictures.count(one.get("id")), fingerprint(one))
        for place, one in (shown.content.of_standard("items", key) if key else ())
    ]
    return {"rules": rules, "items": items}


def _of_item(shown: Opened, row: Row) -> dict[str, Any]:
    key = row.get("id", "")
    pictures = [
        (place, one, [*shown.said("pictures", place), *_lost(shown, one)], fingerprint(one))
        for place, one in enumerate(shown.content.rows("pictures"))
        if key and one.get("item_id") == key
    ]
    full = {
        shows: sum(one.get("shows") == shows for _at, one, _said, _seen in pictures) >= MOST_PICTURES
        for shows in ("符合", "不符合")
    }
    return {
        "pictures": pictures,
        "may_add": [shows for shows, is_full in full.items() if not is_full],
        "most": MOST_PICTURES,
    }


def _lost(shown: Opened, picture: Row) -> list[str]:
    """Say that the file of a picture is not here: the workbook of a pack names pictures, and holds none."""
    if draft_picture(picture.get("file", ""), shown.draft.based_on) is not None:
        return []
    return [_("这台机器上没有这张图片的文件，请删去它，或重新上传。")]
