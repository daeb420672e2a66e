"""权限一览: which role may do what, as a table."""

from __future__ import annotations

from functools import partial

from auditdesk.domain.people import RIGHTS, Right, Role, right_label, role_label
from auditdesk.i18n import _
from auditdesk.ui.widgets.cells import COMPACT_HEIGHT, HEAD_HEIGHT, Cell
from auditdesk.ui.widgets.tables import Column, TableView

_ROLE_WIDTH = 76


def rights_table(own: Role) -> TableView:
    """All rights by role; the column of the person at work is named bold by its cells."""
    columns = [Column(_("可以做的事"), right_label)]
    columns += [Column(role_label(role), partial(_cell, role, role is own), _ROLE_WIDTH) for role in Role]
    table = TableView(columns, says=_("权限一览"), height=COMPACT_HEIGHT)
    table.set_rows(list(Right))
    table.setFixedHeight(HEAD_HEIGHT + COMPACT_HEIGHT * len(Right) + 2)
    return table


def _cell(role: Role, own: bool, right: Right) -> Cell:  # noqa: FBT001 -- bound by position
    allowed = right in RIGHTS[role]
    return Cell(_("可以") if allowed else "–", tone=("ok" if allowed else "text_3"), bold=own and allowed)
