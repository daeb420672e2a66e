from __future__ import annotations

import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import UTC, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Self

import pikepdf
import pypdfium2
import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import DummyTimeStamper
from tests.report_factories import sample_snapshot
from tests.report_people import LATER, NOW, Office, office, people

from auditdesk.crypto.identity import OrganisationCA
from auditdesk.domain import snapshot as s
from auditdesk.domain.errors import (
    AuditDeskError,
    BadInputError,
    DamagedError,
    NotAllowedError,
    NotFoundError,
    NotReadyError,
)
from auditdesk.report.build import build_report
from auditdesk.report.frozen import snapshot_bytes
from auditdesk.report.signers import Pkcs12Material, TokenMaterial
from auditdesk.report.signing import sign_report
from auditdesk.report.verify import verify_report
from auditdesk.services.jobs import Silent


@cache
def unsigned() -> bytes:
    """A small report: the pages of the story without findings, register and indicators."""
    snapshot, _pictures = sample_snapshot()
    small = replace(snapshot, findings=(), register=(), indicators=s.Indicators(), appendix=())
    return build_report(small, {}, {"audit.xlsx": b"PK workbook"}, Silent())


@cache
def once() -> bytes:
    return sign_report(unsigned(), people()[0], 1, now=NOW, progress=Silent())


@cache
def twice() -> bytes:
    return sign_report(once(), people()[1], 2, now=LATER, progress=Silent())


def test_two_signatures_are_valid_and_lock_the_file():
    found = verify_report(twice(), office().roots)
    assert found.valid
    assert [one.signer for one in found.signatures] == ["罗成岳", "韩立群"]
    assert [one.time for one in found.signatures] == [NOW.isoformat(), LATER.isoformat()]
    assert {one.time_source for one in found.signatures} == {"签名人计算机时钟"}
    assert all(one.intact and one.trusted and not one.problems for one in found.signatures)
    assert not found.modified_after_signing
    assert found.data_matches_pages
    assert found.sentence == "2 个签名有效（罗成岳、韩立群），签后未改动，数据与页面一致。"
    assert twice().startswith(once()), "signing only appends"
    assert once().startswith(unsigned())
    assert len(twice()) - len(once()) < 60_000


def test_the_full_story_with_pictures_signs_and_verifies():
    pdf = build_report(*sample_snapshot(), {"audit.xlsx": b"PK workbook"}, Silent())
    for number, person in enumerate(people(), start=1):
        pdf = sign_report(pdf, person, number, now=NOW, progress=Silent())
    assert verify_report(pdf, office().roots).valid


def test_first_certifies_second_locks():
    with pikepdf.open(BytesIO(twice())) as pdf:
        first, second = pdf.Root.AcroForm.Fields
        assert int(pdf.Root.Perms.DocMDP.Reference[0].TransformParams.P) == 2
        transforms = {str(one.TransformMethod): one.TransformParams for one in second.V.Reference}
        assert str(transforms["/FieldMDP"].Action) == "/All"
        assert int(transforms["/FieldMDP"].P) == 1
        assert [str(one.V.SubFilter) for one in (first, second)] == ["/ETSI.CAdES.detached"] * 2


def test_the_stamps_stand_in_their_fields_with_our_fonts():
    document = pypdfium2.PdfDocument(twice())
    document.init_forms()
    with pikepdf.open(BytesIO(twice())) as pdf:
        number, boxes = next(
            (n, [note.Rect for note in page.obj.get("/Annots", ()) if note.get("/FT") == "/Sig"])
            for n, page in enumerate(pdf.pages)
            if any(note.get("/FT") == "/Sig" for note in page.obj.get("/Annots", ()))
        )
        names = {
            str(item.BaseFont).split("+")[-1]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        }
    assert names == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    page = document[number]
    image = page.render(scale=2, grayscale=True).to_pil()
    high = page.get_height()
    for left, bottom, right, top in ([float(edge) for edge in box] for box in boxes):
        shown = image.crop(tuple(int(2 * edge) for edge in (left, high - top, right, high - bottom)))
        bar = shown.crop((30, 26, shown.width - 30, 34))
        assert min(bar.tobytes()) < 60, "the dark bar of the stamp"
        assert min(shown.crop((0, 0, 2, shown.height)).tobytes()) < 160, "its frame at the very edge"


def test_one_signature_is_valid_and_the_missing_one_is_said():
    found = verify_report(once(), office().roots)
    assert found.valid
    assert found.sentence.endswith("还差 1 个签名。")


def test_an_unsigned_report_is_not_valid():
    found = verify_report(unsigned(), office().roots)
    assert not found.valid
    assert found.data_matches_pages
    assert found.sentence == "报告尚未签名；内嵌数据与页面一致。"


def test_strangers_are_intact_but_not_trusted():
    other = Office(OrganisationCA.create("恒川消费金融内部签名 CA", now=NOW - timedelta(days=30)))
    for roots in ([], other.roots):
        found = verify_report(twice(), roots)
        assert not found.valid
        assert all(one.intact and not one.trusted for one in found.signatures)
        assert "不是受信任机构签发" in found.sentence
    with pytest.raises(BadInputError):
        verify_report(twice(), [b"no certificate"])


def test_turns_persons_and_foreign_files_are_refused():
    first, second = people()
    cases = [
        (NotReadyError, "已经签过", once(), second, 1),
        (NotReadyError, "请先完成第 1 签", unsigned(), second, 2),
        (NotReadyError, "已经签过", twice(), second, 2),
        (BadInputError, "没有第 3 处", twice(), second, 3),
        (NotAllowedError, "已经签过这份报告", once(), first, 2),
        (NotAllowedError, "已经签过这份报告", once(), office().person("罗成岳", "客服主管"), 2),
        (BadInputError, "不是 AuditDesk 生成", plain_pdf(), first, 1),
        (BadInputError, "不是 PDF", b"hello", first, 1),
    ]
    for kind, words, pdf, signer, number in cases:
        with pytest.raises(kind, match=words):
            sign_report(pdf, signer, number, now=NOW, progress=Silent())


def plain_pdf() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        target = BytesIO()
        pdf.save(target)
    return target.getvalue()


def test_a_broken_key_is_one_sentence():
    broken = replace(people()[0], signing_key_pkcs8_der=b"\x30\x03\x02\x01\x00")
    with pytest.raises(AuditDeskError):
        sign_report(unsigned(), broken, 1, now=NOW, progress=Silent())


def page_changed(pdf: bytes) -> bytes:
    """The incremental change that poppler's pdfsig calls valid: a page's content replaced, appended."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    page = writer.root["/Pages"]["/Kids"][1]
    content = writer.add_object(StreamObject(stream_data=b"BT /F1 9 Tf (99.9) Tj ET"))
    page[NameObject("/Contents")] = content
    writer.update_container(page)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize("signed", [once, twice])
def test_an_appended_change_of_a_page_is_told(signed):
    attacked = page_changed(signed())
    found = verify_report(attacked, office().roots)
    assert not found.valid
    assert found.modified_after_signing
    assert "文件被改动" in found.sentence
    if shutil.which("pdfsig"):
        seen = subprocess.run(["pdfsig", "-nocert", "-"], input=attacked, capture_output=True, check=False)
        assert b"Signature is Valid" in seen.stdout or seen.returncode, "the reader that misses it"
    with pytest.raises(AuditDeskError):
        sign_report(attacked, people()[1], 2, now=LATER, progress=Silent())


def test_a_change_between_the_signatures_is_told_even_when_signed_over():
    attacked = page_changed(once())
    with pytest.raises(DamagedError, match="改动过"):
        sign_report(attacked, people()[1], 2, now=LATER, progress=Silent())


def test_pages_changed_before_signing_no_longer_match_the_data():
    signed = sign_report(page_changed(unsigned()), people()[0], 1, now=NOW, progress=Silent())
    found = verify_report(signed, office().roots)
    assert not found.modified_after_signing
    assert not found.data_matches_pages
    assert not found.valid
    assert "不一致" in found.sentence


def test_data_exchanged_before_signing_no_longer_match_the_pages():
    snapshot, _pictures = sample_snapshot()
    small = replace(snapshot, findings=(), register=(), indicators=s.Indicators(), appendix=())
    better = replace(small, result=replace(small.result, verdict="优秀", good=True))
    with pikepdf.open(BytesIO(unsigned())) as pdf:
        names = pdf.Root.Names.EmbeddedFiles.Names
        place = next(n for n in range(0, len(names), 2) if str(names[n]) == "snapshot.json")
        names[place + 1].EF.F.write(snapshot_bytes(better))
        target = BytesIO()
        pdf.save(target)
    signed = sign_report(target.getvalue(), people()[0], 1, now=NOW, progress=Silent())
    found = verify_report(signed, office().roots)
    assert not found.data_matches_pages
    assert not found.valid


def test_a_box_drawn_over_a_figure_is_seen_though_the_text_is_the_same():
    with pikepdf.open(BytesIO(unsigned())) as pdf:
        page = pdf.pages[1]
        page.contents_add(b"q 1 g 85 640 90 40 re f Q")
        target = BytesIO()
        pdf.save(target)
    signed = sign_report(target.getvalue(), people()[0], 1, now=NOW, progress=Silent())
    assert not verify_report(signed, office().roots).data_matches_pages


@pytest.mark.parametrize("tail", [b"\n", b"%", b" " * 40, b"%%EOF\n"])
def test_appended_bytes_are_told(tail):
    assert not accepted(twice() + tail)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_told(share):
    assert not accepted(twice()[: int(len(twice()) * share)])


def accepted(pdf: bytes) -> bool:
    try:
        return verify_report(pdf, office().roots).valid
    except (DamagedError, BadInputError):
        return False


def signature_hex(pdf: bytes) -> tuple[int, int]:
    """Where the last signature's own hex lies, which no signature covers."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        edges = [int(edge) for edge in opened.Root.AcroForm.Fields[1].V.ByteRange]
    return edges[1], edges[2]


def test_letter_case_and_padding_of_the_signature_count():
    start, end = signature_hex(twice())
    data = twice()
    lower = data[:start] + data[start:end].lower() + data[end:]
    padded = data[: end - 9] + b"1" + data[end - 8 :]
    assert not accepted(lower)
    assert not accepted(padded)


DIGITAL_SIGNATURE = x509.KeyUsage(
    digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip


def pkcs12_file(name: str, password: bytes) -> tuple[bytes, bytes]:
    """A PKCS#12 file as a public authority would hand out, and its root."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "某某电子认证")])
    start, end = NOW - timedelta(days=5), NOW + timedelta(days=900)
    root = (
        x509.CertificateBuilder().subject_name(root_name).issuer_name(root_name).public_key(root_key.public_key())
        .serial_number(7).not_valid_before(start).not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(root_key, hashes.SHA256())
    )  # fmt: skip
    leaf = (
        x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(root_name).public_key(key.public_key()).serial_number(8).not_valid_before(start)
        .not_valid_after(end).add_extension(DIGITAL_SIGNATURE, critical=True).sign(root_key, hashes.SHA256())
    )  # fmt: skip
    data = pkcs12.serialize_key_and_certificates(
        name.encode(), key, leaf, [root], BestAvailableEncryption(password)
    )
    return data, root.public_bytes(serialization.Encoding.DER)


def test_a_pkcs12_file_signs_with_its_password():
    data, root = pkcs12_file("韩立群", b"geheim")
    signed = sign_report(once(), Pkcs12Material(data, "geheim"), 2, now=LATER, progress=Silent())
    found = verify_report(signed, [*office().roots, root])
    assert found.valid
    assert found.signatures[1].signer == "韩立群"
    for wrong in (Pkcs12Material(data, "falsch"), Pkcs12Material(b"junk", "geheim")):
        with pytest.raises(BadInputError, match="PKCS#12"):
            sign_report(once(), wrong, 2, now=LATER, progress=Silent())


def test_a_token_that_is_not_there_is_one_sentence():
    token = TokenMaterial(Path("/nowhere/libtoken.so"), "1234")
    with pytest.raises(NotFoundError, match="libtoken.so"):
        sign_report(once(), token, 2, now=LATER, progress=Silent())


class TimeStampServer:
    """A time stamp authority on this machine that answers ``replies`` times, then fails."""

    def __init__(self, replies: int) -> None:
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "总部时间戳服务")])
        made = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(3).not_valid_before(NOW - timedelta(days=3)).not_valid_after(NOW + timedelta(days=999))
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        self.root = made.public_bytes(serialization.Encoding.DER)
        pkcs8 = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        stamper = DummyTimeStamper(
            asn1.Certificate.load(self.root), keys.PrivateKeyInfo.load(pkcs8), fixed_dt=NOW.astimezone(UTC)
        )
        left = [replies]

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                left[0] -= 1
                if left[0] < 0:
                    self.send_error(503)
                    return
                reply = stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def test_a_time_stamp_is_taken_when_the_authority_answers():
    with TimeStampServer(9) as authority:
        signed = sign_report(unsigned(), people()[0], 1, now=NOW, tsa_url=authority.url, progress=Silent())
    trusted = verify_report(signed, [*office().roots, authority.root])
    assert trusted.valid
    assert trusted.signatures[0].time_source == "可信时间戳（RFC 3161）"
    unknown = verify_report(signed, office().roots).signatures[0]
    assert unknown.trusted
    assert unknown.time_source == "时间戳（签发机构不受信任）"
    assert unknown.problems


@pytest.mark.parametrize("replies", [0, 1])
def test_without_the_authority_the_signers_clock_is_named(replies):
    with TimeStampServer(replies) as authority:
        signed = sign_report(unsigned(), people()[0], 1, now=NOW, tsa_url=authority.url, progress=Silent())
    found = verify_report(signed, office().roots)
    assert found.valid
    assert found.signatures[0].time_source == "签名人计算机时钟"


def test_an_address_of_another_kind_is_refused():
    with pytest.raises(BadInputError, match="http"):
        sign_report(unsigned(), people()[0], 1, now=NOW, tsa_url="file:///etc/passwd", progress=Silent())


def test_an_expired_certificate_stays_valid_for_what_it_signed_and_not_for_later():
    late = NOW + timedelta(days=365 * 6)
    signed = sign_report(unsigned(), people()[0], 1, now=late, progress=Silent())
    assert not verify_report(signed, office().roots).signatures[0].trusted
