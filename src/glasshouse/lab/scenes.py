"""The seven scenes of the story as data: what is told, what is guessed, what can be moved, what is assumed.

Every number in them is filled in from an answer of the model; none is written here. `{name}` in a sentence is a number
of `Scene.numbers`, worked out from a question's answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from glasshouse.lab.catalogue import N_

WORDS_A_MINUTE = 200
SECONDS_A_SCENE = 20
PEOPLE = 50_000


@dataclass(frozen=True)
class Sum:
    """A number from an answer: measures of one world added up (`-name` is subtracted), over others, times a factor."""

    world: str
    top: tuple[str, ...]
    below: tuple[str, ...] = ()
    times: float = 1.0


@dataclass(frozen=True)
class Guess:
    """What a reader predicts: a number between two ends, or one of several answers."""

    says: str
    low: float = 0
    high: float = 100
    step: float = 1
    log: bool = False
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    right: str = ""


@dataclass(frozen=True)
class Control:
    """The one thing that can be moved: a parameter, a safeguard's strength, or one of several worlds.

    `kind`: `set`, `safeguard` or `choice`; `options` of a choice: key, words, and what it adds to the question.
    """

    kind: str
    says: str
    name: str = ""
    low: float = 0
    high: float = 1
    step: float = 0.05
    start: float = 0
    log: bool = False
    unit: str = ""
    options: tuple[tuple[str, str, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class Scene:
    """One scene.

    Attributes:
        id, title, text: What is told first.
        guess: What is predicted.
        question: The two worlds that answer it.
        numbers: By name, what the sentences are filled with; `truth` is what was to be guessed.
        reveal: Said after the guess. surprise: Said below it.
        control, result: What can be moved, and the sentence that follows it.
        assumed: What the numbers rest on and nobody measured.
        share: Whether `truth` is out of a hundred, and drawn as squares.
        find: The harm of the person whose life is told, if one is.
        bars: What is drawn under the guess: names and numbers. moves: The number that follows the control; empty if none.
    """

    id: str
    title: str
    text: tuple[str, ...]
    guess: Guess
    question: dict[str, Any]
    numbers: dict[str, Sum]
    reveal: str
    surprise: tuple[str, ...]
    control: Control
    result: str
    assumed: str
    share: bool = False
    find: str = ""
    bars: tuple[tuple[str, str], ...] = ((N_("The model"), "truth"),)
    moves: str = "now"
    sources: tuple[str, ...] = field(default=())


SCENES: tuple[Scene, ...] = (
    Scene(
        "app",
        N_("What the app knows"),
        (
            N_("One app for everything: you write to your mother with it, pay for noodles, hail a car, book a train. In China in 2018 about seven people in ten used such an app."),
            N_("Whatever passes through it can be kept. Nobody has to decide to watch you; it is enough that nobody decides to forget."),
        ),
        Guess(N_("How many records does the app make of one user in one year?"), 100, 1_000_000, 1, True, N_("records")),
        {"scenario": "china-2018", "people": PEOPLE, "days": 365, "seed": 1},
        {
            "truth": Sum("base", ("records_made",), ("app_users",)),
            "day": Sum("base", ("records_made",), ("app_users",), 1 / 365),
            "place": Sum("base", ("location_fixes",), ("records_made",), 100),
            "now": Sum("changed", ("records_made",), ("app_users",)),
            "now_day": Sum("changed", ("records_made",), ("app_users",), 1 / 365),
        },
        N_("About {truth}: {day} every day."),
        (
            N_("{place} of every 100 of them are nothing that the user wrote or bought. They are the phone, saying where it is."),
        ),
        Control("safeguard", N_("Log only what the service needs"), "data_minimisation"),
        N_("The app makes {now} records of one user in a year: {now_day} every day."),
        N_("How often the phone reports its place is worked out from one published figure; how much of all this is really kept is taken from the press. Searches were never counted: four a day is our assumption."),
    ),
    Scene(
        "cameras",
        N_("180 million cameras, and one wrong match"),
        (
            N_("About 180 million cameras were counted in China, most of them private. Some compare the faces that pass with a list of people who are sought. When two faces look alike enough, there is an alarm."),
            N_("The software is good. Of a million faces that pass, it takes only about {per_million} for somebody they are not."),
        ),
        Guess(N_("Of 100 alarms, how many point at the wrong person?"), 0, 100, 1, False, N_("of 100 alarms")),
        {"scenario": "china-2018", "people": PEOPLE, "days": 365, "seed": 1},
        {
            "truth": Sum("base", ("false_alerts",), ("alerts",), 100),
            "per_million": Sum("base", ("false_alerts",), ("face_sightings",), 1e6),
            "stops": Sum("base", ("people_stopped_wrongly",)),
            "found": Sum("base", ("true_matches",)),
            "now": Sum("changed", ("false_alerts",), ("alerts",), 100),
            "now_stops": Sum("changed", ("people_stopped_wrongly",)),
            "now_found": Sum("changed", ("true_matches",)),
        },
        N_("About {truth} of 100."),
        (
            N_("Nearly everybody who walks past is not sought. A tiny error on very many innocent faces makes more alarms than a good eye for the few who are sought."),
            N_("The sellers' figure and the figure that matters to whoever is stopped describe the same machine."),
        ),
        Control("set", N_("How many people are on the list that each face is compared with"), "cameras.watchlist_size", 500, 1_000_000, 1, 10_000, True, N_("people on the list")),
        N_("{now} of 100 alarms are wrong. In a year, {now_stops} of 100,000 people are stopped for somebody else, and {now_found} who are really sought are found."),
        N_("No error rate of Chinese police cameras has been published: the rate comes from tests in other countries, and the size of the list is our assumption. A longer list finds nobody more in this model, because how many people are sought is a number of its own."),
        share=True,
    ),
    Scene(
        "data",
        N_("Where the data go"),
        (
            N_("Every record lies in a store somewhere. An authority can ask for it; a thief can copy it. In this model a store is broken into about once in ten years, and one of them holds everything."),
            N_("Three promises are made. The data stay in the country. They are deleted after a month instead of six. They are unreadable to whoever copies them."),
        ),
        Guess(
            N_("Which promise would spare the most people from having their records leaked?"),
            options=(
                ("home", N_("Keep the data in the country")),
                ("month", N_("Delete after a month")),
                ("cipher", N_("Encrypt what is stored")),
            ),
            right="cipher",
        ),
        {"scenario": "china-2018", "people": PEOPLE, "days": 365, "seed": 1, "safeguards": {"retention_cap": 1}},
        {
            "truth": Sum("base", ("people_exposed_in_breach",)),
            "month": Sum("changed", ("people_exposed_in_breach",)),
            "held": Sum("base", ("records_held",), (), 1e-5),
            "now": Sum("changed", ("people_exposed_in_breach",)),
            "now_held": Sum("changed", ("records_held",), (), 1e-5),
        },
        N_("Only encryption. As things are, records leak {truth} times for every 100,000 people in this year. Deleted after a month: still {month} times."),
        (
            N_("Deleting early shrinks what is known of each person, but after one month there is still something about nearly everybody. And where the servers stand decides who may ask for the data, not who may steal them."),
        ),
        Control(
            "choice",
            N_("Try the promises"),
            options=(
                ("home", N_("Everything in the country"), {"set": {"custody.domestic_share": 1}}),
                ("abroad", N_("Everything abroad"), {"set": {"custody.domestic_share": 0}}),
                ("month", N_("Deleted after a month"), {"safeguards": {"retention_cap": 1}}),
                ("cipher", N_("Encrypted"), {"safeguards": {"encryption": 1}}),
                ("apart", N_("Never all in one store"), {"set": {"custody.central_store": 0}}),
            ),
        ),
        N_("Records leak {now} times for every 100,000 people; {now_held} records are held about each person."),
        N_("How often stores are broken into is assumed, and whether a breach falls into this year is luck: another seed, another year. Encryption is taken to work against every thief and against no authority."),
        bars=((N_("As it is"), "truth"),),
    ),
    Scene(
        "score",
        N_("One score, or many lists?"),
        (
            N_("Newspapers told of one score that decides whether you may fly. What is documented is duller: a court's list of people who did not pay a judgment, points in some towns, and a company's credit score."),
            N_("By the documented rules, {base} of 100,000 people were refused something in the model's year: mostly a flight, a train, a loan."),
        ),
        Guess(N_("If one score decided, as the press told it: how many of 100,000 people would be refused something?"), 10, 20_000, 1, True, N_("of 100,000 people")),
        {"scenario": "china-2018", "against": "china-2018-press", "people": PEOPLE, "days": 365, "seed": 1},
        {
            "truth": Sum("changed", ("people_refused",)),
            "base": Sum("base", ("people_refused",)),
            "ratio": Sum("changed", ("people_refused",), ("base:people_refused",)),
            "by_law": Sum("base", ("people_wrongly_refused_law",), ("people_refused",), 100),
            "now": Sum("changed", ("people_refused",)),
            "now_ratio": Sum("changed", ("people_refused",), ("base:people_refused",)),
        },
        N_("About {truth}: {ratio} times as many."),
        (
            N_("So the press's story would be far worse, and it is not what was built. But the dull lists are not harmless: of 100 people whom they refuse, {by_law} are refused against the rules' own conditions."),
        ),
        Control("set", N_("Below which score doors close (points; everybody begins with 1,000)"), "rating.single_score_floor", 600, 990, 10, 950, False, N_("points")),
        N_("{now} of 100,000 people are refused something: {now_ratio} times as many as by the documented lists."),
        N_("Where the line lay, no report said: the single score is a thought experiment with the press's ingredients. The lists are documented; how often they err is not."),
        bars=((N_("The documented lists"), "base"), (N_("One score"), "truth")),
    ),
    Scene(
        "door",
        N_("A door that stays shut"),
        (
            N_("A reporter stands at a counter and cannot buy a plane ticket. A court had found something he wrote defamatory; he disputed the finding, and then the sum. Without a word to him, he was on the list. This happened to the journalist Liu Hu; his case is cited here and never simulated."),
            N_("In the lab, synthetic people meet the same path: a contested post, a disputed sum, no notice. You may give all of them one thing: the right to appeal, easy to use, decided in time."),
        ),
        Guess(N_("{base} of 100,000 people are refused something. How many fewer will it be once everybody may appeal?"), 0, 400, 1, False, N_("fewer of 100,000")),
        {"scenario": "disputed-payment", "people": PEOPLE, "days": 365, "seed": 1, "safeguards": {"appeal": 1}},
        {
            "truth": Sum("base", ("people_refused", "-changed:people_refused")),
            "base": Sum("base", ("people_refused",)),
            "lives": Sum("lives", ("people_changed",)),
            "told": Sum("base", ("people_notified",)),
            "now": Sum("changed", ("people_refused",)),
            "fewer": Sum("base", ("people_refused", "-changed:people_refused")),
            "appeals": Sum("changed", ("appeals_filed",)),
            "won": Sum("changed", ("appeals_won",)),
        },
        N_("{truth} fewer. The right to appeal changes the lives of {lives} people."),
        (
            N_("Nobody contests a decision that nobody told them about. A right is a door too, and this one needs a notice to find it."),
        ),
        Control(
            "choice",
            N_("Give them something else"),
            options=(
                ("appeal", N_("An appeal"), {"safeguards": {"appeal": 1}}),
                ("notice", N_("A notice"), {"safeguards": {"notice": 1}}),
                ("both", N_("A notice and an appeal"), {"safeguards": {"notice": 1, "appeal": 1}}),
                ("means", N_("Who cannot pay is not listed"), {"safeguards": {"capacity_test": 1}}),
                ("trains", N_("Trains, schools, jobs and small loans stay open"), {"safeguards": {"essential_services": 1}}),
            ),
        ),
        N_("{now} of 100,000 people are refused something. {appeals} appeals are filed, {won} are won."),
        N_("How many people appeal, and how often reviewers see an error, is borrowed from American and British figures. The path is made more common here than it can have been, so that there are cases to look at."),
        find="refused-against-law",
        bars=((N_("An appeal"), "truth"),),
        moves="fewer",
        sources=(N_("The Globe and Mail, January 2018, on Liu Hu's listing after a defamation judgment (cited, not simulated)"),),
    ),
    Scene(
        "silence",
        N_("What people stop saying"),
        (
            N_("Most people never write anything critical. For those who do, the platform's filter decides what stays. It catches about one critical post in eight, and makes a mistake with one ordinary post in two thousand."),
        ),
        Guess(N_("Of 100 posts that the filter takes down, how many were ordinary posts, taken down by mistake?"), 0, 100, 1, False, N_("of 100 posts")),
        {"scenario": "china-2018", "people": PEOPLE, "days": 365, "seed": 1, "set": {"response.chilling": 0.3}},
        {
            "truth": Sum("base", ("posts_wrongly_suppressed",), ("posts_suppressed",), 100),
            "held": Sum("base", ("posts_held_back",), ("critical_posts_wished",), 1000),
            "most_held": Sum("changed", ("posts_held_back",), ("critical_posts_wished",), 1000),
            "now": Sum("changed", ("posts_held_back",), ("critical_posts_wished",), 1000),
            "now_posts": Sum("changed", ("posts_held_back",)),
        },
        N_("About {truth}. Ordinary posts are so many that even rare mistakes outnumber the catch."),
        (
            N_("And the silence that cannot be seen? Of 1,000 critical posts that people wish to write, fear holds back {held} in this model; {most_held} at the far end of what has been published. That is fewer than most people guess, and nobody has measured it: what is not written leaves no trace to count."),
        ),
        Control("set", N_("How strongly fear silences: posts not written at full fear"), "response.chilling", 0.02, 0.30, 0.01, 0.15, False, N_("share of posts")),
        N_("Of 1,000 critical posts that people wish to write, fear holds back {now}: {now_posts} posts for every 100,000 people in a year."),
        N_("Every number of fear is assumed; the range comes from studies of searches and posts after surveillance became known, in other countries. The filter's rates come from studies that sampled deleted posts."),
        share=True,
        moves="",
    ),
    Scene(
        "way-out",
        N_("The way out"),
        (
            N_("You have seen records made, faces confused, data leaked, doors shut and people fall silent. Now choose protection."),
            N_("In this model {wrong} of 100,000 people are refused against the rules' own conditions or by mistake, and {stops} are stopped for somebody else."),
        ),
        Guess(
            N_("Which single safeguard spares the most people a wrong refusal?"),
            options=(
                ("camera_moratorium", N_("Face recognition is switched off")),
                ("human_review", N_("A human being looks first")),
                ("capacity_test", N_("Who cannot pay is not listed")),
                ("notice_appeal", N_("A notice and an appeal")),
            ),
            right="capacity_test",
        ),
        {"scenario": "china-2018", "people": PEOPLE, "days": 365, "seed": 1, "safeguards": {"capacity_test": 1}},
        {
            "truth": Sum("changed", ("people_wrongly_refused", "people_wrongly_refused_law")),
            "wrong": Sum("base", ("people_wrongly_refused", "people_wrongly_refused_law")),
            "stops": Sum("base", ("people_stopped_wrongly",)),
            "now": Sum("changed", ("people_wrongly_refused", "people_wrongly_refused_law")),
            "now_stops": Sum("changed", ("people_stopped_wrongly",)),
            "staff": Sum("changed", ("staff_days",)),
        },
        N_("Asking whether somebody can pay at all: {truth} instead of {wrong}. Try the others below."),
        (
            N_("No safeguard repairs everything. Each closes one gap in the chain: what stops a wrong arrest does nothing for a wrong refusal, and what nobody pays for does nothing at all."),
        ),
        Control(
            "choice",
            N_("Choose one, then all"),
            options=(
                ("camera_moratorium", N_("Face recognition is switched off"), {"safeguards": {"camera_moratorium": 1}}),
                ("human_review", N_("A human being looks first"), {"safeguards": {"human_review": 1}}),
                ("capacity_test", N_("Who cannot pay is not listed"), {"safeguards": {"capacity_test": 1}}),
                ("notice_appeal", N_("A notice and an appeal"), {"safeguards": {"notice": 1, "appeal": 1}}),
                ("all", N_("All of them"), {"safeguards": {"camera_moratorium": 1, "human_review": 1, "capacity_test": 1, "notice": 1, "appeal": 1}}),
            ),
        ),
        N_("{now} of 100,000 people are refused wrongly, {now_stops} stopped for somebody else; reviewers work {staff} days for every 100,000 people."),
        N_("How well each safeguard works is mostly assumed, and each page says how it can fail. In the sandbox you can weaken any of them, change every assumption, and see which one your answer hangs on."),
        bars=((N_("As it is"), "wrong"), (N_("Who cannot pay is not listed"), "truth")),
    ),
)  # fmt: skip


@cache
def minutes() -> int:
    """Returns how long the story takes to read and play, in minutes."""
    words = 0
    for scene in SCENES:
        said = (*scene.text, scene.guess.says, scene.reveal, *scene.surprise, scene.result, scene.assumed)
        words += sum(len(re.findall(r"\w+", text)) for text in said)
    return round((words / WORDS_A_MINUTE) + len(SCENES) * SECONDS_A_SCENE / 60)


def plain(scene: Scene, translate: Any = lambda text: text) -> dict[str, Any]:
    """Returns a scene as plain values for the page's script, its words translated."""
    return {
        "id": scene.id,
        "question": scene.question,
        "numbers": {name: vars(one) for name, one in scene.numbers.items()},
        "reveal": translate(scene.reveal),
        "text": [translate(text) for text in scene.text],
        "asks": translate(scene.guess.says),
        "surprise": [translate(text) for text in scene.surprise],
        "result": translate(scene.result),
        "guess": {"low": scene.guess.low, "high": scene.guess.high, "step": scene.guess.step, "log": scene.guess.log,
                  "unit": translate(scene.guess.unit), "right": scene.guess.right},
        "control": {"kind": scene.control.kind, "name": scene.control.name, "low": scene.control.low,
                    "high": scene.control.high, "step": scene.control.step, "start": scene.control.start,
                    "log": scene.control.log, "unit": translate(scene.control.unit),
                    "options": {key: adds for key, _, adds in scene.control.options}},
        "share": scene.share,
        "find": scene.find,
        "bars": [[translate(label), name] for label, name in scene.bars],
        "moves": scene.moves,
    }  # fmt: skip
