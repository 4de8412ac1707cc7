# SPDX-License-Identifier: MIT
"""
interop.py COUNT COMMAND...: COUNT random messages each way between Python's
websockets and the server, then the client, that COMMAND starts (see
subject.c), with permessage-deflate in several settings, and some more without.
Every message has to come back as it was. Says how many bytes there were and
their checksum. Status 77: websockets is not installed.
"""
import asyncio
import hashlib
import random
import sys

try:
    import websockets
    from websockets.extensions import permessage_deflate as pmd
except ImportError:
    print("skipped: Python's websockets is not installed")
    sys.exit(77)

IN_FLIGHT = 50
PATIENCE = 60
# server_no_context_takeover, client_no_context_takeover, the window bits of
# the server and of the client; None: no compression
SETTINGS = [
    (False, False, None, None),
    (True, True, None, None),
    (False, False, 9, 9),
    (True, False, 12, None),
    None,
]
TEXT = '{"id":17,"name":"Jürgen","list":[1,2,3],"price":"5 €"},' * 3000
NOISE = random.Random(1).randbytes(200000)


def message(rnd):
    """a str, or bytes; most of them short, a few of them up to 100,000"""
    r = rnd.random()
    n = rnd.randrange(200 if r < 0.9 else 5000 if r < 0.995 else 100000)
    source = TEXT if rnd.random() < 0.5 else NOISE
    at = rnd.randrange(len(source) - n)
    data = source[at:at + n]
    if source is TEXT and rnd.random() < 0.25:
        data = data.encode()
    return data


class Exchange:
    """count messages to the other end of ws, which returns them"""

    def __init__(self, ws, count, seed):
        self.ws, self.count = ws, count
        self.rnd = random.Random(seed)
        self.waiting = asyncio.Queue(IN_FLIGHT)
        self.sums = hashlib.sha1(), hashlib.sha1()
        self.bytes = 0

    @staticmethod
    def raw(data):
        return data.encode() if isinstance(data, str) else data

    async def send(self):
        for _ in range(self.count):
            data = message(self.rnd)
            await self.waiting.put(data)
            self.sums[0].update(self.raw(data))
            await self.ws.send(data)

    async def receive(self):
        for n in range(self.count):
            data = await asyncio.wait_for(self.ws.recv(), PATIENCE)
            if data != self.waiting.get_nowait():
                raise ValueError(f"message {n} came back wrong")
            self.sums[1].update(self.raw(data))
            self.bytes += len(self.raw(data))

    async def run(self, side, setting):
        await asyncio.gather(self.send(), self.receive())
        await self.ws.close()
        a, b = (s.hexdigest() for s in self.sums)
        if a != b or self.ws.close_code != 1000:
            raise ValueError(f"{a} is not {b}, or {self.ws.close_code}")
        print(f"{side} {setting}: {self.count} messages, {self.bytes} bytes "
              f"each way, sha1 {a}", flush=True)


def check_extensions(ws, setting):
    if bool(ws.extensions) != (setting is not None):
        raise ValueError(f"extensions of {setting}: {ws.extensions}")


children = []


async def start(command, *args):
    child = await asyncio.create_subprocess_exec(
        *command, *args, stdout=asyncio.subprocess.PIPE)
    children.append(child)
    return child


async def ended(child):
    status = await asyncio.wait_for(child.wait(), PATIENCE)
    if status:
        raise ValueError(f"it ended with {status}")


async def their_server(command, count):
    child = await start(command, "server")
    line = await asyncio.wait_for(child.stdout.readline(), PATIENCE)
    uri = f"ws://127.0.0.1:{int(line.split()[1])}/"
    for n, s in enumerate(SETTINGS):
        ext = s and [pmd.ClientPerMessageDeflateFactory(
            *s[:3], s[3] if s[3] else True)]
        async with websockets.connect(
                uri, subprotocols=["echo"], extensions=ext, compression=None,
                max_size=None, ping_interval=None) as ws:
            check_extensions(ws, s)
            await Exchange(ws, count, n).run("server", s)
    try:
        async with websockets.connect(uri, subprotocols=["quit"]) as ws:
            await ws.wait_closed()
    except (websockets.WebSocketException, OSError):
        pass
    await ended(child)


class Switch:
    """an extension of a server: permessage-deflate as the setting wants it"""

    name = pmd.PerMessageDeflate.name
    setting = None

    def process_request_params(self, params, accepted):
        if self.setting is None:
            raise websockets.NegotiationError("not this time")
        factory = pmd.ServerPerMessageDeflateFactory(*self.setting)
        return factory.process_request_params(params, accepted)


async def their_client(command, count):
    """one listener for all settings, as the client connects again at once"""
    todo = list(enumerate(SETTINGS))
    over = asyncio.get_running_loop().create_future()
    switch = Switch()
    switch.setting = todo[0][1]

    async def handler(ws, _path=None):
        try:
            n, s = todo[0]
            check_extensions(ws, s)
            await Exchange(ws, count, n).run("client", s)
            todo.pop(0)
            if todo:
                switch.setting = todo[0][1]
            else:
                over.set_result(None)
        except Exception as e:  # whatever it is, it ends the test
            if not over.done():
                over.set_exception(e)

    server = await websockets.serve(
        handler, "127.0.0.1", 0, subprotocols=["echo"], extensions=[switch],
        compression=None, max_size=None, ping_interval=None)
    child = await start(command, "client",
                        str(server.sockets[0].getsockname()[1]))
    await over
    server.close()
    await server.wait_closed()
    await ended(child)


async def main():
    count, command = int(sys.argv[1]), sys.argv[2:]
    share = -(-count // sum(s is not None for s in SETTINGS))
    try:
        await their_server(command, share)
        await their_client(command, share)
    finally:
        for child in children:
            if child.returncode is None:
                child.kill()


asyncio.run(main())
