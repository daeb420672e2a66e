"""The two-level taxonomy of violations (REQUIREMENTS B1); findings and items name a class by id.

Ids are ``group.class`` (``attitude.delay``). Users may extend a group; statistics follow the groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditdesk.domain.errors import BadInputError
from auditdesk.i18n import _, language


@dataclass(frozen=True, slots=True)
class ViolationClass:
    """Second level. ``extension`` tells a class that is not in the source's list."""

    id: str
    title: str
    title_en: str = ""
    extension: bool = False


@dataclass(frozen=True, slots=True)
class ViolationGroup:
    """First level with its classes; ``id`` is the part of their ids before the dot."""

    id: str
    title: str
    classes: tuple[ViolationClass, ...]
    title_en: str = ""
    extension: bool = False


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All groups in the order they are shown."""

    groups: tuple[ViolationGroup, ...]
    version: str = ""

    def classes(self) -> Iterator[ViolationClass]:
        """All second-level classes in order."""
        for group in self.groups:
            yield from group.classes

    def find(self, class_id: str) -> ViolationClass | None:
        """The class with this two-level id, if there is one; a group's id alone finds nothing."""
        return next((one for one in self.classes() if one.id == class_id), None)

    def group_of(self, class_id: str) -> ViolationGroup | None:
        """The group a class belongs to."""
        return next(
            (group for group in self.groups if any(one.id == class_id for one in group.classes)), None
        )

    def label(self, class_id: str) -> str:
        """``服务态度恶劣 › 故意拖延`` in the language in use; the bare id when it is unknown."""
        found, group = self.find(class_id), self.group_of(class_id)
        if found is None or group is None:
            return class_id
        if language() == "en" and found.title_en and group.title_en:
            return f"{group.title_en} › {found.title_en}"
        return f"{group.title} › {found.title}"

    def extended(self, group_id: str, new: ViolationClass) -> Taxonomy:
        """A taxonomy with one more class in a group.

        Raises:
            BadInputError: the group is unknown, the id does not belong to it, or it is taken.
        """
        if all(group.id != group_id for group in self.groups):
            raise BadInputError(_("没有违规大类“{group}”。", group=group_id))
        if not new.id.startswith(f"{group_id}.") or not new.title:
            raise BadInputError(_("新分类的编号要以“{group}.”开头，并且有名称。", group=group_id))
        if self.find(new.id):
            raise BadInputError(_("违规分类“{name}”已经有了。", name=new.id))
        groups = tuple(
            replace(group, classes=(*group.classes, replace(new, extension=True)))
            if group.id == group_id
            else group
            for group in self.groups
        )
        return replace(self, groups=groups)


def problems_of_taxonomy(taxonomy: Taxonomy) -> list[str]:
    """What makes a taxonomy unusable, one sentence each; empty when it is sound."""
    found: list[str] = []
    seen: set[str] = set()
    for group in taxonomy.groups:
        if not group.id or not group.title or not group.classes:
            found.append(_("违规大类“{group}”缺少编号、名称或分类。", group=group.id or group.title))
        for one in group.classes:
            if not one.id.startswith(f"{group.id}.") or not one.title:
                found.append(
                    _("违规分类“{name}”的编号要以“{group}.”开头，并且有名称。", name=one.id, group=group.id)
                )
            if one.id in seen:
                found.append(_("违规分类“{name}”重复。", name=one.id))
            seen.add(one.id)
    return found
