"""Read letters: everything is limited to what the asker may see.

Whoever drafts letters sees all of them. Others see those of their own organisations, from the moment they were sent
for comment: a draft is nobody's business yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from dabiao.core.letter_proof import Side, SignedStatement, content_digest
from dabiao.core.letter_text import LetterText, text_of
from dabiao.core.sm2 import PublicKey
from dabiao.duties.letters.models import (
    Comment,
    Letter,
    LetterSignature,
    LetterState,
    LetterVersion,
    ScannedCopy,
    YearEndEvaluation,
)
from dabiao.duties.letters.signing import sides_of
from dabiao.duties.letters.texts import text_of_version
from dabiao.house.paging import PAGE_SIZE, page_of
from dabiao.people import policy
from dabiao.people.models import Account, Organisation, OrganisationKind
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.policy import Action
from dabiao.standards.queries import framework_in_use

PARTIES = (
    OrganisationKind.CITY,
    OrganisationKind.DISTRICT,
    OrganisationKind.STREET,
    OrganisationKind.DEPARTMENT,
)
"""Kinds that give letters and evaluate them: a community answers to its street."""


def visible_letters(asker: Account) -> QuerySet[Letter]:
    """Letters the asker may know of. Raises PermissionDenied when none at all."""
    scope = policy.require(asker, Action.SEE_LETTERS)
    found = Letter.objects.select_related("party_a", "party_b")
    if not scope.everything:
        found = found.filter(
            Q(party_a__in=scope.organisations) | Q(party_b__in=scope.organisations),
            pk__in=visible_versions(asker).values("letter"),
        )
    elif not policy.may(asker, Action.DRAFT_LETTER):
        found = found.filter(pk__in=visible_versions(asker).values("letter"))
    return found


def visible_versions(asker: Account) -> QuerySet[LetterVersion]:
    """Versions of any letter that the asker may read, were it theirs: drafts for those who draft alone."""
    if policy.may(asker, Action.DRAFT_LETTER):
        return LetterVersion.objects.all()
    return LetterVersion.objects.exclude(state=LetterState.DRAFT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the list: year, state and a word of the party's name; empty for all."""

    year: int | None = None
    state: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter in the list, with the newest version the asker may read, and how many have signed it."""

    letter: Letter
    version: LetterVersion
    signed: int
    open_comments: int


def letter_lines(
    asker: Account, wanted: Wanted, before: int | None, size: int = PAGE_SIZE
) -> tuple[list[LetterLine], int | None]:
    """A page of letters, newest first, and the key of the following one.

    Two queries beside the policy's, however many there are.
    """
    newest = visible_versions(asker).filter(letter=OuterRef("pk")).order_by("-number")
    found = visible_letters(asker).annotate(
        newest=Subquery(newest.values("pk")[:1]), state=Subquery(newest.values("state")[:1])
    )
    if wanted.year:
        found = found.filter(year=wanted.year)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.name:
        found = found.filter(party_b__name__icontains=wanted.name)
    page = page_of(found, before, size)
    versions = {
        one.pk: one
        for one in LetterVersion.objects.filter(
            pk__in=[getattr(letter, "newest", None) for letter in page.rows]
        ).annotate(
            signed=Count("signatures", distinct=True),
            waiting=Count("comments", filter=Q(comments__agrees=False, comments__answer=""), distinct=True),
        )
    }
    lines = []
    for letter in page.rows:
        version = versions[getattr(letter, "newest", 0)]
        version.letter = letter
        lines.append(
            LetterLine(letter, version, getattr(version, "signed", 0), getattr(version, "waiting", 0))
        )
    return lines, page.next_key


def years(asker: Account) -> list[int]:
    """Years the asker's letters are of, newest first."""
    return list(visible_letters(asker).order_by("-year").values_list("year", flat=True).distinct())


def letters_by_id(asker: Account, ids: Sequence[int]) -> list[Letter]:
    """Those of the letters that the asker may know of."""
    return list(visible_letters(asker).filter(pk__in=ids).order_by("pk"))


@dataclass(frozen=True)
class LetterTold:
    """Everything the page of a letter shows, read in a fixed number of queries."""

    letter: Letter
    version: LetterVersion
    versions: Sequence[LetterVersion]
    text: LetterText
    comments: Sequence[Comment]
    signatures: Sequence[LetterSignature]
    scans: Sequence[ScannedCopy]
    evaluations: Sequence[YearEndEvaluation]
    sides: Sequence[Side]

    @property
    def is_newest(self) -> bool:
        """Whether no later version can be read."""
        return self.version.pk == self.versions[0].pk

    @property
    def is_comparable(self) -> bool:
        """Whether there are two wordings to lay side by side."""
        return len(self.versions) > 1 or getattr(self.version, "wordings", 0) > 1

    @property
    def is_intact(self) -> bool:
        """Whether the frozen content still has its digest: it could be changed behind our back, in the store."""
        return self.version.is_open or content_digest(self.version.content) == self.version.sm3

    @property
    def unanswered(self) -> int:
        """Comments that nobody has answered yet."""
        return sum(not one.agrees and not one.answer for one in self.comments)

    @property
    def may_sign(self) -> Side | None:
        """The side the asker is still to sign for."""
        signed = {one.side for one in self.signatures}
        if self.version.state != LetterState.FROZEN:
            return None
        return next((side for side in self.sides if side not in signed), None)


def letter_told(asker: Account, letter_id: int, number: int | None = None) -> LetterTold:
    """Read one letter, in version ``number`` or the newest. Raises Letter.DoesNotExist for what is not the asker's."""
    letter = visible_letters(asker).get(pk=letter_id)
    versions = list(
        visible_versions(asker)
        .filter(letter=letter)
        .select_related("amends", "frozen_by")
        .annotate(wordings=Count("revisions"))
        .order_by("-number")
    )
    version = next((one for one in versions if number is None or one.number == number), None)
    if version is None:
        raise Letter.DoesNotExist
    version.letter = letter
    return LetterTold(
        letter=letter,
        version=version,
        versions=versions,
        text=text_of_version(version) if version.is_open else text_of(version.content),
        comments=list(version.comments.select_related("by", "organisation", "answered_by")),
        signatures=list(version.signatures.select_related("by")),
        scans=list(version.scans.select_related("by")),
        evaluations=list(version.evaluations.prefetch_related("items__item")),
        sides=sides_of(asker, letter),
    )


def version_of(asker: Account, letter_id: int, number: int | None = None) -> LetterVersion:
    """One version, to do something with. Raises Letter.DoesNotExist."""
    found = visible_versions(asker).filter(letter=visible_letters(asker).get(pk=letter_id))
    if number is not None:
        found = found.filter(number=number)
    version = found.select_related("letter__party_a", "letter__party_b", "amends").order_by("-number").first()
    if version is None:
        raise Letter.DoesNotExist
    return version


def comment_of(asker: Account, letter_id: int, comment_id: int) -> Comment:
    """One comment of a letter. Raises Letter.DoesNotExist or Comment.DoesNotExist."""
    letter = visible_letters(asker).get(pk=letter_id)
    return Comment.objects.select_related("version__letter").get(pk=comment_id, version__letter=letter)


def scan_of(asker: Account, letter_id: int, scan_id: int) -> ScannedCopy:
    """One scan of a letter. Raises Letter.DoesNotExist or ScannedCopy.DoesNotExist."""
    letter = visible_letters(asker).get(pk=letter_id)
    return ScannedCopy.objects.get(pk=scan_id, version__letter=letter, version__in=visible_versions(asker))


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a letter at one point of its life. ``key`` is ``<version>.<revision>``; revision 0 is the draft."""

    key: str
    version: int
    revision: int
    at: object
    text: LetterText


def wordings(asker: Account, letter_id: int) -> list[Wording]:
    """Every wording the asker may compare, oldest first. Raises Letter.DoesNotExist."""
    letter = visible_letters(asker).get(pk=letter_id)
    found = []
    for version in (
        visible_versions(asker).filter(letter=letter).prefetch_related("revisions").order_by("number")
    ):
        kept = [
            Wording(
                f"{version.number}.{one.number}",
                version.number,
                one.number,
                one.made_at,
                text_of(one.text),
            )
            for one in version.revisions.all()
        ]
        if not kept:
            kept = [Wording(f"{version.number}.0", version.number, 0, None, text_of_version(version))]
        found += kept
    return found


def signed_statements(version: LetterVersion) -> list[SignedStatement]:
    """The signatures of a version, as its files carry them."""
    return [SignedStatement(one.statement, one.signature, one.public_key) for one in version.signatures.all()]


def fingerprint(signature: LetterSignature) -> str:
    """SM3 of the signer's public key."""
    return PublicKey.from_hex(signature.public_key).fingerprint


def to_comment(asker: Account) -> QuerySet[LetterVersion]:
    """Versions on which a unit of the asker's own posts has not said anything yet; none for whoever drafts."""
    if policy.may(asker, Action.DRAFT_LETTER):
        return LetterVersion.objects.none()
    said = Comment.objects.filter(version=OuterRef("pk"), organisation=OuterRef("letter__party_b"))
    own = policy.organisations_of(asker, Action.COMMENT_LETTER)
    found = LetterVersion.objects.filter(~Exists(said), state=LetterState.COMMENTING, letter__party_b__in=own)
    return found.select_related("letter__party_a").prefetch_related("revisions")


def to_sign(asker: Account) -> QuerySet[LetterVersion]:
    """Frozen versions between parties of the asker's own posts; all of them for a leader, who signs as 甲方."""
    own = policy.organisations_of(asker, Action.SIGN_LETTER)
    found = LetterVersion.objects.filter(state=LetterState.FROZEN)
    if not policy.require(asker, Action.SIGN_LETTER).everything:
        found = found.filter(Q(letter__party_a__in=own) | Q(letter__party_b__in=own))
    return found.select_related("letter__party_a").prefetch_related("signatures")


def units_to_sign(asker: Account) -> QuerySet[Organisation]:
    """Organisations a letter may be drafted for: open streets and departments."""
    policy.require(asker, Action.DRAFT_LETTER)
    return open_organisations(OrganisationKind.STREET, OrganisationKind.DEPARTMENT)


def givers(asker: Account) -> QuerySet[Organisation]:
    """Organisations that may be 甲方."""
    policy.require(asker, Action.DRAFT_LETTER)
    return open_organisations(*PARTIES)


def model_versions(asker: Account) -> QuerySet[LetterVersion]:
    """Versions whose wording a new letter may take over, newest first."""
    policy.require(asker, Action.DRAFT_LETTER)
    return LetterVersion.objects.select_related("letter__party_b").order_by("-pk")[:50]


def suggestions(asker: Account) -> Mapping[str, Sequence[object]]:
    """What the form for a letter's text suggests while one types: standards, and organisations that may evaluate."""
    policy.require(asker, Action.DRAFT_LETTER)
    return {
        "standards": list(framework_in_use().standards.values()),
        "evaluators": list(open_organisations(*PARTIES).values_list("name", flat=True)),
    }
