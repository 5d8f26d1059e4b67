"""A form that was sent, kept in the session while its sender proves once more who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

KEPT = "kept_form"
"""Where the session holds it: one at a time, until the next proof or the end of the session."""

SECRETS = frozenset({"password", "code", "answer"})
"""Fields that prove something. A form with one of them is not kept: secrets are written down nowhere."""

LONGEST = 20_000
"""Characters in all: some ten pages. What is longer, and files, would burden every later request of the session."""


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Where it was sent to, and its fields by name in order."""

    to: str
    fields: Sequence[tuple[str, str]]


def keep(request: HttpRequest, page: str) -> None:
    """Keep what was just sent from ``page``; forms with secrets or files, and very long ones, are not kept."""
    request.session.pop(KEPT, None)
    fields = [
        [name, str(value)]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    too_long = sum(len(value) for _, value in fields) > LONGEST
    if too_long or request.FILES or not SECRETS.isdisjoint(request.POST):
        return
    request.session[KEPT] = {"page": page, "to": request.get_full_path(), "fields": fields}


def is_kept(request: HttpRequest, page: str) -> bool:
    """Whether something sent from ``page`` waits."""
    return bool(request.session.get(KEPT, {}).get("page") == page)


def take(request: HttpRequest, page: str) -> KeptForm | None:
    """Give back what was sent from ``page``, once; whatever else was kept is dropped."""
    found = request.session.pop(KEPT, None)
    if found is None or found["page"] != page:
        return None
    return KeptForm(found["to"], [(name, value) for name, value in found["fields"]])
