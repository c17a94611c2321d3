"""Society files: what is read, what is refused, and in which words."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse import society
from glasshouse.base.errors import BadSociety, IndividualsRefused, InputError
from glasshouse.society.data import individuals, tables

GUIDE = Path(__file__).parents[2] / "docs" / "societies.md"
EXAMPLE = re.findall(r"```yaml\n# two-valleys.yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[
    0
]
CODE = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]


@pytest.fixture
def write(tmp_path):
    def written(text, name="mine.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def refusal(path, kind=BadSociety):
    with pytest.raises(kind) as caught:
        society.load(path)
    return caught.value


def changed(old, new, text=EXAMPLE):
    assert old in text
    return text.replace(old, new, 1)


def test_the_example_of_the_guide_is_a_society_that_keeps_its_totals(write):
    valleys = society.load(write(EXAMPLE))
    assert valleys.codes == ("TV-N", "TV-S") and valleys.population == 730_000
    assert valleys.urban.tolist() == [0.72, 0.31]
    assert valleys.age[:, 0] == pytest.approx([0.16, 0.19])
    assert valleys.age[:, 6:].sum(axis=1) == pytest.approx([0.18, 0.20])
    men = (valleys.age * valleys.male).sum(axis=1)
    assert men == pytest.approx([97 / 197, 101 / 201])
    places = np.stack([1 - valleys.urban, valleys.urban], axis=1)
    assert (places[:, :, None] * valleys.income).sum(axis=1) == pytest.approx(
        np.array([[0.15, 0.18, 0.20, 0.22, 0.25], [0.30, 0.25, 0.19, 0.15, 0.11]])
    )
    assert (valleys.income[:, 1, 4] > valleys.income[:, 0, 4]).all()  # the shape of income_by_urban
    assert valleys.penetration.tolist() == valleys.camera_density.tolist() == [1, 1]
    assert valleys.sources["minority"].grade == "assumed" and valleys.sources["urban"].grade == "reported"


def test_the_code_of_the_guide_runs(tmp_path, monkeypatch, capsys):
    (tmp_path / "two-valleys.yaml").write_text(EXAMPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(CODE, {})
    assert "[15904  4096]" in capsys.readouterr().out


def test_the_same_regions_as_csv_or_as_rows_give_the_same_society(write):
    head = re.findall(
        r"(\w+): ", EXAMPLE[EXAMPLE.index("{code: TV-N") : EXAMPLE.index("{code: TV-S")].split("}")[0]
    )
    rows = re.findall(r"\{code.*?\}", EXAMPLE, re.DOTALL)
    cells = [re.findall(r"\w+: ([^,}]+)", row) for row in rows]
    csv = "\n".join(["# two valleys", ",".join(head), "", *(",".join(row) for row in cells)])
    write(csv, "regions.csv")
    begin, end = EXAMPLE.index("regions:"), EXAMPLE.index("age_by_sex:")
    path = write(EXAMPLE[:begin] + "table: regions.csv\n" + EXAMPLE[end:])
    assert society.load(path).inputs == society.load(write(EXAMPLE, "rows.yaml")).inputs


def test_without_a_pyramid_the_eight_bands_of_the_model_are_taken_as_they_are(write):
    eight = (
        "age_0_14: 0.2, age_15_24: 0.1, age_25_34: 0.1, age_35_44: 0.2, age_45_54: 0.1, age_55_64: 0.1,"
        " age_65_74: 0.1, age_75_plus: 0.1"
    )
    text = re.sub(r"age_0_14.*?age_65_plus: [\d.]+", eight, EXAMPLE)
    text = re.sub(r"age_by_sex:.*?(?=income_by_urban)", "", text, flags=re.DOTALL)
    found = society.load(write(text))
    assert found.age == pytest.approx(np.tile([0.2, 0.1, 0.1, 0.2, 0.1, 0.1, 0.1, 0.1], (2, 1)))
    assert found.male[0] == pytest.approx([97 / 197] * 8)


def test_a_place_without_countryside_keeps_its_incomes_and_divides_by_nothing(write):
    found = society.load(write(changed("urban: 0.72", "urban: 1")))
    assert found.income[0, 1] == pytest.approx([0.15, 0.18, 0.20, 0.22, 0.25])
    assert found.income.sum(axis=2) == pytest.approx(1)


def test_mean_incomes_give_quintiles_even_where_everybody_lives_in_town(write):
    text = re.sub(r"income_1.*?income_5: [\d.]+", "mean_income: 21000", EXAMPLE, count=1)
    text = re.sub(r"income_1.*?income_5: [\d.]+", "mean_income: 12000", text)
    text = re.sub(r"income_by_urban:.*?(?=sources)", "", text, flags=re.DOTALL)
    text += "income: {quintile_means: [6e3, 11e3, 16e3, 24e3, 45e3], urban_rural_ratio: 1.5, spread: 0.6}\n"
    found = society.load(write(changed("urban: 0.72", "urban: 1", text)))
    places = np.array([[0, 640_000], [0.69 * 90_000, 0.31 * 90_000]])
    nation = (places[:, :, None] * found.income).sum(axis=(0, 1)) / 730_000
    assert nation == pytest.approx([0.2] * 5)
    assert found.income[0, 1, 4] > found.income[1, 1, 4] > found.income[1, 0, 4]


# --- individuals


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("first_name,last_name,phone", "Ada,Example,5550100"),
        ("code,name,birth_date,population", "A,North,1984,5000"),
        ("Date of Birth,sex", "x,f"),
        ("id,age,sex,income", "1,34,f,4"),
        ("code,name,id_card", "A,B,7"),
        ("姓名,年龄", "x,4"),
        ("code,name,population,note", "A,B,5000,ada@example.org"),
        ("code,name,population,note", "A,B,5000,11010119900307123X"),
        ("code,name,population,note", "A,B,5000,+44 20 7946 0000"),
        ("code,name,population,note", "A,B,5000,13912345678"),
        ("code,name,population,note", "A,B,5000,1990-03-07"),
        ("code,name,population,urban", "A,Ada,1,1"),
    ],
)
def test_records_of_people_are_refused_in_plain_words_without_repeating_them(write, head, row):
    error = refusal(write(f"{head}\n{row}\n", "people.csv"), IndividualsRefused)
    said = str(error)
    assert "records of individuals" in said and "docs/societies.md" in said and error.exit_code == 2
    assert "people.csv, line 2" in said
    assert all(cell not in said for cell in row.split(",") if len(cell) > 6)


def test_records_of_people_are_refused_as_rows_of_a_society_file_too(write):
    text = changed("minority: 0.12}", "minority: 0.12, passport_no: 4}")
    error = refusal(write(text), IndividualsRefused)
    assert "passport_no" in str(error) and "line 8" in str(error)


def test_a_list_of_people_in_a_society_file_is_refused(write):
    assert "people" in str(refusal(write(EXAMPLE + "people:\n  - {name: Ada}\n"), IndividualsRefused))
    assert refusal(write("- {id: 1, age: 34, gender: f}\n"), IndividualsRefused)


def test_a_table_with_more_rows_than_any_country_has_districts_is_refused(write):
    rows = "\n".join(f"R{i},Region {i},{1000 + i}" for i in range(individuals.MOST_REGIONS + 1))
    assert "more than any country" in str(
        refusal(write(f"code,name,population\n{rows}", "many.csv"), IndividualsRefused)
    )


def test_no_column_of_a_society_is_mistaken_for_a_personal_one():
    assert [column for column in tables.COLUMNS if individuals.personal_word(column)] == []


# --- tables that do not hold together

MISTAKES = [
    ("population: 90000", "population: -90000", "line 9", "512"),
    ("population: 90000", "population: 90000.5", "line 9", "whole number"),
    ("population: 90000", "population: 100", "line 9", "512"),
    ("population: 90000", "population: '90,000'", "line 9", "thousands separators"),
    ("urban: 0.31", "urban: 31", "line 9", "percent"),
    ("urban: 0.31", "urban: -0.1", "line 9", "from 0 to 1"),
    ("urban: 0.31", "urban: .nan", "line 9", "number"),
    ("urban: 0.31", "urban: nan", "line 9", "from 0 to 1"),
    ("urban: 0.31", "urban: most", "line 9", "from 0 to 1"),
    ("urban: 0.31", "urban: true", "line 9", "from 0 to 1"),
    ("urban: 0.31", "urban: null", "line 9", "urban is missing"),
    ("urban: 0.31, ", "", "line 9", "column urban is missing"),
    ("urban: 0.31", "urbane: 0.31", "line 9", "Did you mean urban?"),
    ("age_15_59: 0.56", "age_15_59: 0.66", "line 10", "add up to 110.00 %"),
    ("income_5: 0.11", "income_5: 0.21", "line 11", "add up to 110.00 %"),
    ("age_65_plus: 0.20", "age_65_plus: 0.26", "line 10", "larger than one that contains it"),
    ("code: TV-S", "code: TV-N", "line 9", "given twice"),
    ("code: TV-S", "code: 'TV S!'", "line 9", "letters, digits"),
    ("name: South valley", "name: ''", "line 9", "empty"),
    ("sex_ratio: 101", "sex_ratio: 5000", "line 9", "men per 100 women"),
    ("household_size: 2.4", "household_size: 0", "line 4", "from 1 to 20"),
    ("household_size: 2.4", "", "mine.yaml", "household_size is missing"),
    ("household_size: 2.4", "houshold_size: 2.4", "line 4", "Did you mean household_size?"),
    ("  75+:", "  75-99:", "line 12", "not open"),
    ("  25-34:", "  26-34:", "line 15", "does not begin at age 25"),
    ("  25-34:", "  young:", "line 15", "not an age band"),
    ("25-34: [50000, 49000]", "25-34: [50000]", "line 15", "2 numbers"),
    ("25-34: [50000, 49000]", "25-34: [50000, -1]", "line 15", "not negative"),
    ("25-34: [50000, 49000]", "25-34: [0, 0]", "line 15", "zeros"),
    ("rural: [27", "country: [27", "line 22", "`rural:` and `urban:`"),
    ("rural: [27, 24, 20, 16, 13]", "rural: [27]", "line 23", "5 numbers"),
    ("grade: reported", "grade: reportd", "line 26", "Did you mean reported?"),
    ('date: "2020", grade: reported', "grade: reported", "line 26", "lacks its date"),
    ("grade: reported", "grade: reported, sorce: x", "line 26", "Did you mean source?"),
    ("range: [0.02, 0.2]", "range: [0.2, 0.02]", "line 27", "[lowest, highest]"),
    ("  minority: {", "  minorities: {", "line 27", "Did you mean minority?"),
    ("  default: {", "  urban: {", "line 25", "has no source"),
    ("sources:", "source:", "line 25", "Did you mean sources?"),
    ("regions:", "table: x.csv\nregions:", "mine.yaml", "both"),
    ("age_65_plus: 0.18", "age_70_plus: 0.18", "line 9", "column age_70_plus is missing"),
    ("age_0_14: 0.19, age_15_59: 0.56", "age_0_14: 0.75", "line 9", "age_15_59"),
    ("income_by_urban:", "income_by_urban: [3]\nincome:", "line 22", "two lines"),
    ("  urban: [17", "  urban: 17 #", "line 24", "5 numbers"),
    ("  default: {", "  default: [3] #", "line 26", "not a mapping"),
    ("income_by_urban:", "household_size_2: 3\nincome_by_urban:", "line 22", "household_size"),
    ("name: two-valleys", "name: [two", "line", "cannot be read"),
]


@pytest.mark.parametrize(
    ("old", "new", "place", "words"), MISTAKES, ids=[new or f"no {old}" for old, new, *_ in MISTAKES]
)
def test_a_mistake_in_a_society_is_said_with_its_place_and_what_is_allowed(write, old, new, place, words):
    said = str(refusal(write(changed(old, new)), InputError))
    assert place in said, said
    assert words in said, said


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("code,name,population\nA,B\n", "The row has 2 cells (regions.csv, line 2)"),
        ("code,name,name\nA,B,C\n", "'name' is given twice (regions.csv, line 1)"),
        ("# only a comment\n", "The table is empty"),
        ("code,name,population\n", "The table has no regions"),
        ('code,name,population\nA,"B\nC",6000\n', "several lines"),
        (
            "code,name,row,col,population,age_0_14,age_15_plus\nA,B,0,0,9999,0.2,x\n",
            "line 2, column age_15_plus",
        ),
    ],
)
def test_a_mistake_in_a_csv_table_is_said_with_its_line(write, table, words):
    write(table, "regions.csv")
    text = re.sub(r"regions:.*?(?=age_by_sex)", "table: regions.csv\n", EXAMPLE, flags=re.DOTALL)
    text = re.sub(r"  minority.*\n", "", text)
    assert words in str(refusal(write(text)))


@pytest.mark.parametrize(
    "name", ["../regions.csv", "/etc/hosts", "a/b.csv", ".hidden", "..\\x.csv", "''", "[1]"]
)
def test_a_table_outside_the_folder_of_the_society_is_not_opened(write, name):
    text = changed(
        "age_by_sex:",
        f"table: {name}\nage_by_sex:",
        re.sub(r"regions:.*?(?=age_by_sex)", "", EXAMPLE, flags=re.DOTALL),
    )
    assert "in the same folder" in str(refusal(write(text)))


def test_a_table_that_is_not_there_or_not_text_is_said(write, tmp_path):
    path = write(re.sub(r"regions:.*?(?=age_by_sex)", "table: regions.csv\n", EXAMPLE, flags=re.DOTALL))
    assert "Cannot read the table" in str(refusal(path))
    (tmp_path / "regions.csv").write_bytes(b"code,name\nA,\xff\xfe\n")
    assert "not UTF-8 text (regions.csv, line 2)" in str(refusal(path))


def test_a_bare_table_of_totals_is_shown_the_way_to_a_society_file(write):
    error = refusal(write("code,name,population\nA,North,640000\n", "totals.csv"))
    assert "`table: totals.csv`" in str(error)


@pytest.mark.parametrize("text", ["", "just words", "3", "[1, 2]", "[{}]", "null"])
def test_a_file_that_is_no_society_is_said_so(write, text):
    assert refusal(write(text))


def test_two_regions_cannot_lie_on_the_same_tile(write):
    text = EXAMPLE.replace("urban: 0", "row: 1, col: 1, urban: 0")
    assert "same tile" in str(refusal(write(text)))


def test_bands_that_do_not_fit_the_model_are_said_with_the_age_that_is_missing(write):
    text = EXAMPLE.replace("  55-59: [24000, 24500]\n  60-64: [22000, 23500]\n", "  55-64: [46000, 48000]\n")
    assert "begins at age 60" in str(refusal(write(text)))


def test_totals_that_contradict_the_zeros_of_the_pyramid_are_said(write):
    text = changed("60-64: [22000, 23500]", "60-64: [0, 23500]").replace(
        "65-74: [34000, 38000]", "65-74: [0, 38000]"
    )
    text = text.replace("75+: [24000, 35000]", "75+: [0, 35000]").replace(
        "55-59: [24000, 24500]", "55-59: [0, 24500]"
    )
    for band in ("45-54: [51000,", "35-44: [52000,", "25-34: [50000,", "15-24: [43000,"):
        text = changed(band, band.split("[")[0] + "[0,", text)
    assert "contradict each other" in str(refusal(write(text)))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_either_a_society_or_an_error_in_words(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")
    with pytest.raises(InputError):
        society.load(path)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, len(EXAMPLE)),
    st.sampled_from(["", "[", "{", ":", "-", "\t", "0", "nan", "*a", "\x00", "é"]),
)
def test_a_slip_anywhere_in_a_society_file_never_ends_in_a_traceback(tmp_path_factory, place, slip):
    path = tmp_path_factory.getbasetemp() / "slip.yaml"
    path.write_text(EXAMPLE[:place] + slip + EXAMPLE[place + 1 :], encoding="utf-8")
    try:
        society.load(path)
    except InputError as error:
        assert str(error)


INCOME = (
    "income: {quintile_means: [6, 11, 16, 24, 45], people: [0.2, 0.2, 0.2, 0.2, 0.2],"
    " urban_rural_ratio: 2, spread: 0.6}"
)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("16, 24", "24, 16", "do not rise"),
        ("people: [0.2", "people: [0.4", "add up to 1.2"),
        ("spread: 0.6", "spread: 9", "from 0.05 to 2"),
        ("spread: 0.6", "spred: 0.6", "Did you mean spread?"),
        ("urban_rural_ratio: 2, ", "", "urban_rural_ratio is missing"),
        (INCOME, "", "needs the table `income`"),
    ],
)
def test_a_mistake_in_the_incomes_of_the_nation_is_said(write, old, new, words):
    text = re.sub(r"income_1.*?income_5: [\d.]+", "mean_income: 20", EXAMPLE)
    text = re.sub(r"income_by_urban:.*?(?=sources)", INCOME + "\n", text, flags=re.DOTALL)
    assert society.load(write(text))
    assert words in str(refusal(write(changed(old, new, text))))


@pytest.mark.parametrize(
    "ages",
    [
        "age_0_14: 0.2, age_16_plus: 0.8",
        "age_0_14: 0.2, age_10_plus: 0.8",
        "age_0_14: 0.2, age_15_99: 0.8",
        "age_5_14: 0.2, age_15_plus: 0.8",
        "age_0_plus: 1, age_14_3: 0",
    ],
)
def test_age_groups_that_overlap_leave_a_gap_or_do_not_end_open_are_said(write, ages):
    text = re.sub(r"age_0_14.*?age_65_plus: [\d.]+", ages, EXAMPLE)
    assert "overlap, leave a gap or do not end open" in str(refusal(write(text)))


def test_groups_other_than_those_of_the_model_need_a_pyramid(write):
    text = re.sub(r"age_by_sex:.*?(?=income_by_urban)", "", EXAMPLE, flags=re.DOTALL)
    assert "there is no age_by_sex" in str(refusal(write(text)))


def test_cameras_that_are_zero_everywhere_have_no_mean_to_be_relative_to(write):
    assert "zero everywhere" in str(
        refusal(write(EXAMPLE.replace("minority: 0", "camera_density: 0, minority: 0")))
    )


def test_a_table_too_large_to_be_totals_is_not_read(write):
    assert "too large" in str(refusal(write("#" * 4_000_001, "large.csv")))
