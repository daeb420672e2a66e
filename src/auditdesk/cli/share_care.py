"""``auditdesk share``, second half: laptops, alarms, another place, the stick, going on after a restore."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, pass_terminal, table
from auditdesk.domain.people import Role, role_label
from auditdesk.i18n import _
from auditdesk.services.sharing import alarms as list_alarms
from auditdesk.services.sharing import dismiss as put_away
from auditdesk.services.sharing import move_share
from auditdesk.services.sharing_carry import carry_in, carry_out
from auditdesk.services.sharing_enrol import revoke as shut_out
from auditdesk.services.sharing_laptops import Laptop, laptop_words, said
from auditdesk.services.sharing_laptops import laptops as list_laptops
from auditdesk.services.sharing_recover import take_up as go_on

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@pass_terminal
def laptops(terminal: Terminal) -> None:
    """List the laptops of the site."""
    with terminal.open() as opened:
        found = list_laptops(opened.desk)
    terminal.emit([asdict(one) for one in found], table([_laptop_row(one) for one in found]))


def _laptop_row(one: Laptop) -> tuple[str, ...]:
    state = _("已停用") if one.revoked else _("本机") if one.here else _("在用")
    read = _("段 {number}", number=one.sequence)
    return str(one.number), one.device, one.user, role_label(Role(one.role)), read, state


@click.command()
@click.argument("device")
@pass_terminal
def revoke(terminal: Terminal, device: str) -> None:
    """Shut the laptop DEVICE out: what it sends from now on is not read."""
    with terminal.open() as opened, terminal.watch() as bar:
        shut_out(opened.desk, opened.share_tools(), device, progress=bar)
    terminal.emit({"revoked": device}, [_("已停用 {device}。", device=device)])


@click.command()
@click.option("--history", is_flag=True, help="Also those that are settled.")
@pass_terminal
def alarms(terminal: Terminal, *, history: bool) -> int:
    """List what the share did that it must not do; exit 1 while some are open."""
    with terminal.open() as opened:
        found = list_alarms(opened.desk, history=history)
        words = laptop_words(opened.desk)
    lines = [f"{one.id}  {one.seen_at[:16]}  {said(one.message, words)}" for one in found]
    terminal.emit([asdict(one) for one in found], lines or [_("没有警报。")])
    return int(any(not one.settled_at for one in found))


@click.command()
@click.argument("alarm_id")
@pass_terminal
def dismiss(terminal: Terminal, alarm_id: str) -> None:
    """Close an alarm that was dealt with; it comes again when its cause does."""
    with terminal.open() as opened:
        put_away(opened.desk, alarm_id)
    terminal.emit({"dismissed": alarm_id}, [_("警报已移到历史。")])


@click.command()
@click.argument("location")
@pass_terminal
def move(terminal: Terminal, location: str) -> None:
    """The same share is at LOCATION now."""
    with terminal.open() as opened:
        move_share(opened.desk, opened.share_tools(), location)
    terminal.emit({"location": location}, [_("共享目录的位置改为 {place}", place=location)])


@click.command("carry-out")
@click.argument("folder", type=_FOLDER)
@pass_terminal
def carry_out_(terminal: Terminal, folder: Path) -> None:
    """Write all changes to FOLDER on a stick."""
    with terminal.open() as opened, terminal.watch() as bar:
        count = carry_out(opened.desk, opened.share_tools(), str(folder), bar)
    terminal.emit({"segments": count}, [_("已写到 {place}，本机的 {n} 段", place=folder, n=count)])


@click.command("carry-in")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@pass_terminal
def carry_in_(terminal: Terminal, folder: Path) -> None:
    """Read the changes that FOLDER on a stick brings."""
    with terminal.open() as opened, terminal.watch() as bar:
        received = carry_in(opened.desk, opened.share_tools(), str(folder), bar)
    terminal.emit({"segments": received.segments}, [_("读入 {n} 段", n=received.segments)])


@click.command("take-up")
@pass_terminal
def take_up(terminal: Terminal) -> None:
    """Go on after a restored backup; only when no other laptop uses this identity."""
    with terminal.open() as opened, terminal.watch() as bar:
        count = go_on(opened.desk, opened.share_tools(), bar)
    terminal.emit({"segments": count}, [_("找回本机发布过的 {n} 段，可以继续同步。", n=count)])


CARE = (laptops, revoke, alarms, dismiss, move, carry_out_, carry_in_, take_up)
