"""Moments, sizes and queue rows of the page 同步 in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from auditdesk.domain.sharing import ShareStatus, WaitingSegment
from auditdesk.domain.wording import entity_word
from auditdesk.i18n import _
from auditdesk.ui.pages.run.days import short_day

_KILO = 1024


def moment(iso: str, now: str) -> str:
    """今天 10:42, 昨天 18:06, else the day; in the time zone the moment was written in."""
    if not iso:
        return ""
    day = iso[:10]
    yesterday = (date.fromisoformat(now[:10]) - timedelta(days=1)).isoformat()
    word = _("今天") if day == now[:10] else _("昨天") if day == yesterday else short_day(iso, now)
    return f"{word} {iso[11:16]}"


def millis_moment(millis: int, now: str) -> str:
    """The same for a stamp's milliseconds since 1970, in the present time zone."""
    zone = datetime.fromisoformat(now).tzinfo
    try:
        written = datetime.fromtimestamp(millis / 1000, zone)
    except (OverflowError, ValueError, OSError):
        return ""
    return moment(written.isoformat(timespec="seconds"), now)


def amount(size: int) -> str:
    """A size in B, KB or MB (1,024 each)."""
    if size < _KILO:
        return f"{size} B"
    kilo = size / _KILO
    return f"{kilo:.1f} KB" if kilo < _KILO else f"{kilo / _KILO:.1f} MB"


def segment_words(segment: WaitingSegment) -> str:
    """What a segment holds: 段 412：检查结果 9，问题 1."""
    held = "，".join(f"{entity_word(kind)} {count}" for kind, count in segment.counts.items())
    if not segment.sequence:
        return _("新变更：{held}", held=held or _("操作记录"))
    return _("段 {number}：{held}", number=segment.sequence, held=held or _("操作记录"))


def unsent_words(status: ShareStatus) -> str:
    """What waits on the first leg: the segments' numbers, or how many changes are not in one yet."""
    numbers = [one.sequence for one in status.segments if one.sequence]
    if not status.waiting:
        return _("已送到段 {number}", number=status.published) if status.published else _("没有要送的")
    if not numbers:
        return _("待送 {n} 项", n=status.waiting)
    first, last = min(numbers), max(numbers)
    return _("待送段 {span}", span=f"{first}" if first == last else f"{first}–{last}")


def success_words(status: ShareStatus, now: str) -> str:
    """The line beside the page's title."""
    if not status.last_success:
        return _("还没有同步过")
    return _(
        "上次成功 {when}，送出 {sent} 段，收到 {received} 段",
        when=moment(status.last_success, now), sent=status.last_sent, received=status.last_received,
    )  # fmt: skip


def state_words(status: ShareStatus, now: str, *, halted: bool = False) -> tuple[str, str, str]:
    """Words, icon and tone of the chip in the top bar; empty words without a share.

    ``halted``: an open alarm keeps this laptop from syncing, although the share may well be there.
    """
    if not status.joined:
        return "", "cloud-off", ""
    if status.last_problem and halted:
        return _("同步停住・待同步 {n} 项", n=status.waiting), "triangle-alert", "bad"
    if status.last_problem:
        return _("离线・待同步 {n} 项", n=status.waiting), "cloud-off", "rev"
    if status.waiting:
        return _("待同步 {n} 项", n=status.waiting), "refresh-cw", "rev"
    if not status.last_success:
        return _("还没有同步过"), "refresh-cw", "rev"
    word = moment(status.last_success, now).removeprefix(_("今天")).strip()
    return _("已同步 {when}", when=word), "cloud-check", "ok"
