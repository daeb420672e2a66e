"""The text of HTML as a reader sees it: no tags, scripts, remarks or addresses of embedded data."""

from __future__ import annotations

from html.parser import HTMLParser

_LINES = frozenset(
    [
        "br",
        "p",
        "div",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "blockquote",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
        "aside",
        "nav",
        "main",
        "figure",
        "figcaption",
        "dl",
        "dt",
        "dd",
        "form",
        "fieldset",
        "textarea",
        "select",
        "option",
        "button",
        "noscript",
        "svg",
        "text",
        "caption",
    ]
)
_UNSEEN = frozenset(("script", "style", "title", "template"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag in _LINES:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("\t")

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag == self._unseen[-1]:
            self._unseen.pop()
        elif tag in _LINES:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def seen_text(html: str) -> str:
    """The text of a page; parts that are joined without a tag of their own stay joined."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = "".join(reader.pieces).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
