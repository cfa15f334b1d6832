// The page on which components are switched off. What is off stands in the address, to be shared.
"use strict";
(async function () {
  const place = document.querySelector(".what-if");
  if (!place) return;
  const { element, button, component, link, listed, state } = globalThis.drctl;
  const asked = globalThis.drctl.estate;
  const estate = await asked();
  const { table } = estate;
  const inOne = document.body.dataset.root === undefined;
  const PREFIX = inOne ? "what-if--" : "";
  const GROUPS = { vendor: new Map(table.vendors), jurisdiction: new Map(table.jurisdictions) };
  const off = { off: new Set(), vendor: new Set(), jurisdiction: new Set() };
  const boxes = [];

  // The address: off=a,b&vendor=v&jurisdiction=j

  function read() {
    let hash = location.hash.slice(1);
    if (inOne && hash === "what-if") write();
    if (inOne && !hash.startsWith(PREFIX)) return;
    if (inOne) {
      // The page is shown by its name; what is off is written behind it when it is.
      location.replace("#what-if");
      hash = hash.slice(PREFIX.length);
    }
    const given = new URLSearchParams(hash);
    for (const kind of Object.keys(off)) {
      const known = (name) => kind === "off"
        ? estate.ids.has(name) && !estate.never.has(estate.ids.get(name))
        : GROUPS[kind].has(name);
      const names = (given.get(kind) ?? "").split(",").map(decode).filter(known);
      off[kind] = new Set(names);
    }
    show();
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function write() {
    const parts = Object.entries(off)
      .filter(([, names]) => names.size)
      .map(([kind, names]) => `${kind}=${[...names].map((n) => encodeURIComponent(encodeURIComponent(n))).join(",")}`);
    const hash = parts.length ? `#${PREFIX}${parts.join("&")}` : inOne ? "#what-if" : location.pathname + location.search;
    history.replaceState(null, "", hash);
  }

  // The left side: what can be switched off.

  function choice(kind, name, title, words) {
    const box = element("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      if (box.checked) off[kind].add(name);
      else off[kind].delete(name);
      changed();
    });
    const own = element("label", {}, box, element("span", {}, title, ...(words && words !== title ? [" ", element("code", {}, words)] : [])));
    const line = element("li", {}, own);
    boxes.push({ kind, name, box, line, text: `${kind} ${name} ${title}`.toLowerCase() });
    return line;
  }

  function section(title, lines, open) {
    if (!lines.length) return [];
    const details = element("details", { class: "choices" },
      element("summary", {}, `${title} `, element("span", { class: "meta" }, String(lines.length))),
      element("ul", {}, ...lines));
    details.open = open;
    return [details];
  }

  function sections() {
    const kinds = ["Services", "Providers", "Failure domains"];
    const able = estate.names.filter((name) => !estate.never.has(estate.ids.get(name)));
    const of = (kind) => able
      .filter((name) => table.kinds[estate.ids.get(name)] === kind)
      .map((name) => choice("off", name, estate.title(name), name));
    return [
      ...section(kinds[1], of(1), matchMedia("(min-width: 56rem)").matches),
      ...section(kinds[2], of(2), false),
      ...section(kinds[0], of(0), false),
      ...section("Everything of a vendor", [...GROUPS.vendor.keys()].map((n) => choice("vendor", n, n)), false),
      ...section("Everything of a jurisdiction", [...GROUPS.jurisdiction.keys()].map((n) => choice("jurisdiction", n, n)), false),
    ];
  }

  const finder = element("input", { type: "search", placeholder: "name, vendor, jurisdiction", autocomplete: "off", spellcheck: "false" });
  finder.addEventListener("input", () => {
    const words = finder.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { line, text } of boxes) line.hidden = !words.every((word) => text.includes(word));
    for (const group of place.querySelectorAll("details.choices")) {
      const found = group.querySelector("li:not([hidden])");
      group.hidden = !found;
      if (words.length && found) group.open = true;
    }
  });

  const chips = element("ul", { class: "off", "aria-label": "Switched off" });
  const counted = element("p", { class: "counted", role: "status" });
  const results = element("div");

  function scenarios() {
    if (!table.scenarios.length) return [];
    const pick = element("select", {}, element("option", { value: "" }, "a scenario …"));
    table.scenarios.forEach(([, one], i) => pick.append(element("option", { value: String(i) }, one.title)));
    const about = element("p", { class: "meta" });
    pick.addEventListener("change", () => {
      about.replaceChildren();
      if (pick.value === "") return;
      const [name, one] = table.scenarios[Number(pick.value)];
      off.off = new Set(one.fails.map((id) => estate.names[id]));
      off.vendor.clear();
      off.jurisdiction.clear();
      about.append(one.load
        ? "Demand, overload, times and data of this day: "
        : "Times and data of this day: ", link(`scenarios/${name}.html`, one.title));
      changed();
    });
    return [element("label", { class: "pick" }, "Start from ", pick), about];
  }

  // The right side: what comes of it.

  function failed() {
    const names = new Set(off.off);
    for (const kind of ["vendor", "jurisdiction"]) {
      for (const group of off[kind]) for (const id of GROUPS[kind].get(group)) names.add(estate.names[id]);
    }
    return names;
  }

  function why(name, fails, states) {
    const hit = estate.below(name).filter((other) => states.before[other] !== "up");
    if (!hit.length) return "";
    const named = listed(hit.map((other) => component(estate, other)), 4);
    return element("span", {}, "for want of ", ...named);
  }

  function row(name, fails, states) {
    const runbook = estate.runbook(name);
    const hit = states.before[name] !== "up" || states.after[name] !== "up";
    const title = link(estate.page(name), estate.title(name));
    const cell = (label, ...inside) => element("td", { "data-label": label }, ...inside);
    return element("tr", {},
      element("th", { scope: "row" }, title),
      cell("Tier", estate.tier(name)),
      cell("Before people act", state(states.before[name])),
      cell("After", state(states.after[name])),
      cell("Why", why(name, fails, states)),
      cell("What to do", ...(hit && runbook ? [link(runbook, "runbook")] : [])));
  }

  function tabled(title, names, fails, states) {
    if (!names.length) return [];
    const heads = ["Component", "Tier", "Before people act", "After", "Why", "What to do"];
    const body = element("tbody", {}, ...names.map((name) => row(name, fails, states)));
    return [
      element("h2", {}, title),
      element("div", { class: "scroll" }, element("table", { class: "rows" },
        element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
        body)),
    ];
  }

  const WORST = { down: 0, degraded: 1, up: 2 };

  function ordered(names, states) {
    const rank = (name) => {
      const tier = table.order.indexOf(estate.tier(name));
      return [tier < 0 ? table.order.length : tier, WORST[states.after[name]], WORST[states.before[name]]];
    };
    const keys = new Map(names.map((name) => [name, rank(name)]));
    return [...names].sort((a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      return x[0] - y[0] || x[1] - y[1] || x[2] - y[2] || (a < b ? -1 : 1);
    });
  }

  function sentence(fails, states) {
    const others = estate.names.filter((name) => !fails.has(name));
    const count = (test) => others.filter(test).length;
    const good = count((n) => states.after[n] === "down");
    const waits = count((n) => states.after[n] !== "down" && states.before[n] === "down");
    const worse = count((n) => states.before[n] !== "down" && states.after[n] === "degraded");
    const short = count((n) => states.before[n] === "degraded" && states.after[n] === "up");
    if (!fails.size) return "Nothing is switched off: choose below what fails.";
    const told = [[good, "down for good"], [waits, "down until people act"], [worse, "degraded"], [short, "degraded until people act"]];
    const hit = told.filter(([n]) => n).map(([n, words]) => `${n} ${words}`);
    const rest = others.length - good - waits - worse - short;
    return `${fails.size} switched off; of the other ${others.length}: ${[...hit, `${rest} unchanged`].join(", ")}.`;
  }

  function show() {
    const fails = failed();
    const states = estate.states(fails);
    for (const { kind, name, box } of boxes) {
      const through = kind === "off" && !off.off.has(name) && fails.has(name);
      box.checked = off[kind].has(name) || through;
      box.disabled = through;
    }
    chips.replaceChildren(...Object.entries(off).flatMap(([kind, names]) => [...names].map((name) => {
      const words = kind === "off" ? estate.title(name) : `${kind} ${name}`;
      return element("li", {}, button(`${words} ×`, () => {
        off[kind].delete(name);
        changed();
        finder.focus();
      }, { "aria-label": `Switch ${words} on again` }));
    })));
    if (fails.size) {
      chips.append(element("li", {}, button("All on again", () => {
        for (const names of Object.values(off)) names.clear();
        changed();
        finder.focus();
      }, { class: "clear" })));
    }
    counted.textContent = sentence(fails, states);
    const promised = estate.names.filter((name) => estate.tier(name));
    const hit = (name) => states.before[name] !== "up" || states.after[name] !== "up";
    const others = estate.names.filter((name) => hit(name) && !fails.has(name));
    results.replaceChildren(
      ...tabled("What is hit", ordered(others, states), fails, states),
      ...works(ordered(promised.filter((name) => !hit(name)), states)));
  }

  function works(names) {
    const what = "What still works";
    if (!names.length) return [element("h2", {}, what), element("p", {}, "No service with a tier.")];
    const lines = names.map((name) => element("li", {},
      state("up"), " ", link(estate.page(name), estate.title(name)), " ", element("small", {}, estate.tier(name))));
    return [element("h2", {}, what), element("ul", { class: "works" }, ...lines)];
  }

  function changed() {
    show();
    write();
  }

  place.append(
    element("div", { class: "tally" }, counted, chips),
    element("div", { class: "switches" },
      element("h2", {}, "Switch off"),
      ...scenarios(),
      element("label", { class: "find" }, "Find ", finder),
      ...sections()),
    element("div", { class: "outcome" }, results));
  place.hidden = false;
  show();
  if (inOne && document.readyState !== "complete") {
    // Until then a browser still looks for what the address names.
    await new Promise((done) => addEventListener("load", done, { once: true }));
  }
  read();
  addEventListener("hashchange", read);
})();
