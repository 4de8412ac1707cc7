#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""nginx as a reverse proxy with keep-alive before our server.

    front.py SERVER_TABLE SERVER [WRAPPER...]

Good requests give the same answers through it as directly.  And of all the
messages of the table, our server sees as many requests as nginx has passed
on, and no other: nothing is smuggled past it.  77: nginx is not installed.
"""
import os
import queue
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

CONF = """
worker_processes 1;
daemon off;
master_process off;
pid {dir}/nginx.pid;
error_log {dir}/error.log;
events {{ worker_connections 256; }}
http {{
	access_log off;
	client_body_temp_path {dir}/a;
	proxy_temp_path {dir}/b;
	fastcgi_temp_path {dir}/c;
	uwsgi_temp_path {dir}/d;
	scgi_temp_path {dir}/e;
	client_max_body_size 16m;
	upstream ours {{ server 127.0.0.1:{ours}; keepalive 4; }}
	server {{
		listen 127.0.0.1:{port};
		location / {{
			proxy_pass http://ours;
			proxy_http_version 1.1;
			proxy_request_buffering off;
			proxy_set_header Connection "";
			proxy_set_header Host $http_host;
			add_header X-Up $upstream_status always;
		}}
	}}
}}
"""

HOST = b"Host: a\r\n"
checks = failed = 0


def check(ok, what):
    global checks, failed
    checks += 1
    if not ok:
        failed += 1
        print("front.py: failed:", what)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """Ours, and the lines that it prints."""

    def __init__(self, command):
        self.p = subprocess.Popen(command, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.port = int(self.lines.get(timeout=60).split()[1])

    def read(self):
        for line in self.p.stdout:
            self.lines.put(line.strip())

    def seen(self, expected):
        """The requests up to now; there should be so many."""
        lines = []
        end = time.monotonic() + 20
        while len(lines) < expected and time.monotonic() < end:
            try:
                lines.append(self.lines.get(timeout=0.5))
            except queue.Empty:
                pass
        # one too many would come at once
        time.sleep(0.002)
        while not self.lines.empty():
            lines.append(self.lines.get())
        return lines

    def stop(self):
        self.p.stdin.close()
        self.p.wait(timeout=60)


class Reader:
    """Answers, one after the other, of a connection."""

    def __init__(self, port):
        self.s = socket.create_connection(("127.0.0.1", port))
        self.s.settimeout(20)
        self.buf = b""

    def more(self):
        try:
            data = self.s.recv(65536)
        except ConnectionError:
            data = b""
        self.buf += data
        return data

    def answer(self, method=b"GET"):
        """(status, headers, body), or None at the end."""
        while b"\r\n\r\n" not in self.buf:
            if not self.more():
                return None
        head, self.buf = self.buf.split(b"\r\n\r\n", 1)
        lines = head.decode("latin1").split("\r\n")
        status = int(lines[0].split()[1])
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        if status < 200:
            return self.answer(method)
        if method == b"HEAD" or status in (204, 304):
            return status, headers, b""
        if "content-length" in headers:
            n = int(headers["content-length"])
            while len(self.buf) < n:
                if not self.more():
                    return None
            body, self.buf = self.buf[:n], self.buf[n:]
            return status, headers, body
        while self.more():
            pass
        body, self.buf = self.buf, b""
        return status, headers, body

    def close(self):
        self.s.close()


def chunked(data, size):
    out = b""
    for at in range(0, len(data), size):
        piece = data[at:at + size]
        out += b"%x\r\n%s\r\n" % (len(piece), piece)
    return out + b"0\r\n\r\n"


def good_requests():
    for path in (b"/", b"/a/b", b"/a%20b", b"/a?b=c&d", b"/" + b"x" * 900):
        yield b"GET", b"GET %s HTTP/1.1\r\n" % path + HOST + b"\r\n"
    for method in (b"HEAD", b"DELETE", b"OPTIONS"):
        yield method, method + b" /m HTTP/1.1\r\n" + HOST + b"\r\n"
    for n in (0, 1, 1000, 5000, 70000, 3000000):
        data = bytes(i % 251 for i in range(n % 5000)) * (n // 5000 or 1)
        for method in (b"POST", b"PUT"):
            yield method, (method + b" /p HTTP/1.1\r\n" + HOST +
                           b"Content-Length: %d\r\n\r\n" % len(data) + data)
        yield b"POST", (b"POST /p HTTP/1.1\r\n" + HOST +
                        b"Transfer-Encoding: chunked\r\n\r\n" +
                        chunked(data, 1 + n // 7))
    yield b"POST", (b"POST /p HTTP/1.1\r\n" + HOST +
                    b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc")


def same_answers(server, port):
    direct, front = Reader(server.port), Reader(port)
    for method, request in good_requests():
        answers = []
        for reader in (direct, front):
            reader.s.sendall(request)
            answers.append(reader.answer(method))
        what = request[:60]
        check(answers[0] and answers[1], what)
        if not (answers[0] and answers[1]):
            break
        check(answers[0][0] == answers[1][0] == 200, what)
        check(answers[0][2] == answers[1][2], what)
        for name in ("content-type", "content-length"):
            check(answers[0][1].get(name) == answers[1][1].get(name), what)
        check(answers[1][1].get("x-up") == "200", what)
        lines = server.seen(2)
        check(len(lines) == 2 and lines[0] == lines[1], what)

    # pipelined ones come back in order
    n = 100
    front.s.sendall(b"".join(b"GET /%d HTTP/1.1\r\n" % i + HOST + b"\r\n"
                             for i in range(n)))
    for i in range(n):
        a = front.answer()
        check(a and a[0] == 200 and a[2].startswith(b"GET /%d@" % i), i)
    check(len(server.seen(n)) == n, "pipelined")
    direct.close()
    front.close()


def nothing_smuggled(server, port, table):
    passed = refused = 0
    for line in table.splitlines():
        _, name, data = line.split("\t")
        r = Reader(port)
        try:
            r.s.sendall(bytes.fromhex(data))
            r.s.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        sent = 0
        method = bytes.fromhex(data).split(b" ")[0]
        while True:
            try:
                a = r.answer(method if not sent else b"GET")
            except (OSError, ValueError, IndexError):
                a = None
            if not a:
                break
            # it was passed on, and our server made the answer
            sent += "x-up" in a[1] and a[1]["x-up"] == "200"
            refused += a[0] >= 400
        r.close()
        seen = [s for s in server.seen(sent)]
        # one whose body nginx refuses was seen, and got no answer of ours
        check(len(seen) >= sent, name)
        check(len([s for s in seen if "/canary" in s]) <= 1, name)
        check(not [s for s in seen if "/inner" in s or "/smuggled" in s],
              name)
        passed += len(seen)
    print(f"nginx passed {passed} requests on, {refused} answers were "
          "refusals, nothing else came through")


def run_nginx(folder, ours, port):
    conf = os.path.join(folder, "nginx.conf")
    with open(conf, "w", encoding="ascii") as f:
        f.write(CONF.format(dir=folder, ours=ours, port=port))
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    p = subprocess.Popen([nginx, "-e", os.path.join(folder, "error.log"),
                          "-p", folder, "-c", conf])
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return p
        except OSError:
            time.sleep(0.05)
    p.kill()
    raise RuntimeError("nginx does not listen")


def main():
    if not (shutil.which("nginx") or os.path.exists("/usr/sbin/nginx")):
        print("skipped: nginx is not installed")
        return 77
    wrapper = sys.argv[3:]
    table = subprocess.run(wrapper + [sys.argv[1], "--dump"], check=True,
                           capture_output=True, text=True).stdout
    server = Server(wrapper + [sys.argv[2]])
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        port = free_port()
        nginx = run_nginx(folder, server.port, port)
        try:
            same_answers(server, port)
            nothing_smuggled(server, port, table)
        finally:
            nginx.terminate()
            nginx.wait(timeout=20)
    server.stop()
    left = server.seen(1)
    m = [re.match(r"connections (\d+)", s) for s in left]
    n = [int(x.group(1)) for x in m if x]
    # it kept them: far fewer than requests
    check(n and n[0] < 150, f"connections: {left}")
    print(f"front.py: {checks} checks, {failed} failed; "
          f"{n[0] if n else '?'} connections to our server")
    return 1 if failed else 0


sys.exit(main())
