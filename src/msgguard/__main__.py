"""``python -m msgguard``."""

from msgguard.cli.main import main

if __name__ == "__main__":
    main()
