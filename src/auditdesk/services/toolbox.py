"""Heavy tools behind ports, made by the composition root when a use case first asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from auditdesk.domain.audits import Answer, Audit
from auditdesk.domain.checklists import Form
from auditdesk.domain.findings import Action, Finding, Problem
from auditdesk.domain.fixlist import AuditFile
from auditdesk.domain.importing import FillPreview, ForeignPreview, OfficialFill
from auditdesk.domain.learning_rules import LearningRules
from auditdesk.domain.mapping import Columns, Reading
from auditdesk.domain.maskplan import Decisions, Part, Value
from auditdesk.domain.maskrules import NO_CASE, CaseFile, MaskRule
from auditdesk.domain.paper import PaperLayout
from auditdesk.domain.retention import RetentionRules
from auditdesk.domain.signing import ReportVerification
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.domain.spans import Kind, PseudonymUse, Span
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.services.jobs import Progress


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Something the re-scan of a copy still found; ``hint`` shows its first and last characters only."""

    kind: Kind
    place: str
    hint: str


@dataclass(frozen=True, slots=True)
class MaskedFile:
    """A masked copy: its bytes, its own (masked) name, what was replaced and what may be left.

    ``residue`` holds what is left in clear, for the person at the screen; ``left`` is the same without it.
    ``legend`` lists the pseudonyms written, in order of first appearance, without what they stand for.
    """

    data: bytes
    name: str
    media_type: str
    counts: Mapping[Kind, int]
    residue: tuple[str, ...]
    notes: tuple[str, ...]
    left: tuple[LeftOver, ...] = ()
    legend: tuple[PseudonymUse, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePlan:
    """A file before masking.

    Attributes:
        parts: its texts in the order of masking, with spans and, on pages, boxes in shares of the page.
        notes: what cannot be seen or will be dropped, each a translated sentence.
    """

    parts: tuple[Part, ...]
    notes: tuple[str, ...]


class Masking(Protocol):
    """Detection and masking (DESIGN §5).

    ``case`` adds the users' own rules and the people confirmed in the case; `BadInputError` names a rule that
    is wrong. ``names`` uses the name model where it is installed; without it everything is ten times as fast.
    """

    def knows_names(self) -> bool:
        """Whether the name model is installed; without it names in unusual places are not seen."""

    def detect(self, text: str, *, case: CaseFile = NO_CASE, names: bool = True) -> tuple[Span, ...]:
        """Personal data in a text, offsets in code points."""

    def detect_many(
        self, texts: Iterable[str], *, case: CaseFile = NO_CASE, names: bool = True
    ) -> Iterator[tuple[Span, ...]]:
        """The same for many texts, in order; batches what is costly."""

    def try_rule(self, rule: MaskRule, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """What one rule alone finds, active or not; exceptions tell which findings they would spare."""

    def read_text(self, data: bytes, name: str) -> str:
        """Decode a text file (UTF-8, GB18030 …); raises `BadInputError`."""

    def mask_text(self, text: str, *, key: bytes, style: str = "keep", case: CaseFile = NO_CASE) -> str:
        """The text with personal data masked; ``key`` makes pseudonyms consistent."""

    def mask_note(self, text: str) -> str:
        """A note with structured personal data masked by keep-first/last, cheap enough for typing."""

    def mask_file(
        self, source: BinaryIO, name: str, *, key: bytes, style: str, progress: Progress,
        decisions: Decisions | None = None, case: CaseFile = NO_CASE,
    ) -> MaskedFile:  # fmt: skip
        """A masked copy under a person's decisions; raises `BadInputError` for kinds it cannot mask."""

    def mask_file_to(
        self, source: BinaryIO, name: str, sink: BinaryIO, *, key: bytes, style: str, progress: Progress,
        case: CaseFile = NO_CASE,
    ) -> MaskedFile:  # fmt: skip
        """As `mask_file`, but the bytes go into an empty sink that can be read and rewound.

        Text and csv of any size pass in flat memory; after an error the sink is to be thrown away.
        """

    def mask_name(self, name: str, *, key: bytes, style: str) -> str:
        """The name of a file or folder without personal data, its suffix kept."""

    def plan_file(
        self, source: BinaryIO, name: str, *, progress: Progress, case: CaseFile = NO_CASE
    ) -> FilePlan:
        """What `mask_file` would find, for a person's review before; raises as `mask_file`."""

    def normal_value(self, kind: Kind, text: str) -> str:
        """The spelling that decides whether two found texts are the same value (`maskplan.Normal`)."""

    def stand_ins(
        self, texts: Sequence[tuple[str, Sequence[Span]]], *, key: bytes, style: str,
        typed: Mapping[Value, str],
    ) -> list[list[str]]:  # fmt: skip
        """What would be written instead of every span of every text; ``typed`` by a person goes first."""

    def page_picture(self, data: bytes, name: str, page: int) -> bytes | None:
        """A page of a PDF or a picture as PNG; None for files without pages; raises `BadInputError`."""


class Forms(Protocol):
    """Form packs as text."""

    def builtin(self) -> Sequence[Form]:
        """The packs that ship with the program."""

    def load(self, text: str, name: str, *, draft: bool = False) -> Form:
        """Read a pack's text; a draft may be incomplete; raises `BadInputError` naming the line."""

    def dump(self, form: Form) -> str:
        """The text of a form; `load` gives it back equal."""

    def paper(self) -> PaperLayout:
        """How the blank paper form looks; raises `BadInputError` when its file is wrong."""

    def check(self, path: Path) -> list[str]:
        """Every problem of a pack file with its line and what to do."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One sheet to look at: its name, its first rows as text, how many rows it has in all."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    total: int


class ForeignBook(Protocol):
    """A foreign checklist that can be recognised again and again, quickly, with other corrections."""

    def recognise(self, reading: Reading, kept: Mapping[str, Columns] | None = None) -> ForeignPreview:
        """The form it gives and how it was read; without items when nothing was recognised.

        Args:
            reading: a person's corrections.
            kept: meanings decided earlier, by `domain.mapping.fingerprint`.

        Raises:
            BadInputError: a sheet, row or column that is named does not exist.
        """


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

    def open_foreign(self, data: bytes, name: str, progress: Progress) -> ForeignBook:
        """A foreign checklist (xlsx, xls, csv) read once; raises `BadInputError` for what is no table."""

    def plan_official(self, data: bytes, name: str, file: AuditFile) -> OfficialFill:
        """What filling an official workbook would write and lose; nothing is written."""

    def fill_official(self, data: bytes, name: str, file: AuditFile) -> bytes:
        """The official workbook filled, layout and rules kept; what `plan_official` names is lost."""

    def export_findings(self, file: AuditFile, taxonomy: Taxonomy) -> bytes:
        """问题清单: the audit's findings as a workbook."""

    def export_register(self, file: AuditFile, problems: Sequence[Problem]) -> bytes:
        """整改台账: measures by problem with their verification, as a workbook (REQUIREMENTS A9, C13)."""

    def read_tables(self, data: bytes, name: str, *, most_rows: int) -> Sequence[SheetTable]:
        """The visible sheets of a workbook or CSV file as text, cut after ``most_rows`` rows.

        Raises:
            BadInputError: protected, damaged or no table.
        """

    def write_table(
        self, title: str, lines: Sequence[str], heads: Sequence[tuple[str, float]],
        rows: Sequence[Sequence[str]],
    ) -> bytes:  # fmt: skip
        """A workbook of one table: title lines, heads with widths (characters), rows; never a formula."""


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

    def blank_form(self, form: Form, layout: PaperLayout) -> bytes:
        """A checklist as a paper form to fill in by hand; raises `BadInputError` for texts beyond a page."""

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
    retention: Callable[[], RetentionRules]
    learning: Callable[[], LearningRules]
