"""Which roles one person must not hold together: whoever keeps the system, gives its rights or watches over both
is not the same person, and none of them runs the campaign (GB/T 22239—2019, 8.1.5.1 to 8.1.5.3).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dabiao.people.models import ADMINISTRATORS, Role

APART = frozenset({*ADMINISTRATORS, Role.OFFICE})
"""Of these, one person holds one."""


def conflict(roles_held: Iterable[str], new_role: str, small_office: bool) -> str | None:
    """Say why ``new_role`` cannot be given to somebody who holds ``roles_held``; None when it can.

    ``small_office`` is the setting of that name: an office of two people has to join what should be apart, and
    has said so with a reason.
    """
    if small_office or new_role not in APART:
        return None
    held = next((Role(role) for role in roles_held if role in APART and role != new_role), None)
    if held is None:
        return None
    return _(
        "“%(held)s”和“%(new)s”不能由同一个人担任，没有任命。请另选一人；"
        "人手确实不够的，请安全管理员在“安全设置”里写明理由，采用小单位模式"
    ) % {"held": held.label, "new": Role(new_role).label}
