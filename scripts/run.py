"""Starts the whole product on this machine: simulator (unless an API is configured), web and workers.

Run by ``make run``. Obeys PORT, SIMULATOR_PORT, DATABASE_URL and everything in docs/configuration.md. Secrets
nobody set are made once and kept in var/env.
"""

from __future__ import annotations

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import environ

ROOT = Path(__file__).resolve().parent.parent
SIMULATOR_TOKEN = "simulated-token"  # noqa: S105 -- opens only the simulator
START_LIMIT_S = 30


class Stopped(Exception):
    """Somebody asked us to end."""


def main() -> int:
    """Start everything, wait, end everything. Returns the exit status."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _stop)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        if (ROOT / ".env").exists():
            environ.Env.read_env(ROOT / ".env")
        port, simulator_port = _port("PORT", 8000), _port("SIMULATOR_PORT", 8001)
        own_api = bool(os.environ.get("EVENTS_API_ENDPOINT"))
        _prepare_environment(port, None if own_api else simulator_port)
        _refuse_taken("PORT", port)
        if not own_api:
            _refuse_taken("SIMULATOR_PORT", simulator_port)
        _manage("migrate", "--verbosity", "0")
        _manage("collectstatic", "--noinput", "--verbosity", "0")
        if not own_api:
            processes["simulator"] = _start(
                "-m", "portal.simulator", "--port", str(simulator_port), "--token", SIMULATOR_TOKEN,
                "--origin", os.environ["SIMULATOR_ORIGIN"],
            )  # fmt: skip
            _wait_for(f"http://127.0.0.1:{simulator_port}/_simulator/health", processes)
            _manage("furnish_demonstration")
        processes["web"] = _start("-m", "gunicorn", "--config", "events_site/gunicorn_conf.py", "events_site.wsgi")
        _wait_for(f"http://127.0.0.1:{port}/health/live", processes)
        processes["snapshots worker"] = _start("manage.py", "refresh_snapshots", "--every", "60")
        processes["registrations worker"] = _start("manage.py", "deliver_registrations")
        print(f"\n  The site:   http://127.0.0.1:{port}/\n  The admin:  http://127.0.0.1:{port}/admin/", flush=True)
        _manage("create_first_admin")
        print("\n  Press Ctrl-C to stop.", flush=True)
        return _wait(processes)
    except Stopped:
        return 0
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    finally:
        _end(processes)


class Problem(Exception):
    """Why the product cannot start, in words for whoever typed ``make run``."""


def _port(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise Problem(f"{name} must be a port number between 1 and 65535, not {value!r}.")
    return int(value)


def _refuse_taken(name: str, port: int) -> None:
    """Without this look the answers of whoever has the port would pass for those of the process we start."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise Problem(f"Port {port} cannot be used ({reason}). Set {name} to another one.") from error


def _prepare_environment(port: int, simulator_port: int | None) -> None:
    """Fill what the environment leaves open with what a machine of one's own wants. An empty value counts as open."""
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var")
    var.mkdir(parents=True, exist_ok=True)
    secrets_file = var / "env"
    if not secrets_file.exists():
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        descriptor = os.open(secrets_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\nFIELD_ENCRYPTION_KEYS={key}\n")
    for name in ("SECRET_KEY", "FIELD_ENCRYPTION_KEYS"):
        if not os.environ.get(name):
            os.environ.pop(name, None)  # the file is read only where there is nothing, not where there is ""
    environ.Env.read_env(secrets_file)
    defaults = {
        "DJANGO_SETTINGS_MODULE": "events_site.settings",
        "PORT": str(port),
        "SITE_HTTPS": "0",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "LOG_LEVEL": "WARNING",
    }
    if simulator_port is not None:
        defaults |= {
            "SIMULATOR_ENDPOINT": f"http://127.0.0.1:{simulator_port}",
            "SIMULATOR_TOKEN": SIMULATOR_TOKEN,
            "SIMULATOR_ORIGIN": f"http://127.0.0.1:{port}",
        }
    for name, value in defaults.items():
        if not os.environ.get(name):
            os.environ[name] = value


def _manage(*arguments: str) -> None:
    if subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, check=False).returncode:
        raise Problem(f"`manage.py {arguments[0]}` failed; the reason stands above.")


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own, so that Ctrl-C reaches us alone and the children end in order.
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)


def _wait_for(address: str, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + START_LIMIT_S
    name = list(processes)[-1]
    while time.monotonic() < end:
        if processes[name].poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 -- a loopback address of ours
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise Problem(f"The {name} process did not start within {START_LIMIT_S} seconds; the reason stands above.")


def _wait(processes: dict[str, subprocess.Popen[bytes]]) -> int:
    """Return when a process ends. Without the simulator the site goes on, as it does when Dynamics is away."""
    while True:
        for name, process in list(processes.items()):
            if process.poll() is None:
                continue
            print(f"The {name} process ended with status {process.returncode}.", file=sys.stderr)
            if name != "simulator":
                return 1
            del processes[name]
            print("The site goes on with its stored copies. `make simulator` starts it again.", file=sys.stderr)
        time.sleep(0.5)


def _end(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    for process in processes.values():
        try:
            process.wait(timeout=35)  # gunicorn lets running requests finish for 30 s
        except subprocess.TimeoutExpired:
            process.kill()


def _stop(*_: object) -> None:
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
