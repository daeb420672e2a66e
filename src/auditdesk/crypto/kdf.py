"""From a passphrase to a key: Argon2id (RFC 9106), costs bounded in both directions."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from auditdesk.domain.errors import AuditDeskError, DamagedError
from auditdesk.i18n import _

MAX_MEMORY_KIB = 4 * 1024 * 1024
MAX_ITERATIONS = 32
MAX_LANES = 64
SALT_SIZE = 16
_LEAST_KIB_PER_LANE = 8


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Cost of one try; the default takes 256 MiB and about 0.6 s on an office laptop (DESIGN §4)."""

    memory_kib: int = 256 * 1024
    iterations: int = 3
    lanes: int = 4

    @classmethod
    def for_tests(cls) -> KdfParameters:
        """As cheap as Argon2 allows; never chosen by the program itself."""
        return cls(memory_kib=8, iterations=1, lanes=1)

    def check(self) -> None:
        """Raise `DamagedError` for what no writer chose, before memory is taken for it."""
        least = _LEAST_KIB_PER_LANE * self.lanes
        if not (
            1 <= self.lanes <= MAX_LANES
            and 1 <= self.iterations <= MAX_ITERATIONS
            and least <= self.memory_kib <= MAX_MEMORY_KIB
        ):
            raise DamagedError(
                _("workspace.json 里的口令参数超出范围，文件被改动或已损坏，请用 workspace.json.bak 恢复。")
            )


def passphrase_bytes(passphrase: str) -> bytes:
    """UTF-8 after NFKC: full-width input, which a covered field does not show, gives the same key."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def stretch(passphrase: str, salt: bytes, parameters: KdfParameters, *, secret: bytes | None) -> bytes:
    """32 key bytes from a passphrase and, as Argon2's own secret input, the device secret.

    Raises:
        DamagedError: the parameters are out of bounds.
        AuditDeskError: the machine has not enough memory.
    """
    parameters.check()
    try:
        return Argon2id(
            salt=salt, length=32, iterations=parameters.iterations, lanes=parameters.lanes,
            memory_cost=parameters.memory_kib, secret=secret,
        ).derive(passphrase_bytes(passphrase))  # fmt: skip
    except MemoryError as error:
        raise AuditDeskError(
            _(
                "校验口令需要 {size} MB 内存，现在不够；请关闭别的程序后重试。",
                size=parameters.memory_kib // 1024,
            )
        ) from error
