"""Days and hours as the reader's own calendar has them, from seconds since 1970-01-01 UTC.

A day goes from midnight to midnight where the reader is; the time zone is the browser's, as Python finds it.
"""

import time
from datetime import date

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(at: float) -> int:
    """The number of a local day, one more each midnight."""
    there = time.localtime(at)
    return date(there.tm_year, there.tm_mon, there.tm_mday).toordinal()


def when(at: float, now: float) -> str:
    """When something is, seen from now: "now", "today at 14:32", "tomorrow", "on 3 March", "on 3 March 2028"."""
    if at <= now:
        return "now"
    there = time.localtime(at)
    ahead = day(at) - day(now)
    if ahead == 0:
        return f"today at {there.tm_hour}:{there.tm_min:02}"
    if ahead == 1:
        return "tomorrow"
    year = f" {there.tm_year}" if ahead > 300 else ""
    return f"on {there.tm_mday} {_MONTHS[there.tm_mon - 1]}{year}"


def span(seconds: float) -> str:
    """A time to wait in its largest unit: "1 min", "8 days", "3 months", "2 years"."""
    if seconds < HOUR:
        return f"{max(1, round(seconds / MINUTE))} min"
    if seconds < DAY:
        return f"{round(seconds / HOUR)} h"
    days = round(seconds / DAY)
    if days < 61:
        return "1 day" if days == 1 else f"{days} days"
    return f"{round(days / 30.44)} months" if days < 700 else f"{round(days / 365.25)} years"
