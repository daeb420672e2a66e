"""The strip of key figures on 工作台, each with its arithmetic, made from an `Overview`."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from auditdesk.domain.audits import AuditState, ReviewDecision, state_label
from auditdesk.domain.findings import FindingState, is_overdue
from auditdesk.domain.fixlist import AuditFile
from auditdesk.domain.scoring import Score, one_decimal
from auditdesk.i18n import _
from auditdesk.ui.pages.overview import Overview
from auditdesk.ui.pages.overview_tasks import short_day
from auditdesk.ui.pages.syncing.words import amount, moment
from auditdesk.ui.widgets.bars import ShareBar
from auditdesk.ui.widgets.stats import Stat, StatStrip

Parts = list[tuple[str, str]]


def figures(seen: Overview) -> StatStrip:
    """Where one stands: the audit in hand or the last signed one, rate, findings, review, unsent."""
    strip = StatStrip()
    if seen.shown is not None:
        file, score = seen.shown
        strip.add(*_audit_stat(seen, file, score), 5)
        strip.add(_rate_stat(seen, score), None, 5)
    strip.add(_findings_stat(seen), None, 4)
    if seen.file is not None:
        strip.add(_review_stat(seen.file), None, 4)
    else:
        strip.add(_next_stat(seen), None, 4)
    if seen.share is not None:
        strip.add(_share_stat(seen), None, 4)
    return strip


def _audit_stat(seen: Overview, file: AuditFile, score: Score) -> tuple[Stat, QWidget]:
    """Answered of all, and until when; a signed audit says that it is."""
    tally, audit = score.tally, file.audit
    shares = (("ok", tally.passed), ("bad", tally.failed), ("na", tally.not_applicable + tally.recorded))
    bar = ShareBar(*shares, total=max(1, tally.total))
    if audit.state is AuditState.SIGNED:
        words: Parts = [(_("最近一次自查・{state}", state=state_label(audit.state)), "text_2")]
        return Stat(audit.title, str(tally.answered), _("/ {n} 项", n=tally.total), words), bar
    words = [(_("还剩 {n} 项", n=tally.unanswered), "text_2")]
    if audit.due and seen.days_left is not None:
        late = seen.days_left < 0
        left = _("逾期 {n} 个工作日", n=-seen.days_left) if late else _("{n} 个工作日", n=seen.days_left)
        until = _("・截止 {day}（{left}）", day=short_day(audit.due), left=left)
        words.append((until, "bad" if late else "text_2"))
    return Stat(audit.title, str(tally.answered), _("/ {n} 项", n=tally.total), words), bar


def _rate_stat(seen: Overview, score: Score) -> Stat:
    """The rate as it stands with its arithmetic; a veto stands beside it."""
    tally = score.tally
    value = "–" if tally.rate is None else f"{one_decimal(100 * tally.rate)}%"
    ids = " ".join(hit.item_id for hit in score.vetoes)
    words = _("{passed} ÷（{passed} + {failed}）", passed=tally.passed, failed=tally.failed)
    if tally.not_applicable:
        words += _("，{n} 项不适用不计", n=tally.not_applicable)
    if tally.rate is None:
        words = _("还没有计入的答案")
    veto = _("单项否决 {ids}", ids=ids) if ids else ""
    label = _("当前合规率") if seen.file is not None else _("最近一次合规率")
    return Stat(label, value, "", [(words, "text_2")], veto)


def _findings_stat(seen: Overview) -> Stat:
    """Open findings: overdue, due today, drafts."""
    late = sum(is_overdue(one, seen.today) for one in seen.findings)
    due = sum(one.deadline == seen.today for one in seen.findings)
    drafts = sum(one.state is FindingState.DRAFT for one in seen.findings)
    parts: Parts = [(_("逾期 {n}", n=late), "bad")] if late else []
    rest = [_("今天到期 {n}", n=due)] if due else []
    rest += [_("草稿 {n}", n=drafts)] if drafts else []
    if rest:
        parts.append((("・" if parts else "") + "・".join(rest), "text_2"))
    return Stat(_("未关闭问题"), str(len(seen.findings)), "", parts or [(_("没有逾期"), "text_2")])


def _review_stat(file: AuditFile) -> Stat:
    """Answers waiting for the second person."""
    answers = [answer for answer in file.answers.values() if answer.verdict]
    done = sum(answer.review == ReviewDecision.CONFIRMED for answer in answers)
    back = sum(answer.review == ReviewDecision.RETURNED for answer in answers)
    words: Parts = [(_("已确认 {n}", n=done), "text_2")]
    if back:
        words += [("・", "text_2"), (_("退回 {n}", n=back), "rev")]
    return Stat(_("待复核"), str(len(answers) - done - back), "", words)


def _next_stat(seen: Overview) -> Stat:
    """Between two audits: what the plans ask for next."""
    row = seen.next_due
    if row is None:
        return Stat(_("下一次自查"), "–", "", [(_("还没有计划"), "text_2")])
    day = row.due.due.isoformat()
    return Stat(_("下一次自查"), short_day(day), "", [(row.title, "bad" if day < seen.today else "text_2")])


def _share_stat(seen: Overview) -> Stat:
    """Changes and files no other laptop has yet."""
    assert seen.share is not None
    if not seen.share.joined:
        return Stat(_("尚未同步"), "–", "", [(_("还没有共享目录"), "text_2")])
    size = sum(one.size for one in seen.share.outgoing)
    unit = _("项・{size}", size=amount(size)) if size else _("项")
    when = moment(seen.share.last_success, seen.now)
    words = _("上次成功 {when}", when=when) if when else _("还没有同步过")
    return Stat(_("尚未同步"), str(seen.share.waiting), unit, [(words, "text_2")])
