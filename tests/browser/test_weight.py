"""总览 is light: useful before any script runs, and small on the wire."""

from __future__ import annotations

from browsing import sign_in
from playwright.sync_api import Browser, Page
from served import Site

MOST_ISLAND_BYTES = 200_000
"""The chart island, loaded when somebody approaches a chart."""
MOST_BYTES = 150_000
"""Compressed, everything 总览 needs before the first interaction."""


def test_总览_needs_at_most_150_kb_before_the_first_interaction(page: Page) -> None:
    sign_in(page, "leader")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto("/insight/", wait_until="networkidle")
    before_interaction = sum(sizes)
    assert before_interaction > 5_000, "the page was not measured"
    assert before_interaction <= MOST_BYTES
    print(f"总览: {before_interaction} bytes compressed before the first interaction")

    with page.expect_response(lambda answer: "charts-" in answer.url) as island:
        page.locator("[data-chart]").first.hover()
    page.locator(".chart-stage svg").first.wait_for()
    assert int(island.value.headers["content-length"]) <= MOST_ISLAND_BYTES


def test_总览_is_useful_without_any_script(browser: Browser, demo_site: Site) -> None:
    context = browser.new_context(base_url=demo_site.address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "leader")
    page.goto("/insight/")
    assert page.get_by_role("heading", name="差距最大的标准").is_visible()
    assert page.locator(".chart-picture svg").first.is_visible()
    context.close()
