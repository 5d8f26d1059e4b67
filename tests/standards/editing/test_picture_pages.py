"""Example pictures: what is taken in, what is refused, and that they go with the edition."""

from __future__ import annotations

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from drafted import page, photo, sent, stored, text

from dabiao.standards.actions import choose_pack
from dabiao.standards.drafts.actions import publish_draft
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.pack_pictures import kept_pictures


def picture(kind: str = "符合", **changes: object) -> dict[str, object]:
    file = SimpleUploadedFile("路面.jpg", photo(str(changes.pop("colour", "red"))))
    return {"shows": kind, "picture": file, "caption": "干净的路面", "nobody": "on", **changes}


def test_a_picture_is_taken_in_shown_and_goes_with_the_edition(
    office: Client, cast: Cast, draft: PackDraft
) -> None:
    add = reverse("draft_picture_add", args=[draft.pk, 0])
    office.post(add, picture())
    row = stored(draft, "pictures", 0)
    assert (row["item_id"], row["shows"], row["caption"]) == ("A1-1", "符合", "干净的路面")
    shown = office.get(reverse("draft_picture", args=[draft.pk, row["file"]]))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    office.post(page(draft, "items", 0), sent(draft, "items", 0, note="烟头 3 个以上算不符合"))
    draft.refresh_from_db()
    draft.manifest = {**draft.manifest, "id": "small-2"}
    draft.save()
    publish_draft(cast.创建办, draft.pk, draft.version)
    choose_pack(cast.创建办, "small-2")
    office.force_login(cast.测评员)
    standard = text(office.get(reverse("standard", args=["A1"])))
    assert "烟头 3 个以上算不符合" in standard
    assert reverse("example_picture", args=[row["file"]]) in standard
    assert office.get(reverse("example_picture", args=[row["file"]])).content == shown.content
    assert office.get(reverse("example_picture", args=["b" * 64 + ".jpg"])).status_code == 404
    (kept_pictures() / row["file"]).unlink()
    assert office.get(reverse("example_picture", args=[row["file"]])).content == shown.content, (
        "the edition has its own"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nobody": ""}, "没有可辨认的人脸和车牌"),
        ({"picture": ""}, "请选择一张图片"),
        ({"picture": SimpleUploadedFile("a.jpg", b"GIF89a nonsense")}, "不是 JPG、PNG 或 WebP 图片"),
        ({"caption": "=1+1"}, "会当成公式执行"),
        ({"shows": "也许"}, "也许"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_told(
    office: Client, draft: PackDraft, changes: dict[str, object], said: str
) -> None:
    answer = office.post(reverse("draft_picture_add", args=[draft.pk, 0]), picture(**changes), follow=True)
    assert said in text(answer)
    draft.refresh_from_db()
    assert not draft.tables.get("pictures")


def test_three_pictures_of_a_kind_are_enough_and_none_comes_twice(office: Client, draft: PackDraft) -> None:
    add = reverse("draft_picture_add", args=[draft.pk, 0])
    for colour in ("red", "red", "green", "blue", "white"):
        office.post(add, picture(colour=colour))
    draft.refresh_from_db()
    assert len(draft.tables["pictures"]) == 3
    assert "不符合的样子" in text(office.get(page(draft, "items", 0)))


def test_an_edition_whose_pictures_are_lost_is_not_published(
    office: Client, cast: Cast, draft: PackDraft
) -> None:
    office.post(reverse("draft_picture_add", args=[draft.pk, 0]), picture())
    draft.refresh_from_db()
    (kept_pictures() / draft.tables["pictures"][0]["file"]).unlink()
    assert "这台机器上没有这张图片的文件" in text(office.get(page(draft, "items", 0)))
    answer = office.post(reverse("draft_publish", args=[draft.pk]), {"version": draft.version})
    assert answer.status_code == 400
    assert "不在这台机器上" in text(answer)
