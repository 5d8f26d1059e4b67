"""How browser tests go about the pages: sign in, choose a screen, look."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

ROOT = Path(__file__).parents[1]
AXE = (ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
PICTURES = Path(os.environ.get("DABIAO_PICTURES", ROOT / ".pictures"))
"""Where the pictures go; they are looked at by people, not compared."""

DESK, PHONE = ViewportSize(width=1366, height=900), ViewportSize(width=390, height=844)
SERIOUS = ("serious", "critical")


def show_on(page: Page, screen: str) -> None:
    """Give the page the size of a desk or a phone."""
    page.set_viewport_size(PHONE if screen == "phone" else DESK)


def sign_in(page: Page, username: str) -> None:
    """Sign in as one of the demo's people."""
    page.goto("/people/sign-in/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill("dabiao-demo")
    page.get_by_role("button", name="登录").click()


def look(page: Page, name: str, screen: str) -> None:
    """Picture the page, and fail on anything serious that axe finds or that makes it scroll sideways."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}-{screen}.png", full_page=True)
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    told = [
        f"{one['id']}: {one['help']} {[node['html'] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in SERIOUS
    ]
    assert not told, f"{name} on {screen}: {told}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} on {screen} is {wide} px too wide"
