"""The lab asked as a program asks it: questions, jobs, limits, downloads, kept runs."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from benchmarks.lab_server import free_port

from glasshouse.experiments import pair
from glasshouse.lab.asking import Question

Ask = dict[str, Any]


@pytest.fixture(scope="module")
def answered(lab: Any, small: Ask) -> Ask:
    job = lab.ask("/api/questions", small)
    assert job["state"] == "done", job
    return dict(job)


def test_page_command_line_and_python_give_the_same_digest_and_figures(
    answered: Ask, small: Ask, tmp_path: Path
) -> None:
    import glasshouse as gh

    answer = answered["answer"]
    words = answer["changed"]["command"].split()[1:]
    made = subprocess.run(
        [sys.executable, "-m", "glasshouse", *words, "--out", str(tmp_path / "run"), "--json"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    by_command = json.loads(made.stdout)
    by_hand = gh.run("china-2018", people=small["people"], days=small["days"], seed=3, safeguards=small["safeguards"],
                     out=tmp_path / "again")  # fmt: skip
    assert answer["changed"]["digest"] == by_command["digest"] == by_hand.digest
    for figures in (by_command["measures"], {row["measure"]: row for row in by_hand.measures.to_dicts()}):
        counts = {name: row["per_100k"] for name, row in figures.items() if row["per_100k"] is not None}
        compared = [row for row in answer["measures"] if row["per"] > 1 and row["measure"] in counts]
        assert len(compared) > 80
        for row in compared:
            assert row["changed"] == pytest.approx(counts[row["measure"]], rel=1e-5), row["measure"]


def test_the_answer_is_that_of_compare(answered: Ask, small: Ask) -> None:
    base, changed = Question(**small).worlds()
    found = pair.compare(base.plan(), changed.plan(), split=False)
    answer = answered["answer"]
    assert (answer["base"]["digest"], answer["changed"]["digest"]) == found.digests
    assert found.people is not None
    assert answer["lives"] == pytest.approx(found.people.as_dict())
    known = {row["measure"]: row for row in found.measures.iter_rows(named=True)}
    for row in answer["measures"]:
        if row["measure"] not in known or row["low"] is None or known[row["measure"]]["low"] is None:
            continue
        scale = 1e5 / small["people"] if row["per"] > 1 else 1.0
        for key in ("difference", "low", "high"):
            assert row[key] == pytest.approx(known[row["measure"]][key] * scale, rel=1e-5, abs=1e-9), row


def test_groups_add_up_to_the_country(answered: Ask) -> None:
    table = answered["answer"]["groups"]
    assert ["group", "minority"] in table["levels"]
    assert len(table["measures"]["people_refused"]) == len(table["levels"]) == 14
    row = next(row for row in answered["answer"]["measures"] if row["measure"] == "app_users")
    by_sex = [
        v[0]
        for level, v in zip(table["levels"], table["measures"]["app_users"], strict=True)
        if level[0] == "sex"
    ]
    assert min(by_sex) <= row["base"] <= max(by_sex)


def test_the_same_question_is_not_answered_twice(lab: Any, answered: Ask, small: Ask) -> None:
    again = lab.client.post("/api/questions", json=small).json()
    assert (again["id"], again["state"]) == (answered["id"], "done")


def test_a_change_without_effect_changes_no_bit(lab: Any, small: Ask) -> None:
    answer = lab.ask("/api/questions", {**small, "safeguards": {"appeal": 0}})["answer"]
    assert answer["same"]
    assert answer["lives"]["people_changed"] == 0


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"people": 10**9}, 413, "1,000 to 400,000 people"),
        ({"people": 3}, 413, "1,000 to 400,000 people"),
        ({"days": 100_000}, 413, "1 to 3,660 days"),
        ({"scenario": "china-2019"}, 422, "china-2018"),
        ({"scenario": "../../etc/passwd"}, 422, "scenario"),
        ({"scenario": "/etc/passwd"}, 422, "scenario"),
        ({"safeguards": {"apeal": 1}}, 422, "appeal"),
        ({"safeguards": {"appeal": 1.5}}, 422, "safeguards.appeal"),
        ({"set": {"rating.grace_dayz": 1}}, 422, "rating.grace_days"),
        ({"set": {"rating.grace_days": -5}}, 422, "0 or more"),
        ({"set": {"custody.encryption": 1e308}}, 422, "0 to 1"),
        ({"set": {"society.lookalike_sd": 1}}, 422, "person by person"),
        ({"set": {f"rating.x{n}": 1 for n in range(99)}}, 422, "99 parameters"),
        ({"against": "city-lfr"}, 422, "societies"),
        ({"file": "/etc/passwd"}, 422, "file"),
        ({"seed": -1}, 422, "seed"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_words(
    lab: Any, small: Ask, change: Ask, status: int, words: str
) -> None:
    answer = lab.client.post("/api/questions", json={**small, **change})
    if change == {"against": "city-lfr"}:
        job = lab.follow(answer.json())
        assert (job["state"], words in job["problem"]["says"]) == ("failed", True)
        return
    assert answer.status_code == status, answer.text
    assert words in json.dumps(answer.json(), ensure_ascii=False)
    assert answer.json()["says"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"people": NaN}',
        b'{"people": 1e999}',
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"set":' * 9_000,
        b'{"seed": ' + b"9" * 5_000 + b"}",
        b'{"seed": 1e4000}',
        b'{"people": true}',
        b'{"set": {"rating.grace_days": ' + b"9" * 4_000 + b"}}",
        b'{"scenario": "' + b"a" * 60_000 + b'"}',
        '{"scenario": "china-2018\u202e"}'.encode(),
        b'{"people": 1000, "people": 10, "set": {"__proto__": 1}}',
        b"x: &a [*a]\n",
        b"--- !!python/object/apply:os.system [ls]",
    ],
)
def test_what_is_no_question_is_refused(lab: Any, body: bytes) -> None:
    answer = lab.client.post("/api/questions", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 413, 422)
    assert "says" in answer.json()


def test_tables_and_drawings_say_where_they_come_from(lab: Any, answered: Ask) -> None:
    base = f"/api/jobs/{answered['id']}"
    rows = list(csv.DictReader(io.StringIO(lab.client.get(f"{base}/measures.csv").text)))
    assert rows[0]["changed_digest"] == answered["answer"]["changed"]["digest"]
    assert rows[0]["changed_command"] == answered["answer"]["changed"]["command"]
    import polars as pl

    for table in ("measures", "groups", "weeks"):
        frame = pl.read_parquet(io.BytesIO(lab.client.get(f"{base}/{table}.parquet").content))
        assert {"seed", "base_digest", "base_command"} <= set(frame.columns)
        assert frame.height > 50
    for figure in ("worlds", "groups", "weeks"):
        drawn = lab.client.get(
            f"{base}/{figure}.svg", params={"measure": "wrong_never_notified", "size": "narrow"}
        )
        assert drawn.headers["content-type"].startswith("image/svg+xml")
        assert answered["answer"]["changed"]["digest"] in drawn.text
        assert "style=" not in drawn.text
        alone = lab.client.get(
            f"{base}/{figure}.svg", params={"measure": "wrong_never_notified", "alone": "true"}
        ).text
        assert "var(--" not in alone
    assert lab.client.get(f"{base}/worlds.svg", params={"measure": "nonsense"}).status_code == 404
    assert lab.client.get("/api/jobs/none/worlds.svg").status_code == 404
    assert lab.client.get(f"{base}/etc.csv").status_code == 422


def test_a_job_is_cancelled_while_it_runs_and_the_worker_goes_on(lab: Any, small: Ask) -> None:
    long = lab.client.post("/api/questions", json={**small, "people": 240_000, "days": 3_000}).json()
    while (job := lab.client.get(f"/api/jobs/{long['id']}").json())["progress"] <= 0:
        time.sleep(0.05)
        assert job["state"] in ("waiting", "running")
    began = time.monotonic()
    lab.client.delete(f"/api/jobs/{long['id']}")
    assert lab.follow(job)["state"] == "cancelled"
    assert time.monotonic() - began < 8
    assert lab.ask("/api/questions", {**small, "seed": 77, "people": 1_000, "days": 7})["state"] == "done"
    assert lab.client.get(f"/api/jobs/{long['id']}/worlds.svg").status_code == 409


def test_a_question_that_waits_is_cancelled_at_once_and_too_many_are_not_taken(lab: Any, small: Ask) -> None:
    long = {**small, "people": 240_000, "days": 3_000}
    jobs = []
    for seed in range(1_000, 1_040):
        answer = lab.client.post("/api/questions", json={**long, "seed": seed})
        if answer.status_code == 429:
            assert answer.headers["retry-after"]
            break
        jobs.append(answer.json())
    assert 8 <= len(jobs) <= 12
    for job in reversed(jobs):
        lab.client.delete(f"/api/jobs/{job['id']}")
    assert {lab.follow(lab.client.get(f"/api/jobs/{job['id']}").json())["state"] for job in jobs} == {
        "cancelled"
    }


def test_who_shares_a_question_does_not_cancel_it_for_the_other(lab: Any, small: Ask) -> None:
    asked = {**small, "seed": 900, "people": 60_000}
    one = lab.client.post("/api/questions", json=asked).json()
    other = lab.client.post("/api/questions", json=asked).json()
    assert one["id"] == other["id"]
    lab.client.delete(f"/api/jobs/{one['id']}")
    assert lab.follow(other)["state"] == "done"


def test_a_worker_that_dies_is_replaced_and_says_so(lab: Any, small: Ask) -> None:
    long = lab.client.post(
        "/api/questions", json={**small, "people": 240_000, "days": 3_000, "seed": 5}
    ).json()
    jobs = lab.app.state.jobs
    while lab.client.get(f"/api/jobs/{long['id']}").json()["state"] == "waiting":
        time.sleep(0.05)
    jobs.process.kill()
    job = lab.follow(long)
    assert (job["state"], "memory" in job["problem"]["says"]) == ("failed", True)
    assert lab.ask("/api/questions", {**small, "people": 1_000, "days": 7, "seed": 6})["state"] == "done"


def test_ten_clients_at_once_lose_nothing(lab: Any) -> None:
    from benchmarks.soak import CLIENTS, soak

    book, memory = soak(lab, minutes=0.15, people=1_000, days=14)
    assert book.wrong == []
    assert book.answered > 3 * CLIENTS
    assert len(lab.app.state.jobs.known) <= lab.settings.limits.kept + lab.settings.limits.waiting
    assert memory[-1]["worker"] < 2 * memory[0]["worker"]


def test_a_worker_that_cannot_start_is_said_and_not_started_for_ever(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from glasshouse.lab import jobs, worker
    from glasshouse.lab.settings import Settings

    monkeypatch.setattr(worker, "work", exit)  # a process that ends before it has said anything
    hopeless = jobs.Jobs(Settings(store=tmp_path))
    try:
        waiting = hopeless.submit("compare", {"people": 1})
        until = time.monotonic() + 60
        while not waiting.over and time.monotonic() < until:
            time.sleep(0.05)
        assert (waiting.state, waiting.problem) == ("failed", jobs.LIFELESS)
        assert hopeless.started == jobs.STARTS
        assert hopeless.submit("compare", {"people": 2}).problem == jobs.LIFELESS
    finally:
        hopeless.close()
    capfd.readouterr()


def test_ten_thousand_people_and_one_of_their_lives(lab: Any, small: Ask) -> None:
    import base64
    import zlib

    job = lab.ask("/api/people", {"question": small})
    film, people, weeks = job["answer"], small["people"], 8
    for which in ("base", "changed"):
        for name, text in film[which]["frames"].items():
            frame = zlib.decompress(base64.b64decode(text))
            assert len(frame) == people * weeks, name
    assert film["base"]["frames"].keys() == {one["name"] for one in film["measures"]}
    compared = lab.ask("/api/questions", small)["answer"]
    assert film["changed"]["digest"] == compared["changed"]["digest"]
    person = next(found[0] for found in film["base"]["finds"].values() if found)
    life = lab.ask("/api/lives", {"question": small, "person": person})["answer"]
    assert life["person"] == person
    assert f"Synthetic person {person}" in life["base"]["lines"][0]["text"]
    assert lab.ask("/api/lives", {"question": small, "person": 10**9})["problem"]["allowed"]
    found = lab.ask("/api/lives", {"question": small, "path": ["critical_post"]})["answer"]
    assert "critical_post" in [line["event"] for line in found["base"]["lines"]]
    wrong = (
        {},
        {"person": 1, "path": ["refused"]},
        {"path": ["refusd"]},
        {"path": ["refused"], "verdict": "wrong"},
    )
    for asked in wrong:
        refused = lab.client.post("/api/lives", json={"question": small, **asked})
        assert refused.status_code == 422, asked
        assert refused.json()["says"]


def test_a_run_is_kept_with_its_report_and_nothing_else_can_be_reached(lab: Any, small: Ask) -> None:
    asked = {
        "question": {**small, "people": 2_000, "days": 14, "scenario": "nothing", "safeguards": {}},
        "world": "base",
    }
    done = lab.ask("/api/runs", asked)["answer"]
    listed = lab.client.get("/api/runs").json()
    assert [one["digest"] for one in listed if one["name"] == done["run"]] == [done["digest"]]
    base = f"/api/runs/{done['run']}"
    report = lab.client.get(f"{base}/report.html")
    assert "<h1" in report.text
    assert "script-src" not in report.headers["content-security-policy"]
    assert lab.client.get(f"{base}/tables/measures.csv").text.startswith("measure,")
    assert lab.client.get(f"{base}/tables/measures.parquet").content[:4] == b"PAR1"
    assert lab.client.get(f"{base}/tables/manifest.csv").status_code == 404
    outside = lab.settings.store.parent / "secret"
    outside.mkdir(exist_ok=True)
    (outside / "manifest.json").write_text("{}")
    (outside / "report.html").write_text("secret")
    (lab.settings.store / "link").symlink_to(outside)
    for name in (
        "..",
        "../secret",
        "..%2fsecret",
        "%2e%2e%2fsecret",
        "link",
        "/etc",
        ".hidden",
        "a" * 300,
        "%00",
        "secret",
    ):
        for path in (
            f"/api/runs/{name}",
            f"/api/runs/{name}/report.html",
            f"/api/runs/{name}/tables/measures.csv",
        ):
            answer = lab.client.get(path)
            assert answer.status_code in (404, 405, 422), (path, answer.status_code)
            assert "secret" not in answer.text.replace(name, "")
    for path in ("/static/../server.py", "/static/..%2fserver.py", "/static/server.py", "/static/lab.po"):
        assert lab.client.get(path).status_code == 404


def test_the_description_of_the_interface_is_complete(lab: Any) -> None:
    described = lab.client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, about in methods.items():
            assert about.get("description"), (method, path)
            assert {"200", "202"} & about["responses"].keys()
            assert "Problem" in json.dumps(about["responses"]["422"])
    for schema in described["components"]["schemas"].values():
        assert schema.get("description")


def test_the_running_server_refuses_strangers_other_pages_and_too_much(lab: Any) -> None:
    ask, body = lab.client.post, {"people": 1_000, "days": 7}
    assert lab.client.get("/", headers={"host": "evil.example"}).status_code == 421
    assert ask("/api/questions", json=body, headers={"origin": "http://evil.example"}).status_code == 403
    assert ask("/api/questions", json=body, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert ask("/api/questions", content=b"{" + b" " * lab.settings.limits.body + b"}").status_code == 413
    assert (
        ask("/api/questions", content=b"people: 1000", headers={"content-type": "text/yaml"}).status_code
        == 422
    )
    assert lab.client.get("/api/about?" + "x" * 9_000).status_code == 414


def test_the_whole_application_shows_nothing_without_the_token(tmp_path: Path) -> None:
    import asyncio

    from glasshouse.lab.server import create
    from glasshouse.lab.settings import Settings

    token = "correct-horse-battery"
    app = create(Settings(token=token, store=tmp_path))  # no worker: its life does not begin here

    async def visit() -> None:
        way = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=way, base_url="http://127.0.0.1:8765") as client:
            for path, about in app.openapi()["paths"].items():
                for method in about:
                    answer = await client.request(method, path)
                    assert (answer.status_code, token in answer.text) == (401, False), (method, path)
            for path in ("/openapi.json", "/docs", "/static/main.js", "/?token=wrong"):
                assert (await client.get(path)).status_code == 401
            assert (await client.get(f"/?token={token}")).status_code == 303
            assert "Seven doors" in (await client.get("/")).text  # by the cookie
            assert (await client.get("/openapi.json")).status_code == 200

    asyncio.run(visit())


@pytest.mark.parametrize(
    "path",
    ["scenarios", "safeguards", "measures", "ledger", "casebook", "cases", "scenarios/city-lfr/parameters"],
)
def test_what_is_known_is_listed(lab: Any, path: str) -> None:
    assert len(lab.client.get(f"/api/{path}").json()["rows"]) >= 8
    assert lab.client.get("/api/scenarios/nowhere/parameters").status_code == 404


def test_the_lab_ends_with_its_server_and_so_does_its_worker(tmp_path: Path) -> None:
    import psutil

    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "glasshouse", "serve", "--port", str(port), "--store", str(tmp_path / "runs")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 60
    children: list[psutil.Process] = []
    while time.monotonic() < until and not any("spawn_main" in " ".join(one.cmdline()) for one in children):
        time.sleep(0.3)
        children = psutil.Process(server.pid).children(recursive=True)
    assert children
    server.kill()  # no chance to say goodbye
    server.wait(10)
    _, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []


def test_a_name_that_no_drawing_can_hold_does_not_end_the_server(lab: Any) -> None:
    for name in ("\ufffe", "a\x00b", "\U0010ffff\u202e"):
        drawn = lab.client.get("/api/bars.svg", params={"label": name, "value": 1, "text": name})
        assert drawn.status_code == 200
        assert drawn.text.startswith("<svg")
