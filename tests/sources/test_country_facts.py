"""Tables of reference about countries: every row accounted for, and what is wrong is told."""

import fastexcel
import polars as pl
import pytest
from worlds import REPOSITORY, raw_folder

from cyberstudy.declare.plan.facts_of_countries import (
    HDR,
    INDICES,
    LONG,
    SIGNATORIES,
    WDI,
    FactOfReference,
)
from cyberstudy.sources.country_facts import (
    ASIDE,
    COUNTRY,
    LATER,
    NOT_ON_THE_LIST,
    OTHER,
    TEXT,
    WITHOUT,
    and_all_others,
    index_of_names,
    read_fact,
)
from cyberstudy.tables.across import FactRows
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked, read_text_table

REFERENCE = REPOSITORY / "data" / "raw" / "reference"
HEADING = '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-04-08",\n\n'
COLUMNS = (
    '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020","2021","2022",\n'
)


@pytest.fixture(scope="module")
def names():
    tables = ("countries.csv", "member_states.csv", "aliases.csv")
    return index_of_names(*(read_text_table(REFERENCE / table) for table in tables))


def fact(form, **more):
    return FactOfReference(title="Income", file="reference/file.csv", form=form, **more)


def wdi(*rows, columns=COLUMNS):
    lines = [f'"{name}","{code}","Income","NY",{values},\n' for name, code, values in rows]
    return "\ufeff" + HEADING + columns + "".join(lines)


def read_wdi(folder, names, *rows, **more):
    path = folder / "file.csv"
    path.write_text(wdi(*rows, **more), encoding="utf-8")
    return read_fact(path, fact(WDI), names=names, year=2021)


def read_hdr(folder, names, *rows, year="2022"):
    top = [["Table 1."], ["HDI rank", "Country", "Value"], [None, None, year]]
    path = folder / "file.xlsx"
    wide = [[*row, *[None] * (4 - len(row))] for row in (*top, *rows)]
    pl.DataFrame(wide, orient="row", schema=dict.fromkeys("abcd", pl.String)).write_excel(
        path, include_header=False
    )
    return read_fact(path, fact(HDR), names=names, year=2021)


def numbers(values):
    return values.select("iso3", "year", "value").rows()


def became(rows):
    return dict(rows.select("became", "rows").iter_rows())


def test_the_latest_value_up_to_the_year_counts_and_its_year_is_said(tmp_path, names):
    values, rows = read_wdi(
        tmp_path,
        names,
        ("Albania", "ALB", '"1","2","3","4"'),
        ("Cuba", "CUB", '"1","2","","4"'),
        ("Yemen, Rep.", "YEM", '"","","","4"'),
        ("World", "WLD", '"9","9","9","9"'),
    )
    assert numbers(values) == [("ALB", 2021, 3.0), ("CUB", 2020, 2.0)]
    assert became(rows) == {COUNTRY: 2, WITHOUT: 1, OTHER: 1, TEXT: 5}
    assert checked(rows, FactRows)["names"].to_list() == ["", "Yemen, Rep.", "World", ""]


def test_a_country_is_recognised_by_name_also_where_its_kind_stands_behind(tmp_path, names):
    values, rows = read_hdr(
        tmp_path,
        names,
        ["1", "Moldova (Republic of)", "0.763"],
        [None, "Korea (Democratic People's Rep. of)", ".."],
        [None, "Developing countries", "0.694"],
        [None, "Notes"],
    )
    assert numbers(values) == [("MDA", 2022, 0.763)]
    assert became(rows) == {COUNTRY: 1, WITHOUT: 1, OTHER: 1, TEXT: 4}


@pytest.mark.parametrize(
    ("rows", "more", "told"),
    [
        ([("Albania", "ALB", '"1","2","x","4"')], {}, "row 6: 'x' is no number"),
        ([("Albania", "ALB", '"1","2","3"')], {}, "row 6: expected 9 cells"),
        ([("Albania", "ALB", '"1","2","3",""')] * 2, {}, "row 7: 'Albania' is ALB"),
        ([], {"columns": "Country,Code\n"}, "no row begins with Country Name"),
    ],
)
def test_what_is_no_such_table_is_told_with_its_place(tmp_path, names, rows, more, told):
    with pytest.raises(SurveyError, match=told):
        read_wdi(tmp_path, names, *rows, **more)


def read_long(folder, names, *rows, heading="Country Name,Country Code,Year,Value"):
    path = folder / "file.csv"
    path.write_text("\n".join([heading, *rows]), encoding="utf-8")
    return read_fact(path, fact(LONG), names=names, year=2021)


def test_of_a_row_a_year_the_latest_counts_and_all_rows_of_a_country_are_accounted_for(
    tmp_path, names
):
    values, rows = read_long(
        tmp_path,
        names,
        *("Albania,ALB,2020,2", "Albania,ALB,2021,3", "Albania,ALB,2022,4"),
        *("Cuba,CUB,2021,", "Cuba,CUB,2019,7", "Yemen,YEM,2022,1", "World,WLD,2021,9"),
    )
    assert numbers(values) == [("ALB", 2021, 3.0), ("CUB", 2019, 7.0)]
    assert became(rows) == {COUNTRY: 5, WITHOUT: 1, OTHER: 1, TEXT: 1}
    assert checked(rows, FactRows)["names"].to_list() == ["", "Yemen", "World", ""]


@pytest.mark.parametrize(
    ("rows", "more", "told"),
    [
        (["Albania,ALB,2021,x"], {}, "row 2: 'x' is no number"),
        (["Albania,ALB,2021"], {}, "row 2: expected Country Name"),
        (["Albania,ALB,2021,1", "Albania,ALB,2021,2"], {}, "row 3: 'Albania' has the year 2021"),
        (["Albania,ALB,2021,1", "Albanie,ALB,2020,2"], {}, "a country stands twice"),
        ([], {"heading": "Country,Year"}, "no row begins with Country Name"),
    ],
)
def test_what_is_no_table_of_rows_a_year_is_told_with_its_place(tmp_path, names, rows, more, told):
    with pytest.raises(SurveyError, match=told):
        read_long(tmp_path, names, *rows, **more)


def read_lines(folder, names, form, *rows, **more):
    path = folder / "file.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return read_fact(path, fact(form, **more), names=names, year=2021)


NCSI = {"index": "NCSI", "edition": "2026"}
INDEX_HEADING = "iso3,canonical_name,source,vintage_year,score_raw"


def test_of_a_file_of_indices_one_edition_of_one_counts_whatever_its_year(tmp_path, names):
    rows = ["ALB,Albania,NCSI,2026,90", "ALB,Albania,NCSI,2025,80", "ALB,Albania,GCI,2026,5"]
    rows += ["XKX,Kosovo,NCSI,2026,50", "CUB,Cuba,NCSI,2026,"]
    values, rows = read_lines(tmp_path, names, INDICES, INDEX_HEADING, *rows, **NCSI)
    assert numbers(values) == [("ALB", 2026, 90.0)]
    assert became(rows) == {COUNTRY: 1, WITHOUT: 1, OTHER: 1, TEXT: 1, ASIDE: 2}


def test_an_edition_with_a_country_twice_is_told(tmp_path, names):
    twice = ["ALB,Albania,NCSI,2026,90"] * 2
    with pytest.raises(SurveyError, match="row 3: 'Albania' is ALB"):
        read_lines(tmp_path, names, INDICES, INDEX_HEADING, *twice, **NCSI)


UNTIL = "2025-11-30"
WHOLE = {"until": UNTIL, "signatories": 73}
SIGNED_HEADING = "iso3,name_in_source,signed_on,in_UNTC_excerpt,source"


def test_who_signed_by_the_day_is_told_apart_from_later_ones_and_from_all_others(tmp_path, names):
    rows = ["NOR,Noorwegen,2025-10-25 or 26,no,news", "EU,Europese Unie,2025-10-25,yes,UNTC"]
    rows += ["ALB,Albanie,2026-07 (report),no,a letter", "CUB,Cuba,2025-11-30,no,UNTC"]
    values, rows = read_lines(tmp_path, names, SIGNATORIES, SIGNED_HEADING, *rows, **WHOLE)
    assert numbers(values) == [("ALB", 2025, 0.0), ("CUB", 2025, 1.0), ("NOR", 2025, 1.0)]
    assert values["told"].to_list() == [
        "not by 2025-11-30; signed 2026-07 (report) (a letter)",
        "signed 2025-11-30 (UNTC)",
        "signed 2025-10-25 or 26 (news)",
    ]
    assert became(rows) == {COUNTRY: 2, LATER: 1, OTHER: 1, TEXT: 1}
    members = pl.DataFrame({"iso3": ["ALB", "CUB", "NOR", "PLW"]})
    every = and_all_others(values, members, UNTIL)
    assert every.filter(iso3="PLW").rows() == [("PLW", 2025, 0.0, NOT_ON_THE_LIST)]
    assert every.height == members.height


def test_a_signature_without_a_day_or_month_is_told(tmp_path, names):
    with pytest.raises(SurveyError, match="row 2: 'October'; expected a day"):
        read_lines(
            *(tmp_path, names, SIGNATORIES, SIGNED_HEADING, "NOR,Norge,October,no,news"),
            **WHOLE,
        )


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"form": INDICES, "index": "NCSI"}, "edition: is what the form a_row_an_index needs"),
        ({"form": LONG, "until": UNTIL}, "until: is what the form list_of_signatories needs"),
        ({"form": SIGNATORIES, "until": UNTIL}, "signatories: is what the form list_of_sig"),
        ({"form": INDICES, "index": "NCSI", "edition": "latest"}, "expected a year"),
    ],
)
def test_a_form_asks_for_its_own_keys_and_no_others(keys, told):
    entry = {"title": "Index", "file": "reference/file.csv"} | keys
    with pytest.raises(SurveyError, match=told):
        parsed(entry, FactOfReference, where="plan.yaml")


def test_of_the_real_files_every_row_is_accounted_for(names):
    for file, form, more, kept in (
        ("reference/external_indices_long.csv", INDICES, NCSI, 144),
        ("un_convention/signatures_partial.csv", SIGNATORIES, WHOLE, 72),
    ):
        path = raw_folder(file) / file
        values, rows = read_fact(path, fact(form, **more), names=names, year=2021)
        assert rows["rows"].sum() == path.read_text(encoding="utf-8").count("\n")
        assert values.height == kept
    assert rows.filter(became=LATER)["names"].to_list() == ["Canada"]
    assert rows.filter(became=OTHER)["names"].to_list() == ["EU (Europese Unie)"]
    assert values["value"].sum() == 71  # with the Union 72 of the 73 of November 2025


def test_two_indicators_in_a_file_are_told(tmp_path, names):
    text = wdi(("Albania", "ALB", '"1","","",""'), ("Cuba", "CUB", '"1","","",""'))
    path = tmp_path / "file.csv"
    path.write_text("OTHER".join(text.rsplit("NY", 1)), encoding="utf-8")
    with pytest.raises(SurveyError, match="expected one indicator"):
        read_fact(path, fact(WDI), names=names, year=2021)


def test_a_ranked_country_that_nobody_knows_stops_the_run(tmp_path, names):
    with pytest.raises(SurveyError, match=r"'Atlantis' has a rank.*aliases.csv"):
        read_hdr(tmp_path, names, ["1", "Atlantis", "0.9"])


def test_a_human_development_table_without_a_year_is_told(tmp_path, names):
    with pytest.raises(SurveyError, match="expected a year, found 'Value'"):
        read_hdr(tmp_path, names, ["1", "Albania", "0.9"], year="Value")


@pytest.mark.parametrize("file", ["worldbank_gdp.csv", "worldbank_internet.csv"])
def test_every_row_of_the_world_banks_files_is_accounted_for(names, file):
    path = raw_folder(f"reference/{file}") / "reference" / file
    values, rows = read_fact(path, fact(WDI), names=names, year=2021)
    assert rows["rows"].sum() == path.read_text(encoding="utf-8-sig").count("\n")
    assert "World" in rows.filter(became=OTHER)["names"][0].split("; ")
    wide = pl.read_csv(path, skip_rows=4, infer_schema=False, truncate_ragged_lines=True)
    own = wide.filter(pl.col("Country Code").is_in(list(names.spellings)))
    assert became(rows)[COUNTRY] + became(rows)[WITHOUT] == own.height > 200
    last = own.filter(pl.col("2021") != "").select(
        iso3="Country Code", expected=pl.col("2021").cast(pl.Float64)
    )
    joined = last.join(values.filter(year=2021), on="iso3")
    assert joined.height == last.height > 150
    assert (joined["expected"] == joined["value"]).all()


def test_every_row_of_the_table_of_populations_is_accounted_for(names):
    file = "reference/worldbank_population.csv"
    path = raw_folder(file) / file
    values, rows = read_fact(path, fact(LONG), names=names, year=2021)
    assert rows["rows"].sum() == path.read_text(encoding="utf-8").count("\n")
    wide = pl.read_csv(path).filter(pl.col("Country Code").is_in(list(names.spellings)), Year=2021)
    expected = wide.select(iso3="Country Code", value=pl.col("Value").cast(pl.Float64))
    assert values.select("iso3", "value").equals(expected.sort("iso3"))
    members = read_text_table(REFERENCE / "member_states.csv")
    assert set(members["iso3"]) <= set(values["iso3"])


def test_every_row_of_undps_table_is_accounted_for(names):
    path = raw_folder("reference/HDR_HDI.xlsx") / "reference" / "HDR_HDI.xlsx"
    values, rows = read_fact(path, fact(HDR), names=names, year=2021)
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0)
    assert rows["rows"].sum() == sheet.height
    published = {"CHE": 0.967, "NOR": 0.966, "ISL": 0.959, "HKG": 0.956, "DNK": 0.952}
    assert (
        dict(values.top_k(5, by="value").select("iso3", "value").iter_rows()).items()
        <= (published | {"SWE": 0.952}).items()
    )
    assert became(rows)[COUNTRY] == values.height == 193
    assert rows.filter(became=WITHOUT)["names"][0].endswith("Monaco")
