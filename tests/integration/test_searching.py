import random
import time
from io import BytesIO

import pytest
from tests.factories import SECOND, make_program, make_workspace

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.checklists import Clause, Form, Item, Section
from auditdesk.domain.findings import Finding
from auditdesk.domain.people import Role
from auditdesk.domain.planning import Every, Plan
from auditdesk.services.answering import Entry, record_answer
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.desk import new_id
from auditdesk.services.evidence import NewEvidence, add_evidence
from auditdesk.services.forms import import_form
from auditdesk.services.people import NewUser, add_person
from auditdesk.services.planning import add_plan
from auditdesk.services.rectifying import add_action, change_finding, group_findings
from auditdesk.services.searching import PER_KIND, ContentSearch, kind_word

FORM = Form(
    "night", "1.0", "夜班抽查", (
        Section("1", "交接", (
            Item("1.1", "交接记录", "查夜班交接本", "每班有签名", basis=(Clause("《夜班办法》", "第七条", quote="交接须双签"),)),
            Item("1.2", "夜间来电", "听夜间录音", "三声内应答"),
        )),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    home = tmp_path_factory.mktemp("search")
    with make_workspace(make_program(home / "home"), home / "space") as opened:
        add_person(opened, NewUser("1042", "沈知夏", Role.AUDITOR, SECOND))
        import_form(opened.desk, FORM)
        yield opened.desk


@pytest.fixture(scope="module")
def audit(desk):
    plan = AuditPlan(
        "customer-service-self-check", "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15"
    )
    return plan_audit(desk, plan)


@pytest.fixture(scope="module")
def finding(desk, audit):
    made = record_answer(desk, audit.id, "1.1", Entry(verdict="fail", note="晚间座席漏报工号")).finding
    changed = change_finding(desk, made.id, title="双要素核验缺失", description="只问了姓名")
    add_action(desk, made.id, "补做情景演练")
    group_findings(desk, [made.id], "身份核验走过场")
    return changed


@pytest.fixture(scope="module")
def search(desk, finding):
    made = ContentSearch(desk)
    made.prepare()
    return made


def first(search, text, kind):
    return next(one for one in search.find(text) if one.kind == kind)


@pytest.mark.parametrize("text", ["双要素", "核验 双要", "要素核验"])
def test_a_finding_is_found_by_any_words_of_it(search, finding, text):
    found = search.find(text)[0]
    assert (found.kind, found.page, found.target) == ("finding", "findings", finding.id)
    assert finding.code in found.title


def test_codes_lead(search, finding, audit, desk):
    piece = add_evidence(desk, NewEvidence(BytesIO(b"one"), "聊天.txt", 3)).piece
    assert search.find(finding.code)[0].target == finding.id
    assert search.find(audit.code)[0].target == audit.id
    assert search.find(piece.code)[0].target == piece.id


def test_each_kind_names_its_exact_place(search, audit, finding, desk):
    answer = first(search, "漏报工号", "answer")
    assert (answer.page, answer.target, answer.note) == ("audits", f"{audit.id}/1.1", "11月例行自查")
    assert first(search, "情景演练", "action").target == finding.id
    problem = first(search, "走过场", "problem")
    assert (problem.page, problem.target) == ("findings", finding.id)
    person = first(search, "知夏", "user")
    assert person.page == "settings"
    assert person.target.startswith("people/")
    form = first(search, "夜班抽查", "form")
    assert (form.page, form.target) == ("library", "night@1.0")


def test_items_open_in_the_running_audit_else_in_the_library(search, audit):
    item = first(search, "夜间来电", "item")
    assert (item.page, item.target, item.note) == ("library", "night@1.0/1.2", "夜班抽查")
    running = next(one for one in search.find("1.1") if one.kind == "item")
    assert (running.page, running.target) == ("audits", f"{audit.id}/1.1")


def test_clauses_by_document_or_words(search):
    for text in ("夜班办法", "第七条", "须双签"):
        clause = first(search, text, "clause")
        assert clause.title == "《夜班办法》 第七条"
        assert clause.target == "night@1.0/1.1"


def test_plans_show_no_braces(search, desk):
    form = "customer-service-self-check"
    add_plan(
        desk,
        Plan("", "", "{月}月班组抽查", AuditKind.ROUTINE, form, Every.MONTHLY, "2026-11-01", due_day=20),
    )
    search.prepare()
    found = first(search, "班组抽查", "plan")
    assert found.title.endswith("…月班组抽查")


def test_blanks_and_nonsense_find_nothing(search):
    for text in ("", "   ", "……", '" OR *', "不存在的词语啊"):
        assert search.find(text) == []


def test_no_kind_fills_the_list(search, desk):
    found = search.find("客服")
    assert found
    for kind in {one.kind for one in found}:
        assert sum(one.kind == kind for one in found) <= PER_KIND
        assert kind_word(kind) != kind


def test_a_new_form_makes_the_list_stale(search, desk):
    assert not search.stale()
    later = Form(
        "dawn", "1.0", "晨会抽查", (Section("1", "晨会", (Item("1.1", "破晓点名", "看点名册", "全员到场"),)),)
    )
    import_form(desk, later)
    assert search.stale()
    assert not [one for one in search.find("破晓点名") if one.kind == "item"]
    search.prepare()
    assert not search.stale()
    assert first(search, "破晓点名", "item").target == "dawn@1.0/1.1"


@pytest.mark.bench
def test_every_keystroke_is_answered_in_50_ms(desk, search):
    words = ("客服", "投诉", "首次", "响应", "超时", "流程", "核实", "身份", "工单", "录音", "话术", "升级")
    chosen = random.Random(1)
    with desk.begin() as work:
        work.save(
            *(
                Finding(new_id(), f"WT-9{number:05d}", "a", "1.1", "".join(chosen.choices(words, k=12)))
                for number in range(5_000)
            )
        )
        work.commit()
    for text in ("投", "投诉", "投诉 超时", "WT-9", "客服核实", "1.1", "完全没有"):
        spent = []
        for _round in range(5):
            began = time.thread_time()
            search.find(text)
            spent.append(time.thread_time() - began)
        assert min(spent) < 0.05, (text, spent)
