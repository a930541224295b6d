"""Reads the command line, runs the command, and says errors in one sentence."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from types import FrameType
from typing import NoReturn

import annotator
from annotator.cli.console import Console
from annotator.errors import AnnotatorError, Cancelled, UsageError
from annotator.i18n import N_, _

# name: one line of help; each lives in a module of this folder, imported only when it is asked for
COMMANDS = {
    "new": N_("make a project"),
    "import": N_("read articles from files or folders"),
    "list": N_("print articles, regions, annotations, links, coders, entities, assignments or steps"),
    "annotate": N_("store codings from JSON Lines"),
    "export": N_("write the tables, or another format"),
    "agreement": N_("how far coders agree"),
    "codebook": N_("show, export or import the codebook"),
    "assign": N_("plan who codes which article"),
    "package": N_("write a project file for each coder to work in"),
    "merge": N_("bring the work of other project files in"),
    "check": N_("look for damage in a project"),
    "backup": N_("copy a project safely, also while it is open"),
    "demo": N_("make the sample project"),
}
_MODULES = {"import": "import_articles", "list": "list_rows"}

DONE, PROBLEM, USAGE = 0, 1, 2


def is_command(words: list[str]) -> bool:
    """Return whether these words ask for the terminal rather than the window."""
    return bool(words) and (words[0] in COMMANDS or words[0] in ("-h", "--help", "--version"))


class _Words(argparse.ArgumentParser):
    """Reads words; wrong ones are told like every other error, so that what was typed or pasted cannot steer the terminal."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message + "; " + _("see {command} --help").format(command=self.prog))


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line, for help; each command adds its own words when it is run."""
    top = _Words(
        prog="annotator",
        description=_(
            "Code news articles: who claims what, with which stance and how much speculation. "
            "Without a command, or with a project alone, the window opens."
        ),
        epilog=_("example: {example}").format(example="annotator import study.annot articles/ && annotator study.annot"),
    )
    top.add_argument("--version", action="version", version=f"annotator {annotator.__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, text in COMMANDS.items():
        commands.add_parser(name, help=_(text), add_help=False)
    return top


def run(words: list[str]) -> int:
    """Run a command and return its exit status: 0 done, 1 a problem the user can mend, 2 wrong usage."""
    console = Console()
    try:
        if words[0] not in COMMANDS:
            parser().parse_args(words)
        module = importlib.import_module(f"annotator.cli.{_MODULES.get(words[0], words[0])}")
        own = _Words(
            prog=f"annotator {words[0]}",
            description=_(str(getattr(module, "ABOUT", "") or module.__doc__)),
            epilog=_("example: {example}").format(example=module.EXAMPLE),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(own)
        arguments = own.parse_args(words[1:])
        signal.signal(signal.SIGTERM, _stop)
        return int(module.run(arguments, console))
    except SystemExit as error:
        return int(error.code or 0) if not isinstance(error.code, str) else USAGE
    except UsageError as error:
        console.error(str(error))
        return USAGE
    except AnnotatorError as error:
        console.error(str(error))
        return PROBLEM
    except (KeyboardInterrupt, Cancelled):
        console.error(_("stopped; what was not finished was not kept"))
        return PROBLEM
    except BrokenPipeError:
        console.pipe_is_broken()
        return PROBLEM
    except Exception as error:
        return _bug(console, error)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _bug(console: Console, error: Exception) -> int:
    """Say that this is our fault and where the details lie, without a traceback and without any text of articles."""
    from annotator.fault_log import write_fault

    log = write_fault(error)
    told = _("annotator made a mistake ({name}); the project was left as it was. Details: {log}")
    console.error(told.format(name=type(error).__name__, log=log))
    return PROBLEM


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
