#!/bin/sh
# Installs what is missing to build (a C compiler, for the embedded database) or, with "test", also to check the code
# and what it writes.
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

# Debian packages for the tests, one per line: what documents are made, read and looked at with.
packages="
chromium
fonts-dejavu-core
hyphen-de
hyphen-en-gb
poppler-utils
weasyprint
"
missing=""
# With the headers: a compiler alone is not enough.
printf '#include <stdlib.h>\n' | cc -fsyntax-only -x c - >/dev/null 2>&1 || missing="gcc libc6-dev"
if [ "${1:-build}" = test ] && command -v dpkg-query >/dev/null 2>&1; then
    for package in $packages; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
            missing="$missing $package"
    done
    # Node.js also comes from elsewhere, with npm in the same package.
    command -v node >/dev/null 2>&1 || missing="$missing nodejs"
    command -v npm >/dev/null 2>&1 || missing="$missing npm"
fi

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing (as Debian packages): $missing. Install them with the means of this system." >&2
        exit 1
    fi
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Missing: run \"apt-get install $missing\" as root." >&2
            exit 1
        fi
        as_root="sudo"
    fi
    echo "Installing Debian packages: $missing" >&2
    install() {
        # shellcheck disable=SC2086 # one word for each package
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
    }
    # The lists of packages may be old or absent: then once more with new ones.
    install || { $as_root apt-get update -q && install; }
fi

# The checker of accessibility, when it is absent or another one than the lock file says.
axe=tests/tools/axe
if [ "${1:-build}" = test ] && ! [ "$axe/node_modules/.package-lock.json" -nt "$axe/package-lock.json" ]; then
    npm ci --ignore-scripts --no-audit --no-fund --prefix "$axe"
    touch "$axe/node_modules/.package-lock.json"
fi
