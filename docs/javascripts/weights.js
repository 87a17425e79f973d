/**
 * Weights of a model as one vector: unpacked from the file of a moment (widgets/ml/weights.py), or fresh from a seed
 * (widgets/ml/initial.py); and where the pieces of a training step begin, and the chances of writing (widgets/ml/batches.py). The Python beside
 * each says the rule in full, and tests hold both to the same numbers.
 */
(function (scope) {
  "use strict";

  const { cos, floor, imul, log, sin, sqrt, PI } = Math;
  const ROUNDS = 10;
  const WORD = 2 ** 32;
  // The second half of the key, so that places owe nothing to the weights that the same seed makes.
  const WEIGHTS_STREAM = 0;
  const PLACES_STREAM = 1;
  const WRITING_STREAM = 2;

  /**
   * @param {Uint8Array} data a moment's file
   * @param {object} layout the contents of weights.json
   * @returns {Float32Array} the flat vector (N,)
   */
  function unpacked(data, layout) {
    if (data.length !== layout.bytes) {
      throw new Error(`The weights have ${data.length} bytes in place of ${layout.bytes}; reload the page.`);
    }
    const flat = new Float32Array(layout.size);
    for (const part of layout.parts) {
      const [rows, columns] = part.shape;
      if (part.ints_at === undefined) {
        flat.set(new Float32Array(data.buffer, data.byteOffset + part.floats_at, rows), part.start);
        continue;
      }
      const ints = new Int8Array(data.buffer, data.byteOffset + part.ints_at, rows * columns);
      const scales = new Float32Array(data.buffer, data.byteOffset + part.scales_at, rows);
      for (let row = 0, i = 0; row < rows; row++) {
        for (const end = i + columns; i < end; i++) flat[part.start + i] = ints[i] * scales[row];
      }
    }
    return flat;
  }

  /** The upper 32 bits of a product of two numbers of 32 bits, which a double cannot hold whole. */
  function high(a, b) {
    const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
    const middle = aHigh * bLow + aLow * bHigh + floor((aLow * bLow) / 65536);
    return (aHigh * bHigh + floor(middle / 65536)) >>> 0;
  }

  /** Philox4x32-10: four random words for the counter (first, second, 0, 0). */
  function philox(first, second, seed, stream) {
    let [c0, c1, c2, c3, k0, k1] = [first, second, 0, 0, seed, stream];
    for (let round = 0; round < ROUNDS; round++) {
      const [up0, low0] = [high(c0, 0xd2511f53), imul(c0, 0xd2511f53)];
      const [up1, low1] = [high(c2, 0xcd9e8d57), imul(c2, 0xcd9e8d57)];
      [c0, c1, c2, c3] = [(up1 ^ c1 ^ k0) >>> 0, low1 >>> 0, (up0 ^ c3 ^ k1) >>> 0, low0 >>> 0];
      k0 = (k0 + 0x9e3779b9) >>> 0;
      k1 = (k1 + 0xbb67ae85) >>> 0;
    }
    return [c0, c1, c2, c3];
  }

  /**
   * @param {object} layout the contents of weights.json
   * @param {number} seed a whole number of 32 bits
   * @returns {Float32Array} the weights (N,) that a model begins with
   */
  function fresh(layout, seed) {
    const flat = new Float32Array(layout.size);
    const deviations = new Float64Array(layout.size);
    for (const part of layout.parts) {
      const end = part.start + part.shape.reduce((size, length) => size * length, 1);
      if ("std" in part) deviations.fill(part.std, part.start, end);
      else flat.fill(part.value, part.start, end);
    }
    for (let i = 0; i < layout.size; i += 4) {
      if (!(deviations[i] || deviations[i + 1] || deviations[i + 2] || deviations[i + 3])) continue;
      const chances = philox(i / 4, 0, seed, WEIGHTS_STREAM).map((word) => (word + 0.5) / WORD);
      for (const pair of [0, 2]) {
        const length = sqrt(-2 * log(chances[pair]));
        const angle = 2 * PI * chances[pair + 1];
        const [one, other] = [i + pair, i + pair + 1];
        if (deviations[one]) flat[one] = length * cos(angle) * deviations[one];
        if (deviations[other]) flat[other] = length * sin(angle) * deviations[other];
      }
    }
    return flat;
  }

  /** Where the pieces of a step begin, each at one of `places` places from 0 on. */
  function starts(batchSize, places, step, seed) {
    const found = [];
    for (let i = 0; i < batchSize; i++) {
      const word = philox(i >>> 2, step, seed, PLACES_STREAM)[i & 3];
      found.push(floor((word * places) / WORD));
    }
    return found;
  }

  /** Where up to `pieces` pieces of `length` begin that lie evenly in `tokens`: as many as do not overlap, at least one. */
  function spread(pieces, length, tokens) {
    const count = Math.max(1, Math.min(pieces, floor(tokens / length)));
    return Array.from({ length: count }, (_, i) => floor((i * (tokens - length)) / Math.max(1, count - 1)));
  }

  /** The chance, from 0 to 1, on which token `at` of a text is drawn. */
  const chance = (at, seed) => philox(at, 0, seed, WRITING_STREAM)[0] / WORD;

  scope.nudgeWeights = { unpacked, fresh, starts, spread, chance, philox };
})(self);
