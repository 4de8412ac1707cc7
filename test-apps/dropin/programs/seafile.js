// SPDX-License-Identifier: MIT
//
// seafile-daemon synchronizes a library with a Seafile server, and has a
// connection to the server's notifications, as a WebSocket client.  The server
// is node here, and knows of one library, without a file in it.

'use strict';

const http = require('http');
const { load } = require('../../peers/programs.js');
const { Queue } = require('../client.js');

const PORT = 8000, URL = `http://127.0.0.1:${PORT}`;
const REPO = '11111111-2222-3333-4444-555555555555';

class Server {
	constructor() {
		this.head = 'a'.repeat(40);
		this.asked = new Queue();
		this.connections = new Queue();
		this.server = http.createServer((req, res) => {
			const path = req.url.split('?')[0];
			const answer = this.answer(path);

			req.resume();
			if (answer === undefined)
				res.statusCode = 404;
			res.end(answer === undefined ? '' :
				JSON.stringify(answer));
			this.asked.put(path);
		}).listen(PORT, '127.0.0.1');
		this.wss = new (load('ws').WebSocketServer)({
			server: this.server });
		this.wss.on('connection', (ws, req) => {
			ws.queue = new Queue();
			ws.request = req;
			ws.on('message', (data) => ws.queue.put(data));
			this.connections.put(ws);
		});
	}

	// what the daemon and seaf-cli ask for before they are content
	answer(path) {
		const repo = `/seafhttp/repo/${REPO}`;

		switch (path) {
		case '/api2/auth-token/':
			return { token: 'token' };
		case `/api2/repos/${REPO}/download-info/`:
			return { relay_id: '', relay_addr: '127.0.0.1',
				 relay_port: '', email: 'a@example.com',
				 token: 't'.repeat(40), repo_id: REPO,
				 repo_name: 'library', encrypted: '', magic: '',
				 enc_version: 0, random_key: '',
				 repo_version: 1, head_commit_id: this.head,
				 repo_desc: '', repo_size: 0, mtime: 0,
				 permission: 'rw' };
		case '/seafhttp/protocol-version':
			return { version: 2 };
		case '/notification/ping':
			return { ret: 'pong' };
		case `${repo}/jwt-token`:
			return { jwt_token: 'jwt' };
		case `${repo}/permission-check/`:
			return {};
		case `${repo}/commit/HEAD`:
			return { is_corrupted: false,
				 head_commit_id: this.head };
		case `${repo}/fs-id-list/`:
			return [];
		case '/seafhttp/repo/head-commits-multi/':
			return { [REPO]: this.head };
		}
		if (path === `${repo}/commit/${this.head}`)
			return { commit_id: this.head, repo_id: REPO,
				 root_id: '0'.repeat(40),
				 creator_name: 'a@example.com',
				 creator: '0'.repeat(40), description: '',
				 ctime: 1700000000, parent_id: null,
				 second_parent_id: null, repo_name: 'library',
				 repo_desc: '', repo_category: null,
				 no_local_history: 1, version: 1 };
		return undefined;
	}

	// until somebody asks for it
	async until(path) {
		while (await this.asked.take(`request for ${path}`) !== path)
			continue;
	}

	end() {
		this.wss.close();
		this.server.close();
		this.server.closeAllConnections();
	}
}

// Tells the daemon that there is another state of the library: it fetches it.
async function update(server, ws, letter, padding) {
	server.head = letter.repeat(40);
	ws.send(JSON.stringify({ type: 'repo-update', content: {
		repo_id: REPO, commit_id: server.head }, padding }));
	await server.until(`/seafhttp/repo/${REPO}/commit/${server.head}`);
}

module.exports = async function (run) {
	const server = new Server();
	const config = `${run.inside}/config`, data = `${run.inside}/data`;

	async function cli(...args) {
		const child = run.start(['seaf-cli', ...args, '-c', config]);

		run.expect(`seaf-cli ${args[0]}`,
			   await run.within(child.over, 'end of seaf-cli'), 0);
		return child.text;
	}

	run.atEnd(() => server.end());
	run.directory('data');
	run.directory('library');
	await cli('init', '-d', data);

	const program = run.start(['seaf-daemon', '-c', config,
		'-d', `${data}/seafile-data`, '-w', `${data}/seafile`]);

	await run.exists('data/seafile-data/seafile.sock');
	run.check(program);
	await cli('download', '-l', REPO, '-s', URL, '-d',
		  `${run.inside}/library`, '-u', 'a@example.com', '-p', 'x');

	const ws = await server.connections.take('connection');

	run.expect('connection', [ws.request.url, ws.protocol],
		   ['/notification', 'notification.seafile.com']);
	run.see('headers', Object.keys(ws.request.headers).sort());
	for (const name of ['host', 'origin', 'sec-websocket-version'])
		run.see(name, ws.request.headers[name]);
	run.expect('subscribed', JSON.parse(await ws.queue.take('message')), {
		type: 'subscribe',
		content: { repos: [{ id: REPO, jwt_token: 'jwt' }] } });

	for (const [letter, size] of [['b', 0], ['c', 100], ['d', 200],
				      ['e', 1000]]) {
		await update(server, ws, letter, 'x'.repeat(size));
		run.expect(`update of ${size}`, true, true);
	}
	ws.send(JSON.stringify({ type: 'jwt-expired',
				 content: { repo_id: REPO } }));
	await server.until(`/seafhttp/repo/${REPO}/jwt-token`);
	run.expect('asks for a new token', true, true);
	run.expect('is synchronized',
		   /synchronized/.test(await cli('status')), true);
	run.see('end', await run.stop(program));
};
