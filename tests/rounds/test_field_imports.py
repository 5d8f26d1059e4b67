"""Workbooks of any shape on their way in: understood, asked about, checked, previewed, accepted."""

from __future__ import annotations

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from field_workbooks import field_workbooks, organisations, register
from imported import checked

from dabiao.people.models import Organisation, OrganisationKind
from dabiao.places.models import Site
from dabiao.rounds.models import ImportState
from dabiao.site.home_folder import HomeFolder

pytestmark = pytest.mark.django_db(transaction=True)


def known_district() -> None:
    """The register and the organisations of the field workbooks."""
    Site.objects.bulk_create(
        Site(site_id=o.site_id, name=o.name, site_type=o.site_type, street=o.street, community=o.community, unit=o.unit)
        for o in register()
    )
    for one in organisations():
        kind = OrganisationKind.STREET if one.kind == "街道" else OrganisationKind.DEPARTMENT
        Organisation.objects.get_or_create(name=one.name, defaults={"kind": kind})


@pytest.mark.parametrize("name", [one.path.name for one in field_workbooks("open")])
def test_try(cast: Cast, home: HomeFolder, name: str) -> None:
    known_district()
    found = next(one for one in field_workbooks("open") if one.path.name == name)
    done = checked(cast.创建办, SimpleUploadedFile(name, found.path.read_bytes()))
    from dabiao.rounds.models import ImportMapping
    from dabiao.rounds.mapping_actions import mapping_of
    m = mapping_of(ImportMapping.objects.get())
    print(name, done.state, done.defects, len(m.questions))
    for q in m.questions[:5]: print("   ", q.kind, q.written, q.guess, q.confidence)
    assert done.state == ImportState.MAPPING
