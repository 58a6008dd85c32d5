#!/bin/sh
# Builds the container from target/package and uses it as its Containerfile says, on a base made by mmdebstrap: no registry of
# images is asked. As root, with podman. What is seen is told; the first thing that is not as it should be ends the test.
set -eu
cd "$(dirname "$0")/.."
[ "$(id -u)" -eq 0 ] || { echo "a clean Debian is made by root: run \"sudo make test-container\"" >&2; exit 1; }
package=$(readlink -f "${CARGO_TARGET_DIR:-target}/package/tragweite.deb")
work=$(mktemp -d)
# Nothing of other containers of this machine is touched.
pod() { podman --root "$work/images" --runroot "$work/run" --cgroup-manager cgroupfs "$@"; }
finish() {
    pod rm -f -a >/dev/null 2>&1 || true
    pod unshare true 2>/dev/null || true
    umount "$work"/images/* 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
wrong() { echo "WRONG: $*" >&2; exit 1; }

mkdir "$work/context"
cp "$package" "$work/context/tragweite.deb"
echo "A base ..."
mmdebstrap --quiet --variant=minbase "${SUITE:-bookworm}" "$work/base.tar"
pod import -q "$work/base.tar" localhost/base >/dev/null
pod build -q --network host --isolation chroot --build-arg BASE=localhost/base -t tragweite -f packaging/Containerfile "$work/context" >/dev/null
[ "$(pod inspect --format '{{.Config.User}}' tragweite)" = tragweite ] || wrong "it does not run as its own user"
head -c 32 /dev/urandom | base64 >"$work/token"
chmod 644 "$work/token"
run="--read-only --cap-drop all --network host --cgroups disabled --volume data:/var/lib/tragweite --volume $work/token:/run/token:ro"
# shellcheck disable=SC2086 # one word for each option
pod run -d --name service $run -e TRAGWEITE_TOKEN_FILE=/run/token -e TRAGWEITE_LISTEN=127.0.0.1:18080 tragweite >/dev/null
tries=0
until curl -sf --noproxy '*' http://127.0.0.1:18080/readyz >/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { pod logs service >&2; wrong "it does not get ready"; }
    sleep 0.2
done
# shellcheck disable=SC2086
pod exec service tragweite doctor --language en || wrong "the doctor finds something wrong in it"
pod exec service sh -c 'test "$(id -u)" -ne 0 && ! touch /usr/bin/x 2>/dev/null' || wrong "it can write where it should not"
status=$(curl -s -o /dev/null -w '%{http_code}' --noproxy '*' http://127.0.0.1:18080/v1/nodes)
[ "$status" = 401 ] || [ "$status" = 200 ] || wrong "status $status"
pod stop -t 20 service >/dev/null
[ "$(pod inspect --format '{{.State.ExitCode}}' service)" = 0 ] || wrong "it does not end well when asked to"
echo "the container runs without rights on a root that is read only, is in order, and ends well"
