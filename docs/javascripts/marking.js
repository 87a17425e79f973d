/**
 * What the model worker does with an explanation: 28 probabilities for each of its passages (MarkText), by an encoder
 * that reads them together. widgets/embed/marker.py does the same while the site is built.
 */
(function (scope) {
  "use strict";

  /** Tokens of a passage that are read, and of a window with the marks at both ends. */
  const LONGEST_PASSAGE = 128;
  const LONGEST_WINDOW = 384;
  const OUTPUTS = 28;
  /** Seconds that a window may take on a slow device. */
  const PATIENCE = 60;
  const LONE_SURROGATES = /\p{Surrogate}/gu;
  // Of scripts in which no English is written, libraries and browsers of different age know different marks and signs.
  const OTHER_SCRIPTS = /[\u0600-\u1dff\u2c00-\ud7ff\ue000-\ufdff\u{10000}-\u{1efff}\u{20000}-\u{10ffff}]/gu;

  /**
   * As few windows as hold the passages whole, in their order, each between [CLS] and [SEP].
   * @param {number[][]} passages the ids of each
   * @returns {{ids: number[], spans: [number, number][]}[]} where each passage's tokens stand
   */
  function windows(passages, cls, sep) {
    const made = [];
    for (const passage of passages) {
      const own = passage.slice(0, LONGEST_PASSAGE);
      let last = made.at(-1);
      if (!last || last.ids.length + own.length + 1 > LONGEST_WINDOW) made.push((last = { ids: [cls], spans: [] }));
      last.spans.push([last.ids.length, last.ids.length + own.length]);
      last.ids.push(...own);
    }
    for (const { ids } of made) ids.push(sep);
    return made;
  }

  /** (S, T) in one row: 1/n at the n tokens of a passage, else 0. */
  function share({ ids, spans }) {
    const filled = new Float32Array(spans.length * ids.length);
    spans.forEach(([start, end], row) => filled.fill(1 / Math.max(1, end - start), row * ids.length + start, row * ids.length + end));
    return filled;
  }

  /** @param {object} house what model-worker.js gives its performers */
  function marking(house) {
    const marker = house.kept(async (name) => {
      const [described, graph] = await Promise.all([house.json(`models/${name}/tokenizer.json`), house.graph(name, "marker.onnx")]);
      const tokenizer = new scope.tokenizers.Tokenizer(described, {});
      const readable = (text) => text.replace(LONE_SURROGATES, "\ufffd").replace(OTHER_SCRIPTS, " ");
      const ids = (text) => tokenizer.encode(readable(text), { add_special_tokens: false }).ids;
      const [cls, sep] = ["[CLS]", "[SEP]"].map((mark) => described.model.vocab[mark]);
      return { ids, cls, sep, graph };
    });

    async function MarkText({ model, passages }, task) {
      const { ids, cls, sep, graph } = await marker(model);
      const p = [];
      for (const window of windows(passages.map(ids), cls, sep)) {
        const feeds = { ids: house.longs([window.ids]), share: house.floats(share(window), [window.spans.length, window.ids.length]) };
        const found = await house.alone(task, () => {
          house.busy(PATIENCE);
          return graph.run(feeds, ["p"]);
        });
        p.push(...rows(found.p));
        task.progress({ p: [...p] });
      }
      return { p };
    }

    return { MarkText };
  }

  function rows({ data, dims }) {
    if (dims[1] !== OUTPUTS || !data.every(Number.isFinite)) {
      throw new scope.NudgeRefused("The marker said nothing that can be used; mark the text yourself.");
    }
    return Array.from({ length: dims[0] }, (_, row) => Array.from(data.subarray(row * OUTPUTS, (row + 1) * OUTPUTS)));
  }

  scope.nudgeMarking = marking;
  Object.assign(scope.nudgeMarking, { windows, share });
})(self);
