import random
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sharing_kit import WORKSPACE, share_crypto

from auditdesk.domain.errors import BadInputError, DamagedError, NewerFormatError
from auditdesk.domain.operations import FieldChange, Operation
from auditdesk.domain.people import Role, User
from auditdesk.domain.sharing import (
    NO_HASH,
    BlobNote,
    DeviceRecord,
    KnownHead,
    RosterEntry,
    SegmentBody,
    SegmentHeader,
)
from auditdesk.services.ports_sync import Invitation, ShareFormat
from auditdesk.sync import envelope
from auditdesk.sync.envelope import FileKind
from auditdesk.sync.invitation import InvitationFormat, plain
from auditdesk.sync.roster import RosterFormat
from auditdesk.sync.segment import LARGEST_BODY, SegmentFormat, inflate

CRYPTO = share_crypto()
KEYS = CRYPTO.new_keys()
KEY = bytes(range(32))
SEGMENTS, ROSTERS = SegmentFormat(CRYPTO), RosterFormat(CRYPTO)
FIRST = "018f00000000-0000-aa00"
HEADER = SegmentHeader(WORKSPACE, "aa00", 7, "12" * 32, FIRST, FIRST, 1, "34" * 32, ("56" * 32,))
BODY = SegmentBody(
    (Operation(FIRST, 5, "f1", "u1", (FieldChange(5, "超时", ("x",)), FieldChange(16, True, (), "甲"))),),
    (KnownHead("bb00", 3, "78" * 32),),
    (BlobNote("9a" * 32, "56" * 32, 1234, 1),),
)  # fmt: skip


def segment():
    return SEGMENTS.pack(HEADER, BODY, KEY, KEYS.sign)


def read(data, key=KEY, public=None):
    return SEGMENTS.header_of(data, public or KEYS.signing_public), SEGMENTS.body_of(data, key)


def flips(data, seed=1):
    chosen = random.Random(seed)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << chosen.randrange(8)
        yield bytes(changed)


def test_a_segment_comes_back_equal():
    assert read(segment()) == (HEADER, BODY)


def test_every_flipped_cut_or_added_byte_of_a_segment_is_refused():
    data = segment()
    for changed in [*flips(data), *(data[:size] for size in range(len(data))), data + b"\0", b"\0" + data]:
        with pytest.raises(DamagedError):
            SEGMENTS.header_of(changed, KEYS.signing_public)


def test_another_signer_or_key_opens_nothing():
    with pytest.raises(DamagedError):
        read(segment(), public=CRYPTO.new_keys().signing_public)
    with pytest.raises(DamagedError):
        read(segment(), key=bytes(32))


def test_a_header_belongs_to_its_body():
    data = SEGMENTS.pack(HEADER, BODY, KEY, KEYS.sign)
    other = SEGMENTS.pack(replace(HEADER, sequence=8), BODY, KEY, KEYS.sign)
    mine, theirs = (envelope.parse(one, FileKind.SEGMENT) for one in (data, other))
    mixed = envelope.pack(FileKind.SEGMENT, theirs.header, mine.body, KEYS.sign)
    assert SEGMENTS.header_of(mixed, KEYS.signing_public).sequence == 8
    with pytest.raises(DamagedError):
        SEGMENTS.body_of(mixed, KEY)


def test_clear_digests_stand_only_inside():
    data = segment()
    assert bytes.fromhex("9a" * 32) not in data
    assert b"9a9a" not in data
    assert bytes.fromhex("56" * 32) in data


def test_one_kind_of_file_never_passes_for_another():
    data = ROSTERS.pack_format(ShareFormat(WORKSPACE, "00"), KEYS.sign)
    with pytest.raises(DamagedError):
        ROSTERS.read_entry(data, KEYS.signing_public)


def test_a_newer_version_rightly_signed_says_so():
    signed = envelope.Envelope(FileKind.SEGMENT, 2, b"", b"", b"").signed
    with pytest.raises(NewerFormatError):
        SEGMENTS.header_of(signed + KEYS.sign(signed), KEYS.signing_public)


@pytest.mark.parametrize("header", [b"", b"\xc1", b"[]", b"\x93\x01\x02\x03", b"\x9f" * 100])
def test_nonsense_rightly_signed_is_refused(header):
    data = envelope.pack(FileKind.SEGMENT, header, b"", KEYS.sign)
    with pytest.raises(DamagedError):
        SEGMENTS.header_of(data, KEYS.signing_public)
    data = envelope.pack(FileKind.ROSTER, header, b"", KEYS.sign)
    with pytest.raises(DamagedError):
        ROSTERS.read_entry(data, KEYS.signing_public)


def test_decompression_is_bounded():
    assert inflate(zlib.compress(b"abc")) == b"abc"
    bomb = zlib.compress(bytes(LARGEST_BODY + 1))
    for data in (bomb, zlib.compress(b"abc") + b"x", zlib.compress(b"abc")[:-1], b"", b"junk"):
        with pytest.raises(DamagedError):
            inflate(data)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 99), values, st.text(max_size=5)), min_size=1, max_size=5))
def test_unknown_kinds_and_any_json_value_travel_verbatim(changes):
    made = tuple(FieldChange(number, value, ("b",), element) for number, value, element in changes)
    body = SegmentBody((Operation(FIRST, 4711, "future", "u", made),))
    assert SEGMENTS.body_of(SEGMENTS.pack(HEADER, body, KEY, KEYS.sign), KEY) == body


ENTRY = RosterEntry(
    1, WORKSPACE, NO_HASH, "aa00", "2026-11-02", (DeviceRecord("aa00", "u", "admin", "1", "2"),)
)


def test_every_flipped_byte_of_roster_and_format_is_refused():
    entry = ROSTERS.pack_entry(ENTRY, KEYS.sign)
    assert ROSTERS.read_entry(entry, KEYS.signing_public) == ENTRY
    assert ROSTERS.signer_of(entry) == "aa00"
    for changed in flips(entry):
        with pytest.raises(DamagedError):
            ROSTERS.read_entry(changed, KEYS.signing_public)
    value = ShareFormat(WORKSPACE, KEYS.signing_public.hex())
    data = ROSTERS.pack_format(value, KEYS.sign)
    assert ROSTERS.read_format(data, KEYS.signing_public) == value
    for changed in flips(data):
        with pytest.raises(DamagedError):
            ROSTERS.read_format(changed, KEYS.signing_public)


INVITATIONS = InvitationFormat(CRYPTO)
INVITATION = Invitation(
    WORKSPACE, "嘉岭分中心", "恒川服务集团", "/share", "00", "aa00", "11", 2, "bb00",
    User("u1", "1042", "沈知夏", Role.AUDITOR), "22", "33", "2026-11-16T09:00:00+00:00", BODY.operations,
)  # fmt: skip


def test_an_invitation_opens_with_its_code_however_it_is_typed():
    data, code = INVITATIONS.pack(INVITATION)
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5]
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in plain(code))
    for typed in (code, code.lower(), plain(code), f" {code.replace('-', ' — ')} ", wide):
        assert INVITATIONS.open(data, typed) == INVITATION
    assert INVITATIONS.pack(INVITATION)[1] != code


def test_every_flipped_byte_and_every_other_code_opens_no_invitation():
    data, code = INVITATIONS.pack(INVITATION)
    for changed in [*flips(data), data[:-1], data + b"\0", b""]:
        with pytest.raises((BadInputError, NewerFormatError)):
            INVITATIONS.open(changed, code)
    for wrong in ("", "A", code[:-1], ("B" if code[0] == "A" else "A") + code[1:]):
        with pytest.raises(BadInputError, match="邀请码"):
            INVITATIONS.open(data, wrong)
