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
import select
import shutil
import socket
import subprocess
import sys
import time
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
            "www/stale.js": b"new\n",
            "www/stale.js.gz": gzip.compress(b"old\n", 9, mtime=0),
            "www/alone.js.gz": gzip.compress(b"alone\n", 9, mtime=0),
            "prot/index.html": b"protected index\n",
            "prot/x.txt": b"protected\n",
            "secret.txt": b"SECRET outside of every mount\n",
            "passwords": b"me:pass\r\nempty:\nother:a:b\n",
        }.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(data)
            age = 100 if name.startswith("www/stale.js.") else 0
            os.utime(path, (OLD - age, OLD - age))


class Server:
    def __init__(self, command, folder):
        self.process = subprocess.Popen(command + [folder],
                                        stdout=subprocess.PIPE)
        line = self.process.stdout.readline().decode().strip()
        if not line.startswith("ports "):
            raise SystemExit("http-server did not start: " + line)
        words = line.split()
        self.port, self.fallback, self.six = map(int, words[1:4])
        self.features = words[4:]

    def raw(self, data, pieces=None, port=None):
        """Sends data, and gives all that comes until the end."""
        where = ("127.0.0.1", port or self.port)
        with socket.create_connection(where, 20) as s:
            s.settimeout(20)
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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


def conditional(t):
    tag, other = etag(HELLO), '"other"'
    match, none = "If-Match: ", "If-None-Match: "
    since, unmod = "If-Modified-Since: ", "If-Unmodified-Since: "
    later = "Mon, 10 Sep 2001 01:46:40 GMT"
    earlier = "Sat, 08 Sep 2001 01:46:40 GMT"
    t.case("/a.txt", [], 200, HELLO, etag=tag, last_modified=OLD_HTTP,
           accept_ranges="bytes")
    for fields, status in [
        ([none + tag], 304), ([none + "W/" + tag], 304), ([none + "*"], 304),
        ([none + other], 200), ([none + other + ", " + tag], 304),
        ([none + '"a,b" , W/"x",' + tag], 304), ([none + tag[1:-1]], 200),
        ([none + '"unfinished'], 200), ([none + ","], 200),
        ([none + other, none + tag], 304),
        ([match + tag], 200), ([match + "*"], 200), ([match + other], 412),
        ([match + "W/" + tag], 412), ([match + other + "," + tag], 200),
        ([since + OLD_HTTP], 304), ([since + later], 304),
        ([since + earlier], 200), ([since + "yesterday"], 200),
        ([since + "Sunday, 09-Sep-01 01:46:40 GMT"], 304),
        ([since + "Sun Sep  9 01:46:40 2001"], 304),
        ([unmod + OLD_HTTP], 200), ([unmod + later], 200),
        ([unmod + earlier], 412), ([unmod + "nonsense"], 200),
        ([none + other, since + later], 200),
        ([none + tag, since + earlier], 304),
        ([match + tag, unmod + earlier], 200),
        ([match + other, none + tag], 412), ([match + tag, none + tag], 304),
    ]:
        args = [x for f in fields for x in ("-H", f)]
        t.case("/a.txt", args, status, b"" if status == 304 else None)
        if status in (200, 304):
            t.case("/a.txt", args, status, etag=tag)
        t.case("/a.txt", ["-I", *args], status)
    t.case("/a.txt", ["-d", "x", "-H", none + tag], 412)
    t.case("/a.txt", ["-H", none + tag], 304, content_length=None,
           content_type=None, cache_control="no-store")
    t.case("/dyn/serve/a.txt", ["-H", none + tag], 304)
    t.case("/dyn/serve/a.txt", ["-H", match + other], 412)


def multipart(a):
    kind = re.fullmatch(r"multipart/byteranges; boundary=(\w+)",
                        a.fields["content-type"])
    parts = a.body.split(b"\r\n--" + kind.group(1).encode())
    if parts[0] != b"" or parts[-1] != b"--\r\n":
        raise ValueError("multipart without a beginning or an end")
    got = []
    for p in parts[1:-1]:
        head, body = p.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        if lines[0] != "" or lines[1] != "content-type: text/plain":
            raise ValueError("part without a type")
        r = re.fullmatch(r"content-range: bytes (\d+)-(\d+)/(\d+)", lines[2])
        got.append((int(r.group(1)), int(r.group(2)), body))
    return got


def ranges(t):
    n = len(BIG)
    total = "/%d" % n
    for spec, first, last in [
        ("0-0", 0, 0), ("0-9", 0, 9), ("5-", 5, n - 1), ("-1", n - 1, n - 1),
        ("-%d" % n, 0, n - 1), ("-999999999", 0, n - 1),
        ("299999-", n - 1, n - 1), ("299990-400000", n - 10, n - 1),
        ("0-", 0, n - 1), ("100-99999", 100, 99999), (" 1-2 ", 1, 2),
        ("1-2,", 1, 2), (",,1-2", 1, 2), ("1-2, 400000-", 1, 2),
        ("0-99,50-149", 0, 149), ("0-99,100-199", 0, 199),
        ("0-99,150-199", 0, 199), ("200-299,0-99,100-199", 0, 299),
        ("0-18446744073709551615", 0, n - 1),
        ("0-99999999999999999999999999", 0, n - 1),
    ]:
        t.case("/big.bin.txt", ["-H", "Range: bytes=" + spec], 206,
               BIG[first:last + 1], content_type="text/plain",
               content_range="bytes %d-%d" % (first, last) + total,
               content_length=str(last - first + 1))
    for spec in ["bytes=300000-", "bytes=300000-300001", "bytes=-0",
                 "bytes=99999999999999999999999-"]:
        t.case("/big.bin.txt", ["-H", "Range: " + spec], 416, b"",
               content_range="bytes */%d" % n)
    t.case("/empty.txt", ["-H", "Range: bytes=0-"], 416)
    t.case("/empty.txt", ["-H", "Range: bytes=-1"], 416)
    many = "bytes=" + ",".join("%d-%d" % (i * 1000, i * 1000 + 1)
                               for i in range(17))
    for spec in ["bytes=", "bytes=a", "bytes=5-4", "bytes=1", "bytes=--1",
                 "bytes=1-2;", "bytes=1-2-3", "lines=1-2", "bytes", "1-2",
                 "bytes=1- 2", "bytes = 1-2", "bytes=+1-2", "bytes=0x1-2",
                 many]:
        t.case("/big.bin.txt", ["-H", "Range: " + spec], 200, BIG,
               content_range=None)
    t.case("/big.bin.txt", ["-I", "-H", "Range: bytes=0-1"], 200)
    t.case("/big.bin.txt", ["-d", "x", "-H", "Range: bytes=0-1"], 200, BIG)
    t.case("/big.bin.txt", ["-H", "Range: bytes=0-1", "-H",
                            "Range: bytes=2-3"], 200, BIG)
    for spec, expected in [
        ("0-0,1000-1009", [(0, 0), (1000, 1009)]),
        ("1000-1009,0-0", [(1000, 1009), (0, 0)]),
        ("0-0,-1", [(0, 0), (n - 1, n - 1)]),
        ("0-99,1000-1099,50-149", [(0, 149), (1000, 1099)]),
        ("0-99999,200000-299999", [(0, 99999), (200000, 299999)]),
        ("0-9,1000-1009,2000-2009,900-2005", [(0, 9), (900, 2009)]),
        ("5000-5009,0-9,700000-", [(5000, 5009), (0, 9)]),
    ]:
        a = t.get("/big.bin.txt", "-H", "Range: bytes=" + spec)
        good = [(f, l, BIG[f:l + 1]) for f, l in expected]
        t.check(a.status == 206 and multipart(a) == good and
                "content-range" not in a.fields, "several ranges " + spec)
    tag = etag(BIG)
    for field, status in [
        (tag, 206), ('"other"', 200), ("W/" + tag, 200), (OLD_HTTP, 206),
        ("Mon, 10 Sep 2001 01:46:40 GMT", 200), ("nonsense", 200),
    ]:
        t.case("/big.bin.txt", ["-H", "Range: bytes=1-2", "-H",
                                "If-Range: " + field], status,
               BIG[1:3] if status == 206 else BIG)
    t.case("/big.bin.txt", ["-H", "Range: bytes=1-2", "-H",
                            "If-None-Match: " + tag], 304)
    t.case("/big.bin.txt", ["-H", "Range: bytes=900000-", "-H",
                            "If-Match: \"other\""], 412)
    t.case("/dyn/serve/big.bin.txt", ["-H", "Range: bytes=7-11"], 206,
           BIG[7:12])
    t.case("/int/page.shtml", ["-H", "Range: bytes=0-1"], 200, b"abc\nabc\n",
           accept_ranges=None, etag=None)


def compressed(t):
    gz = gzip.compress(b"var precompressed = 1;\n", 9, mtime=0)
    plain = b"var precompressed = 0;\n"
    ae = "Accept-Encoding: "
    for field, gzipped in [
        ("gzip", 1), ("GZIP", 1), ("deflate, gzip;q=1.0, *;q=0.5", 1),
        ("*", 1), ("gzip;q=0", 0), ("gzip;q=0.000", 0), ("*;q=0", 0),
        ("deflate", 0), ("br", 0), ("identity", 0), ("gzip;q=0, *", 0),
        ("identity;q=1, gzip;q=0.5", 0), ("identity;q=0.5, gzip;q=0.5", 1),
        ("gzip ; q=0.1", 1), ("gzip;q=2", 0), ("gzip;q=x", 0), ("xgzip", 0),
        ("", 0), ("br;q=1.0, gzip;q=0.001", 1),
    ]:
        t.case("/pre.js", ["-H", ae + field if field else "Accept-Encoding;"],
               200, gz if gzipped else plain, content_type="text/javascript",
               content_encoding="gzip" if gzipped else None,
               vary="accept-encoding" if gzipped else None)
    tag = etag(gz)[:-1] + '-gzip"'
    t.case("/pre.js", ["-H", ae + "gzip"], 200, etag=tag)
    t.case("/pre.js", ["-H", ae + "gzip", "-H", "If-None-Match: " + tag], 304,
           vary="accept-encoding")
    t.case("/pre.js", ["-H", ae + "gzip", "-H", "Range: bytes=2-5"], 206,
           gz[2:6], content_encoding="gzip")
    t.case("/pre.js", [], 200, plain, etag=etag(plain))
    t.case("/stale.js", ["-H", ae + "gzip"], 200, b"new\n",
           content_encoding=None)
    t.case("/alone.js", ["-H", ae + "gzip"], 404)
    t.case("/dyn/serve/pre.js", ["-H", ae + "gzip"], 200, gz,
           content_encoding="gzip")


def methods(t):
    allow = "GET, HEAD, POST, OPTIONS"
    t.case("/a.txt", ["-X", "OPTIONS"], 204, b"", allow=allow)
    for m in ("DELETE", "PUT", "PATCH"):
        t.case("/a.txt", ["-X", m], 405, allow=allow)
        t.case("/a.txt", ["-X", m, "-d", "body"], 405, allow=allow)
    t.case("/a.txt", ["-X", "BREW"], 501)


def passwords(t):
    ask = 'Basic realm="lwsws"'
    for url in ("/prot/x.txt", "/verify/x.txt", "/open/sub/prot/x.txt"):
        t.case(url, [], 401, b"", www_authenticate=ask)
    for user, status in [
        ("me:pass", 200), ("me:pas", 401), ("me:passs", 401), ("me:", 401),
        ("empty:", 200), ("empty:x", 401), ("other:a:b", 200),
        ("other:a", 401), ("nobody:pass", 401), (":pass", 401),
        ("me:pass\r", 401), ("me:" + "x" * 300, 401),
    ]:
        t.case("/prot/x.txt", ["-u", user], status,
               b"protected\n" if status == 200 else b"")
    for field in ["Basic", "Basic ", "Basic !!!!", "Basic bWU=", "Bearer x",
                  "Digest x", "basic\tbWU6cGFzcw==", "Basic bWU6cGFzcw==x"]:
        t.case("/prot/x.txt", ["-H", "Authorization: " + field], 401)
    t.case("/prot/x.txt", ["-H", "Authorization: bAsIc bWU6cGFzcw=="], 200)
    t.case("/prot/x.txt", ["-H", "Authorization: Basic bWU6cGFzcw==", "-H",
                           "authorization: Basic bWU6cGFzcw=="], 401)
    t.case("/prot/", ["-u", "me:pass"], 200, b"protected index\n")
    t.case("/prot", [], 301, location="/prot/")
    t.case("/verify/x.txt", ["-u", "open:sesam"], 200, b"protected\n")
    t.case("/verify/x.txt", ["-u", "open:sesame"], 401)
    t.case("/nopw/a.txt", ["-u", "me:pass"], 401)
    t.case("/open/sub/prot/x.txt", ["-u", "me:pass"], 200)
    t.case("/open/sub/%70rot/x.txt", [], 401)
    t.case("/open/sub/./prot/x.txt", [], 401)
    t.case("/open//sub//prot/x.txt", [], 401)
    t.case("/prot/none", ["-I"], 401)
    if t.windows:
        t.case("/open/sub/PROT/index.html", [], 401)
        t.case("/OPEN/SUB/pROT/index.html", [], 401)


# The target of a request, as it is on the wire.  None of them is a file of the
# site, wherever the server runs.
TRAVERSALS = """
/../secret.txt
/..
/.
/../
/../../../../../../../../etc/passwd
/sub/../../secret.txt
/sub/../../../secret.txt
/./../secret.txt
/././.././secret.txt
//../secret.txt
/sub//..//../secret.txt
/%2e%2e/secret.txt
/%2E%2E/secret.txt
/.%2e/secret.txt
/%2e./secret.txt
/..%2fsecret.txt
/..%2Fsecret.txt
/%2e%2e%2fsecret.txt
/sub%2f..%2f..%2fsecret.txt
/sub/%2e%2e/%2e%2e/secret.txt
/%252e%252e/secret.txt
/%252e%252e%252fsecret.txt
/..%252fsecret.txt
/%25252e%25252e/secret.txt
/..%5csecret.txt
/%5c..%5csecret.txt
/..\\secret.txt
/\\..\\secret.txt
/sub\\..\\..\\secret.txt
/sub%5c..%5c..%5csecret.txt
/sub/..\\../secret.txt
/sub/%5c../%5c../secret.txt
/..%c0%afsecret.txt
/..%e0%80%afsecret.txt
/..%f0%80%80%afsecret.txt
/..%c1%9csecret.txt
/%c0%ae%c0%ae/secret.txt
/%e0%80%ae%e0%80%ae/secret.txt
/..%ef%bc%8fsecret.txt
/%uff0e%uff0e/secret.txt
/..%u2215secret.txt
/a.txt%00
/a.txt%00.html
/%00../secret.txt
/..%00/secret.txt
/secret.txt%00.txt
/../secret.txt%00.html
/..;/secret.txt
/..%3b/secret.txt
/sub/..;/..;/secret.txt
/.../secret.txt
/..../secret.txt
/.. /secret.txt
/..%20/secret.txt
/..%09/secret.txt
/..%0a/secret.txt
/..%0d%0a/secret.txt
/%7f../secret.txt
/..%ff/secret.txt
/C:/secret.txt
/c:secret.txt
/C:%5csecret.txt
/c%3a/secret.txt
/Z:/etc/passwd
//etc/passwd
///etc/passwd
/%2fetc/passwd
/%2f%2fserver/share/secret.txt
/%5c%5cserver%5cshare%5csecret.txt
//%3f/C:/secret.txt
/%5c%5c%3f%5cC:%5csecret.txt
/%5c%5c.%5cC:%5csecret.txt
/file:///etc/passwd
/~/secret.txt
/%7e/secret.txt
/sub/../../passwords
/prot/../../passwords
/prot/%2e%2e/%2e%2e/passwords
/open/../../secret.txt
/open/..%2f..%2fsecret.txt
/open..%2fsecret.txt
/slash/../../secret.txt
/nodef/%2e%2e/%2e%2e/secret.txt
/sub/../../prot/x.txt
/wwwx/../../secret.txt
/a.txt/../../secret.txt
/none/../../secret.txt
/a.txt/../../www/a.txt
/%
/%2
/%zz
/%2%65
/%-1
/.%
/..%2
/%2e%2e%
""".split("\n")[1:-1]

# Names that Windows takes for something else than what they look like.  These
# are of no file elsewhere either.
WINDOWS = """
/con
/CON
/con.txt
/con.html
/nul
/NUL.txt
/aux.html
/prn.txt
/com1
/COM1.txt
/com9.html
/lpt1.txt
/com%c2%b9.txt
/lpt%c2%b2
/conin$
/conout$.txt
/clock$
/con .txt
/con%20.txt
/nul::$DATA
/sub/con
/sub/nul.txt
/a.txt.
/a.txt..
/a.txt%2e
/a.txt%20
/a.txt%20%20
/a.txt.%20
/a.txt%20.
/a.txt::$DATA
/a.txt%3a%3a$DATA
/a.txt:stream
/a.txt:$DATA
/sub./x%20y.txt
/sub%20/x%20y.txt
/sub::$INDEX_ALLOCATION/x%20y.txt
/sub:$I30:$INDEX_ALLOCATION/
/SECRET~1.TXT
/PASSWO~1
/..%5c..%5cSECRET~1.TXT
/a.tx%3f
/a.*
/a%3c.txt
/a%3e.txt
/a%22.txt
/a%7c.txt
/a%2a.txt
/sub%5cindex.html
/sub\\index.html
/\\a.txt
/%5ca.txt
""".split("\n")[1:-1]


def traversal(t):
    for target in TRAVERSALS + WINDOWS:
        for prefix in ("", "/open", "/prot"):
            got = t.server.raw(("GET " + prefix + target + " HTTP/1.1\r\n"
                                "Host: first\r\nConnection: close\r\n"
                                "Authorization: Basic bWU6cGFzcw==\r\n"
                                "\r\n").encode())
            try:
                status = Answer(got).status
            except (ValueError, IndexError):
                status = 0
            # inside of the site: what the dots lead to when they are resolved
            inside = (prefix and target.startswith(("/..", "/.%2e", "/%2e",
                                                    "/%2E", "/./", "/sub/..",
                                                    "/sub%2f..",
                                                    "/sub//.."))) or \
                target == "/."
            allowed = (200, 301, 400, 403, 404, 415) if inside else \
                (400, 403, 404, 415)
            t.check(status in allowed and b"SECRET" not in got and
                    b"root:" not in got and b"other:a:b" not in got,
                    "traversal %s%s: %d" % (prefix, target, status))


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


def listeners(t):
    fallback = t.server.fallback
    get = b"GET /a.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    for data, begins in [
        (get, b"HTTP/1.1 200 OK"), (b"\x16\x03\x01hello\n", None),
        (b"SSH-2.0-x\r\n", None), (b"GE\n", None), (b"GETS /\n", None),
        (b"OPTIONSX\n", None), (b"\n", None), (b"get / HTTP/1.1\n", None),
        (b"OPTIONS * HTTP/1.0\r\n\r\n", b"HTTP/1.0 404 "),
    ]:
        for pieces in ([data], [data[i:i + 1] for i in range(len(data))]):
            got = t.server.raw(None, pieces, fallback)
            t.check(got.startswith(begins) if begins else got == data,
                    "fallback: %r: %r" % (data, got[:40]))
    t.get("/dyn/trace")
    t.server.raw(b"raw\n", None, fallback)
    got = t.traced()
    t.check(got == ["raw-echo adopt", "raw-echo close"],
            "callbacks of the fallback: %r" % got)

    if t.server.six:
        p = subprocess.run([t.curl, "-s", "-m", "20", "-g", "http://[::1]:%d"
                            "/a.txt" % t.server.six], stdout=subprocess.PIPE,
                           check=False)
        t.check(p.stdout == HELLO, "IPv6: %r" % p.stdout)
    if not t.windows:
        p = subprocess.run([t.curl, "-s", "-m", "20", "--unix-socket",
                            os.path.join(t.folder, "socket"),
                            "http://unix/a.txt"], stdout=subprocess.PIPE,
                           check=False)
        t.check(p.stdout == HELLO, "unix socket: %r" % p.stdout)


def compression(t):
    """Answers that are compressed while they are sent."""
    if "compression" not in t.server.features:
        for url in ("/dyn/compressed", "/dyn/deflated"):
            t.case(url, ["-H", "Accept-Encoding: gzip"], 200, b"p" * 1000,
                   content_encoding=None, content_length="1000")
        t.case("/text.html", ["-H", "Accept-Encoding: gzip"], 200, TEXT,
               content_encoding=None)
        return
    ae = "Accept-Encoding: "
    tag = "W/" + etag(TEXT)[:-1] + '-coded"'
    for url, data, coding, coded in [
        ("/text.html", TEXT, "gzip", "gzip"),
        ("/text.html", TEXT, "deflate", "deflate"),
        ("/text.html", TEXT, "gzip;q=0.1, deflate", "gzip"),
        ("/text.html", TEXT, "br", None),
        ("/dyn/compressed", b"p" * 1000, "gzip", "gzip"),
        ("/dyn/compressed", b"p" * 1000, "deflate", "deflate"),
        ("/dyn/deflated", b"p" * 1000, "gzip, deflate", "deflate"),
        ("/dyn/deflated", b"p" * 1000, "gzip", None),
        ("/dyn/compressed", b"p" * 1000, "identity", None),
    ]:
        what = url + " " + coding
        t.case(url, ["-H", ae + coding], 200, content_encoding=coded,
               vary="accept-encoding" if coded else None,
               transfer_encoding="chunked" if coded else None,
               content_length=None if coded else str(len(data)))
        a = t.get(url, "-H", ae + coding)
        body = zlib.decompress(a.body, 47) if coded else a.body
        t.check(body == data, what + ": not the same")
        t.check(not coded or len(a.body) < len(data) // 2,
                what + ": %d bytes" % len(a.body))
    gz = ["-H", ae + "gzip"]
    t.case("/text.html", gz, 200, etag=tag, accept_ranges=None)
    t.case("/text.html", gz + ["-I"], 200, b"", content_encoding="gzip")
    t.case("/text.html", gz + ["-H", "If-None-Match: " + tag], 304)
    t.case("/text.html", gz + ["-H", "Range: bytes=0-9"], 206, TEXT[:10],
           content_encoding=None)
    t.case("/text.html", gz + ["--http1.0"], 200, TEXT, content_encoding=None)
    t.case("/a.txt", gz, 200, HELLO, content_encoding=None)
    t.case("/int/page.shtml", gz, 200, b"abc\nabc\n", content_encoding=None)
    t.case("/dyn/compressed", gz + ["-I"], 200, b"", content_encoding="gzip")
    one = (b"GET /%s HTTP/1.1\r\nHost: first\r\nAccept-Encoding: gzip\r\n%s"
           b"\r\n")
    got = t.server.raw(one % (b"text.html", b"") +
                       one % (b"dyn/compressed", b"") +
                       one % (b"a.txt", b"Connection: close\r\n"))
    for data in (TEXT, b"p" * 1000):
        a = Answer(got)
        t.check(gzip.decompress(a.body) == data, "compressed and pipelined")
        got = a.rest
    t.check(Answer(got).body == HELLO, "behind compressed answers")


def log_lines(t):
    with open(os.path.join(t.folder, "access.log"), "rb") as f:
        return f.read().split(b"\n")[:-1]


def new_log_lines(t, before):
    """The log, once it has more lines than before: an answer may be read before
    its transaction is over and written down"""
    lines = []
    for _ in range(500):
        lines = log_lines(t)
        if len(lines) > before:
            break
        time.sleep(0.02)
    return lines


def access_log(t):
    if "log" not in t.server.features:
        return
    before = len(log_lines(t))
    for url, args, pattern in [
        ("/a.txt", ["-A", "agent"],
         r'"GET /a.txt HTTP/1.1" 200 6 "-" "agent"'),
        ("/a.txt?x=1&y=%22", ["-e", "http://from/"],
         r'"GET /a.txt\?x=1&y=\\x22 HTTP/1.1" 200 6 "http://from/" "curl/.*"'),
        ("/none", ["-A", 'a"b\\c\u00e4'],
         r'"GET /none HTTP/1.1" 404 \d+ "-" "a\\x22b\\x5Cc\\xC3\\xA4"'),
        ("/a.txt", ["-I", "-A", "x"], r'"HEAD /a.txt HTTP/1.1" 200 0 "-" "x"'),
        ("/prot/x.txt", ["-u", "me:pass", "-A", "x"],
         r'"GET /prot/x.txt HTTP/1.1" 200 10 "-" "x"'),
        ("/prot/x.txt", ["-u", "me:wrong", "-A", "x"],
         r'"GET /prot/x.txt HTTP/1.1" 401 0 "-" "x"'),
        ("/big.bin.txt", ["-A", "x", "--http1.0"],
         r'"GET /big.bin.txt HTTP/1.0" 200 300000 "-" "x"'),
        ("/dyn/x", ["-X", "DELETE", "-A", "x" * 3000],
         r'"DELETE /dyn/x HTTP/1.1" 200 12 "-" "x{512}"'),
        ("/" + "\u00e4" * 300, ["-A", "x"],
         r'"GET /(\\x[0-9A-F]{2}){127} HTTP/1.1" 404 \d+ "-" "x"'),
    ]:
        t.get(url, *args)
        lines = new_log_lines(t, before)
        user = "me" if "me:pass" in args else "-"
        t.check(len(lines) == before + 1 and
                re.fullmatch(r"127\.0\.0\.1 - %s \[\d\d/[A-Z][a-z][a-z]/\d{4}"
                             r":\d\d:\d\d:\d\d \+0000\] " % user + pattern,
                             lines[-1].decode()),
                "log of %s %s: %r" % (args, url, lines[before:]))
        before = len(lines)
    t.server.raw(b"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\nb\r\n\r\n")
    t.server.raw(b"\x01\x02\r\n\r\n")
    t.server.raw(b"GET /%0a%22 HTTP/1.1\r\nHost: x\r\n\r\n")
    lines = log_lines(t)
    t.check(all(re.fullmatch(rb"[ -~]+", x) for x in lines) and
            all(x.count(b'"') == 6 for x in lines),
            "a line of the log is not one: %r" % lines[before:])


def limits(t):
    if "limits" not in t.server.features:
        return
    def connect(n, data=b""):
        got = []
        for _ in range(n):
            s = socket.create_connection(("127.0.0.1", t.server.port), 20)
            s.settimeout(20)
            s.sendall(data)
            got.append(s)
        return got

    def closed(s):
        try:
            return s.recv(1) == b""
        except ConnectionError:
            return True

    def cut(some):
        """Those that the server has closed by now"""
        return [s for s in some if select.select([s], [], [], 0)[0]]

    own = 0

    def turned_away():
        """As often as that was asked in vain it has been counted, too"""
        nonlocal own
        for _ in range(100):
            body = t.get("/dyn/turned-away").body
            if body:
                return int(body) - own
            own += 1
            time.sleep(0.05)
        return -1

    # more connections than one address may have; some of those before may not
    # be off the books yet, so that a few of these are turned away too
    was = turned_away()
    many = connect(20)
    extra = connect(5)
    t.check(all(closed(s) for s in extra), "more connections than allowed")
    refused = cut(many)
    kept = [s for s in many if s not in refused]
    for s in kept[1:] + refused + extra:
        s.close()
    # one that was there before goes on
    kept[0].sendall(b"GET /a.txt HTTP/1.1\r\nHost: x\r\n"
                    b"Connection: close\r\n\r\n")
    got = b""
    while not got.endswith(HELLO):
        n = kept[0].recv(65536)
        if not n:
            break
        got += n
    t.check(got.endswith(HELLO), "a connection at the limit")
    kept[0].close()
    t.check(turned_away() - was == 5 + len(refused),
            "the callback of limits: not %d" % (5 + len(refused)))

    # more heads of requests; these connections are let in
    was = turned_away()
    many = connect(10, b"GET /a")
    t.check(t.server.raw(b"GET /a.txt HTTP/1.1\r\n") == b"",
            "more heads than allowed")
    refused = cut(many)
    for s in many:
        s.close()
    t.check(turned_away() - was == 1 + len(refused),
            "the callback of limits: not %d" % (1 + len(refused)))


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


PARTS = (files, callbacks, conditional, ranges, compressed, methods,
         passwords, traversal, vhosts, listeners, pipelined,
         compression, access_log, limits)


def main():
    curl, folder, *command = sys.argv[1:]
    windows = command[-1].endswith(".exe")
    site = Site(os.path.abspath(folder))
    server = Server(command, ("Z:" if windows else "") + site.folder)
    t = Test(curl, server)
    t.windows, t.folder = windows, site.folder
    try:
        for part in PARTS:
            part(t)
        t.case("/dyn/quit", [], 200)
        code = server.process.wait(20)
        t.check(code == 0, "http-server ended with %d" % code)
    finally:
        server.process.kill()
    print("http.py: %d checks, %d failed" % (t.checks, t.failures))
    return t.failures != 0


sys.exit(main())
