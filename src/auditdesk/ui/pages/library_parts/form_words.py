"""Words of the tab 清单: entries of the list, heads of the comparison, what falls due."""

from __future__ import annotations

from auditdesk.domain.checklists import Form, FormState
from auditdesk.domain.life import STAGES, form_state_label
from auditdesk.i18n import _
from auditdesk.services.form_life import in_force_since
from auditdesk.services.library import FormFile, FormLine, Shelf
from auditdesk.ui.pages.library_parts.entries import Entry
from auditdesk.ui.pages.run.days import short_day

_MOST = 6


def form_entries(shelf: Shelf) -> list[Entry]:
    """One entry a form: what is in force below, what is coming as a chip."""
    return [_entry(line) for line in shelf.forms]


def _entry(line: FormLine) -> Entry:
    shown, chip, tone = line.shown, "", "na"
    if line.state in (FormState.DRAFT, *STAGES):
        chip = f"v{shown.version} {form_state_label(line.state)}"
        tone = "na" if line.state is FormState.DRAFT else "rev"
    if line.current is not None:
        below = _("v{version} 在用", version=line.current.version)
    elif chip:
        below = ""
    else:
        below = f"v{shown.version} {form_state_label(line.state)}"
    return Entry(shown.id, shown.title, below, _("{n} 项", n=line.items), chip, tone)


def heads(file: FormFile) -> tuple[str, str, str]:
    """Heads of both columns and the title; an empty old head when there is nothing to compare with."""
    new = _head(file.form, form_state_label(file.review.state))
    if file.base is None:
        return "", new, f"v{file.form.version}"
    title = _("v{old} 与 v{new}", old=file.base.version, new=file.form.version)
    return _head(file.base, form_state_label(file.base.state)), new, title


def _head(form: Form, state: str) -> str:
    count = _("{n} 项", n=sum(1 for _item in form.items()))
    since = in_force_since(form)
    parts = [f"v{form.version} {state}"]
    if since and form.state in (FormState.PUBLISHED, FormState.SUPERSEDED):
        parts.append(_("{day} 发布", day=since))
    return _("，").join([*parts, count])


def reminders(shelf: Shelf, today: str) -> tuple[str, str]:
    """The amber lines under the list: what falls due, and which items a document's new version upset."""
    lines = []
    upset: dict[str, list[str]] = {}
    for one in shelf.upset.citations:
        upset.setdefault(one.clause.document, []).append(one.item_id)
    for title, items in upset.items():
        numbers = _("、").join(list(dict.fromkeys(items))[:_MOST])
        n = len(set(items))
        lines.append(
            _("《{title}》换版后，引用它的 {n} 个检查项须重审：{items}。", title=title, n=n, items=numbers)
        )
    overdue = [one for one in shelf.due if one.left < 0]
    if shelf.due:
        names = _("、").join(one.form.title for one in shelf.due[:_MOST])
        lines.append(_("到期复审：{names}。", names=names))
    if overdue:
        title = _("{n} 份清单复审已过期", n=len(overdue))
    elif shelf.due:
        title = _("{day} 前须完成修订", day=short_day(shelf.due[0].due, today))
    else:
        title = _("有检查项须重审") if lines else ""
    return title, "\n".join(lines)
