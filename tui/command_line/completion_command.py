"""`alimon completion`: the shell's tab key knows alimon's words."""

from __future__ import annotations

import click


@click.command(
    short_help="Print what makes your shell complete alimon's words.",
    epilog="""\b
Examples:
  alimon completion bash > ~/.local/share/bash-completion/completions/alimon
  alimon completion zsh > ~/.zfunc/_alimon
  alimon completion fish > ~/.config/fish/completions/alimon.fish
""",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of SHELL: commands, options, topics, companies, metrics, feeds.

    For zsh the folder must be in $fpath before `compinit` runs.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.ClickException(f"click knows no completion for {shell}")
    script = kind(context.find_root().command, {}, "alimon", "_ALIMON_COMPLETE").source()
    # click's script for fish ends what a word means at the first comma
    click.echo(script.replace('string split ","', 'string split -m 1 ","'))
