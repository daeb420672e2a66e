"""Use cases on tags and on many links at once (DESIGN §5: one piece can serve several items)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditdesk.domain.audits import Audit, answer_id
from auditdesk.domain.errors import BadInputError, NotFoundError
from auditdesk.domain.evidence import Evidence, EvidenceLink
from auditdesk.domain.findings import Finding
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.i18n import _
from auditdesk.services.audits import audit_form
from auditdesk.services.desk import Desk
from auditdesk.services.destroying import rules_in

LONGEST_TAG = 40


@dataclass(frozen=True, slots=True)
class Target:
    """What a piece can serve: kind (``answer`` or ``finding``), id, and how people know it."""

    kind: str
    id: str
    label: str


def change_tags(
    desk: Desk, evidence_ids: Sequence[str], *, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> list[Evidence]:
    """Put tags on pieces and take tags off; personal data in a tag is masked.

    Raises:
        BadInputError: a tag is empty or longer than 40 characters; nothing is changed.
    """
    desk.may(Right.EVIDENCE)
    fresh = [_clean(desk, tag) for tag in add]
    changed = []
    with desk.begin() as work:
        for evidence_id in evidence_ids:
            piece = work.require(Evidence, evidence_id)
            kept = [tag for tag in piece.tags if tag not in remove or tag in fresh]
            tags = tuple(dict.fromkeys([*kept, *fresh]))
            if tags == piece.tags:
                continue
            piece = replace(piece, tags=tags)
            work.save(piece)
            work.note(JournalNote("evidence.tag", piece.code, (("tags", _("、").join(tags)),)))
            changed.append(piece)
        work.commit()
    return changed


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag, how many living pieces have it, and the title of a retention rule that hangs on it, if any."""

    tag: str
    pieces: int
    rule: str = ""


def list_tags(desk: Desk) -> list[TagUse]:
    """All tags in use, the most used first."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        pieces = work.find(Evidence, destroyed_at="")
        rules = {tag: rule.title for rule in rules_in(desk, work).rules for tag in rule.tags}
    counted = Counter(tag for piece in pieces for tag in piece.tags)
    return [
        TagUse(tag, count, rules.get(tag, ""))
        for tag, count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    ]


def rename_tag(desk: Desk, old: str, new: str) -> list[Evidence]:
    """Rename a tag on every piece; where the new one stands already the two become one.

    Raises:
        BadInputError: the new tag is empty or too long, or a retention rule hangs on the old one.
        NotFoundError: no piece has the old tag.
    """
    desk.may(Right.EVIDENCE)
    fresh = _clean(desk, new)
    use = next((one for one in list_tags(desk) if one.tag == old), None)
    if use is None:
        raise NotFoundError(_("没有证据带标签“{tag}”。", tag=old))
    if use.rule:
        why = _("标签“{tag}”决定保存期限（{rule}），不能改名。", tag=old, rule=use.rule)
        raise BadInputError(why)
    with desk.begin() as work:
        ids = [one.id for one in work.find(Evidence, destroyed_at="") if old in one.tags]
    return change_tags(desk, ids, add=[fresh], remove=[old]) if fresh != old else []


def _clean(desk: Desk, tag: str) -> str:
    text = " ".join(tag.split())
    if not text or len(text) > LONGEST_TAG:
        raise BadInputError(_("标签要有 1 到 {most} 个字。", most=LONGEST_TAG))
    return desk.tools.masking().mask_note(text)


def link_many(desk: Desk, evidence_ids: Sequence[str], target: Target) -> list[EvidenceLink]:
    """Let pieces serve one item or finding, in one transaction."""
    desk.may(Right.EVIDENCE)
    made = []
    with desk.begin() as work:
        for evidence_id in evidence_ids:
            piece = work.require(Evidence, evidence_id)
            if piece.destroyed_at:
                raise BadInputError(_("{code} 已经销毁，不能再关联。", code=piece.code))
            link = EvidenceLink(f"{piece.id}>{target.id}", piece.id, target.kind, target.id, desk.now())
            work.save(link)
            work.note(JournalNote("evidence.cite", piece.code, (("target", target.id),)))
            made.append(link)
        work.commit()
    return made


def unlink_all(desk: Desk, evidence_id: str, target_ids: Sequence[str]) -> list[EvidenceLink]:
    """Take a piece away from items or findings it serves; others are passed over. The piece stays."""
    desk.may(Right.EVIDENCE)
    gone = []
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        for link in work.find(EvidenceLink, evidence_id=evidence_id, removed=False):
            if link.target_id in target_ids:
                work.save(replace(link, removed=True))
                work.note(JournalNote("evidence.uncite", piece.code, (("target", link.target_id),)))
                gone.append(link)
        work.commit()
    return gone


def targets_of(desk: Desk, audit: Audit) -> list[Target]:
    """Items of an audit in order, each followed by its findings."""
    desk.may(Right.VIEW)
    form = audit_form(desk, audit)
    with desk.begin() as work:
        findings = work.find(Finding, audit_id=audit.id, order="code")
    found = []
    for item in form.items():
        found.append(Target("answer", answer_id(audit.id, item.id), f"{item.id} {item.title}"))
        found += [
            Target("finding", one.id, f"　{one.code} {one.title or one.description}"[:60])
            for one in findings
            if one.item_id == item.id
        ]
    return found


def find_target(desk: Desk, audit: Audit, name: str) -> Target:
    """An item of the audit by number, or a finding by code; raises `NotFoundError`."""
    for one in targets_of(desk, audit):
        if one.id == answer_id(audit.id, name) or (one.kind == "finding" and one.label.split()[0] == name):
            return one
    raise NotFoundError(_("自查 {audit} 里没有检查项或问题“{name}”。", audit=audit.code, name=name))
