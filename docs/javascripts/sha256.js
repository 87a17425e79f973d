/**
 * SHA-256 of bytes in hexadecimal: the browser's own, or where that is missing (plain http outside localhost) that of
 * @noble/hashes, in slices short enough not to hold the page up.
 */
(function (scope) {
  "use strict";

  const SLICE = 1 << 20;

  /** @param {Uint8Array} data @returns {Promise<string>} */
  async function sha256(data) {
    const own = scope.crypto && scope.crypto.subtle;
    return hexadecimal(own ? new Uint8Array(await own.digest("SHA-256", data)) : await inSlices(data));
  }

  async function inSlices(data) {
    const sum = scope.nobleHashes.sha256.create();
    for (let at = 0; at < data.length; at += SLICE) {
      sum.update(data.subarray(at, at + SLICE));
      await new Promise((resolve) => scope.setTimeout(resolve));
    }
    return sum.digest();
  }

  const hexadecimal = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  scope.nudgeSha256 = sha256;
})(self);
