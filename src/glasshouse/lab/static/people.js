// Ten thousand people on a canvas; the list below it does the same by keyboard.

import { _, announce, ask, at, el, given_up, tongue, whole } from "./core.js";
import { current } from "./sandbox.js";
import { question } from "./state.js";
import { lines } from "./story.js";

let film = null;
let made_for = "";
let places = null; // x, y of each person, in units of a tile
let asking = null;
let playing = 0;
let chosen = -1;

const HARMS = () => ({
  "wrongly-refused": _("Refused by an error"), "refused-against-law": _("Refused against the rules"), "wrongly-listed": _("Wrongly listed"),
  "wrongly-stopped": _("Stopped on a false alarm"), "marked-for-lawful-act": _("Marked for a lawful act"), "wronged-and-never-told": _("Wronged and never told"),
  appealed: _("Filed an appeal"), refused: _("Refused"), exposed: _("Records leaked"),
});

export function begin() {
  at("film-controls").addEventListener("submit", (event) => event.preventDefault());
  for (const id of ["colour", "which"]) at(id).addEventListener("change", repaint);
  at("week").addEventListener("input", repaint);
  at("play").addEventListener("click", play);
  at("dots").addEventListener("click", choose);
  at("film-cancel").addEventListener("click", () => asking?.abort());
  at("by-number").addEventListener("submit", (event) => { event.preventDefault(); const value = Number(at("number").value); if (at("number").value !== "" && film) tell(value); });
  window.addEventListener("resize", repaint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

export function hide() { stop(); }

export async function show() {
  const now = question({ ...current(), people: 10000 });
  at("film-note").textContent = Object.keys(now.set).length + Object.keys(now.safeguards).length || now.against
    ? _("The second world has what you changed in the sandbox.")
    : _("Nothing is changed in the sandbox yet, so the second world has a notice and an appeal.");
  if (!Object.keys(now.set).length && !Object.keys(now.safeguards).length && !now.against) now.safeguards = { notice: 1, appeal: 1 };
  const key = JSON.stringify(now);
  if (key === made_for && film) { repaint(); return; }
  asking?.abort();
  const mine = (asking = new AbortController());
  at("film-working").hidden = false;
  try {
    const { answer } = await ask("/api/people", { question: now }, { signal: mine.signal, told: (job) => { at("film-progress").value = job.progress; at("film-progress-says").textContent = _(job.says); } });
    if (asking !== mine) return;
    made_for = key;
    film = await unpack(answer);
    film.question = now;
    settle();
  } catch (problem) {
    at("film-note").textContent = given_up(problem) ? _("Cancelled.") : problem.message;
  } finally {
    if (asking === mine) { at("film-working").hidden = true; asking = null; }
  }
}

async function bytes(text) {
  const raw = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpack(answer) {
  const made = { ...answer, region: await bytes(answer.region) };
  for (const which of ["base", "changed"]) {
    const frames = {};
    for (const [name, text] of Object.entries(answer[which].frames)) frames[name] = await bytes(text);
    made[which] = { ...answer[which], frames };
  }
  return made;
}

function settle() {
  const menu = at("colour");
  const kept = menu.value;
  menu.replaceChildren(...film.measures.map((one) => el("option", { value: one.name, lang: tongue(one.label) }, _(one.label))));
  menu.value = film.measures.some((one) => one.name === kept) ? kept : "records";
  at("week").max = film.weeks - 1;
  at("number").max = film.people - 1;
  at("week").value = film.weeks - 1;
  lay();
  lists();
  repaint();
  announce(_("{count} people are here.", { count: whole(film.people) }));
}

/** Each region is a square of the map; its people fill the square from the middle outwards. */
function lay() {
  const counts = new Array(film.regions.length).fill(0);
  for (const region of film.region) counts[region] += 1;
  const tiles = film.regions.map((region, place) => region.tile || [Math.floor(place / 6), place % 6]);
  const top = Math.min(...tiles.map((tile) => tile[0]));
  const left = Math.min(...tiles.map((tile) => tile[1]));
  const down = Math.max(...tiles.map((tile) => tile[0])) - top + 1;
  const across = Math.max(...tiles.map((tile) => tile[1])) - left + 1;
  const side = Math.ceil(Math.sqrt(Math.max(...counts)));
  const cells = [];
  for (let y = 0; y < side; y += 1) for (let x = 0; x < side; x += 1) cells.push([x, y]);
  const middle = (side - 1) / 2;
  cells.sort((a, b) => Math.max(Math.abs(a[0] - middle), Math.abs(a[1] - middle)) - Math.max(Math.abs(b[0] - middle), Math.abs(b[1] - middle)) || Math.atan2(a[1] - middle, a[0] - middle) - Math.atan2(b[1] - middle, b[0] - middle));
  const used = new Array(counts.length).fill(0);
  const x = new Float32Array(film.people);
  const y = new Float32Array(film.people);
  for (let person = 0; person < film.people; person += 1) {
    const region = film.region[person];
    const cell = cells[used[region]];
    used[region] += 1;
    x[person] = tiles[region][1] - left + 0.06 + (0.88 * (cell[0] + 0.5)) / side;
    y[person] = tiles[region][0] - top + 0.17 + (0.8 * (cell[1] + 0.5)) / side;
  }
  places = { x, y, across, down, side, tiles: tiles.map((tile) => [tile[1] - left, tile[0] - top]) };
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function repaint() {
  if (!film || at("people").hidden || !places) return;
  const canvas = at("dots");
  const wide = canvas.parentElement.clientWidth;
  const unit = wide / places.across;
  const high = Math.round(places.down * unit);
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(wide * ratio) || canvas.height !== Math.round(high * ratio)) {
    canvas.width = Math.round(wide * ratio);
    canvas.height = Math.round(high * ratio);
    canvas.style.setProperty("width", `${wide}px`);
    canvas.style.setProperty("height", `${high}px`);
  }
  const paint = canvas.getContext("2d");
  paint.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint.fillStyle = colour("paper");
  paint.fillRect(0, 0, wide, high);
  const measure = film.measures.find((one) => one.name === at("colour").value) || film.measures[0];
  const week = Number(at("week").value);
  const frame = film[at("which").value].frames[measure.name].subarray(week * film.people, (week + 1) * film.people);
  const inks = measure.most === 1 ? [colour("line"), colour("harm")] : ["line", "map1", "map2", "map3", "map4", "map5"].map(colour);
  const spread = measure.most === 255 ? [1, 26, 64, 115, 180] : measure.most === 15 ? [1, 4, 7, 10, 13] : [1];
  const dot = Math.max(1.1, (0.88 * unit * 0.74) / places.side);
  const groups = inks.map(() => []);
  for (let person = 0; person < film.people; person += 1) {
    let ink = 0;
    while (ink < spread.length && frame[person] >= spread[ink]) ink += 1;
    groups[ink].push(person);
  }
  groups.forEach((people, ink) => {
    paint.fillStyle = inks[ink];
    for (const person of people) {
      const size = ink && measure.most === 1 ? dot * 1.5 : dot;
      paint.fillRect(places.x[person] * unit - size / 2, places.y[person] * unit - size / 2, size, size);
    }
  });
  paint.fillStyle = colour("muted");
  paint.font = `${Math.max(9, Math.min(12, unit * 0.15))}px system-ui, sans-serif`;
  const many = film.regions.length > 1;
  if (many) film.regions.forEach((region, place) => paint.fillText(unit > 56 ? region.name : region.code.slice(-2), (places.tiles[place][0] + 0.06) * unit, (places.tiles[place][1] + 0.13) * unit));
  if (chosen >= 0) {
    paint.strokeStyle = colour("focus");
    paint.lineWidth = 2;
    paint.beginPath();
    paint.arc(places.x[chosen] * unit, places.y[chosen] * unit, dot * 2.2 + 3, 0, 7);
    paint.stroke();
  }
  captions(measure, week, groups, spread);
}

function captions(measure, week, groups, spread) {
  const day = new Date(`${film.start}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 7 * week);
  const says = _("week {week} of {weeks}, from {date}", { week: week + 1, weeks: film.weeks, date: day.toISOString().slice(0, 10) });
  at("week-says").textContent = says;
  at("week").setAttribute("aria-valuetext", says);
  const count = groups.slice(1).reduce((total, people) => total + people.length, 0);
  at("film-count").textContent = measure.most === 1
    ? _("{count} of {people} people.", { count: whole(count), people: whole(film.people) })
    : _("{count} of {people} people have any.", { count: whole(count), people: whole(film.people) });
  const swatches = measure.most === 1 ? [["line", _("no")], ["harm", _("yes")]] : [["line", _("none")], ...spread.map((low, place) => [`map${place + 1}`, place === spread.length - 1 ? _("most") : place === 0 ? _("little") : ""])];
  at("film-key").replaceChildren(...swatches.map(([ink, words]) => el("li", {}, el("span", { class: `swatch ${ink}` }), words)));
  const world = film[at("which").value];
  at("film-where").replaceChildren(el("span", {}, _("Digest {digest}.", { digest: world.digest.slice(0, 12) })), " ", el("code", {}, world.command));
}

function stop() {
  clearInterval(playing);
  playing = 0;
  at("play").textContent = _("Play");
}

function play() {
  if (!film) return;
  if (playing) { stop(); return; }
  const slider = at("week");
  if (Number(slider.value) >= Number(slider.max)) slider.value = 0;
  at("play").textContent = _("Pause");
  const pace = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1200 : 180;
  repaint();
  playing = setInterval(() => {
    slider.value = Number(slider.value) + 1;
    repaint();
    if (Number(slider.value) >= Number(slider.max)) stop();
  }, pace);
}

function choose(event) {
  if (!film) return;
  const canvas = at("dots");
  const unit = canvas.clientWidth / places.across;
  const [x, y] = [event.offsetX / unit, event.offsetY / unit];
  let best = 0.02;
  let who = -1;
  for (let person = 0; person < film.people; person += 1) {
    const off = (places.x[person] - x) ** 2 + (places.y[person] - y) ** 2;
    if (off < best) { best = off; who = person; }
  }
  if (who >= 0) tell(who);
}

function lists() {
  const found = Object.entries(HARMS()).filter(([harm]) => film.base.finds[harm]?.length);
  at("by-harm").replaceChildren(...found.map(([harm, words]) => el("div", { class: "finds", role: "group", "aria-label": words }, el("span", {}, `${words}: `),
    ...film.base.finds[harm].slice(0, 5).map((person) => el("button", { type: "button", class: "small", "aria-label": _("Person {number}, {harm}", { number: person, harm: words }), onclick: () => tell(person) }, String(person))))));
}

async function tell(person) {
  stop();
  chosen = person;
  repaint();
  at("number").value = person;
  at("lives-told").hidden = false;
  for (const id of ["life-base", "life-changed"]) at(id).replaceChildren(el("p", {}, _("The model is living the year …")));
  at("lives-title").focus({ preventScroll: false });
  try {
    const { answer } = await ask("/api/lives", { question: film.question, person });
    if (chosen !== person) return;
    at("life-base").replaceChildren(lines(answer.base, answer.changed));
    at("life-changed").replaceChildren(answer.same ? el("p", {}, _("Nothing that happens to this person differs between the two worlds.")) : lines(answer.changed, answer.base));
    announce(_("The life of synthetic person {number} is told below.", { number: person }));
  } catch (problem) {
    at("life-base").replaceChildren(el("p", { class: "error" }, problem.message));
    at("life-changed").replaceChildren();
  }
}
