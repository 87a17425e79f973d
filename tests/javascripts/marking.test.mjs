// The page's marker cuts a text into windows, tells how far it is, and stops when nobody waits. The runtime is one of the
// test's own; that the numbers are right, test_marking.py holds with onnxruntime itself.
import assert from "node:assert/strict";
import { test } from "node:test";

import { settled } from "./scope.mjs";
import { join, makeWorker } from "./worker.mjs";

const OUTPUTS = 28;
const { windows, share } = join([], ["marking.js"]).nudgeMarking;
const count = (length, first = 10) => Array.from({ length }, (_, at) => first + at);

/** A worker whose graph says one half everywhere, and whose tokens are words of single letters. */
function made({ dims = (rows) => [rows, OUTPUTS], fill = 0.5 } = {}) {
  const it = { ran: [] };
  const vocab = Object.fromEntries(["[PAD]", "[UNK]", "[CLS]", "[SEP]", ..."abc"].map((token, id) => [token, id]));
  const tokenizer = {
    added_tokens: [],
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: null,
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: { type: "WordPiece", unk_token: "[UNK]", continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab },
  };
  class Tensor {
    constructor(type, data, dims) {
      Object.assign(this, { type, data, dims });
    }
  }
  async function run({ ids, share: shares }) {
    await settled();
    it.ran.push({ ids: Array.from(ids.data, Number), dims: shares.dims });
    const [rows, columns] = dims(shares.dims[0]);
    return { p: { data: new Float32Array(rows * columns).fill(fill), dims: [rows, columns] } };
  }
  const ort = { env: { wasm: {} }, Tensor, InferenceSession: { create: async () => ({ run }) } };
  const give = (name) => new TextEncoder().encode(name.endsWith("tokenizer.json") ? JSON.stringify(tokenizer) : name);
  return Object.assign(it, makeWorker({ ort, give, globals: { performance, console: { error() {} } } }));
}

const mark = (it, passages, options) => it.ask("MarkText", { model: "tutor", passages }, options);
const LONG = "a ".repeat(127).trim();

test("passages are joined whole into as few windows as hold them", () => {
  const found = windows(Array(9).fill(count(100)), 2, 3);
  assert.deepEqual(found.map(({ spans }) => spans.length), [3, 3, 3]);
  for (const { ids, spans } of found) {
    assert.deepEqual([ids[0], ids.at(-1)], [2, 3]);
    for (const [start, end] of spans) assert.deepEqual(ids.slice(start, end), count(100));
  }
  assert.deepEqual([126, 127].map((last) => windows([count(128), count(128), count(last)], 2, 3).map(({ ids }) => ids.length)), [[384], [258, 129]]);
  assert.equal(windows([count(500)], 2, 3)[0].ids.length, 130);
  assert.deepEqual(windows([], 2, 3), []);
});

test("a share is the mean over a passage's own tokens, and nothing where it has none", () => {
  const [window] = windows([[7, 8], [], [9]], 2, 3);
  assert.deepEqual([...share(window)], [0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
});

test("every passage gets its row, and no mark of the tokenizer stands inside a window", async () => {
  const it = made();
  const { value } = await mark(it, ["a b", "", "C? a"]);
  assert.deepEqual(value.p, Array(3).fill(Array(OUTPUTS).fill(0.5)));
  assert.deepEqual(it.ran, [{ ids: [2, 4, 5, 6, 1, 4, 3], dims: [3, 7] }]);
});

test("it tells after each window how many passages are read, and asks for patience before it", async () => {
  const it = made();
  const { value, progress } = await mark(it, Array(8).fill(LONG));
  assert.equal(value.p.length, 8);
  assert.deepEqual(progress.map(({ p }) => p.length), [3, 6, 8]);
  assert.equal(it.sent.filter(({ type }) => type === "busy").length, 1 + 3);
});

test("a marking that is dropped reads no further window", async () => {
  const it = made();
  const marking = mark(it, Array(30).fill(LONG), { onProgress: () => it.drop(marking.number) });
  await assert.rejects(marking, { dropped: true });
  await settled();
  assert.ok(it.ran.length <= 2, `${it.ran.length} windows`);
});

test("what is no probability of 28 things is refused in words", async () => {
  for (const broken of [{ fill: NaN }, { dims: (rows) => [rows, 3] }]) {
    await assert.rejects(mark(made(broken), ["a"]), /^Error: The marker said nothing that can be used; mark the text yourself\.$/);
  }
});

test("its files are asked for once, and only when a text is to be marked", async () => {
  const it = made();
  assert.deepEqual(it.sent.map(({ type }) => type), ["ready"]);
  await Promise.all([mark(it, ["a"]), mark(it, ["b"])]);
  const names = it.sent.filter(({ type }) => type === "need").map(({ name }) => name);
  assert.deepEqual(names.sort(), ["models/tutor/marker.onnx", "models/tutor/tokenizer.json", "ort.wasm"]);
});
