#!/bin/sh
# rootfs.sh PROGRAM DIRECTORY: the files of the image: the program, the libraries that it loads, a user and certificates.
# The Dockerfile and the tests make images of it.
set -eu
program=$1 root=$2
mkdir -p "$root/usr/bin" "$root/etc/ssl/certs" "$root/schema" "$root/tmp"
chmod 1777 "$root/tmp"
install -m 755 "$program" "$root/usr/bin/pgplumb"
# Some are loaded when they are needed (engine/base/library.h), under the versions that the program names.
needed=$(grep -aoE 'lib(git2|curl)\.so\.[0-9.]+' "$program" | sort -u | while read -r name; do
    PATH=$PATH:/sbin:/usr/sbin ldconfig -p | sed -n "s|^[[:space:]]*$name (.* => ||p" | head -n 1
done)
for library in $needed; do
    install -D -m 644 "$library" "$root$library"
done
# The loader's list: "libx.so => /path (address)", and the loader itself without an arrow.
# shellcheck disable=SC2086 # a list
ldd "$program" $needed | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
# Name servers are asked through a library that glibc loads by itself.
for library in /lib/*-linux-gnu/libnss_dns.so.2 /lib/*-linux-gnu/libnss_files.so.2 /lib/*-linux-gnu/libresolv.so.2; do
    [ ! -e "$library" ] || { mkdir -p "$root$(dirname "$library")" && cp -L "$library" "$root$library"; }
done
printf 'root:x:0:0::/:/sbin/nologin\npgplumb:x:65532:65532::/:/sbin/nologin\n' >"$root/etc/passwd"
printf 'root:x:0:\npgplumb:x:65532:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
