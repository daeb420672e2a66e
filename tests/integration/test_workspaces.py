import json
from io import BytesIO

import pytest
from tests.factories import PASSPHRASE, SECOND, create_workspace, make_program

from auditdesk.domain.errors import (
    BadInputError,
    DamagedError,
    NotAllowedError,
    NotFoundError,
    WorkspaceBusyError,
    WrongPassphraseError,
)
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Role, User
from auditdesk.services.desk import new_id
from auditdesk.services.evidence import NewEvidence, add_evidence, verify_evidence
from auditdesk.services.health import Level, check_workspace
from auditdesk.services.jobs import Silent
from auditdesk.services.journal import verify_journal
from auditdesk.services.people import list_users
from auditdesk.services.program import NewWorkspace


@pytest.fixture
def program(tmp_path):
    return make_program(tmp_path / "home")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "工作 区"


def test_a_workspace_opens_again_and_tells_nothing_personal_before(program, folder):
    create_workspace(program, folder).close()
    text = (folder / "workspace.json").read_text(encoding="utf-8")
    assert "韩立群" not in text
    assert program.summary(folder).slots[0].role is Role.ADMIN
    with program.open(folder, PASSPHRASE) as opened:
        assert opened.desk.user.name == "韩立群"
        assert opened.desk.journal.verify().intact
    assert [one.folder for one in program.known()] == [folder.resolve()]


def test_wrong_passphrase_is_one_sentence_and_journalled_later(program, folder):
    create_workspace(program, folder).close()
    for _attempt in range(2):
        with pytest.raises(WrongPassphraseError):
            program.open(folder, "wrong")
    with program.open(folder, PASSPHRASE) as opened:
        actions = [entry.action for entry in opened.desk.journal.entries()]
    assert actions.count("unlock.failed") == 2


def test_one_process_holds_a_workspace(program, folder):
    with create_workspace(program, folder):
        assert program.summary(folder).busy
        with pytest.raises(WorkspaceBusyError):
            program.open(folder, PASSPHRASE)
    program.open(folder, PASSPHRASE).close()


def test_weak_passphrases_and_used_folders_are_refused(program, folder, tmp_path):
    with pytest.raises(BadInputError):
        program.create(folder, NewWorkspace("站", "人", "12345678"))
    assert not folder.exists()
    create_workspace(program, folder).close()
    with pytest.raises(BadInputError, match="空文件夹"):
        create_workspace(program, folder)
    with pytest.raises(NotFoundError):
        program.open(tmp_path / "nowhere", PASSPHRASE)


def test_users_open_with_their_own_passphrase(program, folder):
    with create_workspace(program, folder) as opened:
        user = opened.add_user(User(new_id(), "1042", "沈知夏", Role.AUDITOR, "自查员"), SECOND)
        assert bytes.fromhex(user.certificate)
        with pytest.raises(BadInputError, match="1042"):
            opened.add_user(User(new_id(), "1042", "另一人", Role.VIEWER), SECOND)
        person, identity = opened.identity_of("沈知夏", SECOND)
        assert person.id == user.id
        assert identity.private_key
    with program.open(folder, SECOND, "1042") as opened:
        assert opened.desk.user.role is Role.AUDITOR
        with pytest.raises(NotAllowedError):
            opened.add_user(User(new_id(), "1043", "再一人", Role.VIEWER), PASSPHRASE)
        assert len(list_users(opened.desk)) == 2


def test_a_changed_passphrase_ends_the_old_one(program, folder):
    with create_workspace(program, folder) as opened:
        with pytest.raises(WrongPassphraseError):
            opened.change_passphrase("wrong", SECOND)
        opened.change_passphrase(PASSPHRASE, SECOND)
    with pytest.raises(WrongPassphraseError):
        program.open(folder, PASSPHRASE)
    program.open(folder, SECOND).close()


def test_recovery_kit_opens_a_workspace_whose_keyring_entry_is_lost(tmp_path, folder):
    first = make_program(tmp_path / "home", keyring=True)
    opened, kit = first.create(folder, NewWorkspace("嘉岭分中心", "韩立群", PASSPHRASE))
    opened.close()
    assert kit.pdf.startswith(b"%PDF")
    other_machine = make_program(tmp_path / "home2", keyring=True)
    with pytest.raises(NotFoundError):
        other_machine.open(folder, PASSPHRASE)
    with other_machine.recover(folder, " ".join(kit.groups).lower(), SECOND) as recovered:
        assert recovered.desk.user.name == "韩立群"
        assert recovered.desk.tools.signing_identity().certificate
    other_machine.open(folder, SECOND).close()


def test_backup_restores_and_every_changed_byte_is_noticed(program, folder, tmp_path):
    with create_workspace(program, folder) as opened:
        add_evidence(opened.desk, NewEvidence(BytesIO(b"evidence"), "a.txt", 8))
        made = opened.backup(tmp_path / "usb", Silent())
        with pytest.raises(BadInputError):
            opened.backup(folder / "inside", Silent())
    restored = tmp_path / "restored"
    program.restore(made, restored, Silent())
    with program.open(restored, PASSPHRASE) as opened:
        assert [one.problem for one in verify_evidence(opened.desk)] == [""]
    with pytest.raises(BadInputError):
        program.restore(made, restored, Silent())
    victim = next((made / "blobs").rglob("*/*"))
    data = bytearray(victim.read_bytes())
    data[60] ^= 1
    victim.write_bytes(data)
    with pytest.raises(DamagedError):
        program.restore(made, tmp_path / "again", Silent())
    assert not (tmp_path / "again").exists()
    assert json.loads((made / "backup.json").read_text())["format"] == 1


def test_a_flipped_byte_of_the_journal_is_told_as_damage_whatever_closing_makes_of_it(program, folder):
    with create_workspace(program, folder) as opened:
        for number in range(400):
            opened.desk.journal.append(opened.desk.user.id, JournalNote("evidence.check", f"E-{number}"))
    path = folder / "journal.db"
    sound = path.read_bytes()
    told = 0
    for place in range(2 * 4096 + 700, len(sound), max(4096, len(sound) // 12)):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 1]) + sound[place + 1 :])
        with pytest.raises(DamagedError, match=r"journal\.db"), program.open(folder, PASSPHRASE) as opened:
            verify_journal(opened.desk)
        told += 1
        for left in folder.glob("journal.db-*"):
            left.unlink()
        if told == 1:
            with program.open(folder, PASSPHRASE) as opened:
                checks = {one.name: one for one in check_workspace(opened, program.summary(folder))}
            assert checks["操作日志"].level is Level.FAULT, "the others are told, too"
            assert "journal.db" in checks["操作日志"].found
    assert told > 5
