"""The files of a letter: sealed ones of what is frozen, plain ones of what is still talked about."""

from __future__ import annotations

from django.utils import timezone

from dabiao.core.letter_proof import Scan
from dabiao.core.letter_text import content_of
from dabiao.duties.letters.models import LetterVersion
from dabiao.duties.letters.queries import signed_statements
from dabiao.duties.letters.texts import head_of_version, text_of_version
from dabiao.house import signing_keys
from dabiao.office.letter_blocks import draft_blocks
from dabiao.office.letter_docx import letter_document
from dabiao.office.letter_file import sealed_letter
from dabiao.office.letter_pdf import letter_pdf

CONTENT_TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}


def letter_file(version: LetterVersion, suffix: str) -> bytes:
    """Make the file of a version. Raises BadInput where this machine cannot make a PDF with Chinese in it.

    A frozen one is sealed with the installation's key and carries its content, signatures and digests of scans.
    """
    if version.is_open:
        content = content_of(head_of_version(version), text_of_version(version))
        blocks = draft_blocks(content)
        make = letter_document if suffix == ".docx" else letter_pdf
        return make(version.title, blocks)
    keys = signing_keys.provider()
    return sealed_letter(
        suffix,
        version.content,
        signed_statements(version),
        [Scan(one.meeting_date.isoformat(), one.sm3) for one in version.scans.all()],
        timezone.localtime().isoformat(timespec="seconds"),
        keys.public_key(signing_keys.INSTALLATION),
        lambda digest: keys.sign(signing_keys.INSTALLATION, digest),
    )


def seal_fingerprint() -> str:
    """SM3 of the key that seals this installation's files, for comparing."""
    return signing_keys.provider().public_key(signing_keys.INSTALLATION).fingerprint


def file_name(version: LetterVersion, suffix: str) -> str:
    """How a downloaded file is called."""
    mark = "征求意见稿" if version.is_open else f"第{version.number}版"
    return f"{version.title}-{version.letter.party_b.name}-{mark}{suffix}"
