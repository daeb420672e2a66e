"""``auditdesk finding``: verification, later days, appeals, problems and the figures of the closed loop."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.finding import finding
from auditdesk.cli.terminal import Terminal, pass_terminal, table, write_new
from auditdesk.domain.causes import CauseKind, Question, cause_label, method_label, phase_label, way_gone
from auditdesk.domain.checklists import Severity
from auditdesk.domain.errors import BadInputError, NotReadyError
from auditdesk.domain.findings import Outcome, Verification, outcome_label
from auditdesk.domain.fresh import FreshDraw, Population, judged
from auditdesk.i18n import _
from auditdesk.services import appealing, extending, verifying
from auditdesk.services.appealing import SecondDecision
from auditdesk.services.closing import closure_rates, monthly_top, repeats_of
from auditdesk.services.problems import (
    ProblemFile,
    begin_problem,
    change_problem,
    find_problem,
    problem_files,
)
from auditdesk.services.reading import read_input
from auditdesk.services.rectifying import FreshSample, find_finding, verify_finding
from auditdesk.services.tracking import rate_words, tracking_workbook

__all__ = ["finding"]


@finding.command()
@click.argument("name")
@click.option("--population", type=int, default=0, help="Length of a numbered list on paper.")
@click.option("--ids", "ids_file", type=click.Path(path_type=Path), help="File with one record id a line.")
@click.option("--scope", default="", help="What the list holds, e.g. dates and channel.")
@click.option("--seed", default="", help="Default: today's date.")
@pass_terminal
def draw(
    terminal: Terminal, name: str, population: int, ids_file: Path | None, scope: str, seed: str
) -> None:
    """Draw the fresh sample that will verify a finding."""
    ids: tuple[str, ...] = ()
    with terminal.open() as opened:
        if ids_file is not None:
            text = opened.desk.tools.masking().read_text(read_input(ids_file), ids_file.name)
            ids = tuple(line.strip() for line in text.splitlines() if line.strip())
        one = find_finding(opened.desk, name).finding
        made = verifying.draw_sample(opened.desk, one.id, Population(ids, population, scope), seed)
    terminal.emit(asdict(made), _draw_lines(made))


def _draw_lines(made: FreshDraw) -> list[str]:
    head = _("总体 {n}，抽取 {m}，种子 {seed}", n=made.population, m=len(made.ids), seed=made.seed)
    marks = judged(made)
    words = {True: _("符合"), False: _("不符"), None: _("未核")}
    return [head, *table([(record, words[marks.get(record)]) for record in made.ids])]


@finding.command()
@click.argument("name")
@click.option("--fits", multiple=True, help="Record that fits; repeat.")
@click.option("--fails", multiple=True, help="Record that does not fit; repeat.")
@pass_terminal
def judge(terminal: Terminal, name: str, fits: tuple[str, ...], fails: tuple[str, ...]) -> None:
    """Judge records of the drawn sample."""
    with terminal.open() as opened:
        one = find_finding(opened.desk, name).finding
        sample = verifying.open_draw(opened.desk, one.id)
        if sample is None:
            raise NotReadyError(_("{code} 还没有抽新样本，先用 finding draw。", code=one.code))
        strange = [record for record in (*fits, *fails) if record not in sample.ids]
        if strange:
            raise BadInputError(_("{name} 不在这次抽出的样本里。", name=strange[0]))
        for record, fit in [*((each, True) for each in fits), *((each, False) for each in fails)]:
            sample = verifying.judge_record(opened.desk, sample.id, record, fits=fit)
    terminal.emit(asdict(sample), _draw_lines(sample))


@finding.command()
@click.argument("name")
@click.option("--population", type=int, default=0)
@click.option("--sample", "size", type=int, default=0)
@click.option("--passed", type=int, default=0)
@click.option("--seed", default="")
@click.option("--note", default="")
@pass_terminal
def verify(
    terminal: Terminal, name: str, population: int, size: int, passed: int, seed: str, note: str
) -> int:
    """Verify by the drawn sample, or by counts of one checked on paper; exit 1 when it fails."""
    with terminal.open() as opened:
        one = find_finding(opened.desk, name).finding
        sample = verifying.open_draw(opened.desk, one.id)
        if sample is not None and not population:
            check = verifying.conclude(opened.desk, sample.id, note)
        else:
            counts = FreshSample(population, size, size, passed, seed, (), note)
            check = verify_finding(opened.desk, one.id, counts)
    return _verified(terminal, check)


def _verified(terminal: Terminal, check: Verification) -> int:
    ok = check.result == "passed"
    terminal.emit(asdict(check), [_("验证通过，问题已关闭。") if ok else _("验证不通过，退回整改。")])
    return 0 if ok else 1


@finding.command("ask-extension")
@click.argument("name")
@click.option("--to", "day", required=True)
@click.option("--reason", required=True)
@pass_terminal
def ask_extension(terminal: Terminal, name: str, day: str, reason: str) -> None:
    """Ask for a later deadline; somebody else decides."""
    with terminal.open() as opened:
        asked = extending.ask_extension(opened.desk, find_finding(opened.desk, name).finding.id, day, reason)
    terminal.emit(asdict(asked), [_("已申请延期至 {day}，等待批准。", day=asked.until)])


@finding.command("decide-extension")
@click.argument("name")
@click.option("--approve/--refuse", required=True, default=None)
@click.option("--note", default="")
@pass_terminal
def decide_extension(terminal: Terminal, name: str, note: str, *, approve: bool) -> None:
    """Approve or refuse the extension asked for."""
    with terminal.open() as opened:
        one = find_finding(opened.desk, name).finding
        waiting = [each for each in extending.extensions_of(opened.desk, one.id) if not each.decision]
        if not waiting:
            raise NotReadyError(_("{code} 没有等批准的延期申请。", code=one.code))
        done = extending.decide_extension(opened.desk, waiting[0].id, approve=approve, note=note)
    said = _("{code} 延期至 {day}", code=one.code, day=done.until) if approve else _("已退回延期申请。")
    terminal.emit(asdict(done), [said])


@finding.command()
@click.argument("name", required=False)
@click.option("--reason", default="")
@click.option("--by", "raised_by", default="", help="Staff code; default: that of the finding.")
@pass_terminal
def appeal(terminal: Terminal, name: str | None, reason: str, raised_by: str) -> None:
    """Take an appeal in; without a finding list the appeals."""
    with terminal.open() as opened:
        if name is None:
            found = appealing.list_appeals(opened.desk)
            codes = {one.finding_id: find_finding(opened.desk, one.finding_id).finding.code for one in found}
            rows = [
                (
                    codes[one.finding_id],
                    one.raised_by,
                    one.raised_on,
                    one.deadline,
                    outcome_label(one.outcome),
                )
                for one in found
            ]
            terminal.emit([asdict(one) for one in found], table(rows) or [_("没有申诉。")])
            return
        one = find_finding(opened.desk, name).finding
        made = appealing.raise_appeal(opened.desk, one.id, reason, raised_by)
    terminal.emit(asdict(made), [_("已登记申诉，{day} 前复议。", day=made.deadline)])


@finding.command()
@click.argument("name")
@click.option("--outcome", type=click.Choice([one.value for one in Outcome]), required=True)
@click.option("--reason", required=True)
@click.option("--severity", type=click.Choice([one.value for one in Severity]))
@click.option("--class", "violation_class", default="")
@pass_terminal
def decide(
    terminal: Terminal, name: str, outcome: str, reason: str, severity: str | None, violation_class: str
) -> None:
    """Write the second decision on the open appeal of a finding."""
    second = SecondDecision(
        Outcome(outcome), reason, Severity(severity) if severity else None, violation_class
    )
    with terminal.open() as opened:
        one = find_finding(opened.desk, name).finding
        waiting = appealing.list_appeals(opened.desk, open_only=True, finding_id=one.id)
        if not waiting:
            raise NotReadyError(_("{code} 没有等复议的申诉。", code=one.code))
        done = appealing.decide_appeal(opened.desk, waiting[0].id, second)
    said = _("复议：{outcome}。{words}", outcome=outcome_label(done.outcome), words=done.second_decision)
    terminal.emit(asdict(done), [_("初次：{words}", words=done.first_decision), said])


@finding.command()
@click.argument("name", required=False)
@click.option("--new", "new", is_flag=True, help="Make a problem with this title.")
@click.option("--cause")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([one.value for one in CauseKind]))
@click.option("--answer", "answers", multiple=True, type=(click.Choice([q.value for q in Question]), str))
@click.option("--method", type=click.Choice(["pdca", "dmaic"]))
@click.option("--phase")
@click.option("--metric")
@click.option("--baseline")
@click.option("--target")
@click.option("--current")
@click.option("--owner")
@click.option("--due")
@click.option("--export", "out", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def problem(
    terminal: Terminal, /, name: str | None, kinds: tuple[str, ...], answers: tuple[tuple[str, str], ...],
    out: Path | None, *, new: bool, **texts: object,
) -> None:  # fmt: skip
    """List problems; show one; fill in cause, method and figures; export the tracking sheet."""
    fields = {key: value for key, value in texts.items() if value is not None}
    if kinds:
        fields["cause_kinds"] = tuple(kinds)
    with terminal.open() as opened:
        desk = opened.desk
        if out is not None:
            write_new(out, tracking_workbook(desk))
            terminal.emit({"file": str(out)}, [_("已导出 {path}", path=out)])
            return
        if name is None:
            files = problem_files(desk)
            terminal.emit([_problem_data(one) for one in files], table([_problem_row(one) for one in files]))
            return
        made = begin_problem(desk, name, **fields) if new else find_problem(desk, name).problem
        if answers:
            fields["five_w"] = tuple((dict(made.five_w) | dict(answers)).items())
        if fields and not (new and not answers):
            change_problem(desk, made.id, **fields)
        file = find_problem(desk, made.id)
    terminal.emit(_problem_data(file), [*table([_problem_row(file)]), file.problem.cause])


def _problem_data(file: ProblemFile) -> dict[str, object]:
    codes = [one.code for one in file.findings]
    return {
        **asdict(file.problem), "findings": codes, "left": file.left, "repeats": file.repeats,
        "way_gone": way_gone(file.problem),
    }  # fmt: skip


def _problem_row(file: ProblemFile) -> tuple[str, ...]:
    one = file.problem
    gone = way_gone(one)
    return (
        one.code, one.title, _("{n} 项，未关闭 {left}", n=len(file.findings), left=file.left),
        "、".join(cause_label(kind) for kind in one.cause_kinds),
        f"{method_label(one.method)} {phase_label(one.phase)}".strip(),
        f"{one.baseline}→{one.current}→{one.target}" if one.target else "",
        f"{gone:.0%}" if gone is not None else "", one.owner, one.due,
    )  # fmt: skip


@finding.command()
@click.option("--months", type=click.IntRange(1, 36), default=6)
@pass_terminal
def rates(terminal: Terminal, months: int) -> int:
    """Closure rate by month against the target; exit 1 when the running month is below."""
    with terminal.open() as opened:
        found = closure_rates(opened.desk, months)
    data = {
        "target": found.target,
        "months": [{**asdict(one), "rate": one.rate} for one in found.months],
    }
    rows = [(one.month, rate_words(one)) for one in found.months]
    terminal.emit(data, [*table(rows), _("目标 ≥ {target}", target=f"{found.target:.0%}")])
    now = found.months[-1].rate
    return 1 if now is not None and now < found.target else 0


@finding.command()
@click.option("--month", default="", help="As 2026-11; default: the running one.")
@click.option("--most", type=click.IntRange(1, 20), default=3)
@pass_terminal
def top(terminal: Terminal, month: str, most: int) -> None:
    """The most frequent problems of a month."""
    with terminal.open() as opened:
        found = monthly_top(opened.desk, month, most)
        label = opened.desk.taxonomy().label
        rows = [
            (
                str(place), one.title if one.problem_id else label(one.title),
                _("{n} 项", n=one.count), _("{n} 名客服", n=one.staff),
            )
            for place, one in enumerate(found, start=1)
        ]  # fmt: skip
    terminal.emit([asdict(one) for one in found], table(rows) or [_("这个月没有归类的问题。")])


@finding.command()
@click.argument("name")
@pass_terminal
def repeats(terminal: Terminal, name: str) -> int:
    """What of a finding was there in the last audit already; exit 1 when nothing was."""
    with terminal.open() as opened:
        found = repeats_of(opened.desk, find_finding(opened.desk, name).finding)
    rows = [(one.finding.code, "、".join(one.why), one.finding.description) for one in found]
    data = [{"code": one.finding.code, "why": one.why} for one in found]
    terminal.emit(data, table(rows) or [_("上次自查没有同样的问题。")])
    return 0 if found else 1
