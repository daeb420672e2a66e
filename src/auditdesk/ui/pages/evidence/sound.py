"""A recording in the preview: waveform, play and pause, named marks at hh:mm:ss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.errors import BadInputError, MissingExtraError
from auditdesk.domain.evidence import Mark, clock, seconds_of
from auditdesk.i18n import _
from auditdesk.services.previewing import Preview
from auditdesk.services.sounds import Peaks
from auditdesk.ui.pages.evidence.player import Player, load_player
from auditdesk.ui.pages.evidence.wave_view import STEP, WaveView
from auditdesk.ui.widgets.buttons import KeyButton
from auditdesk.ui.widgets.inputs import ComboField, LineField
from auditdesk.ui.widgets.layouts import clear, column, row, scrolled
from auditdesk.ui.widgets.text import Text

LoadPlayer = Callable[[QObject], Player]
RATES = ("0.5", "0.75", "1", "1.25", "1.5", "2")


class SoundPreview(QWidget):
    """One recording; playing needs its clear bytes, waveform and marks do not.

    Signals:
        mark_wanted: label and moment in seconds.
        remove_wanted: the `Mark` to take back.
        cite_wanted: the `Mark` whose words are to be put on the clipboard.
    """

    mark_wanted = Signal(str, float)
    cite_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, load: LoadPlayer = load_player, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._load = load
        self._player: Player | None = None
        self._data = b""
        self._preview: Preview | None = None
        self._marks: tuple[Mark, ...] = ()
        self.wave = WaveView()
        self.play = KeyButton(_("播放"), key="Space", binds=False, icon="play", height=28)
        self.time = Text("", "small", "text_2")
        self.back = KeyButton(_("−5 秒"), "quiet", height=28, says=_("后退 5 秒（逗号键）"))
        self.on = KeyButton(_("+5 秒"), "quiet", height=28, says=_("前进 5 秒（句号键）"))
        self.rate = ComboField(says=_("播放速度，[ 减慢，] 加快"), height=28)
        self.rate.set_choices([(one, f"{one}×") for one in RATES], "1")
        self.said = Text("", "small", "rev", wrap=True)
        self.moment = LineField("00:00:00", says=_("标记的时间，时:分:秒"))
        self.moment.setFixedWidth(84)
        self.label = LineField(hint=_("标记名称，例如：承诺原话"), says=_("标记名称"))
        self.add = KeyButton(_("加标记"), key="B", binds=False, height=28)
        self._list = column(gap=2)
        self._build()

    def _build(self) -> None:
        self.wave.seek_wanted.connect(self.seek)
        self.play.clicked.connect(self.toggle)
        self.back.clicked.connect(lambda: self.skip(-STEP))
        self.on.clicked.connect(lambda: self.skip(STEP))
        self.rate.picked.connect(lambda _value: self._use_rate())
        self.add.clicked.connect(self.add_mark)
        self.label.returnPressed.connect(self.add_mark)
        self.moment.returnPressed.connect(self.add_mark)
        marks = QWidget()
        marks.setLayout(column(gap=0))
        inner = marks.layout()
        assert isinstance(inner, QVBoxLayout)
        inner.addLayout(self._list)
        inner.addStretch(1)
        controls = row(self.play, self.back, self.on, None, self.rate, gap=4)
        everything = column(self.wave, controls, self.time, self.said, gap=4, margins=(16, 8, 16, 8))
        everything.addWidget(scrolled(marks), 1)
        everything.addLayout(row(self.moment, self.label, self.add))
        self.setLayout(everything)
        self.said.hide()

    def show_sound(self, preview: Preview, marks: Sequence[Mark]) -> None:
        """Show a recording; without its bytes it cannot be played, and says why."""
        self.stop()
        self._preview, self._data = preview, preview.data
        self.wave.forget()
        self.set_marks(marks)
        self._say(preview.message)
        if self._data:
            self.play.allow()
        else:
            self.play.refuse(_("显示原件后才能播放") if preview.covered else preview.message)

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """The marks changed; the position stays."""
        self._marks = tuple(sorted(marks, key=lambda mark: mark.start_seconds))
        peaks = self._preview.peaks if self._preview else None
        length = peaks.seconds if peaks else self.wave.length()
        self.wave.show_sound(peaks, length, self._marks)
        clear(self._list)
        for mark in self._marks:
            jump = KeyButton(
                clock(mark.start_seconds), "link", says=_("跳到 {at}", at=clock(mark.start_seconds))
            )
            jump.clicked.connect(partial(self.seek, mark.start_seconds))
            says = _("复制引用 {at} {label}", at=clock(mark.start_seconds), label=mark.label)
            cite = KeyButton(kind="quiet", icon="copy", height=24, says=says)
            cite.clicked.connect(partial(self.cite_wanted.emit, mark))
            says = _("删除标记 {at} {label}", at=clock(mark.start_seconds), label=mark.label)
            off = KeyButton(kind="quiet", icon="x", height=24, says=says)
            off.clicked.connect(partial(self.remove_wanted.emit, mark))
            line = row(jump, Text(mark.label, "small", wrap=True), cite, off, gap=6)
            line.setStretch(1, 1)
            self._list.addLayout(line)
        if not self._marks:
            self._list.addWidget(
                Text(_("还没有标记。在要点处停下，写个名称，按 Enter。"), "small", "text_3", wrap=True)
            )
        self._tell()

    def toggle(self) -> None:
        """Play or pause; loads the player at the first time."""
        if not self._data:
            self._say(self.play.reason())
            return
        player = self._ready()
        if player is not None:
            player.toggle()

    def seek(self, seconds: float) -> None:
        """Go to a moment, playing or not."""
        self.wave.set_position(seconds)
        if self._player is not None:
            self._player.seek(seconds)
        self._tell()

    def skip(self, seconds: float) -> None:
        """So many seconds on, or back when negative."""
        end = self.wave.length() or self.wave.position
        self.seek(max(0.0, min(end, self.wave.position + seconds)))

    def change_rate(self, steps: int) -> None:
        """The next quicker or slower speed."""
        place = RATES.index(self.rate.value() or "1") + steps
        self.rate.set_value(RATES[max(0, min(len(RATES) - 1, place))])
        self._use_rate()

    def set_peaks(self, peaks: Peaks) -> None:
        """The shape of a compressed recording has been worked out."""
        if self._preview is not None:
            self._preview = replace(self._preview, peaks=peaks)
            self.set_marks(self._marks)

    def _use_rate(self) -> None:
        if self._player is not None:
            self._player.set_rate(float(self.rate.value() or 1))

    def begin_mark(self) -> None:
        """Key B: a mark at this moment; the caret goes to its name."""
        self.moment.setText(clock(self.wave.position))
        self.label.setFocus()

    def add_mark(self) -> None:
        """Ask for a mark; what is missing is said in place."""
        if not self.label.text().strip():
            self._say(_("标记要有名称。"))
            self.label.setFocus()
            return
        try:
            seconds = seconds_of(self.moment.text())
        except BadInputError as error:
            self._say(error.message)
            return
        self._say("")
        self.mark_wanted.emit(self.label.text().strip(), seconds)
        self.label.clear()

    def stop(self) -> None:
        """Stop playing and let go of the bytes."""
        self._data = b""
        if self._player is not None:
            self._player.close()
            self._player.deleteLater()
            self._player = None
        self._playing(playing=False)

    def _ready(self) -> Player | None:
        if self._player is None:
            try:
                self._player = self._load(self)
            except MissingExtraError as error:
                self.play.refuse(error.message)
                self._say(error.message)
                return None
            self._player.moved.connect(self._moved)
            self._player.lasted.connect(self._lasted)
            self._player.playing_changed.connect(lambda playing: self._playing(playing=playing))
            self._player.failed.connect(self._say)
            self._player.open(self._data)
            self._use_rate()
            self._player.seek(self.wave.position)
        return self._player

    def _moved(self, seconds: float) -> None:
        self.wave.set_position(seconds)
        self._tell()

    def _lasted(self, seconds: float) -> None:
        peaks = self._preview.peaks if self._preview else None
        if seconds > 0 and peaks is None:
            self.wave.show_sound(None, seconds, self._marks)
        self._tell()

    def _playing(self, *, playing: bool) -> None:
        self.play.set_label(_("暂停") if playing else _("播放"), "pause" if playing else "play")

    def _tell(self) -> None:
        self.time.setText(f"{clock(self.wave.position)} / {clock(self.wave.length())}")
        if not self.moment.hasFocus() and not self.label.hasFocus():
            self.moment.setText(clock(self.wave.position))

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
