// SPDX-License-Identifier: MIT
//
// kamailio's module lwsc: SIP messages that it is sent make it ask, and tell, a
// WebSocket server, which is node's ws here.

'use strict';

const dgram = require('dgram');
const { load } = require('../../peers/programs.js');
const { Queue } = require('../client.js');

const SIP = 5060, WS = 9051, CLOSED = 9052;

function configuration(run) {
	return run.file('kamailio.cfg', `#!KAMAILIO
debug=2
log_stderror=yes
fork=yes
children=1
auto_aliases=no
disable_tcp=yes
listen=udp:127.0.0.1:${SIP}
loadmodule "pv.so"
loadmodule "textops.so"
loadmodule "sl.so"
loadmodule "siputils.so"
loadmodule "lwsc.so"
modparam("lwsc", "protocol", "kmsg")
modparam("lwsc", "timeout_read", 1000000)
request_route {
	if ($rU == "request") {
		lwsc_request("ws://127.0.0.1:${WS}/ask", "$rb");
		append_to_reply("X-Answer: $lwsc(rdata)\\r\\n");
		sl_send_reply("200", "Asked");
	} else if ($rU == "proto") {
		lwsc_request_proto("ws://127.0.0.1:${WS}/proto", "other",
				   "$rb");
		append_to_reply("X-Answer: $lwsc(rdata)\\r\\n");
		sl_send_reply("200", "Asked");
	} else if ($rU == "notify") {
		lwsc_notify("ws://127.0.0.1:${WS}/tell", "$rb");
		sl_send_reply("200", "Told");
	} else if ($rU == "closed") {
		lwsc_request("ws://127.0.0.1:${CLOSED}/", "$rb");
		append_to_reply("X-Answer: $lwsc(rdata)\\r\\n");
		sl_send_reply("200", "Asked");
	} else {
		sl_send_reply("404", "Nobody");
	}
}
`);
}

function serve(queue) {
	const { WebSocketServer } = load('ws');
	const server = new WebSocketServer({ host: '127.0.0.1', port: WS });

	server.on('connection', (ws, req) => ws.on('message', (data) => {
		queue.put([req.url, ws.protocol, data.toString()]);
		if (req.url !== '/tell')
			ws.send(`answer to ${data}`);
	}));
	return server;
}

// A SIP client of one message at a time
class Sip {
	constructor() {
		this.queue = new Queue();
		this.socket = dgram.createSocket('udp4');
		this.socket.on('message', (data) =>
			this.queue.put(data.toString()));
		this.count = 0;
	}

	open() {
		return new Promise((resolve) => this.socket.bind(0,
			'127.0.0.1', resolve));
	}

	send(user, body, n) {
		const port = this.socket.address().port;

		this.socket.send([`MESSAGE sip:${user}@127.0.0.1 SIP/2.0`,
			`Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK${n}`,
			'Max-Forwards: 70',
			`From: <sip:a@127.0.0.1>;tag=${n}`,
			`To: <sip:${user}@127.0.0.1>`, `Call-ID: ${n}@127.0.0.1`,
			`CSeq: ${n} MESSAGE`, 'Content-Type: text/plain',
			`Content-Length: ${body.length}`, '', body]
			.join('\r\n'), SIP, '127.0.0.1');
	}

	// until kamailio answers at all
	async ready() {
		const again = setInterval(() => this.send('nobody', '', 0), 100);

		try {
			await this.queue.take('answer of kamailio');
		} finally {
			clearInterval(again);
		}
	}

	async ask(user, body) {
		const n = ++this.count;

		this.send(user, body, n);
		for (;;) {
			const text = await this.queue.take('SIP answer');

			if (!text.includes(`CSeq: ${n} `))
				continue;
			const answer = /^X-Answer: (.*)\r$/m.exec(text);

			return [text.split('\r\n')[0], answer && answer[1]];
		}
	}
}

module.exports = async function (run) {
	const queue = new Queue();
	const server = serve(queue);
	const program = run.start(['kamailio', '-DD', '-E', '-m', '32',
				   '-f', configuration(run), '-w', '/tmp',
				   '-Y', run.inside]);
	const sip = new Sip();

	await sip.open();
	run.atEnd(() => sip.socket.close());
	run.atEnd(() => server.close());
	await sip.ready();
	run.check(program);
	run.expect('nobody', await sip.ask('nobody', 'x'),
		   ['SIP/2.0 404 Nobody', null]);
	for (let n = 0; n < 20; n++) {
		run.expect('request', await sip.ask('request', `question ${n}`),
			   ['SIP/2.0 200 Asked',
			    `answer to question ${n}`]);
		run.expect('arrived', await queue.take('question'),
			   ['/ask', 'kmsg', `question ${n}`]);
	}
	for (const size of [125, 126, 1000, 8000]) {
		const body = 'x'.repeat(size);

		run.expect(`request of ${size}`, await sip.ask('request', body),
			   ['SIP/2.0 200 Asked', `answer to ${body}`]);
		await queue.take('question');
	}
	run.expect('protocol', await sip.ask('proto', 'hello'),
		   ['SIP/2.0 200 Asked', 'answer to hello']);
	run.expect('arrived', await queue.take('question'),
		   ['/proto', 'other', 'hello']);
	for (let n = 0; n < 20; n++) {
		run.expect('notify', await sip.ask('notify', `news ${n}`),
			   ['SIP/2.0 200 Told', null]);
		run.expect('arrived', await queue.take('news'),
			   ['/tell', 'kmsg', `news ${n}`]);
	}
	run.see('nobody listens', await sip.ask('closed', 'x'));
	run.expect('and again', await sip.ask('request', 'still there'),
		   ['SIP/2.0 200 Asked', 'answer to still there']);
	run.expect('end', await run.stop(program), 0);
};
