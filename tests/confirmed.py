"""Sign somebody in as whoever has just proved who they are."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from dabiao.people.models import Account, OpenSession


def confirmed(account: Account) -> Client:
    """A browser in which ``account`` signed in a moment ago, with a password."""
    client = Client()
    client.force_login(account)
    OpenSession.objects.filter(account=account).update(confirmed_at=timezone.now())
    return client
