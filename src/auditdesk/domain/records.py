"""Two plain records that travel like entities: the text of a form version and a built report file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormText:
    """A form version as its YAML text; ``id`` is `Form.key`."""

    id: str
    form_id: str
    version: str
    title: str
    state: str
    text: str
    created_at: str = ""


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A built report; its bytes lie in the blob store under ``sha256`` (hex of the PDF)."""

    id: str
    audit_id: str
    revision: int
    file_name: str
    sha256: str
    snapshot_digest: str
    signatures: int = 0
    built_at: str = ""
    built_by: str = ""
    state: str = "built"

    @property
    def signed_all(self) -> bool:
        """Whether the last expected signature is there."""
        return self.state == "signed"
