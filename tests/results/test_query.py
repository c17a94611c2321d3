"""SQL over a run: reads its tables, says in plain words what is wrong, touches nothing else."""

import pytest

from glasshouse import results
from glasshouse.base.errors import BadValue, UnknownName


@pytest.fixture(scope="module")
def run(outcome, tmp_path_factory):
    return results.open(results.write(outcome, tmp_path_factory.mktemp("store") / "run"))


def test_a_question_is_answered(run):
    frame = results.query(
        run, "SELECT measure, value FROM measures WHERE kind = 'harm' ORDER BY value DESC LIMIT 3;"
    )
    assert frame.columns == ["measure", "value"] and frame.height == 3


def test_tables_can_be_joined_and_listed(run):
    joined = results.query(
        run.folder,
        "WITH r AS (SELECT region, population FROM regions) "
        "SELECT b.region, r.population, b.value FROM by_region b JOIN r ON b.region = r.region "
        "WHERE b.measure = 'refusals'",
    )
    assert joined.height == len(run.regions)
    assert "measures" in results.query(run, "show tables").to_series().to_list()


def test_raw_tallies_can_be_asked(run):
    frame = results.query(run, "SELECT sex, SUM(refusals) AS refusals FROM week_cell GROUP BY sex")
    assert set(frame["sex"]) == {"female", "male"}


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("SELECT * FROM measure", "Did you mean measures?"),
        ("SELECT valu FROM measures", "Did you mean value?"),
        ("SELECT measure FROM measures WHERE knd = 'harm'", "Did you mean kind?"),
    ],
)
def test_a_misspelt_name_gets_the_nearest(run, sql, named):
    with pytest.raises(UnknownName) as found:
        results.query(run, sql)
    assert named in str(found.value)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT measure, AVG(value) FROM measures",
        "SELECT (1",
        "SELECT count( FROM measures",
        "SELECT nope(1)",
    ],
)
def test_what_is_no_sql_is_said_in_one_line(run, sql):
    with pytest.raises(BadValue) as found:
        results.query(run, sql)
    assert "\n" not in str(found.value) and "cannot be run" in str(found.value)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "hello",
        "DROP TABLE measures",
        "DELETE FROM measures",
        "TRUNCATE TABLE measures",
        "CREATE TABLE x AS SELECT * FROM measures",
        "SELECT 1; DROP TABLE measures",
        "WITH x AS (SELECT 1) DELETE FROM measures",
        "/* SELECT */ DROP TABLE measures",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM READ_PARQUET ('x.parquet')",
        "SELECT * FROM \"read_csv\"('/etc/passwd')",
        "SELECT * FROM scan_parquet('x')",
        "SELECT '" + "x" * 30_000 + "'",
    ],
)
def test_a_query_only_reads_this_run(run, sql):
    with pytest.raises(BadValue):
        results.query(run, sql)
    assert results.damaged(run.folder) == ()


def test_words_that_write_are_harmless_inside_text_and_comments(run):
    frame = results.query(run, "SELECT 'drop table measures; delete' AS said -- drop\nFROM measures LIMIT 1")
    assert frame["said"][0] == "drop table measures; delete"
