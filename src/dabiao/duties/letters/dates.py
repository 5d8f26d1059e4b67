"""By when a unit may comment on its letter, in its calendar."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Min, Q
from django.urls import reverse

from dabiao.duties.cycle.dates import Dated, kept_from
from dabiao.duties.letters.models import LetterVersion


def comment_deadlines(organisation_id: int) -> Iterator[Dated]:
    """Deadlines for the comments of one 乙方. Its reply is said in the title; a version that was frozen before the
    deadline takes no comments any more, and the deadline is called off. One query.
    """
    of_the_unit = Q(comments__organisation=F("letter__party_b"))
    versions = LetterVersion.objects.filter(
        letter__party_b=organisation_id, comment_due__gte=kept_from()
    ).annotate(sent=Min("revisions__made_at"), replied=Min("comments__at", filter=of_the_unit))
    for one in versions.select_related("letter").order_by("pk"):
        assert one.comment_due is not None, "it was sent"
        told = "（已回复）" if one.replied else ""
        happened = [at for at in (one.sent, one.replied, one.frozen_at) if at is not None]
        yield Dated(
            key=f"letter-{one.pk}",
            kind="责任书",
            title=f"{one.letter.year} 年责任书第 {one.number} 版提意见截止{told}",
            when=one.comment_due,
            address=reverse("letter", kwargs={"letter_id": one.letter_id}),
            revised_at=max(happened),
            sequence=len(happened) - 1,
            cancelled=one.frozen_at is not None and one.frozen_at < one.comment_due,
        )
