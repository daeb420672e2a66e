"""The invitation file: everything a second laptop needs, under a one-time code (SYNC).

::

    "ADINV" · version u8 · salt 16 · AES-256-GCM(JSON) under Argon2id(code, salt)

The code has 100 random bits; Argon2id makes even a partly seen one expensive. Device keys and identity
are inside, so file and code must travel on different ways.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from dataclasses import dataclass

import msgspec

from auditdesk.domain.errors import BadInputError, DamagedError, NewerFormatError
from auditdesk.i18n import _
from auditdesk.services.ports_sync import Invitation, ShareCrypto

MAGIC = b"ADINV"
VERSION = 1
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP_LENGTH = 4, 5
_SALT_SIZE = 16
_START = len(MAGIC) + 1 + _SALT_SIZE
_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class InvitationFormat:
    """Fulfils `services.ports_sync.Invitations`."""

    crypto: ShareCrypto

    def pack(self, invitation: Invitation) -> tuple[bytes, str]:
        """The file's bytes and the one-time code that opens it."""
        code = "".join(secrets.choice(ALPHABET) for _index in range(GROUPS * GROUP_LENGTH))
        start = MAGIC + bytes([VERSION]) + os.urandom(_SALT_SIZE)
        key = self.crypto.stretch(code, start[-_SALT_SIZE:])
        sealed = self.crypto.seal_bytes(key, msgspec.json.encode(invitation), start)
        return start + sealed, grouped(code)

    def open(self, untrusted: bytes, code: str) -> Invitation:
        """Read it.

        Raises:
            BadInputError: it is no invitation, or the code is not the one for it.
            NewerFormatError: a newer program wrote it.
        """
        start = untrusted[:_START]
        if len(start) < _START or not start.startswith(MAGIC) or len(untrusted) > _LARGEST:
            raise BadInputError(_("这个文件不是邀请文件，请向管理员要 .adinvite 文件。"))
        if start[len(MAGIC)] != VERSION:
            raise NewerFormatError(_("这份邀请由更新的程序生成，请先更新本程序。"))
        key = self.crypto.stretch(plain(code), start[-_SALT_SIZE:])
        try:
            clear = self.crypto.open_bytes(key, untrusted[_START:], start)
            return msgspec.json.decode(clear, type=Invitation)
        except (DamagedError, msgspec.DecodeError) as error:
            raise BadInputError(_("邀请码不对，或者邀请文件被改动过；请核对后再输入一次。")) from error


def grouped(code: str) -> str:
    """Four groups of five, as read out on the telephone."""
    return "-".join(code[start : start + GROUP_LENGTH] for start in range(0, len(code), GROUP_LENGTH))


def plain(code: str) -> str:
    """The code as generated, whatever case, width, spaces and dashes it was typed with."""
    return re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", code).upper())
