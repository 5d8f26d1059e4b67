"""The data folder: made for its owner alone, once, and wherever DABIAO_HOME says."""

import stat
from pathlib import Path

import pytest

from dabiao.site.home_folder import HomeFolder, demo_folder, home_folder


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    home = HomeFolder(tmp_path / "a" / "home")
    home.prepare()
    assert mode(home.secret_key_file) == 0o600
    assert {mode(one) for one in (home.path, home.lake, home.uploads, home.documents)} == {0o700}


def test_the_key_is_made_once(tmp_path: Path) -> None:
    home = HomeFolder(tmp_path / "home")
    home.prepare()
    key = home.secret_key()
    home.prepare()
    assert home.secret_key() == HomeFolder(home.path).secret_key() == key
    assert len(key) >= 50


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    first, second = HomeFolder(tmp_path / "1"), HomeFolder(tmp_path / "2")
    for home in (first, second):
        home.prepare()
    assert first.secret_key() != second.secret_key()


def test_looking_at_a_folder_that_is_not_there_makes_nothing(tmp_path: Path) -> None:
    home = HomeFolder(tmp_path / "home")
    assert home.secret_key() != home.secret_key()
    assert not home.path.exists()


def test_what_is_in_the_folder_stays(tmp_path: Path) -> None:
    home = HomeFolder(tmp_path / "home")
    home.prepare()
    kept = home.documents / "通报.docx"
    kept.write_bytes(b"document")
    home.prepare()
    assert kept.read_bytes() == b"document"


def test_a_folder_that_cannot_be_made_is_an_error_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError, match="file"):
        HomeFolder(tmp_path / "file" / "home").prepare()


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DABIAO_HOME", "数据 文件夹")
    assert home_folder().path == tmp_path / "数据 文件夹"
    monkeypatch.setenv("DABIAO_HOME", "")
    assert home_folder().path == Path.home() / ".dabiao"


def test_the_demo_has_a_folder_beside_the_real_one_and_stays_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("DABIAO_HOME", "")
    assert home_folder().path == tmp_path / ".dabiao"
    assert demo_folder().path == tmp_path / ".dabiao-demo"
    assert home_folder().path == tmp_path / ".dabiao-demo", "what this process does next, it does there"


def test_the_environment_names_the_demo_s_folder_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DABIAO_HOME", str(tmp_path / "示范"))
    assert demo_folder() == home_folder() == HomeFolder(tmp_path / "示范")
