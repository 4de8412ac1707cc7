// SPDX-License-Identifier: MIT
//
// The test server's page in headless Chromium:
//   node browser.js [--screenshots FOLDER] RESOURCES PROGRAM...
//
// playwright-core is looked for in LWS_NODE_MODULES, Chromium where Debian
// has it or at LWS_CHROMIUM; without one of them the status is 77.

'use strict';

const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');
const programs = require('../peers/programs.js');

const args = process.argv.slice(2);
let screenshots = null;

if (args[0] === '--screenshots')
	screenshots = args.splice(0, 2)[1];
const [resources, ...command] = args;

const { chromium } = programs.load('playwright-core');
const executable = process.env.LWS_CHROMIUM || '/usr/bin/chromium';

if (!fs.existsSync(executable))
	programs.skip('chromium is not installed');

const { stop } = programs;
const checks = new programs.Checks();
const { check } = checks;

const serve = (port) => programs.serve(command.concat(
	['-p', port, '-i', '127.0.0.1', '-r', resources, '-m', '1000000']));

// ------------------------------------------------------------- pages

// What a page says that it should not. While the server is away, failing
// connections are what is asked for.
let away = false;
const complaints = [];

async function open(browser, url, options) {
	const context = await browser.newContext(options);
	const page = await context.newPage();

	page.on('console', (m) => {
		// it is this test that reads the canvas back
		if (!away && !m.text().includes('willReadFrequently') &&
		    (m.type() === 'error' || m.type() === 'warning'))
			complaints.push(m.text());
	});
	page.on('pageerror', (e) => complaints.push(e.message));
	page.on('requestfailed', (r) => complaints.push(
		`${r.url()}: ${r.failure().errorText}`));
	page.on('response', (r) => {
		if (r.status() >= 400 && r.status() !== 413)
			complaints.push(`${r.url()}: ${r.status()}`);
	});
	await page.goto(url);
	await connected(page);
	return page;
}

const connected = (page) => page.waitForFunction(() =>
	document.getElementById('overall').dataset.state === 'connected',
	null, { timeout: 60000 });

const number = async (page) =>
	Number(await page.textContent('#counter'));

async function shot(page, name) {
	if (screenshots)
		await page.screenshot({ path: path.join(screenshots,
			`${name}.png`), fullPage: true });
}

// ------------------------------------------------------------- the tests

async function counts(page) {
	await page.waitForFunction(() =>
		Number(document.getElementById('counter').textContent) > 20);
	const before = await number(page);
	await page.click('#counter-reset');
	await page.waitForFunction((n) =>
		Number(document.getElementById('counter').textContent) < n,
		before);
	check(await number(page) < before, 'reset');

	// closed by the server, it comes back by itself, from 0
	await page.click('#counter-close');
	await page.waitForFunction(() =>
		document.getElementById('counter-state').dataset.state !==
		'connected');
	await connected(page);
	await page.waitForFunction(() =>
		Number(document.getElementById('counter').textContent) > 3);
}

const pixels = (page) => page.evaluate(() => {
	const c = document.getElementById('mirror');
	const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
	let hash = 0, drawn = 0;

	for (let n = 0; n < d.length; n += 4) {
		if (d[n + 3])
			drawn++;
		hash = (Math.imul(hash, 31) + (d[n] << 24 | d[n + 1] << 16 |
			d[n + 2] << 8 | d[n + 3])) | 0;
	}
	return { hash, drawn };
});

// the canvas in the middle of the window, and where that is
async function canvasBox(page) {
	await page.evaluate(() => document.getElementById('mirror')
		.scrollIntoView({ block: 'center', behavior: 'instant' }));
	return page.locator('#mirror').boundingBox();
}

async function stroke(page, points) {
	const box = await canvasBox(page);

	for (const [n, [x, y]] of points.entries()) {
		await page.mouse.move(box.x + x * box.width,
				      box.y + y * box.height, { steps: 8 });
		if (!n)
			await page.mouse.down();
	}
	await page.mouse.up();
}

// both show the same, and not what they showed before
async function same(a, b, before, what) {
	let pa, pb;

	// what was drawn last may still be on its way
	for (let n = 0; n < 100; n++) {
		pa = await pixels(a);
		pb = await pixels(b);
		if (pa.hash !== before.hash && pa.hash === pb.hash)
			break;
		await new Promise((r) => setTimeout(r, 50));
	}
	check(pa.drawn && pa.hash !== before.hash && pa.hash === pb.hash,
	      `${what}: ${JSON.stringify([before, pa, pb])}`);
	return pa;
}

async function mirrors(a, b) {
	let now = await pixels(a);

	await a.check('input[value="#d93a3a"]');
	await stroke(a, [[.1, .2], [.4, .8], [.9, .3]]);
	now = await same(a, b, now, 'drawn by the first');

	await b.check('input[value="#1d9a55"]');
	await stroke(b, [[.2, .9], [.5, .1], [.8, .9]]);
	now = await same(a, b, now, 'drawn by the second');

	await a.focus('#mirror');
	for (let i = 0; i < 10; i++)
		await a.keyboard.press('ArrowDown');
	await same(a, b, now, 'drawn by keys');
}

async function touches(phone, other) {
	const before = await pixels(other);
	const box = await canvasBox(phone);

	await phone.touchscreen.tap(box.x + box.width / 5,
				    box.y + box.height / 10);
	await same(other, phone, before, 'touch');
}

async function lists(page, count) {
	await page.waitForFunction((n) =>
		document.getElementById('status-count').textContent ===
			String(n) &&
		document.querySelectorAll('#status-list li').length === n,
		count, { timeout: 20000 });
	const text = await page.textContent('#status-list');

	check(text.includes('127.0.0.1') && /Chrome/.test(text),
	      `connections: ${text}`);
}

async function uploads(page) {
	const data = crypto.randomBytes(300001);
	const hash = crypto.createHash('sha256').update(data).digest('hex');

	await page.fill('#text', 'gr\u00fc\u00dfe <b>&amp;</b> "x"');
	await page.setInputFiles('#file', { name: 'a "b".bin',
		mimeType: 'application/octet-stream', buffer: data });
	await page.click('#send');
	await page.waitForSelector('#result .hash');
	check(await page.textContent('#result .hash') === hash, 'the hash');
	const text = await page.textContent('#result');

	check(text.includes('gr\u00fc\u00dfe <b>&amp;</b> "x"'), `text: ${text}`);
	check(text.includes('300001'), `size: ${text}`);

	// without a file
	await page.setInputFiles('#file', []);
	await page.click('#send');
	await page.waitForFunction(() =>
		document.getElementById('result').textContent.includes('(none)'));
}

// over the limit of -m: said so, not just cut off
async function refuses(page) {
	away = true;
	await page.setInputFiles('#file', { name: 'big.bin',
		mimeType: 'application/octet-stream',
		buffer: Buffer.alloc(1000001) });
	await page.click('#send');
	await page.waitForSelector('#result.failed dl');
	check(/too large/.test(await page.textContent('#result')),
	      await page.textContent('#result'));
	await page.setInputFiles('#file', []);
	away = false;
}

async function fits(page) {
	const wide = await page.evaluate(() => [
		document.documentElement.scrollWidth,
		document.documentElement.clientWidth]);

	check(wide[0] <= wide[1], `wider than the window: ${wide}`);
	const small = await page.evaluate(() =>
		[...document.querySelectorAll('button, form input')]
			.filter((b) => b.getBoundingClientRect().height < 44)
			.map((b) => b.id));
	check(!small.length, `too small for a finger: ${small}`);
	const unnamed = await page.evaluate(() =>
		[...document.querySelectorAll('input')]
			.filter((i) => !i.labels.length &&
				!i.getAttribute('aria-label'))
			.map((i) => i.id || i.name));
	check(!unnamed.length, `without a label: ${unnamed}`);
}

// the form is of use without script too
async function scriptless(browser, url) {
	const context = await browser.newContext({ javaScriptEnabled: false });
	const page = await context.newPage();

	await page.goto(url);
	await page.fill('#text', 'no <script> & all');
	await page.setInputFiles('#file', { name: 'x.txt',
		mimeType: 'text/plain', buffer: Buffer.from('abc') });
	await page.click('#send');
	const text = await page.textContent('dl');

	check(text.includes('no <script> & all') && text.includes('x.txt') &&
	      text.includes(crypto.createHash('sha256').update('abc')
		.digest('hex')), `without script: ${text}`);
	await context.close();
}

async function comesBack(pages, server) {
	away = true;
	await stop(server);
	for (const p of pages)
		await p.waitForFunction(() =>
			document.getElementById('overall').dataset.state ===
			'waiting');
	await shot(pages[0], 'away');
	const again = await serve(server.port);

	for (const p of pages)
		await connected(p);
	away = false;
	await pages[0].waitForFunction(() =>
		Number(document.getElementById('counter').textContent) > 3);
	return again;
}

async function run(browser) {
	let server = await serve(0);
	const url = `http://127.0.0.1:${server.port}/`;
	const a = await open(browser, url,
			     { viewport: { width: 1280, height: 900 } });
	const phone = await open(browser, url, {
		viewport: { width: 360, height: 740 }, deviceScaleFactor: 2,
		hasTouch: true, isMobile: true, colorScheme: 'dark' });

	await counts(a);
	await lists(a, 2);
	await lists(phone, 2);
	await mirrors(a, phone);
	await touches(phone, a);
	await uploads(a);
	await uploads(phone);
	for (const page of [a, phone])
		await fits(page);
	await shot(a, 'desktop');
	await shot(phone, 'phone');
	await refuses(a);
	await scriptless(browser, url);
	server = await comesBack([a, phone], server);
	await mirrors(phone, a).catch((e) => check(false, e.message));
	await phone.context().close();
	await lists(a, 1);
	check(!complaints.length, `complaints: ${complaints.join('\n')}`);
	await stop(server);
}

async function main() {
	const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'lws-browser-'));
	const browser = await chromium.launch({
		executablePath: executable, headless: true,
		args: ['--headless', '--no-sandbox', '--disable-gpu',
		       '--disable-quic', '--no-first-run',
		       '--disable-background-networking',
		       '--disable-component-update', '--disable-sync'],
		env: { ...process.env, HOME: profile },
	});

	try {
		await run(browser);
	} catch (e) {
		check(false, e.stack);
		check(!complaints.length, complaints.join('\n'));
	}
	await browser.close();
	fs.rmSync(profile, { recursive: true, force: true });
	checks.end('browser');
}

main();
