"""``python -m msgguard.gateway``."""

from msgguard.cli.gateway import command

if __name__ == "__main__":
    command(prog_name="msgguard gateway")
