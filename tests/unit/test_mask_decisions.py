"""Decisions on found data: kept stays, masked goes, marks everywhere, undo and redo exact."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples

from auditdesk.bootstrap.masking_tool import MaskingTool
from auditdesk.domain.mask_history import History
from auditdesk.domain.mask_review import box_words, boxes_from, mark_words, marks_from
from auditdesk.domain.maskplan import (
    Choice,
    Decisions,
    HandBox,
    HandMark,
    Part,
    arrange,
    masked_spans,
    places,
)
from auditdesk.domain.spans import Kind, Span
from auditdesk.masking.pseudonyms import Pseudonyms
from auditdesk.masking.styles import Style
from auditdesk.masking.text import mask_text
from auditdesk.masking.values import decided_value
from auditdesk.services.jobs import Silent

VALUES = (
    (Kind.PHONE, "13800001234"),
    (Kind.PHONE, "19900005678"),
    (Kind.PERSON, "林向晚"),
    (Kind.PERSON, "陆远行"),
    (Kind.ADDRESS, "桂影路18号"),
)
WORDS = ("您好，", "退款", "在", "说：", "\n", "号码")


@st.composite
def reviewed(draw):
    """A text with its spans, and choices for some of its values."""
    text, spans = "", []
    for _number in range(draw(st.integers(1, 8))):
        text += draw(st.sampled_from(WORDS))
        if draw(st.booleans()):
            kind, value = draw(st.sampled_from(VALUES))
            spans.append(
                Span(len(text), len(text) + len(value), kind, draw(st.sampled_from([0.6, 0.9])), "试")
            )
            text += value
    text += draw(st.sampled_from(WORDS))
    choices = draw(st.dictionaries(st.sampled_from(VALUES), st.sampled_from(Choice)))
    return text, tuple(spans), Decisions(choices)


@given(reviewed())
def test_kept_values_stay_and_masked_ones_go(case):
    text, spans, decisions = case
    chosen = masked_spans(text, spans, decisions, decided_value)
    masked = mask_text(text, chosen, Style.REPLACE, Pseudonyms(b"k" * 32))
    here = {(span.kind, text[span.start : span.end]) for span in spans}
    for kind, value in VALUES:
        kept = decisions.choices.get((kind, value)) is Choice.KEEP
        if (kind, value) in here:
            assert (value in masked.text) is kept
    position = 0
    for one in masked.replacements:
        assert masked.text[one.start : one.end] == one.text
        position += 1
    assert position == len(chosen)
    between = "".join(
        text[start:end]
        for start, end in zip(
            [0, *(span.end for span in chosen)], [*(span.start for span in chosen), len(text)], strict=True
        )
    )
    left, at = "", 0
    for one in masked.replacements:
        left += masked.text[at : one.start]
        at = one.end
    assert left + masked.text[at:] == between


@given(reviewed(), st.data())
def test_marks_never_uncover_what_was_found(case, data):
    text, spans, decisions = case
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 6)))
    mark = HandMark(0, start, end, Kind.CUSTOM, text[start:end])
    before = covered(masked_spans(text, spans, decisions, decided_value))
    after = covered(masked_spans(text, spans, decisions.with_mark(mark), decided_value))
    assert before <= after
    assert set(range(start, end)) <= after
    found = arrange(text, spans, decisions.with_mark(mark), decided_value)
    assert all(one.span.end <= two.span.start for one, two in zip(found, found[1:], strict=False))


def test_a_mark_covers_what_was_selected_among_overlapping_occurrences():
    text = "编号1000012，另见10000"
    marks = (HandMark(0, 4, 7, Kind.CUSTOM, "000"), HandMark(0, 6, 9, Kind.CUSTOM, "012"))
    found = masked_spans(text, (), Decisions(marks=marks), decided_value)
    assert covered(found) == {3, 4, 5, 6, 7, 8, 13, 14, 15, 16}


def covered(spans):
    return {place for span in spans for place in range(span.start, span.end)}


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("choice"), st.sampled_from(VALUES), st.sampled_from(Choice)),
            st.just(("undo",)),
            st.just(("redo",)),
        ),
        max_size=30,
    )
)
def test_undo_and_redo_are_exact(steps):
    history = History(Decisions())
    line, at = [Decisions()], 0
    for step in steps:
        if step[0] == "choice":
            after = history.now.with_choice(step[1], step[2])
            history = history.then(after)
            if after != line[at]:
                line = [*line[: at + 1], after]
                at += 1
        elif step[0] == "undo":
            history, at = history.undo(), max(0, at - 1)
        else:
            history, at = history.redo(), min(len(line) - 1, at + 1)
        assert history.now == line[at]


TEXT = "联系人陆远行您，电话13800001234，陆远行您再来电"


def test_other_bounds_replace_the_found_span_everywhere():
    spans = (Span(3, 7, Kind.PERSON, 0.6, "模型"), Span(22, 26, Kind.PERSON, 0.6, "模型"))
    value = (Kind.PERSON, "陆远行您")
    decisions = Decisions(marks=(HandMark(0, 3, 6, Kind.PERSON, "陆远行", value),))
    found = arrange(TEXT, spans, decisions, decided_value)
    assert [TEXT[one.span.start : one.span.end] for one in found] == ["陆远行", "陆远行"]
    assert not any(one.undecided for one in found)


def test_only_unsure_and_undecided_places_wait():
    spans = (Span(3, 6, Kind.PERSON, 0.6, "模型"), Span(10, 21, Kind.PHONE, 0.99, "号段"))
    part = Part(TEXT, spans)
    assert [one.found.undecided for one in places([part], Decisions(), decided_value)] == [True, False]
    decided = Decisions().with_choice((Kind.PERSON, "陆远行"), Choice.KEEP)
    assert [one.found.undecided for one in places([part], decided, decided_value)] == [False, False]


def test_a_title_is_part_of_the_decision():
    assert decided_value(Kind.PERSON, "林经理") != decided_value(Kind.PERSON, "林女士")
    assert decided_value(Kind.PHONE, "138 0000 1234") == decided_value(Kind.PHONE, "13800001234")


def test_marks_and_boxes_are_stored_as_numbers_only():
    part = Part(TEXT, (Span(3, 7, Kind.PERSON, 0.6, "模型"),))
    marks = (
        HandMark(0, 3, 6, Kind.PERSON, "陆远行", (Kind.PERSON, "陆远行您")),
        HandMark(0, 0, 3, Kind.CUSTOM, "联系人"),
    )
    words = tuple(mark_words(one) for one in marks)
    assert words == ("0:3:6:PERSON:PERSON", "0:0:3:CUSTOM")
    assert marks_from(words, (part,), decided_value) == marks
    assert marks_from(("0:3:999:PERSON", "7:0:1:PERSON", "x", "0:1:2:NEW"), (part,), decided_value) == ()
    box = HandBox(2, (0.1, 0.25, 0.5, 1.0))
    assert boxes_from((box_words(box), "1:a:b:c:d", "1:2")) == (box,)


@pytest.fixture(scope="module")
def tool():
    return MaskingTool()


@examples(25)
@given(st.permutations(["我叫林向晚", "手机13800001234", "邮箱lw88@post.example", "好的"]), st.booleans())
def test_the_written_copy_follows_the_plan(tool, lines, keep):
    text = "\n".join(lines)
    decisions = Decisions({(Kind.PHONE, "13800001234"): Choice.KEEP} if keep else {})
    done = tool.mask_file(
        BytesIO(text.encode()), "a.txt", key=b"k" * 32, style="by_kind", progress=Silent(),
        decisions=decisions,
    )  # fmt: skip
    written = done.data.decode()
    assert ("13800001234" in written) is keep
    assert "林向晚" not in written
    assert "lw88" not in written
    assert done.residue == ()
