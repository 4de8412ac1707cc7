// SPDX-License-Identifier: MIT
//
// rtpengine's control interfaces over HTTP and WebSocket, by node's http and
// by ws.

'use strict';

const { Agent } = require('http');
const { get, post, Socket } = require('../client.js');

const PORT = 9021;
const OPTIONS = ['--config-file=none', '--table=-1', '--interface=127.0.0.1',
		 '--listen-ng=127.0.0.1:22222',
		 `--listen-http=127.0.0.1:${PORT}`, '--foreground',
		 '--log-stderr', '--log-level=6'];

// the parts of an answer that do not depend on the time
function summary(answer) {
	return { status: answer.status, type: answer.headers['content-type'] };
}

async function http(run) {
	const base = `http://127.0.0.1:${PORT}`;
	const ping = await get(`${base}/ping`);

	run.expect('GET /ping', { ...summary(ping), body: ping.body },
		   { status: 200, type: 'text/plain', body: 'pong\n' });

	const metrics = await get(`${base}/metrics`);

	run.expect('GET /metrics', summary(metrics),
		   { status: 200, type: 'text/plain' });
	run.see('names of the metrics', metrics.body.split('\n')
		.filter((line) => line.startsWith('# TYPE')).sort());

	run.see('GET /cli/list+totals', summary(
		await get(`${base}/cli/list+totals`)));
	run.expect('GET /cli/list+numsessions',
		   (await get(`${base}/cli/list+numsessions`)).body
			   .split('\n')[0], 'Current sessions own: 0');

	const posted = await post(`${base}/cli`, 'list numsessions',
				  { 'content-type': 'text/plain' });

	run.see('POST /cli', { ...summary(posted), body: posted.body });

	const missing = await get(`${base}/nothing-here`);

	run.see('GET of what is not there', missing.status);

	const ng = await post(`${base}/ng`, 'c1 d7:command4:pinge',
			      { 'content-type': 'application/x-rtpengine-ng' });

	run.see('POST /ng', { ...summary(ng), body: ng.body });

	const agent = new Agent({ keepAlive: true, maxSockets: 5 });

	for (const keep of [false, agent]) {
		const all = await Promise.all(Array.from({ length: 50 }, () =>
			get(`${base}/ping`, keep)));

		run.expect(keep ? '50 on 5 connections' : '50 at once',
			   all.filter((one) => one.body === 'pong\n').length,
			   50);
	}
	agent.destroy();
}

async function websocket(run) {
	const url = `ws://127.0.0.1:${PORT}`;
	const echo = await Socket.open(url, 'echo.rtpengine.com');

	run.expect('subprotocol', echo.protocol, 'echo.rtpengine.com');
	for (const size of [1, 125, 126, 5000, 65535, 65536, 200000]) {
		const text = 'x'.repeat(size);

		echo.send(text);
		run.expect(`echo of ${size}`,
			   (await echo.message()).toString() === text, true);
	}
	await echo.close();

	const cli = await Socket.open(url, 'cli.rtpengine.com');

	cli.send('list numsessions');
	run.expect('cli', (await cli.message()).toString().split('\n')[0],
		   'Current sessions own: 0');
	await cli.close();

	const ng = await Socket.open(url, 'ng.rtpengine.com');

	ng.send('cookie d7:command4:pinge');
	run.expect('ng ping', (await ng.message()).toString(),
		   'cookie d6:result4:ponge');
	await ng.close();

	// One after the other on each: rtpengine has several threads answer
	// what one connection sends, and at times mixes the answers up, as was
	// seen on Debian's library.
	const answers = await Promise.all(Array.from({ length: 10 },
		async (_, k) => {
			const one = await Socket.open(url, 'ng.rtpengine.com');
			let good = 0;

			for (let n = 0; n < 20; n++) {
				one.send(`${k}.${n} d7:command4:pinge`);
				good += (await one.message()).toString() ===
					`${k}.${n} d6:result4:ponge`;
			}
			await one.close();
			return good;
		}));

	run.expect('20 pings each on 10 connections', answers,
		   Array(10).fill(20));

	run.expect('an unknown subprotocol is refused',
		   await Socket.refused(url, 'nothing.example'), true);
}

module.exports = async function (run) {
	const program = run.start(['rtpengine', ...OPTIONS]);

	await run.said(program, /Startup complete/);
	run.check(program);
	await http(run);
	await websocket(run);
	run.expect('end', await run.stop(program), 0);
};
