"""E-mails (eml): headers, bodies and attachments; the copy is a new message without transport headers."""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Callable, Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage

from auditdesk.domain.errors import AuditDeskError, BadInputError, MissingExtraError
from auditdesk.i18n import _
from auditdesk.masking.decoding import decode
from auditdesk.masking.filenames import safe_name
from auditdesk.masking.results import Draft
from auditdesk.masking.sniff import whole_letter
from auditdesk.masking.tables import CellMasker
from auditdesk.masking.text import Masker, Residue
from auditdesk.masking.webpages import seen_text
from auditdesk.masking.whereabouts import Where
from auditdesk.services.jobs import Progress

_HEADERS = ("From", "To", "Cc", "Reply-To", "Subject", "Date")
_MOST_PARTS = 1_000
_LONGEST_HEADER = 20_000
"""Characters; the standard library's parser of headers takes quadratic time."""

_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "big5": "cp950"}
"""Mail programs name the smaller set and write letters of the larger one."""

_RAW = re.compile("[\ud800-\udfff]")
_FOLD = re.compile("\r?\n[ \t]")
_FOLDED = frozenset(("calendar", "vcard", "directory"))
"""Texts whose long lines go on behind a blank (RFC 5545, 3.1)."""


Inner = Callable[[bytes, str], tuple[bytes, str, list[Residue], list[str]]]
"""Masks a file inside a file: bytes and name to masked bytes, masked name, residue and notes."""


def mask_mail(data: bytes, name: str, masker: Masker, progress: Progress, inner: Inner) -> Draft:
    """A masked copy of an e-mail with the mails inside it.

    Attachments that cannot be masked are left out, and the notes say so.

    Raises:
        BadInputError: it is not whole, or has too many parts.
    """
    try:
        message = email.message_from_bytes(whole_letter(data), policy=policy.default)
        parts = list(message.walk())
        texts = [(_mended(text), where) for part in parts for text, where in _texts(part, masker)]
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadInputError(_("{name} 不是完整的邮件，无法脱敏。", name=name)) from error
    if len(parts) > _MOST_PARTS:
        raise BadInputError(_("{name} 的附件超过 {most} 个，请分批处理。", name=name, most=_MOST_PARTS))
    copy = EmailMessage()
    copy["Subject"] = "AuditDesk"
    headers = _headers(message, masker)
    bodies = masker.texts([text for text, _where in texts], [where for _text, where in texts])
    body = _mended("\n\n".join([*headers, *bodies]))
    copy.set_content(body)
    residue, notes = masker.left(_("正文"), [body]), [_("邮件副本只含正文和附件，传输信息已去除。")]
    progress.start(_("脱敏附件"), len(parts))
    for part in parts:
        if not part.is_multipart() and not _is_body(part):
            _attach(copy, part, masker, inner, residue, notes)
        progress.step()
    return Draft(copy.as_bytes(policy=policy.SMTP), "message/rfc822", ".eml", residue, notes)


def _texts(part: EmailMessage, masker: Masker) -> Iterator[tuple[str, Where]]:
    """The readable texts of a part: a body, or the headers of a mail inside the mail."""
    if part.get_content_type() == "message/rfc822":
        with masker.within(_("转发的邮件"), section=False):
            headers = _headers(part.get_content(), masker)
        yield from ((text, Where(_("转发的邮件"))) for text in headers)
    elif not part.is_multipart() and _is_body(part):
        yield _readable(part), Where(_("正文"), line=1)


def _headers(message: EmailMessage, masker: Masker) -> list[str]:
    lines = [f"{key}: {_header(message, key, masker)}" for key in _HEADERS if key in message]
    return ["\n".join(lines)] if lines else []


def _header(message: EmailMessage, key: str, masker: Masker) -> str:
    """One header, masked; the display name of an address is a person whatever it looks like."""
    where = Where(_header_word(key))
    raw = str(next((value for name, value in message.raw_items() if name.lower() == key.lower()), ""))
    if len(raw) > _LONGEST_HEADER:
        return masker.text(" ".join(_mended(raw)[:_LONGEST_HEADER].split()), where) + "…"
    value = message.policy.header_fetch_parse(key, _mended(raw))
    addresses = getattr(value, "addresses", None)
    if not addresses:
        return masker.text(str(value), where)
    cells = [
        cell for one in addresses for cell in ((_("姓名"), one.display_name), (_("邮箱"), one.addr_spec))
    ]
    places = [where.place] * len(cells) if masker.planning else []
    masked = iter(CellMasker(masker).cells(cells, places))
    return ", ".join(f"{next(masked)} <{next(masked)}>".strip() for _one in addresses)


def _reason(error: AuditDeskError, masker: Masker) -> str:
    return masker.text(error.message, Where(_("未放进副本的说明")))


def _header_word(key: str) -> str:
    """The word a reader knows a header by."""
    words = {
        "From": _("发件人"), "To": _("收件人"), "Cc": _("抄送"), "Reply-To": _("回复到"),
        "Subject": _("主题"), "Date": _("日期"),
    }  # fmt: skip
    return words[key]


def _is_body(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "text" and part.get_filename() is None


def _readable(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    text = _decoded(data if isinstance(data, bytes) else b"", part.get_content_charset() or "")
    kind = part.get_content_subtype()
    if kind in _FOLDED:
        return _FOLD.sub("", text)
    return seen_text(text) if kind == "html" else text


def _decoded(data: bytes, charset: str) -> str:
    """A body as its charset says, or as its bytes do where that is unknown or wrong."""
    try:
        return data.decode(codecs.lookup(_WIDER.get(charset, charset)).name)
    except (LookupError, UnicodeError, ValueError):
        return decode(data.replace(b"\0", b""), "")


def _mended(text: str) -> str:
    """A text whose raw bytes, which the parser keeps as surrogates, are read as what they are."""
    if not _RAW.search(text):
        return text
    return decode(text.encode("utf-8", "surrogateescape"), "")


def _attach(
    copy: EmailMessage,
    part: EmailMessage,
    masker: Masker,
    inner: Inner,
    residue: list[Residue],
    notes: list[str],
) -> None:
    name = part.get_filename() or "part"
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content:
        return
    try:
        told = safe_name(masker, name) if masker.planning else ""
        with masker.within(_("附件 {name}", name=told)):
            masked, new_name, left, said = inner(content, name)
    except (BadInputError, MissingExtraError) as error:
        notes.append(_("一个附件没有放进副本：{reason}", reason=_reason(error, masker)))
        return
    copy.add_attachment(masked, maintype="application", subtype="octet-stream", filename=new_name)
    residue += (Residue(one.kind, f"{new_name} {one.place}", one.text) for one in left)
    notes += (f"{new_name}：{note}" for note in said)
