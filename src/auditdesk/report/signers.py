"""Where a signature comes from: a workspace identity, a PKCS#12 file, or a PKCS#11 token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asn1crypto import keys, x509
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from auditdesk.domain.errors import BadInputError, MissingExtraError, NotFoundError
from auditdesk.i18n import _


@dataclass(frozen=True, slots=True)
class SignerMaterial:
    """A certificate, its issuers (nearest first) and the private key (PKCS#8), all DER, in memory."""

    certificate_der: bytes
    chain_der: tuple[bytes, ...]
    signing_key_pkcs8_der: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pkcs12Material:
    """A PKCS#12 file's bytes and its password."""

    data: bytes = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenMaterial:
    """A PKCS#11 module and the token's PIN; ``label`` picks a certificate when there are several."""

    module: Path
    pin: str = field(repr=False)
    label: str = ""


SignerSource = SignerMaterial | Pkcs12Material | TokenMaterial


@contextmanager
def opened_signer(source: SignerSource) -> Iterator[Any]:
    """A pyHanko signer for the source; a token's session is closed afterwards.

    Raises:
        BadInputError: certificate, key, password or PIN cannot be used.
        NotFoundError: the token, or a certificate with its key on it, is not there.
        MissingExtraError: the PKCS#11 part is not installed.
    """
    if isinstance(source, TokenMaterial):
        with _token_signer(source) as signer:
            yield signer
    elif isinstance(source, Pkcs12Material):
        yield _pkcs12_signer(source)
    else:
        yield _plain_signer(source)


def _plain_signer(source: SignerMaterial) -> SimpleSigner:
    try:
        certificate = x509.Certificate.load(source.certificate_der, strict=True)
        key = keys.PrivateKeyInfo.load(source.signing_key_pkcs8_der, strict=True)
        chain = [x509.Certificate.load(one, strict=True) for one in source.chain_der]
        name = certificate.subject.human_friendly
    except (ValueError, TypeError) as error:
        raise BadInputError(_("签名证书或密钥无法读取，请联系管理员重新签发。")) from error
    if not name:
        raise BadInputError(_("签名证书里没有姓名，请联系管理员重新签发。"))
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
    registry.register_multiple(chain)
    return SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=registry)


def _pkcs12_signer(source: Pkcs12Material) -> SimpleSigner:
    try:
        opened: SimpleSigner = SimpleSigner.load_pkcs12_data(
            source.data, [], source.password.encode() or None
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInputError(_("证书文件（PKCS#12）打不开：密码不对，或文件已损坏、里面没有私钥。")) from error
    return opened


@contextmanager
def _token_signer(source: TokenMaterial) -> Iterator[Any]:
    if not source.module.is_file():
        raise NotFoundError(
            _("找不到 USB Key 的驱动模块“{name}”，请在设置里核对路径。", name=source.module.name),
            path=source.module,
        )
    try:
        import pkcs11  # noqa: PLC0415 - an optional part
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415 - the same
    except ImportError as error:
        raise MissingExtraError(
            _("没有安装 USB Key 支持（python-pkcs11），请改用证书文件或工作区签名身份。")
        ) from error
    try:
        session = open_pkcs11_session(str(source.module), user_pin=source.pin)
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise BadInputError(_("USB Key 打不开：没有插好、PIN 不对或已锁定。")) from error
    with session:
        yield PKCS11Signer(session, cert_label=source.label or _token_label(session, pkcs11))


def _token_label(session: Any, pkcs11: Any) -> str:  # noqa: ANN401 - an untyped optional library
    """The label of the first certificate on the token that has a private key beside it."""
    kinds, attributes = pkcs11.ObjectClass, pkcs11.Attribute
    owned = {key[attributes.ID] for key in session.get_objects({attributes.CLASS: kinds.PRIVATE_KEY})}
    for certificate in session.get_objects({attributes.CLASS: kinds.CERTIFICATE}):
        if certificate[attributes.ID] in owned:
            return str(certificate[attributes.LABEL])
    raise NotFoundError(_("USB Key 里没有带私钥的签名证书。"))
