"""Steps on the page 脱敏 for its tests: add files, press keys, uncover, read what was written; all content is invented."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from auditdesk.assets import resource
from auditdesk.services.evidence import NewEvidence, add_evidence, list_evidence, open_piece
from auditdesk.services.mask_review import original
from auditdesk.ui.pages.masking_review.session import Session

CHAT = (
    "客服：您好，请问您贵姓？\n客户：我叫林向晚，手机13800001234\n客服：林女士，方案代号青鸟计划\n"
    "客户：那打我爱人陆远行，19900005678\n客服：好，青鸟计划已登记，回拨13800001234\n"
)
OTHER = "客户：我的手机是13800001234，换套餐\n"


def add(desk, data, name):
    raw = data.encode() if isinstance(data, str) else data
    return add_evidence(desk, NewEvidence(BytesIO(raw), name, len(raw))).piece


def opened(qtbot, page, name):
    qtbot.waitUntil(
        lambda: page.area.session is not None and page.area.session.plan.piece.name == name, timeout=60_000
    )


def surveyed(qtbot, page):
    files = page.files.files
    qtbot.waitUntil(lambda: 0 < len(files.files) == len(page.surveys.found), timeout=15000)


def press(page, key, modifier=Qt.KeyboardModifier.NoModifier):
    page.activateWindow()
    page.area.spans.setFocus()
    QApplication.processEvents()
    QTest.keyClick(page.area.spans, key, modifier)


def uncover(page):
    page.area.cover_or_ask()
    field = page.area.texts.cover.reason
    if page.area.session.plan.pages:
        field = page.area.pictures.cover.reason
    field.setText("脱敏核对")
    QTest.keyClick(field, Qt.Key.Key_Return)


def unsure(page, *texts):
    """Let the model be unsure of some values, as it is of names without a cue."""
    plan = page.area.session.plan
    parts = tuple(
        replace(
            part,
            spans=tuple(
                span._replace(score=0.62, pending=True) if part.text[span.start : span.end] in texts else span
                for span in part.spans
            ),
        )
        for part in plan.parts
    )
    session = Session(page._desk, replace(plan, parts=parts))
    page.area.session = session
    page.area.texts.lines.use(session)
    page.area.redraw()
    page.draft.follow(session)
    page._show_foot()
    return session


def values(page):
    session = page.area.session
    return [original(session.plan, one) for one in session.places]


def written(desk, piece):
    with open_piece(desk, piece) as stream:
        return stream.read().decode()


def copy_of(desk, name):
    source = next(one for one in list_evidence(desk) if one.name == name and not one.derived_from)
    return next((one for one in list_evidence(desk) if one.derived_from == source.id), None)


def spot(view, row, character):
    """Where a character begins in the viewport."""
    area = view.visualRect(view.lines.index(row, 0))
    for x in range(area.left(), area.right()):
        at = view.hit(QPoint(x, area.top() + 10))
        if at is not None and at[1] == character and x > area.left() + 60:
            return QPoint(x, area.top() + 10)
    raise AssertionError("not in sight")


def letter(words):
    """A page with one line of text."""
    if "Noto" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Noto", str(resource("fonts", "NotoSansSC-Regular.ttf"))))
    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 200), initialFontName="Noto")
    canvas.setFont("Noto", 12)
    canvas.drawString(30, 150, words)
    canvas.save()
    return out.getvalue()
