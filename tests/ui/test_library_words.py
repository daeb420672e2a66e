"""Words of the page 清单与依据 that need no window: rows of comparisons, entries, paper form."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.audits import Answer, Audit, AuditKind
from auditdesk.domain.basis import Citation, ClauseText, Document, DocumentKind, Standing
from auditdesk.domain.carrying import LeftBehind, change_words, compare_forms
from auditdesk.domain.checklists import Clause, Form, FormState, Item, Revision, Section
from auditdesk.domain.text_diff import Change
from auditdesk.services.approving import ReviewFile
from auditdesk.services.carrying import Carry
from auditdesk.services.documents import Upset
from auditdesk.services.form_life import Course, DueForm
from auditdesk.services.library import DocumentLine, FormFile, FormLine, Shelf
from auditdesk.ui.pages.library_parts.clause_rows import (
    citation_words,
    clause_rows,
    clauses_text,
    document_entries,
    facts,
    read_clauses,
)
from auditdesk.ui.pages.library_parts.diff_rows import Fate, changed_rows, diff_rows, fate_word, field_word
from auditdesk.ui.pages.library_parts.effect import counts_html, list_lines
from auditdesk.ui.pages.library_parts.form_words import form_entries, heads, reminders


def item(number, **fields):
    return replace(Item(number, f"项{number}", f"查{number}", f"准{number}", f"抽查 {number}"), **fields)


def form(*items, version="3.2", **fields):
    made = Form("f", version, "客服清单", (Section("1", "类", items),))
    return replace(made, **fields)


def review(state=FormState.SECOND_REVIEW, **course):
    return ReviewFile("form:f@3.3", state, Course("form:f@3.3", **course), (), (), ready=False)


OLD = form(item("1"), item("2"), item("3"), item("4"))
NEW = form(
    item("1"), item("3", standard="准三", weight=2.0), item("4", title_en="Four"), item("5"), version="3.3"
)


def rows(notes=None):
    return diff_rows(OLD, NEW, compare_forms(OLD, NEW), notes or {})


def test_removed_items_stand_where_they_stood():
    assert [(row.item_id, row.fate) for row in rows()] == [
        ("1", Fate.SAME), ("2", Fate.REMOVED), ("3", Fate.CHANGED), ("4", Fate.CHANGED), ("5", Fate.ADDED),
    ]  # fmt: skip


def test_both_sides_show_their_own_words():
    by_number = {row.item_id: row for row in rows()}
    changed = by_number["3"]
    assert [line.text() for line in changed.old] == ["标准：准3", "权重：1.0"]
    assert [line.text() for line in changed.new] == ["标准：准三", "权重：2.0"]
    assert not any(piece.change is Change.NEW for line in changed.old for piece in line.pieces)
    assert not any(piece.change is Change.GONE for line in changed.new for piece in line.pieces)
    assert [line.text() for line in by_number["4"].old] == ["项4"]
    assert [line.text() for line in by_number["4"].new] == ["项4", "英文名：Four"]
    assert by_number["5"].old == ()
    assert [line.text() for line in by_number["2"].old] == ["查2", "标准：准2", "方式：抽查 2"]
    assert all(piece.change is Change.GONE for piece in by_number["2"].old[0].pieces)


def test_comments_stand_under_the_new_text():
    row = next(one for one in rows({"3": ["高予宁：无依据"]}) if one.item_id == "3")
    assert row.new[-1].note
    assert row.new[-1].text() == "高予宁：无依据"


def test_only_changes_with_a_fold_line_for_the_rest():
    folded = changed_rows(rows(), folded=True)
    assert [row.fate for row in folded][-1] is Fate.FOLD
    assert folded[-1].item_id == "1"
    assert [row.item_id for row in changed_rows(rows(), folded=False)][-1] == "1"
    assert changed_rows([row for row in rows() if row.differs], folded=True)[-1].fate is not Fate.FOLD


def test_form_level_changes_come_first():
    new = replace(OLD, version="3.3", target_rate=0.95, sections=(replace(OLD.sections[0], title="新类"),))
    difference = compare_forms(OLD, new)
    assert change_words(difference) == "清单说明 2 处"
    found = diff_rows(OLD, new, difference, {})
    assert [row.fate for row in found[:2]] == [Fate.DETAIL, Fate.DETAIL]
    assert found[0].new[0].text() == "目标合规率：0.95"
    assert found[1].new[0].text() == "分类 1：新类"
    assert change_words(compare_forms(OLD, OLD)) == "文字未变"


def test_moved_items_are_known():
    two = (Section("1", "甲", (item("1"),)), Section("2", "乙", (item("2"),)))
    swapped = (Section("1", "甲", ()), Section("2", "乙", (item("2"), item("1"))))
    difference = compare_forms(replace(OLD, sections=two), replace(OLD, sections=swapped))
    assert difference.moved == ("1",)
    assert difference.counts() == (0, 0, 0)


@given(st.lists(st.integers(1, 9), unique=True), st.lists(st.integers(1, 9), unique=True))
def test_every_item_has_one_row_whatever_came_and_went(before, after):
    old = form(*[item(str(n)) for n in before])
    new = form(*[item(str(n)) for n in after], version="3.3")
    found = diff_rows(old, new, compare_forms(old, new), {})
    assert sorted(row.item_id for row in found) == sorted({str(n) for n in [*before, *after]})
    kept = [row.item_id for row in found if row.fate is not Fate.REMOVED]
    assert kept == [str(n) for n in after]


def test_one_version_alone_shows_everything():
    found = diff_rows(None, OLD, None, {})
    assert all(row.fate is Fate.SAME and not row.old for row in found)
    assert len(found) == 4


def test_every_field_has_a_word():
    for name in ("check", "standard", "basis", "veto", "threshold", "review_months"):
        assert field_word(name) != name
    assert fate_word(Fate.SAME) == ""


def test_entries_and_heads_of_forms():
    used = replace(OLD, revisions=(Revision("3.2", "2026-06-01", "甲", "半年修订", "改 1"),))
    draft = replace(NEW, state=FormState.DRAFT)
    lines = (
        FormLine(draft, FormState.SECOND_REVIEW, used),
        FormLine(used, FormState.PUBLISHED, used),
        FormLine(draft, FormState.DRAFT, None),
        FormLine(replace(used, state=FormState.SUPERSEDED), FormState.SUPERSEDED, None),
    )
    entries = form_entries(Shelf(lines, (), Upset((), ())))
    assert [(one.chip, one.tone, one.below) for one in entries] == [
        ("v3.3 复审", "rev", "v3.2 在用"), ("", "na", "v3.2 在用"), ("v3.3 草稿", "na", ""),
        ("", "na", "v3.2 已替代"),
    ]  # fmt: skip
    assert entries[0].spoken() == "客服清单，v3.3 复审，v3.2 在用，4 项"
    file = FormFile(draft, used, compare_forms(used, draft), review(), None, (), ())
    assert heads(file) == ("v3.2 在用，2026-06-01 发布，4 项", "v3.3 复审，4 项", "v3.2 与 v3.3")
    alone = FormFile(used, None, None, review(FormState.PUBLISHED), None, (), ())
    assert heads(alone)[0] == ""


def test_reminders_name_days_and_upset_items():
    clause = Clause("投诉处理操作规范", "3.2", "V1")
    upset = Upset(
        tuple(Citation("f@3.2", n, clause, None, Standing.OUTDATED) for n in ("4.3", "5.1", "5.1")), ()
    )
    shelf = Shelf((), (DueForm(OLD, "2026-05-30", "2026-11-30", 13),), upset)
    title, text = reminders(shelf, "2026-11-17")
    assert title == "11-30 前须完成修订"
    assert "《投诉处理操作规范》换版后，引用它的 2 个检查项须重审：4.3、5.1。" in text
    late = Shelf((), (DueForm(OLD, "2026-04-30", "2026-10-30", -18),), Upset((), ()))
    assert reminders(late, "2026-11-17")[0] == "1 份清单复审已过期"
    assert reminders(Shelf((), (), Upset((), ())), "2026-11-17") == ("", "")
    assert reminders(Shelf((), (), upset), "2026-11-17")[0] == "有检查项须重审"


def test_the_effect_is_told_with_numbers_and_names():
    def answer(number):
        return Answer(f"a/{number}", "a", number, item(number).text_hash, verdict="pass")

    audit = Audit("a", "ZC-1", "11月例行自查", AuditKind.ROUTINE, "f@3.2", "2026-10-01", "2026-10-31")
    again = (LeftBehind(answer("3"), OLD.item("3"), NEW.item("3")),)
    gone = (LeftBehind(answer("2"), OLD.item("2"), None),)
    carry = Carry(audit, OLD, NEW, (answer("1"),), again, gone, ("5",), ("WT-1",))
    text = counts_html(carry)
    for words in ("3 项已答：", "1 项文字未变，带过去", "1 项须重答（3）", "1 项随 2 删除存档"):
        assert words in text
    lines = list_lines(carry)
    assert lines[0] == "ZC-1 11月例行自查"
    assert "须重答 1 项：3 项3" in lines
    assert "新增 1 项：5 项5" in lines
    assert "WT-1" in lines[-1]


HANDBOOK = Document(
    "h@V4.2", "h", "V4.2", "客户服务手册", DocumentKind.HANDBOOK, "客服部", "全部", FormState.PUBLISHED,
    "2026-05-01", clauses=(ClauseText("第 3.1 条", "用统一话术"), ClauseText("第 3.4 条", "不承诺")),
)  # fmt: skip


def test_document_entries_and_facts():
    draft = replace(HANDBOOK, id="h@V4.3", version="V4.3", state=FormState.DRAFT, effective_on="")
    lines = [
        DocumentLine("客户服务手册", (HANDBOOK, draft), 9, 0),
        DocumentLine("客户服务手册", (HANDBOOK,), 9, 4),
        DocumentLine("消费者权益保护法", (), 27, 0),
    ]
    first, second, third = document_entries(lines)
    assert (first.chip, first.below, first.right) == ("V4.3 草稿", "V4.2 在用", "9 项引用")
    assert (second.chip, second.tone) == ("须重审 4", "rev")
    assert (third.key, third.below, third.below_tone) == ("?消费者权益保护法", "未登记", "rev")
    assert lines[0].shown is draft
    assert lines[0].current is HANDBOOK
    assert facts(HANDBOOK, "2026-11-01") == "手册・客服部・全部・2026-05-01 生效・下次复审 2026-11-01"
    assert "生效日期未定" in facts(draft, "")


def test_clauses_side_by_side():
    new = replace(HANDBOOK, clauses=(ClauseText("第 3.1 条", "用现行话术"), ClauseText("第 3.2 条", "")))
    found = clause_rows(HANDBOOK, new)
    assert [(row.item_id, row.fate) for row in found] == [
        ("第 3.1 条", Fate.CHANGED), ("第 3.2 条", Fate.ADDED), ("第 3.4 条", Fate.REMOVED),
    ]  # fmt: skip
    assert found[1].new[0].text() == "（未录文字）"
    assert all(row.fate is Fate.SAME for row in clause_rows(HANDBOOK, HANDBOOK))
    assert all(row.old == () for row in clause_rows(None, HANDBOOK))


def test_citations_in_words():
    clause = Clause("客户服务手册", "第 3.1 条", "V4.2")
    one = Citation("f@3.2", "4.3", clause, HANDBOOK, Standing.OUTDATED)
    assert citation_words(one) == ("f@3.2  4.3  V4.2 第 3.1 条  须重审", "rev")
    titled = replace(one, form_title="服务自查清单")
    assert citation_words(titled)[0] == "服务自查清单 3.2  4.3  V4.2 第 3.1 条  须重审"
    assert citation_words(replace(one, checked=True)) == ("f@3.2  4.3  V4.2 第 3.1 条  已重审", "text_2")


CLAUSES = st.lists(
    st.builds(
        ClauseText,
        st.text(st.sampled_from("第1.23条"), min_size=1, max_size=6),
        st.text(st.sampled_from("话术|，。 a"), max_size=8).map(str.strip),
    ),
    max_size=5,
)


@given(CLAUSES)
def test_typed_clauses_are_read_back(clauses):
    assert read_clauses(clauses_text(clauses)) == tuple(clauses)
