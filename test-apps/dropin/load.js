// SPDX-License-Identifier: MIT
//
// mosquitto with 1,000 clients over WebSocket, on Debian's library and on ours
// in turn.  All of them subscribe to one topic, and to one of their own; what
// is published has to reach all, in order, nothing lost:
//
//	sh enter.sh ROOT LIBRARY node load.js [CLIENTS [ROUNDS]]
//
// Prints the CPU time and the memory of mosquitto as ratios, ours to Debian's.
// For speed the clients speak MQTT themselves, over ws from npm.

'use strict';

const fs = require('fs');
const { load } = require('../peers/programs.js');
const { Run, say, within } = require('./run.js');

const WS = 9001;
const EVERYBODY = 40, OWN = 40, SIZE = 200;

// MQTT 3.1.1, section 2.2.3: the remaining length
function packet(first, ...parts) {
	const body = Buffer.concat(parts), length = [];
	let left = body.length;

	do {
		length.push((left & 127) | (left > 127 ? 128 : 0));
		left >>= 7;
	} while (left);
	return Buffer.concat([Buffer.from([first, ...length]), body]);
}

function string(text) {
	const size = Buffer.alloc(2);

	size.writeUInt16BE(text.length);
	return Buffer.concat([size, Buffer.from(text)]);
}

const number = (n) => Buffer.from([n >> 8, n & 255]);

function publish(topic, n) {
	const body = Buffer.alloc(SIZE, '.');

	body.writeUInt32BE(n);
	return packet(0x32, string(topic), number(1 + n % 65535), body);
}

// A client that answers what has QoS 1, and counts
class Client {
	constructor(n) {
		this.name = `own/${n}`;
		this.next = { all: 0, own: 0 };
		this.acked = 0;
		this.wrong = 0;
		this.waiting = [];
		this.left = Buffer.alloc(0);
		this.ws = new (load('ws').WebSocket)(
			`ws://127.0.0.1:${WS}/mqtt`, ['mqtt'],
			{ perMessageDeflate: false });
		this.ws.on('message', (data) => this.bytes(data));
		this.gone = new Promise((resolve, reject) => {
			this.ws.on('close', resolve);
			this.ws.on('error', reject);
		});
	}

	send(data) {
		this.ws.send(data);
	}

	// until TEST of this client is true
	until(test) {
		return test(this) || new Promise((resolve) =>
			this.waiting.push([test, resolve]));
	}

	bytes(data) {
		this.left = this.left.length ?
			Buffer.concat([this.left, data]) : data;
		for (;;) {
			let size = 0, at = 1;

			do {
				if (at >= this.left.length)
					return;
				size |= (this.left[at] & 127) << 7 * (at - 1);
			} while (this.left[at++] & 128);
			if (this.left.length < at + size)
				return;
			this.packet(this.left[0],
				    this.left.subarray(at, at + size));
			this.left = this.left.subarray(at + size);
			this.waiting = this.waiting.filter(([test, resolve]) =>
				!test(this) || resolve(true));
		}
	}

	packet(first, body) {
		switch (first >> 4) {
		case 2:
			this.connected = body[1] === 0;
			break;
		case 3: {
			const length = body.readUInt16BE();
			const topic = body.toString('latin1', 2, 2 + length);
			const id = body.subarray(2 + length, 4 + length);
			const which = topic === 'all' ? 'all' : 'own';

			if (body.readUInt32BE(4 + length) !== this.next[which]++ ||
			    body.length !== 4 + length + SIZE ||
			    (which === 'own' && topic !== this.name))
				this.wrong++;
			this.send(packet(0x40, id));
			break;
		}
		case 4:
			this.acked++;
			break;
		case 9:
			this.subscribed = true;
			break;
		}
	}
}

// user and system time in seconds, resident and peak memory in KiB
function usage(pid) {
	const stat = fs.readFileSync(`/proc/${pid}/stat`, 'latin1')
		.split(') ')[1].split(' ');
	const status = fs.readFileSync(`/proc/${pid}/status`, 'latin1');
	const memory = (name) => Number(new RegExp(`${name}:\\s*(\\d+)`)
		.exec(status)[1]);

	return { cpu: (Number(stat[11]) + Number(stat[12])) / 100 /* USER_HZ */,
		 rss: memory('VmRSS'), peak: memory('VmHWM') };
}

async function connect(count) {
	const clients = [];

	for (let n = 0; n < count; n += 50) {
		const some = Array.from({ length: Math.min(50, count - n) },
					(_, k) => new Client(n + k));

		for (const one of some)
			one.ws.on('open', () => one.send(packet(0x10,
				string('MQTT'), Buffer.from([4, 2, 0, 0]),
				string(one.name))));
		await within(Promise.all(some.map((one) =>
			one.until(() => one.connected))), 'CONNACK');
		for (const one of some)
			one.send(packet(0x82, number(1), string('all'),
					Buffer.from([1]), string(one.name),
					Buffer.from([1])));
		await within(Promise.all(some.map((one) =>
			one.until(() => one.subscribed))), 'SUBACK');
		clients.push(...some);
	}
	return clients;
}

// each sends to itself, and one to all
async function traffic(clients) {
	for (let n = 0; n < OWN; n++) {
		for (const one of clients)
			one.send(publish(one.name, n));
		await within(Promise.all(clients.map((one) =>
			one.until(() => one.next.own > n))), 'own message');
	}
	for (let n = 0; n < EVERYBODY; n++) {
		clients[0].send(publish('all', n));
		await within(Promise.all(clients.map((one) =>
			one.until(() => one.next.all > n))), 'message to all');
	}
}

async function measure(root, library, count) {
	const run = new Run(root, library);

	try {
		const program = run.start(['mosquitto', '-c', run.file(
			'mosquitto.conf', `
user root
allow_anonymous true
connection_messages false
log_type error
listener ${WS} 127.0.0.1
protocol websockets
`)]);

		await run.listening(WS);
		run.check(program);
		const empty = usage(program.pid);
		const clients = await connect(count);
		const idle = usage(program.pid);
		const started = process.hrtime.bigint();

		await traffic(clients);
		const seconds = Number(process.hrtime.bigint() - started) / 1e9;
		const busy = usage(program.pid);
		const got = clients.reduce((sum, one) =>
			sum + one.next.all + one.next.own, 0);

		for (const one of clients)
			one.send(packet(0xe0));
		await within(Promise.all(clients.map((one) => one.gone)),
			     'end of the connections');
		return { got, lost: count * (OWN + EVERYBODY) - got,
			 wrong: clients.reduce((sum, one) => sum + one.wrong, 0),
			 connect: idle.cpu - empty.cpu,
			 messages: busy.cpu - idle.cpu, seconds,
			 each: (idle.rss - empty.rss) / count,
			 peak: usage(program.pid).peak };
	} finally {
		await run.end();
	}
}

function median(values) {
	return values.slice().sort((a, b) => a - b)[values.length >> 1];
}

const MEASURED = [
	['connect', 'CPU of connecting, s'],
	['messages', 'CPU of the messages, s'],
	['seconds', 'time of the messages, s'],
	['each', 'memory of a client, KiB'],
	['peak', 'peak of memory, KiB'],
];

async function main([count = 1000, rounds = 5]) {
	const all = { debian: [], ours: [] };
	let bad = 0;

	for (let n = 0; n < Number(rounds); n++)
		for (const library of n % 2 ? ['ours', 'debian'] :
					      ['debian', 'ours']) {
			const one = await measure(process.env.LWS_DROPIN_ROOT,
						  library, Number(count));

			all[library].push(one);
			bad += one.lost + one.wrong;
			say(`${library}: ${one.got} messages, ${one.lost} ` +
			    `lost, ${one.wrong} wrong; ` + MEASURED.map(
				([name, text]) => `${text} ` +
					one[name].toFixed(2)).join('; '));
		}
	say(`\n${count} clients, medians of ${rounds}:`);
	for (const [name, text] of MEASURED) {
		const [theirs, ours] = ['debian', 'ours'].map((library) =>
			median(all[library].map((one) => one[name])));

		say(`${text.padEnd(28)} Debian's ${theirs.toFixed(2)}, ours ` +
		    `${ours.toFixed(2)}, ratio ${(ours / theirs).toFixed(2)}`);
	}
	say(`load: ${bad ? 'FAILED' : 'nothing lost'}`);
	return bad ? 1 : 0;
}

main(process.argv.slice(2)).then((status) => process.exit(status), (e) => {
	say(e.stack);
	process.exit(1);
});
