"""The simulator's command line: `python -m portal.simulator`."""

import argparse
import signal
import sys
import threading
from datetime import date

from portal import simulator
from portal.simulator.application import DEFAULT_ORIGINS, DEFAULT_TOKEN, Application, Options
from portal.simulator.http_server import SimulatorServer
from portal.simulator.settings import UnknownSetting


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m portal.simulator",
        description=simulator.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback only)")
    parser.add_argument("--port", type=int, default=8001, help="port to listen on; 0 picks a free one")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the one application token that is valid")
    parser.add_argument("--origin", action="append", help="a registered origin; may be repeated")
    parser.add_argument("--scale", type=int, default=0, help="add N events, and one event with N sessions")
    parser.add_argument("--today", type=date.fromisoformat, help="the day that dates are relative to, YYYY-MM-DD")
    parser.add_argument("--latency-ms", type=float, default=0, help="added to every answer of the API")
    parser.add_argument("--real-time-delay-s", type=float, default=2, help="until a real-time registration exists")
    parser.add_argument("--strict-origin", action="store_true", help="a missing Origin is refused in real-time too")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="start with a setting; may be repeated"
    )
    return parser.parse_args(arguments)


def options_from(arguments: argparse.Namespace) -> Options:
    settings: dict[str, object] = {
        "latency_ms": arguments.latency_ms,
        "real_time_delay_s": arguments.real_time_delay_s,
        "missing_origin": "strict" if arguments.strict_origin else "dialect",
    }
    for assignment in arguments.set:
        name, _, value = assignment.partition("=")
        settings[name] = _plain_value(value)
    return Options(
        token=arguments.token,
        origins=tuple(arguments.origin or DEFAULT_ORIGINS),
        scale=arguments.scale,
        today=arguments.today,
        settings=tuple(settings.items()),
    )


def _plain_value(text: str) -> object:
    if text in ("true", "false"):
        return text == "true"
    return float(text) if text.replace(".", "", 1).isdecimal() else text


def main() -> int:
    arguments = parse_arguments()
    try:
        server = SimulatorServer((arguments.host, arguments.port))
    except OSError as error:
        print(f"Cannot listen on {arguments.host}:{arguments.port}: {error.strerror}.", file=sys.stderr)
        return 1
    root = f"http://{arguments.host}:{server.server_address[1]}"
    with server:
        try:
            server.application = Application(options_from(arguments), root)
        except UnknownSetting as error:
            print(f"--set: {error}", file=sys.stderr)
            return 2
        for number in (signal.SIGTERM, signal.SIGINT):
            # shutdown() waits for serve_forever(), so it must not run in the thread that the signal interrupts.
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        print(f"events API simulator on {root}", flush=True)
        server.serve_forever(poll_interval=0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
