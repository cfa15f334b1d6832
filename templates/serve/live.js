// Added to every page by `drctl serve`: loads it again when the site has changed, says what is wrong.
"use strict";
(function () {
  const source = new EventSource("/live");
  const told = document.createElement("div");
  told.setAttribute("role", "alert");
  let seen;
  source.addEventListener("message", (event) => {
    const { version, wrong } = JSON.parse(event.data);
    seen ??= version;
    if (version !== seen) {
      source.close();
      location.reload();
      return;
    }
    told.replaceChildren();
    told.remove();
    if (!wrong) return;
    const title = document.createElement("strong");
    title.textContent = "The site cannot be built; this is the last one that could";
    const text = document.createElement("pre");
    text.textContent = wrong;
    told.append(title, text);
    Object.assign(told.style, {
      position: "sticky", bottom: 0, zIndex: 9, padding: "1rem", maxHeight: "60vh", overflow: "auto",
      color: "#ffffff", background: "#7a1414", borderTop: "3px solid #ffffff",
    });
    text.style.background = "transparent";
    text.style.color = "inherit";
    text.style.whiteSpace = "pre-wrap";
    document.body.append(told);
  });
})();
