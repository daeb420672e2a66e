from hypothesis import given
from hypothesis import strategies as st

from auditdesk.domain.differences import LONGEST, Piece, differences
from auditdesk.domain.replicated import KINDS
from auditdesk.domain.wording import entity_word, field_word, value_word

TEXT = st.text(alphabet="停用绝对不限速说法改为实测11-20 abc，。", max_size=40)


def joined(pieces):
    return "".join(piece.text for piece in pieces)


@given(TEXT, TEXT)
def test_the_pieces_are_the_texts_and_equal_parts_are_equal(mine, theirs):
    left, right = differences(mine, theirs)
    assert (joined(left), joined(right)) == (mine, theirs)
    same = [piece.text for piece in left if not piece.differs]
    assert "".join(same) == "".join(piece.text for piece in right if not piece.differs)
    assert all(piece.text for piece in (*left, *right))
    if mine == theirs:
        assert not any(piece.differs for piece in left)


def test_phrases_are_marked_whole_and_dates_stay_together():
    left, right = differences("停用“绝对不限速”说法，话术卡改为实测", "停用“绝对不限速”说法，班会宣导一次")
    assert [piece.differs for piece in left] == [False, True]
    assert left[1].text == "话术卡改为实测"
    assert right[1].text == "班会宣导一次"
    left, _right = differences("11-20 星期五", "11-25 星期三")
    assert left[0] == Piece("11-20", differs=True)


def test_very_long_texts_are_only_told_different():
    left, right = differences("甲" * LONGEST, "乙")
    assert left == (Piece("甲" * LONGEST, differs=True),)
    assert right == (Piece("乙", differs=True),)


def test_every_kind_and_field_has_a_word():
    for kind in KINDS:
        assert entity_word(kind.name) != kind.name
        for field in kind.fields:
            assert field_word(kind.name, field) != field, (
                kind.name,
                field,
                "wants a word in domain/wording.py",
            )


def test_values_are_words():
    assert value_word("finding", "state", "to_verify") == "待验证"
    assert value_word("action", "state", "done") == "完成"
    assert value_word("finding", "state", "from a newer program") == "from a newer program"
    assert value_word("user", "active", False) == "否"
    assert value_word("action", "owner_id", "u1", {"u1": "马晓蕾"}) == "马晓蕾"
    assert value_word("finding", "cause_kinds", ["流程", "培训"]) == "流程、培训"
    assert value_word("finding", "cause", "") == "（空）"
    assert value_word("answer", "review", "returned") == "退回"
    assert value_word("audit", "team", [{"name": "丁一帆", "title": "", "duties": []}]) == "丁一帆"
