"""Pages of crosswalks that hold: which there are, and what one of them says."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dabiao.core.defects import BadInput
from dabiao.core.framework import Framework
from dabiao.people.gate import gate, person
from dabiao.people.panels import panels_for
from dabiao.people.policy import Action, may
from dabiao.standards.crosswalks import queries
from dabiao.standards.crosswalks.documents import crosswalk_in
from dabiao.standards.crosswalks.lines import Lines, Standing, counts
from dabiao.standards.crosswalks.models import AcceptedCrosswalk, Kind
from dabiao.standards.pack_files import list_packs, load_pack

CROSSWALK_PAGE = "crosswalk"
"""Slot for what later rooms say of a crosswalk, by the key of its row."""


@gate(Action.SEE_STANDARDS)
def crosswalks(request: HttpRequest) -> HttpResponse:
    """List what holds between packs and what is being written; who may, begins another."""
    asker = person(request)
    return render(request, "crosswalks/crosswalks.html", list_context(request) | {"asker": asker})


def list_context(request: HttpRequest) -> dict[str, object]:
    """What the list shows; also under a form that was refused."""
    asker = person(request)
    titles = _Titles()
    may_keep = may(asker, Action.KEEP_CROSSWALKS)
    return {
        "rows": [(one, titles.of(one.from_pack), titles.of(one.to_pack)) for one in queries.accepted(asker)],
        "drafts": [(one, titles.of(one.from_pack), titles.of(one.to_pack)) for one in queries.drafts(asker)]
        if may_keep
        else [],
        "may_keep": may_keep,
        "packs": [one for one in list_packs() if one.standards and not one.open_ended] if may_keep else [],
        "kinds": Kind.choices,
    }


@gate(Action.SEE_STANDARDS)
def crosswalk(request: HttpRequest, crosswalk_id: int) -> HttpResponse:
    """Show an accepted crosswalk: what is different, what could not be carried, and every line of it."""
    asker = person(request)
    try:
        one = queries.accepted_one(asker, crosswalk_id)
    except AcceptedCrosswalk.DoesNotExist:
        raise Http404(str(crosswalk_id)) from None
    versions = list(queries.versions(asker, one))
    old, new = load_pack(one.from_pack), load_pack(one.to_pack)
    lines = Lines(crosswalk_in(one.content), old, new)
    every = lines.all()
    context = {
        "one": one,
        "old": old,
        "new": new,
        "lines": every,
        "counts": counts(every),
        "changed": [line for line in every if line.targets and line.changes],
        "nowhere": [line for line in every if line.standing in (Standing.NOWHERE, Standing.UNDECIDED)],
        "unmet": lines.unmet(),
        "types_without": [kind for kind in old.site_types if not _type_leads(lines, kind.id)],
        "versions": versions,
        "holds": versions[0].pk == one.pk and one.in_force,
        "packs_changed": (old.digest, new.digest) != (one.from_digest, one.to_digest),
        "may_keep": may(asker, Action.KEEP_CROSSWALKS),
        "panels": panels_for(request, CROSSWALK_PAGE, str(one.pk)),
    }
    return render(request, "crosswalks/crosswalk.html", context)


def _type_leads(lines: Lines, site_type: str) -> bool:
    entry = lines.crosswalk.type_entry.get(site_type)
    return bool(entry and entry.to)


class _Titles:
    """Packs as lists name them, each loaded once; one that cannot be loaded any more goes by its id."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def of(self, pack_id: str) -> str:
        """Title and edition of a pack."""
        if pack_id not in self._known:
            try:
                self._known[pack_id] = title_of(load_pack(pack_id))
            except BadInput:
                self._known[pack_id] = pack_id
        return self._known[pack_id]


def title_of(framework: Framework) -> str:
    """Title and edition, as pages name a pack."""
    return f"{framework.title} {framework.edition}"
