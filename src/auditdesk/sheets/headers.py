"""Recognising the head of a foreign checklist: what Chinese and English column names mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from auditdesk.domain.importing import Column

_NAMES: Mapping[Column, str] = {
    Column.ID: (
        "编号|序号|条款号|项次|项号|检查项编号|项目编号|编码|no|no.|№|nº|#|id|ref|ref.|reference|number|"
        "item no|item no.|item number|item id|control id|check id|test id"
    ),
    Column.TITLE: (
        "检查项目|检查项|项目|项目名称|检查项目名称|评价项目|审核项目|自查项目|考核项目|核查项目|自查事项|名称|检查点|"
        "控制点|控制项|环节|业务环节|"
        "item|check item|checklist item|title|name|test name|control|control name|checkpoint|topic"
    ),
    Column.CHECK: (
        "检查内容|检查要点|自查内容|审核内容|评价内容|考核内容|内容|要点|检查事项|具体内容|描述|要求|检查要求|"
        "检查项目及内容|检查内容及要求|检查内容与要求|自查要点|核查内容|核查要点|评价要点|"
        "description|check|question|audit question|objective|objectives|what to check|requirement|"
        "requirements|test objective|test objectives|procedure|details"
    ),
    Column.STANDARD: (
        "检查标准|评价标准|审核标准|评分标准|标准|合格标准|判定标准|标准要求|考核标准|判断依据|检查标准及要求|"
        "standard|criteria|criterion|acceptance criteria|pass criteria|expected|expected result"
    ),
    Column.METHOD: (
        "检查方式|检查方法|方法|方式|审核方法|抽样方法|检查方式及数量|评价方法|"
        "method|test method|how|how to check|sample|sampling"
    ),
    Column.BASIS: (
        "依据|检查依据|法律依据|制度依据|法规依据|引用条款|basis|clause|regulation|legal basis|source|policy"
    ),
    Column.SECTION: (
        "分类|类别|模块|一级分类|检查类别|检查分类|检查模块|大类|维度|板块|领域|"
        "section|category|area|domain|group|chapter|module"
    ),
    Column.SEVERITY: "严重程度|严重性|风险等级|等级|重要性|重要程度|severity|risk|risk level|priority",
    Column.WEIGHT: "权重|分值|满分|标准分|weight|points|max points|max score",
    Column.RESULT: (
        "检查结果|结果|自查结果|评价结果|审核结果|是否合规|是否符合|符合性|合规情况|状态|得分|检查情况|自查情况|核查结果|"
        "是否达标|达标情况|自评|"
        "result|status|pass/fail|compliant|compliance|yes/no|answer|score"
    ),
    Column.NOTE: (
        "问题描述|备注|说明|存在问题|发现问题|问题|情况说明|检查记录|事实描述|"
        "notes|note|comment|comments|remarks|remark|finding|findings|observation|observations|evidence"
    ),
    Column.OWNER: "整改责任人|责任人|负责人|责任部门|owner|responsible|responsible person|assignee",
    Column.DEADLINE: "整改期限|期限|完成时限|整改时限|完成时间|deadline|due|due date|target date",
    Column.OUTCOME: "整改结果|整改情况|完成情况|整改状态|outcome|rectification|action status",
}
_BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]")
_LONGEST_HEAD = 40
CONTENT = (Column.TITLE, Column.CHECK, Column.STANDARD)
ANSWER_WORDS = frozenset(
    {"合规", "不合规", "不适用", "符合", "不符合", "是", "否", "yes", "no", "n/a", "pass", "fail"}
)
"""Words that stand under a head of 检查结果, one a column, normalised."""


def normal(text: str) -> str:
    """A head's text without brackets, white space between Han characters, stars, colons and case."""
    plain = _BRACKETS.sub("", text).strip().lower().strip("*：:·")
    joined = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", plain)
    return " ".join(joined.split())


_VOCABULARY = {normal(name): column for column, names in _NAMES.items() for name in names.split("|")}


def meaning(text: str) -> Column | None:
    """What a column's head means; None when it says nothing we know."""
    return _VOCABULARY.get(normal(text)) if 0 < len(text) <= _LONGEST_HEAD else None


def read_head(cells: Sequence[str]) -> dict[int, Column] | None:
    """Meaning per column index when the row is a head: two kinds known, one of them content; else None."""
    found: dict[int, Column] = {}
    for index, text in enumerate(cells):
        column = meaning(text)
        if column is not None and (column not in found.values() or column is Column.NOTE):
            found[index] = column
    kinds = set(found.values())
    return found if len(kinds) > 1 and kinds & set(CONTENT) else None
