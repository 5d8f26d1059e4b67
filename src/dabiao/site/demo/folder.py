"""What is the demo's in a data folder, and what is not. Every command that opens one asks, so this builds nothing."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model

from dabiao.core.defects import BadInput, Defect
from dabiao.house import demo_mark
from dabiao.people.models import Account, Organisation
from dabiao.places.models import Site
from dabiao.rounds.models import Import
from dabiao.site.demo.cast import CAST, DEMO_PASSWORD, DEPUTY
from dabiao.standards.models import PackInUse


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
