// SPDX-License-Identifier: MIT
//
// Drives the peer programs against node's ws:
//   node peers.js client PROGRAM...   a ws server here, our client there
//   node peers.js server PROGRAM...   a ws client here, our server there
//
// ws is looked for in LWS_NODE_MODULES; without it the status is 77.

'use strict';

const http = require('http');
const programs = require('./programs.js');

const { WebSocket, WebSocketServer } = programs.load('ws');
const [mode, ...command] = process.argv.slice(2);
const checks = new programs.Checks();
const { check } = checks;

const program = (args) => programs.start(command.concat(args),
	{ stdio: ['ignore', 'pipe', 'inherit'] });

// ---------------------------------------------------------------- as a server

// /echo        returns each message
// /frag        returns it in fragments of 1,000 bytes with pings between
// /ping        sends a ping, then the pong's payload as a text
// /last-close  says how the last client of /echo closed
// /close/CODE  closes with this code, 0 = without one
// /drop        cuts the TCP connection
// /refuse      answers 401

function serve() {
	const server = http.createServer();
	const wss = new WebSocketServer({
		noServer: true,
		handleProtocols: (set) => set.has('echo') && 'echo',
	});
	let last = 'none';

	server.on('upgrade', (req, socket, head) => {
		if (req.url === '/refuse') {
			socket.end('HTTP/1.1 401 Unauthorized\r\n' +
				   'Content-Length: 0\r\n\r\n');
			return;
		}
		wss.handleUpgrade(req, socket, head,
				  (ws) => wss.emit('connection', ws, req));
	});

	wss.on('connection', (ws, req) => {
		const url = req.url;

		ws.on('error', (e) => check(false, `${url}: ${e.message}`));
		if (url === '/echo') {
			ws.on('message', (data, binary) =>
				ws.send(data, { binary }));
			ws.on('close', (code, reason) => {
				last = `${code} ${reason}`;
			});
		} else if (url === '/frag') {
			ws.on('message', (data, binary) => {
				for (let n = 0; n < data.length; n += 1000) {
					ws.ping('between');
					ws.send(data.subarray(n, n + 1000), {
						binary,
						fin: n + 1000 >= data.length,
					});
				}
			});
		} else if (url === '/ping') {
			ws.on('pong', (data) => ws.send(`pong ${data}`));
			ws.ping('hello from the peer');
		} else if (url === '/last-close')
			ws.send(last);
		else if (url === '/close/0')
			ws.close();
		else if (url.startsWith('/close/'))
			ws.close(Number(url.slice(7)), 'theirs');
		else if (url === '/drop')
			ws.terminate();
	});

	server.listen(0, '127.0.0.1', () => {
		const child = program([server.address().port]);

		child.stdout.pipe(process.stdout);
		child.over.then((status) => {
			check(status === 0, `the client ended with ${status}`);
			checks.end('peers.js');
		});
	});
}

// ---------------------------------------------------------------- as a client

function open(port, protocols, options) {
	return new Promise((resolve, reject) => {
		const ws = new WebSocket(`ws://127.0.0.1:${port}/`, protocols,
					 options);

		ws.on('open', () => resolve(ws));
		ws.on('error', (e) => {
			ws.fault = e.message;
			reject(e);
		});
		ws.closed = new Promise((done) => ws.on('close',
			(code, reason) => done([code, String(reason)])));
	});
}

function next(ws, event = 'message') {
	return new Promise((resolve, reject) => {
		const gone = (code) => reject(
			new Error(`closed with ${code} before a ${event}` +
				  ` (${ws.fault})`));

		ws.once('close', gone);
		ws.once(event, (...args) => {
			ws.off('close', gone);
			resolve(args);
		});
	});
}

function payload(len, binary) {
	const b = Buffer.alloc(len);

	for (let n = 0; n < len; n++)
		b[n] = binary ? n * 7 + (n >> 8) : 32 + (n * 7) % 90;

	return b;
}

const sizes = [0, 1, 2, 125, 126, 127, 1000, 65534, 65535, 65536, 65537,
	       1048576];

async function echoes(port, protocol, options) {
	const ws = await open(port, protocol, options);

	check(ws.protocol === protocol, `subprotocol ${ws.protocol}`);
	check(ws.extensions === '', `extensions ${ws.extensions}`);
	for (const len of sizes)
		for (const binary of [false, true]) {
			const data = payload(len, binary);
			const answer = next(ws);

			ws.send(data, { binary });
			const [got, isBinary] = await answer.catch((e) => {
				throw new Error(
					`${protocol}, ${len} bytes, binary ` +
					`${binary}: ${e.message}`);
			});

			check(got.equals(data) && isBinary === binary,
			      `${protocol}: ${len} bytes, binary ${binary}`);
		}
	// fragmented by us, with pings between
	const data = payload(50000, true);
	const answer = next(ws);

	for (let n = 0; n < data.length; n += 500) {
		ws.send(data.subarray(n, n + 500),
			{ binary: true, fin: n + 500 >= data.length });
		if (n % 5000 === 0)
			ws.ping(String(n));
	}
	check((await answer)[0].equals(data), `${protocol}: fragmented`);
	ws.close(1000);
	await ws.closed;
}

async function talk(port) {
	let ws = await open(port, 'talk');
	let pong = next(ws, 'pong');

	ws.ping('mine');
	check(String((await pong)[0]) === 'mine', 'pong to our ping');
	let message = next(ws);

	ws.send('ping theirs');
	check(String((await message)[0]) === 'pong theirs',
	      'their ping, our pong');

	for (const [code, text] of [[1000, ''], [1001, 'away'], [3000, 'a'],
				    [4999, 'x'.repeat(123)]]) {
		const other = await open(port, 'echo');

		other.close(code, text);
		const [back] = await other.closed;
		check(back === code, `close ${code} answered with ${back}`);
		message = next(ws);
		ws.send('last-close');
		check(String((await message)[0]) === `${code} ${text}`,
		      `the server heard close ${code}`);
	}
	for (const [code, text] of [[1000, 'done'], [1011, ''],
				    [4000, 'server']]) {
		const other = await open(port, 'talk');

		other.send(`close ${code} ${text}`);
		const [c, t] = await other.closed;
		check(c === code && t === text,
		      `the server closes with ${code}: ${c} ${t}`);
	}
	ws.close();
	check((await ws.closed)[0] === 1005, 'close without a code');
}

async function connect(port) {
	await echoes(port, 'echo', { perMessageDeflate: false });
	// an offer that the server does not take up
	await echoes(port, 'echo', { perMessageDeflate: true });
	await echoes(port, 'frag', {});
	await talk(port);

	let ws = await open(port, ['nonsense', 'frag', 'echo']);

	check(ws.protocol === 'frag', 'the first protocol that is known');
	ws.terminate();
	ws = await open(port, []);
	check(ws.protocol === '', 'no protocol');
	ws.close();
	await ws.closed;
	await open(port, 'nonsense').then(
		() => check(false, 'an unknown protocol is refused'),
		() => check(true));

	ws = await open(port, 'talk');
	ws.send('quit');
	await ws.closed;
}

async function drive() {
	const child = program([]);

	try {
		const m = await programs.until(child, /port (\d+)\r?\n/);

		await connect(Number(m[1]));
	} catch (e) {
		check(false, e.stack);
		child.kill();
	}
	const status = await child.over;

	check(status === 0, `the server ended with ${status}: ${child.text}`);
	checks.end('peers.js');
}

if (mode === 'client' && command.length)
	serve();
else if (mode === 'server' && command.length)
	drive();
else {
	console.log('usage: peers.js client|server PROGRAM...');
	process.exit(2);
}
