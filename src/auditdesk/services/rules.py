"""Use cases on the users' own masking rules: further kinds of personal data, words that are never masked.

Rules are proved by their examples before they are kept. They travel through the share like every entity
and, as text, from hand to hand (`services.rules_text`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from auditdesk.domain.errors import BadInputError, NotFoundError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.maskrules import CaseFile, MaskRule, RuleKind, problems_of_rule, problems_on_trial
from auditdesk.domain.people import Right
from auditdesk.domain.spans import Span
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.ports import UnitOfWork
from auditdesk.services.rules_text import read_rules, write_rules


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """What a rule does to a text: where it finds something, and what its own examples say.

    Attributes:
        spans: what the rule finds in the text.
        missed: examples in which it finds nothing.
        wrong: counterexamples in which it finds something.
    """

    spans: tuple[Span, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every example is found and no counterexample is."""
        return not self.missed and not self.wrong


@dataclass(frozen=True, slots=True)
class RuleImport:
    """What reading rules from a text does: names added, changed, and the same already."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def list_rules(desk: Desk, *, active_only: bool = False) -> list[MaskRule]:
    """All rules of the workspace in the order they were made."""
    desk.may(Right.VIEW)
    with desk.begin() as work:
        return work.find(MaskRule, active=True) if active_only else work.find(MaskRule)


def find_rule(desk: Desk, name: str) -> MaskRule:
    """A rule by name or id.

    Raises:
        NotFoundError: there is none.
    """
    for rule in list_rules(desk):
        if name in (rule.id, rule.name):
            return rule
    raise NotFoundError(_("没有叫“{name}”的规则，用 rules list 看有哪些。", name=name))


def case_file(desk: Desk, people: Sequence[str] = ()) -> CaseFile:
    """What detection has to know in this workspace: the active rules, and people confirmed in a case."""
    return CaseFile(tuple(list_rules(desk, active_only=True)), tuple(people))


def add_rule(desk: Desk, rule: MaskRule) -> MaskRule:
    """Keep a new rule; its id, author and time are given here.

    Raises:
        BadInputError: the rule is wrong, its name is taken, or its own examples contradict it.
    """
    desk.may(Right.MANAGE_FORMS)
    made = replace(rule, id=new_id(), created_by=desk.user.id, created_at=desk.now())
    with desk.begin() as work:
        _keep(desk, work, made, "rule.add")
        work.commit()
    return made


def change_rule(desk: Desk, rule: MaskRule) -> MaskRule:
    """Change a rule that exists; raises like `add_rule`, and `NotFoundError`."""
    desk.may(Right.MANAGE_FORMS)
    with desk.begin() as work:
        old = work.require(MaskRule, rule.id)
        changed = replace(rule, created_by=old.created_by, created_at=old.created_at)
        if changed != old:
            _keep(desk, work, changed, "rule.change")
            work.commit()
    return changed


def switch_rule(desk: Desk, rule_id: str, *, active: bool) -> MaskRule:
    """Switch a rule off or on again; nothing is deleted, so that old masked copies can be explained."""
    desk.may(Right.MANAGE_FORMS)
    with desk.begin() as work:
        rule = replace(work.require(MaskRule, rule_id), active=active)
        work.save(rule)
        work.note(JournalNote("rule.on" if active else "rule.off", rule.id))
        work.commit()
    return rule


def try_rule(desk: Desk, rule: MaskRule, text: str = "") -> RuleTrial:
    """Test a rule, saved or half written, against a text and its own examples; changes nothing.

    Raises:
        BadInputError: the rule is wrong.
    """
    desk.may(Right.VIEW)
    problems = problems_on_trial(rule)
    if problems:
        raise BadInputError(problems[0])
    return _trial(desk, replace(rule, name=rule.name.strip() or _("新规则")), text)


def export_rules(desk: Desk) -> str:
    """All rules as text that `import_rules` reads back equal."""
    return write_rules(list_rules(desk))


def import_rules(desk: Desk, text: str, *, dry_run: bool = False) -> RuleImport:
    """Take rules from a text; a rule with a known name replaces that rule. All or nothing.

    Raises:
        BadInputError: the text or one of its rules is wrong; the sentence names the rule.
    """
    desk.may(Right.MANAGE_FORMS)
    incoming = read_rules(text)
    added: list[str] = []
    changed: list[str] = []
    unchanged: list[str] = []
    with desk.begin() as work:
        known = {rule.name: rule for rule in work.find(MaskRule)}
        for rule in incoming:
            old = known.get(rule.name)
            made = _merged(desk, rule, old)
            if old is not None and _plain(made) == _plain(old):
                unchanged.append(rule.name)
                continue
            (changed if old else added).append(rule.name)
            _keep(desk, work, made, "rule.import")
        if not dry_run:
            work.commit()
    return RuleImport(tuple(added), tuple(changed), tuple(unchanged))


def _merged(desk: Desk, rule: MaskRule, old: MaskRule | None) -> MaskRule:
    if old is None:
        return replace(rule, id=new_id(), created_by=desk.user.id, created_at=desk.now())
    return replace(rule, id=old.id, created_by=old.created_by, created_at=old.created_at)


def _plain(rule: MaskRule) -> MaskRule:
    """A rule for comparing: words are a set in the store, their order says nothing."""
    return replace(rule, words=tuple(sorted(rule.words)))


def _keep(desk: Desk, work: UnitOfWork, rule: MaskRule, action: str) -> None:
    problems = problems_of_rule(rule, work.find(MaskRule))
    if problems:
        raise BadInputError(_("规则“{name}”：{problem}", name=rule.name, problem=problems[0]))
    trial = _trial(desk, rule, "")
    if trial.missed:
        raise BadInputError(
            _("规则“{name}”在自己的例子里找不到：{text}", name=rule.name, text=trial.missed[0])
        )
    if trial.wrong:
        raise BadInputError(_("规则“{name}”在反例里也找到了：{text}", name=rule.name, text=trial.wrong[0]))
    work.save(rule)
    work.note(JournalNote(action, rule.id, (("kind", rule.kind.value),)))


def _trial(desk: Desk, rule: MaskRule, text: str) -> RuleTrial:
    texts = (text, *rule.examples, *rule.counterexamples)
    spans, *proofs = desk.tools.masking().try_rule(rule, texts)
    count = len(rule.examples)
    if rule.kind is RuleKind.EXCEPTION:
        return RuleTrial(spans, (), ())
    missed = tuple(one for one, found in zip(rule.examples, proofs[:count], strict=True) if not found)
    wrong = tuple(one for one, found in zip(rule.counterexamples, proofs[count:], strict=True) if found)
    return RuleTrial(spans, missed, wrong)
