#!/usr/bin/env python3
"""symlinks.py PACKAGE: make the links that an unpacked embedded-postgres package lists in native/pg-symlinks.json."""
import json
import os
import sys

os.chdir(sys.argv[1])
with open('native/pg-symlinks.json') as links:
    for link in json.load(links):
        target, source = link['target'], link['source']
        if not os.path.lexists(target):
            os.symlink(os.path.relpath(source, os.path.dirname(target)), target)
