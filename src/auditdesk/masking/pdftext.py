"""An invisible text layer, so that a masked PDF can still be searched and copied from.

The font is a name without glyphs (text render mode 3 draws nothing); a ToUnicode map gives the characters
back to readers. ISO 32000-1, 9.3.6 and 9.10.3.
"""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf

from auditdesk.domain.maskplan import Box

_LETTER = 0.85
_WIDE = 0x2E80
_PER_BLOCK = 100


class TextLayer:
    """Hands out codes for the characters of a document and writes its lines."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[str, int] = {}
        name = pikepdf.Name("/AuditDeskText")
        self._descendant = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, DW=1000,
                CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
                FontDescriptor=pdf.make_indirect(pikepdf.Dictionary(
                    Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=4, FontBBox=[0, -200, 1000, 900],
                    ItalicAngle=0, Ascent=880, Descent=-120, CapHeight=700, StemV=80,
                )),
            )
        )  # fmt: skip
        self.font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=name,
                Encoding=pikepdf.Name("/Identity-H"), DescendantFonts=[self._descendant],
            )
        )  # fmt: skip

    def lines(
        self, lines: Sequence[tuple[str, Box]], page: tuple[float, float], pixels: tuple[int, int]
    ) -> bytes:
        """Content stream of masked lines; boxes are pixels of the page's picture."""
        across, down = page[0] / pixels[0], page[1] / pixels[1]
        made: list[str] = []
        for text, box in lines:
            if not text:
                continue
            size = max(1.0, (box[3] - box[1]) * down * _LETTER)
            natural = sum(1.0 if ord(letter) >= _WIDE else 0.5 for letter in text) * size
            stretch = 100 * max(1.0, (box[2] - box[0]) * across) / natural
            left, base = box[0] * across, page[1] - box[3] * down + size * 0.15
            codes = "".join(f"{self._code(letter):04X}" for letter in text)
            made.append(f"/F0 {size:.2f} Tf {stretch:.1f} Tz 1 0 0 1 {left:.2f} {base:.2f} Tm <{codes}> Tj")
        return ("BT 3 Tr\n" + "\n".join(made) + "\nET\n").encode()

    def _code(self, letter: str) -> int:
        return self._codes.setdefault(letter, len(self._codes) + 1)

    def finish(self) -> None:
        """Write widths and the map from codes to characters; call once, after the last page."""
        narrow = [code for letter, code in self._codes.items() if ord(letter) < _WIDE]
        widths: list[object] = []
        for code in narrow:
            widths += (code, code, 500)
        self._descendant.W = pikepdf.Array(widths)
        entries = [
            f"<{code:04X}> <{letter.encode('utf-16-be').hex().upper()}>"
            for letter, code in self._codes.items()
        ]
        blocks = [entries[first : first + _PER_BLOCK] for first in range(0, len(entries), _PER_BLOCK)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        self.font.ToUnicode = pikepdf.Stream(
            self._pdf,
            (
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                "/CMapName /AuditDesk def /CMapType 2 def\n"
                "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
                f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end\n"
            ).encode(),
        )
