// What the other scripts share: elements made of plain text, links, and the compiled model.
"use strict";
globalThis.drctl = (function () {
  // A page of its own says how far up the site begins; in the one-file form all is one document.
  const root = document.body.dataset.root;
  let asked;

  // An element; children are elements or text, never HTML.
  function element(tag, given = {}, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(given)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // The address of a page of the site.
  function address(path) {
    if (root !== undefined) return root + path;
    const [page, place] = path.split("#");
    const key = page.replace(/\.html$/, "");
    return place ? `#${key}--${place}` : `#${key}`;
  }

  function link(path, ...children) {
    return element("a", { href: address(path) }, ...children);
  }

  function component(estate, name) {
    return link(estate.page(name), element("code", {}, name));
  }

  function state(word) {
    return element("span", { class: `state ${word}` }, word);
  }

  function button(words, press, given = {}) {
    const made = element("button", { type: "button", ...given }, words);
    made.addEventListener("click", press);
    return made;
  }

  // Nodes with commas between them; those beyond `most` are counted.
  function listed(nodes, most = 40) {
    const shown = nodes.slice(0, most).flatMap((node, i) => (i ? [", ", node] : [node]));
    if (nodes.length > most) shown.push(` and ${nodes.length - most} more`);
    return shown;
  }

  // The compiled model, read when it is first asked for.
  function estate() {
    asked ??= new Promise((done, failed) => {
      const made = () => done(new globalThis.drctlEstate(globalThis.drctlModel));
      if (globalThis.drctlModel) return made();
      const script = element("script", { src: `${root}model.js` });
      script.addEventListener("load", made);
      script.addEventListener("error", () => failed(new Error("model.js is missing")));
      document.head.append(script);
    });
    return asked;
  }

  return { root, element, address, link, component, state, button, listed, estate };
})();
