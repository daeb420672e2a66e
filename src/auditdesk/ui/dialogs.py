"""The seam for modal dialogs: file choice, printing, an act that cannot be undone; nothing else is modal.

Pages call `Dialogs` only, never Qt's dialogs, so that a test can answer (STYLE habit 11): `ScriptedDialogs`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from auditdesk.i18n import _

Draw = Callable[[QPrinter], None]
"""Draws a document onto a printer that has been chosen."""


class Dialogs(Protocol):
    """What pages may ask in a window of its own."""

    def open_files(self, title: str, filters: str = "", *, many: bool = True) -> list[Path]:
        """Files the user chose; empty when cancelled. ``filters`` as in Qt: ``图片 (*.png *.jpg)``."""

    def open_folder(self, title: str) -> Path | None:
        """A folder, or None."""

    def save_file(self, title: str, name: str, filters: str = "") -> Path | None:
        """Where to write, or None; the user has agreed to replace an existing file."""

    def confirm_destructive(self, question: str, consequence: str, button: str) -> bool:
        """Whether to go on with something that cannot be undone; ``button`` names the act, not "yes"."""

    def print_document(self, title: str, draw: Draw) -> bool:
        """Let the user choose a printer and draw on it; False when cancelled."""


class WindowDialogs:
    """The real dialogs, as children of the window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def open_files(self, title: str, filters: str = "", *, many: bool = True) -> list[Path]:
        """Ask with the system's dialog."""
        if many:
            names, _chosen = QFileDialog.getOpenFileNames(self._window, title, "", filters)
        else:
            name, _chosen = QFileDialog.getOpenFileName(self._window, title, "", filters)
            names = [name] if name else []
        return [Path(name) for name in names]

    def open_folder(self, title: str) -> Path | None:
        """Ask with the system's dialog."""
        name = QFileDialog.getExistingDirectory(self._window, title)
        return Path(name) if name else None

    def save_file(self, title: str, name: str, filters: str = "") -> Path | None:
        """Ask with the system's dialog."""
        chosen, _filter = QFileDialog.getSaveFileName(self._window, title, name, filters)
        return Path(chosen) if chosen else None

    def confirm_destructive(self, question: str, consequence: str, button: str) -> bool:
        """Ask; 取消 is the default and answers to Esc."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText(question)
        box.setInformativeText(consequence)
        act = box.addButton(button, QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(_("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.exec()
        return box.clickedButton() is act

    def print_document(self, title: str, draw: Draw) -> bool:
        """Ask for a printer at 300 dpi and draw."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(title)
        if dialog.exec() != QPrintDialog.DialogCode.Accepted:
            return False
        draw(printer)
        return True


@dataclass(slots=True)
class ScriptedDialogs:
    """Answers given beforehand; for tests and for screenshots. An unexpected question raises IndexError.

    Attributes:
        files: answers to `open_files`, in order.
        folders: answers to `open_folder`.
        targets: answers to `save_file`.
        confirms: answers to `confirm_destructive`.
        print_to: where `print_document` writes a PDF; None answers "cancelled".
        asked: the questions in order.
    """

    files: list[list[Path]] = field(default_factory=list)
    folders: list[Path | None] = field(default_factory=list)
    targets: list[Path | None] = field(default_factory=list)
    confirms: list[bool] = field(default_factory=list)
    print_to: Path | None = None
    asked: list[str] = field(default_factory=list)

    def open_files(self, title: str, _filters: str = "", *, many: bool = True) -> list[Path]:
        """The next answer."""
        self.asked.append(title)
        answer = self.files.pop(0)
        return answer if many else answer[:1]

    def open_folder(self, title: str) -> Path | None:
        """The next answer."""
        self.asked.append(title)
        return self.folders.pop(0)

    def save_file(self, title: str, _name: str, _filters: str = "") -> Path | None:
        """The next answer."""
        self.asked.append(title)
        return self.targets.pop(0)

    def confirm_destructive(self, question: str, _consequence: str, _button: str) -> bool:
        """The next answer."""
        self.asked.append(question)
        return self.confirms.pop(0)

    def print_document(self, title: str, draw: Draw) -> bool:
        """Print into a PDF file."""
        self.asked.append(title)
        if self.print_to is None:
            return False
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.print_to))
        draw(printer)
        return True
