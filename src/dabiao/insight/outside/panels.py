"""What results from outside show on 总览: the cycle's total as far as it is known."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from dabiao.core.defects import BadInput
from dabiao.duties.cycle.queries import current_cycle
from dabiao.insight.outside import queries, words
from dabiao.people.gate import person


def total_panel(request: HttpRequest, _key: str) -> str:
    """Show the total of the current cycle; nothing where there is no cycle, or where its pack is gone."""
    asker = person(request)
    cycle = current_cycle(asker)
    if cycle is None:
        return ""
    try:
        book = queries.book(asker, cycle)
    except BadInput:
        return ""  # the page of the total says what to do
    context = {
        "book": book,
        "years": [(one, words.of_year(one)) for one in book.years],
        "earned": words.rounded(book.totals.earned),
        "known": words.share(book.totals.known_weight),
        "banned": book.banned_on(timezone.localdate()),
        "missed": [one.gate for one in book.gates if False in one.cleared],
    }
    return render_to_string("outside/_panel.html", context, request)
