// Weights of a run are kept whole on the device under their mark, come back by it, and are forgotten with their page.
import assert from "node:assert/strict";
import { test } from "node:test";

import { makeDevice } from "./device.mjs";
import { load, plain } from "./scope.mjs";

const PACKED = { model: "lab", step: 7, adamw: 7, flat: Float32Array.of(1, 2), m: Float32Array.of(3, 4), v: Float32Array.of(5, 6) };
const KEEP = { kind: "Keep", run: "mine", mark: "abc" };
const OPTIONS = { owner: "training_lab", number: 1 };

/** The effects of a page of this tab, and what its model worker was asked. */
function page(tab) {
  const asked = [];
  const perform = async (effect) => (asked.push(effect), effect.kind === "Keep" ? PACKED : "held");
  const { scope } = tab;
  const { nudgeEffects } = load(["effects.js"], { nudgeStore: scope.nudgeStore, nudgeKept: { page: "/laboratory/" } });
  const effects = nudgeEffects({ models: { perform, drop() {} }, store: () => tab.store });
  return { asked, perform: (effect) => effects.perform(effect, OPTIONS) };
}

test("kept weights are answered with their size, and the next visit lays them back", async () => {
  const device = makeDevice();
  assert.equal(await page(device.tab()).perform(KEEP), 24);
  const later = page(device.tab());
  assert.equal(await later.perform({ kind: "Weights", run: "mine", model: "lab", kept: "abc" }), "held");
  assert.deepEqual(plain(later.asked[0].packed), { ...PACKED, mark: "abc" });
});

test("weights under another mark, or none, are told of and never laid", async () => {
  const device = makeDevice();
  const one = page(device.tab());
  const weights = { kind: "Weights", run: "mine", model: "lab", kept: "abc" };
  await assert.rejects(one.perform(weights), /not on this device any more/);
  await one.perform({ ...KEEP, mark: "other" });
  await assert.rejects(one.perform(weights), /not on this device any more/);
  assert.deepEqual(one.asked.map(({ kind }) => kind), ["Keep"]);
});

test("weights that nobody kept are laid as ever", async () => {
  const one = page(makeDevice().tab());
  await one.perform({ kind: "Weights", run: "mine", model: "lab", seed: 3, kept: "" });
  assert.equal(one.asked[0].seed, 3);
  assert.ok(!one.asked[0].packed);
});

test("a browser without storage says that the run can go on only for this visit", async () => {
  const one = page(makeDevice().tab({ globals: { indexedDB: undefined } }));
  await assert.rejects(one.perform(KEEP), /keeps no weights here: this run can go on only until you leave/);
});

test("what a page keeps counts no weights as a widget, and forgets them with the rest", async () => {
  const tab = makeDevice().tab();
  const one = page(tab);
  await one.perform(KEEP);
  assert.deepEqual(plain(await tab.store.kept("/laboratory/")), { widgets: 0, marks: false, texts: 0 });
  await tab.store.forget("/laboratory/");
  await assert.rejects(one.perform({ kind: "Weights", run: "mine", model: "lab", kept: "abc" }), /not on this device/);
});
