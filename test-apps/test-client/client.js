// SPDX-License-Identifier: MIT
//
// node client.js SERVER CLIENT [EMULATOR...]: the test client against the test
// server, both of this project.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');

const [serverProgram, clientProgram, ...emulator] = process.argv.slice(2);
const wine = emulator.length > 0;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-test-client-'));
const checks = new programs.Checks();
const { check, same } = checks;

const serve = (port, args = []) => programs.serve([...emulator, serverProgram,
	'-p', port, '-i', '127.0.0.1', '-r', '.', '-d', 7, ...args],
	{ cwd: folder });
const client = (...args) => programs.start([...emulator, clientProgram,
	...args], { cwd: folder });

async function run(...args) {
	const c = client(...args);

	c.status = await c.over;
	return c;
}

const numbers = (c) => [...c.out.matchAll(/^number (\d+)\r?$/mg)]
	.map((m) => Number(m[1]));

async function both() {
	const s = await serve(0);
	let c = await run('-p', s.port, '--count', 8, '--ping=0.05',
			  '127.0.0.1');

	same(c.status, 0, `status: ${c.err}`);
	const got = numbers(c);
	check(got.length >= 8 && got.every((v, n) => v === n), `${got}`);
	check(/^pong after \d+\.\d{3} ms/m.test(c.out), c.out);
	check(/increment-protocol: connected/.test(c.err) &&
	      /mirror-protocol: connected/.test(c.err), c.err);

	c = await run('--count', 3, '--protocol', 'dumb-increment-protocol',
		      '--no-deflate', `ws://127.0.0.1:${s.port}/`);
	same(c.status, 0, `status: ${c.err}`);
	check(!/mirror/.test(c.err) && numbers(c).length === 3, c.text);

	// two clients of one picture see each other's strokes: one of them gets
	// what it asks for sooner than it can draw
	const other = client('-l', '-p', s.port, '-r', 'lws-mirror-protocol',
			     '127.0.0.1');
	await programs.until(other, /connected/, 'err', 20);
	c = await run('-c', 30, '-p', s.port, '-r', 'lws-mirror-protocol',
		      '127.0.0.1');
	same(c.status, 0, `status: ${c.err}`);
	other.kill();
	await other.over;

	c = await run('-r', 'nope', '127.0.0.1');
	same(c.status, 2, 'status of an unknown protocol');
	same((await run('--bogus')).status, 2, 'status of a bad option');
	same((await run('--help')).status, 0, 'status of --help');
	await programs.stop(s);
	c = await run('-c', 1, '-p', s.port, '127.0.0.1');
	same(c.status, 1, 'status without a server');
}

// what is lost is connected again; a mirror is given up after a while
async function again() {
	const s = await serve(0, ['-c']);
	const c = client('-p', s.port, '127.0.0.1');

	await programs.until(c, /number 49[^]*number 0\r?\n/, 'out', 60);
	await programs.until(c, /mirror-protocol: closed[^]*mirror-protocol: connected/,
		'err', 60);
	// Wine does not pass the signal on
	const status = await programs.stop(c);
	if (!wine)
		same(status, 0, 'status at SIGTERM');
	check(numbers(c).length >= 50, 'numbers');
	await programs.stop(s);
}

async function tls() {
	if (!programs.selfSigned(path.join(folder, 'key'),
				 path.join(folder, 'cert'))) {
		checks.lacks('TLS wants openssl');
		return;
	}
	const s = await serve(0, ['-s', '-C', 'cert', '-K', 'key']);
	const to = ['-c', 2, '-p', s.port];

	same((await run('-s', ...to, 'localhost')).status, 1,
	     'status with an unknown issuer');
	same((await run('-s', '-A', 'cert', ...to, '127.0.0.1')).status, 1,
	     'status with another name');
	for (const ok of [['-s', '--ssl-ca', 'cert', 'localhost'],
			  ['-s', '-A', 'cert', '-H', '127.0.0.1'],
			  ['-s', '--selfsigned', 'localhost'],
			  ['-k', `wss://127.0.0.1:${s.port}/`]])
		same((await run(...to, ...ok)).status, 0, `status of ${ok}`);
	await programs.stop(s);
}

async function main() {
	try {
		await both();
		await again();
		await tls();
	} catch (e) {
		check(false, e.stack);
	}
	fs.rmSync(folder, { recursive: true, force: true });
	checks.end('test-client', 15);
}

main();
