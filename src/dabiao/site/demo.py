"""The demo district: made up, seeded, and built through the same actions that real data takes."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Model

from dabiao.core.defects import BadInput, Defect
from dabiao.core.simulate import Truth
from dabiao.core.simulate_district import District, Plan, simulate_district
from dabiao.core.simulate_places import Place
from dabiao.house import demo_mark
from dabiao.house.transactions import take_turn
from dabiao.office.observation_workbook import write_observations
from dabiao.people.models import Account, Line, Organisation, OrganisationKind, Placement, Post, Role
from dabiao.places.actions import SiteEntry, register_sites
from dabiao.places.models import Site
from dabiao.rounds.actions import accept_import, upload_workbook
from dabiao.rounds.models import Import, ImportState
from dabiao.site.commands.simulate import days
from dabiao.site.demo_accounts import DEPUTY, add_deputy
from dabiao.site.demo_breakdown import build_breakdown
from dabiao.site.demo_burden import build_burden_demo
from dabiao.site.demo_cycle import build_cycle
from dabiao.site.demo_letters import demo_letters
from dabiao.site.demo_notices import send_demo_notices
from dabiao.site.demo_outside import build_outside
from dabiao.site.demo_press import add_pressed_speech
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.actions import choose_pack
from dabiao.standards.models import PackInUse
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

DEMO_PASSWORD = "dabiao-demo"  # noqa: S105  # printed at start-up; the server listens on loopback only
ROUNDS = 8
"""Monthly rounds: enough for a history and for every class to occur."""

CHECKS = 10
"""Places per type and round on average: a well-staffed office, so that fewer standards are 证据不足."""
TRUTH = Truth(type_mean=3.2, standard_spread=1.0, instability=0.7)
"""A district in its second year: most standards pass nearly everywhere, some swing, a few fail."""

DISTRICT = "示范区"

CAST = (
    ("office", "创建办 林主任", Role.OFFICE),
    ("leader", "周副区长", Role.LEADER),
    ("street", "街道联络员 吴敏", Role.STREET),
    ("unit", "责任单位联络员 郑凯", Role.UNIT),
    ("community", "社区联络员 秦岚", Role.COMMUNITY),
    ("inspector", "测评员 何苗", Role.INSPECTOR),
    ("system", "系统管理员 罗平", Role.SYSTEM_ADMINISTRATOR),
    ("security", "安全管理员 杜娟", Role.SECURITY_ADMINISTRATOR),
    ("audit", "审计管理员 贺川", Role.AUDIT_ADMINISTRATOR),
)


def is_built() -> bool:
    """Whether this data folder holds the finished demo district."""
    return demo_mark.state() is demo_mark.State.BUILT


def check_folder() -> None:
    """Refuse to open a folder whose file and data disagree about the demo. Raises BadInput."""
    shown_accounts = Account.objects.filter(username__in=[one[0] for one in CAST], password_ages=False)
    demo_mark.check_folder(looks_like_the_demo=shown_accounts.count() == len(CAST))


def has_data() -> bool:
    """Whether this data folder holds anything of a district: people, organisations, places, imports, or files."""
    kinds: tuple[type[Model], ...] = (Account, Organisation, Site, Import, PackInUse)
    home = settings.HOME
    folders = (home.lake, home.uploads, home.documents, home.path / "packs")
    return any(kind._default_manager.exists() for kind in kinds) or any(
        next(folder.iterdir(), None) for folder in folders if folder.is_dir()
    )


def refuse_other_data() -> None:
    """Raise BadInput in a folder that holds anything that is not the demo's."""
    if has_data():
        raise BadInput(
            Defect(
                "文件夹里已有别的数据，示范城区没有写入。请用 DABIAO_HOME 指一个新文件夹",
                str(settings.HOME.path),
            )
        )


def account_lines() -> list[str]:
    """Say who can sign in to the demo; nothing for a real district."""
    if not is_built():
        return []
    accounts = "、".join(
        f"{name}（{shown}）" for name, shown in (*((one[0], one[1]) for one in CAST), DEPUTY)
    )
    return [f"示范账号：{accounts}", f"密码都是：{DEMO_PASSWORD}"]


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
