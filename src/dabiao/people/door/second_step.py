"""The second step of signing in with a password: a code from an app, or a recovery code."""

from __future__ import annotations

import hashlib
import secrets
import time

from dabiao.people.door import totp, vault
from dabiao.people.models import Account, CodeGenerator, RecoveryCode
from dabiao.people.policy import Action
from dabiao.people.writing import writing

RECOVERY_CODES = 10
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which look alike on paper."""
GROUPS, GROUP = 4, 4
"""A recovery code is four groups of four letters: 80 bits, so that its plain digest may lie in the database."""


def is_asked_of(account: Account) -> bool:
    """Whether ``account`` has to show a code after its password."""
    return CodeGenerator.objects.filter(account=account).exists()


def set_up(account: Account, secret: bytes, code: str) -> list[str] | None:
    """Ask for codes from now on, once ``code`` shows that the app has the secret. Gives the recovery codes.

    None when the code is wrong; nothing has changed then.
    """
    step = totp.matching_step(secret, _plain(code), totp.step_at(time.time()), after=-1)
    if step is None:
        return None
    with writing(account, Action.KEEP_OWN_ACCOUNT, "code_generator", str(account.pk)) as entry:
        CodeGenerator.objects.update_or_create(
            account=account, defaults={"secret": vault.sealed(secret), "last_step": step}
        )
        entry.after = {"asked": True}
        return _new_recovery_codes(account)


def remove(account: Account) -> None:
    """Ask for no codes any more."""
    with writing(account, Action.KEEP_OWN_ACCOUNT, "code_generator", str(account.pk)) as entry:
        _forget(account)
        entry.after = {"asked": False}


def remove_for(actor: Account, account: Account) -> None:
    """Remove the codes and the passkeys of somebody who lost phone and recovery codes."""
    with writing(actor, Action.CHANGE_ACCOUNTS, "code_generator", str(account.pk)) as entry:
        entry.after = {"account": account.username, "asked": False, "passkeys_removed": forget(account)}


def forget(account: Account) -> int:
    """Remove codes and passkeys; part of a write. Gives how many passkeys there were."""
    _forget(account)
    passkeys, _ = account.passkeys.all().delete()
    return passkeys


def renew_recovery_codes(account: Account) -> list[str]:
    """Make new recovery codes; the old ones no longer work."""
    with writing(account, Action.KEEP_OWN_ACCOUNT, "recovery_codes", str(account.pk)) as entry:
        entry.after = {"made": RECOVERY_CODES}
        return _new_recovery_codes(account)


def take_code(account: Account, code: str) -> bool:
    """Whether ``code`` is the app's of this half minute or its neighbours; each is taken once."""
    generator = CodeGenerator.objects.filter(account=account).first()
    secret = vault.opened(generator.secret) if generator else None
    if generator is None or secret is None:
        return False
    step = totp.matching_step(secret, _plain(code), totp.step_at(time.time()), after=generator.last_step)
    if step is None:
        return False
    # In one statement, so that of two who type the same code at once only one gets in.
    return bool(CodeGenerator.objects.filter(pk=generator.pk, last_step__lt=step).update(last_step=step))


def take_recovery_code(account: Account, code: str) -> bool:
    """Whether ``code`` is a recovery code that was not used before; it is used up by asking."""
    digest = _digest(_plain(code).upper())
    if not account.recovery_codes.filter(digest=digest).exists():
        return False
    with writing(account, Action.KEEP_OWN_ACCOUNT, "recovery_code", str(account.pk)) as entry:
        used, _ = RecoveryCode.objects.filter(account=account, digest=digest).delete()
        entry.after = {"used": used, "left": account.recovery_codes.count()}
    return bool(used)


def _new_recovery_codes(account: Account) -> list[str]:
    account.recovery_codes.all().delete()
    drawn = ["".join(secrets.choice(LETTERS) for _ in range(GROUPS * GROUP)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(account=account, digest=_digest(one)) for one in drawn)
    return ["-".join(one[at : at + GROUP] for at in range(0, len(one), GROUP)) for one in drawn]


def _forget(account: Account) -> None:
    account.recovery_codes.all().delete()
    CodeGenerator.objects.filter(account=account).delete()


def _plain(code: str) -> str:
    """The code without the spaces and hyphens people type."""
    return "".join(one for one in code if one.isalnum())


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
