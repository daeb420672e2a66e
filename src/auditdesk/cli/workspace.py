"""``auditdesk workspace``: create, describe, back up, restore, passphrases, recovery, users."""

from __future__ import annotations

from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, ask_secret, pass_terminal, read_secret, table, write_new
from auditdesk.domain.errors import BadInputError
from auditdesk.domain.people import Role, User, role_label
from auditdesk.i18n import _
from auditdesk.services.locking import LEAST, MOST, set_lock_minutes
from auditdesk.services.people import NewUser, add_person, change_person, find_user, list_users
from auditdesk.services.program import NewWorkspace, RecoveryKit, WorkspaceSummary


@click.group()
def workspace() -> None:
    """Create and look after workspaces."""


@workspace.command()
@click.option("--name", "site", required=True, help="Site name.")
@click.option("--user", "user_name", required=True, help="Name of the first user, who becomes administrator.")
@click.option("--staff-no", default="1001", show_default=True)
@click.option("--title", default="")
@click.option("--organisation", default="")
@click.option(
    "--recovery-kit", type=click.Path(path_type=Path, dir_okay=False), help="Write the kit PDF here."
)
@pass_terminal
def init(
    terminal: Terminal, site: str, user_name: str, staff_no: str, title: str, organisation: str,
    recovery_kit: Path | None,
) -> None:  # fmt: skip
    """Create an encrypted workspace."""
    secret = terminal.passphrase(_("新口令"), confirm=True)
    new = NewWorkspace(site, user_name, secret, organisation, staff_no, title)
    opened, kit = terminal.program.create(terminal.folder, new)
    with opened:
        info = opened.desk.workspace
    written = write_new(recovery_kit, kit.pdf) if recovery_kit else None
    groups = list(kit.groups) if written is None else []
    terminal.emit(
        {
            "folder": str(info.folder), "id": info.id, "site": info.site_name,
            "recovery_kit": str(written) if written else None, "recovery_code": groups,
        },
        [_("工作区已建好：{folder}", folder=info.folder), *kit_lines(kit, written)],
    )  # fmt: skip


def kit_lines(kit: RecoveryKit, written: Path | None) -> list[str]:
    """Where the kit is, or its code when it was not written."""
    if written is not None:
        return [_("恢复件已写到 {path}，请打印后把文件移出这台电脑。", path=written)]
    return [_("恢复密钥只显示这一次，请抄下来放到电脑以外："), "  " + "-".join(kit.groups)]


@workspace.command()
@pass_terminal
def info(terminal: Terminal) -> None:
    """Tell what is visible before unlocking."""
    summary = terminal.program.summary(terminal.folder)
    terminal.emit(summary_data(summary), summary_lines(summary))


def summary_data(summary: WorkspaceSummary) -> dict[str, object]:
    """The JSON of a workspace summary."""
    return {
        "folder": str(summary.folder), "id": summary.id, "site": summary.site_name,
        "created": summary.created, "busy": summary.busy, "has_recovery": summary.has_recovery,
        "users": [{"staff_no": slot.staff_no, "role": slot.role.value} for slot in summary.slots],
    }  # fmt: skip


def summary_lines(summary: WorkspaceSummary) -> list[str]:
    """The summary in words."""
    ways = [f"{slot.staff_no} {role_label(slot.role)}" for slot in summary.slots]
    return table(
        [
            (_("站点"), summary.site_name),
            (_("位置"), str(summary.folder)),
            (_("编号"), summary.id),
            (_("建立"), summary.created),
            (_("用户"), _("、").join(ways)),
            (_("恢复件"), _("有") if summary.has_recovery else _("没有")),
            (_("状态"), _("另一窗口已打开") if summary.busy else _("未打开")),
        ]
    )


@workspace.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@pass_terminal
def backup(terminal: Terminal, target: Path) -> None:
    """Write a verified backup into a new folder under TARGET."""
    with terminal.open() as opened, terminal.watch() as bar:
        made = opened.backup(target, bar)
    terminal.emit({"backup": str(made)}, [_("备份已写好并核对：{path}", path=made)])


@workspace.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@pass_terminal
def restore(terminal: Terminal, source: Path) -> None:
    """Put the backup SOURCE into the (new) workspace folder."""
    with terminal.watch() as bar:
        summary = terminal.program.restore(source, terminal.folder, bar)
    terminal.emit(summary_data(summary), summary_lines(summary))


@workspace.command()
@click.option("--new-passphrase-file", type=click.Path(path_type=Path))
@pass_terminal
def passwd(terminal: Terminal, new_passphrase_file: Path | None) -> None:
    """Change your own passphrase."""
    old = terminal.passphrase()
    new = read_secret(new_passphrase_file) if new_passphrase_file else ask_secret(_("新口令"), confirm=True)
    with terminal.program.open(terminal.folder, old, terminal.user) as opened:
        opened.change_passphrase(old, new)
    terminal.emit({"changed": True}, [_("口令已换，旧口令不再有效。")])


@workspace.command()
@click.option("--code-file", type=click.Path(path_type=Path), help="File with the recovery code.")
@click.option(
    "--new-kit", type=click.Path(path_type=Path, dir_okay=False), help="Write a fresh kit PDF here."
)
@pass_terminal
def recover(terminal: Terminal, code_file: Path | None, new_kit: Path | None) -> None:
    """Open with the recovery code and set a new passphrase."""
    code = read_secret(code_file) if code_file else click.prompt(_("恢复密钥"), err=True)
    secret = terminal.passphrase(_("新口令"), confirm=True)
    with terminal.program.recover(terminal.folder, code, secret, terminal.user) as opened:
        name = opened.desk.user.name
        written = write_new(new_kit, opened.new_recovery_kit().pdf) if new_kit else None
    terminal.emit(
        {"recovered": True, "user": name, "recovery_kit": str(written) if written else None},
        [_("已用恢复件打开，{name}的新口令已生效。", name=name)],
    )


@workspace.group()
def users() -> None:
    """People of the workspace."""


@users.command("list")
@pass_terminal
def users_list(terminal: Terminal) -> None:
    """List users."""
    with terminal.open() as opened:
        people = list_users(opened.desk)
    rows = [
        (user.staff_no, user.name, role_label(user.role), user.title, _("在用") if user.active else _("停用"))
        for user in people
    ]
    terminal.emit([user_data(user) for user in people], table(rows))


def user_data(user: User) -> dict[str, object]:
    """The JSON of a user."""
    return {
        "id": user.id, "staff_no": user.staff_no, "name": user.name, "role": user.role.value,
        "title": user.title, "active": user.active,
    }  # fmt: skip


@users.command("add")
@click.option("--name", required=True)
@click.option("--staff-no", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--title", default="")
@click.option("--department", default="")
@click.option("--new-passphrase-file", type=click.Path(path_type=Path), help="The new user's passphrase.")
@pass_terminal
def users_add(
    terminal: Terminal, name: str, staff_no: str, role: str, title: str, department: str,
    new_passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Add a user with an own passphrase, keys and certificate."""
    with terminal.open() as opened:
        prompt = _("{name}的口令", name=name)
        secret = read_secret(new_passphrase_file) if new_passphrase_file else ask_secret(prompt, confirm=True)
        user = add_person(opened, NewUser(staff_no, name, Role(role), secret, title, department))
    terminal.emit(
        user_data(user),
        [_("已添加 {name}（{role}）。", name=user.name, role=role_label(user.role))],
    )


@users.command("change")
@click.argument("who")
@click.option("--role", type=click.Choice([role.value for role in Role]))
@click.option("--title")
@click.option("--department")
@click.option("--active/--inactive", default=None)
@pass_terminal
def users_change(
    terminal: Terminal, who: str, role: str | None, title: str | None, department: str | None,
    *, active: bool | None,
) -> None:  # fmt: skip
    """Change role, title, department or activity of WHO (staff number, name or id)."""
    with terminal.open() as opened:
        user = change_person(
            opened, find_user(opened.desk, who).id, role=Role(role) if role else None, title=title,
            department=department, active=active,
        )  # fmt: skip
    state = _("在用") if user.active else _("停用")
    line = _("{name}：{role}，{state}。", name=user.name, role=role_label(user.role), state=state)
    terminal.emit(user_data(user), [line])


@workspace.command("lock-after")
@click.argument("minutes", type=click.IntRange(LEAST, MOST))
@pass_terminal
def lock_after(terminal: Terminal, minutes: int) -> None:
    """Let the window lock itself after so many idle MINUTES."""
    with terminal.open() as opened:
        set_lock_minutes(opened.desk, minutes)
    terminal.emit({"minutes": minutes}, [_("{n} 分钟没有操作就锁定。", n=minutes)])


@workspace.command("recovery-kit")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def new_kit(terminal: Terminal, target: Path) -> None:
    """Write a new recovery kit to TARGET; the old one opens nothing any more."""
    if target.exists():
        raise BadInputError(_("{path} 已经存在，请换一个文件名。", path=target), path=target)
    with terminal.open() as opened:
        kit = opened.new_recovery_kit()
    try:
        written = write_new(target, kit.pdf)
    except BadInputError:  # the old kit is void already, so the new code must not be lost
        terminal.tell(_("恢复密钥只显示这一次，请抄下来放到电脑以外：") + "  " + "-".join(kit.groups))
        raise
    terminal.emit(
        {"recovery_kit": str(written)},
        [_("新恢复件已写到 {path}，旧的已作废。请打印后把文件移出这台电脑。", path=written)],
    )
