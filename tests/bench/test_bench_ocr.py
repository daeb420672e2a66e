"""Recall of masking on invented chat screenshots, and the time and memory one of them takes.

The named limit is what a reader without strips, inversion and second looks finds: the engine as it comes.
"""

from __future__ import annotations

import io
import resource
import time

import pytest
from PIL import Image
from tests.screenshots import chat, uncovered

from auditdesk.masking import ocr
from auditdesk.masking.detector import Detector
from auditdesk.masking.pictures import PictureMasker
from auditdesk.masking.styles import Pseudonyms, Style
from auditdesk.masking.text import Masker

pytestmark = [
    pytest.mark.bench,
    pytest.mark.timeout(3_000),
    pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed"),
]
SHOTS = [
    (theme, size, width)
    for theme in ("light", "dark")
    for size, width in ((11, 400), (14, 420), (18, 520), (28, 760))
]


def as_sent(picture, quality):
    """A picture as a messenger sends it on."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


@pytest.mark.parametrize("quality", [None, 40])
def test_recall_on_screenshots(quality):
    detector, pictures = Detector(), PictureMasker(ocr.Reader())
    total, missed = 0, []
    begin, used = time.monotonic(), time.process_time()
    for theme, size, width in SHOTS:
        shot = chat(theme, size, width)
        picture = shot.picture if quality is None else as_sent(shot.picture, quality)
        _painted, page = pictures.painted(picture, Masker(detector, Style.KEEP, Pseudonyms(b"k" * 32)), 0)
        total += len(shot.pieces)
        missed += [(theme, size, *one) for one in uncovered(shot, page.patches)]
    recall = 1 - len(missed) / total
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"\nscreenshots ({'as drawn' if quality is None else f'JPEG {quality}'}): {recall:.3f} of {total} pieces"
        f" covered; {(time.monotonic() - begin) / len(SHOTS):.1f} s ({(time.process_time() - used) / len(SHOTS):.1f} s"
        f" of processor) a picture; peak {peak} MB"
    )
    for one in missed:
        print("  missed", *one)
    assert recall >= (0.97 if quality is None else 0.93)
