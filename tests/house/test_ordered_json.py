"""What is kept in order comes back in order, from either kind of database."""

from __future__ import annotations

import pytest
from cast import Cast
from django.db.models import JSONField, Value

from dabiao.standards.drafts.models import PackDraft

ORDERED = {"国家-2021": {"年": 2021, "地": "全国"}, "a": [1, {"b": None, "a": "“引号”"}], "": {}}


@pytest.fixture
def draft(cast: Cast) -> PackDraft:
    return PackDraft.objects.create(manifest=ORDERED, made_by=cast.创建办, changed_by=cast.创建办)


def test_a_mapping_keeps_the_order_of_its_keys_at_every_depth(draft: PackDraft) -> None:
    assert repr(PackDraft.objects.get(pk=draft.pk).manifest) == repr(ORDERED)
    turned = dict(reversed(ORDERED.items()))
    PackDraft.objects.filter(pk=draft.pk).update(manifest=turned)
    assert repr(PackDraft.objects.get(pk=draft.pk).manifest) == repr(turned)


def test_a_mapping_written_as_plain_json_is_read_as_it_is(draft: PackDraft) -> None:
    PackDraft.objects.filter(pk=draft.pk).update(manifest=Value(ORDERED, JSONField()))
    assert PackDraft.objects.get(pk=draft.pk).manifest == ORDERED
