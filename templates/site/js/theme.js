// The colours a reader chose on an earlier page, before anything is painted.
"use strict";
(function () {
  const sheet = document.getElementById("dark");
  const written = sheet.media;
  const media = { light: "not all", dark: "screen", auto: written };

  function kept() {
    try {
      const chosen = localStorage.getItem("drctl-colours");
      return chosen in media ? chosen : "auto";
    } catch {
      return "auto"; // a browser may keep nothing for files
    }
  }

  function choose(scheme) {
    sheet.media = media[scheme];
    document.documentElement.style.colorScheme = scheme === "auto" ? "" : scheme;
    try {
      localStorage.setItem("drctl-colours", scheme);
    } catch {
      // it holds for this page only
    }
  }

  const scheme = kept();
  if (scheme !== "auto") choose(scheme);
  globalThis.drctlColours = {
    dark: () => matchMedia(sheet.media).matches,
    toggle() {
      const wanted = this.dark() ? "light" : "dark";
      const own = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      choose(wanted === own ? "auto" : wanted);
    },
  };
})();
