"""What the selected item changes against the version before, word by word in one column."""

from __future__ import annotations

from html import escape

from auditdesk.domain.carrying import FieldChange, compare_forms, home
from auditdesk.domain.checklists import Form
from auditdesk.domain.text_diff import Change, word_diff
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.draft import ITEM, SECTION, Spot
from auditdesk.ui.pages.library_parts.diff_rows import field_word
from auditdesk.ui.theme.appearance import tokens


def changes_html(base: Form | None, form: Form, spot: Spot) -> str:
    """The differences of what is selected, as markup of escaped words; a sentence when there are none."""
    if base is None:
        return escape(_("首次编制，没有可比较的版本。"))
    difference = compare_forms(base, form)
    if spot.kind == ITEM:
        return _item_html(base, form, spot.id)
    wanted = f"section {spot.id}" if spot.kind == SECTION else ""
    changes = [
        one
        for one in difference.details
        if (one.field == wanted if wanted else not one.field.startswith("section "))
    ]
    return _lines(changes) or escape(_("与 v{version} 相同。", version=base.version))


def _item_html(base: Form, form: Form, number: str) -> str:
    if base.item(number) is None:
        return escape(_("v{version} 里没有这一项，是新增的。", version=base.version))
    found = [one for one in compare_forms(base, form).changed if one.item_id == number]
    lines = []
    if home(base, number) != home(form, number):
        lines.append(escape(_("从分类 {old} 移到 {new}。", old=home(base, number), new=home(form, number))))
    if found:
        lines.append(_lines(found[0].fields))
        asks = _("文字变了，进行中的自查要重答这一项。") if found[0].asks_again else _("已答的可以带过去。")
        lines.append(f'<span style="color:{tokens().text_3}">{escape(asks)}</span>')
    return "<br>".join(lines) or escape(_("与 v{version} 相同。", version=base.version))


def _lines(changes: tuple[FieldChange, ...] | list[FieldChange]) -> str:
    return "<br>".join(
        f'<span style="color:{tokens().text_3}">{escape(field_word(one.field))}</span> {_words(one)}'
        for one in changes
    )


def _words(change: FieldChange) -> str:
    table = tokens()
    looks = {
        Change.SAME: "",
        Change.GONE: f"background-color:{table.removed};text-decoration:line-through",
        Change.NEW: f"background-color:{table.ins};text-decoration:underline",
    }
    return "".join(
        f'<span style="{looks[piece.change]}">{escape(piece.text)}</span>'
        for piece in word_diff(change.old, change.new)
    ).replace("\n", "<br>")
