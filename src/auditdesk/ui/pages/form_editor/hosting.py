"""The editor's place in the tab 清单: outline instead of the list, editor instead of the comparison."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from auditdesk.domain.checklists import Form, FormState
from auditdesk.services.desk import Desk
from auditdesk.services.documents import list_documents
from auditdesk.services.forms import find_form
from auditdesk.ui.pages.form_editor.view import EditorView, Opened
from auditdesk.ui.pages.library_parts.asking import AskingBlock
from auditdesk.ui.pages.registry import Place


class Editing(QObject):
    """Two stacks; the tab's own widgets lie below, the editor above while it is open.

    Signals:
        closed: the editor was left; the key of its form version.
        submitted: the key and a `Submission`.
    """

    closed = Signal(str)
    submitted = Signal(str, object)

    def __init__(self, place: Place, side: QWidget, main: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self.view: EditorView | None = None
        self.side, self.main = QStackedWidget(), QStackedWidget()
        self.side.addWidget(side)
        self.main.addWidget(main)

    def open(self, opened: Opened, asking: AskingBlock, item: str = "") -> None:
        """Open a draft; an editor that is open already is left first."""
        self.close()
        view = EditorView(self._place, opened, asking, self.main)
        view.closed.connect(self.close)
        view.submitted.connect(lambda chosen: self.submitted.emit(opened.form.key, chosen))
        self.view = view
        self.side.addWidget(view.outline)
        self.main.addWidget(view)
        self.side.setCurrentWidget(view.outline)
        self.main.setCurrentWidget(view)
        view.go_to(item)
        view.outline.list.setFocus()

    def close(self) -> None:
        """Leave the editor; what was typed is saved."""
        view = self.view
        if view is None:
            return
        self.view = None
        view.leave()
        for stack, widget in ((self.side, view.outline), (self.main, view)):
            stack.removeWidget(widget)
            widget.deleteLater()
        self.closed.emit(view.draft.form.key)

    def key(self) -> str:
        """The form version being edited; empty when none is."""
        return self.view.draft.form.key if self.view is not None else ""


def read_opened(desk: Desk, key: str, base: Form | None) -> Opened:
    """A draft as it is stored now; documents of the library and those it cites are proposed as basis."""
    form = find_form(desk, key)
    known = {one.title: one.version for one in list_documents(desk) if one.state is FormState.PUBLISHED}
    cited = (clause.document for item in form.items() for clause in item.basis)
    return Opened(form, base, desk.taxonomy(), dict.fromkeys(cited, "") | known)
