"""The handbook in the browser: its pictures show the pages as they are, and one finds one's way in it."""

from __future__ import annotations

import json
import os
from importlib import resources
from pathlib import Path

import pytest
from browsing import DESK, look, show_on, sign_in
from handbook_pictures import LARGEST, SHOTS, Shot, fingerprint, taken
from playwright.sync_api import Page, expect

FOLDER = Path(str(resources.files("dabiao.site.handbook"))) / "pictures"
RENEW = os.environ.get("DABIAO_RENEW_PICTURES") == "1"
"""Set by ``tools/handbook-pictures``: take the pictures instead of testing them."""


def known() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((FOLDER / "pictures.json").read_text("utf-8"))
    return found


def renew(shot: Shot, picture: tuple[bytes, int, int], mark: str) -> None:
    content, width, height = picture
    (FOLDER / f"{shot.name}.webp").write_bytes(content)
    every = known() | {shot.name: {"width": width, "height": height, "fingerprint": mark}}
    kept = {name: one for name, one in sorted(every.items()) if name in {shot.name for shot in SHOTS}}
    (FOLDER / "pictures.json").write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_a_picture_shows_the_page_as_it_is(page: Page, shot: Shot) -> None:
    page.set_viewport_size(DESK)
    if shot.person:
        sign_in(page, shot.person)
    answer = page.goto(shot.path)
    assert answer is not None
    assert answer.ok, f"{shot.path} answers {answer.status}: its picture would show an error"
    shot.prepare(page)
    part = page.locator(shot.part).first
    mark = fingerprint(part, shot.labels)
    if RENEW:
        renew(shot, taken(page, part, shot), mark)
    assert known().get(shot.name, {}).get("fingerprint") == mark, (
        f"{shot.path} reads differently now: look at it, renew its picture with tools/handbook-pictures, "
        "and see whether the text beside it still holds"
    )


def test_no_picture_is_large_or_left_over() -> None:
    files = {file.stem: file.stat().st_size for file in FOLDER.glob("*.webp")}
    assert set(files) == set(known()) == {shot.name for shot in SHOTS}
    assert max(files.values()) <= LARGEST


def test_help_leads_from_a_page_to_its_task_and_on(page: Page, screen: str) -> None:
    show_on(page, screen)
    page.goto("/people/sign-in/")
    page.get_by_role("link", name="帮助").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录和保管账号")
    assert page.evaluate("[...document.images].every(one => one.complete || one.loading === 'lazy')")
    look(page, "handbook-task", screen)
    page.get_by_role("link", name="使用手册").click()
    page.get_by_label("在手册里找").fill("邀请链接")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("找到")
    look(page, "handbook", screen)
