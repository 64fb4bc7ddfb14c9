"""A server that breaks HTTP on purpose: raw sockets, one script for each connection.

A script is a function that gets a ``Peer`` and does with the connection what it likes. The last script serves all
connections after it too. Everything that arrived is kept in ``requests``.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from types import TracebackType


class Peer:
    """The server's end of one connection."""

    def __init__(self, server: FaultServer, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self._unread = b""

    def read_request(self) -> bytes:
        """Read one whole request and keep it. b"" when the client hung up instead."""
        request = self._unread
        while b"\r\n\r\n" not in request:
            if not (received := self.sock.recv(65536)):
                return b""
            request += received
        head, _, body = request.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        while len(body) < length:
            body += self.sock.recv(65536)
        self._unread = body[length:]
        whole = head + b"\r\n\r\n" + body[:length]
        self.server.requests.append(whole)
        return whole

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def drip(self, data: bytes, every_s: float) -> None:
        """Send one byte at a time, until all are sent or the test is over."""
        for position in range(len(data)):
            self.send(data[position : position + 1])
            if self.server.over.wait(every_s):
                return

    def hang(self) -> None:
        """Do nothing until the test is over."""
        self.server.over.wait(30)

    def reset(self) -> None:
        """Break the connection with a RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()


Script = Callable[[Peer], None]


class FaultServer:
    """Listens on a free port of 127.0.0.1 for as long as the ``with`` block lasts."""

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.over = threading.Event()
        self._scripts = scripts
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> FaultServer:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.over.set()
        for sock in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            script = self._scripts[min(self.connections, len(self._scripts) - 1)]
            self.connections += 1
            self._open.append(sock)
            thread = threading.Thread(target=self._serve, args=(sock, script), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket, script: Script) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True)
                self._open.append(sock)
            script(Peer(self, sock))
        except OSError:
            pass  # the client hung up, which is what most tests are about
        finally:
            sock.close()


def answer(status: str = "200 OK", body: bytes = b"[]", *headers: str, content_type: str = "application/json") -> bytes:
    """Return a well-formed answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def replying(*replies: bytes) -> Script:
    """Answer request after request on one connection with these bytes, then close it."""

    def script(peer: Peer) -> None:
        for reply in replies:
            if not peer.read_request():
                return
            peer.send(reply)

    return script


def reply_for_ever(reply: bytes) -> Script:
    """Answer every request of a connection with the same bytes."""

    def script(peer: Peer) -> None:
        while peer.read_request():
            peer.send(reply)

    return script


@contextlib.contextmanager
def full_backlog(host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Yield the port of a listener whose queue is full: a SYN to it is never answered."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(0)
        for _ in range(8):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@contextlib.contextmanager
def refused_port() -> Iterator[int]:
    """Yield a port that nobody listens on and that nobody else can take."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        yield sock.getsockname()[1]
