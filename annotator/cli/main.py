"""Reads the command line, runs the command, and says errors in one sentence."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import annotator
from annotator.cli.console import Console
from annotator.errors import AnnotatorError, Cancelled, UsageError, told_of_memory
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
    "carry": N_("carry codings over to a corrected text or a reprint"),
    "merge": N_("bring the work of other project files in"),
    "check": N_("look for damage in a project"),
    "backup": N_("copy a project safely, also while it is open"),
    "recover": N_("save what can be saved of a damaged project in a new file"),
    "demo": N_("make the sample project"),
}
_MODULES = {"import": "import_articles", "list": "list_rows"}

DONE, PROBLEM, USAGE = 0, 1, 2
_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP")


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
    _fill_standard_streams()
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
        _stop_on_signals()
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
        _close_all()
        console.error(_("stopped; what was not finished was not kept"))
        return PROBLEM
    except BrokenPipeError:
        console.pipe_is_broken()
        return PROBLEM
    except Exception as error:
        return _out_of_memory(console, told) if (told := told_of_memory(error)) else _bug(console, error)


def _fill_standard_streams() -> None:
    """Let a standard stream that the caller closed lead nowhere: else the next file that is opened would stand in its place."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)  # the lowest that is free
            setattr(sys, name, os.fdopen(nowhere, "w" if descriptor else "r", encoding="utf-8"))


def _stop_on_signals() -> None:
    """Let Ctrl+C, the end of the terminal's session and a polite kill end the work in good order."""
    for name in _STOPPING:
        found = getattr(signal, name, None)
        if found is not None and signal.getsignal(found) is not signal.SIG_IGN:  # ignored under nohup, and in the background
            signal.signal(found, _stop)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    for name in _STOPPING:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)  # a second one must not disturb the tidying up
    raise KeyboardInterrupt


def _close_all() -> None:
    project = sys.modules.get("annotator.project")  # which no command has loaded yet where nothing is open
    if project is not None:
        project.close_all()


def _out_of_memory(console: Console, told: str) -> int:
    _close_all()  # the tracebacks that held what filled the memory are gone by now
    console.error(told)
    return PROBLEM


def _bug(console: Console, error: Exception) -> int:
    """Say that this is our fault and where the details lie, without a traceback and without any text of articles."""
    from annotator.fault_log import write_fault

    try:
        log = str(write_fault(error))
    except OSError as unwritten:
        log = _("not kept ({reason})").format(reason=unwritten.strerror)
    told = _("annotator made a mistake ({name}); the project was left as it was. Details: {log}")
    console.error(told.format(name=type(error).__name__, log=log))
    return PROBLEM


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
