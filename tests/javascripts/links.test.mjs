// A link carries the State of one widget, whole or not at all; a row under the widget gives it, and a bad one is spoken of.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, plain, settled } from "./scope.mjs";

const BUILT = { prompt: "The cat", temperature: 1, chosen: null, written: [] };

/** A page with one widget and this address. `refuses`: Python takes no State of a link; `secret`: one is typed in it. */
function page(hash = "", { clipboard = true, refuses = false, id = "next_token", secret = false } = {}) {
  const visited = [];
  const sent = [];
  const element = (tag, attributes = {}, ...words) => {
    const made = { tag, ...attributes, words: words.join(""), children: [], textContent: "" };
    made.append = (...more) => made.children.push(...more);
    made.querySelector = (selector) => made.children.find(({ class: name }) => name && selector.endsWith(`.${name}`));
    made.select = () => (made.selected = true);
    made.remove = () => {};
    Object.defineProperty(made, "childElementCount", { get: () => made.children.length });
    return made;
  };
  const row = element("p");
  const widget = {
    id,
    built: BUILT,
    machine: { fields: { ...BUILT }, send: (event) => sent.push(plain(event)) },
    parentElement: { querySelector: () => row },
    getAttribute: () => "next_token",
    querySelector: (selector) => (secret && selector.includes("password") ? {} : null),
    scrollIntoView() {},
    visit(fields, refused) {
      if (refuses) refused();
      else visited.push(plain(fields));
    },
  };
  const copied = [];
  const listeners = {};
  const location = { hash, href: `http://host/nudge/${hash}` };
  const addresses = [];
  const scope = load(["early.js", "links.js"], {
    TextEncoder, TextDecoder, btoa, atob, URL,
    document: {
      readyState: "complete",
      getElementById: (id) => (id === widget.id ? widget : null),
      querySelector: () => ({ href: "http://host/nudge/code/" }),
    },
    location,
    history: { state: null, replaceState: (_, __, address) => addresses.push(address) },
    navigator: { clipboard: { writeText: clipboard ? async (text) => copied.push(text) : async () => { throw new Error("denied"); } } },
    addEventListener: (kind, listener) => (listeners[kind] = listener),
    nudgeForgetting: { make: element, button: (words, press) => Object.assign(element("button", {}, words), { press }) },
    nudgeWidgets: new Set([widget]),
  });
  const said = () => row.children.find((one) => one.class === "widget-foot-word").textContent;
  const press = async () => {
    await row.children.find(({ words }) => words === "Copy link").press();
    await settled();
  };
  const go = (fragment) => {
    location.hash = fragment;
    listeners.hashchange();
  };
  return { scope, widget, row, visited, sent, copied, addresses, said, press, go, ...scope.nudgeLinks };
}

test("what a link carries is what comes out of it, whatever letters are in it", () => {
  const { written, read, idOf } = page();
  for (const prompt of ["a", "Füße, 猫 and 🐈", "\u2028 </script> & \"", "\ud83d"]) {
    const fields = { ...BUILT, prompt, written: [3, 0] };
    const fragment = written("next_token", BUILT, fields);
    assert.match(fragment, /^#next_token:1:[\w-]+$/);
    assert.equal(idOf(fragment), "next_token");
    assert.deepEqual(plain(read(fragment, BUILT)), fields);
  }
});

test("only what differs from the page as built is in it", () => {
  const { written, read } = page();
  const short = written("next_token", BUILT, { ...BUILT, temperature: 0.5 });
  assert.ok(short.length < 45);
  assert.deepEqual(plain(read(short, { ...BUILT, prompt: "Another" })), { ...BUILT, prompt: "Another", temperature: 0.5 });
});

test("what would be longer than 2,048 characters is no link, and the page says so", async () => {
  const on = page();
  assert.equal(on.written("next_token", BUILT, { ...BUILT, prompt: "x".repeat(1600) }), undefined);
  assert.equal(on.written("next_token", BUILT, { ...BUILT, prompt: "x".repeat(1400) }).length < 2048, true);
  on.widget.machine.fields.prompt = "x".repeat(2000);
  await on.press();
  assert.match(on.said(), /too long for a link/);
  assert.deepEqual(on.copied, []);
});

test("a damaged or hostile fragment changes nothing and is spoken of", () => {
  const packed = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
  for (const state of ["", "A", "<b>", "e30:", packed("{"), packed([1]), packed(null), packed({ nothing: 1 }), packed('{"__proto__": {"p": 1}}'), packed(Buffer.from([0xff]).toString("latin1"))]) {
    const on = page(`#next_token:1:${state}`);
    assert.deepEqual(on.visited, []);
    assert.match(on.said(), /does not fit what stands here/);
  }
  const long = page(`#next_token:1:${packed({ prompt: "x".repeat(3000) })}`);
  assert.match(long.said(), /does not fit/);
  assert.match(page(`#next_token:2:${packed({ temperature: 2 })}`).said(), /another version of this page/);
});

test("an address that is no link of ours is left alone", () => {
  for (const hash of ["", "#cross-entropy", "#next_token", "#other:1:e30", "#Next:1:e30"]) {
    const on = page(hash);
    assert.deepEqual([on.visited, on.addresses, on.said()], [[], [], ""]);
  }
});

test("a link is shown on arrival and when the address changes, and a reload shows what was made of it", () => {
  const { written } = page();
  const half = written("next_token", BUILT, { ...BUILT, temperature: 0.5 });
  const on = page(half);
  assert.deepEqual(on.visited, [{ ...BUILT, temperature: 0.5 }]);
  assert.deepEqual(on.addresses, ["#next_token"]);
  on.go(written("next_token", BUILT, { ...BUILT, chosen: 7 }));
  assert.deepEqual(on.visited[1], { ...BUILT, chosen: 7 });
});

test("where a secret is typed no link decides what stands beside it, and none is given", () => {
  const { written } = page();
  const on = page(written("next_token", BUILT, { ...BUILT, prompt: "https://elsewhere.example" }), { secret: true });
  assert.deepEqual([on.visited, on.addresses], [[], []]);
  assert.deepEqual(on.row.children.map(({ words }) => words), ["How is this computed?"]);
});

test("a State that Python does not take is spoken of", () => {
  const { written } = page();
  assert.match(page(written("next_token", BUILT, { ...BUILT, temperature: 99 }), { refuses: true }).said(), /does not fit/);
});

test("the row names the widget's own code, and its button copies the address of what stands there", async () => {
  const on = page();
  assert.equal(on.row.children[0].href, "http://host/nudge/code/#next_token");
  on.widget.machine.fields.temperature = 0.5;
  await on.press();
  assert.deepEqual(on.copied, [`http://host/nudge/${on.written("next_token", BUILT, on.widget.machine.fields)}`]);
  assert.equal(on.said(), "Copied.");
});

test("where nothing may be copied the address stands there to be taken by hand", async () => {
  const on = page("", { clipboard: false });
  on.widget.machine.fields.temperature = 0.5;
  await on.press();
  const box = on.row.children.at(-1);
  assert.match(box.value, /^http:\/\/host\/nudge\/#next_token:1:/);
  assert.equal(box.selected, true);
});

test("a link that Python made is read like a copied one", () => {
  const { read } = page();
  // tests/widgets/engine/test_links.py makes these very ones.
  assert.deepEqual(plain(read("#cross_entropy:1:eyJwIjowLjQ5fQ", { p: 0.5 })), { p: 0.49 });
  assert.deepEqual(plain(read("#next_token:1:eyJwcm9tcHQiOiJab8OrIOKYlT8ifQ", BUILT)), { ...BUILT, prompt: "Zo\u00eb \u2615?" });
  assert.deepEqual(plain(read("#scale:1:e30", { tokens: 1 })), { tokens: 1 });
});

test("a hand-in goes to the teacher's page once, beside those that it has, and leaves the address", () => {
  const on = page("#hand-in=abc-_9", { id: "class_report" });
  assert.deepEqual(on.sent, [{ name: "link", value: "#hand-in=abc-_9", merge: false, file: true }]);
  assert.deepEqual(on.addresses, ["#class_report"]);
  on.go("#hand-in=second");
  assert.equal(on.sent.length, 2);
  assert.deepEqual(on.visited, []);
  assert.deepEqual(page("#hand-in=abc").sent, [], "no other page takes one");
});
