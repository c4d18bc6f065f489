"""``msgguard completion``: the script that a shell sources."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_HOW = {
    "bash": 'eval "$(msgguard completion bash)"    in ~/.bashrc',
    "zsh": 'eval "$(msgguard completion zsh)"    in ~/.zshrc',
    "fish": "msgguard completion fish | source    in ~/.config/fish/config.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(list(_HOW)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell; rule codes and clause references complete too.

    \b
      eval "$(msgguard completion bash)"          in ~/.bashrc
      eval "$(msgguard completion zsh)"           in ~/.zshrc
      msgguard completion fish | source           in ~/.config/fish/config.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(made(ctx.find_root().command, {}, "msgguard", "_MSGGUARD_COMPLETE").source())
