"""The scan of the paper that was signed at a meeting: kept as it came, checked, and with it the letter is in force."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from letters import frozen, sent
from PIL import Image

from dabiao.core.defects import BadInput
from dabiao.duties.letters import signing
from dabiao.duties.letters.models import LetterState, LetterVersion, ScannedCopy
from dabiao.house.audit_chain import sm3
from dabiao.office import scan_check
from dabiao.site.home_folder import HomeFolder

DAY = date(2026, 3, 1)


def picture(kind: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (60, 80), "white").save(made, kind)
    return made.getvalue()


def pdf() -> bytes:
    made = BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(300, 400)
    document.save(made)
    document.close()
    return made.getvalue()


FILES = {"签署件.pdf": pdf(), "签署件.JPG": picture("JPEG"), "签署件.png": picture("PNG")}


def entry(folder: Path, name: str, content: bytes, day: date = DAY) -> signing.ScanEntry:
    path = folder / "upload"
    path.write_bytes(content)
    return signing.ScanEntry(path, name, day)


@pytest.mark.parametrize("name", FILES)
def test_a_scan_brings_the_letter_into_force_and_is_handed_out_as_it_came(
    cast: Cast, home: HomeFolder, client: Client, tmp_path: Path, name: str
) -> None:
    version = frozen(cast)
    made = signing.keep_scan(cast.创建办, version, entry(tmp_path, name, FILES[name]))
    stored = LetterVersion.objects.get(pk=version.pk)
    assert (stored.state, made.sm3, made.size) == (LetterState.SIGNED, sm3(FILES[name]), len(FILES[name]))
    client.force_login(cast.街道)
    answer = client.get(f"/duties/letters/{version.letter_id}/scans/{made.pk}/")
    assert b"".join(answer.streaming_content) == FILES[name]  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    client.force_login(cast.责任单位)
    assert client.get(f"/duties/letters/{version.letter_id}/scans/{made.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("签署件.docx", b"PK\x03\x04", "不是 PDF、JPG 或 PNG"),
        ("签署件", b"%PDF-1.7", "不是 PDF、JPG 或 PNG"),
        ("签署件.pdf", b"", "空文件"),
        ("签署件.pdf", picture("PNG"), "内容和扩展名 .pdf 不符"),
        ("签署件.png", pdf(), "内容和扩展名 .png 不符"),
        ("签署件.pdf", b"%PDF-1.7 and then nothing", "打不开"),
        ("签署件.jpg", picture("JPEG")[:40], "打不开"),
        ("签署件.png", b"\x89PNG\r\n\x1a\nnothing", "打不开"),
    ],
)
def test_what_is_no_scan_is_refused_in_words_and_not_kept(
    cast: Cast, home: HomeFolder, tmp_path: Path, name: str, content: bytes, word: str
) -> None:
    version = frozen(cast)
    with pytest.raises(BadInput, match=word):
        signing.keep_scan(cast.创建办, version, entry(tmp_path, name, content))
    assert not ScannedCopy.objects.exists()
    assert list(home.documents.iterdir()) == []
    assert LetterVersion.objects.get(pk=version.pk).state == LetterState.FROZEN


def test_a_protected_or_huge_scan_is_refused(
    cast: Cast, home: HomeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = frozen(cast)
    locked = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 1/R 2/O<" + b"00" * 32 + b">/U<" + b"11" * 32 + b">/P -4>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]/Size 4>>\n%%EOF"
    )
    with pytest.raises(BadInput, match="加了密码"):
        signing.keep_scan(cast.创建办, version, entry(tmp_path, "锁.pdf", locked))
    monkeypatch.setattr(scan_check, "LARGEST_SCAN", 100)
    with pytest.raises(BadInput, match="超过上限"):
        signing.keep_scan(cast.创建办, version, entry(tmp_path, "大.pdf", FILES["签署件.pdf"]))
    monkeypatch.setattr(scan_check, "LARGEST_SCAN", 10_000)
    monkeypatch.setattr(scan_check, "MOST_PIXELS", 100)
    with pytest.raises(BadInput, match="尺寸过大"):
        signing.keep_scan(cast.创建办, version, entry(tmp_path, "大.png", FILES["签署件.png"]))


def test_a_scan_is_put_in_by_the_office_after_freezing_and_the_same_one_once(
    cast: Cast, home: HomeFolder, tmp_path: Path
) -> None:
    version = sent(cast)
    scan = entry(tmp_path, "签署件.pdf", FILES["签署件.pdf"])
    with pytest.raises(BadInput, match="还没有定稿"):
        signing.keep_scan(cast.创建办, version, scan)
    with pytest.raises(PermissionDenied):
        signing.keep_scan(cast.街道, version, scan)


def test_a_better_scan_is_added_beside_the_first_and_the_future_is_refused(
    cast: Cast, home: HomeFolder, tmp_path: Path
) -> None:
    version = frozen(cast)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(BadInput, match="签署日期还没有到"):
        signing.keep_scan(cast.创建办, version, entry(tmp_path, "a.pdf", pdf(), tomorrow))
    signing.keep_scan(cast.创建办, version, entry(tmp_path, "签署件.pdf", FILES["签署件.pdf"]))
    with pytest.raises(BadInput, match="已经上传过"):
        signing.keep_scan(cast.创建办, version, entry(tmp_path, "换个名字.pdf", FILES["签署件.pdf"]))
    signing.keep_scan(cast.创建办, version, entry(tmp_path, "清楚些.png", FILES["签署件.png"]))
    assert ScannedCopy.objects.count() == 2


def test_the_office_puts_a_scan_in_on_the_page(client: Client, cast: Cast, home: HomeFolder) -> None:
    version = frozen(cast)
    client.force_login(cast.创建办)
    address = f"/duties/letters/{version.letter_id}/scans/"
    wrong = client.post(address, {"scan": SimpleUploadedFile("a.txt", b"text"), "meeting_date": "2026-03-01"})
    assert wrong.status_code == 400
    assert "不是 PDF、JPG 或 PNG" in wrong.content.decode()
    assert client.post(address, {"meeting_date": "2026-03-01"}).status_code == 400
    done = client.post(
        address,
        {"scan": SimpleUploadedFile("../../签署件.pdf", pdf()), "meeting_date": "2026-03-01"},
        follow=True,
    )
    assert "责任书已签" in done.content.decode()
    kept = ScannedCopy.objects.get()
    assert (kept.original_name, signing.scan_path(kept).parent) == ("签署件.pdf", home.documents)
