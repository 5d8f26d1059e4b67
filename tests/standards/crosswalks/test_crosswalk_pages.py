"""Pages of 标准对应: what everybody sees of it, and what whoever writes one is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from editions import RENUMBERED, edition

from dabiao.core.crosswalk.changes import ChangeKind
from dabiao.core.crosswalk.model import Basis
from dabiao.core.crosswalk.routes import Reason
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.crosswalks import actions, words
from dabiao.standards.crosswalks.documents import crosswalk_in
from dabiao.standards.crosswalks.lines import Standing
from dabiao.standards.crosswalks.models import CrosswalkDraft, Kind
from dabiao.standards.queries import DEFAULT_PACK

NEXT = "示范区-2027"
HOSTILE = '<script>alert(1)</script>"&'

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast, home: HomeFolder, client: Client) -> CrosswalkDraft:
    """A proposal for the next edition; 创建办 is signed in."""
    edition(home.packs, NEXT, RENUMBERED)
    client.force_login(cast.创建办)
    return actions.start_crosswalk(cast.创建办, DEFAULT_PACK, NEXT, "换版")


def text(client: Client, name: str, *keys: object, **query: str) -> str:
    return client.get(reverse(name, args=keys), query).content.decode()


def test_words_of_the_core_are_listed_for_translation() -> None:
    assert set(words.BASES) == {one.value for one in Basis}
    assert set(words.REASONS) == {one.value for one in Reason}
    assert set(words.CHANGES) == {one.value for one in ChangeKind}
    assert set(words.KINDS) == set(Kind.values)
    assert set(words.STANDINGS) == {one.value for one in Standing}
    said = set(re.findall(r'(?:Defect|_unknown)\(\s*"([^"]+)"', Path(actions.__file__).read_text("utf-8")))
    assert set(words.REFUSALS) == said


def test_everybody_who_sees_standards_sees_what_holds_and_only_创建办_what_is_written(
    client: Client, cast: Cast, draft: CrosswalkDraft
) -> None:
    assert "等待核对" in text(client, "crosswalks")
    one = actions.accept_crosswalk(cast.创建办, draft.pk, draft.version)
    actions.start_crosswalk(cast.创建办, NEXT, DEFAULT_PACK, "联创")
    client.force_login(cast.街道)
    told = text(client, "crosswalks")
    assert "等待核对" not in told
    assert "新的对应" not in told
    page = text(client, "crosswalk", one.pk)
    assert "逐条对应" in page
    assert "停用" not in page


def test_the_draft_is_searched_and_filtered(client: Client, draft: CrosswalkDraft) -> None:
    assert "爱国主义教育基地开放" in text(client, "crosswalk_draft", draft.pk, q="1.1.9")
    found = text(client, "crosswalk_draft", draft.pk, q="爱国主义")
    assert "1.1.9" in found
    assert "核心价值观的展示与认知" not in found
    assert "没有符合的" in text(client, "crosswalk_draft", draft.pk, standing="不换算")
    first, second = (
        text(client, "crosswalk_draft", draft.pk),
        text(client, "crosswalk_draft", draft.pk, **{"from": "25"}),
    )
    assert "党的创新理论面向基层宣讲" in first
    assert "党的创新理论面向基层宣讲" not in second


@pytest.mark.parametrize("odd", ["-1", "x", "9" * 30])
def test_an_odd_page_is_the_first(client: Client, draft: CrosswalkDraft, odd: str) -> None:
    assert "党的创新理论面向基层宣讲" in text(client, "crosswalk_draft", draft.pk, **{"from": odd})


def test_a_standard_is_mended_and_the_draft_says_so(client: Client, draft: CrosswalkDraft) -> None:
    address = reverse("crosswalk_line", args=[draft.pk, "1.1.2"])
    given = {"to": "1.1.9", "item-0": "", "item-1": "1.1.9-2", "item-2": "1.1.9-3", "note": HOSTILE}
    answer = client.post(address, {**given, "version": "1"}, follow=True)
    assert "已保存 1.1.2" in answer.content.decode()
    stored = crosswalk_in(CrosswalkDraft.objects.get().content)
    assert stored.entry["1.1.2", "1.1.2-1"].basis is Basis.BY_HAND
    assert stored.entry["1.1.2", ""].note == HOSTILE
    page = text(client, "crosswalk_line", draft.pk, "1.1.2")
    assert HOSTILE not in page
    assert "检查项不再查，旧记录不计" in page


@pytest.mark.parametrize(
    "given",
    [{"to": "没有的"}, {"item-0": HOSTILE}, {"note": "长" * 501}, {"version": "99"}, {"version": "x"}],
)
def test_what_is_not_offered_is_refused_in_place(
    client: Client, draft: CrosswalkDraft, given: dict[str, str]
) -> None:
    usual = {"to": "1.1.9", "item-0": "1.1.9-1", "item-1": "1.1.9-2", "item-2": "1.1.9-3", "version": "1"}
    answer = client.post(reverse("crosswalk_line", args=[draft.pk, "1.1.2"]), {**usual, **given})
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert CrosswalkDraft.objects.get().version == 1


def test_saving_leads_to_the_next_standard_that_has_to_be_chosen(
    client: Client, cast: Cast, home: HomeFolder
) -> None:
    reworded = (
        "standards.csv",
        "1.2.1,1.2,核心价值观的展示与认知,主要公共场所能自然看到",
        "1.2.1,1.2,价值观阵地,到处可见",
    )
    edition(home.packs, NEXT, (reworded, ("items.csv", "核心价值观", "二十四字")))
    client.force_login(cast.创建办)
    draft = actions.start_crosswalk(cast.创建办, DEFAULT_PACK, NEXT, "换版")
    assert crosswalk_in(draft.content).entry["1.2.1", ""].undecided
    form = client.get(reverse("crosswalk_line", args=[draft.pk, "1.1.3"])).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(
        reverse("crosswalk_line", args=[draft.pk, "1.1.3"]), {**given, "version": "1", "next": "1"}
    )
    assert answer["Location"] == reverse("crosswalk_line", args=[draft.pk, "1.2.1"])
    page = text(client, "crosswalk_line", draft.pk, "1.2.1")
    assert "待定的都按最像的选" in page
    form = client.get(reverse("crosswalk_line", args=[draft.pk, "1.2.1"])).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    client.post(
        reverse("crosswalk_line", args=[draft.pk, "1.2.1"]), {**given, "version": "2", "suggested": "1"}
    )
    stored = crosswalk_in(CrosswalkDraft.objects.get().content)
    assert stored.entry["1.2.1", ""].to_standard == "1.2.1"
    assert not any(one.undecided for one in stored.entries if one.standard == "1.2.1")


def test_what_is_not_there_is_not_found(client: Client, draft: CrosswalkDraft) -> None:
    for name, keys in (
        ("crosswalk", [99]),
        ("crosswalk_draft", [99]),
        ("crosswalk_line", [draft.pk, "没有的"]),
        ("crosswalk_types", [99]),
    ):
        assert client.get(reverse(name, args=keys)).status_code == 404
    for name in ("crosswalk_accept", "crosswalk_discard"):
        assert client.post(reverse(name, args=[99]), {"version": "1"}).status_code == 404
    assert client.post(reverse("crosswalk_end", args=[99])).status_code == 404


def test_packs_that_cannot_be_compared_are_said_on_the_list(client: Client, draft: CrosswalkDraft) -> None:
    for given in (
        {"from_pack": DEFAULT_PACK, "to_pack": DEFAULT_PACK, "kind": "换版"},
        {"from_pack": DEFAULT_PACK, "to_pack": "没有的", "kind": "换版"},
        {"from_pack": DEFAULT_PACK, "to_pack": NEXT, "kind": "别的"},
        {},
    ):
        answer = client.post(reverse("crosswalk_start"), given)
        assert 'role="alert"' in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_packs(
    client: Client, draft: CrosswalkDraft, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        text(client, "crosswalk_draft", draft.pk)
