"""Which law a reader should open first. Never a legal judgement: pointers, each with its source and date."""

from __future__ import annotations

from typing import Any

POLICE = ("lfr", "border", "patrol", "police")
"""Words in the names of scenarios of police and border deployments."""

LED = (
    "Police deployment: the data protection impact assessment falls under Article 27 of Directive (EU) 2016/680 (Law "
    "Enforcement Directive) as transposed in national law, not under Article 35 GDPR, from which Article 2(2)(d) GDPR "
    "takes it out. Prior consultation of the supervisory authority: Article 28 of the Directive. A form made for "
    "Article 35 GDPR can hold the evidence; it does not make the GDPR the law that applies."
)
GDPR = (
    "If used in the Union by anybody but an authority preventing or prosecuting crime, the data protection impact "
    "assessment falls under Article 35 GDPR. Which law applies is for a person to decide."
)
MIXED = (
    "Stops by police after a camera match, and whatever else an authority does against crime, would fall under Article "
    "27 of Directive (EU) 2016/680 (Law Enforcement Directive), not under Article 35 GDPR: two assessments, not one."
)

ARTICLE_27 = (
    (
        "2 August 2026",
        "as published: Article 113 of Regulation (EU) 2024/1689",
        (
            "OJ L, 12 July 2024; https://eur-lex.europa.eu/eli/reg/2024/1689/oj ; so also "
            "https://www.aiactblog.nl/en/ai-act/artikel/27"
        ),
    ),
    (
        "2 December 2027",
        (
            "for the high-risk uses of Annex III, by the Digital Omnibus on AI: proposed 19 November 2025, agreed 7 May "
            "2026, Parliament 16 June 2026, Council 29 June 2026"
        ),
        (
            "https://recordofrecord.com/articles/2026-07-02-eu-council-seals-ai-act-omnibus-leaving-august-2-transparency-"
            "deadline-intact (2 July 2026); https://futureprep.eu/news/digital-omnibus-ai-act-deadlines/"
        ),
    ),
)
"""When Article 27 applies: date, by what, source."""

CONFLICT = (
    "The sources conflict. Pages written before publication in the Official Journal (https://powerquant.eu/digital-"
    "omnibus, after 16 June 2026; https://fontvera.eu/intelligence/ai-act-faq-biometric) hold the first date until the "
    "amendment is published and in force; others of July 2026 treat the second as law. The publication itself was not "
    "seen when this was written (sources read: up to July 2026). Look it up in the Official Journal before relying on "
    "either date."
)


def police(name: str, off: frozenset[str], said: bool | None = None) -> bool:
    """Return whether a run is of a police or border deployment.

    Args:
        name: the scenario's name.
        off: mechanisms that are switched off; cameras and nothing that rates or refuses is a police deployment.
        said: what the user's own file says, which wins.
    """
    if said is not None:
        return said
    cameras_alone = "cameras" not in off and {"rating", "gates", "platform"} <= off
    return cameras_alone or any(word in POLICE for word in name.lower().replace("_", "-").split("-"))


def assessment(name: str, off: frozenset[str], said: bool | None = None) -> list[str]:
    """Return which impact assessment of data protection law to open first, in sentences."""
    if police(name, off, said):
        return [LED]
    return [GDPR] if "cameras" in off or said is False else [GDPR, MIXED]


def article_27() -> list[str]:
    """Return when Article 27 of the AI Act applies, dated, with sources, and that they conflict."""
    return [
        *(
            f"Article 27 of the AI Act applies from {date}, {what} (source: {source})."
            for date, what, source in ARTICLE_27
        ),
        CONFLICT,
    ]


def rows() -> list[dict[str, Any]]:
    """Return the dates as rows for a table."""
    return [{"date": date, "what": what, "source": source} for date, what, source in ARTICLE_27]
