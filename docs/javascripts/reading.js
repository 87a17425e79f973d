/**
 * What the model worker does with a text: what comes next (Predict), what each token costs (Score), where the heads look
 * (Attend), which tokens it has (Tokenize), what it costs on the whole (Evaluate), and how the model goes on (Write).
 * widgets/embed/model.py answers the same while the site is built.
 */
(function (scope) {
  "use strict";

  const BEST = 10;

  /**
   * The ids of the largest of some numbers, largest first; of equals the lower id comes first.
   * @param {ArrayLike<number>} numbers
   */
  function largest(numbers) {
    const found = [];
    for (let id = 0; id < numbers.length; id++) {
      if (found.length === BEST && !(numbers[id] > numbers[found[BEST - 1]])) continue;
      let place = found.length;
      while (place > 0 && numbers[id] > numbers[found[place - 1]]) place--;
      found.splice(place, 0, id);
      if (found.length > BEST) found.pop();
    }
    return found;
  }

  /** The logarithm of the sum of exponentials of a row of logits, in doubles. */
  function logSum(row) {
    let top = -Infinity;
    for (let id = 0; id < row.length; id++) if (row[id] > top) top = row[id];
    let sum = 0;
    for (let id = 0; id < row.length; id++) sum += Math.exp(row[id] - top);
    return top + Math.log(sum);
  }

  function finite(numbers) {
    let sum = 0;
    // Anything that is no finite number makes it NaN, and all the others leave it 0.
    for (let at = 0; at < numbers.length; at++) sum += 0 * numbers[at];
    if (sum === 0) return;
    throw new scope.NudgeRefused(
      "The weights of this run are no numbers any more, so the model says nothing; begin again from others.",
    );
  }

  const NOTHING = { read: [], positions: [] };

  /** @param {object} house what model-worker.js gives its performers */
  function reading(house) {
    /**
     * By model, the text that was scored last with its published weights. Nothing of later tokens reaches earlier losses,
     * so whoever types on asks only for what is new. Each position is a JSON text: Python reads equal ones once.
     */
    const scored = new Map();

    /** What a graph finds after the mark and some ids: its logits, or another output. */
    async function found(file, { model, run, owner }, ids, task, { onWait, output = "logits" } = {}) {
      const flatOf = run ? house.runs.get(owner, run, model).flat : house.last(model);
      const loading = Promise.all([flatOf, house.graph(model, file)]);
      // Promises of what is there already settle within this turn.
      const here = await Promise.race([loading.then(() => true), house.turn().then(() => false)]);
      if (!here && onWait) onWait();
      const [flat, session] = await loading;
      const outputs = await house.alone(task, () => session.run({ flat: house.floats(flat), ids: house.longs([ids]) }, [output]));
      finite(outputs[output].data);
      return outputs[output];
    }

    async function Predict(asked, task) {
      const { coder, most } = await house.model(asked.model);
      const own = coder.encode(asked.text);
      const read = [...own, ...asked.ids].slice(1 - most);
      const known = {
        tokens: own.slice(1 - most).map(coder.token),
        length: own.length,
        written: coder.shown(asked.ids),
        end: coder.end,
        read: read.length,
      };
      const onWait = () => task.progress({ ...known, logits: [], best: [] });
      const { data } = await found("next.onnx", asked, [coder.end, ...read], task, { onWait });
      return { ...known, logits: Float32Array.from(data), best: largest(data).map(coder.token) };
    }

    async function Score(asked, task) {
      const { coder, most } = await house.model(asked.model);
      const own = [...coder.encode(asked.text), ...asked.ids];
      const read = own.slice(0, most - 1);
      const before = asked.run ? NOTHING : scored.get(asked.model) || NOTHING;
      let same = 0;
      while (same < read.length && read[same] === before.read[same]) same++;
      const positions = before.positions.slice(0, same);
      if (same < read.length) {
        const { data } = await found("forward.onnx", asked, [coder.end, ...read.slice(0, -1)], task);
        for (let at = same; at < read.length; at++) {
          positions.push(JSON.stringify(position(coder, data.subarray(at * coder.size, (at + 1) * coder.size), read[at])));
        }
      }
      if (!asked.run) scored.set(asked.model, { read, positions });
      return { positions, cut: own.length - read.length };
    }

    async function Attend(asked, task) {
      const { coder, most } = await house.model(asked.model);
      const read = [coder.end, ...coder.encode(asked.text), ...asked.ids].slice(0, Math.min(asked.most, most));
      const { data, dims } = await found("forward.onnx", asked, read, task, { output: "attention" });
      return { attention: Float32Array.from(data), layers: dims[0], heads: dims[1], positions: dims[2] };
    }

    const Tokenize = async ({ model, text }) => Int32Array.from((await house.model(model)).coder.encode(text));

    async function Evaluate(asked, task) {
      const { coder, most } = await house.model(asked.model);
      const ids = [coder.end, ...coder.encode(asked.text)];
      const length = scope.nudgeTraining.pieceLength(asked.context, ids.length - 1, most);
      let sum = 0;
      const starts = scope.nudgeWeights.spread(asked.pieces, length, ids.length - 1);
      for (const start of starts) {
        const { data } = await found("forward.onnx", asked, ids.slice(start, start + length), task);
        for (let at = 0; at < length; at++) sum += lossOf(data.subarray(at * coder.size, (at + 1) * coder.size), ids[start + at + 1]);
      }
      return sum / (starts.length * length);
    }

    async function Write(asked, task) {
      const { coder, most } = await house.model(asked.model);
      const read = coder.encode(asked.text);
      const written = [];
      while (written.length < asked.count) {
        const { data } = await found("next.onnx", asked, [coder.end, ...[...read, ...written].slice(1 - most)], task);
        const id = drawn(data, asked.temperature, scope.nudgeWeights.chance(written.length, asked.seed));
        if (id === coder.end) break;
        written.push(id);
      }
      return coder.shown(written);
    }

    return { Predict, Score, Attend, Tokenize, Evaluate, Write };
  }

  const lossOf = (row, id) => logSum(row) - row[id];

  /** The id on which a chance falls when tokens lie side by side by their probability at a temperature. */
  function drawn(row, temperature, chance) {
    const scaled = Float64Array.from(row, (logit) => logit / temperature);
    const sum = logSum(scaled);
    let passed = 0;
    for (let id = 0; id < scaled.length - 1; id++) {
      passed += Math.exp(scaled[id] - sum);
      if (passed > chance) return id;
    }
    return scaled.length - 1;
  }

  function position(coder, row, id) {
    const sum = logSum(row);
    let rank = 0;
    for (let other = 0; other < row.length; other++) {
      if (row[other] > row[id] || (row[other] === row[id] && other < id)) rank++;
    }
    const best = largest(row).map((other) => ({ token: coder.token(other), p: Math.exp(row[other] - sum) }));
    return { token: coder.token(id), loss: lossOf(row, id), rank, best };
  }

  scope.nudgeReading = reading;
  Object.assign(scope.nudgeReading, { largest, logSum });
})(self);
