"""The door that stays shut: a table that looks like records of people is refused.

The laboratory invents its people from totals. A reader for records of individuals would make it an
instrument, so there is none, and a table is looked at before anything is made of it. The refusal names
the column, never the content of a cell. It is a lock on an honest door: a person with intent can rename
columns, but no mechanism could use what is behind it.
"""

from __future__ import annotations

import re
from typing import Any

from glasshouse.base.errors import IndividualsRefused
from glasshouse.society.data.reading import Row

MOST_REGIONS = 5_000  # more rows than any country has districts
SMALLEST_CELL = 10  # people; statistical offices withhold smaller cells because they point at persons

# Words that name a person or a document of one, in whatever spelling. A column whose name has one is refused.
PERSONAL = (
    "person", "citizen", "individual", "firstname", "givenname", "lastname", "surname", "familyname",
    "fullname", "forename", "username", "userid", "phone", "mobilenumber", "telephone", "email", "mail",
    "birth", "birthday", "dob", "passport", "idnumber", "idcard", "nationalid", "identitycard", "ssn",
    "iban", "socialsecurity", "taxnumber", "taxid", "licenceplate", "licenseplate", "numberplate",
    "imei", "imsi", "macaddress", "ipaddress", "deviceid", "account", "address", "street", "postcode",
    "zipcode", "latitude", "longitude", "photo", "portrait", "facetemplate", "fingerprint", "iris",
    "dna", "wechat", "weibo", "姓名", "身份证", "电话", "手机", "出生", "住址",
)  # fmt: skip
# Words that are one person's only when a row is a person; a table of totals has no use for them.
SINGULAR = ("id", "uid", "uuid", "age", "sex", "gender", "occupation", "religion", "ethnicity", "score")
LISTS = ("people", "persons", "individuals", "citizens", "records", "residents", "members", "suspects")

VALUES = (
    (re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE), "e-mail addresses"),
    (re.compile(r"\d{17}[\dXx]$"), "identity numbers of 18 digits"),
    (re.compile(r"(\+|00)\d[\d \-/()]{7,}$"), "telephone numbers"),
    (re.compile(r"1[3-9]\d{9}$"), "mobile numbers of 11 digits"),
    (re.compile(r"(19|20)\d\d[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12]\d|3[01])$"), "dates of single days"),
)
WHY = (
    "Glasshouse invents its people from published totals and reads no records of individuals, so that it can"
    " never be used on anybody"
)
INSTEAD = (
    "Give totals by region instead: population, age groups, urban share and so on (docs/societies.md)."
    " If this table holds real people, do not pass it around"
)


def refuse_individuals(rows: list[Row]) -> None:
    """Raises IndividualsRefused if a table looks like one row a person, with the reason in plain words."""
    columns = {str(column): row for row in reversed(rows) for column in row.cells}
    for column, row in columns.items():
        word = personal_word(column)
        if word:
            raise _refusal(f"The column {column} belongs to single people", row.place(column))
    if rows and "population" not in columns:
        singular = next((c for c in columns if _plain(c) in SINGULAR), None)
        if singular is not None:
            row = columns[singular]
            raise _refusal(
                f"The table has a column {singular} but no population, so that a row seems to be a person",
                row.where,
            )
    for row in rows:
        for column, value in row.cells.items():
            what = _personal_value(column, value)
            if what:
                raise _refusal(f"The column {column} seems to hold {what}", row.place(str(column)))
    if len(rows) > MOST_REGIONS:
        many = f"The table has {len(rows)} rows, more than any country has districts"
        raise _refusal(f"{many}, so that a row seems to be a person", rows[0].where)
    for row in rows:
        if _tiny(row.cells.get("population")):
            raise _refusal(
                f"The row counts fewer than {SMALLEST_CELL} people; so small a cell describes persons",
                row.place("population"),
            )


def refuse_lists(data: dict[str, Any], name: str) -> None:
    """Raises IndividualsRefused if a society file has a list of people under a key of its own."""
    for key in data:
        if _plain(str(key)) in LISTS:
            raise _refusal(f"The file has a list named {key}", name)


def personal_word(column: str) -> str:
    """The word that makes a column name personal, or an empty string."""
    plain = _plain(column)
    return next((word for word in PERSONAL if word in plain), "")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _personal_value(column: str, value: Any) -> str:
    text = str(value).strip()
    if column == "population" or len(text) < 8:
        return ""
    return next((what for pattern, what in VALUES if pattern.match(text)), "")


def _tiny(value: Any) -> bool:
    try:
        return 0 <= float(value) < SMALLEST_CELL and not isinstance(value, bool)
    except (TypeError, ValueError):
        return False


def _refusal(reason: str, place: str) -> IndividualsRefused:
    return IndividualsRefused(f"{reason}. {WHY}", place=place, allowed="", next_step=INSTEAD)
