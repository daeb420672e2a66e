"""依据: controlled documents left, one in the middle, its approval at the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtWidgets import QWidget

from auditdesk.domain.basis import Citation, Document
from auditdesk.domain.checklists import FormState
from auditdesk.domain.errors import AuditDeskError, BadInputError
from auditdesk.domain.life import form_state_label
from auditdesk.i18n import _
from auditdesk.services import approving
from auditdesk.services import documents as library
from auditdesk.services.approving import Submission
from auditdesk.services.desk import new_id
from auditdesk.services.documents import document_subject
from auditdesk.services.library import DocumentFile, DocumentLine, read_document, read_documents
from auditdesk.services.people import list_users
from auditdesk.services.reading import read_input
from auditdesk.ui.jobs import JobProgress
from auditdesk.ui.pages.library_parts.clause_rows import document_entries, line_key
from auditdesk.ui.pages.library_parts.document_facts import DocumentView
from auditdesk.ui.pages.library_parts.entries import EntryList
from auditdesk.ui.pages.library_parts.questions import ask_revision
from auditdesk.ui.pages.library_parts.review_pane import WIDTH, Shown
from auditdesk.ui.pages.library_parts.reviewing import ReviewingTab
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.layouts import column
from auditdesk.ui.widgets.split import SplitView


class DocumentsTab(ReviewingTab):
    """The tab of the basis library."""

    def __init__(self, place: Place, parent: QObject | None = None) -> None:
        super().__init__(place, parent)
        self.lines: list[DocumentLine] = []
        self.file: DocumentFile | None = None
        self._wanted = ""
        self.list = EntryList(_("依据"))
        self.list.chosen.connect(self._chosen)
        self.side: QWidget = self.list
        self.view = DocumentView()
        self.view.changed.connect(self._change)
        self.view.register.connect(self._register)
        self.view.attach.connect(self._attach)
        self.view.save_file.connect(self._save_file)
        self.view.kept.connect(self._keep)
        self.view.opened.connect(lambda form, item: self.go.emit("library", f"{form}#{item}"))
        self.pane.discarded.connect(self._discard)
        split = SplitView(self.view, self.pane)
        split.grow(0)
        split.setSizes([660, WIDTH])
        self.main = QWidget()
        inside = column(self.bar, gap=0)
        inside.addWidget(split, 1)
        self.main.setLayout(inside)

    def word(self) -> str:
        """依据."""
        return _("依据")

    def read(self) -> None:
        """Read the list and the document in front, in one job."""
        wanted = self._wanted or self.list.key()

        def work(_progress: JobProgress) -> tuple[list[DocumentLine], DocumentFile | None, Shown | None]:
            lines = read_documents(self.place.desk)
            names = [line_key(one) for one in lines]
            line = lines[names.index(wanted) if wanted in names else 0] if lines else None
            return lines, *(self._read_file(line) if line else (None, None))

        self.place.jobs.start(work, done=self._show, failed=self._say)

    def open(self, target: str) -> bool:
        """A document by id, ``id@version`` or title."""
        name = target.partition("@")[0]
        known = next((line_key(one) for one in self.lines if name in (line_key(one), one.title)), "")
        return bool(known) and self.list.go_to(known)

    def subject(self) -> str:
        """The version shown."""
        shown = self.file.line.shown if self.file else None
        return document_subject(shown.id) if shown else document_subject("")

    def submit(self, submission: Submission) -> object:
        """Hand the draft in."""
        self.view.flush()
        return library.submit_document(self.place.desk, self._key(), submission)

    def publish(self) -> object:
        """Publish the version shown."""
        return library.publish_document(self.place.desk, self._key())

    def revise(self) -> None:
        """新建修订 of the document in front."""
        line = self._line()
        if line is not None and not self.revise_refusal():
            name = line_key(line)

            def begin(said: dict[str, str]) -> None:
                self.do(lambda: library.revise_document(self.place.desk, name, said["reason"]))

            ask_revision(self.bar, line.title, begin)

    def revise_refusal(self) -> str:
        """Not by this role, not registered, or a version is on its way already."""
        line = self._line()
        if not self.writes():
            return _("只有负责人和管理员能修订依据")
        shown = line.shown if line else None
        if shown is None:
            return _("先登记这份文件") if line else _("先选一份文件")
        if shown.state not in (FormState.PUBLISHED, FormState.SUPERSEDED):
            state = form_state_label(shown.state)
            return _("{version} 还是“{state}”，先完成它", version=shown.version, state=state)
        return ""

    def finishing(self) -> bool:
        """Whether the pane shows the primary button."""
        return self.pane.main is not None

    def bind_keys(self, key: Callable[[str, Callable[[], object]], None]) -> None:
        """N P C and the finishing key."""
        key("N", lambda: self.view.compare.step(1) if self.view.compare else False)
        key("P", lambda: self.view.compare.step(-1) if self.view.compare else False)
        key("Space", lambda: self.view.compare.fold() if self.view.compare else None)
        key("C", self.pane.comment)
        key("Ctrl+Enter", self.pane.finish)

    def regions(self) -> list[QWidget]:
        """List, document, pane."""
        return [self.list, self.view, self.pane]

    def leave(self) -> None:
        """Save what waits, forget passphrases."""
        self.view.flush()
        super().leave()

    def _line(self) -> DocumentLine | None:
        name = self.list.key()
        return next((one for one in self.lines if line_key(one) == name), None)

    def _key(self) -> str:
        return self.subject().partition(":")[2]

    def _show(self, read: tuple[list[DocumentLine], DocumentFile | None, Shown | None]) -> None:
        self.lines, file, shown = read
        with QSignalBlocker(self.list):
            self.list.put(document_entries(self.lines), self._wanted)
        self._wanted = ""
        self.counted.emit(len(self.lines))
        if file is not None and self.list.key() == line_key(file.line):
            self._show_file(file, shown)

    def _chosen(self, name: str) -> None:
        line = self._line()
        self.acts_changed.emit()
        if line is None:
            return

        def done(read: tuple[DocumentFile, Shown | None]) -> None:
            if self.list.key() == name:
                self._show_file(*read)

        self.place.jobs.start(lambda _progress: self._read_file(line), done=done, failed=self._say)

    def _show_file(self, file: DocumentFile, shown: Shown | None) -> None:
        self.file = file
        self.view.put(file, writes=self.writes())
        self.pane.put(shown)
        self.acts_changed.emit()

    def _read_file(self, line: DocumentLine) -> tuple[DocumentFile, Shown | None]:
        """Everything of one document; runs on the worker."""
        file = read_document(self.place.desk, line)
        return file, self._shown(file) if line.shown else None

    def _shown(self, file: DocumentFile) -> Shown:
        desk, base = self.place.desk, file.review.course.based_on
        current = file.line.current
        before = document_subject(base) if base else ""
        suggested = approving.suggested(desk, file.review.subject, before)
        people = [user for user in list_users(desk) if user.active and user.id != desk.user.id]
        return Shown(
            file.review, file.mine, file.remarks, library.revision_record(desk, file.line.versions),
            current.version if current else "", desk.user, self.writes(), people, suggested, desk.today(),
        )  # fmt: skip

    def _change(self, name: str, value: object) -> None:
        """A field of the draft; the pane is not built anew under the caret."""
        try:
            library.change_document(self.place.desk, self._key(), **{name: value})
        except AuditDeskError as error:
            self.pane.say("bad", error.message)
        else:
            self.pane.say("rev", "")

    def _register(self, title: str) -> None:
        """A draft with the version that most citations name."""
        cited = self.file.citations if self.file else ()
        versions = Counter(one.clause.version for one in cited if one.clause.version)
        version = versions.most_common(1)[0][0] if versions else "V1.0"
        made = Document("", f"doc-{new_id()[:8]}", version, title, owner=self.place.desk.user.department)
        self._wanted = made.document_id
        self.attempt(lambda: library.add_document(self.place.desk, made))

    def _attach(self) -> None:
        chosen = self.place.dialogs.open_files(_("附上文件"), many=False)
        if not chosen:
            return
        path, key, desk = chosen[0], self._key(), self.place.desk

        def work(_progress: JobProgress) -> Document:
            data = read_input(path)
            return library.attach_file(desk, key, BytesIO(data), path.name, len(data))

        self.place.jobs.start(work, done=lambda _made: self.attempt(lambda: None), failed=self._say)

    def _save_file(self) -> None:
        shown = self.file.line.shown if self.file else None
        target = self.place.dialogs.save_file(_("另存文件"), shown.file_name) if shown else None
        if shown is None or target is None:
            return
        desk = self.place.desk

        def work(_progress: JobProgress) -> Path:
            return _written(target, library.document_file(desk, shown).read())

        def done(path: Path) -> None:
            self.pane.say("ok", _("已保存到 {path}。", path=path))

        self.place.jobs.start(work, done=done, failed=self._say)

    def _discard(self) -> None:
        self.attempt(lambda: approving.discard(self.place.desk, self.subject()))

    def _keep(self, citation: Citation, note: str) -> None:
        self.attempt(lambda: library.recheck(self.place.desk, citation, note))

    def _say(self, error: AuditDeskError) -> None:
        self.pane.say("bad", error.message)


def _written(target: Path, data: bytes) -> Path:
    """The bytes at their place; the user chose it and agreed to replace."""
    try:
        target.write_bytes(data)
    except OSError as error:
        raise BadInputError(
            _("写不了 {path}：{why}。", path=target, why=error.strerror or error), path=target
        ) from error
    return target
