"""``auditdesk report``: build, sign, verify, export."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from auditdesk.cli.terminal import Terminal, ask_secret, pass_terminal, read_secret, write_new
from auditdesk.domain.people import User
from auditdesk.i18n import _
from auditdesk.services.audits import find_audit
from auditdesk.services.people import find_user
from auditdesk.services.reading import read_input
from auditdesk.services.report_view import take_signed, trust_authority
from auditdesk.services.reporting import (
    BuiltReport,
    build_report,
    export_report,
    sign_report,
    verify_report,
)
from auditdesk.services.toolbox import KeyFile

_LIMIT = 256 * 1024 * 1024
_KEY_LIMIT = 1024 * 1024


@click.group()
def report() -> None:
    """The PDF report."""


@report.command()
@click.argument("audit_name")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def build(terminal: Terminal, audit_name: str, out: Path) -> None:
    """Freeze the audit and build its report with two empty signature fields."""
    with terminal.open() as opened, terminal.watch() as bar:
        audit = find_audit(opened.desk, audit_name)
        built = build_report(opened.desk, audit.id, bar)
        write_new(out, built.pdf)
    record = built.record
    terminal.emit(
        {"file": str(out), "report": record.id, "snapshot_digest": record.snapshot_digest},
        [_("已生成 {path}", path=out), _("快照摘要 {digest}", digest=record.snapshot_digest)],
    )


_FILE = click.Path(path_type=Path)


@report.command()
@click.argument("file", type=_FILE)
@click.option("--as", "signer", required=True, help="Staff number or name of the signer.")
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Default: in place.")
@click.option("--p12", type=_FILE, help="Sign with the signer's certificate file (PKCS#12).")
@click.option("--p12-password-file", type=_FILE, help="Its password in a file; asked for otherwise.")
@pass_terminal
def sign(
    terminal: Terminal, file: Path, signer: str, out: Path | None, p12: Path | None,
    p12_password_file: Path | None,
) -> None:  # fmt: skip
    """Sign a report as a user of the workspace, with that user's passphrase or certificate file."""
    pdf = read_input(file, _LIMIT)
    if p12 is None:
        user, signed = _sign_with_passphrase(terminal, pdf, signer)
    else:
        key = KeyFile(read_input(p12, _KEY_LIMIT), _password(p12, p12_password_file))
        with terminal.open() as opened, terminal.watch() as bar:
            user = find_user(opened.desk, signer)
            signed = sign_report(opened.desk, pdf, user, key, bar)
    target = write_new(out or file, signed.pdf)
    terminal.emit(
        {"file": str(target), "signer": user.name, "signatures": signed.record.signatures},
        [_("{name}已签名，第 {n} 签，{path}", name=user.name, n=signed.record.signatures, path=target)],
    )


def _sign_with_passphrase(terminal: Terminal, pdf: bytes, signer: str) -> tuple[User, BuiltReport]:
    if not terminal.user:
        terminal.user = signer
    secret = terminal.passphrase(_("{name}的口令", name=signer))
    with terminal.program.open(terminal.folder, secret, terminal.user) as opened, terminal.watch() as bar:
        user, identity = opened.identity_of(signer, secret)
        return user, sign_report(opened.desk, pdf, user, identity, bar)


def _password(p12: Path, file: Path | None) -> str:
    return read_secret(file) if file else ask_secret(_("证书文件 {name} 的密码", name=p12.name))


@report.command()
@click.argument("file", type=_FILE)
@pass_terminal
def receive(terminal: Terminal, file: Path) -> None:
    """Take in a report of this workspace that was signed on another laptop."""
    pdf = read_input(file, _LIMIT)
    with terminal.open() as opened:
        taken = take_signed(opened.desk, pdf)
    n = taken.record.signatures
    terminal.emit({"report": taken.record.id, "signatures": n}, [_("已收下，报告现有 {n} 个签名。", n=n)])


@report.command()
@click.argument("file", type=_FILE)
@pass_terminal
def trust(terminal: Terminal, file: Path) -> None:
    """Count signatures of this authority (root certificate, DER or PEM) as known; for administrators."""
    certificate = read_input(file, _KEY_LIMIT)
    with terminal.open() as opened:
        name = trust_authority(opened.desk, certificate)
    terminal.emit({"authority": name}, [_("以后信任“{name}”签发的签名证书。", name=name)])


@report.command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_terminal
def verify(terminal: Terminal, file: Path) -> int:
    """Say who signed, whether anything changed after, and whether data and pages agree."""
    pdf = read_input(file, _LIMIT)
    if terminal.workspace is None:
        result = terminal.program.reports().verify(pdf)
    else:
        with terminal.open() as opened:
            result = verify_report(opened.desk, pdf)
    plain = {
        "valid": result.valid,
        "signatures": [asdict(one) for one in result.signatures],
        "modified_after_signing": result.modified_after_signing,
        "data_matches_pages": result.data_matches_pages,
        "sentence": result.sentence,
    }
    lines = [result.sentence]
    for one in result.signatures:
        lines.append(f"  {one.signer}  {one.time}  {one.time_source}")
        lines += [f"    {problem}" for problem in one.problems]
    terminal.emit(plain, lines)
    return 0 if result.valid else 1


@report.command()
@click.argument("audit_name")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@pass_terminal
def export(terminal: Terminal, audit_name: str, out: Path) -> None:
    """Write the newest report of an audit to OUT."""
    with terminal.open() as opened:
        record, pdf = export_report(opened.desk, find_audit(opened.desk, audit_name).id)
    write_new(out, pdf)
    terminal.emit({"file": str(out), "signatures": record.signatures}, [_("已导出 {path}", path=out)])
