// SPDX-License-Identifier: MIT
//
// node test-lejp.js PROGRAM...: what the program prints is put together again
// and has to be what node makes of the same text, however it is cut.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawnSync } = require('child_process');
const programs = require('../peers/programs.js');

const [program, ...before] = process.argv.slice(2);
const checks = new programs.Checks();
const { check, same } = checks;

// Lines of the output are bytes, because a character may be cut in two.
function run(input, ...args) {
	const r = spawnSync(program, [...before, ...args], {
		input: Buffer.from(input), encoding: 'latin1', timeout: 60000 });

	return { status: r.status, err: r.stderr,
		 lines: r.stdout.replace(/\r/g, '').split('\n').slice(0, -1) };
}

// ---- the value that the lines tell of

function build(lines) {
	const top = [];
	const stack = [{ is: top }];
	let text = '', last;

	const put = (v) => {
		const at = stack[stack.length - 1];

		if (Array.isArray(at.is))
			at.is.push(v);
		else
			at.is[at.name] = v;
	};

	for (const line of lines) {
		const [, indent, what, rest] =
			/^( *)LEJPCB_(\w+)(?: at .*?)?(?:: (.*))?$/.exec(line) ||
			[];

		if (!what)
			continue;
		switch (what) {
		case 'PAIR_NAME': {
			// the last part of "at a.b[] [0,3]"
			const where = / at (.*?)(?: \[[\d,]+\])?$/.exec(line)[1];
			stack[stack.length - 1].name =
				/(?:^|\.)([^.]*)$/.exec(where)[1];
			break;
		}
		case 'OBJECT_START': case 'ARRAY_START':
			check(indent.length / 2 === stack.length - 1,
			      `indent: ${line}`);
			last = what === 'ARRAY_START' ? [] : {};
			put(last);
			stack.push({ is: last });
			break;
		case 'OBJECT_END': case 'ARRAY_END':
			stack.pop();
			check(indent.length / 2 === stack.length - 1,
			      `indent: ${line}`);
			break;
		case 'VAL_TRUE': put(true); break;
		case 'VAL_FALSE': put(false); break;
		case 'VAL_NULL': put(null); break;
		case 'VAL_NUM_INT': case 'VAL_NUM_FLOAT':
			check((what === 'VAL_NUM_INT') === /^-?\d+$/.test(rest),
			      line);
			put(Number(rest));
			break;
		case 'VAL_STR_START': text = ''; break;
		case 'VAL_STR_CHUNK': text += JSON.parse(rest); break;
		case 'VAL_STR_END':
			put(Buffer.from(text + JSON.parse(rest), 'latin1')
				.toString());
			break;
		default:
			break;
		}
	}
	same(stack.length, 1, 'brackets left open');
	return top[0];
}

// ---- texts

let seed = 1;
const random = (n) => {
	seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
	return (seed >>> 8) % n;
};
const strings = ['', 'a', 'x'.repeat(700), 'gr\u00fc\u00df', '\u20ac'.repeat(200),
	'\u{1f600}', '"\\\b\f\n\r\t/', '\u0001\u001f\u007f', ' : , [ ] { } ',
	'LEJPCB_VAL_TRUE', 'a b'];
const scalars = [0, -1, 1.5, 1e30, -2.5e-7, 4294967296, true, false, null];

function value(depth) {
	const n = random(depth ? 5 : 2);

	if (n === 0)
		return scalars[random(scalars.length)];
	if (n === 1)
		return strings[random(strings.length)];
	const count = random(5);
	if (n === 2)
		return Array.from({ length: count }, () => value(depth - 1));
	return Object.fromEntries(Array.from({ length: count }, (_, k) =>
		[`n${k}`, value(depth - 1)]));
}

const escaped = (text) => text.replace(/[^\0-\x7f]/g, (c) =>
	`\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

function same_as_node() {
	for (let n = 0; n < 24; n++) {
		const v = n % 2 ? [value(4)] : { top: value(4) };
		let text = JSON.stringify(v, null, [0, 1, '\t', '\r\n'][n % 4]);

		if (n % 3 === 0)
			text = escaped(text);
		for (const chunk of n % 8 ? [[]] : [['-c', '1'], ['-c7'],
						    ['--chunk=65535']]) {
			const r = run(text, ...chunk);

			same(r.status, 0, `${text}: ${r.err}`);
			same(r.lines[r.lines.length - 1], 'complete', text);
			same(JSON.stringify(build(r.lines)), JSON.stringify(v),
			     `${chunk}`);
		}
	}
}

function lines() {
	const r = run('{"a":[1,"x"],"b":{"c":[true]}}\n', '-p', 'a[]',
		      '--path', 'b.*');

	same(r.lines.join('\n'), [
		'LEJPCB_CONSTRUCTED',
		'LEJPCB_START',
		'LEJPCB_OBJECT_START',
		'  LEJPCB_PAIR_NAME at a',
		'  LEJPCB_ARRAY_START at a[]  (is a[])',
		'    LEJPCB_VAL_NUM_INT at a[] [0]: 1  (is a[])',
		'    LEJPCB_VAL_STR_START at a[] [1]  (is a[])',
		'    LEJPCB_VAL_STR_END at a[] [1]: "x"  (is a[])',
		'  LEJPCB_ARRAY_END at a[]  (is a[])',
		'  LEJPCB_PAIR_NAME at b',
		'  LEJPCB_OBJECT_START at b',
		'    LEJPCB_PAIR_NAME at b.c  (is b.*)',
		'    LEJPCB_ARRAY_START at b.c[]  (is b.*)',
		'      LEJPCB_VAL_TRUE at b.c[] [0]  (is b.*)',
		'    LEJPCB_ARRAY_END at b.c[]  (is b.*)',
		'  LEJPCB_OBJECT_END at b',
		'LEJPCB_OBJECT_END',
		'LEJPCB_COMPLETE',
		'LEJPCB_DESTRUCTED',
		'complete',
	].join('\n'), 'lines');
}

// ---- what is wrong

function refusals() {
	for (const [text, why] of [
		['', /not complete/], ['{"a":[1', /not complete/],
		['{"a":}', /line 1/], ['[1,\n\n2}', /line 3/], ['nonsense', /./],
		['{"a":1}{', /more than one/], ['{}   \n x', /more than one/],
		['{"a":"\\x"}', /./], ['{"a":tru}', /./],
		['['.repeat(40), /./],
	])
		for (const chunk of ['1', '512']) {
			const r = run(text, '-c', chunk);

			same(r.status, 1, text);
			check(why.test(r.err) && /^no JSON: line \d+: /.test(r.err),
			      `${text}: ${r.err}`);
			check(!r.lines.includes('complete'), text);
			same(r.lines.includes('LEJPCB_FAILED') ||
			     r.lines.some((l) => / ?LEJPCB_FAILED at/.test(l)),
			     !/not comp|more than/.test(r.err), `${text} failed`);
		}
	same(run('{}  \r\n\t ').status, 0, 'blanks behind it');
}

function options() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-lejp-'));
	const file = path.join(folder, 'a.json');
	let r = run('', '--help');

	check(r.status === 0 && r.lines.join().includes('--path'), 'help');
	fs.writeFileSync(file, '[1]');
	r = spawnSync(program, [...before, 'a.json', '-q'], { cwd: folder,
		encoding: 'latin1', timeout: 60000 });
	same(`${r.status} ${r.stdout.trim()}`, '0 complete', 'a file');
	for (const bad of [['--frobnicate'], ['-c'], ['-c', '0'], ['a', 'b'],
			   [path.join(folder, 'none')], [folder]]) {
		r = run('[1]', ...bad);
		check(r.status === 1 && r.err, `${bad}: ${r.status} ${r.err}`);
	}
	fs.rmSync(folder, { recursive: true });
}

lines();
same_as_node();
refusals();
options();
checks.end('test-lejp', 100);
