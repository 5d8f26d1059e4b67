"""The standards page: the whole pack, found by word and class, with a script and without."""

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from dabiao.house.models import AuditEntry
from dabiao.people.models import Account
from dabiao.standards.actions import choose_pack, keep_standings
from dabiao.standards.models import PackInUse, StandardStanding
from dabiao.standards.pack_files import built_in_packs
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

PARTIAL = {"HX-Request": "true"}


@pytest.fixture
def inspector(client: Client, cast: Cast) -> Account:
    """The one who may see least of all that may see standards, signed in."""
    client.force_login(cast.测评员)
    return cast.测评员


def standing(standard: str, stability_class: str) -> None:
    StandardStanding.objects.create(
        pack_id=DEFAULT_PACK, standard_id=standard, stability_class=stability_class, figures={}
    )


def listed(client: Client, headers: dict[str, str] | None = None, **asked: str) -> set[str]:
    """Standards whose link stands on the page."""
    page = client.get(reverse("standards"), asked, headers=headers).content.decode()
    return {
        one for one in framework_in_use().standards if f'href="{reverse("standard", args=[one])}"' in page
    }


@pytest.mark.parametrize("pack", [one.id for one in built_in_packs()])
def test_every_standard_of_every_pack_is_in_the_tree(client: Client, cast: Cast, pack: str) -> None:
    choose_pack(cast.创建办, pack)
    client.force_login(cast.测评员)
    framework = framework_in_use()
    assert framework.id == pack
    assert listed(client) == set(framework.standards)


def test_a_word_is_looked_for_in_ids_titles_and_texts(client: Client, inspector: Account) -> None:
    standards = framework_in_use().standards
    assert listed(client, q="1.1.2") == {"1.1.2"}
    assert listed(client, q=f"  {standards['6.1.2'].title} ") == {"6.1.2"}
    assert listed(client, q=standards["6.1.2"].text[3:12]) == {"6.1.2"}


def test_a_search_without_a_find_says_what_to_do(client: Client, inspector: Account) -> None:
    page = client.get(reverse("standards"), {"q": "没有这样的标准"}).content.decode()
    assert listed(client, q="没有这样的标准") == set()
    assert "请换一个词" in page


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "%_[", "' OR 1=1 --", "(" * 300])
def test_a_hostile_word_is_only_a_word(client: Client, inspector: Account, hostile: str) -> None:
    answer = client.get(reverse("standards"), {"q": hostile, "class": hostile})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert answer.context["branches"] == ()


def test_a_character_that_no_text_has_is_as_if_it_had_not_been_typed(
    client: Client, inspector: Account
) -> None:
    assert listed(client, q="\x00") == listed(client)


def test_the_list_is_narrowed_to_a_class(client: Client, inspector: Account) -> None:
    standing("1.1.2", "不达标")
    standing("6.1.2", "达标")
    standing("1.1.1", "")
    assert listed(client, **{"class": "不达标"}) == {"1.1.2"}
    assert listed(client, **{"class": "达标"}) == {"6.1.2"}
    assert listed(client, **{"class": "无分类"}) == {"1.1.1"}
    assert len(listed(client, **{"class": "未测评"})) == len(framework_in_use().standards) - 3
    assert listed(client, **{"class": "不达标", "q": "6.1.2"}) == set()


def test_a_branch_counts_its_standards_by_class_worst_first(client: Client, inspector: Account) -> None:
    standing("1.1.2", "达标")
    standing("1.1.3", "不达标")
    (branch,) = client.get(reverse("standards"), {"q": "1.1."}).context["branches"]
    counts = dict(branch.counts)
    assert branch.counts[0][0] == "不达标"
    assert (counts["达标"], counts["不达标"]) == (1, 1)
    everything = client.get(reverse("standards")).context["branches"]
    total = sum(number for branch in everything for _, number in branch.counts)
    assert total == len(framework_in_use().standards)


def test_the_script_gets_the_tree_alone_and_the_same_one(client: Client, inspector: Account) -> None:
    part = client.get(reverse("standards"), {"q": "1.1.2"}, headers=PARTIAL).content.decode()
    whole = client.get(reverse("standards"), {"q": "1.1.2"}).content.decode()
    assert "<html" not in part
    assert part.strip() in whole
    assert listed(client, PARTIAL, q="1.1.2") == {"1.1.2"}


def test_a_standard_says_its_text_its_rule_in_words_and_their_sources(
    client: Client, inspector: Account
) -> None:
    standard = framework_in_use().standards["1.1.2"]
    page = client.get(reverse("standard", args=["1.1.2"])).content.decode()
    assert escape(standard.text) in page
    assert escape(standard.source.document) in page
    assert "怎么评分" in page
    items = framework_in_use().items_of["1.1.2"]
    assert all(escape(item.text) in page for item in items)


@pytest.mark.parametrize("unknown", ["99.9", "１.１.２", "1.1.2 ", "..", "<b>", "\x00"])
def test_an_unknown_standard_is_not_there(client: Client, inspector: Account, unknown: str) -> None:
    assert client.get(reverse("standard", args=[unknown])).status_code == 404


def test_the_tree_costs_as_many_queries_for_a_long_pack_as_for_a_short_one(
    client: Client, cast: Cast
) -> None:
    client.force_login(cast.测评员)
    counted = {}
    for pack in ("index-2012", DEFAULT_PACK):
        choose_pack(cast.创建办, pack)
        standards = framework_in_use().standards
        keep_standings(pack, [{"standard_id": one, "class": "达标"} for one in standards])
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("standards"))
        counted[len(standards)] = len(queries)
    short, long = sorted(counted)
    assert long > 3 * short
    assert counted[short] == counted[long] <= 8


def test_a_standard_costs_few_queries_whatever_stands_beside_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.创建办)
    for standard in ("1.1.2", "6.1.2"):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("standard", args=[standard]))
        assert (
            len(queries) <= 21
        )  # the panels of three rooms and what was carried from other editions included


def test_the_pack_chosen_last_is_in_use_and_the_choice_is_on_record(cast: Cast) -> None:
    assert framework_in_use().id == DEFAULT_PACK
    for pack in ("index-2012", "minors-practice"):
        choose_pack(cast.创建办, pack)
    assert framework_in_use().id == "minors-practice"
    assert PackInUse.objects.count() == 2
    assert [one.after["pack"] for one in AuditEntry.objects.all()] == ["index-2012", "minors-practice"]
