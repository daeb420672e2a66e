"""The middle of the tab 依据: facts of the version, its file, its clauses, and what cites it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from auditdesk.domain.basis import Citation, Document, DocumentKind, kind_label
from auditdesk.domain.checklists import FormState
from auditdesk.domain.life import form_state_label, months_later
from auditdesk.i18n import _
from auditdesk.services.library import DocumentFile
from auditdesk.ui.pages.library_parts.clause_rows import (
    citation_words,
    clause_rows,
    clauses_text,
    facts,
    read_clauses,
)
from auditdesk.ui.pages.library_parts.compare import CompareView
from auditdesk.ui.pages.run.autosave import AutoSave
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.field import Field
from auditdesk.ui.widgets.inputs import ComboField, LineField, TextField
from auditdesk.ui.widgets.layouts import clear, column, row, scrolled
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.text import Elided, Rule, Text

_NUMBER_WIDTH = 112


class DocumentView(QWidget):
    """One document.

    Signals:
        changed: field name and its new value (draft only).
        register: register this title.
        attach: choose a file to keep.
        save_file: write the kept file somewhere.
        kept: a citation, and why its item may stay.
        opened: a form key and item number.
    """

    changed = Signal(str, object)
    register = Signal(str)
    attach = Signal()
    save_file = Signal()
    kept = Signal(object, str)
    opened = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._all = column(gap=0)
        inner = QWidget()
        inner.setLayout(self._all)
        outer = column(gap=0)
        outer.addWidget(scrolled(inner), 1)
        self.setLayout(outer)
        self.fields: dict[str, LineField] = {}
        self.compare: CompareView | None = None
        self.why: LineField | None = None
        self._saves: list[AutoSave] = []

    def put(self, file: DocumentFile | None, *, writes: bool) -> None:
        """Show a document, editable while it is a draft and the user may write."""
        self.flush()
        clear(self._all)
        self.fields, self._saves, self.compare, self.why = {}, [], None, None
        if file is None:
            return
        shown = file.line.shown
        if shown is None:
            self._add_unregistered(file, writes=writes)
        else:
            self._add_document(file, shown, writes=writes)
        self._add_citations(file, writes=writes)
        self._all.addStretch(1)

    def flush(self) -> None:
        """Save texts that are still waiting."""
        for save in self._saves:
            save.flush()

    def _add(self, widget: QWidget) -> None:
        self._all.addWidget(widget)
        self._all.addWidget(Rule())

    def _add_unregistered(self, file: DocumentFile, *, writes: bool) -> None:
        block = Block()
        block.add(Text(f"《{file.line.title}》", "heading", wrap=True))
        words = _("清单引用了它，但依据库里还没有登记，换版时无从提醒。登记版本、生效日期和条款后即可核对。")
        block.add(Text(words, tone="text_2", wrap=True))
        button = KeyButton(_("登记这份文件"), icon="plus")
        button.clicked.connect(lambda: self.register.emit(file.line.title))
        if not writes:
            button.refuse(_("只有负责人和管理员能登记"))
        block.add(row(button, None))
        self._add(block)

    def _add_document(self, file: DocumentFile, shown: Document, *, writes: bool) -> None:
        block = Block()
        draft = file.review.state is FormState.DRAFT
        chips = [Chip(shown.version), Chip(form_state_label(file.review.state), "na" if draft else "accent")]
        block.add(row(Text(f"《{shown.title}》", "heading"), *chips, None))
        due = months_later(shown.effective_on, shown.review_months) if shown.effective_on else ""
        block.add(Text(facts(shown, due), "small", "text_2", wrap=True))
        if file.due is not None:
            left = file.due.left
            told = _("复审已过期 {n} 天", n=-left) if left < 0 else _("还有 {n} 天到复审期", n=left)
            block.add(Notice("rev", told))
        block.add(self._versions(file))
        if draft and writes:
            self._add_fields(block, shown)
        block.add(self._file_row(shown, editable=draft and writes))
        self._add(block)
        self._add_clauses(file, shown, editable=draft and writes)

    def _versions(self, file: DocumentFile) -> Text:
        words = [f"{one.version} {form_state_label(one.state)}" for one in reversed(file.line.versions)]
        return Text(_("版本：{list}", list=_("、").join(words)), "small", "text_3", wrap=True)

    def _add_fields(self, block: Block, shown: Document) -> None:
        kind = ComboField(_("类别"), says=_("类别"))
        kind.set_choices([(one.value, kind_label(one)) for one in DocumentKind], shown.kind.value)
        kind.picked.connect(lambda value: self.changed.emit("kind", DocumentKind(value)))
        block.add(Field(_("类别"), kind))
        for name, label, hint in (
            ("owner", _("责任方"), _("部门或责任人")), ("scope", _("适用范围"), ""),
            ("effective_on", _("生效日期"), "YYYY-MM-DD"),
        ):  # fmt: skip
            field = LineField(getattr(shown, name), hint, says=label)
            self.fields[name] = field
            self._saves.append(AutoSave(field, partial(self._save, name)))
            block.add(Field(label, field))

    def _save(self, name: str, text: str) -> None:
        self.changed.emit(name, text.strip())

    def _save_clauses(self, text: str) -> None:
        self.changed.emit("clauses", read_clauses(text))

    def _file_row(self, shown: Document, *, editable: bool) -> QWidget:
        name = Elided(shown.file_name or _("没有保存文件"), "small", "text" if shown.file_name else "text_3")
        parts: list[QWidget | None] = [name, None]
        if editable:
            attach = KeyButton(_("附上文件"), icon="paperclip", height=28)
            attach.clicked.connect(self.attach)
            parts.append(attach)
        if shown.file_name:
            save = KeyButton(_("另存"), icon="download", height=28)
            save.clicked.connect(self.save_file)
            parts.append(save)
        made = QWidget()
        made.setLayout(row(*parts))
        return made

    def _add_clauses(self, file: DocumentFile, shown: Document, *, editable: bool) -> None:
        block = Block(_("条款"), _("{n} 条", n=len(shown.clauses)))
        if editable:
            text = TextField(
                clauses_text(shown.clauses),
                _("每行一条：第 3.1 条 | 条款文字"),
                lines=4,
                most=12,
                says=_("条款"),
            )
            self._saves.append(AutoSave(text, self._save_clauses))
            block.add(text)
        before = [one for one in file.line.versions if one.id != shown.id]
        rows = clause_rows(before[-1] if before else None, shown)
        if rows:
            self.compare = CompareView(_("条款比较"), _NUMBER_WIDTH)
            self.compare.put(rows, before[-1].version if before else "", shown.version)
            self.compare.setFixedHeight(min(360, 44 + 60 * len(self.compare.rows())))
            block.add(self.compare)
        elif not editable:
            block.add(Text(_("没有录入条款，引用只按版本核对。"), "small", "text_3"))
        self._add(block)

    def _add_citations(self, file: DocumentFile, *, writes: bool) -> None:
        flagged = {id(one) for one in file.flagged}
        block = Block(_("引用"), _("{n} 处", n=len(file.citations)))
        if file.flagged:
            block.note(_("{n} 处须重审", n=len(file.flagged)), "rev")
        if file.audits:
            codes = _("、").join(f"{one.code} {one.title}" for one in file.audits)
            block.add(Notice("rev", _("进行中的自查用到须重审的检查项：{codes}。", codes=codes)))
        if file.flagged and writes:
            self.why = LineField(hint=_("不用修改的理由，如“条款文字未变”"), says=_("理由"))
            block.add(self.why)
        for one in [*file.flagged, *(each for each in file.citations if id(each) not in flagged)]:
            block.add(self._citation(one, may_keep=id(one) in flagged and writes))
        self._add(block)

    def _citation(self, one: Citation, *, may_keep: bool) -> QWidget:
        words, tone = citation_words(one)
        parts: list[QWidget | None] = [Elided(words, "small", tone), None]
        opens = KeyButton(_("看检查项"), "link")
        opens.clicked.connect(lambda: self.opened.emit(one.form_key, one.item_id))
        parts.append(opens)
        if may_keep:
            keep = KeyButton(_("无须修改"), "link")
            keep.clicked.connect(partial(self._keep, one))
            parts.append(keep)
        made = QWidget()
        made.setLayout(row(*parts, gap=12))
        return made

    def _keep(self, one: Citation, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- Qt's signal
        self.kept.emit(one, self.why.text().strip() if self.why is not None else "")
