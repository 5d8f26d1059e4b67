"""Tables of the people room: organisations, accounts and posts, and what signing in remembers."""

from dabiao.people.models.accounts import (
    ADMINISTRATORS,
    Account,
    AccountManager,
    HandOver,
    HandOverKind,
    Post,
    Role,
)
from dabiao.people.models.organisations import (
    NAMED_WITHIN_PARENT,
    FormerName,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    Succession,
    open_on,
)
from dabiao.people.models.security import (
    CodeGenerator,
    Invitation,
    LinkedIdentity,
    OpenSession,
    Passkey,
    PasswordRecord,
    RecoveryCode,
    SecuritySettings,
    SessionEnd,
)

__all__ = [
    "ADMINISTRATORS",
    "NAMED_WITHIN_PARENT",
    "Account",
    "AccountManager",
    "CodeGenerator",
    "FormerName",
    "HandOver",
    "HandOverKind",
    "Invitation",
    "Line",
    "LinkedIdentity",
    "OpenSession",
    "Organisation",
    "OrganisationKind",
    "Passkey",
    "PasswordRecord",
    "Placement",
    "Post",
    "RecoveryCode",
    "Role",
    "SecuritySettings",
    "SessionEnd",
    "Succession",
    "open_on",
]
