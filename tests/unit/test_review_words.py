from auditdesk.domain.assigning import items_of
from auditdesk.domain.audits import Answer, Ask, Audit, AuditKind, Duty, TeamMember, ask_label
from auditdesk.domain.checklists import Form, Item, Section
from auditdesk.domain.findings import Finding
from auditdesk.domain.people import Role, User
from auditdesk.services.finding_context import quarter_of

ITEMS = {name: Item(name, name, "看", "应当") for name in ("1.1", "2.1", "12.1")}
FORM = Form(
    "f", "1", "表",
    tuple(Section(name.split(".")[0], f"分类{name}", (one,)) for name, one in ITEMS.items()),
)  # fmt: skip
USER = User("u1", "1042", "沈知夏", Role.AUDITOR)


def audit(*team):
    return Audit("a", "ZC-1", "自查", AuditKind.ROUTINE, "f@1", "2026-10-01", "2026-10-31", team=team)


def member(task, name="沈知夏", user_id="u1"):
    return TeamMember(name, "", (Duty.ANSWER,), task, user_id)


def test_items_are_given_by_section_number_title_or_answer():
    answered = {"1.1": Answer("a/1.1", "a", "1.1", "", "pass", answered_by="u1")}
    assert items_of(FORM, audit(member("第 2 类")), {}, USER) == {"2.1"}
    assert items_of(FORM, audit(member("2、12")), {}, USER) == {"2.1", "12.1"}
    assert items_of(FORM, audit(member("负责分类12.1")), {}, USER) == {"12.1"}
    assert items_of(FORM, audit(), answered, USER) == {"1.1"}
    assert items_of(FORM, audit(member("2", "别人", "u2")), {}, USER) == set()
    assert items_of(FORM, audit(member("2", "沈知夏", "")), {}, USER) == {"2.1"}


def test_quarters_and_asks_have_words():
    assert [quarter_of(day) for day in ("2026-01-31", "2026-06-01", "2026-12-31", "")] == [
        "2026Q1", "2026Q2", "2026Q4", "",
    ]  # fmt: skip
    assert {ask_label(one.value) for one in Ask} == {"补说明", "补证据", "改标记", "重查样本", "重新判定"}
    assert ask_label("newer") == "newer"
    assert Finding("x", "WT-1", "a", "1.1").staff_code == ""
