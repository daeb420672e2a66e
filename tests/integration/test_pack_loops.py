from __future__ import annotations

import json
from functools import cache
from types import SimpleNamespace

import pytest
from tests.fakes import MemoryDeviceSecrets
from tests.pack_loop import ANSWERS, run_loop, save, state_of

from auditdesk.bootstrap.workspaces import WorkspaceProgram
from auditdesk.cli import demo_data
from auditdesk.cli.app import run
from auditdesk.cli.demo_story import Story
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.packs.forms import builtin_forms
from auditdesk.services.audits import score

QUICK = ("forbidden-zones", "call-centre-quality")
FORMS = [
    pytest.param(form.id, id=form.id, marks=() if form.id in QUICK else pytest.mark.slow)
    for form in builtin_forms()
]


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loops")
    secrets = MemoryDeviceSecrets(present=True)
    program = WorkspaceProgram(home=folder / "home", kdf=KdfParameters.for_tests(), device_secrets=secrets)
    told = Story(program, folder)
    told.create()
    return SimpleNamespace(told=told, program=program, loop=cache(lambda form_id: run_loop(told, form_id)))


@pytest.mark.parametrize("form_id", FORMS)
def test_a_pack_runs_from_plan_to_two_signatures(story, form_id):
    loop = story.loop(form_id)
    assert loop.failed, "every pack has something to fail"
    proof = loop.proof
    assert proof.valid, proof.sentence
    assert len(proof.signatures) == 2
    assert all(one.intact and one.trusted for one in proof.signatures)
    assert not proof.modified_after_signing
    assert proof.data_matches_pages
    assert state_of(story.told, loop) == "signed"
    with story.told.at_desk(ANSWERS) as desk:
        tally = score(desk, loop.audit_id).tally
    assert tally.unanswered == 0
    assert tally.failed == len(loop.failed)
    assert tally.total == sum(1 for _ in loop.form.items())


@pytest.mark.slow
def test_the_file_verifies_on_the_command_line_and_a_changed_byte_is_seen(
    story, tmp_path, monkeypatch, capsys
):
    loop = story.loop("forbidden-zones")
    monkeypatch.setenv("AUDITDESK_WORKSPACE", str(story.told.made["workspace"]))
    monkeypatch.setenv("AUDITDESK_PASSPHRASE", demo_data.PASSPHRASES[ANSWERS])
    path = save(loop, tmp_path)
    assert run(["report", "verify", str(path), "--json"], lambda: story.program) == 0
    assert json.loads(capsys.readouterr().out)["valid"]
    broken = bytearray(loop.pdf)
    broken[len(broken) // 2] ^= 1
    path.write_bytes(bytes(broken))
    assert run(["report", "verify", str(path), "--json"], lambda: story.program) == 1
    assert not json.loads(capsys.readouterr().out)["valid"]
