"""Talks to an MCP server as an agent does, with the Python SDK, and prints everything it was told as JSON.

usage: client.py URL [TOKEN], with the calls as JSON on standard input: [{"name": "...", "arguments": {...}}]
"""

import asyncio
import json
import sys

import httpx2
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client


async def talk(url, token, calls):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    # Proxies of the environment are no way to a server of this machine.
    async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http:
        async with streamable_http_client(url, http_client=http) as streams:
            async with ClientSession(*streams[:2]) as session:
                server = await session.initialize()
                tools = await session.list_tools()
                answers = []
                for call in calls:
                    try:
                        result = await session.call_tool(call["name"], call["arguments"])
                        answers.append(plain(result))
                    except Exception as error:
                        answers.append({"refused": str(error)})
                return {"server": plain(server), "tools": [plain(tool) for tool in tools.tools], "answers": answers}


def plain(model):
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


url, *token = sys.argv[1:]
print(json.dumps(asyncio.run(talk(url, token[0] if token else None, json.load(sys.stdin))), ensure_ascii=False))
