"""Settings for all tests."""

import sys

import pytest
from hypothesis import Phase, settings

# Times on a shared machine say nothing; speed is measured by `make bench-browser`.
settings.register_profile("nudge", deadline=None)
# For `make mutants`, which runs the tests thousands of times: fewer examples, the same each time, none made smaller.
settings.register_profile(
    "mutants",
    deadline=None,
    max_examples=25,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("nudge")


@pytest.fixture(autouse=True)
def _nothing_is_kept(request: pytest.FixtureRequest) -> None:
    """While mutants are tried, no test finds what another has left in a cache: it would not meet the change."""
    if request.config.getoption("--hypothesis-profile") != "mutants":
        return
    modules = [module for name, module in sys.modules.items() if name.startswith("widgets.")]
    for kept in [one for module in modules for one in vars(module).values() if hasattr(one, "cache_clear")]:
        kept.cache_clear()
