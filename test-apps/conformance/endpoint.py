# SPDX-License-Identifier: MIT
"""
A WebSocket endpoint on a plain socket, for tests: it sends whatever it is told
to, right or wrong, and checks what it receives against RFC 6455 and RFC 7692.
No WebSocket library is in it.
"""

import base64
import hashlib
import os
import re
import select
import socket
import ssl
import struct
import zlib

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
OPS = {"cont": 0, "text": 1, "bin": 2, "close": 8, "ping": 9, "pong": 10}
NAMES = {v: k for k, v in OPS.items()}
CODES = set(range(1000, 1004)) | set(range(1007, 1015)) | set(range(3000, 5000))


class Gone(Exception):
    """the peer closed, or reset, the connection"""


class Silent(Exception):
    """nothing came in time"""


class Violation(Exception):
    """the peer sent what it may not"""


def mask(data, key):
    """XOR with a key of 4 bytes, as one long number"""
    n = len(data)
    if not n:
        return b""
    keys = (key * (n // 4 + 1))[:n]
    return (int.from_bytes(data, "big") ^
            int.from_bytes(keys, "big")).to_bytes(n, "big")


def accept_of(key):
    return base64.b64encode(hashlib.sha1(key + GUID).digest())


class Deflate:
    """permessage-deflate as agreed on; mine, peers: (no takeover, bits)"""

    def __init__(self, mine, peers):
        self.mine, self.peers = mine, peers
        self.z = self.u = None

    def pack(self, data, level=6):
        if not data:
            return b"\x00"
        if self.z is None or self.mine[0]:
            # zlib has no raw window of 8 bits; with 9 it refers back 250 bytes
            self.z = zlib.compressobj(level, zlib.DEFLATED,
                                      -max(self.mine[1], 9))
        out = self.z.compress(data) + self.z.flush(zlib.Z_SYNC_FLUSH)
        assert out.endswith(b"\0\0\xff\xff")
        return out[:-4]

    def unpack(self, data):
        if self.u is None or self.peers[0]:
            self.u = zlib.decompressobj(-self.peers[1])
        try:
            return self.u.decompress(data + b"\0\0\xff\xff")
        except zlib.error as e:
            raise Violation("cannot be inflated: %s" % e) from e


class Endpoint:
    """one connection; client: this end is the client"""

    def __init__(self, sock, client, patience):
        self.s = sock
        self.client = client
        self.patience = patience
        self.buf = b""
        self.deflate = None
        self.chop = 0           # bytes per send, 0: all at once
        self.head = b""
        self.pings = []         # the peer's, answered
        try:
            self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:
            pass

    # ---- bytes

    def send(self, data):
        """may stop half way: the peer is free to hang up on what is wrong"""
        try:
            if not self.chop:
                self.pump(data)
                return
            at = 0
            while at < len(data):
                # long ones in larger pieces, or it takes for ever
                n = self.chop if at < 1500 else 1009 if at < 70000 else 65521
                self.pump(data[at:at + n])
                at += n
        except (Gone, OSError):
            pass

    def pump(self, data):
        """sends, and reads meanwhile, as else both ends might wait"""
        view, got = memoryview(data), []
        self.s.settimeout(0)
        try:
            while view:
                try:
                    view = view[self.s.send(view[:262144]):]
                    continue
                except (BlockingIOError, ssl.SSLWantWriteError,
                        ssl.SSLWantReadError):
                    pass
                readable, writable, _ = select.select(
                    [self.s], [self.s], [], self.patience)
                if not readable and not writable:
                    raise Silent("does not read")
                if readable:
                    try:
                        got.append(self.s.recv(262144))
                    except (BlockingIOError, ssl.SSLWantWriteError,
                            ssl.SSLWantReadError):
                        continue
                    if not got[-1]:
                        raise Gone("closed")
        finally:
            self.buf += b"".join(got)

    def more(self, patience=None):
        self.s.settimeout(patience or self.patience)
        try:
            got = self.s.recv(262144)
        except (TimeoutError, socket.timeout):
            raise Silent("nothing came") from None
        except ConnectionError:
            raise Gone("reset") from None
        except OSError as e:
            raise Gone(str(e)) from None
        if not got:
            raise Gone("closed")
        self.buf += got

    def need(self, n, patience=None):
        """at least n bytes in self.buf, put together once"""
        have, parts = len(self.buf), [self.buf]
        while have < n:
            self.buf = b""
            try:
                self.more(patience)
            except (Gone, Silent):
                self.buf = b"".join(parts)
                raise
            parts.append(self.buf)
            have += len(self.buf)
        if len(parts) > 1:
            self.buf = b"".join(parts)

    def take(self, n):
        got, self.buf = self.buf[:n], self.buf[n:]
        return got

    def read_head(self):
        while b"\r\n\r\n" not in self.buf:
            if len(self.buf) > 65536:
                raise Violation("head without an end")
            self.more()
        at = self.buf.index(b"\r\n\r\n") + 4
        self.head = self.take(at)
        return self.head

    def field(self, name):
        m = re.search(rb"(?im)^%s:[ \t]*([^\r\n]*)" % re.escape(name.encode()),
                      self.head)
        return m.group(1).strip().decode("latin-1") if m else None

    def fin(self):
        try:
            # an SSLSocket's own would give up on TLS both ways
            socket.socket.shutdown(self.s, socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        try:
            self.s.close()
        except OSError:
            pass

    # ---- frames

    def frame(self, op, payload=b"", fin=1, rsv=0, length=None, masked=None,
              key=None):
        """length: "16" or "64" for more bytes than needed, or a number"""
        head = bytes([(fin << 7) | (rsv << 4) | op])
        n = len(payload)
        if masked is None:
            masked = self.client
        bit = 128 if masked else 0
        if isinstance(length, int):
            head += bytes([bit | 127]) + struct.pack(">Q", length)
        elif length == "64" or n > 65535:
            head += bytes([bit | 127]) + struct.pack(">Q", n)
        elif length == "16" or n > 125:
            head += bytes([bit | 126]) + struct.pack(">H", n)
        else:
            head += bytes([bit | n])
        if not masked:
            return head + payload
        key = os.urandom(4) if key is None else key
        return head + key + mask(payload, key)

    def read_frame(self, patience=None):
        """(op, fin, rsv, payload) of a frame that is in order"""
        self.need(2, patience)
        b0, b1 = self.buf[0], self.buf[1]
        op, fin, rsv = b0 & 15, b0 >> 7, (b0 >> 4) & 7
        if op not in NAMES:
            raise Violation("opcode %d" % op)
        if (b1 >> 7) == (1 if self.client else 0):
            raise Violation("masked" if self.client else "not masked")
        n, at = b1 & 127, 2
        if op & 8 and (n > 125 or not fin):
            raise Violation("long or fragmented control frame")
        if n == 126:
            self.need(4, patience)
            n, at = struct.unpack(">H", self.buf[2:4])[0], 4
            if n < 126:
                raise Violation("length not in the fewest bytes")
        elif n == 127:
            self.need(10, patience)
            n, at = struct.unpack(">Q", self.buf[2:10])[0], 10
            if n < 65536:
                raise Violation("length not in the fewest bytes")
        key = None
        if b1 >> 7:
            self.need(at + 4, patience)
            key, at = self.buf[at:at + 4], at + 4
        self.need(at + n, patience)
        payload = self.take(at + n)[at:]
        if key is not None:
            payload = mask(payload, key)
        if rsv & 3 or (rsv & 4 and (op & 8 or not op or not self.deflate)):
            raise Violation("reserved bits %d" % rsv)
        return op, fin, rsv, payload

    def read_message(self, patience=None):
        """(name, payload, frames): a whole message or a control frame"""
        parts, kind, packed, frames = [], None, 0, 0
        while True:
            op, fin, rsv, payload = self.read_frame(patience)
            if op & 8:
                if kind is None:
                    if op == 8:
                        self.check_close(payload)
                    return NAMES[op], payload, 1
                if op == 9:     # between fragments: allowed
                    self.send(self.frame(10, payload))
                    continue
                if op == 8:
                    raise Violation("close inside of a message")
                continue
            if (op == 0) != (kind is not None):
                raise Violation("fragments out of order")
            if kind is None:
                kind, packed = op, rsv & 4
            parts.append(payload)
            frames += 1
            if fin:
                break
        data = b"".join(parts)
        if packed:
            data = self.deflate.unpack(data)
        if kind == 1:
            try:
                data.decode("utf-8")
            except UnicodeDecodeError:
                raise Violation("text is not UTF-8") from None
        return NAMES[kind], data, frames

    @staticmethod
    def check_close(payload):
        if len(payload) == 1:
            raise Violation("close with half a code")
        if len(payload) >= 2:
            code = struct.unpack(">H", payload[:2])[0]
            if code not in CODES:
                raise Violation("close code %d" % code)
            try:
                payload[2:].decode("utf-8")
            except UnicodeDecodeError:
                raise Violation("close reason is not UTF-8") from None

    # ---- opening handshakes that are in order

    def hello(self, port, protocol=None, offer=None):
        key = base64.b64encode(os.urandom(16))
        text = ("GET / HTTP/1.1\r\nHost: localhost:%d\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n" %
                (port, key.decode()))
        if protocol:
            text += "Sec-WebSocket-Protocol: %s\r\n" % protocol
        if offer:
            text += "Sec-WebSocket-Extensions: %s\r\n" % offer
        self.send(text.encode() + b"\r\n")
        self.read_head()
        if not self.head.startswith(b"HTTP/1.1 101 "):
            raise Violation("answer %r" % self.head.split(b"\r\n")[0])
        if self.field("sec-websocket-accept") != accept_of(key).decode():
            raise Violation("wrong Sec-WebSocket-Accept")
        answer = self.field("sec-websocket-extensions")
        if answer:
            if not offer:
                raise Violation("extension nobody offered")
            self.agree(answer)

    def agree(self, text):
        """what an answer with permessage-deflate means"""
        params = {}
        for p in text.split(";")[1:]:
            name, _, value = p.strip().partition("=")
            params[name.strip()] = value.strip().strip('"')
        server = ("server_no_context_takeover" in params,
                  int(params.get("server_max_window_bits") or 15))
        client = ("client_no_context_takeover" in params,
                  int(params.get("client_max_window_bits") or 15))
        self.deflate = Deflate(client, server) if self.client else \
            Deflate(server, client)

    def welcome(self, protocol=None, answer=None, also=""):
        """as the server, to the request in self.head"""
        key = self.field("sec-websocket-key") or ""
        text = ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n" %
                accept_of(key.encode()).decode())
        if protocol:
            text += "Sec-WebSocket-Protocol: %s\r\n" % protocol
        if answer:
            text += "Sec-WebSocket-Extensions: %s\r\n" % answer
            self.agree(answer)
        self.send((text + also + "\r\n").encode())
