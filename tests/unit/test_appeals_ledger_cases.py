from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loop_kit import CLASS, Room

from auditdesk.assets import resource
from auditdesk.domain.cases import Case, CaseState, bigrams, likeness, missing_in, similar
from auditdesk.domain.checklists import Severity
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.domain.findings import FindingState, Outcome
from auditdesk.domain.fixlist import things_to_fix
from auditdesk.domain.ledger import (
    LedgerEntry,
    LedgerStep,
    Step,
    check_step,
    count_in_period,
    first_day,
    next_step,
    require_pseudonym,
)
from auditdesk.packs.learning import load_learning_rules
from auditdesk.services.appealing import SecondDecision, decide_appeal, list_appeals, raise_appeal
from auditdesk.services.audits import open_file
from auditdesk.services.cases import (
    cases_workbook,
    change_case,
    find_case,
    list_cases,
    make_case,
    personal_left,
    publish_case,
    similar_cases,
    withdraw_case,
)
from auditdesk.services.closing import monthly_top
from auditdesk.services.filling import findings_workbook
from auditdesk.services.freezing import freeze
from auditdesk.services.ledger import (
    StepInput,
    commend,
    enter_finding,
    find_entry,
    ledger_workbook,
    list_entries,
    staff_counts,
    take_step,
)
from auditdesk.services.rectifying import change_finding, find_finding, list_findings
from auditdesk.services.searching import ContentSearch
from auditdesk.services.verifying import Population, draw_sample, open_draw

RULES = load_learning_rules()


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    one = Room(tmp_path_factory.mktemp("appeals"))
    yield one
    one.close()


@pytest.fixture(scope="module")
def audit(room):
    return room.audit()


def upheld(reason="通话里确实没有核对"):
    return SecondDecision(Outcome.UPHELD, reason)


def test_both_decisions_are_kept(room, audit):
    finding = room.finding(audit, "1.1", severity=Severity.MAJOR)
    appeal = raise_appeal(room.at("1042"), finding.id, "客户 13800138000 已说出姓名")
    assert (appeal.raised_by, appeal.raised_on) == ("客服B07", "2026-11-02")
    assert appeal.deadline == "2026-11-16"
    assert "13800138000" not in appeal.reason
    first = appeal.first_decision
    assert first == "违规操作 › 违反流程・较大"
    with pytest.raises(NotReadyError, match="在等复议"):
        raise_appeal(room.at("1042"), finding.id, "再来一次")
    for who in ("1023", "1042", "1050"):
        with pytest.raises(NotAllowedError):
            decide_appeal(room.at(who), appeal.id, upheld())
    for wrong in (
        upheld(" "),
        SecondDecision(Outcome.CHANGED, "没变"),
        SecondDecision(Outcome.CHANGED, "x", None, "x.y"),
    ):
        with pytest.raises(BadInputError):
            decide_appeal(room.at("1017"), appeal.id, wrong)
    change = SecondDecision(Outcome.CHANGED, "只是提前结束", Severity.MINOR, "attitude.cold")
    done = decide_appeal(room.at("1017"), appeal.id, change)
    assert (done.first_decision, done.outcome) == (first, "changed")
    assert done.second_decision == "服务态度恶劣 › 冷漠敷衍・一般；只是提前结束"
    now = find_finding(room.desk, finding.id).finding
    assert (now.severity, now.violation_class) == (Severity.MINOR, "attitude.cold")
    with pytest.raises(NotReadyError, match="已经复议过"):
        decide_appeal(room.at("1017"), appeal.id, upheld())
    assert [one.id for one in list_appeals(room.desk, finding_id=finding.id)] == [appeal.id]


def test_an_appeal_comes_in_time_and_from_somebody(room, audit):
    finding = room.finding(audit, "1.2")
    with pytest.raises(NotReadyError, match="2026-11-09"):
        raise_appeal(room.on("2026-11-10", "1042"), finding.id, "晚了一天")
    with pytest.raises(BadInputError):
        raise_appeal(room.at("1042"), finding.id, " ")
    nameless = change_finding(room.at("1042"), finding.id, staff_code="")
    with pytest.raises(BadInputError):
        raise_appeal(room.at("1042"), nameless.id, "谁？")
    assert (
        raise_appeal(room.on("2026-11-09", "1042"), finding.id, "最后一天", "客服B07").raised_by == "客服B07"
    )


def test_the_notice_starts_the_time_again(room, audit):
    finding = room.finding(audit, "1.3")
    entry = enter_finding(room.at("1042"), finding.id).entry
    for day, who, step in (
        ("2026-11-05", "1042", Step.INVESTIGATED),
        ("2026-11-06", "1017", Step.DECIDED),
        ("2026-11-10", "1042", Step.NOTIFIED),
    ):
        take_step(room.on(day, who), entry.id, StepInput(step, "罗成岳"))
    appeal = raise_appeal(room.on("2026-11-17", "1042"), finding.id, "告知后第五天")
    with pytest.raises(NotReadyError, match="申诉"):
        take_step(
            room.on("2026-11-18", "1017"),
            entry.id,
            StepInput(Step.CONSEQUENCE, "韩立群", consequence="warning"),
        )
    decide_appeal(room.on("2026-11-18", "1017"), appeal.id, upheld())
    done = take_step(
        room.on("2026-11-18", "1017"), entry.id, StepInput(Step.CONSEQUENCE, "韩立群", consequence="warning")
    )
    assert (done.entry.consequence, done.next) == ("warning", Step.ARCHIVED)


def test_a_withdrawn_finding_leaves_the_figures_but_stays_in_sight(room):
    audit = room.audit("2026-06-01", "2026-06-30")
    finding = room.ready(audit, "4.3", staff_code="客服B77")
    entry = enter_finding(room.at("1042"), finding.id)
    assert (entry.times, entry.suggestion) == (1, "warning")
    draw_sample(room.at("1017"), finding.id, Population(count=40))
    before = monthly_top(room.desk, "2026-11")[0].count
    appeal = raise_appeal(room.at("1042"), finding.id, "当时系统停机")
    decide_appeal(room.at("1017"), appeal.id, SecondDecision(Outcome.WITHDRAWN, "属实，撤销"))
    now = find_finding(room.desk, finding.id).finding
    assert now.state is FindingState.WITHDRAWN
    assert open_draw(room.desk, finding.id) is None
    assert finding.id in {one.id for one in list_findings(room.desk)}
    assert finding.id not in {one.id for one in list_findings(room.desk, open_only=True)}
    assert monthly_top(room.desk, "2026-11")[0].count == before - 1
    assert freeze(room.desk, audit.id).snapshot.result.findings == 0
    (sheet,) = room.desk.tools.sheets().read_tables(
        findings_workbook(room.desk, audit.id), "x.xlsx", most_rows=9
    )
    assert "已撤销" in sheet.rows[-1]
    file = find_entry(room.desk, entry.entry.code)
    assert (file.withdrawn, file.times, file.next) == (True, 0, None)
    with pytest.raises(NotReadyError, match="撤销"):
        take_step(room.at("1042"), entry.entry.id, StepInput(Step.INVESTIGATED, "罗成岳"))
    assert "客服B77" not in {one.staff_code for one in staff_counts(room.desk)}
    with pytest.raises(NotReadyError, match="撤销"):
        raise_appeal(room.at("1042"), finding.id, "再来")
    assert freeze_rows(room, audit) == []


def freeze_rows(room, audit):
    return [row for row in things_to_fix(open_file(room.desk, audit.id)) if row.target_kind == "finding"]


def entry_of(place, day, severity=Severity.MINOR, staff="B7"):
    return LedgerEntry(f"e{place}", f"TZ-{place}", staff, severity=severity, occurred_on=day)


@given(st.lists(st.sampled_from(list(Step)), max_size=8))
def test_steps_come_one_after_the_other(tries):
    entry, done = entry_of(1, "2026-11-02"), []
    for step in tries:
        try:
            check_step(entry, done, step, "2026-11-03")
        except NotReadyError:
            assert step is not next_step(done)
        else:
            done.append(LedgerStep(f"e1/{step}", "e1", step, "韩立群", "2026-11-03"))
    assert [one.step for one in done] == list(Step)[: len(done)]


@given(
    st.lists(
        st.sampled_from(["2025-01-10", "2025-12-01", "2026-06-05", "2026-11-02"]), min_size=1, max_size=9
    )
)
def test_repetition_counts_within_the_period_in_order(days):
    entries = [entry_of(place, day) for place, day in enumerate(sorted(days))]
    counts = [count_in_period(entries, one, 12) for one in entries]
    for one, count in zip(entries, counts, strict=True):
        since = first_day(one.occurred_on, 12)
        assert count == sum(
            since <= other.occurred_on and int(other.id[1:]) <= int(one.id[1:]) for other in entries
        )
    suggestions = [RULES.suggested(Severity.MINOR, count) for count in counts]
    order = ["warning", "fine", "demotion", "dismissal"]
    ranks = [order.index(word) for word in suggestions]
    assert all(
        later >= earlier
        for (earlier, a), (later, b) in zip(
            zip(ranks, counts, strict=True), zip(ranks[1:], counts[1:], strict=False), strict=False
        )
        if b >= a
    )


@pytest.mark.parametrize("code", ["客服B12", "B7", "坐席-0042", " 客服 B12 "])
def test_codes_are_taken(code):
    assert require_pseudonym(code) == "".join(code.split())


@pytest.mark.parametrize(
    "code", ["", "王小明", "13800138000", "王小明13800138000", "客服", "a@b.cn", "B12 王小明"]
)
def test_names_and_numbers_are_not(code):
    with pytest.raises(BadInputError, match="代号"):
        require_pseudonym(code)


def test_the_way_of_an_entry(room, audit):
    finding = room.finding(audit, "2.1", staff_code="客服B21", severity=Severity.MAJOR)
    with pytest.raises(NotReadyError):
        enter_finding(room.at("1042"), room.finding(audit, "2.2", owner="").id)
    with pytest.raises(BadInputError):
        enter_finding(room.at("1042"), room.finding(audit, "2.3", staff_code="王小明").id)
    file = enter_finding(room.at("1042"), finding.id)
    with pytest.raises(NotReadyError, match="已经在"):
        enter_finding(room.at("1042"), finding.id)
    assert (file.suggestion, file.next) == ("fine", Step.INVESTIGATED)
    name = file.entry.id
    with pytest.raises(NotReadyError, match="下一步"):
        take_step(room.desk, name, StepInput(Step.NOTIFIED, "韩立群"))
    for wrong in (
        StepInput(Step.INVESTIGATED, " "),
        StepInput(Step.INVESTIGATED, "甲", "2027-01-01"),
        StepInput(Step.INVESTIGATED, "甲", "2026-10-01"),
        StepInput(Step.INVESTIGATED, "甲", "明天"),
    ):
        with pytest.raises(BadInputError):
            take_step(room.desk, name, wrong)
    take_step(room.at("1042"), name, StepInput(Step.INVESTIGATED, "罗成岳", note="听录音 13800138000"))
    with pytest.raises(NotAllowedError):
        take_step(room.at("1042"), name, StepInput(Step.DECIDED, "沈知夏"))
    take_step(room.at("1017"), name, StepInput(Step.DECIDED, "罗成岳"))
    take_step(room.at("1042"), name, StepInput(Step.NOTIFIED, "沈知夏"))
    with pytest.raises(BadInputError, match="处理结果"):
        take_step(room.at("1017"), name, StepInput(Step.CONSEQUENCE, "韩立群", consequence="praise"))
    take_step(room.at("1017"), name, StepInput(Step.CONSEQUENCE, "韩立群", consequence="fine"))
    done = take_step(room.at("1042"), name, StepInput(Step.ARCHIVED, "沈知夏"))
    assert [one.step for one in done.steps] == list(Step)
    assert "13800138000" not in done.steps[1].note
    with pytest.raises(NotReadyError, match="已经归档"):
        take_step(room.at("1042"), name, StepInput(Step.ARCHIVED, "沈知夏"))


def test_counts_commendations_and_the_sheet(room, audit):
    again = room.finding(audit, "2.4", staff_code="客服B21")
    assert enter_finding(room.at("1042"), again.id).times == 2
    with pytest.raises(BadInputError):
        commend(room.desk, "客服B21", " ")
    praised = commend(room.desk, "客服B21", "主动回访 13800138000 的客户")
    assert (praised.times, praised.suggestion) == (0, "praise")
    mine = next(one for one in staff_counts(room.desk) if one.staff_code == "客服B21")
    assert (mine.violations, mine.commendations, mine.repeated_classes) == (2, 1, (CLASS,))
    assert {one.entry.staff_code for one in list_entries(room.desk, "客服B21")} == {"客服B21"}
    (sheet,) = room.desk.tools.sheets().read_tables(ledger_workbook(room.desk), "x.xlsx", most_rows=99)
    cells = [cell for row in sheet.rows for cell in row]
    assert "表扬" in cells
    assert not any("13800138000" in cell for cell in cells)
    with pytest.raises(NotFoundError):
        find_entry(room.desk, "TZ-0")


def test_rules_that_are_unsound_are_refused(tmp_path):
    text = resource("rules", "rectification.yaml").read_text("utf-8")
    for old, new in (
        ("sample_size: 10", "sample_size: 0"), ("closure_target: 0.95", "closure_target: 95"),
        ("overdue: 3", "overdue: 1"), ("to: head", "to: boss"), ("consequence: fine", "consequence: jail"),
        ("remind_days: 3", "remind_days: three"),
    ):  # fmt: skip
        path = tmp_path / "rectification.yaml"
        path.write_text(text.replace(old, new), "utf-8")
        with pytest.raises(BadInputError, match=r"rectification\.yaml"):
            load_learning_rules(path)
    assert RULES.level(0) == ""
    assert RULES.suggested(Severity.CRITICAL, 9) == "dismissal"


def full(**fields):
    base = {
        "title": "改套餐前未核对姓名", "story": "一名客服只核对了后四位就改了套餐。", "lesson": "两个要素都核对后再操作。",
        "question": "客户着急时怎么办？", "violation_class": CLASS,
    }  # fmt: skip
    return base | fields


def test_a_case_takes_nothing_personal_and_says_where(room):
    desk = room.at("1042")
    for name, text in (
        ("story", "客户张伟来电，手机 13800138000"),
        ("lesson", "证件 11010519491231002X"),
        ("title", "联系 wangxm@example.cn"),
    ):
        with pytest.raises(BadInputError) as told:
            make_case(desk, **full(**{name: text}))
        assert "第" in str(told.value)
        assert "字" in str(told.value)
        assert not any(value in str(told.value) for value in ("13800138000", "11010519491231002X", "wangxm"))
    assert list_cases(desk) == []
    (place,) = personal_left(desk, {"story": "电话 13800138000"})
    assert place == "经过第 4–14 字：手机号"


def test_a_case_from_a_finding_is_published_by_somebody_else(room, audit):
    finding = room.finding(
        audit,
        "6.1",
        description="客服B07 对客户A01 改套餐前未核对姓名",
        customer="客户A01",
        cause="B07 不熟悉流程",
    )
    case = make_case(room.at("1042"), finding.id)
    assert (case.state, case.violation_class, case.finding_id) == (CaseState.DRAFT, CLASS, finding.id)
    assert "B07" not in case.story
    assert "A01" not in case.story
    with pytest.raises(NotReadyError, match="还缺：讨论题"):
        publish_case(room.at("1017"), case.id)
    change_case(room.at("1042"), case.id, **full())
    with pytest.raises(NotAllowedError):
        publish_case(room.at("1042"), case.id)
    published = publish_case(room.at("1017"), case.id)
    assert published.state is CaseState.PUBLISHED
    with pytest.raises(NotReadyError):
        publish_case(room.at("1017"), case.id)
    with pytest.raises(NotReadyError, match="撤回"):
        change_case(room.at("1042"), case.id, title="新标题")
    assert [one.id for one, _score in similar_cases(room.desk, finding)] == [case.id]
    assert list_cases(room.desk, "后四位") == [published]
    assert list_cases(room.desk, "没有这个词") == []
    (hit,) = ContentSearch(room.desk).find("后四位就改")
    assert (hit.kind, hit.page, hit.target) == ("training_case", "library", case.id)
    (sheet,) = room.desk.tools.sheets().read_tables(cases_workbook(room.desk), "x.xlsx", most_rows=9)
    assert published.title in sheet.rows[-1]
    assert find_case(room.desk, case.code) == published
    assert withdraw_case(room.at("1017"), case.id).state is CaseState.DRAFT
    for wrong in ({"code": "x"}, {"title": " "}, {"violation_class": "x.y"}):
        with pytest.raises(BadInputError):
            change_case(room.at("1042"), case.id, **wrong)
    with pytest.raises(NotFoundError):
        find_case(room.desk, "AL-0")


@given(st.text("改套餐前未核对姓名，。 ab", max_size=30), st.text("改套餐前未核对姓名，。 ab", max_size=30))
def test_likeness_is_a_share_and_even(left, right):
    one, two = bigrams(left), bigrams(right)
    assert 0 <= likeness(one, two) <= 1
    assert likeness(one, two) == likeness(two, one)
    assert not one or likeness(one, one) == 1


def test_the_nearest_case_comes_first(room, audit):
    finding = replace(room.finding(audit, "6.2"), description="改套餐前没有核对姓名")
    near = Case("1", "AL-1", "改套餐前未核对姓名", violation_class=CLASS, state=CaseState.PUBLISHED)
    same_group = replace(near, id="2", code="AL-2", title="改订单", violation_class="operation.tamper")
    far = replace(near, id="3", code="AL-3", title="与客户争吵", violation_class="language.quarrel")
    draft = replace(near, id="4", state=CaseState.DRAFT)
    assert [one.id for one, _score in similar(finding, [far, same_group, near, draft])] == ["1", "2"]
    assert missing_in(near) == ("经过", "教训", "讨论题")
