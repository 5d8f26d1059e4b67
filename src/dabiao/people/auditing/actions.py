"""Check the chain, and take it away as a file: each leaves an entry of its own."""

from __future__ import annotations

from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.house import audit
from dabiao.house.audit_chain import Break, find_break, read_noted
from dabiao.house.audit_export import write_export
from dabiao.house.audit_file import Header
from dabiao.house.models import AuditEntry
from dabiao.people import policy
from dabiao.people.auditing.queries import CHECK, EXPORT
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing


def checked_note(expect: str) -> str:
    """Make sure that an entry noted elsewhere was copied as ``NUMBER:DIGEST``; empty stays empty. Raises BadInput."""
    noted = expect.strip()
    if noted and read_noted(noted) is None:
        raise BadInput(Defect("看不懂。请照抄“编号:摘要”，摘要是 64 位十六进制数", "抄下的一条"))
    return noted


def check_chain(actor: Account, expect: str = "") -> Break | None:
    """Check every entry there is now; None when the chain is whole and has the noted entry, if one is given."""
    policy.require(actor, Action.SEE_AUDIT)
    noted = checked_note(expect)
    last, digest = audit.head()
    broken = find_break(audit.stored_links(last)) or _missing(noted)
    with writing(actor, Action.SEE_AUDIT, CHECK, str(last)) as entry:
        entry.after = {
            "checked": last,
            "last_digest": digest,
            "intact": broken is None,
            "broken_at": broken.number if broken else None,
            "said": broken.said if broken else None,
        }
    return broken


def export_chain(actor: Account, path: Path) -> Header:
    """Write the whole chain to ``path``. Its last entry is that of this export. OSError when it cannot be written."""
    with writing(actor, Action.SEE_AUDIT, EXPORT) as entry:
        last, _ = audit.head()
        entry.resource_id = str(last + 1)
        entry.after = {"count": last + 1}
    return write_export(path)


def _missing(noted: str) -> Break | None:
    found = read_noted(noted)
    if found is None or AuditEntry.objects.filter(number=found[0], digest=found[1]).exists():
        return None
    return Break(found[0], f"没有抄下的第 {found[0]} 条，或它的摘要不同：那之后的记录被截断或重写过")
