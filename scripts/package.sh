#!/bin/sh
# Builds the Debian package and the archive with the static program, in target/package. The same sources give the same
# bytes wherever and whenever they are built: no path, no time and no name of this machine goes into them. PROFILE=quick
# builds in a part of the time what answers more slowly, for trying the package itself.
set -eu
cd "$(dirname "$0")/.."
umask 022
export LC_ALL=C.UTF-8 TZ=UTC

here=$(pwd -P)
version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
machine=$(uname -m)
target="$machine-unknown-linux-musl"
built=$(mkdir -p "${CARGO_TARGET_DIR:-target}" && cd "${CARGO_TARGET_DIR:-target}" && pwd -P)
out="$built/package"
profile="${PROFILE:-release}"
# The time of everything that has one: that of the commit, or of the lock file where there is no history.
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y Cargo.lock)}"
export SOURCE_DATE_EPOCH

cargo_home="${CARGO_HOME:-$HOME/.cargo}"
rust_source="$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc/$(rustc -vV | sed -n 's/^commit-hash: //p')"
export CARGO_TARGET_DIR="$built" CARGO_INCREMENTAL=0
RUSTFLAGS="--remap-path-prefix=$rust_source --remap-path-prefix=$cargo_home=/cargo"
export RUSTFLAGS="$RUSTFLAGS --remap-path-prefix=$here=/build --remap-path-prefix=$built=/build/target"
export CFLAGS="-ffile-prefix-map=$cargo_home=/cargo -ffile-prefix-map=$here=/build -ffile-prefix-map=$built=/build/target"
# The C parts, too, are made for musl: with the headers of another library they would not fit.
export "CC_$(echo "$target" | tr - _)=musl-gcc"
cargo build --profile "$profile" --config "profile.$profile.strip=\"symbols\"" --locked --target "$target"
program="$built/$target/$profile/tragweite"

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
trap 'exit 1' HUP INT TERM
root="$stage/root"
put() { # put MODE FOLDER FILE...
    mode="$1" folder="$root/$2"
    shift 2
    install -D -m "$mode" -t "$folder" "$@"
}
put_as() { # put_as MODE FILE IN: standard input under this name
    mkdir -p "$root/$3"
    cat >"$root/$3/$2"
    chmod "$1" "$root/$3/$2"
}
doc=usr/share/doc/tragweite
share=usr/share/tragweite

put 755 usr/bin "$program"
for language in en de; do
    below=man/man1
    [ "$language" = en ] || below="man/$language/man1"
    "$program" manual "$stage/man-$language" --language "$language"
    gzip -9n "$stage/man-$language"/*
    put 644 "usr/share/$below" "$stage/man-$language"/*
    put 644 "$doc/docs/$language" docs/"$language"/*
done
"$program" completions bash | put_as 644 tragweite usr/share/bash-completion/completions
"$program" completions zsh | put_as 644 _tragweite usr/share/zsh/vendor-completions
"$program" completions fish | put_as 644 tragweite.fish usr/share/fish/vendor_completions.d
put 644 "$doc" README.md ARCHITECTURE.md CONTRIBUTING.md
gzip -9nc CHANGELOG.md | put_as 644 changelog.gz "$doc"
put 644 "$share/operating" operating/*
put 644 "$share/schemas" schemas/*
put 755 "$share/scripts" scripts/icinga-notification.sh
put 644 "$share/scripts" scripts/zabbix-media-type.js
find graphs -type f | sort | while read -r file; do
    put 644 "$share/$(dirname "$file" | sed 's/^graphs/examples/')" "$file"
done
# So that the links of README and of the pages lead somewhere.
ln -s ../../tragweite/examples "$root/$doc/graphs"
ln -s ../../tragweite/operating "$root/$doc/operating"
ln -s ../../tragweite/scripts "$root/$doc/scripts"
cargo metadata --format-version 1 --locked --filter-platform "$target" \
    | python3 scripts/third-party.py | gzip -9n | put_as 644 third-party-licences.gz "$doc"
{ cat packaging/copyright && sed 's/^$/./; s/^/ /' LICENSE; } | put_as 644 copyright "$doc"
put 644 usr/lib/systemd/system packaging/tragweite.service

# The archive: the same below one folder, for /usr/local or any other place.
rm -rf "$out"
mkdir -p "$out"
archive="tragweite-$version-$machine-linux"
cp -a "$root/usr" "$stage/$archive"
install -m 644 LICENSE "$stage/$archive/share/doc/tragweite/"
install -D -m 644 -t "$stage/$archive/share/tragweite" packaging/settings
sed -i 's|/usr/|/usr/local/|' "$stage/$archive/lib/systemd/system/tragweite.service"
tar -C "$stage" --sort=name --format=gnu --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
    -cf - "$archive" | gzip -9n >"$out/$archive.tar.gz"

# The package: also the settings and what makes the user of the service.
install -D -m 640 -t "$root/etc/tragweite" packaging/settings
mkdir "$root/DEBIAN"
sed "s/@VERSION@/$version/; s/@ARCHITECTURE@/$(dpkg --print-architecture)/; s/@SIZE@/$(du -ks --apparent-size "$root" | cut -f 1)/" \
    packaging/control >"$root/DEBIAN/control"
echo /etc/tragweite/settings >"$root/DEBIAN/conffiles"
install -m 755 packaging/postinst packaging/prerm packaging/postrm "$root/DEBIAN"
(cd "$root" && find etc usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/conffiles" "$root/DEBIAN/md5sums"
dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$root" "$out/tragweite_${version}_$(dpkg --print-architecture).deb"
ln -s "tragweite_${version}_$(dpkg --print-architecture).deb" "$out/tragweite.deb"
(cd "$out" && sha256sum ./*.deb ./*.tar.gz | tee SHA256SUMS)
