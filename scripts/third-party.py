"""Writes the licences of all that the program is built of - crates, and what browsers are given: a list, then each text once.

Use: cargo metadata --format-version 1 --locked --filter-platform TARGET | third-party.py > FILE
"""

import hashlib
import json
import pathlib
import sys

BROWSER = pathlib.Path("crates/web/browser/node_modules")
WANTED = ("licen", "copying", "notice", "copyright", "unlicense")


def built_in(metadata):
    """The ids of the packages that end in the program, without what only builds or tests it."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    found, open_ = set(), [root]
    while open_:
        here = open_.pop()
        if here in found:
            continue
        found.add(here)
        for need in nodes[here]["deps"]:
            if any(kind["kind"] is None for kind in need["dep_kinds"]):
                open_.append(need["pkg"])
    return found


def texts(folder):
    for path in sorted(pathlib.Path(folder).iterdir()):
        if path.is_file() and any(word in path.name.lower() for word in WANTED):
            yield path.name, path.read_text(encoding="utf-8", errors="replace").strip()


def crates(metadata):
    """Name and version, licence, address and folder of each."""
    ids = built_in(metadata)
    for package in metadata["packages"]:
        if package["id"] in ids and package["source"]:
            name = f"{package['name']} {package['version']}"
            yield name, package["license"], package["repository"], pathlib.Path(package["manifest_path"]).parent


def given_to_browsers():
    for manifest in [*BROWSER.glob("*/package.json"), *BROWSER.glob("@*/*/package.json")]:
        package = json.loads(manifest.read_text(encoding="utf-8"))
        yield f"{package['name']} {package['version']}", package.get("license"), package.get("homepage"), manifest.parent


def main():
    said = {}
    print("The program contains these parts, each under its own licence. The texts follow. It also contains the standard")
    print("library of Rust (MIT OR Apache-2.0, https://github.com/rust-lang/rust) and musl (MIT, https://musl.libc.org).\n")
    for name, licence, address, folder in sorted([*crates(json.load(sys.stdin)), *given_to_browsers()]):
        print(f"{name}: {licence or 'see its text'} ({address or 'no address'})")
        for file, text in texts(folder):
            key = hashlib.sha256(text.encode()).hexdigest()
            said.setdefault(key, (text, []))[1].append(f"{name}, {file}")
    for text, of in said.values():
        print(f"\n{'=' * 100}\n" + "\n".join(of) + f"\n{'-' * 100}\n{text}")


main()
