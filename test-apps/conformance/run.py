#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""
Runs the cases of cases.txt against WebSocket servers and clients.

    run.py [--quick] [--long] [--modes bulk,bytes] [--only ID-PREFIX]
           [--tls CERT KEY] [--html FILE] [--json FILE] [--text FILE]
           [--allow-tolerated] --subject NAME=COMMAND ...

COMMAND is started with "server", or "client PORT", behind it; what it has to
do is described in subject.c.  Exit status 0: all required cases passed.
"""

import argparse
import json
import os
import random
import shlex
import socket
import ssl
import subprocess
import sys
import zlib

sys.dont_write_bytecode = True          # nothing is left beside the sources

import report                           # noqa: E402
import table                            # noqa: E402
from endpoint import (Endpoint, Gone, OPS, Silent,  # noqa: E402
                      Violation, accept_of)

HERE = os.path.dirname(os.path.abspath(__file__))
PASS, TOLERATED, FAIL = "pass", "tolerated", "fail"


class Failed(Exception):
    """the case's expectation is not met"""


class Script:
    """one case on one connection"""

    def __init__(self, case, e, port):
        self.case, self.e, self.port = case, e, port
        self.out = []           # bytes that wait for the next expectation
        self.echo, self.pongs = [], []
        self.msg = None         # [kind, data, packed] of fragments so far
        self.unpack = None      # of compressed payload given as bytes
        self.closing = self.over = False
        self.tolerated = []
        self.frames = 0

    # ---- sending

    def step(self, words):
        if words[0] == "fin":
            self.flush()
            self.e.fin()
            return
        if words[0] in ("request", "requestthen", "response", "responsethen"):
            self.handshake(words)
            return
        many = 1
        if words[0].startswith("manyping:"):
            many, words = int(words[0][9:]), ["ping"] + words[1:]
        elif words[0].startswith("many:"):
            many, words = int(words[0][5:]), ["bin"] + words[1:]
        for _ in range(many):
            self.frame(words)

    def frame(self, words):
        op, options = words[0], {}
        fin, rsv = 1, 0
        if op.startswith("-"):
            fin, op = 0, op[1:]
        if op.startswith("rsv"):
            rsv, _, op = op.partition(",")
            rsv = int(rsv[3:])
        words = words[1:]
        while words and words[0].startswith("["):
            name, _, value = words.pop(0)[1:-1].partition("=")
            options[name] = value
        data = table.payload(words)
        op = OPS[op] if op in OPS else int(op[2:])
        self.remember(op, fin, rsv, data)
        if "z" in options:
            data = self.e.deflate.pack(data, int(options.get("zlevel", 6)))
            rsv |= 4
        kw = {}
        if "len16" in options:
            kw["length"] = "16"
        if "len64" in options:
            kw["length"] = "64"
        if "len" in options:
            kw["length"] = int(options["len"])
        if "nomask" in options:
            kw["masked"] = False
        if "mask" in options:
            kw["masked"] = True
        if "key0" in options:
            kw["key"] = b"\0\0\0\0"
        self.add(op, fin, rsv, data, options, kw)

    def add(self, op, fin, rsv, data, options, kw):
        size = int(options.get("frag") or 0) or max(len(data), 1)
        pieces = [data[i:i + size] for i in range(0, len(data), size)] or [b""]
        for n, piece in enumerate(pieces):
            raw = self.e.frame(op if not n else 0, piece,
                               fin and n == len(pieces) - 1,
                               rsv if not n else 0, **kw)
            if "cut" in options:
                raw = raw[:int(options["cut"]) + (4 if self.e.client else 0)]
            self.out.append(raw)

    def remember(self, op, fin, rsv, data):
        """what is to come back"""
        if self.closing:
            return
        if op == OPS["close"]:
            self.closing = True
        elif op == OPS["ping"]:
            self.pongs.append(data)
        elif op in (OPS["text"], OPS["bin"]):
            self.msg = ["text" if op == 1 else "bin", data, rsv]
        elif op == 0 and self.msg:
            self.msg[1] += data
        if op < 3 and fin and self.msg:
            kind, data, packed = self.msg
            self.msg = None
            if packed:
                try:
                    self.unpack = self.unpack or zlib.decompressobj(-15)
                    data = self.unpack.decompress(data + b"\0\0\xff\xff")
                except zlib.error:
                    data = b""
            self.echo.append((kind, data))

    def flush(self):
        data, self.out = b"".join(self.out), []
        if data:
            self.e.send(data)

    # ---- expecting

    def expect(self, words):
        self.flush()
        getattr(self, "want_" + {"=": "echo"}.get(words[0], words[0]))(
            *words[1:])

    def want_echo(self):
        while self.echo or self.pongs:
            try:
                kind, data, frames = self.e.read_message()
            except Gone as e:
                raise Failed("closed instead of answering: %s" % e) from None
            if kind == "pong":
                if data not in self.pongs:
                    raise Failed("pong that answers no ping")
                at = self.pongs.index(data)
                if at:
                    self.tolerated.append("%d pings had no pong" % at)
                del self.pongs[:at + 1]
            elif kind == "close":
                raise Failed("closed with %r" % data[:40])
            elif kind in ("text", "bin"):
                self.frames = frames
                if not self.echo or (kind, data) != self.echo.pop(0):
                    raise Failed("%s of %d bytes is not what was sent" %
                                 (kind, len(data)))

    def read_close(self, codes, late_ok):
        """the code of the Close that comes, None if just the end does"""
        while True:
            try:
                kind, data, _ = self.e.read_message()
            except Gone:
                return None
            if kind == "close":
                break
            if kind == "ping":
                continue
            if late_ok and kind == "pong" and data in self.pongs:
                del self.pongs[:self.pongs.index(data) + 1]
            elif late_ok and self.echo and (kind, data) == self.echo[0]:
                self.echo.pop(0)
            else:
                raise Failed("%s of %d bytes after the %s" % (
                    kind, len(data), "close" if late_ok else "error"))
        code = int.from_bytes(data[:2], "big") if data else "none"
        if not self.closing:
            self.e.send(self.e.frame(8, data[:2]))
        self.over = True
        if not self.e.client:
            self.e.fin()
        try:
            while True:
                kind, _, _ = self.e.read_message()
                raise Failed("%s after its own close" % kind)
        except Gone:
            pass
        if str(code) not in codes:
            self.tolerated.append("closed with %s" % code)
        return code

    def want_fail(self, codes):
        # whatever comes after the error is not to be answered
        self.e.chop = 0
        self.e.send(self.e.frame(1, b"after the error") +
                    self.e.frame(9, b"after the error"))
        self.echo, self.pongs = [], []
        if self.read_close(codes.split("/"), False) is None:
            self.tolerated.append("dropped without a close")
        self.over = True

    def want_failfast(self, codes):
        patience, self.e.patience = self.e.patience, min(2, self.e.patience)
        self.echo, self.pongs = [], []
        try:
            if self.read_close(codes.split("/"), False) is None:
                self.tolerated.append("dropped without a close")
            self.over = True
        except Silent:
            self.tolerated.append("not at the first impossible byte")
        finally:
            self.e.patience = patience

    def want_closed(self, code):
        self.closing = True
        if self.read_close([code], True) is None:
            self.tolerated.append("no close in answer")
        self.over = True

    def want_nothing(self):
        self.e.send(self.e.frame(9, b"barrier"))
        kind, data, _ = self.e.read_message()
        if (kind, data) != ("pong", b"barrier"):
            raise Failed("%s of %d bytes" % (kind, len(data)))

    def want_end(self):
        try:
            while True:
                self.e.read_message()
        except Gone:
            self.over = True

    def want_frames(self, n):
        n = int(n)
        if self.frames < n or (n == 1 and self.frames != 1):
            raise Failed("came in %d frames" % self.frames)

    # ---- opening handshakes

    def handshake(self, words):
        name, _, value = " ".join(words[1:]).partition("=")
        then = []
        if words[0].endswith("then"):
            then, name = words[1:], ""
        change = {}
        if name:
            change[name] = value if "=" in " ".join(words[1:]) else None
        if name == "Connection":
            change[name] = value.replace(";", ", ") if value else None
        if words[0].startswith("request"):
            head = self.request(change)
        else:
            head = self.response(change)
        self.out.append(head)
        if then:
            self.frame(then)
            data, self.out = b"".join(self.out), []
            self.e.send(data)
            if self.e.client:
                self.e.read_head()

    @staticmethod
    def fields(first, fields, change):
        low = ":lower" in change
        for n, v in change.items():
            if n.startswith(":"):
                continue
            old = [f for f in fields if f[0].lower() == n.lower()]
            for f in old:
                fields.remove(f)
            if v is not None:
                fields.append((n, v))
        return (first + "\r\n" + "".join(
            "%s: %s\r\n" % (n.lower() if low else n, v)
            for n, v in fields) + "\r\n").encode()

    def request(self, change):
        return self.fields("%s / %s" % (change.get(":method", "GET"),
                                        change.get(":version", "HTTP/1.1")), [
            ("Host", "localhost:%d" % self.port),
            ("Upgrade", "websocket"), ("Connection", "Upgrade"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ("Sec-WebSocket-Protocol", "echo"),
            ("Sec-WebSocket-Version", "13")], change)

    def response(self, change):
        status = change.get(":status", "101")
        fields = [("Upgrade", "websocket"), ("Connection", "Upgrade"),
                  ("Sec-WebSocket-Accept", accept_of(
                      (self.e.field("sec-websocket-key") or "")
                      .encode()).decode()),
                  ("Sec-WebSocket-Protocol", "echo")]
        if status != "101":
            fields = [("Content-Length", "0"), ("Connection", "close")]
        return self.fields("HTTP/1.1 %s Whatever" % status, fields, change)

    def want_status(self, codes):
        codes = codes.split("/")
        try:
            self.e.read_head()
            got = self.e.head.split(b" ")[1].decode("latin-1")
        except (Gone, IndexError):
            got = "none"
        self.over = got != "101"
        if got == codes[0]:
            return
        if got not in codes and not (got == "none" and "101" not in codes):
            raise Failed("status %s" % got)
        self.tolerated.append("status %s" % got)

    def want_noext(self):
        if self.e.field("sec-websocket-extensions"):
            raise Failed("extension taken up")

    def want_accepted(self):
        self.want_nothing()

    def want_refused(self):
        self.over = True
        try:
            self.e.read_frame()
        except Gone:
            return
        raise Failed("accepted")

    # ---- all of it

    def run(self):
        for kind, words in self.case.steps:
            if self.over and kind == "<" and words[0] not in ("noext",):
                break
            if kind == ">":
                self.step(words)
            else:
                self.expect(words)
        if not self.over:
            self.flush()
            self.e.chop = 0
            self.e.send(self.e.frame(8, b"\x03\xe8"))
            self.want_closed("1000")
        return (TOLERATED, "; ".join(self.tolerated)) if self.tolerated \
            else (PASS, "")


class Side:
    """a subject in one role, and how to reach it"""

    def __init__(self, command, role, tls, patience):
        self.role, self.tls, self.patience = role, tls, patience
        self.listener = self.proc = None
        args = shlex.split(command) + [role]
        if role == "client":
            self.listener = socket.socket()
            self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self.listener.bind(("127.0.0.1", 0))
            self.listener.listen(5)
            self.listener.settimeout(patience)
            self.port = self.listener.getsockname()[1]
            args += [str(self.port)] + (["tls"] if tls else [])
        elif tls:
            args += list(tls)
        self.proc = subprocess.Popen(args, stdout=subprocess.PIPE, text=True)
        if role == "server":
            line = self.proc.stdout.readline()
            while line and not line.startswith("port "):
                line = self.proc.stdout.readline()
            if not line:
                raise RuntimeError("%s: no port" % command)
            self.port = int(line.split()[1])

    def connect(self):
        if self.role == "server":
            s = socket.create_connection(("127.0.0.1", self.port),
                                         self.patience)
            if self.tls:
                cx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                cx.check_hostname = False
                cx.verify_mode = ssl.CERT_NONE
                s = cx.wrap_socket(s)
        else:
            s, _ = self.listener.accept()
            if self.tls:
                cx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                cx.load_cert_chain(*self.tls)
                s = cx.wrap_socket(s, server_side=True)
        return Endpoint(s, self.role == "server", self.patience)

    def open(self, case):
        e = self.connect()
        protocol = "frag" if case.has("frag") else "echo"
        pmd = None if case.offer is None else "; ".join(
            ["permessage-deflate"] + [p for p in case.offer.split(";") if p])
        if self.role == "client":
            e.read_head()
            if not case.has("hand"):
                e.welcome(protocol, pmd)
        elif not case.has("hand"):
            e.hello(self.port, protocol, pmd)
            if pmd and not e.deflate:
                raise Failed("permessage-deflate was not taken up")
        return e

    def end(self):
        if self.listener:
            self.listener.close()
        elif self.proc.poll() is None:
            try:
                e = self.connect()
                e.hello(self.port, "quit")
                e.close()
            except (OSError, Gone, Silent, Violation):
                pass
        try:
            return self.proc.wait(15)
        except subprocess.TimeoutExpired:
            self.proc.terminate()
            self.proc.wait()
            return 0


def run_case(side, case, mode):
    e = None
    try:
        e = side.open(case)
        e.chop = 1 if mode == "bytes" else 0
        return Script(case, e, side.port).run()
    except Failed as x:
        return FAIL, str(x)
    except Violation as x:
        return FAIL, "what came is wrong: %s" % x
    except Gone as x:
        return FAIL, "closed too early: %s" % x
    except Silent as x:
        return FAIL, str(x)
    except (OSError, ValueError) as x:
        return FAIL, "%s: %s" % (type(x).__name__, x)
    finally:
        if e:
            e.close()


def applies(case, role, mode, args):
    if (case.has("server") or case.has("client")) and not case.has(role):
        return False
    if (case.has("bulk") and mode != "bulk") or \
            (case.has("bytes") and mode != "bytes"):
        return False
    if case.has("long") and not args.long:
        return False
    return not args.quick or case.has("quick")


def run_side(name, command, role, cases, args, results):
    side = Side(command, role, args.tls, args.patience)
    bad = 0
    try:
        for mode in args.modes.split(","):
            column = "%s %s %s" % (name, role, mode)
            for case in cases:
                if not applies(case, role, mode, args):
                    continue
                random.seed(1)
                verdict = run_case(side, case, mode)
                results.setdefault(column, {})[case.id] = verdict
                if verdict[0] == FAIL or args.verbose:
                    print("%s: %s %s: %s %s" % (column, case.id, case.title,
                                                *verdict), flush=True)
                if verdict[0] == FAIL or (verdict[0] == TOLERATED and
                                          not args.allow_tolerated):
                    bad += 1
                status = side.proc.poll()
                if status is not None:
                    why = "it ended with status %d" % status
                    print("%s: %s: %s" % (column, case.id, why))
                    results[column][case.id] = (FAIL, why)
                    bad += 1
                    side.end()
                    side = Side(command, role, args.tls, args.patience)
    finally:
        status = side.end()
    if status:
        # what a sanitizer says at the end, say
        print("%s %s: it ended with status %d" % (name, role, status))
        bad += 1
    return bad


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--quick", action="store_true")
    p.add_argument("--long", action="store_true")
    p.add_argument("--verbose", action="store_true")
    p.add_argument("--allow-tolerated", action="store_true")
    p.add_argument("--modes", default="bulk,bytes")
    p.add_argument("--roles", default="server,client")
    p.add_argument("--only", default="")
    p.add_argument("--patience", type=float, default=10)
    p.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    p.add_argument("--html")
    p.add_argument("--text")
    p.add_argument("--json")
    p.add_argument("--merge", nargs="*", default=[])
    p.add_argument("--list", action="store_true")
    p.add_argument("--subject", action="append", default=[])
    args = p.parse_args()

    cases = [c for c in table.load(os.path.join(HERE, "cases.txt"))
             if c.id.startswith(args.only)]
    if args.list:
        for c in cases:
            print(c.id, c.title)
        print("%d cases" % len(cases))
        return 0
    results, bad = {}, 0
    for subject in args.subject:
        name, _, command = subject.partition("=")
        for role in args.roles.split(","):
            bad += run_side(name, command, role, cases, args, results)
    for path in args.merge:
        with open(path, encoding="utf-8") as f:
            for column, r in json.load(f).items():
                results[column] = {k: tuple(v) for k, v in r.items()}
    if args.json:
        with open(args.json, "w", encoding="utf-8") as f:
            json.dump(results, f)
    if args.html:
        with open(args.html, "w", encoding="utf-8") as f:
            f.write(report.html(cases, results))
    text = report.text(cases, results)
    if args.text:
        with open(args.text, "w", encoding="utf-8") as f:
            f.write(text)
    print(report.summary(results))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
