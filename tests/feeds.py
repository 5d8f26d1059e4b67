"""A unit's calendar as another library reads it."""

from __future__ import annotations

import icalendar
from cast import Cast
from django.test import Client
from django.urls import reverse

from dabiao.duties.cycle.feed_actions import open_feed
from dabiao.people.models import Organisation


def address_of(cast: Cast, name: str) -> str:
    """A new address of the feed of an organisation."""
    return reverse("cycle_feed", args=[open_feed(cast.创建办, Organisation.objects.get(name=name))])


def events(client: Client, address: str) -> list[icalendar.Event]:
    """Everything in a feed."""
    calendar = icalendar.Calendar.from_ical(client.get(address).content)
    assert calendar.errors == []
    return list(calendar.walk("VEVENT"))


def only(client: Client, address: str) -> icalendar.Event:
    """The one event of a feed."""
    (found,) = events(client, address)
    return found


def said(event: icalendar.Event) -> str:
    """Everything an event says, its lines unfolded and its commas plain."""
    return event.to_ical().decode().replace("\r\n ", "").replace("\\,", ",")
