"""Whether a regular expression written by a user is safe to run over a long text.

Python's engine tries every way to match. The number of ways from one starting place is at most the product
of all choices (alternatives, and the spread of every repetition), provided that nothing with a choice is
itself repeated. So both are limited here, and an open end (``*``, ``+``) must be written with a bound.
"""

from __future__ import annotations

import re

from auditdesk.i18n import _

LONGEST_PATTERN = 300
MOST_REPEATS = 200
MOST_WAYS = 5_000

_TOKEN = re.compile(
    r"(?P<escape>\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.))"
    r"|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<open>\((?:\?(?:P<\w+>|:|=|!|<=|<!))?)"
    r"|(?P<close>\))"
    r"|(?P<bar>\|)"
    r"|(?P<repeat>(?:\{(?P<low>\d*)(?P<comma>,?)(?P<high>\d*)\}|[*+?])[?+]?)"
    r"|(?P<plain>.)",
    re.DOTALL,
)
_REFERENCE = re.compile(r"\\[1-9]|\\g")


def problem_of_pattern(pattern: str) -> str:
    """What is wrong with a pattern, one translated sentence with the remedy; empty when it is safe."""
    if not pattern.strip():
        return _("表达式是空的。")
    if len(pattern) > LONGEST_PATTERN:
        return _("表达式太长，最多 {n} 个字符。", n=LONGEST_PATTERN)
    try:
        compiled = re.compile(pattern, re.MULTILINE)
    except (re.error, OverflowError) as error:
        return _("表达式写错了：{detail}。", detail=str(error))
    problem = _Walk().problem(pattern)
    if not problem and compiled.search(""):
        problem = _("表达式连空文字也匹配，请写明至少要有什么。")
    return problem


class _Walk:
    """Reads a pattern left to right and counts the ways it can match."""

    def __init__(self) -> None:
        self._ways = 1
        self._open: list[bool] = []
        """For every open group, whether it holds a choice."""
        self._last_choice = False
        """Whether the group closed last holds a choice; False after anything else."""

    def problem(self, pattern: str) -> str:
        """The first problem of a pattern that compiles."""
        for token in _TOKEN.finditer(pattern):
            told = self._token(token)
            if told:
                return told
            if self._ways > MOST_WAYS:
                return _("表达式可能的匹配方式太多，会很慢，请缩小 {{m,n}} 的范围或减少“|”。")
        return ""

    def _token(self, token: re.Match[str]) -> str:
        kind, text = token.lastgroup or "", token[0]
        if token["repeat"]:
            return self._repeat(token)
        choice = False
        if token["open"]:
            if text == "(" and token.string.startswith("(?", token.start()):
                return _("表达式里的“{text}…”这种写法不支持。", text=token.string[token.start() :][:3])
            self._open.append(False)
        elif token["close"] and self._open:
            choice = self._open.pop()
            self._mark(choice=choice)
        elif token["bar"]:
            self._ways *= 2
            self._mark(choice=True)
        elif kind == "escape" and _REFERENCE.match(text):
            return _("表达式里不能引用前面的分组（{text}）。", text=text)
        self._last_choice = choice
        return ""

    def _repeat(self, token: re.Match[str]) -> str:
        text = token[0]
        if text[0] == "{" and not (token["low"] or token["high"]):
            self._last_choice = False  # {} and {,} stand for themselves
            return ""
        if text[0] in "*+" or (text[0] == "{" and token["comma"] and not token["high"]):
            return _("“{text}”没有上限，请写成 {{1,20}} 这样的范围。", text=text)
        low = 0 if text[0] == "?" else int(token["low"] or 0)
        high = 1 if text[0] == "?" else int(token["high"] or token["low"])
        if high > MOST_REPEATS:
            return _("“{text}”重复太多次，最多 {n} 次。", text=text, n=MOST_REPEATS)
        if self._last_choice and high > 1:
            return _("重复的分组里面又有重复或“|”，会很慢，请拆开来写。")
        if high > low:
            self._ways *= high - low + 1
            self._mark(choice=True)
        self._last_choice = False
        return ""

    def _mark(self, *, choice: bool) -> None:
        if choice and self._open:
            self._open[-1] = True
