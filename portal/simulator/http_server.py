"""HTTP/1.1 over sockets: reads requests, delivers answers whole or, for a fault, badly.

Written on socketserver because a fault needs the socket itself, and because http.server parses headers too slowly for a
server that load tests run against.
"""

import http
import select
import socket
import socketserver
import struct
import sys
import time
from typing import Any, Protocol
from urllib.parse import parse_qsl

from portal.simulator.exchange import Delivery, Request, Response, message

LINE_LIMIT = 64 * 1024
HEADER_LIMIT = 200
BODY_LIMIT = 4 * 1024 * 1024
IDLE_S = 60.0
HANG_POLL_S = 0.1

_REASONS = {status.value: status.phrase for status in http.HTTPStatus}


class Handles(Protocol):
    def handle(self, request: Request) -> tuple[Response, Delivery]: ...

    def released(self) -> int:
        """A number that changes whenever hanging connections are to be let go."""
        ...


class BadRequest(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class SimulatorServer(socketserver.ThreadingTCPServer):
    """One thread per connection; connections are kept alive."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Connection)
        self.application: Handles

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that goes away is an everyday thing; everything else is reported."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Connection(socketserver.BaseRequestHandler):
    server: SimulatorServer
    request: socket.socket

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request.settimeout(IDLE_S)
        self._reader = self.request.makefile("rb")

    def finish(self) -> None:
        self._reader.close()

    def handle(self) -> None:
        try:
            while self._serve_one():
                pass
        except OSError:  # the caller went away, or stayed silent too long
            return

    def _serve_one(self) -> bool:
        """Serves the next request; False when the connection is to be closed."""
        try:
            request = self._read_request()
        except BadRequest as error:
            self._send(message(error.status, str(error)), Delivery(), keep=False, head=False)
            return False
        if request is None:
            return False
        release = self.server.application.released()
        response, delivery = self.server.application.handle(request)
        if delivery.hang:
            self._hang(release)
            return False
        if delivery.reset:
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()
            return False
        keep = request.headers.get("connection", "").lower() != "close" and not delivery.cut_body
        self._send(response, delivery, keep=keep, head=request.method == "HEAD")
        return keep

    def _read_request(self) -> Request | None:
        line = self._reader.readline(LINE_LIMIT)
        while line in (b"\r\n", b"\n"):
            line = self._reader.readline(LINE_LIMIT)
        if not line:
            return None
        parts = line.decode("latin-1").split()
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise BadRequest(400, "The request line cannot be read.")
        method, target, version = parts
        headers = self._read_headers()
        if version == "HTTP/1.0":
            headers.setdefault("connection", "close")
        if headers.get("expect", "").lower() == "100-continue":
            self.request.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        path, _, query = target.partition("?")
        parameters: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            parameters.setdefault(name, value)
        return Request(method, path, parameters, headers, self._read_body(headers))

    def _read_headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        for _ in range(HEADER_LIMIT):
            line = self._reader.readline(LINE_LIMIT)
            if line in (b"\r\n", b"\n", b""):
                return headers
            name, colon, value = line.decode("latin-1").partition(":")
            if not colon:
                raise BadRequest(400, "A header line cannot be read.")
            headers.setdefault(name.strip().lower(), value.strip())
        raise BadRequest(431, "There are too many header lines.")

    def _read_body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._read_chunks()
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            raise BadRequest(400, "The Content-Length cannot be read.")
        if int(length) > BODY_LIMIT:
            raise BadRequest(413, "The request body is too large.")
        return self._reader.read(int(length)) if int(length) else b""

    def _read_chunks(self) -> bytes:
        body = b""
        while True:
            try:
                size = int(self._reader.readline(LINE_LIMIT).split(b";")[0], 16)
            except ValueError as error:
                raise BadRequest(400, "A chunk size cannot be read.") from error
            if len(body) + size > BODY_LIMIT:
                raise BadRequest(413, "The request body is too large.")
            body += self._reader.read(size)
            self._reader.readline(LINE_LIMIT)
            if size == 0:
                return body

    def _send(self, response: Response, delivery: Delivery, *, keep: bool, head: bool) -> None:
        headers = {"Content-Length": str(len(response.body))} if response.status not in (204, 304) else {}
        if response.content_type:
            headers["Content-Type"] = response.content_type
        headers |= response.headers
        if not keep:
            headers["Connection"] = "close"
        lines = [f"HTTP/1.1 {response.status} {_REASONS.get(response.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        top = "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")
        body = b"" if head else response.body
        if delivery.cut_body:
            body = body[: len(body) // 2]
        if delivery.drip_ms_per_byte:
            pause_s = delivery.drip_ms_per_byte / 1000
            self._drip(top, pause_s if delivery.drip_part == "headers" else 0)
            self._drip(body, pause_s if delivery.drip_part == "body" else 0)
        else:
            self.request.sendall(top + body)

    def _drip(self, data: bytes, pause_s: float) -> None:
        if not pause_s:
            self.request.sendall(data)
            return
        release = self.server.application.released()
        for position in range(len(data)):
            if self.server.application.released() != release:
                raise ConnectionAbortedError("let go")
            self.request.sendall(data[position : position + 1])
            time.sleep(pause_s)

    def _hang(self, release: int) -> None:
        """Keeps silent until the caller goes away or the hanging connections are let go."""
        while self.server.application.released() == release:
            readable, _, _ = select.select([self.request], [], [], HANG_POLL_S)
            if readable and not self.request.recv(1024):
                return
