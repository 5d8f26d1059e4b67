"""Crosswalks are proposed, mended, accepted and ended: by 创建办 alone, one change at a time, nothing forgotten."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from editions import RENUMBERED, edition

from dabiao.core.crosswalk.model import Basis, Crosswalk
from dabiao.core.defects import BadInput
from dabiao.house.events import publish
from dabiao.house.models import AuditEntry
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.crosswalks import actions, queries
from dabiao.standards.crosswalks.actions import OWN_WORDS, Choice
from dabiao.standards.crosswalks.documents import crosswalk_in, document_of
from dabiao.standards.crosswalks.models import AcceptedCrosswalk, CrosswalkDraft
from dabiao.standards.events import EditionPublished
from dabiao.standards.queries import DEFAULT_PACK

NEXT = "示范区-2027"

pytestmark = pytest.mark.django_db


@pytest.fixture
def following(home: HomeFolder) -> str:
    """The next edition, in which 1.1.2 is 1.1.9."""
    return edition(home.packs, NEXT, RENUMBERED)


@pytest.fixture
def draft(cast: Cast, following: str) -> CrosswalkDraft:
    """A proposal for it."""
    return actions.start_crosswalk(cast.创建办, DEFAULT_PACK, following, "换版")


def content(draft: CrosswalkDraft) -> Crosswalk:
    """The crosswalk of a draft as it is stored now."""
    return crosswalk_in(CrosswalkDraft.objects.get(pk=draft.pk).content)


def test_what_is_stored_is_read_back_as_it_was(draft: CrosswalkDraft) -> None:
    crosswalk = crosswalk_in(draft.content)
    assert crosswalk_in(document_of(crosswalk)) == crosswalk
    assert crosswalk.entry["1.1.2", ""].to_standard == "1.1.9"


@pytest.mark.django_db(transaction=True)
def test_a_published_edition_is_proposed_by_itself_once(cast: Cast, following: str) -> None:
    for _ in range(2):
        publish(EditionPublished(DEFAULT_PACK, following))
        run_waiting_jobs()
    one = CrosswalkDraft.objects.get()
    assert (one.kind, one.changed_by, one.version) == ("换版", None, 1)
    assert crosswalk_in(one.content).entry["1.1.2", ""].basis is Basis.SAME_TEXT
    assert not AuditEntry.objects.filter(resource="crosswalk_draft").exists()


@pytest.mark.django_db(transaction=True)
def test_an_edition_of_a_pack_without_standards_is_no_failure(cast: Cast, following: str) -> None:
    publish(EditionPublished("bare", following))
    run_waiting_jobs()
    assert not CrosswalkDraft.objects.exists()


@pytest.mark.parametrize(
    "pair", [(DEFAULT_PACK, DEFAULT_PACK), ("bare", DEFAULT_PACK), (DEFAULT_PACK, "bare")]
)
def test_packs_that_cannot_be_compared_are_refused(
    cast: Cast, home: HomeFolder, pair: tuple[str, str]
) -> None:
    with pytest.raises(BadInput):
        actions.start_crosswalk(cast.创建办, *pair, "联创")
    with pytest.raises(BadInput, match="没有这个标准包"):
        actions.start_crosswalk(cast.创建办, DEFAULT_PACK, "没有的", "联创")
    assert not CrosswalkDraft.objects.exists()


def test_beginning_twice_gives_the_same_draft(cast: Cast, draft: CrosswalkDraft) -> None:
    assert actions.start_crosswalk(cast.创建办, DEFAULT_PACK, NEXT, "联创").pk == draft.pk


def test_somebody_chooses_another_standard_and_its_items_follow(cast: Cast, draft: CrosswalkDraft) -> None:
    actions.choose(cast.创建办, draft.pk, 1, "1.1.2", Choice("1.1.3", {}, "合并到文明实践阵地"))
    own = content(draft).entry["1.1.2", ""]
    assert (own.to_standard, own.basis, own.note) == ("1.1.3", Basis.BY_HAND, "合并到文明实践阵地")
    # Their words stand under 1.1.9 still, so that is where they go: the standard is split now.
    assert content(draft).targets["1.1.2"] == ("1.1.3", "1.1.9")


def test_items_can_be_chosen_one_by_one(cast: Cast, draft: CrosswalkDraft) -> None:
    chosen = {"1.1.2-1": "", "1.1.2-2": OWN_WORDS, "1.1.2-3": "1.1.3-1"}
    actions.choose(cast.创建办, draft.pk, 1, "1.1.2", Choice(None, chosen))
    found = content(draft).entry
    assert [(found["1.1.2", item].to_standard, found["1.1.2", item].to_item) for item in chosen] == [
        ("", ""),
        ("1.1.9", ""),
        ("1.1.3", "1.1.3-1"),
    ]
    assert found["1.1.2", ""].basis is Basis.SAME_TEXT


def test_what_has_no_counterpart_takes_its_items_along(cast: Cast, draft: CrosswalkDraft) -> None:
    actions.choose(cast.创建办, draft.pk, 1, "1.1.2", Choice("", {}))
    assert content(draft).targets["1.1.2"] == ()


@pytest.mark.parametrize(
    ("standard", "choice"),
    [
        ("没有的", Choice("1.1.3", {})),
        ("1.1.2", Choice("没有的", {})),
        ("1.1.2", Choice(None, {"1.1.2-1": "没有的"})),
        ("1.1.2", Choice(None, {"1.1.3-1": ""})),
        ("1.1.2", Choice("", {"1.1.2-1": OWN_WORDS})),
    ],
)
def test_what_the_packs_do_not_have_is_refused_and_nothing_is_kept(
    cast: Cast, draft: CrosswalkDraft, standard: str, choice: Choice
) -> None:
    with pytest.raises(BadInput, match="没有保存"):
        actions.choose(cast.创建办, draft.pk, 1, standard, choice)
    assert CrosswalkDraft.objects.get().version == 1


def test_place_types_are_named_by_hand(cast: Cast, draft: CrosswalkDraft) -> None:
    actions.name_types(cast.创建办, draft.pk, 1, {"park": "square", "river": ""})
    found = content(draft).type_entry
    assert (found["park"].to, found["park"].basis) == ("square", Basis.BY_HAND)
    assert found["river"].to == ""
    assert found["square"].basis is Basis.SAME
    with pytest.raises(BadInput, match="没有点位类型"):
        actions.name_types(cast.创建办, draft.pk, 2, {"park": "没有的"})


def test_of_two_people_only_one_changes_a_draft(cast: Cast, draft: CrosswalkDraft) -> None:
    actions.choose(cast.创建办, draft.pk, 1, "1.1.2", Choice("", {}))
    for late in (
        lambda: actions.choose(cast.创建办, draft.pk, 1, "1.1.2", Choice("1.1.9", {})),
        lambda: actions.name_types(cast.创建办, draft.pk, 1, {}),
        lambda: actions.accept_crosswalk(cast.创建办, draft.pk, 1),
        lambda: actions.discard_draft(cast.创建办, draft.pk, 1),
    ):
        with pytest.raises(BadInput, match="改过这份标准对应"):
            late()
    assert content(draft).targets["1.1.2"] == ()
    assert not AcceptedCrosswalk.objects.exists()


def test_what_is_accepted_is_kept_for_good_and_the_next_one_goes_on_from_it(
    cast: Cast, draft: CrosswalkDraft
) -> None:
    changed = actions.choose(cast.创建办, draft.pk, 1, "1.1.2", Choice("", {}))
    first = actions.accept_crosswalk(cast.创建办, changed.pk, changed.version)
    again = actions.start_crosswalk(cast.创建办, DEFAULT_PACK, NEXT, "换版")
    assert crosswalk_in(again.content) == crosswalk_in(first.content)
    second = actions.accept_crosswalk(cast.创建办, again.pk, again.version)
    ended = actions.end_crosswalk(cast.创建办, second.pk)
    assert [one.number for one in (first, second, ended)] == [1, 2, 3]
    assert queries.in_force_into(NEXT) == ()
    assert [one.number for one in queries.versions(cast.领导, first)] == [3, 2, 1]
    with pytest.raises(BadInput, match="代替或停用"):
        actions.end_crosswalk(cast.创建办, second.pk)
    with pytest.raises(TypeError):
        first.save()


def test_giving_a_draft_up_leaves_what_holds(cast: Cast, draft: CrosswalkDraft) -> None:
    one = actions.accept_crosswalk(cast.创建办, draft.pk, draft.version)
    again = actions.start_crosswalk(cast.创建办, DEFAULT_PACK, NEXT, "换版")
    actions.discard_draft(cast.创建办, again.pk, again.version)
    assert not CrosswalkDraft.objects.exists()
    assert [found.id for found in queries.in_force_into(NEXT)] == [one.pk]


@pytest.mark.parametrize("role", ["领导", "街道", "责任单位", "测评员", "系统管理员", "外人"])
def test_nobody_but_创建办_writes_a_crosswalk(cast: Cast, draft: CrosswalkDraft, role: str) -> None:
    person = getattr(cast, role)
    for write in (
        lambda: actions.start_crosswalk(person, NEXT, DEFAULT_PACK, "联创"),
        lambda: actions.choose(person, draft.pk, 1, "1.1.2", Choice("", {})),
        lambda: actions.accept_crosswalk(person, draft.pk, 1),
        lambda: actions.discard_draft(person, draft.pk, 1),
        lambda: actions.end_crosswalk(person, 1),
        lambda: queries.drafts(person),
    ):
        with pytest.raises(PermissionDenied):
            write()


def test_the_database_itself_refuses_what_makes_no_sense(cast: Cast, draft: CrosswalkDraft) -> None:
    wrong = (
        {"from_pack": draft.from_pack, "to_pack": draft.to_pack, "kind": "换版"},
        {"from_pack": "甲", "to_pack": "甲", "kind": "换版"},
        {"from_pack": "甲", "to_pack": "乙", "kind": "别的"},
    )
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            CrosswalkDraft.objects.create(**fields, content={})


def test_a_pack_that_has_grown_is_proposed_for_where_nothing_was_accepted(
    cast: Cast, draft: CrosswalkDraft
) -> None:
    """A built-in pack may come with more standards in the next release."""
    crosswalk = crosswalk_in(draft.content)
    fewer = replace(crosswalk, entries=tuple(one for one in crosswalk.entries if one.standard != "1.1.3"))
    CrosswalkDraft.objects.filter(pk=draft.pk).update(content=document_of(fewer))
    one = actions.accept_crosswalk(cast.创建办, draft.pk, 1)
    assert ("1.1.3", "") not in crosswalk_in(one.content).entry
    again = actions.start_crosswalk(cast.创建办, DEFAULT_PACK, NEXT, "换版")
    assert crosswalk_in(again.content).entry["1.1.3", ""].to_standard == "1.1.3"


def test_which_packs_observations_reach(cast: Cast, home: HomeFolder) -> None:
    names = [edition(home.packs, f"版{number}") for number in range(3)]
    for pair in ((DEFAULT_PACK, "版0"), ("版0", "版1"), ("版1", "版0"), ("版1", DEFAULT_PACK)):
        draft = actions.start_crosswalk(cast.创建办, *pair, "联创")
        actions.accept_crosswalk(cast.创建办, draft.pk, draft.version)
    assert queries.packs_reached_from(DEFAULT_PACK) == ("版0", "版1")
    assert queries.packs_reached_from("版1") == (DEFAULT_PACK, "版0")
    assert queries.packs_reached_from(names[2]) == ()
