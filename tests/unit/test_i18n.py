import ast
import importlib.util
import re
from pathlib import Path

from auditdesk.i18n import _, language, preferred_language, use_language

SPEC = importlib.util.spec_from_file_location(
    "catalogues", Path(__file__).parents[2] / "packaging" / "catalogues.py"
)
assert SPEC is not None
assert SPEC.loader is not None
catalogues = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(catalogues)


def test_language_defaults_to_chinese_outside_english_systems():
    assert preferred_language({"LANG": "C"}) == "zh_CN"
    assert preferred_language({"LANG": "en_GB.UTF-8"}) == "en"
    assert preferred_language({"LANG": "en_US", "AUDITDESK_LANG": "zh_CN"}) == "zh_CN"


def test_every_text_has_an_english_one_with_the_same_places():
    assert list(catalogues.problems(catalogues.FOLDER / "en.po")) == []


def test_texts_inside_formatted_strings_are_not_missed():
    """Babel reads no f-strings before Python 3.12: a text there would stay Chinese for ever."""
    known = set(catalogues.texts())
    missed = [
        (path.name, node.args[0].value)
        for path in catalogues.SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
        if node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value not in known
    ]
    assert missed == []


def test_english_holds_no_chinese_beyond_quoted_words():
    entries = [entry for entry in catalogues.read(catalogues.FOLDER / "en.po") if entry.id]
    chinese = [str(entry.string) for entry in entries if re.search(r"[\u4e00-\u9fff]{4,}", str(entry.string))]
    assert chinese == []


def test_the_compiled_catalogue_is_used_and_language_goes_back():
    use_language("en")
    try:
        assert (
            _("备份写不到 {path}：{why}。", path="E:", why="full") == "Cannot write the backup to E:: full."
        )
        assert language() == "en"
    finally:
        use_language("zh_CN")
    assert _("备份") == "备份"
