"""Use cases on evidence: add, link, mark, mask, verify (DESIGN §5, REQUIREMENTS A7)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

from auditdesk.domain.audits import Audit, answer_id
from auditdesk.domain.errors import BadInputError, DamagedError, NotFoundError
from auditdesk.domain.evidence import Evidence, EvidenceLink, Mark, MaskState, clock
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.spans import kind_label
from auditdesk.i18n import _
from auditdesk.services.content import media_type_of
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.ports import BlobRef, UnitOfWork
from auditdesk.services.rules import case_file
from auditdesk.services.toolbox import MaskedFile

_RECORDINGS = ("audio/", "video/")
_WHOLE_FILE_LIMIT = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """A file to add: its open stream, its own name, where it comes from and what it serves."""

    stream: BinaryIO
    name: str
    size: int
    source: str = ""
    captured_at: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """The piece, and whether its content was known before (then nothing was stored twice)."""

    piece: Evidence
    known: bool


def add_evidence(desk: Desk, new: NewEvidence, *, progress: Progress | None = None) -> Added:
    """Encrypt and register a file; the same content twice gives the piece that is there.

    Raises:
        BadInputError: the file is empty, cannot be read, or changed while it was read.
        CancelledError: the user cancelled; nothing is left behind.
    """
    desk.may(Right.EVIDENCE)
    if new.size == 0:
        raise BadInputError(_("文件“{name}”是空的，没有可以作为证据的内容。", name=new.name))
    watch = progress or Silent()
    watch.start(new.name, new.size)
    head = _head(new)
    blob = desk.blobs.add(new.stream, progress=_no_more(new, watch))
    if blob.size != new.size:
        _take_back(desk, blob)
        raise _changed(new)
    with desk.begin() as work:
        known = work.find(Evidence, sha256=blob.sha256, derived_from="", destroyed_at="")
        if known:
            return Added(_again(work, known[0], new), known=True)
        piece = _register(desk, work, new, blob.sha256, blob.size, media_type_of(head, new.name))
        work.save(piece)
        work.note(JournalNote("evidence.add", piece.code, (("sha256", blob.sha256),)))
        work.commit()
    return Added(piece, known=False)


def _head(new: NewEvidence) -> bytes:
    """The first bytes, which tell the type; the stream stands at its beginning again."""
    try:
        head = new.stream.read(8192)
        new.stream.seek(0)
    except OSError as error:
        raise BadInputError(
            _("文件“{name}”读不出来：{why}。", name=new.name, why=error.strerror or error)
        ) from error
    return head


def _no_more(new: NewEvidence, watch: Progress) -> Callable[[int], None]:
    """Progress that stops at a file which never ends because somebody goes on writing it."""
    done = 0

    def step(amount: int) -> None:
        nonlocal done
        done += amount
        if done > new.size:
            raise _changed(new)
        watch.step(amount)

    return step


def _changed(new: NewEvidence) -> BadInputError:
    return BadInputError(_("文件“{name}”在读取时被改动，没有保存；请等它写完再添加。", name=new.name))


def _take_back(desk: Desk, blob: BlobRef) -> None:
    """Half a file is no evidence: its blob goes, unless those very bytes are somebody's already."""
    with desk.begin() as work:
        used = work.count(Evidence, sha256=blob.sha256, destroyed_at="")
    if not used:
        desk.blobs.delete(blob.name)


def _again(work: UnitOfWork, piece: Evidence, new: NewEvidence) -> Evidence:
    """The same content came once more: nothing is stored twice, but the trail tells it and tags are kept."""
    tags = tuple(dict.fromkeys([*piece.tags, *new.tags]))
    if tags != piece.tags:
        piece = replace(piece, tags=tags)
        work.save(piece)
    work.note(JournalNote("evidence.again", piece.code))
    work.commit()
    return piece


def _register(
    desk: Desk, work: UnitOfWork, new: NewEvidence, sha256: str, size: int, media_type: str
) -> Evidence:
    return Evidence(
        id=new_id(), code=desk.code(work, "E"), name=new.name, media_type=media_type, size=size,
        sha256=sha256, added_by=desk.user.id, added_at=desk.now(), source=new.source,
        captured_at=new.captured_at, tags=new.tags,
    )  # fmt: skip


def list_evidence(desk: Desk) -> list[Evidence]:
    """Originals and copies, newest first."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return work.find(Evidence, order="-added_at")


def find_evidence(desk: Desk, name: str) -> Evidence:
    """A piece by code or id; raises `NotFoundError`."""
    with desk.begin() as work:
        found = work.find(Evidence, code=name) or [one for one in [work.get(Evidence, name)] if one]
    if not found:
        raise NotFoundError(_("没有证据“{name}”，用 evidence list 看有哪些。", name=name))
    return found[0]


def link_to_item(desk: Desk, evidence_id: str, audit_id: str, item_id: str) -> EvidenceLink:
    """Let a piece serve an item's answer."""
    return _link(desk, evidence_id, "answer", answer_id(audit_id, item_id))


def link_to_finding(desk: Desk, evidence_id: str, finding_id: str) -> EvidenceLink:
    """Let a piece serve a finding."""
    return _link(desk, evidence_id, "finding", finding_id)


def _link(desk: Desk, evidence_id: str, kind: str, target: str) -> EvidenceLink:
    desk.may(Right.EVIDENCE)
    link = EvidenceLink(f"{evidence_id}>{target}", evidence_id, kind, target, desk.now())
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        work.save(link)
        work.note(JournalNote("evidence.cite", piece.code, (("target", target),)))
        work.commit()
    return link


def unlink(desk: Desk, link_id: str) -> None:
    """Take a piece away from its target; the piece stays."""
    desk.may(Right.EVIDENCE)
    with desk.begin() as work:
        link = work.require(EvidenceLink, link_id)
        piece = work.require(Evidence, link.evidence_id)
        work.save(replace(link, removed=True))
        work.note(JournalNote("evidence.uncite", piece.code, (("target", link.target_id),)))
        work.commit()


def links_of(desk: Desk, evidence_id: str) -> list[EvidenceLink]:
    """Where a piece is used."""
    with desk.begin() as work:
        return work.find(EvidenceLink, evidence_id=evidence_id, removed=False)


def add_mark(desk: Desk, evidence_id: str, label: str, start: float, end: float = 0.0) -> Mark:
    """Mark a point or stretch (seconds) of a recording.

    Raises:
        BadInputError: the piece is no recording, the times are reversed, or the label is empty.
    """
    desk.may(Right.EVIDENCE)
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
        if not piece.media_type.startswith(_RECORDINGS):
            raise BadInputError(_("{code} 不是录音或录像，不能做时间标记。", code=piece.code))
        if start < 0 or (end and end < start):
            raise BadInputError(_("标记的结束时间要晚于开始时间。"))
        if not label.strip():
            raise BadInputError(_("标记要有名称。"))
        safe = desk.tools.masking().mask_note(label)
        mark = Mark(new_id(), piece.id, safe, start, end, (), desk.user.id, desk.now())
        work.save(mark)
        work.note(JournalNote("evidence.mark", piece.code, (("at", clock(start)),)))
        work.commit()
    return mark


def marks_of(desk: Desk, evidence_id: str) -> list[Mark]:
    """Marks in order of time, without those taken back."""
    with desk.begin() as work:
        found = work.find(Mark, evidence_id=evidence_id, order="start_seconds")
    return [one for one in found if one.label]


def open_original(desk: Desk, evidence_id: str, reason: str) -> BinaryIO:
    """Clear bytes of a piece; an unmasked original needs a reason that goes into the journal (DESIGN §4)."""
    piece = find_evidence(desk, evidence_id)
    if piece.mask_state not in (MaskState.MASKED, MaskState.NOT_NEEDED):
        desk.may(Right.REVEAL)
        if not reason.strip():
            raise BadInputError(_("查看未脱敏的原件要写明理由。"))
        why = desk.tools.masking().mask_note(reason.strip())
        desk.journal.append(desk.user.id, JournalNote("evidence.reveal", piece.code, (("reason", why),)))
    return open_piece(desk, piece)


def open_piece(desk: Desk, piece: Evidence) -> BinaryIO:
    """Clear bytes for the program's own work (masking, report); raises `DamagedError` while not here."""
    name = desk.blobs.name_of(piece.sha256)
    if not desk.blobs.exists(name):
        raise DamagedError(_("证据 {code} 的文件不在本机：可能还没有同步到，也可能被删除。", code=piece.code))
    return desk.blobs.open(name)


def mask_evidence(
    desk: Desk, evidence_id: str, *, audit: Audit | None = None, style: str = "keep",
    progress: Progress | None = None,
) -> tuple[Evidence, MaskedFile]:  # fmt: skip
    """Make the masked copy of a piece; the original stays as it is.

    The copy is 待确认 while anything that looks like personal data is left in it.

    Raises:
        BadInputError: this kind of file cannot be masked.
    """
    desk.may(Right.EVIDENCE)
    piece = find_evidence(desk, evidence_id)
    if piece.size > _WHOLE_FILE_LIMIT:
        raise BadInputError(_("{code} 超过 512 MB，不能自动脱敏，请先截取需要的部分。", code=piece.code))
    key = mask_key(desk, audit)
    with open_piece(desk, piece) as stream:
        masked = desk.tools.masking().mask_file(
            stream,
            piece.name,
            key=key,
            style=style,
            progress=progress or Silent(),
            case=case_file(desk),
        )
    with desk.begin() as work:
        copy = keep_copy(desk, work, piece, masked)
        work.commit()
    return copy, masked


def keep_copy(
    desk: Desk, work: UnitOfWork, piece: Evidence, masked: MaskedFile, *, undecided: int = 0
) -> Evidence:
    """Store a masked copy beside its original; 待确认 while a person has to look at anything in it."""
    blob = desk.blobs.add(BytesIO(masked.data))
    state = MaskState.PENDING if masked.residue or undecided else MaskState.MASKED
    summary = _("、").join(f"{kind_label(kind)} {count}" for kind, count in masked.counts.items())
    copy = Evidence(
        id=new_id(), code=f"{piece.code}-M{1 + work.count(Evidence, derived_from=piece.id)}",
        name=masked.name, media_type=masked.media_type, size=blob.size, sha256=blob.sha256,
        added_by=desk.user.id, added_at=desk.now(), source=piece.source, derived_from=piece.id,
        mask_state=state, mask_summary=summary,
    )  # fmt: skip
    work.save(copy)
    work.note(JournalNote("evidence.mask", piece.code, (("copy", copy.code), ("state", state))))
    work.note(JournalNote("evidence.copy", copy.code, (("original", piece.code),)))
    return copy


def mask_key(desk: Desk, audit: Audit | None) -> bytes:
    """Key of pseudonyms and remembered decisions: the audit's, or this laptop's for files no audit uses."""
    return bytes.fromhex(audit.pseudonym_key if audit and audit.pseudonym_key else _inbox_key(desk))


def _inbox_key(desk: Desk) -> str:
    """Random key (hex) for pseudonyms in files that no audit uses yet."""
    with desk.begin() as work:
        key = work.setting("inbox_pseudonym_key")
        if not key:
            key = secrets.token_hex(32)
            work.set_setting("inbox_pseudonym_key", key)
            work.commit()
    return key


def set_mask_state(desk: Desk, evidence_id: str, state: MaskState, reason: str) -> Evidence:
    """A person's decision: accept what is left, or declare that nothing needs masking."""
    desk.may(Right.EVIDENCE)
    if not reason.strip():
        raise BadInputError(_("请写明理由，会记入操作日志。"))
    why = desk.tools.masking().mask_note(reason.strip())
    with desk.begin() as work:
        piece = replace(work.require(Evidence, evidence_id), mask_state=state)
        work.save(piece)
        work.note(JournalNote("evidence.accept", piece.code, (("state", state), ("reason", why))))
        work.commit()
    return piece


def shown_copy(work: UnitOfWork, piece: Evidence) -> Evidence | None:
    """What may appear in a report: the newest masked copy, or the piece itself when it is safe."""
    copies = work.find(
        Evidence, derived_from=piece.id, mask_state=MaskState.MASKED, destroyed_at="", order="-added_at"
    )
    if copies:
        return copies[0]
    return piece if piece.mask_state in (MaskState.MASKED, MaskState.NOT_NEEDED) else None


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of an integrity check."""

    piece: Evidence
    problem: str = ""


def verify_evidence(
    desk: Desk, pieces: Sequence[Evidence] = (), progress: Progress | None = None
) -> Iterator[Checked]:
    """Decrypt every piece and compare digests; a problem is a sentence, never an exception."""
    watch = progress or Silent()
    chosen = list(pieces) or [piece for piece in list_evidence(desk) if not piece.destroyed_at]
    watch.start(_("核对证据"), sum(piece.size for piece in chosen))
    for piece in chosen:
        try:
            desk.blobs.verify(desk.blobs.name_of(piece.sha256), sha256=piece.sha256, progress=watch.step)
        except DamagedError as error:
            yield Checked(piece, error.message)
        else:
            yield Checked(piece)
