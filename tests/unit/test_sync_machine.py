"""Several laptops at one bad share, in any order: in the end all agree, and nothing anybody wrote is lost."""

from __future__ import annotations

import itertools
import shutil
import tempfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.sharing_kit import Clock, Maker, founder, new_user, open_laptop

from auditdesk.domain.audits import Comment
from auditdesk.domain.errors import DuplicateIdentityError, ShareError
from auditdesk.domain.evidence import Evidence
from auditdesk.domain.findings import Finding
from auditdesk.services.sharing import sync_now
from auditdesk.services.sharing_conflicts import Choice, conflicts, resolve
from auditdesk.services.sharing_enrol import Joining, invite, join
from auditdesk.services.sharing_heal import heal
from auditdesk.services.sharing_roster import init_share
from auditdesk.sync.calls import FileCalls
from auditdesk.sync.folder import FolderShare

LAPTOPS = ("one", "two", "three")
laptops = st.sampled_from(LAPTOPS)
entities = st.sampled_from(("f1", "f2"))
texts = st.sampled_from(("甲", "乙", "丙", ""))


class Wire(FileCalls):
    """A network cable that can be pulled."""

    def __init__(self):
        self.cut = False

    def size(self, path):
        if self.cut:
            raise FileNotFoundError(2, "no network")
        return super().size(path)

    def open(self, path):
        if self.cut:
            raise FileNotFoundError(2, "no network")
        return super().open(path)


class Site(RuleBasedStateMachine):
    template: tuple[Path, dict] = (Path(), {})

    @initialize()
    def begin(self):
        self.root = Path(tempfile.mkdtemp())
        template, self.people = self.template
        shutil.copytree(template, self.root, dirs_exist_ok=True)
        self.share, self.hidden = self.root / "share", self.root / "hidden"
        self.wires = {name: Wire() for name in LAPTOPS}
        self.numbers = itertools.count(1)
        self.comments, self.files, self.junk = set(), {}, set()
        self.open = {name: self.opened(name) for name in LAPTOPS}

    def opened(self, name):
        device, user = self.people[name]
        return open_laptop(
            self.root / name, device, user, Clock(), new=False,
            open_folder=lambda _place: FolderShare(
                str(self.share), calls=self.wires[name], pause=lambda _seconds: None
            ),
        )  # fmt: skip

    @rule(name=laptops, entity=entities, field=st.sampled_from(("title", "description")), value=texts)
    def edit(self, name, entity, field, value):
        with self.open[name].desk.begin() as work:
            found = work.get(Finding, entity) or Finding(entity, "WT-1", "a1", "4.3")
            work.save(replace(found, **{field: value}))
            work.commit()

    @rule(name=laptops, entity=entities, members=st.sets(st.sampled_from("xyz")))
    def choose(self, name, entity, members):
        with self.open[name].desk.begin() as work:
            found = work.get(Finding, entity) or Finding(entity, "WT-1", "a1", "4.3")
            work.save(replace(found, cause_kinds=tuple(sorted(members))))
            work.commit()

    @rule(name=laptops)
    def comment(self, name):
        made = f"c{next(self.numbers)}"
        with self.open[name].desk.begin() as work:
            work.save(Comment(made, "f1", "说明", "u", "2026-11-02"))
            work.commit()
        self.comments.add(made)

    @rule(name=laptops, data=st.binary(min_size=1, max_size=40))
    def attach(self, name, data):
        desk, made = self.open[name].desk, f"e{next(self.numbers)}"
        blob = desk.blobs.add(BytesIO(data))
        with desk.begin() as work:
            work.save(Evidence(made, made, "a", "text/plain", blob.size, blob.sha256, "u", "2026-11-02"))
            work.commit()
        self.files[made] = data

    @rule(name=laptops)
    def sync(self, name):
        laptop = self.open[name]
        try:
            sync_now(laptop.desk, laptop.tools)
        except DuplicateIdentityError:
            raise
        except ShareError:
            assert self.wires[name].cut or self.hidden.exists() or self.junk

    @rule(name=laptops)
    def settle(self, name):
        desk = self.open[name].desk
        for one in conflicts(desk)[:1]:
            resolve(desk, one.id, Choice.THEIRS)

    @rule(name=laptops)
    def repair(self, name):
        laptop = self.open[name]
        if not self.wires[name].cut:
            heal(laptop.desk, laptop.tools)

    @rule(name=laptops)
    def unplug(self, name):
        self.wires[name].cut = not self.wires[name].cut

    @rule(name=laptops)
    def restart(self, name):
        self.open[name].close()
        self.open[name] = self.opened(name)

    def shared(self, *kinds):
        return sorted(path for kind in kinds for path in (self.share / kind).rglob("*") if path.is_file())

    @rule(pick=st.randoms(use_true_random=False), share=st.sampled_from((0.2, 0.7)))
    def withhold(self, pick, share):
        for path in self.shared("seg", "head", "blob"):
            if pick.random() < share:
                place = self.hidden / path.relative_to(self.share)
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)

    @precondition(lambda self: self.hidden.exists())
    @rule()
    def deliver(self):
        """What was withheld arrives, later than what was written after it."""
        for path in self.hidden.rglob("*"):
            if path.is_file():
                place = self.share / path.relative_to(self.hidden)
                place.parent.mkdir(parents=True, exist_ok=True)
                path.replace(place)
        shutil.rmtree(self.hidden)

    @rule(pick=st.randoms(use_true_random=False), ahead=st.integers(1, 3))
    def forge(self, pick, ahead):
        """Somebody without keys repeats segments under other names and invents markers."""
        found = self.shared("seg")
        if found:
            path = pick.choice(found)
            name = f"{int(path.name) + ahead + 50:012d}"
            copy = path.with_name(name)
            shutil.copy(path, copy)
            marker = self.share / "head" / f"{path.parent.name}-{name}-{'0' * 16}"
            marker.parent.mkdir(exist_ok=True)
            marker.touch()
            self.junk |= {copy, marker, self.hidden / marker.relative_to(self.share),
                          self.hidden / copy.relative_to(self.share)}  # fmt: skip

    def clear_junk(self):
        for path in self.junk:
            path.unlink(missing_ok=True)

    def teardown(self):
        if not hasattr(self, "open"):
            return
        try:
            self.meet()
        finally:
            for laptop in self.open.values():
                laptop.close()
            shutil.rmtree(self.root)

    def meet(self):
        self.clear_junk()
        if self.hidden.exists():
            self.deliver()
        for wire in self.wires.values():
            wire.cut = False
        for name in LAPTOPS * 3:
            sync_now(self.open[name].desk, self.open[name].tools)
        results = [sync_now(one.desk, one.tools) for one in self.open.values()]
        assert len({one.state_hash for one in results}) == 1
        assert len({one.conflicts for one in results}) == 1
        for laptop in self.open.values():
            self.check(laptop.desk)

    def check(self, desk):
        with desk.begin() as work:
            assert {one.id for one in work.find(Comment)} == self.comments
            pieces = {one.id: one for one in work.find(Evidence)}
            assert {one.kind for one in work.replica.alarms()} <= {"forged"}
        assert pieces.keys() == self.files.keys()
        for made, data in self.files.items():
            with desk.blobs.open(desk.blobs.name_of(pieces[made].sha256)) as stream:
                assert stream.read() == data


@pytest.fixture(scope="module", autouse=True)
def template(tmp_path_factory):
    root = tmp_path_factory.mktemp("site")
    (root / "share").mkdir()
    first = founder(root / "one")
    init_share(first.desk, first.tools, str(root / "share"))
    made = {"one": first}
    for name in LAPTOPS[1:]:
        file = root / f"{name}.adinvite"
        code = invite(first.desk, first.tools, new_user(name), file)
        clock = Clock()
        made[name] = join(first.tools, Maker(clock), clock, Joining(root / name, file, code, "x"))
    people = {name: (one.desk.workspace.device, one.desk.user) for name, one in made.items()}
    for one in made.values():
        one.close()
    Site.template = (root, people)


QUICK = settings(
    max_examples=8, stateful_step_count=25, deadline=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


class TestSite(Site.TestCase):
    settings = QUICK


@pytest.mark.slow
@pytest.mark.timeout(3600)  # a sweep of many minutes
class TestSiteLong(Site.TestCase):
    settings = settings(QUICK, max_examples=250, stateful_step_count=60)
