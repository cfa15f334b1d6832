// What every page offers a reader beside its text: other colours, and commands to copy.
"use strict";
(function () {
  const { element, button } = globalThis.drctl;
  const colours = globalThis.drctlColours;
  const tools = document.querySelector("header .tools");
  if (tools && colours) {
    const toggle = button("◐", () => {
      colours.toggle();
      named();
    }, { class: "colours" });
    const named = () => {
      toggle.title = colours.dark() ? "Light colours" : "Dark colours";
      toggle.setAttribute("aria-label", toggle.title);
    };
    named();
    tools.append(toggle);
  }

  // A page's own contents are folded where there is no room beside it.
  const contents = document.querySelector("nav.contents details");
  if (contents) contents.open = matchMedia("(min-width: 72rem)").matches;

  // On paper nothing is folded away.
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("main details:not([open])")) {
      folded.open = true;
      folded.dataset.folded = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const opened of document.querySelectorAll("details[data-folded]")) {
      opened.open = false;
      delete opened.dataset.folded;
    }
  });

  const told = element("p", { class: "unseen", role: "status" });
  document.body.append(told);

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Older browsers, and pages that are neither served safely nor from the disk.
      const box = element("textarea", { class: "unseen", "aria-hidden": "true" });
      box.value = text;
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  }

  for (const code of document.querySelectorAll("pre > code.language-sh, pre > code.language-console")) {
    const lines = code.textContent.replace(/\n$/, "");
    const copying = button("Copy", async () => {
      const done = await copy(lines);
      copying.textContent = done ? "Copied" : "Not copied";
      told.textContent = done ? "The command is copied" : "The command could not be copied";
      setTimeout(() => { copying.textContent = "Copy"; }, 2000);
      copying.focus();
    }, { class: "copy", "aria-label": `Copy: ${lines.split("\n")[0].slice(0, 60)}` });
    const holder = element("div", { class: "command" });
    const pre = code.parentElement;
    pre.replaceWith(holder);
    holder.append(pre, copying);
  }

  // A long table's heads sort it: as written, and the other way round the second time.
  function sortable(box, rows) {
    const heads = [...box.querySelectorAll("thead th")];
    const key = (row, column) => {
      const text = row.children[column]?.textContent.trim() ?? "";
      return heads[column].classList.contains("number") ? Number(text) : text.toLowerCase();
    };
    heads.forEach((head, column) => {
      const press = () => {
        const down = head.getAttribute("aria-sort") !== (head.classList.contains("number") ? "descending" : "ascending");
        const up = head.classList.contains("number") ? !down : down;
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const keyed = rows.map((row) => [key(row, column), row]);
        keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0) * (up ? 1 : -1));
        keyed[0][1].parentElement.append(...keyed.map(([, row]) => row));
      };
      const sorter = button("", press, { class: "sort" });
      sorter.append(...head.childNodes);
      head.append(sorter);
    });
  }

  // Every section can be pointed at.
  for (const head of document.querySelectorAll("main :is(h2, h3)[id]")) {
    const name = `Link to: ${head.textContent}`;
    head.append(" ", element("a", { class: "here", href: `#${head.id}`, "aria-label": name }, "#"));
  }

  // Long tables are narrowed by what one types.
  for (const box of document.querySelectorAll("[data-filter]")) {
    const rows = [...box.querySelectorAll("tbody tr")];
    if (rows.length < 12) continue;
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const field = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const count = element("span", { class: "meta", role: "status" });
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every((word) => texts[i].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      count.textContent = words.length ? `${shown} of ${rows.length}` : "";
    });
    sortable(box, rows);
    box.before(element("p", { class: "filter" }, element("label", {}, `Only ${box.dataset.filter} with `, field), " ", count));
  }

  // What scrolls sideways can be scrolled by keyboard too.
  for (const box of document.querySelectorAll(".scroll, pre")) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      if (!box.hasAttribute("role")) {
        const table = box.querySelector("caption, h2");
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", table ? table.textContent : box.matches("pre") ? "Text that scrolls" : "Table that scrolls");
      }
    }
  }
})();
