"""``auditdesk evidence``: find, tag, unlink, follow, import folders, hand over, check."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.custody import Branch
from auditdesk.domain.errors import NotFoundError
from auditdesk.i18n import _
from auditdesk.services.audits import find_audit
from auditdesk.services.body import BodyWish, export_body
from auditdesk.services.body_check import check_body
from auditdesk.services.custody import custody_of, derivatives_of, export_custody
from auditdesk.services.evidence import find_evidence, links_of, unlink
from auditdesk.services.evidence_notes import add_note, notes_of
from auditdesk.services.evidence_shelf import ShelfFilter, ShelfRow, Sieve, search_evidence
from auditdesk.services.importing_files import ImportOutcome, import_paths
from auditdesk.services.integrity import check_integrity, save_report
from auditdesk.services.people import names
from auditdesk.services.tagging import change_tags, find_target, list_tags, rename_tag


@click.command("unlink")
@click.argument("name")
@click.argument("audit_name")
@click.argument("item")
@pass_terminal
def unlink_(terminal: Terminal, name: str, audit_name: str, item: str) -> None:
    """Take a piece away from an item (number) or finding (code) of an audit; the piece stays."""
    with terminal.open() as opened:
        piece = find_evidence(opened.desk, name)
        target = find_target(opened.desk, find_audit(opened.desk, audit_name), item)
        found = [one for one in links_of(opened.desk, piece.id) if one.target_id == target.id]
        if not found:
            raise NotFoundError(_("{code} 没有关联到 {item}。", code=piece.code, item=item))
        unlink(opened.desk, found[0].id)
    terminal.emit({"code": piece.code, "target": target.id}, [_("已取消关联 {item}", item=item)])


@click.command()
@click.argument("names", nargs=-1, required=True)
@click.option("--add", multiple=True, help="Tag to put on; may be repeated.")
@click.option("--remove", multiple=True, help="Tag to take off; may be repeated.")
@pass_terminal
def tag(terminal: Terminal, names: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    """Put tags on pieces and take tags off; without options show them."""
    with terminal.open() as opened:
        ids = [find_evidence(opened.desk, name).id for name in names]
        if add or remove:
            change_tags(opened.desk, ids, add=add, remove=remove)
        pieces = [find_evidence(opened.desk, one) for one in ids]
    plain = [{"code": one.code, "tags": list(one.tags)} for one in pieces]
    terminal.emit(plain, [f"{one.code}  {_('、').join(one.tags)}" for one in pieces])


@click.command()
@click.option("--rename", nargs=2, default=None, metavar="OLD NEW", help="On every piece; may merge two.")
@pass_terminal
def tags(terminal: Terminal, rename: tuple[str, str] | None) -> None:
    """List all tags with their number of pieces, or rename one."""
    with terminal.open() as opened:
        if rename is not None:
            rename_tag(opened.desk, *rename)
        found = list_tags(opened.desk)
    terminal.emit(
        [asdict(one) for one in found], table([(one.tag, str(one.pieces), one.rule) for one in found])
    )


@click.command()
@click.argument("name")
@click.argument("text", default="")
@pass_terminal
def note(terminal: Terminal, name: str, text: str) -> None:
    """Write a note about a piece; without a text show its notes."""
    with terminal.open() as opened:
        piece = find_evidence(opened.desk, name)
        if text:
            add_note(opened.desk, piece.id, text)
        notes, people = notes_of(opened.desk, piece.id), names(opened.desk)
    lines = [
        f"{one.created_at[:16].replace('T', ' ')} {people.get(one.author, '')} {one.text}" for one in notes
    ]
    terminal.emit([asdict(one) for one in notes], lines)


@click.command()
@click.argument("text", default="")
@click.option("--only", type=click.Choice([one.value for one in ShelfFilter]), default="all")
@click.option("--audit", "audit_name", default="")
@click.option("--type", "kind", default="", help="Beginning of the media type, e.g. image/.")
@click.option("--tag", default="")
@click.option("--item", default="", help="Item number, with --audit.")
@click.option("--since", default="", help="First day it was added, 2026-11-01.")
@click.option("--until", default="", help="Last day.")
@pass_terminal
def search(terminal: Terminal, /, text: str, only: str, audit_name: str, item: str, **parts: str) -> None:
    """Find pieces by name, code, tag, note or the item they serve."""
    with terminal.open() as opened:
        audit_id = find_audit(opened.desk, audit_name).id if audit_name else ""
        sieve = Sieve(target=f"{audit_id}/{item}" if item else audit_id, **parts)
        rows = search_evidence(opened.desk, text, chosen=ShelfFilter(only), sieve=sieve)
    terminal.emit([_plain(row) for row in rows], table([_line(row) for row in rows]))


def _plain(row: ShelfRow) -> dict[str, object]:
    return {
        **asdict(row.piece),
        "places": [asdict(place) for place in row.places],
        "here": row.here,
        "keep_until": row.retention.keep_until,
        "expires": row.retention.expires_on,
        "due": row.due,
    }


def _line(row: ShelfRow) -> tuple[str, ...]:
    piece = row.piece
    places = _("；").join(place.label for place in row.places) or _("未关联")
    return piece.code, piece.name, _("、").join(piece.tags), places, row.retention.expires_on


@click.command()
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path), help="Also write it and its copies' as text.")
@pass_terminal
def trail(terminal: Terminal, name: str, out: Path | None) -> None:
    """Who did what with a piece, when and on which laptop, and what was made from it."""
    with terminal.open() as opened:
        piece = find_evidence(opened.desk, name)
        if out is not None:
            export_custody(opened.desk, piece, out)
        lines = custody_of(opened.desk, piece)
        tree = derivatives_of(opened.desk, piece)
    plain = {"code": piece.code, "sha256": piece.sha256, "trail": [asdict(one) for one in lines],
             "tree": _tree(tree)}  # fmt: skip
    terminal.emit(plain, [*(one.sentence() for one in lines), "", *_tree_lines(tree)])


def _tree(branch: Branch) -> dict[str, object]:
    return {"code": branch.piece.code, "copies": [_tree(one) for one in branch.copies]}


def _tree_lines(branch: Branch, depth: int = 0) -> list[str]:
    lead = "  " * depth + ("└ " if depth else "")
    lines = [f"{lead}{branch.piece.code} {branch.piece.name}"]
    for one in branch.copies:
        lines += _tree_lines(one, depth + 1)
    return lines


@click.command("import-folder")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--source", default="", help="Where the files come from; default: the folder's name.")
@click.option("--tag", "tags", multiple=True)
@pass_terminal
def import_folder(terminal: Terminal, folders: tuple[Path, ...], source: str, tags: tuple[str, ...]) -> int:
    """Add everything below folders; exit 1 when a file was refused."""
    with terminal.open() as opened, terminal.watch() as bar:
        result = import_paths(opened.desk, folders, source=source, tags=tags, progress=bar)
    words = {
        ImportOutcome.ADDED: _("新增"), ImportOutcome.KNOWN: _("已有相同内容"),
        ImportOutcome.REFUSED: _("没有接收"), ImportOutcome.CANCELLED: _("已取消"),
    }  # fmt: skip
    rows = [(row.name, words[row.outcome], row.code or row.reason) for row in result.rows]
    terminal.emit([asdict(row) for row in result.rows], [*table(rows), result.sentence()])
    return 1 if result.count(ImportOutcome.REFUSED) or result.count(ImportOutcome.CANCELLED) else 0


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1)
@click.option("--audit", "audit_name", default="", help="All that serves this audit.")
@click.option("--originals", is_flag=True, help="Also unmasked originals; needs --reason.")
@click.option("--reason", default="")
@pass_terminal
def body(
    terminal: Terminal, out: Path, names: tuple[str, ...], audit_name: str, reason: str, *, originals: bool
) -> int:
    """Hand over a body of evidence as folder or OUT.zip, named by item; exit 1 when pieces were left out."""
    with terminal.open() as opened, terminal.watch() as bar:
        audit_id = find_audit(opened.desk, audit_name).id if audit_name else ""
        ids = tuple(find_evidence(opened.desk, name).id for name in names)
        wish = BodyWish(ids, audit_id, originals, reason)
        made = export_body(opened.desk, wish, out, bar)
    files = [
        {"item": one.item, "code": one.piece.code, "file": one.file, "sha256": one.sha256,
         "left_out": one.left_out}
        for one in made.lines
    ]  # fmt: skip
    lines = [one.file or f"{one.piece.code} {one.piece.name}：{one.left_out}" for one in made.lines]
    told = _("已导出 {n} 件到 {path}", n=made.written(), path=made.path)
    seal = _("校验总值 {seal}（请另行告知收件人）", seal=made.seal)
    plain = {"path": str(made.path), "written": made.written(), "seal": made.seal, "files": files}
    terminal.emit(plain, [*lines, told, seal])
    return 1 if made.left_out() else 0


@click.command("verify-body")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--expect", default="", help="The digest told at export, from paper or by phone.")
@pass_terminal
def verify_body(terminal: Terminal, path: Path, expect: str) -> int:
    """Check an exported body of evidence; needs no workspace; exit 1 when anything differs."""
    with terminal.watch() as bar:
        found = check_body(path, expect, bar)
    terminal.emit({**asdict(found), "sound": found.sound}, found.sentences())
    return 0 if found.sound else 1


@click.command()
@click.argument("names", nargs=-1)
@click.option("--report", type=click.Path(path_type=Path), help="Also write the report; .json or text.")
@pass_terminal
def verify(terminal: Terminal, names: tuple[str, ...], report: Path | None) -> int:
    """Decrypt and compare everything; exit 1 when something is damaged or lost."""
    with terminal.open() as opened, terminal.watch() as bar:
        pieces = [find_evidence(opened.desk, name) for name in names]
        found = check_integrity(opened.desk, pieces, bar)
    bad = [line for line in found.lines if line.problem]
    if report is not None:
        save_report(found, report)
    terminal.emit(found.plain(), [*(f"{one.code}: {one.problem}" for one in bad), found.sentence()])
    return 0 if found.sound else 1
