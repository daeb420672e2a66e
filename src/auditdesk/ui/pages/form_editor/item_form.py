"""The fields of one item, in the order an auditor meets them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from auditdesk.domain import editing
from auditdesk.domain.checklists import Form, Item, Severity, severity_label
from auditdesk.domain.field_text import lines_of, number_of, whole_of
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.answer_fields import AnswerFields
from auditdesk.ui.pages.form_editor.basis_rows import BasisRows
from auditdesk.ui.pages.form_editor.condition_row import ConditionRow
from auditdesk.ui.pages.form_editor.draft import ITEM, Draft, Spot
from auditdesk.ui.pages.form_editor.fields import FieldSet, enum_of
from auditdesk.ui.pages.form_editor.words import verdict_choices
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Rule, Text

_NUMBER = 96


class ItemForm(QWidget):
    """All fields of `domain.checklists.Item`; shows the selected item of the draft."""

    def __init__(
        self, draft: Draft, taxonomy: Taxonomy, titles: dict[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self.fields = FieldSet(self)
        self.answers = AnswerFields(self.fields)
        self.basis = BasisRows(titles)
        self.condition = ConditionRow()
        self._lay_out(taxonomy)
        self.fields.edited.connect(self._edited)
        self.basis.edited.connect(lambda value: self._edited("basis", value))
        self.condition.edited.connect(lambda value: self._edited("condition", value))

    def _lay_out(self, taxonomy: Taxonomy) -> None:
        make = self.fields
        number = make.line("id", _("编号"), late=True)
        number.setFixedWidth(_NUMBER)
        head = row(number, make.line("title", _("检查项目")), gap=12)
        head.setStretch(1, 1)
        sample = make.line("sample_size", _("样本数"), whole_of, hint=_("0 为不抽样"))
        sample.setFixedWidth(_NUMBER)
        method = row(make.text("method", _("检查方式"), hint=_("怎样查、查多少")), sample, gap=12)
        method.setStretch(0, 1)
        method.setAlignment(sample, Qt.AlignmentFlag.AlignTop)
        weight = make.line("weight", _("权重"), number_of)
        weight.setFixedWidth(_NUMBER)
        words = [(one.value, severity_label(one)) for one in Severity]
        grave = make.parts("severity", _("严重程度"), words, enum_of(Severity))
        grades = row(weight, grave, None, make.switch("veto", _("单项否决")), gap=12)
        classes = [("", _("（未选）")), *((one.id, taxonomy.label(one.id)) for one in taxonomy.classes())]
        self.setLayout(
            column(
                head,
                make.line("title_en", _("英文名"), hint=_("英文界面和英文报告用")),
                make.text("check", _("检查内容"), hint=_("查什么，一句话")),
                make.text("standard", _("检查标准"), hint=_("怎样算合规")),
                method, Rule(), self.answers, Rule(), grades,
                make.choice("violation_class", _("违规分类"), classes),
                row(make.ticks("evidence_on", _("须附证据"), verdict_choices()), None),
                row(make.ticks("note_on", _("须写说明"), verdict_choices()), None),
                self.condition, Rule(),
                Text(_("依据条款"), "small", "text_2"), self.basis,
                make.line("source", _("来源"), lines_of, show=_joined, hint=_("要求的编号，多个用分号隔开")),
                None, gap=12, margins=(20, 14, 20, 20),
            )
        )  # fmt: skip

    def show_item(self, form: Form, item: Item) -> None:
        """Show an item; fields that hold its values already are left alone."""
        for name in self.fields.names():
            self.fields.put(name, getattr(item, name))
        self.answers.show_type(form, item)
        self.basis.put(item.basis)
        self.condition.put(form, item)

    def begin(self) -> None:
        """The caret goes to the title."""
        control = self.fields.controls["title"]
        assert isinstance(control, LineField)
        control.setFocus(Qt.FocusReason.TabFocusReason)
        control.selectAll()

    def _edited(self, name: str, value: object) -> None:
        item = self._draft.item()
        if item is None or getattr(item, name) == value:
            return
        number = item.id
        changes = {name: value} | self.answers.follow(item, name, value)
        spot = Spot(ITEM, str(value)) if name == "id" else None
        self._draft.do(
            lambda form: editing.change_item(form, number, **changes), f"item {number} {name}", spot
        )


def _joined(value: object) -> str:
    assert isinstance(value, tuple)
    return "；".join(value)
