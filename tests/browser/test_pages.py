"""Every page, at desk and phone size: accessible, without sideways scrolling, and pictured."""

from __future__ import annotations

import pytest
from browsing import PHONE, look, show_on, sign_in
from playwright.sync_api import Page

DUTIES_PAGES = {
    "breakdown": "/duties/breakdown/",
    "breakdown-none": "/duties/breakdown/?q=没有这条标准",
    "breakdown-units": "/duties/breakdown/units/",
    "breakdown-unit": "/duties/breakdown/units/10/",
    "breakdown-list": "/duties/breakdown/list/",
    "breakdown-gaps": "/duties/breakdown/gaps/",
    "breakdown-cell": "/duties/breakdown/cells/1.1.1/document/-/",
    "breakdown-duty": "/duties/breakdown/duties/2/",
    "breakdown-proposal": "/duties/breakdown/proposal/",
    "breakdown-import": "/duties/breakdown/import/",
    "letters": "/duties/letters/",
    "letters-none": "/duties/letters/?name=没有这个单位",
    "letter-new": "/duties/letters/new/",
    "letter-draft": "/duties/letters/5/",
    "letter-commenting": "/duties/letters/6/",
    "letter-signed": "/duties/letters/7/",
    "letter-edit": "/duties/letters/6/edit/",
    "letter-difference": "/duties/letters/6/difference/",
    "press": "/duties/press/",
    "press-none": "/duties/press/?text=没有这样的任务",
    "pressed-task": "/duties/press/tasks/6/",
    "press-documents": "/duties/press/documents/",
    "press-document": "/duties/press/documents/1/",
    "press-line": "/duties/press/documents/1/lines/3/",
    "press-document-new": "/duties/press/documents/new/",
    "notices": "/duties/notices/",
    "notice": "/duties/notices/2/",
    "notice-recipient": "/duties/notices/at/5/",
    "notice-new": "/duties/notices/new/",
    "cycle": "/duties/cycle/",
    "cycle-entry": "/duties/cycle/entries/22/",
    "cycle-entry-new": "/duties/cycle/1/new/",
    "cycle-propose": "/duties/cycle/propose/",
    "cycle-feeds": "/duties/cycle/feeds/",
}
PAGES = {
    "overview": "/insight/",
    "score": "/insight/score/",
    "standards": "/standards/",
    "standards-search": "/standards/?q=垃圾",
    "standard": "/standards/1.3.1/",
    "ranking": "/insight/ranking/",
    "problems": "/cases/",
    "problems-none": "/cases/?text=没有这样的问题",
    "sites": "/places/",
    "sites-none": "/places/?text=没有这样的点位",
    "site": "/places/2/",
    "site-new": "/places/new/",
    "site-change": "/places/2/change/",
    "sites-import": "/places/import/",
    "imports": "/rounds/imports/",
    "circulars": "/circulars/",
    "circular-new": "/circulars/new/",
    "organisations": "/people/organisations/",
    "organisations-search": "/people/organisations/?q=东湖",
    "organisation": "/people/organisations/2/",
    "organisation-new": "/people/organisations/new/",
    "organisations-import": "/people/organisations/import/",
    **DUTIES_PAGES,
    "not-found": "/nowhere/",
}
LIAISON_PAGES = {
    "breakdown": "/duties/breakdown/",
    "breakdown-list": "/duties/breakdown/list/",
    "breakdown-units": "/duties/breakdown/units/",
    "breakdown-gaps": "/duties/breakdown/gaps/",
    "letters": "/duties/letters/",
    "letter": "/duties/letters/7/",
    "press": "/duties/press/",
    "pressed-task": "/duties/press/tasks/6/",
    "notices": "/duties/notices/",
    "notice": "/duties/notices/2/",
    "notice-recipient": "/duties/notices/at/5/",
    "cycle": "/duties/cycle/",
    "cycle-mine": "/duties/cycle/?mine=1",
    "cycle-feeds": "/duties/cycle/feeds/",
}
"""What the liaison of 金桥街道 sees of the duties."""
ENGLISH_PAGES = (
    "overview",
    "standards",
    "ranking",
    "problems",
    "sites",
    "site",
    "imports",
    "circulars",
    "organisations",
    "organisation",
    *DUTIES_PAGES,
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
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == (404 if name == "not-found" else 200), address
        look(page, name, screen)


def test_a_liaison_reads_every_page_of_the_duties(page: Page, screen: str) -> None:
    show_on(page, screen)
    sign_in(page, "street")
    for name, address in LIAISON_PAGES.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        look(page, f"liaison-{name}", screen)


def test_the_tab_one_is_in_can_be_seen_on_a_phone(page: Page) -> None:
    show_on(page, "phone")
    sign_in(page, "office")
    for name in ("breakdown", "notices", "cycle"):
        page.goto(PAGES[name])
        left, right = page.locator(".tab[aria-current]").evaluate(
            "tab => [tab.getBoundingClientRect().left, tab.getBoundingClientRect().right]"
        )
        assert left >= 0, name
        assert right <= PHONE["width"], name


def test_the_english_menu_stands_in_one_row_at_a_desk(page: Page) -> None:
    show_on(page, "desk")
    sign_in(page, "office")
    page.get_by_role("button", name="English").click()
    menu = page.locator(".main-menu")
    tops = menu.locator("a").evaluate_all("items => new Set(items.map(one => one.offsetTop)).size")
    hidden = menu.evaluate("menu => menu.scrollWidth - menu.clientWidth")
    bar, row = page.locator(".top-bar").bounding_box(), menu.bounding_box()
    assert bar is not None
    assert row is not None
    assert (tops, hidden) == (1, 0)
    assert bar["height"] < row["height"] * 1.5, "one's name stands beside the menu, not below it"


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
