"""The signature cards: who signed when and with what, and who is to sign next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditdesk.domain.people import User
from auditdesk.domain.signing import Seat, SignatureState
from auditdesk.i18n import _
from auditdesk.ui.pages.reporting.pictures import StampPicture
from auditdesk.ui.pages.reporting.words import short_moment
from auditdesk.ui.theme.glyphs import State, StateGlyph
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.card import Card
from auditdesk.ui.widgets.inputs import ComboField
from auditdesk.ui.widgets.layouts import column, row
from auditdesk.ui.widgets.notice import Notice
from auditdesk.ui.widgets.passphrase import PassphraseEdit
from auditdesk.ui.widgets.text import Elided, Text

_PAD = (12, 7, 10, 4)
WORKSPACE, KEY_FILE = "workspace", "file"


class SignedCard(Card):
    """A signature that is there: person, time and clock, certificate, trusted or not."""

    def __init__(self, seat: Seat, signature: SignatureState, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        good = signature.intact and signature.trusted
        moment = _("{time} {clock}", time=short_moment(signature.time), clock=signature.time_source)
        trust = _("可信") if signature.trusted else _("签发机构不受信任")
        if not signature.intact:
            trust = _("签名已损坏")
        tail = _(
            "{issuer} …{tail}，{trust}", issuer=signature.issuer, tail=signature.fingerprint[-4:], trust=trust
        )
        facts = Elided(tail, "small", "text_2" if good else "bad")
        glyph = StateGlyph(State.CLOSED if good else State.WARNING, 16)
        glyph.setAccessibleName(_("已签名") if good else trust)
        words = column(
            _who(glyph, seat.name, seat.title),
            Elided(moment, "small", "text_2"), facts, gap=2,
        )  # fmt: skip
        stamp = StampPicture([seat.name, seat.title, signature.time[:16].replace("T", " ")])
        self.add(_beside(words, stamp, _PAD))
        self.setAccessibleName(_("第 {n} 签：{name}，{moment}，{tail}", n=seat.number, name=seat.name,
                                 moment=moment, tail=tail))  # fmt: skip


class WaitingCard(Card):
    """A seat whose turn may come later; ``first`` lets this person sign before the other.

    Signals:
        wanted: this person signs now.
    """

    wanted = Signal()

    def __init__(self, seat: Seat, *, here: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        name = seat.name or _("待指定")
        self.first = KeyButton(_("由{name}先签", name=name), "link")
        self.first.clicked.connect(self.wanted)
        self.first.setVisible(here)
        head = _who(StateGlyph(State.EMPTY, 16), name, seat.title)
        self.add(row(head, self.first, margins=_PAD))


class SigningCard(Card):
    """Where the next person signs: identity, passphrase in place, the primary button.

    Signals:
        sign_wanted: sign with what is chosen; the secret is taken with `take_secret`.
        file_wanted: a certificate file is to be chosen.
        export_wanted: the file is to be signed elsewhere.
        sync_wanted: the second signer gets it by the share.
    """

    sign_wanted = Signal()
    file_wanted = Signal()
    export_wanted = Signal()
    sync_wanted = Signal()

    def __init__(self, seat: Seat, user: User | None, due: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.user = user
        self.key_path: Path | None = None
        self.set_chosen(chosen=True)
        name = user.name if user else seat.name or _("待指定")
        title = (user.title if user else "") or seat.title
        self.identity = ComboField(_("签名身份"), says=_("签名身份"))
        self.identity.set_choices(
            [(WORKSPACE, _("工作区签名身份")), (KEY_FILE, _("证书文件（PKCS#12）…"))], WORKSPACE
        )
        self.identity.setFixedWidth(152)
        self.identity.picked.connect(self._picked)
        self.secret = PassphraseEdit(_("本人口令"), says=_("{name}的口令", name=name))
        self.secret.setProperty("tall", "false")
        self.secret.entered.connect(self.sign_wanted)
        self.button = KeyButton(_("由{name}签名", name=name), "primary", key="Ctrl+Enter", icon="pen-line")
        self.button.clicked.connect(self.sign_wanted)
        self.reason = Notice("rev", "")
        self._lay_out(seat, name, title, due)

    def _lay_out(self, seat: Seat, name: str, title: str, due: str) -> None:
        until = _("待签，截止 {day}", day=due[5:10]) if due else _("待签")
        words = column(
            _who(StateGlyph(State.REVIEW, 16), name, title),
            Text(until, "small", "text_2"), Text(_("须由本人签，不能代签"), "small", "text_2"), gap=2,
        )  # fmt: skip
        parts = row(self.identity, self.secret)
        parts.setStretch(1, 1)
        export = KeyButton(_("导出待签包"), "link")
        export.clicked.connect(self.export_wanted)
        share = KeyButton(_("经同步送签"), "link")
        share.clicked.connect(self.sync_wanted)
        away = row(Text(_("本人不在？"), "small", "text_2"), None, export, share, gap=12)
        whole = column(_beside(words, StampPicture()), parts, self.button, self.reason, away, margins=_PAD)
        self.add(whole)
        self.setAccessibleName(_("第 {n} 签：{name}，待签", n=seat.number, name=name))

    def refuse(self, why: str) -> None:
        """Nobody can sign here now; says why in place."""
        self.button.refuse(why)
        self.reason.say("rev", why)
        for field in (self.identity, self.secret):
            field.setEnabled(False)

    def complain(self, sentence: str) -> None:
        """Signing did not work; the fields stay for another try."""
        self.reason.say("bad", sentence)
        self.secret.setFocus()

    def use_key(self, path: Path | None) -> None:
        """Sign with this certificate file, or with the workspace's identity again."""
        self.key_path = path
        self.identity.set_value(KEY_FILE if path else WORKSPACE)
        self.identity.setToolTip(path.name if path else "")
        self.secret.setPlaceholderText(_("证书密码") if path else _("本人口令"))
        says = _("{file} 的密码", file=path.name) if path else _("{name}的口令", name=self._name())
        self.secret.setAccessibleName(says)
        self.secret.forget()
        self.secret.setFocus()

    def forget(self) -> None:
        """The page goes away: no secret stays."""
        self.secret.forget()

    def _name(self) -> str:
        return self.user.name if self.user else ""

    def _picked(self, value: str) -> None:
        if value == KEY_FILE:
            self.file_wanted.emit()
        else:
            self.use_key(None)


def _who(glyph: StateGlyph, name: str, title: str) -> QHBoxLayout:
    both = row(glyph, Text(name, "strong"), Elided(title, "body", "text_2"))
    both.setStretch(2, 1)
    return both


def _beside(
    words: QVBoxLayout, stamp: StampPicture, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    both = row(words, stamp, margins=margins)
    both.setStretch(0, 1)
    return both


def person_for(seat: Seat, people: Sequence[User], free: Sequence[Seat]) -> User | None:
    """The user who takes a free seat: by name, else somebody named to sign after the snapshot was frozen."""
    found = next((user for user in people if user.name == seat.name), None)
    if found is not None:
        return found
    names = {one.name for one in free}
    later = [user for user in people if user.name not in names]
    empty = [one for one in free if one.name not in {user.name for user in people}]
    place = empty.index(seat)
    return later[place] if place < len(later) else None
