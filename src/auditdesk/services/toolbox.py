"""Heavy tools behind ports, made by the composition root when a use case first asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from auditdesk.domain.audits import Answer, Audit
from auditdesk.domain.checklists import Form
from auditdesk.domain.findings import Action, Finding
from auditdesk.domain.importing import FillPreview, ForeignPreview
from auditdesk.domain.signing import ReportVerification
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.domain.spans import Kind, Span
from auditdesk.services.jobs import Progress


@dataclass(frozen=True, slots=True)
class MaskedFile:
    """A masked copy: its bytes, its own (masked) name, what was replaced and what may be left."""

    data: bytes
    name: str
    media_type: str
    counts: Mapping[Kind, int]
    residue: tuple[str, ...]
    notes: tuple[str, ...]


class Masking(Protocol):
    """Detection and masking (DESIGN §5)."""

    def detect(self, text: str) -> tuple[Span, ...]:
        """Personal data in a text, offsets in code points."""

    def detect_many(self, texts: Iterable[str]) -> Iterator[tuple[Span, ...]]:
        """The same for many texts, in order; batches what is costly."""

    def read_text(self, data: bytes, name: str) -> str:
        """Decode a text file (UTF-8, GB18030 …); raises `BadInputError`."""

    def mask_text(self, text: str, *, key: bytes, style: str = "keep") -> str:
        """The text with personal data masked; ``key`` makes pseudonyms consistent."""

    def mask_note(self, text: str) -> str:
        """A note with structured personal data masked by keep-first/last, cheap enough for typing."""

    def mask_file(
        self, source: BinaryIO, name: str, *, key: bytes, style: str, progress: Progress
    ) -> MaskedFile:
        """A masked copy of a file; raises `BadInputError` for kinds it cannot mask."""


class Forms(Protocol):
    """Form packs as text."""

    def builtin(self) -> Sequence[Form]:
        """The packs that ship with the program."""

    def load(self, text: str, name: str) -> Form:
        """Read a pack's text; raises `BadInputError` naming the line."""

    def dump(self, form: Form) -> str:
        """The text of a form; `load` gives it back equal."""

    def check(self, path: Path) -> list[str]:
        """Every problem of a pack file with its line and what to do."""


class Sheets(Protocol):
    """Spreadsheets (REQUIREMENTS A14, DESIGN §2)."""

    def export_audit(
        self,
        form: Form,
        audit: Audit,
        answers: Mapping[str, Answer],
        findings: Sequence[Finding],
        actions: Sequence[Action],
        *,
        exported_at: str,
    ) -> bytes:
        """The audit as a workbook that can be filled in and read back; ``exported_at`` is ISO text."""

    def export_form(self, form: Form) -> bytes:
        """A blank form as a workbook."""

    def read_filled(
        self, data: bytes, name: str, form: Form, audit: Audit, answers: Mapping[str, Answer]
    ) -> FillPreview:
        """What a filled workbook would change; nothing is applied."""

    def read_foreign(self, data: bytes, name: str) -> ForeignPreview:
        """A foreign checklist recognised, with its mapping."""


class Reports(Protocol):
    """The PDF report (DESIGN §7)."""

    def build(
        self,
        snapshot: ReportSnapshot,
        pictures: Mapping[str, bytes],
        attachments: Mapping[str, bytes],
        progress: Progress,
    ) -> bytes:
        """Pages with two empty signature fields."""

    def digest(self, snapshot: ReportSnapshot) -> str:
        """快照摘要: SHA-256 (hex, upper case) of the frozen snapshot."""

    def sign(self, pdf: bytes, signer: SigningSource, number: int, progress: Progress) -> bytes:
        """Sign field ``number`` (from 1)."""

    def name_of(self, signer: SigningSource) -> str:
        """Whose certificate it is; raises `BadInputError` for a wrong password or a file without a key."""

    def read_authority(self, certificate: bytes) -> tuple[str, bytes]:
        """Name and DER of a root certificate (DER or PEM); raises `BadInputError`."""

    def verify(self, pdf: bytes) -> ReportVerification:
        """Signers, changes after signing, data against pages; trust from the workspace's own CA."""

    def digest_in(self, pdf: bytes) -> str:
        """快照摘要 of the snapshot inside a report; raises `BadInputError` for other PDFs."""

    def snapshot_in(self, pdf: bytes) -> ReportSnapshot:
        """The snapshot inside a report; raises `BadInputError` for other PDFs."""

    def code(self, snapshot: ReportSnapshot) -> tuple[str, ...]:
        """The QR code of the signature page as rows of ``0`` and ``1``."""

    def picture(self, data: bytes) -> Picture:
        """A JPEG of at most 1,200 px for the page, without metadata."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG ready for the page, sizes in pixels."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SigningIdentity:
    """What signing a PDF needs (DER bytes); never leaves memory."""

    certificate: bytes
    chain: tuple[bytes, ...]
    private_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A certificate file (PKCS#12) with its password; never leaves memory."""

    data: bytes = field(repr=False)
    password: str = field(repr=False)


SigningSource = SigningIdentity | KeyFile


@dataclass(frozen=True, slots=True)
class Toolbox:
    """Factories; each call after the first is cheap."""

    forms: Callable[[], Forms]
    masking: Callable[[], Masking]
    sheets: Callable[[], Sheets]
    reports: Callable[[], Reports]
    signing_identity: Callable[[], SigningIdentity]
