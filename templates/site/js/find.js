// The search field of every page: `/` leads to it, arrows choose, Enter opens.
"use strict";
(function () {
  const { root, element, address } = globalThis.drctl;
  const place = document.querySelector("header .tools");
  if (!place) return;
  const MOST = 12;
  let asked;
  let hits = [];
  let chosen = -1;

  // The index, read when somebody is about to search.
  function index() {
    asked ??= new Promise((done, failed) => {
      const made = () => done(new globalThis.drctlSearch.Search(globalThis.drctlIndex));
      if (globalThis.drctlIndex) return made();
      const script = element("script", { src: `${root}search-index.js` });
      script.addEventListener("load", made);
      script.addEventListener("error", () => failed(new Error("search-index.js is missing")));
      document.head.append(script);
    });
    return asked;
  }

  const list = element("ul", { id: "search-hits", role: "listbox", "aria-label": "Hits" });
  list.hidden = true;
  const told = element("p", { class: "unseen", "aria-live": "polite" });
  const field = element("input", {
    type: "search", role: "combobox", "aria-label": "Search runbooks, components, notes and rules",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "search-hits",
    placeholder: "Error, alert, name  (/)", autocomplete: "off", spellcheck: "false",
    autocapitalize: "off", enterkeyhint: "go",
  });
  place.prepend(element("search", { class: "find" }, field, list, told));

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(number) {
    chosen = number;
    [...list.children].forEach((line, i) => {
      line.setAttribute("aria-selected", String(i === chosen));
      if (i === chosen) line.scrollIntoView({ block: "nearest" });
    });
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `search-hit-${chosen}`);
  }

  function open(number) {
    if (!hits[number]) return;
    close();
    location.href = address(hits[number][3]);
  }

  function row(document, number) {
    const [kind, title, summary] = document;
    const line = element("li", { id: `search-hit-${number}`, role: "option", "aria-selected": "false" },
      element("span", { class: "chip" }, kind), " ", element("b", {}, title),
      ...(summary ? [" ", element("small", {}, summary)] : []));
    line.addEventListener("pointermove", () => { if (chosen !== number) choose(number); });
    line.addEventListener("click", () => open(number));
    return line;
  }

  async function show() {
    const search = await index();
    const question = field.value;
    const found = search.search(question);
    hits = found.slice(0, MOST).map((hit) => search.documents[hit.document]);
    list.replaceChildren(...hits.map(row));
    choose(-1);
    list.scrollTop = 0;
    const nothing = !hits.length && search.asked(question).length > 0;
    if (nothing) list.append(element("li", { role: "option", "aria-disabled": "true" }, "Nothing is found"));
    list.hidden = !list.children.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    const more = found.length > MOST ? `, the best ${MOST} are shown` : "";
    told.textContent = nothing ? "Nothing is found" : hits.length ? `${found.length} hits${more}` : "";
  }

  field.addEventListener("focus", () => { index().catch(() => {}); if (field.value) show(); });
  field.addEventListener("input", show);
  field.addEventListener("blur", () => setTimeout(close, 150)); // a click on a hit comes first
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  field.addEventListener("keydown", async (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) await show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = hits.length;
      if (count) choose(chosen < 0 && step < 0 ? count - 1 : (chosen + step + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (list.hidden) await show();
      open(Math.max(chosen, 0));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // else the field is emptied too
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || inside || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
