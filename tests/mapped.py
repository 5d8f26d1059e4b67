"""Field workbooks on their way in through the pages, with the answers that their truth gives."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from field_workbooks import FieldWorkbook, field_workbooks, organisations, register
from imported import checked

from dabiao.core.field.mapping import LEFT_OUT, Kind, item_target
from dabiao.core.field.propose import NO_ROUND
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.places.models import Site
from dabiao.rounds.mapping_actions import mapping_of
from dabiao.rounds.mapping_entries import Entry, Lines
from dabiao.rounds.mapping_targets import Targets
from dabiao.rounds.models import Import, ImportMapping
from dabiao.rounds.vocabulary import vocabulary_of
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.pack_files import load_pack
from dabiao.standards.queries import DEFAULT_PACK


def known_district() -> None:
    """Store the register and the organisations that the field workbooks speak of."""
    Site.objects.bulk_create(
        Site(
            site_id=one.site_id,
            name=one.name,
            site_type=one.site_type,
            street=one.street,
            community=one.community,
            unit=one.unit,
        )
        for one in register()
    )
    for one in organisations():
        kind = OrganisationKind.STREET if one.kind == "街道" else OrganisationKind.DEPARTMENT
        Organisation.objects.get_or_create(name=one.name, defaults={"kind": kind})


def workbook(name: str) -> FieldWorkbook:
    """An open field workbook by the name of its kind."""
    return next(one for one in field_workbooks("open") if one.path.stem == name)


def handed_in(office: Account, book: FieldWorkbook, name: str = "") -> Import:
    """Hand a field workbook in and let the program look at it."""
    return checked(office, SimpleUploadedFile(name or book.path.name, book.path.read_bytes()))


def lines_of(shown: Import) -> Lines:
    """The lines of an import's mapping page."""
    found = ImportMapping.objects.get(source=shown)
    return Lines(mapping_of(found), Targets(vocabulary_of(load_pack(DEFAULT_PACK))), found.samples)


def answers(shown: Import, book: FieldWorkbook) -> dict[str, str]:
    """What a person who knows the truth of ``book`` fills in on the page of questions."""
    lines = lines_of(shown)
    sent = {"version": str(ImportMapping.objects.get(source=shown).version), "show": "ask"}
    for one in lines.of("ask"):
        sent.update(_answer(one, book, lines.targets))
    return sent


def _answer(asked: Entry, book: FieldWorkbook, targets: Targets) -> Mapping[str, str]:
    chosen, typed = f"e-{asked.key}", f"o-{asked.key}"
    if asked.kind is Kind.ROUND:
        return {typed: book.default_round if asked.written == NO_ROUND else asked.written}
    if asked.kind is Kind.ITEM:
        item = book.items.get(asked.written)
        if item is None:
            return {chosen: "" if asked.optional else LEFT_OUT}
        pack = {(one.standard_id, one.text): one.id for one in targets.vocabulary.framework.items}
        return {typed: targets.label(Kind.ITEM, item_target(item[0], pack[item]))}
    if asked.kind is Kind.SITE:
        place = book.places[asked.written]
        return {chosen: place.site_id or LEFT_OUT}
    return {chosen: asked.chosen}


def filled_in(client: Client, shown: Import, book: FieldWorkbook, **more: str) -> Import:
    """Answer every question by the truth, ask for the check, and let it run."""
    sent = {**answers(shown, book), "go": "check", **more}
    answer = client.post(reverse("import_mapping", args=[shown.pk]), sent)
    assert answer.status_code == 302, answer.content.decode()
    run_waiting_jobs()
    return Import.objects.get(pk=shown.pk)
