"""Pages that belong to no room: the welcome page, the glossary and the health check."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from dabiao.house.glossary import matching
from dabiao.people.gate import public
from dabiao.site.first_day import set_up

LONGEST_WORD = 40
"""Characters of a search that are looked at: no word explained here is longer."""


@public
def welcome(request: HttpRequest) -> HttpResponse:
    """Say what this is and how to sign in; shows nothing of the district."""
    return render(request, "site/welcome.html", {"is_empty": set_up.is_empty()})


@public
def glossary(request: HttpRequest) -> HttpResponse:
    """Explain the words of the pages, all or those that were asked for."""
    query = request.GET.get("q", "")[:LONGEST_WORD]
    return render(request, "house/glossary.html", {"chapters": matching(query), "query": query})


@public
def health(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
