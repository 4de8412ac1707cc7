// SPDX-License-Identifier: MIT
//
// swupdate's handler that forwards an update to another device: it uploads it
// by HTTP, and learns by WebSocket, as a client with the library, what became
// of it.  The other device is node here.

'use strict';

const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const path = require('path');
const { execFileSync } = require('child_process');
const { load } = require('../../peers/programs.js');

const PORT = 9071;

// A cpio archive with checksums, as swupdate wants it
function cpio(files) {
	const parts = [];
	let length = 0;

	function add(data) {
		parts.push(data);
		length += data.length;
	}

	function pad() {
		add(Buffer.alloc(-length & 3));
	}

	files.concat([['TRAILER!!!', Buffer.alloc(0)]]).forEach(
		([name, data], n) => {
			const sum = data.reduce((a, b) => (a + b) >>> 0, 0);
			const fields = [n, 0o100644, 0, 0, 1, 0, data.length,
					0, 0, 0, 0, name.length + 1, sum];

			add(Buffer.from('070702' + fields.map((one) =>
				one.toString(16).padStart(8, '0')).join('') +
				name + '\0'));
			pad();
			add(data);
			pad();
		});
	return Buffer.concat(parts);
}

// An update that is to be forwarded, signed by a key of our own
function update(run, inner) {
	run.file('sw-description', `software = {
	version = "1.0";
	hardware-compatibility: [ "1.0" ];
	images: ({
		filename = "inner.swu";
		type = "swuforward";
		sha256 = "${crypto.createHash('sha256').update(inner)
			.digest('hex')}";
		properties: { url = [ "http://127.0.0.1:${PORT}" ]; };
	});
}
`);
	const silent = { cwd: run.tmp, stdio: 'ignore' };

	execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048',
		'-nodes', '-keyout', 'key.pem', '-out', 'cert.pem', '-subj',
		'/CN=test', '-addext', 'extendedKeyUsage=emailProtection'],
		     silent);
	execFileSync('openssl', ['cms', '-sign', '-in', 'sw-description',
		'-out', 'sw-description.sig', '-signer', 'cert.pem', '-inkey',
		'key.pem', '-outform', 'DER', '-nosmimecap', '-binary'],
		     silent);
	const read = (name) => [name, fs.readFileSync(path.join(run.tmp,
								name))];

	return run.file('outer.swu', cpio([read('sw-description'),
		read('sw-description.sig'), ['inner.swu', inner]]));
}

// The other device: what it was asked for, in order.  It says at the end of the
// upload what VERDICT is.
class Device {
	constructor(verdict) {
		this.verdict = verdict;
		this.asked = [];
		this.uploaded = Buffer.alloc(0);
		this.server = http.createServer((req, res) => {
			const parts = [];

			req.on('data', (data) => parts.push(data));
			req.on('end', () => {
				this.asked.push(`${req.method} ${req.url}`);
				this.uploaded = Buffer.concat(parts);
				res.end('ok');
				this.report();
			});
		}).listen(PORT, '127.0.0.1');
		this.wss = new (load('ws').WebSocketServer)({
			server: this.server });
		this.connected = new Promise((resolve) =>
			this.wss.on('connection', (ws, req) => {
				this.asked.push(`WebSocket ${req.url} ` +
						ws.protocol);
				this.headers = req.headers;
				this.ws = ws;
				this.closed = new Promise((closed) =>
					ws.on('close', closed));
				resolve();
			}));
	}

	// as swupdate's own web server does
	report() {
		const say = (one) => this.ws.send(JSON.stringify(one));

		say({ type: 'status', status: 'IDLE' });
		say({ type: 'status', status: 'START' });
		for (let n = 1; n <= 20; n++)
			say({ type: 'message', level: 6,
			      text: `step ${n} ${'.'.repeat(n * 50)}` });
		say({ type: 'status', status: 'RUN' });
		say({ type: 'status', status: this.verdict });
	}

	end() {
		this.wss.close();
		this.server.close();
		this.server.closeAllConnections();
	}
}

async function forward(run, verdict) {
	const inner = Buffer.alloc(200000, verdict);
	const outer = update(run, inner);
	const device = new Device(verdict);

	run.atEnd(() => device.end());
	const program = run.start(['swupdate', '-v', '-k',
		`${run.inside}/cert.pem`, '-H', 'test:1.0', '-i', outer],
				  { TMPDIR: run.inside });

	await run.within(device.connected, 'connection of swupdate');
	run.check(program);
	const status = await run.within(program.over, 'end of swupdate');

	run.expect(`${verdict}: asked for`, device.asked,
		   ['WebSocket / swupdate-status-protocol', 'POST /upload']);
	run.expect(`${verdict}: uploaded`, device.uploaded.includes(inner),
		   true);
	run.see('headers', Object.keys(device.headers).sort());
	for (const name of ['host', 'origin', 'sec-websocket-version'])
		run.see(name, device.headers[name]);
	run.expect(`${verdict}: status`, status,
		   verdict === 'SUCCESS' ? 0 : 1);
	run.expect(`${verdict}: was read`, program.text
		.includes(`Change status on http://127.0.0.1:${PORT} : ` +
			  verdict), true);
	run.see(`${verdict}: close`, await run.within(device.closed,
						      'close'));
	device.end();
}

module.exports = async function (run) {
	await forward(run, 'SUCCESS');
	await forward(run, 'FAILURE');
};
