# SPDX-License-Identifier: MIT
"""Reads cases.txt: what its header describes becomes Case objects."""

import itertools
import random
import re
import struct


class Case:
    def __init__(self, ident, group, ref, attrs, title, script):
        self.id, self.group, self.ref = ident, group, ref
        self.attrs, self.title = attrs, title
        self.steps = split_steps(script)
        self.offer = next((a[4:] for a in attrs if a.startswith("pmd:")), None)

    def has(self, attr):
        return attr in self.attrs


def split_steps(script):
    """[(">" or "<", words)]"""
    words = re.findall(r'(?:"[^"]*"|[^\s"])+', script)
    steps = []
    for w in words:
        if w in (">", "<"):
            steps.append((w, []))
        else:
            steps[-1][1].append(w)
    return steps


def load(path):
    cases, group, ref = [], "", ""
    with open(path, encoding="utf-8") as f:
        for line in f:
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("= "):
                group, ref, title = [p.strip() for p in line[2:].split("|")]
                group = "%s: %s" % (group, title)
                continue
            cases += expand(line, group, ref)
    return cases


def expand(line, group, ref):
    ident, variables, attrs, title, script = \
        [p.strip() for p in line.split("|", 4)]
    names, values = [], []
    for v in variables.split():
        name, _, choices = v.partition("=")
        names.append(name)
        values.append(choices.split(","))
    out = []
    for n, combo in enumerate(itertools.product(*values), 1):
        def fill(text, combo=combo):
            for name, value in zip(names, combo):
                text = text.replace("$" + name, value)
            return text
        out.append(Case("%s.%d" % (ident, n) if names else ident, group, ref,
                        [a for a in fill(attrs).split(",") if a],
                        fill(title), fill(script)))
    return out


def payload(words):
    """what the words after the options of a frame stand for"""
    text = " ".join(words)
    m = re.fullmatch(r'(\d{1,5}) (.*)', text)
    if m:
        return struct.pack(">H", int(m.group(1)) & 65535) + \
            payload(m.group(2).split(" "))
    m = re.fullmatch(r'(\d+)\*"(.*)"', text)
    if m:
        n, unit = int(m.group(1)), m.group(2).encode()
        if max(unit) > 127:     # whole characters only, n of them at most
            return (unit * (n // len(unit) + 1))[:n // len(unit) * len(unit)]
        return (unit * (n // len(unit) + 1))[:n]
    if text.startswith("noise:"):
        return random.Random(int(text[6:])).randbytes(int(text[6:]))
    if text.startswith("hex:"):
        return bytes.fromhex(text[4:])
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].encode()
    raise ValueError("payload %r" % text)
