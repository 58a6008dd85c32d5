// Starts the YAML language server, gives it a schema and files, and prints as JSON what an editor would show:
// node ask.mjs SCHEMA QUESTIONS, where QUESTIONS is a JSON file [{text, line?, character?}]; with a place, what is
// proposed there is told beside what is wrong.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { dirname, join } from "node:path";

const [schema, questions] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const home = dirname(require.resolve("yaml-language-server/package.json"));
const server = spawn(process.execPath, [join(home, "bin/yaml-language-server"), "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });

let buffer = Buffer.alloc(0);
let next = 1;
const waiting = new Map();
const wrong = new Map();
const send = (message) => {
  const body = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
const ask = (method, params) =>
  new Promise((done) => {
    waiting.set(next, done);
    send({ id: next++, method, params });
  });
const settings = {
  yaml: { schemas: { [pathToFileURL(schema).href]: "/*.yaml" }, validate: true, completion: true, hover: true, schemaStore: { enable: false } },
};
const receive = (message) => {
  if (message.method === "textDocument/publishDiagnostics") {
    wrong.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.method === "workspace/configuration") {
    send({ id: message.id, result: message.params.items.map(({ section }) => settings[section] ?? {}) });
  } else if (message.method && message.id !== undefined) {
    send({ id: message.id, result: null });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result);
    waiting.delete(message.id);
  }
};
server.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const head = buffer.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
    if (buffer.length < head + 4 + length) return;
    const body = buffer.subarray(head + 4, head + 4 + length).toString();
    buffer = buffer.subarray(head + 4 + length);
    receive(JSON.parse(body));
  }
});

await ask("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: { workspace: { configuration: true }, textDocument: { completion: { completionItem: { documentationFormat: ["plaintext"] } } } },
});
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings } });
const answers = [];
for (const [number, { text, line, character }] of JSON.parse(readFileSync(questions, "utf8")).entries()) {
  const uri = `file:///${number}.yaml`;
  const found = new Promise((done) => wrong.set(uri, done));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  const answer = { wrong: (await found).map(({ message, range }) => ({ line: range.start.line + 1, message })) };
  if (line !== undefined) {
    const proposed = await ask("textDocument/completion", { textDocument: { uri }, position: { line, character } });
    answer.proposed = (proposed?.items ?? proposed ?? []).map((item) => item.label);
    const hover = await ask("textDocument/hover", { textDocument: { uri }, position: { line, character: 5 } });
    answer.hover = JSON.stringify(hover?.contents ?? "");
  }
  answers.push(answer);
}
console.log(JSON.stringify(answers));
server.kill();
