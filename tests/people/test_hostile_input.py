"""Whatever is sent to whatever address: an answer in words, never a failure; every write leaves its audit entry."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from addresses import addresses, routes
from cast import Cast
from confirmed import confirmed
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from elsewhere import Elsewhere, make_elsewhere
from hostile import BAD, SentForm, encoded, forms_and_filters, variants

from dabiao.house.models import AuditEntry
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action

FORM = "application/x-www-form-urlencoded"

MAY_WRITE_NOTHING = {
    "organisations_import",
    "breakdown_import",
    "sites_import",
    "breakdown_proposal",
    "confirm",
    "codes",
    "new_passkey",
    "act_in",
}
"""Forms that may lead on without a write: a workbook that waits to be looked at, nothing that was ticked, a question
asked once more, a choice that lives in one's session."""

MAY_WRITE_SEVERAL = {"press_lines"}
"""Each sentence that is decided on with others has its own entry, as one decided on alone."""


@pytest.fixture
def elsewhere(cast: Cast, home: object) -> Elsewhere:
    return make_elsewhere(cast)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Assault:
    """One person's browser, what failed in it, and what left more or fewer entries than one."""

    def __init__(self, person: Account) -> None:
        self.client: Client = confirmed(person)
        self.client.raise_request_exception = False
        self.failed: list[str] = []
        self.unrecorded: list[str] = []
        self.sent = 0

    def note(self, answer: HttpResponse, said: str) -> None:
        self.sent += 1
        if answer.status_code >= 500:
            kind, error, where = sys.last_failure  # type: ignore[attr-defined]
            frame = next(
                (one for one in reversed(traceback.extract_tb(where)) if "dabiao" in one.filename), None
            )
            self.failed.append(f"{said[:120]}: {kind.__name__} {error} at {frame}")

    def filters(self, address: str, names: dict[str, str]) -> None:
        path = urlsplit(address).path
        for bad in BAD if names else ():
            answer = self.client.get(f"{path}?{encoded([(name, bad) for name in names])}")
            self.note(answer, f"GET {path} {bad[:20]!r}")
            answer.close()

    def form(self, form: SentForm, turn: int) -> None:
        name = resolve(urlsplit(form.action).path).url_name
        for fields in variants(form.fields, turn):
            with undone():
                before = AuditEntry.objects.count()
                answer = self.client.post(form.action, encoded(fields), content_type=FORM)
                said = f"POST {form.action} {fields!r:.90}"
                self.note(answer, said)
                written = AuditEntry.objects.count() - before
                if answer.status_code == 302:
                    self.note(self.client.get(answer["Location"]), f"after {said}")
                    few = written == 0 and name in MAY_WRITE_NOTHING
                    many = written > 1 and name in MAY_WRITE_SEVERAL
                    if written != 1 and not few and not many:
                        self.unrecorded.append(f"{written} entries: {said}")
                elif answer.status_code >= 400 and written:
                    self.unrecorded.append(f"{written} entries though refused: {said}")


@pytest.fixture
def failures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep what a page failed of, for the report."""

    def keep(sender: object, **given: object) -> None:
        sys.last_failure = sys.exc_info()  # type: ignore[attr-defined]

    got_request_exception.connect(keep)
    yield
    got_request_exception.disconnect(keep)


@pytest.mark.usefixtures("failures")
def test_hostile_values_in_any_field_or_filter_are_answered(cast: Cast, elsewhere: Elsewhere) -> None:
    """Every page and form is attacked by the first of these who may open it."""
    visited: set[str] = set()
    attacked: set[tuple[str | None, tuple[str, ...]]] = set()
    assaults = []
    for person in (cast.创建办, elsewhere.liaison, cast.系统管理员, cast.安全管理员, cast.审计管理员):
        assault = Assault(person)
        assaults.append(assault)
        for route in routes():
            if not policy.may(person, Action(route.callback.policy_action)):  # type: ignore[attr-defined]
                continue
            for address in addresses(route, elsewhere.arguments):
                answer = assault.client.get(address)
                assault.note(answer, f"GET {address}")
                answer.close()
                if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
                    continue
                found, filters = forms_and_filters(address, answer.content.decode())
                if address not in visited:
                    assault.filters(address, filters)
                visited.add(address)
                for form in found:
                    name = resolve(urlsplit(form.action).path).url_name
                    key = (name, tuple(sorted({one for one, _ in form.fields})))
                    if key not in attacked and name not in ("sign_out", "set_language"):
                        assault.form(form, len(attacked))
                    attacked.add(key)
    assert len(attacked) > 40, "forms were found"
    assert not (failed := [said for one in assaults for said in one.failed]), "\n".join(failed[:20])
    assert not (wrong := [said for one in assaults for said in one.unrecorded]), "\n".join(wrong[:20])
