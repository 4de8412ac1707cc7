// SPDX-License-Identifier: MIT
//
// What the tests in JavaScript share: peers from npm, checks that are
// counted, programs that are started, waited for and stopped.

'use strict';

const net = require('net');
const path = require('path');
const { execFileSync, spawn } = require('child_process');

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

// ctest knows 77: what the test needs is not there
function skip(why) {
	console.log(`skipped: ${why}`);
	process.exit(77);
}

// a package that is looked for in LWS_NODE_MODULES, and where node looks
function load(name) {
	const dir = process.env.LWS_NODE_MODULES;

	for (const where of [dir && path.join(dir, name), name]) {
		try {
			if (where)
				return require(where);
		} catch (e) {
			if (e.code !== 'MODULE_NOT_FOUND')
				throw e;
		}
	}
	return skip(`node's ${name} is not installed ` +
		    '(LWS_NODE_MODULES names the folder it is in)');
}

// Counts checks, and ends the process with what they came to.
class Checks {
	constructor() {
		this.count = 0;
		this.failed = 0;
		this.missing = null;
		this.check = (ok, what) => {
			this.count++;
			if (!ok) {
				this.failed++;
				console.log(`failed: ${what}`);
			}
		};
		this.same = (got, want, what) => this.check(got === want,
			`${what}: ${JSON.stringify(got)} instead of ` +
			JSON.stringify(want));
	}

	// part of the test could not be tried: it does not count as passed
	lacks(what) {
		this.missing = what;
	}

	// at least so many checks have to have been made
	end(name, least = 1) {
		console.log(`${name}: ${this.count} checks, ` +
			    `${this.failed} failed`);
		if (this.failed || this.count < least)
			process.exit(1);
		if (this.missing)
			skip(`the rest passed, but ${this.missing}`);
		process.exit(0);
	}
}

// Starts a program. The child's out, err and text (both) grow; over becomes
// its status, or the signal that ended it.
function start([program, ...args], options) {
	const child = spawn(program, args.map(String), {
		stdio: ['ignore', 'pipe', 'pipe'], ...options });

	child.out = '';
	child.err = '';
	child.text = '';
	child.gone = false;
	for (const [stream, name] of [[child.stdout, 'out'],
				      [child.stderr, 'err']])
		if (stream)
			stream.setEncoding('utf8').on('data', (d) => {
				child[name] += d;
				child.text += d;
				child.emit('said');
			});
	child.over = new Promise((resolve) => {
		const end = (status) => {
			child.gone = true;
			resolve(status);
			child.emit('said');
		};

		// it was not started; "close" does not come, then
		child.on('error', (e) => {
			child.text += e.message;
			if (child.pid === undefined)
				end(e.message);
		});
		child.on('close', (code, signal) => end(signal || code));
	});
	return child;
}

// Resolves with the match once a child's output does; rejects if it ends, or
// takes longer than it may.
function until(child, pattern, where = 'text', seconds = 0) {
	return new Promise((resolve, reject) => {
		let timer = null;

		function finish() {
			clearTimeout(timer);
			child.off('said', look);
		}

		function look() {
			const m = pattern.exec(child[where]);

			if (m) {
				finish();
				resolve(m);
			} else if (child.gone) {
				finish();
				reject(new Error(`ended: ${child.text}`));
			}
		}

		if (seconds)
			timer = setTimeout(() => {
				finish();
				reject(new Error(`no ${pattern}: ${child.text}`));
			}, seconds * 1000);
		child.on('said', look);
		look();
	});
}

// Starts a server that says at which port it is: child.port
async function serve(command, options, pattern = /listening on port (\d+)\D/) {
	const child = start(command, options);

	child.port = Number((await until(child, pattern))[1]);
	return child;
}

// resolves with the status
function stop(child, signal) {
	child.kill(signal);
	return child.over;
}

// A port that is free now; not every program can be asked for any.
function freePort() {
	return new Promise((resolve) => {
		const s = net.createServer().listen(0, '127.0.0.1', () => {
			const { port } = s.address();

			s.close(() => resolve(port));
		});
	});
}

// Makes a certificate for localhost; false without openssl.
function selfSigned(key, cert) {
	try {
		execFileSync('openssl', ['req', '-x509', '-newkey', 'ec',
			'-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
			'-subj', '/CN=localhost', '-days', '2',
			'-keyout', key, '-out', cert], { stdio: 'pipe' });
	} catch (e) {
		if (e.code !== 'ENOENT')
			throw e;
		return false;
	}
	return true;
}

module.exports = { Checks, freePort, load, selfSigned, serve, skip, sleep,
		   start, stop, until };
