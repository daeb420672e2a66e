"""Words for the users' own masking rules on screen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from auditdesk.domain.maskrules import MaskRule, RuleKind, RuleStyle, ValueShape
from auditdesk.domain.spans import Span
from auditdesk.i18n import _
from auditdesk.ui.theme.appearance import tokens


def rule_kinds() -> list[tuple[str, str]]:
    """How a rule finds."""
    words = {RuleKind.KEYWORD: _("关键词"), RuleKind.PATTERN: _("表达式"), RuleKind.EXCEPTION: _("例外")}
    return [(one.value, word) for one, word in words.items()]


def value_shapes() -> list[tuple[str, str]]:
    """What stands after a keyword."""
    words = {
        ValueShape.DIGITS: _("数字"), ValueShape.CODE: _("数字和字母"), ValueShape.HAN: _("汉字"),
        ValueShape.CLAUSE: _("到标点为止"),
    }  # fmt: skip
    return [(one.value, word) for one, word in words.items()]


def rule_styles() -> list[tuple[str, str]]:
    """How a found value is written."""
    words = {
        RuleStyle.AS_FILE: _("随文件的脱敏方式"), RuleStyle.KEEP: _("保留首尾"),
        RuleStyle.REPLACE: _("换成【名称】"), RuleStyle.REMOVE: _("删去"),
    }  # fmt: skip
    return [(one.value, word) for one, word in words.items()]


def rule_summary(rule: MaskRule) -> str:
    """What a rule looks for, on one line."""
    return rule.pattern if rule.kind is RuleKind.PATTERN else _("、").join(rule.words)


def marked_html(text: str, spans: Sequence[Span]) -> str:
    """The text as markup with what was found highlighted; every letter is escaped."""
    table, parts, at = tokens(), [], 0
    look = f"background-color:{table.mark};color:{table.mark_on};font-weight:600"
    for span in sorted(spans, key=lambda one: one.start):
        if span.start < at:
            continue
        parts.append(escape(text[at : span.start]))
        parts.append(f'<span style="{look}">{escape(text[span.start : span.end])}</span>')
        at = span.end
    parts.append(escape(text[at:]))
    return "".join(parts).replace("\n", "<br>")
