import re
from pathlib import Path

import pytest

from auditdesk.domain.audits import ReviewDecision
from auditdesk.domain.journal_words import action_word, detail_words, known_actions, subject_word

SOURCE = Path(__file__).parents[2] / "src" / "auditdesk"
NOTED = re.compile(r'(?:JournalNote\(\s*|self\._note\(|note_alone\(desk, )"([a-z_.]+)"')


def test_every_action_in_the_program_has_a_word():
    found = {
        name for path in SOURCE.rglob("*.py") for name in NOTED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 40
    missing = (found | {f"review.{one}" for one in ReviewDecision}) - known_actions()
    assert not missing, "give these a word in domain/journal_words.py"


def test_words_for_people():
    assert action_word("unlock.failed") == "解锁失败"
    assert action_word("newer.thing") == "newer.thing"


@pytest.mark.parametrize(
    ("action", "subject", "shown"),
    [
        ("audit.plan", "ZC-2611-01", "ZC-2611-01"),
        ("evidence.uncite", "ab" * 16, "abababab"),
        ("unlock", "ab" * 16, ""),
    ],
)
def test_subjects_are_codes_or_short(action, subject, shown):
    assert subject_word(action, subject) == shown


def test_details_are_named_and_digests_cut():
    assert detail_words((("sha256", "0" * 64), ("odd", "1"))) == "SHA-256 00000000…，odd 1"
    assert detail_words(()) == ""
    assert detail_words((("sent", "2"), ("received", "1"))) == "送出 2，收到 1"
    assert detail_words((("state", "done"),)) == "状态 完成"
    assert detail_words((("state", "not_needed"),)) == "状态 无需脱敏"
    assert detail_words((("state", "of a newer program"),)) == "状态 of a newer program"
