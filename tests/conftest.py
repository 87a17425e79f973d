"""Settings for all tests."""

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
