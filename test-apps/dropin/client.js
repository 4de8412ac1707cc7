// SPDX-License-Identifier: MIT
//
// The clients and servers that the programs are driven by: node's own HTTP, and
// ws, from npm.

'use strict';

const http = require('http');
const { load } = require('../peers/programs.js');
const { within } = require('./run.js');

// A connection for each request, unless there is an agent that keeps them
function request(url, method, body, headers = {}, agent = false) {
	return within(new Promise((resolve, reject) => {
		const req = http.request(url, { method, headers, agent },
					 (res) => {
			let text = '';

			res.setEncoding('latin1');
			res.on('data', (data) => text += data);
			res.on('end', () => resolve({
				status: res.statusCode, headers: res.headers,
				body: text,
			}));
			res.on('error', reject);
		});

		req.on('error', reject);
		req.end(body);
	}), `answer of ${url}`);
}

const get = (url, agent) => request(url, 'GET', undefined, {}, agent);
const post = (url, body, headers) => request(url, 'POST', body, headers);

// Messages in the order in which they came
class Queue {
	constructor() {
		this.items = [];
		this.takers = [];
	}

	put(item) {
		const taker = this.takers.shift();

		if (taker)
			taker(item);
		else
			this.items.push(item);
	}

	take(what) {
		if (this.items.length)
			return Promise.resolve(this.items.shift());
		return within(new Promise((resolve) =>
			this.takers.push(resolve)), what);
	}
}

// Socket.open(URL, SUBPROTOCOL): a client of a WebSocket server
class Socket {
	static async open(url, protocol) {
		const { WebSocket } = load('ws');
		const self = new Socket();

		self.ws = new WebSocket(url, protocol ? [protocol] : []);
		self.queue = new Queue();
		self.ws.on('message', (data) => self.queue.put(data));
		self.closed = new Promise((resolve) => self.ws.on('close',
			(code) => resolve(code)));
		await within(new Promise((resolve, reject) => {
			self.ws.on('open', resolve);
			self.ws.on('error', reject);
		}), `connection to ${url}`);
		return self;
	}

	// Whether the server refuses; READMEs/README.differences.md says that
	// ours answers with a status where 4.3.5 just closes the connection.
	static async refused(url, protocol) {
		try {
			const self = await Socket.open(url, protocol);

			self.ws.terminate();
			return false;
		} catch (e) {
			return true;
		}
	}

	get protocol() {
		return this.ws.protocol;
	}

	send(data) {
		this.ws.send(data);
	}

	message() {
		return this.queue.take('message');
	}

	close() {
		this.ws.close(1000);
		return within(this.closed, 'close');
	}
}

module.exports = { get, post, Queue, Socket };
