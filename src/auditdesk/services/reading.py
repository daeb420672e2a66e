"""One door for reading files that a person names: clear sentences instead of operating system errors."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _

INPUT_LIMIT = 200 * 1024 * 1024


def read_input(path: Path, limit: int = INPUT_LIMIT) -> bytes:
    """The bytes of a file that is read whole.

    Args:
        path: the file.
        limit: most bytes that may be read.

    Raises:
        BadInputError: it does not exist, cannot be read, is empty or too large.
    """
    with open_input(path) as (stream, size):
        if size > limit:
            raise BadInputError(
                _(
                    "{path} 有 {size} MB，超过 {limit} MB 的上限。",
                    path=path,
                    size=size >> 20,
                    limit=limit >> 20,
                ),
                path=path,
            )
        return stream.read()


@contextmanager
def open_input(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """An open file and its size in bytes; refuses Office lock files, folders and empty files."""
    if path.name.startswith("~$"):
        raise BadInputError(_("{path} 是 Office 的锁定文件，请选去掉 ~$ 的原文件。", path=path), path=path)
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode) and not stat.S_ISDIR(known.st_mode):
            raise BadInputError(_("{path} 不是普通文件，无法读取。", path=path), path=path)
        size = known.st_size
        stream = path.open("rb")
    except IsADirectoryError as error:
        raise BadInputError(_("{path} 是文件夹，请选文件。", path=path), path=path) from error
    except FileNotFoundError as error:
        raise BadInputError(_("找不到文件 {path}。", path=path), path=path) from error
    except OSError as error:
        raise BadInputError(
            _("打不开 {path}：{why}，请关闭占用它的程序或检查权限。", path=path, why=error.strerror or error),
            path=path,
        ) from error
    with stream:
        if size == 0:
            raise BadInputError(_("{path} 是空文件。", path=path), path=path)
        yield stream, size
