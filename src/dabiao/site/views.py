"""Pages that belong to no room: the welcome page and the health check."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from dabiao.people.gate import public
from dabiao.site.first_day import set_up


@public
def welcome(request: HttpRequest) -> HttpResponse:
    """Say what this is and how to sign in; shows nothing of the district."""
    return render(request, "site/welcome.html", {"is_empty": set_up.is_empty()})


@public
def health(_request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
