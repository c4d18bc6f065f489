"""``python -m msgguard.audit``: the verb ``msgguard audit``."""

import sys

from msgguard.cli.main import cli

cli(["audit", *sys.argv[1:]], prog_name="msgguard")
