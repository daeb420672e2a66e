"""RFC 3161 time stamps over plain HTTP(S); the reply is signed, so the transport need not be trusted."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from http.client import HTTPException

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _
from auditdesk.report.certificates import holder_of

_SECONDS = 6
_LARGEST_REPLY = 1_000_000


class WebTimeStamper(TimeStamper):
    """Asks one time stamp authority; failures are `OSError`."""

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise BadInputError(_("时间戳服务地址须以 http:// 或 https:// 开头。"))
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send the request in a thread, so that the signing loop is not blocked."""
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, body: bytes) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query"}
        request = urllib.request.Request(self._url, body, headers)  # noqa: S310 - scheme checked above
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as reply:  # noqa: S310 - as above
                return tsp.TimeStampResp.load(reply.read(_LARGEST_REPLY))
        except urllib.error.HTTPError as error:
            error.close()
            raise OSError(f"{error.code}") from error
        except (urllib.error.URLError, HTTPException, ValueError) as error:
            raise OSError(str(error)) from error

    @property
    def authority(self) -> str:
        """Name of the authority, known after a first reply."""
        certificates = list(self._certs.values())
        return holder_of(certificates[0]).name if certificates else ""
