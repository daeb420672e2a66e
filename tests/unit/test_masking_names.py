from __future__ import annotations

import pytest

from auditdesk.domain.errors import MissingExtraError
from auditdesk.domain.spans import Kind
from auditdesk.masking import names
from auditdesk.masking.detector import Detector

installed = pytest.mark.skipif(not names.available(), reason="the extra names is not installed")


def test_without_the_extra(monkeypatch):
    monkeypatch.setattr(names.importlib.util, "find_spec", lambda _name: None)
    assert not names.available()
    with pytest.raises(MissingExtraError, match="names"):
        names.NameModel()


@pytest.fixture(scope="module")
def model():
    return names.NameModel()


@installed
def test_model_finds_what_rules_do_not(model):
    text = "听说陆甯昨晚把宽带退掉了"
    assert not Detector().detect(text)
    spans = Detector(names=model).detect(text)
    assert [(span.kind, text[span.start : span.end]) for span in spans] == [(Kind.PERSON, "陆甯")]
    assert "模型" in spans[0].reason


@installed
def test_batches_are_like_each_alone(model):
    clauses = ["昨天陆远行来过", "麻烦转告林晓月", "宽带坏了", "陆远行说不行", ""]
    together = model.persons(clauses)
    fresh = names.NameModel()
    assert together == [fresh.persons([clause])[0] for clause in clauses]


@installed
def test_digits_share_one_run(model):
    assert model.persons(["陆远行第3次来"]) == model.persons(["陆远行第8次来"])


@installed
def test_gate_keeps_everyday_lines_away():
    class Counting(names.NameModel):
        asked = 0

        def persons(self, clauses):
            Counting.asked += len(clauses)
            return super().persons(clauses)

    detector = Detector(names=Counting())
    detector.detect("请问还有其他可以帮您的吗？\n感谢您的来电，祝您生活愉快，再见。\n马上给我退款")
    assert Counting.asked == 0
    detector.detect("听说陆甯昨晚来过")
    assert Counting.asked == 1
