from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditdesk.masking import checks
from auditdesk.masking.normalise import fold


def test_resident_id_check_digit():
    assert checks.id18_check("110101199003070011")
    assert checks.id18_check("99900119880412101x")
    assert not checks.id18_check("110101199003070019")


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number, place, change):
    body = f"{number:017d}"
    last = next(letter for letter in "0123456789X" if checks.id18_check(body + letter))
    digit = str((int(body[place]) + change) % 10)
    assert not checks.id18_check(body[:place] + digit + body[place + 1 :] + last)


def test_births():
    assert checks.id18_birth("110101199002280000")
    assert not checks.id18_birth("110101199002300000")
    assert not checks.id18_birth("110101299001010000")
    assert checks.id15("110101900307001")
    assert not checks.id15("990101900307001")
    assert not checks.id15("110101901307001")


@given(st.integers(0, 10**15 - 1))
def test_luhn(number):
    body = f"{number:015d}"
    assert sum(checks.luhn(body + str(digit)) for digit in range(10)) == 1


def test_credit_code():
    assert checks.uscc("91110000MA0000000H")
    assert not checks.uscc("91110000MA00000006")
    assert not checks.uscc("91110000MA0000000I")


@given(st.text(alphabet="１３8零幺 　\u200bAＡ＠中-–", max_size=40))
def test_folding_keeps_places(text):
    folded = fold(text)
    kept = [place for place, letter in enumerate(text) if letter != "\u200b"]
    assert len(folded.text) == len(kept)
    for at, place in enumerate(kept):
        assert folded.original(at, at + 1) == (place, place + 1)


def test_folding():
    assert fold("１３８＠ＡＢ").text == "138@AB"
    assert fold("打幺三八零零零零幺二三四吧").text == "打13800001234吧"
    assert fold("一下子两三个").text == "一下子两三个"
    assert fold("八一四二一三四川省").text == "814213四川省"
