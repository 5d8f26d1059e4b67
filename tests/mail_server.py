"""A mail server for tests: speaks enough SMTP (RFC 5321) on a loopback port to be handed mail, and keeps it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """What arrived. ``refuses``: addresses it does not know."""

    port: int = 0
    refuses: frozenset[str] = frozenset()
    heard: list[str] = field(default_factory=list)
    mails: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)


@contextmanager
def mail_server(refuses: frozenset[str] = frozenset()) -> Iterator[MailServer]:
    """Run a server until the block ends."""
    kept = MailServer(refuses=refuses)

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            sender, to = "", []
            self.say("220 test")
            for raw in self.rfile:
                line = raw.decode().strip()
                verb = line.upper().split(" ")[0].split(":")[0]
                kept.heard.append(verb)
                if verb == "EHLO":
                    self.say("250 test")
                elif verb == "MAIL":
                    sender = line.split("<")[1].split(">")[0]
                    self.say("250 ok")
                elif verb == "RCPT":
                    address = line.split("<")[1].split(">")[0]
                    known = address not in kept.refuses
                    to += [address] if known else []
                    self.say("250 ok" if known else "550 no such mailbox")
                elif verb == "DATA":
                    self.say("354 go on")
                    kept.mails.append((sender, to, self.mail()))
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok" if verb in ("RSET", "NOOP") else "502 not here")

        def mail(self) -> EmailMessage:
            lines = []
            for raw in self.rfile:
                if raw == b".\r\n":
                    break
                lines.append(raw.removeprefix(b"."))
            parsed = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            return parsed

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
