"""Use case: check evidence, reports and files of documents against their digests; keep the result."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from auditdesk.domain.basis import Document
from auditdesk.domain.errors import BadInputError, DamagedError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.filenames import part_name
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.records import ReportFile
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.destroying import remove_destroyed
from auditdesk.services.jobs import Progress, Silent
from auditdesk.services.sharing_state import memory


class Health(StrEnum):
    """完好, 损坏, 丢失, 尚未到达."""

    INTACT = "intact"
    DAMAGED = "damaged"
    LOST = "lost"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class CheckedPiece:
    """One line; ``problem`` is a sentence for everything but an intact piece."""

    code: str
    name: str
    size: int
    sha256: str
    health: Health
    problem: str = ""


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """A whole check.

    Attributes:
        lines: every piece, report and file of a document that was checked.
        cleaned: files of destroyed pieces that were still here and are deleted now.
        strays: encrypted files that no record ever pointed to.
        journal_head: number and digest of the journal's last entry when the check began.
    """

    site: str
    device: str
    by: str
    began: str
    ended: str
    lines: tuple[CheckedPiece, ...]
    cleaned: int
    strays: int
    journal_head: str

    def with_health(self, health: Health) -> list[CheckedPiece]:
        """Lines of one kind."""
        return [line for line in self.lines if line.health is health]

    @property
    def sound(self) -> bool:
        """Nothing damaged and nothing lost; a piece still on its way is neither."""
        return not self.with_health(Health.DAMAGED) and not self.with_health(Health.LOST)

    def sentence(self) -> str:
        """The result in one line with its arithmetic."""
        counts = {one: len(self.with_health(one)) for one in Health}
        parts = [_("{intact} / {n} 件完好", intact=counts[Health.INTACT], n=len(self.lines))]
        for health, word in (
            (Health.DAMAGED, _("损坏")), (Health.LOST, _("丢失")), (Health.ABSENT, _("尚未到达"))
        ):  # fmt: skip
            if counts[health]:
                parts.append(f"{word} {counts[health]}")
        if self.cleaned:
            parts.append(_("清除已销毁证据的残留 {n}", n=self.cleaned))
        if self.strays:
            parts.append(_("无登记文件 {n}", n=self.strays))
        return _("，").join(parts)

    def plain(self) -> dict[str, object]:
        """The report as plain JSON data; ``damaged`` holds what is damaged or lost."""
        problems = [*self.with_health(Health.DAMAGED), *self.with_health(Health.LOST)]
        return {
            "site": self.site, "device": self.device, "by": self.by, "began": self.began,
            "ended": self.ended, "checked": len(self.lines), "sound": self.sound,
            "damaged": [{"code": one.code, "problem": one.problem} for one in problems],
            "absent": [one.code for one in self.with_health(Health.ABSENT)],
            "cleaned": self.cleaned, "strays": self.strays, "journal_head": self.journal_head,
            "pieces": [asdict(one) for one in self.lines],
        }  # fmt: skip

    def json(self) -> str:
        """The same as one JSON document."""
        return json.dumps(self.plain(), ensure_ascii=False, indent=1) + "\n"

    def text(self) -> str:
        """The report as plain text, problems first."""
        heads = [
            _("证据完整性核对报告"),
            _("站点：{site}　电脑：{device}　核对人：{who}", site=self.site, device=self.device, who=self.by),
            _("开始：{began}　结束：{ended}", began=self.began, ended=self.ended),
            _("操作日志最后一条：{head}", head=self.journal_head),
            _("结果：{sentence}", sentence=self.sentence()),
            "",
        ]
        ordered = sorted(self.lines, key=lambda line: line.health is Health.INTACT)
        body = [
            "\t".join(filter(None, (
                health_label(line.health), line.code, line.name, f"{line.size:,} B", line.sha256, line.problem
            )))
            for line in ordered
        ]  # fmt: skip
        return "\n".join([*heads, *body]) + "\n"


def check_integrity(
    desk: Desk, pieces: Iterable[Evidence] = (), progress: Progress | None = None
) -> IntegrityReport:
    """Decrypt everything, compare digests, look for leftovers; a problem is a line, never an exception.

    Raises:
        CancelledError: the user cancelled; nothing is reported.
    """
    desk.may(Right.VIEW)
    watch, began = progress or Silent(), desk.now()
    head = desk.journal.last()
    with desk.begin() as work:
        everything = work.find(Evidence, order="code")
        wanted = frozenset(memory(work).wanted)
    given = list(pieces)
    chosen = [_held(one) for one in given or everything if given or not one.destroyed_at]
    chosen += [] if given else _others(desk)
    watch.start(_("核对证据"), sum(one.size for one in chosen))
    lines = tuple(_check(desk, one, wanted, watch) for one in chosen)
    cleaned = 0 if given else remove_destroyed(desk, [one.id for one in everything if one.destroyed_at])
    strays = 0 if given else len(set(desk.blobs.names()) - _known(desk, everything))
    report = IntegrityReport(
        desk.workspace.site_name, desk.workspace.device, desk.user.name, began, desk.now(), lines, cleaned,
        strays, f"{head.number} {head.digest}" if head else "0",
    )  # fmt: skip
    _note(desk, report)
    return report


def save_report(report: IntegrityReport, path: Path) -> Path:
    """Write the report as JSON when the name ends so, else as text; raises `BadInputError`."""
    data = report.json() if path.suffix.lower() == ".json" else report.text()
    part = path.with_name(part_name(path.name))
    try:
        part.write_text(data, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # the place itself may not exist
            part.unlink()
        raise BadInputError(
            _("写不了 {path}：{why}。", path=path, why=error.strerror or error), path=path
        ) from error
    return path


@dataclass(frozen=True, slots=True)
class _Held:
    """Something whose bytes lie in the blob store; ``own`` tells whether this laptop put them there."""

    code: str
    name: str
    size: int
    sha256: str
    own: bool | None = None


def _held(piece: Evidence) -> _Held:
    return _Held(piece.code, piece.name, piece.size, piece.sha256)


def _others(desk: Desk) -> list[_Held]:
    """Reports and the files of documents."""
    with desk.begin() as work:
        reports = [one for one in work.find(ReportFile, order="file_name") if one.sha256]
        documents = [one for one in work.find(Document, order="id") if one.sha256]
    return [
        *(
            _Held(
                one.file_name, _("报告"), _stored(desk, one.sha256), one.sha256, one.built_by == desk.user.id
            )
            for one in reports
        ),
        *(_Held(one.id, one.file_name, one.size, one.sha256, own=False) for one in documents),
    ]


def _stored(desk: Desk, sha256: str) -> int:
    """Bytes that a report takes encrypted, 0 while it is not here."""
    name = desk.blobs.name_of(sha256)
    return desk.blobs.stored_path(name).stat().st_size if desk.blobs.exists(name) else 0


def _known(desk: Desk, pieces: Iterable[Evidence]) -> set[str]:
    """Blobs that a record points to or pointed to: a report before its next signature stays."""
    with desk.begin() as work:
        ever = work.replica.ever(ReportFile, "sha256") | work.replica.ever(Document, "sha256")
    digests = {str(value) for _entity, value in ever if value} | {one.sha256 for one in pieces}
    return {desk.blobs.name_of(one) for one in digests}


def _check(desk: Desk, held: _Held, wanted: frozenset[str], watch: Progress) -> CheckedPiece:
    name = desk.blobs.name_of(held.sha256)
    health, problem = Health.INTACT, ""
    if not desk.blobs.exists(name):
        watch.step(held.size)
        health, problem = _missing(desk, held, wanted)
    else:
        try:
            desk.blobs.verify(name, sha256=held.sha256, progress=watch.step)
        except DamagedError as error:
            health, problem = Health.DAMAGED, error.message
    return CheckedPiece(held.code, held.name, held.size, held.sha256, health, problem)


def _missing(desk: Desk, held: _Held, wanted: frozenset[str]) -> tuple[Health, str]:
    """Not arrived yet, or gone: what this laptop added itself cannot be on its way."""
    own = _added_here(desk, held.code) if held.own is None else held.own
    if held.sha256 in wanted or not own:
        return Health.ABSENT, _("{code} 尚未到达：等它从共享目录同步过来。", code=held.code)
    return Health.LOST, _("{code} 的文件不见了，请从备份恢复。", code=held.code)


def _added_here(desk: Desk, code: str) -> bool:
    return any(
        one.action in {"evidence.add", "evidence.copy", "evidence.open"}
        for one in desk.journal.entries(subject=code, limit=50)
    )


def _note(desk: Desk, report: IntegrityReport) -> None:
    detail = (
        ("checked", str(len(report.lines))), ("damaged", str(len(report.with_health(Health.DAMAGED)))),
        ("lost", str(len(report.with_health(Health.LOST)))), ("cleaned", str(report.cleaned)),
    )  # fmt: skip
    desk.journal.append(desk.user.id, JournalNote("evidence.check", "", detail))


def health_label(health: Health) -> str:
    """The word on screens and in the report."""
    return {
        Health.INTACT: _("完好"), Health.DAMAGED: _("损坏"),
        Health.LOST: _("丢失"), Health.ABSENT: _("尚未到达"),
    }[health]  # fmt: skip
