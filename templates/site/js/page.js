// What every page offers a reader beside its text: other colours, and commands to copy.
"use strict";
(function () {
  const { element, button } = globalThis.drctl;
  const colours = globalThis.drctlColours;
  const menu = document.querySelector("header .tools");
  if (menu && colours) {
    const words = () => (colours.dark() ? "Light colours" : "Dark colours");
    const toggle = button("", () => {
      colours.toggle();
      toggle.textContent = words();
    }, { class: "colours" });
    toggle.textContent = words();
    menu.append(toggle);
  }

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
