"""Building the demo district, from its accounts to its circular."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from dabiao.core.simulation.district import District, Plan, simulate_district
from dabiao.core.simulation.places import Place
from dabiao.core.simulation.twin import Truth
from dabiao.house import demo_mark
from dabiao.house.transactions import take_turn
from dabiao.office.observation_workbook import write_observations
from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role
from dabiao.places.actions import SiteEntry, register_sites
from dabiao.rounds.actions import accept_import, upload_workbook
from dabiao.rounds.models import Import, ImportState
from dabiao.site.commands.simulate import days
from dabiao.site.demo.breakdown import build_breakdown
from dabiao.site.demo.burden import build_burden_demo
from dabiao.site.demo.cast import CAST, DEMO_PASSWORD
from dabiao.site.demo.cycle import build_cycle
from dabiao.site.demo.deputy import add_deputy
from dabiao.site.demo.folder import refuse_other_data
from dabiao.site.demo.letters import demo_letters
from dabiao.site.demo.notices import send_demo_notices
from dabiao.site.demo.outside import build_outside
from dabiao.site.demo.press import add_pressed_speech
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.actions import choose_pack
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

ROUNDS = 8
"""Monthly rounds: enough for a history and for every class to occur."""

CHECKS = 10
"""Places per type and round on average: a well-staffed office, so that fewer standards are 证据不足."""
TRUTH = Truth(type_mean=3.2, standard_spread=1.0, instability=0.7)
"""A district in its second year: most standards pass nearly everywhere, some swing, a few fail."""

DISTRICT = "示范区"


def build(seed: int) -> None:
    """Make the district: accounts, pack, places, and all its rounds as one workbook that is imported.

    Raises BadInput in a folder that holds anything else.
    """
    with (
        transaction.atomic()
    ):  # together: whoever founds a real district here just now finds one or the other
        take_turn()
        refuse_other_data()
        demo_mark.begin()
    plan = Plan(days=days(ROUNDS), checks=CHECKS, truth=TRUTH)
    framework = framework_in_use()
    twin = simulate_district(np.random.default_rng(seed), plan, framework)
    _organisations(twin)
    office = _people(twin.places[0])
    add_deputy(DEMO_PASSWORD)
    build_burden_demo()  # first: it asks in the past, and finds the present week empty
    choose_pack(office, DEFAULT_PACK)
    build_cycle(office)
    register_sites(
        office,
        [
            SiteEntry(one.id, one.name, one.site_type, one.street, one.community, one.unit)
            for one in twin.places
        ],
    )
    titles = {kind.id: kind.title for kind in framework.site_types}
    with TemporaryDirectory() as folder:
        workbook = Path(folder) / "示范测评数据.xlsx"
        write_observations(twin.observations, workbook, titles)
        upload = SimpleUploadedFile(workbook.name, workbook.read_bytes())
    import_ = upload_workbook(office, upload, DEFAULT_PACK)
    run_waiting_jobs()
    accept_import(office, Import.objects.get(pk=import_.pk))
    run_waiting_jobs()
    assert Import.objects.get(pk=import_.pk).state == ImportState.STORED, (
        "the demo's own workbook is accepted"
    )
    build_breakdown(office, days(ROUNDS)[0], days(ROUNDS)[ROUNDS // 2])
    send_demo_notices(office)
    demo_letters(office)
    add_pressed_speech(office)
    build_outside(office)
    demo_mark.finish()


def _organisations(twin: District) -> None:
    """Build the tree: 示范区, its streets and departments, and the communities that places lie in."""
    district = Organisation.objects.create(kind=OrganisationKind.DISTRICT, name=DISTRICT)
    made = {
        one.name: Organisation.objects.create(
            kind=OrganisationKind.STREET if one.kind == "街道" else OrganisationKind.DEPARTMENT,
            name=one.name,
            ranking_group=one.group,
        )
        for one in twin.organisations
    }
    below = [(one, district) for one in made.values()]
    for street, community in sorted({(one.street, one.community) for one in twin.places if one.community}):
        placed = Organisation.objects.create(kind=OrganisationKind.COMMUNITY, name=community)
        below.append((placed, made[street]))
    since = days(ROUNDS)[0]
    Placement.objects.bulk_create(
        Placement(organisation=one, parent=parent, line=Line.TERRITORY, since=since) for one, parent in below
    )


def _people(place: Place) -> Account:
    """Give everybody a post: the liaisons at the street, community and unit of ``place``, the others at 示范区."""
    names = {Role.STREET: place.street, Role.COMMUNITY: place.community, Role.UNIT: place.unit}
    found: dict[str, Account] = {}
    for username, display_name, role in CAST:
        organisation = Organisation.objects.filter(name=names.get(role, DISTRICT)).order_by("pk")[0]
        found[role] = Account.objects.create_account(username, display_name, DEMO_PASSWORD)
        found[role].password_ages = False  # everybody who starts the demo is told it
        found[role].save(update_fields=["password_ages"])
        Post.objects.create(account=found[role], role=role, organisation=organisation, since=days(ROUNDS)[0])
    return found[Role.OFFICE]
