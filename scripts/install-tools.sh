#!/bin/sh
# Installs what is missing to build (a C compiler, for the embedded database) or, with "test", also to check the code
# (rustfmt, clippy, programs that tests run).
# Says how to get Rust when it is absent or too old. Asks nothing, and does nothing when all is there.
set -eu
cd "$(dirname "$0")/.."

rust="install it as https://www.rust-lang.org/tools/install says, open a new shell and try again"
if ! command -v cargo >/dev/null 2>&1; then
    echo "cargo, the builder of Rust, is missing: $rust" >&2
    exit 1
fi
needed=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
found=$(cargo --version | cut -d ' ' -f 2)
if [ "$(printf '%s\n' "$needed" "$found" | sort -V | head -n 1)" != "$needed" ]; then
    echo "Rust $needed is needed, cargo is of $found: run \"rustup update\"; without rustup, $rust" >&2
    exit 1
fi

if [ "${1:-build}" = test ]; then
    for part in fmt clippy; do
        cargo "$part" --version >/dev/null 2>&1 && continue
        if ! command -v rustup >/dev/null 2>&1; then
            echo "cargo $part is missing: install rustfmt and clippy from where cargo came" >&2
            exit 1
        fi
        rustup component add rustfmt clippy
    done
fi

packages=""
# With the headers: a compiler alone is not enough.
printf '#include <stdlib.h>\n' | cc -fsyntax-only -x c - >/dev/null 2>&1 || packages="gcc libc6-dev"
if [ "${1:-build}" = test ]; then
    # Programs that tests run, each with the Debian packages that bring it.
    while read -r tool wanted; do
        command -v "$tool" >/dev/null 2>&1 || packages="$packages $wanted"
    done <<END
dot graphviz fonts-dejavu-core
END
fi
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing (by their names in Debian): $packages. Install them with the means of this system." >&2
    exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "Something is missing: run \"apt-get install $packages\" as root." >&2
        exit 1
    fi
    as_root="sudo"
fi

echo "Installing Debian packages: $packages" >&2
install() {
    # shellcheck disable=SC2086 # several words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages
}
# The lists of packages may be old or absent: then once more with new ones.
install || { $as_root apt-get update -q && install; }
