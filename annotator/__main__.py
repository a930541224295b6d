"""One door: a project or nothing opens the window, a command works in the terminal."""

from __future__ import annotations

import signal
import sys


def main(argv: list[str] | None = None) -> int:
    """Run annotator with these words (by default the command line's) and return the exit status."""
    words = sys.argv[1:] if argv is None else argv
    if argv is None and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C before the work has begun ends it without a word
    from annotator.cli.main import is_command, run

    if is_command(words):
        return run(words)
    try:
        from ui.app import main as open_window
    except ImportError as error:
        if not (error.path or "").endswith((".so", ".pyd")):
            raise
        sys.stderr.write(f"annotator: the window cannot open, a library of the system is missing ({error}); `./run.sh` installs it\n")
        return 1

    status: int = open_window(words)
    return status


if __name__ == "__main__":
    sys.exit(main())
