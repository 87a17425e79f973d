/**
 * What the model worker does when it is asked who is to blame (Probe): the gradient of what an answer costs, and one
 * weight of it checked in two other ways. widgets/embed/probe.py does the same while the site is built, and says how the
 * gradient of an answer alone comes out of the graph for a whole row.
 */
(function (scope) {
  "use strict";

  // How far the weight is nudged up and down: further, and the slope bends; nearer, and float32 has no digits left.
  const NUDGE = 2 ** -7;
  const RATE = 0.01;

  const size = ({ shape }) => shape.reduce((product, length) => product * length, 1);
  const end = (part) => part.start + size(part);

  /** Where the weights of a group begin and end: its parts lie side by side. An unknown group is all parts. */
  function places(layout, group) {
    const own = layout.parts.filter((part) => part.group === group || !layout.groups.includes(group));
    return [own[0].start, end(own[own.length - 1])];
  }

  /** @param {object} house what model-worker.js gives its performers */
  function probe(house) {
    async function Probe({ model: name, text, answer: typed, group }, task) {
      const { coder, layout, most } = await house.model(name);
      const files = ["step.sgd.onnx", "forward.onnx"].map((file) => house.graph(name, file));
      const [flat, step, forward] = await Promise.all([house.last(name), ...files]);

      async function stepped(row, rate) {
        const rows = { ids: house.longs([row.slice(0, -1)]), targets: house.longs([row.slice(1)]) };
        const inputs = { flat: house.floats(flat), ...rows, learning_rate: house.scalar(rate) };
        return (await house.alone(task, () => step.run(inputs, ["next"]))).next.data;
      }

      /** Logits after each of some ids, one row behind the other. */
      async function logits(weights, row) {
        const inputs = { flat: house.floats(weights), ids: house.longs([row]) };
        return (await house.alone(task, () => forward.run(inputs, ["logits"]))).logits.data;
      }

      let answer = coder.encode(typed).slice(0, most - 1);
      const all = coder.encode(text);
      const own = all.slice(Math.max(0, all.length - most + Math.max(1, answer.length)));
      const rowOf = (found, at) => found.subarray(at * coder.size, (at + 1) * coder.size);
      if (!answer.length) {
        const found = await logits(flat, [coder.end, ...own]);
        answer = scope.nudgeReading.largest(rowOf(found, own.length)).slice(0, 1);
      }
      const ids = [coder.end, ...own, ...answer];

      /** What one step on the answer alone takes from every weight, as a function of its place. */
      async function moved(rate) {
        const whole = await stepped(ids, rate * (ids.length - 1));
        const without = own.length ? await stepped(ids.slice(0, own.length + 1), rate * own.length) : flat;
        return (at) => without[at] - whole[at];
      }

      async function loss(weights) {
        const found = await logits(weights, ids.slice(0, -1));
        const losses = answer.map((id, at) => {
          const row = rowOf(found, own.length + at);
          return scope.nudgeReading.logSum(row) - row[id];
        });
        return losses.reduce((sum, one) => sum + one, 0);
      }

      const gradient = await moved(1);
      const norms = layout.groups.map((one) => norm(gradient, ...places(layout, one)));
      const at = steepest(gradient, ...places(layout, group));
      const part = layout.parts.find((one) => one.start <= at && at < end(one));
      const losses = [];
      const nudged = flat.slice();
      const moves = [NUDGE, -NUDGE].map((by) => Math.fround(flat[at] + by));
      for (const weight of moves) {
        nudged[at] = weight;
        losses.push(await loss(nudged));
      }
      const change = (await moved(RATE))(at);
      const index = at - part.start;
      const columns = part.shape[1];
      return {
        answer: answer.map(coder.token),
        loss: await loss(flat),
        groups: layout.groups,
        norms,
        part: part.name,
        place: columns ? [Math.floor(index / columns), index % columns] : [index],
        weight: flat[at],
        gradient: gradient(at),
        // A weight is stored with about seven digits: what it was really moved by is measured too.
        difference: (losses[0] - losses[1]) / (moves[0] - moves[1]),
        nudge: NUDGE,
        step_change: change / RATE,
        rate: RATE,
      };
    }

    return { Probe };
  }

  function norm(gradient, from, to) {
    let sum = 0;
    for (let at = from; at < to; at++) sum += gradient(at) ** 2;
    return Math.sqrt(sum);
  }

  /** Where the largest gradient is, whichever its sign. */
  function steepest(gradient, from, to) {
    let found = from;
    for (let at = from; at < to; at++) if (Math.abs(gradient(at)) > Math.abs(gradient(found))) found = at;
    return found;
  }

  scope.nudgeProbe = probe;
})(self);
