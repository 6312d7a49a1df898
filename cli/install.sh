#!/bin/sh
# Installs what the program says about itself. usage: install.sh PROGRAM MANDIR DATADIR
set -eu
man=$MESON_INSTALL_DESTDIR_PREFIX/$2/man1
data=$MESON_INSTALL_DESTDIR_PREFIX/$3
mkdir -p "$man" "$data/bash-completion/completions" "$data/zsh/site-functions" "$data/fish/vendor_completions.d"
"$1" manual --split "$man"
"$1" completion bash > "$data/bash-completion/completions/pgplumb"
"$1" completion zsh > "$data/zsh/site-functions/_pgplumb"
"$1" completion fish > "$data/fish/vendor_completions.d/pgplumb.fish"
