#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Asks http-server for everything, and compares with what has to come.

    http.py CURL FOLDER [EMULATOR] HTTP-SERVER

FOLDER is made anew, with the files that are served.  Exits with 1 if any
answer was another than expected.
"""
import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import zlib

HELLO = b"hello\n"
BIG = bytes((i * 7 + (i >> 8)) & 255 for i in range(300000))
OLD = 1000000000            # of the files: 2001-09-09T01:46:40Z
OLD_HTTP = "Sun, 09 Sep 2001 01:46:40 GMT"
TEXT = b"".join(b"line %d of a text that compresses well\n" % i
                for i in range(2000))


def etag(data):
    return '"%x-%x"' % (len(data), OLD)


class Site:
    """The files."""

    def __init__(self, folder):
        self.folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        for name, data in {
            "www/index.html": b"<html>index</html>\n",
            "www/a.txt": HELLO,
            "www/empty.txt": b"",
            "www/big.bin.txt": BIG,
            "www/text.html": TEXT,
            "www/data.own": b"own\n",
            "www/noext": b"noext\n",
            "www/404.html": b"my own page\n",
            "www/page.shtml": b"abc\n",
            "www/large.shtml": b"0123456789abcdef" * 1000,
            "www/sub/index.html": b"sub\n",
            "www/sub/x y.txt": b"space\n",
            "www/sub/prot/index.html": b"hidden by a mount\n",
            "www/empty-dir/nothing.txt": b"",
            "www/\u00e4.txt": b"umlaut\n",
            "www/pre.js": b"var precompressed = 0;\n",
            "www/pre.js.gz": gzip.compress(b"var precompressed = 1;\n", 9, mtime=0),
            "prot/index.html": b"protected index\n",
            "prot/x.txt": b"protected\n",
            "secret.txt": b"SECRET outside of every mount\n",
            "passwords": b"me:pass\r\nempty:\nother:a:b\n",
        }.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(data)
            os.utime(path, (OLD, OLD))


class Server:
    def __init__(self, command, folder):
        self.process = subprocess.Popen(command + [folder],
                                        stdout=subprocess.PIPE)
        line = self.process.stdout.readline().decode().strip()
        if not line.startswith("port "):
            raise SystemExit("http-server did not start: " + line)
        self.port = int(line.split()[1])

    def raw(self, data, pieces=None):
        """Sends data, and gives all that comes until the end."""
        with socket.create_connection(("127.0.0.1", self.port), 20) as s:
            s.settimeout(20)
            for piece in pieces or [data]:
                s.sendall(piece)
            got = b""
            while True:
                try:
                    n = s.recv(65536)
                except ConnectionResetError:
                    break
                if not n:
                    break
                got += n
            return got


class Answer:
    def __init__(self, data, head_only=False):
        head, self.rest = data.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1])
        self.fields = {}
        for line in lines[1:]:
            name, value = line.split(": ", 1)
            if name in self.fields:
                raise ValueError("twice: " + name)
            self.fields[name] = value
        if head_only or self.status in (204, 304):
            self.body = b""
        elif self.fields.get("transfer-encoding") == "chunked":
            self.body, self.rest = unchunk(self.rest)
        elif "content-length" in self.fields:
            n = int(self.fields["content-length"])
            self.body, self.rest = self.rest[:n], self.rest[n:]
            if len(self.body) != n:
                raise ValueError("body is cut at %d of %d" % (len(self.body), n))
        else:
            self.body, self.rest = self.rest, b""


def unchunk(data):
    body = b""
    while True:
        line, data = data.split(b"\r\n", 1)
        n = int(line, 16)
        body += data[:n]
        if data[n:n + 2] != b"\r\n":
            raise ValueError("chunk without its end")
        data = data[n + 2:]
        if not n:
            return body, data


class Test:
    def __init__(self, curl, server):
        self.curl = curl
        self.server = server
        self.checks = self.failures = 0

    def check(self, good, text):
        self.checks += 1
        if not good:
            self.failures += 1
            print("FAILED: " + text)

    def get(self, url, *args):
        host = "http://127.0.0.1:%d" % self.server.port
        p = subprocess.run([self.curl, "-s", "-i", "--raw", "-m", "20",
                            "--path-as-is", *args, host + url],
                           stdout=subprocess.PIPE, check=False)
        if p.returncode:
            raise ValueError("curl: exit code %d" % p.returncode)
        return Answer(p.stdout, "-I" in args)

    def case(self, url, args, status, body=None, **fields):
        """One line of the table: a field of None must not be there."""
        what = " ".join([*args, url])
        try:
            a = self.get(url, *args)
        except ValueError as e:
            self.check(False, "%s: %s" % (what, e))
            return
        self.check(a.status == status, "%s: status %d instead of %d" %
                   (what, a.status, status))
        if body is not None:
            self.check(a.body == body, "%s: body %r instead of %r" %
                       (what, a.body[:60], body[:60]))
        for name, value in fields.items():
            name = name.replace("_", "-")
            got = a.fields.get(name)
            same = got == value if not hasattr(value, "match") else \
                got is not None and value.match(got)
            self.check(same, "%s: %s: %r instead of %r" %
                       (what, name, got, value))

    def traced(self):
        lines = self.get("/dyn/trace").body.decode().split("\n")[:-1]
        # without the end of the last request for it, and this one's beginning
        return [x for x in lines if "/trace" not in x][1:-1]


ANY = re.compile("")


def files(t):
    t.case("/", [], 200, b"<html>index</html>\n", content_type="text/html",
           content_length="19", cache_control="no-store")
    t.case("/a.txt", [], 200, HELLO, content_type="text/plain")
    t.case("/a.txt?x=1", [], 200, HELLO)
    t.case("/a.txt", ["-I"], 200, b"", content_length="6")
    t.case("/a.txt", ["-d", "x=1"], 200, HELLO)
    t.case("/empty.txt", [], 200, b"", content_length="0")
    t.case("/big.bin.txt", [], 200, BIG)
    t.case("/big.bin.txt", ["--http1.0"], 200, BIG)
    t.case("/sub/x%20y.txt", [], 200, b"space\n")
    t.case("/%C3%A4.txt", [], 200, b"umlaut\n")
    t.case("/sub", [], 301, b"", location="/sub/")
    t.case("/sub?a=b&c", [], 301, location="/sub/?a=b&c")
    t.case("/sub/", [], 200, b"sub\n")
    t.case("/sub/index.html", [], 200, b"sub\n")
    t.case("/empty-dir/", [], 404)
    t.case("/a.txt/", [], 404)
    t.case("/a.txt/b", [], 404)
    t.case("/none.txt", [], 404, content_type="text/html")
    t.case("/noext", [], 415)
    t.case("/open/noext", [], 200, b"noext\n",
           content_type="application/octet-stream")
    t.case("/open/data.own", [], 200, b"own\n", content_type="text/x-own")
    t.case("/open", [], 301, location="/open/")
    t.case("/open/", [], 200, b"<html>index</html>\n")
    t.case("/openly", [], 404)
    t.case("/slash/a.txt", [], 200, HELLO)
    t.case("/slash/", [], 200, b"<html>index</html>\n")
    t.case("/slash", [], 301, location="/slash/")
    t.case("/nodef/", [], 404)
    t.case("/dyn/serve/a.txt", [], 200, HELLO, content_type="text/plain")
    t.case("/dyn/serve/a.txt", ["-I"], 200, b"", content_length="6")
    t.case("/dyn/serve/none", [], 404)
    t.case("/dyn/serve/sub", [], 404)
    t.case("/dyn/serve-with", [], 200, HELLO, x_mine="yes")
    t.case("/dyn/serve/big.bin.txt", ["-d", "body=1"], 200, BIG)
    t.case("/cached/a.txt", [], 200, HELLO,
           cache_control="must-revalidate, private, max-age=3600")
    t.case("/shared/a.txt", [], 200, HELLO,
           cache_control="public, max-age=60")


def callbacks(t):
    t.case("/dyn", [], 200, b"callback \n")
    t.case("/dyn/", [], 200, b"callback /\n")
    t.case("/dyn/x/y?z=1", [], 200, b"callback /x/y\n")
    t.case("/dyn/x", ["-X", "DELETE"], 200, b"callback /x\n")
    t.case("/open/dyn/x", [], 200, b"callback /x\n")
    t.case("/to-http", [], 301, b"", location="http://example.com/there")
    t.case("/to-http/x?y", [], 301, location="http://example.com/there")
    t.case("/to-https/x", [], 301, location="https://example.com/")
    t.case("/denied/a.txt", [], 401)
    t.case("/added/a.txt", [], 200, HELLO, x_added="here")
    t.case("/int/page.shtml", [], 200, b"abc\nabc\n", content_length=None,
           transfer_encoding="chunked", content_type="text/html")
    t.case("/int/page.shtml", ["--http1.0"], 200, b"abc\nabc\n",
           transfer_encoding=None, content_length=None)
    t.case("/int/page.shtml", ["-I"], 200, b"", content_length=None)
    a = t.get("/int/large.shtml")
    t.check(len(a.body) == 32000 and a.body[:64] == b"0123456789abcdef" * 4,
            "large.shtml: %d bytes" % len(a.body))
    t.case("/int/a.txt", [], 200, HELLO, content_length="6")

    t.get("/dyn/trace")
    for url, expected in [
        ("/a.txt", ["http filter /a.txt", "http bind",
                    "http file-completion", "http drop"]),
        ("/none", ["http filter /none", "http bind", "http http /none",
                   "http drop"]),
        ("/sub", ["http filter /sub", "http bind", "http drop"]),
        ("/open", []),
        ("/to-http", []),
        ("/dyn/x", ["http filter /dyn/x", "dynamic bind",
                    "dynamic access /dyn/x", "dynamic http /x",
                    "dynamic drop"]),
        ("/denied/a.txt", ["http filter /denied/a.txt", "dynamic bind",
                           "dynamic access /denied/a.txt", "dynamic drop"]),
        ("/added/a.txt", ["http filter /added/a.txt", "dynamic bind",
                          "dynamic access /added/a.txt",
                          "dynamic add-headers", "dynamic file-completion",
                          "dynamic drop"]),
        ("/int/page.shtml", ["http filter /int/page.shtml", "http bind",
                             "http drop", "twice bind", "twice add-headers",
                             "twice file-completion", "twice drop"]),
        ("/dyn/serve/a.txt", ["http filter /dyn/serve/a.txt", "dynamic bind",
                              "dynamic access /dyn/serve/a.txt",
                              "dynamic http /serve/a.txt",
                              "dynamic file-completion", "dynamic drop"]),
    ]:
        t.get(url)
        got = t.traced()
        t.check(got == expected, "callbacks of %s: %r" % (url, got))


def vhosts(t):
    t.case("/a.txt", ["-H", "Host: second"], 200, HELLO, x_vhost="second",
           server="ours", x_content_type_options="nosniff",
           x_frame_options="deny", referrer_policy="no-referrer",
           content_security_policy=ANY)
    t.case("/a.txt", ["-H", "Host: first"], 200, HELLO, x_vhost=None,
           server=None)
    t.case("/a.txt", ["-H", "Host: other"], 200, HELLO, x_vhost=None)
    t.case("/none", ["-H", "Host: second"], 302, location="/404.html")
    t.case("/404.html", ["-H", "Host: second"], 200, b"my own page\n")


def pipelined(t):
    one = b"GET /a.txt HTTP/1.1\r\nHost: first\r\n\r\n"
    big = b"GET /big.bin.txt HTTP/1.1\r\nHost: first\r\n\r\n"
    post = (b"POST /a.txt HTTP/1.1\r\nHost: first\r\n"
            b"Content-Length: 5\r\n\r\n12345")
    chunked = (b"POST /big.bin.txt HTTP/1.1\r\nHost: first\r\n"
               b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
    dyn = b"GET /dyn/x HTTP/1.1\r\nHost: first\r\n\r\n"
    last = b"GET /sub HTTP/1.1\r\nHost: first\r\nConnection: close\r\n\r\n"
    data = one + big + post + chunked + dyn + one + last
    expected = [HELLO, BIG, HELLO, BIG, b"callback /x\n", HELLO, b""]
    for name, pieces in [("at once", [data]),
                         ("byte by byte",
                          [data[i:i + 1] for i in range(len(data))])]:
        got = t.server.raw(None, pieces)
        try:
            for n, body in enumerate(expected):
                a = Answer(got)
                t.check(a.body == body, "pipelined %s: answer %d has %r" %
                        (name, n, a.body[:40]))
                got = a.rest
            t.check(got == b"", "pipelined %s: more than asked for" % name)
        except ValueError as e:
            t.check(False, "pipelined %s: %s" % (name, e))


def main():
    curl, folder, *command = sys.argv[1:]
    site = Site(os.path.abspath(folder))
    where = site.folder
    if command[-1].endswith(".exe"):
        where = "Z:" + where
    server = Server(command, where)
    t = Test(curl, server)
    for part in (files, callbacks, vhosts, pipelined):
        part(t)
    t.case("/dyn/quit", [], 200)
    code = server.process.wait(20)
    t.check(code == 0, "http-server ended with %d" % code)
    print("http.py: %d checks, %d failed" % (t.checks, t.failures))
    return t.failures != 0


sys.exit(main())
