"""Talks to an MCP server as an agent does, with the Python SDK, and prints what it was told as JSON.

usage: client.py URL MODE [TOKEN], with the calls as JSON on standard input: [{"name": "...", "arguments": {...}}].
MODE is "legacy" (initialize first) or a version of the protocol in which every request stands by itself. Arguments are
also held against the schema of the tool ("fits"); the SDK itself holds every answer against its schema.
"""

import asyncio
import json
import sys

import httpx2
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.client.streamable_http import streamable_http_client


def plain(model):
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


async def ask(client, schemas, call):
    schema = schemas.get(call["name"])
    fits = schema is not None and Draft202012Validator(schema).is_valid(call["arguments"])
    try:
        result = await client.call_tool(call["name"], call["arguments"])
    except Exception as error:
        return {"fits": fits, "refused": str(error)}
    return {"fits": fits, **plain(result)}


async def talk(url, mode, token, calls):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    # Proxies of the environment are no way to a server of this machine.
    async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http:
        async with Client(streamable_http_client(url, http_client=http), mode=mode) as client:
            tools = (await client.list_tools()).tools
            for tool in tools:
                Draft202012Validator.check_schema(tool.input_schema)
                Draft202012Validator.check_schema(tool.output_schema)
            schemas = {tool.name: tool.input_schema for tool in tools}
            return {
                "protocol": client.protocol_version,
                "instructions": client.instructions,
                "tools": [plain(tool) for tool in tools],
                "answers": [await ask(client, schemas, call) for call in calls],
            }


url, mode, *token = sys.argv[1:]
said = asyncio.run(talk(url, mode, token[0] if token else None, json.load(sys.stdin)))
print(json.dumps(said, ensure_ascii=False))
