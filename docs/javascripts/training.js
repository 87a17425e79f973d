/**
 * What the model worker does with weights: lays them under a run's name (Weights) and trains them (TrainStep).
 * widgets/embed/model.py does the same while the site is built. Weights leave the worker only
 * to be kept on the device (Keep), and come back from there.
 */
(function (scope) {
  "use strict";

  // A slice is one step, or as many as fit in this many milliseconds; between slices others are served.
  const SLICE = 50;
  const BETWEEN_PROGRESS = 100;
  const LONG_STEP = 1000;
  /** Weights times tokens that a slow phone trains in a millisecond: how long the first step may take, nobody knows yet. */
  const SLOWEST = 3e5;

  const refused = (sentence) => new scope.NudgeRefused(sentence);

  /** The weights (N,) of every run by its widget (`owner`) and name, with what the optimizer keeps beside them. */
  function makeRuns() {
    const kept = new Map();
    const key = (owner, name) => `${owner} ${name}`;
    return {
      set: (owner, name, run) => kept.set(key(owner, name), run),
      has: (owner, name, run) => kept.get(key(owner, name)) === run,
      forget: (owner) => [...kept.keys()].forEach((one) => one.startsWith(`${owner} `) && kept.delete(one)),
      get(owner, name, model) {
        const run = kept.get(key(owner, name));
        if (!run) throw refused(`There are no weights called “${name}”; lay them there first.`);
        if (model && run.model !== model) throw refused(`The weights called “${name}” are those of ${run.model}, not of ${model}.`);
        return run;
      },
    };
  }

  /** How many tokens a piece has: `context`, or the whole text up to what the model reads. */
  function pieceLength(context, tokens, most) {
    if (context > most) throw refused(`The model reads at most ${most} tokens at once, not ${context}.`);
    const length = context || Math.min(tokens, most);
    if (!tokens) throw refused("There is no text to train on; write some.");
    if (tokens < length) throw refused(`This text is too short: it has ${tokens} of the ${length} tokens that a step reads.`);
    return length;
  }

  /** @param {object} house what model-worker.js gives its performers */
  function training(house) {
    async function Weights({ owner, run, model, moment, seed, packed }, task) {
      const { layout } = await house.model(model);
      if (packed) {
        if (packed.model !== model || packed.flat.length !== layout.size) {
          throw refused("These weights were kept by another version of this page, so this run cannot go on; start a new one.");
        }
        const { flat, m, v, step, adamw } = packed;
        if (!task.dropped) house.runs.set(owner, run, { model, flat, m, v, step, adamw });
        return { run, model, step, parameters: flat.length };
      }
      const found = typeof seed === "number" ? { step: 0, flat: scope.nudgeWeights.fresh(layout, seed) } : await house.moment(model, moment);
      // Files come when they come: what was dropped meanwhile takes nobody's place.
      if (!task.dropped) house.runs.set(owner, run, { model, flat: found.flat, step: 0, adamw: 0 });
      return { run, model, step: found.step, parameters: found.flat.length };
    }

    /** All that a run is, as it is between two steps; it is copied on its way out. */
    async function Keep({ owner, run }) {
      const { model, flat, m, v, step, adamw } = house.runs.get(owner, run);
      return { model, flat, m, v, step, adamw };
    }

    async function TrainStep(asked, task) {
      const { owner, run: name, rates, optimizer } = asked;
      const run = house.runs.get(owner, name);
      const { coder, most } = await house.model(run.model);
      const tokens = coder.encode(asked.text);
      const text = { ids: [coder.end, ...tokens], length: pieceLength(asked.context, tokens.length, most) };
      const session = await house.graph(run.model, `step.${optimizer}.onnx`);
      const losses = [];
      let norms = [];
      let took = (run.flat.length * asked.batch_size * text.length) / SLOWEST;
      const began = house.now();
      const said = () => ({
        step: run.step,
        losses: Float64Array.from(losses),
        norms,
        steps_per_second: losses.length ? (1000 * losses.length) / Math.max(house.now() - began, 1) : 0,
      });

      async function slice() {
        const until = house.now() + SLICE;
        do {
          if (!house.runs.has(owner, name, run)) throw refused("These weights were replaced while they were being trained.");
          const before = house.now();
          const rate = rates[losses.length];
          const outputs = await session.run(feed(run, asked, text, rate));
          Object.assign(run, { flat: outputs.next.data, step: run.step + 1 });
          if (optimizer === "adamw") Object.assign(run, { m: outputs.next_m.data, v: outputs.next_v.data, adamw: run.adamw + 1 });
          losses.push(outputs.loss.data[0]);
          norms = Array.from(outputs.norms.data);
          took = house.now() - before;
        } while (losses.length < rates.length && house.now() + took <= until);
      }

      for (let told = began; losses.length < rates.length; await house.turn()) {
        if (took > LONG_STEP) house.busy((10 * took) / 1000);
        await house.alone(task, slice);
        if (house.now() - told < BETWEEN_PROGRESS || losses.length === rates.length) continue;
        told = house.now();
        task.progress(said());
      }
      return said();
    }

    function feed(run, { batch_size: batchSize, context, optimizer, seed }, { ids, length }, rate) {
      const places = context ? ids.length - length : 1;
      const starts = scope.nudgeWeights.starts(batchSize, places, run.step, seed);
      const inputs = {
        flat: house.floats(run.flat),
        ids: house.longs(starts.map((start) => ids.slice(start, start + length))),
        targets: house.longs(starts.map((start) => ids.slice(start + 1, start + length + 1))),
        learning_rate: house.scalar(rate),
      };
      if (optimizer !== "adamw") return inputs;
      const zeros = () => new Float32Array(run.flat.length);
      return { ...inputs, m: house.floats(run.m || zeros()), v: house.floats(run.v || zeros()), t: house.scalar(run.adamw + 1) };
    }

    /** A widget has left the page: what it kept makes room. */
    const Forget = ({ owner }) => house.runs.forget(owner);

    return { Weights, Keep, TrainStep, Forget };
  }

  scope.nudgeTraining = training;
  Object.assign(scope.nudgeTraining, { makeRuns, pieceLength });
})(self);
