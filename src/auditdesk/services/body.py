"""Use case: hand pieces over as a body of evidence, named by the item they serve (REQUIREMENTS A7, C11).

Masked copies only, unless originals are asked for with a reason; what is left out is told in the index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import Evidence, EvidenceLink, clock
from auditdesk.domain.filenames import safe_name, split_ending
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.retention import may_hold_personal_data
from auditdesk.i18n import _
from auditdesk.services.body_files import BodyFile, BodyTarget
from auditdesk.services.custody import custody_text
from auditdesk.services.desk import Desk
from auditdesk.services.evidence import marks_of, open_original, open_piece, shown_copy
from auditdesk.services.evidence_shelf import Place, places_of
from auditdesk.services.jobs import Progress, Silent

INDEX, TRAIL, SUMS = "00-索引.xlsx", "00-保管记录.txt", "SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class BodyLine:
    """One line of the index: a file written, or a piece left out with the reason."""

    item: str
    piece: Evidence
    file: str = ""
    sha256: str = ""
    size: int = 0
    left_out: str = ""
    places: tuple[Place, ...] = ()

    @property
    def original(self) -> bool:
        """Whether the file is an original that may hold personal data."""
        return bool(self.file) and may_hold_personal_data(self.piece)


@dataclass(frozen=True, slots=True)
class Body:
    """What was written: the folder or zip file, and its lines in the order of items.

    ``seal`` is the SHA-256 of the list of checksums: told on paper, it proves the whole body.
    """

    path: Path
    lines: tuple[BodyLine, ...]
    seal: str = ""

    def written(self) -> int:
        """How many pieces are in it."""
        return sum(bool(line.file) for line in self.lines)

    def left_out(self) -> list[BodyLine]:
        """Lines without a file."""
        return [line for line in self.lines if not line.file]


@dataclass(frozen=True, slots=True)
class BodyWish:
    """What to hand over: chosen pieces, or all that serve an audit; ``reason`` is needed for originals."""

    evidence_ids: tuple[str, ...] = ()
    audit_id: str = ""
    originals: bool = False
    reason: str = ""


def export_body(
    desk: Desk, wish: BodyWish, out: Path, progress: Progress | None = None, *, replace: bool = False
) -> Body:
    """Write a folder, or a zip when the name ends so; it appears only when it is complete.

    ``replace`` puts a zip in the place of an existing file, on a person's word. Every file is checked while
    it is read. Each piece handed over is journalled, originals with the reason.

    Raises:
        BadInputError: nothing to hand over, the place is taken or cannot be written, no reason.
        NotAllowedError: the role may not reveal originals.
        DamagedError: a piece is damaged; nothing is left behind.
        CancelledError: the user cancelled; nothing is left behind.
    """
    desk.may(Right.EVIDENCE)
    if wish.originals:
        desk.may(Right.REVEAL)
        if not wish.reason.strip():
            raise BadInputError(_("导出未脱敏的原件要写明理由，会记入操作日志。"))
    plan = _plan(desk, wish)
    if not plan:
        raise BadInputError(_("没有可以导出的证据：先添加证据，或把证据关联到检查项。"))
    watch = progress or Silent()
    watch.start(_("导出证据集"), sum(piece.size for piece, _places, _shown in plan))
    with BodyTarget(out, replace=replace) as target:
        lines = [line for each in plan for line in _hand_over(desk, wish, target, each, watch)]
        seal = _write_index(desk, wish, target, lines, watch)
        target.finish()
    told = (("sha256", seal), ("files", str(sum(bool(line.file) for line in lines))))
    desk.journal.append(desk.user.id, JournalNote("evidence.body", "", told))
    for line in lines:
        if line.file:
            detail = (("body", "1"), ("sha256", line.sha256))
            desk.journal.append(desk.user.id, JournalNote("evidence.export", line.piece.code, detail))
    return Body(out, tuple(lines), seal)


_Planned = tuple[Evidence, tuple[Place, ...], Evidence | None]


def _plan(desk: Desk, wish: BodyWish) -> list[_Planned]:
    """Originals in the order of items with their uses and what may be shown of each."""
    with desk.begin() as work:
        links = work.find(EvidenceLink, removed=False)
        places = places_of(work, links)
        if wish.evidence_ids:
            pieces = work.find(Evidence, id=list(wish.evidence_ids))
        else:
            pieces = [
                one
                for one in work.find(Evidence)
                if not wish.audit_id or any(p.audit_id == wish.audit_id for p in places.get(one.id, ()))
            ]
        chosen = {one.id for one in pieces}
        found: list[_Planned] = []
        for piece in pieces:
            if piece.destroyed_at or (piece.derived_from in chosen):
                continue
            own = tuple(
                one
                for one in places.get(piece.id, ()) or places.get(piece.derived_from, ())
                if not wish.audit_id or one.audit_id == wish.audit_id
            )
            found.append((piece, own, shown_copy(work, piece)))
    return sorted(found, key=lambda each: (_item_order(each[1]), each[0].code))


def _item_order(places: Sequence[Place]) -> tuple[tuple[int, ...], str]:
    """4.10 after 4.9; pieces without an item last."""
    item = places[0].item_id if places else ""
    numbers = tuple(int(part) for part in re.findall(r"\d+", item))
    return (numbers or (1 << 30,), item)


def _hand_over(
    desk: Desk, wish: BodyWish, target: BodyTarget, each: _Planned, watch: Progress
) -> list[BodyLine]:
    piece, places, shown = each
    item = places[0].item_id if places else _("未关联")
    files = [shown] if shown is not None else []
    if wish.originals and piece not in files:
        files.append(piece)
    lines = []
    for one in files:
        if not desk.blobs.exists(desk.blobs.name_of(one.sha256)):
            lines.append(BodyLine(item, one, left_out=_("尚未到达"), places=places))
            continue
        written = _write(desk, wish, target, one, item, watch)
        lines.append(BodyLine(item, one, written.name, written.sha256, written.size, places=places))
    if not files:
        lines.append(BodyLine(item, piece, left_out=_("还没有脱敏副本"), places=places))
    return lines


def _write(
    desk: Desk, wish: BodyWish, target: BodyTarget, piece: Evidence, item: str, watch: Progress
) -> BodyFile:
    stem, ending = split_ending(desk.tools.masking().mask_note(piece.name))
    name = safe_name(f"{item}-{piece.code}-{stem}", ending)
    stream = (
        open_original(desk, piece.id, wish.reason)
        if may_hold_personal_data(piece)
        else open_piece(desk, piece)
    )
    with stream:
        return target.copy(name, stream, piece.sha256, watch)


def _write_index(
    desk: Desk, wish: BodyWish, target: BodyTarget, lines: Sequence[BodyLine], watch: Progress
) -> str:
    """Index, trails and checksums; the digest of the last, which covers all the others."""
    heads = [
        (_("检查项"), 10), (_("编号"), 18), (_("文件"), 40), (_("内容"), 12), (_("大小（字节）"), 14),
        (_("SHA-256"), 66), (_("来源"), 20), (_("采集或添加时间"), 20), (_("用于"), 36), (_("说明"), 30),
    ]  # fmt: skip
    top = [_("{site}　{day}　{who}", site=desk.workspace.site_name, day=desk.today(), who=desk.user.name)]
    if wish.originals:
        top.append(_("含未脱敏原件，理由：{why}", why=desk.tools.masking().mask_note(wish.reason.strip())))
    rows = [_index_row(desk, line) for line in lines]
    book = desk.tools.sheets().write_table(_("证据集索引"), top, heads, rows)
    about = [target.write(INDEX, book), target.write(TRAIL, _trails(desk, lines, watch).encode("utf-8-sig"))]
    named = [
        *((one.sha256, one.name) for one in about),
        *((one.sha256, one.file) for one in lines if one.file),
    ]
    return target.write(SUMS, "".join(f"{digest}  {name}\n" for digest, name in named).encode()).sha256


def _index_row(desk: Desk, line: BodyLine) -> tuple[str, ...]:
    piece = line.piece
    kind = "" if not line.file else _("未脱敏原件") if line.original else _("可出示")
    marks = _("；").join(f"{clock(one.start_seconds)} {one.label}" for one in marks_of(desk, piece.id))
    why = _("未导出：{why}", why=line.left_out) if line.left_out else ""
    notes = (why, piece.mask_summary, marks)
    return (
        line.item, piece.code, line.file, kind, str(line.size or piece.size), line.sha256 or piece.sha256,
        piece.source, (piece.captured_at or piece.added_at)[:19].replace("T", " "),
        _("；").join(place.label for place in line.places),
        _("；").join(one for one in notes if one),
    )  # fmt: skip


def _trails(desk: Desk, lines: Sequence[BodyLine], watch: Progress) -> str:
    """The custody lines of everything handed over, for people without the program."""
    parts = [_("保管记录：本机的步骤取自操作日志，其他电脑的步骤取自同步的记录。"), ""]
    watch.start(_("写保管记录"), len(lines))
    for line in lines:
        watch.step()
        file = line.file or _("未导出")
        parts += [
            f"{line.piece.code}  {file}",
            custody_text(desk, line.piece, line.file and _("导出证据集")),
            "",
        ]
    return "\r\n".join(parts)
