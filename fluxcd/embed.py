#!/usr/bin/env python3
"""embed.py OUT FILE...: the files as C texts, in a table by name."""
import os
import sys


def literal(text):
    escaped = text.replace('\\', '\\\\').replace('"', '\\"').replace('?', '\\?')
    lines = escaped.split('\n')
    return '\n'.join(f'        "{line}\\n"' for line in lines[:-1]) or '        ""'


def main():
    out, *files = sys.argv[1:]
    with open(out, 'w', encoding='utf-8') as c:
        c.write('#include "fluxcd/template.h"\n\nconst flux_embedded flux_embedded_files[] = {\n')
        for path in sorted(files):
            with open(path, encoding='utf-8') as source:
                c.write(f'    {{"{os.path.basename(path)}",\n{literal(source.read())}}},\n')
        c.write('    {NULL, NULL},\n};\n')


if __name__ == '__main__':
    main()
