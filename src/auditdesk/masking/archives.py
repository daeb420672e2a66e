"""Zip archives: every member is masked like a file of its own, within bounds."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from auditdesk.domain.errors import BadInputError, MissingExtraError
from auditdesk.i18n import _
from auditdesk.masking.filenames import base_name, safe_name
from auditdesk.masking.mail import Inner
from auditdesk.masking.packages import open_package, read_part
from auditdesk.masking.results import Draft
from auditdesk.masking.text import Masker, Residue
from auditdesk.masking.whereabouts import Where
from auditdesk.services.jobs import Progress

MOST_MEMBERS = 1_000
_UTF8_NAME = 0x800


def mask_archive(data: bytes, name: str, masker: Masker, progress: Progress, inner: Inner) -> Draft:
    """A zip of masked copies; members that cannot be masked are left out, and the notes say so.

    Raises:
        BadInputError: damaged, encrypted, a zip bomb, too many members, or nothing could be masked.
    """
    residue: list[Residue] = []
    notes: list[str] = []
    out = io.BytesIO()
    used: set[str] = set()
    with open_package(data, name) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        members = [info for info in package.infolist() if not info.is_dir()]
        if len(members) > MOST_MEMBERS:
            raise BadInputError(
                _("{name} 里的文件超过 {most} 个，请分批处理。", name=name, most=MOST_MEMBERS)
            )
        progress.start(_("脱敏压缩包"), len(members))
        for member in members:
            try:
                content, own = read_part(package, member.filename, name), _readable(member)
                with masker.within(safe_name(masker, own) if masker.planning else ""):
                    masked, new_name, left, said = inner(content, own)
            except (BadInputError, MissingExtraError) as error:
                reason = masker.text(error.message, Where(_("未放进副本的说明")))
                notes.append(_("一个文件没有放进副本：{reason}", reason=reason))
                continue
            finally:
                progress.step()
            target = _unused(new_name, used)
            copy.writestr(target, masked)
            residue += (Residue(one.kind, f"{target} {one.place}", one.text) for one in left)
            notes += (f"{target}：{note}" for note in said)
    if not used:
        raise BadInputError(_("{name} 里没有可以脱敏的文件。", name=name))
    return Draft(out.getvalue(), "application/zip", ".zip", residue, notes)


def _readable(member: zipfile.ZipInfo) -> str:
    """A member's name; Chinese Windows writes GBK where the format knows only code page 437."""
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return base_name(member.filename)
    try:
        return base_name(member.filename.encode("cp437").decode("gb18030"))
    except UnicodeError:
        return base_name(member.filename)


def _unused(name: str, used: set[str]) -> str:
    """The name, with a number if another member got the same masked name; folders are not kept."""
    path = PurePosixPath(name)
    number = 2
    while name in used:
        name = f"{path.stem}-{number}{path.suffix}"
        number += 1
    used.add(name)
    return name
