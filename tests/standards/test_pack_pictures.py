"""口径 and example pictures of items: in the folder, in the workbook, in what is checked, and in what is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
import small_pack
from drafted import photo

from dabiao.office.example_picture import example_picture
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.pack_diff import diff_packs
from dabiao.standards.pack_files import defects_of, examine, load_pack, raw_pack, read_folder
from dabiao.standards.pack_pictures import draft_picture, keep_picture, kept_pictures, name_of, picture_at
from dabiao.standards.pack_workbook import workbook_of
from dabiao.standards.pack_workbook_in import read_workbook
from dabiao.standards.pack_write import files_of, write_folder

FILE = "a" * 64 + ".jpg"
NOTED = (
    small_pack.FILES["items.csv"]
    .replace(",exceptions,source\n", ",exceptions,note,source\n")
    .replace(
        "A1-1,A1,地面没有垃圾,@streets,,,,,,ours",
        "A1-1,A1,地面没有垃圾,@streets,,,,,,烟头 3 个以上算不符合,ours",
    )
    .replace("果皮箱不少于 3 个,road,3,个,500,米,,paper", "果皮箱不少于 3 个,road,3,个,500,米,,,paper")
    .replace("停在线内,ours", "停在线内,,ours")
    .replace("survey,,,,,,ours", "survey,,,,,,,ours")
)


def with_pictures(folder: Path, rows: str) -> Path:
    small_pack.write(folder, items=NOTED)
    (folder / "pictures.csv").write_text(f"item_id,shows,file,caption\n{rows}", "utf-8")
    return folder


def test_an_item_carries_its_note_and_its_pictures(tmp_path: Path) -> None:
    pack = load_pack(with_pictures(tmp_path / "p", f"A1-1,不符合,{FILE},烟头一片\n"))
    (item,) = [one for one in pack.items if one.id == "A1-1"]
    assert item.note == "烟头 3 个以上算不符合"
    assert [(one.shows, one.file, one.caption) for one in item.pictures] == [("不符合", FILE, "烟头一片")]


def test_out_to_a_workbook_and_back_changes_nothing(tmp_path: Path) -> None:
    parsed, defects = examine(*raw_pack(read_folder(with_pictures(tmp_path / "p", f"A1-1,符合,{FILE},\n"))))
    assert not defects
    (tmp_path / "p.xlsx").write_bytes(workbook_of(parsed))
    again, defects = examine(*read_workbook(tmp_path / "p.xlsx"))
    assert not defects
    for name in ("items.csv", "pictures.csv"):
        assert files_of(again)[name] == files_of(parsed)[name]


def test_a_pack_without_notes_is_written_byte_by_byte_as_ever(tmp_path: Path) -> None:
    folder = small_pack.write(tmp_path / "p")
    parsed, _ = examine(*raw_pack(read_folder(folder)))
    assert files_of(parsed)["items.csv"] == (folder / "items.csv").read_bytes()
    assert "pictures.csv" not in files_of(parsed)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (f"X9,符合,{FILE},\n", "“X9”在 items.csv 里没有"),
        (f"A1-1,也许,{FILE},\n", "应为“符合”或“不符合”"),
        ("A1-1,符合,../../etc/passwd,\n", "不是标准包图片的文件名"),
        ("A1-1,符合,photo.jpg,\n", "不是标准包图片的文件名"),
        (f"A1-1,符合,{FILE},=HYPERLINK(1)\n", "会当成公式执行"),
        (f"A1-1,符合,{FILE},\n" * 2, "这张图片在这个检查项里已有"),
        ("".join(f"A1-1,符合,{n * 64}.jpg,\n" for n in "abcd"), "超过 3 张"),
        (f"A1-1,,{FILE},\n", "没有填写"),
    ],
)
def test_a_picture_that_is_wrong_is_named(tmp_path: Path, rows: str, said: str) -> None:
    defects = defects_of(read_folder(with_pictures(tmp_path / "p", rows)))
    assert any(said in str(one) and "pictures.csv" in str(one) for one in defects), list(map(str, defects))


def test_a_changed_note_or_picture_is_a_difference(tmp_path: Path) -> None:
    before = load_pack(small_pack.write(tmp_path / "a"))
    after = load_pack(with_pictures(tmp_path / "b", f"A1-1,符合,{FILE},干净的路面\n"))
    told = {(one.id, one.field): (one.before, one.after) for one in diff_packs(before, after)}
    assert told["A1-1", "口径"] == (None, "烟头 3 个以上算不符合")
    assert told["A1-1", "示例图片"] == (None, "符合 干净的路面")


def test_the_digest_of_a_pack_covers_its_pictures_through_their_names(tmp_path: Path) -> None:
    one = load_pack(with_pictures(tmp_path / "a", f"A1-1,符合,{'a' * 64}.jpg,\n"))
    other = load_pack(with_pictures(tmp_path / "b", f"A1-1,符合,{'b' * 64}.jpg,\n"))
    assert one.digest != other.digest


def test_a_picture_is_kept_once_and_found_by_its_name(home: HomeFolder) -> None:
    data = example_picture(photo(), "a.jpg")
    assert keep_picture(data) == keep_picture(data) == name_of(data)
    assert draft_picture(name_of(data)) == data
    assert [one.name for one in kept_pictures().iterdir()] == [name_of(data)]


def test_a_picture_whose_bytes_are_not_those_of_its_name_is_not_shown(home: HomeFolder) -> None:
    name = keep_picture(example_picture(photo(), "a.jpg"))
    (kept_pictures() / name).write_bytes(b"something else")
    assert draft_picture(name) is None


def test_names_that_lead_elsewhere_and_links_find_nothing(home: HomeFolder, tmp_path: Path) -> None:
    kept_pictures().mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (kept_pictures() / FILE).symlink_to(tmp_path / "secret")
    for name in (FILE, "../../../secret", "/etc/passwd", "", "a.jpg", FILE + "\n"):
        assert picture_at(kept_pictures(), name) is None


def test_a_pack_s_own_pictures_are_found_through_the_pack(home: HomeFolder, tmp_path: Path) -> None:
    data = example_picture(photo("blue"), "a.jpg")
    folder = with_pictures(tmp_path / "p", f"A1-1,符合,{name_of(data)},\n")
    parsed, _ = examine(*raw_pack(read_folder(folder)))
    edition = home.packs / "small"
    write_folder(parsed, edition)
    without = load_pack("small").digest
    (edition / "pictures").mkdir()
    (edition / "pictures" / name_of(data)).write_bytes(data)
    assert draft_picture(name_of(data), "small") == data
    assert draft_picture(name_of(data)) == data, "any edition of the district will do"
    assert load_pack("small").digest == without, "pictures lie beside what is loaded"
