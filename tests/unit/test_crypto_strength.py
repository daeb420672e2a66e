from __future__ import annotations

import time

import pytest

from auditdesk.crypto.strength import judge

WORDS = ("嘉岭分中心", "韩立群", "1042", "")


@pytest.mark.parametrize(
    ("passphrase", "reason"),
    [
        ("", "请输入"),
        ("短", "太短"),
        ("k7#Qz!m9W@p", "太短：至少 12 位"),
        ("password123456", "常见的词"),
        ("qwertyuiop[]", "键盘"),
        ("aaaaaaaaaaaaaaaa", "重复"),
        ("abcdefghijklmnop", "连续"),
        ("韩立群1042嘉岭分中心", "姓名"),
    ],
)
def test_weak_ones_are_refused_with_the_reason(passphrase, reason):
    found = judge(passphrase, WORDS, second_factor=False)
    assert not found.ok
    assert reason in found.sentence
    assert 0 <= found.score <= 4


@pytest.mark.parametrize("passphrase", ["铁塔 松针 蓝河 豆浆 三轮", "correct horse battery", "aB3$kQ9!zM1pX"])
def test_strong_ones_pass_alone(passphrase):
    found = judge(passphrase, WORDS, second_factor=False)
    assert (found.score, found.ok) == (4, True)


def test_a_second_factor_asks_for_less():
    middling = "19900101 20200202"
    assert judge(middling, (), second_factor=True).ok
    assert not judge(middling, (), second_factor=False).ok
    assert judge("k7#Qz!m9W@", (), second_factor=True).ok
    assert "至少 10 位" in judge("k7#Qz!m9W", (), second_factor=True).sentence


def test_long_input_takes_no_time():
    began = time.process_time()
    assert judge("长口令 with words " * 5000, WORDS, second_factor=False).ok in (True, False)
    assert time.process_time() - began < 5
