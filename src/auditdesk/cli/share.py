"""``auditdesk share``: set up, invite, join, sync, status, verify, conflicts; the rest in `share_care`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.share_care import CARE
from auditdesk.cli.terminal import Terminal, pass_terminal, read_secret, table, write_new
from auditdesk.cli.workspace import kit_lines
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.people import Role, User
from auditdesk.i18n import _
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.people import list_users
from auditdesk.services.sharing import status, sync_now
from auditdesk.services.sharing_conflicts import Choice
from auditdesk.services.sharing_conflicts import conflicts as open_conflicts
from auditdesk.services.sharing_conflicts import resolve as settle
from auditdesk.services.sharing_enrol import invite
from auditdesk.services.sharing_heal import heal, verify_share
from auditdesk.services.sharing_roster import init_share


@click.group()
def share() -> None:
    """Work with other laptops through a shared folder."""


@share.command()
@click.argument("location")
@pass_terminal
def init(terminal: Terminal, location: str) -> None:
    """Set up LOCATION (a folder) as this site's share."""
    with terminal.open() as opened:
        init_share(opened.desk, opened.share_tools(), location)
    terminal.emit({"location": location}, [_("共享目录已建立：{place}", place=location)])


@share.command("invite")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--staff-no", required=True)
@click.option("--name", default="", help="Needed for a new user.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="auditor")
@click.option("--title", default="")
@pass_terminal
def invite_(terminal: Terminal, file: Path, staff_no: str, name: str, role: str, title: str) -> None:
    """Write an invitation FILE for another laptop and show its one-time code."""
    with terminal.open() as opened:
        user = _invited(opened.desk, staff_no, name, role, title)
        code = invite(opened.desk, opened.share_tools(), user, file)
    lines = [
        _("邀请文件已写到 {path}", path=file), _("一次性口令：{code}（和文件分开传递）", code=code)
    ]  # fmt: skip
    terminal.emit({"file": str(file), "code": code}, lines)


def _invited(desk: Desk, staff_no: str, name: str, role: str, title: str) -> User:
    known = [user for user in list_users(desk) if user.staff_no == staff_no]
    if known:
        return known[0]
    if not name:
        raise BadInputError(_("工号 {number} 还没有用户，请用 --name 写明姓名。", number=staff_no))
    return User(new_id(), staff_no, name, Role(role), title, created_at=desk.now())


@share.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--code", default="")
@click.option("--code-file", type=click.Path(path_type=Path))
@click.option("--location", default="", help="Where the share is on this laptop, if not as at the inviter.")
@click.option(
    "--recovery-kit", type=click.Path(path_type=Path, dir_okay=False), help="Write the kit PDF here."
)
@pass_terminal
def join(
    terminal: Terminal, file: Path, code: str, code_file: Path | None, location: str,
    recovery_kit: Path | None,
) -> None:  # fmt: skip
    """Make this laptop's workspace from an invitation FILE."""
    secret = read_secret(code_file) if code_file else code or click.prompt(_("一次性口令"), err=True)
    passphrase = terminal.passphrase(_("新口令"), confirm=True)
    with terminal.program.join(terminal.folder, file, secret, passphrase, location) as opened:
        info, name, kit = opened.desk.workspace, opened.desk.user.name, opened.new_recovery_kit()
    written = write_new(recovery_kit, kit.pdf) if recovery_kit else None
    joined = _("{name}已加入 {site}，工作区在 {folder}", name=name, site=info.site_name, folder=info.folder)
    terminal.emit(
        {
            "folder": str(info.folder), "site": info.site_name, "user": name,
            "recovery_kit": str(written) if written else None,
            "recovery_code": [] if written else list(kit.groups),
        },
        [joined, *kit_lines(kit, written)],
    )  # fmt: skip


@share.command()
@pass_terminal
def sync(terminal: Terminal) -> int:
    """Send and receive; exit 1 while alarms are open."""
    with terminal.open() as opened, terminal.watch() as bar:
        result = sync_now(opened.desk, opened.share_tools(), bar)
    plain = {
        "sent": result.sent, "received": result.received, "conflicts": result.conflicts,
        "alarms": list(result.alarms), "state_hash": result.state_hash,
        "blobs_sent": result.blobs_sent, "blobs_received": result.blobs_received,
    }  # fmt: skip
    line = _("送出 {a} 段，收到 {b} 段，冲突 {c} 处", a=result.sent, b=result.received, c=result.conflicts)
    terminal.emit(plain, [line, *result.alarms])
    return 1 if result.alarms else 0


@share.command("status")
@pass_terminal
def status_(terminal: Terminal) -> None:
    """Tell what waits and whether the share can be reached."""
    with terminal.open() as opened:
        state = status(opened.desk, opened.share_tools())
    rows = [
        (_("共享目录"), state.location or "–"),
        (_("连接"), state.problem or _("正常")),
        (_("上次成功"), state.last_success or "–"),
        (_("等待送出"), str(state.waiting)),
        (_("尚未到达的证据"), str(len(state.missing))),
    ]
    terminal.emit({**asdict(state), "waiting": state.waiting}, table(rows))


@share.command()
@pass_terminal
def verify(terminal: Terminal) -> int:
    """Read the whole share; exit 1 when something does not hold."""
    with terminal.open() as opened, terminal.watch() as bar:
        result = verify_share(opened.desk, opened.share_tools(), bar)
    lines = [f"{one.name}: {one.problem}" for one in result.broken]
    terminal.emit(asdict(result), lines or [_("{n} 个文件完好。", n=result.files)])
    return 1 if result.broken else 0


@share.command("heal")
@pass_terminal
def heal_(terminal: Terminal) -> None:
    """Publish own segments again that the share lost."""
    with terminal.open() as opened, terminal.watch() as bar:
        count = heal(opened.desk, opened.share_tools(), bar)
    terminal.emit({"published": count}, [_("补回 {n} 段", n=count)])


@share.command()
@pass_terminal
def conflicts(terminal: Terminal) -> int:
    """List fields that two laptops changed differently; exit 1 while there are some."""
    with terminal.open() as opened:
        found = open_conflicts(opened.desk)
    lines = [
        f"{one.id}  {one.title}  " + " ⇄ ".join(str(side.value) for side in (one.mine, *one.theirs))
        for one in found
    ]
    terminal.emit([asdict(one) for one in found], lines or [_("没有冲突。")])
    return 1 if found else 0


@share.command()
@click.argument("conflict_id")
@click.option("--take", type=click.Choice([choice.value for choice in Choice]), required=True)
@click.option("--text", default="", help="The text for --take edit.")
@pass_terminal
def resolve(terminal: Terminal, conflict_id: str, take: str, text: str) -> None:
    """Settle a conflict; both values stay in the history."""
    with terminal.open() as opened:
        settle(opened.desk, conflict_id, Choice(take), text)
    terminal.emit({"resolved": conflict_id}, [_("冲突已解决。")])


for _command in CARE:
    share.add_command(_command)
