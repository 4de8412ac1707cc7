// SPDX-License-Identifier: MIT
//
// The echo server of bench-ws-server.c with node's ws, for scripts/bench-ws.sh.
//
//   node bench-ws-server.js PORT [CERT KEY]
'use strict';

const path = require('path');
const modules = process.env.LWS_NODE_MODULES;
const { WebSocketServer } = require(modules ? path.join(modules, 'ws') : 'ws');

const [port, cert, key] = process.argv.slice(2);
const options = { perMessageDeflate: false };

if (cert) {
	const fs = require('fs');
	options.server = require('https').createServer({
		cert: fs.readFileSync(cert), key: fs.readFileSync(key) });
	options.server.listen(Number(port), '127.0.0.1');
} else
	Object.assign(options, { port: Number(port), host: '127.0.0.1',
				 backlog: 1024 });

new WebSocketServer(options).on('connection', (ws) => {
	ws.on('message', (data, binary) => ws.send(data, { binary }));
});
