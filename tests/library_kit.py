"""People and steps shared by the tests of the library; every name is invented."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

from tests.factories import make_program, make_workspace

from auditdesk.domain import editing
from auditdesk.domain.audits import AuditKind
from auditdesk.domain.checklists import Item
from auditdesk.domain.life import Decision
from auditdesk.domain.people import Role, User
from auditdesk.services import approving, commenting
from auditdesk.services.answering import Entry, record_answers
from auditdesk.services.approving import Submission
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.form_life import form_subject, new_revision, save_draft, submit_form
from auditdesk.services.forms import find_form
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
        self.program = make_program(tmp_path / "home")
        self.opened = make_workspace(self.program, tmp_path / "space")
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


def second_review(office):
    """Pack A with seven changes in its second review, comments, and a running audit on the version before."""
    with office.at("1001") as desk:
        plan = AuditPlan(PACK, "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15")
        audit = plan_audit(desk, plan)
        items = [item for section in find_form(desk, PACK).sections[:5] for item in section.items][:27]
        record_answers(desk, audit.id, {item.id: Entry("pass", samples_checked=30) for item in items})
        form = new_revision(desk, PACK, "半年修订")
        form = editing.remove_item(form, "1.5")
        for number, change in (
            ("2.1", {"check": lambda text: text.replace("后四位", "后四位或短信验证码，两项都须留有记录")}),
            ("4.3", {"standard": lambda text: text.replace("24", "12"), "method": _more_samples}),
            ("5.1", {"standard": lambda text: text.replace("24", "2") + "要素齐全。"}),
            ("6.2", {"check": lambda text: text + "并通过禁区知识测验（80 分）。"}),
        ):
            item = form.item(number)
            fields = {name: act(getattr(item, name)) for name, act in change.items()}
            form = editing.change_item(form, number, **fields)
        form = editing.add_item(
            form,
            "3",
            Item(
                "",
                "不以系统原因搪塞",
                "不以“系统原因”搪塞，须说明原因和预计答复时间。",
                "说明原因并给出时间",
                "抽查录音 10 条",
            ),
        )
        form = editing.add_item(
            form,
            "7",
            Item("", "会话隐私告知", "在线会话开始时出示隐私告知。", "每次会话都有告知", "抽查会话 10 次"),
        )
        save_draft(desk, form)
        subject = form_subject(form.key)
        submit_form(desk, form.key, office.submission(desk, subject))
    for number in ("1017", "1023", "1002"):
        office.decide(number, subject)
    office.decide("1023", subject, Decision.PASSED_WITH_NOTE, "12 小时须写进规范 3.2 条")
    office.decide("1031", subject)
    with office.at("1023") as desk:
        commenting.add_comment(desk, subject, "12 小时须写进规范 3.2 条，否则检查无依据。", "4.3")
    with office.at("1031") as desk:
        commenting.add_comment(desk, subject, "短信验证码要等接口上线，建议 12-15 起执行。", "2.1")
    return form, audit


def _more_samples(text):
    return text.replace("10", "15") + "，含节假日 3 件"
