"""The words before the command: what is wrong with them is told with what may have been meant."""

from __future__ import annotations

import click


class CommandGroup(click.Group):
    """A group of commands that suggests a near name, and says of an option of a command that it comes after it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options before the command.

        Raises:
            click.UsageError: one is not known, or belongs to a command.
        """
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            owners = [name for name, command in self.commands.items() if _has_option(command, error.option_name)]
            if not owners:
                raise
            where = " or ".join(f"{ctx.command_path} {name} {error.option_name}" for name in owners)
            raise click.UsageError(f"{error.option_name} comes after the command: {where}", ctx) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that `args` begin with.

        Raises:
            click.UsageError: there is none of that name.
        """
        is_known = self.get_command(ctx, args[0]) is not None or args[0].startswith("-")
        if not is_known and not ctx.resilient_parsing:
            raise no_such_command(self, args[0], ctx)
        return super().resolve_command(ctx, args)


def no_such_command(group: click.Group, name: str, context: click.Context) -> click.UsageError:
    """The error of a command that `group` does not have."""
    from backedge.suggest import suggest_or_list

    return click.UsageError(f'No such command "{name}"; {suggest_or_list(name, group.commands)}', context)


def _has_option(command: click.Command, option: str) -> bool:
    return any(option in parameter.opts for parameter in command.params)
