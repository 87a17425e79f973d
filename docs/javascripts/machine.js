/**
 * One widget's life: four phases, the events that wait, the requests that are open. It knows no page: `host` is its
 * hands, so that a test can give it a clock and a Python of its own.
 *
 * Phases: static (as built), waking (Python is on its way), live (Python answers), failed (with words and a way on).
 * `enter` alone changes them. Every wake begins a new generation, and what belongs to an older one is never heard.
 */
(function (scope) {
  "use strict";

  /**
   * @typedef {{name: string, value: string, merge: boolean, basis?: string, file?: boolean, tried?: boolean}} WidgetEvent
   *   merge: a value that its control's next one replaces; basis: what the picture showed when it was pressed; file: one of many
   * @typedef {{fields: object, drafts: Object<string, string>}} Version a State, and texts in boxes that are in none
   * @typedef {object} Host
   * @property {(touched: boolean) => Promise<void>} wake Python and what this widget needs; rejects with a sentence
   * @property {(method: string, ...args: any[]) => Promise<any>} call a method of widgets/engine/page.py
   * @property {(effect: object, options: {number: number, onProgress: (value: any) => void}) => Promise<any>} perform
   * @property {(numbers: number[]) => void} drop requests that nobody waits for any more
   * @property {() => number} next the page's next request number; none comes twice
   * @property {() => Promise<Version>} kept what an earlier visit left, or what was built; never rejects
   * @property {(state: object, event: WidgetEvent|null) => void} replied Python's State, and the event that it took
   * @property {() => Promise<void>} refuse the widget does not take what was kept: it goes beside
   * @property {(state: object) => void} linked the widget takes what a link carried
   * @property {() => Version} unlink it does not: what stood there before
   * @property {(phase: string, message: string) => void} show
   * @property {(html: string) => void} draw
   * @property {(event: WidgetEvent) => boolean} valid whether what an event was made on is still there
   * @property {(values: Object<string, string>) => boolean} frame draw an answer made at build time, to values by control
   * @property {(name: string) => void} wait say at the control that it cannot answer yet
   * @property {(message: string) => void} say
   */

  /**
   * @param {string} id of the element
   * @param {string} name of the widget
   * @param {object} built the State as built
   * @param {Host} host
   */
  function machine(id, name, built, host) {
    let phase = "static";
    let generation = 0;
    let fields = built;
    /** Whether a kept State was asked for; until then nothing is mounted. */
    let restoring;
    /** @type {WidgetEvent[]} */
    let queue = [];
    let busy = false, framed = false;
    const requests = scope.nudgeRequests(host, pump);
    /** Markup of the first reply that is not drawn, because a frame shows more than it. */
    let undrawn;
    const early = scope.nudgeEarly(host, built);
    let patient = false; // it gives way to what a hand waits for
    let linked = false; // what is mounted next came by a link

    function enter(next, message = "") {
      phase = next;
      host.show(next, message);
    }

    /** Wake this widget; once, and again when a hand comes meanwhile. @param {boolean} touched, and not only near */
    function wake(touched) {
      if (phase !== "static" && !(patient && touched)) return;
      const mine = ++generation;
      patient = !touched;
      if (phase === "static") enter("waking");
      restored()
        .then(() => host.wake(touched))
        .then(() => mine === generation && mount(mine))
        .catch((error) => mine === generation && fail(error.message));
    }

    function restored() {
      restoring = restoring || host.kept().then((version) => {
        take(version);
        if (fields !== built) answerEarly();
      });
      return restoring;
    }

    /** From here on a mount starts from this version; its texts are answered like any that are typed. */
    function take(version) {
      fields = scope.nudgeEarly.same(version.fields, built) ? built : version.fields;
      for (const [name, value] of Object.entries(version.drafts)) {
        if (!queue.some((event) => event.name === name)) queue.push({ name, value, merge: true });
      }
    }

    async function mount(mine) {
      patient = false;
      let reply = await host.call("mount", id, name, JSON.stringify(fields));
      if (mine !== generation) return;
      if ((reply.refused || reply.error) && linked) {
        take(host.unlink());
        reply = await host.call("mount", id, name, JSON.stringify(fields));
      } else if (linked) host.linked(fields);
      linked = false;
      if (reply.refused && fields !== built) {
        await host.refuse();
        fields = built;
        reply = await host.call("mount", id, name, JSON.stringify(fields));
      }
      if (reply.refused) throw new Error(`This widget could not start: ${reply.refused}.`);
      receive(mine, reply);
    }

    /** Do what a reply says. @param {WidgetEvent|null} event the one that it answers */
    function receive(mine, reply, event = null) {
      if (mine !== generation) return;
      if (reply.error) return fail(`This widget stopped: ${reply.error}. What you did is kept.`);
      fields = reply.state;
      if (event) host.say("");
      host.replied(fields, reply.message ? null : event);
      requests.overtake(reply.dropped);
      reply.effects.forEach(requests.perform);
      const first = phase === "waking";
      // A frame shows what the events that wait will lead to: nothing jumps back to the page as built.
      if (framed && (first || (!event && queue.length))) undrawn = reply.html;
      else draw(reply.html);
      if (first) enter("live");
      pump();
    }

    function draw(html) {
      undrawn = undefined;
      framed = false;
      host.draw(html);
    }

    /** A reader did something. @param {WidgetEvent} event */
    function send(event) {
      const last = queue[queue.length - 1];
      // Only with the newest: what was done in between must see the value that it was done on.
      if (event.merge && last && last.merge && last.name === event.name && !last.sent) last.value = event.value;
      else queue.push(event);
      answerEarly(event.name);
      wake(true);
      pump();
    }

    /** While Python is not there a frame answers, or the control says that it waits. */
    function answerEarly(name) {
      if (phase === "static" || phase === "waking") framed = early(fields, queue, name) || framed;
    }

    /**
     * Hand over what waits, one thing at a time: inputs made meanwhile can merge, and an answer that the event before it
     * has overtaken is known for what it is.
     */
    async function pump() {
      if (busy || phase !== "live") return;
      const mine = generation;
      const answer = requests.take();
      if (answer) {
        const reply = await ask(mine, answer.method, id, answer.key, answer.value);
        return reply && receive(mine, reply);
      }
      if (!queue.length) return undrawn && draw(undrawn);
      const event = queue[0];
      if (!host.valid(event)) {
        queue.shift();
        host.say("That choice belonged to what stood here before, so it was not taken. Choose again.");
        return pump();
      }
      event.sent = true;
      const reply = await ask(mine, "event", id, event.name, event.value);
      if (!reply) return;
      queue.shift();
      receive(mine, reply, event);
    }

    /** Python's reply; none if the widget failed meanwhile, or begins anew. */
    async function ask(mine, ...call) {
      busy = true;
      try {
        const reply = await host.call(...call);
        if (mine !== generation) return undefined;
        busy = false;
        return reply;
      } catch (error) {
        return mine === generation && fail(error.message);
      }
    }

    /** What waits stays, and is answered after the next start; an event that has failed twice is given up. */
    function fail(message) {
      end();
      queue = queue.filter((event) => !(event.sent && event.tried));
      for (const event of queue) [event.tried, event.sent] = [event.sent, false];
      enter("failed", message);
    }

    /** Another version is shown, from its frame until Python has it. @param {Version} version */
    function adopt(version) {
      // What waits was done to the version that goes; its texts that count are in this one.
      queue = [];
      take(version);
      answerEarly();
      if (phase !== "live" && phase !== "waking") return;
      end();
      enter("static");
      wake(true);
    }

    /** Nothing of this generation is heard from here on. */
    function end() {
      generation++;
      busy = framed = patient = false;
      undrawn = undefined;
      requests.end();
    }

    return {
      get phase() { return phase; },
      get fields() { return fields; },
      wake,
      send,
      restored,
      /** Frames are there now: they answer what was touched before. */
      framesCame: () => answerEarly(queue[queue.length - 1]?.name),
      /** Python is gone. @param {string} message */
      lost: (message) => (phase === "waking" || phase === "live") && fail(message),
      /** Start afresh from the State of the last reply. */
      again() {
        if (phase !== "failed") return;
        enter("static");
        wake(true);
      },
      /** Show another version: another tab's, or as printed. */
      adopt,
      /** Show the State that a link carries; one that the widget does not take gives way to `host.unlink()`. */
      visit(state) {
        linked = true;
        adopt({ fields: state, drafts: {} });
        if (phase === "failed") enter("static");
        wake(true);
      },
      /** The element left the page. */
      leave() {
        if (phase === "static" || phase === "failed") return;
        const running = phase === "live";
        end();
        enter("static");
        if (running) host.call("unmount", id).catch(() => {});
      },
    };
  }

  scope.nudgeMachine = machine;
})(self);
