"""``doctor``: what this machine has of what the program needs, and what to do about what is missing."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from pathlib import Path

from auditdesk.assets import form_file, resource
from auditdesk.bootstrap.entry import missing_libraries
from auditdesk.i18n import _
from auditdesk.services.program import Check, Level, Program

_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_LEAST_FREE = 2 << 30
"""Bytes: a day's recordings and a backup of them."""
_LEAST_PYTHON = (3, 11)


def examine(program: Program) -> list[Check]:
    """Checks in order; an absent extra is worth knowing, but no fault."""
    place = _place(program.default_folder())
    return [_python(), _cipher(), _keyring(program), _fonts(), _forms(), _window(), place, *_models()]


def _python() -> Check:
    level = Level.FINE if sys.version_info >= _LEAST_PYTHON else Level.FAULT
    return Check("Python", level, f"{sys.version.split()[0]}，{sys.platform}")


def _cipher() -> Check:
    name = _("加密数据库")
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        return Check(name, Level.FAULT, str(error), _("重新安装程序。"))
    connection = dbapi2.connect(":memory:")
    version = str(connection.execute("PRAGMA cipher_version").fetchone()[0])
    connection.close()
    if version.startswith("4."):
        return Check(name, Level.FINE, f"SQLCipher {version}")
    return Check(name, Level.FAULT, f"SQLCipher {version}", _("需要 SQLCipher 4，请重新安装程序。"))


def _keyring(program: Program) -> Check:
    name = program.second_factor()
    if name:
        return Check(_("第二因素"), Level.FINE, _("{name} 可用", name=name))
    return Check(
        _("第二因素"), Level.NOTE, _("没有系统钥匙串，只用口令；因此要求更强的口令。"),
        _("在带钥匙串的桌面会话里运行，然后换一次口令，本机密钥就会启用。"),
    )  # fmt: skip


def _fonts() -> Check:
    missing = [name for name in _FONTS if not resource("fonts", name).is_file()]
    if missing:
        return Check(
            _("字体"), Level.FAULT, _("缺少 {what}", what=_("、").join(missing)), _("重新安装程序。")
        )
    return Check(_("字体"), Level.FINE, "Noto Sans SC")


def _forms() -> Check:
    packs = sorted(form_file("checklists").glob("*.yaml"))
    if not packs:
        return Check(_("内置清单"), Level.FAULT, _("没有找到清单文件"), _("重新安装程序。"))
    return Check(_("内置清单"), Level.FINE, _("{n} 份", n=len(packs)))


def _window() -> Check:
    """Only looks whether Qt loads; the command line works without it."""
    name = _("窗口")
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        return Check(name, Level.NOTE, _("窗口打不开，命令行不受影响"), missing_libraries(error))
    return Check(name, Level.FINE, _("Qt 可用"))


def _place(folder: Path) -> Check:
    name = _("数据文件夹")
    there = next((one for one in (folder, *folder.parents) if one.exists()), Path())
    if not os.access(there, os.W_OK):
        return Check(name, Level.FAULT, _("{path} 不能写入", path=there), _("检查这个文件夹的权限。"))
    free = shutil.disk_usage(there).free
    words = _("剩余 {gb} GB", gb=f"{free / (1 << 30):.1f}")
    if free < _LEAST_FREE:
        return Check(name, Level.NOTE, words, _("空间不足 2 GB，请清理磁盘或把备份移到别处。"))
    return Check(name, Level.FINE, words)


def _models() -> list[Check]:
    from auditdesk.masking import names, ocr

    return [
        _extra(_("人名识别"), "names", _("没有它，人名只靠规则识别。"), present=names.available()),
        _extra(_("图片文字识别"), "ocr", _("没有它，截图要手工框选遮盖。"), present=ocr.available()),
    ]  # fmt: skip


def _extra(name: str, extra: str, without: str, *, present: bool) -> Check:
    if present:
        return Check(name, Level.FINE, _("已安装"))
    install = _('{without}安装：pip install "auditdesk[{extra}]"', without=without, extra=extra)
    return Check(name, Level.NOTE, _("未安装（可选）"), install)
