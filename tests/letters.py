"""What tests of letters start from: a draft for 东湖街道, the same letter later, and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cast import Cast
from django.utils import timezone

from dabiao.core.defects import BadInput
from dabiao.duties.letters import actions, signing
from dabiao.duties.letters.models import Letter, LetterVersion
from dabiao.duties.letters.texts import text_of_version
from dabiao.people.models import Organisation, OrganisationKind

YEAR = 2026


def organisation(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def drafted(cast: Cast, *names: str, year: int = YEAR) -> list[Letter]:
    """Drafts for the organisations of these names, which are made streets where they do not exist."""
    units = [
        Organisation.objects.get_or_create(name=name, defaults={"kind": OrganisationKind.STREET})[0]
        for name in names or ("东湖街道",)
    ]
    plan = actions.DraftPlan(year, organisation("示范区"), "区长", units)
    return actions.draft_letters(cast.创建办, plan).made


def sent(cast: Cast, letter: Letter | None = None) -> LetterVersion:
    """A letter that is out for comment."""
    letter = letter or drafted(cast)[0]
    due = timezone.localtime() + timedelta(days=20)
    return actions.send_for_comment(cast.创建办, [letter], due, "测试")[0]


def frozen(cast: Cast, letter: Letter | None = None) -> LetterVersion:
    """A letter that waits for its signatures."""
    version = sent(cast, letter)
    return actions.freeze(cast.创建办, [version.letter])[0]


def signed(cast: Cast, letter: Letter | None = None) -> LetterVersion:
    """A letter that both parties have signed in the system."""
    version = frozen(cast, letter)
    for person in (cast.领导, cast.街道):
        signing.sign(person, version, version.sm3)
    return LetterVersion.objects.get(pk=version.pk)


def refused(*words: str):
    """A refusal that says these words, in this order."""
    return pytest.raises(BadInput, match=".*".join(words))


def again(version: LetterVersion) -> LetterVersion:
    """The version as it is stored now."""
    return LetterVersion.objects.get(pk=version.pk)


def save(cast: Cast, version: LetterVersion, **changes: object) -> LetterVersion:
    """The text of the version as it is stored now, changed in these parts and saved by 创建办."""
    current = again(version)
    text = replace(text_of_version(current), **changes)
    return actions.save_text(cast.创建办, current, text, current.saved)
