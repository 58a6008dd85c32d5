"""A mail server on this machine, which answers as the test wants and prints what it took as JSON, a line each.

usage: smtp.py [tls|starttls CERTIFICATE KEY] [user NAME PASSWORD]
First it prints {"port": N}. Each line of standard input is an answer for the next command of its kind, such as
"rcpt 451 4.7.1 come back later" (kinds: mail, rcpt, data), and is told as {"queued": ...} as soon as it holds. Everything
else is taken. A mail that was given to the server is printed whether it was taken or not.
"""

import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys
import warnings
from collections import deque
from threading import Lock

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

# It would tell that this server is not a safe one.
logging.disable(logging.WARNING)
warnings.simplefilter("ignore")

said = Lock()
answers = {"mail": deque(), "rcpt": deque(), "data": deque()}


def tell(value):
    with said:
        print(json.dumps(value, ensure_ascii=False), flush=True)


def answer(kind, usual):
    return answers[kind].popleft() if answers[kind] else usual


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return answer("mail", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        told = answer("rcpt", "250 OK")
        if told.startswith("2"):
            envelope.rcpt_tos.append(address)
        return told

    async def handle_DATA(self, server, session, envelope):
        told = answer("data", "250 OK")
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        tell({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None,
            "user": session.auth_data.decode() if session.authenticated else None,
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "defects": [str(defect) for defect in mail.defects],
            "text": mail.get_content().replace("\r\n", "\n"),
            "raw": envelope.content.decode("ascii"),
            "answer": told,
        })
        return told


def options(words):
    found, tls = {}, None
    while words:
        kind = words.pop(0)
        if kind in ("tls", "starttls"):
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(words.pop(0), words.pop(0))
            if kind == "tls":
                tls = context
            else:
                found.update(tls_context=context, require_starttls=True)
        else:
            name, password = words.pop(0), words.pop(0)

            def check(server, session, envelope, mechanism, data):
                right = isinstance(data, LoginPassword) and data == LoginPassword(name.encode(), password.encode())
                return AuthResult(success=right, handled=right, auth_data=name.encode())

            found.update(authenticator=check, auth_required=True, auth_require_tls=False)
    return found, tls


def listen():
    """Takes the answers until the test has ended."""
    for line in sys.stdin:
        kind, told = line.strip().split(" ", 1)
        # Any other word only asks whether all before it was told.
        if kind in answers:
            answers[kind].append(told)
        tell({"queued": line.strip()})


async def serve():
    found, tls = options(sys.argv[1:])
    loop = asyncio.get_running_loop()
    handler = Handler()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop, **found), "127.0.0.1", 0, ssl=tls)
    tell({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, listen)


asyncio.run(serve())
