// SPDX-License-Identifier: MIT
//
// interop-web.js undici|chromium COUNT COMMAND...: COUNT random messages each
// way between the WebSocket of undici, or of a page in Chromium, and the server
// that COMMAND starts (see subject.c), with permessage-deflate. Every message
// has to come back as it was (see interop-page.js).
//
// undici and playwright-core are looked for in LWS_NODE_MODULES, Chromium where
// Debian has it or at LWS_CHROMIUM; without them the status is 77.
'use strict';

const fs = require('fs');
const http = require('http');
const net = require('net');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');

const [peer, count, ...command] = process.argv.slice(2);
const IN_FLIGHT = 50;
const CONNECTIONS = 4;
const page = fs.readFileSync(path.join(__dirname, 'interop-page.js'), 'utf8');

// what runs exchange() of interop-page.js
const peers = {
	async undici() {
		const { WebSocket } = programs.load('undici');
		const exchange = new Function(`${page}\nreturn exchange;`)();

		return { run: (...args) => exchange(WebSocket, ...args),
			 end: async () => {} };
	},

	async chromium() {
		const { chromium } = programs.load('playwright-core');
		const executablePath = process.env.LWS_CHROMIUM ||
			'/usr/bin/chromium';

		if (!fs.existsSync(executablePath))
			programs.skip('chromium is not installed');
		const home = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-'));
		const browser = await chromium.launch({
			executablePath, headless: true,
			args: ['--headless', '--no-sandbox', '--disable-gpu',
			       '--no-first-run',
			       '--disable-background-networking',
			       '--disable-component-update', '--disable-sync'],
			env: { ...process.env, HOME: home },
		});
		// a page of the same machine may connect to it
		const server = http.createServer((req, res) => {
			res.setHeader('Content-Type', 'text/html');
			res.end(`<!doctype html><script>${page}</script>`);
		});
		await new Promise((r) => server.listen(0, '127.0.0.1', r));
		const tab = await browser.newPage();
		await tab.goto(`http://127.0.0.1:${server.address().port}/`);

		return {
			run: (...args) => tab.evaluate(
				(a) => exchange(WebSocket, ...a), args),
			end: async () => {
				await browser.close();
				server.close();
				fs.rmSync(home, { recursive: true,
						  force: true });
			},
		};
	},
};

// subprotocol "quit" ends the server
function quit(port) {
	return new Promise((resolve) => {
		const s = net.connect(port, '127.0.0.1', () => s.write(
			'GET / HTTP/1.1\r\nHost: x\r\n' +
			'Connection: Upgrade\r\nUpgrade: websocket\r\n' +
			'Sec-WebSocket-Version: 13\r\n' +
			'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n' +
			'Sec-WebSocket-Protocol: quit\r\n\r\n'));

		s.on('error', () => {});
		s.on('close', resolve);
		s.resume();
	});
}

async function main() {
	const { run, end } = await peers[peer]();
	const server = await programs.serve([...command, 'server'],
		{ stdio: ['ignore', 'pipe', 'inherit'] }, /port (\d+)\r?\n/);
	const { port } = server;
	const url = `ws://127.0.0.1:${port}/`;
	const share = Math.ceil(Number(count) / CONNECTIONS);
	let ok = false;

	try {
		await Promise.all([...Array(CONNECTIONS)].map(async (_, n) => {
			const r = await run(url, share, n + 1, IN_FLIGHT);

			if (!r.extensions.startsWith('permessage-deflate'))
				throw new Error('not compressed');
			console.log(`${peer}: ${r.count} messages, ` +
				`${r.bytes} units each way, fnv ` +
				`${r.sum.toString(16)}, ${r.extensions}`);
		}));
		await quit(port);
		const status = await server.over;

		ok = status === 0;
		if (!ok)
			console.log(`the server ended with ${status}`);
	} catch (e) {
		console.log(`failed: ${e.message}`);
		server.kill();
	}
	await end();
	process.exit(ok ? 0 : 1);
}

main();
