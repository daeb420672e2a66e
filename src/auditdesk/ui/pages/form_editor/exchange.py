"""A draft out to Excel or YAML, and back from such a file; coming back is one step that Ctrl+Z undoes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from auditdesk.domain.checklists import Form, FormState
from auditdesk.domain.drafting import taken_over
from auditdesk.domain.errors import AuditDeskError
from auditdesk.domain.mapping import Reading
from auditdesk.i18n import _
from auditdesk.services.desk import Desk
from auditdesk.services.exporting import write_file
from auditdesk.services.jobs import Progress
from auditdesk.services.reading import read_input
from auditdesk.ui.dialogs import Dialogs
from auditdesk.ui.jobs import JobProgress, Jobs, while_alive
from auditdesk.ui.pages.form_editor.draft import Draft
from auditdesk.ui.widgets.notice import Notice

_YAML = (".yaml", ".yml")


class Exchange:
    """导出 and 导入 of the draft; what came of it is said in ``notice``."""

    def __init__(self, desk: Desk, jobs: Jobs, dialogs: Dialogs, draft: Draft, notice: Notice) -> None:
        self._desk, self._jobs, self._dialogs = desk, jobs, dialogs
        self._draft = draft
        self.notice = notice

    def export(self) -> None:
        """Write the draft as it stands to a file of the user's choice."""
        form = self._draft.form
        filters = _("Excel 表格 (*.xlsx);;YAML 文本 (*.yaml)")
        target = self._dialogs.save_file(_("导出草稿"), f"{form.id}-{form.version}.xlsx", filters)
        if target is None:
            return

        def work(_progress: object) -> Path:
            tools = self._desk.tools
            yaml = target.suffix.lower() in _YAML
            data = tools.forms().dump(form).encode() if yaml else tools.sheets().export_form(form)
            return write_file(target, data)

        self._start(work, lambda path: self.notice.say("ok", _("已导出 {path}", path=path)))

    def take(self) -> None:
        """Replace the draft's content by a file's; number and version stay."""
        chosen = self._dialogs.open_files(_("导入到草稿"), _("清单 (*.xlsx *.yaml *.yml)"), many=False)
        if not chosen:
            return
        path = chosen[0]

        def work(progress: JobProgress) -> tuple[Form, tuple[str, ...]]:
            return read_draft(self._desk, path, progress)

        self._start(work, self._taken)

    def _taken(self, read: tuple[Form, tuple[str, ...]]) -> None:
        found, warnings = read
        if self._draft.do(lambda form: taken_over(form, found)):
            count = sum(1 for _item in found.items())
            words = _("已换成文件里的 {n} 项，可按 Ctrl+Z 撤销。", n=count)
            self.notice.say("rev" if warnings else "ok", " ".join((words, *warnings)))

    def _start(self, work: object, done: object) -> None:
        assert callable(work)
        assert callable(done)
        self._jobs.start(
            work, done=while_alive(self.notice, done), failed=while_alive(self.notice, self._say)
        )

    def _say(self, error: AuditDeskError) -> None:
        self.notice.say("bad", error.message)


def read_draft(desk: Desk, path: Path, progress: Progress) -> tuple[Form, tuple[str, ...]]:
    """The checklist of a file with what was noticed while reading it; raises `BadInputError`."""
    data = read_input(path)
    if path.suffix.lower() in _YAML:
        loaded = desk.tools.forms().load(data.decode("utf-8", "replace"), path.name, draft=True)
        return replace(loaded, state=FormState.DRAFT), ()
    preview = desk.tools.sheets().open_foreign(data, path.name, progress).recognise(Reading())
    return preview.form, preview.warnings
