"""Reviews in a real workspace: what is written, what is remembered, and that neither holds personal data."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from PIL import Image
from tests.factories import SECOND, make_program, make_workspace

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.errors import BadInputError, CancelledError, NotAllowedError
from auditdesk.domain.evidence import MaskState
from auditdesk.domain.mask_review import MaskDecision, MaskReview
from auditdesk.domain.maskplan import Choice, Decisions, HandBox, HandMark
from auditdesk.domain.maskrules import MaskRule, RuleKind
from auditdesk.domain.people import Role, User
from auditdesk.domain.spans import Kind
from auditdesk.services.audits import AuditPlan, plan_audit
from auditdesk.services.evidence import (
    NewEvidence,
    add_evidence,
    find_evidence,
    link_to_item,
    list_evidence,
    open_piece,
)
from auditdesk.services.mask_batch import mask_all, survey
from auditdesk.services.mask_queue import read_queue
from auditdesk.services.mask_review import (
    accept_residue,
    confirm,
    keep_progress,
    open_plan,
    original,
    page_picture,
    plan_places,
    reveal,
    stand_ins,
    undecided,
)
from auditdesk.services.mask_typing import stand_in_typed
from auditdesk.services.rules import add_rule

NAME, PHONE, SECRET = "林向晚", "13800001234", "青鸟计划"
CHAT = f"客户：我叫{NAME}，手机{PHONE}\n客服：{SECRET}已登记\n客户：再说一次，{PHONE}，{SECRET}\n"


@pytest.fixture
def space(tmp_path):
    with make_workspace(make_program(tmp_path / "home"), tmp_path / "space") as opened:
        yield opened


@pytest.fixture
def desk(space):
    return space.desk


def add(desk, text=CHAT, name="会话.txt"):
    data = text.encode()
    return add_evidence(desk, NewEvidence(BytesIO(data), name, len(data))).piece


def bytes_of(desk, piece):
    with open_piece(desk, piece) as stream:
        return stream.read().decode()


def value(plan, desk, text):
    found = plan_places(desk, plan, plan.decisions)
    return next(one.found.value for one in found if original(plan, one) == text)


def test_a_confirmed_review_writes_what_was_decided(desk):
    piece = add(desk)
    plan = open_plan(desk, piece.id)
    at = CHAT.index(SECRET)
    decisions = plan.decisions.with_choice(value(plan, desk, PHONE), Choice.KEEP)
    decisions = decisions.with_mark(HandMark(0, at, at + len(SECRET), Kind.CUSTOM, SECRET))
    done = confirm(desk, plan, decisions, "by_kind")
    written = bytes_of(desk, done.copy)
    assert written.count(PHONE) == 2
    assert SECRET not in written
    assert NAME not in written
    assert done.copy.mask_state is MaskState.MASKED
    assert {"mask_review", "evidence"} <= {kind.lower() for kind in done.changes.kinds()}
    assert bytes_of(desk, piece) == CHAT


def test_own_rules_and_their_names_hold_in_reviews_and_in_the_batch(desk):
    add_rule(desk, MaskRule("", "项目代号", RuleKind.PATTERN, pattern=SECRET, examples=(SECRET,)))
    plan = open_plan(desk, add(desk).id)
    own = [one for one in plan_places(desk, plan, plan.decisions) if original(plan, one) == SECRET]
    assert [one.span.label for one in own] == ["项目代号"] * 2
    done = confirm(desk, plan, plan.decisions, "by_kind")
    assert SECRET not in bytes_of(desk, done.copy)
    other = add(desk, f"另一份，{SECRET}。", "另一份.txt")
    rows = mask_all(desk, [one for one in read_queue(desk).files if one.piece.id == other.id]).rows
    assert [row.problem for row in rows] == [""]
    assert SECRET not in bytes_of(desk, rows[0].copy)


def test_decisions_hold_for_later_files_and_after_reopening(desk):
    first = open_plan(desk, add(desk).id)
    at = CHAT.index(SECRET)
    mark = HandMark(0, at, at + len(SECRET), Kind.CUSTOM, SECRET)
    decisions = first.decisions.with_choice(value(first, desk, NAME), Choice.KEEP).with_mark(mark)
    confirm(desk, first, decisions, "remove")
    again = open_plan(desk, first.piece.id)
    assert again.style == "remove"
    assert again.decisions == decisions
    later = open_plan(desk, add(desk, f"我叫{NAME}，换套餐", "另一个.txt").id)
    assert later.earlier == {(Kind.PERSON, NAME): Choice.KEEP}
    assert not any(one.found.masked for one in plan_places(desk, later, later.decisions))


def test_a_typed_stand_in_is_written_in_every_file_and_survives(desk):
    plan = open_plan(desk, add(desk).id)
    found = plan_places(desk, plan, plan.decisions)
    place = next(one for one in found if original(plan, one) == NAME)
    decisions = stand_in_typed(desk, plan, found, plan.decisions, place, "  投诉人\u3000甲 ")
    assert decisions.typed == {(Kind.PERSON, NAME): "投诉人 甲"}
    assert decisions.choices == {(Kind.PERSON, NAME): Choice.MASK}
    done = confirm(desk, plan, decisions, "remove")
    assert "投诉人 甲" in bytes_of(desk, done.copy)
    assert done.copy.mask_state is MaskState.MASKED
    later = open_plan(desk, add(desk, f"我叫{NAME}，换套餐", "另一个.txt").id)
    assert later.decisions.typed == decisions.typed
    rows = mask_all(desk, [one for one in read_queue(desk).files if one.piece.id == later.piece.id]).rows
    assert bytes_of(desk, rows[0].copy) == "我叫投诉人 甲，换套餐"
    back = stand_in_typed(desk, plan, found, decisions, place, " ")
    confirm(desk, plan, back, "remove")
    assert not open_plan(desk, plan.piece.id).decisions.typed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("19900005678", "手机号"), ("1 9 9 0 0 0 0 5 6 7 8", "手机号"), ("陆远行先生", "姓名"),
        (f"不是{NAME}", "姓名"), (f"尾号{PHONE}", "手机号"), ("字" * 41, "40"),
    ],
)  # fmt: skip
def test_nothing_personal_is_taken_as_a_stand_in(desk, words, sentence):
    plan = open_plan(desk, add(desk).id)
    found = plan_places(desk, plan, plan.decisions)
    with pytest.raises(BadInputError, match=sentence):
        stand_in_typed(desk, plan, found, plan.decisions, found[0], words)


def test_nothing_undecided_is_confirmed(desk, monkeypatch):
    plan = open_plan(desk, add(desk).id)
    unsure = [
        (
            part.text,
            tuple(type(span)(span.start, span.end, span.kind, 0.62, "模型", True) for span in part.spans),
        )
        for part in plan.parts
    ]
    plan = type(plan)(
        plan.piece, plan.audit, tuple(type(plan.parts[0])(text, spans) for text, spans in unsure), 0, (),
        Decisions(), {},
    )  # fmt: skip
    assert undecided(plan_places(desk, plan, Decisions())) == 3
    before = list_evidence(desk)
    with pytest.raises(BadInputError, match="还有 3 处待定"):
        confirm(desk, plan, Decisions(), "keep")
    assert list_evidence(desk) == before


def test_neither_store_nor_journal_holds_personal_data(space, desk):
    plan = open_plan(desk, add(desk).id)
    reveal(desk, plan.piece.id, f"核对客户 {PHONE}")
    at = CHAT.index(SECRET)
    decisions = plan.decisions.with_mark(HandMark(0, at, at + 4, Kind.CUSTOM, SECRET))
    decisions = decisions.with_choice(value(plan, desk, PHONE), Choice.KEEP)
    decisions = decisions.with_choice(value(plan, desk, NAME), Choice.MASK)
    confirm(desk, plan, decisions, "pseudonym")
    with desk.begin() as work:
        kept = repr([*work.find(MaskDecision), *work.find(MaskReview)])
        kept += repr(work.replica.unsent())
    kept += repr(desk.journal.entries(limit=500))
    for secret in (NAME, PHONE, SECRET):
        assert secret not in kept
    with desk.begin() as work:
        assert work.count(MaskDecision) == 2


def test_a_reveal_needs_right_and_reason_and_is_journalled(space, desk, tmp_path):
    piece = add(desk)
    with pytest.raises(BadInputError, match="理由"):
        reveal(desk, piece.id, "  ")
    seen = reveal(desk, piece.id, "脱敏核对")
    assert 290 <= (seen.until - desk.clock.now()).total_seconds() <= 300
    last = desk.journal.last()
    assert (last.action, last.subject, last.detail) == (
        "evidence.reveal",
        piece.code,
        (("reason", "脱敏核对"),),
    )
    space.add_user(User("c" * 32, "1003", "查看者", Role.VIEWER), SECOND)
    space.close()
    with make_program(tmp_path / "home").open(tmp_path / "space", SECOND, "1003") as viewer:
        with pytest.raises(NotAllowedError):
            reveal(viewer.desk, piece.id, "想看")
        with pytest.raises(NotAllowedError):
            open_plan(viewer.desk, piece.id)


def test_stand_ins_are_those_of_the_copy(desk):
    plan = open_plan(desk, add(desk).id)
    found = plan_places(desk, plan, plan.decisions)
    for style in ("by_kind", "keep", "replace", "pseudonym", "remove"):
        shown = stand_ins(desk, plan, found, style)
        written = bytes_of(desk, confirm(desk, plan, plan.decisions, style).copy)
        text, position = "", 0
        for place, new in zip(found, shown, strict=True):
            text += CHAT[position : place.span.start] + new
            position = place.span.end
        assert text + CHAT[position:] == written


def test_the_queue_by_audit_with_open_ones_first(desk):
    plan = AuditPlan(
        "customer-service-self-check", "11月例行自查", AuditKind.ROUTINE, "2026-10-26", "2026-11-15"
    )
    audit = plan_audit(desk, plan)
    first, second, third = add(desk), add(desk, "电话19900005678", "乙.txt"), add(desk, "无", "丙.txt")
    add_evidence(desk, NewEvidence(BytesIO(b"ID3" + b"\0" * 64), "录音.mp3", 67))
    link_to_item(desk, second.id, audit.id, "1.1")
    link_to_item(desk, first.id, audit.id, "1.1")
    confirm(desk, open_plan(desk, first.id), Decisions(), "keep")
    queue = read_queue(desk)
    assert [one.piece.id for one in queue.files] == [second.id, third.id, first.id]
    assert queue.done == 1
    assert [one.title for one in queue.audits] == ["11月例行自查"]
    assert [one.piece.id for one in read_queue(desk, audit.id).files] == [second.id, first.id]
    assert open_plan(desk, second.id).audit.id == audit.id


def test_residue_is_accepted_with_a_reason_only(desk):
    done = confirm(desk, open_plan(desk, add(desk).id), Decisions(), "keep")
    with pytest.raises(BadInputError):
        accept_residue(desk, done.copy, "")
    assert accept_residue(desk, done.copy, "已核对").mask_state is MaskState.MASKED


class Cancelling:
    """Cancels after a number of files."""

    def __init__(self, after):
        self.left = after

    def start(self, label, total):
        pass

    def step(self, amount=1):
        self.left -= amount
        if self.left < 0:
            raise CancelledError("已取消")


def test_a_batch_of_a_hundred_with_a_damaged_one(desk):
    for number in range(100):
        add(desk, f"第 {number} 单，手机1380000{number:04d}", f"{number}.txt")
    add_evidence(desk, NewEvidence(BytesIO(b"%PDF-1.7\nbroken"), "坏.pdf", 15))
    told = []
    batch = mask_all(desk, read_queue(desk).files, told=told.append)
    assert len(batch.rows) == len(told) == 101
    assert not batch.cancelled
    assert sum(row.masked for row in batch.rows) == 100
    (bad,) = [row for row in batch.rows if row.problem]
    assert bad.copy is None
    assert read_queue(desk).done == 100


def test_a_cancelled_batch_keeps_finished_files(desk):
    for number in range(5):
        add(desk, f"手机1380000{number:04d}", f"{number}.txt")
    batch = mask_all(desk, read_queue(desk).files, progress=Cancelling(2))
    assert batch.cancelled
    assert len(batch.rows) == read_queue(desk).done == 3


def test_a_survey_counts_without_texts(desk):
    piece = add(desk)
    add(desk, f"还是{PHONE}", "乙.txt")
    surveyed = [survey(desk, one) for one in read_queue(desk).files]
    assert [one.found for one in surveyed] == [3, 1]
    shared = set(surveyed[0].values) & set(surveyed[1].values)
    assert len(shared) == 1
    assert PHONE not in repr(surveyed)
    assert find_evidence(desk, piece.id).mask_state is MaskState.UNMASKED


def picture(colour="black"):
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "PNG")
    return out.getvalue()


def test_an_unread_picture_is_confirmed_only_with_a_box(desk):
    piece = add_evidence(desk, NewEvidence(BytesIO(picture()), "截图.png", len(picture()))).piece
    plan = open_plan(desk, piece.id)
    assert (plan.pages, plan.blind) == (1, True)
    with pytest.raises(BadInputError, match="框选"):
        confirm(desk, plan, Decisions(), "keep")
    assert read_queue(desk).done == 0
    boxed = Decisions(boxes=(HandBox(0, (0.0, 0.0, 0.5, 1.0)),))
    keep_progress(desk, plan, boxed, "keep")
    (row,) = mask_all(desk, read_queue(desk).files).rows
    assert row.state is MaskState.PENDING, "a box alone is no confirmation"
    assert confirm(desk, plan, boxed, "keep").copy.mask_state is MaskState.MASKED


def test_a_picture_inside_an_archive_is_never_passed_on_unread(desk):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("说明.txt", f"手机{PHONE}")
        package.writestr("截图.png", picture())
    data = out.getvalue()
    piece = add_evidence(desk, NewEvidence(BytesIO(data), "附件.zip", len(data))).piece
    with pytest.raises(BadInputError, match="图片"):
        confirm(desk, open_plan(desk, piece.id), Decisions(), "keep")
    (row,) = mask_all(desk, read_queue(desk).files).rows
    assert "图片" in row.problem
    assert [one for one in list_evidence(desk) if one.derived_from] == []


def test_pages_are_shown_of_pictures_only(desk):
    piece = add_evidence(
        desk, NewEvidence(BytesIO(picture("white")), "截图.png", len(picture("white")))
    ).piece
    plan = open_plan(desk, piece.id)
    assert Image.open(BytesIO(page_picture(desk, plan, 0))).size == (60, 40)
    assert page_picture(desk, open_plan(desk, add(desk).id), 0) is None


def test_progress_is_kept_without_a_copy(desk):
    plan = open_plan(desk, add(desk).id)
    keep_progress(desk, plan, plan.decisions.with_choice(value(plan, desk, PHONE), Choice.KEEP), "replace")
    again = open_plan(desk, plan.piece.id)
    assert again.style == "replace"
    assert list(again.decisions.choices.values()) == [Choice.KEEP]
    assert [one for one in list_evidence(desk) if one.derived_from] == []
