"""Every way to change a stored blob is refused (DESIGN §5), and no fault leaves anything behind."""

from __future__ import annotations

import errno
import io
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress

import pytest

from auditdesk.crypto import blobs as module
from auditdesk.crypto.blobs import BlobStore, decrypt_stream, encrypt_stream
from auditdesk.crypto.chunks import LARGEST_CHUNK
from auditdesk.domain.errors import AuditDeskError, DamagedError

CHUNK = 32
HEADER = 44
SEALED = CHUNK + 16
KEY = bytes(range(32))
CLEAR = random.Random(3).randbytes(5 * CHUNK + 10)


@pytest.fixture
def store(tmp_path):
    return BlobStore(tmp_path / "blobs", KEY, chunk_size=CHUNK)


@pytest.fixture
def ref(store):
    return store.add(io.BytesIO(CLEAR))


def refused(store, ref, changed):
    """Both the reader and the verifier must refuse, and must never hand out other bytes."""
    path = store.stored_path(ref.name)
    path.write_bytes(changed)
    with pytest.raises(DamagedError), store.open(ref.name) as reader:
        reader.read()
    with pytest.raises(DamagedError):
        store.verify(ref.name, sha256=ref.sha256)
    with suppress(DamagedError), store.open(ref.name) as reader:
        for offset in range(0, len(CLEAR), CHUNK):
            reader.seek(offset)
            assert reader.read(CHUNK) == CLEAR[offset : offset + CHUNK]


def original(store, ref):
    return store.stored_path(ref.name).read_bytes()


def test_every_flipped_bit(store, ref):
    whole = original(store, ref)
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            refused(store, ref, bytes(changed))


def test_every_truncation(store, ref):
    whole = original(store, ref)
    for length in range(len(whole)):
        refused(store, ref, whole[:length])


def test_appended_bytes(store, ref):
    whole = original(store, ref)
    for tail in [b"\x00", b"\xff", bytes(16), bytes(SEALED), whole[-26:], whole[HEADER : HEADER + SEALED]]:
        refused(store, ref, whole + tail)


def test_cut_out_repeated_and_swapped_chunks(store, ref):
    whole = original(store, ref)
    body = [whole[start : start + SEALED] for start in range(HEADER, len(whole), SEALED)]
    for index in range(len(body)):
        refused(store, ref, whole[:HEADER] + b"".join(body[:index] + body[index + 1 :]))
        refused(store, ref, whole[:HEADER] + b"".join(body[: index + 1] + body[index:]))
        for other in range(index):
            mixed = list(body)
            mixed[index], mixed[other] = mixed[other], mixed[index]
            refused(store, ref, whole[:HEADER] + b"".join(mixed))


def test_removed_and_inserted_bytes(store, ref):
    whole = original(store, ref)
    for place in range(0, len(whole), 3):
        refused(store, ref, whole[:place] + whole[place + 1 :])
        refused(store, ref, whole[:place] + b"\x5a" + whole[place:])


def test_blob_cut_at_a_chunk_border_by_someone_who_knows_the_format(store):
    ref = store.add(io.BytesIO(CLEAR[: 3 * CHUNK]))
    whole = original(store, ref)
    for kept in range(3):
        refused_length = HEADER + kept * SEALED
        store.stored_path(ref.name).write_bytes(whole[:refused_length])
        with pytest.raises(DamagedError):
            store.open(ref.name)


def test_whole_blob_in_the_place_of_another_is_refused_at_opening(store, ref):
    other = store.add(io.BytesIO(b"something else"))
    store.stored_path(ref.name).write_bytes(original(store, other))
    with pytest.raises(DamagedError):
        store.open(ref.name)
    with pytest.raises(DamagedError):
        store.verify(ref.name, sha256=other.sha256)


def test_parts_of_two_versions_do_not_mix(store, ref, tmp_path):
    twin_store = BlobStore(tmp_path / "twin", KEY, chunk_size=CHUNK)
    twin = twin_store.stored_path(twin_store.add(io.BytesIO(CLEAR)).name).read_bytes()
    whole = original(store, ref)
    for border in range(HEADER, len(whole), SEALED):
        refused(store, ref, whole[:border] + twin[border:])


def test_damage_in_the_middle_does_not_hide_the_rest(store, ref):
    changed = bytearray(original(store, ref))
    changed[HEADER + 2 * SEALED] ^= 1
    store.stored_path(ref.name).write_bytes(bytes(changed))
    with store.open(ref.name) as reader:
        reader.seek(4 * CHUNK)
        assert reader.read(CHUNK) == CLEAR[4 * CHUNK : 5 * CHUNK]
        reader.seek(2 * CHUNK)
        with pytest.raises(DamagedError, match="blobs"):
            reader.read(1)


def test_chunk_sizes_out_of_bounds_take_no_memory(store, ref):
    whole = original(store, ref)
    for size in (0, 15, LARGEST_CHUNK + 1, 2**32 - 1):
        refused(store, ref, whole[:8] + size.to_bytes(4, "big") + whole[12:])


def test_streams_refuse_every_flip_and_truncation():
    sealed = io.BytesIO()
    encrypt_stream(io.BytesIO(CLEAR), sealed, KEY, bytes(32), chunk_size=CHUNK)
    whole = sealed.getvalue()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0x10
        for variant in (bytes(changed), whole[:place]):
            with pytest.raises(DamagedError):
                decrypt_stream(io.BytesIO(variant), io.BytesIO(), KEY)


class FullDisk:
    """A real file that has room for so many bytes only."""

    def __init__(self, file, room):
        self._file, self._room = file, room

    def __enter__(self):
        return self

    def __exit__(self, *_details):
        self._file.close()

    def write(self, data):
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data)

    def __getattr__(self, name):
        return getattr(self._file, name)


@pytest.mark.parametrize("room", [0, 10, HEADER, HEADER + SEALED + 1, HEADER + 5 * SEALED])
def test_full_disk_is_told_and_leaves_nothing(store, monkeypatch, room):
    real = module.Path.open
    monkeypatch.setattr(
        module.Path, "open",
        lambda path, mode="r", *args, **more:
            FullDisk(real(path, mode), room) if "x" in mode else real(path, mode, *args, **more),
    )  # fmt: skip
    with pytest.raises(AuditDeskError, match="磁盘空间不足"):
        store.add(io.BytesIO(CLEAR))
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_failing_fsync_or_rename_is_told_and_leaves_nothing(store, monkeypatch, call):
    def fail(*_arguments):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os if call == "fsync" else module.Path, call, fail)
    with pytest.raises(AuditDeskError, match="Input/output"):
        store.add(io.BytesIO(CLEAR))
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_killed_while_writing_leaves_ciphertext_that_is_swept(tmp_path):
    program = textwrap.dedent(
        """
        import io, sys, time
        from pathlib import Path
        from auditdesk.crypto.blobs import BlobStore

        def wait(_amount):
            print("writing", flush=True)
            time.sleep(60)

        text = "客户张三".encode() * 100_000
        BlobStore(Path(sys.argv[1]), bytes(32)).add(io.BytesIO(text), progress=wait)
        """
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"writing\n"
        time.sleep(0.05)
        child.send_signal(signal.SIGKILL)
    store = BlobStore(tmp_path, bytes(32))
    assert list(store.names()) == []
    (left,) = tmp_path.iterdir()
    assert "客户".encode() not in left.read_bytes()
    assert store.remove_leftovers() == 1
    assert list(tmp_path.iterdir()) == []
