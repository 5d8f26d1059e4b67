"""What people do with their own account, each with its audit entry."""

from __future__ import annotations

import uuid

from dabiao.people.door import sessions
from dabiao.people.models import Account, OpenSession, SessionEnd
from dabiao.people.policy import Action
from dabiao.people.writing import writing


def change_password(account: Account, new: str, here: OpenSession | None) -> None:
    """Set a new password and end every session but the one it is changed in."""
    with writing(account, Action.KEEP_OWN_ACCOUNT, "password", str(account.pk)) as entry:
        account.set_password(new)
        account.save(update_fields=["password"])
        entry.after = {"sessions_ended": sessions.end_all(account, SessionEnd.PASSWORD, keep=here)}


def end_session(account: Account, session_id: uuid.UUID) -> bool:
    """End one of one's own sessions; False when there is none of that id, whosever it may be."""
    with writing(account, Action.KEEP_OWN_ACCOUNT, "session") as entry:
        found = account.open_sessions.filter(pk=session_id, ended="").update(ended=SessionEnd.BY_OWNER)
        entry.after = {"ended": found}
    return bool(found)
