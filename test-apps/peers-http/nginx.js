// SPDX-License-Identifier: MIT
//
// node nginx.js NGINX PROGRAM...: PROGRAM (http-server-proxy) passes requests
// on to nginx, and nginx passes them on to PROGRAM.
'use strict';

const fs = require('fs');
const http = require('http');
const net = require('net');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');

const [nginx, ...program] = process.argv.slice(2);
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-nginx-'));
const children = [];
const checks = new programs.Checks();
const { check } = checks;
const { freePort, sleep } = programs;

async function until(port) {
  for (let n = 0; n < 200; n++) {
    const up = await new Promise((resolve) => {
      const s = net.connect(port, '127.0.0.1', () => { s.destroy(); resolve(true); });
      s.on('error', () => resolve(false));
    });
    if (up)
      return;
    await sleep(50);
  }
  throw new Error(`nobody listens on ${port}`);
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

function ask(port, method, url, headers, body) {
  return new Promise((resolve) => {
    const req = http.request({
      agent, host: '127.0.0.1', port, method, path: url, headers,
    }, (res) => {
      const parts = [];
      res.on('data', (d) => parts.push(d));
      res.on('end', () => resolve({
        status: res.statusCode, headers: res.headers, body: Buffer.concat(parts),
      }));
      res.on('error', () => resolve({ status: -1, headers: {}, body: '' }));
    });
    req.on('error', () => resolve({ status: 0, headers: {}, body: '' }));
    req.end(body);
  });
}

// the same questions, whoever is asked first
async function questions(port, what, prefix) {
  let r = await ask(port, 'GET', '/p/small.txt');
  check(r.status === 200 && String(r.body) === 'small\n', `${what}: small`);
  check(!r.headers['transfer-encoding'] && r.headers['content-length'] === '6',
    `${what}: length passes`);
  const etag = r.headers.etag;
  check(etag, `${what}: etag passes`);
  r = await ask(port, 'GET', '/p/small.txt', { 'If-None-Match': etag });
  check(r.status === 304 && r.body.length === 0, `${what}: 304`);
  r = await ask(port, 'HEAD', '/p/small.txt');
  check(r.status === 200 && r.headers['content-length'] === '6' &&
    r.body.length === 0, `${what}: HEAD`);
  r = await ask(port, 'GET', '/p/big.bin', { Range: 'bytes=100-199' });
  check(r.status === 206 && r.body.length === 100, `${what}: range`);
  r = await ask(port, 'GET', '/p/none');
  check(r.status === 404, `${what}: 404`);
  r = await ask(port, 'GET', '/p/moved');
  check(r.status === 301 && r.headers.location === `${prefix}/p/small.txt`,
    `${what}: Location ${r.headers.location}`);
  r = await ask(port, 'GET', '/p/said', { 'X-Ask': 'yes' });
  check(String(r.body) === 'yes|127.0.0.1|', `${what}: fields: ${r.body}`);
  r = await ask(port, 'GET', '/p/zipped.txt', { 'Accept-Encoding': 'gzip' });
  check(r.headers['content-encoding'] === 'gzip' && r.body.length < 5000,
    `${what}: gzip in chunks`);
  const all = await Promise.all([...Array(8)].map(() =>
    ask(port, 'GET', '/p/big.bin')));
  check(all.every((x) => x.status === 200 && x.body.length === 5000000),
    `${what}: eight big ones`);
  r = await ask(port, 'PUT', '/p/put/file', {}, Buffer.alloc(2000000, 7));
  check(r.status === 201 || r.status === 204, `${what}: PUT: ${r.status}`);
  r = await ask(port, 'GET', '/p/put/file');
  check(r.body.length === 2000000 && r.body.every((b) => b === 7),
    `${what}: what was put`);
  r = await ask(port, 'DELETE', '/p/put/file');
  check(r.status === 204, `${what}: DELETE: ${r.status}`);
}

async function main() {
  const [origin, ours, front] = [await freePort(), await freePort(),
    await freePort()];
  fs.mkdirSync(path.join(dir, 'put'));
  fs.writeFileSync(path.join(dir, 'small.txt'), 'small\n');
  fs.writeFileSync(path.join(dir, 'zipped.txt'), 'z'.repeat(100000));
  fs.writeFileSync(path.join(dir, 'big.bin'), Buffer.alloc(5000000, 1));
  fs.chmodSync(dir, 0o777);
  fs.chmodSync(path.join(dir, 'put'), 0o777);
  fs.writeFileSync(path.join(dir, 'nginx.conf'), `
worker_processes 1;
pid ${dir}/pid;
error_log stderr;
daemon off;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${dir}/body;
  proxy_temp_path ${dir}/proxy;
  fastcgi_temp_path ${dir}/f;
  uwsgi_temp_path ${dir}/u;
  scgi_temp_path ${dir}/s;
  server {
    listen 127.0.0.1:${origin};
    location /o/ {
      alias ${dir}/;
      gzip on; gzip_types text/plain; gzip_proxied any;
    }
    location /o/put/ {
      alias ${dir}/put/;
      dav_methods PUT DELETE;
      client_max_body_size 10m;
    }
    location = /o/moved { return 301 /o/small.txt; }
    location = /o/said {
      return 200 "$http_x_ask|$http_x_forwarded_for|$http_x_hop";
    }
  }
  upstream ours { server 127.0.0.1:${ours}; keepalive 4; }
  server {
    listen 127.0.0.1:${front};
    client_max_body_size 10m;
    location / {
      proxy_pass http://ours;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_redirect off;
    }
  }
}
`);
  for (const command of [
    [nginx, '-p', dir, '-c', path.join(dir, 'nginx.conf')],
    [...program, '--port', ours, '--mount', '/p', '--origin',
      `127.0.0.1:${origin}/o`]])
    children.push(programs.start(command));
  await until(origin);
  await until(ours);
  await questions(ours, 'nginx behind us', '');
  await questions(front, 'nginx behind us behind nginx', '');
}

main().catch((e) => {
  check(false, String(e));
}).finally(async () => {
  await Promise.all(children.map((c) => programs.stop(c, 'SIGINT')));
  if (checks.failed)
    children.forEach((c) => console.log(c.text.slice(-2000)));
  fs.rmSync(dir, { recursive: true, force: true });
  checks.end('nginx');
});
