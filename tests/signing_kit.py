"""A workspace whose sample audit is ready for its report, with two signers; every name is invented."""

from __future__ import annotations

import shutil
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from tests.fakes import MemoryDeviceSecrets

from auditdesk.bootstrap.workspaces import WorkspaceProgram
from auditdesk.cli import demo_data
from auditdesk.cli.demo_story import Story
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.domain.people import User
from auditdesk.services.program import OpenWorkspace
from auditdesk.services.reporting import build_report

FIRST, SECOND, AUDITOR, MEASURES = "1017", "1001", "1042", "1023"
"""Staff numbers: compliance specialist, head of customer service, auditor, owner of the measures."""
SECRETS = demo_data.PASSPHRASES
READY = 8
"""Steps of the story after which only the report is missing."""


@dataclass
class Site:
    """The story told up to its report; copies of one telling, because telling takes long."""

    story: Story

    @classmethod
    def in_folder(cls, folder: Path, original: Path, *, built: bool = False) -> Site:
        """A site of its own in ``folder``; ``original`` is where the first telling lies for all tests."""
        told = _built(original) if built else _told(original)
        return cls(_copied(told, folder))

    @property
    def program(self) -> WorkspaceProgram:
        return self.story.program

    @property
    def audit_id(self) -> str:
        return self.story.audit_id

    def opened(self, staff_no: str) -> OpenWorkspace:
        return self.story.opened(staff_no)

    def person(self, staff_no: str) -> User:
        return self.story.people[staff_no]


@cache
def _told(folder: Path) -> Story:
    program = WorkspaceProgram(
        home=folder / "home",
        kdf=KdfParameters.for_tests(),
        device_secrets=MemoryDeviceSecrets(present=True),
    )
    story = Story(program, folder / "demo")
    for _number, (_name, step) in zip(range(READY), story.steps(), strict=False):
        step()
    assert not story.problems
    return story


@cache
def _built(folder: Path) -> Story:
    """The same with its report built and not signed."""
    story = _copied(_told(folder), folder / "built")
    with story.at_desk(AUDITOR) as desk:
        build_report(desk, story.audit_id)
    return story


def _copied(told: Story, folder: Path) -> Story:
    shutil.copytree(told.made["workspace"], folder / "workspace")
    story = copy(told)
    story.folder, story.made = folder, {"workspace": folder / "workspace"}
    return story


def certificate_file(name: str, password: str, *, issuer: str = "某某电子认证") -> tuple[bytes, bytes]:
    """A PKCS#12 file valid now, as an authority hands it out, and the authority's root (DER)."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    start, end = now - timedelta(days=5), now + timedelta(days=900)

    def builder(subject: str, number: int, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(_name(subject)).issuer_name(_name(issuer))
        return made.public_key(public).serial_number(number).not_valid_before(start).not_valid_after(end)

    authority = x509.BasicConstraints(ca=True, path_length=None)
    root = builder(issuer, 7, root_key.public_key()).add_extension(authority, critical=True)
    leaf = builder(name, 8, key.public_key()).add_extension(_SIGNING, critical=True)
    made, top = leaf.sign(root_key, hashes.SHA256()), root.sign(root_key, hashes.SHA256())
    data = pkcs12.serialize_key_and_certificates(
        name.encode(), key, made, [top], BestAvailableEncryption(password.encode())
    )
    return data, top.public_bytes(serialization.Encoding.DER)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


_SIGNING = x509.KeyUsage(
    digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip
