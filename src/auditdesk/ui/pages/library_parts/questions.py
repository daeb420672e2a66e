"""The questions that begin or end a version: revision, new form, taking back, out of use."""

from __future__ import annotations

from collections.abc import Callable

from auditdesk.i18n import _
from auditdesk.ui.pages.library_parts.ask_bar import Ask, AskBar

Answered = Callable[[dict[str, str]], object]


def ask_revision(bar: AskBar, title: str, act: Answered) -> None:
    """Why a text is revised: at least every half year, and when rules or business change (A12)."""
    usual = (_("定期修订"), _("规则变化"), _("业务变化"))
    why = Ask("reason", _("修订理由"), _("写进修订记录"), quick=usual)
    bar.ask(_("新建修订：《{title}》", title=title), [why], _("建立草稿"), act)


def ask_new_form(bar: AskBar, act: Answered) -> None:
    """Title and reason of a new checklist."""
    asks = [
        Ask("title", _("清单名称"), _("如 门店服务自查表")),
        Ask("reason", _("编制理由"), _("写进修订记录"), needed=False, quick=(_("首次编制"),)),
    ]
    bar.ask(_("新建清单"), asks, _("建立草稿"), act)


def ask_withdrawal(bar: AskBar, act: Answered) -> None:
    """撤回: the decisions so far are kept as an earlier round."""
    why = Ask("reason", _("撤回理由"), _("审批人会看到"))
    bar.ask(_("撤回草稿，这一轮的审批意见留作记录"), [why], _("撤回"), act)


def ask_retirement(bar: AskBar, key: str, act: Answered) -> None:
    """停用: running audits stay on the version; new ones cannot begin with it."""
    why = Ask("reason", _("停用理由"), _("写进修订记录"))
    bar.ask(_("停用 {key}：进行中的自查照常做完，新的自查不再用它", key=key), [why], _("停用"), act)
