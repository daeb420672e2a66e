"""The year around the demo's main job: plans, ten earlier months, and this month's audit half done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from auditdesk.cli import demo_year_data as data
from auditdesk.domain.audits import Audit, AuditKind, MaterialRequest, ReviewDecision
from auditdesk.domain.findings import Action, ActionState, Finding
from auditdesk.domain.occasions import occasion_of
from auditdesk.domain.past import PastResult
from auditdesk.domain.planning import Every, Plan, month_after, month_end, working_days_before
from auditdesk.i18n import _
from auditdesk.services.answering import Entry, record_answers, review_answer
from auditdesk.services.audits import audit_form, change_audit, score
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import NewEvidence, add_evidence
from auditdesk.services.past import keep_past
from auditdesk.services.planning import add_plan, due_list, next_cycle, start_due
from auditdesk.services.rectifying import (
    add_action,
    begin_finding,
    change_finding,
    group_findings,
    list_findings,
    move_action,
)

if TYPE_CHECKING:
    from auditdesk.cli.demo_story import Story

FORM = "customer-service-self-check"
_DAYS = 15
_DUE_IN = 3
_ANSWERED = 27


class Year:
    """Steps of the story that come after the main job; they run on its workspace."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.audit_id = ""
        self.contested = ""

    def begin(self) -> str:
        """Ten earlier months, three plans, and the running audit up to the last sync."""
        with self.story.at_desk("1042") as desk:
            self._past(desk)
            plans = self._plans(desk)
            audit = start_due(desk, plans[0].id, next_cycle(desk, plans[0]))
            self.audit_id = audit.id
            again = start_due(desk, plans[0].id, audit.period_start[:7])
            states = zip(audit.materials, ("received", "received", "requested", "outstanding"), strict=True)
            change_audit(desk, audit.id, materials=tuple(replace(one, state=state) for one, state in states))
            self.story.expect(again == audit, _("同一期自查建了两次"))
            self._answer(desk, data.ANSWERED_FIRST)
            self._findings(desk)
            rows = due_list(desk)
        with self.story.at_desk("1017") as desk:
            review_answer(desk, audit.id, data.CONFIRMED, ReviewDecision.CONFIRMED)
            for item_id, note in data.RETURNED.items():
                review_answer(desk, audit.id, (item_id,), ReviewDecision.RETURNED, note)
        with self.story.at_desk("1023") as desk:
            self._measures(desk)
        return _("往期 {n} 个月，计划 {m} 个，一年内 {k} 期", n=len(data.PAST), m=len(plans), k=len(rows))

    def _past(self, desk: Desk) -> None:
        today = date.fromisoformat(desk.today())
        count = len(data.PAST)
        results = []
        for place, (passed, failed, absent) in enumerate(data.PAST):
            start = month_after(today, place - count - 1)
            results.append(
                PastResult(
                    "", _("{month}月例行自查", month=start.month), AuditKind.ROUTINE, start.isoformat(),
                    month_end(start).isoformat(), passed, failed, absent,
                    _("纸质自查表 {month}", month=f"{start:%Y-%m}"),
                )
            )  # fmt: skip
        keep_past(desk, results)

    def _plans(self, desk: Desk) -> list[Plan]:
        today, calendar = date.fromisoformat(desk.today()), desk.calendar()
        near, mid, far = (calendar.add_working_days(today, days) for days in (_DUE_IN, 9, 19))
        month, year = today.replace(day=1), today.replace(month=1, day=1)
        materials = tuple(
            MaterialRequest(*pair)
            for pair in (
                (_("通话录音"), _("近 3 个月")), (_("投诉台账"), _("近 3 个月")),
                (_("培训签到表"), _("近 1 个月")), (_("话术库现行版本"), _("1 份")),
            )
        )  # fmt: skip
        last = month_after(today, -1)
        every = Plan(
            "", "", _("{月}月例行自查"), AuditKind.ROUTINE, FORM, Every.MONTHLY, month.isoformat(),
            due_day=near.day, due_after=months_between(month, near), lead_days=14,
            channels=(_("电话"), _("在线"), _("现场")), goal=_("合规率不低于 90%；单项否决零触发"),
            scope=_("在岗客服代表 48 人"), team=self.story.team(), materials=materials,
        )  # fmt: skip
        review, audit = occasion_of(AuditKind.COMPLAINTS), occasion_of(AuditKind.ANNUAL)
        complaints = replace(
            every, title=review.title, kind=AuditKind.COMPLAINTS, form=review.form, every=Every.QUARTERLY,
            starts_on=last.isoformat(), due_day=mid.day, due_after=months_between(last, mid),
            goal=review.goal, scope=review.scope, materials=review.materials,
        )  # fmt: skip
        annual = replace(
            every, title=audit.title, kind=AuditKind.ANNUAL, form=audit.form, every=audit.every,
            starts_on=year.isoformat(), due_day=far.day, due_after=months_between(year, far),
            lead_days=audit.lead_days, goal=audit.goal, scope=audit.scope, materials=audit.materials,
        )  # fmt: skip
        return [add_plan(desk, plan) for plan in (every, complaints, annual)]

    def _answer(self, desk: Desk, items: tuple[str, ...]) -> None:
        wanted = {item.id: item.sample_size for item in audit_form(desk, self._audit(desk)).items()}
        entries = {}
        for item_id in items:
            checked = max(wanted[item_id], 1)
            if item_id in data.FAILED:
                note = data.FAILED[item_id]
                entries[item_id] = Entry("fail", note=note, samples_checked=checked, samples_failed=3)
            elif item_id in data.NOT_APPLICABLE:
                entries[item_id] = Entry("not_applicable", note=data.NOT_APPLICABLE[item_id])
            else:
                entries[item_id] = Entry("pass", samples_checked=checked)
        record_answers(desk, self.audit_id, entries)

    def _audit(self, desk: Desk) -> Audit:
        with desk.begin() as work:
            return work.require(Audit, self.audit_id)

    def _findings(self, desk: Desk) -> None:
        """Nine findings by deadline; the first of each item is the draft that 不合规 began."""
        drafts = {one.item_id: one for one in list_findings(desk, audit_id=self.audit_id)}
        owner = self.story.people["1023"]
        today, calendar = date.fromisoformat(desk.today()), desk.calendar()
        for item_id, title, violation, staff, days, _state in data.FINDINGS:
            draft = drafts.pop(item_id, None) or begin_finding(desk, self.audit_id, item_id)
            found_on = working_days_before(calendar, today, _DAYS - days)
            finding = change_finding(
                desk, draft.id, title=title, description=data.FAILED[item_id], violation_class=violation,
                staff_code=staff, found_on=found_on.isoformat(), owner=owner.name, deadline_days=_DAYS,
                cause=data.CAUSE,
            )  # fmt: skip
            group_findings(desk, [finding.id], data.PROBLEMS[item_id])
            add_action(desk, finding.id, data.MEASURES[item_id], owner.name, owner_id=owner.id)

    def _measures(self, desk: Desk) -> None:
        """The owner reports which measures are done; those findings wait for a fresh sample."""
        done = {title for _item, title, _class, _staff, _days, state in data.FINDINGS if state == "to_verify"}
        for finding in list_findings(desk, audit_id=self.audit_id):
            if finding.title in done:
                with desk.begin() as work:
                    measures = work.find(Action, finding_id=finding.id)
                for action in measures:
                    move_action(desk, action.id, ActionState.DONE, _("24 / 24 人通过"))

    def disagree(self, desk: Desk, cause: str) -> None:
        """Write a finding's cause; done on two laptops that have not met, it becomes a conflict."""
        with desk.begin() as work:
            finding = work.find(Finding, audit_id=self.audit_id, title=data.FINDINGS[4][1])[0]
        self.contested = finding.code
        change_finding(desk, finding.id, cause=cause)

    def today(self) -> str:
        """What was done today: five items, three files for the inbox."""
        with self.story.at_desk("1042") as desk:
            self._answer(desk, data.ANSWERED_TODAY)
            for name, text in data.INBOX:
                content = text.encode()
                add_evidence(desk, NewEvidence(BytesIO(content), name, len(content)))
            tally = score(desk, self.audit_id).tally
            code = self._audit(desk).code
        self.story.expect(tally.answered == _ANSWERED, _("进行中的自查答了 {n} 项", n=tally.answered))
        return _(
            "{code}，{n} / {all} 项，收件箱 {m} 件",
            code=code,
            n=tally.answered,
            all=tally.total,
            m=len(data.INBOX),
        )


def months_between(first: date, later: date) -> int:
    """Calendar months from one day's month to another's."""
    return (later.year - first.year) * 12 + later.month - first.month
