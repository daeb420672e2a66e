"""The fields of the form itself (清单说明) and of a section."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from auditdesk.domain import editing
from auditdesk.domain.checklists import Form, ScoringMethod, Section
from auditdesk.domain.field_text import lines_of, number_of, share_of, whole_of
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.draft import SECTION, Draft, Spot
from auditdesk.ui.pages.form_editor.fields import FieldSet, enum_of
from auditdesk.ui.pages.form_editor.words import scoring_choices
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Rule, Text

_MARGINS = (20, 14, 20, 20)
_NUMBER = 96
_HUNDRED = 100


class MetaForm(QWidget):
    """Titles, scoring and limits; id and version cannot be changed."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.fields = FieldSet(self)
        make = self.fields
        self._key = Text("", "small", "text_3")
        limits = row(
            make.line("target_rate", _("目标合规率"), share_of, show=_percent),
            make.line("na_share_limit", _("不适用占比上限"), share_of, show=_percent),
            make.line("veto_cap", _("否决封顶分"), number_of),
            gap=12,
        )
        self.setLayout(
            column(
                self._key, make.line("title", _("名称")), make.line("title_en", _("英文名")),
                make.text("source", _("来源说明"), hint=_("依据哪些文件和要求编制")), Rule(),
                make.choice("scoring", _("计分方法"), scoring_choices(), enum_of(ScoringMethod)),
                limits,
                make.line("review_months", _("复审间隔（月）"), whole_of, hint=_("半年一次填 6")),
                None, gap=12, margins=_MARGINS,
            )
        )  # fmt: skip
        self.fields.edited.connect(self._edited)

    def show_form(self, form: Form) -> None:
        """Show the form's own fields."""
        self._key.setText(_("编号 {id}・版本 {version}", id=form.id, version=form.version))
        for name in self.fields.names():
            self.fields.put(name, getattr(form, name))

    def _edited(self, name: str, value: object) -> None:
        self._draft.do(lambda form: editing.change_form(form, **{name: value}), f"form {name}")


class SectionForm(QWidget):
    """Number and titles of a section."""

    def __init__(self, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self.fields = FieldSet(self)
        make = self.fields
        number = make.line("id", _("编号"), late=True)
        number.setFixedWidth(_NUMBER)
        head = row(number, make.line("title", _("分类名称")), gap=12)
        head.setStretch(1, 1)
        self._count = Text("", "small", "text_3")
        self.setLayout(
            column(
                head, make.line("title_en", _("英文名")),
                make.text("source", _("来源（一行一个）"), lines_of), self._count, None,
                gap=12, margins=_MARGINS,
            )
        )  # fmt: skip
        self.fields.edited.connect(self._edited)

    def show_section(self, section: Section) -> None:
        """Show a section."""
        self._count.setText(_("{n} 个检查项", n=len(section.items)))
        for name in self.fields.names():
            self.fields.put(name, getattr(section, name))

    def _edited(self, name: str, value: object) -> None:
        section = self._draft.section()
        if section is None:
            return
        number = section.id
        spot = Spot(SECTION, str(value)) if name == "id" else None
        self._draft.do(
            lambda form: editing.change_section(form, number, **{name: value}),
            f"section {number} {name}",
            spot,
        )


def _percent(value: object) -> str:
    assert isinstance(value, float)
    return f"{round(value * _HUNDRED, 4):g}%"
