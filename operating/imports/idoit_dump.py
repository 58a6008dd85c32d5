#!/usr/bin/env python3
"""Reads what `tragweite import i-doit` needs out of an i-doit server, over its JSON-RPC interface, and writes one JSON file.

Only reads: `cmdb.objects.read` and `cmdb.objects_by_relation.read`. Logs in once and out again. Needs nothing but Python.

    IDOIT_KEY=... IDOIT_USER=... IDOIT_PASSWORD=... python3 idoit_dump.py https://idoit.example/ > i-doit.json
"""

import json
import os
import sys
import urllib.request

PAGE = 1000


class Server:
    def __init__(self, base):
        self.address = base.rstrip("/") + "/src/jsonrpc.php"
        self.key = os.environ["IDOIT_KEY"]
        self.session = None

    def ask(self, method, headers=(), **params):
        body = {"version": "2.0", "jsonrpc": "2.0", "id": 1, "method": method, "params": {"apikey": self.key, **params}}
        request = urllib.request.Request(self.address, json.dumps(body).encode(), {"Content-Type": "application/json"})
        for name, value in headers:
            request.add_header(name, value)
        if self.session:
            request.add_header("X-RPC-Auth-Session", self.session)
        with urllib.request.urlopen(request, timeout=300) as answer:
            told = json.load(answer)
        if "error" in told:
            raise SystemExit(f"{method}: {told['error'].get('message')}")
        return told["result"]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    server = Server(sys.argv[1])
    login = [("X-RPC-Auth-Username", os.environ["IDOIT_USER"]), ("X-RPC-Auth-Password", os.environ["IDOIT_PASSWORD"])]
    server.session = server.ask("idoit.login", login)["session-id"]
    objects, relations = [], []
    try:
        while True:
            page = server.ask("cmdb.objects.read", filter={"status": "C__RECORD_STATUS__NORMAL"}, limit=f"{len(objects)},{PAGE}")
            objects.extend(page)
            if len(page) < PAGE:
                break
        for found in objects:
            relations.append(server.ask("cmdb.objects_by_relation.read", id=found["id"], status=2))
    finally:
        server.ask("idoit.logout")
    json.dump({"objects": objects, "relations": relations}, sys.stdout, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
