"""A form that brings one document: checked, and kept waiting on the server while the form itself is mended."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django import forms
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dabiao.core.defects import BadInput
from dabiao.house import waiting_files
from dabiao.house.defects import words
from dabiao.house.forms import HouseForm, Tick
from dabiao.office.attachment_check import check_content, check_name_and_size


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that was handed in and checked, and waits for the form it came with to be accepted."""

    token: uuid.UUID
    name: str


@contextmanager
def moved_in(waiting: WaitingFile, target: Path) -> Iterator[None]:
    """Put a waiting file at ``target``, in a folder of its own, for a write that is under way. When that fails, the
    folder goes and the file waits as before; once it is written, nothing waits any longer.
    """
    source, _name = waiting_files.find(waiting.token)
    target.parent.mkdir(parents=True)
    try:
        shutil.copyfile(source, target)
        yield
    except BaseException:
        shutil.rmtree(target.parent, ignore_errors=True)
        raise
    transaction.on_commit(partial(waiting_files.forget, waiting.token))


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class AttachmentForm(HouseForm):
    """A form that may bring a file. The file waits on the server from the first try on."""

    attachment = forms.FileField(
        label=_("附件"), required=False, help_text=_(".pdf、.docx 或 .xlsx，不超过 20 MB")
    )
    kept = forms.UUIDField(required=False, widget=forms.HiddenInput)
    dropped = Tick(label=_("不要这个附件"))

    waiting: WaitingFile | None = None

    def clean(self) -> dict[str, Any]:
        """Let a file that passes the checks wait, and find one that waits already."""
        given = super().clean() or self.cleaned_data
        try:
            self.waiting = self._waiting(given)
        except BadInput as bad:
            self.add_error("attachment", " ".join(words(one) for one in bad.defects))
        token = str(self.waiting.token) if self.waiting else ""
        self.data = _with(self.data, self.add_prefix("kept"), token)
        return given

    def _waiting(self, given: dict[str, Any]) -> WaitingFile | None:
        file = given.get("attachment")
        if file is not None:
            assert isinstance(file, TemporaryUploadedFile), "uploads go to disk at once"
            name = Path(file.name or "").name
            check_name_and_size(name, file.size or 0)
            check_content(Path(file.temporary_file_path()), name)
            return WaitingFile(waiting_files.keep(file), name)
        token = given.get("kept")
        if token is None or given.get("dropped"):
            return None
        try:
            path, name = waiting_files.find(token)
        except FileNotFoundError:
            self.add_error("attachment", say("附件已经不在了，请重新选择。"))
            return None
        check_name_and_size(name, path.stat().st_size)
        check_content(path, name)
        return WaitingFile(token, name)


def _with(data: Any, name: str, value: str) -> Any:
    """Give what was sent with one value changed, so that the page shown next carries it."""
    changed = data.copy()
    changed[name] = value
    return changed
