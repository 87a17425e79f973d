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

  const base = scope.document && new URL("../", scope.document.currentScript.src).href;
  let library;

  /** @noble/hashes, fetched by the first who needs it. */
  function noble() {
    library =
      library ||
      new Promise((resolve, reject) => {
        if (scope.nobleHashes) return resolve(scope.nobleHashes);
        const script = scope.document.createElement("script");
        script.src = `${base}vendor/noble-hashes.js`;
        script.onload = () => resolve(scope.nobleHashes);
        script.onerror = () => reject(new Error("noble-hashes.js could not be fetched; try again."));
        scope.document.head.append(script);
      });
    library.catch(() => (library = undefined));
    return library;
  }

  async function inSlices(data) {
    const sum = (await noble()).sha256.create();
    for (let at = 0; at < data.length; at += SLICE) {
      sum.update(data.subarray(at, at + SLICE));
      await new Promise((resolve) => scope.setTimeout(resolve));
    }
    return sum.digest();
  }

  const hexadecimal = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  scope.nudgeSha256 = sha256;
})(self);
