"""How the item is answered: the type, and only the fields that this type has."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from auditdesk.domain.checklists import AnswerType, Form, Item, ScoringMethod, Threshold
from auditdesk.domain.field_text import lines_of, number_of
from auditdesk.i18n import _
from auditdesk.ui.pages.form_editor.fields import FieldSet, enum_of, plain
from auditdesk.ui.pages.form_editor.words import answer_type_choices
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.text import Text

_CHOICES = (AnswerType.CHOICE, AnswerType.MULTI_CHOICE)


class AnswerFields(QWidget):
    """Type, and what it needs: choices, full points, pass score or limits; dimension where it counts."""

    def __init__(self, make: FieldSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        kind = make.choice("answer_type", _("答题方式"), answer_type_choices(), enum_of(AnswerType))
        self.dimension = make.line("dimension", _("维度"), hint=_("同一维度的项合计一个分"))
        self.points = make.line("max_points", _("满分"), number_of)
        self.score = make.line("pass_score", _("合格分"), number_of, hint=_("0 到 100"))
        choices = make.text("choices", _("选项（一行一个）"), lines_of, lines=3)
        passing = make.text("passing_choices", _("其中算合规的（一行一个）"), lines_of, lines=3)
        self.options = QWidget()
        self.options.setLayout(row(choices, passing, gap=12))
        self.limit = _Limit(make)
        head = row(kind, self.points, self.score, self.dimension, gap=12)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.options, self.limit, gap=8))

    def show_type(self, form: Form, item: Item) -> None:
        """Show the fields of the item's type."""
        kind = item.answer_type
        self.points.setVisible(kind is AnswerType.POINTS)
        self.score.setVisible(kind is AnswerType.SCORE)
        self.options.setVisible(kind in _CHOICES)
        self.limit.setVisible(kind is AnswerType.NUMBER)
        self.dimension.setVisible(form.scoring is ScoringMethod.DIMENSIONS or bool(item.dimension))

    def follow(self, item: Item, name: str, value: object) -> dict[str, object]:
        """What else changes: a passing choice follows its choice when that is reworded or taken out."""
        if name == "answer_type" and value is AnswerType.POINTS and not item.max_points:
            return {"max_points": 10.0}
        if name != "choices" or not isinstance(value, tuple):
            return {}
        gone = [one for one in item.choices if one not in value]
        come = [one for one in value if one not in item.choices]
        reworded = dict(zip(gone, come, strict=True)) if len(gone) == len(come) == 1 else {}
        kept = (reworded.get(one, one) for one in item.passing_choices)
        return {"passing_choices": tuple(one for one in kept if one in value)}


class _Limit(QWidget):
    """不低于, 不高于 and the unit of a number; together they are the item's ``threshold``."""

    def __init__(self, make: FieldSet) -> None:
        super().__init__()
        self._make = make
        self.least, self.most, self.unit = LineField(), LineField(), LineField(hint=_("如 % 或 秒"))
        words = (_("不低于"), _("不高于"), _("单位"))
        fields = list(zip(words, (self.least, self.most, self.unit), strict=True))
        for word, field in fields:
            field.setAccessibleName(word)
            field.setMaximumWidth(120)
        parts = [column(Text(word, "small", "text_2"), field, gap=4) for word, field in fields]
        line = row(*parts, None, gap=12)
        self._wrong = Text("", "small", "bad", wrap=True)
        self._wrong.hide()
        self.setLayout(column(line, self._wrong, gap=4))
        make.bind_group("threshold", self, (self.least, self.most, self.unit), self.read, self.show_value)

    def read(self) -> object:
        """The limit; None when neither bound is given. Raises `BadInputError` for what is no number."""
        least, most = (field.text().strip() for field in (self.least, self.most))
        if not least and not most:
            return None
        return Threshold(
            self.unit.text().strip(),
            number_of(least) if least else None,
            number_of(most) if most else None,
        )

    def show_value(self, value: object) -> None:
        """Show a limit."""
        limit = value if isinstance(value, Threshold) else Threshold()
        for field, part in (
            (self.least, limit.at_least),
            (self.most, limit.at_most),
            (self.unit, limit.unit),
        ):
            field.setText(plain(part))

    def say(self, sentence: str) -> None:
        """What is wrong with it."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
