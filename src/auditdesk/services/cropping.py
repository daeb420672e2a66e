"""Use case: keep a part of a picture that may be shown as a piece of its own, below it in the tree."""

from __future__ import annotations

from io import BytesIO

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.filenames import safe_name, split_ending
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Right
from auditdesk.domain.retention import may_hold_personal_data
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id


def keep_crop(desk: Desk, evidence_id: str, png: bytes) -> Evidence:
    """Store a cut-out (PNG bytes, made from what was shown) derived from the picture.

    It never stands for its source in a report by itself: it is linked where it is wanted.

    Raises:
        BadInputError: the source is no picture, is destroyed, or may still hold personal data.
    """
    desk.may(Right.EVIDENCE)
    with desk.begin() as work:
        piece = work.require(Evidence, evidence_id)
    if piece.destroyed_at or not piece.media_type.startswith("image/"):
        raise BadInputError(_("{code} 不是图片或已经销毁，不能裁剪。", code=piece.code))
    if may_hold_personal_data(piece):
        raise BadInputError(_("{code} 还没有脱敏，先脱敏再裁剪副本。", code=piece.code))
    blob = desk.blobs.add(BytesIO(png))
    with desk.begin() as work:
        known = work.find(Evidence, sha256=blob.sha256, derived_from=piece.id, destroyed_at="")
        if known:
            return known[0]
        number = 1 + work.count(Evidence, derived_from=piece.id)
        made = Evidence(
            id=new_id(), code=f"{piece.code}-C{number}",
            name=safe_name(_("{name} 局部", name=split_ending(piece.name)[0]), ".png"),
            media_type="image/png", size=blob.size, sha256=blob.sha256, added_by=desk.user.id,
            added_at=desk.now(), source=piece.source, derived_from=piece.id,
            mask_state=MaskState.NOT_NEEDED, mask_summary=piece.mask_summary,
        )  # fmt: skip
        work.save(made)
        work.note(JournalNote("evidence.crop", piece.code, (("copy", made.code),)))
        work.note(JournalNote("evidence.copy", made.code, (("original", piece.code),)))
        work.commit()
    return made
