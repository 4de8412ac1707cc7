#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fills in cmake/lws_config.h.in the way that Debian's build does.

    debian_config.py TEMPLATE OUTPUT [SWITCH_TO_LEAVE_OFF ...]
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.realpath(__file__))


def facts(name):
    """the lines of a facts file, split at the tabs"""
    with open(os.path.join(HERE, name)) as f:
        for line in f:
            line = line.rstrip('\n')
            if line and not line.startswith('#'):
                yield line.split('\t')


def write(template, out, off=()):
    rows = {f[0]: f[1:] for f in facts('config.tsv')}

    def switch(m):
        on = rows.get(m.group(1), [''])[0] == 'empty' and m.group(1) not in off
        return ('#define %s' if on else '/* #undef %s */') % m.group(1)

    def value(m):
        return rows[m.group(1)][1].strip('"')

    with open(template) as f:
        text = f.read()
    text = re.sub(r'#cmakedefine (\w+)', switch, text)
    text = re.sub(r'@(\w+)@', value, text)
    os.makedirs(os.path.dirname(out), exist_ok=True)
    with open(out, 'w') as f:
        f.write(text)


if __name__ == '__main__':
    write(sys.argv[1], sys.argv[2], sys.argv[3:])
