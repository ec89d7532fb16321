"""The two commands of the project: set everything up and run it, or set everything up and test it.

    python3 start.py           the app with a sample county (without a display: the field-day tour, offscreen)
    python3 start.py test      the whole test suite
    python3 start.py setup     the set-up alone
    python3 start.py bench     the benchmarks, each as a ratio to its floor

Standard library only; works with CPython 3.11 and later on Debian, UOS, Kylin and Windows.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "installers" / "requirements.lock"
RUN = ROOT / ".run"
WINDOWS = os.name == "nt"
ENVIRONMENT_FAULT = 3

# What Qt loads on Linux, offscreen and on a screen, and the Debian package that brings it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


def say(zh: str, en: str) -> None:
    print(f"{zh}  |  {en}", file=sys.stderr, flush=True)


def fail(zh: str, en: str) -> int:
    say(zh, en)
    return ENVIRONMENT_FAULT


def interpreter(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if WINDOWS else "bin/python")


# --- system libraries ------------------------------------------------------------------------------------------------


def missing_packages() -> list[str]:
    """Debian packages whose library cannot be loaded; empty on other systems than Linux."""
    if not sys.platform.startswith("linux"):
        return []
    missing = []
    for library, package in QT_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    try:
        __import__("ensurepip")
    except ImportError:
        missing.append("python3-venv")
    return sorted(set(missing))


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages where that is allowed; otherwise name the one command that does."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None:
        say(f"缺少系统库，请安装：{' '.join(packages)}", "These system libraries are missing; please install them.")
        return False
    if os.geteuid() != 0:
        say(
            f"缺少系统库，请先运行：sudo {' '.join(command)}",
            "System libraries are missing: please run that command first.",
        )
        return False
    say("正在安装系统库……", "Installing system libraries…")
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update"], check=False, **quiet)
    return subprocess.run(command, check=False, **quiet).returncode == 0


# --- the virtual environment -----------------------------------------------------------------------------------------


def lock_stamp(lines: list[str]) -> str:
    """What an environment was made from: the pinned packages and the interpreter."""
    return hashlib.sha256("\n".join([sys.version, *lines]).encode()).hexdigest()


def ensure_environment(folder: Path, *, without: tuple[str, ...] = ()) -> bool:
    """Make or renew a virtual environment from the lock file, leaving out the packages named in ``without``."""
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    lines = [line for line in lines if not line.lower().startswith(without)] if without else lines
    stamp_file, stamp = folder / "made-from", lock_stamp(lines)
    if stamp_file.is_file() and stamp_file.read_text(encoding="utf-8") == stamp and interpreter(folder).is_file():
        return True
    say(
        f"正在准备运行环境 {folder.name}（首次约一分钟）……", f"Preparing {folder.name} (about a minute the first time)…"
    )
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=False)
    if made.returncode != 0:
        return False
    wanted = folder / "requirements.txt"
    wanted.write_text("\n".join(lines) + "\n", encoding="utf-8")
    pip = [
        str(interpreter(folder)),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
        str(wanted),
    ]
    if subprocess.run(pip, check=False).returncode != 0:
        return False
    scheme = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}, scheme=venv_scheme())
    # The packages run from the checkout: one line that puts it on the path, no build, nothing to reinstall after an edit.
    (Path(scheme) / "kotexing-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    stamp_file.write_text(stamp, encoding="utf-8")
    return True


def venv_scheme() -> str:
    return "venv" if "venv" in sysconfig.get_scheme_names() else sysconfig.get_default_scheme()


def set_up() -> Path | None:
    """Everything the program needs, made ready; the interpreter to run it with, or None after saying what is missing."""
    packages = missing_packages()
    if packages and not install_packages(packages):
        return None
    folder = ROOT / ".venv"
    if not ensure_environment(folder):
        fail("运行环境没有准备好，请看上面的信息。", "The environment could not be prepared; see the lines above.")
        return None
    return interpreter(folder)


# --- the commands ----------------------------------------------------------------------------------------------------


def has_display() -> bool:
    return WINDOWS or sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run_app(python: Path) -> int:
    """The app on a screen with its own sample server; the field-day tour where there is no screen."""
    if not has_display():
        out = RUN / "tour"
        say(
            f"没有显示器，改为离屏演示一天的工作，图片和PDF在 {out}",
            f"No display: playing the field day; results in {out}",
        )
        shutil.rmtree(out, ignore_errors=True)
        code = subprocess.run(
            [str(python), "-m", "commissioner_app", "tour", "--out", str(out)], check=False
        ).returncode
        say(f"图片、PDF和 summary.json 在 {out}", f"Pictures, PDFs and summary.json are in {out}")
        return code
    return run_with_sample_server(python)


def run_with_sample_server(python: Path) -> int:
    data, profile, users_file = RUN / "server", RUN / "profile", RUN / "sample-users.json"
    if not users_file.is_file():
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(profile, ignore_errors=True)
        RUN.mkdir(exist_ok=True)
        made = subprocess.run(
            [str(python), "-m", "provincial_server", "init", "--data", str(data), "--sample"],
            check=False, capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        if made.returncode != 0:
            print(made.stderr, file=sys.stderr)
            return made.returncode
        users_file.write_text(made.stdout.strip().splitlines()[-1], encoding="utf-8")
    user = json.loads(users_file.read_text(encoding="utf-8"))["users"][0]
    # The port is kept, so that the profile of the last run finds its server again.
    port_file = RUN / "port"
    port = port_file.read_text(encoding="utf-8") if port_file.is_file() else "0"
    serve = [str(python), "-m", "provincial_server", "serve", "--data", str(data), "--port", port]
    server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        line = server.stdout.readline() if server.stdout else ""
        if not line:
            return fail("示例服务器没有启动。", "The sample server did not start.")
        url = json.loads(line)["url"]
        port_file.write_text(url.rsplit(":", 1)[1], encoding="utf-8")
        environment = {**os.environ, "COMMISSIONER_PASSWORD": user["password"]}
        app = [str(python), "-m", "commissioner_app"]
        if not (profile / "profile.json").is_file():
            create = [*app, "profile", "create", "--profile", str(profile), "--server", url, "--user", user["name"]]
            if subprocess.run(create, check=False, env=environment, stdout=subprocess.DEVNULL).returncode != 0:
                return fail("示例账号没有登录成功。", "Signing the sample account in failed.")
        return subprocess.run([*app, "--profile", str(profile)], check=False, env=environment).returncode
    finally:
        server.terminate()
        server.wait(timeout=20)


def run_checks(python: Path) -> bool:
    """Import contracts first, then style and types."""
    checks = (
        ["-c", "from importlinter.cli import lint_imports_command as run; run()", "--cache-dir", str(RUN / "imports")],
        ["-m", "ruff", "check", "--quiet", "."],
        ["-m", "ruff", "format", "--check", "--quiet", "."],
        ["-m", "mypy"],
    )
    return all(subprocess.run([str(python), *check], check=False, cwd=ROOT).returncode == 0 for check in checks)


def run_tests(python: Path) -> int:
    """Checks, then everything but the window with PySide6 not installed at all, then the window."""
    RUN.mkdir(exist_ok=True)
    if not run_checks(python):
        return 1
    without_qt = ROOT / ".venv-without-qt"
    if not ensure_environment(without_qt, without=("pyside6", "shiboken6", "pytest-qt")):
        return fail("没有PySide6的测试环境没有准备好。", "The test environment without PySide6 could not be prepared.")
    # Servers and commands are started hundreds of times: their modules are compiled once, whatever the shell says.
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
    # What stands together shares its server, and nobody is idle while the other has tests left.
    workers = ["-n", "2", "--dist", "worksteal"]
    print("== everything but the window, PySide6 not installed ==", flush=True)
    pytest = [
        str(interpreter(without_qt)),
        "-m",
        "pytest",
        *workers,
        "tests",
        "--ignore=tests/ui",
        "--ignore=tests/tour",
    ]
    first = subprocess.run([*pytest, "-p", "no:cacheprovider"], check=False, cwd=ROOT, env=environment).returncode
    print("== the window ==", flush=True)
    # The field day is the longest: it comes first.
    pytest = [str(python), "-m", "pytest", *workers, "tests/tour", "tests/ui"]
    second = subprocess.run(pytest, check=False, cwd=ROOT, env=environment).returncode
    return first or second


def run_bench(python: Path, arguments: list[str]) -> int:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    return subprocess.run(
        [str(python), "-m", "benchmarks", *arguments], check=False, cwd=ROOT, env=environment
    ).returncode


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):
        return fail("需要 Python 3.11 或更新版本。", "Python 3.11 or newer is needed.")
    command = arguments[0] if arguments else "run"
    if command not in {"run", "test", "setup", "bench"}:
        print(__doc__, file=sys.stderr)
        return 2
    python = set_up()
    if python is None:
        return ENVIRONMENT_FAULT
    if command == "setup":
        say("准备好了。", "Ready.")
        return 0
    if command == "test":
        return run_tests(python)
    if command == "bench":
        return run_bench(python, arguments[1:])
    return run_app(python)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
