from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.crypto.identity import verify
from auditdesk.crypto.sealing import DeviceKeys, decrypt, encrypt, open_bytes, open_sealed, seal, seal_bytes
from auditdesk.domain.errors import DamagedError

KEY = bytes(range(32))


@given(data=st.binary(max_size=200), aad=st.binary(max_size=50))
def test_sealed_bytes_open_again(data, aad):
    assert open_bytes(KEY, seal_bytes(KEY, data, aad), aad) == data
    assert decrypt(KEY, bytes(12), encrypt(KEY, bytes(12), data, aad), aad) == data


def test_sealing_twice_looks_different():
    assert seal_bytes(KEY, b"same", b"") != seal_bytes(KEY, b"same", b"")


@pytest.mark.parametrize("length", range(30))
def test_short_and_flipped_messages_are_refused(length):
    sealed = seal_bytes(KEY, b"ab", b"header")
    flipped = bytearray(sealed)
    flipped[length] ^= 1
    for changed in (sealed[:length], bytes(flipped), sealed + b"\x00"):
        with pytest.raises(DamagedError):
            open_bytes(KEY, changed, b"header")


def test_other_key_and_other_associated_data_are_refused():
    sealed = seal_bytes(KEY, b"text", b"header")
    for key, aad in ((bytes(32), b"header"), (KEY, b"other"), (b"short", b"header")):
        with pytest.raises(DamagedError):
            open_bytes(key, sealed, aad)


def test_only_the_addressed_device_opens():
    mine, other = DeviceKeys.generate(), DeviceKeys.generate()
    sealed = seal(mine.agreement_public, b"epoch key", b"roster 3")
    assert mine.open_sealed(sealed, b"roster 3") == b"epoch key"
    assert open_sealed(mine.agreement, sealed, b"roster 3") == b"epoch key"
    assert seal(mine.agreement_public, b"epoch key", b"roster 3") != sealed
    for device, aad in ((other, b"roster 3"), (mine, b"roster 4")):
        with pytest.raises(DamagedError):
            device.open_sealed(sealed, aad)
    for place in range(len(sealed)):
        flipped = bytearray(sealed)
        flipped[place] ^= 0x20
        for changed in (bytes(flipped), sealed[:place]):
            with pytest.raises(DamagedError):
                mine.open_sealed(changed, b"roster 3")


@pytest.mark.parametrize("public", [b"", b"short", bytes(32), bytes(33)])
def test_unusable_public_keys_are_refused(public):
    with pytest.raises(DamagedError):
        seal(public, b"x", b"")


def test_device_keys_survive_storage_and_sign():
    keys = DeviceKeys.generate()
    again = DeviceKeys.from_bytes(keys.to_bytes())
    assert again == keys
    signature = again.sign(b"segment")
    assert verify(keys.signing_public, signature, b"segment")
    assert not verify(keys.signing_public, signature, b"Segment")
    assert repr(keys) == "DeviceKeys()"


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"\xff", b'{"version":2,"agreement":"","signing":""}',
     b'{"version":1,"agreement":"AAAA","signing":"AAAA"}',
     DeviceKeys.generate().to_bytes().replace(b'"version":1', b'"version":2')],
)  # fmt: skip
def test_junk_is_no_device(data):
    with pytest.raises(DamagedError):
        DeviceKeys.from_bytes(data)
