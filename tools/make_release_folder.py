"""Make a small, complete data folder with the code of a release, and note what it holds (``tools/release-folder``).

Every room has rows: the demo district with few rounds, and what the demo leaves out.
"""

from __future__ import annotations

import json
import os
import sys
import tarfile
from datetime import date, time
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

ROUNDS, CHECKS = 2, 3
"""Monthly rounds and places per type and round: so few that the packed folder stays below a megabyte."""

SEED = 11


def main() -> None:
    out = Path(sys.argv[1])
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["DABIAO_HOME"] = str(home)
        os.environ.pop("DABIAO_DATABASE", None)
        from dabiao.site.commands.serve import open_home
        from dabiao.site.home_folder import home_folder

        open_home(home_folder())
        from dabiao.site.demo import building

        building.ROUNDS, building.CHECKS = ROUNDS, CHECKS
        building.build(SEED)
        add_what_the_demo_leaves_out()
        from release_totals import totals

        noted = {
            "version": out.name.removesuffix(".tar.xz"),
            "made_by": version("dabiao"),
            "totals": totals(),
        }
        fold(home)
        with tarfile.open(out, "w:xz", preset=9) as archive:
            archive.add(
                home, "home", filter=lambda one: one.replace(uid=0, gid=0, uname="", gname="", deep=False)
            )
        out.with_name(f"{noted['version']}.json").write_text(
            json.dumps(noted, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
        )
    print(f"{out}: {out.stat().st_size} bytes")


def fold(home: Path) -> None:
    """Bring what stands in the write-ahead log into the database file, and leave that alone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for name in ("dabiao.sqlite3-wal", "dabiao.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)


def add_what_the_demo_leaves_out() -> None:
    from dabiao.people.models import Account

    office, system, security, street = (
        Account.objects.get(username=name) for name in ("office", "system", "security", "street")
    )
    issue_a_circular(office)
    change_organisations(system)
    secure_accounts(system, security, street)
    keep_digests(street)
    keep_papers(office)


def issue_a_circular(office: object) -> None:
    from dabiao.circulars.actions import CircularDraft, draft_circular

    draft_circular(
        office,
        CircularDraft(
            "关于二月测评情况的通报",
            "示范区创建办",
            "各街道，各责任单位",
            date(2026, 3, 2),
            "示创〔2026〕3号",
        ),
    )


def change_organisations(system: object) -> None:
    from dabiao.people.models import Organisation, OrganisationKind
    from dabiao.people.organisations.actions import merge_organisations, rename_organisation

    first, second, third = Organisation.objects.filter(kind=OrganisationKind.COMMUNITY).order_by("-pk")[:3]
    rename_organisation(system, first, f"{first.name}（新）")
    merge_organisations(system, [third], second)


def secure_accounts(system: object, security: object, street: object) -> None:
    from django.test import Client
    from django.utils import timezone

    from dabiao.people.complaints.models import ComplaintRules
    from dabiao.people.door.invitations import invite
    from dabiao.people.door.security import set_security
    from dabiao.people.door.vault import sealed
    from dabiao.people.models import CodeGenerator, LinkedIdentity, Passkey, RecoveryCode

    invite(system, street)
    set_security(security, {"idle_minutes": 20})
    ComplaintRules.objects.create(answer_days=4, set_by=security)
    CodeGenerator.objects.create(account=street, secret=sealed(b"12345678901234567890"), last_step=1)
    RecoveryCode.objects.create(account=street, digest="0" * 64)
    Passkey.objects.create(
        account=street,
        name="电脑",
        host="localhost",
        credential_id=b"\x00\xff\x01",
        credential=bytes(range(64)),
    )
    LinkedIdentity.objects.create(
        account=street, provider="district", subject="42", linked_by=system, linked_at=timezone.now()
    )
    Client(headers={"host": "127.0.0.1"}).force_login(street)


def keep_digests(street: object) -> None:
    from django.utils import timezone

    from dabiao.duties.cycle.feed_actions import open_feed
    from dabiao.people.me.actions import Choice, choose_digest, make_digest
    from dabiao.people.me.models import DigestDelivery

    choose_digest(street, Choice(True, time(8, 30), time(20), time(7), False))
    digest = make_digest(street, timezone.now())
    DigestDelivery.objects.create(digest=digest, channel="mail", at=timezone.now())
    open_feed(street, None)


def keep_papers(office: object) -> None:
    from django.conf import settings
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from dabiao.duties.letters.models import (
        EvaluatedItem,
        LetterState,
        LetterVersion,
        ScannedCopy,
        YearEndEvaluation,
    )
    from dabiao.duties.notices.files import WaitingFile, kept
    from dabiao.house import waiting_files
    from dabiao.house.audit_chain import sm3

    now = timezone.now()
    signed = LetterVersion.objects.filter(state=LetterState.SIGNED)[0]
    scan = b"%PDF-1.4\n%%EOF\n"
    (settings.HOME.documents / f"{sm3(scan)}.pdf").write_bytes(scan)
    ScannedCopy.objects.create(
        version=signed, file_name=f"{sm3(scan)}.pdf", original_name="签署件.pdf", size=len(scan), sm3=sm3(scan),
        meeting_date=now.date(), by=office, at=now,
    )  # fmt: skip
    total = YearEndEvaluation.objects.create(
        version=signed, total="91.25", deduction="0", computed_from="快照 1", by=office, at=now
    )
    item = signed.letteritems.order_by("pk")[0]
    EvaluatedItem.objects.create(evaluation=total, item=item, result="88.8", score="17.76")
    name = "点位.txt"
    from django.db import transaction

    with transaction.atomic(), kept(WaitingFile(waiting_files.keep(SimpleUploadedFile(name, b"1")), name)):
        pass


if __name__ == "__main__":
    main()
