"""``auditdesk evidence``: add, list, mask, link, mark, export; the rest stands in two modules beside."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.evidence_files import (
    body,
    import_folder,
    note,
    search,
    tag,
    tags,
    trail,
    unlink_,
    verify,
    verify_body,
)
from auditdesk.cli.evidence_keeping import (
    approve_destroy,
    destroy,
    propose_destroy,
    refuse_destroy,
    retention,
)
from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.evidence import Evidence, MaskState, clock, seconds_of
from auditdesk.domain.maskplace import text_place
from auditdesk.domain.maskplan import Place
from auditdesk.domain.spans import kind_label
from auditdesk.i18n import _
from auditdesk.services.audits import find_audit
from auditdesk.services.evidence import (
    NewEvidence,
    add_evidence,
    add_mark,
    find_evidence,
    link_to_item,
    list_evidence,
    mask_evidence,
    set_mask_state,
)
from auditdesk.services.exporting import export_evidence
from auditdesk.services.marking import mark_at, remove_mark, rename_mark
from auditdesk.services.mask_review import open_plan, plan_places, undecided
from auditdesk.services.reading import open_input


@click.group()
def evidence() -> None:
    """Evidence files."""


@evidence.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--audit", "audit_name", default="", help="Audit whose item it serves.")
@click.option("--item", default="", help="Item number it serves.")
@click.option("--source", default="")
@pass_terminal
def add(terminal: Terminal, files: tuple[Path, ...], audit_name: str, item: str, source: str) -> None:
    """Encrypt and register files; without an audit they go to the inbox."""
    added = []
    with terminal.open() as opened, terminal.watch() as bar:
        audit = find_audit(opened.desk, audit_name) if audit_name else None
        for path in files:
            with open_input(path) as (stream, size):
                new = NewEvidence(stream, path.name, size, source)
                done = add_evidence(opened.desk, new, progress=bar)
            if audit is not None and item:
                link_to_item(opened.desk, done.piece.id, audit.id, item)
            added.append(done)
    plain = [{**asdict(done.piece), "known": done.known} for done in added]
    again = _("（已有相同内容）")
    lines = [f"{done.piece.code} {done.piece.name}{again if done.known else ''}" for done in added]
    terminal.emit(plain, lines)


@evidence.command("list")
@pass_terminal
def list_(terminal: Terminal) -> None:
    """List evidence."""
    with terminal.open() as opened:
        pieces = list_evidence(opened.desk)
    terminal.emit([asdict(one) for one in pieces], table([_row(one) for one in pieces]))


def _row(one: Evidence) -> tuple[str, ...]:
    state = {
        MaskState.UNMASKED: _("未脱敏"), MaskState.PENDING: _("待确认"),
        MaskState.MASKED: _("已脱敏"), MaskState.NOT_NEEDED: _("无需脱敏"),
    }[one.mask_state]  # fmt: skip
    return one.code, one.name, one.media_type, f"{one.size:,}", state, one.sha256[:16]


@evidence.command()
@click.argument("name")
@click.option("--audit", "audit_name", default="")
@click.option(
    "--style", type=click.Choice(["keep", "by_kind", "replace", "pseudonym", "remove"]), default="keep"
)
@pass_terminal
def mask(terminal: Terminal, name: str, audit_name: str, style: str) -> int:
    """Make the masked copy of a piece; exit 1 while something is left for a person to decide."""
    with terminal.open() as opened, terminal.watch() as bar:
        audit = find_audit(opened.desk, audit_name) if audit_name else None
        piece = find_evidence(opened.desk, name)
        copy, masked = mask_evidence(opened.desk, piece.id, audit=audit, style=style, progress=bar)
    lines = [f"{copy.code} {copy.name} {copy.mask_summary}", *masked.notes, *masked.residue]
    plain = {**asdict(copy), "residue": list(masked.residue), "notes": list(masked.notes)}
    terminal.emit(plain, lines)
    return 1 if masked.residue else 0


@evidence.command("mask-plan")
@click.argument("name")
@pass_terminal
def mask_plan(terminal: Terminal, name: str) -> int:
    """What would be masked in a piece and why, never the data; exit 1 while something is undecided."""
    with terminal.open() as opened, terminal.watch() as bar:
        plan = open_plan(opened.desk, find_evidence(opened.desk, name).id, bar)
        found = plan_places(opened.desk, plan, plan.decisions)
    places = [(one, text_place(plan.parts[one.part], one.span.start)) for one in found]
    lines = table([(_place_row(one)[0], where, *_place_row(one)[1:]) for one, where in places])
    terminal.emit([{**_place(one), "where": where} for one, where in places], lines)
    return 1 if undecided(found) else 0


def _place(one: Place) -> dict[str, object]:
    """Offsets in code points of a part; never the text."""
    choice = one.found.choice.value if one.found.choice else "undecided" if one.found.undecided else "mask"
    return {
        "part": one.part, "start": one.span.start, "end": one.span.end, "kind": one.span.kind.value,
        "score": one.span.score, "reason": one.span.reason, "decision": choice,
    }  # fmt: skip


def _place_row(one: Place) -> tuple[str, ...]:
    words = {"mask": _("脱敏"), "keep": _("保留"), "undecided": _("待定")}
    plain = _place(one)
    place = f"{one.part}:{one.span.start}-{one.span.end}"
    return place, kind_label(one.span.kind), one.span.reason, words[str(plain["decision"])]


@evidence.command()
@click.argument("name")
@click.option("--not-needed", is_flag=True, help="The original holds no personal data.")
@click.option("--reason", required=True)
@pass_terminal
def accept(terminal: Terminal, name: str, reason: str, *, not_needed: bool) -> None:
    """Decide as a person: accept a copy as it is, or declare that nothing needs masking."""
    state = MaskState.NOT_NEEDED if not_needed else MaskState.MASKED
    with terminal.open() as opened:
        piece = set_mask_state(opened.desk, find_evidence(opened.desk, name).id, state, reason)
    terminal.emit(asdict(piece), table([_row(piece)]))


@evidence.command()
@click.argument("name")
@click.argument("audit_name")
@click.argument("item")
@pass_terminal
def link(terminal: Terminal, name: str, audit_name: str, item: str) -> None:
    """Let a piece serve an item of an audit."""
    with terminal.open() as opened:
        audit = find_audit(opened.desk, audit_name)
        made = link_to_item(opened.desk, find_evidence(opened.desk, name).id, audit.id, item)
    terminal.emit(asdict(made), [_("已关联 {item}", item=item)])


@evidence.command()
@click.argument("name")
@click.argument("start")
@click.argument("label")
@click.option("--end", default="", help="End of a stretch, 00:03:40 or seconds.")
@pass_terminal
def mark(terminal: Terminal, name: str, start: str, label: str, end: str) -> None:
    """Mark a point (00:03:25 or seconds) of a recording."""
    begin, until = _moment(start), _moment(end) if end else 0.0
    with terminal.open() as opened:
        made = add_mark(opened.desk, find_evidence(opened.desk, name).id, label, begin, until)
    terminal.emit(asdict(made), [f"{clock(made.start_seconds)} {made.label}"])


@evidence.command()
@click.argument("name")
@click.argument("start")
@click.option("--rename", default="", help="Give it this name instead.")
@pass_terminal
def unmark(terminal: Terminal, name: str, start: str, rename: str) -> None:
    """Take back the mark that begins at a moment (00:03:25 or seconds), or rename it."""
    with terminal.open() as opened:
        mark = mark_at(opened.desk, find_evidence(opened.desk, name), _moment(start))
        made = rename_mark(opened.desk, mark.id, rename) if rename else remove_mark(opened.desk, mark.id)
    word = made.label or _("已删除")
    terminal.emit(asdict(made), [f"{clock(made.start_seconds)} {word}"])


def _moment(text: str) -> float:
    """Seconds, or a clock; raises `BadInputError`."""
    try:
        seconds = float(text)
    except ValueError:
        return seconds_of(text)
    return seconds if math.isfinite(seconds) else seconds_of(text)


@evidence.command()
@click.argument("name")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--reason", default="", help="Needed for an unmasked original.")
@pass_terminal
def export(terminal: Terminal, name: str, out: Path, reason: str) -> None:
    """Write the clear bytes of a piece to OUT (a file or an existing folder)."""
    with terminal.open() as opened, terminal.watch() as bar:
        piece = find_evidence(opened.desk, name)
        written = export_evidence(opened.desk, piece, out, reason, bar)
    terminal.emit({"file": str(written)}, [_("已导出 {path}", path=written)])


for _command in (
    unlink_, tag, tags, note, search, trail, import_folder, body, verify, verify_body,
    retention, propose_destroy, approve_destroy, refuse_destroy, destroy,
):  # fmt: skip
    evidence.add_command(_command)
