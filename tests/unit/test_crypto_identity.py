from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore
from reportlab.pdfgen.canvas import Canvas

from auditdesk.crypto.identity import OrganisationCA, UserIdentity, verify
from auditdesk.domain.errors import BadInputError, DamagedError


@pytest.fixture(scope="module")
def authority():
    return OrganisationCA.create("示例客服有限公司")


@pytest.fixture(scope="module")
def certified(authority):
    user = UserIdentity.generate()
    certificate = authority.issue("罗成岳", "合规专员", "示例客服有限公司", "合规部", user.signing_public_der)
    return user.with_certificate(certificate, (authority.certificate_der,))


def test_signatures_of_the_journal_key():
    user, other = UserIdentity.generate(), UserIdentity.generate()
    signature = user.sign(b"entry")
    assert verify(user.public_key, signature, b"entry")
    assert len(user.public_key) == 32
    assert not verify(user.public_key, signature, b"entries")
    assert not verify(other.public_key, signature, b"entry")
    for key, junk in (
        (b"", signature),
        (user.public_key, b""),
        (bytes(31), b"x"),
        (user.public_key, bytes(64)),
    ):
        assert not verify(key, junk, b"entry")


def test_identity_survives_the_slot(certified):
    again = UserIdentity.from_bytes(certified.to_bytes())
    assert again == certified
    assert again.public_key == certified.public_key
    assert "ed25519" not in repr(certified)
    assert "signing_key" not in repr(certified)


def test_authority_survives_the_store(authority):
    assert OrganisationCA.from_bytes(authority.to_bytes()) == authority
    assert "key_der" not in repr(authority)


@pytest.mark.parametrize(
    "junk", [b"", b"{}", b"\xff\xff", b'{"version":1,"ed25519":"","signing":"","certificate":"","chain":[]}']
)
def test_junk_is_damage(junk):
    for kind in (UserIdentity, OrganisationCA):
        with pytest.raises(DamagedError):
            kind.from_bytes(junk)


def test_keys_and_certificates_that_do_not_match_are_refused(authority, certified):
    stranger = UserIdentity.generate()
    with pytest.raises(DamagedError, match="不是一对"):
        stranger.with_certificate(certified.certificate_der, certified.chain_der)
    with pytest.raises(DamagedError):
        stranger.with_certificate(b"junk", ())
    other = OrganisationCA.create("别的公司")
    mixed = OrganisationCA(authority.key_der, other.certificate_der)
    with pytest.raises(DamagedError):
        OrganisationCA.from_bytes(mixed.to_bytes())
    newer = certified.to_bytes().replace(b'"version":1', b'"version":9')
    with pytest.raises(DamagedError):
        UserIdentity.from_bytes(newer)


def test_certificate_says_who_and_what_for(authority, certified):
    root = x509.load_der_x509_certificate(authority.certificate_der)
    leaf = x509.load_der_x509_certificate(certified.certificate_der)
    leaf.verify_directly_issued_by(root)
    names = {attribute.oid: attribute.value for attribute in leaf.subject}
    assert names == {
        NameOID.COMMON_NAME: "罗成岳",
        NameOID.TITLE: "合规专员",
        NameOID.ORGANIZATION_NAME: "示例客服有限公司",
        NameOID.ORGANIZATIONAL_UNIT_NAME: "合规部",
    }
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.digital_signature, usage.value.content_commitment) == (True, True)
    assert not usage.value.key_cert_sign
    purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert {oid.dotted_string for oid in purposes} == {"1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36"}
    own = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == own
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    limits = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (limits.ca, limits.path_length) == (True, 0)


def test_validity_is_5_and_20_years_in_utc():
    shanghai_noon = datetime.fromisoformat("2025-11-03T12:00:00+08:00")
    authority = OrganisationCA.create("示例", now=shanghai_noon)
    user = UserIdentity.generate()
    leaf = x509.load_der_x509_certificate(
        authority.issue("甲", "", "", "", user.signing_public_der, now=shanghai_noon)
    )
    root = x509.load_der_x509_certificate(authority.certificate_der)
    start = datetime(2025, 11, 3, 4, tzinfo=UTC)
    for certificate, years in ((leaf, 5), (root, 20)):
        assert certificate.not_valid_before_utc == start - timedelta(hours=1)
        assert abs(certificate.not_valid_after_utc - start - timedelta(days=365.25 * years)) <= timedelta(
            days=1
        )
    assert [attribute.value for attribute in leaf.subject] == ["甲"]


def test_names_are_needed_and_cut_to_what_certificates_hold(authority):
    user = UserIdentity.generate()
    with pytest.raises(BadInputError):
        authority.issue(" ", "", "", "", user.signing_public_der)
    with pytest.raises(BadInputError):
        OrganisationCA.create("")
    with pytest.raises(BadInputError):
        authority.issue("甲", "", "", "", b"junk")
    long = "长" * 200
    leaf = x509.load_der_x509_certificate(authority.issue(long, long, long, "", user.signing_public_der))
    names = {attribute.oid: attribute.value for attribute in leaf.subject}
    assert names == {
        NameOID.COMMON_NAME: "长" * 21,
        NameOID.TITLE: "长" * 64,
        NameOID.ORGANIZATION_NAME: "长" * 64,
    }


def test_a_signed_pdf_is_trusted_through_the_organisation(authority, certified):
    page = io.BytesIO()
    canvas = Canvas(page)
    canvas.drawString(100, 700, "report")
    canvas.save()
    registry = SimpleCertificateStore()
    registry.register(asn1_x509.Certificate.load(certified.chain_der[0]))
    signer = signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certified.certificate_der),
        signing_key=asn1_keys.PrivateKeyInfo.load(certified.signing_key_der),
        cert_registry=registry,
    )
    meta = signers.PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    signed = signers.sign_pdf(IncrementalPdfFileWriter(page), meta, signer=signer)
    signature = PdfFileReader(signed).embedded_signatures[0]
    root = asn1_x509.Certificate.load(authority.certificate_der)
    needed = KeyUsageConstraints(key_usage={"non_repudiation"}, extd_key_usage={"1.3.6.1.5.5.7.3.36"})
    status = validate_pdf_signature(
        signature, ValidationContext(trust_roots=[root], allow_fetching=False), key_usage_settings=needed
    )
    assert status.bottom_line
    assert status.signing_cert.subject.native["common_name"] == "罗成岳"
    stranger = asn1_x509.Certificate.load(OrganisationCA.create("别的公司").certificate_der)
    context = ValidationContext(trust_roots=[stranger], allow_fetching=False)
    assert not validate_pdf_signature(signature, context, key_usage_settings=needed).trusted
