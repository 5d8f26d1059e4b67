"""Pages of feeds: make, renew and revoke an address; and the feed itself, which calendars fetch unsigned."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dabiao.core.defects import BadInput
from dabiao.duties.cycle import feed_actions, feed_queries
from dabiao.duties.cycle.forms import FeedForm
from dabiao.duties.cycle.models import Feed
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from
from dabiao.office.ical import write_calendar
from dabiao.people.door import qr
from dabiao.people.gate import gate, person, public
from dabiao.people.models import Organisation
from dabiao.people.policy import Action

NO_FEED = "没有这个日历。地址可能不完整或已经换过，请登录系统，在“创建周期”的“日历订阅”里重新取得。\n"
"""One answer for every address that does not work, so that it tells nothing of what once was."""


@gate(Action.KEEP_FEEDS)
@never_cache
def cycle_feeds(request: HttpRequest) -> HttpResponse:
    """List working addresses; make one for a unit, or for the reader's own posts."""
    asker = person(request)
    units = feed_queries.units_within(asker)
    own = request.method == "POST" and request.POST.get("whose") == "own"
    form = FeedForm(request.POST if request.method == "POST" and not own else None, units=units)
    refused: list[str] = []
    if request.method == "POST" and (own or form.is_valid()):
        unit = None if own else form.cleaned_data["organisation"]
        try:
            return _shown(request, unit, feed_actions.open_feed(asker, unit))
        except BadInput as bad:
            refused = sentences(bad.defects)
    context = {
        "page": feed_queries.feeds(asker, key_from(request.GET.get("before"))),
        "form": form,
        "units": units,
        "refused": refused,
    }
    return render(request, "cycle/feeds.html", context, status=400 if refused or form.errors else 200)


@require_POST
@gate(Action.KEEP_FEEDS)
@never_cache
def cycle_feed_renew(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Give a new address in place of one; the old one stops."""
    feed = _feed(request, feed_id)
    try:
        return _shown(request, feed.organisation, feed_actions.open_feed(person(request), feed.organisation))
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    return redirect("cycle_feeds")


@require_POST
@gate(Action.KEEP_FEEDS)
def cycle_feed_revoke(request: HttpRequest, feed_id: int) -> HttpResponse:
    """Let an address work no more."""
    feed_actions.revoke_feed(person(request), _feed(request, feed_id))
    messages.success(request, _("已停用。订阅了这个地址的日历不再更新。"))
    return redirect("cycle_feeds")


@public
@require_safe
def cycle_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed behind an address: the dates of one unit, and nothing else. Calendars cannot sign in."""
    feed = feed_queries.feed_behind(token)
    if feed is None:
        missing = HttpResponse(NO_FEED, status=404, content_type="text/plain; charset=utf-8")
        missing["Cache-Control"] = "no-store"
        return missing
    events = feed_queries.events_of(feed, request.build_absolute_uri)
    content = write_calendar(feed_queries.name_of(feed), events)
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="cycle.ics"'
    answer["ETag"] = quote_etag(hashlib.sha256(content).hexdigest())
    revised = max((one.revised_at for one in events), default=feed.made_at)
    answer["Last-Modified"] = http_date(revised.timestamp())
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    known = get_conditional_response(request, etag=answer["ETag"], response=answer)
    assert isinstance(known, HttpResponse), "it is this answer, or that nothing has changed"
    known["Cache-Control"] = "no-store"
    return known


def _shown(request: HttpRequest, unit: Organisation | None, token: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("cycle_feed", args=[token]))
    context = {
        "unit": unit,
        "address": address,
        "picture": qr.drawn(address, _("订阅地址的二维码")),
    }
    return render(request, "cycle/feed_address.html", context)


def _feed(request: HttpRequest, feed_id: int) -> Feed:
    try:
        return feed_queries.feed_within(person(request), feed_id)
    except Feed.DoesNotExist:
        raise Http404(str(feed_id)) from None
