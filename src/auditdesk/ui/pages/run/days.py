"""Days in words: ``12-08 星期二`` in the current year, remaining time in working days."""

from __future__ import annotations

from datetime import date

from auditdesk.i18n import _


def weekday_word(day: date) -> str:
    """星期一 … 星期日."""
    words = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))
    return words[day.weekday()]


def short_day(iso: str, today: str) -> str:
    """``MM-DD`` in the current year, else the whole ISO day; empty stays empty."""
    return iso[5:10] if iso[:4] == today[:4] else iso[:10]


def moment_words(iso: str, today: str) -> str:
    """``今天 10:39``, ``昨天 16:20``, else ``11-05 11:31``; empty stays empty."""
    if not iso:
        return ""
    past = (date.fromisoformat(today[:10]) - date.fromisoformat(iso[:10])).days
    day = {0: _("今天"), 1: _("昨天")}.get(past, short_day(iso, today))
    return f"{day} {iso[11:16]}".strip()


def day_words(iso: str, today: str) -> str:
    """The day with its weekday, for deadlines."""
    return f"{short_day(iso, today)} {weekday_word(date.fromisoformat(iso[:10]))}" if iso else ""
