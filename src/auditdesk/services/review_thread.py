"""The talk about one answer between its author and the reviewer, read from the operations themselves.

What was asked stays beside what changed since; nothing of it is kept twice (REQUIREMENTS A8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from auditdesk.domain.audits import Answer, Ask, Comment, ReviewDecision, answer_id, ask_label, verdict_label
from auditdesk.domain.evidence import EvidenceLink, Mark
from auditdesk.domain.operations import Operation
from auditdesk.domain.people import Right
from auditdesk.domain.replicated import kind_of
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.ports import UnitOfWork


class TurnKind(StrEnum):
    """What somebody did: answered, returned it, sent it back, confirmed it, said something."""

    ANSWERED = "answered"
    RETURNED = "returned"
    SENT = "sent"
    CONFIRMED = "confirmed"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Turn:
    """One step. ``at`` is ISO; ``asks`` are values of `Ask`; ``before`` is the answer a return looked at."""

    kind: TurnKind
    who: str
    at: str
    text: str = ""
    asks: tuple[str, ...] = ()
    before: Mapping[str, object] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Tick:
    """Something asked for or changed since the return."""

    words: str
    done: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """Turns, oldest first; ``round`` counts returns; ``ticks`` answer the last one."""

    turns: tuple[Turn, ...] = ()
    round: int = 0
    ticks: tuple[Tick, ...] = ()


def read_thread(desk: Desk, audit_id: str, item_id: str) -> Thread:
    """Everything said about an answer."""
    desk.may(Right.VIEW)
    name = answer_id(audit_id, item_id)
    with desk.begin() as work:
        answer = work.get(Answer, name)
        if answer is None:
            return Thread()
        operations = work.replica.history("answer", name)
        comments = work.find(Comment, about=name, order="created_at")
        turns = _with_comments(_turns(desk, operations), comments)
        returns = [turn for turn in turns if turn.kind is TurnKind.RETURNED]
        ticks = _ticks(work, answer, returns[-1]) if returns else ()
    return Thread(tuple(turns), len(returns), ticks)


def _turns(desk: Desk, operations: list[Operation]) -> list[Turn]:
    """Reviews and, before each, the last state of the answer."""
    names = {number: name for name, number in kind_of(Answer).fields.items()}
    state: dict[str, object] = {}
    turns: list[Turn] = []
    for operation in operations:
        changed = {names[one.field]: one.value for one in operation.changes if one.field in names}
        review_before = str(state.get("review", ""))
        state |= changed
        turn = _turn(desk, operation, state, changed, review_before)
        if turn is None:
            continue
        both = turn.kind is TurnKind.ANSWERED and turns and turns[-1].kind is TurnKind.ANSWERED
        if both:
            turns[-1] = turn
        else:
            turns.append(turn)
    return turns


def _turn(
    desk: Desk, operation: Operation, state: dict[str, object], changed: dict[str, object], review_before: str
) -> Turn | None:
    review = str(state.get("review", ""))
    if "review" in changed and review in (ReviewDecision.RETURNED, ReviewDecision.CONFIRMED):
        kind = TurnKind.RETURNED if review == ReviewDecision.RETURNED else TurnKind.CONFIRMED
        asks = state.get("review_asks", ())
        wanted = tuple(str(one) for one in asks) if isinstance(asks, list | tuple) else ()
        return Turn(
            kind, str(state.get("review_by", "")), str(state.get("review_at", "")),
            str(state.get("review_note", "")), wanted if kind is TurnKind.RETURNED else (), dict(state),
        )  # fmt: skip
    if "review" in changed and review_before == ReviewDecision.RETURNED and "answered_at" not in changed:
        return Turn(TurnKind.SENT, operation.user, _time_of(desk, operation))
    if changed.get("verdict"):
        words = _("判为{verdict}", verdict=verdict_label(str(changed["verdict"])))
        return Turn(
            TurnKind.ANSWERED, str(state.get("answered_by", "")), str(state.get("answered_at", "")), words
        )
    return None


def _time_of(desk: Desk, operation: Operation) -> str:
    """The stamp's moment in the desk's own time."""
    millis = int(operation.id.partition("-")[0], 16)
    moment = datetime.fromtimestamp(millis / 1000, UTC).astimezone(desk.clock.now().tzinfo)
    return moment.isoformat(timespec="seconds")


def _with_comments(turns: list[Turn], comments: list[Comment]) -> list[Turn]:
    """Remarks that are no repetition of a review's own words, in their place of time."""
    own = {(turn.who, turn.text) for turn in turns}
    said = [
        Turn(TurnKind.SAID, one.author, one.created_at, one.text)
        for one in comments
        if (one.author, one.text) not in own
    ]
    return sorted([*turns, *said], key=lambda turn: turn.at)


def _ticks(work: UnitOfWork, answer: Answer, returned: Turn) -> tuple[Tick, ...]:
    """What was asked for, done or not, and what else changed."""
    done = _changed_since(work, answer, returned)
    open_words = {ask: _("还没有{what}", what=ask_label(ask)) for ask in returned.asks}
    ticks = [Tick(words, done=True) for words in done.values() if words]
    return (*ticks, *(Tick(words, done=False) for ask, words in open_words.items() if not done.get(ask)))


def _changed_since(work: UnitOfWork, answer: Answer, returned: Turn) -> dict[str, str]:
    """Words for each ask that something was done about, empty where nothing was."""
    before = returned.before
    grown = len(answer.note) - len(str(before.get("note", "")))
    noted = _("说明已补（{n} 字）", n=f"{grown:+d}") if answer.note != str(before.get("note", "")) else ""
    links = work.find(EvidenceLink, target_id=answer.id, removed=False)
    fresh = sum(link.created_at > returned.at for link in links)
    marks = [
        mark for link in links for mark in work.find(Mark, evidence_id=link.evidence_id)
        if mark.label and mark.created_at > returned.at
    ]  # fmt: skip
    samples = list(answer.sample_marks) != list(_texts(before.get("sample_marks")))
    old = str(before.get("verdict", ""))
    judged = _("{old}改为{new}", old=verdict_label(old), new=verdict_label(answer.verdict))
    return {
        Ask.NOTE.value: noted,
        Ask.EVIDENCE.value: _("新证据 {n} 件", n=fresh) if fresh else "",
        Ask.MARK.value: _("新标记 {at}", at=_("、").join(_clock(mark.start_seconds) for mark in marks))
        if marks else "",
        Ask.SAMPLES.value: _("样本重查过") if samples else "",
        Ask.VERDICT.value: judged if answer.verdict != old else "",
    }  # fmt: skip


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list | tuple) else ()


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
