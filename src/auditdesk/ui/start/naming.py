"""The first two steps: what the workspace is called and where it lies; who works in it first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.services.program import Program
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.start.parts import StrengthLine, second_factor_box
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import LineField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.text import Text

_WIDTH = 560
_MARGINS = (40, 28, 40, 24)


class NamingStep(QWidget):
    """Site, organisation, folder.

    Signals:
        ready: Enter in a field.
        join_wanted: there is an invitation to a workspace that exists.
    """

    ready = Signal()
    join_wanted = Signal()

    def __init__(self, folder: Path, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self.site = LineField(hint=_("如：嘉岭分中心"))
        self.organisation = LineField(hint=_("如：恒川服务集团"))
        self.folder = LineField(str(folder))
        choose = KeyButton(_("选择位置"), "link")
        choose.clicked.connect(self._choose)
        joining = KeyButton(_("加入已有工作区"), "link")
        joining.clicked.connect(self.join_wanted)
        optional = Text(_("可不填，印在报告上"), "small", "text_3")
        self._site = Field(_("站点名称"), self.site, above=True)
        fields = column(
            Text(_("建立工作区"), "title"),
            Text(_("工作区是一个加密的文件夹，一个站点一个。"), tone="text_2", wrap=True),
            12,
            self._site,
            Field(_("单位名称"), self.organisation, above=True, after=optional),
            Field(_("位置"), self.folder, above=True, after=choose),
            12,
            row(Text(_("同事发来了邀请文件？"), "small", "text_3"), joining, None, gap=4),
            None,
        )
        holder = QWidget()
        holder.setLayout(fields)
        holder.setMaximumWidth(_WIDTH)
        self.setLayout(row(holder, None, margins=_MARGINS))
        for field in (self.site, self.organisation, self.folder):
            field.setMinimumWidth(360)
            field.returnPressed.connect(self.ready)
        self.site.edited.connect(lambda _text: self._site.clear())

    def place(self) -> Path:
        """The folder to make."""
        return Path(self.folder.text().strip()).expanduser()

    def complete(self) -> bool:
        """Whether the step can be left; otherwise says what is missing."""
        if self.site.text().strip():
            return True
        self._site.missing(_("还缺：站点名称"))
        self.site.setFocus()
        return False

    def _choose(self) -> None:
        folder = self._dialogs.open_folder(_("选择位置"))
        if folder is not None:
            self.folder.setText(str(folder))


class PassphraseStep(QWidget):
    """The first user, who becomes the administrator, and the passphrase with its strength.

    Signals:
        ready: Enter in the second passphrase field.
    """

    ready = Signal()

    def __init__(self, program: Program, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self.name = LineField(hint=_("姓名"))
        self.staff_no = LineField("1001")
        self.post = LineField(hint=_("如：客服主管"))
        self.first = PassphraseEdit(says=_("口令"))
        self.second = PassphraseEdit(says=_("再输一次"))
        self.strength = StrengthLine()
        self.notice = Notice("bad", "")
        self._name = Field(_("姓名"), self.name, above=True)
        self._staff_no = Field(_("工号"), self.staff_no, above=True)
        self._first = Field(_("口令"), self.first, above=True)
        self._second = Field(_("再输一次"), self.second, above=True)
        self.strength.show_strength(None)
        self.first.textEdited.connect(self._judge)
        self.second.textEdited.connect(lambda _text: self._second.clear())
        self.second.entered.connect(self.ready)
        self.name.edited.connect(lambda _text: self._name.clear())
        self._lay_out()

    def _lay_out(self) -> None:
        words = _("建议四个不相干的词，中间用空格；程序不保存口令，也找不回来。")
        post = Field(_("职务"), self.post, above=True)
        people = row(self._name, self._staff_no, post, gap=12)
        holder = QWidget()
        holder.setLayout(
            column(
                Text(_("第一位用户和口令"), "title"),
                Text(words, tone="text_2", wrap=True),
                12,
                people,
                self._first,
                self.strength,
                self._second,
                Text(_("第二因素"), "small", "text_2"),
                second_factor_box(self._program.second_factor()),
                self.notice,
                None,
            )
        )
        holder.setMaximumWidth(_WIDTH)
        self.setLayout(row(holder, None, margins=_MARGINS))
        self.first.setMinimumWidth(360)

    def complete(self, words: Sequence[str]) -> bool:
        """Whether the step can be left; ``words`` must not make up the passphrase (the site's name)."""
        self.notice.say("bad", "")
        if not self.name.text().strip():
            self._name.missing(_("还缺：姓名"))
            return False
        if not self.staff_no.text().strip():
            self._staff_no.missing(_("还缺：工号"))
            return False
        personal = (*words, self.name.text(), self.staff_no.text())
        found = self._program.strength(self.first.text(), [word for word in personal if word])
        if not found.enough:
            self._first.missing(found.sentence)
            return False
        if self.first.text() != self.second.text():
            self._second.wrong(_("两次输入的口令不一致。"))
            return False
        return True

    def take(self) -> str:
        """The passphrase; both fields are empty afterwards."""
        self.second.forget()
        self.strength.show_strength(None)
        return self.first.take()

    def _judge(self, text: str) -> None:
        self._first.clear()
        self.strength.show_strength(self._program.strength(text) if text else None)
