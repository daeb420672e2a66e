import pytest
from tests.factories import PASSPHRASE, SECOND, make_program, make_workspace

from auditdesk.crypto.identity import UserIdentity
from auditdesk.domain.errors import BadInputError, NotAllowedError, NotFoundError, WorkspaceBusyError
from auditdesk.domain.journal import JournalNote
from auditdesk.domain.people import Role
from auditdesk.services.health import check_workspace
from auditdesk.services.jobs import Silent
from auditdesk.services.journal import export_lines, read_back, verdict_words, verify_journal
from auditdesk.services.locking import DEFAULT_MINUTES, lock_minutes, set_lock_minutes
from auditdesk.services.people import NewUser, add_person, change_person, list_users
from auditdesk.services.preferences import Preferences
from auditdesk.services.program import Level, NewWorkspace

AUDITOR = NewUser("1042", "沈知夏", Role.AUDITOR, SECOND, "自查员")


@pytest.fixture
def program(tmp_path):
    return make_program(tmp_path / "home")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "space"


@pytest.fixture
def space(program, folder):
    with make_workspace(program, folder) as opened:
        yield opened


def test_a_person_is_added_and_changed_field_by_field(space):
    user = add_person(space, AUDITOR)
    assert (user.staff_no, user.title) == ("1042", "自查员")
    changed = change_person(space, "1042", role=Role.REVIEWER)
    assert (changed.role, changed.title, changed.active) == (Role.REVIEWER, "自查员", True)
    before = space.desk.journal.last().number
    assert change_person(space, "1042", role=Role.REVIEWER) == changed
    assert space.desk.journal.last().number == before
    info = space.certificate_of(user)
    assert info.valid_from < info.valid_to
    assert len(info.fingerprint) == 16
    with pytest.raises(BadInputError, match="工号和姓名"):
        add_person(space, NewUser(" ", "某人", Role.VIEWER, SECOND))
    with pytest.raises(NotFoundError):
        change_person(space, "nobody", active=False)


def test_a_deactivated_person_cannot_unlock(program, folder, space):
    add_person(space, AUDITOR)
    change_person(space, "1042", active=False)
    space.close()
    with pytest.raises(NotAllowedError, match="停用"):
        program.open(folder, SECOND, "1042")


def test_the_last_administrator_stays(space):
    """The acting administrator's own record may have changed by a sync since unlocking."""
    second = add_person(space, NewUser("1017", "罗成岳", Role.ADMIN, SECOND))
    me = space.desk.user
    with pytest.raises(NotAllowedError, match="自己"):
        change_person(space, me.id, role=Role.VIEWER)
    with space.desk.begin() as work:
        work.save(type(me)(**{**_fields(me), "role": Role.AUDITOR}))
        work.commit()
    for change in ({"role": Role.LEAD}, {"active": False}):
        with pytest.raises(NotAllowedError, match="最后一位"):
            change_person(space, second.id, **change)
    assert next(one for one in list_users(space.desk) if one.id == second.id).role is Role.ADMIN
    change_person(space, second.id, title="信息安全")


def _fields(user):
    return {name: getattr(user, name) for name in user.__dataclass_fields__}


def test_only_administrators_change_people_and_the_lock(program, folder, space):
    add_person(space, AUDITOR)
    assert lock_minutes(space.desk) == DEFAULT_MINUTES
    assert set_lock_minutes(space.desk, 5) == lock_minutes(space.desk) == 5
    for wrong in (0, 61):
        with pytest.raises(BadInputError, match="1 到 60"):
            set_lock_minutes(space.desk, wrong)
    space.close()
    with program.open(folder, SECOND, "1042") as opened:
        with pytest.raises(NotAllowedError):
            set_lock_minutes(opened.desk, 60)
        with pytest.raises(NotAllowedError):
            change_person(opened, "1042", role=Role.ADMIN)
        assert lock_minutes(opened.desk) == 5


def test_a_seal_by_a_strangers_key_is_told(space):
    desk = space.desk
    assert verify_journal(desk).intact
    stranger = UserIdentity.generate()
    desk.journal.append(desk.user.id, JournalNote("unlock"))
    desk.journal.seal(desk.user.id, stranger.public_key.hex(), stranger.sign)
    assert desk.journal.verify().intact
    state = verify_journal(desk)
    assert not state.intact
    assert state.broken_at == desk.journal.last().number
    assert "任何用户的密钥" in verdict_words(state)


def test_a_seal_by_another_persons_key_is_told(space):
    other = add_person(space, AUDITOR)
    desk = space.desk
    identity = UserIdentity.generate()
    with desk.begin() as work:
        work.save(type(other)(**{**_fields(other), "public_key": identity.public_key.hex()}))
        work.commit()
    desk.journal.append(desk.user.id, JournalNote("unlock"))
    desk.journal.seal(desk.user.id, identity.public_key.hex(), identity.sign)
    assert not verify_journal(desk).intact


def test_seals_of_a_replaced_key_stay_good(program, folder):
    opened, kit = program.create(folder, NewWorkspace("嘉岭分中心", "韩立群", PASSPHRASE))
    old = opened.desk.user.public_key
    opened.close()
    with program.recover(folder, "".join(kit.groups), SECOND) as recovered:
        assert list_users(recovered.desk)[0].public_key != old
        state = verify_journal(recovered.desk)
        assert state.intact
        assert state.sealed > 0
    with program.open(folder, SECOND) as again:
        assert verify_journal(again.desk).sealed > state.sealed


def test_recovery_of_a_workspace_open_elsewhere_writes_nothing(program, folder):
    opened, kit = program.create(folder, NewWorkspace("嘉岭分中心", "韩立群", PASSPHRASE))
    header = (folder / "workspace.json").read_bytes()
    before = [entry.action for entry in opened.desk.journal.entries()]
    with pytest.raises(WorkspaceBusyError):
        program.recover(folder, "".join(kit.groups), SECOND)
    assert [entry.action for entry in opened.desk.journal.entries()] == before
    assert (folder / "workspace.json").read_bytes() == header
    opened.close()
    with pytest.raises(BadInputError):
        program.recover(folder, "".join(kit.groups), "weak")
    assert not program.summary(folder).busy
    with program.recover(folder, "".join(kit.groups), SECOND) as recovered:
        assert "workspace.recover" in [entry.action for entry in recovered.desk.journal.entries()]


def test_a_new_kit_ends_the_old_one(program, folder):
    opened, old = program.create(folder, NewWorkspace("嘉岭分中心", "韩立群", PASSPHRASE))
    with opened:
        new = opened.new_recovery_kit()
    with pytest.raises(Exception, match="恢复件"):
        program.recover(folder, "".join(old.groups), SECOND)
    program.recover(folder, "".join(new.groups), SECOND).close()


def test_the_journal_is_read_backwards_in_words(space):
    add_person(space, AUDITOR)
    lines = read_back(space.desk)
    assert [line.number for line in lines] == sorted((line.number for line in lines), reverse=True)
    added = read_back(space.desk, "添加用户 韩立群")
    assert [(line.word, line.subject, line.staff_no) for line in added] == [("添加用户", "1042", "1001")]
    assert "角色" in added[0].detail
    assert read_back(space.desk, "没有这样的") == []
    assert [line.number for line in read_back(space.desk, before=lines[0].number, limit=1)] == [
        lines[1].number
    ]


def test_an_export_that_cannot_be_written_says_so(space, tmp_path):
    lines = read_back(space.desk)
    for target in (tmp_path / "no" / "log.csv", tmp_path):
        with pytest.raises(BadInputError, match="写不了"):
            export_lines(space.desk, lines, target)
    assert "journal.export" not in [entry.action for entry in space.desk.journal.entries()]
    odd = [type(lines[0])(1, "t", "", "1", "=1+1", "-2", "x", "a")]
    text = export_lines(space.desk, odd, tmp_path / "log.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert "'-2" in text


def test_a_sound_workspace_and_what_is_missing(program, folder, space, tmp_path):
    checks = {one.name: one for one in check_workspace(space, program.summary(folder))}
    assert checks["数据库"].level is Level.FINE
    assert checks["操作日志"].fine
    assert checks["备份"].level is Level.NOTE
    assert checks["备份"].advice
    space.backup(tmp_path / "usb", Silent())
    assert check_workspace(space, program.summary(folder))[-1].level is Level.FINE


def test_doctor_names_what_to_do(program):
    checks = program.doctor()
    assert {"Python", "加密数据库", "第二因素", "字体", "内置清单", "窗口", "数据文件夹"} <= {
        one.name for one in checks
    }
    assert all(one.advice for one in checks if one.level is not Level.FINE)
    assert all(one.fine for one in checks)


def test_preferences_survive_and_nonsense_is_as_at_first(program, tmp_path):
    assert program.preferences() == Preferences()
    wanted = Preferences("dark", "en", key_caps=False, single_letters=False)
    program.keep_preferences(wanted)
    assert make_program(tmp_path / "home").preferences() == wanted
    place = tmp_path / "home" / "preferences.json"
    for text in ("not json", "[]", '{"theme": "pink", "language": 3, "key_caps": "yes"}'):
        place.write_text(text, encoding="utf-8")
        assert program.preferences() == Preferences()
    place.unlink()
    place.mkdir()
    with pytest.raises(BadInputError, match="设置"):
        program.keep_preferences(wanted)


def test_places_and_preferences_are_kept_apart(program, folder):
    make_workspace(program, folder).close()
    program.keep_preferences(Preferences("dark"))
    assert [one.folder for one in program.known()] == [folder.resolve()]
