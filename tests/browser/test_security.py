"""Signing in and its limits in a real browser: locks, sessions, confirming, invitations, codes, passkeys, providers.

Time is never waited for: stored times are shifted in the database of the server under test.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import DESK, look, show_on
from identity_provider import identity_provider
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from served import Site, free_port, serving
from staged import PASSWORD

from dabiao.people.door import totp
from dabiao.people.door.providers import FILE, Provider

DABIAO = Path(sys.executable).parent / "dabiao"
STAGED = Path(__file__).parents[1] / "staged.py"
OWN_MACHINE = re.compile(r"http://(127\.0\.0\.1|localhost)[:/]")
NO_FIGURES = "还没有测评结果"
"""总览 of a district without a round."""
OWN_LIST = "我的"
"""Where whoever answers for an organisation begins."""
LEFT_BY_TESTS = (
    "axes_accessattempt",
    "people_opensession",
    "people_codegenerator",
    "people_recoverycode",
    "people_passkey",
    "people_linkedidentity",
)


@dataclass(frozen=True)
class Guarded:
    """A server with the cast, its database, and the provider it trusts."""

    site: Site
    home: Path
    provider: Provider

    def change(self, statement: str) -> None:
        """Change what the server has stored."""
        with closing(sqlite3.connect(self.home / "dabiao.sqlite3", timeout=30)) as database:
            database.execute(statement)
            database.commit()

    def shift(self, table: str, column: str, by: str) -> None:
        """Let stored times be earlier, e.g. ``by`` 31 minutes."""
        self.change(f"UPDATE {table} SET {column} = datetime({column}, '-{by}')")

    def staged(self, *arguments: str) -> str:
        """Run ``tests/staged.py`` on this server's folder."""
        environment = {**os.environ, "DABIAO_HOME": str(self.home)}
        done = subprocess.run(
            [sys.executable, str(STAGED), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """The server, with a provider of identities beside it."""
    home, port = tmp_path_factory.mktemp("guarded") / "home", free_port()
    home.mkdir()
    back = f"http://127.0.0.1:{port}/people/sign-in/with/district/back/"
    with identity_provider(back) as provider:
        told = {
            "name": provider.name,
            "title": provider.title,
            "kind": "oidc",
            "issuer": provider.issuer,
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
        }
        lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()]
        (home / FILE).write_text("\n".join(["[[provider]]", *lines]), "utf-8")
        Guarded(Site("", None), home, provider).staged()  # type: ignore[arg-type]
        with serving([str(DABIAO), "serve"], port, {"DABIAO_HOME": str(home)}) as site:
            yield Guarded(site, home, provider)


@pytest.fixture
def guarded(running: Guarded) -> Guarded:
    """The server as nobody has touched it yet."""
    for table in LEFT_BY_TESTS:
        running.change(f"DELETE FROM {table}")
    running.change("UPDATE people_passwordrecord SET set_at = datetime('now')")
    return running


@pytest.fixture
def visit(browser: Browser, guarded: Guarded) -> Iterator[Visit]:
    """Open browsers that know nothing of each other."""
    visiting = Visit(browser, guarded.site.address)
    yield visiting
    for context in visiting.contexts:
        context.close()


class Visit:
    """Each call is another browser on another desk."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []

    def __call__(self, screen: str = "desk", address: str | None = None) -> Page:
        context = self.browser.new_context(base_url=address or self.address, viewport=DESK, locale="zh-CN")
        context.set_default_timeout(10_000)
        context.route("**/*", _only_this_machine)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        show_on(page, screen)
        return page


def _only_this_machine(route: Route) -> None:
    """The provider's pages for trying out would fetch a typeface from elsewhere."""
    if OWN_MACHINE.match(route.request.url):
        route.continue_()
    else:
        route.abort()


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/people/sign-in/")
    page.get_by_label("账号", exact=True).fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def confirm(page: Page) -> None:
    heading(page, "请再确认一次身份")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="确认", exact=True).click()


def test_five_wrong_passwords_lock_and_the_page_says_until_when(
    visit: Visit, guarded: Guarded, screen: str
) -> None:
    page = visit(screen)
    for _ in range(5):
        sign_in(page, "street", "wrong")
    expect(page.get_by_role("alert")).to_contain_text("锁定到")
    look(page, "sign-in-locked", screen)
    sign_in(page, "street")
    expect(page.get_by_role("alert")).to_contain_text("锁定到")
    sign_in(visit(), "unit")
    guarded.shift("axes_accessattempt", "attempt_time", "15 minutes")
    sign_in(page, "street")
    heading(page, OWN_LIST)


def test_a_third_place_ends_the_first_and_says_so_there(visit: Visit, guarded: Guarded) -> None:
    first, second, third = visit(), visit(), visit()
    for page in (first, second, third):
        sign_in(page, "street")
        heading(page, OWN_LIST)
    first.goto("/cases/")
    expect(first.locator(".alert")).to_contain_text("超过了同时登录的上限（2 处）")
    look(first, "sign-in-capped", "desk")
    for page in (second, third):
        page.goto("/cases/")
        heading(page, "问题")


def test_idle_for_half_an_hour_is_out_and_comes_back_to_the_same_page(visit: Visit, guarded: Guarded) -> None:
    page = visit()
    sign_in(page, "street")
    guarded.shift("people_opensession", "seen_at", "29 minutes")
    page.goto("/cases/")
    heading(page, "问题")
    guarded.shift("people_opensession", "seen_at", "31 minutes")
    page.goto("/cases/?text=垃圾")
    expect(page.locator(".alert")).to_contain_text("30 分钟没有操作")
    page.get_by_label("账号", exact=True).fill("street")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile("/cases/"))


def test_a_page_does_not_wait_for_a_long_write(visit: Visit, guarded: Guarded) -> None:
    page = visit()
    sign_in(page, "street")
    guarded.shift("people_opensession", "seen_at", "1 minutes")
    with closing(sqlite3.connect(guarded.home / "dabiao.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        page.goto("/cases/")
        heading(page, "问题")
        writer.execute("ROLLBACK")
    page.goto("/cases/")
    guarded.shift("people_opensession", "seen_at", "29 minutes")
    page.goto("/cases/")
    heading(page, "问题")


def test_one_sees_one_s_own_places_and_ends_another(visit: Visit, guarded: Guarded, screen: str) -> None:
    here, there = visit(screen), visit()
    for page in (here, there):
        sign_in(page, "street")
    here.get_by_role("link", name="我的账号").click()
    heading(here, "我的账号")
    look(here, "my-security", screen)
    here.get_by_role("button", name="在那里退出").click()
    expect(here.locator(".alert")).to_contain_text("已在那里退出")
    there.goto("/cases/")
    expect(there.locator(".alert")).to_contain_text("本人结束")


def test_安全管理员_confirms_before_changing_the_rules(visit: Visit, guarded: Guarded, screen: str) -> None:
    page = visit(screen)
    sign_in(page, "security_administrator")
    page.goto("/people/security/")
    heading(page, "安全设置")
    look(page, "security", screen)
    guarded.shift("people_opensession", "confirmed_at", "11 minutes")
    page.get_by_label("连续输错几次后锁定").fill("4")
    page.get_by_role("button", name="保存").click()
    heading(page, "请再确认一次身份")
    look(page, "confirm", screen)
    confirm(page)
    heading(page, "已确认，接着提交")
    page.goto("/people/security/")
    assert page.get_by_label("连续输错几次后锁定").input_value() == "5", (
        "nothing is stored before it is sent again"
    )
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".field-error")).to_contain_text("要写明理由")
    look(page, "security-refused", screen)
    page.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".alert")).to_contain_text("马上生效")


def test_an_invitation_sets_a_password_once_and_in_time(visit: Visit, guarded: Guarded, screen: str) -> None:
    link, page = guarded.staged("inspector"), visit(screen)
    page.goto(link)
    heading(page, "设置密码")
    look(page, "invitation", screen)
    new = f"Xicheng-{screen}-02"
    page.get_by_label("新密码", exact=True).fill("short")
    page.get_by_label("再输一遍新密码").fill("short")
    page.get_by_role("button", name="设好密码").click()
    expect(page.locator(".field-error")).to_contain_text("密码太短")
    page.get_by_label("新密码", exact=True).fill(new)
    page.get_by_label("再输一遍新密码").fill(new)
    page.get_by_role("button", name="设好密码").click()
    sign_in(page, "inspector", new)
    heading(page, "标准")
    other = visit(screen)
    other.goto(link)
    heading(other, "链接不能用了")
    look(other, "invitation-gone", screen)
    late = guarded.staged("leader")
    guarded.shift("people_invitation", "expires_at", "72 hours")
    other.goto(late)
    heading(other, "链接不能用了")


def test_an_old_password_is_changed_before_anything_else(visit: Visit, guarded: Guarded, screen: str) -> None:
    page, old = visit(screen), PASSWORD if screen == "desk" else "Xicheng-desk-02"
    guarded.shift("people_passwordrecord", "set_at", "91 days")
    sign_in(page, "community", old)
    heading(page, "修改密码")
    look(page, "password-overdue", screen)
    page.goto("/insight/")
    heading(page, "修改密码")
    new = f"Xicheng-{screen}-02"
    page.get_by_label("现在的密码").fill(old)
    page.get_by_label("新密码", exact=True).fill(new)
    page.get_by_label("再输一遍新密码").fill(new)
    page.get_by_role("button", name="修改密码").click()
    heading(page, OWN_LIST)


def test_codes_from_an_app_become_the_second_step(visit: Visit, guarded: Guarded, screen: str) -> None:
    page = visit(screen)
    sign_in(page, "unit")
    page.goto("/people/me/security/")
    page.get_by_role("link", name="启用动态码").click()
    look(page, "codes", screen)
    secret = b32decode(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("6 位动态码").fill(totp.code_at(secret, totp.step_at(time.time())))
    page.get_by_role("button", name="启用").click()
    heading(page, "恢复码")
    look(page, "recovery-codes", screen)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    page.goto("/people/me/security/")
    look(page, "my-security-codes", screen)
    page.get_by_role("button", name="退出", exact=True).click()
    sign_in(page, "unit")
    heading(page, "输入动态码")
    page.get_by_label("手机应用上的").fill("000000")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("动态码不对")
    look(page, "second-step", screen)
    page.get_by_label("手机应用上的").fill(codes[0])
    page.get_by_role("button", name="登录", exact=True).click()
    heading(page, OWN_LIST)


def test_a_passkey_signs_in_and_confirms(visit: Visit, guarded: Guarded, screen: str) -> None:
    page = visit(screen, guarded.site.address.replace("127.0.0.1", "localhost"))
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    sign_in(page, "security_administrator")
    page.goto("/people/me/security/passkeys/new/")
    page.get_by_label("起个名字").fill("办公电脑")
    look(page, "new-passkey", screen)
    page.get_by_role("button", name="在这台设备上添加").click()
    expect(page.locator(".alert")).to_contain_text("通行密钥已添加")
    look(page, "my-security-passkey", screen)
    page.get_by_role("button", name="退出", exact=True).click()

    page.goto("/people/sign-in/?next=/people/security/")
    look(page, "sign-in-ways", screen)
    page.get_by_role("button", name="用通行密钥登录").click()
    heading(page, "安全设置")
    guarded.shift("people_opensession", "confirmed_at", "11 minutes")
    page.goto("/people/security/")
    heading(page, "请再确认一次身份")
    page.get_by_role("button", name="用通行密钥确认").click()
    heading(page, "安全设置")

    guarded.change("UPDATE people_passkey SET sign_count = 1000000")
    page.get_by_role("button", name="退出", exact=True).click()
    page.goto("/people/sign-in/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.locator(".alert")).to_contain_text("通行密钥没有通过")


def test_at_a_bare_address_there_is_no_passkey_and_the_page_says_why(visit: Visit) -> None:
    page = visit()
    page.goto("/people/sign-in/")
    assert page.get_by_role("button", name="用通行密钥登录").count() == 0
    sign_in(page, "street")
    page.goto("/people/me/security/")
    expect(page.get_by_text("浏览器只在用名称打开的网址上提供通行密钥")).to_be_visible()


def test_an_identity_from_elsewhere_signs_in_once_it_is_linked(
    visit: Visit, guarded: Guarded, screen: str
) -> None:
    page, administrator = visit(screen), visit(screen)
    there = f"wu.min-{screen}"

    def come_from_the_provider() -> None:
        page.goto("/people/sign-in/")
        page.get_by_role("link", name="用“区统一认证”登录").click()
        if page.locator("input[name=login]").count():
            page.locator("input[name=login]").fill(there)
            page.locator("input[name=password]").fill("anything")
            page.locator("button[type=submit]").click()
            page.locator("button[type=submit]").click()

    come_from_the_provider()
    heading(page, "还没有关联账号")
    look(page, "identity-unknown", screen)
    sign_in(administrator, "system_administrator")
    administrator.goto("/people/identities/")
    administrator.get_by_label("账号", exact=True).fill("leader")
    administrator.get_by_label("身份编号").fill(page.locator(".secret").inner_text())
    administrator.get_by_role("button", name="关联", exact=True).click()
    expect(administrator.locator(".alert")).to_contain_text("已关联")
    look(administrator, "identities", screen)
    come_from_the_provider()
    heading(page, NO_FIGURES)
    expect(page.get_by_role("link", name="我的账号：领导")).to_be_visible()


def test_the_pages_of_the_account_speak_english(visit: Visit, guarded: Guarded, screen: str) -> None:
    page = visit(screen)
    sign_in(page, "security_administrator")
    page.get_by_role("button", name="English").click()
    for name, address in {
        "security": "/people/security/",
        "my-security": "/people/me/security/",
        "password": "/people/password/",
        "confirm": "/people/confirm/",
        "codes": "/people/me/security/codes/",
    }.items():
        page.goto(address)
        assert not re.search("[一-鿿]", page.locator("main").inner_text().replace("安全管理员", ""))
        look(page, f"{name}-en", screen)
