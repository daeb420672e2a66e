"""E-mails (eml): headers, bodies and attachments; the copy is a new message without transport headers."""

from __future__ import annotations

import email
import re
from collections.abc import Callable
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from html import unescape

from auditdesk.domain.errors import BadInputError, MissingExtraError
from auditdesk.i18n import _
from auditdesk.masking.results import Draft
from auditdesk.masking.tables import CellMasker
from auditdesk.masking.text import Masker, Residue
from auditdesk.services.jobs import Progress

_HEADERS = ("From", "To", "Cc", "Reply-To", "Subject", "Date")
_TAG = re.compile(
    "<(?:script|style)\\b.*?</(?:script|style)>|<br\\s*/?>|</(?:p|div|tr|li|h[1-6])>",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile("<[^>]{0,2000}>")

Inner = Callable[[bytes, str], tuple[bytes, str, list[Residue], list[str]]]
"""Masks an attachment: bytes and name to masked bytes, masked name, residue and notes."""


def mask_mail(data: bytes, name: str, masker: Masker, progress: Progress, inner: Inner) -> Draft:
    """A masked copy of an e-mail; attachments that cannot be masked are left out, and the notes say so."""
    try:
        message = email.message_from_bytes(data, policy=policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        lines = [f"{key}: {_header(message, key, masker)}" for key in _HEADERS if message[key]]
        texts = [_readable(part) for part in parts if _is_body(part)]
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadInputError(_("{name} 不是完整的邮件，无法脱敏。", name=name)) from error
    copy = EmailMessage()
    copy["Subject"] = "AuditDesk"
    body = "\n".join([*lines, "", *masker.texts(texts)])
    copy.set_content(body)
    residue, notes = masker.left(_("正文"), [body]), [_("邮件副本只含正文和附件，传输信息已去除。")]
    progress.start(_("脱敏附件"), len(parts))
    for part in parts:
        if not _is_body(part):
            _attach(copy, part, inner, residue, notes)
        progress.step()
    return Draft(copy.as_bytes(policy=policy.SMTP), "message/rfc822", ".eml", residue, notes)


def _header(message: EmailMessage, key: str, masker: Masker) -> str:
    """One header, masked; the display name of an address is a person whatever it looks like."""
    value = message[key]
    addresses = getattr(value, "addresses", None)
    if not addresses:
        return masker.text(str(value))
    cells = [
        cell for one in addresses for cell in ((_("姓名"), one.display_name), (_("邮箱"), one.addr_spec))
    ]
    masked = iter(CellMasker(masker).cells(cells))
    return ", ".join(f"{next(masked)} <{next(masked)}>".strip() for _one in addresses)


def _is_body(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "text" and part.get_filename() is None


def _readable(part: EmailMessage) -> str:
    text = part.get_content()
    if part.get_content_subtype() == "html":
        return unescape(_ANY_TAG.sub("", _TAG.sub("\n", text)))
    return str(text)


def _attach(
    copy: EmailMessage, part: EmailMessage, inner: Inner, residue: list[Residue], notes: list[str]
) -> None:
    name = part.get_filename() or "part"
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content:
        return
    try:
        masked, new_name, left, said = inner(content, name)
    except (BadInputError, MissingExtraError) as error:
        notes.append(_("一个附件没有放进副本：{reason}", reason=error.message))
        return
    copy.add_attachment(masked, maintype="application", subtype="octet-stream", filename=new_name)
    residue += left
    notes += said
