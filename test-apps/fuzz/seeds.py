#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""seeds.py FOLDER: writes a small corpus for each harness below FOLDER."""

import os
import struct
import sys
import zlib

MASK = b"\x01\x02\x03\x04"


def frame(b0, data=b"", key=MASK):
    n = len(data)
    bit = 128 if key else 0
    if n < 126:
        head = bytes([b0, bit | n])
    elif n < 65536:
        head = bytes([b0, bit | 126]) + struct.pack(">H", n)
    else:
        head = bytes([b0, bit | 127]) + struct.pack(">Q", n)
    if not key:
        return head + data
    return head + key + bytes(c ^ key[i & 3] for i, c in enumerate(data))


def frames():
    for settings, key in ((1, MASK), (3, MASK), (7, MASK), (2, b""),
                          (0x3f, MASK), (0x3e, b"")):
        first = bytes([settings])
        yield first + frame(0x81, "Hello-µ@ß日本😀".encode(), key)
        yield first + frame(0x01, b"frag", key) + frame(0x89, b"ping", key) + \
            frame(0x80, b"ment", key)
        yield first + frame(0x82, b"x" * 200, key) + frame(0x8a, b"", key)
        yield first + frame(0xc1, bytes.fromhex("f248cdc9c90700"), key)
        yield first + frame(0x88, b"\x03\xe8bye", key) + frame(0x81, b"x", key)
        yield first + frame(0x88, b"", key)
        yield first + frame(0x82, b"y" * 1100, key)
        yield first + frame(0x83, b"z", key)
        yield first + frame(0x81, b"a\xffb", key)


def payloads():
    texts = [b"", b"Hello", b"abc" * 300, bytes(range(256)) * 3, bytes(5000)]
    for settings in (b"\x0f\x00\x06", b"\x08\xf1\x01", b"\x0c\x32\x09",
                     b"\x01\x44\x00"):
        for text in texts:
            z = zlib.compressobj(6, zlib.DEFLATED, -9)
            packed = z.compress(text) + z.flush(zlib.Z_SYNC_FLUSH)
            yield settings + packed[:-4]
        for given in ("f348cdc9c9070000", "000500faff48656c6c6f00", "00",
                      "f24805000000ffffcac9c90700", "0300" * 20, "ffffff",
                      "0201", "07"):
            yield settings + bytes.fromhex(given)


def fields():
    for text in (
            "\0dGhlIHNhbXBsZSBub25jZQ==", "\0short", "\1keep-alive, Upgrade",
            "\1 , a ,,b", "\2superchat, chat", "\2chat",
            "\3permessage-deflate",
            "\3permessage-deflate;client_max_window_bits;"
            "server_max_window_bits=10;server_no_context_takeover;"
            "client_no_context_takeover, x-other;a=\"b\";c",
            "\3permessage-deflate;server_max_window_bits=\"9\"",
            "\3permessage-deflate;server_max_window_bits=08,,", "\3;", "\3a=b",
            "\3a;b=\"c\\d\""):
        yield text.encode("latin-1")


def heads():
    for text in (
            "\0GET /a/../b?x=1&y=%20 HTTP/1.1\r\nHost: localhost:80\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade, keep-alive\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "X-Own: 1\r\nX-Own: 2\r\n\r\nrest",
            "\0POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n"
            "Cookie: a=b; c=\"d\"\r\nCookie: e=f\r\n\r\n",
            "\0PUT http://h:81/x HTTP/1.1\r\nHost: h\r\n"
            "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
            "\0GET / HTTP/1.0\r\n folded: x\r\n\r\n", "\0OPTIONS * HTTP/1.1",
            "\1HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: abc\r\n\r\n",
            "\1HTTP/1.0 302 Found\r\nLocation: /x\r\nSet-Cookie: a=b\r\n\r\n",
            "\1HTTP/1.1 200\r\nContent-Length: 1, 1\r\n\r\n",
            "\0025\r\nhello\r\n3;ext=\"v\"\r\nabc\r\n0\r\nTrailer: x\r\n\r\n",
            "\2fffffffffffffffff\r\n", "\0020\r\n\r\n", "\0021\nx"):
        yield text.encode("latin-1")


def texts():
    for text in (
            '\0{"a":1,"x":[{"y":{"q":"r","\\u00b5":[true,false,null]}}]}',
            '\0[{"z":-1.5e+3},["b",{}],"\\ud83d\\ude00\\ud800x"]',
            '\0# c\n{"a":{"b":[0,1,],"c":""}}x', '\0{"a":' + '[' * 14,
            '\0{"a":"' + "long " * 60 + '"}',
            "\1\0\0a, b=\"c d\"; e=1.5 # f", "\1\xff\xff-a:b=c,1.2,x(y) \"z",
            "\1\x0f\0a.b-c:d*e 5 07", "\1\x30\x02\"open",
            "\2a ${a} b ${b}${a}${u}", "\2${a", "\2$x$${a}$",
            "\2${" + "n" * 40 + "}", "\2${}",
            "\3Sun, 06 Nov 1994 08:49:37 GMT",
            "\3Sunday, 06-Nov-94 08:49:37 GMT", "\3Sun Nov  6 08:49:37 1994",
            "\3Thu, 31 Dec 9999 23:59:60 GMT", "\3Mon, 30 Feb 2024 24:00:00 GMT",
            "\4a=1&b=2&c", "\4a=%41%zz+&a=2&=x&&b", "\4c=%00%2f..%2F",
            "\5https://user@host.example:8443/path?x#y",
            "\5http://[2001:db8::1]:80/", "\5+/run/x.sock:/y", "\5::ffff:1.2.3.4",
            "\5fe80::1%eth0", "\5SGVsbG8gd29ybGQ=", "\5" + "4a6F", "\5a%20b%4"):
        yield text.encode("latin-1")


def netlink():
    def message(kind, rtm_type, dst_len, attrs):
        body = struct.pack("=8BI", 2, dst_len, 0, 0, 254, 2, 0, rtm_type, 0)
        for number, data in attrs:
            size = 4 + len(data)
            body += struct.pack("=HH", size, number) + data + \
                bytes(-size % 4)
        return struct.pack("=IHHII", 16 + len(body), kind, 0, 1, 0) + body

    way = [(15, b"\xfe\0\0\0"), (5, bytes(4)), (4, b"\2\0\0\0")]
    for kind in (24, 25, 20, 21, 17, 3, 2):
        yield message(kind, 1, 0, way) + message(kind, 2, 32, way[2:])
    yield message(24, 1, 0, [(9, b"abc"), (18, bytes(7))])
    yield message(24, 1, 0, way)[:-3]
    yield b""


def configs():
    whole = (
        '{ "global": { "uid": "3", "gid": 4, "username": "u",\n'
        '  "count-threads": "2", "server-string": "s \\u00b5",\n'
        '  "init-ssl": "yes", "ws-pingpong-secs": "200" }, # c\n'
        '  "vhosts": [ { "name": "v", "port": "80", "interface": "lo",\n'
        '  "sts": "on", "headers": [ { "x-a": "b" } ],\n'
        '  "mounts": [ { "mountpoint": "/", "origin": "file:///x",\n'
        '   "default": "i.html", "cgi-env": [ { "A": "1" } ],\n'
        '   "extra-mimetypes": { ".zip": "a/b" }, "cache-reuse": "1" },\n'
        '   { "mountpoint": "/r", "origin": ">https://h/" },\n'
        '   { "mountpoint": "/c", "origin": "callback://p" } ],\n'
        '  "ws-protocols": [ { "p.q": { "status": "ok", "n": 5 } } ] },\n'
        '  { "name": "w", "unix-socket": true } ] }\n')
    for first in "\0\1\2\3\x43\xff":
        yield (first + whole).encode("latin-1")
    for text in ('\1{"vhosts":{"name":"v"}}', '\1{"vhosts":[[{"name":"v"}]]}',
                 '\0{"global":[{"uid":"x"}]}', '\1{"vhosts":[{"mounts":{',
                 '\1{"vhosts":[{"name":"' + "v" * 600 + '"}]}',
                 '\0{"x":1}', "\0{}", "\0[]", "\1{}{}"):
        yield text.encode("latin-1")


def main():
    for name, make in (("frame", frames), ("inflate", payloads),
                       ("handshake", fields), ("http", heads),
                       ("text", texts), ("config", configs),
                       ("netlink", netlink)):
        folder = os.path.join(sys.argv[1], name)
        os.makedirs(folder, exist_ok=True)
        for n, data in enumerate(make()):
            with open(os.path.join(folder, "seed-%03d" % n), "wb") as f:
                f.write(data)


if __name__ == "__main__":
    main()
