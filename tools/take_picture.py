"""Picture 总览 of the demo district in ``DABIAO_HOME``, as a leader sees it on a desk screen."""

import shutil
import sys
from pathlib import Path

from browsing import DESK, sign_in
from playwright.sync_api import sync_playwright
from served import free_port, serving

DABIAO = Path(sys.executable).parent / "dabiao"
HEIGHT = 1180
"""Pixels shown: score, classes, rounds and the first gaps."""


def main(target: str) -> None:
    """Write the picture to ``target``."""
    with (
        serving([str(DABIAO), "serve"], free_port(), {}) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(base_url=site.address, viewport=DESK, locale="zh-CN").new_page()
        sign_in(page, "leader")
        page.goto("/insight/")
        page.screenshot(
            path=target, clip={"x": 0, "y": 0, "width": DESK["width"], "height": HEIGHT}, full_page=True
        )
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
