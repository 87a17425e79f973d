// What a token is in the page; that all tokens are those of Python, test_parity.py holds for thousands of texts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { file, join } from "./worker.mjs";

const scope = join(["tokenizers.js"], ["tokens.js"]);
const coder = scope.nudgeTokens(JSON.parse(new TextDecoder().decode(file("models/demo/tokenizer.json"))));
const bytes = (text) => [...new TextEncoder().encode(text)];

test("a text comes back from its tokens, and nothing in it is normalized", () => {
  for (const text of ["The cat sat.", "  two  spaces \t\n", "e\u0301 \u00e9 \ufb01", "\ufeffmark", "\u0000\u0007", "👩‍👩‍👧 猫"]) {
    assert.equal(coder.decode(coder.encode(text)), text);
  }
});

test("the mark typed as text is ordinary text, and its own token stands for nothing", () => {
  assert.equal(coder.end, coder.size - 1);
  assert.ok(!coder.encode("a<|endoftext|>b").includes(coder.end));
  assert.equal(coder.decode(coder.encode("<|endoftext|>")), "<|endoftext|>");
  assert.deepEqual(coder.token(coder.end), { id: coder.end, text: "", hex: "" });
});

test("half a surrogate pair is read as the sign for it, a whole one as its character", () => {
  assert.deepEqual(coder.encode("a\ud800b\udc00"), coder.encode("a\ufffdb\ufffd"));
  assert.equal(coder.decode(coder.encode("\ud83d\ude00")), "😀");
});

test("a token tells its text, or else its bytes in hexadecimal", () => {
  const [cat] = coder.encode(" cat");
  assert.deepEqual(coder.token(cat), { id: cat, text: " cat", hex: "" });
  const ids = coder.encode("猫");
  assert.equal(ids.map((id) => coder.token(id).hex).join(" "), bytes("猫").map((byte) => byte.toString(16).toUpperCase()).join(" "));
  assert.ok(ids.every((id) => coder.token(id).text.includes("\ufffd")));
});

test("half a character is shown in hexadecimal beside whole ones", () => {
  const ids = coder.encode("a猫é");
  assert.equal(coder.shown(ids), "a猫é");
  const [first, second] = coder.encode("猫").map((id) => coder.token(id).hex);
  assert.equal(coder.shown(coder.encode("a猫").slice(0, 2)), `a${`${first}`.split(" ").map((byte) => `⟨${byte}⟩`).join("")}`);
  assert.ok(second);
  assert.equal(coder.shown([coder.end]), "");
  assert.equal(coder.shown([]), "");
});

test("the same text again gives the same tokens, also after another", () => {
  const once = [...coder.encode("The cat")];
  coder.encode("Another text");
  assert.deepEqual(coder.encode("The cat"), once);
  assert.deepEqual(coder.encode("The cat"), once);
  assert.deepEqual(coder.encode(""), []);
});

test("the newest four texts are known, and read once; the oldest is forgotten", () => {
  const kept = ["a", "b", "c", "d"].map((text) => coder.encode(text));
  assert.equal(coder.encode("a"), kept[0]);
  coder.encode("e");
  assert.equal(coder.encode("a"), kept[0]);
  assert.notEqual(coder.encode("b"), kept[1]);
  assert.deepEqual(coder.encode("b"), kept[1]);
});

test("a long text without spaces is no trouble", () => {
  for (const text of ["ab".repeat(10_000), "猫".repeat(20_000), " ".repeat(20_000) + "x", "7".repeat(20_000)]) {
    assert.equal(coder.decode(coder.encode(text)), text);
  }
});
