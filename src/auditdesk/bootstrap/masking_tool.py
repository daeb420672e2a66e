"""The masking adapter as the use cases ask for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import BinaryIO

from auditdesk.domain.maskplan import Decisions, Value
from auditdesk.domain.maskrules import NO_CASE, CaseFile, MaskRule, RuleKind
from auditdesk.domain.spans import Kind, Span
from auditdesk.masking import previews
from auditdesk.masking.decoding import decode
from auditdesk.masking.detector import Detector
from auditdesk.masking.filenames import safe_name
from auditdesk.masking.files import FileMasker
from auditdesk.masking.names import NameModel, available
from auditdesk.masking.ocr import Reader
from auditdesk.masking.pseudonyms import Pseudonyms
from auditdesk.masking.results import MaskResult
from auditdesk.masking.styles import BY_KIND, Style, Styles, mask_value, style_named
from auditdesk.masking.text import Masker, mask_text
from auditdesk.masking.values import decided_value
from auditdesk.services.jobs import Progress
from auditdesk.services.toolbox import FilePlan, LeftOver, MaskedFile

_BATCH = 256
_NO_KEY = b"\x00" * 32
# What a note may never hold; names of colleagues and places are wanted there.
_IN_NOTES = frozenset({
    Kind.ID_CARD, Kind.PHONE, Kind.BANK_CARD, Kind.EMAIL, Kind.PLATE, Kind.PASSPORT, Kind.PERMIT, Kind.WECHAT,
    Kind.QQ,
})  # fmt: skip


class MaskingTool:
    """Fulfils `services.toolbox.Masking`."""

    def __init__(self) -> None:
        self._detector = Detector()
        self._named = self._detector.with_names(NameModel()) if available() else self._detector
        self._reader = Reader()
        self._of_case: tuple[CaseFile, bool, Detector] = (NO_CASE, True, self._named)

    def knows_names(self) -> bool:
        """Whether the name model is installed."""
        return self._named is not self._detector

    def plan_file(
        self, source: BinaryIO, name: str, *, progress: Progress, case: CaseFile = NO_CASE
    ) -> FilePlan:
        """Texts and findings of a file, for review."""
        return FilePlan(*self._files(case).plan(source, name, progress))

    def normal_value(self, kind: Kind, text: str) -> str:
        """The spelling that decides whether two texts are one value."""
        return decided_value(kind, text)

    def stand_ins(
        self, texts: Sequence[tuple[str, Sequence[Span]]], *, key: bytes, style: str,
        typed: Mapping[Value, str],
    ) -> list[list[str]]:  # fmt: skip
        """What would be written instead of every span of every text."""
        return previews.stand_ins(texts, styles_named(style), Pseudonyms(key), typed)

    def page_picture(self, data: bytes, name: str, page: int) -> bytes | None:
        """A page as PNG."""
        return previews.page_picture(data, name, page)

    def detect(self, text: str, *, case: CaseFile = NO_CASE, names: bool = True) -> tuple[Span, ...]:
        """Personal data in a text."""
        return self._for(case, names=names).detect(text)

    def detect_many(
        self, texts: Iterable[str], *, case: CaseFile = NO_CASE, names: bool = True
    ) -> Iterator[tuple[Span, ...]]:
        """The same for many texts, in batches."""
        detector = self._for(case, names=names)
        remaining = iter(texts)
        while batch := list(itertools.islice(remaining, _BATCH)):
            yield from detector.detect_many(batch)

    def try_rule(self, rule: MaskRule, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """What one rule alone finds; an exception finds what it would spare."""
        active = replace(rule, active=True)
        if rule.kind is not RuleKind.EXCEPTION:
            detector = self._detector.with_case(CaseFile((active,)))
            return [
                tuple(span for span in spans if span.label == rule.name)
                for spans in detector.detect_many(texts)
            ]
        kept = [set(spans) for spans in self._detector.with_case(CaseFile((active,))).detect_many(texts)]
        every = self._detector.detect_many(texts)
        return [
            tuple(span for span in spans if span not in left) for spans, left in zip(every, kept, strict=True)
        ]

    def read_text(self, data: bytes, name: str) -> str:
        """Decode a text file."""
        return decode(data, name)

    def mask_text(self, text: str, *, key: bytes, style: str = "keep", case: CaseFile = NO_CASE) -> str:
        """The text with personal data masked."""
        detector = self._for(case)
        return Masker(detector, styles_named(style), _pseudonyms(key, case)).text(text)

    def mask_note(self, text: str) -> str:
        """A note with structured personal data masked; keep-first/last needs no key."""
        spans = [span for span in self._detector.detect(text) if span.kind in _IN_NOTES]
        return mask_text(text, spans, Style.KEEP, Pseudonyms(_NO_KEY)).text if spans else text

    def mask_file(
        self, source: BinaryIO, name: str, *, key: bytes, style: str, progress: Progress,
        decisions: Decisions | None = None, case: CaseFile = NO_CASE,
    ) -> MaskedFile:  # fmt: skip
        """A masked copy of a file."""
        pseudonyms = _pseudonyms(key, case)
        done = self._files(case).mask(
            source, name, style=styles_named(style), pseudonyms=pseudonyms, progress=progress,
            decisions=decisions,
        )  # fmt: skip
        return _told(done, pseudonyms)

    def mask_file_to(
        self, source: BinaryIO, name: str, sink: BinaryIO, *, key: bytes, style: str, progress: Progress,
        case: CaseFile = NO_CASE,
    ) -> MaskedFile:  # fmt: skip
        """A masked copy of a file, written into a sink."""
        chosen, pseudonyms = styles_named(style), _pseudonyms(key, case)
        done = self._files(case).mask_to(
            source, name, sink, style=chosen, pseudonyms=pseudonyms, progress=progress
        )
        return _told(done, pseudonyms)

    def mask_name(self, name: str, *, key: bytes, style: str) -> str:
        """The name of a file or folder without personal data."""
        masker = Masker(self._detector, styles_named(style), Pseudonyms(key))
        return safe_name(masker, name)

    def _files(self, case: CaseFile) -> FileMasker:
        return FileMasker(self._for(case), self._reader)

    def _for(self, case: CaseFile, *, names: bool = True) -> Detector:
        """Detection with a case; the last case is kept, because files of one case come together."""
        known, with_names, detector = self._of_case
        if known != case or with_names != names:
            detector = (self._named if names else self._detector).with_case(case)
            self._of_case = (case, names, detector)
        return detector


def _pseudonyms(key: bytes, case: CaseFile) -> Pseudonyms:
    made = Pseudonyms(key)
    made.learn(case.people)
    return made


def _told(done: MaskResult, pseudonyms: Pseudonyms) -> MaskedFile:
    """A result as use cases know it."""
    left = tuple(
        LeftOver(one.kind, one.place, mask_value(one.kind, one.text, Style.KEEP, Pseudonyms(_NO_KEY)))
        for one in done.residue
    )
    residue = tuple(f"{one.place}: {one.text}" for one in done.residue)
    return MaskedFile(
        done.data, done.filename, done.media_type, done.counts, residue, done.notes, left, pseudonyms.uses()
    )


def styles_named(name: str) -> Styles:
    """The style of a name, ``by_kind`` included; raises `BadInputError`."""
    return BY_KIND if name == "by_kind" else style_named(name)
