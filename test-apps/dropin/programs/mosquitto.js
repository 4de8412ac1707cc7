// SPDX-License-Identifier: MIT
//
// mosquitto's listeners for MQTT over WebSocket, plain and with TLS, by npm's
// mqtt.  mosquitto polls for the library, and calls lws_service_fd().

'use strict';

const fs = require('fs');
const { load, selfSigned, skip } = require('../../peers/programs.js');
const { get, Queue, Socket } = require('../client.js');

const WS = 9001, WSS = 9002, TCP = 1883;
const LARGE = 300 * 1024;

function configuration(run) {
	return run.file('mosquitto.conf', `
user root
allow_anonymous true
max_packet_size 1048576
max_queued_messages 10000
log_type error
log_type warning
connection_messages false
listener ${TCP} 127.0.0.1
listener ${WS} 127.0.0.1
protocol websockets
http_dir ${run.inside}
listener ${WSS} 127.0.0.1
protocol websockets
certfile ${run.inside}/cert.pem
keyfile ${run.inside}/key.pem
`);
}

class Client {
	static async open(run, url, options) {
		const self = new Client();

		self.queue = new Queue();
		self.run = run;
		self.mqtt = load('mqtt').connect(url, Object.assign({
			reconnectPeriod: 0, connectTimeout: 20000,
			protocolVersion: 5,
		}, options));
		self.mqtt.on('message', (topic, payload, packet) =>
			self.queue.put({ topic, payload, qos: packet.qos,
					 retain: packet.retain }));
		self.closed = new Promise((resolve) =>
			self.mqtt.on('close', resolve));
		self.connack = await run.within(new Promise(
			(resolve, reject) => {
				self.mqtt.on('connect', resolve);
				self.mqtt.on('error', reject);
				self.mqtt.on('close', () =>
					reject(new Error('closed')));
			}), `connection to ${url}`);
		return self;
	}

	subscribe(topic, qos) {
		return this.run.within(this.mqtt.subscribeAsync(topic, { qos }),
				       'SUBACK');
	}

	publish(topic, payload, options) {
		return this.run.within(
			this.mqtt.publishAsync(topic, payload, options),
			'PUBACK');
	}

	message() {
		return this.queue.take('MQTT message');
	}

	end() {
		return this.run.within(this.mqtt.endAsync(), 'end');
	}

	// as when the network breaks
	async cut() {
		this.mqtt.stream.destroy();
		await this.run.within(this.closed, 'close');
	}
}

function pattern(size) {
	const data = Buffer.alloc(size);

	for (let n = 0; n < size; n++)
		data[n] = (n * 7 + (n >> 8)) & 255;
	return data;
}

async function messages(run, name, url, options) {
	const a = await Client.open(run, url, options);
	const b = await Client.open(run, url, options);

	run.expect(`${name}: CONNACK`, a.connack.reasonCode, 0);
	for (const qos of [0, 1, 2]) {
		const granted = await b.subscribe(`qos/${qos}/#`, qos);

		run.expect(`${name}: granted`, granted[0].qos, qos);
		for (let n = 0; n < 50; n++)
			await a.publish(`qos/${qos}/${n}`, `message ${n}`,
					{ qos });
		const got = [];

		for (let n = 0; n < 50; n++) {
			const m = await b.message();

			got.push(`${m.topic} ${m.payload} ${m.qos}`);
		}
		run.expect(`${name}: 50 of QoS ${qos}`, got, Array.from(
			{ length: 50 }, (_, n) =>
				`qos/${qos}/${n} message ${n} ${qos}`));
	}

	// many that are on the way together
	await b.subscribe('burst', 1);
	await Promise.all(Array.from({ length: 500 }, (_, n) =>
		a.publish('burst', String(n), { qos: 1 })));
	let order = 0;

	for (let n = 0; n < 500; n++)
		order += String((await b.message()).payload) === String(n);
	run.expect(`${name}: 500 together, in order`, order, 500);

	await b.subscribe('large', 2);
	for (const size of [0, 1, 125, 126, 4096, 65535, 65536, LARGE])
		for (const qos of [0, 2]) {
			const data = pattern(size);

			await a.publish('large', data, { qos });
			run.expect(`${name}: ${size} bytes, QoS ${qos}`,
				   data.equals((await b.message()).payload),
				   true);
		}

	const large = pattern(LARGE);

	await Promise.all(Array.from({ length: 20 }, () =>
		a.publish('large', large, { qos: 1 })));
	let whole = 0;

	for (let n = 0; n < 20; n++)
		whole += large.equals((await b.message()).payload);
	run.expect(`${name}: 20 times ${LARGE} bytes`, whole, 20);
	await a.end();
	await b.end();
}

async function retained(run, name, url, options) {
	const a = await Client.open(run, url, options);

	await a.publish('kept', 'retained', { qos: 1, retain: true });
	await a.end();

	const b = await Client.open(run, url, options);

	await b.subscribe('kept', 1);
	const m = await b.message();

	run.expect(`${name}: retained`, [String(m.payload), m.retain],
		   ['retained', true]);
	await b.publish('kept', '', { qos: 1, retain: true });
	await b.end();
}

async function wills(run, name, url, options) {
	const b = await Client.open(run, url, options);

	await b.subscribe('will/#', 1);
	const will = (topic) => Object.assign({
		will: { topic, payload: 'gone', qos: 1 } }, options);
	const polite = await Client.open(run, url, will('will/polite'));

	await polite.end();
	const broken = await Client.open(run, url, will('will/broken'));

	await broken.cut();
	// the polite one's would have come first
	const m = await b.message();

	run.expect(`${name}: will`, [m.topic, String(m.payload)],
		   ['will/broken', 'gone']);

	// a client that is silent for longer than it said
	const silent = await Client.open(run, url, Object.assign(
		{ keepalive: 2, reschedulePings: false },
		will('will/silent')));

	silent.mqtt.sendPing = () => {};
	silent.mqtt.stream.pause();
	run.expect(`${name}: will of a silent client`,
		   (await b.message()).topic, 'will/silent');
	await silent.cut();
	await b.end();
}

async function session(run, name, url, options) {
	const lasting = Object.assign({
		clientId: `lasting-${name}`, clean: false,
		properties: { sessionExpiryInterval: 600 } }, options);
	let b = await Client.open(run, url, lasting);

	await b.subscribe('session', 1);
	await b.end();
	const a = await Client.open(run, url, options);

	for (let n = 0; n < 10; n++)
		await a.publish('session', String(n), { qos: 1 });
	b = await Client.open(run, url, lasting);
	run.expect(`${name}: session present`, b.connack.sessionPresent, true);
	const got = [];

	for (let n = 0; n < 10; n++)
		got.push(String((await b.message()).payload));
	run.expect(`${name}: what came meanwhile`, got, [...'0123456789']);

	// who takes the session over sends the other away
	const c = await Client.open(run, url, lasting);

	await run.within(b.closed, 'end of the session taken over');
	run.expect(`${name}: taken over`, c.connack.sessionPresent, true);
	await c.end();
	await a.end();
}

async function many(run, name, url, options) {
	const all = [];

	for (let n = 0; n < 5; n++)
		all.push(...await Promise.all(Array.from({ length: 20 }, () =>
			Client.open(run, url, options))));
	await Promise.all(all.map((one) => one.subscribe('all', 1)));
	for (let n = 0; n < 5; n++)
		await all[n].publish('all', `to all ${n}`, { qos: 1 });
	let got = 0;

	for (const one of all)
		for (let n = 0; n < 5; n++)
			got += String((await one.message()).payload) ===
				`to all ${n}`;
	run.expect(`${name}: 100 clients`, got, 500);
	await Promise.all(all.map((one) => one.end()));
}

// files, for which mosquitto writes the answers itself
async function files(run) {
	const url = `http://127.0.0.1:${WS}`;
	const page = pattern(100000).toString('latin1');

	run.file('page.html', Buffer.from(page, 'latin1'));
	const answer = await get(`${url}/page.html`);

	run.expect('a file', [answer.status, answer.body === page],
		   [200, true]);
	run.see('its headers', ['content-type', 'content-length', 'server']
		.map((name) => answer.headers[name]));
	run.expect('no file', (await get(`${url}/none.html`)).status, 404);
	run.expect('nothing above the folder', await get(
		`${url}/../../etc/passwd`).then(
			(one) => one.body.includes('root:'), () => false),
		   false);
}

// what is no MQTT over WebSocket
async function refused(run) {
	run.expect('an unknown subprotocol is refused', await Socket.refused(
		`ws://127.0.0.1:${WS}/`, 'nothing.example'), true);
	const ws = await Socket.open(`ws://127.0.0.1:${WS}/`, 'mqtt');

	run.expect('subprotocol', ws.protocol, 'mqtt');
	ws.send(Buffer.from('this is no CONNECT at all'));
	await run.within(ws.closed, 'close for a bad packet');
	run.expect('a bad packet closes', true, true);
}

module.exports = async function (run) {
	if (!selfSigned(`${run.tmp}/key.pem`, `${run.tmp}/cert.pem`))
		skip('openssl is not installed');
	const ca = fs.readFileSync(`${run.tmp}/cert.pem`);
	const program = run.start(['mosquitto', '-c', configuration(run)]);

	await run.listening(WS);
	run.check(program);
	const sides = [['ws', `ws://127.0.0.1:${WS}/mqtt`, {}],
		       ['wss', `wss://localhost:${WSS}/mqtt`, { ca }]];

	for (const [name, url, options] of sides) {
		await messages(run, name, url, options);
		await retained(run, name, url, options);
		await session(run, name, url, options);
		await wills(run, name, url, options);
		await many(run, name, url, options);
	}
	await files(run);
	await refused(run);

	// from a client over WebSocket to one without it
	const a = await Client.open(run, sides[0][1], {});
	const b = await Client.open(run, `mqtt://127.0.0.1:${TCP}`, {});

	await b.subscribe('across', 1);
	await a.publish('across', 'to TCP', { qos: 1 });
	run.expect('to a TCP client', String((await b.message()).payload),
		   'to TCP');
	await a.end();
	await b.end();
	run.expect('end', await run.stop(program), 0);
};
