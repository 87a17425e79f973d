"""What a reader does in an engine, said in JavaScript, which is all that both drivers take."""

from tests.engines.drivers import PATIENCE, Firefox, WebKit

Engine = Firefox | WebKit

# Resolves with what a test finds, made again and again; rejects with what stands on the page instead.
WAIT = """seconds => new Promise((resolve, reject) => {
  const end = Date.now() + seconds * 1000, holds = TEST;
  (function look() {
    const found = holds();
    if (found) return resolve(found);
    if (Date.now() > end) {
      const failures = [...document.querySelectorAll(".widget-failure, .nudge-status")].map(one => one.innerText);
      return reject(new Error(`waited in vain for ${holds}: ${failures}`));
    }
    setTimeout(look, 100);
  })();
})"""


def wait(engine: Engine, test: str, seconds: int = PATIENCE) -> object:
    """Wait until a test of the page's own holds; what it gives."""
    return engine.run(WAIT.replace("TEST", test), seconds)


def live(engine: Engine, name: str) -> None:
    """Touch a widget, and wait until Python answers for it."""
    engine.run("name => void document.getElementById(name).dispatchEvent(new Event('pointerdown'))", name)
    wait(engine, f"() => document.getElementById('{name}').dataset.phase === 'live'")


def write(engine: Engine, where: str, value: str) -> None:
    """Type into a box, or move a slider."""
    engine.run(
        "(where, value) => { const box = document.querySelector(where); box.value = value;"
        " box.dispatchEvent(new Event('input', {bubbles: true})) }",
        where,
        value,
    )


def press(engine: Engine, where: str) -> None:
    """Click what is there."""
    engine.run("where => void document.querySelector(where).click()", where)
