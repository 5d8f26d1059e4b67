"""我的: one list of everything that is asked, divided by how soon it is due; the first page of whoever answers."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dabiao.core.due_groups import DueGroup
from dabiao.house import registries
from dabiao.house.registries import MyEntry, register_my_source
from dabiao.people.me import words
from dabiao.people.me.telling import Why
from dabiao.people.models import Account, Organisation, Post, Role

HOSTILE = '<img src=x onerror="alert(1)">'


def entry(title: str, due: datetime | None = None, pressed: datetime | None = None) -> MyEntry:
    now = timezone.now()
    return MyEntry("突发任务", title, f"/duties/{title}/", "林主任", now, due, pressed)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[MyEntry]:
    """What one more room asks of everybody."""
    found: list[MyEntry] = []
    monkeypatch.setattr(registries, "_my_sources", dict(registries._my_sources))
    register_my_source("a room of this test", lambda _asker: found)
    return found


def page(client: Client, person: Account) -> str:
    client.force_login(person)
    answer = client.get(reverse("mine"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_line_says_what_who_and_by_when(client: Client, cast: Cast, asked: list[MyEntry]) -> None:
    due = timezone.now() + timedelta(days=30)
    asked.append(entry("检查广告牌", due))
    said = page(client, cast.社区)
    assert '<a href="/duties/检查广告牌/">检查广告牌</a>' in said
    assert "突发任务 · 林主任" in said
    assert f"{timezone.localtime(due):%Y-%m-%d %H:%M} 前" in said
    assert "要我办的 1 件" in said


def test_parts_stand_in_order_and_empty_ones_not_at_all(
    client: Client, cast: Cast, asked: list[MyEntry]
) -> None:
    now = timezone.now()
    asked += [
        entry("随时", None),
        entry("将来", now + timedelta(days=30)),
        entry("晚了", now - timedelta(days=1)),
    ]
    said = page(client, cast.社区)
    order = [said.index(one) for one in ("已超期", "晚了", "以后", "将来", "没有期限", "随时")]
    assert order == sorted(order)
    assert "本周" not in said


def test_what_was_pressed_for_is_marked(client: Client, cast: Cast, asked: list[MyEntry]) -> None:
    asked.append(entry("检查广告牌", None, timezone.now()))
    assert f"{timezone.localtime():%m-%d} 催办" in page(client, cast.社区)


@pytest.mark.parametrize("who", ["创建办", "领导", "社区", "测评员", "系统管理员", "外人"])
def test_nothing_asked_is_told_kindly_to_everybody(client: Client, cast: Cast, who: str) -> None:
    assert "没有要您办的事" in page(client, getattr(cast, who))


def test_hostile_titles_are_only_titles(client: Client, cast: Cast, asked: list[MyEntry]) -> None:
    asked.append(entry(HOSTILE))
    assert "<img src=x" not in page(client, cast.社区)


def test_a_long_list_costs_as_many_questions_as_a_short_one(
    client: Client, cast: Cast, asked: list[MyEntry]
) -> None:
    counted = []
    for number in (1, 200):
        asked[:] = [entry(f"第{n}件") for n in range(number)]
        client.force_login(cast.社区)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("mine"))
        counted.append(len(captured))
    assert counted[0] == counted[1]


@pytest.mark.parametrize(
    ("who", "begins"),
    [
        ("街道", "mine"),
        ("社区", "mine"),
        ("责任单位", "mine"),
        ("创建办", "overview"),
        ("领导", "overview"),
        ("测评员", "standards"),
        ("系统管理员", "organisations"),
        ("外人", "mine"),
    ],
)
def test_everybody_begins_where_their_work_is(client: Client, cast: Cast, who: str, begins: str) -> None:
    person = getattr(cast, who)
    person.set_password("Dongcheng-01")
    person.save()
    answer = client.post(reverse("sign_in"), {"username": person.username, "password": "Dongcheng-01"})
    assert answer["Location"] == reverse(begins)
    assert f'btn-primary" href="{reverse(begins)}"' in client.get(reverse("welcome")).content.decode()


def test_whoever_answers_for_a_unit_beside_working_at_创建办_begins_with_我的(
    client: Client, cast: Cast
) -> None:
    unit = Organisation.objects.get(name="城管局")
    Post.objects.create(account=cast.创建办, role=Role.UNIT, organisation=unit)
    client.force_login(cast.创建办)
    assert client.get(reverse("welcome")).context["first_item"].address == reverse("mine")


def test_nothing_of_我的_is_kept_that_tells_who_read_what() -> None:
    folder = Path(__file__).parents[3] / "src" / "dabiao" / "people" / "me"
    text = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    assert not any(word in text for word in ("read_at", "opened_at", "seen_at", "last_seen"))


def test_words_of_the_list_are_marked_for_translation() -> None:
    assert set(words.DUE_GROUPS) == set(DueGroup)
    assert set(words.WHYS) == set(Why)
