// SPDX-License-Identifier: MIT
//
// node peers.js PROGRAM...: runs PROGRAM (peer-http-client, with what it takes
// to run it) against node's http server, and through a CONNECT proxy and a
// SOCKS5 server of our own.
'use strict';

const fs = require('fs');
const http = require('http');
const https = require('https');
const net = require('net');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');

const program = process.argv.slice(2);
const checks = new programs.Checks();
const { check } = checks;

// runs it: lines of output, and the exit status
async function run(...args) {
  const child = programs.start(program.concat(args),
    { stdio: ['ignore', 'pipe', 'inherit'] });
  const code = await child.over;
  const text = child.out;
  return {
    code,
    lines: text.split(/\r?\n/).filter((l) => /^\d+ \d+ \d+ \d+/.test(l)),
    text,
  };
}

function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
}

// ---- the origin

const seen = { connections: 0, requests: [] };

function collect(req, done) {
  let n = 0;
  const parts = [];
  req.on('data', (d) => {
    n += d.length;
    if (parts.length < 1000)
      parts.push(d);
  });
  req.on('end', () => done(n, Buffer.concat(parts)));
}

const routes = {
  '/length': (req, res) => res.end('0123456789'),
  '/chunks': (req, res) => {
    res.write('abc');
    setImmediate(() => { res.write('de'); res.end('f'); });
  },
  '/empty': (req, res) => { res.statusCode = 204; res.end(); },
  '/big': (req, res) => res.end(Buffer.alloc(3000000, 1)),
  '/close': (req, res) => { res.setHeader('Connection', 'close'); res.end('c'); },
  '/early-hints': (req, res) => {
    res.writeProcessing();
    res.end('late');
  },
  '/see-other': (req, res) => {
    res.writeHead(303, { Location: '/length' });
    res.end();
  },
  '/again': (req, res) => {
    req.resume();
    req.on('end', () => {
      res.writeHead(307, { Location: 'upload' });
      res.end('over there');
    });
  },
  '/loop': (req, res) => {
    res.writeHead(302, { Location: '/loop' });
    res.end();
  },
  '/upload': (req, res) => collect(req, (n) => res.end('x'.repeat(n % 1000))),
  '/form': (req, res) => collect(req, (n, all) => {
    const m = /^multipart\/form-data; boundary="([0-9a-f]+)"$/
      .exec(req.headers['content-type']);
    const text = all.toString('latin1');
    const parts = m ? text.split(`--${m[1]}`) : [];
    const good = parts.length === 4 && parts[0] === '' && parts[3] === '--\r\n' &&
      parts[1] === '\r\nContent-Disposition: form-data; name="text"\r\n\r\n' +
        'some text\r\n' &&
      parts[2].startsWith('\r\nContent-Disposition: form-data; name="file"; ' +
        'filename="a %22b%22.bin"\r\nContent-Type: application/octet-stream' +
        '\r\n\r\nfff') && parts[2].length > 300000;
    res.statusCode = good ? 200 : 400;
    res.end('form');
  }),
  '/refuse': (req, res) => {
    res.writeHead(413, { Connection: 'close' });
    res.end('too much');
  },
};

function serve(req, res) {
  seen.requests.push(`${req.method} ${req.url}`);
  const route = routes[req.url];
  if (route)
    route(req, res);
  else {
    res.statusCode = 404;
    res.end('no');
  }
}

const origin = http.createServer(serve);
origin.on('connection', () => { seen.connections++; });
origin.keepAliveTimeout = 2000;

// ---- a proxy for CONNECT

const proxied = [];
const connectProxy = http.createServer((req, res) => {
  res.statusCode = 400;
  res.end();
});
connectProxy.on('connect', (req, socket, head) => {
  proxied.push(req.url);
  if (req.headers['proxy-authorization'] !==
      `Basic ${Buffer.from('user:pass').toString('base64')}`) {
    socket.end('HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic\r\n' +
      'Content-Length: 0\r\n\r\n');
    return;
  }
  const [, port] = req.url.split(':');
  const to = net.connect(Number(port), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
    to.write(head);
    socket.pipe(to);
    to.pipe(socket);
  });
  to.on('error', () => socket.end('HTTP/1.1 502 No\r\n\r\n'));
  socket.on('error', () => to.destroy());
});

// ---- a SOCKS5 server

const socksSeen = [];
const socksServer = net.createServer((socket) => {
  let step = 'hello';
  let buf = Buffer.alloc(0);
  function onData(d) {
    buf = Buffer.concat([buf, d]);
    if (step === 'hello' && buf.length >= 2 && buf.length >= 2 + buf[1]) {
      const methods = [...buf.subarray(2, 2 + buf[1])];
      buf = buf.subarray(2 + buf[1]);
      if (!methods.includes(2)) {
        socket.end(Buffer.from([5, 255]));
        return;
      }
      socket.write(Buffer.from([5, 2]));
      step = 'auth';
    }
    if (step === 'auth' && buf.length >= 2 && buf.length >= 3 + buf[1] &&
        buf.length >= 3 + buf[1] + buf[2 + buf[1]]) {
      const user = buf.subarray(2, 2 + buf[1]).toString();
      const pw = buf.subarray(3 + buf[1], 3 + buf[1] + buf[2 + buf[1]]).toString();
      buf = buf.subarray(3 + buf[1] + buf[2 + buf[1]]);
      const ok = user === 'user' && pw === 'pass';
      socket.write(Buffer.from([1, ok ? 0 : 1]));
      if (!ok) {
        socket.end();
        return;
      }
      step = 'connect';
    }
    if (step === 'connect' && buf.length >= 5) {
      const len = buf[3] === 1 ? 4 : buf[3] === 4 ? 16 : 1 + buf[4];
      if (buf.length < 6 + len)
        return;
      const name = buf[3] === 3 ? buf.subarray(5, 5 + buf[4]).toString() :
        [...buf.subarray(4, 4 + len)].join('.');
      const port = buf.readUInt16BE(4 + len);
      socksSeen.push(`${name}:${port}`);
      buf = buf.subarray(6 + len);
      step = 'through';
      const to = net.connect(port, '127.0.0.1', () => {
        socket.removeListener('data', onData);
        // in pieces, with a name as the bound address
        socket.write(Buffer.from([5, 0, 0, 3, 4]));
        setTimeout(() => {
          socket.write(Buffer.from([0x68, 0x6f, 0x73, 0x74, 0, 80]));
          to.write(buf);
          socket.pipe(to);
          to.pipe(socket);
        }, 20);
      });
      to.on('error', () => socket.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
    }
  }
  socket.on('data', onData);
  socket.on('error', () => {});
});

// ---- what is expected

async function expect(port, args, status, length, connections, what) {
  seen.connections = 0;
  seen.requests = [];
  const r = await run(args[0], port, ...args.slice(1));
  const count = Number(args[2]);
  check(r.lines.length === count, `${what}: ${count} ends in ${r.text}`);
  for (const line of r.lines) {
    const [, s, n] = line.split(' ');
    check(Number(s) === status, `${what}: status ${status} in "${line}"`);
    if (length >= 0)
      check(Number(n) === length, `${what}: length ${length} in "${line}"`);
  }
  if (connections >= 0)
    check(seen.connections === connections,
      `${what}: ${seen.connections} connections`);
  check(!r.text.includes('although'), `${what}: rx was stopped`);
  return r;
}

async function direct(port) {
  await expect(port, ['GET', '/length', 1], 200, 10, 1, 'length');
  await expect(port, ['GET', '/chunks', 1], 200, 6, 1, 'chunks');
  await expect(port, ['GET', '/empty', 1], 204, 0, 1, '204');
  await expect(port, ['HEAD', '/length', 1], 200, 0, 1, 'HEAD');
  await expect(port, ['OPTIONS', '/length', 1], 200, 10, 1, 'OPTIONS');
  await expect(port, ['DELETE', '/nothing', 1], 404, 2, 1, '404');
  await expect(port, ['GET', '/big', 4], 200, 3000000, 4, 'big');
  await expect(port, ['GET', '/big', 2, 'slow'], 200, 3000000, 2, 'slow');
  await expect(port, ['GET', '/early-hints', 1], 200, 4, 1, '102 first');
  await expect(port, ['GET', '/length', 20, 'share'], 200, 10, 1, 'shared');
  await expect(port, ['GET', '/chunks', 20, 'share'], 200, 6, 1, 'shared chunks');
  await expect(port, ['GET', '/close', 5, 'share'], 200, 1, 5, 'closed each time');
  await expect(port, ['POST', '/upload', 3, 'body=100123'], 200, 123, 3,
    'upload in chunks');
  await expect(port, ['PUT', '/upload', 3, 'length=100123', 'share'], 200, 123,
    1, 'upload with a length');
  await expect(port, ['POST', '/upload', 1, 'length=5007', 'expect'], 200, 7, 1,
    '100 Continue');
  await expect(port, ['POST', '/form', 2, 'form'], 200, 4, 2, 'form');
  await expect(port, ['POST', '/refuse', 1, 'length=50000000'], 413, 8, 1,
    'refused upload');
  await expect(port, ['POST', '/see-other', 1, 'length=99'], 200, 10, -1, '303');
  check(seen.requests.join() === 'POST /see-other,GET /length',
    `303: ${seen.requests}`);
  await expect(port, ['POST', '/again', 1, 'length=99'], 200, 99, -1, '307');
  check(seen.requests.join() === 'POST /again,POST /upload',
    `307: ${seen.requests}`);
  await expect(port, ['GET', '/loop', 1], 0, 0, -1, 'loop');
  check(seen.requests.length === 4, `loop: ${seen.requests.length} requests`);
}

async function tunnels(port, proxy, socks) {
  const name = 'no.such.host.invalid';
  await expect(port, ['GET', '/big', 3, `host=${name}`,
    `proxy=user:pass@127.0.0.1:${proxy}`], 200, 3000000, 3, 'CONNECT');
  check(proxied.length === 3 && proxied[0] === `${name}:${port}`,
    `CONNECT to ${proxied}`);
  await expect(port, ['POST', '/upload', 3, `host=${name}`, 'share',
    'body=70000', `proxy=user:pass@127.0.0.1:${proxy}`], 200, 0, 1,
  'CONNECT shared');
  await expect(port, ['GET', '/length', 1, `host=${name}`,
    `proxy=user:wrong@127.0.0.1:${proxy}`], 0, 0, 0, 'CONNECT refused');

  const probe = await run('GET', port, '/length', 1, `host=${name}`,
    `socks=user:pass@127.0.0.1:${socks}`);
  if (probe.code === 77) {
    console.log('SOCKS5 is not in this build');
    return;
  }
  socksSeen.length = 0;
  await expect(port, ['GET', '/big', 3, `host=${name}`,
    `socks=user:pass@127.0.0.1:${socks}`], 200, 3000000, 3, 'SOCKS5');
  check(socksSeen[0] === `${name}:${port}`, `SOCKS5 to ${socksSeen}`);
  await expect(port, ['GET', '/length', 1,
    `socks=user:pass@127.0.0.1:${socks}`], 200, 10, 1, 'SOCKS5 by address');
  await expect(port, ['GET', '/length', 1, `host=${name}`,
    `socks=user:wrong@127.0.0.1:${socks}`], 0, 0, 0, 'SOCKS5 refused');
  await expect(port, ['GET', '/length', 1, `host=${name}`,
    `socks=127.0.0.1:${socks}`], 0, 0, 0, 'SOCKS5 without a password');
}

// the same with TLS: shared, redirected to and from, and in tunnels
async function withTls(plain, proxy, socks) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-peers-'));
  const [key, cert] = [path.join(dir, 'key'), path.join(dir, 'cert')];
  let server;
  try {
    if (!programs.selfSigned(key, cert)) {
      checks.lacks('TLS needs openssl');
      return;
    }
    server = https.createServer({
      key: fs.readFileSync(key), cert: fs.readFileSync(cert),
    }, serve);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
  server.on('secureConnection', () => { seen.connections++; });
  server.keepAliveTimeout = 2000;
  const port = await listen(server);
  routes['/to-tls'] = (req, res) => {
    res.writeHead(302, { Location: `https://127.0.0.1:${port}/length` });
    res.end();
  };
  routes['/to-plain'] = (req, res) => {
    res.writeHead(302, { Location: `http://127.0.0.1:${plain}/length` });
    res.end();
  };

  const probe = await run('GET', port, '/length', 1, 'tls');
  if (probe.code === 77) {
    console.log('TLS is not in this build');
    return;
  }
  await expect(port, ['GET', '/big', 3, 'tls'], 200, 3000000, 3, 'TLS');
  await expect(port, ['GET', '/big', 2, 'tls', 'slow'], 200, 3000000, 2,
    'TLS slow');
  await expect(port, ['GET', '/chunks', 20, 'tls', 'share'], 200, 6, 1,
    'TLS shared');
  await expect(port, ['PUT', '/upload', 3, 'tls', 'share', 'body=100123'], 200,
    123, 1, 'TLS upload');
  await expect(port, ['POST', '/refuse', 1, 'tls', 'length=20000000'], 413, 8,
    1, 'TLS refused upload');
  await expect(plain, ['GET', '/to-tls', 1, 'insecure'], 200, 10, -1,
    'redirect to TLS');
  await expect(plain, ['GET', '/to-tls', 1], 0, 0, -1,
    'redirect to a certificate that nobody knows');
  await expect(port, ['GET', '/to-plain', 1, 'tls'], 0, 0, -1,
    'redirect from TLS');
  await expect(port, ['GET', '/to-plain', 1, 'tls', 'downgrade'], 200, 10, -1,
    'redirect from TLS, accepted');
  await expect(port, ['GET', '/length', 5, 'tls', 'share',
    'host=no.such.host.invalid', `proxy=user:pass@127.0.0.1:${proxy}`], 200, 10,
  1, 'TLS through CONNECT');
  const s = await run('GET', port, '/length', 1, 'tls',
    'host=no.such.host.invalid', `socks=user:pass@127.0.0.1:${socks}`);
  if (s.code !== 77)
    check(/^0 200 10 /.test(s.lines[0]), `TLS through SOCKS5: ${s.text}`);
}

async function main() {
  const port = await listen(origin);
  const proxy = await listen(connectProxy);
  const socks = await listen(socksServer);

  await direct(port);
  await tunnels(port, proxy, socks);
  await withTls(port, proxy, socks);
  checks.end('http client', 50);
}

main();
