// The page's handle on a worker, with workers, files and a clock of the test's own.
import { load, makeClock, plain, settled } from "./scope.mjs";

/** Milliseconds between two looks at a worker. */
export const TICK = 2000;

/** A worker that does what the test says: `sent` is what it was told, `say` lets it speak. */
export class FakeWorker {
  sent = [];
  alive = true;
  postMessage(data, transfer = []) {
    this.sent.push(structuredClone(data, { transfer: [...transfer] }));
  }
  terminate() {
    this.alive = false;
  }
  say(data) {
    this.onmessage({ data });
  }
  told(type) {
    return this.sent.filter((message) => message.type === type);
  }
}

/** A link with everything around it; files that the provider has are given as {name: bytes, Error or promise}. */
export function made({ files = {}, ...options } = {}) {
  const clock = makeClock();
  const scope = load(["link.js"]);
  const it = { clock, workers: [], ended: [], progress: [], asked: [], next: scope.nudgeNumbers.next };
  const provider = {
    async bytes(name, { onProgress, signal }) {
      it.asked.push({ name, signal });
      const data = await files[name];
      if (data instanceof Error) throw data;
      onProgress(data.length, data.length, name);
      return data.slice();
    },
  };
  async function make() {
    it.workers.push(new FakeWorker());
    return it.workers.at(-1);
  }
  it.link = scope.nudgeLink({
    name: "Python",
    make,
    provider,
    clock,
    onEnd: (message) => it.ended.push(message),
    onProgress: (sum) => it.progress.push(plain(sum)),
    ...options,
  });
  return it;
}

/** The same, started and ready. */
export async function running(options) {
  const it = made(options);
  const started = it.link.start();
  await settled();
  it.workers[0].say({ type: "ready" });
  await started;
  return { ...it, worker: it.workers[0] };
}
