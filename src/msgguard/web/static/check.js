// The page's only script: asks for a check at every pause in typing, marks the text, applies fixes.
// Nothing is stored: no cookie, no storage, no address that holds a word of the draft.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("draft"), results = byId("results"), found = byId("found"), says = byId("says");
  const boxes = { text: byId("text"), subject: byId("subject") };
  const unders = { text: byId("under-text"), subject: byId("under-subject") };
  const names = { body: "text", subject: "subject" };
  const MAIL = /\.(eml|mail)$/i, TEXT = /\.(txt|text|md)$/i;
  const PAUSE = 160, PAUSE_WITH_FILE = 700, QUIET = 900;
  const welcome = found.innerHTML;
  let marks = { text: [], subject: [] }, places = { text: [], subject: [] }, before = { text: "", subject: "" };
  let cleaned = null, file = null, fresh = false, timer = 0, speaking = 0, asked = 0, running = null;

  document.documentElement.classList.add("js");

  // Marks: kept over an edit where they stand outside of it, until the next answer comes.
  function shifted(list, was, is) {
    if (was === is) return list;
    const most = Math.min(was.length, is.length);
    let head = 0, tail = 0;
    while (head < most && was[head] === is[head]) head++;
    while (tail < most - head && was[was.length - 1 - tail] === is[is.length - 1 - tail]) tail++;
    const end = was.length - tail, by = is.length - was.length;
    return list.flatMap(([from, to, ...rest]) =>
      to <= head ? [[from, to, ...rest]] : from >= end ? [[from + by, to + by, ...rest]] : []);
  }
  function draw(name) {
    const text = boxes[name].value, pieces = [];
    let at = 0;
    for (const [from, to, word, tag, numbers] of marks[name]) {
      if (from < at || to > text.length) continue;
      pieces.push(text.slice(at, from));
      const mark = document.createElement("mark");
      mark.className = word;
      mark.dataset.tag = tag;
      mark.dataset.cards = numbers.join(" ");
      mark.textContent = text.slice(from, to);
      pieces.push(mark);
      at = to;
    }
    unders[name].replaceChildren(...pieces, text.slice(at) + (name === "text" ? "\n " : ""));
    unders[name].scrollLeft = boxes[name].scrollLeft;
  }
  function redraw() {
    for (const name of ["text", "subject"]) {
      marks[name] = shifted(marks[name], before[name], boxes[name].value);
      places[name] = shifted(places[name], before[name], boxes[name].value);
      before[name] = boxes[name].value;
      draw(name);
    }
  }

  function fields() {
    const all = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string") all[name] = value;
    if (all.what !== "email") all.subject = "";
    return all;
  }
  function later(pause) {
    clearTimeout(timer);
    if (running) running.abort();
    asked++;
    byId("copy-clean").disabled = true;
    timer = setTimeout(ask, pause ?? (file ? PAUSE_WITH_FILE : PAUSE));
  }
  async function ask() {
    const mine = ++asked, all = fields();
    // A mail that was just chosen says itself what it says, and to whom.
    if (fresh && MAIL.test(file.name)) Object.assign(all, { who: "addresses", to: "", subject: "", text: "" });
    else if (fresh && TEXT.test(file.name)) Object.assign(all, { subject: "", text: "" });
    running = new AbortController();
    const slow = setTimeout(() => results.setAttribute("aria-busy", "true"), 300);
    const request = { method: "POST", signal: running.signal, cache: "no-store", referrerPolicy: "no-referrer" };
    if (file) {
      request.body = new FormData();
      for (const name in all) request.body.append(name, all[name]);
      request.body.append("file", file);
    } else {
      request.headers = { "content-type": "application/json" };
      request.body = JSON.stringify(all);
    }
    try {
      const response = await fetch("/live", request);
      if (mine !== asked) return;
      if (response.status === 429) return later(1000 * (Number(response.headers.get("retry-after")) || 1));
      if (response.redirected || !(response.headers.get("content-type") || "").includes("json"))
        return trouble("You are signed out. Copy your draft, then load this page again.");
      const answer = await response.json();
      if (mine !== asked) return;
      if (answer.problem) return trouble(answer.problem);
      show(answer);
    } catch (failure) {
      if (failure.name !== "AbortError" && mine === asked)
        trouble("It could not be checked: there is no connection. This is not an all-clear.");
    } finally {
      clearTimeout(slow);
      if (mine === asked) results.removeAttribute("aria-busy");
    }
  }
  function show(answer) {
    if (fresh && answer.loaded) load(answer.loaded);
    fresh = false;
    const html = answer.html || welcome;
    if (found.dataset.shown !== html) {
      const open = new Set([...found.querySelectorAll("details[open]")].map((d) => d.closest("li")?.id));
      found.innerHTML = html;
      found.dataset.shown = html;
      for (const d of found.querySelectorAll("details")) if (open.has(d.closest("li")?.id)) d.open = true;
    }
    for (const part in names) {
      marks[names[part]] = answer.marks?.[part] || [];
      places[names[part]] = answer.places?.[part] || [];
    }
    before = { text: boxes.text.value, subject: boxes.subject.value };
    draw("text");
    draw("subject");
    cleaned = answer.cleaned || null;
    byId("copy-clean").disabled = !cleaned || (cleaned.body ?? "") === boxes.text.value;
    pill(answer);
    say(answer.says);
  }
  function trouble(text) {
    const line = document.createElement("p");
    line.className = "problem";
    line.textContent = text;
    found.replaceChildren(line);
    found.dataset.shown = "";
    marks = { text: [], subject: [] };
    places = { text: [], subject: [] };
    draw("text");
    draw("subject");
    byId("pill").hidden = true;
    say(text);
  }
  function pill(answer) {
    const link = byId("pill-link"), shapes = { block: "■", warn: "▲", advise: "●", pass: "✓" };
    byId("pill").hidden = !answer.verdict;
    link.textContent = answer.verdict === "pass" && !answer.says.includes("allowed")
      ? "✓ Nothing found" : `${shapes[answer.verdict] || ""} ${(answer.says || "").split(". ").slice(1).join(". ") || "See what was found"}`;
  }
  // Spoken only after a rest, and only where it changed.
  function say(text) {
    clearTimeout(speaking);
    speaking = setTimeout(() => { if (says.textContent !== text) says.textContent = text || ""; }, QUIET);
  }

  // A file: a mail or a text fills the boxes, anything else is checked as it is.
  function load(loaded) {
    if (!MAIL.test(file.name) && !TEXT.test(file.name)) return;
    boxes.text.value = loaded.text;
    boxes.subject.value = loaded.subject;
    if (!MAIL.test(file.name)) return choose(null);
    byId("what-email").checked = true;
    byId("who").value = "addresses";
    byId("to").value = loaded.to;
  }
  function choose(chosen) {
    file = chosen || null;
    fresh = Boolean(file);
    byId("unfile").hidden = !file;
    if (!file) byId("file").value = "";
  }
  byId("file").addEventListener("change", (event) => { choose(event.target.files[0]); later(0); });
  byId("unfile").addEventListener("click", () => { choose(null); later(0); byId("file").focus(); });
  for (const name of ["dragenter", "dragover"])
    document.addEventListener(name, (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      byId("drop").classList.add("over");
    });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) byId("drop").classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    byId("drop").classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    byId("file").files = event.dataTransfer.files;
    choose(event.dataTransfer.files[0]);
    later(0);
  });

  // Fixes: through the browser's own editing where it can, so that undo works.
  function put(box, from, to, text) {
    box.focus();
    box.setSelectionRange(from, to);
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (!done) box.setRangeText(text, from, to, "end");
  }
  results.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-card]");
    if (!button) return;
    const number = Number(button.dataset.card);
    if ("show" in button.dataset) return point(number);
    for (const name of ["subject", "text"]) {
      const mine = places[name].filter((place) => place[2] === number).sort((a, b) => b[0] - a[0]);
      for (const [from, to] of mine) put(boxes[name], from, to, button.dataset.fix);
    }
    redraw();
    later(0);
    say("Changed in your draft. Undo takes it back.");
  });
  function point(number) {
    for (const name of ["text", "subject"]) {
      const place = places[name].find((each) => each[2] === number);
      if (!place) continue;
      boxes[name].focus({ preventScroll: true });
      boxes[name].setSelectionRange(place[0], place[1]);
      unders[name].querySelector(`mark[data-cards~="${number}"]`)?.scrollIntoView({ block: "center" });
      return;
    }
  }
  document.addEventListener("selectionchange", () => {
    for (const card of found.querySelectorAll(".card.here")) card.classList.remove("here");
    if (document.activeElement !== boxes.text) return;
    const at = boxes.text.selectionStart;
    for (const [from, to, number] of places.text)
      if (from <= at && at <= to) byId(`card-${number}`)?.classList.add("here");
  });

  async function copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const away = document.createElement("textarea");
      away.value = text;
      document.body.append(away);
      away.select();
      document.execCommand("copy");
      away.remove();
    }
    says.textContent = done;
  }
  function flash(button, words) {
    const was = button.dataset.words || (button.dataset.words = button.textContent);
    button.textContent = words;
    setTimeout(() => { button.textContent = was; }, 1600);
  }
  byId("copy").addEventListener("click", (event) => { copy(boxes.text.value, "Your draft is copied."); flash(event.target, "Copied"); });
  byId("copy-clean").addEventListener("click", (event) => {
    if (cleaned) { copy(cleaned.body, "A cleaned draft is copied."); flash(event.target, "Copied"); }
  });
  byId("print").addEventListener("click", () => window.print());
  byId("clear").addEventListener("click", () => {
    form.reset();
    for (const name in boxes) boxes[name].value = "";
    choose(null);
    redraw();
    later(0);
    boxes.text.focus();
  });

  new IntersectionObserver(([seen]) => byId("pill").classList.toggle("seen", seen.isIntersecting)).observe(found);
  form.addEventListener("submit", (event) => { event.preventDefault(); later(0); });
  form.addEventListener("input", (event) => { if (event.target !== byId("file")) { redraw(); later(); } });
  boxes.subject.addEventListener("scroll", () => { unders.subject.scrollLeft = boxes.subject.scrollLeft; });
  redraw();
  if (boxes.text.value.trim() || boxes.subject.value.trim()) later(0);
})();
