"""Use cases of the training case library 案例: only what is de-identified gets in (REQUIREMENTS A13, B7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditdesk.domain.cases import TEXTS, Case, CaseState, case_state_label, missing_in, similar, text_label
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.findings import Finding, FindingState
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right, may
from auditdesk.domain.spans import kind_label
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id

_LOCKED = {"id", "code", "state", "finding_id", "created_by", "created_at", "published_by", "published_at"}


def make_case(desk: Desk, finding_id: str = "", **fields: str) -> Case:
    """Make a draft, half filled from a finding: staff and customer are left out, codes too.

    Raises:
        BadInputError: personal data is left in a text; kind and place are named, never the value.
        NotReadyError: the finding is a draft or withdrawn.
    """
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        finding = work.require(Finding, finding_id) if finding_id else None
        if finding and finding.state in (FindingState.DRAFT, FindingState.WITHDRAWN):
            raise NotReadyError(_("{code} 还没有认定，不能做成案例。", code=finding.code))
        begun = Case(
            new_id(), desk.code(work, "AL"), "", finding_id=finding_id, created_by=desk.user.id,
            created_at=desk.now(),
        )  # fmt: skip
        made = _changed(desk, begun, {**(_from_finding(finding) if finding else {}), **fields})
        work.save(made)
        work.note(JournalNote("case.make", made.code))
        work.commit()
    return made


def _from_finding(finding: Finding) -> dict[str, str]:
    """Texts of a finding without the codes of the people in it."""

    def plain(text: str) -> str:
        for code, word in ((finding.staff_code, _("一名客服")), (finding.customer, _("客户"))):
            text = text.replace(code, word) if code else text
        return text

    return {
        "title": plain(finding.title or finding.description.split("\n", maxsplit=1)[0][:40]),
        "story": plain(finding.description), "lesson": plain(finding.cause),
        "violation_class": finding.violation_class,
    }  # fmt: skip


def change_case(desk: Desk, case_id: str, **fields: str) -> Case:
    """Change a draft; a published case is taken back by `withdraw_case` first.

    Raises:
        BadInputError: an unknown field or class, no title, or personal data in a text.
        NotReadyError: it is published.
    """
    desk.may(Right.RECTIFY)
    with desk.begin() as work:
        case = work.require(Case, case_id)
        if case.state is CaseState.PUBLISHED:
            raise NotReadyError(_("{code} 已发布，要改请先撤回为草稿。", code=case.code))
        changed = _changed(desk, case, fields)
        work.save(changed)
        work.note(JournalNote("case.change", case.code, (("fields", " ".join(sorted(fields))),)))
        work.commit()
    return changed


def _changed(desk: Desk, case: Case, fields: Mapping[str, str]) -> Case:
    wrong = [name for name in fields if name in _LOCKED or name not in Case.__dataclass_fields__]
    if wrong:
        raise BadInputError(_("案例没有可改的字段“{name}”。", name=wrong[0]))
    changed = replace(case, **{name: text.strip() for name, text in fields.items()})  # type: ignore[arg-type]  # texts only
    if not changed.title:
        raise BadInputError(_("请给案例写个标题。"))
    if changed.violation_class and desk.taxonomy().find(changed.violation_class) is None:
        raise BadInputError(_("没有违规分类“{name}”。", name=changed.violation_class))
    refuse_personal(desk, {name: getattr(changed, name) for name in TEXTS})
    return changed


def refuse_personal(desk: Desk, texts: Mapping[str, str]) -> None:
    """Raise `BadInputError` naming kind and place of the personal data the detector still finds."""
    left = personal_left(desk, texts)
    if left:
        raise BadInputError(_("案例里还有个人信息：{what}。请改写后再存。", what=_("；").join(left[:5])))


def personal_left(desk: Desk, texts: Mapping[str, str]) -> list[str]:
    """Where personal data stands, e.g. ``经过第 12–22 字：手机号``; never the value."""
    found = []
    for name, text in texts.items():
        for span in desk.tools.masking().detect(text):
            place = _("{text}第 {start}–{end} 字", text=text_label(name), start=span.start + 1, end=span.end)
            found.append(_("{place}：{kind}", place=place, kind=kind_label(span.kind)))
    return found


def publish_case(desk: Desk, case_id: str) -> Case:
    """Make a case visible for training; the detector looks once more.

    Raises:
        NotReadyError: something is missing, or it is published already.
        NotAllowedError: its author publishes; somebody else reads it first (an administrator may).
    """
    desk.may(Right.REVIEW)
    with desk.begin() as work:
        case = work.require(Case, case_id)
        if case.state is CaseState.PUBLISHED:
            raise NotReadyError(_("{code} 已经发布。", code=case.code))
        missing = missing_in(case)
        if missing:
            raise NotReadyError(_("{code} 还缺：{what}", code=case.code, what=_("、").join(missing)))
        if case.created_by == desk.user.id and not may(desk.user, Right.MANAGE_USERS):
            raise NotAllowedError(_("{code} 由您起草，请由另一人看过后发布。", code=case.code))
        refuse_personal(desk, {name: getattr(case, name) for name in TEXTS})
        published = replace(
            case, state=CaseState.PUBLISHED, published_by=desk.user.id, published_at=desk.now()
        )
        work.save(published)
        work.note(JournalNote("case.publish", case.code))
        work.commit()
    return published


def withdraw_case(desk: Desk, case_id: str) -> Case:
    """Make a published case a draft again."""
    desk.may(Right.REVIEW)
    with desk.begin() as work:
        case = work.require(Case, case_id)
        back = replace(case, state=CaseState.DRAFT, published_by="", published_at="")
        work.save(back)
        work.note(JournalNote("case.withdraw", case.code))
        work.commit()
    return back


def find_case(desk: Desk, name: str) -> Case:
    """A case by code or id; raises `NotFoundError`."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        found = work.find(Case, code=name) or [one for one in [work.get(Case, name)] if one]
    if not found:
        raise NotFoundError(_("没有案例“{name}”，用 case list 看有哪些。", name=name))
    return found[0]


def list_cases(desk: Desk, text: str = "", *, published_only: bool = False) -> list[Case]:
    """Cases, newest first; ``text`` searches title, story, lesson and question."""
    desk.may(Right.VIEW)
    states = [CaseState.PUBLISHED] if published_only else list(CaseState)
    with desk.begin() as work:
        found = work.find(Case, order="-code", state=states)
        if text.strip():
            hits = {hit.entity for hit in work.search(text, kinds=("training_case",), limit=500)}
            found = [one for one in found if one.id in hits]
    return found


def similar_cases(desk: Desk, finding: Finding, most: int = 3) -> list[tuple[Case, float]]:
    """Published cases like this finding, nearest first (same class, shared words)."""
    return similar(finding, list_cases(desk, published_only=True), most)


def cases_workbook(desk: Desk) -> bytes:
    """The published cases as a workbook for training."""
    desk.may(Right.VIEW)
    heads = [
        (_("编号"), 14.0), (_("标题"), 26.0), (_("违规分类"), 22.0), (_("经过"), 50.0), (_("教训"), 40.0),
        (_("讨论题"), 34.0), (_("状态"), 9.0),
    ]  # fmt: skip
    label = desk.taxonomy().label
    rows = [
        (
            one.code, one.title, label(one.violation_class), one.story, one.lesson, one.question,
            case_state_label(one.state),
        )
        for one in list_cases(desk, published_only=True)
    ]  # fmt: skip
    title = _("培训案例")
    data = desk.tools.sheets().write_table(
        title, [title, f"{desk.workspace.site_name}　{desk.today()}"], heads, rows
    )
    desk.journal.append(desk.user.id, JournalNote("case.export", "", (("entries", str(len(rows))),)))
    return data
