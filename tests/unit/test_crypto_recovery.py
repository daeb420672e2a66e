from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.crypto.recovery import ALPHABET, RecoveryCode
from auditdesk.domain.errors import BadInputError

codes = st.binary(min_size=20, max_size=20).map(RecoveryCode)


@given(code=codes)
def test_every_code_survives_paper_and_typing(code):
    assert [len(group) for group in code.groups] == [5] * 8
    assert set(code.text) <= set(ALPHABET) | {"-"}
    for typed in (
        code.text,
        code.text.lower(),
        code.text.replace("-", ""),
        "  " + code.text.replace("-", " \n") + " ",
        code.text.replace("-", "－"),
        "".join(chr(ord(letter) + 0xFEE0) if letter != "-" else "—" for letter in code.text),
    ):
        assert RecoveryCode.parse(typed) == code


def test_codes_differ_and_are_hidden_in_reprs():
    one, two = RecoveryCode.generate(), RecoveryCode.generate()
    assert one != two
    assert len(one.secret) * 8 == 160
    assert repr(one) == "RecoveryCode()"


@given(code=codes, place=st.integers(0, 39), letter=st.sampled_from(ALPHABET))
def test_one_wrong_character_names_its_group(code, place, letter):
    plain = code.text.replace("-", "")
    wrong = plain[:place] + letter + plain[place + 1 :]
    if wrong == plain:
        return
    with pytest.raises(BadInputError, match=f"第 {place // 5 + 1} 组抄错"):
        RecoveryCode.parse(wrong)


@given(code=codes, place=st.integers(0, 38).filter(lambda place: place % 5 != 4))
def test_exchanged_neighbours_are_found(code, place):
    plain = code.text.replace("-", "")
    wrong = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if wrong == plain:
        return
    with pytest.raises(BadInputError, match=f"第 {place // 5 + 1} 组抄错"):
        RecoveryCode.parse(wrong)


@given(code=codes, pair=st.lists(st.integers(0, 7), min_size=2, max_size=2, unique=True))
def test_exchanged_groups_are_found(code, pair):
    groups = list(code.groups)
    first, second = pair
    groups[first], groups[second] = groups[second], groups[first]
    with pytest.raises(BadInputError, match=f"第 {min(pair) + 1} 组抄错"):
        RecoveryCode.parse("-".join(groups))


def test_short_group_and_short_code_are_told():
    groups = list(RecoveryCode(bytes(range(20))).groups)
    with pytest.raises(BadInputError, match="第 3 组应有 5 位，现在是 4 位"):
        RecoveryCode.parse("-".join([*groups[:2], groups[2][:4], *groups[3:]]))
    with pytest.raises(BadInputError, match="共 40 位，现在是 35 位"):
        RecoveryCode.parse("-".join(groups[:7]))
    with pytest.raises(BadInputError, match="0 位"):
        RecoveryCode.parse("")


@pytest.mark.parametrize("letter", ["0", "1", "I", "O", "中", "!"])
def test_characters_that_no_code_has_are_named(letter):
    plain = RecoveryCode(bytes(20)).text.replace("-", "")
    with pytest.raises(BadInputError, match=f"第 2 组里有“{letter}”"):
        RecoveryCode.parse(plain[:6] + letter + plain[7:])
