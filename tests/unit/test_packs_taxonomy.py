import pytest

from auditdesk.domain.errors import BadInputError
from auditdesk.domain.taxonomy import ViolationClass
from auditdesk.i18n import use_language
from auditdesk.packs.taxonomy import load_taxonomy


def test_the_fifteen_classes_of_b1_are_there():
    taxonomy = load_taxonomy()
    assert [group.title for group in taxonomy.groups][:5] == [
        "言语不当", "服务态度恶劣", "泄露客户信息", "误导客户", "违规操作",
    ]  # fmt: skip
    assert sum(not one.extension for one in taxonomy.classes()) == 14
    assert taxonomy.label("attitude.delay") == "服务态度恶劣 › 故意拖延"
    assert taxonomy.group_of("attitude.delay").id == "attitude"
    assert taxonomy.find("attitude") is None
    assert taxonomy.label("no.such") == "no.such"


def test_labels_follow_the_language():
    use_language("en")
    try:
        assert load_taxonomy().label("attitude.delay") == "Bad attitude › Deliberate delay"
    finally:
        use_language("zh_CN")


def test_users_extend_a_group():
    taxonomy = load_taxonomy().extended("operation", ViolationClass("operation.shortcut", "走捷径"))
    assert taxonomy.find("operation.shortcut").extension
    for group, one in (
        ("nothing", ViolationClass("nothing.x", "x")),
        ("operation", ViolationClass("attitude.x", "x")),
        ("operation", ViolationClass("operation.process", "x")),
        ("operation", ViolationClass("operation.y", "")),
    ):
        with pytest.raises(BadInputError):
            load_taxonomy().extended(group, one)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("groups: 3", "列表"),
        ("groups:\n  - {id: a, title: A, classes: [{id: b.c, title: C}]}", "a."),
        ("groups:\n  - {id: a, title: A, classes: [{id: a.c, title: C}, {id: a.c, title: D}]}", "重复"),
        ("groups:\n  - {id: a, title: A, classes: []}", "缺少"),
    ],
)
def test_unsound_files_are_refused(tmp_path, text, words):
    path = tmp_path / "violations.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match=words):
        load_taxonomy(path)
