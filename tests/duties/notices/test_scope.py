"""Who sees what: an organisation its own rows, and nothing that tells of another's."""

import re
from contextlib import closing
from datetime import date

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from noticed import PLENTY, at, in_good_time, plain, row_of, sent_task, task

from dabiao.duties.notices import queries
from dabiao.duties.notices.actions import Said, respond, send_notice
from dabiao.duties.notices.flow import Step
from dabiao.duties.notices.models import Notice, Recipient
from dabiao.house.registries import my_entries
from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role
from dabiao.site.home_folder import HomeFolder


def signed_in(person: Account) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(client: Client, page: str) -> tuple[int, str]:
    """Status and body of a page, without its own address and the token of its forms."""
    with closing(client.get(page)) as answer:
        body = b"" if answer.streaming else answer.content
        said = body.decode().replace(page, "")
        return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", said)


def pages(notice: Notice, row: Recipient) -> list[str]:
    """Every page and file that tells of a notice at one organisation."""
    return [
        reverse("notice", args=[notice.pk]),
        reverse("notice_attachment", args=[notice.pk]),
        reverse("notice_recipient", args=[row.pk]),
        reverse("notice_answer_attachment", args=[row.pk]),
    ]


@pytest.mark.parametrize("who", ["社区", "责任单位"])
def test_a_notice_to_others_is_as_if_it_did_not_exist(cast: Cast, home: HomeFolder, who: str) -> None:
    office = signed_in(cast.创建办)
    office.post(
        reverse("notice_new"),
        {
            "kind": "突发任务", "title": "只给街道的事", "text": "内容", "minutes": 5, "to": at("东湖街道")[0].pk,
            "due_day": in_good_time().date().isoformat(), "wants_attachment": "on",
            "attachment": SimpleUploadedFile("方案.pdf", b"%PDF-1.7 x"),
        },
    )  # fmt: skip
    sent = Notice.objects.get()
    row = row_of(sent, "东湖街道")
    street = signed_in(cast.街道)
    street.post(
        reverse("notice_respond", args=[row.pk, "answer"]),
        {"text": "好了", "attachment": SimpleUploadedFile("表.pdf", b"%PDF-1.7 y")},
    )
    assert [told(street, page)[0] for page in pages(sent, row)] == [302, 200, 200, 200]
    other = signed_in(getattr(cast, who))
    nothing = pages(Notice(pk=99999), Recipient(pk=99999))
    for hidden, unknown in zip(pages(sent, row), nothing, strict=True):
        assert told(other, hidden) == told(other, unknown)
        assert told(other, hidden)[0] == 404
    for response in ("receive", "answer", "send_back", "ask_extension"):
        gone = other.post(reverse("notice_respond", args=[row.pk, response]), {"text": "话"})
        assert gone.status_code == 404
    for page in (reverse("notices"), reverse("mine")):
        assert "只给街道的事" not in other.get(page).content.decode()


def test_a_recipient_sees_its_own_row_and_never_how_others_stand(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道", "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ANSWER, Said("城管局已经办完"))
    client = signed_in(cast.街道)
    for page in (
        reverse("notices"),
        reverse("notice", args=[sent.pk]),
        reverse("notice_recipient", args=[row_of(sent, "东湖街道").pk]),
    ):
        said = client.get(page, follow=True).content.decode()
        assert "城管局" not in said
        assert "已办结" not in said
        assert "2 个单位" not in said


def test_a_street_sees_its_communities_rows_and_only_its_own_work_in_我的(cast: Cast) -> None:
    sent = send_notice(cast.创建办, plain(at("东湖街道", "和平社区", "城管局")))
    shown = signed_in(cast.街道).get(reverse("notice", args=[sent.pk])).content.decode()
    assert "和平社区" in shown
    assert "城管局" not in shown
    assert "您的岗位管到的 2 个单位" in shown
    assert "3" not in re.findall(r"(\d+) 个单位", shown)
    assert [one.address for one in my_entries(cast.街道)] == [
        reverse("notice_recipient", args=[row_of(sent, "东湖街道").pk])
    ]


def test_leaders_see_everything_and_can_do_nothing_here(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道", "城管局")
    client = signed_in(cast.领导)
    said = client.get(reverse("notice", args=[sent.pk])).content.decode()
    assert "东湖街道" in said
    assert "城管局" in said
    assert "催办" not in said
    row = client.get(reverse("notice_recipient", args=[row_of(sent, "城管局").pk])).content.decode()
    assert '<form method="post" action="/duties' not in row
    assert not list(my_entries(cast.领导))


@pytest.mark.parametrize("who", ["测评员", "审核", "系统管理员", "安全管理员", "审计管理员", "外人"])
def test_everybody_else_sees_nothing_at_all(cast: Cast, who: str) -> None:
    sent = sent_task(cast, "东湖街道")
    client = signed_in(getattr(cast, who))
    for page in (reverse("notices"), *pages(sent, row_of(sent, "东湖街道"))):
        answer = client.get(page)
        assert answer.status_code == 403
        assert "检查广告牌" not in answer.content.decode()
    assert "检查广告牌" not in client.get(reverse("mine")).content.decode()
    assert not list(my_entries(getattr(cast, who)))


PARENTS = st.lists(st.integers(0, 50), min_size=1, max_size=9)
"""For each organisation after the first, which earlier one (modulo) it stands below; 0 of 51 also means none."""

PEOPLE = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from([Role.STREET, Role.COMMUNITY, Role.UNIT, Role.INSPECTOR]), st.integers(0, 50)
        ),
        max_size=3,
    ),
    min_size=1,
    max_size=3,
)
SENT = st.lists(st.sets(st.integers(0, 50), min_size=1, max_size=4), min_size=1, max_size=4)


class RandomTrees(TestCase):
    """Random trees, posts and notices: nobody is shown a row outside the subtree of a post."""

    @settings(max_examples=50)
    @given(parents=PARENTS, people=PEOPLE, sent=SENT)
    def test_no_list_page_or_entry_of_我的_leaves_the_subtree(
        self, parents: list[int], people: list[list[tuple[Role, int]]], sent: list[set[int]]
    ) -> None:
        kind = OrganisationKind.DEPARTMENT
        made = [Organisation.objects.create(kind=kind, name=f"单位{n}") for n in range(len(parents) + 1)]
        above: dict[int, int] = {}
        for number, chosen in enumerate(parents, 1):
            if chosen % (number + 1) < number:
                above[number] = chosen % (number + 1)
                Placement.objects.create(
                    organisation=made[number],
                    parent=made[above[number]],
                    line=Line.SECTOR,
                    since=date(2026, 1, 1),
                )
        office = self.person("office", [(Role.OFFICE, 0)], made)
        notices = [
            send_notice(office, task(sorted({made[n % len(made)] for n in to}, key=str)), PLENTY)
            for to in sent
        ]
        for number, posts in enumerate(people):
            person = self.person(f"person{number}", posts, made)
            allowed = [(role, n % len(made)) for role, n in posts if role != Role.INSPECTOR]
            roots = {n for _, n in allowed}
            own = {made[n].pk for n in range(len(made)) if self.is_below(n, roots, above)}
            exact = {made[n].pk for n in roots}
            self.check(person, notices, own, exact, may=bool(allowed))

    def check(
        self, person: Account, notices: list[Notice], own: set[int], exact: set[int], *, may: bool
    ) -> None:
        rows = {row.pk: row for row in Recipient.objects.all()}
        mine = {int(one.address.split("/")[-2]) for one in my_entries(person)}
        assert mine == {key for key, row in rows.items() if row.organisation_id in exact}
        client = signed_in(person)
        for key, row in rows.items():
            answer = client.get(reverse("notice_recipient", args=[key])).status_code
            assert answer == (403 if not may else 200 if row.organisation_id in own else 404)
        if not may:
            return
        seen = set(queries.notices(person).values_list("pk", flat=True))
        assert seen == {row.notice_id for row in rows.values() if row.organisation_id in own}
        for one in notices:
            if one.pk in seen:
                shown = {row.recipient.organisation_id for row in queries.rows_of(person, one)}
                sent_to = set(one.recipients.values_list("organisation_id", flat=True))
                assert shown == sent_to & own
                counted = sum(n for _, n in queries.standings(person, [one])[one.pk])
                assert counted == len(shown)

    def person(self, name: str, posts: list[tuple[Role, int]], made: list[Organisation]) -> Account:
        account = Account.objects.create(username=name, display_name=name, password="!")
        for role, number in {(role, number % len(made)) for role, number in posts}:
            Post.objects.create(account=account, role=role, organisation=made[number])
        return account

    def is_below(self, number: int, roots: set[int], above: dict[int, int]) -> bool:
        while number not in roots:
            if number not in above:
                return False
            number = above[number]
        return True
