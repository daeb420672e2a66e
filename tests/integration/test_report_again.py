"""A report looked at again: what was found before is not worked out anew, and never holds for other bytes."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from tests.report_factories import sample_snapshot

from auditdesk.domain import snapshot as s
from auditdesk.report import verify
from auditdesk.report.build import build_report
from auditdesk.services.jobs import Silent


def small():
    snapshot, _pictures = sample_snapshot()
    return replace(snapshot, findings=(), register=(), indicators=s.Indicators(), appendix=())


def written(snapshot, workbook=b"PK workbook"):
    return build_report(snapshot, {}, {"audit.xlsx": workbook}, Silent())


@pytest.fixture
def builds(monkeypatch):
    """How often a report was built for comparison."""
    counted = []

    def build(*given):
        counted.append(given[0])
        return build_report(*given)

    verify._built_anew.cache_clear()
    monkeypatch.setattr(verify, "build_report", build)
    yield counted
    verify._built_anew.cache_clear()


def test_equal_content_is_built_once_and_other_content_again(builds):
    pdf = written(small())
    first = verify.verify_report(pdf, [])
    assert first.data_matches_pages
    assert verify.verify_report(pdf, []) == first
    assert len(builds) == 1
    assert verify.verify_report(written(small(), b"PK another"), []).data_matches_pages
    assert len(builds) == 2


def test_a_file_whose_pages_say_something_else_is_told_after_a_good_one(builds):
    pdf = written(small())
    assert verify.verify_report(pdf, []).data_matches_pages
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as painted:
        painted.pages[1].contents_add(b"q 1 g 85 640 90 40 re f Q")
        painted.save(target)
    assert not verify.verify_report(target.getvalue(), []).data_matches_pages
    assert len(builds) == 1, "the same data, compared with other pages"
