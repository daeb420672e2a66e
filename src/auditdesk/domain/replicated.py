"""Which entities travel between laptops, with numbers that never change meaning (SYNC rules 8, 11).

Adding a field: give it the next free number of its kind. Never reuse or renumber.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditdesk.domain.audits import Answer, Audit, Comment
from auditdesk.domain.basis import Document, Recheck
from auditdesk.domain.cases import Case
from auditdesk.domain.evidence import Evidence, EvidenceLink, Mark
from auditdesk.domain.extensions import Extension
from auditdesk.domain.findings import Action, Appeal, Finding, Problem, Verification
from auditdesk.domain.fresh import FreshDraw
from auditdesk.domain.ledger import LedgerEntry, LedgerStep
from auditdesk.domain.life import Approval, Course, Handling
from auditdesk.domain.mask_review import MaskDecision, MaskReview
from auditdesk.domain.maskrules import MaskRule
from auditdesk.domain.past import PastResult
from auditdesk.domain.people import User
from auditdesk.domain.planning import Plan, PlanDate
from auditdesk.domain.records import FormText, ReportFile
from auditdesk.domain.retention import Destruction, RetentionChoice


@dataclass(frozen=True, slots=True)
class Kind:
    """How one entity class is stored and merged.

    Attributes:
        number: stable number of the kind in segments.
        name: table name and word in conflict ids.
        cls: the frozen dataclass; its ``id`` is the key and is not a field.
        fields: stable field numbers by attribute name.
        sets: fields merged member by member as observed-remove sets.
        search: fields whose text can be searched (bigram index).
        title: field shown in search results and conflict lists.
    """

    number: int
    name: str
    cls: type
    fields: dict[str, int]
    sets: frozenset[str] = frozenset()
    search: tuple[str, ...] = ()
    title: str = ""


def _numbered(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split(), start=1)}


KINDS: tuple[Kind, ...] = (
    Kind(1, "user", User, _numbered(
        "staff_no name role title department public_key certificate active created_at"),
        search=("name", "staff_no"), title="name"),
    Kind(2, "form", FormText, _numbered("form_id version title state text created_at"),
        search=("title",), title="title"),
    Kind(3, "audit", Audit, _numbered(
        "code title kind form_key period_start period_end due channels goal scope team materials samples "
        "signers next_steps state revision previous_id created_by created_at report_id pseudonym_key"),
        sets=frozenset({"channels"}), search=("code", "title", "goal", "scope"), title="title"),
    Kind(4, "answer", Answer, _numbered(
        "audit_id item_id item_hash verdict value choices note samples_checked samples_failed sample_marks "
        "answered_by answered_at origin review review_by review_at review_note deductions review_asks"),
        search=("note",), title="item_id"),
    Kind(5, "finding", Finding, _numbered(
        "code audit_id item_id description title occurred_at found_on staff_code customer channel "
        "violation_class severity problem_id cause cause_kinds five_w interview owner deadline_days deadline "
        "extension extension_by consequence state closed_on created_by created_at"),
        sets=frozenset({"cause_kinds"}), search=("code", "title", "description", "staff_code", "owner"),
        title="title"),
    Kind(6, "problem", Problem, _numbered(
        "code title violation_class cause baseline target created_at cause_kinds five_w method phase metric "
        "current owner due"),
        sets=frozenset({"cause_kinds"}), search=("code", "title", "cause"), title="title"),
    Kind(7, "action", Action, _numbered(
        "finding_id measure owner owner_id due state result done_on done_by created_at"),
        search=("measure",), title="measure"),
    Kind(8, "verification", Verification, _numbered(
        "finding_id population sample_size required passed seed verified_by verified_by_id verified_on "
        "result sample_ids note draw_id population_sha256 marks"), title="finding_id"),
    Kind(9, "appeal", Appeal, _numbered(
        "finding_id reason raised_by raised_on deadline first_decision second_decision decided_by "
        "decided_on outcome first_by second_by recorded_by created_at"),
        title="finding_id"),
    Kind(10, "evidence", Evidence, _numbered(
        "code name media_type size sha256 added_by added_at source captured_at derived_from mask_state "
        "mask_summary tags expires_on destroyed_at"),
        sets=frozenset({"tags"}), search=("code", "name"), title="name"),
    Kind(11, "evidence_link", EvidenceLink, _numbered(
        "evidence_id target_kind target_id created_at removed")),
    Kind(12, "mark", Mark, _numbered(
        "evidence_id label start_seconds end_seconds region created_by created_at"), title="label"),
    Kind(13, "comment", Comment, _numbered("about text author created_at"), search=("text",), title="text"),
    Kind(14, "report", ReportFile, _numbered(
        "audit_id revision file_name sha256 snapshot_digest signatures built_at built_by state"),
        title="file_name"),
    Kind(20, "draw", FreshDraw, _numbered(
        "finding_id population population_sha256 seed ids scope marks drawn_by drawn_at state"),
        title="finding_id"),
    Kind(21, "extension", Extension, _numbered(
        "finding_id until reason asked_by asked_at decision decided_by decided_at note"), title="finding_id"),
    Kind(22, "ledger_entry", LedgerEntry, _numbered(
        "code staff_code kind finding_id violation_class severity occurred_on summary consequence "
        "created_by created_at"),
        search=("code", "staff_code", "summary"), title="code"),
    Kind(23, "ledger_step", LedgerStep, _numbered("entry_id step owner done_on note done_by"),
        title="entry_id"),
    Kind(24, "training_case", Case, _numbered(
        "code title story lesson violation_class question state finding_id created_by created_at "
        "published_by published_at"),
        search=("code", "title", "story", "lesson", "question"), title="title"),
    Kind(28, "mask_decision", MaskDecision, _numbered("audit_id kind choice decided_by decided_at stand_in")),
    Kind(29, "mask_review", MaskReview, _numbered(
        "style marks boxes found masked residue copy_id reviewed_by reviewed_at")),
    Kind(31, "destruction", Destruction, _numbered(
        "evidence_id code sha256 size reason proposed_by proposed_at state decided_by decided_at decision "
        "done_by done_at"),
        title="code"),
    Kind(32, "retention_choice", RetentionChoice, _numbered(
        "keep_months expire_months changed_by changed_at reason"),
        title="id"),
    Kind(15, "document", Document, _numbered(
        "document_id version title kind owner scope state effective_on review_months clauses file_name "
        "media_type size sha256 created_at"),
        search=("title", "document_id"), title="title"),
    Kind(16, "approval", Approval, _numbered(
        "subject round stage user_id name department due decision note asked_at decided_at reminded_at"),
        title="name"),
    Kind(17, "course", Course, _numbered(
        "author_id author reason based_on round created_at submitted_at planned_on published_at "
        "published_by changes returned_note"),
        title="reason"),
    Kind(18, "handling", Handling, _numbered("handled by at")),
    Kind(19, "recheck", Recheck, _numbered("item document note by at"), title="item"),
    Kind(25, "plan", Plan, _numbered(
        "code title kind form every starts_on ends_on due_day due_after earlier lead_days channels goal "
        "scope team materials active seed created_by created_at"),
        sets=frozenset({"channels"}), search=("code", "title"), title="title"),
    Kind(26, "plan_date", PlanDate, _numbered("plan_id cycle skipped reason decided_by decided_at")),
    Kind(27, "past_result", PastResult, _numbered(
        "title kind period_start period_end passed failed not_applicable source removed created_by "
        "created_at"),
        title="title"),
    Kind(35, "mask_rule", MaskRule, _numbered(
        "name kind pattern words shape shortest longest style keep_first keep_last examples counterexamples "
        "note active created_by created_at"),
        sets=frozenset({"words"}), search=("name",), title="name"),
)  # fmt: skip


def kind_of(cls: type) -> Kind:
    """The kind of an entity class; a ``KeyError`` here is a bug."""
    return _BY_CLASS[cls]


def kind_numbered(number: int) -> Kind | None:
    """The kind with this number, None for one that a newer program added."""
    return _BY_NUMBER.get(number)


_BY_CLASS = {kind.cls: kind for kind in KINDS}
_BY_NUMBER = {kind.number: kind for kind in KINDS}
