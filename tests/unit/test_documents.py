from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.library_kit import PACK, Office

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.basis import (
    ClauseText,
    Document,
    DocumentKind,
    Standing,
    citations,
    plain_version,
    published,
    to_review,
    version_order,
)
from auditdesk.domain.checklists import Clause, Form, FormState, Item, Section
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, NotReadyError
from auditdesk.services import documents as library
from auditdesk.services.approving import suggested
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.documents import document_subject

HANDBOOK = Document(
    "", "handbook", "V4.2", "客户服务手册", DocumentKind.HANDBOOK, "客户服务部", "全部网点",
    effective_on="2026-05-01",
)  # fmt: skip


@pytest.fixture
def office(tmp_path):
    made = Office(tmp_path)
    yield made
    made.opened.close()


def publish(office, key):
    subject = document_subject(key)
    with office.at("1001") as desk:
        library.submit_document(desk, key, office.submission(desk, subject))
    office.pass_all(subject)
    with office.at("1001") as desk:
        return library.publish_document(desk, key)


@pytest.fixture
def registered(office):
    with office.at("1001") as desk:
        made = library.add_document(desk, HANDBOOK)
    publish(office, made.id)
    return made


def cited(desk, title="客户服务手册"):
    return [one for one in library.cite_check(desk) if one.clause.document == title]


def test_cited_documents_are_known_before_they_are_registered(office, registered):
    with office.at("1001") as desk:
        left = library.unregistered(desk)
        assert "客户服务手册" not in left
        assert left["呼叫中心质量监控细则"] > 0
        assert {one.standing for one in cited(desk)} == {Standing.CURRENT}
        assert library.upset(desk).citations == ()


def test_a_new_version_upsets_items_and_open_audits(office, registered):
    with office.at("1001") as desk:
        plan = AuditPlan(PACK, "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15")
        audit = plan_audit(desk, plan)
        draft = library.revise_document(desk, "客户服务手册", "半年修订")
        assert (draft.version, draft.effective_on) == ("V4.3", "")
        with pytest.raises(BadInputError, match="生效日期"):
            library.submit_document(desk, draft.id, office.submission(desk, document_subject(draft.id)))
        library.change_document(desk, draft.id, effective_on="2026-12-01")
        assert library.upset(desk).citations == ()
    _document, upset = publish(office, draft.id)
    assert len(upset.citations) > 0
    assert {one.standing for one in upset.citations} == {Standing.OUTDATED}
    assert [one.code for one in upset.audits] == [audit.code]
    with office.at("1001") as desk:
        states = {one.version: one.state for one in library.list_documents(desk)}
        assert states == {"V4.2": FormState.SUPERSEDED, "V4.3": FormState.PUBLISHED}
        first = upset.citations[0]
        with pytest.raises(BadInputError, match="为什么"):
            library.recheck(desk, first, "")
        library.recheck(desk, first, "条款文字未变")
        left = library.upset(desk).citations
        assert (first.form_key, first.item_id) not in {(one.form_key, one.item_id) for one in left}
        assert len(left) < len(upset.citations)
        assert library.find_document(desk, "《客户服务手册》").version == "V4.3"


def test_only_drafts_change_and_only_by_role(office, registered):
    with office.at("1001") as desk:
        with pytest.raises(NotReadyError, match="在用"):
            library.change_document(desk, registered.id, owner="别人")
        with pytest.raises(BadInputError, match="已经登记"):
            library.add_document(desk, HANDBOOK)
        draft = library.revise_document(desk, "handbook", "补条款", "V5.0")
        with pytest.raises(NotReadyError, match="草稿"):
            library.revise_document(desk, "handbook", "又改")
        with pytest.raises(BadInputError, match="version"):
            library.change_document(desk, draft.id, version="V9")
        with pytest.raises(NotFoundError):
            library.find_document(desk, "没有这份")
    with office.at("1017") as desk, pytest.raises(NotAllowedError):
        library.add_document(desk, HANDBOOK)


def test_clauses_are_compared_and_checked(office, registered):
    with office.at("1001") as desk:
        draft = library.revise_document(desk, "handbook", "列条款")
        clauses = (ClauseText("第 3.1 条", "用统一话术"), ClauseText("第 3.2 条", "礼貌用语"))
        draft = library.change_document(
            desk, draft.id, clauses=(*clauses, clauses[0]), effective_on="2026-12-01"
        )
        with pytest.raises(BadInputError, match="重复"):
            library.submit_document(desk, draft.id, office.submission(desk, document_subject(draft.id)))
        draft = library.change_document(desk, draft.id, clauses=clauses)
        assert library.clause_changes(desk, draft) == "增 2（第 3.1 条、第 3.2 条）"


def test_a_file_is_kept_encrypted_and_read_back(office):
    with office.at("1001") as desk:
        made = library.add_document(desk, HANDBOOK)
        with pytest.raises(NotFoundError, match="没有保存文件"):
            library.document_file(desk, made)
        data = "第 3.1 条 使用统一话术".encode()
        kept = library.attach_file(desk, made.id, BytesIO(data), "手册 V4.2.txt", len(data))
        assert (kept.file_name, kept.size) == ("手册 V4.2.txt", len(data))
        assert library.document_file(desk, kept).read() == data
        stored = desk.blobs.stored_path(desk.blobs.name_of(kept.sha256)).read_bytes()
        assert data[:12] not in stored


def test_documents_fall_due(office, registered):
    with office.at("1001") as desk:
        (due,) = library.due_documents(desk)
        assert (due.due, due.left) == ("2026-11-01", -1)
        people = suggested(desk, document_subject("new@1"), document_subject(registered.id))
        assert people
        assert all(one.user_id != desk.user.id for one in people)


def form_citing(version, clause="第 1 条"):
    item = Item("1.1", "项", "查", "准", basis=(Clause("规范", clause, version),))
    return Form("f", "1", "清单", (Section("1", "类", (item,)),))


def doc(version, state=FormState.PUBLISHED, *clauses):
    return Document(
        f"n@{version}", "n", version, "《规范》", state=state, effective_on="2026-06-01",
        clauses=tuple(ClauseText(one) for one in clauses),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("version", "clause", "shelf", "standing"),
    [
        ("V1.0", "第 1 条", [], Standing.UNREGISTERED),
        ("V1.0", "第 1 条", [doc("1.0")], Standing.CURRENT),
        ("1.9", "第 1 条", [doc("1.10")], Standing.OUTDATED),
        ("V1.1", "第 1 条", [doc("V1.0")], Standing.UNKNOWN_VERSION),
        ("V1.1", "第 1 条", [doc("V1.1", FormState.DRAFT)], Standing.UNKNOWN_VERSION),
        ("V1.0", "第 1 条", [doc("V1.0", FormState.SUPERSEDED), doc("V1.1")], Standing.OUTDATED),
        ("V1.0", "第 1 条第二款", [doc("V1.0", FormState.PUBLISHED, "第1条")], Standing.CURRENT),
        ("V1.0", "第 9 条", [doc("V1.0", FormState.PUBLISHED, "第 1 条")], Standing.MISSING_CLAUSE),
        ("", "第 1 条", [doc("V1.0", FormState.SUPERSEDED), doc("V1.1")], Standing.OUTDATED),
        ("", "第 1 条", [doc("V1.1")], Standing.CURRENT),
    ],
)
def test_how_a_citation_stands(version, clause, shelf, standing):
    (one,) = citations(form_citing(version, clause), shelf, written_on="2026-05-01")
    assert one.standing is standing
    assert bool(to_review([one])) == (standing in (Standing.OUTDATED, Standing.MISSING_CLAUSE))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8, unique=True))
def test_the_newest_published_version_is_in_force(numbers):
    shelf = [doc(f"V{major}.{minor}") for major, minor in numbers]
    assert published(shelf).version == "V{}.{}".format(*max(numbers))
    assert version_order(plain_version(published(shelf).version)) == max(numbers)
