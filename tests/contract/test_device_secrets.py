from __future__ import annotations

import os
import subprocess
import sys

import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError
from tests.fakes import MemoryDeviceSecrets

from auditdesk.crypto.device import KeyringSecrets


class Ring(KeyringBackend):
    """A keyring that works, in memory."""

    priority = 1

    def __init__(self):
        super().__init__()
        self.entries = {}

    def get_password(self, service, username):
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self.entries[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.entries:
            raise PasswordDeleteError("none")
        del self.entries[service, username]


class Liar(Ring):
    """Stores nothing and reports success, like the null backend."""

    def set_password(self, service, username, password):
        pass


class Locked(Ring):
    """Raises what real backends raise, and what D-Bus and Win32 raise through them."""

    def get_password(self, service, username):
        raise KeyringLocked("locked")

    def set_password(self, service, username, password):
        raise RuntimeError("a D-Bus error of its own kind")

    delete_password = get_password


class DeviceSecretsContract:
    @pytest.fixture
    def device(self):
        raise NotImplementedError

    def test_makes_one_secret_per_workspace_and_keeps_it(self, device):
        assert device.available()
        assert device.backend_name
        assert device.load("ws-1") is None
        secret = device.create("ws-1")
        assert len(secret) == 32
        assert device.load("ws-1") == secret
        assert device.create("ws-1") == secret
        assert device.create("ws-2") != secret

    def test_forgets(self, device):
        device.create("ws-1")
        device.forget("ws-1")
        device.forget("ws-1")
        assert device.load("ws-1") is None


class TestMemoryDeviceSecrets(DeviceSecretsContract):
    @pytest.fixture
    def device(self):
        return MemoryDeviceSecrets()

    def test_without_a_keyring(self):
        device = MemoryDeviceSecrets(present=False)
        assert not device.available()
        assert (device.create("ws-1"), device.load("ws-1"), device.backend_name) == (None, None, "")


class TestKeyringSecrets(DeviceSecretsContract):
    @pytest.fixture
    def device(self):
        ring = Ring()
        return KeyringSecrets(lambda: ring)

    def test_what_is_stored_is_short_text(self):
        ring = Ring()
        KeyringSecrets(lambda: ring).create("ws-1")
        ((service, _user), text) = next(iter(ring.entries.items()))
        assert "ws-1" in service
        assert len(text) == 44

    @pytest.mark.parametrize("backend", [Liar, Locked])
    def test_keyring_that_does_not_keep_it_gives_none(self, backend):
        ring = backend()
        device = KeyringSecrets(lambda: ring)
        assert device.create("ws-1") is None
        assert device.load("ws-1") is None
        device.forget("ws-1")

    @pytest.mark.parametrize("text", ["", "short", "AAAA", "中文", "=" * 44])
    def test_foreign_entries_are_no_secret(self, text):
        ring = Ring()
        device = KeyringSecrets(lambda: ring)
        device.create("ws-1")
        ring.entries = dict.fromkeys(ring.entries, text)
        assert device.load("ws-1") is None

    def test_failing_choice_means_no_keyring(self):
        def choose():
            raise RuntimeError("no session bus")

        device = KeyringSecrets(choose)
        assert not device.available()
        assert (device.create("x"), device.load("x"), device.backend_name) == (None, None, "")
        device.forget("x")


@pytest.mark.parametrize(
    "backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "no.such.Backend"]
)
def test_backends_that_keep_nothing_or_do_not_exist_are_not_available(backend):
    program = (
        "from auditdesk.crypto.device import KeyringSecrets\n"
        "device = KeyringSecrets()\n"
        "print(device.available(), device.create('ws-1'), device.load('ws-1'))\n"
    )
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": backend}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert done.stdout.split() == [b"False", b"None", b"None"]
