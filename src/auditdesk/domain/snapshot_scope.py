"""The part of a report's snapshot about scope, sampling and indicators."""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.snapshot_findings import Labelled


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A member of 自查小组 and what the person does."""

    name: str
    title: str
    task: str
    answers: bool = False
    reviews: bool = False
    verifies: bool = False
    signs: bool = False


@dataclass(frozen=True, slots=True)
class BasisRow:
    """A document the items cite, with the number of citing items."""

    name: str
    version: str
    cited: int


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A material asked for (REQUIREMENTS A4)."""

    name: str
    amount: str
    received: bool


@dataclass(frozen=True, slots=True)
class SamplingRow:
    """A stratum; ``None`` where nothing belongs; ``minimum`` as printed."""

    stratum: str
    population: int
    drawn: int
    minimum: str
    met: bool
    peak: int | None = None
    off_peak: int | None = None
    special: int | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """抽样声明 (REQUIREMENTS A6); ``ids`` travel only in the attachment. ``total`` is the last row."""

    rows: tuple[SamplingRow, ...]
    total: SamplingRow
    rule: str
    seed: str
    population_sha256: str
    drawn_sha256: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Section 2: scope, team, basis, materials, method. ``separation`` states who may not do what."""

    lines: tuple[Labelled, ...] = ()
    team: tuple[TeamRow, ...] = ()
    separation: str = ""
    basis: tuple[BasisRow, ...] = ()
    materials_period: str = ""
    materials: tuple[MaterialRow, ...] = ()
    method: str = ""
    sampling: Sampling | None = None
    not_sampled: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator with the clause that sets its threshold; ``met`` is ``None`` below 20 cases."""

    name: str
    basis: str
    numerator: int
    denominator: int
    value: str
    threshold: str
    gap: str
    met: bool | None
    related: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """``level`` 0 (best) to 4; 3 and 4 miss the threshold. Empty ``value``: fewer than 20 cases."""

    value: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A weekday; ``below`` frames its total."""

    label: str
    cells: tuple[HeatCell, ...]
    total: str
    below: bool = False


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Weekdays by hours; ``totals`` is the row 全周, ``steps`` the legend from best to worst."""

    title: str
    note: str
    hours: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    totals: HeatRow
    steps: tuple[str, ...]
    legend: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A month: value as text, whether it keeps the threshold, whether it was audited."""

    label: str
    value: str
    met: bool = True
    audited: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """A small line chart; ``low`` and ``high`` are the ends of its axis."""

    title: str
    note: str
    points: tuple[TrendPoint, ...]
    threshold: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Indicators:
    """Section 5; ``absent`` says why there is no data when ``rows`` is empty."""

    rows: tuple[IndicatorRow, ...] = ()
    heat_map: HeatMap | None = None
    trends: tuple[Trend, ...] = ()
    trend_note: str = ""
    absent: str = ""
