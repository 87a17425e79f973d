/**
 * The folder edition's source of files. From disk nothing can be fetched, so each file comes as a classic script that
 * hands it over: `nudgeGive(address, base64)`. It stands in hosted.js's place (widgets/embed/folder.py).
 */
(function (scope) {
  "use strict";

  const { AssetError, damaged } = scope.nudgeAssets;
  const LIST = "vendor/assets.json.js";
  /** Characters of base64 unpacked at once, between which the page does what else there is to do; a multiple of four. */
  const PIECE = 1 << 18;

  /**
   * @param {string} base address of the folder, ending in a slash
   * @param {{run?: (address: string) => Promise<void>}} [tools] a test's own way to run a script
   * @returns {object} a Source of assets.js
   */
  function folder(base, { run = inPage } = {}) {
    let listed;
    const given = new Map();
    scope.nudgeGive = (at, contents) => given.set(at, contents);

    function list() {
      listed = listed || taken("assets.json", LIST);
      listed.catch(() => (listed = undefined));
      return listed;
    }

    /** What the script at an address below the base hands over. */
    async function taken(name, at) {
      try {
        await run(new URL(at, base).href);
      } catch {
        throw new AssetError(`${name} is missing in this folder; unpack the whole archive again, and open its index.html.`);
      }
      const contents = given.get(at);
      given.delete(at);
      if (contents === undefined) throw damaged(name, new Uint8Array());
      return contents;
    }

    async function packed(name, { at, packed: size }, { onProgress = () => {} }) {
      onProgress(0, size, name);
      const contents = await taken(name, `${at}.js`);
      const data = await decoded(contents).catch(() => new Uint8Array());
      onProgress(size, size, name);
      return data;
    }

    return { list, packed, keep: async () => {} };
  }

  async function decoded(base64) {
    const parts = [];
    for (let from = 0; from < base64.length; from += PIECE) {
      parts.push(Uint8Array.from(scope.atob(base64.slice(from, from + PIECE)), (letter) => letter.charCodeAt(0)));
      await new Promise((resolve) => scope.setTimeout(resolve));
    }
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** Resolves when a script has run; rejects if it is not there. */
  function inPage(address) {
    return new Promise((resolve, reject) => {
      const script = scope.document.createElement("script");
      script.src = address;
      // It stays until it has run: WebKit may forget one that is nowhere.
      for (const [event, end] of [["load", resolve], ["error", reject]]) {
        script.addEventListener(event, (happened) => {
          script.remove();
          end(happened);
        });
      }
      scope.document.head.append(script);
    });
  }

  scope.nudgeFolder = folder;
})(self);
