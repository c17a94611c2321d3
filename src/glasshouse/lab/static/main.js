// Which part of the page is shown: the address after `#` says so.

import { _, announce, at, learn } from "./core.js";
import * as evidence from "./evidence.js";
import * as people from "./people.js";
import * as sandbox from "./sandbox.js";
import * as story from "./story.js";

const PARTS = { story, sandbox, people, evidence };
let first = true;

function show() {
  const [path, rest = ""] = decodeURI(location.hash.slice(1)).split("?");
  const [asked, detail = ""] = path.split("/");
  if (asked === "main") return at("main").focus();
  const name = asked in PARTS ? asked : "story";
  for (const part of Object.keys(PARTS)) {
    at(part).hidden = part !== name;
    const link = document.querySelector(`[data-part="${part}"]`);
    if (part === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    if (part !== name) PARTS[part].hide?.();
  }
  const moved = document.body.dataset.shown !== name;
  document.body.dataset.shown = name;
  document.title = `${document.querySelector(`[data-part="${name}"]`).textContent} · Glasshouse`;
  PARTS[name].show(detail, rest, !first);
  if (!first && moved) {
    window.scrollTo(0, 0);
    if (name !== "story") at("main").focus({ preventScroll: true });
  }
  if (moved && !first) at("status").textContent = "";
  first = false;
  return undefined;
}

function preferences() {
  const theme = at("theme");
  const kept = localStorage.getItem("glasshouse-theme") || "auto";
  const wear = (name) => { if (name === "auto") delete document.documentElement.dataset.theme; else document.documentElement.dataset.theme = name; };
  theme.value = kept;
  wear(kept);
  theme.addEventListener("change", () => { localStorage.setItem("glasshouse-theme", theme.value); wear(theme.value); people.repaint(); });
  at("language").addEventListener("change", (event) => {
    const place = new URL(location.href);
    place.searchParams.set("lang", event.target.value);
    location.assign(place);
  });
  at("skip").addEventListener("click", (event) => { event.preventDefault(); at("main").focus(); });
}

async function begin() {
  preferences();
  await learn();
  try {
    await Promise.all(Object.values(PARTS).map((part) => part.begin?.()));
  } catch (problem) {
    announce(problem.message);
    throw problem;
  }
  window.addEventListener("hashchange", show);
  show();
  document.body.dataset.ready = "true";
}

begin();
