"""Pieces of evidence for tests; all content is invented."""

from __future__ import annotations

import io
import math
import struct
import wave
from dataclasses import replace
from io import BytesIO

import openpyxl
from PIL import Image

from auditdesk.domain.audits import AuditKind
from auditdesk.domain.evidence import MaskState
from auditdesk.domain.people import Role, User
from auditdesk.services.audits import AuditPlan, audit_form, plan_audit
from auditdesk.services.evidence import NewEvidence, add_evidence, set_mask_state

FORM = "customer-service-self-check"


def add(desk, name="会话.txt", data=b"", *, cleared=False, **fields):
    data = data or f"内容 {name}".encode()
    piece = add_evidence(desk, NewEvidence(BytesIO(data), name, len(data), **fields)).piece
    return set_mask_state(desk, piece.id, MaskState.NOT_NEEDED, "没有个人信息") if cleared else piece


def plan(desk, title="11月例行自查"):
    made = plan_audit(desk, AuditPlan(FORM, title, AuditKind.ROUTINE, "2026-10-20", "2026-10-31"))
    return made, [item.id for item in audit_form(desk, made).items()]


def other(desk, role=Role.ADMIN):
    """The same desk in another person's hands."""
    return replace(desk, user=User("u-other", "1002", "许佳宁", role))


def wav(seconds=2.0, rate=8000):
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        count = int(seconds * rate)
        sound.writeframes(b"".join(
            struct.pack("<h", round(20000 * math.sin(n / 5) * abs(math.sin(n * 3 / count)))) for n in range(count)
        ))  # fmt: skip
    return out.getvalue()


def png(colour="#2459A8", size=(320, 180)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def xlsx(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
