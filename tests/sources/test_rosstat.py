"""Rosstat's workbooks: the published series come out, and no slip of a heading goes unnoticed."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from techsov.core.errors import CheckError, LayoutError
from techsov.sources import rosstat
from techsov.sources.rosstat_workbook import Sheet, Workbook, place_years, stated_year

OSLO3 = {2010: 9.5, 2011: 10.4, 2012: 10.3, 2013: 10.1, 2014: 9.9, 2015: 9.3, 2016: 8.4, 2017: 8.5}
OSLO4 = {
    2017: 14.6, 2018: 12.8, 2019: 9.1, 2020: 10.8, 2021: 11.9, 2022: 11.0, 2023: 11.3, 2024: 12.5,
}  # fmt: skip


def series(frame, indicator):
    return frame[frame["indicator"] == indicator].set_index("year")["value"].to_dict()


# ---- the workbooks of February and August 2025


@pytest.mark.releases
def test_innovation_activity_is_what_rosstat_published(releases):
    frame = rosstat.read_innovation(releases / "rosstat" / "innov_1_2024.xls")
    assert set(frame["vintage"]) == {"2025-08"}
    for edition, published in ((3, OSLO3), (4, OSLO4)):
        found = series(frame, f"innovation_active_oslo{edition}")
        assert {year: round(value, 1) for year, value in found.items()} == published


@pytest.mark.releases
def test_the_heading_that_lost_its_digit_is_2023(releases):
    book = Workbook.open(releases / "rosstat" / "innov_1_2024.xls")
    sheet = book.only("уровень инновационной активности", "по видам")
    row, first = sheet.header()
    assert sheet.at(row, 9) == "20210)"
    placed = place_years(sheet, row, range(first, 11))
    assert list(placed.values()) == [2017, *range(2017, 2025)]


@pytest.mark.releases
def test_innovative_goods_of_2024_are_six_per_cent_of_what_was_shipped(releases):
    frame = rosstat.read_innovative_goods(releases / "rosstat" / "innov_3_2024.xls")
    assert series(frame, "innovative_goods")[2024] == approx(9_817_746, abs=1)
    assert series(frame, "goods_shipped")[2024] == approx(164_603_920, abs=1)
    assert series(frame, "innovative_goods_share")[2024] == approx(100 * 9_817_746 / 164_603_920)
    assert set(series(frame, "goods_shipped")) == set(range(2010, 2025))


@pytest.mark.releases
def test_gdp_is_what_rosstat_published_in_february_2025(releases):
    frame = rosstat.read_gdp(releases / "rosstat" / "VVP_god_s_1995-2024.xlsx")
    gdp = series(frame, "gdp_lcu")
    published = {2021: 134_727, 2022: 156_941, 2023: 176_414, 2024: 200_040}
    assert {year: round(gdp[year] / 1000) for year in published} == published
    assert set(frame["vintage"]) == {"2025-02"}  # the month that the contents page states
    assert set(gdp) == set(range(2011, 2025))


@pytest.mark.releases
def test_the_older_gdp_series_is_kept_apart(releases):
    frame = rosstat.read_gdp(releases / "rosstat" / "VVP_god_s_1995-2024.xlsx")
    older = series(frame, "gdp_lcu_to_2011")
    assert set(older) == set(range(1995, 2012))
    assert older[2011] / series(frame, "gdp_lcu")[2011] == approx(0.931, abs=0.001)


@pytest.mark.releases
def test_organisations_and_staff_are_counted_in_every_table_alike(releases):
    frame = rosstat.read_organisations(releases / "rosstat" / "Nauka_1.xls")
    by_sector = Workbook.open(releases / "rosstat" / "Nauka_1.xls").only("по секторам")
    sectors = rosstat.counted(by_sector, "число организаций – всего")
    assert series(frame, "rd_organisations") == sectors["число организаций – всего"]
    staff = rosstat.read_personnel(releases / "rosstat" / "nauka_2.xls")
    assert set(series(staff, "rd_personnel")) == {2000, 2005, *range(2010, 2025)}
    researchers, everyone = series(staff, "rd_researchers"), series(staff, "rd_personnel")
    assert all(researchers[year] < everyone[year] for year in everyone)


# ---- workbooks of the official layout, made here


def save(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.removeprefix("_"))
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


CONTENTS = [
    ["Содержание:"],
    [],
    ["1.", "Уровень, 2016-2019 гг."],
    [None, "Обновлено: 29.08.2025 г."],
]
YEARS = [None, 2016, 2017, None, 2018, "20193)"]
BASES = [None, None, "по критериям \n3-й редакции", "по критериям \n4-й редакции", None, None]
REGIONS = "Уровень инновационной активности организаций1), по субъектам Российской Федерации"
INDUSTRIES = "Уровень инновационной активности организаций1), по видам экономической деятельности"
FIGURES = [8.4, 8.5, 14.6, 12.8, 9.1]


def table(title, label, figures=FIGURES, years=YEARS, bases=BASES, unit="(процентов)"):
    return [["К содержанию"], [title], [None, unit], years, bases, [label, *figures]]


def innovation(path, regions=None, industries=None):
    return save(
        path / "innov_1_2019.xlsx",
        Содержание=CONTENTS,
        _1=regions or table(REGIONS, "Российская Федерация"),
        _2=industries or table(INDUSTRIES, "Всего   "),
    )


def test_one_year_carries_both_editions_of_the_oslo_manual(tmp_path):
    frame = rosstat.read_innovation(innovation(tmp_path))
    assert series(frame, "innovation_active_oslo3") == {2016: 8.4, 2017: 8.5}
    assert series(frame, "innovation_active_oslo4") == {2017: 14.6, 2018: 12.8, 2019: 9.1}


def test_no_data_is_left_out_and_nil_is_nought(tmp_path):
    figures = ["...", "…4)", "-", "12,8", 9.1]
    regions = table(REGIONS, "Российская Федерация", figures)
    frame = rosstat.read_innovation(
        innovation(tmp_path, regions, table(INDUSTRIES, "Всего", figures))
    )
    assert series(frame, "innovation_active_oslo3") == {}
    assert series(frame, "innovation_active_oslo4") == {2017: 0.0, 2018: 12.8, 2019: 9.1}


@pytest.mark.parametrize("years", [[None, None, 2012, 2013, 2014], [None, 2012, 2013, 2014, None]])
def test_a_figure_of_no_year_is_named_and_not_left_out(tmp_path, years):
    rows = [["К содержанию"], ["Внутренние затраты на исследования и разработки"], [], years,
            ["в процентах к ВВП", 1.03, 1.05, 1.03, 1.07]]  # fmt: skip
    path = save(tmp_path / "nauka_9.xlsx", Содержание=CONTENTS, _1=rows)
    with pytest.raises(LayoutError, match=r"cell [BE]5: no figure where no year stands above"):
        rosstat.read_intensity(path)


def test_a_year_out_of_order_is_named_with_its_cell(tmp_path):
    regions = table(REGIONS, "Российская Федерация", years=[None, 2016, 2017, None, 2018, 2018])
    with pytest.raises(LayoutError, match=r"sheet 1, cell F4: the year 2019 after 2018 .* 2018"):
        rosstat.read_innovation(innovation(tmp_path, regions))


def test_an_empty_cell_in_the_national_row_is_named(tmp_path):
    regions = table(REGIONS, "Российская Федерация", [8.4, 8.5, 14.6, None, 9.1])
    with pytest.raises(LayoutError, match=r"innov_1_2019.xlsx, sheet 1, cell E6: a number"):
        rosstat.read_innovation(innovation(tmp_path, regions))


def test_sheets_that_disagree_are_refused(tmp_path):
    industries = table(INDUSTRIES, "Всего", [8.4, 8.5, 14.6, 12.8, 9.9])
    with pytest.raises(LayoutError, match=r"\(2019, 4\): the same figure to 0.05 .* 9.1 and 9.9"):
        rosstat.read_innovation(innovation(tmp_path, industries=industries))


def test_a_share_in_another_unit_is_refused(tmp_path):
    regions = table(REGIONS, "Российская Федерация", unit="(единиц)")
    with pytest.raises(LayoutError, match=r"the unit `.процентов.` expected"):
        rosstat.read_innovation(innovation(tmp_path, regions))


def test_a_share_above_a_hundred_is_refused(tmp_path):
    figures = [8.4, 8.5, 146, 12.8, 9.1]
    regions = table(REGIONS, "Российская Федерация", figures)
    with pytest.raises(CheckError, match="values from 0 to 100 expected"):
        rosstat.read_innovation(innovation(tmp_path, regions, table(INDUSTRIES, "Всего", figures)))


def test_a_table_without_the_break_of_2017_is_refused(tmp_path):
    regions = table(REGIONS, "Российская Федерация", bases=["", "", "новая", "старая", "", ""])
    with pytest.raises(LayoutError, match="by the 3rd and by the 4th Oslo manual"):
        rosstat.read_innovation(innovation(tmp_path, regions))


def test_a_workbook_without_the_table_names_what_is_missing(tmp_path):
    path = save(tmp_path / "innov_1_2019.xlsx", Содержание=CONTENTS, _1=[["Прочее"]])
    with pytest.raises(LayoutError, match="one sheet headed `уровень инновационной активности"):
        rosstat.read_innovation(path)


def test_a_workbook_without_a_date_has_no_vintage(tmp_path):
    path = save(tmp_path / "empty.xlsx", Содержание=[["Содержание:"]])
    with pytest.raises(LayoutError, match="the date of update"):
        Workbook.open(path).vintage()


def test_an_error_page_under_the_name_of_a_workbook_is_recognised(tmp_path):
    page = tmp_path / "innov_1_2024.xls"
    page.write_text("<!DOCTYPE html><title>502</title>")
    with pytest.raises(LayoutError, match=r"an Excel workbook expected, found a web page"):
        rosstat.read_innovation(page)


def gdp_book(path, later=(2012, 2013, "20142)"), figures=(68103.4, 72985.7, 79030.0)):
    contents = [["Содержание:"], [None, "Обновлено 07.02.2025г."]]
    title = "Валовой внутренний продукт\n(в текущих ценах, млрд.руб.)"
    fixed = [["К содержанию"], ["Валовой внутренний продукт\n(в ценах 2008г., млрд.руб.)"]]
    return save(
        path / "VVP_god_s_2010-2014.xlsx",
        Содержание=contents,
        _1=[["К содержанию"], [title], [2010, 2011, 2012], [46308.5, 55967.2, 62000.0]],
        _2=[["К содержанию"], [title], [], list(later), list(figures)],
        _3=[*fixed, [2010, 2011, 2012], [1, 2, 3]],
    )


def test_gdp_in_billions_is_read_in_millions(tmp_path):
    frame = rosstat.read_gdp(gdp_book(tmp_path))
    found = series(frame, "gdp_lcu")
    assert found == approx({2012: 68_103_400, 2013: 72_985_700, 2014: 79_030_000})
    assert set(frame["unit"]) == {"m national currency"}


def test_gdp_series_that_do_not_meet_are_refused(tmp_path):
    with pytest.raises(LayoutError, match="share one year expected, found 2010-2012; 2013-2015"):
        rosstat.read_gdp(gdp_book(tmp_path, later=(2013, 2014, 2015)))


def test_a_row_of_years_that_stands_twice_is_not_gdp(tmp_path):
    path = gdp_book(tmp_path, figures=(2012, 2013, 2014))
    with pytest.raises(LayoutError, match="sheet 2, cell A5: figures beneath the years, and not"):
        rosstat.read_gdp(path)


def test_gdp_that_slips_into_other_units_is_refused(tmp_path):
    with pytest.raises(CheckError, match="within a factor of 3 a year") as error:
        rosstat.read_gdp(gdp_book(tmp_path, figures=(68103.4, 72_985_700, 79_030_000)))
    assert "2013" in str(error.value)


def staff(path, parts=(60, 40)):
    years = [None, 2000, 2005, 2010, 2011, "2012 1) "]
    title = "Численность персонала, по категориям по Российской Федерации"
    return save(
        path / "nauka_2.xlsx",
        Содержание=[["Содержание:"], [None, "Обновлено: 31.08.2025 г."]],
        _1=[
            ["К содержанию"], [], [title], [None, "(человек)"], years,
            ["Численность персонала – всего", 110, 105, 100, 100, 100],
            ["в том числе:"],
            ["       исследователи", 66, 63, 60, 60, parts[0]],
            ["       прочий персонал", 44, 42, 40, 40, parts[1]],
            ["1) Без учета"],
        ],
    )  # fmt: skip


def test_years_may_stand_apart_where_rosstat_skips_some(tmp_path):
    frame = rosstat.read_personnel(staff(tmp_path))
    found = series(frame, "rd_researchers")
    assert found == {2000: 66, 2005: 63, 2010: 60, 2011: 60, 2012: 60}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("       исследователи", "sheet 1: a row `исследователи` expected, found none"),
        ("Численность персонала – всего", "a row `численность персонала – всего` expected"),
    ],
)
def test_a_row_of_staff_that_is_not_there_is_named(tmp_path, row, said):
    path = staff(tmp_path)
    book = openpyxl.load_workbook(path)
    cell = next(cell for cell in book["1"]["A"] if cell.value == row)
    cell.value = "другие"
    book.save(path)
    with pytest.raises(LayoutError, match=said):
        rosstat.read_personnel(path)


def goods(path, unit="(млн рублей)", heads=("Всего", "в том числе инновационные"), share=5):
    shipped = [1000, 1100, 1200]
    table = [
        ["К содержанию"], ["Объем инновационных товаров, по субъектам Российской Федерации"],
        [None, unit], [None, heads[0], None, None, heads[1]],
        [None, 2022, 2023, 2024, 2022, 2023, 2024],
        ["Российская Федерация", *shipped, *(share * each / 100 for each in shipped)],
    ]  # fmt: skip
    return save(path / "innov_3_2024.xlsx", Содержание=CONTENTS, _1=table)


def test_the_share_of_innovative_goods_is_that_of_the_two_halves(tmp_path):
    frame = rosstat.read_innovative_goods(goods(tmp_path, share=12.5))
    assert series(frame, "innovative_goods_share") == {2022: 12.5, 2023: 12.5, 2024: 12.5}
    assert series(frame, "goods_shipped") == {2022: 1000, 2023: 1100, 2024: 1200}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"unit": "(тыс. рублей)"}, r"sheet 1: the unit `\(млн рублей\)` expected, found none"),
        (
            {"heads": ("Всего", "инновационные")},
            "on the left and, `в том числе`, the innovative on",
        ),
    ],
)
def test_goods_in_another_unit_or_without_their_innovative_half_are_refused(tmp_path, change, said):
    with pytest.raises(LayoutError, match=said):
        rosstat.read_innovative_goods(goods(tmp_path, **change))


def test_parts_that_miss_their_total_are_named(tmp_path):
    with pytest.raises(LayoutError, match=r"cell F6: the sum of the rows beneath, 99, for 2012"):
        rosstat.read_personnel(staff(tmp_path, parts=(60, 39)))


# ---- expenditure: workbooks that were not at hand, in the layout that all of them share

REGIONAL = (
    "Внутренние затраты на научные исследования и разработки1) по субъектам Российской Федерации"
)
UPDATED = [["Содержание:"], [None, "Обновлено: 31.08.2025 г."]]


def expenditure(path, unit="(млн рублей)", figures=(1019152.4, 1028247.6, "1 134 786,7")):
    return save(
        path / "Nauka_5.xlsx",
        Содержание=UPDATED,
        _1=[["К содержанию"], ["Внутренние затраты на исследования и разработки по секторам"],
            [None, unit], [None, 2017, 2018, 2019], ["Всего", 1, 2, 3]],
        _2=[["К содержанию"], [], [REGIONAL], [None, None, None, unit],
            [None, 2017, "2018 1) ", "20192)"], ["Российская Федерация", *figures],
            ["Центральный федеральный округ2)", 1, 2, "…3)"], ["1) Без учета"]],
    )  # fmt: skip


def test_expenditure_is_read_from_the_national_row(tmp_path):
    frame = rosstat.read_expenditure(expenditure(tmp_path))
    assert series(frame, "gerd_lcu") == {2017: 1019152.4, 2018: 1028247.6, 2019: 1134786.7}


def test_thousands_of_roubles_are_turned_into_millions(tmp_path):
    path = expenditure(tmp_path, "(тысяч рублей)", (1019152400, 1028247600, 1134786700))
    assert series(rosstat.read_expenditure(path), "gerd_lcu")[2017] == approx(1019152.4)


def test_expenditure_without_a_unit_is_refused(tmp_path):
    with pytest.raises(LayoutError, match="one unit, such as `млн рублей` expected, found 0 units"):
        rosstat.read_expenditure(expenditure(tmp_path, unit=""))


def intensity(path, *rows, title="Внутренние затраты на исследования и разработки"):
    years = [None, 2000, 2010, 2019, "20203)"]
    return save(
        path / "nauka_9.xlsx",
        Содержание=UPDATED,
        _1=[["К содержанию"], [title], [], years, *rows, ["3) Без учета"]],
    )


SHARE = (1.05, 1.13, "1,04", 1.09)
LEVELS = ["в фактически действовавших ценах, млн руб.", 76697, 523377, 1134787, 1174534]


@pytest.mark.parametrize("label", ["в процентах к валовому внутреннему продукту", "в % к ВВП2)"])
def test_intensity_is_the_row_that_says_so(tmp_path, label):
    frame = rosstat.read_intensity(intensity(tmp_path, LEVELS, [label, *SHARE]))
    assert series(frame, "gerd_gdp") == {2000: 1.05, 2010: 1.13, 2019: 1.04, 2020: 1.09}


def test_intensity_may_be_said_in_the_heading_alone(tmp_path):
    title = "Внутренние затраты на исследования и разработки, в процентах к ВВП"
    frame = rosstat.read_intensity(
        intensity(tmp_path, ["Российская Федерация", *SHARE], title=title)
    )
    assert series(frame, "gerd_gdp")[2019] == 1.04


def test_levels_are_not_taken_for_shares_of_gdp(tmp_path):
    with pytest.raises(LayoutError, match=r"one row of expenditure .* found none"):
        rosstat.read_intensity(intensity(tmp_path, LEVELS))
    path = intensity(tmp_path, ["Затраты, в % к ВВП", 105, 113, 104, 109])
    with pytest.raises(CheckError, match="values from 0 to 10 expected"):
        rosstat.read_intensity(path)


def test_two_different_rows_of_shares_are_refused(tmp_path):
    rows = [
        ["в процентах к ВВП", *SHARE],
        ["из них гражданские, в процентах к ВВП", 0.8, 0.9, 0.8, 0.8],
    ]
    with pytest.raises(LayoutError, match="found 2 that differ"):
        rosstat.read_intensity(intensity(tmp_path, *rows))


# ---- headings, as cells of the binary format give them


def sheet(*rows):
    return Sheet(Path("innov_1.xls"), "2", [list(row) for row in rows])


@pytest.mark.parametrize(
    ("cell", "stated"),
    [
        (2016.0, (2016, "")), (2016, (2016, "")), ("2016", (2016, "")), ("20223)", (2022, "3)")),
        ("2022 1) ", (2022, "1)")), ("202210)", (2022, "10)")), ("20210)", (2021, "0)")),
        ("", None), ("всего", None), (12.5, None), (166, None), ("2022-2023", None),
    ],
)  # fmt: skip
def test_a_heading_states_a_year_and_perhaps_a_footnote(cell, stated):
    assert stated_year(cell) == stated


@given(st.integers(1990, 2080), st.integers(3, 12), st.data())
def test_years_stand_where_their_position_says(first, length, data):
    years = range(first, first + length)
    mark = data.draw(st.sampled_from(["3)", " 1) ", "10)"]))
    marked = data.draw(st.integers(0, length))
    heads = [float(y) if i < marked else f"{y}{mark}" for i, y in enumerate(years)]
    assert list(place_years(sheet(heads), 0, range(length)).values()) == list(years)


@given(st.integers(1990, 2080), st.integers(3, 12), st.data())
def test_two_years_that_change_places_never_pass(first, length, data):
    heads = [float(y) for y in range(first, first + length)]
    one, other = sorted(data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2,
                                           unique=True)))  # fmt: skip
    heads[one], heads[other] = heads[other], heads[one]
    with pytest.raises(LayoutError, match="the year"):
        place_years(sheet(heads), 0, range(length))


@pytest.mark.parametrize("slipped", ["20210)", "20230)", "20231)"])
def test_a_single_lost_digit_is_forgiven(slipped):
    heads = [2020.0, 2021.0, "202210)", slipped, "202410)"]
    placed = place_years(sheet(heads), 0, range(5))
    assert list(placed.values()) == [2020, 2021, 2022, 2023, 2024]


@pytest.mark.parametrize("wrong", ["202110)", "20193)", 2021.0, "20240)", "2021"])
def test_any_other_slip_is_not(wrong):
    heads = [2020.0, 2021.0, "202210)", wrong, "202410)"]
    with pytest.raises(LayoutError, match="cell D1: the year 2023 after 2022"):
        place_years(sheet(heads), 0, range(5))


def test_a_heading_that_is_no_year_is_named_with_its_cell():
    with pytest.raises(LayoutError, match="sheet 2, cell C1: a year expected, found 'всего'"):
        place_years(sheet([2020.0, 2021.0, "всего"]), 0, range(3))


@pytest.mark.parametrize(("rows", "found"), [((), "0 rows"), ((["Всего"], ["всего "]), "2 rows")])
def test_a_row_that_is_not_there_once_is_not_guessed_at(rows, found):
    with pytest.raises(LayoutError, match=f"one row `всего` expected, found {found}"):
        sheet(*rows).row_of("всего")


@pytest.mark.parametrize(
    ("cell", "value"),
    [(1.5, 1.5), ("2 973 ,9", 2973.9), ("\n4 805", 4805.0), ("-", 0.0), ("…4)", None),
     ("...3)", None), ("470,0", 470.0)],
)  # fmt: skip
def test_numbers_written_as_text_are_numbers(cell, value):
    assert sheet([cell]).number(0, 0) == value


@pytest.mark.parametrize("cell", ["", "x", "н/д", True])
def test_anything_else_is_no_number(cell):
    with pytest.raises(LayoutError, match=r"sheet 2, cell A1: a number"):
        sheet([cell]).number(0, 0)


# ---- formulas in place of figures


def with_formula(folder, formula, result, *, of=79030.0):
    """A workbook of GDP in which the cell that held `of` is a formula that shows `result`."""
    later, figures = (2012, 2013, 2014, "20152)"), (68103.4, 72985.7, 79030.0, 83087.4)
    book = openpyxl.load_workbook(gdp_book(folder, later, figures))
    path = folder / "VVP_god_s_2015.xlsx"
    written = xlsxwriter.Workbook(path)
    for sheet in book:
        into = written.add_worksheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == of:
                    into.write_formula(cell.coordinate, formula, None, result)
                elif cell.value is not None:
                    into.write(cell.row - 1, cell.column - 1, cell.value)
    written.close()
    return path


def test_a_formula_whose_result_follows_from_its_cells_is_a_figure(tmp_path):
    path = with_formula(tmp_path, "=ROUND(SUM(A5:B5)-$B$5*2/4 + 1, 1)", 104597.3)
    assert series(rosstat.read_gdp(path), "gdp_lcu")[2014] == approx(104597.3e3)


@pytest.mark.parametrize(
    ("formula", "result", "said"),
    [
        ("=B5*1.05", "", "without its result"),
        ("=B5*2", 79030, r"with the result 79030, where it gives 145971\.4"),
        ("=VLOOKUP(1,A1:B2,2)", 79030, "which cannot be computed again here"),
        ("='Содержание'!A1", 79030, "which cannot be computed again here"),
        ("=B5/0", 79030, "which cannot be computed again here"),
        ("=A1+B5", 79030, "which cannot be computed again here"),  # A1 holds words
    ],
)
def test_a_formula_that_cannot_be_trusted_is_refused_with_its_cell(tmp_path, formula, result, said):
    path = with_formula(tmp_path, formula, result)
    with pytest.raises(LayoutError, match=r"2, cell C5: a figure expected, found the formula ="):
        rosstat.read_gdp(path)
    with pytest.raises(LayoutError, match=f"{said}. Fetch the provider's own file again"):
        rosstat.read_gdp(path)


@pytest.mark.parametrize("year", [2014, "20152)"])
def test_a_year_that_is_a_formula_without_a_result_continues_no_other(tmp_path, year):
    path = with_formula(tmp_path, "=2013+1", "", of=year)
    with pytest.raises(LayoutError, match=r"the formula =2013\+1 without its result"):
        rosstat.read_gdp(path)


def test_headings_that_go_on_after_a_gap_are_not_cut_off(tmp_path):
    path = gdp_book(tmp_path, (2012, 2013, 2014, None, 2016), (68103.4, 72985.7, 79030.0, 1, 2))
    with pytest.raises(LayoutError, match=r"sheet 2, cell D4: a heading, as there are more to its"):
        rosstat.read_gdp(path)
