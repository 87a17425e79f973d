// A file of text goes into its box as written by hand; what is no plain text changes nothing, and a sentence says why.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, settled } from "./scope.mjs";

const MOST = 40;

/** A page with one widget, a box that holds `value`, a field that fills it, and a second widget without one. */
function page(value = "") {
  const listeners = {};
  const [said, heard, aside, waiting] = [[], [], [], []];
  const classes = new Set();
  const classList = { add: (name) => classes.add(name), remove: (name) => classes.delete(name) };
  const box = { name: "text", value, classList };
  box.dispatchEvent = ({ type }) => (heard.push([type, box.value]), waiting.splice(0).forEach((run) => run()));
  box.addEventListener = (_, run) => waiting.push(run);
  const field = { dataset: { fills: "text", most: String(MOST) } };
  const widget = {
    kept: { saver: { addAside: (...one) => aside.push(one) } },
    say: (words) => said.push(words),
    querySelector: () => field,
    querySelectorAll: () => [{ name: "prompt" }, box],
  };
  const scope = load(["files.js"], {
    document: {
      addEventListener: (kind, run) => (listeners[kind] = run),
      querySelectorAll: () => (classes.has("takes-file") ? [box] : []),
    },
  });
  async function choose(...files) {
    listeners.change({ target: Object.assign(field, { files, value: "c:\\file", closest: () => widget }) });
    for (let i = 0; i < 5; i++) await settled();
  }
  async function drag(kind, files, { over = widget, types = ["Files"] } = {}) {
    const event = { target: { closest: () => over }, dataTransfer: { types, files }, stopped: false, preventDefault: () => (event.stopped = true) };
    listeners[kind](event);
    for (let i = 0; i < 5; i++) await settled();
    return event;
  }
  return { scope, box, field, said, heard, aside, classes, choose, drag };
}

/** A file of these bytes, or of this text in UTF-8. */
function file(contents, name = "mine.txt") {
  return Object.assign(new Blob([typeof contents === "string" ? contents : Uint8Array.from(contents)]), { name });
}
const wide = (text, little) => [...text].flatMap((letter) => (little ? [letter.charCodeAt(0), 0] : [0, letter.charCodeAt(0)]));

test("a chosen file is written into the box, which sends its event, and the same one may be chosen again", async () => {
  const { box, field, heard, said, aside, choose } = page();
  await choose(file("Once upon a time."));
  assert.deepEqual(heard, [["input", "Once upon a time."]]);
  assert.equal(box.value, "Once upon a time.");
  assert.equal(field.value, "");
  assert.deepEqual([said, aside], [[""], []]);
});

test("what stood in the box is kept beside it, once it is another text", async () => {
  const { aside, choose } = page("Mine.");
  await choose(file("Theirs."));
  assert.deepEqual(aside, [["text", "Mine.", "box"]]);
  await choose(file("Theirs."));
  assert.equal(aside.length, 1);
});

test("marks at the beginning are read and taken off, and UTF-16 is known without one", async () => {
  const { scope } = page();
  const read = (bytes) => scope.nudgeFiles.textOf(file(bytes), MOST);
  assert.equal(await read([0xef, 0xbb, 0xbf, ...Buffer.from("Grüße 👋")]), "Grüße 👋");
  assert.equal(await read([0xff, 0xfe, ...wide("Hello", true)]), "Hello");
  assert.equal(await read([0xfe, 0xff, ...wide("Hello", false)]), "Hello");
  assert.equal(await read(wide("Hello", true)), "Hello");
  assert.equal(await read(wide("Hello", false)), "Hello");
});

for (const [contents, why] of [
  ["%PDF-1.7 and more", /“mine.txt” is a PDF and no plain text/],
  [[0x50, 0x4b, 3, 4, 9], /a document of an office program/],
  [[0x89, 0x50, 0x4e, 0x47, 13, 10], /is a picture/],
  ["{\\rtf1 hello}", /Rich Text/],
  [[72, 228, 117, 115], /no text in UTF-8 or UTF-16.*save it there as UTF-8/],
  ["one\0two three four five", /no plain text, but a file for some program/],
  ["", /no text in “mine.txt”/],
  [" \n\n", /no text in/],
  ["x".repeat(MOST + 1), /has 41 characters; a text of at most 40 characters fits/],
  ["x".repeat(4 * MOST + 1), /is too large: a text of at most 40/],
]) {
  test(`refused, and the box as it was: ${String(why)}`, async () => {
    const { box, heard, said, aside, choose } = page("Mine.");
    await choose(file(contents));
    assert.match(said.at(-1), why);
    assert.deepEqual([box.value, heard, aside], ["Mine.", [], []]);
    box.dispatchEvent({ type: "input" });
    assert.equal(said.at(-1), "");
  });
}

test("a folder, which nobody can read, is told of", async () => {
  const { said, choose } = page();
  await choose({ name: "folder", size: 0, arrayBuffer: async () => { throw new Error("NotReadable"); } });
  assert.match(said.at(-1), /“folder” cannot be read/);
});

test("a file that is dropped anywhere on the widget falls into the box, which shows so before", async () => {
  const { heard, classes, drag } = page();
  const over = await drag("dragover", []);
  assert.deepEqual([over.stopped, over.dataTransfer.dropEffect, [...classes]], [true, "copy", ["takes-file"]]);
  await drag("drop", [file("Dropped.")]);
  assert.deepEqual(heard, [["input", "Dropped."]]);
  assert.equal(classes.size, 0);
});

test("two files at once are both left", async () => {
  const { heard, said, drag } = page();
  await drag("drop", [file("a"), file("b")]);
  assert.deepEqual(heard, []);
  assert.match(said.at(-1), /One file at a time/);
});

test("a file dropped beside it does not take the page's place, and words that are dragged go where they always go", async () => {
  const { heard, drag } = page();
  assert.equal((await drag("dragover", [], { over: null })).dataTransfer.dropEffect, "none");
  assert.equal((await drag("drop", [file("a")], { over: null })).stopped, true);
  assert.equal((await drag("drop", [], { types: ["text/plain"] })).stopped, false);
  assert.deepEqual(heard, []);
});
