"""From the text of a speech, plan or circular to its outline: headings, tasks, and what became of every sentence.

Rules only, no model: the same text gives the same outline, and each judgement names the words that decided.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dabiao.core.outline.context import Context, Tilt, announced_by, tilt_of
from dabiao.core.outline.formal import Form, form_of
from dabiao.core.outline.marks import COUNTED, Mark
from dabiao.core.outline.model import Announcement, Heading, Outline, Reason, Sentence
from dabiao.core.outline.numerals import value_of
from dabiao.core.outline.sentences import Piece, pieces
from dabiao.core.outline.sequences import marks_of
from dabiao.core.outline.tasks import judge
from dabiao.core.outline.text import COMMAS, Paragraph, ends_sentence, paragraphs

_PLAN = re.compile(r"方案|通知|计划|要点|办法|细则|预案|责任书|清单|措施$")
_PROMISE = re.compile(
    r"([一二三四五六七八九十两]|\d{1,2})(?:点|条|个方面)(?:意见|要求|建议|看法|想法|体会)?[。：:，,]?$"
)


def outline_of(text: str) -> Outline:
    """Read a document. ``text`` may have its line breaks anywhere, or have lost them."""
    parts = paragraphs(text)
    body = ["" if part.furniture else part.text for part in parts]
    form = form_of(body)
    free = [
        ""
        if at in form.formal or (at in form.title and at != form.title[-1])
        else _behind_title(one, at, form)
        for at, one in enumerate(body)
    ]
    marks = marks_of(free)
    return _Writer(parts, free, form, marks).outline()


def _behind_title(text: str, at: int, form: Form) -> str:
    """A paragraph with the title in it blanked out: positions stay what they are."""
    if not form.title or at != form.title[-1]:
        return text
    return " " * form.title_end + text[form.title_end :]


@dataclass
class _Section:
    """Where the writer is: headings above, and what was announced."""

    path: tuple[int, ...] = ()
    announced: Tilt = Tilt.NEITHER


class _Writer:
    """Puts the outline together, paragraph by paragraph."""

    def __init__(
        self, parts: Sequence[Paragraph], free: Sequence[str], form: Form, marks: Sequence[Mark]
    ) -> None:
        self.parts, self.free, self.form, self.marked = parts, free, form, bool(marks)
        self.headings: list[Heading] = []
        self.sentences: list[Sentence] = []
        self.section = _Section()
        self.after_task = False
        self.offsets = []
        at = 0
        for part in parts:
            self.offsets.append(at)
            at += len(part.text) + 1
        self.text = "\n".join(part.text for part in parts)
        self.ours: defaultdict[int, list[Mark]] = defaultdict(list)
        for mark in marks:
            self.ours[mark.paragraph].append(mark)
        self.counted = {
            (mark.paragraph, mark.start) for mark in marks if mark.level == COUNTED and mark.value == 1
        }
        self.title = self._title()
        self.plan = bool(_PLAN.search(self.title[0][-12:]))

    def outline(self) -> Outline:
        for at, part in enumerate(self.parts):
            if part.furniture:
                self._furniture(at)
            elif at in self.form.formal:
                self._sentence(at, 0, len(part.text), Reason.FORMAL, "")
            elif self.free[at].strip():
                self._paragraph(at)
        title, start, end = self.title
        return Outline(
            text=self.text,
            title=title,
            title_start=start,
            title_end=end,
            headings=tuple(self.headings),
            sentences=tuple(self.sentences),
            truncated=self._truncated(),
            missing=tuple(self._missing()),
        )

    def _title(self) -> tuple[str, int, int]:
        if not self.form.title:
            return "", 0, 0
        first, last = self.form.title[0], self.form.title[-1]
        start, end = self.offsets[first], self.offsets[last] + self.form.title_end
        lines = [self.parts[at].text for at in self.form.title[:-1]] + [
            self.parts[last].text[: self.form.title_end]
        ]
        return "".join(line.strip() for line in lines), start, end

    def _furniture(self, at: int) -> None:
        text = self.parts[at].text
        for piece in pieces(text, []):
            self._sentence(at, piece.start, piece.end, Reason.FURNITURE, "")

    def _paragraph(self, at: int) -> None:
        text = self.free[at]
        self.after_task = False
        for piece in pieces(text, self.ours[at]):
            if piece.mark is not None:
                self._heading(at, piece, piece.mark)
            if piece.sentence:
                self._judged(at, piece)

    def _heading(self, at: int, piece: Piece, mark: Mark) -> None:
        base = self.offsets[at]
        path = tuple(one for one in self.section.path if self.headings[one].level < mark.level)
        self.headings.append(
            Heading(
                level=mark.level,
                number=mark.number,
                text=self.parts[at].text[piece.start : piece.heading_end].strip(),
                mark_start=base + mark.start,
                start=base + piece.start,
                end=base + piece.heading_end,
                closed_at=base + piece.end,
                is_sentence=piece.sentence,
                path=path,
            )
        )
        if mark.level < COUNTED:
            self.section.announced = Tilt.NEITHER
        self.section.path = (*path, len(self.headings) - 1)
        self.after_task = False

    def _judged(self, at: int, piece: Piece) -> None:
        text = self.parts[at].text[piece.start : piece.end]
        own = piece.mark
        path = self.section.path[:-1] if own is not None else self.section.path
        counted = own is not None and own.level == COUNTED
        context = Context(
            tilt=self._tilt(path),
            announced=self.section.announced,
            counted=counted or any(self.headings[one].level == COUNTED for one in path),
            item=own is not None and not counted,
            plan=self.plan,
            before_first_heading=not self.headings and self.marked,
            after_task=self.after_task,
        )
        ordered = counted and own is not None and own.number.endswith("要")
        judged = judge(f"要{text}" if ordered else text, context)
        self._sentence(at, piece.start, piece.end, judged.reason, judged.cue, path)
        self.after_task = judged.reason is None
        counted_next = (at, piece.end) in self.counted or (at, piece.end + 1) in self.counted
        if text.rstrip()[-1:] in ("：", ":") or counted_next:
            self.section.announced = announced_by(text)

    def _tilt(self, path: Sequence[int]) -> Tilt:
        for one in reversed(path):
            if self.headings[one].level < COUNTED:
                found = tilt_of(self.headings[one].text)
                if found is not Tilt.NEITHER:
                    return found
        return Tilt.NEITHER

    def _sentence(
        self, at: int, start: int, end: int, reason: Reason | None, cue: str, path: tuple[int, ...] = ()
    ) -> None:
        base = self.offsets[at]
        self.sentences.append(
            Sentence(self.parts[at].text[start:end], base + start, base + end, reason, cue, path)
        )

    def _truncated(self) -> bool:
        """Whether the last of the document's own words stop short."""
        last = next((n for n in range(len(self.parts) - 1, -1, -1) if not self.parts[n].furniture), None)
        if last is None or last in self.form.formal or not self.free[last].strip():
            return False
        text = self.free[last].rstrip()
        heading = self.headings[-1] if self.headings else None
        if heading and not heading.is_sentence and heading.end == self.offsets[last] + len(text):
            return heading.level <= 2 or text[-1] in COMMAS
        return not ends_sentence(text) or text[-1] in "：:"

    def _missing(self) -> list[Announcement]:
        """Promised points of the first level that did not come."""
        tops = sum(1 for one in self.headings if one.level == 1)
        for one in self.sentences:
            found = _PROMISE.search(one.text) if not one.path and one.reason is Reason.BACKGROUND else None
            promised = (2 if found[1] == "两" else value_of(found[1])) if found else None
            if promised and 0 < tops < promised:
                return [Announcement(one.text, promised, tops)]
        return []
