"""A folder takes all files of a run or none."""

import pytest

from dabiao.office.whole_folder import whole_folder


def content(folder):
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def used(tmp_path):
    """A folder with an earlier run in it and something of the office's own."""
    folder = tmp_path / "结果"
    (folder / "图表").mkdir(parents=True)
    for name in ("result.json", "图表/图1 旧.png", "图表/图2 旧.png", "批示.txt"):
        (folder / name).write_text("旧", encoding="utf-8")
    return folder


def test_folders_are_made_as_deep_as_need_be_and_nothing_else_is_left(tmp_path):
    with whole_folder(tmp_path / "a" / "b") as making:
        (making / "图表").mkdir()
        (making / "图表" / "图1.png").write_text("新", encoding="utf-8")
        assert making.parent.parent == tmp_path / "a"
    assert content(tmp_path) == {"a/b/图表/图1.png": "新"}
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_own_files_are_replaced_stale_ones_go_and_others_stay(used):
    with whole_folder(used, stale=("图表/图[0-9]*.png",)) as making:
        (making / "result.json").write_text("新", encoding="utf-8")
        (making / "图表").mkdir()
        (making / "图表" / "图1 新.png").write_text("新", encoding="utf-8")
    assert content(used) == {"result.json": "新", "图表/图1 新.png": "新", "批示.txt": "旧"}


def test_an_error_while_writing_leaves_everything_as_it_was(used, tmp_path):
    before = content(used)
    with pytest.raises(RuntimeError), whole_folder(used, stale=("*.txt",)) as making:
        (making / "result.json").write_text("新", encoding="utf-8")
        raise RuntimeError
    assert content(used) == before
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "新" / "建"):
        raise RuntimeError
    assert [path.name for path in tmp_path.iterdir()] == ["结果"]


def test_a_file_that_cannot_take_its_place_puts_the_others_back(used):
    before = content(used)
    with pytest.raises(OSError), whole_folder(used, stale=("图表/*.png",)) as making:  # noqa: PT011
        (making / "result.json").write_text("新", encoding="utf-8")
        (making / "批示.txt").mkdir()
        (making / "批示.txt" / "里面").write_text("新", encoding="utf-8")
    assert content(used) == before
    assert sorted(path.name for path in used.iterdir()) == ["result.json", "图表", "批示.txt"]
