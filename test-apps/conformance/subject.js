// SPDX-License-Identifier: MIT
//
// The same as subject.c with node's ws: returns every message as it came.
'use strict';
const WebSocket = require('../peers/programs.js').load('ws');

const MAX = 100 * 1024 * 1024;

function echo(ws) {
	ws.on('message', (data, binary) => {
		if (ws.protocol === 'frag' && data.length > 1000) {
			let at = 0;
			for (; at + 1000 < data.length; at += 1000)
				ws.send(data.subarray(at, at + 1000),
					{ binary, fin: false });
			ws.send(data.subarray(at), { binary, fin: true });
		} else
			ws.send(data, { binary });
	});
	ws.on('error', () => {});
}

if (process.argv[2] === 'server') {
	const server = new WebSocket.Server({
		host: '127.0.0.1', port: 0, maxPayload: MAX,
		perMessageDeflate: { threshold: 0 },
		handleProtocols: (set) => [...set][0],
	}, () => console.log('port ' + server.address().port));
	server.on('connection', (ws) => {
		if (ws.protocol === 'quit')
			process.exit(0);
		echo(ws);
	});
} else {
	const dial = () => {
		const ws = new WebSocket(
			'ws://127.0.0.1:' + process.argv[3] + '/',
			['echo', 'frag'], { maxPayload: MAX,
				perMessageDeflate: { threshold: 0,
					clientMaxWindowBits: true } });
		let refused = false;
		echo(ws);
		ws.on('error', (e) => { refused = e.code === 'ECONNREFUSED'; });
		ws.on('close', () => refused ? process.exit(0) : dial());
	};
	dial();
}
