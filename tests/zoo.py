"""Foreign checklists as they come: builders of files, and a zoo of layouts with what each must give.

Every text is invented.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import openpyxl

HEAD = ["编号", "检查项目", "检查内容", "检查标准", "检查结果", "备注"]


@dataclass
class Sheet:
    """A sheet to be written: rows from row 1, merged areas, number formats, whether it is hidden."""

    rows: Sequence[Sequence[object]]
    merges: Sequence[str] = ()
    formats: dict[str, str] = field(default_factory=dict)
    name: str = ""
    state: str = "visible"


def workbook(*sheets: Sheet) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, one in enumerate(sheets, 1):
        sheet = book.create_sheet(one.name or f"表{number}")
        sheet.sheet_state = one.state
        for row in one.rows:
            sheet.append(list(row))
        for area in one.merges:
            sheet.merge_cells(area)
        for place, shape in one.formats.items():
            sheet[place].number_format = shape
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_text(rows: Sequence[Sequence[str]], mark: str = ",") -> str:
    return "\r\n".join(mark.join(row) for row in rows) + "\r\n"


def items(*numbers: str) -> list[list[str]]:
    return [[one, f"项目{one}", f"查{one}", f"准{one}"] for one in numbers]


@dataclass
class Animal:
    """One layout: the file, its name, and the sections with the ids of their items it must give."""

    what: str
    data: bytes
    sections: list[tuple[str, list[str]]]
    name: str = "外部清单.xlsx"
    checks: tuple[str, ...] = ()
    told: str = ""


PLAIN = [HEAD, ["一、服务规范"], *items("1.1", "1.2"), ["二、信息安全"], *items("2.1", "2.2")]
TWO = [("服务规范", ["1.1", "1.2"]), ("信息安全", ["2.1", "2.2"])]


def _two_row_head() -> Sheet:
    rows = [
        ["客服自查表"],
        ["编号", "检查项目", "检查", "", "检查结果", "", "", "整改", ""],
        ["", "", "内容", "标准", "合规", "不合规", "不适用", "责任人", "期限"],
        *items("1.1", "1.2"),
    ]
    areas = ("A1:I1", "A2:A3", "B2:B3", "C2:D2", "E2:G2", "H2:I2")
    return Sheet(rows, areas)


def _indented_levels() -> Sheet:
    return Sheet([
        HEAD, ["1", "服务"], ["1.1", "接听"], *items("1.1.1", "1.1.2"), ["1.2", "等待"], *items("1.2.1"),
        ["2", "安全"], ["2.1", "核验"], *items("2.1.1"),
    ])  # fmt: skip


def animals() -> list[Animal]:
    """The whole zoo."""
    return [*_heads(), *_sections(), *_numbers(), *_books(), *_texts()]


def _heads() -> list[Animal]:
    banner = [["某某中心客服检查表"], ["单位：", "", "日期："], []]
    found = [
        Animal("head on row 1, sections as rows", workbook(Sheet(PLAIN)), TWO),
        Animal("banner merged over the head", workbook(Sheet([["大标题"], *PLAIN], ["A1:F1"])), TWO),
    ]
    for place in range(2, 6):
        above = [*banner, ["说明：逐项填写"], ["第 1 页"]][: place - 1]
        found.append(Animal(f"head on row {place}", workbook(Sheet([*above, *PLAIN])), TWO))
    pages = [HEAD, ["一、服务规范"], *items("1.1", "1.2"), HEAD, ["二、信息安全"], *items("2.1", "2.2")]
    found.append(Animal("head repeated on every page", workbook(Sheet(pages)), TWO))
    named = [
        ["服务规范", "检查内容", "检查结果"], ["1.1", "问候"], ["1.2", "等待"], [],
        ["信息安全", "检查内容", "检查结果"], ["2.1", "核验"], ["2.2", "锁屏"],
    ]  # fmt: skip
    found.append(Animal("head repeated, its first cell names the section", workbook(Sheet(named)), TWO))
    found.append(Animal("head of two rows, merged", workbook(_two_row_head()), [("表1", ["1.1", "1.2"])],
                        checks=("查1.1", "查1.2")))  # fmt: skip
    loose = [["编号", "检查项目", "", "", "检查结果"], ["", "", "检查内容", "检查标准"], *items("1.1", "1.2")]
    found.append(Animal("head of two rows, not merged", workbook(Sheet(loose)), [("表1", ["1.1", "1.2"])],
                        checks=("查1.1", "查1.2")))  # fmt: skip
    spaced = [["编 号", "检查项目*", "检查内容（必填）", "检查 标准：", "结果"], *items("1.1", "1.2")]
    found.append(Animal("head with spaces, stars and brackets", workbook(Sheet(spaced)),
                        [("表1", ["1.1", "1.2"])], checks=("查1.1", "查1.2")))  # fmt: skip
    right = [["", "", *row] for row in PLAIN]
    found.append(Animal("table begins in column C", workbook(Sheet([[], [], *right])), TWO))
    return found


def _sections() -> list[Animal]:
    by_column = [
        ["类别", "编号", "检查内容", "检查标准"],
        ["服务规范", "1.1", "问候", "有"], [None, "1.2", "等待", "有"],
        ["信息安全", "2.1", "核验", "双"], [None, "2.2", "锁屏", "锁"],
    ]  # fmt: skip
    merged = ("A2:A3", "A4:A5")
    wide = ["A2:F2", "A5:F5"]
    led = [["检查项目", "检查内容", "检查标准"], ["服务规范"], ["1.1 问候", "听", "有"], ["1.2 等待", "听", "有"],
           ["信息安全"], ["2.1 核验", "查", "双"], ["2.2 锁屏", "看", "锁"]]  # fmt: skip
    titled = [["检查项目", "检查内容", "检查标准"], ["服务规范", "问候", "有"], [None, "等待", "有"],
              ["信息安全", "核验", "双"], [None, "锁屏", "锁"]]  # fmt: skip
    tall = [HEAD, ["1.1", "问候", "听", "有问候", "", ""], ["", "", "", "报工号", "", "见话术"],
            ["1.2", "等待", "听", "说明原因", "", ""]]  # fmt: skip
    every = [f"{letter}2:{letter}3" for letter in "ABCE"]
    apart = [["编号", "检查内容", "检查标准", "检查结果"], ["1.1", "问候", "有问候", ""], ["", "", "报工号", ""],
             ["1.2", "等待", "说明原因", ""]]  # fmt: skip
    return [
        Animal("items over two rows are one item", workbook(Sheet(tall, every)), [("表1", ["1.1", "1.2"])],
               checks=("听", "听")),
        Animal("standards that are judged one by one are items", workbook(Sheet(apart, ["B2:B3"])),
               [("表1", ["1.1", "1.3", "1.2"])], checks=("问候", "问候", "等待")),
        Animal("section column, empty cells carried down", workbook(Sheet(by_column)), TWO),
        Animal("section column, merged downwards", workbook(Sheet(by_column, merged)), TWO),
        Animal("section rows merged over the whole width", workbook(Sheet(PLAIN, wide)), TWO),
        Animal("three levels of numbers", workbook(_indented_levels()),
               [("接听", ["1.1.1", "1.1.2"]), ("等待", ["1.2.1"]), ("核验", ["2.1.1"])]),
        Animal("numbers lead the titles", workbook(Sheet(led)), TWO),
        Animal("titles merged over several checks are sections", workbook(Sheet(titled, merged)), TWO),
        Animal("chapters with brackets",
               workbook(Sheet([HEAD, ["（一）服务规范"], *items("1.1", "1.2"), ["第二章 信息安全"],
                               *items("2.1", "2.2"), ["合计", "", "4"], ["备注：一式两份"]])),
               TWO, told="备注、合计"),
    ]  # fmt: skip


def _numbers() -> list[Animal]:
    ten = [[float(f"1.{n}"), "题", f"查{n}", "准"] for n in range(1, 12)]
    text_ids = [HEAD, *items("1.9", "1.10", "1.11")]
    return [
        Animal("ids as text keep 1.10", workbook(Sheet(text_ids)), [("表1", ["1.9", "1.10", "1.11"])]),
        Animal("ids as numbers get 1.10 back", workbook(Sheet([HEAD, *ten])),
               [("表1", [f"1.{n}" for n in range(1, 12)])]),
        Animal("a number format shows 1.10", workbook(Sheet([HEAD, [1.1, "题", "查", "准"]], formats={"A2": "0.00"})),
               [("表1", ["1.10"])]),
        Animal("codes with letters", workbook(Sheet([HEAD, *items("KF-01", "KF-02", "XX-A-03")])),
               [("表1", ["KF-01", "KF-02", "XX-A-03"])]),
        Animal("no ids at all", workbook(Sheet([["检查内容", "检查标准"], ["问候", "有"], ["核验", "双"]])),
               [("表1", ["1.1", "1.2"])]),
        Animal("ids start anew in every section",
               workbook(Sheet([HEAD, ["甲"], *items("1", "2"), ["乙"], *items("1", "2")])),
               [("甲", ["1", "2"]), ("乙", ["2.1", "2.2"])], told="编号重复 2 个"),
        Animal("an empty id", workbook(Sheet([HEAD, *items("1.1"), ["", "甲", "查", "准"]])),
               [("表1", ["1.1", "1.2"])], told="1 个检查项没有编号"),
        Animal("numbered without a head", workbook(Sheet([["", "检查内容", "检查标准"], [1, "问候", "有"], [2, "核验", "双"]])),
               [("表1", ["1", "2"])]),
    ]  # fmt: skip


def _books() -> list[Animal]:
    link = '=HYPERLINK("https://example.com/x", "开场""问候""")'
    formula = [HEAD, ["1.1", link, "听", "有"], ["1.2", "等待", "=UNKNOWN(A1)", "有"]]
    other = Sheet([["说明"], ["每月 5 日前交"]], name="填表说明")
    hidden = Sheet([HEAD, *items("9.1")], name="历史", state="hidden")
    gone = Sheet([HEAD, *items("9.2")], name="深藏", state="veryHidden")
    return [
        Animal("several sheets with items", workbook(Sheet([HEAD, *items("1.1")], name="甲"),
                                                     Sheet([HEAD, *items("2.1")], name="乙")),
               [("甲", ["1.1"]), ("乙", ["2.1"])]),
        Animal("a sheet of remarks and hidden sheets stay out",
               workbook(other, Sheet(PLAIN, name="清单"), hidden, gone), TWO, told="填表说明、历史、深藏"),
        Animal("links by their name, formulas without a value", workbook(Sheet(formula)),
               [("表1", ["1.1", "1.2"])], checks=("听", "等待"), told="1 个公式"),
        Animal("words of others in English",
               workbook(Sheet([["Audit checklist"], ["Ref.", "Control", "Audit question", "Acceptance criteria", "Yes/No"],
                               ["A-1", "Lock", "Is it locked?", "Yes"], ["A-2", "Log", "Is it logged?", "Yes"]])),
               [("表1", ["A-1", "A-2"])], checks=("Is it locked?", "Is it logged?")),
        Animal("a workbook that is called csv", workbook(Sheet(PLAIN)), TWO, name="清单.csv", told="已按工作簿读取"),
    ]  # fmt: skip


def _texts() -> list[Animal]:
    rows = [HEAD[:4], *items("1.9", "1.10")]
    wanted = [("清单", ["1.9", "1.10"])]
    found = [
        Animal(f"csv {encoding} {name}", csv_text(rows, mark).encode(encoding), wanted, name="清单.csv")
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
        for name, mark in (("comma", ","), ("semicolon", ";"), ("tab", "\t"))
    ]
    quoted = [HEAD[:4], ["1.1", '"甲，""乙"""', '"第一行\n第二行"', "准"]]
    found.append(Animal("csv with quotes and line breaks", csv_text(quoted).encode(), [("清单", ["1.1"])],
                        name="清单.csv", checks=("第一行\n第二行",)))  # fmt: skip
    found.append(Animal("text that is called xlsx", csv_text(rows).encode(), [("清单", ["1.9", "1.10"])],
                        name="清单.xlsx", told="已按 CSV 读取"))  # fmt: skip
    return found


def big_book(sections: int = 30) -> bytes:
    """Sections with 50 items each."""
    rows = [HEAD]
    for section in range(1, sections + 1):
        rows.append([f"第{section}类"])
        rows += [
            [f"{section}.{n}", f"项目{n}", f"检查内容{section}-{n}" * 5, f"标准{n}" * 5] for n in range(1, 51)
        ]
    return workbook(Sheet(rows))
