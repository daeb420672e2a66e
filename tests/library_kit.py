"""People and steps shared by the tests of the library; every name is invented."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from tests.factories import make_program, make_workspace

from auditdesk.domain.life import Decision
from auditdesk.domain.people import Role, User
from auditdesk.services import approving
from auditdesk.services.approving import Submission
from auditdesk.services.people import list_users

PACK = "customer-service-self-check"
CROWD = (
    ("1017", "罗成岳", Role.REVIEWER, "质量"),
    ("1023", "高予宁", Role.REVIEWER, "法务"),
    ("1031", "方予安", Role.AUDITOR, "信息"),
    ("1002", "许佳宁", Role.LEAD, "客服"),
    ("1050", "马晓蕾", Role.VIEWER, "人事"),
)


class Office:
    """A workspace with an administrator (韩立群, 1001) and five others, who sit at its one desk in turn."""

    def __init__(self, tmp_path):
        self.opened = make_workspace(make_program(tmp_path / "home"), tmp_path / "space")
        with self.opened.desk.begin() as work:
            work.save(
                *(
                    User(f"{place}" * 32, number, name, role, department, department)
                    for place, (number, name, role, department) in enumerate(CROWD)
                )
            )
            work.commit()
        self.users = {user.staff_no: user for user in list_users(self.opened.desk)}

    @contextmanager
    def at(self, number):
        yield replace(self.opened.desk, user=self.users[number])

    def submission(self, desk, subject, based_on=""):
        return Submission(approving.suggested(desk, subject, based_on), "2026-11-20", "2026-11-30")

    def pass_all(self, subject):
        """Everybody who was asked passes, stage after stage."""
        for number in ("1017", "1023", "1031", "1002"):
            self.decide(number, subject)
        for number in ("1017", "1023", "1031", "1002"):
            self.decide(number, subject)
        self.decide("1002", subject)

    def decide(self, number, subject, decision=Decision.PASSED, note=""):
        with self.at(number) as desk:
            with desk.begin() as work:
                file = approving.read_review(work, subject)
            if approving.own_part(desk, file) is None:
                return None
            return approving.decide(desk, subject, decision, note, proven=desk.user)
