"""Settings for all tests."""

from hypothesis import settings

# Times on a shared machine say nothing; speed is measured by `make benchmarks`.
settings.register_profile("nudge", deadline=None)
settings.load_profile("nudge")
