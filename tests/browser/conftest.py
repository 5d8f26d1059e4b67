"""A real Chromium before a real server with the demo district."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import DESK
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from served import Site, free_port, serving

DABIAO = Path(sys.executable).parent / "dabiao"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Nothing but the pages under test: no background traffic; no sandbox, since CI runs as root."""

expect.set_options(timeout=20_000)  # as patient as a busy machine needs; what is true at once is seen at once


@pytest.fixture(scope="session")
def demo_as_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo district's folder, for copying. Whichever process comes first builds it: it takes half a minute."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home, unfinished = shared / "demo-as-built", shared / "demo-being-built"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            built = subprocess.run(
                [DABIAO, "demo"],
                env={**os.environ, "DABIAO_HOME": str(unfinished)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert built.returncode == 0, built.stderr
            unfinished.rename(home)
    return home


@pytest.fixture(scope="module")
def demo_site(demo_as_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo district, served anew for each file: what a test changes is seen by those below it and by no others."""
    home = tmp_path_factory.mktemp("demo") / "home"
    shutil.copytree(demo_as_built, home)
    with serving([str(DABIAO), "serve"], free_port(), {"DABIAO_HOME": str(home)}) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as Debian ships it."""
    found = shutil.which("chromium")
    assert found, "chromium is missing: run tools/debian-packages install"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield running
        running.close()


@pytest.fixture(params=["desk", "phone"])
def screen(request: pytest.FixtureRequest) -> str:
    """Which screen a page is looked at on."""
    return str(request.param)


@pytest.fixture
def context(browser: Browser, demo_site: Site) -> Iterator[BrowserContext]:
    """A browser that nobody has signed in with, desk-sized, in Chinese. It refuses to talk to anyone else."""
    fresh = browser.new_context(
        base_url=demo_site.address,
        viewport=DESK,
        locale="zh-CN",
        accept_downloads=True,  # type: ignore[arg-type]
    )
    fresh.set_default_timeout(60_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page; an error in its script fails the test."""
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    return opened
