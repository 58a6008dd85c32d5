#!/bin/sh
# Installs the package in a clean Debian, as root, and uses it as somebody who has nothing but it would. What is seen is
# told; the first thing that is not as it should be ends the test. SUITE=trixie takes another Debian.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || { echo "a clean Debian is made by root: run \"sudo make test-package\"" >&2; exit 1; }
package=$(readlink -f "${CARGO_TARGET_DIR:-target}/package/tragweite.deb")
archive=$(ls "${package%/*}"/tragweite-*.tar.gz)
suite="${SUITE:-bookworm}"
work=$(mktemp -d)
root="$work/root"
service=""
finish() {
    [ -z "$service" ] || kill "$service" 2>/dev/null || true
    umount "$root/proc" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

wrong() { echo "WRONG: $*" >&2; exit 1; }
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
has() { grep -qF -- "$2" "$1" || { cat "$1" >&2; wrong "not found: $2"; }; }

echo "A clean $suite ..."
mmdebstrap --quiet --variant=minbase --include=ca-certificates,curl,man-db "$suite" "$root"
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
inside apt-get update -q >"$work/install" 2>&1 || { cat "$work/install"; wrong "apt-get update"; }
# Nobody needs this system after a loss of power.
echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io"
cp "$package" "$root/tragweite.deb"
begun=$(date +%s)
inside apt-get install -y -q --no-install-recommends ./tragweite.deb >"$work/install" 2>&1 || { cat "$work/install"; wrong "apt install"; }
installed=$(date +%s)
echo "apt install ./tragweite.deb: $((installed - begun)) s"

example=/usr/share/tragweite/examples/dresden-2018
inside tragweite impact --map $example --fail dresden.storage-sync --language de >"$work/answer"
answered=$(date +%s)
has "$work/answer" "Kfz-Zulassung im Landkreis"
echo "first answer: $((answered - installed)) s after the installation"
[ $((answered - installed)) -lt 60 ] || wrong "the first answer took longer than a minute"

# What it recommends: the programs that draw and print.
# shellcheck disable=SC2046 # one word for each package
inside apt-get install -y -q --no-install-recommends $(dpkg-deb -f "$package" Recommends | tr -d ,) >"$work/install" 2>&1 \
    || { cat "$work/install"; wrong "what it recommends"; }
inside tragweite impact --map $example --fail dresden.storage-sync --format svg -o /tmp/impact.svg
has "$root/tmp/impact.svg" "</svg>"
inside tragweite impact --map $example --fail dresden.storage-sync --format pdf -o /tmp/report.pdf
head -c 5 "$root/tmp/report.pdf" | grep -q '%PDF-' || wrong "no PDF"
inside man -P cat tragweite-impact >"$work/man"
has "$work/man" "--scenario"
inside env LC_ALL=C.UTF-8 man -L de -P cat tragweite >"$work/man"
has "$work/man" "BEFEHLE"
for page in "$root"/usr/share/man/man1/tragweite*.gz "$root"/usr/share/man/de/man1/tragweite*.gz; do
    inside man --warnings -E UTF-8 -l -Tutf8 -Z "${page#"$root"}" 2>"$work/warnings" >/dev/null
    [ ! -s "$work/warnings" ] || { cat "$work/warnings"; wrong "$page"; }
done
inside bash -c '. /usr/share/bash-completion/completions/tragweite && complete -p tragweite' >/dev/null
echo "picture, PDF, manual pages and completion are there"

# The unit: what systemd thinks of it, and the service as the unit starts it, by the user of the package.
inside apt-get install -y -q --no-install-recommends systemd >"$work/install" 2>&1 || { cat "$work/install"; wrong "systemd"; }
unit=/usr/lib/systemd/system/tragweite.service
inside systemd-analyze verify --man=no $unit
inside systemd-analyze security --offline=yes --threshold=20 --no-pager $unit >"$work/exposure" \
    || { cat "$work/exposure"; wrong "the unit leaves too much"; }
tail -n 1 "$work/exposure"
inside runuser -u tragweite -- tragweite apply --database sqlite:/var/lib/tragweite/tragweite.db $example >/dev/null
port=${PORT:-8199}
chroot "$root" runuser -u tragweite -- env -i PATH=/usr/bin:/bin TRAGWEITE_LISTEN=127.0.0.1:"$port" \
    TRAGWEITE_DATABASE=sqlite:/var/lib/tragweite/tragweite.db tragweite serve 2>"$work/log" &
service=$!
inside curl -s --retry 20 --retry-connrefused --retry-delay 1 "http://127.0.0.1:$port/readyz" >/dev/null || { cat "$work/log"; wrong "service"; }
inside curl -sf "http://127.0.0.1:$port/v1/nodes/dresden.storage-sync/impact?format=text&lang=de" >"$work/answer" \
    || inside curl -sf "http://127.0.0.1:$port/v1/nodes/dresden.storage-sync/impact" >"$work/answer"
has "$work/answer" "zwickau.kfz-zulassung"
kill "$service"
wait "$service" || true
service=""
echo "the service answers by its own user"

inside apt-get purge -y -q tragweite >"$work/install" 2>&1 || { cat "$work/install"; wrong "purge"; }
for gone in /usr/bin/tragweite /etc/tragweite /usr/share/tragweite; do
    [ ! -e "$root$gone" ] || wrong "$gone is left"
done
[ -e "$root/var/lib/tragweite/tragweite.db" ] || wrong "the data are gone"
echo "purged; the data stay"

# The archive, in a folder of its own, needs nothing of the system.
mkdir "$root/opt/tragweite"
tar -xf "$archive" --strip-components=1 -C "$root/opt/tragweite"
inside /opt/tragweite/bin/tragweite impact --map /opt/tragweite/share/tragweite/examples/dresden-2018 \
    --fail dresden.storage-sync --language en >"$work/answer"
has "$work/answer" "31 services"
echo "the archive works without installation"
