// SPDX-License-Identifier: MIT
//
// The test server without its page: options, protocols, uploads and TLS:
//   node peers.js RESOURCES PROGRAM...
//
// ws is looked for in LWS_NODE_MODULES; without it the status is 77.

'use strict';

const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const https = require('https');
const net = require('net');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');

const { sleep, stop } = programs;
const { WebSocket } = programs.load('ws');
const [resources, ...command] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-test-server-'));
const checks = new programs.Checks();
const { check, same } = checks;

// ------------------------------------------------------------- the server

const serve = (args) => programs.serve(command.concat(
	['-p', '0', '-i', '127.0.0.1', '-r', resources], args || []),
	{ cwd: folder });

// status and output of one that is not to stay
async function once(args) {
	const child = programs.start(command.concat(args), { cwd: folder });

	return { code: await child.over, text: child.text };
}

async function options() {
	let r = await once(['--help']);

	check(r.code === 0 && r.text.includes('--port') &&
	      r.text.includes('--resource-path'), `help: ${r.text}`);
	for (const bad of [['--frobnicate'], ['-p'], ['-p', 'x'],
			   ['-p', '70000'], ['--port=-1'], ['-m', '1k'],
			   ['-s']]) {
		r = await once(bad);
		check(r.code === 1 && r.text, `${bad}: ${r.code} ${r.text}`);
	}
}

// ------------------------------------------------------------- the process

const linux = process.platform === 'linux' && command.length === 1;
// the one with a poll loop of its own
const extpoll = /extpoll/.test(command[command.length - 1]);

const page = (port) => new Promise((resolve, reject) => {
	http.get({ host: '127.0.0.1', port, agent: false }, (res) => {
		res.resume();
		res.on('end', () => resolve(res.statusCode));
	}).on('error', reject);
});

// pids of the programs with this argument
const running = (arg) => fs.readdirSync('/proc').filter((pid) => {
	try {
		return fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1')
			.split('\0').includes(arg);
	} catch {
		return false;
	}
});

async function background() {
	const port = await programs.freePort();
	const r = await once(['-D', '-p', port, '-i', '127.0.0.1', '-r',
			      resources, '-C', folder]);
	let pids = [], status = 0;

	same(r.code, 0, 'the one in the foreground');
	for (let n = 0; n < 250 && status !== 200; n++) {
		status = await page(port).catch(() => 0);
		if (status !== 200)
			await sleep(20);
	}
	same(status, 200, 'a page from the background');
	// no other program has that folder
	pids = running(folder);
	same(pids.length, 1, 'programs in the background');
	pids.forEach((pid) => process.kill(Number(pid)));
	for (let n = 0; n < 250 && pids.length; n++) {
		pids = running(folder);
		await sleep(20);
	}
	same(pids.length, 0, 'left there');
}

async function identity() {
	if (process.getuid())
		return;
	// where whoever it runs as can read the page
	const s = await serve(['-u', '65534', '-g', '65534']);
	const ids = fs.readFileSync(`/proc/${s.pid}/status`, 'latin1');

	check(/^Uid:(\s65534){4}$/m.test(ids) &&
	      /^Gid:(\s65534){4}$/m.test(ids), ids);
	await stop(s);
}

async function signals() {
	const s = await serve(['--ignore-sigterm']);

	s.kill('SIGTERM');
	same(await page(s.port), 200, 'a page after SIGTERM');
	same(await stop(s, 'SIGINT'), 0, 'status after SIGINT');
}

// -e: where there is libev, it serves as well
async function libev() {
	const s = await serve(['-e']).catch((e) => e);

	if (s instanceof Error)
		check(/libev|loop of its own/.test(s.message), s.message);
	else
		same(await page(s.port), 200, 'a page by libev');
	check(!extpoll || s instanceof Error, 'libev beside the own loop');
	if (!(s instanceof Error))
		await stop(s);
}

// ------------------------------------------------------------- clients

function open(s, protocol, options) {
	return new Promise((resolve, reject) => {
		const o = { path: '/', scheme: 'ws', ...options };
		const ws = new WebSocket(
			`${o.scheme}://127.0.0.1:${s.port}${o.path}`,
			protocol, o);

		ws.got = [];
		ws.over = new Promise((r) => ws.on('close',
			(code, reason) => r([code, String(reason)])));
		ws.on('message', (d) => {
			ws.got.push(d.toString());
			ws.emit('got');
		});
		ws.on('open', () => resolve(ws));
		ws.on('error', reject);
	});
}

async function until(ws, f, what) {
	for (let n = 0; n < 1500; n++) {
		if (f(ws.got))
			return;
		await sleep(20);
	}
	check(false, what);
}

// ------------------------------------------------------------- protocols

async function increments(s) {
	const ws = await open(s, 'dumb-increment-protocol');

	await until(ws, (g) => g.length > 5, 'numbers');
	check(ws.got.every((v, n) => v === String(n)), `${ws.got}`);
	ws.send('reset\n');
	await until(ws, (g) => g.lastIndexOf('0') > 0, 'reset');
	ws.send('closeme\n');
	same((await ws.over)[0], 1001, 'closeme');

	const t = await serve(['--closetest']);
	const c = await open(t, 'dumb-increment-protocol');

	same((await c.over)[0], 1001, 'close test');
	same(c.got.length, 50, 'numbers before it');
	await stop(t);
}

async function status(s) {
	const agent = 'a "quoted" \\ back\u00e9slash';
	const a = await open(s, 'lws-status', { headers: {
		'User-Agent': Buffer.from(agent).toString('latin1') } });

	await until(a, (g) => g.length, 'status');
	const st = JSON.parse(a.got[0]);
	same(st.wsi, 1, 'count');
	same(st.conns[0].ua, agent, 'user agent');
	same(st.conns[0].peer, '127.0.0.1', 'peer');
	same(st.tls, false, 'tls');

	const b = await open(s, 'lws-status');
	await until(a, (g) => JSON.parse(g[g.length - 1]).wsi === 2, 'two');
	b.terminate();
	await until(a, (g) => JSON.parse(g[g.length - 1]).wsi === 1, 'one');
	a.close();
}

async function mirror(s) {
	const a = await open(s, 'lws-mirror-protocol');
	const b = await open(s, 'lws-mirror-protocol');
	const other = await open(s, 'lws-mirror-protocol',
				 { path: '/?mirror=other' });

	for (let n = 0; n < 200; n++)
		(n % 2 ? a : b).send(`m${n}`);
	await until(a, (g) => g.length === 200, 'a has all');
	await until(b, (g) => g.length === 200, 'b has all');
	same(JSON.stringify(a.got), JSON.stringify(b.got), 'the same order');
	same(other.got.length, 0, 'the other picture');
	other.send('mine');
	await until(other, (g) => g[0] === 'mine', 'of its own');
	same(a.got.length, 200, 'not here');

	// in fragments, and as long as is allowed
	a.send('x'.repeat(2000), { fin: false });
	a.send('y'.repeat(2096), { fin: true });
	await until(b, (g) => g[200] === 'x'.repeat(2000) + 'y'.repeat(2096),
		    'fragments');
	const long = await open(s, 'lws-mirror-protocol');
	long.send('x'.repeat(4097));
	same((await long.over)[0], 1009, 'too long');

	// eight pictures
	const more = [];
	for (let n = 0; n < 6; n++)
		more.push(await open(s, 'lws-mirror-protocol',
				     { path: `/?mirror=${n}` }));
	const ninth = await open(s, 'lws-mirror-protocol',
				 { path: '/?mirror=9' }).catch(() => null);
	check(!ninth || (await ninth.over)[0] !== 1000, 'a ninth picture');
	more[0].terminate();
	let again = null;
	for (let n = 0; n < 50 && !again; n++) {
		const t = await open(s, 'lws-mirror-protocol',
				     { path: '/?mirror=9' }).catch(() => null);

		if (t) {
			t.send('here');
			await Promise.race([t.over, sleep(200)]);
			if (t.got.length)
				again = t;
		}
	}
	check(again, 'a picture that is free again');
	more.concat(other, again || []).forEach((ws) => ws.terminate());

	await slow(s, a, b);
	a.close();
	b.close();
}

// one that does not read: the others wait for a while, then it is dropped,
// and what they sent arrives
async function slow(s, a, b) {
	const lazy = await open(s, 'lws-mirror-protocol');
	let dropped = false;

	lazy._socket.pause();
	lazy.on('close', () => { dropped = true; });
	const before = b.got.length;
	for (let n = 0; n < 4000; n++)
		a.send('z'.repeat(4000));
	await until(b, (g) => g.length === before + 4000, 'the rest goes on');
	lazy._socket.resume();
	for (let n = 0; n < 100 && !dropped; n++)
		await sleep(20);
	check(dropped, 'the slow one is dropped');
	check(lazy.got.length < 4000, 'it did not get all');
}

// ------------------------------------------------------------- the form

function post(s, body, options) {
	return new Promise((resolve, reject) => {
		const { module, headers, ...rest } = options || {};
		const r = (module || http).request({
			host: '127.0.0.1', port: s.port, path: '/formtest',
			method: 'POST', agent: false, ...rest, headers: {
				'Content-Type':
					'multipart/form-data; boundary=BBB',
				'Content-Length': body.length,
				Accept: 'application/json', ...headers } },
			(res) => {
				let text = '';

				res.on('data', (d) => { text += d; });
				res.on('end', () => resolve({
					status: res.statusCode, text }));
			});

		r.on('error', reject);
		r.end(body);
	});
}

const form = (filename, content) => Buffer.concat([Buffer.from(
	'--BBB\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n' +
	'--BBB\r\nContent-Disposition: form-data; name="file"; ' +
	`filename="${filename}"\r\n\r\n`), content,
	Buffer.from('\r\n--BBB--\r\n')]);

async function uploads() {
	const kept = path.join(folder, 'kept');

	fs.mkdirSync(kept);
	const s = await serve(['--upload-dir', 'kept', '-m', '100000']);
	const data = crypto.randomBytes(100000);
	const hash = crypto.createHash('sha256').update(data).digest('hex');

	for (const [n, [name, as]] of [
		['a b\u00e4.bin', 'file-1-a_b__.bin'],
		['../../etc/x', 'file-1-x'], ['C:\\\\dir\\\\CON', 'file-1-CON'],
		['..', 'file-1-__'], ['x', 'file-2-x'],
	].entries()) {
		const a = JSON.parse((await post(s, form(name, data))).text);

		same(a.sha256, hash, name);
		same(a.bytes, 100000, name);
		same(a.text, 'hello', name);
		check(fs.readFileSync(path.join(kept, as)).equals(data),
		      `${name} is kept as ${as}`);
		same(fs.readdirSync(kept).length, n + 1, 'files');
	}

	const files = fs.readdirSync(kept).length;
	same((await post(s, form('big', Buffer.alloc(100001)))).status, 413,
	     'too large');
	same((await post(s, form('', Buffer.alloc(0)))).status, 200, 'none');
	same((await post(s, Buffer.from('--BBB\r\nnonsense\r\n'))).status, 400,
	     'malformed');
	same((await post(s, form('cut', data).subarray(0, 5000))).status, 400,
	     'cut');
	same((await post(s, Buffer.alloc(0), { method: 'GET' })).status, 405,
	     'GET');

	// the connection is lost
	const c = net.connect(s.port, '127.0.0.1');
	c.on('error', () => {});
	c.write('POST /formtest HTTP/1.1\r\nHost: x\r\nContent-Type: ' +
		'multipart/form-data; boundary=BBB\r\nContent-Length: 90000' +
		'\r\n\r\n');
	c.write(form('lost', data).subarray(0, 50000));
	for (let n = 0; n < 250 &&
	     fs.readdirSync(kept).length !== files + 1; n++)
		await sleep(20);
	same(fs.readdirSync(kept).length, files + 1, 'begun');
	c.resetAndDestroy();
	for (let n = 0; n < 250 && fs.readdirSync(kept).length !== files; n++)
		await sleep(20);
	same(fs.readdirSync(kept).length, files, 'files in the end');
	await stop(s);
}

// ------------------------------------------------------------- TLS

async function tls() {
	if (!programs.selfSigned(path.join(folder, 'key.pem'),
				 path.join(folder, 'cert.pem'))) {
		checks.lacks('TLS needs openssl');
		return;
	}
	const r = await once(['-s', '-C', 'cert.pem', '-K', 'key.pem',
			      '--help']);
	if (r.code)
		return;

	const s = await serve(['-s', '-C', 'cert.pem', '-K', 'key.pem', '-a'])
		.catch((e) => {
			if (!/without TLS/.test(e.message))
				throw e;
			return null;
		});
	if (!s) {
		console.log('TLS is left out: the library has none');
		return;
	}
	const insecure = { rejectUnauthorized: false };
	const ws = await open(s, 'lws-status', { scheme: 'wss', ...insecure });

	await until(ws, (g) => g.length, 'status');
	same(JSON.parse(ws.got[0]).tls, true, 'tls');
	ws.close();
	const data = crypto.randomBytes(200000);
	const a = JSON.parse((await post(s, form('x', data),
		{ module: https, ...insecure })).text);
	same(a.sha256, crypto.createHash('sha256').update(data).digest('hex'),
	     'upload by TLS');
	// and -a lets those in who do without
	same(JSON.parse((await post(s, form('x', data))).text).sha256, a.sha256,
	     'upload without it');
	await stop(s);
}

async function main() {
	try {
		await options();
		if (linux) {
			await background();
			await identity();
			await signals();
		}
		await libev();
		const s = await serve();

		await increments(s);
		await status(s);
		await mirror(s);
		await stop(s);
		// the program said so itself; Windows does not let it
		const m = /(\d+) turns of our own loop, (\d+) services, at most (\d+) s/
			.exec(s.text);
		check(linux && extpoll ? m && m[1] > 100 && m[2] > 100 &&
		      m[3] > 8 : !m, `turns: ${s.text}`);
		await uploads();
		await tls();
	} catch (e) {
		check(false, e.stack);
	}
	fs.rmSync(folder, { recursive: true, force: true });
	checks.end('test server');
}

main();
