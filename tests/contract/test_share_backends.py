"""One suite for every kind of share (SYNC, What proves it)."""

import errno
import hashlib
import io
import os
import secrets
from contextlib import suppress

import pytest

from auditdesk.domain.errors import CancelledError, MissingExtraError, ShareError
from auditdesk.services.ports_sync import MissingOnShareError, NameTakenError
from auditdesk.sync.calls import FileCalls
from auditdesk.sync.folder import CHUNK, FolderShare
from auditdesk.sync.opening import open_share
from auditdesk.sync.remote import RemoteShare

OWNER = "aa00"
NAME = "seg/aa00/000000000001"


def no_pause(_seconds):
    pass


class NoLinks(FileCalls):
    """A file system without hard links, such as FAT."""

    def link(self, old, new):
        raise OSError(errno.EPERM, "no links here")


@pytest.fixture(params=["folder", "folder without links", "memory"])
def share(request, tmp_path):
    if request.param == "memory":
        return RemoteShare(f"memory://share-{secrets.token_hex(4)}", pause=no_pause)
    calls = NoLinks() if "without" in request.param else FileCalls()
    return FolderShare(str(tmp_path), calls=calls, pause=no_pause)


def upload(share, name, data, progress=lambda _amount: None):
    return share.upload(name, lambda: io.BytesIO(data), hashlib.sha256(data).hexdigest(), OWNER, progress)


def test_what_is_published_is_read_back_and_listed(share):
    assert share.publish(NAME, b"one", OWNER)
    assert share.publish("seg/aa00/000000000002", b"", OWNER)
    assert share.read(NAME, 100) == b"one"
    assert share.read("seg/aa00/000000000002", 100) == b""
    assert share.size(NAME) == 3
    assert share.listing("seg/aa00") == ["000000000001", "000000000002"]
    assert share.listing("part/aa00") == []


def test_the_same_bytes_again_are_fine_other_bytes_are_not(share):
    share.publish(NAME, b"one", OWNER)
    assert not share.publish(NAME, b"one", OWNER)
    with pytest.raises(NameTakenError):
        share.publish(NAME, b"two", OWNER)
    with pytest.raises(NameTakenError):
        upload(share, NAME, b"two")
    assert not upload(share, NAME, b"one")
    assert share.read(NAME, 100) == b"one"
    assert share.listing("part/aa00") == []


def test_what_is_missing_is_said_to_be_missing(share):
    assert share.listing("head") == []
    assert share.size(NAME) is None
    with pytest.raises(MissingOnShareError):
        share.read(NAME, 100)
    share.discard(NAME)


def test_markers_are_empty_and_may_be_set_twice(share):
    name = f"head/aa00-000000000001-{'0' * 16}"
    share.mark(name)
    share.mark(name)
    assert share.listing("head") == [name.removeprefix("head/")]
    assert share.read(name, 10) == b""


def test_parts_of_files_and_limits(share):
    data = os.urandom(CHUNK + 17)
    steps = []
    assert upload(share, "blob/ab/abcd", data, steps.append)
    assert sum(steps) == len(data)
    assert share.read_part("blob/ab/abcd", CHUNK - 5, 10) == data[CHUNK - 5 : CHUNK + 5]
    assert share.read_part("blob/ab/abcd", len(data) - 3, 10) == data[-3:]
    assert share.read_part("blob/ab/abcd", len(data), 10) == b""
    assert share.read("blob/ab/abcd", len(data)) == data
    with pytest.raises(ShareError, match="大得不正常"):
        share.read("blob/ab/abcd", len(data) - 1)


def test_discarding_makes_room(share):
    share.publish(NAME, b"wrong", OWNER)
    share.discard(NAME)
    assert share.publish(NAME, b"right", OWNER)


def test_a_cancelled_upload_can_be_done_again(share):
    data = os.urandom(3 * CHUNK)

    def cancel(_amount):
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        upload(share, "blob/ab/abcd", data, cancel)
    assert share.size("blob/ab/abcd") is None
    assert upload(share, "blob/ab/abcd", data)
    assert share.read("blob/ab/abcd", len(data)) == data


@pytest.mark.parametrize("name", ["../x", "seg/../../etc", "/etc/passwd", "seg/AA", "other/aa", "seg"])
def test_strange_names_are_refused(share, name):
    with pytest.raises(ValueError):
        share.publish(name, b"", OWNER)


class Counting(FileCalls):
    def __init__(self):
        self.written = 0

    def write(self, file, data):
        done = super().write(file, data[:700_001])
        self.written += done
        return done


@pytest.mark.parametrize("kept", [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 5, 3 * CHUNK, 4 * CHUNK])
@pytest.mark.parametrize("spoiled", [False, True])
def test_an_upload_goes_on_where_it_broke(tmp_path, kept, spoiled):
    data = os.urandom(3 * CHUNK)
    part = tmp_path / "part" / OWNER / f"{hashlib.sha256(data).hexdigest()}.0"
    part.parent.mkdir(parents=True)
    left = bytearray((data + bytes(CHUNK))[:kept])
    if spoiled and kept:
        left[kept // 2] ^= 1
    part.write_bytes(left)
    calls = Counting()
    share = FolderShare(str(tmp_path), calls=calls)
    assert upload(share, "blob/ab/abcd", data)
    assert (tmp_path / "blob/ab/abcd").read_bytes() == data
    if not spoiled:
        assert calls.written <= max(0, len(data) - kept) + CHUNK


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path):
    share = FolderShare(str(tmp_path / "gone"), pause=no_pause)
    for call in (
        lambda: share.listing("head"),
        lambda: share.size("format"),
        lambda: share.read("format", 10),
        lambda: share.publish(NAME, b"x", OWNER),
        lambda: share.mark("head/aa-000000000001-0000000000000000"),
    ):
        with pytest.raises(ShareError, match="连不上"):
            call()
    assert not (tmp_path / "gone").exists()


class Refusing(FileCalls):
    """Fails the named call with one error, a number of times."""

    def __init__(self, name, error, times=10**6):
        self.error, self.times = error, times

        def refuse(*given):
            self.times -= 1
            if self.times >= 0:
                raise self.error
            return getattr(FileCalls, name)(self, *given)

        setattr(self, name, refuse)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "空间不够"), (errno.EDQUOT, "空间不够"), (errno.EACCES, "没有权限"),
        (errno.EROFS, "没有权限"), (errno.EIO, "系统报错"), (errno.ETIMEDOUT, "连不上"),
        (errno.EHOSTDOWN, "连不上"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("call", ["create", "write", "sync", "close", "link"])
def test_refusals_are_one_sentence_and_leave_no_file(tmp_path, number, words, call):
    calls = Refusing(call, OSError(number, os.strerror(number)))
    share = FolderShare(str(tmp_path), calls=calls, pause=no_pause)
    with pytest.raises(ShareError, match=words):
        share.publish(NAME, b"data", OWNER)
    assert not (tmp_path / NAME).exists()
    assert FolderShare(str(tmp_path)).publish(NAME, b"data", OWNER)


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EAGAIN, errno.EINTR, errno.ECONNRESET])
@pytest.mark.parametrize("call", ["create", "write", "link", "names", "unlink"])
def test_passing_troubles_are_tried_again_a_few_times(tmp_path, number, call):
    pauses = []
    calls = Refusing(call, OSError(number, "busy"), times=2)
    share = FolderShare(str(tmp_path), calls=calls, pause=pauses.append)
    with suppress(ShareError):
        share.publish(NAME, b"data", OWNER)
    assert share.read(NAME, 10) == b"data"
    assert share.listing("seg/aa00") == ["000000000001"]
    assert len(pauses) == 2
    assert share.listing("part/aa00") == []


def test_windows_sharing_violations_are_tried_again(tmp_path):
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = 32
    share = FolderShare(str(tmp_path), calls=Refusing("link", error, times=2), pause=no_pause)
    assert share.publish(NAME, b"data", OWNER)


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP, errno.ENOTTY, errno.ENOENT])
def test_servers_that_cannot_flush_are_forgiven(tmp_path, number):
    share = FolderShare(str(tmp_path), calls=Refusing("sync", OSError(number, "no")), pause=no_pause)
    assert share.publish(NAME, b"data", OWNER)


class Lying(FileCalls):
    """Reads back other bytes than were written."""

    def read(self, file, size):
        return super().read(file, size).replace(b"data", b"dat4")


def test_what_reads_back_differently_is_not_published(tmp_path):
    share = FolderShare(str(tmp_path), calls=Lying(), pause=no_pause)
    with pytest.raises(ShareError):
        share.publish(NAME, b"data", OWNER)
    assert not (tmp_path / NAME).exists()
    assert not list((tmp_path / "part" / OWNER).iterdir())


def test_what_file_servers_leave_about_is_passed_over(tmp_path):
    (tmp_path / "head").mkdir()
    for name in (".DS_Store", "Thumbs.db", ".nfs0001", "~$x", "aa-000000000001-0000000000000000"):
        (tmp_path / "head" / name).touch()
    assert FolderShare(str(tmp_path)).listing("head") == ["aa-000000000001-0000000000000000"]


def test_places_are_opened_by_what_they_are(tmp_path):
    assert isinstance(open_share(str(tmp_path)), FolderShare)
    assert isinstance(open_share(r"\\hub01\audit\jialing"), FolderShare)
    assert isinstance(open_share("memory://x"), RemoteShare)
    for place in ("", "nonsense://x"):
        with pytest.raises(ShareError):
            open_share(place)
    with pytest.raises((MissingExtraError, ShareError)):
        open_share("gdrive://user:geheim@x")
    assert "geheim" not in RemoteShare("memory://user:geheim@x/y").location
