"""Accounts in a real browser: from a new account to a signed-in street, hand-over, several posts, the audit pages."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from browsing import DESK, look, show_on
from playwright.sync_api import Browser, Page, expect
from served import Site, free_port, serving

DABIAO = Path(sys.executable).parent / "dabiao"
STAGED = Path(__file__).parents[1] / "staged.py"
PASSWORD = "Dongcheng-01"
LINK = re.compile(r"http://\S+/people/invitation/\S+/")

Visit = Callable[[str], Page]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the cast, whose passwords are known."""
    folder = tmp_path_factory.mktemp("accounts") / "home"
    environment = {**os.environ, "DABIAO_HOME": str(folder)}
    subprocess.run([sys.executable, str(STAGED)], env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def running(home: Path) -> Iterator[Site]:
    """A server with the cast."""
    with serving([str(DABIAO), "serve"], free_port(), {"DABIAO_HOME": str(home)}) as site:
        yield site


@pytest.fixture
def visit(browser: Browser, running: Site) -> Iterator[Visit]:
    """Browsers that share nothing, one each time it is called."""
    contexts = []

    def opened(screen: str) -> Page:
        context = browser.new_context(
            base_url=running.address,
            viewport=DESK,
            locale="zh-CN",
            accept_downloads=True,  # type: ignore[arg-type]
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        show_on(page, screen)
        return page

    yield opened
    for context in contexts:
        context.close()


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/people/sign-in/")
    page.get_by_label("账号", exact=True).fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def new_account(page: Page, username: str, shown: str) -> str:
    """Make an account on the page; gives its link."""
    page.goto("/people/accounts/new/")
    page.get_by_label("账号", exact=True).fill(username)
    page.get_by_label("姓名", exact=True).fill(shown)
    page.get_by_role("button", name="新建并生成邀请链接").click()
    heading(page, "账号已建好")
    link = page.get_by_label("邀请链接").input_value()
    assert LINK.fullmatch(link)
    return link


def accept(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("新密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输一遍新密码").fill(PASSWORD)
    page.get_by_role("button", name="设好密码").click()


def open_account_of(page: Page, shown: str) -> None:
    page.goto(f"/people/accounts/?q={shown}")
    page.get_by_role("link", name=shown, exact=True).click()
    heading(page, shown)


def appoint(page: Page, shown: str, role: str, organisation: str) -> None:
    open_account_of(page, shown)
    page.get_by_label("角色").select_option(role)
    page.get_by_label("单位", exact=True).fill(organisation)
    page.get_by_role("button", name="任命", exact=True).click()
    expect(page.locator(".alert")).to_contain_text("已任命")


def test_from_a_new_account_to_a_signed_in_street(visit: Visit, screen: str) -> None:
    name, shown = f"wangmin-{screen}", f"王敏{'甲' if screen == 'desk' else '乙'}"
    keeper, guard, person = visit(screen), visit(screen), visit(screen)
    sign_in(keeper, "system_administrator")
    keeper.goto("/people/accounts/new/")
    keeper.get_by_label("账号", exact=True).fill("street")
    keeper.get_by_label("姓名", exact=True).fill(shown)
    keeper.get_by_role("button", name="新建并生成邀请链接").click()
    expect(keeper.get_by_role("alert")).to_contain_text("已经有这个账号")
    look(keeper, "account-new-refused", screen)
    link = new_account(keeper, name, shown)
    look(keeper, "account-invited", screen)

    accept(person, link)
    sign_in(person, name)
    person.goto("/cases/")
    heading(person, "没有权限")

    sign_in(guard, "security_administrator")
    open_account_of(guard, shown)
    guard.get_by_label("角色").select_option("街道")
    guard.get_by_label("单位", exact=True).fill("城管局")
    guard.get_by_role("button", name="任命", exact=True).click()
    expect(guard.get_by_role("alert")).to_contain_text("不能设在部门")
    look(guard, "account-appoint-refused", screen)
    guard.get_by_label("单位", exact=True).fill("东湖街道")
    guard.get_by_role("button", name="任命", exact=True).click()
    expect(guard.locator(".alert")).to_contain_text("已任命")
    look(guard, "account", screen)

    person.goto("/cases/")
    heading(person, "问题")
    keeper.goto("/people/accounts/")
    look(keeper, "accounts", screen)
    keeper.goto(f"/people/accounts/?q={name}")
    expect(keeper.get_by_role("cell", name="街道 · 东湖街道")).to_be_visible()
    guard.goto("/people/posts/")
    look(guard, "posts", screen)


def test_a_post_is_handed_over_and_both_can_read_it(visit: Visit, screen: str) -> None:
    one, other = ("李强甲", "赵蕾甲") if screen == "desk" else ("李强乙", "赵蕾乙")
    keeper, guard, person = visit(screen), visit(screen), visit(screen)
    sign_in(keeper, "system_administrator")
    new_account(keeper, f"liqiang-{screen}", one)
    link = new_account(keeper, f"zhaolei-{screen}", other)
    sign_in(guard, "security_administrator")
    appoint(guard, one, "社区", "东湖街道 / 和平社区")
    guard.get_by_role("link", name="社区 · 和平社区").first.click()
    heading(guard, "社区 · 东湖街道 / 和平社区")
    guard.locator("summary", has_text="离岗交接").click()
    guard.get_by_label("接任人").fill(f"zhaolei-{screen}")
    guard.get_by_label("交接说明").fill("台账在二楼档案柜，钥匙在门卫")
    look(guard, "post-hand-over", screen)
    guard.get_by_role("button", name="登记").first.click()
    expect(guard.locator(".alert")).to_contain_text("已登记")
    look(guard, "post-handed-over", screen)

    accept(person, link)
    sign_in(person, f"zhaolei-{screen}")
    person.goto("/people/me/security/")
    person.get_by_role("link", name="我的岗位").click()
    expect(person.get_by_text("说明：台账在二楼档案柜")).to_be_visible()
    look(person, "my-posts", screen)
    person.goto("/people/organisations/")
    person.get_by_role("link", name="和平社区").click()
    expect(person.get_by_text(f"{one} → {other}")).to_be_visible()
    look(person, "organisation-hand-over", screen)


def test_closing_an_account_hands_its_post_to_安全管理员_to_give(visit: Visit, screen: str) -> None:
    one, other = ("孙红甲", "周平甲") if screen == "desk" else ("孙红乙", "周平乙")
    keeper, guard, person = visit(screen), visit(screen), visit(screen)
    sign_in(keeper, "system_administrator")
    link = new_account(keeper, f"sunhong-{screen}", one)
    new_account(keeper, f"zhouping-{screen}", other)
    sign_in(guard, "security_administrator")
    appoint(guard, one, "责任单位", "城管局")
    accept(person, link)
    sign_in(person, f"sunhong-{screen}")

    open_account_of(keeper, one)
    keeper.get_by_role("link", name="停用账号……").click()
    heading(keeper, f"停用 {one} 的账号")
    keeper.get_by_label("责任单位 · 城管局").fill(f"zhouping-{screen}")
    look(keeper, "account-close", screen)
    keeper.get_by_role("button", name="停用账号").click()
    expect(keeper.get_by_text("结束岗位 1 个")).to_be_visible()
    look(keeper, "account-closed", screen)
    person.goto("/cases/")
    heading(person, "登录")

    guard.goto("/people/posts/")
    expect(guard.get_by_role("heading", name="待任命的接任人")).to_be_visible()
    look(guard, "posts-waiting", screen)
    guard.get_by_role("button", name="任命", exact=True).click()
    expect(guard.locator(".alert")).to_contain_text("已任命")
    guard.goto(f"/people/posts/?q={other}")
    expect(guard.get_by_role("cell", name="责任单位 · 城管局")).to_be_visible()


def test_whoever_has_two_posts_chooses_in_which_to_act(visit: Visit, home: Path, screen: str) -> None:
    page = visit(screen)
    with closing(sqlite3.connect(home / "dabiao.sqlite3", timeout=30)) as database:
        database.execute(
            "INSERT INTO people_post (account_id, role, organisation_id, since)"
            " SELECT a.id, '责任单位', o.id, date('now', '-1 day') FROM people_account a, people_organisation o"
            " WHERE a.username = 'inspector' AND o.name = '城管局'"
            " AND NOT EXISTS (SELECT 1 FROM people_post p WHERE p.account_id = a.id AND p.role = '责任单位')"
        )
        database.commit()
    sign_in(page, "inspector")
    page.goto("/cases/")
    heading(page, "问题")
    page.locator(".acting summary").click()
    look(page, "acting-open", screen)
    page.get_by_role("button", name="测评员 · 示范区").click()
    heading(page, "标准")
    expect(page.locator(".acting summary")).to_have_text("测评员 · 示范区")
    look(page, "acting-chosen", screen)
    assert page.get_by_role("link", name="问题").count() == 0
    page.goto("/cases/")
    heading(page, "没有权限")
    page.locator(".acting summary").click()
    page.get_by_role("button", name="全部岗位").click()
    page.goto("/cases/")
    heading(page, "问题")


def test_审计管理员_reads_checks_and_takes_the_chain_away(
    visit: Visit, home: Path, screen: str, tmp_path: Path
) -> None:
    page = visit(screen)
    sign_in(page, "audit_administrator")
    page.goto("/people/audit/")
    heading(page, "审计记录")
    page.get_by_role("button", name="核对全部记录").click()
    expect(page.locator(".alert-success")).to_contain_text("审计记录完整")
    look(page, "audit", screen)
    page.get_by_label("做了什么").select_option("appoint")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("action=appoint"))
    look(page, "audit-filtered", screen)
    page.goto("/people/audit/")
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出全部记录").click()
    path = tmp_path / "audit.jsonl"
    taken.value.save_as(path)
    checked = subprocess.run([DABIAO, "audit", "verify", path], capture_output=True, text=True, check=False)
    assert "审计记录完整" in checked.stdout, checked.stderr

    with closing(sqlite3.connect(home / "dabiao.sqlite3", timeout=30)) as database:
        (kept,) = database.execute("SELECT actor FROM house_auditentry WHERE number = 2").fetchone()
        database.execute("UPDATE house_auditentry SET actor = 'nobody' WHERE number = 2")
        database.commit()
        page.goto("/people/audit/")
        page.get_by_role("button", name="核对全部记录").click()
        expect(page.get_by_role("alert")).to_contain_text("在第 2 条断开")
        look(page, "audit-broken", screen)
        database.execute("UPDATE house_auditentry SET actor = ? WHERE number = 2", (kept,))
        database.commit()
