"""Use cases on the journal: whether it holds, and reading it backwards with people in words."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.filenames import part_name
from auditdesk.domain.journal import JournalEntry, JournalNote, JournalState
from auditdesk.domain.journal_words import action_word, detail_words, subject_word
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.jobs import Progress, Silent

_PAGE = 2_000


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One entry as a person reads it; ``who`` is a name, empty for the program before unlocking."""

    number: int
    at: str
    who: str
    staff_no: str
    word: str
    subject: str
    detail: str
    action: str

    def holds(self, text: str) -> bool:
        """Whether every word of a filter stands somewhere in the line."""
        whole = f"{self.at} {self.who} {self.staff_no} {self.word} {self.subject} {self.detail} {self.action}"
        return all(word in whole.casefold() for word in text.casefold().split())


def verify_journal(desk: Desk) -> JournalState:
    """Walk chain and seals; a seal must come from a key its user has or had (REQUIREMENTS C11)."""
    with desk.begin() as work:
        had = work.replica.ever(User, "public_key")
        now = {(user.id, user.public_key) for user in work.find(User)}
    return desk.journal.verify({(user, str(key)) for user, key in had} | now)


def verdict_words(state: JournalState) -> str:
    """The result in one sentence."""
    if state.intact:
        return _("日志完整，{n} 条，已封签到第 {sealed} 条。", n=state.entries, sealed=state.sealed)
    return _("第 {n} 条日志有问题：{what}", n=state.broken_at, what=state.problem)


def read_back(
    desk: Desk, text: str = "", *, before: int = 0, limit: int = 300, progress: Progress | None = None
) -> list[JournalLine]:
    """Newest entries first that hold the words of ``text``; ``before`` goes on behind an entry's number.

    Raises:
        CancelledError: cancelled through ``progress``.
    """
    progress = progress or Silent()
    line = _reader(desk)
    last = desk.journal.last()
    end = before - 1 if before else (last.number if last else 0)
    progress.start(_("查找日志"), end)
    found: list[JournalLine] = []
    while end > 0 and len(found) < limit:
        start = max(0, end - _PAGE)
        page = desk.journal.entries(after=start, limit=end - start)
        found += [one for one in map(line, reversed(page)) if one.holds(text)]
        progress.step(end - start)
        end = start
    return found[:limit]


def _reader(desk: Desk) -> Callable[[JournalEntry], JournalLine]:
    with desk.begin() as work:
        people = {user.id: user for user in work.find(User)}

    def line(entry: JournalEntry) -> JournalLine:
        user = people.get(entry.user)
        return JournalLine(
            entry.number, entry.at, user.name if user else entry.user[:8], user.staff_no if user else "",
            action_word(entry.action), subject_word(entry.action, entry.subject),
            detail_words(entry.detail), entry.action,
        )  # fmt: skip

    return line


def export_lines(desk: Desk, lines: Sequence[JournalLine], target: Path) -> Path:
    """Write lines as CSV for a spreadsheet; staff numbers stand for names, so nothing personal leaves.

    Raises:
        BadInputError: the place cannot be written; no half file is left.
    """
    sink = io.StringIO()
    writer = csv.writer(sink)
    writer.writerow([_("序号"), _("时间"), _("工号"), _("操作"), _("对象"), _("说明")])
    for one in lines:
        cells = (str(one.number), one.at, one.staff_no, one.word, one.subject, one.detail)
        writer.writerow([harmless(cell) for cell in cells])
    part = target.with_name(part_name(target.name))
    try:
        part.write_bytes(sink.getvalue().encode("utf-8-sig"))
        part.replace(target)
    except OSError as error:
        with suppress(OSError):  # the place itself may not exist
            part.unlink()
        raise BadInputError(
            _("写不了 {path}：{why}。", path=target, why=error.strerror or error), path=target
        ) from error
    desk.journal.append(desk.user.id, JournalNote("journal.export", "", (("entries", str(len(lines))),)))
    return target


def harmless(cell: str) -> str:
    """A spreadsheet must not take a cell for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
