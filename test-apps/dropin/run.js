// SPDX-License-Identifier: MIT
//
// Runs Debian's programs on Debian's library and then on ours, each driven by
// a real client, and compares what was seen:
//
//	sh enter.sh ROOT LIBRARY node run.js [PROGRAM...]
//
// enter.sh gives it namespaces of its own, and a root in which /mnt/ours has
// our library.

'use strict';

const dns = require('dns');
const fs = require('fs');
const net = require('net');
const path = require('path');
const { sleep, start, stop, until } = require('../peers/programs.js');

const LIBRARY = 'libwebsockets.so.19';
// where the program finds its library
const LIBRARIES = {
	debian: `/usr/lib/x86_64-linux-gnu/${LIBRARY}`,
	ours: `/mnt/ours/${LIBRARY}`,
};
// for each step; a machine with other work on it is slow at times
const PATIENCE = 30;

// At once, so that process.exit() cuts nothing off
function say(text) {
	fs.writeSync(1, `${text}\n`);
}

// within(PROMISE, WHAT): fails when it has not come after a long time
function within(promise, what) {
	let timer;
	const late = new Promise((resolve, reject) => {
		timer = setTimeout(() => reject(new Error(`no ${what}`)),
				   PATIENCE * 1000);
	});

	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// What one run of a program has to work with
class Run {
	constructor(root, library) {
		this.root = root;
		this.library = library;
		this.seen = [];
		this.programs = [];
		this.cleanups = [];
		this.within = within;
		this.sleep = sleep;
		this.tmp = fs.mkdtempSync(path.join(root, 'tmp', 'run-'));
		fs.chmodSync(this.tmp, 0o755);
		// the same, for who is in the root
		this.inside = this.tmp.slice(root.length);
	}

	// see(NAME, VALUE): what has to be equal with both libraries
	see(name, value) {
		this.seen.push([name, value]);
	}

	// expect(NAME, VALUE, WANTED): what is known beforehand, too
	expect(name, value, wanted) {
		this.see(name, value);
		if (JSON.stringify(value) !== JSON.stringify(wanted))
			throw new Error(`${name}: ${JSON.stringify(value)} ` +
				`instead of ${JSON.stringify(wanted)}`);
	}

	file(name, text, mode = 0o644) {
		fs.writeFileSync(path.join(this.tmp, name), text, { mode });
		return path.join(this.inside, name);
	}

	directory(name) {
		fs.mkdirSync(path.join(this.tmp, name));
	}

	// until there is such a file
	exists(name) {
		return within((async () => {
			while (!fs.existsSync(path.join(this.tmp, name)))
				await sleep(50);
		})(), name);
	}

	// Starts one of Debian's programs, in the root
	start(argv, env = {}) {
		const library = this.library === 'ours' ?
			{ LD_LIBRARY_PATH: path.dirname(LIBRARIES.ours) } : {};
		const program = start(['/usr/sbin/chroot', this.root, ...argv], {
			env: { PATH: '/usr/sbin:/usr/bin', HOME: '/tmp',
			       LANG: 'C.UTF-8', ...library, ...env },
			// in a group of its own: driftnet ends its whole group
			detached: true,
		});

		program.name = argv[0];
		this.programs.push(program);
		return program;
	}

	// until a program says it
	said(program, pattern) {
		return until(program, pattern, 'text', PATIENCE);
	}

	// until something listens at the port
	listening(port) {
		const attempt = () => new Promise((resolve) => {
			const socket = net.connect(port, '127.0.0.1');

			socket.on('connect', () => {
				socket.destroy();
				resolve(true);
			});
			socket.on('error', () => resolve(false));
		});

		return within((async () => {
			while (!await attempt())
				await sleep(50);
		})(), `listener at port ${port}`);
	}

	// what is claimed is about the library, so it has to be the right one
	check(program) {
		const maps = fs.readFileSync(`/proc/${program.pid}/maps`, 'utf8');
		const found = new Set(maps.split('\n')
			.filter((line) => line.includes(LIBRARY))
			.map((line) => line.slice(line.indexOf('/'))));

		if (found.size !== 1 ||
		    ![...found][0].endsWith(LIBRARIES[this.library]))
			throw new Error(`${program.name} runs on ` +
					[...found].join());
	}

	// how it ended
	stop(program, signal = 'SIGTERM') {
		return within(stop(program, signal), `end of ${program.name}`);
	}

	// atEnd(ACTION): however the run ends
	atEnd(action) {
		this.cleanups.push(action);
	}

	async end() {
		for (const action of this.cleanups)
			action();
		for (const program of this.programs)
			await stop(program, 'SIGKILL');
		fs.rmSync(this.tmp, { recursive: true, force: true });
	}
}

async function runOn(root, library, name) {
	const run = new Run(root, library);
	const started = Date.now();

	try {
		await require(`./programs/${name}.js`)(run);
	} catch (e) {
		run.error = e;
		for (const program of run.programs)
			say(`--- ${program.name} on ${library}:\n` +
				    program.text.slice(-3000));
	}
	await run.end();
	run.seconds = (Date.now() - started) / 1000;
	return run;
}

function compare(name, debian, ours) {
	let bad = 0;

	for (const run of [debian, ours])
		if (run.error) {
			bad++;
			say(`FAILED: ${name} on ${run.library}: ` +
				    run.error.stack);
		}
	for (let n = 0; n < Math.max(debian.seen.length, ours.seen.length);
	     n++) {
		const texts = [debian, ours].map((run) =>
			JSON.stringify(run.seen[n]) || 'nothing');

		if (texts[0] !== texts[1]) {
			bad++;
			say(`FAILED: ${name} differs:\n  Debian's: ` +
				    `${texts[0]}\n  ours:     ${texts[1]}`);
		} else
			say(`  ${name}: ` +
				    `${debian.seen[n][0]}: ` +
				    JSON.stringify(debian.seen[n][1])
					    .slice(0, 100));
	}
	if (!debian.seen.length) {
		bad++;
		say(`FAILED: ${name}: nothing was seen`);
	}
	say(`${bad ? 'FAILED' : 'equal'}: ${name}: ` +
		    `${ours.seen.length} results; Debian's ` +
		    `${debian.seconds.toFixed(1)} s, ` +
		    `ours ${ours.seconds.toFixed(1)} s`);
	return !bad;
}

function names() {
	return fs.readdirSync(path.join(__dirname, 'programs'))
		.filter((name) => name.endsWith('.js'))
		.map((name) => name.slice(0, -3));
}

async function main(args) {
	const root = process.env.LWS_DROPIN_ROOT;
	let good = 0, bad = 0;

	// the programs listen at 127.0.0.1
	dns.setDefaultResultOrder('ipv4first');

	if (!root)
		throw new Error('enter.sh starts this');
	for (const name of args)
		if (!names().includes(name))
			throw new Error(`there is no ${name}; there are: ` +
					names().join(' '));
	for (const name of args.length ? args : names()) {
		const debian = await runOn(root, 'debian', name);
		const ours = await runOn(root, 'ours', name);

		if (compare(name, debian, ours))
			good++;
		else
			bad++;
	}
	say(`dropin: ${good} passed, ${bad} failed`);
	return bad ? 1 : 0;
}

module.exports = { Run, say, within };

if (require.main === module)
	main(process.argv.slice(2)).then((status) => process.exit(status),
		(e) => {
			say(e.stack);
			process.exit(1);
		});
