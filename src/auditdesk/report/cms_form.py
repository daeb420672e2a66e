"""The bytes no signature covers: the hex string that holds the last signature, and loose ends inside it.

A signature cannot cover itself. Padding, the letter case of the hex digits, unsigned fields of the CMS and
certificates beside the signer's could be altered unseen; so they must have exactly the form we write, and
every certificate must be signed by one beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

_HEX = frozenset(b"0123456789ABCDEF")
_STAMP = "signature_time_stamp_token"


def contents_are_canonical(pdf: bytes, byte_range: Sequence[int]) -> bool:
    """Whether the gap between the signed ranges is ``<HEX>``: upper case, one DER value, zeros behind it."""
    if len(byte_range) != 4 or byte_range[0] != 0:  # noqa: PLR2004 - ISO 32000: two ranges from the start
        return False
    gap = pdf[byte_range[1] : byte_range[2]]
    if gap[:1] != b"<" or gap[-1:] != b">" or not _HEX.issuperset(gap[1:-1]) or len(gap) % 2:
        return False
    return _value_is_canonical(bytes.fromhex(gap[1:-1].decode("ascii")))


@lru_cache(maxsize=64)
def _value_is_canonical(raw: bytes) -> bool:
    """The same for the bytes; encoding them anew takes longest of all checks and is asked at every look."""
    try:
        length = len(cms.ContentInfo.load(raw).dump())
        info = cms.ContentInfo.load(raw[:length], strict=True)
        same = info.copy().dump(force=True) == raw[:length]
        return same and not any(raw[length:]) and _is_lean(info, stamp=False)
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        OverflowError,
        UnsupportedAlgorithm,
        x509.InvalidVersion,
    ):
        return False


def _is_lean(info: cms.ContentInfo, *, stamp: bool) -> bool:
    """Whether a SignedData holds nothing that could vary: one signer, one digest, verified certificates."""
    data = info["content"]
    signer = data["signer_infos"][0]
    kind, version = ("tst_info", "v3") if stamp else ("data", "v1")
    digests = [algorithm.native for algorithm in data["digest_algorithms"]]
    return (
        info["content_type"].native == "signed_data"
        and data["version"].native == version
        and data["encap_content_info"]["content_type"].native == kind
        and (stamp or data["encap_content_info"]["content"].native is None)
        and data["crls"].native in (None, [])
        and len(data["signer_infos"]) == 1
        and signer["version"].native == "v1"
        and signer["sid"].name == "issuer_and_serial_number"
        and _names_its_issuer(data, signer)
        and digests == [signer["digest_algorithm"].native]
        and digests[0]["parameters"] is None
        and _certificates_hold([one.dump() for one in data["certificates"]], _serial(signer), whole=not stamp)
        and _only_a_stamp(signer)
    )


def _serial(signer: cms.SignerInfo) -> int:
    return int(signer["sid"].chosen["serial_number"].native)


def _names_its_issuer(data: cms.SignedData, signer: cms.SignerInfo) -> bool:
    """Whether the signer is named byte for byte as in the certificate: names compare without letter case."""
    named = signer["sid"].chosen["issuer"].dump()
    serial = _serial(signer)
    holders = [one.chosen for one in data["certificates"] if one.chosen.serial_number == serial]
    return any(holder.issuer.dump() == named for holder in holders)


def _only_a_stamp(signer: cms.SignerInfo) -> bool:
    """Unsigned attributes: none, or one time stamp of lean form."""
    attributes = signer["unsigned_attrs"]
    if not attributes.native:
        return True
    if len(attributes) != 1 or attributes[0]["type"].native != _STAMP or len(attributes[0]["values"]) != 1:
        return False
    return _is_lean(attributes[0]["values"][0], stamp=True)


def _certificates_hold(ders: Sequence[bytes], signer_serial: int, *, whole: bool) -> bool:
    """Whether each certificate was issued by one beside it.

    The signer's own may lack its issuer here: its hash is among the signed attributes. In a time stamp
    (``whole`` false) the same goes for the uppermost one, which an authority may have left out.
    """
    loaded = [x509.load_der_x509_certificate(der) for der in ders]
    if len(set(ders)) != len(ders):
        return False
    for one in loaded:
        issuers = [other for other in loaded if other.subject == one.issuer]
        if not issuers and (one.serial_number == signer_serial or not whole):
            continue
        if not any(_issued(one, other) for other in issuers):
            return False
    return True


def _issued(one: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
