// SPDX-License-Identifier: MIT
//
// node testssl-compare.js OURS.json THEIRS.json: two reports of testssl.sh
// side by side. The status is 1 if the severity of anything in the first is
// worse than that of the same in the second.

'use strict';

const fs = require('fs');

// WARN is about the test, not about the server
const order = ['OK', 'INFO', 'WARN', 'DEBUG', 'LOW', 'MEDIUM', 'HIGH',
	       'CRITICAL', 'FATAL'];
// about the certificate, which is the same, or about the examination
const ignored = /^(cert|service|scan|engine_problem|clientsimulation)/;

function read(name) {
	const report = new Map();

	for (const one of JSON.parse(fs.readFileSync(name, 'utf8'))) {
		let id = one.id, n = 1;

		while (report.has(id))
			id = `${one.id} ${++n}`;
		report.set(id, one);
	}

	return report;
}

const rank = (one) => {
	const n = order.indexOf(one.severity);

	return n < 4 ? Math.min(n, 1) : n;
};

// of these only what differs is worth a line
const dull = /^(cert|cipher_|cipherorder|clientsimulation|DNS|scanTime)/;

const [ours, theirs] = process.argv.slice(2).map(read);
const cell = (one) => one ? `${one.severity} ${one.finding}` : '-';
const cut = (text, n) => text.replace(/\s+/g, ' ').slice(0, n).padEnd(n);
let worse = 0, better = 0, same = 0;

for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
	const a = ours.get(id), b = theirs.get(id);
	let mark = ' ';

	// what the other report does not speak of is judged by itself
	if (!ignored.test(id) && a &&
	    rank(a) > (b ? rank(b) : order.indexOf('INFO'))) {
		mark = '!';
		worse++;
	} else if (b && rank(b) > (a ? rank(a) : order.indexOf('INFO'))) {
		mark = '+';
		better++;
	} else
		same++;
	if (mark !== ' ' || !dull.test(id))
		console.log(`${mark} ${cut(id, 26)} ${cut(cell(a), 58)} | ` +
			    cut(cell(b), 58).trimEnd());
}
console.log(`testssl: ${same} alike, ${better} better (+), ` +
	    `${worse} worse (!)`);
process.exit(worse ? 1 : 0);
