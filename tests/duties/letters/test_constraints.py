"""What the database itself refuses of a letter, whoever writes to it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from cast import Cast
from django.db import IntegrityError, transaction
from django.utils import timezone
from letters import drafted, signed

from dabiao.duties.letters import actions
from dabiao.duties.letters.models import LetterBand, LetterState, LetterVersion


@pytest.mark.parametrize(
    "change",
    [
        {"state": "没有的状态"},
        {"number": 0},
        {"period_to": date(2026, 1, 1)},
        {"state": LetterState.FROZEN},
        {"state": LetterState.SIGNED},
        {"number": 2},
        {"sm3": "ab"},
        {"signed_at": timezone.now()},
    ],
)
def test_the_store_refuses_versions_that_cannot_be(cast: Cast, change: dict[str, object]) -> None:
    version = drafted(cast)[0].versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterVersion.objects.filter(pk=version.pk).update(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"low": Decimal(-1)},
        {"high": Decimal(101)},
        {"low": Decimal(100), "high": Decimal(99)},
        {"deduction": Decimal(-1)},
        {"low_closed": False},
    ],
)
def test_the_store_refuses_bands_that_cannot_be(cast: Cast, change: dict[str, object]) -> None:
    band = drafted(cast)[0].versions.get().letterbands.get(position=1)
    assert (band.low, band.high) == (100, 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterBand.objects.filter(pk=band.pk).update(**change)


def test_the_store_keeps_one_version_on_its_way_and_one_in_force(cast: Cast) -> None:
    first = signed(cast)
    second = actions.amend(cast.创建办, first.letter, "调整")
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterVersion.objects.create(
            letter=first.letter,
            number=3,
            amends=second,
            reason="又一版",
            title="又一版",
            period_from=date(2026, 1, 1),
            period_to=date(2026, 2, 1),
        )
