// Seven scenes: guess first, then see, then move one thing.

import { _, ask, at, badge, commands, draw, el, fill, get, given_up, language, scale, two, whole } from "./core.js";
import { FRESH, written } from "./state.js";

let scenes = [];
const parameters = new Map(); // scenario -> its parameters, on their way
const answers = new Map(); // question as text -> the answer on its way
const KEPT = "glasshouse-guesses";
const guesses = kept(); // scene -> what was guessed; kept while the tab is open, so that a reload loses nothing

function kept() {
  try { return JSON.parse(sessionStorage.getItem(KEPT)) || {}; } catch { return {}; }
}

function keep() {
  try { sessionStorage.setItem(KEPT, JSON.stringify(guesses)); } catch { /* a browser may refuse to store; then a reload asks again */ }
}

export async function begin() {
  scenes = await get(`/api/scenes/${language}`);
  for (const scene of scenes) prepare(scene);
}

export function show(id, _rest, by_hand) {
  const scene = scenes.find((one) => one.id === id) || scenes[0];
  for (const one of scenes) {
    at(`scene-${one.id}`).hidden = one !== scene;
    const step = document.querySelector(`[data-step="${one.id}"]`);
    if (one === scene) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  }
  document.querySelector("#story .opening").classList.toggle("brief", scene !== scenes[0]);
  if (by_hand) {
    const title = at(`title-${scene.id}`);
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
  const here = at(`scene-${scene.id}`);
  if (!here.dataset.filled) {
    here.dataset.filled = "true";
    answered(scene.question).then(({ answer }) => tell(scene, answer)).catch((problem) => complain(scene, problem));
    if (guesses[scene.id] !== undefined) reveal(scene, false);
  }
}

/** The answer to a question, asked once. */
function answered(question) {
  const key = JSON.stringify(question);
  if (!answers.has(key)) {
    const asked = ask("/api/questions", question);
    asked.catch(() => answers.delete(key));
    answers.set(key, asked);
  }
  return answers.get(key);
}

/** A number of a scene from an answer: measures added up, over others, times a factor. */
export function sum(spec, answer) {
  const rows = new Map(answer.measures.map((row) => [row.measure, row]));
  const one = (name, world) => {
    const minus = name.startsWith("-");
    const [which, measure] = name.replace("-", "").includes(":") ? name.replace("-", "").split(":") : [world, name.replace("-", "")];
    const value = rows.get(measure)?.[which];
    return minus ? -value : value;
  };
  const add = (names) => names.reduce((total, name) => total + one(name, spec.world), 0);
  const below = spec.below.length ? add(spec.below) : 1;
  return (add(spec.top) * spec.times) / below;
}

function said(scene, answer) {
  return Object.fromEntries(Object.entries(scene.numbers).map(([name, spec]) => [name, plain(scene, sum(spec, answer)) + doubt(spec, answer)]));
}

/** Where a change may be chance, these words behind its number; where nothing changed at all, none. */
function doubt(spec, answer) {
  const rows = answer.measures.filter((row) => spec.doubt.includes(row.measure));
  const chance = rows.some((row) => row.difference !== 0) && rows.every((row) => row.low <= 0 && row.high >= 0);
  return chance ? ` ${_("(no clear change)")}` : "";
}

/** A number as this scene says it, in its sentences and in its drawing. */
function plain(scene, value) {
  // 99.98 of 100 is not all of them.
  if (scene.squares && value >= 99 && value < 100) return (Math.floor(value * 10) / 10).toLocaleString(language);
  // From 1 to 1,000 whole numbers: 384 and 386 would read 380 and 390, which looks like a difference, and nobody is 7.6 people.
  return Math.abs(value) >= 1 && Math.abs(value) < 1000 ? whole(Math.round(value)) : two(value);
}

const part = (scene, name) => at(`scene-${scene.id}`).querySelector(`[data-${name}]`);

function prepare(scene) {
  const here = at(`scene-${scene.id}`);
  const unknown = (text) => text.replace(/\{\w+\}/g, "…");
  for (const place of here.querySelectorAll("[data-text]")) place.textContent = unknown(scene.text[place.dataset.text]);
  part(scene, "asks").textContent = unknown(scene.asks);
  const range = part(scene, "range");
  if (range) {
    const turn = scale(scene.guess);
    const say = () => {
      const words = `${whole(turn.value(range.value))} ${scene.guess.unit}`;
      part(scene, "value").textContent = words;
      range.setAttribute("aria-valuetext", words);
    };
    range.addEventListener("input", say);
    say();
  }
  part(scene, "guess").addEventListener("submit", (event) => { event.preventDefault(); reveal(scene); });
  prepare_control(scene);
}

function prepare_control(scene) {
  const { control } = scene;
  const slider = part(scene, "try");
  const here = at(`scene-${scene.id}`);
  if (slider) {
    const turn = scale(control);
    slider.value = turn.place(control.start);
    const say = () => {
      const value = turn.value(slider.value);
      const words = control.kind === "safeguard" ? strength(control, value) : `${whole(Number((value * control.times).toPrecision(2)))} ${control.unit}`;
      part(scene, "try-value").textContent = words;
      slider.setAttribute("aria-valuetext", words);
      return value;
    };
    say();
    let waiting = 0;
    slider.addEventListener("input", () => {
      const value = say();
      clearTimeout(waiting);
      waiting = setTimeout(() => attempt(scene, control.kind === "safeguard" ? { safeguards: { [control.name]: value } } : { set: { [control.name]: value } }), 220);
    });
  }
  for (const radio of here.querySelectorAll(`[name="try-${scene.id}"]`)) {
    radio.addEventListener("change", () => attempt(scene, control.options[radio.value]));
  }
  here.querySelector("[data-open-here]")?.addEventListener("click", (event) => enter(event, scene.tried || scene.question));
  here.querySelector("[data-into-sandbox]")?.addEventListener("click", (event) => enter(event, scene.tried || { ...FRESH, safeguards: { notice: 1, appeal: 1 } }));
}

/** How far a safeguard is turned on, in the words of the scene. */
function strength({ ends: [none, full] }, value) {
  if (value <= 0) return none;
  return value >= 1 ? full : _("between the two");
}

function enter(event, question) {
  event.preventDefault();
  location.hash = `sandbox?${written({ ...FRESH, set: {}, safeguards: {}, ...question, people: FRESH.people })}`;
}

function tell(scene, answer) {
  const values = said(scene, answer);
  const here = at(`scene-${scene.id}`);
  for (const place of here.querySelectorAll("[data-text]")) place.textContent = fill(scene.text[place.dataset.text], values);
  part(scene, "asks").textContent = fill(scene.asks, values);
}

function complain(scene, problem) {
  part(scene, "error").textContent = given_up(problem) ? "" : problem.message;
}

/** Takes the guess and shows the answer; `by_hand`: the reader pressed the button, so the page moves there. */
async function reveal(scene, by_hand = true) {
  const here = at(`scene-${scene.id}`);
  const range = part(scene, "range");
  if (!by_hand) restore(scene);
  const chosen = here.querySelector(`[name="guess-${scene.id}"]:checked`);
  if (!range && !chosen) {
    part(scene, "error").textContent = _("Choose one first; there is no wrong reason to choose.");
    return;
  }
  guesses[scene.id] = range ? scale(scene.guess).value(range.value) : chosen.value;
  const button = here.querySelector("[data-guess] button");
  button.disabled = true;
  part(scene, "error").textContent = "";
  const slow = setTimeout(() => { part(scene, "error").textContent = _("The model is living the year …"); }, 400);
  try {
    const { answer } = await answered(scene.question);
    clearTimeout(slow);
    part(scene, "error").textContent = "";
    const values = said(scene, answer);
    part(scene, "reveal").textContent = `${fill(scene.reveal, values)} ${judged(scene, answer)}`;
    for (const place of here.querySelectorAll("[data-surprise]")) place.textContent = fill(scene.surprise[place.dataset.surprise], values);
    sourced(scene, answer);
    scene.truth = sum(scene.numbers.truth, answer);
    scene.first = answer;
    const told = part(scene, "told");
    told.hidden = false;
    closed(scene);
    picture(scene, null);
    grade(scene);
    life(scene);
    if (scene.guess.right) await tried(scene, guesses[scene.id]);
    if (!by_hand) return;
    told.querySelector("h3").focus({ preventScroll: true });
    told.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  } catch (problem) {
    clearTimeout(slow);
    button.disabled = false;
    complain(scene, problem);
  }
}

/** Puts a guess of before the page was loaded again back into its place. */
function restore(scene) {
  const range = part(scene, "range");
  if (range) {
    range.value = scale(scene.guess).place(guesses[scene.id]);
    range.dispatchEvent(new Event("input"));
  } else {
    const option = at(`scene-${scene.id}`).querySelector(`[name="guess-${scene.id}"][value="${CSS.escape(guesses[scene.id])}"]`);
    if (option) option.checked = true;
  }
}

/** A guess that was answered stays as it was, and its step is marked. */
function closed(scene) {
  const form = at(`scene-${scene.id}`).querySelector("[data-guess]");
  form.classList.add("done");
  for (const input of form.querySelectorAll("input")) input.disabled = true;
  document.querySelector(`[data-step="${scene.id}"] [data-seen]`).hidden = false;
  keep();
}

/** How the guess compares, kindly. */
function judged(scene, answer) {
  const guess = guesses[scene.id];
  if (scene.guess.right) return guess === scene.guess.right ? _("You saw it coming.") : _("What your choice does stands below.");
  const truth = sum(scene.numbers.truth, answer);
  const mine = _("You guessed {guess}.", { guess: whole(guess) });
  const close = _("That is close.");
  if (!scene.guess.log) return Math.abs(guess - truth) <= 8 ? `${mine} ${close}` : mine;
  const times = Math.max(guess / truth, truth / guess);
  if (times < 1.5) return `${mine} ${close}`;
  const off = guess < truth ? _("The model's number is {times} times as large.", { times: two(times) }) : _("Your number is {times} times as large.", { times: two(times) });
  return `${mine} ${off}`;
}

/** The guess and the model's numbers, drawn; `moved` is the answer after the reader's change. */
function picture(scene, moved) {
  part(scene, "figure").hidden = false;
  const query = new URLSearchParams();
  const now = moved ? scene.moves.map(([label, name]) => [label, sum(scene.numbers[name], moved)]) : [];
  if (scene.squares) {
    query.set("share", (now.length ? now[0][1] : scene.truth).toFixed(1));
    draw(part(scene, "drawing"), `/api/thousand.svg?${query}`);
    part(scene, "caption").textContent = now.length ? `${now[0][0]}. ${scene.squares_moved || scene.squares}` : scene.squares;
    return;
  }
  const rows = scene.guess.right ? [] : [[_("Your guess"), guesses[scene.id]]];
  for (const [label, name] of scene.bars) rows.push([label, sum(scene.numbers[name], scene.first)]);
  if (now.length > 1) now.forEach((row, place) => rows.splice(2 * place + 1, 0, row)); // beside what it changes
  else rows.push(...now);
  for (const [label, value] of rows) { query.append("label", label); query.append("value", String(Math.max(0, value))); query.append("text", plain(scene, value)); }
  draw(part(scene, "drawing"), `/api/bars.svg?${query}`);
  part(scene, "caption").textContent = scene.guess.unit || _("people, for every 100,000");
}

/** Chooses a reader's guess among the things to try, so that it is answered too. */
async function tried(scene, key) {
  const option = at(`scene-${scene.id}`).querySelector(`[name="try-${scene.id}"][value="${CSS.escape(key)}"]`);
  if (!option) return;
  option.checked = true;
  await attempt(scene, scene.control.options[key]);
}

let attempts = 0;
async function attempt(scene, adds) {
  const mine = (attempts += 1);
  const { set, safeguards, ...rest } = scene.question;
  const question = { ...rest, set: adds.set || {}, safeguards: adds.safeguards || {} };
  scene.tried = question;
  const place = part(scene, "result");
  const slow = setTimeout(() => { place.textContent = _("The model is living the year …"); }, 300);
  try {
    const { answer } = await answered(question);
    clearTimeout(slow);
    if (mine !== attempts) return;
    place.textContent = fill(scene.result, said(scene, answer));
    picture(scene, answer);
    sourced(scene, answer);
  } catch (problem) {
    clearTimeout(slow);
    place.textContent = given_up(problem) ? "" : problem.message;
  }
}

function sourced(scene, answer) {
  part(scene, "source").replaceChildren(...commands(answer));
}

/** Beside a control: how well its parameter is known, its unit and range, from the ledger. */
async function grade(scene) {
  const { kind, name } = scene.control;
  if (kind !== "set") return;
  const scenario = scene.question.against || scene.question.scenario;
  if (!parameters.has(scenario)) parameters.set(scenario, get(`/api/scenarios/${scenario}/parameters`));
  const one = (await parameters.get(scenario)).rows.find((row) => row.name === name);
  const say = (value) => whole(Number((value * scene.control.times).toPrecision(3)));
  if (one) part(scene, "grade").replaceChildren(badge(one.grade), " ", _("Thought possible: {low} to {high} {unit}.", { low: say(one.low), high: say(one.high), unit: scene.control.unit }));
}

/** One life of this scene, as it is; where a notice and an appeal would have changed it, that life below. */
function life(scene) {
  const place = part(scene, "life");
  if (!place) return;
  place.addEventListener("toggle", async () => {
    const inside = part(scene, "story");
    if (!place.open || inside.childElementCount) return;
    inside.replaceChildren(el("p", {}, _("The model is living the year …")));
    try {
      const asked = { question: { ...scene.question, safeguards: { notice: 1, appeal: 1 } }, path: scene.path, verdict: scene.verdict, fewer: scene.fewer };
      const { answer: told } = await ask("/api/lives", asked);
      inside.replaceChildren(lines(told.base), ...(told.same ? [] : [el("h4", {}, _("The same life, with a notice and an appeal")), lines(told.changed, told.base)]));
    } catch (problem) {
      inside.replaceChildren(el("p", { class: "error" }, problem.message));
    }
  });
}

/** A life as a list of dated events, each with its cause; events that its twin does not have are marked. */
export function lines(told, twin = null) {
  const name = (line) => `${line.when}|${line.text}`;
  const shared = new Set((twin || told).lines.map(name));
  const apart = (line) => twin && !shared.has(name(line));
  return el("ol", { class: "life-lines" }, told.lines.map((line) => el("li", { class: apart(line) ? "apart" : null },
    ["person", "end"].includes(line.event) ? null : el("p", { class: "when" }, line.when),
    el("p", {}, line.text, " ", line.verdict ? el("span", { class: "verdict" }, line.verdict) : null),
    line.cause ? el("p", { class: "cause" }, `because ${line.cause}`) : null)));
}
