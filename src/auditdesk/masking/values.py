"""The spelling under which a person's decision is kept: narrower than that of a pseudonym.

林经理 and 林女士 have one pseudonym, but "林经理 is no name" must not uncover 林女士: titles stay.
"""

from __future__ import annotations

import re

from auditdesk.domain.spans import Kind
from auditdesk.masking.normalise import fold
from auditdesk.masking.pseudonyms import normal_value


def decided_value(kind: Kind, text: str) -> str:
    """Persons and addresses as written, without spaces; numbers as `normal_value`."""
    if kind in (Kind.PERSON, Kind.ADDRESS, Kind.CUSTOM):
        return re.sub("\\s+", "", fold(text).text)
    return normal_value(kind, text)
