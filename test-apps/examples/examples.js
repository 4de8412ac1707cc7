// SPDX-License-Identifier: MIT
//
// Does with an example what its user would:
//   node examples.js NAME PROGRAM...
//
// ws is looked for in LWS_NODE_MODULES; without it the status is 77.

'use strict';

const fs = require('fs');
const http = require('http');
const net = require('net');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');

const { sleep, until } = programs;
const { WebSocket, WebSocketServer } = programs.load('ws');
const [name, ...command] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-example-'));
const wine = command.length > 1;
const checks = new programs.Checks();
const { check, same } = checks;

// ------------------------------------------------------------- programs

const start = (args) => programs.start(command.concat(args), { cwd: folder });
const server = (args) => programs.serve(command.concat(0, args || []),
					{ cwd: folder });

async function stop(child) {
	const status = await programs.stop(child);

	// Wine does not pass the signal on
	if (!wine)
		same(status, 0, 'status at SIGTERM');
}

// ------------------------------------------------------------- requests

function request(port, options, body) {
	return new Promise((resolve, reject) => {
		const r = http.request({ host: '127.0.0.1', port, agent: false,
					 ...options }, (res) => {
			let text = '';

			res.setEncoding('utf8');
			res.on('data', (d) => { text += d; });
			res.on('end', () => resolve({ status: res.statusCode,
						      text, res }));
			res.on('error', reject);
		});

		r.on('error', reject);
		r.end(body);
	});
}

const get = (port, p) => request(port, { path: p });
const post = (port, p, type, body) => request(port, { path: p,
	method: 'POST', headers: { 'Content-Type': type,
				   'Content-Length': Buffer.byteLength(body) } },
	body);

// the answer, byte for byte
function raw(port, text) {
	return new Promise((resolve, reject) => {
		const s = net.connect(port, '127.0.0.1', () => s.write(text));
		const parts = [];

		s.on('data', (d) => parts.push(d));
		s.on('close', () => resolve(Buffer.concat(parts).toString()));
		s.on('error', reject);
	});
}

// the first `count` events of a stream
function events(port, p, count) {
	return new Promise((resolve, reject) => {
		const r = http.get({ host: '127.0.0.1', port, path: p,
				     agent: false }, (res) => {
			let text = '';

			same(res.headers['content-type'], 'text/event-stream',
			     'type');
			res.setEncoding('utf8');
			res.on('data', (d) => {
				text += d;
				const all = text.split('\n\n');
				if (all.length > count) {
					r.destroy();
					resolve(all.slice(0, count));
				}
			});
		});

		r.on('error', (e) => {
			if (e.code !== 'ECONNRESET')
				reject(e);
		});
	});
}

function form(parts) {
	let body = '';

	for (const [params, content] of parts)
		body += '--B\r\nContent-Disposition: form-data; ' +
			`${params}\r\n\r\n${content}\r\n`;
	return `${body}--B--\r\n`;
}

const multipart = 'multipart/form-data; boundary=B';

// ------------------------------------------------------------- WebSockets

// a connection that keeps what it gets
function client(port, protocol, options) {
	return new Promise((resolve, reject) => {
		const ws = new WebSocket(`ws://127.0.0.1:${port}/`, protocol,
					 options);

		ws.got = [];
		ws.on('message', (d, binary) => {
			ws.got.push(binary ? d : d.toString());
			ws.emit('got');
		});
		ws.on('open', () => resolve(ws));
		ws.on('error', reject);
	});
}

function gets(ws, count) {
	return new Promise((resolve, reject) => {
		const look = () => {
			if (ws.got.length >= count) {
				ws.off('got', look);
				resolve();
			}
		};

		ws.on('got', look);
		ws.on('close', () => reject(new Error(
			`closed after ${ws.got.length} of ${count}`)));
		look();
	});
}

function wsServer(port, onConnection) {
	return new Promise((resolve) => {
		const wss = new WebSocketServer({ port, host: '127.0.0.1',
			handleProtocols: () => 'echo' });

		wss.on('connection', onConnection);
		wss.on('listening', () => resolve(wss));
	});
}

// ------------------------------------------------------------- the examples

const examples = {
	async 'http-server-form-get'() {
		const s = await server();

		check((await get(s.port, '/')).text.includes('<form'), 'page');
		const a = await get(s.port,
			'/answer?name=J%C3%B6rg+%3Cx%3E&colour=');
		same(a.text, 'name: J\u00f6rg <x>\ncolour: \n', 'arguments');
		same((await get(s.port, '/answer')).text,
		     'name: not given, or too long\n' +
		     'colour: not given, or too long\n', 'no arguments');
		same((await get(s.port, '/other')).status, 404, 'not found');
		await stop(s);
	},

	async 'http-server-form-post'() {
		const s = await server();
		const type = 'application/x-www-form-urlencoded';

		check((await get(s.port, '/')).text.includes('<form'), 'page');
		same((await post(s.port, '/answer', type,
				 'name=a+b&text=1%0D%0A2&other=x')).text,
		     'name: a b\ntext: 1\r\n2\n', 'urlencoded');
		same((await post(s.port, '/answer', multipart,
				 form([['name="text"', 'x'],
				       ['name="name"', 'y']]))).text,
		     'name: y\ntext: x\n', 'multipart');
		same((await post(s.port, '/answer', type, '')).status, 400,
		     'an empty body');
		same((await post(s.port, '/answer', type, 'a=%4')).status, 400,
		     'a cut escape');
		// more than the server keeps
		const r = await post(s.port, '/answer', type,
				     'name=' + 'x'.repeat(5000))
			.then(() => 'answered', () => 'closed');
		same(r, 'closed', 'too long');
		await stop(s);
	},

	async 'http-server-form-post-file'() {
		const s = await server();
		const content = 'x\r\n--A\r-'.repeat(5000);

		const a = await post(s.port, '/upload', multipart, form([
			['name="comment"', 'hello'],
			['name="file"; filename="../a.txt"', content]]));
		const m = /kept as: (upload-\d+)/.exec(a.text);
		check(m && a.text.includes('comment: hello\nfile: ../a.txt\n' +
			`bytes: ${content.length}\n`), a.text);
		same(fs.readFileSync(path.join(folder, m[1]), 'utf8'), content,
		     'the file');

		// lost in the middle: nothing stays of it
		const before = fs.readdirSync(folder).length;
		await new Promise((resolve) => {
			const c = net.connect(s.port, '127.0.0.1', () => {
				c.write('POST /upload HTTP/1.1\r\nHost: x\r\n' +
					`Content-Type: ${multipart}\r\n` +
					'Content-Length: 100000\r\n\r\n' +
					form([['name="f"; filename="g"',
					       content]]).slice(0, 20000));
				setTimeout(() => c.resetAndDestroy(), 200);
			});
			c.on('close', resolve);
			c.on('error', () => {});
		});
		for (let n = 0; n < 100 &&
		     fs.readdirSync(folder).length !== before; n++)
			await sleep(20);
		same(fs.readdirSync(folder).length, before, 'files');
		await stop(s);
	},

	async 'http-server-sse'() {
		const s = await server();

		check((await get(s.port, '/')).text.includes('EventSource'),
		      'page');
		const [a, b] = await Promise.all([
			events(s.port, '/time?ms=20', 5),
			events(s.port, '/time?ms=50', 3)]);
		check(a.every((e, n) => e.startsWith(`id: ${n + 1}\ndata: `)) &&
		      b.every((e, n) => e.startsWith(`id: ${n + 1}\ndata: `)),
		      JSON.stringify([a, b]));
		await stop(s);
	},

	async 'http-server-sse-ring'() {
		const s = await server();
		const all = await Promise.all([1, 2, 3].map(() =>
			events(s.port, '/events', 20)));

		// each gets all of them, in order, from where it began
		for (const one of all) {
			const n = one.map((e) => Number(e.slice(6)));

			check(n.every((v, i) => v === n[0] + i),
			      JSON.stringify(one));
		}
		await stop(s);
	},

	async 'http-server-interpret'() {
		const filler = 'x'.repeat(700);
		const line = (n, v, p) => `${filler}${v} ${p} ${n} $v $$\n`;
		let text = '';

		for (let n = 0; n < 60; n++)
			text += line('$count', '$version', '$path');
		fs.writeFileSync(path.join(folder, 'index.html'), text);
		fs.writeFileSync(path.join(folder, 'a.txt'), '$path');

		const s = await server(['.']);

		for (const [n, p] of [['1', '/'], ['2', '/index.html']]) {
			const a = await get(s.port, p);
			const m = /^x+([^ ]+) /.exec(a.text);

			same(a.res.headers['transfer-encoding'], 'chunked',
			     'coding');
			check(m && a.text === line(n, m[1], p).repeat(60),
			      `${p}: ${a.text.slice(690, 800)}`);
		}
		const old = await raw(s.port,
				      'GET /index.html HTTP/1.0\r\n\r\n');
		check(old.endsWith(' /index.html 3 $v $$\n') &&
		      !/chunked/i.test(old), `HTTP/1.0: ${old.slice(0, 300)}`);
		same((await get(s.port, '/a.txt')).text, '$path', 'plain text');
		await stop(s);
	},

	async 'http-server-stream'() {
		const s = await server();
		const want = (n) => Array.from({ length: n },
			(_, i) => `line ${i + 1}\n`).join('');

		for (const n of [0, 1, 1000, 200000]) {
			const a = await get(s.port, `/?lines=${n}`);

			same(a.res.headers['transfer-encoding'], 'chunked',
			     'coding');
			check(a.text === want(n), `${n} lines`);
		}
		const old = await raw(s.port,
				      'GET /?lines=3 HTTP/1.0\r\n\r\n');
		check(old.endsWith('\r\n\r\nline 1\nline 2\nline 3\n') &&
		      !/chunked/i.test(old), `HTTP/1.0: ${old}`);
		await stop(s);
	},

	async 'ws-server-ring'() {
		const s = await server();
		const all = await Promise.all([1, 2, 3, 4].map(() =>
			client(s.port, 'broadcast')));

		for (let n = 0; n < 200; n++)
			all[n % 4].send(`message ${n}`);
		await Promise.all(all.map((ws) => gets(ws, 200)));
		// all in the same order, and each sender's own in his
		for (const ws of all) {
			same(JSON.stringify(ws.got), JSON.stringify(all[0].got),
			     'order');
			const mine = ws.got.map((m) => Number(m.slice(8)))
				.filter((n) => n % 4 === 0);
			check(mine.every((v, n) => v === 4 * n), `${mine}`);
		}

		// one that does not read is dropped, and the rest go on
		const lazy = await client(s.port, 'broadcast');
		lazy._socket.pause();
		const big = Buffer.alloc(4000, 1);
		let dropped = false;
		lazy._socket.on('close', () => { dropped = true; });
		const before = all[1].got.length;
		for (let n = 0; n < 4000; n++)
			all[0].send(big);
		await gets(all[1], before + 4000);
		lazy._socket.resume();
		for (let n = 0; n < 200 && !dropped; n++)
			await sleep(20);
		check(dropped, 'the lazy one');
		all.forEach((ws) => ws.close());
		await stop(s);
	},

	async 'ws-server-threads'() {
		const s = await server();
		const [a, b] = await Promise.all([1, 2].map(() =>
			client(s.port, 'news')));

		await Promise.all([gets(a, 30), gets(b, 30)]);
		for (const t of [0, 1]) {
			const n = a.got.map((m) =>
				/^thread (\d), message (\d+)$/.exec(m))
				.filter((m) => m && Number(m[1]) === t)
				.map((m) => Number(m[2]));

			check(n.length && n.every((v, i) => v === n[0] + i),
			      `thread ${t}: ${n}`);
		}
		await stop(s);
	},

	async 'event-loop-server'() {
		const s = await server();
		const both = await Promise.all([1, 2].map(() =>
			client(s.port, 'count')));

		// every client gets each number of the program's own timer
		for (const ws of both) {
			await gets(ws, 10);
			const n = ws.got.map(Number);
			check(n.every((v, i) => v === n[0] + i), `${n}`);
		}
		both[0].close();
		await gets(both[1], both[1].got.length + 3);
		await stop(s);
	},

	async 'ws-client-ping'() {
		const wss = await wsServer(0, () => {});
		const c = start(['127.0.0.1', wss.address().port, 3]);

		same(await c.over, 0, 'status');
		same(c.out.match(/^pong after \d+\.\d+ ms\r?$/mg).length, 3,
		     'pongs');
		wss.close();
	},

	async 'http-server-static'() {
		const www = path.join(folder, 'www');

		fs.mkdirSync(www);
		fs.writeFileSync(path.join(www, 'index.html'), 'index');
		fs.writeFileSync(path.join(www, '404.html'), 'not here');
		fs.writeFileSync(path.join(www, 'x.epub'), 'book');
		const s = await server(['www']);
		const index = await get(s.port, '/');
		const tag = index.res.headers.etag;

		same(index.text, 'index', '/');
		same(index.res.headers['cache-control'],
		     'must-revalidate, public, max-age=3600', 'policy');
		same((await request(s.port, { path: '/', headers: {
			'If-None-Match': tag } })).status, 304, 'known');
		same((await get(s.port, '/x.epub')).res.headers['content-type'],
		     'application/epub+zip', 'type');
		same((await get(s.port, '/none')).res.headers.location,
		     '/404.html', 'not found');
		await stop(s);
	},

	async 'http-server-dynamic'() {
		const s = await server();
		const a = await get(s.port, '/dyn/1000');

		same(a.text.length, 13000, 'length');
		same(a.text.slice(-13), 'line 0001000\n', 'last line');
		same((await get(s.port, '/dyn/0')).status, 404, '0 lines');
		same((await get(s.port, '/')).status, 404, 'elsewhere');
		await stop(s);
	},

	async 'http-server-basic-auth'() {
		fs.writeFileSync(path.join(folder, 'pw'), 'bob:builder\n');
		const s = await server(['pw']);
		const as = async (where, auth) =>
			(await request(s.port, { path: where, auth })).status;

		same(await as('/file', undefined), 401, 'nobody');
		same(await as('/file', 'bob:builder'), 200, 'bob');
		same(await as('/file', 'bob:other'), 401, 'wrong password');
		same(await as('/callback', 'bob:builder'), 401, 'wrong place');
		same(await as('/callback', 'alice:wonderland'), 200, 'alice');
		await stop(s);
	},

	async 'http-server-multi-vhost'() {
		const s = await server();
		const at = async (host) => (await request(s.port, {
			headers: { Host: host } })).text;

		same(await at('one.example'), 'one.example', 'first');
		same(await at('two.example:80'), 'two.example', 'second');
		same(await at('www.two.example'), 'two.example', 'below');
		same(await at('three.example'), 'one.example', 'other');
		await stop(s);
	},

	async 'http-server-config'() {
		const conf = path.join(folder, 'etc', 'conf.d');
		const vhost = (more) => JSON.stringify({ vhosts: [ {
			name: 'localhost', port: '0', interface: '127.0.0.1',
			noipv6: true, headers: [ { 'x-configured': 'yes' } ],
			mounts: [ { mountpoint: '/', origin: 'file://www',
				    default: 'index.html' },
				  { mountpoint: '/hello',
				    origin: 'callback://greeter' } ],
			'ws-protocols': [ { greeter: { greeting: 'welcome' } } ],
			...more } ] });

		fs.mkdirSync(conf, { recursive: true });
		fs.mkdirSync(path.join(folder, 'www'));
		fs.writeFileSync(path.join(folder, 'www', 'index.html'),
				 'index');
		fs.writeFileSync(path.join(folder, 'etc', 'conf'),
				 '# none\n{ "global": {} }\n');
		fs.writeFileSync(path.join(conf, 'a'), vhost({}));
		const s = await programs.serve(command.concat('etc'),
					       { cwd: folder });
		const index = await get(s.port, '/');

		same(index.text, 'index', '/');
		same(index.res.headers['x-configured'], 'yes', 'header');
		same((await get(s.port, '/hello')).text, 'welcome', 'option');
		await stop(s);

		// a key that there is not
		fs.writeFileSync(path.join(conf, 'a'), vhost({ prot: 1 }));
		same(await start(['etc']).over, 1, 'bad file');
	},

	async 'http-server-custom-headers'() {
		const s = await server();
		const a = await request(s.port, { headers: { DNT: '1',
							     'X-Mine': 'y' } });

		same(a.res.headers['x-dnt'], '1', 'x-dnt');
		same(a.res.headers['x-made-with'], 'libwebsockets', 'always');
		same(a.text.split('\n').sort().join(), ',dnt:,x-mine:',
		     'names');
		await stop(s);
	},

	async 'ws-client-reconnect'() {
		let wss = await wsServer(0, (ws) => ws.send('hello'));
		const port = wss.address().port;
		const c = start(['127.0.0.1', port, 3]);

		await until(c, /hello/, 'out');
		// lost: comes back to the same server
		for (const ws of wss.clients)
			ws.terminate();
		await until(c, /lost[^]*hello/, 'out');
		// the server is away for a while
		for (const ws of wss.clients)
			ws.terminate();
		await new Promise((r) => wss.close(r));
		await until(c, /cannot connect/, 'out');
		wss = await wsServer(port, () => {});
		same(await c.over, 0, 'status');
		check(/connected, after [1-9]/.test(c.out), c.out);
		wss.close();
	},

	async 'ws-server-pmd'() {
		const s = await server();
		const want = (n) => Array.from({ length: n }, (_, i) =>
			`{"id":${i + 1},"name":"item ${i + 1}"}\n`).join('');
		const [a, b] = await Promise.all([true, false].map((on) =>
			client(s.port, 'lines', { perMessageDeflate: on })));

		same(a.extensions, 'permessage-deflate', 'extension');
		same(b.extensions, '', 'no extension');
		for (const [i, n] of [1, 20000, 3].entries()) {
			a.send(String(n));
			b.send(String(n));
			await Promise.all([gets(a, i + 1), gets(b, i + 1)]);
			check(a.got[i] === want(n) && b.got[i] === want(n),
			      `${n} lines`);
		}
		check(a._socket.bytesRead * 4 < b._socket.bytesRead,
		      `${a._socket.bytesRead} and ${b._socket.bytesRead} ` +
		      'bytes');
		const closed = new Promise((r) => a.on('close', r));
		a.send('nothing');
		await closed;
		b.close();
		await stop(s);
	},

	async 'ws-client-echo'() {
		const messages = ['', 'x', 'y'.repeat(2048), 'z'.repeat(2049),
			Buffer.alloc(300000, 'ab'), 'the last'];
		let got = [];
		const wss = await wsServer(0, (ws) => {
			ws.on('message', (d, binary) => {
				got.push(binary ? d : d.toString());
				if (got.length === messages.length + 1)
					ws.close(1000);
			});
			for (const m of messages)
				ws.send(m);
			ws.send('in ', { fin: false });
			ws.send('two', { fin: true });
		});
		const c = start(['127.0.0.1', wss.address().port]);

		same(await c.over, 0, 'status');
		check(/^7 messages/.test(c.out), c.out);
		check([...messages, 'in two'].every((m, n) =>
			Buffer.from(m).equals(Buffer.from(got[n])) &&
			typeof m === typeof got[n]), 'echoes');
		wss.close();

		got = null;
		const d = start(['127.0.0.1', await programs.freePort()]);
		same(await d.over, 1, 'status without a server');
	},

	async 'ws-proxy'() {
		const seen = [];
		const wss = await wsServer(0, (ws, req) => {
			seen.push(req.url);
			ws.closed = new Promise((r) => ws.on('close',
				(code, why) => r(`${code} ${why}`)));
			ws.on('message', (d, binary) => {
				if (String(d) === 'close')
					ws.close(4001, 'theirs');
				else if (String(d) === 'cut')
					ws.terminate();
				else
					ws.send(d, { binary });
			});
		});
		const port = wss.address().port;
		const s = await server(['127.0.0.1', port]);
		const open = async (path) => {
			const ws = new WebSocket(
				`ws://127.0.0.1:${s.port}${path}`, 'echo');

			ws.got = [];
			ws.on('message', (d, binary) => {
				ws.got.push(binary ? d : d.toString());
				ws.emit('got');
			});
			ws.on('error', () => {});
			ws.closed = new Promise((r) => ws.on('close',
				(code, why) => r(`${code} ${why}`)));
			await new Promise((r) => ws.on('open', r));
			return ws;
		};
		const messages = ['', 'x', 'y'.repeat(4096), 'z'.repeat(4097),
			Buffer.alloc(1000000, 'ab'), 'the last'];
		const all = await Promise.all([...Array(10)].map((_, n) =>
			open(`/some/p%20th?n=${n}&m=%26`)));

		// sent before the other side is there
		for (const ws of all)
			for (const m of messages)
				ws.send(m);
		await Promise.all(all.map((ws) => gets(ws, messages.length)));
		for (const ws of all)
			check(messages.every((m, n) => typeof m === typeof
				ws.got[n] && Buffer.from(m).equals(
					Buffer.from(ws.got[n]))), 'messages');
		same(seen.sort().join(), all.map((_, n) =>
			`/some/p%20th?n=${n}&m=%26`).join(), 'paths');

		// a close from either side comes to the other
		const theirs = [...wss.clients];
		all[0].close(3000, 'ours');
		check((await Promise.all(theirs.slice(0, 1)
			.concat(theirs.slice(1)).map((w) => Promise.race([
				w.closed, sleep(2000)])))).includes('3000 ours'),
		      'our close');
		all[1].send('close');
		same(await all[1].closed, '4001 theirs', 'their close');
		all[2].send('cut');
		same(await all[2].closed, '1006 ', 'their loss');
		all.slice(3).forEach((ws) => ws.terminate());
		for (let n = 0; n < 500 && wss.clients.size; n++)
			await sleep(20);
		same(wss.clients.size, 0, 'clients left');

		// a server that is not there
		await new Promise((r) => wss.close(r));
		const late = await open('/');
		same(await late.closed, '1011 ', 'no server');
		await stop(s);
	},

	async 'ws-client-spam'() {
		const wss = await wsServer(0, (ws) =>
			ws.on('message', (d, binary) => ws.send(d, { binary })));
		const c = start(['127.0.0.1', wss.address().port, 20, 200]);

		same(await c.over, 0, 'status');
		check(/20 clients, 200 messages each, 0 failed/.test(c.out),
		      c.out + c.err);

		// one that answers something else is found out
		const liar = await wsServer(0, (ws) =>
			ws.on('message', () => ws.send('something else')));
		const d = start(['127.0.0.1', liar.address().port, 2, 2]);

		same(await d.over, 1, 'status with a liar');
		wss.close();
		liar.close();
	},
};

async function main() {
	try {
		await examples[name]();
	} catch (e) {
		check(false, e.stack);
	}
	fs.rmSync(folder, { recursive: true, force: true });
	checks.end(name);
}

main();
