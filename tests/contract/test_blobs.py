from __future__ import annotations

import errno
import hashlib
import io
import os
import random
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditdesk.crypto.blobs import BlobRef, BlobStore, content_salt, decrypt_stream, encrypt_stream
from auditdesk.domain.errors import AuditDeskError, BadInputError, CancelledError, DamagedError

CHUNK = 64 * 1024
KEY = bytes(range(32))


def files_below(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


class BlobsContract:
    @pytest.fixture
    def blobs(self):
        raise NotImplementedError

    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
    def test_gives_back_what_it_got(self, blobs, size):
        data = random.Random(size).randbytes(size)
        ref = blobs.add(io.BytesIO(data))
        assert (ref.size, ref.sha256) == (size, hashlib.sha256(data).hexdigest())
        assert ref.name == blobs.name_of(ref.sha256)
        with blobs.open(ref.name) as reader:
            assert reader.read() == data
            assert reader.read(1) == b""
        blobs.verify(ref.name, sha256=ref.sha256)
        assert list(blobs.names()) == [ref.name]

    def test_equal_content_is_stored_once(self, blobs):
        first = blobs.add(io.BytesIO(b"same"))
        assert blobs.add(io.BytesIO(b"same")) == first
        assert list(blobs.names()) == [first.name]

    def test_progress_counts_every_byte(self, blobs):
        steps = []
        ref = blobs.add(io.BytesIO(bytes(150_000)), progress=steps.append)
        assert sum(steps) == 150_000
        seen = []
        blobs.verify(ref.name, sha256=ref.sha256, progress=seen.append)
        assert sum(seen) == 150_000

    def test_cancel_leaves_nothing(self, blobs):
        def cancel(_amount):
            raise CancelledError("stop")

        with pytest.raises(CancelledError):
            blobs.add(io.BytesIO(bytes(200_000)), progress=cancel)
        assert list(blobs.names()) == []

    def test_another_digest_is_damage(self, blobs):
        ref = blobs.add(io.BytesIO(b"one"))
        with pytest.raises(DamagedError, match="SHA-256"):
            blobs.verify(ref.name, sha256=hashlib.sha256(b"two").hexdigest())

    def test_missing_is_told(self, blobs):
        name = blobs.name_of(hashlib.sha256(b"never").hexdigest())
        assert not blobs.exists(name)
        with pytest.raises(DamagedError, match="不在了"):
            blobs.open(name)
        with pytest.raises(DamagedError, match="不在了"):
            blobs.verify(name, sha256="0" * 64)

    def test_deleted_is_gone_and_deleting_twice_is_fine(self, blobs):
        ref = blobs.add(io.BytesIO(b"x"))
        blobs.delete(ref.name)
        blobs.delete(ref.name)
        assert not blobs.exists(ref.name)
        assert list(blobs.names()) == []


class TestBlobStore(BlobsContract):
    @pytest.fixture
    def blobs(self, tmp_path):
        return BlobStore(tmp_path / "blobs", KEY)

    def test_nothing_readable_reaches_the_disk(self, blobs):
        text = "客户张三，电话13800001234。".encode() * 5000
        ref = blobs.add(io.BytesIO(text))
        (path,) = files_below(blobs.root)
        stored = path.read_bytes()
        assert path == blobs.stored_path(ref.name) == blobs.root / ref.name[:2] / ref.name
        assert len(stored) == ref.stored_size
        assert "张三".encode() not in stored
        assert bytes.fromhex(ref.sha256) not in stored
        assert ref.name != ref.sha256

    def test_layout_is_44_bytes_and_16_a_chunk(self, blobs):
        ref = blobs.add(io.BytesIO(bytes(2 * CHUNK + 1)))
        assert ref == BlobRef(ref.name, ref.sha256, 2 * CHUNK + 1, 44 + 2 * CHUNK + 1 + 3 * 16)
        assert blobs.stored_path(ref.name).read_bytes()[:12] == b"ADBLOB\x00\x01\x00\x01\x00\x00"

    def test_other_key_other_name_and_no_way_in(self, blobs, tmp_path):
        ref = blobs.add(io.BytesIO(b"secret"))
        other = BlobStore(blobs.root, bytes(32))
        assert other.name_of(ref.sha256) != ref.name
        with pytest.raises(DamagedError):
            other.open(ref.name)

    def test_known_content_is_not_rewritten(self, blobs):
        ref = blobs.add(io.BytesIO(b"same"))
        before = blobs.stored_path(ref.name).read_bytes()
        blobs.add(io.BytesIO(b"same"))
        assert blobs.stored_path(ref.name).read_bytes() == before
        assert len(files_below(blobs.root)) == 1

    def test_adding_the_original_heals_a_damaged_blob(self, blobs):
        ref = blobs.add(io.BytesIO(b"same"))
        blobs.stored_path(ref.name).write_bytes(b"junk")
        assert blobs.add(io.BytesIO(b"same")) == ref
        blobs.verify(ref.name, sha256=ref.sha256)

    @pytest.mark.parametrize("step", range(4))
    def test_cancel_at_any_step_leaves_no_file(self, blobs, step):
        calls = iter(range(100))

        def cancel(_amount):
            if next(calls) == step:
                raise CancelledError("stop")

        with pytest.raises(CancelledError):
            blobs.add(io.BytesIO(bytes(4 * CHUNK)), progress=cancel)
        assert files_below(blobs.root) == []

    def test_source_that_fails_is_named_and_leaves_no_file(self, blobs):
        class Torn(io.BytesIO):
            def read(self, size=-1):
                if self.tell() > CHUNK:
                    raise OSError(errno.EIO, "Input/output error")
                return super().read(size)

        with pytest.raises(BadInputError, match="来源文件"):
            blobs.add(Torn(bytes(5 * CHUNK)))
        assert files_below(blobs.root) == []

    def test_source_that_reads_in_dribs(self, blobs):
        class Slow(io.BytesIO):
            def read(self, size=-1):
                return super().read(min(size, 1000))

        data = random.Random(1).randbytes(3 * CHUNK)
        assert blobs.add(Slow(data)).sha256 == hashlib.sha256(data).hexdigest()

    def test_root_that_cannot_be_made_is_told(self, tmp_path):
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(AuditDeskError, match="file"):
            BlobStore(tmp_path / "file" / "blobs", KEY).add(io.BytesIO(b"x"))

    @pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
    def test_names_that_are_none_reach_no_file(self, blobs, name):
        with pytest.raises(DamagedError):
            blobs.stored_path(name)

    def test_refused_reading_is_not_called_damage(self, blobs, monkeypatch):
        ref = blobs.add(io.BytesIO(b"x"))

        def refuse(*_arguments, **_options):
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(AuditDeskError, match="没有权限") as caught:
            blobs.open(ref.name)
        assert not isinstance(caught.value, DamagedError)

    def test_read_all_has_a_limit(self, blobs):
        ref = blobs.add(io.BytesIO(bytes(100)))
        assert blobs.read_all(ref.name, 100) == bytes(100)
        with pytest.raises(BadInputError, match="99"):
            blobs.read_all(ref.name, 99)

    def test_leftovers_of_a_killed_process_go(self, blobs):
        ref = blobs.add(io.BytesIO(b"x"))
        (blobs.root / ".part-0011").write_bytes(b"half")
        (blobs.root / "ab").mkdir(exist_ok=True)
        (blobs.root / "ab" / "stray.txt").write_bytes(b"")
        assert list(blobs.names()) == [ref.name]
        assert blobs.remove_leftovers() == 1
        assert blobs.exists(ref.name)

    def test_reader_is_a_closable_seekable_file(self, blobs):
        ref = blobs.add(io.BytesIO(b"0123456789"))
        reader = blobs.open(ref.name)
        assert (reader.readable(), reader.seekable(), reader.writable(), reader.size) == (
            True,
            True,
            False,
            10,
        )
        assert reader.seek(-3, os.SEEK_END) == 7
        assert reader.read() == b"789"
        assert reader.seek(100) == 100
        assert reader.read(5) == b""
        with pytest.raises((ValueError, OSError)):
            reader.seek(-1)
        reader.close()
        with pytest.raises(ValueError):
            reader.read()


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    data = random.Random(5).randbytes(1000)
    store = BlobStore(tmp_path_factory.mktemp("seek"), KEY, chunk_size=64)
    reader = store.open(store.add(io.BytesIO(data)).name)
    yield reader, data
    reader.close()


moves = st.lists(
    st.tuples(st.sampled_from(["set", "current", "end", "read"]), st.integers(-1100, 1100)), max_size=30
)


@given(moves=moves)
def test_seeking_and_reading_is_like_plain_bytes(opened, moves):
    reader, data = opened
    plain = io.BytesIO(data)
    reader.seek(0)
    for kind, amount in moves:
        if kind == "read":
            assert reader.read(amount if amount >= 0 else None) == plain.read(amount if amount >= 0 else None)
            continue
        start = {"set": 0, "current": plain.tell(), "end": len(data)}[kind]
        target = max(0, start + amount)
        assert reader.seek(target) == plain.seek(target)
        assert reader.tell() == plain.tell()


@given(data=st.binary(max_size=300), chunk=st.integers(16, 70))
def test_streams_come_back_at_every_chunk_size(data, chunk):
    sealed, clear = io.BytesIO(), io.BytesIO()
    written = encrypt_stream(io.BytesIO(data), sealed, KEY, bytes(32), chunk_size=chunk)
    sealed.seek(0)
    assert decrypt_stream(sealed, clear, KEY) == written
    assert clear.getvalue() == data
    assert written.stored_size == len(sealed.getvalue())
    assert written.sha256 == hashlib.sha256(data).hexdigest()


def test_content_salt_gives_the_same_bytes_for_the_same_content_only():
    def encrypted(data, key):
        sealed = io.BytesIO()
        encrypt_stream(io.BytesIO(data), sealed, key, content_salt(key, hashlib.sha256(data).hexdigest()))
        return sealed.getvalue()

    assert encrypted(b"one", KEY) == encrypted(b"one", KEY)
    assert encrypted(b"one", KEY)[44:] != encrypted(b"two", KEY)[44:]
    assert encrypted(b"one", KEY)[12:44] != encrypted(b"one", bytes(32))[12:44]


def test_equal_content_in_two_stores_shows_no_likeness(tmp_path):
    one, two = BlobStore(tmp_path / "1", KEY), BlobStore(tmp_path / "2", KEY)
    first, second = (store.stored_path(store.add(io.BytesIO(bytes(64))).name) for store in (one, two))
    assert first.read_bytes()[12:] != second.read_bytes()[12:]


@pytest.mark.slow
def test_300_megabytes_in_flat_memory(tmp_path):
    program = textwrap.dedent(
        """
        import hashlib, resource, sys
        from pathlib import Path
        from auditdesk.crypto.blobs import BlobStore

        root = Path(sys.argv[1])
        source = root / "sparse"
        with source.open("wb") as file:
            file.truncate(300 * 1024 * 1024)
        store = BlobStore(root / "blobs", bytes(32))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with source.open("rb") as file:
            ref = store.add(file)
        store.verify(ref.name, sha256=ref.sha256)
        with store.open(ref.name) as reader:
            while reader.read(1 << 20):
                pass
        assert ref.size == 300 * 1024 * 1024
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        """
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=True)
    assert int(done.stdout) < 20 * 1024  # KiB
