"""Everything that is read before anything is served: setup, the gateway's table, keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from msgguard.config import find_config, read_config
from msgguard.engine import Setup
from msgguard.errors import ConfigError
from msgguard.gateway.box import Keys, make_key, read_keys
from msgguard.gateway.files import GatewayTable, read_gateway
from msgguard.setup import setup_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A gateway's parts, all from one reading of the configuration."""

    setup: Setup
    table: GatewayTable
    keys: Keys


def read_table(path: str) -> GatewayTable:
    """The gateway's table alone, for commands that need no policy."""
    return read_gateway(read_config(find_config(Path.cwd(), named=path or None)))


def make_ready(path: str) -> Ready:
    """Read the configuration; a key file that is not there yet is made."""
    settings = read_config(find_config(Path.cwd(), named=path or None))
    table = read_gateway(settings)
    key = Path(table.hold.key_file)
    if not key.exists():
        try:
            make_key(key)
        except FileExistsError:
            pass
        except OSError as failure:
            raise ConfigError(f"{key}: the key file cannot be made: {failure.strerror}") from failure
    return Ready(setup=setup_from(settings), table=table, keys=read_keys(key))
