"""Blocks of the pane: tags, uses, copies, custody, digest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from auditdesk.domain.audits import Comment
from auditdesk.domain.custody import Branch, CustodyLine
from auditdesk.domain.evidence import Evidence
from auditdesk.i18n import _
from auditdesk.services.evidence_shelf import Place
from auditdesk.services.tagging import Target
from auditdesk.ui.pages.evidence.words import moment
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.chip import Chip
from auditdesk.ui.widgets.detail import Block
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.text import Elided, Text

_TAGS_A_ROW = 3
_GROUP = 8


def tags_block(piece: Evidence, change: Callable[[str, str], object], *, may: bool) -> Block:
    """Tags with a cross each; Enter in the line adds one. ``change`` gets (add, remove)."""
    block = Block(_("标签"))
    grid = QGridLayout()
    grid.setSpacing(6)
    for place, tag in enumerate(sorted(piece.tags)):
        chip = row(Chip(tag, icon="tag"), gap=0)
        if may:
            off = KeyButton(kind="quiet", icon="x", height=20, says=_("去掉标签 {tag}", tag=tag))
            off.clicked.connect(partial(change, "", tag))
            chip.addWidget(off)
        grid.addLayout(chip, place // _TAGS_A_ROW, place % _TAGS_A_ROW, Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(_TAGS_A_ROW, 1)
    if piece.tags:
        block.add(grid)
    if may:
        field = LineField(hint=_("写一个标签，按 Enter 添加"), says=_("新标签"))
        field.setObjectName("new-tag")
        field.returnPressed.connect(lambda: field.text().strip() and change(field.text().strip(), ""))
        block.add(field)
    elif not piece.tags:
        block.note(_("没有标签"))
    return block


class LinkChooser(QWidget):
    """Audit, then item or finding, then 关联; it asks for targets when an audit is chosen.

    Signals:
        targets_wanted: the id of the chosen audit.
        link_wanted: the chosen `Target`.
    """

    targets_wanted = Signal(str)
    link_wanted = Signal(object)

    def __init__(self, audits: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._targets: dict[str, Target] = {}
        self.audit = ComboField(_("选自查"), says=_("自查"))
        self.audit.set_choices(list(audits))
        self.target = ComboField(_("选检查项或问题"), says=_("检查项或问题"))
        self.link = KeyButton(_("关联"), height=32)
        self.link.refuse(_("先选检查项或问题"))
        for field in (self.audit, self.target):  # long words are cut, the button never
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            field.setMinimumWidth(72)
        self.audit.picked.connect(self._picked)
        self.target.picked.connect(lambda _value: self.link.allow())
        self.link.clicked.connect(self._give)
        layout = row(self.audit, self.target, self.link)
        layout.setStretch(0, 2)
        layout.setStretch(1, 3)
        self.setLayout(layout)

    def set_targets(self, targets: Sequence[Target]) -> None:
        """Offer the items and findings of the chosen audit."""
        self._targets = {one.id: one for one in targets}
        self.target.set_choices([(one.id, one.label) for one in targets])

    def _picked(self, audit_id: str) -> None:
        self.set_targets([])
        self.link.refuse(_("先选检查项或问题"))
        self.targets_wanted.emit(audit_id)

    def _give(self) -> None:
        chosen = self._targets.get(self.target.value())
        if chosen is not None:
            self.link_wanted.emit(chosen)


def places_block(
    places: Sequence[Place], go: Callable[[Place], object], unlink: Callable[[Place], object],
    chooser: LinkChooser | None,
) -> Block:  # fmt: skip
    """Where the piece is used, each with a jump and a way out."""
    words = _("{n} 处", n=len(places)) if places else _("还没有用于任何检查项")
    block = Block(_("用于"), words)
    for place in places:
        jump = KeyButton(place.label, "link", says=_("打开 {place}", place=place.label))
        jump.clicked.connect(partial(go, place))
        line = row(jump, None)
        if chooser is not None:
            off = KeyButton(kind="quiet", icon="x", height=24, says=_("取消关联 {place}", place=place.label))
            off.clicked.connect(partial(unlink, place))
            line.addWidget(off)
        block.add(line)
    if chooser is not None:
        block.add(chooser)
    return block


def tree_block(tree: Branch, current: str, show: Callable[[str], object]) -> Block:
    """Original and copies, the current one bold."""
    lines = list(_tree_lines(tree, 0))
    block = Block(_("原件与副本"), _("{n} 件", n=len(lines)))
    for depth, piece in lines:
        words = f"{piece.code}  {piece.name}"
        if piece.id == current:
            line = row(depth * 18, Elided(("└ " if depth else "") + words, "strong"))
        else:
            jump = KeyButton(piece.code, "link", says=_("打开 {code}", code=piece.code))
            jump.clicked.connect(partial(show, piece.id))
            line = row(depth * 18, Text("└" if depth else "", tone="text_3"), jump,
                       Elided(piece.mask_summary or piece.name, "small", "text_2"))  # fmt: skip
        block.add(line)
    return block


def _tree_lines(branch: Branch, depth: int) -> list[tuple[int, Evidence]]:
    lines = [(depth, branch.piece)]
    for one in branch.copies:
        lines += _tree_lines(one, depth + 1)
    return lines


def notes_block(
    notes: Sequence[Comment], people: Mapping[str, str], write: Callable[[str], object], *, may: bool
) -> Block:
    """What people wrote about it, oldest first; Enter in the line adds one."""
    block = Block(_("备注"), _("{n} 条", n=len(notes)) if notes else "")
    for one in notes:
        who = f"{moment(one.created_at)} {people.get(one.author, one.author)}"
        block.add(Text(who, "small", "text_3"))
        block.add(Text(one.text, wrap=True))
    if may:
        field = LineField(hint=_("写一句备注，按 Enter 保存"), says=_("新备注"))
        field.setObjectName("new-note")
        field.returnPressed.connect(lambda: field.text().strip() and write(field.text().strip()))
        block.add(field)
    elif not notes:
        block.note(_("没有备注"))
    return block


def custody_block(trail: Sequence[CustodyLine], export: Callable[[], object]) -> Block:
    """Who did what with it, when and on which laptop, newest first."""
    out = KeyButton(_("导出"), "link", height=24, says=_("导出保管记录"))
    out.clicked.connect(export)
    block = Block(_("保管记录"), _("共 {n} 条", n=len(trail)), right=out)
    for step in reversed(trail):
        when = Text(moment(step.at), "small", "text_3")
        when.setFixedWidth(76)
        words = f"{step.who} {step.what}".strip() + (f"：{step.reason}" if step.reason else "")
        words += f"（{step.where}）" if step.where else ""
        line = row(when, Text(words, "small", wrap=True))
        line.setStretch(1, 1)
        block.add(line)
    return block


def digest_block(piece: Evidence) -> Block:
    """SHA-256 in groups of eight, to compare with paper."""
    block = Block("SHA-256")
    text = piece.sha256.upper()
    groups = [text[place : place + _GROUP] for place in range(0, len(text), _GROUP)]
    label = Text("\n".join((" ".join(groups[:4]), " ".join(groups[4:]))), "small", "text_2")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    block.add(label)
    return block
