"""``auditdesk rules``: the users' own masking rules — further kinds, and words that are never masked."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table, write_new
from auditdesk.domain.maskrules import MaskRule, RuleKind, RuleStyle, ValueShape
from auditdesk.i18n import _
from auditdesk.services.reading import read_input
from auditdesk.services.rules import (
    RuleTrial,
    add_rule,
    export_rules,
    find_rule,
    import_rules,
    list_rules,
    switch_rule,
    try_rule,
)


@click.group()
def rules() -> None:
    """Masking rules of the workspace."""


@rules.command("list")
@pass_terminal
def list_(terminal: Terminal) -> None:
    """List the rules."""
    with terminal.open() as opened:
        found = list_rules(opened.desk)
    rows = [
        (rule.name, _label(rule.kind), rule.pattern or _("、").join(rule.words), _state(rule))
        for rule in found
    ]
    terminal.emit(
        [asdict(rule) for rule in found], table(rows) or [_("还没有自定义规则，用 rules add 添加。")]
    )


def _label(kind: RuleKind) -> str:
    return {
        RuleKind.PATTERN: _("表达式"), RuleKind.KEYWORD: _("关键词"), RuleKind.EXCEPTION: _("例外"),
    }[kind]  # fmt: skip


def _state(rule: MaskRule) -> str:
    return _("启用") if rule.active else _("停用")


@rules.command()
@click.argument("name")
@click.option("--pattern", default="", help="Regular expression; (?P<value>…) narrows what is masked.")
@click.option("--keyword", "keywords", multiple=True, help="Word that stands before the value.")
@click.option("--except", "exceptions", multiple=True, help="Text that is never masked.")
@click.option("--shape", type=click.Choice([one.value for one in ValueShape]), default="code")
@click.option("--shortest", type=int, default=4)
@click.option("--longest", type=int, default=20)
@click.option("--style", type=click.Choice([one.value for one in RuleStyle]), default="as_file")
@click.option("--keep-first", type=int, default=0)
@click.option("--keep-last", type=int, default=0)
@click.option("--example", "examples", multiple=True, help="Text in which the rule must find something.")
@click.option("--not", "counterexamples", multiple=True, help="Text in which it must find nothing.")
@click.option("--note", default="")
@pass_terminal
def add(
    terminal: Terminal,
    name: str,
    *,
    pattern: str,
    keywords: tuple[str, ...],
    exceptions: tuple[str, ...],
    shape: str,
    shortest: int,
    longest: int,
    style: str,
    keep_first: int,
    keep_last: int,
    examples: tuple[str, ...],
    counterexamples: tuple[str, ...],
    note: str,
) -> None:
    """Add a rule: --pattern, --keyword or --except."""
    if sum(map(bool, (pattern, keywords, exceptions))) != 1:
        raise click.UsageError(_("请在 --pattern、--keyword、--except 里选一种。"))
    kind = RuleKind.PATTERN if pattern else RuleKind.KEYWORD if keywords else RuleKind.EXCEPTION
    rule = MaskRule(
        "", name, kind, pattern, keywords or exceptions, ValueShape(shape), shortest, longest,
        RuleStyle(style), keep_first, keep_last, examples, counterexamples, note,
    )  # fmt: skip
    with terminal.open() as opened:
        made = add_rule(opened.desk, rule)
    terminal.emit(asdict(made), [_("已添加规则“{name}”。", name=made.name)])


@rules.command()
@click.argument("name")
@click.option("--text", default="", help="A text to try the rule on.")
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="A text file to try it on.")
@pass_terminal
def test(terminal: Terminal, name: str, text: str, file: Path | None) -> int:
    """Try a rule on a text and on its own examples; exit 1 when an example contradicts it."""
    if file is not None:
        text = terminal.program.masking().read_text(read_input(file), file.name)
    with terminal.open() as opened:
        trial = try_rule(opened.desk, find_rule(opened.desk, name), text)
    spans = [{"start": span.start, "end": span.end, "score": round(span.score, 3)} for span in trial.spans]
    data = {"holds": trial.holds, "spans": spans, "missed": trial.missed, "wrong": trial.wrong}
    terminal.emit(data, _told(trial, text))
    return 0 if trial.holds else 1


def _told(trial: RuleTrial, text: str) -> list[str]:
    lines = [f"{span.start}–{span.end}  {text[span.start : span.end]}" for span in trial.spans]
    lines += [_("例子里没找到：{text}", text=one) for one in trial.missed]
    lines += [_("反例里找到了：{text}", text=one) for one in trial.wrong]
    return lines or [_("没有找到，例子都符合。")]


@rules.command()
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def export(terminal: Terminal, out: Path) -> None:
    """Write all rules to a text file."""
    with terminal.open() as opened:
        text = export_rules(opened.desk)
    write_new(out, text.encode())
    terminal.emit({"file": str(out)}, [_("已导出 {path}", path=out)])


@rules.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@pass_terminal
def import_(terminal: Terminal, file: Path, *, dry_run: bool) -> None:
    """Take rules from a text file; all or nothing."""
    text = terminal.program.masking().read_text(read_input(file), file.name)
    with terminal.open() as opened:
        done = import_rules(opened.desk, text, dry_run=dry_run)
    lines = [f"+ {name}" for name in done.added] + [f"~ {name}" for name in done.changed]
    lines += [f"= {name}" for name in done.unchanged]
    terminal.emit(asdict(done) | {"imported": not dry_run}, lines)


@rules.command()
@click.argument("name")
@click.option("--on", is_flag=True, help="Switch it on again.")
@pass_terminal
def off(terminal: Terminal, name: str, *, on: bool) -> None:
    """Switch a rule off, or on again."""
    with terminal.open() as opened:
        rule = switch_rule(opened.desk, find_rule(opened.desk, name).id, active=on)
    terminal.emit(asdict(rule), [f"{rule.name}  {_state(rule)}"])
