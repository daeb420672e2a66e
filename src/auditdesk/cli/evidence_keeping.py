"""``auditdesk evidence``: retention, and destruction by two people."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.errors import NotReadyError
from auditdesk.domain.retention import Destruction, DestructionState
from auditdesk.i18n import _
from auditdesk.services.destroying import (
    carry_out_destruction,
    change_expiry,
    change_rule,
    decide_destruction,
    list_destructions,
    propose_destruction,
    records_of,
    retention_rules,
)
from auditdesk.services.evidence import find_evidence
from auditdesk.services.evidence_shelf import read_shelf


@click.command()
@click.option("--rule", default="", help="Rule to change.")
@click.option("--keep", type=int, default=None, help="Months to keep at least.")
@click.option("--expire", type=int, default=None, help="Months after which destruction is due; 0 never.")
@click.option("--piece", default="", help="Piece whose day of expiry is set.")
@click.option("--until", default="", help="That day, 2026-12-31; empty goes back to the rules.")
@click.option("--within", type=click.IntRange(0, 3650), default=0, help="Also list what falls due in N days.")
@click.option("--reason", default="")
@pass_terminal
def retention(
    terminal: Terminal, rule: str, keep: int | None, expire: int | None, piece: str, until: str, reason: str,
    within: int,
) -> None:  # fmt: skip
    """Show the rules and what is due; or change a rule, or the day of one piece."""
    with terminal.open() as opened:
        desk = opened.desk
        if rule:
            now = next((one for one in retention_rules(desk) if one.id == rule), None)
            least = now.keep_months if keep is None and now else keep or 0
            most = now.expire_months if expire is None and now else expire or 0
            change_rule(desk, rule, least, most, reason)
        if piece:
            change_expiry(desk, find_evidence(desk, piece).id, until, reason)
        rules = retention_rules(desk)
        last = (desk.clock.now() + timedelta(days=within)).date().isoformat()
        due = [row for row in read_shelf(desk).find() if row.due or "" < row.retention.expires_on <= last]
        due.sort(key=lambda row: (row.retention.expires_on, row.piece.code))
        records = list_destructions(desk)
    plain = {
        "rules": [asdict(one) for one in rules],
        "due": [{"code": row.piece.code, "expires": row.retention.expires_on} for row in due],
        "destructions": [asdict(one) for one in records],
    }
    lines = table([
        (one.id, one.title, _("至少 {n} 个月", n=one.keep_months), _("到期 {n} 个月", n=one.expire_months))
        for one in rules
    ])  # fmt: skip
    lines += [_("到期：{code} {day}", code=row.piece.code, day=row.retention.expires_on) for row in due]
    terminal.emit(plain, [*lines, *(_told(one) for one in records)])


@click.command("propose-destroy")
@click.argument("name")
@click.option("--reason", required=True)
@pass_terminal
def propose_destroy(terminal: Terminal, name: str, reason: str) -> None:
    """Propose the destruction of a piece; another person has to approve it."""
    with terminal.open() as opened:
        record = propose_destruction(opened.desk, find_evidence(opened.desk, name).id, reason)
    terminal.emit(asdict(record), [_told(record)])


@click.command("approve-destroy")
@click.argument("name")
@click.option("--note", default="")
@pass_terminal
def approve_destroy(terminal: Terminal, name: str, note: str) -> None:
    """Approve what another person proposed."""
    with terminal.open() as opened:
        piece = find_evidence(opened.desk, name)
        record = decide_destruction(opened.desk, piece.id, approve=True, decision=note)
    terminal.emit(asdict(record), [_told(record)])


@click.command("refuse-destroy")
@click.argument("name")
@click.option("--reason", required=True)
@pass_terminal
def refuse_destroy(terminal: Terminal, name: str, reason: str) -> None:
    """Refuse what another person proposed; the piece stays."""
    with terminal.open() as opened:
        piece = find_evidence(opened.desk, name)
        record = decide_destruction(opened.desk, piece.id, approve=False, decision=reason)
    terminal.emit(asdict(record), [_told(record)])


@click.command()
@click.argument("name")
@click.option("--reason", default="", help="Proposes it when nothing was proposed yet.")
@pass_terminal
def destroy(terminal: Terminal, name: str, reason: str) -> None:
    """Destroy what two people agreed on; until then propose it (with --reason) and exit 1."""
    with terminal.open() as opened:
        piece = find_evidence(opened.desk, name)
        if reason and not any(one.open for one in records_of(opened.desk, piece.id)):
            propose_destruction(opened.desk, piece.id, reason)
            raise NotReadyError(
                _(
                    "{code} 已提出销毁，要由另一个人用 evidence approve-destroy 批准后才能执行。",
                    code=piece.code,
                )
            )
        record = carry_out_destruction(opened.desk, piece.id)
    terminal.emit(asdict(record), [_("{code} 已销毁，留有销毁记录。", code=piece.code)])


def _told(record: Destruction) -> str:
    words = {
        DestructionState.PROPOSED: _("{code} 提出销毁 {day}：{why}", code=record.code,
                                     day=record.proposed_at[:10], why=record.reason),
        DestructionState.APPROVED: _("{code} 已批准销毁 {day}", code=record.code, day=record.decided_at[:10]),
        DestructionState.REFUSED: _("{code} 已驳回 {day}：{why}", code=record.code,
                                    day=record.decided_at[:10], why=record.decision),
        DestructionState.DONE: _("{code} 已销毁 {day}", code=record.code, day=record.done_at[:10]),
    }  # fmt: skip
    return words[record.state]
