"""A folder with every type of file, a number planted in every hiding place, through ``auditdesk mask``."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile

import pytest
from PIL import Image
from tests.factories import make_program
from tests.hiding import Plants, document, leaks, mail, packed, pdf, picture, workbook

from auditdesk.cli.app import run
from auditdesk.domain.errors import BadInputError
from auditdesk.masking import ocr
from auditdesk.masking.detector import Detector
from auditdesk.masking.files import FileMasker
from auditdesk.masking.styles import Pseudonyms, Style

FILES = FileMasker(Detector())


def mask(data, name, style=Style.KEEP):
    return FILES.mask(io.BytesIO(data), name, style=style, pseudonyms=Pseudonyms(b"k" * 32))


def run_mask(tmp_path, words):
    program = make_program(tmp_path / "home")
    return run(words, lambda: program)


def test_the_search_finds_every_plant():
    plants = Plants()
    data = packed({"a.docx": document(plants), "b.eml": mail(plants), "c.pdf": pdf(plants)})
    missed = set(plants.places.values()) - leaks(data, plants)
    assert missed <= {"eml data address", "eml html entities"}


@pytest.mark.parametrize("style", [Style.KEEP, Style.REMOVE])
@pytest.mark.parametrize(
    ("make", "name"), [(document, "a.docx"), (workbook, "a.xlsx"), (pdf, "a.pdf"), (mail, "a.eml")]
)
def test_nothing_is_left(make, name, style):
    plants = Plants()
    result = mask(make(plants), name, style)
    assert leaks(result.data, plants) == set()
    assert result.residue == ()


def test_files_in_files_in_files():
    plants = Plants()
    inner = packed(
        {f"{plants.phone('inner name')}.txt": plants.phone("inner text"), "b.docx": document(plants)}
    )
    page = f"<html><head><title>{plants.phone('html title')}</title><p>{plants.phone('html')}</p>"
    data = packed({"in.zip": inner, "m.eml": mail(plants, ("w.xlsx", workbook(plants))), "p.html": page})
    result = mask(data, "a.zip")
    assert leaks(result.data, plants) == set()
    with zipfile.ZipFile(io.BytesIO(result.data)) as package:
        assert package.namelist() == ["in.zip", "m.eml", "p.txt"]


def test_too_deep_archives_are_left_out():
    data = b"text"
    for _level in range(5):
        data = packed({"a.zip" if data[:2] == b"PK" else "a.txt": data})
    with pytest.raises(BadInputError, match="没有可以脱敏"):
        mask(data, "a.zip")


def test_names_of_members_in_the_code_page_of_windows():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("x" * 12 + ".txt", "text")
    raw = "林向晚的投诉".encode("gb18030")
    data = out.getvalue().replace(b"x" * 12, raw)
    with zipfile.ZipFile(io.BytesIO(mask(data, "a.zip").data)) as package:
        (name,) = package.namelist()
    assert "投诉" in name


@pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "HEIF"])
def test_pictures_of_every_kind(kind):
    plants = Plants()
    if kind == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    result = mask(picture(plants, kind, f"电话 {plants.phone('pixels')}"), f"a.{kind.lower()}")
    assert leaks(result.data, plants) == set()
    assert Image.open(io.BytesIO(result.data)).format == kind
    assert sum(result.counts.values()) == 1
    assert result.residue == ()


def folder(tmp_path, plants):
    source = tmp_path / "in"
    deep = source / plants.phone("folder name")
    deep.mkdir(parents=True)
    phone = plants.phone
    table = f"姓名,手机号\n某某,{phone('csv')}\n某某,{float(phone('csv scientific')):.10E}\n"
    contents = {
        "a.txt": f"请打{phone('txt')}。".encode("gb18030") + b"\n" + f"或者{phone('txt utf-8')}。".encode(),
        "b.md": f"# 电话 {phone('md')[:3]}\u200b{phone('zero width')[3:]}".encode(),
        "c.csv": table.encode("utf-16"),
        "d.srt": f"1\n00:00:01,000 --> 00:00:02,000\n{phone('srt')}\n".encode(),
        "e.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n{phone('vtt')}\n".encode(),
        "f.json": json.dumps({"电话": int(phone("json")), phone("json key"): [phone("json list")]}).encode(),
        "g.jsonl": f'{{"text": "\\u8bf7\\u6253 {phone("jsonl")}"}}\nno json {phone("jsonl text")}\n'.encode(),
        "h.xlsx": workbook(plants), "i.docx": document(plants), "j.pdf": pdf(plants), "k.eml": mail(plants),
        "l.zip": packed({f"{phone('zip member')}.txt": phone("zip text")}),
        f"{phone('file name')}.txt": b"nothing", "N" + phone("joined to a letter") + ".log": b"nothing",
        "m." + phone("suffix"): b"nothing",
    }  # fmt: skip
    if ocr.available():
        contents["n.png"] = picture(plants, "PNG", phone("png pixels"))
    for name, data in contents.items():
        (source / name).write_bytes(data)
    (deep / ("长" * 80 + ".txt")).write_bytes(b"long name")
    return source


def everything(out):
    """Names and bytes of a folder as one zip, for the search."""
    return packed({
        path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()
    })  # fmt: skip


def test_a_folder_of_everything(tmp_path, capsys):
    plants = Plants()
    source, out, report = folder(tmp_path, plants), tmp_path / "out", tmp_path / "out" / "report.json"
    code = run_mask(tmp_path, ["mask", str(source), "--out", str(out), "--report", str(report)])
    assert leaks(everything(out), plants) == set()
    entries = json.loads(report.read_text())
    assert code == 0, entries
    files = [path for path in source.rglob("*") if path.is_file()]
    assert len(entries) == len(files)
    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert {entry["sha256_in"] for entry in entries} == digests
    for entry in entries:
        made = (out / entry["out"]).read_bytes()
        assert entry["sha256_out"] == hashlib.sha256(made).hexdigest()
        assert entry["size_out"] == len(made)
        assert entry["residue"] == []
        assert len((out / entry["out"]).name.encode()) <= 255
    assert "138" not in capsys.readouterr().err


def test_refused_files_and_the_others(tmp_path, capsys):
    plants = Plants()
    bad = tmp_path / f"{plants.phone('name of a bad file')}.docx"
    bad.write_bytes(b"PK\x03\x04 damaged")
    good = tmp_path / "good.txt"
    good.write_text("没有个人信息")
    out, report = tmp_path / "out", tmp_path / "r.json"
    assert run_mask(tmp_path, ["mask", str(bad), str(good), "--out", str(out), "--report", str(report)]) == 2
    assert [path.name for path in out.iterdir()] == ["good.txt"]
    assert leaks(report.read_bytes(), plants) == set()
    assert capsys.readouterr().err.count("损坏") == 1


def test_a_file_that_grows_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "growing.txt"
    path.write_text("第一行")
    whole = FileMasker.mask_to

    def growing(*arguments, **options):
        with path.open("a") as stream:
            stream.write("又一行")
        return whole(*arguments, **options)

    monkeypatch.setattr(FileMasker, "mask_to", growing)
    out = tmp_path / "out"
    assert run_mask(tmp_path, ["mask", str(path), "--out", str(out)]) == 2
    assert list(out.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_cancelling_leaves_nothing(tmp_path, number):
    path, out = tmp_path / "long.txt", tmp_path / "out"
    path.write_text("我叫林向晚，电话13800001234，请回电。\n" * 300_000)
    command = [sys.executable, "-m", "auditdesk", "mask", str(path), "--out", str(out)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as running:
        for _wait in range(1_600):
            if list(out.glob(".*.part")):
                break
            time.sleep(0.05)
        os.kill(running.pid, number)
        assert running.wait(30) != 0
    assert list(out.iterdir()) == []
