"""The findings page over 10,000 findings: read in a job, filtered, searched and regrouped under the fingers."""

from __future__ import annotations

import random
import statistics
import time

import pytest
from PySide6.QtWidgets import QApplication
from tests.loop_kit import CLASS, Room

from auditdesk.domain.checklists import Severity
from auditdesk.domain.findings import Action, Finding, FindingState, Problem
from auditdesk.services.closing import closure_rates, monthly_top
from auditdesk.services.reminding import reminders
from auditdesk.services.searching import ContentSearch
from auditdesk.ui.dialogs import ScriptedDialogs
from auditdesk.ui.jobs import Jobs
from auditdesk.ui.pages.findings import FindingsPage
from auditdesk.ui.pages.rectify.rows import fitting
from auditdesk.ui.theme.style import Theme

pytestmark = pytest.mark.bench
FINDINGS = 10_000
WORDS = ("核对", "姓名", "改套餐", "回访", "超时", "承诺", "退款", "工单", "录音", "升级", "首响", "话术")


def report(line):
    print(line)  # measurements are read by people


def median_ms(step, repeats=7):
    """Processor time, so that other programs on the machine do not count."""
    times = []
    for _round in range(repeats):
        begun = time.process_time()
        step()
        times.append((time.process_time() - begun) * 1000)
    return statistics.median(times)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    made = Room(tmp_path_factory.mktemp("many"))
    audits = [made.audit(), made.audit("2026-11-16", "2026-11-30")]
    chosen = random.Random(4)
    with made.desk.begin() as work:
        work.save(*(Problem(f"p{n}", f"P{n}", f"高频问题 {n}", CLASS) for n in range(200)))
        for number in range(FINDINGS):
            day = f"2026-{chosen.randrange(9, 13):02d}-{chosen.randrange(1, 29):02d}"
            state = chosen.choice(list(FindingState))
            work.save(
                Finding(
                    f"{number:032x}", f"WT-{number:05d}", audits[number % 2].id,
                    f"{chosen.randrange(1, 9)}.{chosen.randrange(1, 5)}", "".join(chosen.choices(WORDS, k=9)),
                    found_on="2026-11-02", staff_code=f"客服B{chosen.randrange(300)}", violation_class=CLASS,
                    severity=chosen.choice(list(Severity)), problem_id=f"p{chosen.randrange(210)}",
                    owner=f"责任人{chosen.randrange(30)}", deadline_days=10, deadline=day, state=state,
                    closed_on=day if state is FindingState.CLOSED else "", created_by=made.desk.user.id,
                    created_at="2026-11-02T09:00:00+00:00",
                ),
                Action(f"a{number:031x}", f"{number:032x}", "全员复训并过关测验", "丁一帆", due=day),
            )  # fmt: skip
        work.commit()
    yield made
    made.close()


@pytest.fixture
def page(qtbot, qapp, room):
    assert isinstance(qapp, QApplication)
    if qapp.findChild(Theme) is None:
        Theme(qapp, "light")
    jobs = Jobs()
    made = FindingsPage(room.on("2026-11-17", "1017"), jobs, ScriptedDialogs())
    qtbot.addWidget(made)
    made.resize(1166, 720)
    begun = time.perf_counter()
    made.ensure_built()
    made.show()
    shown = time.perf_counter() - begun
    qtbot.waitUntil(lambda: len(made._rows) == FINDINGS, timeout=60_000)
    report(
        f"{FINDINGS} findings: window free after {shown * 1000:.0f} ms, listed after {time.perf_counter() - begun:.1f} s"
    )
    yield made
    jobs.close()


def test_filtering_and_grouping_keep_up_with_typing(page):
    def typed(text):
        page.filter.setText(text)
        page._pause.stop()
        page._show()

    for text in ("核对", "客服B12", "WT-0123", "没有这个词", "过关测验"):
        spent = median_ms(lambda text=text: fitting(page._rows, text))
        whole = median_ms(lambda text=text: typed(text), repeats=3)
        report(f"filter {text!r}: {spent:.1f} ms to find, {whole:.0f} ms with the list")
        assert spent < 50
        assert whole < 50
    page.filter.clear()
    for view in ("deadline", "owner", "problem"):
        page.views.set_value(view)
        report(f"grouped by {view}: {median_ms(page._show, repeats=3):.0f} ms")


def test_figures_and_search_over_all(room):
    desk = room.on("2026-11-17")
    search = ContentSearch(desk)
    for name, step in (
        ("search", lambda: search.find("改套餐")), ("rates of 6 months", lambda: closure_rates(desk, 6)),
        ("TOP-3", lambda: monthly_top(desk)), ("reminders", lambda: reminders(desk)),
    ):  # fmt: skip
        spent = median_ms(step, repeats=3)
        report(f"{name}: {spent:.0f} ms")
        if name == "search":
            assert spent < 50
