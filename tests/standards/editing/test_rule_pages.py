"""Rules by their fields: no YAML is seen, and nobody is overwritten."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse
from drafted import page, stored, text

from dabiao.standards.drafts.content import examined
from dabiao.standards.drafts.editing.rows import fingerprint
from dabiao.standards.drafts.editing.rule_values import values_of
from dabiao.standards.drafts.models import PackDraft


def test_a_rule_is_changed_by_its_fields_alone(office: Client, draft: PackDraft) -> None:
    row = draft.tables["rules"][0]
    shown = office.get(reverse("draft_rule", args=[draft.pk, 0]))
    assert "form" in shown.context["form"].fields
    data = {
        "method": "实地",
        "points": "5",
        "form": "deduct",
        "source": "ours",
        "counting": "faults",
        "per_unit": "0.5",
    }
    answer = office.post(
        reverse("draft_rule", args=[draft.pk, 0]), {**data, "do": "save", "seen": fingerprint(row)}
    )
    assert answer["Location"] == page(draft, "standards", 0)
    assert stored(draft, "rules", 0)["parameters"] == "{counting: faults, per_unit: '0.5'}"
    assert examined(draft.manifest, draft.tables).defects == ()


def test_another_form_of_rule_and_one_more_line_only_show_other_fields(
    office: Client, draft: PackDraft
) -> None:
    address = reverse("draft_rule", args=[draft.pk, 0])
    values = values_of(draft.tables["rules"][0])
    changed = office.post(address, {**values, "form": "bands", "points": "3.3", "do": "form"})
    assert changed.status_code == 200
    assert "bands-0-grade" in changed.context["form"].fields
    assert changed.context["form"]["points"].value() == "3.3"
    more = office.post(address, {**values, "form": "bands", "do": "more-bands"})
    assert "bands-1-grade" in more.context["form"].fields
    assert stored(draft, "rules", 0)["form"] == "quantified"


def test_a_rule_that_somebody_else_changed_is_not_overwritten(office: Client, draft: PackDraft) -> None:
    address = reverse("draft_rule", args=[draft.pk, 0])
    seen = fingerprint(draft.tables["rules"][0])
    data = {"method": "实地", "points": "5", "form": "ratio", "source": "ours", "do": "save", "seen": seen}
    assert office.post(address, data).status_code == 302
    late = office.post(address, {**data, "form": "score_rate"})
    assert late.status_code == 409
    assert stored(draft, "rules", 0)["form"] == "ratio"
    assert (
        office.post(address, {**data, "form": "score_rate", "seen": late.context["seen"]}).status_code == 302
    )


def test_without_an_earlier_edition_the_preview_says_why_there_is_nothing(
    office: Client, draft: PackDraft
) -> None:
    data = {"method": "实地", "points": "5", "form": "ratio", "source": "ours", "do": "preview"}
    address = reverse("draft_rule", args=[draft.pk, 0])
    assert "没有按上一版测评过的结果可比" in text(office.post(address, data))
    part = office.post(address, data, headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    wrong = office.post(address, {**data, "points": "x"}, headers={"HX-Request": "true"})
    assert "规则还没有填好" in text(wrong)
    assert stored(draft, "rules", 0)["form"] == "quantified"
