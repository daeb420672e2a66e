"""What a report prints, frozen before signing: every total is computed here once, the pages only set it.

Digests are upper-case hex. Days are ISO dates, shown as given. An empty tuple, ``None`` or empty text
means "nothing to say", and the pages then print the sentence for nothing (DESIGN §7). Pictures are named by
the SHA-256 of their bytes and travel beside the snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from auditdesk.domain.rates import Ratio, points_change
from auditdesk.domain.snapshot_findings import (
    ActionLine,
    ChainStep,
    EvidencePiece,
    FindingDetail,
    Labelled,
    OwnerCount,
    RegisterGroup,
    RegisterRow,
    RowState,
    VerificationLine,
    Waveform,
    WaveMark,
)
from auditdesk.domain.snapshot_scope import (
    BasisRow,
    HeatCell,
    HeatMap,
    HeatRow,
    IndicatorRow,
    Indicators,
    MaterialRow,
    Sampling,
    SamplingRow,
    Scope,
    TeamRow,
    Trend,
    TrendPoint,
)

__all__ = [
    "ActionLine",
    "AppendixRow",
    "AppendixSection",
    "BasisRow",
    "ChainStep",
    "CheckLine",
    "Comparison",
    "ComparisonRow",
    "EvidencePiece",
    "FindingDetail",
    "HeatCell",
    "HeatMap",
    "HeatRow",
    "Identity",
    "IndicatorRow",
    "Indicators",
    "ItemCell",
    "Labelled",
    "MaterialRow",
    "NextStep",
    "OwnerCount",
    "ProblemBar",
    "Ratio",
    "RegisterGroup",
    "RegisterRow",
    "ReportSnapshot",
    "Result",
    "RowState",
    "Sampling",
    "SamplingRow",
    "Scope",
    "Score",
    "SectionResult",
    "Signer",
    "StateCount",
    "TeamRow",
    "Trend",
    "TrendPoint",
    "VerificationLine",
    "VetoLine",
    "WaveMark",
    "Waveform",
    "points_change",
]


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose report this is. ``classification`` is the 密级; ``frozen_at`` ISO with seconds and offset."""

    report_id: str
    revision: int
    organisation: str
    site: str
    title: str
    occasion: str
    kind: str
    classification: str
    period_start: str
    period_end: str
    frozen_at: str
    form_title: str = ""
    form_version: str = ""
    recipients: str = ""


@dataclass(frozen=True, slots=True)
class ItemCell:
    """One item in the charts: its number, a `Verdict` value, and whether it is 单项否决."""

    id: str
    verdict: str
    veto: bool = False


@dataclass(frozen=True, slots=True)
class SectionResult:
    """A section of the form; ``previous`` is the last audit's rate."""

    number: str
    title: str
    short_title: str
    items: tuple[ItemCell, ...]
    passed: int
    failed: int
    not_applicable: int
    previous: Ratio | None = None

    @property
    def rate(self) -> Ratio:
        """合规 ÷ 适用."""
        return Ratio(self.passed, self.passed + self.failed)


@dataclass(frozen=True, slots=True)
class Score:
    """The total score as printed; ``uncapped`` is given only when a veto capped it."""

    label: str
    value: str
    uncapped: str = ""
    arithmetic: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VetoLine:
    """A triggered veto item, the sentence that explains it, and the clause that caps the score."""

    item_id: str
    title: str
    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The overall result (REQUIREMENTS A11). Targets are percentages as text, e.g. ``90`` or ``97.5``."""

    items: int
    passed: int
    failed: int
    not_applicable: int
    verdict: str
    good: bool
    target: str = ""
    target_met: bool | None = None
    score: Score | None = None
    vetoes_defined: int = 0
    vetoes: tuple[VetoLine, ...] = ()
    verdict_without_veto: str = ""
    findings: int = 0
    closed: int = 0
    due: int = 0
    due_closed: int = 0
    closure_target: str = ""
    previous: Ratio | None = None

    @property
    def rate(self) -> Ratio:
        """合规 ÷ 适用."""
        return Ratio(self.passed, self.passed + self.failed)

    @property
    def closure(self) -> Ratio:
        """已关闭 ÷ 问题."""
        return Ratio(self.closed, self.findings)


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One figure against the last audit; ``direction`` is −1, 0 or 1, ``worse`` colours the arrow."""

    label: str
    before: str
    now: str
    change: str
    direction: int = 0
    worse: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """与上期比较; ``label`` names the last audit, ``note`` tells resolved, new and repeated items."""

    label: str
    rows: tuple[ComparisonRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProblemBar:
    """A problem of the Pareto chart with its running total, most frequent first."""

    code: str
    title: str
    count: int
    running: int


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many findings are in a state."""

    state: RowState
    count: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """后续安排: what, who, when."""

    text: str
    owner: str
    when: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is expected to sign, in order; nothing here says that anybody did."""

    role: str
    name: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check of 待办检查 as it stood when the snapshot was taken, with its arithmetic (``38 / 40``)."""

    label: str
    figure: str


@dataclass(frozen=True, slots=True)
class AppendixRow:
    """A checklist item in the columns of REQUIREMENTS A14; ``id`` begins 检查项目."""

    id: str
    item: str
    content: str
    standard: str
    method: str
    verdict: str
    veto: bool = False
    problem: str = ""
    owner: str = ""
    due: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class AppendixSection:
    """The rows of one section, in the order of the form."""

    number: str
    title: str
    rows: tuple[AppendixRow, ...]


@dataclass(frozen=True, slots=True)
class ReportSnapshot:
    """Everything the pages print."""

    identity: Identity
    result: Result
    sections: tuple[SectionResult, ...]
    comparison: Comparison | None = None
    problems: tuple[ProblemBar, ...] = ()
    states: tuple[StateCount, ...] = ()
    scope: Scope = field(default_factory=Scope)
    findings: tuple[FindingDetail, ...] = ()
    register: tuple[RegisterGroup, ...] = ()
    owners: tuple[OwnerCount, ...] = ()
    indicators: Indicators = field(default_factory=Indicators)
    next_steps: tuple[NextStep, ...] = ()
    signers: tuple[Signer, ...] = ()
    journal_number: int = 0
    journal_sha256: str = ""
    calendar_version: str = ""
    revision_changes: tuple[str, ...] = ()
    glossary: tuple[Labelled, ...] = ()
    pseudonyms: tuple[Labelled, ...] = ()
    appendix: tuple[AppendixSection, ...] = ()
    checks: tuple[CheckLine, ...] = ()
