"""`python -m tests.upkeep audit` or `outdated`: what `make audit` and `make outdated` run."""

import sys

from tests.upkeep import audit, outdated

COMMANDS = {"audit": audit.main, "outdated": outdated.main}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python -m tests.upkeep {{{','.join(COMMANDS)}}}")
    sys.exit(COMMANDS[sys.argv[1]]())
