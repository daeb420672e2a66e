from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from auditdesk.report.paging import cut_rows

GROUPS = st.lists(st.lists(st.integers(10, 60), min_size=1, max_size=12), min_size=1, max_size=8)


@given(GROUPS, st.integers(90, 200), st.integers(150, 400))
def test_every_row_once_groups_lead_and_pages_are_not_overfull(groups, first, full):
    heights, leads = [], []
    for rows in groups:
        heights += [15.0, *map(float, rows)]
        leads += [True, *[False] * len(rows)]
    cuts = cut_rows(heights, leads, first, full)
    assert [row for cut in cuts for row in cut.rows] == list(range(len(heights)))
    for number, cut in enumerate(cuts):
        shown = [*([cut.repeated] if cut.repeated is not None else []), *cut.rows]
        assert leads[shown[0]], "a page begins with its group"
        assert not leads[shown[-1]], "a group row stays with its first row"
        assert sum(heights[row] for row in shown) <= (first if number == 0 else full) or len(cut.rows) <= 2
        if cut.repeated is not None:
            assert cut.repeated == max(row for row in range(cut.rows[0]) if leads[row])


def test_nothing_gives_no_page():
    assert cut_rows([], [], 100, 100) == []
