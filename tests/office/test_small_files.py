"""The files that go along with a workbook: the frame, the groups and the photos."""

import zipfile

import pytest

from dabiao.core.defects import BadInput
from dabiao.office import photos as photos_module
from dabiao.office.frame_file import read_frame
from dabiao.office.groups_file import read_groups
from dabiao.office.photos import Photos, photo_names


def refusal(read, *arguments):
    with pytest.raises(BadInput) as refused:
        read(*arguments)
    return refused.value.defects


@pytest.fixture
def csv_file(tmp_path):
    def write(text, encoding="utf-8"):
        path = tmp_path / "表.csv"
        path.write_text(text, encoding)
        return path

    return write


# ---- frame


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_frame_gives_places_by_the_packs_ids(framework, csv_file, encoding):
    path = csv_file("点位底册\n点位类型,点位数,备注\n农贸市场,12,\nbus_stop,１２０,含临时\n\n", encoding)
    assert read_frame(path, framework) == {"market": 12, "bus_stop": 120}


def test_a_frame_may_be_a_workbook(framework, workbook):
    path = workbook([], grid=[["点位数", "点位类型"], [8, "小区"]])
    assert read_frame(path, framework) == {"compound": 8}


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("码头,3", "点位类型", "里没有点位类型“码头”"),
        ("农贸市埸,3", "点位类型", "是不是“农贸市场”"),
        ("小区,0", "点位数", "应是正整数"),
        ("小区,", "点位数", "应是正整数"),
        ("小区,多", "点位数", "应是正整数"),
        ("market,3", "点位类型", "重复"),
        ("农贸市场,3", "点位类型", "与第 2 行重复"),
        (",3", "点位类型", "没有填写"),
    ],
)
def test_a_bad_line_of_a_frame_is_named(framework, csv_file, line, field, said):
    (defect,) = refusal(read_frame, csv_file(f"点位类型,点位数\n农贸市场,12\n{line}\n"), framework)
    assert (defect.file, defect.row, defect.field) == ("表.csv", 3, field)
    assert said in defect.message


def test_all_that_is_wrong_with_a_frame_is_told_at_once_and_in_order(framework, csv_file):
    lines = "码头,3\n农贸市场,12\n小区,多\n农贸市场,12\n,5\n"
    defects = refusal(read_frame, csv_file(f"点位类型,点位数\n{lines}"), framework)
    assert [(one.row, one.field) for one in defects] == [
        (2, "点位类型"), (4, "点位数"), (5, "点位类型"), (6, "点位类型"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["类型甲,数\n农贸市场,12\n", "点位类型,点位数\n"])
def test_a_frame_without_headings_or_lines_is_refused(framework, csv_file, text):
    assert refusal(read_frame, csv_file(text), framework)


# ---- groups


def test_groups_name_each_unit_once(csv_file):
    assert read_groups(csv_file("单位,分组\n东街,主城区\n西街,非主城区\n")) == {
        "东街": "主城区",
        "西街": "非主城区",
    }
    assert read_groups(csv_file("name,group\n城管局,A\n")) == {"城管局": "A"}


@pytest.mark.parametrize(("line", "said"), [("东街,乙", "与第 2 行重复"), ("西街,", "没有填写分组")])
def test_a_bad_line_of_groups_is_named(csv_file, line, said):
    (defect,) = refusal(read_groups, csv_file(f"单位,分组\n东街,甲\n{line}\n"))
    assert defect.row == 3
    assert said in defect.message


def test_all_that_is_wrong_with_groups_is_told_at_once(csv_file):
    defects = refusal(read_groups, csv_file("单位,分组\n东街,\n西街,甲\n西街,乙\n"))
    assert [one.row for one in defects] == [2, 4]


# ---- photos


@pytest.fixture
def archive(tmp_path):
    def write(members):
        path = tmp_path / "照片.zip"
        with zipfile.ZipFile(path, "w") as packed:
            for name, content in members.items():
                packed.writestr(name, content)
        return path

    return write


def folder_of(tmp_path, members):
    folder = tmp_path / "照片"
    for name, content in members.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def test_photos_are_found_by_name_in_a_folder_and_an_archive(tmp_path, archive):
    members = {
        "第1轮/IMG_001.JPG": b"one",
        "b.png": b"two",
        "说明.txt": b"",
        "__MACOSX/._b.png": b"",
        ".c.jpg": b"",
    }
    for source in (folder_of(tmp_path, members), archive(members)):
        photos = Photos(source)
        assert len(photos) == 2
        assert photos.read("img_001.jpg") == b"one"
        assert "旧文件夹\\b.PNG" in photos
        assert photos.read("没有.jpg") is None
        assert photos.missing(["b.png;x.jpg", None, "y.jpg、x.jpg\nIMG_001.jpg"]) == ("x.jpg", "y.jpg")


def test_a_name_cannot_reach_outside(tmp_path, archive):
    (tmp_path / "outside.jpg").write_bytes(b"secret")
    folder = folder_of(tmp_path, {"a.jpg": b"a"})
    (folder / "link.jpg").symlink_to(tmp_path / "outside.jpg")
    photos = Photos(folder)
    assert photos.read("../outside.jpg") is None
    assert "link.jpg" not in photos
    packed = Photos(archive({"../../evil.jpg": b"e", "/etc/abs.jpg": b"f"}))
    assert packed.read("evil.jpg") == b"e"
    assert not (tmp_path.parent / "evil.jpg").exists()


def test_a_name_that_occurs_twice_is_not_taken(archive):
    photos = Photos(archive({"1/a.jpg": b"1", "2/a.jpg": b"2", "3/A.JPG": b"3"}))
    assert "a.jpg" not in photos
    assert photos.repeated == ("a.jpg",)


def test_names_packed_by_a_chinese_windows_are_read(tmp_path):
    path = tmp_path / "照片.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("XXXX.jpg", b"x")
    path.write_bytes(path.read_bytes().replace(b"XXXX", "东门".encode("gb18030")))
    assert "东门.jpg" in Photos(path)


def test_what_is_no_archive_or_too_large_is_refused(tmp_path, archive, monkeypatch):
    (tmp_path / "x.zip").write_bytes(b"not a zip")
    assert refusal(Photos, tmp_path / "x.zip")
    assert refusal(Photos, tmp_path / "没有")
    photos = Photos(archive({"a.jpg": b"a" * 100}))
    monkeypatch.setattr(photos_module, "LARGEST_PHOTO", 50)
    assert refusal(photos.read, "a.jpg")
    monkeypatch.setattr(photos_module, "MOST_PHOTOS", 0)
    assert refusal(Photos, archive({"a.jpg": b"a"}))


def test_several_names_stand_in_one_cell():
    assert photo_names("a.jpg; b.jpg，c.jpg、d.jpg\ne f.jpg;") == (
        "a.jpg",
        "b.jpg",
        "c.jpg",
        "d.jpg",
        "e f.jpg",
    )
