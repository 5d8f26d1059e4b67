"""The page of a pack's settings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts.editing import actions
from dabiao.standards.drafts.editing.pages import opened
from dabiao.standards.drafts.editing.rows import ChangedMeanwhileError
from dabiao.standards.drafts.editing.settings_form import SettingsForm


@gate(Action.EDIT_PACKS)
def settings(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show and save what holds for the whole pack: its name, points, cycle, ranking, stability and sources."""
    shown = opened(request, draft_id)
    if not shown.is_open:
        return redirect("pack_draft", draft_id=draft_id)
    data = request.POST if request.method == "POST" else None
    form = SettingsForm(data, shown.content)
    refused: list[str] = []
    who = ""
    if data is not None and form.is_valid():
        try:
            actions.save_settings(person(request), draft_id, form.settings(), data.get("seen", ""))
        except ChangedMeanwhileError:
            shown = opened(request, draft_id)
            who = shown.draft.changed_by.display_name or shown.draft.changed_by.username
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已保存。"))
            return redirect("draft_settings", draft_id=draft_id)
    context = shown.context(
        "settings",
        form=form,
        seen=actions.settings_fingerprint(shown.content.manifest),
        said=shown.said("", 0),
        refused=refused,
        who=who,
        changed=form.differing(shown.content.manifest) if who else [],
    )
    status = 409 if who else 400 if refused or form.errors else 200
    return render(request, "drafts/edit/settings.html", context, status=status)
