"""Writes the licences of all crates that the program is built of: a list, then each text once.

Use: cargo metadata --format-version 1 --locked --filter-platform TARGET | third-party.py > FILE
"""

import hashlib
import json
import pathlib
import sys

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


def main():
    metadata = json.load(sys.stdin)
    ids = built_in(metadata)
    packages = [p for p in metadata["packages"] if p["id"] in ids and p["source"]]
    packages.sort(key=lambda p: (p["name"], p["version"]))
    said = {}
    print("The program contains these crates, each under its own licence. The texts follow.\n")
    for package in packages:
        licence = package["license"] or "see its text"
        print(f"{package['name']} {package['version']}: {licence} ({package['repository'] or 'no address'})")
        for name, text in texts(pathlib.Path(package["manifest_path"]).parent):
            key = hashlib.sha256(text.encode()).hexdigest()
            said.setdefault(key, (text, []))[1].append(f"{package['name']} {package['version']}, {name}")
    for text, of in said.values():
        print(f"\n{'=' * 100}\n" + "\n".join(of) + f"\n{'-' * 100}\n{text}")


main()
