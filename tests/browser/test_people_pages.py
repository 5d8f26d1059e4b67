"""Every page of 人员, as each of the cast sees it, at desk and phone size, in both languages."""

from __future__ import annotations

import pytest
from browsing import look, show_on, sign_in
from playwright.sync_api import Page

OWN = {
    "mine": "/me/",
    "own-account": "/people/me/security/",
    "own-posts": "/people/me/posts/",
    "complaints": "/people/complaints/",
}
"""What everybody has who signs in."""

PAGES: dict[str, dict[str, str]] = {
    "community": OWN
    | {
        "password": "/people/password/",
        "burden": "/people/burden/",
        "organisations": "/people/organisations/",
        "complaint-new": "/people/complaints/new/",
        "complaint": "/people/complaints/4/",
    },
    "street": {"mine": "/me/", "burden": "/people/burden/", "organisation": "/people/organisations/6/"},
    "office": {
        "mine": "/me/",
        "burden": "/people/burden/",
        "burden-organisation": "/people/burden/organisations/6/",
        "burden-limits": "/people/burden/limits/",
        "self-check": "/people/burden/self-check/",
        "complaints-handling": "/people/complaints/handling/",
        "complaints-none": "/people/complaints/handling/?state=已撤回",
        "complaint-rules": "/people/complaints/handling/rules/",
        "complaint-answered": "/people/complaints/3/",
    },
    "leader": {
        "burden-communities": "/people/burden/?kind=社区",
        "complaints-handling": "/people/complaints/handling/",
        "organisation": "/people/organisations/62/",
    },
    "security": {
        "accounts": "/people/accounts/",
        "account": "/people/accounts/3/",
        "posts": "/people/posts/",
        "post": "/people/posts/3/",
        "security": "/people/security/",
    },
    "system": {
        "accounts-none": "/people/accounts/?q=没有这个人",
        "account": "/people/accounts/3/",
        "account-new": "/people/accounts/new/",
    },
    "audit": {
        "audit": "/people/audit/",
        "audit-rules": "/people/audit/?resource=rules",
        "audit-none": "/people/audit/?until=2001-01-01",
    },
    "deputy": {"mine": "/me/", "own-posts": "/people/me/posts/", "burden": "/people/burden/"},
    "inspector": OWN,
}
OF_THE_DEMO = {"demo_request"}
"""The demo's own asks of the past: no district has them, so no word is kept for them."""
HIDDEN_BEHIND = (
    "a => a.filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.innerText)"
)


@pytest.mark.parametrize("who", PAGES)
def test_the_pages_of_people_are_readable_by_those_who_use_them(page: Page, screen: str, who: str) -> None:
    show_on(page, screen)
    sign_in(page, who)
    for name, address in PAGES[who].items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, f"{who} cannot open {address}"
        look(page, f"people-{who}-{name}", screen)


@pytest.mark.parametrize("who", ["community", "office", "audit"])
def test_the_pages_of_people_speak_english_by_switch(page: Page, screen: str, who: str) -> None:
    show_on(page, screen)
    sign_in(page, who)
    page.get_by_role("button", name="English").click()
    for name, address in PAGES[who].items():
        page.goto(address)
        look(page, f"people-{who}-{name}-en", screen)


def test_on_a_phone_a_clerk_sees_the_whole_menu(page: Page) -> None:
    show_on(page, "phone")
    for who in ("community", "unit"):
        sign_in(page, who)
        page.goto("/me/")
        assert page.locator(".main-menu-item").evaluate_all(HIDDEN_BEHIND) == [], who
        page.get_by_role("button", name="退出").click()


def test_a_menu_wider_than_the_phone_begins_at_the_page_one_is_on(page: Page) -> None:
    show_on(page, "phone")
    sign_in(page, "office")
    page.get_by_role("button", name="English").click()
    page.goto("/people/organisations/")
    here = page.locator(".main-menu-item[aria-current]")
    assert here.inner_text() == "People"
    assert here.evaluate_all(HIDDEN_BEHIND) == []
    page.get_by_role("button", name="中文").click()


def test_投诉建议_is_found_in_the_menu_by_a_community(page: Page) -> None:
    sign_in(page, "community")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="人员").click()
    page.get_by_role("navigation", name="本栏的页面").get_by_role("link", name="投诉建议").click()
    assert page.get_by_role("heading", level=1).inner_text() == "我的投诉建议"


def test_every_word_of_the_demos_audit_chain_is_plain(page: Page) -> None:
    """Names of things and of figures on the page are words, not identifiers of the program."""
    sign_in(page, "audit")
    page.goto("/people/audit/")
    while True:
        figures = page.locator("table .changes dt").all_inner_texts()
        done = page.locator("table td[data-label='做了什么'] > div").all_inner_texts()
        words = {*figures, *(line.split(" ")[0] for text in done for line in text.splitlines())}
        assert {word for word in words if word.isascii()} - OF_THE_DEMO == set()
        older = page.get_by_role("link", name="更早的记录")
        if not older.count():
            break
        older.click()
