"""``dabiao demo`` never mixes the made-up district with real data, whichever of the two comes first."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cast import Cast
from click.testing import CliRunner
from served import free_port

from dabiao.core.defects import BadInput
from dabiao.house import demo_mark
from dabiao.house.demo_mark import FILE
from dabiao.people.accounts.founding import First, found_administrators, found_small_office
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.places.models import Site
from dabiao.rounds.models import Import
from dabiao.site.commands.demo import command
from dabiao.site.demo import folder
from dabiao.site.demo.building import build
from dabiao.site.demo.cast import CAST, DEMO_PASSWORD
from dabiao.site.first_day import set_up
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.models import PackInUse

DABIAO = Path(sys.executable).parent / "dabiao"


@pytest.fixture
def named(home: HomeFolder, monkeypatch: pytest.MonkeyPatch) -> HomeFolder:
    """The data folder of this test, named as a person names it."""
    monkeypatch.setenv("DABIAO_HOME", str(home.path))
    return home


def contents(home: HomeFolder) -> set[Path]:
    return {path.relative_to(home.path) for path in home.path.rglob("*")}


def dabiao(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DABIAO_HOME": str(home)}
    return subprocess.run(
        [DABIAO, *words], env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def a_file(folder: str) -> Callable[[HomeFolder], None]:
    def put(home: HomeFolder) -> None:
        (home.path / folder).mkdir(exist_ok=True)
        (home.path / folder / "x").write_bytes(b"x")

    return put


def an_import(_home: HomeFolder) -> None:
    account = Account.objects.create(username="a", display_name="a")
    Import.objects.create(file_name="x.csv", pack_id="bare", uploaded_by=account)


OTHER_DATA: dict[str, Callable[[HomeFolder], object]] = {
    "an account": lambda _: Account.objects.create(username="a", display_name="a"),
    "an organisation": lambda _: Organisation.objects.create(kind=OrganisationKind.DISTRICT, name="东城区"),
    "a place": lambda _: Site.objects.create(site_id="P1", name="a", site_type="park"),
    "an import": an_import,
    "a chosen pack": lambda _: PackInUse.objects.create(pack_id="bare", digest="x"),
    "observations": a_file("lake"),
    "uploads": a_file("uploads"),
    "documents": a_file("documents"),
    "a pack of its own": a_file("packs"),
}


@pytest.mark.parametrize("kind", OTHER_DATA)
@pytest.mark.parametrize("words", [[], ["--if-missing"], ["--seed", "7"]])
def test_a_folder_with_other_data_is_left_alone(
    db: None, named: HomeFolder, words: list[str], kind: str
) -> None:
    OTHER_DATA[kind](named)
    before, people = contents(named), Account.objects.count()
    with pytest.raises(BadInput, match="已有别的数据") as refused:
        CliRunner().invoke(command, words, catch_exceptions=False)
    assert str(named.path) in str(refused.value)
    assert contents(named) == before
    assert Account.objects.count() == people
    assert not folder.is_built()


def test_building_looks_once_more_before_the_first_row(cast: Cast, named: HomeFolder) -> None:
    with pytest.raises(BadInput, match="已有别的数据"):
        build(1)
    assert demo_mark.state() is None


def test_a_district_that_is_built_is_not_built_again(cast: Cast, named: HomeFolder) -> None:
    demo_mark.begin()
    demo_mark.finish()
    people = Account.objects.count()
    quiet = CliRunner().invoke(command, ["--if-missing"], catch_exceptions=False)
    assert (quiet.exit_code, quiet.output) == (0, "")
    told = CliRunner().invoke(command, [], catch_exceptions=False)
    assert (told.exit_code, told.output) == (0, "示范城区已经建好。\n")
    assert Account.objects.count() == people


def test_no_real_district_is_founded_in_the_demo_however_far_it_is(db: None, named: HomeFolder) -> None:
    link = set_up.new_link()
    assert link is not None
    demo_mark.begin()
    token = link.split("/")[-2]
    one = First("linwei", "林薇")
    for found in (
        lambda: found_administrators("东城区", one, First("dujuan", "杜娟")),
        lambda: found_small_office("东城区", one, "人少"),
        lambda: set_up.begin_small_office(token, "东城区", one, "人少"),
    ):
        with pytest.raises(BadInput, match="示范城区"):
            found()
    assert not Account.objects.exists()
    assert set_up.new_link() is None


def test_a_real_district_that_was_founded_first_is_no_demo_any_more(db: None, named: HomeFolder) -> None:
    found_small_office("东城区", First("linwei", "林薇"), "人少")
    with pytest.raises(BadInput, match="已有别的数据"):
        build(1)
    assert folder.account_lines() == []


FOUND = ("account", "create-first", "东城区", "--system", "a1", "甲", "--security", "b1", "乙")


def test_no_command_opens_a_real_folder_that_has_the_demo_s_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert dabiao(home, *FOUND).returncode == 0
    (home / FILE).write_text("示范", encoding="utf-8")
    for words in (("demo", "--if-missing"), FOUND, ("serve", "--port", str(free_port()))):
        done = dabiao(home, *words)
        assert (done.returncode, "移走这个文件" in done.stderr, "Traceback" in done.stderr) == (
            2,
            True,
            False,
        )


def test_serving_as_the_demo_refuses_anything_else(tmp_path: Path) -> None:
    done = dabiao(tmp_path / "home", "serve", "--demo", "--port", str(free_port()))
    assert done.returncode == 2
    assert "这里没有示范城区。请先运行 dabiao demo" in done.stderr


def test_a_folder_that_cannot_be_written_is_told(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DABIAO_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(BadInput, match="不能写入"):
        CliRunner().invoke(command, [], catch_exceptions=False)


def test_the_accounts_are_told_for_the_demo_and_for_no_real_district(named: HomeFolder, db: None) -> None:
    assert folder.account_lines() == []
    demo_mark.begin()
    assert folder.account_lines() == []
    demo_mark.finish()
    told = "\n".join(folder.account_lines())
    assert all(username in told for username, _, _ in CAST)
    assert DEMO_PASSWORD in told
