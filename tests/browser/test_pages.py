"""Every page, at desk and phone size: accessible, without sideways scrolling, and pictured."""

from __future__ import annotations

import pytest
from browsing import look, show_on, sign_in
from playwright.sync_api import Page

PAGES = {
    "overview": "/insight/",
    "score": "/insight/score/",
    "standards": "/standards/",
    "standards-search": "/standards/?q=垃圾",
    "standard": "/standards/1.3.1/",
    "ranking": "/insight/ranking/",
    "problems": "/cases/",
    "problems-none": "/cases/?text=没有这样的问题",
    "imports": "/rounds/imports/",
    "circulars": "/circulars/",
    "circular-new": "/circulars/new/",
    "organisations": "/people/organisations/",
    "organisations-search": "/people/organisations/?q=东湖",
    "organisation": "/people/organisations/2/",
    "organisation-new": "/people/organisations/new/",
    "organisations-import": "/people/organisations/import/",
    "not-found": "/nowhere/",
}
ENGLISH_PAGES = (
    "overview",
    "standards",
    "ranking",
    "problems",
    "imports",
    "circulars",
    "organisations",
    "organisation",
)
PUBLIC_PAGES = {"welcome": "/", "sign-in": "/people/sign-in/"}


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_a_public_page_is_readable_by_everybody(page: Page, screen: str, name: str) -> None:
    show_on(page, screen)
    page.goto(PUBLIC_PAGES[name])
    look(page, name, screen)


def test_every_page_is_readable_by_everybody(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    for name, address in PAGES.items():
        page.goto(address)
        look(page, name, screen)


def test_the_pages_speak_english_by_switch(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "office")
    page.get_by_role("button", name="English").click()
    for name in ENGLISH_PAGES:
        page.goto(PAGES[name])
        look(page, f"{name}-en", screen)
    page.goto(PAGES["overview"])
    assert page.get_by_role("heading", level=1).inner_text() == "Overview"
    page.get_by_role("button", name="中文").click()
    assert page.get_by_role("heading", level=1).inner_text() == "总览"


def test_on_a_phone_a_problem_is_a_card_with_its_words_beside_their_labels(page: Page) -> None:
    show_on(page, "phone")
    sign_in(page, "office")
    page.goto(PAGES["problems"])
    parts = page.locator(".rows-as-cards td > *").evaluate_all(
        "parts => [parts.length, new Set(parts.map(part => part.getBoundingClientRect().left)).size]"
    )
    cells = page.locator(".rows-as-cards td").count()
    assert parts == [cells, 1], "each cell holds one part, and all of them start at the same edge"


def test_没有权限_is_a_page_like_any_other(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "inspector")
    page.goto(PAGES["problems"])
    assert page.get_by_role("heading", level=1).inner_text() == "没有权限"
    look(page, "forbidden", screen)
