// The reader: documents are JSON in the page, and reach it as text only, never as markup.
(() => {
  const { documents, words } = JSON.parse(document.getElementById("documents").textContent);
  const get = (id) => document.getElementById(id);
  const reader = get("reader"), search = get("search"), shelf = get("shelf"), turns = get("turns");
  if (!documents.length) return;
  reader.hidden = false;
  let shown = documents, current = null, sought = "";

  // An element with a class, text or children, and attributes.
  function make(tag, name, content, attributes = {}) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (Array.isArray(content)) element.append(...content.filter((child) => child !== null));
    else if (content !== undefined && content !== null) element.textContent = content;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const number = (value) => value.toLocaleString("en");
  const colour = (who) => (who === undefined ? "" : `s${who % 8}`);

  // What a search looks in: title and address, speakers, words; folded once.
  const folded = new Map();
  function texts(one) {
    if (!folded.has(one)) {
      folded.set(one, {
        head: fold([one.title, one.uri, ...one.about, ...one.people.map((p) => p.name || "")].join("\n")),
        said: one.turns.map((turn) => fold(turn.text)),
      });
    }
    return folded.get(one);
  }
  function hits(one) {
    const { head, said } = texts(one);
    return said.filter((text) => text.includes(sought)).length + (head.includes(sought) ? 1 : 0);
  }

  function fillShelf() {
    shown = sought ? documents.filter((one) => hits(one) > 0) : documents;
    shelf.replaceChildren(...shown.map((one) => {
      const n = sought ? texts(one).said.filter((text) => text.includes(sought)).length : 0;
      const small = sought && n ? `${n === 1 ? "1 turn" : `${number(n)} turns`} with it` : one.about.join(" · ");
      const button = make("button", "", [make("bdi", "", one.title), make("small", "", small)], { type: "button" });
      if (one === current) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => open(one));
      return make("li", "", [button]);
    }));
    get("found").textContent = sought
      ? `${number(shown.length)} of ${number(documents.length)} documents`
      : `${number(documents.length)} ${documents.length === 1 ? "document" : "documents"}`;
  }

  // The words of a turn with its inline cues where they stood, and what was sought marked.
  function said(turn) {
    const paragraph = make("p", "said");
    const letters = Array.from(turn.text);
    let from = 0;
    for (const [offset, , text] of turn.cues || []) {
      marked(paragraph, letters.slice(from, offset).join(""));
      paragraph.append(make("span", "cue", ` ${text} `));
      from = Math.max(from, Math.min(offset, letters.length));
    }
    marked(paragraph, letters.slice(from).join(""));
    if (turn.cut) paragraph.append(make("span", "cue", " … the rest is cut here"));
    return paragraph;
  }
  function marked(parent, text) {
    const plain = sought ? text.toLowerCase() : "";
    const wanted = search.value.trim().toLowerCase();
    let from = 0;
    for (let at = sought ? plain.indexOf(wanted) : -1; at >= 0 && plain.length === text.length; at = plain.indexOf(wanted, from)) {
      parent.append(text.slice(from, at), make("mark", "", text.slice(at, at + wanted.length)));
      from = at + wanted.length;
    }
    parent.append(text.slice(from));
  }

  const clock = (ms) => {
    const seconds = Math.floor(ms / 1000), pad = (n) => String(n).padStart(2, "0");
    return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  };
  const span = (pair, show) => pair.map((one) => (one === null ? "?" : show(one))).join(" to ");

  // Label, attribution, confidence and places of a turn, and the evidence where the source is here.
  function evidence(turn) {
    const lines = [
      ["Label", turn.label ?? "none printed"],
      ["Role", turn.printed ? `${turn.role ?? "unknown"}, printed as ${turn.printed}` : turn.role],
      ["Known", turn.how && `${turn.how}: ${words.attributions[turn.how] ?? ""}`],
      ["Confidence", turn.sure === undefined ? undefined : String(turn.sure)],
      ["Characters", turn.at && span(turn.at, number)],
      ["Time", turn.ms && span(turn.ms, clock)],
      ["Goes on from", turn.goes_on === undefined ? undefined : `turn ${turn.goes_on}`],
    ].filter(([, value]) => value !== undefined && value !== null);
    if (turn.kind === "cue") lines.splice(0, lines.length, ...lines.filter(([name]) => name === "Characters" || name === "Time"));
    const list = make("dl", "", lines.flatMap(([name, value]) => [make("dt", "", name), make("dd", "", [make("bdi", "", value)])]));
    return make("div", "evidence", [list, turn.why && turn.why.length ? make("ul", "", turn.why.map(reason)) : null]);
  }
  function reason([weight, kind, start, end, text]) {
    const says = [make("span", "", words.evidence[kind] ?? kind)];
    if (text) {
      const place = make("button", "", `“${text.trim()}”`, { type: "button" });
      place.addEventListener("click", (event) => { event.stopPropagation(); showPlace(start, end); });
      says.push(document.createTextNode(" "), place);
    }
    const sign = weight < 0 ? "−" : "+";
    return make("li", "", [make("span", weight < 0 ? "weight against" : "weight", sign + Math.abs(weight).toFixed(2)), make("span", "", says)]);
  }

  function showTurn(turn, index) {
    const person = turn.who === undefined ? null : current.people[turn.who];
    const isCue = turn.kind === "cue";
    const name = person ? person.name : turn.label ?? "nobody known";
    const sure = turn.sure === undefined || turn.sure === 1 ? "" : ` ${turn.sure.toFixed(2)}`;
    const button = make("button", turn.how === "none" || turn.sure < 0.8 ? "evidence-of doubtful" : "evidence-of",
      isCue ? "place" : turn.how === "none" ? "not known" : `${turn.how ?? "evidence"}${sure}`,
      { type: "button", "aria-expanded": "false" });
    button.append(make("span", "unseen", ` , evidence of turn ${turn.n}`));
    const head = isCue ? null : make("header", "", [
      make("span", `name ${colour(turn.who)}`, name),
      turn.role ? make("span", "role", turn.role) : null,
      turn.kind === "clip" ? make("span", "tag", "played in") : null,
      button,
    ]);
    const kind = isCue ? "turn alone-cue" : turn.kind === "clip" ? "turn clip" : "turn";
    const element = make("li", kind, [isCue ? button : head, said(turn)], { tabindex: "-1" });
    button.addEventListener("click", (event) => { event.stopPropagation(); toggle(element, turn, button); });
    element.addEventListener("click", () => { if (getSelection().isCollapsed) point(index, false); });
    return element;
  }
  function toggle(element, turn, button) {
    const there = element.querySelector(".evidence");
    if (there) there.remove(); else element.append(evidence(turn));
    button.setAttribute("aria-expanded", String(!there));
  }

  let pointed = -1;
  function point(index, scroll = true) {
    if (!current || index < 0 || index >= turns.children.length) return;
    if (pointed >= 0 && turns.children[pointed]) turns.children[pointed].classList.remove("now");
    pointed = index;
    const element = turns.children[index];
    element.classList.add("now");
    if (scroll) { element.focus({ preventScroll: true }); element.scrollIntoView({ block: "nearest" }); }
    const place = current.turns[index].at;
    if (place && place[0] !== null) showPlace(place[0], place[1]);
  }

  // Light up the pieces of the source that a place touches.
  function showPlace(start, end) {
    const box = get("source-text");
    let first = null;
    for (const piece of box.children) {
      if (piece.firstElementChild) piece.textContent = piece.textContent;
      const touches = Number(piece.dataset.start) < end && Number(piece.dataset.end) > start;
      piece.classList.remove("now");
      if (touches) lightUp(piece, start - piece.dataset.start, end - piece.dataset.start);
      if (touches && !first) first = piece.querySelector("mark") ?? piece;
    }
    if (first && box.offsetParent) box.scrollTop += first.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 4;
  }

  // A part of a piece, or all of it where its text was repaired and offsets do not fit.
  function lightUp(piece, start, end) {
    const letters = Array.from(piece.textContent);
    const from = Math.max(start, 0), to = Math.min(end, letters.length);
    const isWhole = letters.length !== piece.dataset.end - piece.dataset.start || (from === 0 && to === letters.length);
    if (isWhole) { piece.classList.add("now"); return; }
    const cut = (begin, stop) => letters.slice(begin, stop).join("");
    piece.replaceChildren(cut(0, from), make("mark", "now", cut(from, to)), cut(to));
  }

  function showSource(one) {
    get("source-title").textContent = one.uri || one.id;
    get("source-note").textContent = one.note;
    const kinds = [...new Set((one.pieces ?? []).map(([kind]) => kind))];
    get("legend").replaceChildren(...kinds.map((kind) => make("li", `k-${kind}`, kind, { title: words.regions[kind] ?? "" })));
    get("source-text").replaceChildren(...(one.pieces ?? []).map(([kind, start, end, text]) => {
      const piece = make("span", `piece k-${kind}`, text, { title: kind });
      piece.dataset.start = start;
      piece.dataset.end = end;
      piece.addEventListener("click", () => {
        point(one.turns.findIndex(({ at }) => at && at[0] !== null && at[0] < end && at[1] > start));
      });
      return piece;
    }));
    get("source-text").hidden = get("legend").hidden = !one.pieces;
    get("source-text").scrollTop = 0;
  }

  function open(one, turn = null) {
    current = one;
    pointed = -1;
    get("title").textContent = one.title;
    get("about").textContent = [...one.about, ...one.flags.map((flag) => `flag ${flag}`)].join(" · ");
    get("why-here").textContent = words.why[one.why] ?? "";
    get("cast").replaceChildren(...one.people.map((person, who) => make("li", "", [
      make("span", `name ${colour(who)}`, person.name),
      make("span", "", ` ${[person.role, `${number(person.words)} words`].filter(Boolean).join(", ")}`),
    ])));
    turns.replaceChildren(...one.turns.map(showTurn));
    get("more").textContent = one.more ? `${number(one.more)} more turns are in the dataset; the page holds the first ${number(one.turns.length)}.` : "";
    showSource(one);
    for (const button of shelf.querySelectorAll("button")) button.removeAttribute("aria-current");
    const button = shelf.children[shown.indexOf(one)]?.firstChild;
    if (button) {
      button.setAttribute("aria-current", "true");
      const top = button.offsetTop - shelf.offsetTop;
      if (top < shelf.scrollTop || top + button.offsetHeight > shelf.scrollTop + shelf.clientHeight) shelf.scrollTop = top - shelf.clientHeight / 3;
    }
    get("previous").disabled = shown.indexOf(one) <= 0;
    get("next").disabled = shown.indexOf(one) === shown.length - 1;
    if (turn !== null) point(one.turns.findIndex(({ n }) => n === turn));
  }
  function step(by) {
    const next = shown[shown.indexOf(current) + by];
    if (!next) return;
    open(next);
    if (get("title").getBoundingClientRect().top < 0) get("read").scrollIntoView();
    get("found").textContent = `Now: ${next.title}`;
  }

  function beside() {
    const alone = reader.classList.toggle("alone");
    get("beside").setAttribute("aria-pressed", String(!alone));
  }

  search.addEventListener("input", () => {
    sought = fold(search.value.trim());
    fillShelf();
    if (shown.length) open(shown.includes(current) ? current : shown[0]);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") point([...turns.children].findIndex((turn) => turn.querySelector("mark")));
    if (event.key === "ArrowDown" && shelf.firstChild) { event.preventDefault(); shelf.firstChild.firstChild.focus(); }
  });
  shelf.addEventListener("keydown", (event) => {
    const line = document.activeElement.closest("li");
    if (!line || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const next = event.key === "ArrowDown" ? line.nextSibling : line.previousSibling;
    (next ? next.firstChild : search).focus();
  });
  const keys = {
    n: () => step(1),
    p: () => step(-1),
    j: () => point(pointed + 1),
    k: () => point(Math.max(pointed - 1, 0)),
    e: () => turns.children[pointed]?.querySelector(".evidence-of").click(),
    s: beside,
    "/": () => search.focus(),
  };
  reader.addEventListener("keydown", (event) => {
    if (event.target === search || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  get("next").addEventListener("click", () => step(1));
  get("previous").addEventListener("click", () => step(-1));
  get("beside").addEventListener("click", beside);

  // #read:DOCUMENT:TURN opens a document, as the samples of the checks do.
  function followAddress() {
    const [word, id = "", turn] = location.hash.slice(1).split(":");
    const one = documents.find((candidate) => word === "read" && encodeURIComponent(candidate.id) === id);
    if (!one) return false;
    search.value = sought = "";
    fillShelf();
    open(one, turn === undefined ? null : Number(turn));
    if (turn === undefined) get("read").scrollIntoView();
    return true;
  }
  addEventListener("hashchange", followAddress);
  if (matchMedia("(max-width: 46rem)").matches) beside();
  fillShelf();
  if (!followAddress()) open(documents[0]);
})();
