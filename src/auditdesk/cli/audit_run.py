"""``auditdesk audit``: answer, take over, review, and the result with its arithmetic."""

from __future__ import annotations

from dataclasses import asdict

import click

import auditdesk.cli.audit_carry  # noqa: F401 -- its commands join the group
from auditdesk.cli.audit import audit
from auditdesk.cli.terminal import Terminal, pass_terminal
from auditdesk.domain.audits import Ask, Deduction, ReviewDecision, Verdict, verdict_label
from auditdesk.domain.counting import counting
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.result import Result, explain, method_label
from auditdesk.domain.scoring import one_decimal
from auditdesk.i18n import _
from auditdesk.services.answering import (
    Entry,
    Recorded,
    record_answers,
    resubmit_answers,
    review_answer,
)
from auditdesk.services.audits import open_file
from auditdesk.services.earlier import Copy, copy_last, preview_copy

RESULTS = {
    "pass": Verdict.PASS, "合规": Verdict.PASS,
    "fail": Verdict.FAIL, "不合规": Verdict.FAIL,
    "na": Verdict.NOT_APPLICABLE, "不适用": Verdict.NOT_APPLICABLE,
    "clear": "",
}  # fmt: skip


@audit.command()
@click.argument("name")
@click.argument("items", nargs=-1, required=True)
@click.option("--result", type=click.Choice(list(RESULTS)))
@click.option("--value", help="Score, points, number, text or date.")
@click.option("--choice", "choices", multiple=True)
@click.option("--deduct", "deductions", multiple=True, help="POINTS:REASON, taken off a points item.")
@click.option("--note")
@click.option("--samples", type=int, help="Samples checked.")
@click.option("--failed", type=int, help="Samples that do not fit.")
@pass_terminal
def answer(
    terminal: Terminal, name: str, items: tuple[str, ...], result: str | None, value: str | None,
    choices: tuple[str, ...], deductions: tuple[str, ...], note: str | None,
    samples: int | None, failed: int | None,
) -> None:  # fmt: skip
    """Answer ITEMS of the audit NAME, several of them alike: all or nothing."""
    entry = Entry(
        verdict=None if result is None else str(RESULTS[result]), value=value, choices=choices or None,
        note=note, samples_checked=samples, samples_failed=failed,
        deductions=tuple(_deduction(one) for one in deductions) or None,
    )  # fmt: skip
    with terminal.open() as opened:
        done = record_answers(opened.desk, name, dict.fromkeys(items, entry))
    lines = [line for one in done for line in _answer_lines(one)]
    given = [
        {"answer": asdict(one.after), "finding": one.finding.code if one.finding else None} for one in done
    ]
    terminal.emit(given[0] if len(given) == 1 else {"answers": given}, lines)


def _deduction(text: str) -> Deduction:
    points, _colon, reason = text.partition(":")
    try:
        return Deduction(reason.strip(), float(points))
    except ValueError as error:
        raise BadInputError(_("扣分“{text}”要写成 分值:原因，如 2:没有复述。", text=text)) from error


def _answer_lines(done: Recorded) -> list[str]:
    lines = [f"{done.after.item_id}: {verdict_label(done.after.verdict)}"]
    if done.finding is not None:
        lines.append(_("已建立问题草稿 {code}", code=done.finding.code))
    if done.withdrawn is not None:
        lines.append(_("已撤回空白问题草稿 {code}", code=done.withdrawn.code))
    return lines


@audit.command("copy-last")
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken over and what would not.")
@pass_terminal
def copy_last_(terminal: Terminal, name: str, *, dry_run: bool) -> None:
    """Take the last audit's answers over where the item's text is unchanged; each is confirmed afterwards."""
    with terminal.open() as opened:
        copy = preview_copy(opened.desk, name) if dry_run else copy_last(opened.desk, name)[0]
    done = _("没有写入（--dry-run）") if dry_run else _("沿用的结果逐项确认后才算数。")
    data = {
        "audit": copy.audit.code, "from": copy.source.code, "month": copy.month, "applied": not dry_run,
        "copied": [one.item_id for one in copy.answers],
        "left": [asdict(one) for one in copy.left],
    }  # fmt: skip
    terminal.emit(data, [*_copy_lines(copy), done])


def _copy_lines(copy: Copy) -> list[str]:
    return [
        _("沿用 {code}（{month}）的 {n} 项：{items}", code=copy.source.code, month=copy.month,
          n=len(copy.answers), items=_("、").join(one.item_id for one in copy.answers) or "–"),
        *(f"{one.item_id} {one.title}: {one.reason}" for one in copy.left),
    ]  # fmt: skip


@audit.command()
@click.argument("name")
@click.argument("items", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Every answered item that is not confirmed yet.")
@click.option("--return", "returned", is_flag=True, help="Return instead of confirming; needs --note.")
@click.option("--note", default="")
@click.option(
    "--ask", "asks", multiple=True, type=click.Choice([ask.value for ask in Ask]), help="With --return."
)
@pass_terminal
def review(
    terminal: Terminal, name: str, items: tuple[str, ...], note: str, asks: tuple[str, ...], *, every: bool,
    returned: bool,
) -> None:  # fmt: skip
    """Confirm or return answers as the second person."""
    decision = ReviewDecision.RETURNED if returned else ReviewDecision.CONFIRMED
    with terminal.open() as opened:
        if every:
            file = open_file(opened.desk, name)
            items = tuple(
                one.item_id for one in counting(file.form, file.answers).values()
                if one.verdict and one.review != ReviewDecision.CONFIRMED
            )  # fmt: skip
        done = review_answer(opened.desk, name, items, decision, note, asks=asks)
    terminal.emit(
        {"reviewed": [one.item_id for one in done], "decision": decision.value},
        [_("已复核 {n} 项", n=len(done))],
    )


@audit.command()
@click.argument("name")
@click.argument("items", nargs=-1, required=True)
@click.option("--note", default="", help="What was done.")
@pass_terminal
def resubmit(terminal: Terminal, name: str, items: tuple[str, ...], note: str) -> None:
    """Send returned answers back to the reviewer."""
    with terminal.open() as opened:
        done = resubmit_answers(opened.desk, name, items, note)
    terminal.emit({"resubmitted": [one.item_id for one in done]}, [_("已送回复核 {n} 项", n=len(done))])


@audit.command("score")
@click.argument("name")
@pass_terminal
def score_(terminal: Terminal, name: str) -> None:
    """Show the result with its arithmetic: sections, dimensions, veto, what left the sum and why."""
    with terminal.open() as opened:
        file = open_file(opened.desk, name)
    found = explain(file.form, file.answers)
    terminal.emit(_score_data(found), _score_lines(found))


def _score_data(found: Result) -> dict[str, object]:
    result, tally = found.score, found.score.tally
    return {
        "rate": tally.rate, "numerator": tally.passed, "denominator": tally.denominator,
        "not_applicable": tally.not_applicable, "unanswered": tally.unanswered,
        "value": result.value, "uncapped": result.uncapped, "grade": result.grade,
        "method": result.method.value, "arithmetic": result.arithmetic,
        "veto": [asdict(hit) for hit in result.vetoes],
        "sections": [
            {
                "id": part.id, "title": part.title, "passed": part.tally.passed, "failed": part.tally.failed,
                "earned": part.earned, "possible": part.possible, "value": part.value,
                "arithmetic": part.arithmetic,
            }
            for part in found.sections
        ],
        "dimensions": [
            {"title": part.title, "earned": part.earned, "possible": part.possible, "value": part.value}
            for part in found.dimensions
        ],
        "na_items": [asdict(one) for one in found.not_applicable], "na_share": found.na_share,
        "na_over": found.na_over, "not_asked": [asdict(one) for one in found.not_asked],
    }  # fmt: skip


def _score_lines(found: Result) -> list[str]:
    lines = [_("计分方法：{word}", word=method_label(found.score.method))]
    lines += [f"  {part.id} {part.title}: {part.arithmetic}" for part in found.sections]
    lines += [
        _("  维度 {title}: {n} ÷ {d} = {r}", title=part.title, n=f"{part.earned:g}", d=f"{part.possible:g}",
          r=one_decimal(part.value))
        for part in found.dimensions if part.value is not None
    ]  # fmt: skip
    lines += [*found.total, found.na_words]
    lines += [f"  {one.item_id} {one.title}: {one.reason or '–'}" for one in found.not_applicable]
    if found.not_asked:
        lines.append(_("条件不成立，不检查也不计分 {n} 项：", n=len(found.not_asked)))
        lines += [f"  {one.item_id} {one.title}: {one.reason}" for one in found.not_asked]
    return lines
