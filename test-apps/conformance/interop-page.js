// SPDX-License-Identifier: MIT
//
// For a WebSocket as browsers have it, in one of them or in node: n random
// messages to the server at url, which returns them. Rejects if one comes back
// different, else says how many bytes there were, and a checksum of them.
'use strict';

// the same messages for the same seed; texts have characters of all lengths
function messages(seed) {
	const random = (n) => {
		seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
		return Math.floor((seed / 4294967296) * n);
	};
	const text = '{"id":17,"name":"J\u00fcrgen","price":"5 \u20ac","x":"\u{1f600}"},'
		.repeat(2500);
	const noise = new Uint8Array(200000);

	for (let n = 0; n < noise.length; n++)
		noise[n] = random(256);

	return () => {
		const r = random(1000);
		const len = r < 900 ? random(200) : r < 995 ? random(5000) :
			random(100000);
		const at = random(100000);

		if (random(2))
			return noise.slice(at, at + len);
		// half a character cannot be sent
		return text.slice(at, at + len).replace(/^[\udc00-\udfff]/, '')
			.replace(/[\ud800-\udbff]$/, '');
	};
}

function sum(hash, m) {
	for (let n = 0; n < m.length; n++)
		hash = Math.imul(hash ^ (typeof m === 'string' ?
			m.charCodeAt(n) : m[n]), 16777619);

	return hash;
}

function same(a, b) {
	if (typeof a === 'string' || typeof b === 'string')
		return a === b;
	if (a.length !== b.length)
		return false;
	for (let n = 0; n < a.length; n++)
		if (a[n] !== b[n])
			return false;

	return true;
}

// eslint-disable-next-line no-unused-vars
function exchange(WebSocket, url, count, seed, inFlight) {
	return new Promise((resolve, reject) => {
		const ws = new WebSocket(url, 'echo');
		const next = messages(seed);
		const waiting = [];
		let sent = 0, received = 0, bytes = 0, there = 2166136261,
			back = there, failed = null;
		const send = () => {
			while (sent < count && waiting.length < inFlight) {
				const m = next();

				waiting.push(m);
				there = sum(there, m);
				ws.send(m);
				sent++;
			}
		};

		ws.binaryType = 'arraybuffer';
		ws.onopen = send;
		ws.onmessage = (e) => {
			const m = typeof e.data === 'string' ? e.data :
				new Uint8Array(e.data);

			back = sum(back, m);
			bytes += m.length;
			if (!waiting.length || !same(waiting.shift(), m)) {
				failed = `message ${received} came back wrong`;
				ws.close();
				return;
			}
			if (++received === count)
				ws.close(1000);
			else
				send();
		};
		ws.onclose = (e) => {
			if (!failed && (received !== count || e.code !== 1000 ||
					there !== back))
				failed = `closed with ${e.code} after ` +
					`${received} of ${count}`;
			if (failed)
				reject(new Error(failed));
			else
				resolve({ count, bytes, sum: there >>> 0,
					  extensions: ws.extensions });
		};
	});
}
