// A drag becomes the value that the control itself would take: every map, every step, both ends.
import assert from "node:assert/strict";
import { test } from "node:test";

import { load, plain } from "./scope.mjs";

const { scaleOf, inPicture, valueAt, stepped, rounded, onCurve, drawnAt, nearest, placesOf, reached, along } = load(["scales.js"]).nudgeScales;
const across = scaleOf({ handle: "p", axis: "x", from: "62", to: "468", low: "0", high: "1", scale: "linear" });
const up = scaleOf({ handle: "floor", axis: "y", from: "216", to: "12", low: "0", high: "1.08", scale: "linear" });
const sizes = scaleOf({ handle: "size", axis: "x", from: "62", to: "468", low: "1", high: "1000", scale: "log" });
const P = { min: "0.001", max: "0.999", step: "0.001" };

const near = (value, expected, room = 1e-9) => assert.ok(Math.abs(value - expected) <= room, `${value} is not ${expected}`);

test("a handle's data becomes a map", () => {
  assert.deepEqual(plain(up), { axis: "y", from: 216, to: 12, low: 0, high: 1.08, log: false });
  assert.equal(sizes.log, true);
});

test("a point of the screen is found in the picture, however it is scaled, moved or turned", () => {
  assert.deepEqual(plain(inPicture({ x: 110, y: 60 }, { a: 2, b: 0, c: 0, d: 2, e: 10, f: 20 })), { x: 50, y: 20 });
  const { x, y } = inPicture({ x: -30, y: 70 }, { a: 0, b: 1.5, c: -1.5, d: 0, e: 0, f: 10 });
  near(x, 40);
  near(y, 20);
  const turned = inPicture({ x: -25, y: 70 }, { a: 0, b: 1.5, c: -1.5, d: 0, e: 5, f: 10 });
  near(turned.x, 40);
  near(turned.y, 20);
});

test("the ends of the axis are the ends of the values, and beyond them nothing more comes", () => {
  for (const [scale, low, high] of [[across, 0, 1], [up, 0, 1.08], [sizes, 1, 1000]]) {
    near(valueAt(scale, scale.from), low);
    near(valueAt(scale, scale.to), high);
    const way = Math.sign(scale.to - scale.from);
    near(valueAt(scale, scale.from - way * 99), low);
    near(valueAt(scale, scale.to + way * 99), high);
  }
});

test("an axis that begins at no 0, and at no 1, is measured from where it begins", () => {
  near(valueAt({ from: 0, to: 100, low: 10, high: 20, log: false }, 50), 15);
  near(valueAt({ from: 0, to: 100, low: 10, high: 1000, log: true }, 50), 100);
});

test("farther right, and higher up, is more", () => {
  for (const [scale, way] of [[across, 1], [up, -1], [sizes, 1]]) {
    const values = [1, 50, 100, 200].map((far) => valueAt(scale, scale.from + way * far));
    assert.deepEqual(values, [...values].sort((a, b) => a - b));
    assert.equal(new Set(values).size, 4);
  }
});

test("halfway is the mean of a linear axis and the geometric mean of a logarithmic one", () => {
  near(valueAt(across, 265), 0.5);
  near(valueAt(up, 114), 0.54);
  near(valueAt(sizes, 265), Math.sqrt(1000), 1e-6);
});

test("a value becomes the nearest step, printed as the control prints it", () => {
  assert.equal(stepped(0.36788, P), "0.368");
  assert.equal(stepped(0.1 + 0.2, { min: "0", max: "1", step: "0.1" }), "0.3");
  assert.equal(stepped(17.5, { min: "0", max: "999", step: "1" }), "18");
  assert.equal(stepped(0.0000149, { min: "1e-05", max: "0.1", step: "1e-05" }), "0.00001");
  assert.equal(stepped(0.07, { min: "0", max: "0.5", step: "0.01" }), "0.07");
  assert.equal(stepped(0.123456, { min: "0", max: "1", step: "any" }), "0.123456");
  assert.equal(stepped(7.4, { min: "", max: "", step: "" }), "7");
  assert.equal(stepped(-7.6, { min: "", max: "", step: "2" }), "-8");
});

test("a value outside the limits is the last step inside them", () => {
  assert.equal(stepped(-3, P), "0.001");
  assert.equal(stepped(5, P), "0.999");
  assert.equal(stepped(10, { min: "0", max: "10", step: "3" }), "9");
});

test("steps are counted from the least value", () => {
  assert.equal(stepped(6.9, { min: "2", max: "10", step: "3" }), "8");
  assert.equal(stepped(10, { min: "2", max: "10", step: "3" }), "8");
});

test("steps so fine that their numbers are written with a power keep all their digits", () => {
  assert.equal(stepped(3.4e-7, { min: "0", max: "1e-6", step: "1e-7" }), "3e-7");
  assert.equal(stepped(4.4e-7, { min: "0", max: "1e-6", step: "1.5e-7" }), "4.5e-7");
  assert.equal(stepped(7.2e-11, { min: "0", max: "1e-6", step: "1e-11" }), "7e-11");
});

test("every step of a control is reached from its own value, and only steps are", () => {
  for (let i = 1; i <= 999; i++) assert.equal(stepped(i / 1000 + 0.0004, P), String(i / 1000));
});

test("a handle's place is read from its transform", () => {
  assert.deepEqual(plain(drawnAt("translate(62 12.5)")), { x: 62, y: 12.5 });
  assert.deepEqual(plain(drawnAt("translate(-.5 216)")), { x: -0.5, y: 216 });
});

test("a transform that says more than a place is none", () => {
  for (const other of ["", "translate(62 12.5) scale(2)", "scale(2) translate(62 12.5)"]) {
    assert.deepEqual(plain(drawnAt(other)), { x: 0, y: 0 });
  }
});

test("of two handles under a finger the nearer moves, and of two at one place the one on top", () => {
  assert.equal(nearest({ x: 10, y: 0 }, [{ x: 0, y: 0 }, { x: 12, y: 1 }, { x: 40, y: 0 }]), 1);
  assert.equal(nearest({ x: 10, y: 0 }, [{ x: 8, y: 0 }, { x: 8, y: 0 }]), 1);
  assert.equal(nearest({ x: 0, y: 50 }, [{ x: 0, y: 45 }, { x: 0, y: -50 }]), 0);
});

const TRAIL = "0,0 0,0 1,0 2,0 40,0 40,40 80,40";

test("a trail is read from its places", () => {
  assert.deepEqual(plain(placesOf("0,0 -3,4.5")), [{ x: 0, y: 0 }, { x: -3, y: 4.5 }]);
});

const steps = (places) => plain(places).map(({ x, y }) => [Math.round(x), Math.round(y)]);

test("places at an end that lie on each other are reached by pulling on beyond it, the others where they are", () => {
  const rowed = steps(reached(placesOf(TRAIL), 10));
  assert.deepEqual(rowed, [[-30, 0], [-20, 0], [-10, 0], [0, 0], [40, 0], [40, 40], [80, 40]]);
  const turned = TRAIL.split(" ").reverse().join(" ");
  assert.deepEqual(steps(reached(placesOf(turned), 10)), rowed.toReversed());
});

test("a trail whose places lie apart, or all on each other, stays as it is", () => {
  for (const path of ["0,0 40,0 80,0", "5,5 5,5 5,5", "5,5"]) {
    assert.deepEqual(plain(reached(placesOf(path), 10)), plain(placesOf(path)));
  }
});

test("a hand means the nearest place; of those it cannot tell apart the one it comes to first", () => {
  const places = placesOf("0,0 100,0 100,2 100,100 101,0");
  assert.equal(along(places, { x: 10, y: 5 }, 4, 6), 0);
  assert.equal(along(places, { x: 90, y: 80 }, 0, 6), 3);
  assert.deepEqual([0, 1, 2, 3, 4].map((now) => along(places, { x: 100, y: 0 }, now, 6)), [1, 1, 2, 2, 4]);
});

test("of round values the nearest by ratio is taken, as it is written", () => {
  const values = ["0.00001", "0.0001", "0.000106", "0.001"];
  assert.equal(rounded(0.00003, values), "0.00001");
  assert.equal(rounded(0.00004, values), "0.0001");
  assert.equal(rounded(0.000104, values), "0.000106");
  assert.equal(rounded(5, values), "0.001");
  assert.equal(rounded(1e-9, values), "0.00001");
});

test("a 0 before round values stands a stride before the next", () => {
  const values = ["0", "1", "4", "16"];
  assert.deepEqual([0.26, 0.49, 0.51, 1.9, 2.1, 99].map((one) => rounded(one, values)), ["0", "0", "1", "1", "4", "16"]);
});

test("the place of a curve that a hand means is the nearest, also between its corners and beyond its ends", () => {
  const steep = [{ x: 0, y: 0 }, { x: 10, y: 100 }, { x: 110, y: 110 }];
  const at = onCurve(steep, { x: 5, y: 50 });
  near(at.x, 5);
  near(at.y, 50);
  // Level with the steep part, far to its right: the hand moves up and down there, and the place with it.
  const beside = onCurve(steep, { x: 9, y: 40 });
  assert.ok(beside.x < 6 && beside.y > 35);
  assert.deepEqual(plain(onCurve(steep, { x: -50, y: -50 })), { x: 0, y: 0 });
  assert.deepEqual(plain(onCurve(steep, { x: 500, y: 100 })), { x: 110, y: 110 });
  assert.deepEqual(plain(onCurve([{ x: 3, y: 4 }], { x: 9, y: 9 })), { x: 3, y: 4 });
  assert.deepEqual(plain(onCurve([{ x: 3, y: 4 }, { x: 3, y: 4 }], { x: 9, y: 9 })), { x: 3, y: 4 });
});

test("no other place of a curve is nearer than the one that is found", () => {
  const curve = [...Array(30).keys()].map((i) => ({ x: 10 * i, y: 200 * Math.exp(-i / 4) }));
  for (const point of [{ x: 40, y: 10 }, { x: 5, y: 150 }, { x: 100, y: 100 }, { x: 250, y: 3 }]) {
    const found = onCurve(curve, point);
    const far = (one) => Math.hypot(one.x - point.x, one.y - point.y);
    for (let i = 0; i + 1 < curve.length; i++) {
      for (let share = 0; share <= 1; share += 0.1) {
        const there = { x: curve[i].x + share * 10, y: curve[i].y + share * (curve[i + 1].y - curve[i].y) };
        assert.ok(far(found) <= far(there) + 1e-9);
      }
    }
  }
});
