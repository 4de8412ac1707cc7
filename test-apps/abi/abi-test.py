#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs check-abi as a test of the project.

    abi-test.py headers SOURCE_DIR BINARY_DIR
        the public headers with Debian's configuration, which is made here from
        cmake/lws_config.h.in and config.tsv, so that it does not matter what
        the build at hand contains

    abi-test.py build SOURCE_DIR BINARY_DIR
        the public headers with the configuration of this build; skipped when
        that is not Debian's

    abi-test.py symbols SOURCE_DIR BINARY_DIR LIBRARY
        prints how many of the symbols are there; fails when one of exported.txt
        is not

    abi-test.py list SOURCE_DIR BINARY_DIR LIBRARY
        prints what exported.txt should contain for this library

Returns 0 if all is well, 1 if not, 77 if the machine lacks what it takes.
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import debian_config  # noqa: E402
from debian_config import facts  # noqa: E402

HERE = os.path.dirname(os.path.realpath(__file__))
SKIP = 77


def skip(why):
    print('skipped: ' + why)
    return SKIP


def compiler_lacks():
    """what the headers need from the system, or None if it is all there"""
    cc = os.environ.get('ABI_CC', 'gcc')
    for what in 'openssl/ssl.h', 'sys/capability.h':
        try:
            r = subprocess.run([cc, '-E', '-x', 'c', '-'], text=True,
                               input='#include <%s>\n' % what,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        except OSError:
            return cc
        if r.returncode:
            return what
    return None


def check(include_dir, only, lib=None, cflags=''):
    env = dict(os.environ, CC=os.environ.get('ABI_CC', 'gcc'), CFLAGS=cflags)
    cmd = [sys.executable, os.path.join(HERE, 'check-abi'), '--all',
           '--only', only, include_dir] + ([lib] if lib else [])
    return subprocess.run(cmd, env=env).returncode


def headers(source, binary):
    config = os.path.join(binary, 'debian', 'lws_config.h')
    debian_config.write(os.path.join(source, 'cmake', 'lws_config.h.in'),
                        config)
    flags = '-I ' + os.path.dirname(config)
    include = os.path.join(source, 'include')
    bad = check(include, 'structs,typedefs,enums,macros,functions,unexported',
                cflags=flags)
    print('with NDEBUG:')
    sys.stdout.flush()
    bad |= check(include, 'structs,typedefs,enums,functions',
                 cflags=flags + ' -DNDEBUG')
    return 1 if bad else 0


def build(source, binary):
    """the switches that some declaration depends on have to be Debian's"""
    include = os.path.join(binary, 'include')
    with open(os.path.join(include, 'lws_config.h')) as f:
        on = set(re.findall(r'^#define (\w+)', f.read(), re.M))
    used = set()
    for f in facts('conditions.tsv'):
        used.update(re.findall(r'defined\((LWS_\w+)\)', f[3]))
    rows = {f[0]: f[1] for f in facts('config.tsv')}
    differ = sorted(n for n in used if n in rows
                    and (rows[n] == 'empty') != (n in on))
    if differ:
        return skip('this build is configured in another way than Debian: '
                    + ', '.join(('no ' if n not in on else '') + n
                                for n in differ))
    return check(os.path.join(source, 'include'),
                 'structs,typedefs,enums,macros,functions',
                 cflags='-I ' + include)


def exports(lib):
    """name -> size of an object, or None for a function"""
    from elftools.elf.elffile import ELFFile
    with open(lib, 'rb') as f:
        table = ELFFile(f).get_section_by_name('.dynsym')
        return {s.name: s['st_size'] if s['st_info']['type'] == 'STT_OBJECT'
                else None
                for s in table.iter_symbols()
                if s['st_shndx'] != 'SHN_UNDEF' and s.name}


def symbols(source, lib):
    have = exports(lib)
    want = [f[0] for f in facts('functions.tsv')]
    print('%d of the %d symbols are exported'
          % (sum(n in have for n in want), len(want)))
    lost = [f[0] for f in facts('exported.txt') if f[0] not in have]
    for name in lost:
        print('%s: was exported, and is not any more' % name)
    size = {f[0]: int(f[4].split('=')[1]) for f in facts('functions.tsv')
            if f[1] == 'data'}
    odd = [n for n in size if n in have and have[n] != size[n]]
    for name in odd:
        print('%s: has size %s, expected %d' % (name, have[name], size[name]))
    return 1 if lost or odd else 0


def listing(lib):
    have = exports(lib)
    print('# Symbols that the library must not lose again; made with\n'
          '# abi-test.py list')
    for f in facts('functions.tsv'):
        if f[0] in have:
            print(f[0])
    return 0


def main():
    try:
        import elftools  # noqa: F401
    except ImportError:
        return skip('python3-pyelftools is missing')
    mode, source, binary = sys.argv[1:4]
    if mode in ('headers', 'build'):
        lacks = compiler_lacks()
        if lacks:
            return skip(lacks + ' is missing')
    if mode == 'headers':
        return headers(source, binary)
    if mode == 'build':
        return build(source, binary)
    if mode == 'symbols':
        return symbols(source, sys.argv[4])
    if mode == 'list':
        return listing(sys.argv[4])
    print('no mode ' + mode)
    return 1


if __name__ == '__main__':
    sys.exit(main())
