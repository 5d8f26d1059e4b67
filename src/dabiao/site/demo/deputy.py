"""Somebody with several posts for the demo district: a street's liaison who stands in at a community."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from dabiao.people.accounts.actions import open_account
from dabiao.people.accounts.appointing import appoint, deputise, hand_over
from dabiao.people.models import Account, Organisation, Post, Role
from dabiao.site.demo.cast import DEPUTY

AWAY_DAYS = 60
"""As long as the demo is likely to be looked at; then the deputy's post ends by itself, as it should."""


def add_deputy(password: str) -> None:
    """Make the account and its posts through the same actions as a real district does."""
    keeper, guard = (Account.objects.get(username=name) for name in ("system", "security"))
    community = Post.objects.select_related("organisation").get(role=Role.COMMUNITY)
    own_street = Post.objects.get(role=Role.STREET).organisation
    other = Organisation.objects.filter(kind=own_street.kind).exclude(pk=own_street.pk).order_by("pk")[0]
    leaving = open_account(keeper, "jiangbo", "街道联络员 姜波")
    deputy = open_account(keeper, *DEPUTY)
    deputy.set_password(password)
    deputy.password_ages = False
    deputy.save(update_fields=["password", "password_ages"])
    post = appoint(guard, leaving, Role.STREET, other)
    hand_over(guard, post, deputy, note="台账在街道二楼档案柜，群众来电登记到月底")
    today = timezone.localdate()
    deputise(guard, community, deputy, today, today + timedelta(days=AWAY_DAYS), "秦岚休假期间代办")
