// The pictures of the one-file form lie in it compressed; they are put where they stand before
// anything else asks for them. Without this the words beside each picture say the same.
"use strict";
globalThis.drctlDrawn = (async function () {
  const held = document.getElementById("drawn");
  const bytes = Uint8Array.from(atob(held.textContent.trim()), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const pictures = JSON.parse(await new Response(plain).text());
  pictures.forEach((picture, i) => {
    document.getElementById(`picture-${i + 1}`).innerHTML = picture;
  });
})();
