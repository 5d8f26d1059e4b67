"""``dabiao demo`` never mixes the made-up district with real data."""

from pathlib import Path

import pytest
from cast import Cast
from click.testing import CliRunner

from dabiao.core.defects import BadInput
from dabiao.people.models import Account
from dabiao.site import demo
from dabiao.site.commands.demo import command
from dabiao.site.demo import CAST, DEMO_PASSWORD, MARK
from dabiao.site.home_folder import HomeFolder


@pytest.fixture
def named(home: HomeFolder, monkeypatch: pytest.MonkeyPatch) -> HomeFolder:
    """The data folder of this test, named as a person names it."""
    monkeypatch.setenv("DABIAO_HOME", str(home.path))
    return home


def contents(home: HomeFolder) -> set[Path]:
    return {path.relative_to(home.path) for path in home.path.rglob("*")}


@pytest.mark.parametrize("words", [[], ["--if-missing"], ["--seed", "7"]])
def test_a_folder_with_other_data_is_left_alone(cast: Cast, named: HomeFolder, words: list[str]) -> None:
    before, people = contents(named), Account.objects.count()
    with pytest.raises(BadInput, match="已有别的数据") as refused:
        CliRunner().invoke(command, words, catch_exceptions=False)
    assert str(named.path) in str(refused.value)
    assert contents(named) == before
    assert Account.objects.count() == people
    assert not demo.is_built()


def test_a_district_that_is_built_is_not_built_again(cast: Cast, named: HomeFolder) -> None:
    (named.path / MARK).write_text("built", encoding="utf-8")
    people = Account.objects.count()
    quiet = CliRunner().invoke(command, ["--if-missing"], catch_exceptions=False)
    assert (quiet.exit_code, quiet.output) == (0, "")
    told = CliRunner().invoke(command, [], catch_exceptions=False)
    assert (told.exit_code, told.output) == (0, "示范城区已经建好。\n")
    assert Account.objects.count() == people


def test_a_folder_that_cannot_be_written_is_told(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("DABIAO_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(BadInput, match="不能写入"):
        CliRunner().invoke(command, [], catch_exceptions=False)


def test_the_accounts_are_told_for_the_demo_and_for_no_real_district(named: HomeFolder) -> None:
    assert demo.account_lines() == []
    (named.path / MARK).write_text("built", encoding="utf-8")
    told = "\n".join(demo.account_lines())
    assert all(username in told for username, _, _ in CAST)
    assert DEMO_PASSWORD in told
