// SPDX-License-Identifier: MIT
//
// interop.js [--nginx NGINX] COUNT COMMAND...: COUNT random messages each way
// between node's ws and the server, then the client, that COMMAND starts (see
// subject.c), with permessage-deflate in several settings, and some more
// without. Every message has to come back as it was. Fails unless all do; says
// how many bytes there were and their checksum. With NGINX, it stands between
// the two.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const net = require('net');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');
const WebSocket = programs.load('ws');

const IN_FLIGHT = 50;
const args = process.argv.slice(2);
const nginx = args[0] === '--nginx' ? args.splice(0, 2)[1] : null;
const [count, ...command] = [Number(args[0]), ...args.slice(1)];

const settings = [
	{},
	{ serverNoContextTakeover: true, clientNoContextTakeover: true },
	{ serverMaxWindowBits: 9, clientMaxWindowBits: 9 },
	{ serverNoContextTakeover: true, serverMaxWindowBits: 12 },
	false,
];

let state = 12345;
const random = (n) => {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return Math.floor((state / 4294967296) * n);
};
const noise = crypto.randomBytes(200000);
const words = Buffer.from('{"id":17,"name":"somebody","list":[1,2,3]},'
	.repeat(4000));

function message() {
	const r = random(1000);
	const len = r < 900 ? random(200) : r < 995 ? random(5000) :
		random(100000);
	const from = random(2) ? words : noise;
	const at = random(from.length - len);
	const binary = from === noise || random(4) === 0;
	return { data: from.subarray(at, at + len), binary };
}

// n messages to the other end of ws, which returns them
function exchange(ws, n, done) {
	const waiting = [];
	const sum = crypto.createHash('sha1'), back = crypto.createHash('sha1');
	let sent = 0, received = 0, bytes = 0;
	const send = () => {
		while (sent < n && waiting.length < IN_FLIGHT) {
			const m = message();
			waiting.push(m);
			sum.update(m.data);
			ws.send(m.data, { binary: m.binary,
				compress: random(10) > 0 });
			sent++;
		}
	};
	ws.on('message', (data, binary) => {
		const m = waiting.shift();
		bytes += data.length;
		back.update(data);
		if (!m || m.binary !== binary || Buffer.compare(m.data, data)) {
			console.log('message ' + received + ' came back wrong');
			process.exit(1);
		}
		received++;
		if (received === n)
			ws.close(1000);
		else
			send();
	});
	ws.on('error', (e) => { console.log(String(e)); process.exit(1); });
	ws.on('close', () => {
		const a = sum.digest('hex'), b = back.digest('hex');
		if (received !== n || a !== b) {
			console.log(received + ' of ' + n + ' came back');
			process.exit(1);
		}
		done(bytes, a);
	});
	send();
}

function start(...args) {
	const child = programs.start(command.concat(args),
		{ stdio: ['ignore', 'pipe', 'inherit'] });
	child.over.then((status) => {
		if (status) {
			console.log(args[0] + ' ended with ' + status);
			process.exit(1);
		}
	});
	return child;
}

function report(side, s, n, bytes, sum) {
	console.log(side + ' ' + JSON.stringify(s) + ': ' + n + ' messages, ' +
		bytes + ' bytes each way, sha1 ' + sum);
}

const share = Math.ceil(count / settings.filter((s) => s).length);

// ---- nginx in between

const folder = nginx && fs.mkdtempSync(path.join(os.tmpdir(), 'lws-nginx-'));
let proxy = null;

const listens = (port) => new Promise((resolve) => {
	const s = net.connect(port, '127.0.0.1');

	s.on('connect', () => { s.destroy(); resolve(true); });
	s.on('error', () => resolve(false));
});

// the port to connect to so as to reach the port `behind`
async function inFront(behind) {
	if (!nginx)
		return behind;
	const port = await programs.freePort();
	const conf = path.join(folder, 'nginx.conf');
	const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
		.map((t) => `${t}_temp_path ${folder}/${t};`);

	fs.writeFileSync(conf, `
worker_processes 1;
pid ${folder}/pid;
error_log stderr crit;
daemon off;
events { worker_connections 64; }
http {
  access_log off;
  ${temp.join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${behind};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
    }
  }
}
`);
	proxy = programs.start([nginx, '-p', folder, '-c', conf],
		{ stdio: ['ignore', 'ignore', 'inherit'] });
	while (!await listens(port)) {
		if (proxy.gone)
			throw new Error('nginx ended');
		await programs.sleep(20);
	}
	return port;
}

async function stopProxy() {
	if (proxy)
		await programs.stop(proxy, 'SIGQUIT');
	proxy = null;
}

process.on('exit', () => {
	if (proxy)
		proxy.kill('SIGTERM');
	if (folder)
		fs.rmSync(folder, { recursive: true, force: true });
});

// ---- the two roles

function connect(port, protocol, options) {
	return new Promise((resolve, reject) => {
		const ws = new WebSocket(`ws://127.0.0.1:${port}`, protocol,
					 options);

		ws.on('open', () => resolve(ws));
		ws.on('error', reject);
	});
}

async function theirServer() {
	const child = start('server');
	const [, direct] = await programs.until(child, /port (\d+)\r?\n/);
	const port = await inFront(Number(direct));

	for (const s of settings) {
		const ws = await connect(port, 'echo', { maxPayload: 1 << 28,
			perMessageDeflate: s && { threshold: 0, ...s } });

		if (!!s !== !!ws.extensions)
			throw new Error(`extensions: ${ws.extensions}`);
		await new Promise((done) => exchange(ws, share, (bytes, sum) => {
			report('server', s, share, bytes, sum);
			done();
		}));
	}
	await connect(direct, 'quit').catch(() => {});
	await child.over;
	await stopProxy();
}

async function theirClient() {
	const server = http.createServer();
	let begun = 0, over = 0;

	// the same port for all settings, as the client connects at once again
	const all = new Promise((done) => server.on('upgrade', (req, socket,
								head) => {
		if (begun === settings.length) {
			socket.destroy();
			return;
		}
		const s = settings[begun++];
		const wss = new WebSocket.Server({
			noServer: true, maxPayload: 1 << 28,
			perMessageDeflate: s && { threshold: 0, ...s },
			handleProtocols: () => 'echo',
		});

		wss.handleUpgrade(req, socket, head, (ws) => exchange(ws,
			share, (bytes, sum) => {
				report('client', s, share, bytes, sum);
				if (++over === settings.length)
					done();
			}));
	}));
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const child = start('client', await inFront(server.address().port));

	// the client ends when nobody listens any more
	await all;
	server.close();
	server.closeAllConnections();
	await stopProxy();
	await child.over;
}

theirServer().then(theirClient).then(() => process.exit(0), (e) => {
	console.log(`failed: ${e.stack}`);
	process.exit(1);
});
