#!/usr/bin/env python3
"""Reads what `tragweite import itop` needs out of an iTop server, over its REST interface, and writes one JSON file.

Only reads: `core/get`. Needs a user with the profile "REST Services User" and nothing but Python.

    ITOP_USER=... ITOP_PASSWORD=... python3 itop_dump.py https://itop.example/ > itop.json
"""

import json
import os
import sys
import urllib.parse
import urllib.request

CLASSES = [
    "Organization",
    "Location",
    "FunctionalCI",
    "lnkApplicationSolutionToFunctionalCI",
    "lnkApplicationSolutionToBusinessProcess",
    "lnkConnectableCIToNetworkDevice",
    "lnkServerToVolume",
    "lnkVirtualDeviceToVolume",
    "lnkSanToDatacenterDevice",
]


def get(base, user, password, name):
    question = {"operation": "core/get", "class": name, "key": f"SELECT {name}", "output_fields": "*+"}
    form = {"auth_user": user, "auth_pwd": password, "json_data": json.dumps(question)}
    address = urllib.parse.urljoin(base, "webservices/rest.php?version=1.3")
    with urllib.request.urlopen(address, urllib.parse.urlencode(form).encode(), timeout=300) as answer:
        told = json.load(answer)
    if told.get("code"):
        print(f"{name}: {told.get('message')}", file=sys.stderr)
        return {}
    return told.get("objects") or {}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    base = sys.argv[1].rstrip("/") + "/"
    objects = {}
    for name in CLASSES:
        objects.update(get(base, os.environ["ITOP_USER"], os.environ["ITOP_PASSWORD"], name))
    json.dump({"code": 0, "objects": objects, "relations": None}, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
