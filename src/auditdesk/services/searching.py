"""Use case: find anything that has a name by a few characters, and say which page shows it (screens, Ctrl+K).

Stored entities come from the store's bigram index; items of forms, which are texts and not rows, from a list
that is held in memory and made anew when a form arrives.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from auditdesk.domain.audits import Answer, Audit, AuditState, Comment, state_label
from auditdesk.domain.cases import Case, case_state_label
from auditdesk.domain.checklists import Form, Item
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Action, Finding, Problem, finding_state_label
from auditdesk.domain.ledger import LedgerEntry
from auditdesk.domain.people import User, role_label
from auditdesk.domain.planning import Plan, every_label, shown_title
from auditdesk.domain.records import FormText
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.evidence_notes import noted_piece
from auditdesk.services.forms import list_forms
from auditdesk.services.ports import UnitOfWork

PER_KIND = 6
"""At most so many of a kind, so that no kind fills the list alone."""
LEDGER = "ledger"
"""Target of the page 问题整改 that opens the ledger; ``ledger:id`` an entry in it."""
_SHORT = 48


@dataclass(frozen=True, slots=True)
class Found:
    """One result: ``kind`` as in `kind_word`, and the page with the exact place that shows it."""

    kind: str
    title: str
    note: str
    page: str
    target: str


@dataclass(frozen=True, slots=True)
class _Line:
    form: Form
    item: Item
    words: str
    clauses: tuple[tuple[str, str], ...]
    """Folded text and the clause as shown."""


class ContentSearch:
    """Searches one workspace; `find` is quick enough for every keystroke."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lines: tuple[_Line, ...] = ()
        self._stored = -1

    def prepare(self) -> None:
        """Read all forms, about half a second the first time; run it in a job."""
        with self._desk.begin() as work:
            stored = work.count(FormText)
        self._lines = tuple(_lines(list_forms(self._desk)))
        self._stored = stored

    def stale(self) -> bool:
        """Whether forms arrived since `prepare`."""
        with self._desk.begin() as work:
            return work.count(FormText) != self._stored

    def find(self, text: str) -> list[Found]:
        """Results for the characters typed so far, best first; empty for nothing but blanks."""
        if not text.strip():
            return []
        with self._desk.begin() as work:
            groups = [_resolve(work, kind, ids) for kind, ids in _hits(work, text)]
            groups += self._in_forms(work, text)
        turns = chain.from_iterable(zip_longest(*groups))
        found = list(dict.fromkeys(one for one in turns if one is not None))
        words = _fold(text).split()
        return sorted(found, key=lambda one: not all(word in _fold(one.title) for word in words))

    def _in_forms(self, work: UnitOfWork, text: str) -> list[list[Found]]:
        words = _fold(text).split()
        lines = [line for line in self._lines if all(word in line.words for word in words)]
        cited = [
            (line, shown)
            for line in self._lines
            for folded, shown in line.clauses
            if all(word in folded for word in words)
        ]
        keys = {line.form.key for line in [*lines, *(line for line, _shown in cited)]}
        running = _running(work, keys)
        items = [_found_item("item", line, f"{line.item.id} {line.item.title}", running) for line in lines]
        clauses = [_found_item("clause", line, shown, running) for line, shown in cited]
        return [_first_of_each(items), _first_of_each(clauses)]


def kind_word(kind: str) -> str:
    """The word of a result's kind."""
    words = {
        "user": _("用户"), "form": _("清单"), "audit": _("自查"), "answer": _("检查结果"),
        "finding": _("问题"), "problem": _("高频问题"), "action": _("整改措施"), "evidence": _("证据"),
        "ledger_entry": _("违规台账"), "training_case": _("案例"), "plan": _("计划"),
        "comment": _("意见"), "item": _("检查项"), "clause": _("条款"),
    }  # fmt: skip
    return words.get(kind, kind)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT]}…"


def _lines(forms: Iterable[Form]) -> Iterator[_Line]:
    for form in forms:
        for item in form.items():
            clauses = []
            for basis in item.basis:
                shown = " ".join(part for part in (basis.document, basis.version, basis.clause) if part)
                clauses.append((_fold(f"{shown} {basis.quote}"), shown))
            words = f"{item.id} {item.title} {item.title_en} {item.check} {item.standard} {item.method}"
            yield _Line(form, item, _fold(words), tuple(clauses))


def _running(work: UnitOfWork, keys: set[str]) -> dict[str, Audit]:
    """The newest audit that is not signed, by form version."""
    open_states = [state for state in AuditState if state is not AuditState.SIGNED]
    audits = work.find(Audit, order="period_end", form_key=keys, state=open_states) if keys else []
    return {audit.form_key: audit for audit in audits}


def _found_item(kind: str, line: _Line, title: str, running: dict[str, Audit]) -> Found:
    audit = running.get(line.form.key)
    if audit is not None:
        return Found(kind, title, audit.title, "audits", f"{audit.id}/{line.item.id}")
    where = line.form.title if kind == "item" else f"{line.form.title} {line.item.id}"
    return Found(kind, title, where, "library", f"{line.form.key}/{line.item.id}")


def _first_of_each(found: list[Found]) -> list[Found]:
    """Those of running audits first, one of equal titles: the same clause stands behind many items."""
    ranked = sorted(found, key=lambda one: one.page != "audits")
    kept: dict[str, Found] = {}
    for one in ranked:
        kept.setdefault(one.title, one)
    return list(kept.values())[:PER_KIND]


def _hits(work: UnitOfWork, text: str) -> list[tuple[str, list[str]]]:
    """Ids per kind in the order of usefulness."""
    order = ("finding", "evidence", "audit", "answer", "action", "problem", "ledger_entry", "training_case",
             "user", "form", "comment", "plan")  # fmt: skip
    hits = [(kind, work.search(text, kinds=(kind,), limit=PER_KIND)) for kind in order]
    return [(kind, [hit.entity for hit in found]) for kind, found in hits if found]


Resolver = Callable[[UnitOfWork, Sequence[str]], list[Found]]


def _resolve(work: UnitOfWork, kind: str, ids: Sequence[str]) -> list[Found]:
    resolvers: dict[str, Resolver] = {
        "finding": _findings, "evidence": _evidence, "audit": _audits, "answer": _answers,
        "action": _actions, "problem": _problems, "user": _users, "form": _forms, "comment": _comments,
        "plan": _plans, "ledger_entry": _ledger, "training_case": _cases,
    }  # fmt: skip
    return resolvers[kind](work, ids)


def _findings(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    return [
        Found(
            "finding", f"{one.code} {_short(one.title or one.description)}".strip(),
            finding_state_label(one.state), "findings", one.id,
        )
        for one in work.find(Finding, id=list(ids), order="-code")
        if one.audit_id
    ]  # fmt: skip


def _evidence(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    pieces = work.find(Evidence, id=list(ids), order="-code")
    return [
        Found("evidence", one.code, one.name, "evidence", one.id) for one in pieces if not one.destroyed_at
    ]


def _audits(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    return [
        Found("audit", f"{one.code} {one.title}", state_label(one.state), "audits", one.id)
        for one in work.find(Audit, id=list(ids), order="-code")
    ]


def _answers(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    answers = work.find(Answer, id=list(ids))
    titles = _audit_titles(work, answers)
    return [
        Found(
            "answer", f"{one.item_id} {_short(one.note)}", titles.get(one.audit_id, ""), "audits",
            f"{one.audit_id}/{one.item_id}",
        )
        for one in answers
    ]  # fmt: skip


def _audit_titles(work: UnitOfWork, answers: Sequence[Answer]) -> dict[str, str]:
    wanted = list({one.audit_id for one in answers})
    return {audit.id: audit.title for audit in work.find(Audit, id=wanted)}


def _actions(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    actions = [one for one in work.find(Action, id=list(ids)) if one.finding_id]
    wanted = list({one.finding_id for one in actions})
    codes = {finding.id: finding.code for finding in work.find(Finding, id=wanted)}
    return [
        Found("action", _short(one.measure), codes.get(one.finding_id, ""), "findings", one.finding_id)
        for one in actions
    ]


def _problems(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    """A problem is shown at its first finding; one without findings has no place."""
    found = []
    for problem in work.find(Problem, id=list(ids), order="-code"):
        for finding in work.find(Finding, problem_id=problem.id, limit=1):
            title = f"{problem.code} {problem.title}"
            found.append(Found("problem", title, finding.code, "findings", finding.id))
    return found


def _users(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    return [
        Found("user", f"{one.staff_no} {one.name}", role_label(one.role), "settings", f"people/{one.id}")
        for one in work.find(User, id=list(ids), order="staff_no")
    ]


def _forms(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    return [
        Found("form", one.title, one.version, "library", one.id)
        for one in work.find(FormText, id=list(ids), order="-id")
    ]


def _plans(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    return [
        Found("plan", f"{one.code} {shown_title(one)}", every_label(one.every), "audits", f"plan:{one.id}")
        for one in work.find(Plan, id=list(ids), order="code")
    ]


def _comments(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    comments = work.find(Comment, id=list(ids))
    answers = {one.id: one for one in work.find(Answer, id=[one.about for one in comments])}
    titles = _audit_titles(work, list(answers.values()))
    found = []
    for one in comments:
        answer = answers.get(one.about)
        if answer is not None:
            place = f"{answer.audit_id}/{answer.item_id}"
            where = f"{titles.get(answer.audit_id, '')} {answer.item_id}"
            found.append(Found("comment", _short(one.text), where, "audits", place))
    noted = {noted_piece(one): one for one in comments if noted_piece(one)}
    found += [
        Found("comment", _short(noted[piece.id].text), piece.code, "evidence", piece.id)
        for piece in work.find(Evidence, id=list(noted))
    ]
    return found


def _ledger(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    """An entry is shown in the ledger of the page 问题整改, a commendation too."""
    return [
        Found(
            "ledger_entry", f"{one.code} {one.staff_code}", _short(one.summary), "findings",
            f"{LEDGER}:{one.id}",
        )
        for one in work.find(LedgerEntry, id=list(ids), order="-code")
    ]  # fmt: skip


def _cases(work: UnitOfWork, ids: Sequence[str]) -> list[Found]:
    return [
        Found(
            "training_case", f"{one.code} {_short(one.title)}", case_state_label(one.state), "library", one.id
        )
        for one in work.find(Case, id=list(ids), order="-code")
    ]
