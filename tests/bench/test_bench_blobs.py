"""Encrypting evidence against its limit: AES-256-GCM and SHA-256 alone, one thread (DESIGN §10)."""

from __future__ import annotations

import hashlib
import io
import os
import time

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from auditdesk.crypto.blobs import BlobStore, encrypt_stream

SIZE = 256 * 1024 * 1024
CHUNK = 64 * 1024


class Drop(io.RawIOBase):
    def write(self, data):
        return len(data)


class Ring(io.RawIOBase):
    """``SIZE`` bytes out of one chunk, so that memory speed of the source does not count."""

    def __init__(self):
        self.chunk, self.left = os.urandom(CHUNK), SIZE

    def read(self, size=-1):
        self.left -= CHUNK
        return self.chunk if self.left >= 0 else b""


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def report(line):
    print(line)  # measurements are read by people


def limit():
    aead, digest, chunk = AESGCM(bytes(32)), hashlib.sha256(), os.urandom(CHUNK)
    for index in range(SIZE // CHUNK):
        digest.update(chunk)
        aead.encrypt(index.to_bytes(12, "big"), chunk, bytes(44))


@pytest.mark.slow
@pytest.mark.bench
def test_encrypting_against_gcm_and_sha256(tmp_path):
    best = min(seconds(limit) for _ in range(3))
    ours = min(seconds(lambda: encrypt_stream(Ring(), Drop(), bytes(32), os.urandom(32))) for _ in range(3))
    report(f"encrypt + SHA-256 {SIZE / ours / 1e6:.0f} MB/s = {best / ours:.0%} of the one-thread limit")
    assert best / ours > 0.5

    store = BlobStore(tmp_path, bytes(32))
    added = seconds(lambda: store.add(Ring()))
    (name,) = store.names()

    def read():
        with store.open(name) as reader:
            while reader.read(1 << 20):
                pass

    reading = seconds(read)
    with store.open(name) as reader:

        def jump():
            for index in range(2000):
                reader.seek(index * 7_919_003 % SIZE)
                reader.read(100)

        jumping = seconds(jump)
    report(
        f"added to disk with fsync {SIZE / added / 1e6:.0f} MB/s, decrypted {SIZE / reading / 1e6:.0f} MB/s"
    )
    report(f"100 bytes anywhere {jumping / 2000 * 1e6:.0f} µs")
