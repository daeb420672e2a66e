from __future__ import annotations

import os

import msgspec
import pytest
from tests.fakes import MemoryDeviceSecrets

from auditdesk.crypto.header import (
    Header,
    SlotKind,
    StoredKdf,
    create_header,
    load_header,
    save_header,
)
from auditdesk.crypto.kdf import KdfParameters
from auditdesk.crypto.slots import (
    SlotUser,
    add_passphrase_slot,
    add_recovery_slot,
    open_with_passphrase,
    open_with_recovery,
    remove_slot,
    rewrap_passphrase,
    update_slot,
)
from auditdesk.domain.errors import (
    AuditDeskError,
    BadInputError,
    DamagedError,
    NewerFormatError,
    NotAllowedError,
    NotFoundError,
    WrongPassphraseError,
)
from auditdesk.domain.people import Role

KEY = bytes(range(32))
CHEAP = KdfParameters.for_tests()
LI = SlotUser("user-1", "1042", Role.AUDITOR)
WANG = SlotUser("user-2", "1055", Role.REVIEWER)
DEVICE = b"d" * 32


def new_header():
    return create_header("嘉岭分中心", "ws-1", created="2025-11-03T09:31:00+08:00")


def with_slot(header, passphrase="纸船 2025 灯塔", user=LI, device=None, identity=b"identity of li"):
    return add_passphrase_slot(header, KEY, identity, passphrase, user, device_secret=device, params=CHEAP)


def open_as(header, passphrase="纸船 2025 灯塔", user=None, device=None):
    return open_with_passphrase(header, passphrase, user=user, device_secret=device)


@pytest.fixture
def header():
    return with_slot(new_header())


def changed(header, **fields):
    """The header after somebody edited a field of its first slot with a text editor."""
    return msgspec.structs.replace(
        header, slots=(msgspec.structs.replace(header.slots[0], **fields), *header.slots[1:])
    )


def test_right_passphrase_gives_key_and_identity(header):
    opened = open_as(header)
    assert (opened.workspace_key, opened.identity) == (KEY, b"identity of li")
    assert opened.slot == header.slots[0]


def test_secrets_are_not_in_the_header_or_in_reprs(header):
    text = msgspec.json.encode(header)
    for secret in (KEY, b"identity of li", "纸船".encode()):
        assert secret not in text
    opened = open_as(header)
    assert repr(KEY) not in repr(opened)
    assert "identity of li" not in repr(opened)


@pytest.mark.parametrize("wrong", ["", "纸船 2025 灯塔 ", "纸船2025灯塔", "x" * 5000])
def test_wrong_passphrase_says_one_plain_thing(header, wrong):
    with pytest.raises(WrongPassphraseError) as caught:
        open_as(header, wrong)
    assert str(caught.value) == "口令不对，或者用户选错了；工作区没有打开。"


def test_unknown_user_and_wrong_passphrase_look_alike(header):
    messages = set()
    for passphrase, user in (("wrong", "1042"), ("纸船 2025 灯塔", "9999"), ("wrong", None)):
        with pytest.raises(WrongPassphraseError) as caught:
            open_as(header, passphrase, user)
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_full_width_input_is_the_same_passphrase(header):
    assert open_as(header, "纸船 ２０２５ 灯塔").workspace_key == KEY


def test_each_user_has_a_slot_of_their_own(header):
    both = with_slot(header, "别的口令", WANG, identity=b"identity of wang")
    assert open_as(both, "别的口令").identity == b"identity of wang"
    assert open_as(both, "别的口令", user="1055").slot.role is Role.REVIEWER
    assert open_as(both, user="user-1").identity == b"identity of li"
    with pytest.raises(WrongPassphraseError):
        open_as(both, "别的口令", user="1042")


def test_last_user_is_tried_first(header):
    both = with_slot(header, "别的口令", WANG)
    slot = open_as(both, "别的口令").slot
    touched = update_slot(both, KEY, slot.id, last_unlock="2025-11-12T08:12:00+00:00")
    assert touched.passphrase_slots[0].staff_no == "1055"
    assert open_as(touched, "别的口令").workspace_key == KEY


def test_both_factors_are_needed():
    header = with_slot(new_header(), device=DEVICE)
    assert header.slots[0].device_bound
    assert open_as(header, device=DEVICE).workspace_key == KEY
    with pytest.raises(WrongPassphraseError):
        open_as(header, device=b"e" * 32)
    with pytest.raises(WrongPassphraseError):
        open_as(header, "wrong", device=DEVICE)


def test_lost_device_secret_is_told_and_recovery_binds_again():
    device = MemoryDeviceSecrets()
    header = with_slot(new_header(), device=device.create("ws-1"))
    header, code = add_recovery_slot(header, KEY)
    device.forget("ws-1")
    with pytest.raises(NotFoundError, match="恢复件"):
        open_as(header, device=device.load("ws-1"))
    opened = open_with_recovery(header, code.text)
    assert (opened.workspace_key, opened.identity) == (KEY, b"")
    bound = add_passphrase_slot(
        header, opened.workspace_key, b"new identity", "新口令", LI,
        device_secret=device.create("ws-1"), params=CHEAP,
    )  # fmt: skip
    assert open_as(bound, "新口令", device=device.load("ws-1")).identity == b"new identity"
    with pytest.raises(WrongPassphraseError):
        open_as(bound, device=device.load("ws-1"))


def test_device_secret_does_not_matter_to_a_slot_without_it(header):
    assert open_as(header, device=DEVICE).workspace_key == KEY


def test_new_passphrase_replaces_the_old_and_keeps_the_identity(header):
    renewed = rewrap_passphrase(header, open_as(header), "新的", device_secret=None, params=CHEAP)
    assert open_as(renewed, "新的").identity == b"identity of li"
    assert open_as(renewed, "新的").slot.role is Role.AUDITOR
    assert len(renewed.slots) == 1
    with pytest.raises(WrongPassphraseError):
        open_as(renewed)


def test_new_recovery_code_withdraws_the_old(header):
    once, old = add_recovery_slot(header, KEY)
    twice, new = add_recovery_slot(once, KEY)
    assert open_with_recovery(twice, new.text).workspace_key == KEY
    with pytest.raises(WrongPassphraseError, match="作废"):
        open_with_recovery(twice, old.text)
    assert len(twice.recovery_slots) == 1


def test_code_copied_wrongly_names_its_group(header):
    once, code = add_recovery_slot(header, KEY)
    groups = list(code.groups)
    groups[4] = ("A" if groups[4][0] != "A" else "B") + groups[4][1:]
    with pytest.raises(BadInputError, match="第 5 组"):
        open_with_recovery(once, "-".join(groups))


@pytest.mark.parametrize(
    "fields",
    [
        {"role": Role.ADMIN},
        {"staff_no": "1001"},
        {"user_id": "user-9"},
        {"created": "2020-01-01"},
        {"last_unlock": "2020-01-01"},
        {"device_bound": True},
        {"salt": bytes(16)},
        {"id": "0" * 16},
        {"kdf": StoredKdf(16, 1, 1)},
        {"wrapped_identity": b""},
    ],
)
def test_changed_slot_fields_are_refused(header, fields):
    with pytest.raises(AuditDeskError):
        open_as(changed(header, **fields))


def test_promoted_by_editor_is_called_tampering_not_a_wrong_passphrase(header):
    with pytest.raises(DamagedError, match=r"workspace\.json"):
        open_as(changed(header, role=Role.ADMIN))


@pytest.mark.parametrize(
    "fields", [{"site_name": "别处"}, {"created": ""}, {"workspace_id": "ws-2"}, {"seal": b""}]
)
def test_changed_header_fields_are_refused(header, fields):
    with pytest.raises(AuditDeskError):
        open_as(msgspec.structs.replace(header, **fields))


def test_taken_out_and_foreign_slots_are_refused(header):
    both = with_slot(header, "别的口令", WANG)
    with pytest.raises(DamagedError):
        open_as(msgspec.structs.replace(both, slots=both.slots[:1]))
    foreign = add_passphrase_slot(
        new_header(), bytes(32), b"", "evil", WANG, device_secret=None, params=CHEAP
    ).slots[0]
    mixed = msgspec.structs.replace(header, slots=(*header.slots, foreign))
    for passphrase in ("evil", "纸船 2025 灯塔"):
        with pytest.raises(DamagedError):
            open_as(mixed, passphrase)


def test_no_change_blesses_a_tampered_header(header):
    tampered = changed(header, role=Role.ADMIN)
    slot = header.slots[0].id
    for change in (
        lambda: with_slot(tampered, "x", WANG),
        lambda: add_recovery_slot(tampered, KEY),
        lambda: update_slot(tampered, KEY, slot, staff_no="7"),
        lambda: remove_slot(tampered, KEY, slot),
    ):
        with pytest.raises(DamagedError):
            change()


def test_the_administrator_changes_role_and_number_without_the_passphrase(header):
    slot = header.slots[0]
    promoted = update_slot(header, KEY, slot.id, role=Role.LEAD, staff_no="2001")
    opened = open_as(promoted, user="2001")
    assert (opened.slot.role, opened.identity) == (Role.LEAD, b"identity of li")


def test_slots_are_removed_but_never_the_last(header):
    both = with_slot(header, "别的口令", WANG)
    left = remove_slot(both, KEY, both.slots[0].id)
    assert [slot.staff_no for slot in left.slots] == ["1055"]
    assert open_as(left, "别的口令").workspace_key == KEY
    with pytest.raises(NotAllowedError):
        remove_slot(left, KEY, left.slots[0].id)
    with pytest.raises(NotFoundError):
        remove_slot(both, KEY, "unknown")


def test_saved_and_loaded(header, tmp_path):
    path = tmp_path / "workspace.json"
    header, code = add_recovery_slot(header, KEY)
    save_header(path, header)
    loaded = load_header(path)
    assert loaded == header
    assert open_as(loaded).workspace_key == KEY
    assert open_with_recovery(loaded, code.text).slot.kind is SlotKind.RECOVERY
    assert sorted(one.name for one in tmp_path.iterdir()) == ["workspace.json", "workspace.json.bak"]


def test_backup_is_the_former_header_unless_something_was_revoked(header, tmp_path):
    path = tmp_path / "workspace.json"
    backup = tmp_path / "workspace.json.bak"
    save_header(path, header)
    both = with_slot(header, "别的口令", WANG)
    save_header(path, both)
    assert load_header(backup) == header
    renewed = rewrap_passphrase(both, open_as(both), "新的", device_secret=None, params=CHEAP)
    save_header(path, renewed)
    assert load_header(backup) == renewed
    with pytest.raises(WrongPassphraseError):
        open_as(load_header(backup))


def test_damaged_file_does_not_replace_the_good_backup(header, tmp_path):
    path = tmp_path / "workspace.json"
    save_header(path, header)
    path.write_bytes(b"{")
    save_header(path, header)
    assert load_header(tmp_path / "workspace.json.bak") == header


def test_failed_save_keeps_the_old_file(header, tmp_path, monkeypatch):
    path = tmp_path / "workspace.json"
    save_header(path, header)
    before = path.read_bytes()

    def fail(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(AuditDeskError, match="磁盘空间不足"):
        save_header(path, with_slot(header, "别的口令", WANG))
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["workspace.json", "workspace.json.bak"]


def test_newer_format_is_refused_and_left_alone(header, tmp_path):
    path = tmp_path / "workspace.json"
    path.write_bytes(b'{"format": 2, "slots": {"shape": "unknown here"}}')
    with pytest.raises(NewerFormatError, match=r"workspace\.json.*格式 2"):
        load_header(path)
    assert path.read_bytes().startswith(b'{"format": 2')


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe", b"null", b"[]",
     b"[" * 100_000, b'{"format": 1}', b'{"format": 0}', b'{"format": "1"}',
     b" " * 2_000_000, b'{"format": 1, "workspace_id": "", "site_name": "", "created": ""}'],
)  # fmt: skip
def test_what_is_no_header_is_damage(tmp_path, content):
    path = tmp_path / "workspace.json"
    path.write_bytes(content)
    with pytest.raises(DamagedError, match=r"workspace\.json"):
        load_header(path)


def test_missing_header_and_folder_in_its_place(tmp_path):
    with pytest.raises(NotFoundError, match="不是工作区"):
        load_header(tmp_path / "workspace.json")
    with pytest.raises(NotFoundError):
        load_header(tmp_path)


@pytest.mark.parametrize(
    "kdf", [(2**40, 3, 4), (64, 10_000, 1), (64, 0, 1), (8, 1, 2), (-1, 1, 1), (64, 1, 0)]
)
def test_absurd_costs_are_refused_before_memory_is_taken(header, tmp_path, kdf):
    path = tmp_path / "workspace.json"
    path.write_bytes(msgspec.json.encode(changed(header, kdf=StoredKdf(*kdf))))
    with pytest.raises(DamagedError):
        load_header(path)


def test_slot_kind_without_its_costs_is_refused(header, tmp_path):
    path = tmp_path / "workspace.json"
    for broken in (changed(header, kdf=None), changed(header, kind=SlotKind.RECOVERY)):
        path.write_bytes(msgspec.json.encode(broken))
        with pytest.raises(DamagedError):
            load_header(path)


def test_default_cost_is_256_mebibytes(header):
    parameters = KdfParameters()
    assert (parameters.memory_kib, parameters.iterations, parameters.lanes) == (262_144, 3, 4)


@pytest.mark.parametrize("mask", [0x01, 0x04, 0x10, 0x80])
def test_flips_of_every_byte_never_open_wrongly(tmp_path, mask):
    header, code = add_recovery_slot(with_slot(new_header()), KEY)
    path = tmp_path / "workspace.json"
    save_header(path, header)
    whole = path.read_bytes()
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= mask
        path.write_bytes(bytes(flipped))
        for way in (open_as, lambda found: open_with_recovery(found, code.text)):
            try:
                loaded: Header = load_header(path)
                opened = way(loaded)
            except AuditDeskError:
                continue
            # Only a flip in the unused bits of a base64 text or in white space leaves the same header.
            assert loaded == header
            assert opened.workspace_key == KEY


def test_truncations_are_refused(header, tmp_path):
    path = tmp_path / "workspace.json"
    save_header(path, header)
    whole = path.read_bytes()
    for length in range(len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(DamagedError):
            load_header(path)
