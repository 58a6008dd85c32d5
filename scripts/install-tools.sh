#!/bin/sh
# Installs what is missing to build and run (a C compiler for the embedded database, programs that draw and print) or,
# with "test", also to check the code: the programs that read what we write.
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

# want PACKAGES CHECK...: these Debian packages are needed unless the check succeeds.
packages=""
want() {
    names="$1"
    shift
    "$@" >/dev/null 2>&1 || packages="$packages $names"
}
# With the headers: a compiler alone is not enough.
compiles() {
    printf '#include <stdlib.h>\n' | cc -fsyntax-only -x c -
}
# Debian's Python, because another one on the path does not have its packages.
python_has() {
    /usr/bin/python3 -c "import $1"
}

want "gcc libc6-dev" compiles
# The service itself runs these: pictures, and PDF of reports.
want "graphviz fonts-dejavu-core" command -v dot
want "weasyprint fonts-dejavu-core" command -v weasyprint
# Without them, long German words are not divided on paper.
want "hyphen-de hyphen-en-gb" test -e /usr/share/hyphen/hyph_de_DE.dic -a -e /usr/share/hyphen/hyph_en_GB.dic
# What browsers are given comes from npm while the program is built; the program itself runs without it.
want npm command -v npm
if [ "${1:-build}" = test ]; then
    want python3-networkx python_has networkx
    want python3-openpyxl python_has openpyxl
    want python3-jsonschema python_has jsonschema
    want python3-aiosmtpd python_has aiosmtpd
    want openssl command -v openssl
    want python3-venv python_has ensurepip
    want nodejs command -v node
    want curl command -v curl
    want chromium command -v chromium
    want poppler-utils command -v pdftotext
    want prometheus command -v prometheus
    want prometheus-alertmanager command -v prometheus-alertmanager
    want icinga2-bin test -x /usr/sbin/icinga2
    want haproxy test -x /usr/sbin/haproxy
    want pgbouncer test -x /usr/sbin/pgbouncer
fi

case "${1:-build}" in
    package)
        want musl-tools command -v musl-gcc
        want python3 command -v python3
        want dpkg command -v dpkg-deb
        target="$(uname -m)-unknown-linux-musl"
        if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
            if ! command -v rustup >/dev/null 2>&1; then
                echo "Rust for $target is missing: install it from where cargo came" >&2
                exit 1
            fi
            rustup target add "$target"
        fi
        ;;
    test-package) want mmdebstrap command -v mmdebstrap ;;
    test-container)
        want mmdebstrap command -v mmdebstrap
        want "podman crun" command -v podman
        ;;
esac

if [ -n "$packages" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "Missing: what Debian calls$packages. Install it with the means of this system." >&2
        exit 1
    fi
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "Packages are missing: run \"apt-get install$packages\" as root." >&2
            exit 1
        fi
        as_root="sudo"
    fi
    echo "Installing Debian packages:$packages" >&2
    install() {
        # shellcheck disable=SC2086 # one word for each package
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages
    }
    # Monitoring tools come as services of the system. The tests start their own, so nothing is started now, unless this
    # system has a policy for that, nor at the next start of the system.
    policy=/usr/sbin/policy-rc.d
    if [ "${1:-build}" = test ] && [ ! -e "$policy" ]; then
        trap '$as_root rm -f "$policy"' EXIT
        trap 'exit 1' HUP INT TERM
        printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
        $as_root chmod 755 "$policy"
    else
        policy=""
    fi
    # The lists of packages may be old or absent: then once more with new ones.
    install || { $as_root apt-get update -q && install; }
    if [ -n "$policy" ]; then
        $as_root rm -f "$policy"
        trap - EXIT
    fi
    if [ -d /run/systemd/system ]; then
        for service in prometheus prometheus-alertmanager icinga2-bin haproxy pgbouncer; do
            case "$packages " in
                *" $service "*) $as_root systemctl disable --quiet "${service%-bin}" ;;
            esac
        done
    fi
fi

# What the tests take from npm, at the versions of the lock files; nothing in it is run to install it.
if [ "${1:-build}" = test ]; then
    for tool in tests/tools/mermaid tests/tools/axe tests/tools/contract tests/tools/yaml tests/tools/identity; do
        [ "$tool/node_modules/.package-lock.json" -nt "$tool/package-lock.json" ] && continue
        echo "Installing what $tool needs (npm ci)" >&2
        npm ci --prefix "$tool" --ignore-scripts --no-audit --no-fund >&2
        touch "$tool/node_modules/.package-lock.json"
    done
fi

# What the tests take from PyPI, in an environment of its own.
if [ "${1:-build}" = test ]; then
    for tool in tests/tools/mcp tests/tools/contract tests/tools/identity; do
        [ "$tool/.venv/installed" -nt "$tool/requirements.txt" ] && continue
        echo "Installing what $tool needs (pip install)" >&2
        /usr/bin/python3 -m venv --clear "$tool/.venv"
        "$tool/.venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: \
            --requirement "$tool/requirements.txt" >&2
        touch "$tool/.venv/installed"
    done
fi
