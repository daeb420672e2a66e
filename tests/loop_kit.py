"""A workspace with people who sit at its one desk in turn, for tests of the closed loop; names are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.factories import SteppingClock, make_program, make_workspace

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.findings import ActionState
from auditdesk.domain.people import Role, User
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.rectifying import add_action, begin_finding, move_action

CROWD = (
    ("1042", "沈知夏", Role.AUDITOR),
    ("1017", "罗成岳", Role.REVIEWER),
    ("1023", "丁一帆", Role.LEAD),
    ("1050", "马晓蕾", Role.VIEWER),
)
CLASS = "operation.process"


class Room:
    """韩立群 (1001) is the administrator; `at` gives another person the desk, `on` another day."""

    def __init__(self, folder):
        self.opened = make_workspace(make_program(folder / "home"), folder / "space")
        self.desk = self.opened.desk
        self.people = {
            number: User(f"{place}" * 32, number, name, role)
            for place, (number, name, role) in enumerate(CROWD)
        }
        with self.desk.begin() as work:
            work.save(*self.people.values())
            work.commit()
        self.people["1001"] = self.desk.user

    def at(self, number):
        return replace(self.desk, user=self.people[number])

    def on(self, day, number="1001"):
        clock = SteppingClock(datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=UTC))
        return replace(self.at(number), clock=clock)

    def audit(self, start="2026-10-26", end="2026-11-15"):
        plan = AuditPlan("customer-service-self-check", f"{end} 例行自查", AuditKind.ROUTINE, start, end)
        return plan_audit(self.at("1042"), plan)

    def finding(self, audit, item="1.1", **fields):
        full = {
            "description": "改套餐前未核对姓名", "violation_class": CLASS, "owner": "丁一帆",
            "deadline_days": 15, "staff_code": "客服B07",
        }  # fmt: skip
        return begin_finding(self.at("1042"), audit.id, item, **(full | fields))

    def ready(self, audit, item="1.1", **fields):
        """A finding whose one measure 丁一帆 has done: it waits for verification."""
        made = self.finding(audit, item, **fields)
        action = add_action(self.at("1042"), made.id, "全员复训", "丁一帆")
        move_action(self.at("1023"), action.id, ActionState.DONE)
        return made

    def close(self):
        self.opened.close()
