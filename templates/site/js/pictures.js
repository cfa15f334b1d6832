// Pictures one can move about in: zoom, pan, and choose a component to see what falls with it.
//
// Panning is the scrolling of the box around the picture, so that fingers, wheels and keys work
// as everywhere else; zooming changes the picture's width in it.
"use strict";
(function () {
  const { element, button, component, link, listed } = globalThis.drctl;
  const asked = globalThis.drctl.estate;
  const MARKS = ["chosen", "falls", "waits", "dims", "rests"];

  class Picture {
    constructor(figure) {
      this.box = figure.querySelector(".picture");
      this.svg = this.box.querySelector("svg");
      this.natural = this.svg.viewBox.baseVal.width;
      this.nodes = new Map();
      for (const group of this.svg.querySelectorAll("g.node")) {
        const name = group.querySelector("title")?.textContent;
        const link = group.querySelector("a");
        if (name && link) this.nodes.set(name, { group, link });
      }
      this.panel = element("div", { class: "effects", role: "status" });
      this.box.tabIndex = 0;
      this.box.setAttribute("role", "group");
      this.box.setAttribute("aria-label", `${this.svg.getAttribute("aria-label")} (plus and minus zoom, arrows move)`);
      this.tools = element("div", { class: "zoom" },
        button("−", () => this.zoom(1 / 1.3), { "aria-label": "Smaller" }),
        button("+", () => this.zoom(1.3), { "aria-label": "Larger" }),
        button("Fit", () => this.fit()),
        button("Full size", () => this.width(this.natural)));
      if (this.nodes.size) this.tools.append(element("span", { class: "meta" }, "Choose a component to see what falls with it."));
      figure.insertBefore(this.tools, this.box);
      this.box.after(this.panel);
      this.listen();
    }

    get wide() {
      return this.svg.getBoundingClientRect().width;
    }

    width(pixels) {
      const least = Math.min(this.box.clientWidth, this.natural) * 0.5;
      const width = Math.max(least, Math.min(pixels, this.natural * 4));
      this.svg.style.maxWidth = this.svg.style.minWidth = "none";
      this.svg.style.width = `${width}px`;
    }

    fit() {
      this.width(this.box.clientWidth);
      this.box.scrollTo(0, 0);
    }

    // Larger or smaller, with the point at (x, y) of the box kept where it is.
    zoom(factor, x = this.box.clientWidth / 2, y = this.box.clientHeight / 2) {
      const before = this.wide;
      const left = this.box.scrollLeft + x;
      const top = this.box.scrollTop + y;
      this.width(before * factor);
      const done = this.wide / before;
      this.box.scrollTo(left * done - x, top * done - y);
    }

    listen() {
      this.box.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const step = { "+": 1.3, "=": 1.3, "-": 1 / 1.3 }[event.key];
        if (step) this.zoom(step);
        else if (event.key === "0") this.fit();
        else if (event.key === "Escape" && this.panel.hasChildNodes()) this.clear();
        else return;
        event.preventDefault();
      });
      this.box.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
        event.preventDefault();
        const { left, top } = this.box.getBoundingClientRect();
        this.zoom(Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
      }, { passive: false });
      this.drag();
      this.pinch();
      this.box.addEventListener("click", (event) => {
        if (this.dragged) return event.preventDefault();
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab, as ever
        const group = event.target.closest("g.node");
        const name = group?.querySelector("title")?.textContent;
        if (!name || !this.nodes.has(name)) return;
        event.preventDefault();
        this.choose(name);
      });
    }

    drag() {
      let from = null;
      this.box.addEventListener("pointerdown", (event) => {
        this.dragged = false;
        if (event.pointerType !== "mouse" || event.button) return;
        from = [event.clientX, event.clientY, this.box.scrollLeft, this.box.scrollTop];
      });
      this.box.addEventListener("pointermove", (event) => {
        if (!from || !event.buttons) return;
        const [x, y] = [event.clientX - from[0], event.clientY - from[1]];
        if (Math.abs(x) + Math.abs(y) > 5) this.dragged = true;
        if (this.dragged) this.box.scrollTo(from[2] - x, from[3] - y);
      });
      addEventListener("pointerup", () => { from = null; });
      this.box.addEventListener("dragstart", (event) => event.preventDefault());
    }

    pinch() {
      let last = 0;
      const apart = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
      this.box.addEventListener("touchstart", ({ touches }) => {
        last = touches.length === 2 ? apart(touches) : 0;
      }, { passive: true });
      this.box.addEventListener("touchmove", (event) => {
        const { touches } = event;
        if (touches.length !== 2 || !last) return;
        event.preventDefault();
        const { left, top } = this.box.getBoundingClientRect();
        const x = (touches[0].clientX + touches[1].clientX) / 2 - left;
        const y = (touches[0].clientY + touches[1].clientY) / 2 - top;
        this.zoom(apart(touches) / last, x, y);
        last = apart(touches);
      }, { passive: false });
    }

    clear() {
      for (const { group, link } of this.nodes.values()) {
        group.classList.remove(...MARKS);
        link.removeAttribute("aria-current");
      }
      this.panel.replaceChildren();
    }

    async choose(name) {
      const estate = await asked();
      this.clear();
      const after = { down: [], waits: [], degraded: [] };
      const states = estate.states([name]);
      for (const other of estate.names) {
        if (other === name) continue;
        if (states.after[other] === "down") after.down.push(other);
        else if (states.before[other] === "down") after.waits.push(other);
        else if (states.after[other] === "degraded" || states.before[other] === "degraded") after.degraded.push(other);
      }
      const rests = estate.below(name);
      const points = estate.points(name);
      this.mark([name], "chosen");
      this.nodes.get(name).link.setAttribute("aria-current", "true");
      this.mark(after.down, "falls");
      this.mark(after.waits, "waits");
      this.mark(after.degraded, "dims");
      this.mark(rests.filter((other) => states.after[other] === "up" && states.before[other] === "up"), "rests");
      this.tell(estate, name, after, rests, points);
    }

    mark(names, how) {
      for (const name of names) this.nodes.get(name)?.group.classList.add(how);
    }

    tell(estate, name, after, rests, points) {
      const go = (names) => listed(names.map((other) => component(estate, other)));
      const row = (words, names, mark) => names.length
        ? [element("div", {}, element("dt", mark ? { class: mark } : {}, words), element("dd", {}, ...go(names)))]
        : [];
      const fallen = after.down.length + after.waits.length + after.degraded.length;
      const runbook = estate.runbook(name);
      this.panel.append(
        element("p", {}, element("strong", {}, estate.title(name)),
          fallen ? ": when it fails" : ": nothing else is hit when it fails, overload left out."),
        element("dl", { class: "facts" },
          ...row("Down for good", after.down, "falls"),
          ...row("Down until people act", after.waits, "waits"),
          ...row("Degraded", after.degraded, "dims"),
          ...row("It rests on", rests, "rests"),
          ...row("Each takes it down alone", points)),
        element("p", { class: "ways" },
          link(estate.page(name), "Its page"),
          ...(runbook ? [link(runbook, "Runbook")] : []),
          ...(estate.never.has(estate.ids.get(name)) ? [] : [link(`what-if.html#off=${name}`, "What if")]),
          button("Clear", () => { this.clear(); this.box.focus(); })));
    }
  }

  // In the one-file form they come a moment later.
  Promise.resolve(globalThis.drctlDrawn).catch(() => {}).then(() => {
    for (const figure of document.querySelectorAll("figure")) {
      if (figure.querySelector(".picture > svg")) new Picture(figure);
    }
  });
})();
