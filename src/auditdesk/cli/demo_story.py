"""The steps of the demo: each does a part of the main job through the use cases and returns its figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from auditdesk.cli import demo_data as data
from auditdesk.cli import demo_year_data
from auditdesk.cli.demo_year import Year
from auditdesk.cli.terminal import write_new
from auditdesk.domain.audits import Audit, AuditKind, Duty, ReviewDecision, TeamMember
from auditdesk.domain.evidence import Evidence, MaskState
from auditdesk.domain.findings import Action, ActionState
from auditdesk.domain.people import User
from auditdesk.domain.planning import month_after, month_end
from auditdesk.domain.scoring import one_decimal
from auditdesk.i18n import _
from auditdesk.services.answering import Entry, record_answers, review_answer, submit_for_review
from auditdesk.services.audits import AuditPlan, audit_form, fix_list, plan_audit, score
from auditdesk.services.desk import Desk, new_id
from auditdesk.services.evidence import (
    NewEvidence,
    add_evidence,
    add_mark,
    link_to_item,
    mask_evidence,
    open_piece,
    set_mask_state,
    verify_evidence,
)
from auditdesk.services.filling import export_audit
from auditdesk.services.journal import verify_journal
from auditdesk.services.people import list_users
from auditdesk.services.program import NewWorkspace, OpenWorkspace, Program
from auditdesk.services.rectifying import (
    FreshSample,
    add_action,
    change_finding,
    group_findings,
    list_findings,
    move_action,
    verify_finding,
)
from auditdesk.services.reporting import SIGNATURES, build_report, sign_report, verify_report
from auditdesk.services.sharing import sync_now
from auditdesk.services.sharing_enrol import invite
from auditdesk.services.sharing_heal import verify_share
from auditdesk.services.sharing_roster import init_share

FORM = "customer-service-self-check"


class Story:
    """The sample audit of 嘉岭分中心, told step by step by four people on one laptop."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.made: dict[str, Path] = {}
        self.problems: list[str] = []
        self.audit_id = ""
        self.people: dict[str, User] = {}
        self.year = Year(self)
        self._held: OpenWorkspace | None = None

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Names and steps in order."""
        yield _("建立加密工作区和恢复件"), self.create
        yield _("计划自查"), self.plan
        yield _("作答"), self.answer
        yield _("添加证据并脱敏"), self.evidence
        yield _("登记问题与整改措施"), self.findings
        yield _("第二人复核"), self.review
        yield _("新样本验证"), self.verify
        yield _("导出 Excel"), self.workbook
        yield _("生成报告并由两人签名"), self.report
        yield _("验证报告"), self.verify_report
        yield _("往期结果、年度计划和本月自查"), self.year.begin
        yield _("第二台电脑加入共享目录"), self.join
        yield _("今天的作答和收件箱"), self.year.today
        yield _("两台电脑互相同步"), self.sync
        yield _("核对证据、日志和库"), self.check

    @contextmanager
    def at_desk(self, staff_no: str, *, stay: bool = False) -> Iterator[Desk]:
        """The desk of one person, who may ``stay`` for the next step: unlocking takes most of a second."""
        if self._held is not None and self._held.desk.user.staff_no != staff_no:
            self.leave()
        self._held = self._held or self.opened(staff_no)
        try:
            yield self._held.desk
        except BaseException:
            self.leave()
            raise
        if not stay:
            self.leave()

    def leave(self) -> None:
        """Lock the workspace when somebody stayed at it."""
        held, self._held = self._held, None
        if held is not None:
            held.close()

    def opened(self, staff_no: str) -> OpenWorkspace:
        """The workspace unlocked by one person."""
        return self.program.open(self.made["workspace"], data.PASSPHRASES[staff_no], staff_no)

    def expect(self, holds: bool, sentence: str) -> None:  # noqa: FBT001 - reads like the check it is
        """Remember what does not hold."""
        if not holds:
            self.problems.append(sentence)

    def create(self) -> str:
        """Workspace, recovery kit and four users."""
        number, name, title = data.LEADER
        place = self.folder / "workspace"
        new = NewWorkspace(data.SITE, name, data.PASSPHRASES[number], data.ORGANISATION, number, title)
        workspace, kit = self.program.create(place, new)
        self.made["workspace"] = place
        with workspace:
            self.made["recovery_kit"] = write_new(self.folder / "recovery-kit.pdf", kit.pdf)
            for staff_no, person, role, post in data.PEOPLE:
                user = User(new_id(), staff_no, person, role, post)
                workspace.add_user(user, data.PASSPHRASES[staff_no])
            self.people = {user.staff_no: user for user in list_users(workspace.desk)}
        return _("{n} 位用户", n=len(self.people))

    def plan(self) -> str:
        """Last month's audit with its team."""
        with self.at_desk("1042", stay=True) as desk:
            today = desk.clock.now().date()
            start = month_after(today, -1)
            plan = AuditPlan(
                FORM, _("{month}月例行自查", month=start.month), AuditKind.ROUTINE, start.isoformat(),
                month_end(start).isoformat(), today.isoformat(), (_("电话"), _("在线"), _("现场")),
                _("合规率不低于 90%；单项否决零触发"), _("在岗客服代表 48 人"), self.team(),
            )  # fmt: skip
            audit = plan_audit(desk, plan)
            self.audit_id = audit.id
            items = sum(1 for _item in audit_form(desk, audit).items())
        return _("{code}，{n} 项", code=audit.code, n=items)

    def team(self) -> tuple[TeamMember, ...]:
        """Who does what in the sample audits."""
        duties = {
            "1001": (Duty.LEAD, Duty.SIGN), "1042": (Duty.ANSWER, Duty.VERIFY),
            "1017": (Duty.REVIEW, Duty.SIGN), "1023": (Duty.ADVISE,),
        }  # fmt: skip
        return tuple(
            TeamMember(person.name, person.title, duties[number], user_id=person.id)
            for number, person in self.people.items()
        )

    def answer(self) -> str:
        """Every item: mostly 合规, three 不合规, two 不适用."""
        with self.at_desk("1042", stay=True) as desk:
            form = audit_form(desk, self._audit(desk))
            entries = {}
            for item in form.items():
                checked = max(item.sample_size, 1)
                if item.id in data.FAILED:
                    note = data.FAILED[item.id][0]
                    entry = Entry("fail", note=note, samples_checked=checked, samples_failed=1)
                elif item.id in ("5.2", "7.4"):
                    entry = Entry("not_applicable", note=data.NOT_APPLICABLE)
                else:
                    entry = Entry("pass", samples_checked=checked)
                entries[item.id] = entry
            done = record_answers(desk, self.audit_id, entries)
            result = score(desk, self.audit_id)
            submit_for_review(desk, self.audit_id)
        value = "–" if result.value is None else one_decimal(result.value)
        return _("{n} 项，{sum}，得分 {value}", n=len(done), sum=result.arithmetic, value=value)

    def _audit(self, desk: Desk) -> Audit:
        with desk.begin() as work:
            return work.require(Audit, self.audit_id)

    def evidence(self) -> str:
        """A chat, a ledger, a screenshot and a recording; masked where they hold personal data."""
        with self.at_desk("1042", stay=True) as desk:
            chat = self._add(desk, "在线会话 1106.txt", data.CHAT.encode(), "1.2")
            table = self._add(desk, "投诉台账.csv", data.ledger(), "4.3")
            shot = self._add(desk, "工单流转.png", data.screenshot(), "2.1")
            sound = self._add(desk, "录音 1106-0087.wav", data.recording(), "2.1")
            set_mask_state(desk, shot.id, MaskState.NOT_NEEDED, _("截图不含个人信息，已人工核对"))
            set_mask_state(desk, sound.id, MaskState.NOT_NEEDED, _("示例音，不含人声"))
            add_mark(desk, sound.id, _("未核对姓名"), 3.25)
            replaced = sum(self._mask(desk, piece) for piece in (chat, table))
        return _("4 件，替换 {n} 处个人信息", n=replaced)

    def _add(self, desk: Desk, name: str, content: bytes, item_id: str) -> Evidence:
        piece = add_evidence(desk, NewEvidence(BytesIO(content), name, len(content))).piece
        link_to_item(desk, piece.id, self.audit_id, item_id)
        return piece

    def _mask(self, desk: Desk, piece: Evidence) -> int:
        copy, masked = mask_evidence(desk, piece.id, audit=self._audit(desk))
        with open_piece(desk, copy) as stream:
            text = stream.read().decode("utf-8", "replace")
        left = [value for value in data.PLANTED if value in text]
        self.expect(not left, _("{name} 的脱敏副本里还有 {what}", name=piece.name, what=left))
        if masked.residue:
            set_mask_state(desk, copy.id, MaskState.MASKED, _("复扫提示已人工确认"))
        return sum(masked.counts.values())

    def findings(self) -> str:
        """Complete the drafts that 不合规 began, group them, give them measures."""
        owner = self.people["1023"]
        with self.at_desk("1042") as desk:
            drafts = list_findings(desk, audit_id=self.audit_id)
            for draft in drafts:
                note, problem, violation, staff = data.FAILED[draft.item_id]
                change_finding(
                    desk, draft.id, description=note, staff_code=staff, violation_class=violation,
                    owner=owner.name, deadline_days=15, cause=_("新员工不熟悉流程，系统未强制提示。"),
                )  # fmt: skip
                group_findings(desk, [draft.id], problem)
                add_action(desk, draft.id, _("班组复训并逐人过关测验"), owner.name, owner_id=owner.id)
        with self.at_desk("1023") as desk:
            for draft in drafts:
                with desk.begin() as work:
                    measures = work.find(Action, finding_id=draft.id)
                for action in measures:
                    move_action(desk, action.id, ActionState.DONE, _("24 / 24 人通过"))
        return _("{n} 项问题，期限 15 个工作日", n=len(drafts))

    def review(self) -> str:
        """The compliance specialist confirms every answer."""
        with self.at_desk("1017") as desk:
            form = audit_form(desk, self._audit(desk))
            ids = [item.id for item in form.items()]
            done = review_answer(desk, self.audit_id, ids, ReviewDecision.CONFIRMED)
        return _("确认 {n} 项", n=len(done))

    def verify(self) -> str:
        """Fresh samples after the measures close the findings."""
        with self.at_desk("1042", stay=True) as desk:
            for finding in list_findings(desk, audit_id=self.audit_id):
                verify_finding(desk, finding.id, FreshSample(412, 10, 10, 10, "20261117"))
            left = list_findings(desk, audit_id=self.audit_id, open_only=True)
            rows = fix_list(desk, self.audit_id)
        self.expect(not left, _("还有 {n} 项问题没有关闭", n=len(left)))
        for row in rows:
            self.expect(False, row.text)  # noqa: FBT003 - every row is a failed check
        return _("{n} 项问题关闭，待办 {m} 项", n=3 - len(left), m=len(rows))

    def workbook(self) -> str:
        """The audit as a workbook."""
        with self.at_desk("1042") as desk:
            content = export_audit(desk, self.audit_id)
        self.made["workbook"] = write_new(self.folder / "audit.xlsx", content)
        return _("{n} KB", n=len(content) // 1024)

    def report(self) -> str:
        """Build the report; the compliance specialist signs first, the head of customer service second."""
        with self.at_desk("1042") as desk:
            built = build_report(desk, self.audit_id)
        pdf = built.pdf
        for staff_no in ("1017", "1001"):
            with self.opened(staff_no) as workspace:
                signer, identity = workspace.identity_of(staff_no, data.PASSPHRASES[staff_no])
                pdf = sign_report(workspace.desk, pdf, signer, identity).pdf
        self.made["report"] = write_new(self.folder / built.record.file_name, pdf)
        return _("{n} KB，快照摘要 {digest}", n=len(pdf) // 1024, digest=built.record.snapshot_digest[:16])

    def verify_report(self) -> str:
        """Our own verification of the file that was written."""
        pdf = self.made["report"].read_bytes()
        with self.at_desk("1042") as desk:
            result = verify_report(desk, pdf)
        self.expect(result.valid, result.sentence)
        self.expect(len(result.signatures) == SIGNATURES, _("报告上不是两处签名"))
        return result.sentence

    def join(self) -> str:
        """Set up a share, invite a colleague, and make the second laptop's workspace."""
        staff_no, name, role, post = data.SECOND_LAPTOP
        place, file = self.folder / "share", self.folder / "invitation.adi"
        place.mkdir()
        with self.opened("1001") as workspace:
            tools = workspace.share_tools()
            init_share(workspace.desk, tools, str(place))
            colleague = User(new_id(), staff_no, name, role, post)
            code = invite(workspace.desk, tools, colleague, file)
        second = self.folder / "second-laptop"
        self.program.join(second, file, code, data.PASSPHRASES[staff_no]).close()
        self.made |= {"share": place, "second_workspace": second}
        return _("{name}，一次性口令 {code}", name=name, code=code)

    def sync(self) -> str:
        """The second laptop adds evidence and contradicts a cause; both end in one state with all blobs."""
        with self._second() as workspace:
            desk = workspace.desk
            sync_now(desk, workspace.share_tools())
            content = _("第二台电脑上的现场记录").encode()
            add_evidence(desk, NewEvidence(BytesIO(content), _("现场记录") + ".txt", len(content)))
            self.year.disagree(desk, demo_year_data.CAUSES[1])
            sync_now(desk, workspace.share_tools())
        with self.opened("1001") as workspace:
            self.year.disagree(workspace.desk, demo_year_data.CAUSES[0])
            ours = sync_now(workspace.desk, workspace.share_tools())
            checked = verify_share(workspace.desk, workspace.share_tools())
        with self._second() as workspace:
            theirs = sync_now(workspace.desk, workspace.share_tools())
            theirs_checked = [one.problem for one in verify_evidence(workspace.desk) if one.problem]
        self.expect(ours.state_hash == theirs.state_hash, _("两台电脑的状态不一致"))
        self.expect((ours.conflicts, theirs.conflicts) == (1, 1), _("两台电脑没有看到同一个冲突"))
        for problem in (*theirs_checked, *ours.alarms, *[one.problem for one in checked.broken]):
            self.expect(False, problem)  # noqa: FBT003 - every problem is a failed check
        return _(
            "状态 {hash}，共享目录 {n} 个文件，{code} 有 1 处冲突待人处理",
            hash=ours.state_hash[:12], n=checked.files, code=self.year.contested,
        )  # fmt: skip

    def _second(self) -> OpenWorkspace:
        secret = data.PASSPHRASES[data.SECOND_LAPTOP[0]]
        return self.program.open(self.made["second_workspace"], secret)

    def check(self) -> str:
        """Read everything back; both laptops were left in one state."""
        with self._second() as workspace, workspace.desk.begin() as work:
            theirs = work.replica.state_hash()
        with self.opened("1001") as workspace:
            with workspace.desk.begin() as work:
                self.expect(work.replica.state_hash() == theirs, _("两台电脑的状态不一致"))
            checked = list(verify_evidence(workspace.desk))
            for one in checked:
                self.expect(not one.problem, one.problem)
            state = verify_journal(workspace.desk)
            self.expect(state.intact, state.problem)
            for problem in workspace.check():
                self.expect(False, problem)  # noqa: FBT003 - every problem is a failed check
        return _("证据 {n} 件，日志 {m} 条", n=len(checked), m=state.entries)
