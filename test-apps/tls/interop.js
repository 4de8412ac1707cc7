// SPDX-License-Identifier: MIT
//
// TLS with programs that were not written here:
//
//	node interop.js PEER --mkcerts P --server P --client P
//		[--emulator P...]
//
// PEER is openssl, curl, node, nginx or chromium. The programs are
// tls-mkcerts, tls-server and tls-client; the emulator runs them (Wine).
// Without the peer the exit status is 77. Each line says what was tried.

'use strict';

const crypto = require('crypto');
const fs = require('fs');
const http = require('http');
const https = require('https');
const path = require('path');
const tls = require('tls');
const { spawnSync } = require('child_process');
const shared = require('../peers/programs.js');

const peer = process.argv[2];
const programs = {};

for (let n = 3; n < process.argv.length; n += 2) {
	const name = process.argv[n].slice(2);

	if (name === 'emulator') {
		programs.emulator = process.argv.slice(n + 1);
		break;
	}
	programs[name] = process.argv[n + 1];
}
const emulator = programs.emulator || [];
const slow = emulator.length ? 3 : 1;

const dir = path.resolve(`interop-${peer}`);
const children = new Set();
let checks = 0, failed = 0;

function check(ok, what, detail) {
	checks++;
	console.log(`${ok ? 'ok  ' : 'FAIL'} ${what}`);
	if (!ok) {
		failed++;
		console.log(`     ${String(detail).trim()
			.replace(/\n/g, '\n     ')}`);
	}

	return ok;
}

const { freePort, skip, sleep } = shared;

function has(program, ...args) {
	return !spawnSync(program, args, { stdio: 'ignore' }).error;
}

// ------------------------------------------------------------------ children

function start(command, args, options = {}) {
	const child = shared.start([command, ...args], {
		cwd: dir, stdio: ['pipe', 'pipe', 'pipe'], ...options });

	child.stdin.on('error', () => {});
	children.add(child);
	child.over.then(() => children.delete(child));

	return child;
}

// Waits until the output matches; null when it ends or takes too long.
function until(child, pattern, seconds = 20) {
	return shared.until(child, pattern, 'text', seconds * slow)
		.catch(() => null);
}

async function run(command, args, input, seconds = 20) {
	const child = start(command, args);
	const timer = setTimeout(() => child.kill(), seconds * 1000 * slow);

	if (input !== undefined)
		child.stdin.end(input);
	const status = await child.over;

	clearTimeout(timer);

	return { status, text: child.text };
}

function ours(program, args) {
	const all = emulator.concat([program], args);

	return [all[0], all.slice(1)];
}

async function server(...args) {
	const child = start(...ours(programs.server, args));
	const m = await until(child, /port (\d+)\r?\n/);

	if (!check(m, `tls-server ${args.join(' ')}`, child.text))
		throw new Error('no server');
	child.port = Number(m[1]);
	child.stop = async () => {
		await new Promise((done) => {
			const secure = !args.includes('required');
			const r = (secure ? https : http).get({
				host: '127.0.0.1', port: child.port,
				path: '/quit', agent: false,
				rejectUnauthorized: false
			}, (answer) => {
				answer.resume();
				answer.on('close', done);
			});

			r.on('error', done);
		});
		if (args.includes('required') && emulator.length === 0)
			child.kill();
		else if (args.includes('required'))
			await stopWithCertificate(child.port);
		const status = await child.over;

		check(status === 0 || args.includes('required'),
		      'the server ends well', `${status}: ${child.text}`);
	};

	return child;
}

// A process under an emulator does not see a signal to the emulator.
function stopWithCertificate(port) {
	return new Promise((done) => {
		https.get({
			host: '127.0.0.1', port, path: '/quit', agent: false,
			rejectUnauthorized: false, ...identity('client')
		}, (answer) => {
			answer.resume();
			answer.on('close', done);
		}).on('error', done);
	});
}

async function client(...args) {
	const r = await run(...ours(programs.client, args), undefined, 60);
	const m = [...r.text.matchAll(
		/^status (\d+) bytes (\d+) sum (\S+) version (\S*) cipher (\S*) reused (\d)/gm)];
	const f = /^failed (.*)/m.exec(r.text);

	return {
		text: `${args.join(' ')}\nended by ${r.status}\n${r.text}`,
		failed: f ? f[1] : null,
		all: m.map((one) => ({
			status: Number(one[1]), bytes: Number(one[2]),
			sum: one[3], version: one[4], reused: one[6] === '1',
		})),
	};
}

// ------------------------------------------------------------------ material

// not everybody's path has it
const nginxProgram = fs.existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' :
							 'nginx';
const file = (name) => fs.readFileSync(path.join(dir, name));
const identity = (name) => ({ cert: file(`${name}.pem`),
			      key: file(`${name}-key.pem`) });
const pair = (name) => ['--cert', `${name}.pem`, '--key', `${name}-key.pem`];

function generated(len) {
	const b = Buffer.alloc(len);

	for (let n = 0; n < len; n++)
		b[n] = n * 7 + (n >> 8);

	return b;
}

function sum(data) {
	let s = 0;

	for (const byte of data)
		s = (Math.imul(s, 31) + byte) >>> 0;

	return s.toString(16);
}

const versions = ['1.2', '1.3'];
const protocolName = (v) => `TLSv${v}`;

// What our client has to make of a server that has these certificates.
async function certificates(what, serve) {
	const flags = { expired: 8, untrusted: 16, wrong: 4 };
	const words = { expired: /expired/, untrusted: /issuer|self/,
			wrong: /hostname mismatch/ };

	for (const name of Object.keys(words)) {
		const s = await serve(name);
		let r = await client('--port', s.port, '--ca', 'ca.pem',
				     '--path', s.path);

		check(r.failed && words[name].test(r.failed),
		      `${what}: our client refuses ${name}: ${r.failed}`,
		      r.text);
		r = await client('--port', s.port, '--ca', 'ca.pem',
				 '--path', s.path, '--flags', flags[name]);
		check(!r.failed && r.all.length === 1,
		      `${what}: our client takes ${name} when it is told to`,
		      r.text);
		await s.close();
	}
}

// ------------------------------------------------------------------- openssl

async function sClient(port, args, request = '/info') {
	return run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`,
		'-CAfile', 'ca.pem', '-verify_return_error', '-servername',
		'localhost', '-verify_hostname', 'localhost', '-ign_eof',
		...args],
		`GET ${request} HTTP/1.1\r\nHost: localhost\r\n` +
		'Connection: close\r\n\r\n');
}

async function opensslResumes(port, v) {
	const flag = `-tls${v.replace('.', '_')}`;
	const first = await sClient(port, [flag, '-sess_out', 'session.pem']);
	const r = await sClient(port, [flag, '-sess_in', 'session.pem']);

	check(/"reused":false/.test(first.text) &&
	      /"reused":true/.test(r.text) && /^Reused, /m.test(r.text),
	      `s_client resumes, TLS ${v}`, first.text + r.text);
}

async function opensslClient() {
	for (const name of ['server', 'rsa']) {
		const s = await server(...pair(name));

		for (const v of versions) {
			const r = await sClient(s.port,
				[`-tls${v.replace('.', '_')}`, '-alpn',
				 'h9,http/1.1']);

			check(r.status === 0 &&
			      /Verify return code: 0 \(ok\)/.test(r.text) &&
			      r.text.includes(`"version":"TLSv${v}"`) &&
			      r.text.includes('"alpn":"http/1.1"'),
			      `s_client, TLS ${v}, ${name}`, r.text);
			await opensslResumes(s.port, v);
		}
		let r = await sClient(s.port, ['-tls1_1', '-cipher',
					       'ALL:@SECLEVEL=0']);
		check(r.status !== 0 && !/"tls"/.test(r.text),
		      's_client, TLS 1.1 is refused', r.text);
		r = await sClient(s.port, ['-bugs', '-ciphersuites',
					   'TLS_CHACHA20_POLY1305_SHA256'],
				  '/bytes/200000');
		check(r.text.length > 200000, 's_client, 200 kB', r.status);
		await s.stop();
	}
	const s = await server(...pair('server'), '--ca', 'ca.pem',
			       '--client', 'required');

	for (const v of versions) {
		const flag = `-tls${v.replace('.', '_')}`;
		let r = await sClient(s.port, [flag, '-cert', 'client.pem',
			'-cert_chain', 'client.pem', '-key',
			'client-key.pem']);

		check(/"client":"a client"/.test(r.text),
		      `s_client with a certificate, TLS ${v}`, r.text);
		r = await sClient(s.port, [flag]);
		check(!/"tls":true/.test(r.text) && /alert/.test(r.text),
		      `s_client without one is refused, TLS ${v}`, r.text);
		r = await sClient(s.port, [flag, '-cert', 'stranger.pem',
					   '-key', 'stranger-key.pem']);
		check(!/"tls":true/.test(r.text) && /alert/.test(r.text),
		      `s_client of another CA is refused, TLS ${v}`, r.text);
	}
	await s.stop();
}

async function sServer(name, ...args) {
	const child = start('openssl', ['s_server', '-accept', '127.0.0.1:0',
		'-cert', `${name}.pem`, '-cert_chain', `${name}.pem`, '-key',
		`${name}-key.pem`, '-WWW', ...args]);
	const m = await until(child, /^ACCEPT \S*:(\d+)/m);

	if (!check(m, `s_server ${name} ${args.join(' ')}`, child.text))
		throw new Error('no server');

	return {
		port: Number(m[1]), path: '/bytes.bin', child,
		close: async () => {
			child.kill();
			await child.over;
		},
	};
}

async function opensslServer() {
	const data = file('bytes.bin');

	for (const v of versions) {
		let s = await sServer('server', `-tls${v.replace('.', '_')}`);
		let r = await client('--port', s.port, '--ca', 'ca.pem',
				     '--path', s.path, '--times', '2');

		check(r.all.length === 2 &&
		      r.all.every((one) => one.bytes === data.length &&
				  one.sum === sum(data) &&
				  one.version === protocolName(v)),
		      `our client, s_server, TLS ${v}`, r.text);
		check(r.all.length === 2 && !r.all[0].reused &&
		      r.all[1].reused, `our client resumes, TLS ${v}`, r.text);
		r = await client('--port', s.port, '--ca', 'ca.pem', '--only',
				 v === '1.2' ? '1.3' : '1.2');
		check(r.failed && /protocol version|unsupported protocol/
			.test(r.failed),
		      `our client has no version in common: ${r.failed}`,
		      r.text);
		await s.close();

		s = await sServer('rsa', `-tls${v.replace('.', '_')}`,
				  '-Verify', '3', '-CAfile', 'ca.pem',
				  '-verify_return_error');
		r = await client('--port', s.port, '--ca', 'ca.pem', '--path',
				 s.path, ...pair('client'));
		check(!r.failed && r.all.length === 1,
		      `our client's certificate, TLS ${v}`,
		      r.text + s.child.text);
		r = await client('--port', s.port, '--ca', 'ca.pem', '--path',
				 s.path);
		check(r.failed, `our client without one is refused, TLS ${v}: ` +
		      r.failed, r.text);
		await s.close();
	}
	await certificates('s_server', sServer);
}

// ---------------------------------------------------------------------- curl

function curl(port, args, what = '/bytes/1000000', host = 'localhost') {
	return run('curl', ['-sS', '--http1.1', '--max-time', '30',
		'--noproxy', '*', '--resolve', `${host}:${port}:127.0.0.1`,
		'--cacert', 'ca.pem', ...args,
		`https://${host}:${port}${what}`]);
}

async function curlGets(s) {
	const want = sum(generated(1000000));

	for (const v of versions) {
		const r = await curl(s.port, [`--tlsv${v}`, '--tls-max', v,
					      '-o', 'got.bin']);

		check(r.status === 0 && sum(file('got.bin')) === want,
		      `curl, TLS ${v}, 1 MB`, r.text);
		const info = await curl(s.port, [`--tlsv${v}`, '--tls-max', v],
					'/info');
		check(info.text.includes(`"version":"TLSv${v}"`),
		      `curl, TLS ${v}: ${info.text}`, info.text);
	}
	const many = [];

	for (let n = 0; n < 20; n++)
		many.push(`https://localhost:${s.port}/bytes/${n * 1000}`);
	let r = await curl(s.port, ['-o', 'got.bin', '-w', '%{num_connects} ',
				    '--remote-name-all', ...many]);
	check(r.status === 0 && (r.text.match(/1 /g) || []).length === 1,
	      'curl, 21 requests on one connection', r.text);
}

async function curlRefuses(s) {
	let r = await curl(s.port, ['--cacert', 'other-ca.pem'], '/info');

	check(r.status === 60, 'curl refuses an unknown CA', r.text);
	r = await curl(s.port, [], '/info', 'other.example');
	check(r.status === 60, 'curl refuses another name', r.text);
	r = await curl(s.port, ['-k'], '/info', 'other.example');
	check(r.status === 0, 'curl -k', r.text);
	const old = await server(...pair('expired'));

	r = await curl(old.port, [], '/info');
	check(r.status === 60, 'curl refuses what has expired', r.text);
	await old.stop();
}

async function curlRedirect() {
	// LWS_SERVER_OPTION_REDIRECT_HTTP_TO_HTTPS
	const s = await server(...pair('server'), '--options', '0x1800');
	const r = await run('curl', ['-sS', '-L', '--noproxy', '*',
		'--resolve', `localhost:${s.port}:127.0.0.1`, '--cacert',
		'ca.pem', '-w', ' %{num_redirects} %{url_effective}',
		`http://localhost:${s.port}/info?a=b`]);

	check(r.status === 0 && r.text.includes('"tls":true') &&
	      r.text.endsWith(` 1 https://localhost:${s.port}/info?a=b`),
	      'curl follows from http to https on one port', r.text);
	await s.stop();
}

async function curlAll() {
	for (const name of ['server', 'rsa']) {
		const s = await server(...pair(name));

		await curlGets(s);
		if (name === 'server')
			await curlRefuses(s);
		await s.stop();
	}
	await curlRedirect();
	const s = await server(...pair('server'), '--ca', 'ca.pem',
			       '--client', 'required');
	let r = await curl(s.port, ['--cert', 'client.pem', '--key',
				    'client-key.pem'], '/info');

	check(r.status === 0 && r.text.includes('"client":"a client"'),
	      'curl with a certificate', r.text);
	r = await curl(s.port, [], '/info');
	check(r.status !== 0, 'curl without one is refused', r.text);
	await s.stop();
}

// ---------------------------------------------------------------------- node

function get(options) {
	return new Promise((resolve) => {
		const r = https.get({ host: '127.0.0.1',
			servername: 'localhost', ca: file('ca.pem'),
			agent: false, ...options }, (answer) => {
			const parts = [];
			const socket = answer.socket;
			const version = socket.getProtocol();
			const reused = socket.isSessionReused();

			answer.on('data', (data) => parts.push(data));
			answer.on('end', () => setTimeout(() => resolve({
				status: answer.statusCode,
				body: Buffer.concat(parts),
				reused, version,
				session: session.pop(),
			}), 20));
			answer.on('error', (e) => resolve({ error: e }));
		});
		const session = [];

		r.on('socket', (socket) => socket.on('session',
			(one) => session.push(one)));
		r.on('error', (e) => resolve({ error: e }));
	});
}

async function nodeGets(s) {
	for (const v of versions) {
		const only = { port: s.port, minVersion: protocolName(v),
			       maxVersion: protocolName(v) };
		let r = await get({ ...only, path: '/bytes/1000000' });

		check(!r.error && r.version === protocolName(v) &&
		      r.body.equals(generated(1000000)),
		      `node https, TLS ${v}, 1 MB`, r.error);
		const session = r.session;

		r = await get({ ...only, path: '/info', session });
		check(!r.error && r.reused &&
		      JSON.parse(r.body).reused === true,
		      `node https resumes, TLS ${v}`, r.error || r.body);
	}
	let r = await get({ port: s.port, path: '/info', ca: undefined });

	check(r.error && /issuer|self/.test(r.error.message),
	      'node https refuses an unknown CA', r.error);
	r = await get({ port: s.port, path: '/info',
			servername: 'other.example' });
	check(r.error && r.error.code === 'ERR_TLS_CERT_ALTNAME_INVALID',
	      'node https refuses another name', r.error);
}

function wsEcho(port, v, ws) {
	return new Promise((resolve) => {
		const socket = new ws.WebSocket(`wss://127.0.0.1:${port}/`,
			'echo', { ca: file('ca.pem'),
				  servername: 'localhost',
				  perMessageDeflate: false,
				  minVersion: protocolName(v),
				  maxVersion: protocolName(v) });
		const sizes = [0, 1, 125, 126, 16384, 65536, 300000];
		const next = () => {
			if (sizes.length)
				socket.send(generated(sizes[0]));
			else
				socket.close(1000);
		};

		socket.on('open', next);
		socket.on('message', (data) => {
			if (!data.equals(generated(sizes.shift())))
				resolve('another message came back');
			next();
		});
		socket.on('error', (e) => resolve(e.message));
		socket.on('close', (code) => resolve(
			code === 1000 && !sizes.length ? '' :
			`closed with ${code}, ${sizes.length} left`));
	});
}

async function nodeClient(ws) {
	const s = await server(...pair('server'));

	await nodeGets(s);
	for (const v of versions) {
		const e = await wsEcho(s.port, v, ws);

		check(!e, `node ws over TLS ${v}`, e);
	}
	await s.stop();
	const c = await server(...pair('server'), '--ca', 'ca.pem',
			       '--client', 'optional');

	for (const v of versions) {
		const only = { port: c.port, path: '/info',
			       maxVersion: protocolName(v) };
		let r = await get({ ...only, ...identity('client') });

		check(!r.error && JSON.parse(r.body).client === 'a client',
		      `node https with a certificate, TLS ${v}`,
		      r.error || r.body);
		r = await get(only);
		check(!r.error && JSON.parse(r.body).client === '',
		      `node https without one, TLS ${v}`, r.error || r.body);
		r = await get({ ...only, ...identity('stranger') });
		check(r.error, `node https of another CA, TLS ${v}`, r.body);
	}
	await c.stop();
}

function nodeServe(name, ws, options = {}) {
	const web = https.createServer({ ...identity(name), ...options },
		(request, answer) => {
			const n = Number(request.url.slice(7)) || 10;

			// chunked, in pieces
			for (let at = 0; at < n; at += 50000)
				answer.write(generated(n).subarray(at,
								at + 50000));
			answer.end();
		});
	const wss = new ws.WebSocketServer({ server: web,
		handleProtocols: () => 'echo' });

	wss.on('connection', (socket) => {
		socket.on('message', (data, binary) =>
			socket.send(data, { binary }));
		socket.on('error', () => {});
	});

	return new Promise((resolve) => {
		web.listen(0, '127.0.0.1', () => resolve({
			port: web.address().port, path: '/bytes/10',
			close: () => new Promise((done) => {
				web.closeAllConnections();
				web.close(done);
			}),
		}));
	});
}

async function nodeServer(ws) {
	for (const v of versions) {
		const s = await nodeServe('server', ws, {
			minVersion: protocolName(v),
			maxVersion: protocolName(v) });
		let r = await client('--port', s.port, '--ca', 'ca.pem',
			'--path', '/bytes/400000', '--times', '3');

		check(r.all.length === 3 && r.all.every((one) =>
			one.sum === sum(generated(400000)) &&
			one.version === protocolName(v)),
		      `our client, node https, TLS ${v}`, r.text);
		// node gives no new ticket on resumption, and OpenSSL uses one
		// of TLS 1.3 only once (RFC 8446, appendix C.4)
		check(r.all.length === 3 && r.all[1].reused,
		      `our client resumes at node, TLS ${v}`, r.text);
		r = await client('--port', s.port, '--ca', 'ca.pem', '--ws',
				 '200000');
		check(r.all.length === 1 && r.all[0].status === 101 &&
		      r.all[0].sum === sum(generated(200000)),
		      `our ws client, node ws, TLS ${v}`, r.text);
		await s.close();
	}
	const s = await nodeServe('server', ws, { requestCert: true,
		rejectUnauthorized: true, ca: file('ca.pem') });
	let r = await client('--port', s.port, '--ca', 'ca.pem', '--path',
			     s.path, ...pair('client'));

	check(!r.failed, "node https takes our client's certificate", r.text);
	r = await client('--port', s.port, '--ca', 'ca.pem', '--path', s.path,
			 ...pair('stranger'));
	check(r.failed, `node https refuses our stranger: ${r.failed}`,
	      r.text);
	await s.close();
	await certificates('node https', (name) => nodeServe(name, ws));
}

// --------------------------------------------------------------------- nginx

function nginxConfig(name, port, more) {
	return `
daemon off;
master_process off;
worker_processes 1;
pid nginx-${port}.pid;
error_log stderr;
events { worker_connections 64; }
http {
	access_log off;
	client_body_temp_path body-${port};
	proxy_temp_path proxy-${port};
	fastcgi_temp_path fastcgi-${port};
	uwsgi_temp_path uwsgi-${port};
	scgi_temp_path scgi-${port};
	server {
		listen 127.0.0.1:${port} ssl;
		ssl_certificate ${dir}/${name}.pem;
		ssl_certificate_key ${dir}/${name}-key.pem;
		root ${dir};
		${more}
	}
}
`;
}

function answers(port) {
	return new Promise((resolve) => {
		const s = tls.connect({ port, host: '127.0.0.1',
					rejectUnauthorized: false });

		s.on('secureConnect', () => {
			s.destroy();
			resolve(true);
		});
		s.on('error', () => resolve(false));
	});
}

async function nginx(name, more = '') {
	const port = await freePort();

	fs.writeFileSync(path.join(dir, `nginx-${port}.conf`),
			 nginxConfig(name, port, more));
	const child = start(nginxProgram, ['-p', dir, '-c',
				      path.join(dir, `nginx-${port}.conf`)]);
	let up = false;

	for (let n = 0; n < 100 && !up; n++) {
		up = await answers(port);
		if (!up)
			await sleep(50);
	}
	if (!check(up, `nginx ${name} ${more}`, child.text))
		throw new Error('no server');

	return {
		port, path: '/bytes.bin',
		close: async () => {
			child.kill();
			await child.over;
		},
	};
}

async function nginxAll() {
	const data = file('bytes.bin');

	for (const v of versions) {
		const s = await nginx('server', `ssl_protocols TLSv${v};` +
				      'ssl_session_cache shared:s:1m;');
		const r = await client('--port', s.port, '--ca', 'ca.pem',
			'--path', s.path, '--times', '3');

		check(r.all.length === 3 && r.all.every((one) =>
			one.sum === sum(data) &&
			one.version === protocolName(v)),
		      `our client, nginx, TLS ${v}`, r.text);
		check(r.all.length === 3 && r.all[2].reused,
		      `our client resumes at nginx, TLS ${v}`, r.text);
		await s.close();
	}
	const s = await nginx('server', 'ssl_verify_client on;' +
		`ssl_verify_depth 3; ssl_client_certificate ${dir}/ca.pem;`);
	let r = await client('--port', s.port, '--ca', 'ca.pem', '--path',
			     s.path, ...pair('client'));

	check(r.all.length === 1 && r.all[0].status === 200,
	      "nginx takes our client's certificate", r.text);
	r = await client('--port', s.port, '--ca', 'ca.pem', '--path', s.path);
	check(r.all.length === 1 && r.all[0].status === 400,
	      'nginx answers 400 without one', r.text);
	await s.close();
	await certificates('nginx', nginx);
}

// ------------------------------------------------------------------ chromium

const page = `<!DOCTYPE html><title>x</title><script>
const say = (text) => fetch('/say/' + encodeURIComponent(text));
const same = (got, n) => {
	const b = new Uint8Array(got);
	let ok = b.length === n;
	for (let i = 0; i < n; i++)
		ok = ok && b[i] === ((i * 7 + (i >> 8)) & 255);
	return ok;
};
const bytes = (n) => Uint8Array.from({ length: n },
				     (_, i) => i * 7 + (i >> 8));
const echo = (n) => new Promise((resolve, reject) => {
	const ws = new WebSocket(location.origin.replace('http', 'ws') + '/ws',
				 'echo');
	ws.binaryType = 'arraybuffer';
	ws.onopen = () => ws.send(bytes(n));
	ws.onmessage = (e) => { ws.close(); resolve(same(e.data, n)); };
	ws.onerror = () => reject(new Error('ws'));
});
(async () => {
	try {
		const info = await (await fetch('/info')).json();
		const body = await (await fetch('/bytes/300000')).arrayBuffer();
		const many = await Promise.all([...Array(12).keys()].map(
			async (n) => same(await (await fetch(
				'/bytes/' + n * 9000)).arrayBuffer(),
				n * 9000)));
		const ws = await Promise.all([echo(1), echo(70000),
					      echo(300000)]);
		await say(info.version + ' fetch ' + same(body, 300000) +
			  ' many ' + many.every((x) => x) + ' ws ' +
			  ws.every((x) => x) + ' secure ' + isSecureContext);
	} catch (e) {
		await say('error ' + e.message);
	}
})();
</script>`;

function browser(profile, more, url) {
	fs.rmSync(path.join(dir, profile), { recursive: true, force: true });

	return start('chromium', ['--headless', '--no-sandbox',
		'--disable-gpu', '--disable-quic', '--no-first-run',
		'--disable-background-networking',
		'--disable-component-update', '--disable-sync',
		'--no-proxy-server', '--disable-dev-shm-usage',
		`--user-data-dir=${path.join(dir, profile)}`, ...more, url],
		{ detached: true });
}

// It has children of its own.
async function stopBrowser(child) {
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch (e) {
		if (e.code !== 'ESRCH')
			throw e;
	}
	await child.over;
}

async function chromium() {
	const spki = crypto.createHash('sha256').update(
		new crypto.X509Certificate(file('server.pem')).publicKey
			.export({ type: 'spki', format: 'der' }))
		.digest('base64');

	fs.writeFileSync(path.join(dir, 'page.html'), page);
	for (const v of versions) {
		const s = await server(...pair('server'), '--page',
			'page.html', '--seconds', '120', '--only', v);
		const url = `https://localhost:${s.port}/page`;
		const b = browser('profile-good',
			[`--ignore-certificate-errors-spki-list=${spki}`,
			 '--host-resolver-rules=MAP localhost 127.0.0.1',
			 '--remote-debugging-port=0'], url);
		const m = await until(s, /said (.*)\r?\n/, 60);

		check(m && decodeURIComponent(m[1]).trim() ===
			`TLSv${v} fetch true many true ws true secure true`,
		      `Chromium: ${m && decodeURIComponent(m[1])}`,
		      s.text + b.text);
		await stopBrowser(b);
		await s.stop();
	}
	const s = await server(...pair('server'), '--page', 'page.html');
	const b = browser('profile-bad', ['--dump-dom',
		'--host-resolver-rules=MAP localhost 127.0.0.1'],
		`https://localhost:${s.port}/page`);
	const m = await until(b, /ERR_CERT_AUTHORITY_INVALID/, 60);

	check(m, 'Chromium refuses an unknown CA', b.text.slice(-2000));
	await stopBrowser(b);
	check(!/said/.test(s.text), 'and did not run the page', s.text);
	await s.stop();
}

// ------------------------------------------------------------------- the run

const peers = {
	openssl: async () => {
		if (!has('openssl', 'version'))
			skip('openssl is not installed');
		await opensslClient();
		await opensslServer();
	},
	curl: async () => {
		if (!has('curl', '--version'))
			skip('curl is not installed');
		await curlAll();
	},
	node: async () => {
		const ws = shared.load('ws');

		await nodeClient(ws);
		await nodeServer(ws);
	},
	nginx: async () => {
		if (!has(nginxProgram, '-v'))
			skip('nginx is not installed');
		await nginxAll();
	},
	chromium: async () => {
		if (!has('chromium', '--version'))
			skip('Chromium is not installed');
		await chromium();
	},
};

async function main() {
	fs.rmSync(dir, { recursive: true, force: true });
	fs.mkdirSync(dir);
	fs.writeFileSync(path.join(dir, 'bytes.bin'), generated(500000));
	const [command, args] = ours(programs.mkcerts, []);
	const made = spawnSync(command, args, { cwd: dir });

	if (!check(made.status === 0, 'certificates are made',
		   `${made.error} ${made.stderr}`))
		return;
	await peers[peer]();
}

main().catch((e) => {
	failed++;
	console.log(e.stack);
}).finally(() => {
	for (const child of children)
		child.kill();
	console.log(`interop ${peer}: ${checks} checks, ${failed} failed`);
	process.exit(failed || !checks ? 1 : 0);
});
