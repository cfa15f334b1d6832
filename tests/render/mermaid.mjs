// node mermaid.mjs FOLDER FILE...: what npm's mermaid reads in diagrams, as JSON by file.
// FOLDER is a node_modules that holds mermaid and jsdom.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { JSDOM } = createRequire(`${folder}/`)("jsdom");
globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const found = pathToFileURL(`${folder}/mermaid/dist/mermaid.core.mjs`);
const { default: mermaid } = await import(found);
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });

// Mermaid keeps #35; like this until it draws.
const shown = (text) =>
  text.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
const answers = {};
for (const file of files) {
  const text = readFileSync(file, "utf8");
  try {
    const { diagramType: type } = await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    answers[file] = { type };
    if (type.startsWith("flowchart")) {
      const nodes = [...db.getVertices().values()].map((node) => shown(node.text));
      answers[file].nodes = nodes;
      answers[file].edges = db.getEdges().map((edge) => shown(edge.text));
      answers[file].frames = db.getSubGraphs().map((frame) => shown(frame.title));
    } else {
      answers[file].tasks = db.getTasks().map((task) => task.task);
    }
  } catch (error) {
    answers[file] = { error: String(error) };
  }
}
console.log(JSON.stringify(answers));
