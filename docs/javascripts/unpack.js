/**
 * Unpacks gzip in pieces, between which the page does what else there is to do: in one piece Python's core would hold it
 * up for a fifth of a second.
 */
(function (scope) {
  "use strict";

  const PIECE = 1 << 16;

  /**
   * @param {Uint8Array} packed
   * @returns {Promise<Uint8Array>} rejects if it is damaged or cut off
   */
  async function unpack(packed) {
    const { readable, writable } = new scope.DecompressionStream("gzip");
    const whole = new scope.Response(readable).arrayBuffer();
    // What the writer meets, the reader meets as well.
    write(packed, writable.getWriter()).catch(() => {});
    return new Uint8Array(await whole);
  }

  async function write(packed, writer) {
    for (let at = 0; at < packed.length; at += PIECE) {
      await writer.write(packed.subarray(at, at + PIECE));
      await turn();
    }
    await writer.close();
  }

  /** Resolves in a turn of its own; a timer would wait for milliseconds. */
  function turn() {
    const { port1, port2 } = new scope.MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  }

  scope.nudgeUnpack = unpack;
})(self);
