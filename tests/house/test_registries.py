"""Registries: what rooms add to the frame, in order, once, and only what exists."""

import pytest
from cast import Cast
from django.test import Client, RequestFactory
from django.urls import reverse

from dabiao.house.registries import (
    Bar,
    Panel,
    bars,
    menu,
    panels,
    register_bar,
    register_menu_entry,
    register_panel,
)
from dabiao.house.templatetags.house import ICONS
from dabiao.people.policy import Action


def shown(name: str) -> Panel:
    return Panel("a slot of this test", len(name), Action.SEE_STANDARDS, lambda _request, _key: name)


def test_registering_again_in_another_order_changes_nothing() -> None:
    before = menu()
    for entry in reversed(before):
        register_menu_entry(entry)
    assert menu() == before


def test_the_menu_is_in_order_and_every_entry_leads_somewhere() -> None:
    entries = menu()
    assert [entry.order for entry in entries] == sorted({entry.order for entry in entries})
    for entry in entries:
        assert reverse(entry.url_name)
        assert Action(entry.action) in Action
        assert entry.icon in ICONS


def test_panels_come_in_order_and_to_their_own_slot() -> None:
    later, sooner = shown("later!"), shown("soon")
    for panel in (later, sooner, later):
        register_panel(panel)
    assert panels("a slot of this test") == (sooner, later)
    assert panels("no such slot") == ()


def test_lines_above_a_page_come_by_name_and_an_empty_one_is_left_out(rf: RequestFactory) -> None:
    request = rf.get("/")
    before = bars(request)
    register_bar("zz a test's", lambda asked: Bar(asked.path) if asked.path == "/" else None)
    assert bars(request) == [*before, Bar("/")]
    assert bars(rf.get("/else/")) == before
    register_bar("zz a test's", lambda _: None)
    assert bars(request) == before


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        ("创建办", ["我的", "总览", "标准", "责任", "研判", "点位", "问题", "导入", "通报", "人员"]),
        ("领导", ["我的", "总览", "标准", "责任", "研判", "点位", "问题", "导入", "通报", "人员"]),
        ("街道", ["我的", "总览", "标准", "责任", "研判", "点位", "问题", "通报", "人员"]),
        ("责任单位", ["我的", "总览", "标准", "责任", "研判", "点位", "问题", "通报", "人员"]),
        ("社区", ["我的", "总览", "标准", "责任", "研判", "点位", "问题", "通报", "人员"]),
        ("测评员", ["我的", "标准", "投诉建议"]),
        ("审计管理员", ["我的", "人员"]),
        ("外人", ["我的", "投诉建议"]),
    ],
)
def test_everybody_sees_the_pages_they_may_open(
    client: Client, cast: Cast, role: str, titles: list[str]
) -> None:
    client.force_login(getattr(cast, role))
    items = client.get(reverse("welcome")).context["menu"]
    assert [item.entry.title for item in items] == titles
    assert [client.get(item.address).status_code for item in items] == [200] * len(items)


def test_the_page_one_is_on_is_marked_in_the_menu(client: Client, cast: Cast) -> None:
    client.force_login(cast.创建办)
    for name in ("overview", "sites", "circulars"):  # items of their own, not behind a group
        items = client.get(reverse(name)).context["menu"]
        assert [item.entry.url_name for item in items if item.current] == [name]
