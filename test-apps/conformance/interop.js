// SPDX-License-Identifier: MIT
//
// interop.js COUNT COMMAND...: COUNT random messages each way between node's ws
// and the server, then the client, that COMMAND starts (see subject.c), with
// permessage-deflate in several settings. Every message has to come back as it
// was. Fails unless all do; says how many bytes there were and their checksum.
'use strict';
const crypto = require('crypto');
const http = require('http');
const programs = require('../peers/programs.js');
const WebSocket = programs.load('ws');

const IN_FLIGHT = 50;
const count = Number(process.argv[2]);
const command = process.argv.slice(3);

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

const share = Math.ceil(count / settings.length);

function theirServer(done) {
	programs.until(start('server'), /port (\d+)\r?\n/).then(([, port]) => {
		const next = (i) => {
			if (i === settings.length) {
				new WebSocket('ws://127.0.0.1:' + port, 'quit')
					.on('error', () => {}).on('close', done);
				return;
			}
			const s = settings[i];
			const ws = new WebSocket('ws://127.0.0.1:' + port,
				'echo', { maxPayload: 1 << 28,
					perMessageDeflate: s &&
						{ threshold: 0, ...s } });
			ws.on('open', () => {
				if (!!s !== !!ws.extensions) {
					console.log('extensions: ' + ws.extensions);
					process.exit(1);
				}
				exchange(ws, share, (bytes, sum) => {
					report('server', s, share, bytes, sum);
					next(i + 1);
				});
			});
			ws.on('error', (e) => {
				console.log(String(e));
				process.exit(1);
			});
		};
		next(0);
	});
}

function theirClient(done) {
	const server = http.createServer();
	let i = 0;
	// the same port for all settings, as the client connects at once again
	server.on('upgrade', (req, socket, head) => {
		if (i === settings.length) {
			socket.destroy();
			return;
		}
		const s = settings[i];
		const wss = new WebSocket.Server({
			noServer: true, maxPayload: 1 << 28,
			perMessageDeflate: s && { threshold: 0, ...s },
			handleProtocols: () => 'echo',
		});
		wss.handleUpgrade(req, socket, head, (ws) => exchange(ws,
			share, (bytes, sum) => {
				report('client', s, share, bytes, sum);
				i++;
			}));
	});
	server.listen(0, '127.0.0.1', () => {
		start('client', server.address().port);
	});
	// the client ends when nobody listens any more
	const check = setInterval(() => {
		if (i < settings.length)
			return;
		clearInterval(check);
		server.close(done);
		server.closeAllConnections();
	}, 20);
}

theirServer(() => theirClient(() => process.exit(0)));
