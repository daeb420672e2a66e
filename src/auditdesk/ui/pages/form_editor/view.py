"""The editor: fields of what is selected in the middle, the side pane right; the outline stands left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.domain.checklists import Form
from auditdesk.domain.taxonomy import Taxonomy
from auditdesk.i18n import _
from auditdesk.services.approving import Submission
from auditdesk.ui import keys
from auditdesk.ui.keys import Key
from auditdesk.ui.pages.form_editor.draft import FORM, ITEM, SECTION, Draft, Spot
from auditdesk.ui.pages.form_editor.exchange import Exchange
from auditdesk.ui.pages.form_editor.head_forms import MetaForm, SectionForm
from auditdesk.ui.pages.form_editor.item_form import ItemForm
from auditdesk.ui.pages.form_editor.outline import Outline
from auditdesk.ui.pages.form_editor.side import WIDTH, SidePane
from auditdesk.ui.pages.form_editor.titles import TitlesView
from auditdesk.ui.pages.library_parts.asking import AskingBlock
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.layouts import column, panel, row, scrolled_in
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.segmented import Part, Segmented
from auditdesk.ui.widgets.split import SplitView
from auditdesk.ui.widgets.text import Elided

F = TypeVar("F", MetaForm, SectionForm, ItemForm)
FIELDS, TITLES = "fields", "titles"


@dataclass(frozen=True, slots=True)
class Opened:
    """What the editor opens: the draft, the version it is compared with, classes, titles of documents.

    ``titles`` gives each registered document's version in force.
    """

    form: Form
    base: Form | None
    taxonomy: Taxonomy
    titles: dict[str, str]


class EditorView(QWidget):
    """One draft in the editor; made anew for each draft.

    Signals:
        closed: back to the comparison.
        submitted: a `Submission`; the draft is saved by then.
    """

    closed = Signal()
    submitted = Signal(object)

    def __init__(
        self, place: Place, opened: Opened, asking: AskingBlock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.draft = Draft(place.desk, place.jobs, opened.form, self)
        self.outline = Outline(self.draft)
        self.outline.list.entered.connect(self.begin)
        self._opened = opened
        self._split = SplitView(parent=self)
        middle = QWidget(self._split)
        self.views = QStackedWidget(middle)
        self.forms = QStackedWidget(self.views)
        self._shown: dict[str, QWidget] = {}
        self.side = SidePane(
            self.draft, opened.base, opened.taxonomy, asking, place.desk.today(), self._split
        )
        self.swap = KeyButton(_("换成那边的"), height=28)
        self.swap.clicked.connect(self._swap)
        self._theirs: Form | None = None
        self.notice = Notice("ok", "", self.swap)
        self.swap.hide()
        self.notice.hide()
        self.exchange = Exchange(place.desk, place.jobs, place.dialogs, self.draft, self.notice)
        self._lay_out(middle, opened)
        self._connect()
        self.outline.put(self.side.troubles)
        self._show()

    def _lay_out(self, middle: QWidget, opened: Opened) -> None:
        self.back = KeyButton("", "quiet", icon="arrow-left", height=28, says=_("回到版本比较"))
        self.undo = KeyButton("", "quiet", icon="undo-2", height=28, says=_("撤销（Ctrl+Z）"))
        self.redo = KeyButton("", "quiet", icon="redo-2", height=28, says=_("重做（Ctrl+Y）"))
        self.which = Segmented(
            [Part(FIELDS, _("内容")), Part(TITLES, _("标题翻译"))], FIELDS, says=_("编辑什么")
        )
        self.saved = Elided(_("改动自动保存"), "small", "text_3")
        self.give = KeyButton("", "quiet", icon="download", height=28, says=_("导出草稿（xlsx 或 yaml）"))
        self.take = KeyButton("", "quiet", icon="upload", height=28, says=_("从 xlsx 或 yaml 导入到草稿"))
        title = Elided(_("编辑 v{version}", version=opened.form.version), "heading")
        bar = row(
            self.back, title, self.saved, None, self.undo, self.redo, self.give, self.take, self.which,
            gap=6, margins=(8, 8, 12, 8),
        )  # fmt: skip
        middle.setProperty("ground", "surface")
        layout = column(panel(bar, ground="surface", line="bottom"), self.notice, gap=0)
        layout.addWidget(self.views, 1)
        middle.setLayout(layout)
        self.views.addWidget(self.forms)
        self._split.addWidget(self.side)
        self._split.grow(0)
        self._split.setSizes([600, WIDTH])
        self.setLayout(column(self._split, gap=0))

    def _connect(self) -> None:
        draft = self.draft
        draft.changed.connect(self._show)
        draft.moved.connect(self._show)
        draft.saved.connect(self._say_saved)
        draft.refused.connect(self._refused)
        self.side.troubled.connect(self.outline.put)
        draft.changed.connect(lambda: self.outline.put(self.side.troubles))
        self.side.submitted.connect(self.submit)
        self.back.clicked.connect(self.close_editor)
        self.undo.clicked.connect(draft.undo)
        self.redo.clicked.connect(draft.redo)
        self.give.clicked.connect(self.exchange.export)
        self.take.clicked.connect(self.exchange.take)
        self.which.chosen.connect(self._turn)
        acts: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+Z", draft.undo), ("Ctrl+Y", draft.redo), ("Ctrl+D", self.outline.duplicate),
            ("Ctrl+Shift+N", self.outline.new_section), ("Alt+Up", lambda: self.outline.step(-1)),
            ("Alt+Down", lambda: self.outline.step(1)), ("Alt+PgDown", lambda: self._walk(1)),
            ("Alt+PgUp", lambda: self._walk(-1)),
        ]  # fmt: skip
        for key, act in acts:
            keys.bind(self, key, act)

    @cached_property
    def meta(self) -> MetaForm:
        """Fields of the form itself; each kind of fields is built when it is first shown."""
        return self._added(FORM, partial(MetaForm, self.draft))

    @cached_property
    def section(self) -> SectionForm:
        """Fields of a section."""
        return self._added(SECTION, partial(SectionForm, self.draft))

    @cached_property
    def item(self) -> ItemForm:
        """Fields of an item."""
        return self._added(ITEM, partial(ItemForm, self.draft, self._opened.taxonomy, self._opened.titles))

    @cached_property
    def titles(self) -> TitlesView:
        """Titles in both languages."""
        made = TitlesView(self.draft)
        self.views.addWidget(made)
        return made

    def _added(self, kind: str, make: Callable[[QWidget], F]) -> F:
        self._shown[kind], form = scrolled_in(self.forms, make)
        self.forms.addWidget(self._shown[kind])
        return form

    def _turn(self, value: str) -> None:
        self.views.setCurrentWidget(self.titles if value == TITLES else self.forms)

    def begin(self) -> None:
        """The caret goes into the first field of what is selected."""
        if self.draft.spot.kind == ITEM:
            self.item.begin()
        else:
            form = self.section if self.draft.spot.kind == SECTION else self.meta
            form.fields.controls["title"].setFocus()

    def submit(self) -> None:
        """提交初审: saved first; disabled while something must be mended."""
        self.side.refresh()
        if self.side.send.isEnabled():
            self.draft.save_now()
            chosen: Submission = self.side.asking.submission()
            self.submitted.emit(chosen)

    def close_editor(self) -> None:
        """Back to the comparison; everything typed is saved."""
        self.draft.save_now()
        self.closed.emit()

    def leave(self) -> None:
        """The page goes to the back or the workspace is locked."""
        self.draft.save_now()

    def told(self, stored: Form) -> None:
        """The version was read again: say it when somebody else wrote into the same draft."""
        if self.draft.foreign(stored):
            self._theirs = stored
            self.notice.say("rev", _("这份草稿在别处也被改过；继续写会覆盖，也可以换成那边的内容。"))
            self.swap.show()

    def _swap(self) -> None:
        theirs, self._theirs = self._theirs, None
        if theirs is not None:
            self.draft.take_over(theirs)
            self.notice.say("ok", _("已换成那边的内容，可按 Ctrl+Z 撤销。"))
        self.swap.hide()

    def go_to(self, item_id: str) -> None:
        """Select an item."""
        if self.draft.form.item(item_id) is not None:
            self.draft.go(Spot(ITEM, item_id))

    def regions(self) -> list[QWidget]:
        """Outline, fields, side."""
        return [self.outline.list, self.forms, self.side]

    def _walk(self, by: int) -> None:
        numbers = [item.id for item in self.draft.form.items()]
        here = self.draft.spot.id
        place = (numbers.index(here) if here in numbers else -1) + by
        if 0 <= place < len(numbers):
            self.draft.go(Spot(ITEM, numbers[place]))

    def _show(self) -> None:
        draft = self.draft
        self.undo.setEnabled(draft.can_undo)
        self.redo.setEnabled(draft.can_redo)
        item, section = draft.item(), draft.section()
        if item is not None:
            self.item.show_item(draft.form, item)
            kind = ITEM
        elif draft.spot.kind != FORM and section is not None:
            self.section.show_section(section)
            kind = SECTION
        else:
            self.meta.show_form(draft.form)
            kind = FORM
        self.forms.setCurrentWidget(self._shown[kind])

    def _say_saved(self, kind: str, words: str) -> None:
        tones = {"ok": "text_3", "na": "text_3", "bad": "bad"}
        self.saved.set_text(words, tones[kind])

    def _refused(self, mark: str, sentence: str) -> None:
        kind, _space, rest = mark.partition(" ")
        name = rest.rpartition(" ")[2] or rest
        forms: dict[str, ItemForm | SectionForm | MetaForm] = vars(self)  # those built so far
        shown = forms.get({FORM: "meta"}.get(kind, kind))
        if shown is not None and name in shown.fields.names():
            shown.fields.wrong(name, sentence)
        else:
            self.notice.say("rev", sentence)


def editor_keys() -> list[Key]:
    """For the F1 overview."""
    return [
        Key("Ctrl+N", _("添加检查项")), Key("Ctrl+Shift+N", _("添加分类")), Key("Ctrl+D", _("复制这一项")),
        Key("Alt+Up", _("上移")), Key("Alt+Down", _("下移")), Key("Alt+PgDown", _("下一项")),
        Key("Ctrl+Z", _("撤销")), Key("Ctrl+Y", _("重做")), Key("F8", _("下一处须改正")),
        Key("Ctrl+Enter", _("提交初审")),
    ]  # fmt: skip
