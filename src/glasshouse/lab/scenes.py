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

    `kind`: `set`, `safeguard` or `choice`; `times`: what its value is multiplied by where it is shown; `options` of a
    choice: key, words, and what it adds to the question.
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
    times: float = 1
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
            N_("Whatever passes through it can be kept as a record: one line that says who, what, when and where. Nobody has to decide to watch you; it is enough that nobody decides to forget."),
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
        Control("safeguard", N_("Let the app keep only what it needs, from not at all (0) to fully (1)"), "data_minimisation"),
        N_("The app makes {now} records of one user in a year: {now_day} every day."),
        N_("How often the phone reports its place is worked out from one published figure. How much of all this is really kept is what newspapers said. Nobody ever counted searches: four a day is our own guess."),
    ),
    Scene(
        "cameras",
        N_("180 million cameras, and one wrong match"),
        (
            N_("About 180 million cameras were counted in China, most of them private. Some compare the faces that pass with the pictures of people whom the police look for. When two faces look alike enough, there is an alarm."),
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
            N_("“{per_million} mistakes in a million faces” and “{truth} of 100 alarms are wrong”: both are true of the same machine. Sellers quote the first. Whoever is stopped in the street meets the second."),
        ),
        Control("set", N_("How many people are on the list that each face is compared with"), "cameras.watchlist_size", 500, 1_000_000, 1, 10_000, True, N_("people on the list")),
        N_("{now} of 100 alarms are wrong. In a year, {now_stops} of 100,000 people are stopped because they look like somebody else, and {now_found} whom the police really look for are found."),
        N_("Nobody has published how often Chinese police cameras are wrong: we use tests from other countries, and the length of the list is our own guess. In this model a longer list finds no more people, because the police look for as many as before."),
        share=True,
    ),
    Scene(
        "data",
        N_("Where the data go"),
        (
            N_("Every record lies in a data centre somewhere. The authorities can ask for it; a thief can copy it. In this model thieves get into such a centre about once in ten years, and one of the centres holds everything."),
            N_("Three promises are made. The data stay in the country. They are deleted after one month instead of six. They are encrypted: whoever copies them cannot read them."),
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
                ("apart", N_("Never all in one data centre"), {"set": {"custody.central_store": 0}}),
            ),
        ),
        N_("Records leak {now} times for every 100,000 people; {now_held} records are held about each person."),
        N_("How often thieves get in is our own guess, and whether it happens in this year is luck. We take it that encryption stops every thief and no authority."),
        bars=((N_("As it is"), "truth"),),
    ),
    Scene(
        "score",
        N_("One score, or many lists?"),
        (
            N_("Newspapers told of one score for each person that decides who may fly. What can be found in documents is duller: a list of people who did not pay what a court told them to, points in some towns, a company's score for its customers."),
            N_("With these duller rules, {base} of 100,000 people were refused something in the model's year: mostly a flight, a train, a loan."),
        ),
        Guess(N_("If one score decided, as the newspapers told it: how many of 100,000 people would be refused something?"), 10, 20_000, 1, True, N_("of 100,000 people")),
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
            N_("So the newspapers' story would be far worse, and it is not what was built. But the dull lists are not harmless: of 100 people whom they refuse, {by_law} should not be refused by the rules themselves. They were never told, or they cannot pay, or their time on the list is over."),
        ),
        Control("set", N_("Below which score doors close (points; everybody begins with 1,000)"), "rating.single_score_floor", 600, 990, 10, 950, False, N_("points")),
        N_("{now} of 100,000 people are refused something: {now_ratio} times as many as by the lists that exist."),
        N_("Where the line lay, no report said: the one score is our experiment with what newspapers described. That the lists exist is documented; how often they are wrong is not."),
        bars=((N_("The lists that exist"), "base"), (N_("One score"), "truth")),
    ),
    Scene(
        "door",
        N_("A door that stays shut"),
        (
            N_("A reporter stands at a counter and cannot buy a plane ticket. A court had ruled that something he wrote harmed a man's name, and told him to pay. He disputed the ruling, and then the sum. Without a word to him, he was put on the list. This happened to the journalist Liu Hu. His case is cited here and never simulated."),
            N_("In the lab, invented people go the same way: they write something, a court tells them to pay, they dispute the sum, and nobody warns them. You may give all of them one thing: the right to appeal. Somebody must look at their case again, soon, and can take them off the list."),
        ),
        Guess(N_("{base} of 100,000 people are refused something. How many fewer will it be once everybody may appeal?"), 0, 400, 1, False, N_("fewer of 100,000")),
        {"scenario": "disputed-payment", "people": PEOPLE, "days": 365, "seed": 1, "safeguards": {"appeal": 1}},
        {
            "truth": Sum("base", ("people_refused", "-changed:people_refused")),
            "base": Sum("base", ("people_refused",)),
            "lives": Sum("lives", ("people_changed",), (), 1e5 / PEOPLE),
            "told": Sum("base", ("people_notified",)),
            "now": Sum("changed", ("people_refused",)),
            "fewer": Sum("base", ("people_refused", "-changed:people_refused")),
            "appeals": Sum("changed", ("appeals_filed",)),
            "won": Sum("changed", ("appeals_won",)),
        },
        N_("{truth} fewer. The right to appeal changes the lives of {lives} of 100,000 people."),
        (
            N_("Nobody appeals against a decision that nobody told them about. A right is a door too, and whoever is not told of it does not find it."),
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
        N_("How many people appeal, and how often somebody then sees the error, is taken from American and British figures. We let it happen to more people than it can really have been, so that there are cases to look at."),
        find="refused-against-law",
        bars=((N_("An appeal"), "truth"),),
        moves="fewer",
        sources=(N_("The Globe and Mail, January 2018, on Liu Hu's listing after a defamation judgment (cited, not simulated)"),),
    ),
    Scene(
        "silence",
        N_("What people stop saying"),
        (
            N_("Most people never write anything critical. When somebody does, a filter in the app decides what stays. It takes down about one critical post in eight, and by mistake one ordinary post in two thousand."),
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
        N_("About {truth}. There are so many ordinary posts that even rare mistakes add up to more than what the filter was made for."),
        (
            N_("And what about posts that are never written, out of fear? Of 1,000 critical posts that people wish to write, fear holds back {held} in this model, or {most_held} if fear is as strong as any study has found. Nobody has measured it: what is not written leaves no trace to count."),
        ),
        Control("set", N_("How strong fear is: the share of posts that a very frightened person does not write"), "response.chilling", 0.02, 0.30, 0.01, 0.15, False, N_("of 100 posts"), 100),
        N_("Of 1,000 critical posts that people wish to write, fear holds back {now}: {now_posts} posts for every 100,000 people in a year."),
        N_("Every number about fear is our own guess, within what studies in other countries found after people learned that they were watched. How well the filter works comes from studies of deleted posts."),
        share=True,
        moves="",
    ),
    Scene(
        "way-out",
        N_("The way out"),
        (
            N_("You have seen records made, faces mistaken, data stolen, doors shut and people fall silent. Now choose a protection."),
            N_("In this model {wrong} of 100,000 people are refused by mistake or against the rules themselves, and {stops} are stopped because they look like somebody else."),
        ),
        Guess(
            N_("Which one of these spares the most people a wrong refusal?"),
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
        N_("Leaving out those who cannot pay: then {truth} of 100,000 are wrongly refused instead of {wrong}. Try the others below."),
        (
            N_("No protection repairs everything. Each closes one gap: what prevents a wrong stop in the street does nothing against a wrong refusal, and what nobody is paid to do does nothing at all."),
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
        N_("{now} of 100,000 people are wrongly refused, {now_stops} are stopped because they look like somebody else. It takes {staff} working days for every 100,000 people."),
        N_("How well each protection works is mostly our own guess. In the sandbox you can weaken any of them, change every guess, and see which one your answer hangs on."),
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
                    "log": scene.control.log, "unit": translate(scene.control.unit), "times": scene.control.times,
                    "options": {key: adds for key, _, adds in scene.control.options}},
        "share": scene.share,
        "find": scene.find,
        "bars": [[translate(label), name] for label, name in scene.bars],
        "moves": scene.moves,
    }  # fmt: skip
