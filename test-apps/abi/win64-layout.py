#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a C file that fails to compile for 64-bit Windows when a public struct
does not have the layout that structs.txt and structs-win64.txt give for it.

    win64-layout.py PART OUTPUT.c

PART is A, the layouts without TLS, IPv6 and system messages, or B, those with
all the switches of Debian.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.realpath(__file__))


def read(name):
    """yields (part, c type or None for "absent", tag, size, members)"""
    part, rec = '', None
    with open(os.path.join(HERE, name)) as f:
        for line in f:
            line = line.rstrip('\n')
            m = re.match(r'# part ([AB])', line)
            if m:
                part = m.group(1)
            if not line or line.startswith('#'):
                continue
            f_ = line.split('\t')
            if f_[0] == '':
                rec[4].append(f_[1:])
                continue
            if rec:
                yield rec
            rec = None
            if f_[0] == 'absent':
                yield (part, None, f_[1], 0, [])
            elif f_[0].split(' ')[0] in ('struct', 'union'):
                kv = dict(x.split('=', 1) for x in f_[1:])
                tag = f_[0].split(' ', 1)[1]
                ctype = f_[0] if tag != '-' else kv['typedef']
                rec = (part, ctype, kv.get('typedef') or tag,
                       int(kv['size']), [])
    if rec:
        yield rec


def asserts(out, n, rec):
    _, ctype, tag, size, members = rec
    out.append('CHECK(%d, sizeof(%s) == %d)' % (n, ctype, size))
    for offset, msize, _, name in members:
        if ':' in offset:       # a bit-field has no address
            continue
        n += 1
        out.append('CHECK(%d, offsetof(%s, %s) == %s)'
                   % (n, ctype, name, offset))
        n += 1
        out.append('CHECK(%d, sizeof(((%s *)0)->%s) == %s)'
                   % (n, ctype, name, msize))
    return n + 1


def main():
    common = {r[2]: r for r in read('structs.txt')}
    parts = {'A': dict(common), 'B': dict(common)}
    for rec in read('structs-win64.txt'):
        if rec[1] is None:
            parts[rec[0]].pop(rec[2], None)
        elif rec[2] in parts[rec[0]]:
            parts[rec[0]][rec[2]] = rec
    out = ['/* made by win64-layout.py */',
           '#include <stdio.h>',
           '#include <stddef.h>',
           '#include <libwebsockets.h>',
           '#define CHECK(n, x) typedef char check_##n[(x) ? 1 : -1];',
           '']
    n = 0
    for rec in parts[sys.argv[1]].values():
        n = asserts(out, n, rec)
    out += ['',
            'int main(void)', '{',
            '\tprintf("%d facts about layouts hold\\n");' % n,
            '\treturn 0;',
            '}']
    with open(sys.argv[2], 'w') as f:
        f.write('\n'.join(out) + '\n')


main()
