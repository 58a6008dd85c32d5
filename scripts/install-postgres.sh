#!/bin/sh
# Installs Debian's PostgreSQL when no initdb is found. The tests start a private server from it themselves.
set -eu

for initdb in $(command -v initdb || true) /usr/lib/postgresql/*/bin/initdb; do
    if [ -x "$initdb" ]; then
        exit 0
    fi
done

if ! command -v apt-get >/dev/null; then
    echo "No PostgreSQL found, and no apt-get to install it with: install the PostgreSQL server (initdb, pg_ctl)" \
        "with the means of this system and put its programs into PATH." >&2
    exit 1
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "No PostgreSQL found: run \"apt-get install postgresql\" as root." >&2
        exit 1
    fi
    as_root="sudo"
fi

echo "Installing PostgreSQL for the tests (Debian package postgresql)" >&2
install() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}
$as_root apt-get update -q
install postgresql-common
# The package would create and start a server of its own, which nobody here needs.
$as_root sed -i 's/^#create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
install postgresql
