"""Bars around the working area: page head with scope, progress and style; head of the files; bottom bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QWidget

from auditdesk.i18n import _
from auditdesk.services.mask_queue import Queue
from auditdesk.services.mask_review import BY_KIND
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.masking_review.session import Session
from auditdesk.ui.pages.masking_review.sides import HEAD
from auditdesk.ui.widgets.bars import ShareBar
from auditdesk.ui.widgets.buttons import KeyButton, KeyCap
from auditdesk.ui.widgets.card import BottomBar
from auditdesk.ui.widgets.empty import EmptyState
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import panel, row
from auditdesk.ui.widgets.text import Text
from auditdesk.ui.widgets.wrapping import Hints


def style_choices() -> list[tuple[str, str]]:
    """What can be written instead of a value."""
    return [
        (BY_KIND, _("按种类：姓名假名，号码留首尾")), ("keep", _("保留首尾")), ("replace", _("换成种类名")),
        ("pseudonym", _("全部假名")), ("remove", _("删去")),
    ]  # fmt: skip


class ReviewHead(QFrame):
    """Title, which files, how far, in which style."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("line", "bottom")
        self.scope = ComboField(lead="folder", says=_("哪些文件"))
        self.bar = ShareBar(thick=6)
        self.bar.setFixedWidth(84)
        self.done = Text("", "small", "text_2")
        self.styles = ComboField(says=_("脱敏样式"))
        self.styles.set_choices(style_choices(), BY_KIND)
        self.all_button = KeyButton(_("全部自动脱敏"), says=_("把没有确认的文件全部自动脱敏"))
        self.style_word = Text(_("样式"), "small", "text_2")
        self.rules_button = KeyButton(_("规则"), icon="settings", says=_("识别规则与例外"))
        self.setLayout(
            row(Text(_("脱敏"), "title"), 2, self.scope, 2, self.bar, self.done, None, self.all_button, 4,
                self.style_word, self.styles, self.rules_button,
                margins=(20, 9, 16, 10))
        )  # fmt: skip

    def only_title(self) -> None:
        """Nothing can be chosen or started."""
        for widget in (self.scope, self.bar, self.done, self.all_button, self.styles, self.rules_button):
            widget.hide()
        self.style_word.hide()

    def show_queue(self, queue: Queue, scope: str) -> None:
        """Counts and the audits to choose from; ``scope`` stays chosen."""
        count = len(queue.files)
        words = {"": _("全部证据")} | {
            audit.id: _("{title}的证据", title=audit.title) for audit in queue.audits
        }
        words[scope] = _("{what}，{n} 个文件", what=words.get(scope, _("全部证据")), n=count)
        self.scope.set_choices(list(words.items()), scope)
        self.done.setText(_("已确认 {done} / {n}", done=queue.done, n=count) if count else "")
        self.bar.setVisible(bool(count))
        self.bar.set_shares(("accent", queue.done), total=max(1, count))


class FileHead(QFrame):
    """待确认优先, with the keys that walk through the files."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", "bottom")
        words = Text(_("待确认优先"), "small", "text_3")
        self.setLayout(row(words, None, KeyCap("PgUp"), KeyCap("PgDown"), margins=(14, 0, 14, 0)))
        self.setFixedHeight(HEAD)


class ReviewFoot(QWidget):
    """Keys, what is left, and the way on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = Text("", "small", "rev")
        self.none_button = KeyButton(_("无需脱敏"), says=_("声明这个文件没有个人信息"))
        self.next_button = KeyButton(_("下一处待定"), key="Tab", binds=False)
        self.confirm_button = KeyButton(_("确认此文件，下一个"), "primary", key="Ctrl+Enter")
        hints = (("M", _("选中文字后手动标记")), ("Ctrl+Z", _("撤销")), ("F9", _("立即遮盖原文")))
        self.hints = Hints(*(panel(row(KeyCap(key), Text(does, "small", "text_2"))) for key, does in hints))
        bar = BottomBar(self.hints, self.left, self.none_button, self.next_button, self.confirm_button)
        self.setLayout(row(bar))
        self.show_state(None, busy=False, residue=False)

    def show_state(self, session: Session | None, *, busy: bool, residue: bool) -> None:
        """Enable what can be done now; the reason stands beside it."""
        left = session.left if session else 0
        boxes = len(session.decisions.now.boxes) if session else 0
        nothing = session is not None and not session.places and not boxes
        self.none_button.setVisible(nothing)
        self.next_button.setVisible(not nothing)
        if left:
            self.next_button.allow()
        else:
            self.next_button.refuse(_("没有待定的地方"))
        if session is None:
            self._refuse(_("没有打开的文件"), "")
        elif busy:
            self._refuse(_("正在写出副本"), _("正在写出副本"))
        elif left:
            words = _("还有 {n} 处待定", n=left)
            self._refuse(words, words)
        elif nothing and session.plan.pages:
            words = _("先框选要遮盖的地方，或声明无需脱敏")
            self._refuse(words, words)
        else:
            self.left.setText(_("复扫有残留") if residue else "")
            self.confirm_button.allow()

    def _refuse(self, why: str, shown: str) -> None:
        self.left.setText(shown)
        self.confirm_button.refuse(why)


def empty_queue(open_evidence: Callable[[], object]) -> QFrame:
    """No file to mask."""
    button = KeyButton(_("添加文件"), icon="plus")
    button.clicked.connect(open_evidence)
    empty = EmptyState(
        _("没有待确认的文件。"), _("到“证据”页把聊天、截图或表格拖进来，它们会排在这里。"), button
    )
    return panel(row(empty, margins=(8, 8, 8, 8)), "surface")


def not_allowed(open_evidence: Callable[[], object]) -> QFrame:
    """Who may only look sees where the masked copies are."""
    button = KeyButton(_("打开证据"))
    button.clicked.connect(open_evidence)
    empty = EmptyState(
        _("你的角色是查看，脱敏由自查员、复核员或负责人来做。"), _("做好的脱敏副本在“证据”页查看。"), button
    )
    return panel(row(empty, margins=(8, 8, 8, 8)), "surface")


def shortcut_list() -> list[Key]:
    """Keys of the page, most used first."""
    return [
        Key("J", _("下一处")), Key("K", _("上一处")), Key("Tab", _("下一处待定")),
        Key("Space", _("脱敏或不脱敏")), Key("X", _("保留")), Key("B", _("改范围")),
        Key("A", _("待定的都定为脱敏")), Key("Del", _("删除手工标记或方框")), Key("T", _("手工标记换种类")),
        Key("R", _("改写替换文字")), Key("M", _("标记选中的文字，图片上加方框")),
        Key("V", _("图片：原件或脱敏后")), Key("Ctrl+PgUp", _("上一页或上一部分")),
        Key("Ctrl+PgDown", _("下一页或下一部分")),
        Key("0", _("图片：整页或整宽")), Key("1", _("图片：原大")),
        Key("F9", _("立即遮盖原文；遮盖时填写理由")), Key("Ctrl+Z", _("撤销")), Key("Ctrl+Y", _("重做")),
        Key("Ctrl+Enter", _("确认此文件，打开下一个")), Key("PgUp", _("上一个文件")),
        Key("PgDown", _("下一个文件")),
    ]  # fmt: skip
