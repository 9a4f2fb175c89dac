"""What bash, zsh and fish run to complete a command line, and how they are answered.

click asks and answers; its shells know no item that is followed at once by more, as `words.OPEN` is.
"""

from __future__ import annotations

import os
from typing import Final

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    split_arg_string,
)

from backedge.command_start import PROGRAMS
from backedge.tools.completion.words import OPEN

_BASH: Final = """\
%(complete_func)s() {
    local kind value
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            open) COMPREPLY+=("$value"); compopt -o nospace ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_ZSH: Final = """\
#compdef %(prog_name)s
%(complete_func)s() {
    local -a lines described
    local kind value told
    (( ! $+commands[%(prog_name)s] )) && return 1
    lines=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) %(complete_var)s=zsh_complete \
%(prog_name)s)}")
    for kind value told in $lines; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            open) compadd -U -S '' -- $value ;;
            plain) if [[ $told == _ ]]; then compadd -U -- $value; else described+=("${value//:/\\\\:}:$told"); fi ;;
        esac
    done
    [[ -n $described ]] && _describe -V unsorted described -U
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""


class _TellingWords(ShellComplete):
    """A shell that lets completions know the words before."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """What could stand there."""
        self.ctx_args = {"obj": list(args)}
        return super().get_completions(args, incomplete)


class Bash(_TellingWords, BashComplete):
    """bash, which takes a word apart at each ``=``, and is answered with what is behind the last one."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and what there is of that."""
        words = split_arg_string(os.environ["COMP_WORDS"])
        number = int(os.environ["COMP_CWORD"])
        whole: list[str] = []
        goes_on = False
        for word in [*words[1:number], words[number] if number < len(words) else ""]:
            if whole and (goes_on or word == "="):
                whole[-1] += word
            else:
                whole.append(word)
            goes_on = word == "="
        return whole[:-1], whole[-1]

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """What could stand there, from the last ``=`` on."""
        known = len(incomplete.rpartition("=")[0]) + 1 if "=" in incomplete else 0
        found = super().get_completions(args, incomplete)
        return [CompletionItem(item.value[known:], type=item.type) for item in found]


class Zsh(_TellingWords, ZshComplete):
    """zsh."""

    source_template = _ZSH

    def format_completion(self, item: CompletionItem) -> str:
        """An item in three lines."""
        told = " ".join(item.help.split()) if item.help else "_"
        return f"{item.type}\n{item.value}\n{told}"


class Fish(_TellingWords, FishComplete):
    """fish, which puts no blank behind ``=`` and ``/`` by itself."""

    def format_completion(self, item: CompletionItem) -> str:
        """An item in one line."""
        kind = "plain" if item.type == OPEN else item.type
        return super().format_completion(CompletionItem(item.value, type=kind, help=item.help))


_SHELLS: Final[dict[str, type[ShellComplete]]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


def register_shells() -> None:
    """Let click answer our scripts."""
    for name, shell in _SHELLS.items():
        add_completion_class(shell, name)


def is_asked_by_shell() -> bool:
    """Tell whether a shell has started the program to complete a command line."""
    return any(_variable(program) in os.environ for program in PROGRAMS)


def script(shell: str, command: click.Command) -> str:
    """What a shell has to run so that it completes command lines of the program, under both its names."""
    kind = _SHELLS[shell]
    return "".join(f"{kind(command, {}, program, _variable(program)).source().strip()}\n" for program in PROGRAMS)


def _variable(program: str) -> str:
    """The variable by which click knows that it is asked."""
    return f"_{program.upper()}_COMPLETE"
