"""Errors whose cause lies with the user or the environment; anything else that is raised is a bug.

Every error carries one clear sentence: what happened, which file or row, what to do. The command line
maps them to exit codes (DESIGN §9), the window shows them in place.
"""

from __future__ import annotations

from pathlib import Path


class AuditDeskError(Exception):
    """An expected failure, told in one translated sentence.

    Attributes:
        message: what happened and what to do, ready to show.
        path: the file or folder concerned, if there is one.
        exit_code: what the command line returns; 2 for wrong use or bad input, 1 for the answer "no".
    """

    exit_code = 2

    def __init__(self, message: str, *, path: Path | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path

    def __str__(self) -> str:
        """The sentence alone, for logs and the command line."""
        return self.message


class BadInputError(AuditDeskError):
    """A file, row, option or value cannot be used as it is; nothing was changed."""


class NotFoundError(AuditDeskError):
    """Something named by the user does not exist."""


class NotAllowedError(AuditDeskError):
    """The user's role or the separation of duties forbids the step (DESIGN §4)."""


class WrongPassphraseError(AuditDeskError):
    """No key slot opens with what was given; deliberately says no more than that."""


class WorkspaceBusyError(AuditDeskError):
    """Another process holds the workspace (DESIGN §3)."""


class WorkspaceLockedError(AuditDeskError):
    """The workspace was locked while work was under way; unlock it to go on."""


class NewerFormatError(AuditDeskError):
    """The data was written by a newer program; it is left untouched."""


class DamagedError(AuditDeskError):
    """Bytes are missing, cut or altered; the answer to "is it intact" is no."""

    exit_code = 1


class NotReadyError(AuditDeskError):
    """A step needs something else to be done first; the answer is "no, not yet"."""

    exit_code = 1


class ShareError(AuditDeskError):
    """The share cannot be reached, is full, or refuses; local work is unaffected."""


class DuplicateIdentityError(ShareError):
    """Two laptops publish under one device identity (SYNC rule 4); one must enrol anew."""


class MissingExtraError(AuditDeskError):
    """An optional part (OCR, name model, audio) is not installed."""


class CancelledError(AuditDeskError):
    """The user cancelled a job; what it had begun was undone."""

    exit_code = 1
