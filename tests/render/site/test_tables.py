"""Each cell of a wide table names its column, as Python's own HTML parser reads it."""

from drctl.render.site.tables import labelled
from tests.render.site.reading import Element, read

SPANNING = """<table><caption>C</caption>
<thead><tr><th scope="col">Need</th><th scope="col">Strength</th><th scope="col">Met
<b>by</b></th></tr></thead>
<tbody><tr><th rowspan="2">a</th><td rowspan="2">hard</td><td>x</td></tr>
<tr><td>y</td></tr></tbody>
</table>"""


def cells(page: str) -> list[tuple[str, str]]:
    return [(td.text, td.attributes.get("data-label", "")) for td in read(page).all("td")]


def test_a_cell_that_spans_rows_leaves_the_last_columns_to_the_others() -> None:
    found = labelled(SPANNING)
    assert cells(found) == [("hard", "Strength"), ("x", "Met by"), ("y", "Met by")]
    assert read(found).one("table").attributes == {"class": "rows"}


def test_a_table_of_two_columns_or_without_a_head_stays() -> None:
    two = (
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td>1</td><td>2</td></tr></table>"
    )
    bare = "<table><tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>"
    for page in (two, bare, two + "\n" + bare, "<p>no table</p>"):
        assert labelled(page) == page


def test_a_column_called_like_markup_is_a_label_and_no_markup() -> None:
    head = "<th>&lt;b onclick=&#34;x&#34;&gt;</th>" * 3
    found = labelled(f"<table><thead><tr>{head}</tr></thead><tr>{'<td>1</td>' * 3}</tr></table>")
    assert cells(found) == [("1", '<b onclick="x">')] * 3


def test_every_wide_table_of_the_site_is_labelled(written: dict[str, str]) -> None:
    """Counted in the columns that each table has, row by row, with what spans them."""
    seen = 0
    for path, text in written.items():
        for table in read(text).all("table") if path.endswith(".html") else ():
            heads = [th.text for thead in table.all("thead") for th in thead.all("th", "td")]
            for row, column, cell in _grid(table):
                bars = table.attributes.get("class") == "bars"
                if cell.tag == "td" and len(heads) > 2 and not bars:
                    assert cell.attributes["data-label"] == heads[column], (path, row)
                    seen += 1
                assert "data-label" not in cell.attributes or cell.tag == "td"
    assert seen > 100


def _grid(table: Element) -> list[tuple[int, int, Element]]:
    """Every cell of a table's bodies with its row and its column, as a browser lays them out."""
    found, taken = [], set()
    rows = [row for body in table.all("tbody") for row in body.all("tr")]
    for number, row in enumerate(rows):
        column = 0
        for cell in row.all("th", "td"):
            while (number, column) in taken:
                column += 1
            taken |= {
                (number + i, column) for i in range(int(cell.attributes.get("rowspan", "1")))
            }
            found.append((number, column, cell))
    return found


def test_a_table_without_a_head_is_left_alone() -> None:
    bare = "<table><tbody><tr><th>a</th><td>1</td></tr></tbody></table>"
    wide = "<table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead><tr>{}</tr></table>"
    found = labelled(bare + wide.format("<td>1</td>" * 3))
    assert found.startswith(bare)
    assert cells(found.removeprefix(bare)) == [("1", "a"), ("1", "b"), ("1", "c")]
