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
PEOPLE = 200_000
"""The same for every scene, so that no number differs from one to the next by who was invented."""


@dataclass(frozen=True)
class Sum:
    """A number from an answer: measures of one world added up (`-name` is subtracted), over others, times a factor.

    `doubt`: Where none of these measures differs between the worlds by more than chance, the number says so.
    """

    world: str
    top: tuple[str, ...]
    below: tuple[str, ...] = ()
    times: float = 1.0
    doubt: tuple[str, ...] = ()


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

    `kind`: `set`, `safeguard` or `choice`; `times`: what its value is multiplied by where it is shown; `ends`: what a
    safeguard's two ends are called; `options` of a choice: key, words, and what it adds to the question.
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
    ends: tuple[str, str] = ("", "")
    options: tuple[tuple[str, str, dict[str, Any]], ...] = ()


@dataclass(frozen=True)
class Scene:
    """One scene.

    Attributes:
        id, title, text: What is told first. short: The title in a word or two.
        guess: What is predicted.
        question: The two worlds that answer it.
        numbers: By name, what the sentences are filled with; `truth` is what was to be guessed.
        reveal: Said after the guess. surprise: Said below it.
        control, result: What can be moved, and the sentence that follows it.
        assumed: What the numbers rest on and nobody measured.
        squares: What one of a thousand squares stands for, if `truth` is out of a hundred and drawn so. squares_moved:
            The same after the control was moved, where that shows something else.
        path: What the person whose life is told went through, as events in their order, if one is told. verdict: On
            the last of them. fewer: What happens to them less often in the other world.
        bars: What is drawn under the guess: names and numbers.
        moves: What follows the control in the drawing: names and numbers.
    """

    id: str
    short: str
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
    squares: str = ""
    squares_moved: str = ""
    path: tuple[str, ...] = ()
    verdict: str = "any"
    fewer: str = ""
    bars: tuple[tuple[str, str], ...] = ((N_("The model"), "truth"),)
    moves: tuple[tuple[str, str], ...] = ((N_("With your change"), "now"),)
    sources: tuple[str, ...] = field(default=())


SCENES: tuple[Scene, ...] = (
    Scene(
        "app",
        N_("App"),
        N_("What the app knows"),
        (
            N_("One app for everything: you write to your mother with it, pay for noodles, hail a car, book a train. In China in 2018 about seven people in ten used such an app."),
            N_("Whatever passes through it can be kept as a record: one line that says who, what, when and where. Whoever runs the app decides what is kept. Nobody has to decide to watch you; it is enough that nothing is deleted at once."),
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
        Control("safeguard", N_("How much of it the app keeps"), "data_minimisation", ends=(N_("everything"), N_("only what it needs"))),
        N_("The app keeps {now} records of one user in a year: {now_day} every day."),
        N_("How often a phone reports its place comes from one published figure of one company. That the app keeps everything is what newspapers and researchers reported. Our own guesses: that it needs about a tenth (payments, bills, tickets), and that people search four times a day."),
    ),
    Scene(
        "cameras",
        N_("Cameras"),
        N_("180 million cameras, and one wrong match"),
        (
            N_("About 180 million cameras were counted in China, most of them private. Some compare each face that passes with a list of pictures. When two faces look alike enough, there is an alarm."),
            N_("The software is good. In this model the police have a list of 10,000 people, and hardly any face that passes is one of theirs. Of a million other faces, about {per_million} set off an alarm all the same: a false match."),
        ),
        Guess(N_("Of 100 alarms, how many are false matches?"), 0, 100, 1, False, N_("of 100 alarms")),
        {"scenario": "china-2018", "people": PEOPLE, "days": 365, "seed": 1},
        {
            "truth": Sum("base", ("false_alerts",), ("alerts",), 100),
            "per_million": Sum("base", ("false_alerts",), ("face_sightings",), 1e6),
            "alarms": Sum("base", ("false_alerts",)),
            "stops": Sum("base", ("wrongful_stops",)),
            "stopped": Sum("base", ("people_stopped_wrongly",)),
            "now": Sum("changed", ("false_alerts",), ("alerts",), 100),
            "now_alarms": Sum("changed", ("false_alerts",)),
            "now_stops": Sum("changed", ("wrongful_stops",)),
            "now_stopped": Sum("changed", ("people_stopped_wrongly",)),
            "now_right": Sum("changed", ("stops", "-changed:wrongful_stops")),
        },
        N_("About {truth} of 100."),
        (
            N_("Nearly everybody who walks past is not sought. A tiny error on very many innocent faces makes more alarms than a good eye for the few who are sought."),
            N_("“{per_million} mistakes in a million faces” and “{truth} of 100 alarms are false”: both are true of the same machine. Sellers quote the first. Whoever is stopped in the street meets the second."),
            N_("An alarm is not yet a stop. An officer should look at both pictures first, and the longer the list, the less time there is. In a year, 100,000 people meet {alarms} false matches. Officers stop {stopped} of them wrongly, some again and again: {stops} times in all."),
        ),
        Control("set", N_("How many people are on the list that each face is compared with"), "cameras.watchlist_size", 500, 5_000_000, 1, 10_000, True, N_("people on the list")),
        N_("{now} of 100 alarms are false matches. In a year, for every 100,000 people: {now_alarms} false matches; {now_stopped} people stopped wrongly, {now_stops} times in all; {now_right} stops of somebody who is sought."),
        N_("Nobody has published how often Chinese police cameras are wrong: we use tests from other countries, and the length of the list is our own guess. In this model those who are added to the list live elsewhere, so a longer list finds nobody more here. Some people are on the list by mistake: they are stopped however short it is."),
        squares=N_("Each square is one of 1,000 alarms. The coloured ones point at somebody who is not sought: most look alike, some are on the list by mistake."),
    ),
    Scene(
        "data",
        N_("Data"),
        N_("Where the data go"),
        (
            N_("Every record lies in a data centre somewhere. The authorities can ask for it; a thief can copy it. In this model thieves get into such a centre about once in ten years. One of the centres holds everything."),
            N_("This is a year in which they get in. Three promises could be made. The data stay in the country, as they do today. They are deleted after one month; today it is six. They are encrypted: whoever copies them cannot read them."),
        ),
        Guess(
            N_("Which promise would spare the most people from having their records stolen?"),
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
            "month_held": Sum("changed", ("records_held",), (), 1e-5),
            "now": Sum("changed", ("people_exposed_in_breach",)),
            "now_held": Sum("changed", ("records_held",), (), 1e-5),
            "now_files": Sum("changed", ("files_opened",), doubt=("files_opened",)),
        },
        N_("Of these three, only encryption. Without it thieves get the records of {truth} of every 100,000 people: of nearly all who use the app."),
        (
            N_("Deleting early helps in another way. Still {month} of 100,000 people are hit. But there is much less to steal: about {month_held} records for each person in the country, instead of {held}."),
            N_("And where the data lie decides who may ask for them, not who may steal them. Try it: once they lie abroad, the country's own authorities can open no file. The thieves get just as much. Several centres instead of one help, too: then a break-in reaches only a part."),
        ),
        Control(
            "choice",
            N_("Try the promises"),
            options=(
                ("home", N_("Everything in the country, as it is"), {"set": {"custody.domestic_share": 1}}),
                ("abroad", N_("Everything abroad"), {"set": {"custody.domestic_share": 0}}),
                ("month", N_("Deleted after a month"), {"safeguards": {"retention_cap": 1}}),
                ("cipher", N_("Encrypted"), {"safeguards": {"encryption": 1}}),
                ("apart", N_("Never all in one data centre"), {"set": {"custody.central_store": 0}}),
            ),
        ),
        N_("Thieves get the records of {now} of every 100,000 people. About {now_held} records are held for each person. Files that the authorities open, for every 100,000 people: {now_files}."),
        N_("How often thieves get in is our own guess, and whether it happens in a given year is luck. We take it that encryption stops every thief and no authority, and that no foreign country hands data over. Whether foreign authorities look is not counted."),
        bars=((N_("As it is"), "truth"),),
    ),
    Scene(
        "score",
        N_("Score"),
        N_("One score, or many lists?"),
        (
            N_("Newspapers told of one score for each person that decides who may fly. What can be found in documents is duller. There is a list of people who did not pay what a court told them to. Some towns give points. A company scores its customers."),
            N_("With these duller rules, {base} of 100,000 people were refused something in the model's year: mostly a flight, a train, a loan."),
        ),
        Guess(N_("Now one score decides for everybody, as the newspapers told it. How many of 100,000 people would be refused something?"), 200, 20_000, 1, True, N_("of 100,000 people")),
        {"scenario": "china-2018", "against": "china-2018-press", "people": PEOPLE, "days": 365, "seed": 1},
        {
            "truth": Sum("changed", ("people_refused",)),
            "base": Sum("base", ("people_refused",)),
            "by_law": Sum("base", ("people_wrongly_refused_law",), ("people_refused",), 100),
            "now": Sum("changed", ("people_refused",)),
        },
        N_("About {truth}, instead of {base}."),
        (
            N_("How much worse the newspapers' story would be depends on a number that no report gave. Everybody begins with 1,000 points and loses some for each offence. Where do doors close? Below 950, we said; that is our choice. Move it."),
            N_("But the dull lists are not harmless. Of 100 people whom they refuse, {by_law} should have been let in by the lists' own rules. The court's papers never reached them, or they cannot pay, or their time on the list is over."),
        ),
        Control("set", N_("Below how many points doors close"), "rating.single_score_floor", 850, 990, 10, 950, False, N_("points")),
        N_("{now} of 100,000 people are refused something. With the lists that exist it was {base}."),
        N_("The one score is our experiment with what newspapers described: every door asks for it. Moving it below 850 changes little more, because few people lose so many points. That the lists exist is documented; how often they are wrong is not."),
        bars=((N_("The lists that exist"), "base"), (N_("One score"), "truth")),
    ),
    Scene(
        "door",
        N_("Door"),
        N_("A door that stays shut"),
        (
            N_("A reporter stands at a counter and cannot buy a plane ticket. A court had ruled that something he wrote harmed a man's name, and told him to pay. He disputed the ruling, and then the sum. Without a word to him, he was put on the list. This happened to the journalist Liu Hu. We tell his case; nobody in this model is meant to be him."),
            N_("In the lab, invented people get on the list: most over a debt, a few for something they wrote. Nobody tells them that they are on it. We made mistakes far more common than in the other scenes, so that there are cases to look at: above all, papers of the court get lost."),
            N_("So counters wrongly turn people away {wrong} times a year, for every 100,000 people. You may give all of them one thing: the right to appeal. Then somebody must look at their case again, and can take them off the list."),
        ),
        Guess(N_("Of 100 such wrong refusals, how many no longer happen once everybody may appeal?"), 0, 100, 1, False, N_("of 100 wrong refusals")),
        {"scenario": "disputed-payment", "people": PEOPLE, "days": 365, "seed": 1, "safeguards": {"appeal": 1}},
        {
            "truth": Sum("base", ("wrongful_refusals_law", "-changed:wrongful_refusals_law"), ("wrongful_refusals_law",), 100),
            "wrong": Sum("base", ("wrongful_refusals_law",)),
            "spared": Sum("base", ("wrongful_refusals_law", "-changed:wrongful_refusals_law"), ("wrongful_refusals_law",), 100, ("wrongful_refusals_law",)),
            "appeals": Sum("changed", ("appeals_filed",)),
            "won": Sum("changed", ("appeals_won",)),
        },
        N_("{truth} of 100."),
        (
            N_("In this model nobody appeals against a decision that nobody told them about. The counter that says no does not say which list it was, or who could look at it again. Give them a notice as well, and see. Then see what it does if some doors do not ask for the list at all."),
        ),
        Control(
            "choice",
            N_("Give them something else"),
            options=(
                ("appeal", N_("An appeal"), {"safeguards": {"appeal": 1}}),
                ("notice", N_("A notice"), {"safeguards": {"notice": 1}}),
                ("both", N_("A notice and an appeal"), {"safeguards": {"notice": 1, "appeal": 1}}),
                ("means", N_("People who cannot pay are not listed"), {"safeguards": {"capacity_test": 1}}),
                ("trains", N_("Trains, schools, jobs and small loans stay open"), {"safeguards": {"essential_services": 1}}),
            ),
        ),
        N_("Of 100 wrong refusals, {spared} no longer happen. For every 100,000 people, {appeals} complaints are made in a year, and {won} of these complaints are upheld."),
        N_("How many people appeal, and how often somebody then sees the error, is taken from American and British figures. How often things go wrong here is set to the far end of what we think possible."),
        path=("contested_speech", "bound", "refused"),
        verdict="wrong-in-law",
        fewer="refused",
        bars=((N_("An appeal"), "truth"),),
        moves=((N_("With your change"), "spared"),),
        sources=(N_("The Globe and Mail, January 2018, on Liu Hu's listing after a defamation judgment (cited, not simulated)"),),
    ),
    Scene(
        "silence",
        N_("Silence"),
        N_("What people stop saying"),
        (
            N_("Most people never write anything critical. A filter in the app reads all posts all the same. It takes down about one critical post in eight, and by mistake one ordinary post in two thousand."),
        ),
        Guess(N_("Of 100 posts that the filter takes down, how many were ordinary posts, taken down by mistake?"), 0, 100, 1, False, N_("of 100 posts")),
        {"scenario": "china-2018", "people": PEOPLE, "days": 365, "seed": 1, "set": {"response.chilling": 0.3}},
        {
            "truth": Sum("base", ("posts_wrongly_suppressed",), ("posts_suppressed",), 100),
            "held": Sum("base", ("posts_held_back",), ("critical_posts_wished",), 1000),
            "most_held": Sum("changed", ("posts_held_back",), ("critical_posts_wished",), 1000),
            "now": Sum("changed", ("posts_held_back",), ("critical_posts_wished",), 1000),
            "now_share": Sum("changed", ("posts_held_back",), ("critical_posts_wished",), 100),
        },
        N_("About {truth}. There are so many ordinary posts that rare mistakes outnumber the critical posts that the filter was made for."),
        (
            N_("Nobody can count posts that are never written. With our guesses about fear, {held} of 1,000 critical posts that people wish to write are held back. With the strongest effect that a study found, {most_held}."),
            N_("That does not prove that fear is weak. People in this model grow afraid when something happens to them, and in one year it happens to few. Most of these {held} posts are held back for another reason: where critical posts vanish, people believe that they are alone."),
        ),
        Control("set", N_("How many of 1,000 critical posts do the most frightened people hold back out of fear?"), "response.chilling", 0.02, 0.30, 0.01, 0.15, False, N_("of 1,000 posts"), 1000),
        N_("Of 1,000 critical posts that all people together wish to write, {now} are held back."),
        N_("What is not written leaves no trace to count. Every number about fear is our own guess, within what studies in other countries found after people learned that they were watched. How well the filter works comes from studies of deleted posts."),
        squares=N_("Each square is one of 1,000 posts that were taken down. The coloured ones were ordinary posts."),
        moves=((N_("With your change"), "now_share"),),
        squares_moved=N_("Each square is one of 1,000 critical posts that people wish to write. The coloured ones are not written."),
    ),
    Scene(
        "way-out",
        N_("Way out"),
        N_("The way out"),
        (
            N_("You have seen records made, faces mistaken, data stolen, doors shut and people fall silent. Now choose a protection."),
            N_("We are back in the country of the first scenes, where mistakes are rarer than in scene 5. In a year {wrong} of 100,000 people are wrongly refused something, by mistake or against the rules. And {stops} are wrongly stopped in the street."),
        ),
        Guess(
            N_("Which one of these spares the most people a wrong refusal?"),
            options=(
                ("camera_moratorium", N_("Face recognition is switched off")),
                ("human_review", N_("Somebody looks at each alarm and each new entry first")),
                ("capacity_test", N_("People who cannot pay are not listed")),
                ("notice_appeal", N_("A notice and an appeal")),
                ("expiry", N_("A bad mark ends after a year")),
            ),
            right="expiry",
        ),
        {"scenario": "china-2018", "people": PEOPLE, "days": 365, "seed": 1, "safeguards": {"expiry": 1}},
        {
            "truth": Sum("changed", ("people_wrongly_refused", "people_wrongly_refused_law")),
            "wrong": Sum("base", ("people_wrongly_refused", "people_wrongly_refused_law")),
            "stops": Sum("base", ("people_stopped_wrongly",)),
            "now": Sum("changed", ("people_wrongly_refused", "people_wrongly_refused_law"), doubt=("people_wrongly_refused", "people_wrongly_refused_law")),
            "now_stops": Sum("changed", ("people_stopped_wrongly",), doubt=("people_stopped_wrongly",)),
            "staff": Sum("changed", ("staff_days",)),
            "staff_now": Sum("base", ("staff_days",)),
        },
        N_("If every bad mark ends after a year: then {truth} of 100,000 are wrongly refused, instead of {wrong}. Against wrong stops it does nothing."),
        (
            N_("No protection repairs everything; each closes one gap. In scene 5, where papers often got lost, a notice with an appeal helped much. Here half of the wrong refusals come from marks older than a year. Somebody who looks at new entries finds little, because most names are on the list already."),
            N_("Try all of them together. Without face recognition nobody is wrongly stopped, and two of three wrong refusals end. The rest is left, and so are rules that work as they were meant and harm people all the same."),
        ),
        Control(
            "choice",
            N_("Choose one, then all"),
            options=(
                ("camera_moratorium", N_("Face recognition is switched off"), {"safeguards": {"camera_moratorium": 1}}),
                ("human_review", N_("Somebody looks at each alarm and each new entry first"), {"safeguards": {"human_review": 1}}),
                ("capacity_test", N_("People who cannot pay are not listed"), {"safeguards": {"capacity_test": 1}}),
                ("notice_appeal", N_("A notice and an appeal"), {"safeguards": {"notice": 1, "appeal": 1}}),
                ("expiry", N_("A bad mark ends after a year"), {"safeguards": {"expiry": 1}}),
                ("all", N_("All of them"), {"safeguards": {"camera_moratorium": 1, "human_review": 1, "capacity_test": 1, "notice": 1, "appeal": 1, "expiry": 1}}),
            ),
        ),
        N_("Of 100,000 people, wrongly refused: {now}. Wrongly stopped: {now_stops}. Days that officials work on all this in a year: {staff}, instead of {staff_now} as it is."),
        N_("How well each protection works is mostly our own guess. In the sandbox you can weaken any of them, change every guess, and see which one your answer hangs on."),
        bars=((N_("Refused: as it is"), "wrong"), (N_("Stopped: as it is"), "stops")),
        moves=((N_("Refused: your choice"), "now"), (N_("Stopped: your choice"), "now_stops")),
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
                    "ends": [translate(end) for end in scene.control.ends],
                    "options": {key: adds for key, _, adds in scene.control.options}},
        "squares": translate(scene.squares),
        "squares_moved": translate(scene.squares_moved),
        "path": scene.path,
        "verdict": scene.verdict,
        "fewer": scene.fewer,
        "bars": [[translate(label), name] for label, name in scene.bars],
        "moves": [[translate(label), name] for label, name in scene.moves],
    }  # fmt: skip
