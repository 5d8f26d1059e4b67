"""What a standard's page says of its predecessors in other packs."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from dabiao.core.crosswalk.changes import Changes
from dabiao.standards.crosswalks.queries import in_force_into
from dabiao.standards.pack_files import load_pack
from dabiao.standards.queries import framework_in_use


def earlier_panel(request: HttpRequest, standard_id: str) -> str:
    """Name the standards of other packs that lead here, and what is different; nothing where none does."""
    framework = framework_in_use()
    shown = []
    for one in in_force_into(framework.id):
        sources = one.crosswalk.sources.get(standard_id, ())
        if not sources:
            continue
        old = load_pack(one.crosswalk.from_pack)
        changes = Changes(one.crosswalk, old, framework)
        standards = [old.standards[name] for name in sources if name in old.standards]
        shown.append((one, old, [(standard, changes.of(standard)) for standard in standards]))
    if not shown:
        return ""
    return render_to_string("crosswalks/_earlier_panel.html", {"shown": shown}, request)
