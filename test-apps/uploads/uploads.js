// SPDX-License-Identifier: MIT
//
// Many uploads at a time, with stalls and resets, to upload-server:
//   node uploads.js COUNT KIB PEAK_MIB PROGRAM...
//
// Each upload is a form with a file of random bytes, with pieces that look
// like the delimiter strewn in, sent in writes of random size with pauses;
// every fourth is cut somewhere, by a reset or by an orderly end. Checks the
// hash of each that was not, how many the server counted of each kind, and
// that its memory stayed below its first size and PEAK_MIB (0: any).

'use strict';

const net = require('net');
const http = require('http');
const crypto = require('crypto');
const programs = require('../peers/programs.js');

const [count, kib, peakMib] = process.argv.slice(2, 5).map(Number);
const command = process.argv.slice(5);

// the same in every run
let seed = Number(process.env.SEED || 1);

function random(n) {
	seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
	return Math.floor(seed / 4294967296 * n);
}

const { sleep } = programs;

// The whole body in pieces, and the hash of the file in it
class Body {
	constructor(id, size) {
		this.boundary = 'b' + crypto.createHash('md5')
			.update(String(id)).digest('hex');
		this.cipher = crypto.createCipheriv('aes-128-ctr',
			crypto.createHash('md5').update(`k${id}`).digest(),
			Buffer.alloc(16));
		this.hash = crypto.createHash('sha256');
		this.left = size;
		this.near = Buffer.from(`\r\n--${this.boundary}`);
		this.head = Buffer.from(
			`--${this.boundary}\r\n` +
			'Content-Disposition: form-data; name="id"\r\n\r\n' +
			`${id}\r\n--${this.boundary}\r\n` +
			'Content-Disposition: form-data; name="file"; ' +
			`filename="f${id}.bin"\r\n` +
			'Content-Type: application/octet-stream\r\n\r\n');
		this.tail = Buffer.from(`\r\n--${this.boundary}--\r\n`);
		this.length = this.head.length + size + this.tail.length;
	}

	// up to n bytes; null at the end
	next(n) {
		let b;

		if (this.head) {
			b = this.head;
			this.head = null;
		} else if (this.left) {
			b = this.cipher.update(
				Buffer.alloc(Math.min(n, this.left)));
			// as much of the delimiter as is no delimiter
			const cut = 1 + random(this.near.length - 1);
			if (b.length > cut && random(2)) {
				const at = random(b.length - cut);

				this.near.copy(b, at, 0, cut);
				b[at + cut] = this.near[cut] ^ 1;
			}
			this.hash.update(b);
			this.left -= b.length;
		} else {
			b = this.tail;
			this.tail = null;
		}
		return b;
	}

	digest() {
		return this.hash.digest('hex');
	}
}

let failed = 0;

function fail(what) {
	if (++failed < 20)
		console.log(`uploads.js: failed: ${what}`);
}

function get(port, path) {
	return new Promise((resolve, reject) => {
		http.get({ port, path, host: '127.0.0.1', agent: false },
			 (res) => {
			let text = '';

			res.on('data', (d) => { text += d; });
			res.on('end', () => resolve(JSON.parse(text)));
		}).on('error', reject);
	});
}

function write(socket, data) {
	return new Promise((resolve, reject) => {
		if (socket.destroyed)
			reject(new Error('closed by the server'));
		else if (socket.write(data))
			resolve();
		else
			socket.once('drain', resolve)
				.once('close', () =>
					reject(new Error('closed early')));
	});
}

function connect(port) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(port, '127.0.0.1');

		socket.setNoDelay(true);
		socket.setMaxListeners(0);
		socket.text = '';
		socket.once('error', reject);
		socket.once('connect', () => {
			socket.off('error', reject);
			socket.on('error', () => {});
			socket.on('data', (d) => {
				socket.text += d.toString('latin1');
				socket.emit('text');
			});
			resolve(socket);
		});
	});
}

// waits until what has come matches
function until(socket, pattern) {
	return new Promise((resolve, reject) => {
		const look = () => {
			const m = pattern.exec(socket.text);

			if (m) {
				socket.off('text', look);
				resolve(m);
			}
		};

		socket.on('text', look);
		socket.once('close', () => reject(new Error(
			`closed instead of an answer: ${socket.text}`)));
		look();
	});
}

async function one(port, id, size, cutAt, reset) {
	const body = new Body(id, size);
	const chunked = id % 3 === 0;
	const socket = await connect(port);
	let sent = 0, b;

	socket.write('POST /upload HTTP/1.1\r\nHost: localhost\r\n' +
		`Content-Type: multipart/form-data; boundary=${body.boundary}` +
		'\r\nExpect: 100-continue\r\nConnection: close\r\n' +
		(chunked ? 'Transfer-Encoding: chunked\r\n\r\n' :
			   `Content-Length: ${body.length}\r\n\r\n`));
	// so that the server has counted it
	await until(socket, /^HTTP\/1.1 100 .*\r\n\r\n/);
	socket.text = '';

	const largest = random(4) ? 65536 : 1500;
	while (body.tail) {
		if (cutAt >= 0 && sent >= cutAt) {
			if (reset)
				socket.resetAndDestroy();
			else
				socket.end();
			await new Promise((r) => socket.once('close', r));
			return 'cut';
		}
		b = body.next(1 + random(largest));
		sent += b.length;
		if (chunked)
			await write(socket, Buffer.concat([
				Buffer.from(`${b.length.toString(16)}\r\n`), b,
				Buffer.from('\r\n')]));
		else
			await write(socket, b);
		if (!random(40))
			await sleep(random(100));
	}
	if (chunked)
		await write(socket, '0\r\n\r\n');

	const m = await until(socket, /^HTTP\/1.1 200 [^]*?\r\n\r\n({.*})/);
	const answer = JSON.parse(m[1]);

	if (answer.id !== id || answer.bytes !== size || answer.files !== 1 ||
	    answer.sha256 !== body.digest())
		fail(`${id}: wrong answer ${m[1]}`);
	socket.destroy();

	return 'done';
}

async function drive(port) {
	const size = kib * 1024, started = Date.now();
	const expected = { done: 0, cut: 0 };
	const all = [];
	let stats;

	for (let id = 0; id < count; id++) {
		const cut = id % 4 === 1;

		all.push(one(port, id, size, cut ? random(size) : -1,
			     id % 8 === 1)
			.then((what) => {
				expected[what]++;
				if ((what === 'cut') !== cut)
					fail(`${id}: ${what}`);
			})
			.catch((e) => fail(`${id}: ${e.message}`)));
	}
	await Promise.all(all);

	// a connection that was cut may take the server a moment
	for (let n = 0; n < 200; n++) {
		stats = await get(port, '/stats');
		if (stats.completed + stats.aborted + stats.refused ===
		    stats.begun && stats.open === 0)
			break;
		await sleep(50);
	}

	const check = (name, got, want) => {
		if (got !== want)
			fail(`${name}: ${got} instead of ${want}`);
	};

	check('begun', stats.begun, count);
	check('completed', stats.completed, expected.done);
	check('aborted', stats.aborted, expected.cut);
	check('refused', stats.refused, 0);
	check('files open', stats.open, 0);
	// one for each parser; an upload that was cut at once has none
	if (stats.closes < stats.files || stats.closes > count)
		fail(`closes: ${stats.closes}`);
	const grown = stats.peak_kb - stats.base_kb;
	if (peakMib && stats.peak_kb >= 0 && grown > peakMib * 1024)
		fail(`memory grew by ${grown} kB`);

	const s = (Date.now() - started) / 1000;

	console.log(`${count} uploads of ${kib} KiB in ${s.toFixed(1)} s: ` +
		`${stats.completed} completed, ${stats.aborted} cut, ` +
		`${(stats.bytes / 1048576).toFixed(0)} MiB of files, ` +
		`server's memory ${stats.base_kb} kB at first, ` +
		`${stats.peak_kb} kB at most, ${stats.now_kb} kB at last`);
}

async function main() {
	const child = programs.start(command,
		{ stdio: ['ignore', 'pipe', 'inherit'] });

	try {
		const m = await programs.until(child, /^port (\d+)\r?\n/m);

		await drive(Number(m[1]));
		await get(Number(m[1]), '/quit');
	} catch (e) {
		fail(e.message);
		child.kill();
	}
	const status = await child.over;

	if (status !== 0)
		fail(`the server ended with ${status}`);
	console.log(failed ? `uploads: ${failed} failed` : 'uploads: passed');
	process.exit(failed ? 1 : 0);
}

main();
