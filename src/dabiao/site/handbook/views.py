"""Pages of the handbook: for everybody, signed in or not; they show nothing of a district but the demo's pictures."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dabiao.people.gate import public
from dabiao.site.handbook.contents import CHAPTERS, TASKS
from dabiao.site.handbook.searching import LONGEST_QUERY, find
from dabiao.site.handbook.text import FOLDER, pictures, rendered

A_DAY = 24 * 60 * 60
"""Seconds a browser may keep a picture; a new version of the program may bring another."""


@public
def handbook(request: HttpRequest) -> HttpResponse:
    """List the tasks, or those that have what was asked for."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    context = {"chapters": CHAPTERS, "query": query, "hits": find(query)}
    return render(request, "handbook/handbook.html", context)


@public
def task(request: HttpRequest, task_slug: str) -> HttpResponse:
    """Show one task."""
    if task_slug not in TASKS:
        raise Http404(task_slug)
    shown = TASKS[task_slug]
    chapter = next(one for one in CHAPTERS if shown in one.tasks)
    context = {"task": shown, "text": rendered(task_slug), "chapter": chapter}
    return render(request, "handbook/task.html", context)


@public
def picture(_request: HttpRequest, picture_name: str) -> FileResponse:
    """Hand out one picture."""
    found = pictures().get(picture_name)
    if found is None:
        raise Http404(picture_name)
    file = (FOLDER / "pictures" / found.file_name).open("rb")
    return FileResponse(file, content_type="image/webp", headers={"Cache-Control": f"max-age={A_DAY}"})
