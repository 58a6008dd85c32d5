#!/bin/sh
# Installs what building needs and is missing: a C compiler for the embedded database. Asks for nothing, changes nothing else.
set -eu

if ! command -v cargo >/dev/null 2>&1; then
    echo "cargo is missing: install Rust first, see https://www.rust-lang.org/tools/install" >&2
    exit 1
fi

missing=""
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "please install:$missing" >&2
    exit 1
fi

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

echo "installing$missing"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
as_root apt-get install -y -q --no-install-recommends $missing ||
    { as_root apt-get update -q && as_root apt-get install -y -q --no-install-recommends $missing; }
