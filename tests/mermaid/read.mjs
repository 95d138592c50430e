// Reads a Mermaid diagram from standard input with Mermaid itself, and writes as JSON what Mermaid makes of it.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

// Mermaid cleans labels with DOMPurify, which needs a page to work in.
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const text = readFileSync(0, "utf-8");
await mermaid.parse(text);
const { db, title } = await mermaid.mermaidAPI.getDiagramFromText(text);

// Between parsing and drawing Mermaid keeps character codes in a form of its own.
const decoded = (label) =>
  label.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
const nodes = [...db.getVertices().values()].map(({ id, text }) => ({ id, text: decoded(text) }));
const edges = db.getEdges().map(({ start, end, text, stroke, type }) => ({
  start, end, text: decoded(text), stroke, type,
}));
console.log(JSON.stringify({ title: db.getDiagramTitle?.() ?? title, nodes, edges }));
