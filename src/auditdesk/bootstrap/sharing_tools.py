"""Share tools put together from crypto and sync (`services.ports_sync.ShareTools`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from auditdesk.crypto.blob_reader import BlobReader
from auditdesk.crypto.blobs import content_salt, encrypt_stream
from auditdesk.crypto.identity import verify
from auditdesk.crypto.kdf import KdfParameters, stretch
from auditdesk.crypto.keys import derive
from auditdesk.crypto.sealing import DeviceKeys, open_bytes, seal, seal_bytes
from auditdesk.domain.people import User
from auditdesk.services.ports_sync import ByteSink, ShareCrypto, ShareTools
from auditdesk.sync.tools import make_share_tools


def share_tools(issue: Callable[[User], tuple[User, bytes]], kdf: KdfParameters) -> ShareTools:
    """Tools for one open workspace; ``issue`` gives a user a fresh certified identity."""

    def encrypt(source: BinaryIO, target: ByteSink, key: bytes, sha256: str) -> None:
        encrypt_stream(source, cast("BinaryIO", target), key, content_salt(key, sha256))

    def open_blob(file: BinaryIO, key: bytes, path: Path) -> BinaryIO:
        return BlobReader(file, key, binding=b"", path=path)

    crypto = ShareCrypto(
        new_keys=DeviceKeys.generate, load_keys=DeviceKeys.from_bytes, verify=verify, seal=seal,
        seal_bytes=seal_bytes, open_bytes=open_bytes,
        stretch=lambda code, salt: stretch(code, salt, kdf, secret=None),
        derive=derive, encrypt=encrypt, open_blob=open_blob,
    )  # fmt: skip
    return make_share_tools(crypto, issue)
