"""The commands that open windows: the app and the tour. PySide6 is imported when they run and not before."""

from __future__ import annotations

import argparse
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.i18n import tr
from commissioner_app.system import logs
from commissioner_app.system.paths import log_folder

if TYPE_CHECKING:
    from commissioner_app.store.keys import Unlocking

# As in ``commands.password``, which would load half the program before the key can be begun with.
PASSWORD_VARIABLE: Final = "COMMISSIONER_PASSWORD"
WINDOW_LIBRARIES: Final = ("PySide6", "shiboken6", "pypdfium2")


def _window_missing(error: ImportError) -> EnvironmentFault:
    """The polite form of a missing PySide6, or of a system library that it wants; anything else is a bug and goes on."""
    if isinstance(error, ModuleNotFoundError):
        module = (error.name or "").split(".")[0]
        if module in WINDOW_LIBRARIES:
            return EnvironmentFault("window_missing", module=module)
    elif ".so" in str(error) or "DLL" in str(error):
        return EnvironmentFault("window_missing", module=str(error))
    raise error


def run_app(options: argparse.Namespace) -> int:
    """No subcommand: the sign-in window, or the profile given with ``--profile``."""
    # Hundreds of modules come and stay: looking for garbage among them would cost a tenth of the start. The app turns
    # it on again.
    gc.disable()
    folder = Path(options.profile) if options.profile else None
    unlocking = begin_unlocking(folder)
    from commissioner_app import bootstrap

    try:
        from commissioner_app.ui.app import main
    except ImportError as error:
        raise _window_missing(error) from error
    with _log():
        return main(bootstrap.accounts(unlocking=unlocking), profile=folder, lang=options.lang)


@contextmanager
def _log() -> Iterator[None]:
    """The program's log while the window is open; a folder that cannot be written to keeps nobody from working."""
    try:
        handler = logs.start(log_folder())
    except OSError:
        yield
        return
    try:
        yield
    finally:
        logs.stop(handler)


def begin_unlocking(folder: Path | None) -> Unlocking | None:
    """Begun as early as can be where the password of the named profile was handed over."""
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if folder is None or not password:
        return None
    from commissioner_app.store.keys import Unlocking

    return Unlocking(folder, password)


def run_tour(options: argparse.Namespace) -> int:
    """Play the field day and leave pictures, PDFs and ``summary.json``."""
    from commissioner_app.tour.tour import run

    try:
        found = find_spec(WINDOW_LIBRARIES[0])
    except ImportError:
        found = None
    if found is None:
        # The acts of the day run in processes of their own: better said once, here, than by each of them.
        raise EnvironmentFault("window_missing", module=WINDOW_LIBRARIES[0])
    return run(out=Path(options.out), lang=options.lang or "zh", seed=options.seed)


def run_gallery(options: argparse.Namespace) -> int:
    """Draw every type of question and every appearance, and write the page that shows them."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        from commissioner_app.tour.form_gallery import run
    except ImportError as error:
        raise _window_missing(error) from error
    return run(Path(options.out))


def add_window_parsers(commands: Any) -> None:
    """``tour --out DIR [--lang zh|en] [--seed N]`` and ``gallery --out DIR``."""
    gallery = commands.add_parser("gallery", help=tr("command.help.gallery"))
    gallery.add_argument("--out", metavar="DIR", required=True)
    gallery.set_defaults(run=run_gallery)
    parser = commands.add_parser("tour", help=tr("command.help.tour"))
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("--lang", choices=("zh", "en"), default=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(run=run_tour)
