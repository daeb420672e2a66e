"""A stand-in written by a person: taken only when nothing personal is in it."""

from __future__ import annotations

from collections.abc import Sequence

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.maskplan import Decisions, Place
from auditdesk.domain.spans import kind_label
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.mask_review import OpenPlan, original
from auditdesk.services.rules import case_file

LONGEST = 40
"""Code points of a stand-in."""
_SHORTEST = 2


def stand_in_typed(
    desk: Desk, plan: OpenPlan, found: Sequence[Place], decisions: Decisions, place: Place, text: str
) -> Decisions:
    """The decisions with a person's own stand-in for the value of a place, in all its places.

    Args:
        desk: the open workspace.
        plan: the file.
        found: every place of the file: none of their texts may stand in the stand-in.
        decisions: what holds so far.
        place: a masked place.
        text: what to write; empty goes back to the style of the file.

    Raises:
        BadInputError: too long, the value itself, or something personal is found in it.
    """
    words = " ".join(text.split())
    if words:
        _check(desk, plan, found, words)
    return decisions.with_typed(place.found.value, words)


def _check(desk: Desk, plan: OpenPlan, found: Sequence[Place], words: str) -> None:
    if len(words) > LONGEST:
        raise BadInputError(_("替换文字最多 {n} 个字，请写短一些。", n=LONGEST))
    tool = desk.tools.masking()
    for span in tool.detect(words, case=case_file(desk)):
        raise BadInputError(_("替换文字里像有{kind}，请换一个。", kind=kind_label(span.kind)))
    values = {(one.span.kind, original(plan, one).strip()) for one in found if one.found.masked}
    for kind, value in values:
        if len(value) >= _SHORTEST and tool.normal_value(kind, value) in tool.normal_value(kind, words):
            raise BadInputError(_("替换文字里有本文件的{kind}，请换一个。", kind=kind_label(kind)))
