// SPDX-License-Identifier: MIT
//
// node wscat.js PROGRAM...: the command line client against node's ws.
'use strict';

const fs = require('fs');
const http = require('http');
const https = require('https');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');
const { WebSocketServer } = programs.load('ws');

const command = process.argv.slice(2);
const wine = /\.exe$/.test(command[command.length - 1]);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-wscat-'));
const checks = new programs.Checks();
const { check, same } = checks;

// ---- servers

// what a server was told by its last client
const seen = {};

function serve(server, onConnection) {
	const wss = new WebSocketServer({ server, maxPayload: 1 << 24,
		perMessageDeflate: { threshold: 0 },
		handleProtocols: (set) => [...set].pop() });

	wss.on('connection', (ws, req) => {
		seen.headers = req.headers;
		seen.url = req.url;
		seen.extensions = ws.extensions;
		seen.pings = [];
		seen.pongs = [];
		seen.got = [];
		ws.on('ping', (d) => seen.pings.push(String(d)));
		ws.on('pong', (d) => seen.pongs.push(String(d)));
		ws.on('message', (d, binary) => seen.got.push([binary,
			binary ? d.toString('hex') : String(d)]));
		seen.closed = new Promise((r) => ws.on('close', (code, why) =>
			r(`${code} ${why}`)));
		ws.on('error', () => {});
		onConnection(ws);
	});
	return new Promise((r) => server.listen(0, '127.0.0.1', () => r(
		{ port: server.address().port, end: () => {
			wss.clients.forEach((c) => c.terminate());
			wss.close();
			server.close();
		} })));
}

const plain = (onConnection) => serve(http.createServer(), onConnection);
const echo = (ws) => ws.on('message', (d, binary) => ws.send(d, { binary }));

// ---- the program

const start = (args, options) => programs.start([...command, ...args], {
	stdio: ['pipe', 'pipe', 'pipe'], ...options });

async function run(args, input, options) {
	const c = start(args, options);

	c.stdin.on('error', () => {});
	c.stdin.end(input || '');
	c.status = await c.over;
	c.out = c.out.replace(/\r\n/g, '\n');
	return c;
}

async function lines() {
	const s = await plain(echo);
	let c = await run(['-w', '0.5', `127.0.0.1:${s.port}/a?b=c#d`],
			  'hello\nw\u00f6rld\r\n\n/x\nthe last');

	same(c.status, 0, 'status');
	same(c.out, '< hello\n< w\u00f6rld\n< \n< /x\n< the last\n', 'output');
	check(/^connected/.test(c.err) && !c.text.includes('\x1b'), c.err);
	same(seen.url, '/a?b=c', 'URL');
	same(await seen.closed, '1000 ', 'close');
	same(seen.extensions, 'permessage-deflate', 'compressed');

	c = await run(['-q', '-w', '0.5', '--no-deflate', '--close', '3500',
		       `ws://127.0.0.1:${s.port}`],
		      Buffer.from('ok\nnot \xff text\nok again\n', 'latin1'));
	same(c.out, 'ok\nok again\n', 'quiet');
	check(/not UTF-8/.test(c.err), c.err);
	same(seen.extensions, '', 'not compressed');
	same(seen.url, '/', 'URL without a path');
	same(await seen.closed, '3500 ', 'close code');

	// more than may wait, in order
	const many = Array.from({ length: 5000 },
		(_, n) => `${n} ${'x'.repeat(n % 1500)}`).join('\n');
	c = await run(['-q', '-w', '1', `127.0.0.1:${s.port}`], `${many}\n`);
	check(c.out === `${many}\n`, `many lines: ${c.out.length} bytes of ` +
		`${many.length + 1}`);
	// a large one
	const big = 'y'.repeat(900000);
	c = await run(['-q', '-w', '1', `127.0.0.1:${s.port}`], big);
	check(c.out === `${big}\n`, `a large line: ${c.out.length}`);
	s.end();
}

async function request() {
	const s = await plain(echo);
	const c = await run(['-s', 'one', '--subprotocol=two', '-H', 'X-A: b c',
			     '-H', 'X-D: e', '-o', 'http://o.example',
			     '--host', 'h.example', '--auth', 'me:secret',
			     '-x', 'hi', '-x', 'there', '-w', '0.3',
			     `ws://127.0.0.1:${s.port}`], 'not read\n');

	same(c.out, '< hi\n< there\n', 'executed');
	check(/subprotocol two/.test(c.err), c.err);
	same(seen.headers['sec-websocket-protocol'].replace(/ /g, ''),
	     'one,two', 'subprotocols');
	same(seen.headers['x-a'], 'b c', 'X-A');
	same(seen.headers['x-d'], 'e', 'X-D');
	same(seen.headers.origin, 'http://o.example', 'Origin');
	same(seen.headers.host, 'h.example', 'Host');
	same(seen.headers.authorization,
	     `Basic ${Buffer.from('me:secret').toString('base64')}`, 'auth');
	s.end();
}

async function frames() {
	const s = await plain((ws) => {
		ws.send('in ', { fin: false });
		ws.send('two', { fin: true });
		ws.send(Buffer.from([0, 1]), { binary: true, fin: false });
		ws.send(Buffer.from([255]), { binary: true, fin: true });
		echo(ws);
	});
	const url = `127.0.0.1:${s.port}`;
	let c = await run(['-w', '0.5', '-b', url], 'bin\n');

	same(c.out, '< in two\n< 0001ff\n< 62696e\n', 'binary');
	c = await run(['-w', '0.5', '--hex', url], '0a 0B\nxyz\nff0\n\n');
	same(JSON.stringify(seen.got), '[[true,"0a0b"],[true,""]]', 'hex');
	same(c.err.match(/not hexadecimal/g).length, 2, c.err);

	c = start(['--slash', '-P', '-w', '-1', url]);
	c.stdin.write('/ping are you there\n/pong\n//slash\n/what\n');
	await programs.until(c, /pong: are you there/, 'err', 20);
	await programs.until(c, /< \/slash/, 'out', 20);
	c.stdin.write('/close 2000\n/close 3001 good bye\n');
	same(await c.over, 0, 'status');
	same(await seen.closed, '3001 good bye', 'close');
	same(seen.pings.join(), 'are you there', 'pings');
	same(seen.pongs.join(), '', 'pongs');
	same(c.err.match(/a close code is/g).length, 1, c.err);
	same(c.err.match(/begins with/g).length, 1, c.err);

	c = start(['-p', '0.05', '-P', '-w', '-1', url]);
	await programs.until(c, /pong: wscat[^]*pong: wscat/, 'err', 20);
	c.kill();
	await c.over;
	s.end();
}

// the loop goes on while nobody types
async function waits() {
	let socket;
	const s = await plain((ws) => { socket = ws; });
	const c = start([`127.0.0.1:${s.port}`]);

	await programs.until(c, /connected/, 'err', 20);
	socket.send('news');
	await programs.until(c, /< news/, 'out', 20);
	c.stdin.write('answer\n');
	for (let n = 0; n < 500 && !seen.got.length; n++)
		await programs.sleep(20);
	same(JSON.stringify(seen.got), '[[false,"answer"]]', 'answer');
	// Wine does not pass the signal on
	c.kill(wine ? 'SIGKILL' : 'SIGINT');
	const status = await c.over;
	if (!wine) {
		same(status, 0, 'status at SIGINT');
		same(await seen.closed, '1000 ', 'close at SIGINT');
	}
	s.end();
}

async function ends() {
	let s = await plain((ws) => ws.close(4000, 'enough'));
	let c = await run(['-w', '-1', `127.0.0.1:${s.port}`]);

	same(c.status, 1, 'status after 4000');
	check(/closed by the server: 4000, enough/.test(c.err), c.err);
	s.end();
	s = await plain((ws) => ws.close(1000));
	c = await run(['-w', '-1', `127.0.0.1:${s.port}`]);
	same(c.status, 0, 'status after 1000');
	s.end();
	s = await plain((ws) => ws.terminate());
	c = await run(['-w', '-1', `127.0.0.1:${s.port}`]);
	same(c.status, 1, 'status after a loss');
	check(/lost/.test(c.err), c.err);
	s.end();

	c = await run([`127.0.0.1:${await programs.freePort()}`]);
	same(c.status, 1, 'status without a server');
	check(/cannot connect: connect: /.test(c.err), c.err);
	for (const bad of [[], ['--nope', 'x'], ['-H', 'no colon', 'x'],
			   ['-H', 'a: b\nc: d', 'x'], ['--close', '1005', 'x'],
			   ['x', 'y'], ['-w', 'soon', 'x'], ['-w']])
		same((await run(bad)).status, 2, `status of ${bad}`);
	for (const bad of ['ftp://127.0.0.1/', 'ws://', 'ws://a:b@c/',
			   `ws://${'x'.repeat(3000)}`])
		same((await run([bad])).status, 1, `status of ${bad}`);
	c = await run(['--help']);
	same(c.status, 0, 'status of --help');
	check(/--execute/.test(c.out), c.out);
}

async function tls() {
	const [key, cert] = ['key', 'cert'].map((f) => path.join(folder, f));

	if (!programs.selfSigned(key, cert)) {
		checks.lacks('TLS wants openssl');
		return;
	}
	const s = await serve(https.createServer({
		key: fs.readFileSync(key), cert: fs.readFileSync(cert) }), echo);
	const url = `wss://localhost:${s.port}/`;
	const last = ['-w', '0.5', '-x', 'secret', url];
	let c = await run(last);

	same(c.status, 1, 'status with an unknown issuer');
	check(/tls/i.test(c.err), c.err);
	c = await run(['-n', ...last]);
	same(c.out, '< secret\n', `--no-check: ${c.err}`);
	c = await run(['--ca', 'cert', ...last], '', { cwd: folder });
	same(c.out, '< secret\n', `--ca: ${c.err}`);
	s.end();
}

// colours, and nothing that could move the cursor
async function terminal() {
	const s = await plain((ws) => ws.send('a\x1b[2J\u009b\u00e4\x07b\tc'));
	const on = async (args, env) => {
		const c = programs.start(['script', '-qec', [...command,
			'-x', 'hi', '-w', '0.3', ...args,
			`127.0.0.1:${s.port}`].join(' '), '/dev/null'],
			{ env: { ...process.env, TERM: 'xterm', ...env } });

		await c.over;
		return c.text;
	};
	const shown = 'a\\x1b[2J\\xc2\\x9b\u00e4\\x07b\tc';
	let text = await on([], { NO_COLOR: '' });

	check(text.includes(`\x1b[36m< ${shown}\x1b[0m`), JSON.stringify(text));
	for (const [args, env] of [[['--no-color'], {}], [[],
			{ NO_COLOR: '1' }], [[], { TERM: 'dumb' }]]) {
		text = await on(args, { NO_COLOR: '', ...env });
		check(text.includes(`< ${shown}`) && !text.includes('\x1b'),
		      JSON.stringify(text));
	}
	s.end();
}

async function main() {
	try {
		await lines();
		await request();
		await frames();
		await waits();
		await ends();
		await tls();
		if (process.platform === 'linux' && !wine)
			await terminal();
	} catch (e) {
		check(false, e.stack);
	}
	fs.rmSync(folder, { recursive: true, force: true });
	checks.end('wscat', 40);
}

main();
