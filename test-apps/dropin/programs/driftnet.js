// SPDX-License-Identifier: MIT
//
// driftnet's display in a browser: it watches loopback, where node's http hands
// pictures to a client, and shows them to clients of its WebSocket server.

'use strict';

const http = require('http');
const zlib = require('zlib');
const { get, Socket } = require('../client.js');

const PORT = 9090, PICTURES = 8088, COUNT = 8;
const URL = `ws://127.0.0.1:${PORT}/`, PROTOCOL = 'images-pipe-protocol';

function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type), data]);
	const out = Buffer.alloc(body.length + 8);

	out.writeUInt32BE(data.length);
	body.copy(out, 4);
	out.writeUInt32BE(crc(body), body.length + 4);
	return out;
}

function crc(data) {
	let c = ~0;

	for (const byte of data) {
		c ^= byte;
		for (let k = 0; k < 8; k++)
			c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
	}
	return ~c >>> 0;
}

// a picture without order, so that it stays large
function png(seed, side) {
	const header = Buffer.alloc(13), rows = Buffer.alloc((side * 3 + 1) *
							     side);
	let random = seed;

	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	header.set([8, 2, 0, 0, 0], 8);
	for (let n = 0; n < rows.length; n++) {
		random = (random * 1103515245 + 12345) >>> 0;
		rows[n] = n % (side * 3 + 1) ? random >>> 16 : 0;
	}
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', header), chunk('IDAT', zlib.deflateSync(rows)),
		chunk('IEND', Buffer.alloc(0))]);
}

// A message names a file that is to be had from the same server; which of the
// pictures it is
async function which(message, pictures) {
	const answer = await get(`http://127.0.0.1:${PORT}/${message}`);

	return pictures.findIndex((one) =>
		one.equals(Buffer.from(answer.body, 'latin1')));
}

// The clients' browsers fetch the pictures of PICTURES, all at once
function browse(from, to) {
	const all = [];

	for (let n = from; n < to; n++)
		all.push(get(`http://127.0.0.1:${PICTURES}/${n}`));
	return Promise.all(all);
}

module.exports = async function (run) {
	const pictures = Array.from({ length: COUNT },
				    (_, n) => png(n + 1, 16 << (n % 3)));
	const server = http.createServer((req, res) => {
		const data = pictures[Number(req.url.slice(1))];

		res.writeHead(200, { 'content-type': 'image/png',
				     'content-length': data.length,
				     'connection': 'close' });
		res.end(data);
	}).listen(PICTURES, '127.0.0.1');
	const program = run.start(['driftnet', '-i', 'lo', '-w', '-W',
		String(PORT), '-d', run.inside, '-v', `port ${PICTURES}`]);

	run.atEnd(() => server.close());
	await run.said(program, /http server initializated/);
	run.check(program);
	const page = await get(`http://127.0.0.1:${PORT}/`);

	run.expect('the page', [page.status, page.headers['content-type']],
		   [200, 'text/html']);
	run.see('its body', page.body);
	run.expect('no page', (await get(`http://127.0.0.1:${PORT}/none`))
		.status, 404);
	run.expect('an unknown subprotocol is refused',
		   await Socket.refused(URL, 'nothing.example'), true);

	const watchers = [];

	for (let n = 0; n < 5; n++)
		watchers.push(await Socket.open(URL, PROTOCOL));
	// driftnet looks for whole pictures every five seconds.  It asks for
	// WRITEABLE from another thread without waking the loop, which so
	// writes when something else happens: with either library, after half
	// a minute, were it not for the pings.
	const pings = setInterval(() => watchers.forEach((one) =>
		one.ws.ping()), 200);

	run.atEnd(() => clearInterval(pings));
	for (let n = 0; n < COUNT; n += COUNT / 2) {
		await browse(n, n + COUNT / 2);
		for (const one of watchers) {
			const found = [];

			for (let k = 0; k < COUNT / 2; k++)
				found.push(await which(await one.message(),
						       pictures));
			run.expect('pictures', found.sort(), Array.from(
				{ length: COUNT / 2 }, (_, k) => n + k));
		}
	}
	for (const one of watchers)
		await one.close();
	run.see('end', await run.stop(program));
};
