"""No flipped byte of a signed report is accepted.

One look at a whole report takes a third of a second, so every byte is tried on a report of one empty page and
two fields without pictures, signed by the same code; the pages of a real report are tried by sample.
"""

from __future__ import annotations

import random
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name
from tests.report_factories import sample_snapshot
from tests.report_people import LATER, NOW, people

from auditdesk.domain.errors import DamagedError
from auditdesk.domain.snapshot import ReportSnapshot
from auditdesk.report.archive import FIELD_NAMES, SNAPSHOT_NAME
from auditdesk.report.frozen import snapshot_bytes
from auditdesk.report.intact import signatures_hold
from auditdesk.report.signing import sign_report
from auditdesk.services.jobs import Silent

SLICES = 60


def two_fields() -> bytes:
    """A report of one empty page; its fields take no room, so no stamp is drawn."""
    story = sample_snapshot()[0]
    data = snapshot_bytes(ReportSnapshot(story.identity, story.result, ()))
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        page = pdf.pages[0]
        fields = [
            pdf.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=pikepdf.String(name),
                           Rect=[0, 0, 0, 0], F=132, P=page.obj)
            )
            for name in FIELD_NAMES
        ]  # fmt: skip
        page.obj.Annots = Array(fields)
        pdf.Root.AcroForm = Dictionary(Fields=Array(fields), SigFlags=0)
        pdf.attachments[SNAPSHOT_NAME] = AttachedFileSpec(pdf, data)
        out = BytesIO()
        pdf.save(out)
        return out.getvalue()


@cache
def signed() -> bytes:
    pdf = two_fields()
    for number, (person, moment) in enumerate(zip(people(), (NOW, LATER), strict=True), start=1):
        pdf = sign_report(pdf, person, number, now=moment, progress=Silent())
    return pdf


@cache
def last_hex() -> tuple[int, int]:
    """Where the last signature's own bytes lie, which no signature covers."""
    with pikepdf.open(BytesIO(signed())) as pdf:
        edges = [int(edge) for edge in pdf.Root.AcroForm.Fields[1].V.ByteRange]
    return edges[1], edges[2]


def holds(pdf: bytes) -> bool:
    try:
        return signatures_hold(pdf)
    except DamagedError:
        return False


def accepted_flips(places: list[int]) -> list[int]:
    """Places at which one flipped bit (another one at every place) is not noticed."""
    missed = []
    for place in places:
        data = bytearray(signed())
        data[place] ^= 1 << (place * 5 % 8)
        if holds(bytes(data)):
            missed.append(place)
    return missed


def test_untouched_it_holds():
    assert holds(signed())
    assert len(signed()) < 20_000, "every byte is tried in minutes"


def test_no_sampled_flip_is_accepted():
    chance = random.Random(7)
    start, end = last_hex()
    anywhere = chance.sample(range(len(signed())), 24)
    own = chance.sample(range(start, end), 16)
    assert accepted_flips([*anywhere, *own, start, end - 1]) == []


@pytest.mark.parametrize(("good", "bad"), [(b"/F 132", b"/F   ."), (b"/Root 1 0 R", b"/Root 1 4 R")])
def test_what_no_reader_expects_is_a_damaged_file(good, bad):
    place = signed().rindex(good)
    data = signed()[:place] + bad + signed()[place + len(good) :]
    with pytest.raises(DamagedError):
        signatures_hold(data)
    with pytest.raises(DamagedError):
        sign_report(data, people()[1], 2, now=LATER, progress=Silent())


@pytest.mark.slow
@pytest.mark.parametrize("part", range(SLICES))
def test_no_flip_of_any_byte_is_accepted(part):
    assert accepted_flips(list(range(part, len(signed()), SLICES))) == []
