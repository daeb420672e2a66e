"""Colour tokens of the three themes, as the drawn screens fix them (contrast measured there, lowest 4.7)."""

from __future__ import annotations

from dataclasses import dataclass, fields

PAPER = "#FFFFFF"
"""Report pages and the recovery kit stay white in every theme."""
INK = "#1A2029"
"""Text on `PAPER`."""


@dataclass(frozen=True, slots=True)
class Status:
    """Four colours of one status: quiet (``text`` on ``tint``) and loud (``on_solid`` on ``solid``)."""

    text: str
    tint: str
    solid: str
    on_solid: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every colour of one theme as ``#RRGGBB``; widgets never name a colour themselves.

    Attributes:
        name: ``light``, ``dark`` or ``contrast``.
        focus_width: focus ring in pixels, 2, in high contrast 3.
        high_contrast: tints become borders, the current rail entry is filled.
    """

    name: str
    bg: str
    rail: str
    surface: str
    sunken: str
    hover: str
    selected: str
    border: str
    border_2: str
    control: str
    text: str
    text_2: str
    text_3: str
    disabled: str
    accent: str
    accent_hover: str
    accent_tint: str
    on_accent: str
    mark: str
    mark_on: str
    ins: str
    removed: str
    ok: Status
    bad: Status
    na: Status
    rev: Status
    veto: Status
    focus_width: int = 2
    high_contrast: bool = False

    def status(self, name: str) -> Status:
        """The colours of ``ok``, ``bad``, ``na``, ``rev``, ``veto`` or ``accent``; KeyError otherwise."""
        if name == "accent":
            return Status(self.accent, self.accent_tint, self.accent, self.on_accent)
        return {"ok": self.ok, "bad": self.bad, "na": self.na, "rev": self.rev, "veto": self.veto}[name]

    def tone(self, name: str) -> str:
        """A text colour by tone: ``text``, ``text_2``, ``text_3``, ``disabled``, ``accent`` or a status."""
        plain = {
            "": self.text,
            "text": self.text,
            "text_2": self.text_2,
            "text_3": self.text_3,
            "disabled": self.disabled,
            "on_accent": self.on_accent,
            "control": self.control,
        }
        return plain[name] if name in plain else self.status(name).text

    def placeholders(self) -> dict[str, str]:
        """Flat names for the style sheet: ``bg`` …, and ``ok_text``, ``ok_tint``, ``ok_solid``, ``ok_on``."""
        flat: dict[str, str] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Status):
                flat[f"{field.name}_text"] = value.text
                flat[f"{field.name}_tint"] = value.tint
                flat[f"{field.name}_solid"] = value.solid
                flat[f"{field.name}_on"] = value.on_solid
                flat[f"{field.name}_edge"] = value.text if self.high_contrast else value.tint
            else:
                flat[field.name] = str(value)
        flat["primary_press"] = self.accent_hover
        flat["focus_pad"] = str(8 - self.focus_width + 1)
        return flat


LIGHT = Tokens(
    name="light",
    bg="#F3F5F7",
    rail="#ECEFF3",
    surface="#FFFFFF",
    sunken="#EEF1F4",
    hover="#F3F6F9",
    selected="#E4EDF9",
    border="#DCE1E7",
    border_2="#C2C9D2",
    control="#848E9B",
    text="#1A2029",
    text_2="#47515E",
    text_3="#5F6976",
    disabled="#98A1AC",
    accent="#2459A8",
    accent_hover="#1C4A8F",
    accent_tint="#E4EDF9",
    on_accent="#FFFFFF",
    mark="#FBEBC3",
    mark_on="#1A2029",
    ins="#D9F0E1",
    removed="#FADCD9",
    ok=Status("#17693C", "#E3F2E9", "#1C7A46", "#FFFFFF"),
    bad=Status("#B0261E", "#FBE8E6", "#BE3128", "#FFFFFF"),
    na=Status("#525C68", "#E8EBEF", "#5D6773", "#FFFFFF"),
    rev=Status("#855600", "#FAEFD6", "#8F5D00", "#FFFFFF"),
    veto=Status("#7A0F14", "#F5E0E0", "#7A0F14", "#FFFFFF"),
)

DARK = Tokens(
    name="dark",
    bg="#12161B",
    rail="#0E1216",
    surface="#191E25",
    sunken="#13171D",
    hover="#202731",
    selected="#1D3151",
    border="#2B333E",
    border_2="#414C5A",
    control="#76818F",
    text="#E4E8ED",
    text_2="#B3BCC7",
    text_3="#939DAA",
    disabled="#5F6975",
    accent="#86B1F5",
    accent_hover="#A3C4F8",
    accent_tint="#1D3151",
    on_accent="#0B1626",
    mark="#4A3A12",
    mark_on="#FFE9B8",
    ins="#173A25",
    removed="#4A2221",
    ok=Status("#6CCB95", "#16301F", "#5DBD86", "#07170D"),
    bad=Status("#FF9A91", "#3D1E1D", "#F0857B", "#220706"),
    na=Status("#AEB7C2", "#272E38", "#9BA5B1", "#0E1216"),
    rev=Status("#E9BC62", "#352A12", "#DDAE4F", "#1C1402"),
    veto=Status("#FFB9B3", "#4A1214", "#8E1D20", "#FFFFFF"),
)

CONTRAST = Tokens(
    name="contrast",
    bg="#000000",
    rail="#000000",
    surface="#000000",
    sunken="#000000",
    hover="#1F1F1F",
    selected="#3A3400",
    border="#FFFFFF",
    border_2="#FFFFFF",
    control="#FFFFFF",
    text="#FFFFFF",
    text_2="#FFFFFF",
    text_3="#E0E0E0",
    disabled="#A6A6A6",
    accent="#FFE100",
    accent_hover="#FFF07A",
    accent_tint="#3A3400",
    on_accent="#000000",
    mark="#FFE100",
    mark_on="#000000",
    ins="#003D1A",
    removed="#5A0000",
    ok=Status("#6BFF9E", "#000000", "#6BFF9E", "#000000"),
    bad=Status("#FF9C94", "#000000", "#FF9C94", "#000000"),
    na=Status("#E0E0E0", "#000000", "#E0E0E0", "#000000"),
    rev=Status("#FFC44D", "#000000", "#FFC44D", "#000000"),
    veto=Status("#FF9C94", "#000000", "#FFFFFF", "#8B0000"),
    focus_width=3,
    high_contrast=True,
)

THEMES = {tokens.name: tokens for tokens in (LIGHT, DARK, CONTRAST)}
