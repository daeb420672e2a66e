from __future__ import annotations

from auditdesk.domain.custody import Told, trail, tree_of
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.journal import JournalNote, next_entry


def piece(name, parent="", at="2026-11-02T09:00:00"):
    return Evidence(
        name, f"E-{name}", f"{name}.txt", "text/plain", 1, "ab" * 32, "u1", at, derived_from=parent
    )


def entries(*notes):
    made = []
    for number, (user, note) in enumerate(notes):
        made.append(next_entry(made[-1] if made else None, f"2026-11-02T09:00:0{number}", user, "dd", note))
    return made


def test_a_trail_tells_who_did_what_and_why():
    found = trail(
        piece("a"),
        entries(
            ("u1", JournalNote("evidence.add", "E-a")),
            ("u2", JournalNote("evidence.reveal", "E-a", (("reason", "核对投诉内容"),))),
            ("u3", JournalNote("evidence.mask", "E-a", (("copy", "E-a-M1"),))),
            ("u1", JournalNote("evidence.cite", "E-a", (("target", "audit/4.3"),))),
            ("u1", JournalNote("evidence.later", "E-a")),
        ),
        Told({"u1": "韩立群", "u2": "沈知夏"}),
    )
    assert [line.sentence() for line in found] == [
        "2026-11-02 09:00 韩立群 添加",
        "2026-11-02 09:00 沈知夏 查看未脱敏原件 （核对投诉内容）",
        "2026-11-02 09:00 u3 生成脱敏副本 E-a-M1",
        "2026-11-02 09:00 韩立群 关联引用 4.3",
        "2026-11-02 09:00 韩立群 evidence.later",
    ]


def test_a_piece_of_another_laptop_still_has_a_beginning_and_an_end():
    gone = Evidence(
        "a", "E-a", "a", "text/plain", 1, "ab" * 32, "u1", "2026-11-02", destroyed_at="2026-12-02"
    )
    assert [line.what for line in trail(gone, [], Told({"u1": "韩立群"}))] == ["添加", "销毁"]
    assert [line.what for line in trail(piece("m", "a"), [], Told({}))] == ["由原件脱敏生成"]


def test_the_tree_begins_with_the_original_and_survives_a_circle():
    all_pieces = [piece("c", "b"), piece("b", "a"), piece("a"), piece("d", "a", "2026-11-01T09:00:00")]
    tree = tree_of(all_pieces[0], all_pieces)
    assert tree.piece.id == "a"
    assert [one.piece.id for one in tree.copies] == ["d", "b"]
    assert [one.piece.id for one in tree.copies[1].copies] == ["c"]
    circle = [piece("x", "y"), piece("y", "x")]
    assert {tree_of(one, circle).piece.id for one in circle} <= {"x", "y"}
