// Reads a flowchart with the parser of Mermaid itself and prints nodes, arrows and classes as JSON.
// Mermaid wants a browser: the document object model of jsdom is enough for it to read.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<body></body>");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

const source = readFileSync(process.argv[2], "utf8");
mermaid.initialize({ startOnLoad: false });
await mermaid.parse(source);
const { db } = await mermaid.mermaidAPI.getDiagramFromText(source);

// What a reader of the picture sees: Mermaid keeps its entities in a form of its own until it draws.
function seen(text) {
  const element = window.document.createElement("div");
  element.innerHTML = text.replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
  for (const line of element.querySelectorAll("br")) line.replaceWith("\n");
  if (element.children.length > 0) throw new Error(`a label holds elements: ${element.innerHTML}`);
  return element.textContent;
}

const nodes = {};
for (const [id, vertex] of db.getVertices()) nodes[id] = { label: seen(vertex.text), classes: vertex.classes };
const edges = db.getEdges().map((edge) => [edge.start, edge.end, edge.stroke, edge.type, seen(edge.text)]);
const classes = Object.fromEntries([...db.getClasses()].map(([id, found]) => [id, found.styles]));
console.log(JSON.stringify({ direction: db.getDirection(), nodes, edges, classes }));
process.exit(0);
