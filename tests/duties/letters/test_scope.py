"""Who sees which letters: a unit its own, from when they were sent; others not even that there are some."""

from __future__ import annotations

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from letters import YEAR, drafted, frozen, sent, signed

from dabiao.duties.letters import actions, commenting, my_list, queries
from dabiao.duties.letters.models import Letter, LetterVersion
from dabiao.duties.letters.queries import Wanted
from dabiao.house.registries import my_entries
from dabiao.people.models import Account


def listed(person: Account, **wanted: object) -> list[str]:
    lines, _ = queries.letter_lines(Account.objects.get(pk=person.pk), Wanted(**wanted), None)  # type: ignore[arg-type]
    return sorted(f"{one.letter.party_b.name} {one.version.number} {one.version.state}" for one in lines)


@pytest.fixture
def district(cast: Cast) -> list[Letter]:
    """东湖街道's is out for comment, 城管局's is frozen, 北苑街道's is a draft."""
    ours, theirs, draft = drafted(cast, "东湖街道", "城管局", "北苑街道")
    sent(cast, ours)
    frozen(cast, theirs)
    return [ours, theirs, draft]


def test_each_sees_its_own_and_a_draft_is_nobody_s_business(cast: Cast, district: list[Letter]) -> None:
    assert listed(cast.创建办) == ["东湖街道 1 征求意见", "北苑街道 1 草稿", "城管局 1 定稿"]
    assert listed(cast.领导) == ["东湖街道 1 征求意见", "城管局 1 定稿"]
    assert listed(cast.街道) == ["东湖街道 1 征求意见"]
    assert listed(cast.责任单位) == ["城管局 1 定稿"]
    assert listed(cast.社区) == []
    for nobody in (cast.外人, cast.测评员, cast.审核, cast.系统管理员):
        with pytest.raises(PermissionDenied):
            queries.letter_lines(nobody, Wanted(), None)


def test_the_list_is_filtered(cast: Cast, district: list[Letter]) -> None:
    assert listed(cast.创建办, state="草稿") == ["北苑街道 1 草稿"]
    assert listed(cast.创建办, name="街道", year=YEAR) == ["东湖街道 1 征求意见", "北苑街道 1 草稿"]
    assert listed(cast.创建办, year=2025) == []
    assert (queries.years(cast.创建办), queries.years(cast.社区)) == ([YEAR], [])


def test_a_new_version_in_the_making_is_not_seen_by_the_party(cast: Cast) -> None:
    first = signed(cast)
    actions.amend(cast.创建办, first.letter, "调整")
    assert listed(cast.创建办) == ["东湖街道 2 草稿"]
    assert listed(cast.街道) == ["东湖街道 1 已签"]
    assert listed(cast.街道, state="草稿") == []
    assert queries.letter_told(cast.街道, first.letter_id).version.number == 1
    with pytest.raises(Letter.DoesNotExist):
        queries.letter_told(cast.街道, first.letter_id, 2)
    assert [one.key for one in queries.wordings(cast.街道, first.letter_id)] == ["1.1"]
    assert [one.key for one in queries.wordings(cast.创建办, first.letter_id)] == ["1.1", "2.0"]


ADDRESSES = (
    ("get", ""),
    ("get", "difference/"),
    ("post", "comments/"),
    ("get", "versions/1/letter.docx"),
    ("get", "versions/1/letter.pdf"),
    ("get", "scans/1/"),
    ("get", "?version=1"),
)


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_letter_of_others_is_answered_like_one_that_does_not_exist(
    client: Client, cast: Cast, district: list[Letter], method: str, path: str
) -> None:
    client.force_login(cast.街道)
    theirs, none = district[1].pk, 99999
    answers = [getattr(client, method)(f"/duties/letters/{number}/{path}") for number in (theirs, none)]
    assert [one.status_code for one in answers] == [404, 404]
    said = [one.content.decode() for one in answers]
    assert "城管局" not in said[0]


def test_what_is_written_under_a_foreign_number_changes_nothing(
    client: Client, cast: Cast, district: list[Letter]
) -> None:
    client.force_login(cast.街道)
    foreign = district[1].pk
    for path in ("edit/", "send/", "freeze/", "amend/", "scans/"):
        assert client.post(f"/duties/letters/{foreign}/{path}").status_code == 403, path
    said = commenting.comment(cast.街道, district[0].versions.get(), "意见")
    client.force_login(cast.创建办)
    mixed = client.post(
        f"/duties/letters/{foreign}/comments/{said.pk}/answer/", {"answer": "x", "adopted": "1"}
    )
    assert mixed.status_code == 404


def test_a_list_costs_the_same_with_one_letter_and_with_many(cast: Cast, client: Client) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    letter = sent(cast).letter
    client.force_login(cast.创建办)
    client.get("/duties/letters/")
    few = cost("/duties/letters/"), cost(f"/duties/letters/{letter.pk}/")
    drafted(cast, *(f"第{n}街道" for n in range(30)))
    version = letter.versions.get()
    for n in range(20):
        commenting.comment(cast.街道, version, f"意见{n}")
    assert (cost("/duties/letters/"), cost(f"/duties/letters/{letter.pk}/")) == few
    assert few[0] <= 16
    assert few[1] <= 26


def test_the_following_page_goes_on_where_this_one_ends(cast: Cast) -> None:
    drafted(cast, *(f"第{n}街道" for n in range(5)))
    lines, key = queries.letter_lines(cast.创建办, Wanted(), None, size=3)
    rest, end = queries.letter_lines(cast.创建办, Wanted(), key, size=3)
    assert (len(lines), len(rest), end) == (3, 2, None)
    assert len({one.letter.pk for one in [*lines, *rest]}) == 5


# ---- 我的


def kinds(person: Account) -> list[str]:
    return [one.kind for one in my_list.my_entries(Account.objects.get(pk=person.pk))]


def test_what_waits_for_me_is_on_my_list_and_leaves_it_when_done(cast: Cast) -> None:
    version = sent(cast)
    assert kinds(cast.街道) == ["责任书待征求意见"]
    for nobody in (cast.社区, cast.责任单位, cast.外人, cast.领导, cast.创建办):
        assert kinds(nobody) == []
    (entry,) = my_list.my_entries(Account.objects.get(pk=cast.街道.pk))
    assert (entry.address, entry.asked_by) == (f"/duties/letters/{version.letter_id}/", "示范区")
    assert entry.due == version.comment_due
    commenting.comment(cast.街道, version, "", agrees=True)
    assert kinds(cast.街道) == []
    actions.freeze(cast.创建办, [version.letter])
    assert (kinds(cast.街道), kinds(cast.领导), kinds(cast.责任单位)) == (["责任书待签"], ["责任书待签"], [])
    stored = LetterVersion.objects.get(pk=version.pk)
    from dabiao.duties.letters.signing import sign  # noqa: PLC0415

    sign(Account.objects.get(pk=cast.街道.pk), stored, stored.sm3)
    assert (kinds(cast.街道), kinds(cast.领导)) == ([], ["责任书待签"])
    assert [one.kind for one in my_entries(Account.objects.get(pk=cast.领导.pk))] == ["责任书待签"]


def test_my_list_costs_the_same_with_many_letters(cast: Cast) -> None:
    def cost() -> int:
        leader = Account.objects.get(pk=cast.领导.pk)
        with CaptureQueriesContext(connection) as asked:
            found = list(my_list.my_entries(leader))
        counts.append(len(found))
        return len(asked)

    counts: list[int] = []
    frozen(cast)
    few = cost()
    for letter in drafted(cast, *(f"第{n}街道" for n in range(12))):
        frozen(cast, letter)
    assert cost() == few
    assert counts == [1, 13]
