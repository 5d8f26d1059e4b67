"""A pack is found by id or folder, read once, and refused whole when a file of it must not be read."""

import os
from pathlib import Path

import pytest
import small_pack

from dabiao.core.defects import BadInput
from dabiao.standards import pack_files
from dabiao.standards.pack_files import built_in_packs, load_pack, read_folder
from dabiao.standards.pack_shelves import pack_folder, pack_root


def test_the_built_in_packs_are_listed_by_id_each_in_the_folder_of_its_name() -> None:
    packs = built_in_packs()
    assert [one.id for one in packs] == [
        "bare",
        "district-practice",
        "index-2012",
        "jining-2017",
        "minors-practice",
    ]
    assert all((pack_root() / one.id / "pack.yaml").is_file() for one in packs)


def test_a_pack_is_loaded_by_its_id_or_by_its_folder() -> None:
    assert load_pack("bare") is load_pack(pack_root() / "bare")
    assert load_pack("bare") == load_pack(str(pack_root() / "bare"))


def test_a_small_pack_becomes_typed_objects(tmp_path: Path) -> None:
    framework = load_pack(small_pack.write(tmp_path))
    assert list(framework.standards) == ["A1", "A2", "B1"]
    assert [str(one.pass_rate) for one in framework.standards.values()] == ["0.95", "0.90", "0.90"]
    assert framework.items[0].site_types == ("road", "lane"), "a block stands for its types"
    assert framework.items[2].site_types == ("road", "lane"), "a type named twice counts once"
    assert framework.points == 10
    assert framework.cycle is not None
    assert framework.standards["A1"].source.year == 2020


def test_an_unknown_pack_is_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(BadInput) as refused:
        load_pack("district-practise")
    assert "是否应为“district-practice”" in str(refused.value)
    assert "bare、district-practice" in str(refused.value)


def test_a_folder_without_a_manifest_is_no_pack(tmp_path: Path) -> None:
    for read in (pack_folder, read_folder):
        with pytest.raises(BadInput, match=r"没有 pack\.yaml"):
            read(tmp_path)


@pytest.mark.parametrize("name", ["", "../bare", "/etc", "bare/../../x", "x" * 5000, "a\0b"])
def test_a_name_that_leads_elsewhere_or_nowhere_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        load_pack(name)


def test_the_digest_follows_the_bytes_of_the_files_and_nothing_else(tmp_path: Path) -> None:
    one, other = small_pack.write(tmp_path / "one"), small_pack.write(tmp_path / "other")
    (other / "README.md").write_text("自述", encoding="utf-8")
    assert read_folder(one).digest == read_folder(other).digest
    with (other / "tree.csv").open("a") as file:
        file.write("\n")
    assert read_folder(one).digest != read_folder(other).digest


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    folder = small_pack.write(tmp_path)
    assert load_pack(folder).title == "小标准包"
    (folder / "pack.yaml").write_text(small_pack.MANIFEST.replace("小标准包", "新标准包"), encoding="utf-8")
    assert load_pack(folder).title == "新标准包"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8"])
def test_files_in_the_encodings_of_offices_give_the_same_pack(tmp_path: Path, encoding: str) -> None:
    folder = small_pack.write(tmp_path)
    for name, text in small_pack.FILES.items():
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert load_pack(folder).standards["A1"].title == "保洁"


def test_a_file_that_is_no_text_is_refused_by_name(tmp_path: Path) -> None:
    for name in ("tree.csv", "pack.yaml"):
        folder = small_pack.write(tmp_path / name)
        (folder / name).write_bytes(b"PK\x03\x04\x00\x00\x00")
        assert (name, None, None) in small_pack.said(small_pack.refusal(folder))


def test_a_link_is_not_followed_even_to_a_good_file(tmp_path: Path) -> None:
    folder = small_pack.write(tmp_path / "pack")
    (tmp_path / "outside.csv").write_text(small_pack.FILES["tree.csv"], encoding="utf-8")
    (folder / "tree.csv").unlink()
    (folder / "tree.csv").symlink_to(tmp_path / "outside.csv")
    (defect,) = small_pack.refusal(folder)
    assert defect.file == "tree.csv"
    assert "不接受链接" in defect.message


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = small_pack.write(tmp_path)
    (folder / "tree.csv").unlink()
    os.mkfifo(folder / "tree.csv")
    assert small_pack.said(small_pack.refusal(folder)) == [("tree.csv", None, None)]


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = small_pack.write(tmp_path)
    size = max(path.stat().st_size for path in folder.iterdir())
    monkeypatch.setattr(pack_files, "LARGEST_FILE", size)
    assert load_pack(folder).id == "small", "at the limit it is read"
    monkeypatch.setattr(pack_files, "LARGEST_FILE", size - 1)
    (defect,) = small_pack.refusal(folder)
    assert (defect.file, "没有读取" in defect.message) == ("pack.yaml", True)


def test_a_table_of_another_name_is_told_what_it_should_be_called(tmp_path: Path) -> None:
    folder = small_pack.write(tmp_path)
    (folder / "item.csv").write_text("id\n", encoding="utf-8")
    (defect,) = small_pack.refusal(folder)
    assert (defect.file, "是否应为“items.csv”" in defect.message) == ("item.csv", True)
