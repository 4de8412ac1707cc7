// SPDX-License-Identifier: MIT
//
// csound's opcode websocket: a WebSocket server with a subprotocol for each
// variable, whose bytes are the messages.

'use strict';

const { Socket } = require('../client.js');

const PORT = 9061, URL = `ws://127.0.0.1:${PORT}/`;

// A hundred times a second kout counts up; kin is printed when it changes.
function score(run) {
	return run.file('websocket.csd', `<CsoundSynthesizer>
<CsOptions>
-odac -+rtaudio=null -d -m0
</CsOptions>
<CsInstruments>
sr = 44100
ksmps = 441
nchnls = 1
0dbfs = 1
instr 1
  kout init 0
  kout = kout + 1
  kin websocket ${PORT}, kout
  printks2 "got %g\\n", kin
endin
</CsInstruments>
<CsScore>
i1 0 300
</CsScore>
</CsoundSynthesizer>
`);
}

module.exports = async function (run) {
	const program = run.start(['csound', score(run)]);

	await run.listening(PORT);
	run.check(program);

	const out = await Socket.open(URL, 'kout');

	run.expect('subprotocol', out.protocol, 'kout');
	const numbers = [];

	for (let n = 0; n < 200; n++)
		numbers.push((await out.message()).readDoubleLE());
	run.expect('200 numbers', numbers.map((one) => one - numbers[0]),
		   Array.from({ length: 200 }, (_, n) => n));

	const into = await Socket.open(URL, 'kin');

	for (const number of [1.5, -2, 12345, 0.25]) {
		const data = Buffer.alloc(8);

		data.writeDoubleLE(number);
		into.send(data);
		await run.said(program, new RegExp(`got ${number}\\D`));
	}
	run.expect('numbers that it is sent', true, true);
	run.expect('an unknown subprotocol is refused',
		   await Socket.refused(URL, 'nothing.example'), true);
	run.see('none, too', await Socket.refused(URL));

	// a variable is sent to whoever listens to it
	await out.close();
	const again = await Socket.open(URL, 'kout');

	await again.message();
	run.expect('a second connection', again.protocol, 'kout');
	run.see('end', await run.stop(program, 'SIGINT'));
};
