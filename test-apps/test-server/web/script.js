// SPDX-License-Identifier: MIT
'use strict';

const $ = (id) => document.getElementById(id);

// ------------------------------------------------------------- connections

// A WebSocket that comes back: after half a second at first, then later and
// later, and at once when the device is online again.
class Link {
	constructor(protocol, pill, handlers) {
		this.protocol = protocol;
		this.pill = pill;
		this.handlers = handlers;
		this.delay = 500;
		this.timer = 0;
		Link.all.push(this);
		this.connect();
	}

	show(state, text) {
		this.state = state;
		this.pill.dataset.state = state;
		this.pill.textContent = text;
		showOverall();
	}

	connect() {
		const url = new URL(location.href);

		clearTimeout(this.timer);
		this.timer = 0;
		url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
		url.hash = '';
		this.show('connecting', 'connecting');
		this.ws = new WebSocket(url, this.protocol);
		this.ws.onopen = () => {
			this.delay = 500;
			this.show('connected', 'connected');
			if (this.handlers.open)
				this.handlers.open();
		};
		this.ws.onmessage = (e) => this.handlers.message(e.data);
		this.ws.onclose = () => this.again();
	}

	again() {
		// so that many clients do not come back at the same moment
		const wait = this.delay * (1 + Math.random() / 4);

		this.delay = Math.min(this.delay * 2, 10000);
		this.show('waiting', `again in ${Math.ceil(wait / 1000)} s`);
		this.timer = setTimeout(() => this.connect(), wait);
	}

	hurry() {
		if (this.timer) {
			this.delay = 500;
			this.connect();
		}
	}

	send(text) {
		if (this.ws.readyState !== WebSocket.OPEN)
			return false;
		this.ws.send(text);
		return true;
	}
}

Link.all = [];

function showOverall() {
	const states = Link.all.map((l) => l.state);
	const pill = $('overall');
	let state = 'connected', text = 'connected';

	if (states.includes('waiting')) {
		state = 'waiting';
		text = 'reconnecting';
	} else if (states.includes('connecting')) {
		state = 'connecting';
		text = 'connecting';
	}
	if (pill.textContent !== text)
		pill.textContent = text;
	pill.dataset.state = state;
}

const hurryAll = () => Link.all.forEach((l) => l.hurry());

window.addEventListener('online', hurryAll);
document.addEventListener('visibilitychange', () => {
	if (!document.hidden)
		hurryAll();
});

// ------------------------------------------------------------- the counter

const counter = new Link('dumb-increment-protocol', $('counter-state'), {
	message(text) {
		$('counter').textContent = text;
		$('counter-meter').style.width = `${Number(text) % 101}%`;
	},
});

$('counter-reset').addEventListener('click', () => counter.send('reset\n'));
$('counter-close').addEventListener('click', () => counter.send('closeme\n'));

// ------------------------------------------------------------- connections

function since(seconds) {
	const s = Math.max(0, Math.round(Date.now() / 1000 - seconds));

	if (s < 60)
		return `${s} s`;
	if (s < 3600)
		return `${Math.floor(s / 60)} min`;
	return `${Math.floor(s / 3600)} h`;
}

let connections = [];

function showConnections() {
	$('status-list').replaceChildren(...connections.map((c) => {
		const li = document.createElement('li');
		const who = document.createElement('strong');
		const what = document.createElement('span');

		who.textContent = c.peer;
		li.append(who, ` for ${since(c.time)}`);
		what.textContent = c.ua || 'no user agent given';
		li.append(what);
		return li;
	}));
}

new Link('lws-status', $('status-state'), {
	message(text) {
		const s = JSON.parse(text);

		connections = s.conns;
		$('about').textContent = `${s.version} on ${s.hostname}` +
			(s.tls ? ', TLS' : '');
		$('status-count').textContent = s.wsi;
		showConnections();
	},
});
setInterval(showConnections, 10000);

// ------------------------------------------------------------- the drawing

// Coordinates on the wire are those of the canvas: 1000 by 600, whatever size
// it is shown at.
const canvas = $('mirror');
const pen = canvas.getContext('2d');
const colors = [
	['#2f6fed', 'blue'], ['#d93a3a', 'red'], ['#1d9a55', 'green'],
	['#e08a00', 'orange'], ['#a246d6', 'violet'], ['#808a99', 'grey'],
];

for (const [value, name] of colors) {
	const label = document.createElement('label');
	const input = document.createElement('input');
	const text = document.createElement('span');

	input.type = 'radio';
	input.name = 'color';
	input.value = value;
	input.style.color = value;
	input.checked = value === colors[0][0];
	text.className = 'hidden';
	text.textContent = name;
	label.append(input, text);
	$('colors').append(label);
}

const color = () => document.querySelector('input[name=color]:checked').value;

// what is not of this form is not drawn
const stroke = /^d (#[0-9a-f]{6}) (\d{1,4}) (\d{1,4}) (\d{1,4}) (\d{1,4}) (\d{1,2})$/;

const mirror = new Link('lws-mirror-protocol', $('mirror-state'), {
	message(text) {
		for (const one of text.split(';')) {
			const m = stroke.exec(one);

			if (m)
				draw(m[1], ...m.slice(2).map(Number));
		}
	},
});

function draw(c, x1, y1, x2, y2, width) {
	pen.strokeStyle = c;
	pen.lineWidth = width;
	pen.lineCap = 'round';
	pen.beginPath();
	pen.moveTo(x1, y1);
	// a canvas does not draw lines without a length
	pen.lineTo(x2 + (x1 === x2 && y1 === y2 ? .01 : 0), y2);
	pen.stroke();
}

let queue = [];

// One message for what happened within one frame. It is drawn when it comes
// back, so everybody sees the same.
function line(x1, y1, x2, y2) {
	if (!queue.length)
		requestAnimationFrame(() => {
			mirror.send(queue.join(''));
			queue = [];
		});
	if (queue.length < 80)
		queue.push(`d ${color()} ${x1} ${y1} ${x2} ${y2} ` +
			   `${$('width').value};`);
}

const clamp = (v, max) => Math.max(0, Math.min(max, Math.round(v)));

function position(e) {
	const r = canvas.getBoundingClientRect();

	return [clamp((e.clientX - r.left) / r.width * 1000, 1000),
		clamp((e.clientY - r.top) / r.height * 600, 600)];
}

const pointers = new Map();

canvas.addEventListener('pointerdown', (e) => {
	const at = position(e);

	canvas.setPointerCapture(e.pointerId);
	pointers.set(e.pointerId, at);
	line(...at, ...at);
});
canvas.addEventListener('pointermove', (e) => {
	let from = pointers.get(e.pointerId);

	if (!from)
		return;
	const events = e.getCoalescedEvents ? e.getCoalescedEvents() : [];
	for (const one of events.length ? events : [e]) {
		const to = position(one);

		line(...from, ...to);
		from = to;
	}
	pointers.set(e.pointerId, from);
});
for (const end of ['pointerup', 'pointercancel'])
	canvas.addEventListener(end, (e) => pointers.delete(e.pointerId));

let key = [500, 300];

canvas.addEventListener('keydown', (e) => {
	const step = { ArrowLeft: [-12, 0], ArrowRight: [12, 0],
		       ArrowUp: [0, -12], ArrowDown: [0, 12] }[e.key];

	if (!step)
		return;
	e.preventDefault();
	const to = [clamp(key[0] + step[0], 1000), clamp(key[1] + step[1], 600)];
	line(...key, ...to);
	key = to;
});

$('mirror-clear').addEventListener('click', () =>
	pen.clearRect(0, 0, canvas.width, canvas.height));

// ------------------------------------------------------------- the form

function showResult(failed, rows) {
	const dl = document.createElement('dl');

	for (const [name, value, className] of rows) {
		const dt = document.createElement('dt');
		const dd = document.createElement('dd');

		dt.textContent = name;
		dd.textContent = value;
		if (className)
			dd.className = className;
		dl.append(dt, dd);
	}
	$('result').className = failed ? 'failed' : '';
	$('result').replaceChildren(dl);
}

function showAnswer(request) {
	let a;

	try {
		a = JSON.parse(request.responseText);
	} catch {
		a = null;
	}
	if (request.status === 413)
		return showResult(true, [['Refused', 'the file is too large']]);
	if (request.status !== 200 || !a)
		return showResult(true, [['Failed', `status ${request.status}`]]);

	const rows = [['Text', a.text || '(none)']];
	if (a.sha256)
		rows.push(['File', a.name], ['Bytes', a.bytes],
			  ['SHA-256', a.sha256, 'hash']);
	else
		rows.push(['File', '(none)']);

	return showResult(false, rows);
}

$('form').addEventListener('submit', (e) => {
	const request = new XMLHttpRequest();
	const progress = $('progress');
	const over = () => {
		progress.hidden = true;
		$('send').disabled = false;
	};

	e.preventDefault();
	$('send').disabled = true;
	$('result').replaceChildren();
	progress.value = 0;
	progress.hidden = false;
	request.open('POST', $('form').action);
	request.setRequestHeader('Accept', 'application/json');
	request.upload.onprogress = (p) => {
		if (p.lengthComputable)
			progress.value = p.loaded / p.total;
	};
	request.onload = () => {
		over();
		showAnswer(request);
	};
	request.onerror = () => {
		over();
		showResult(true, [['Failed', 'the server cannot be reached']]);
	};
	request.send(new FormData($('form')));
});
