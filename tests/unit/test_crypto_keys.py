from __future__ import annotations

from dataclasses import astuple

import pytest

from auditdesk.crypto.keys import WorkspaceKeys, derive, mac, new_workspace_key


def test_five_different_keys_that_never_change():
    keys = WorkspaceKeys.derive(bytes(32))
    assert len(set(astuple(keys))) == 5
    assert {len(key) for key in astuple(keys)} == {32}
    assert keys == WorkspaceKeys.derive(bytes(32))
    assert WorkspaceKeys.derive(b"\x01" * 32).store != keys.store
    # Released workspaces depend on these labels: a failure here means that none of them opens any more.
    assert keys.store.hex() == STORE_KEY_OF_ZERO
    assert keys.blob.hex() == BLOB_KEY_OF_ZERO


STORE_KEY_OF_ZERO = "06a3baf5d0d11a34fb7a207dd8549da9bb2685c9192c4e0eecbac76d61161f10"
BLOB_KEY_OF_ZERO = "500a954399875ccb30dab22dbcd2ddd4b19f0a892cb91d01f791fd84138b69b8"


def test_reprs_show_no_key():
    keys = WorkspaceKeys.derive(bytes(range(32)))
    assert repr(keys) == "WorkspaceKeys()"


@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_other_sizes_are_a_bug(size):
    with pytest.raises(ValueError, match="32 bytes"):
        WorkspaceKeys.derive(bytes(size))


def test_short_secrets_need_a_salt():
    with pytest.raises(ValueError, match="salt"):
        derive(bytes(20), "x")
    assert len(derive(bytes(20), "x", salt=b"s")) == 32


def test_new_keys_are_random():
    assert new_workspace_key() != new_workspace_key()
    assert len(new_workspace_key()) == 32


def test_mac_is_hmac_sha256():
    # RFC 4231, test case 2
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert mac(b"Jefe", b"what do ya want for nothing?").hex() == expected
