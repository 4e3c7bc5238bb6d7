#!/usr/bin/env python3
"""Registers by SIP over secure WebSocket (RFC 7118) and unregisters: wss-register.py HOST PORT.

TLS is OpenSSL's, version 1.2; SSLKEYLOGFILE names the file for its secrets.
"""
import base64
import os
import socket
import ssl
import sys

host, port = sys.argv[1], int(sys.argv[2])


def frame(text):
    """A text frame, masked as a client's are."""
    data, mask = text.encode(), os.urandom(4)
    masked = bytes(b ^ mask[i % 4] for i, b in enumerate(data))
    return b"\x81\xfe" + len(data).to_bytes(2, "big") + mask + masked


def response():
    """The next frame of the server."""
    global received
    while True:
        if len(received) >= 4:
            length = received[1] if received[1] < 126 else int.from_bytes(received[2:4], "big")
            start = 2 if received[1] < 126 else 4
            if len(received) >= start + length:
                text, received = received[start:start + length], received[start + length:]
                return text.decode()
        received += tls.recv(4096)


def register(cseq, expires):
    local = "1001-" + base64.b32encode(os.urandom(5)).decode().lower()
    request = (
        "REGISTER sip:voice.example.net SIP/2.0\r\n"
        f"Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK{local}\r\n"
        "Max-Forwards: 70\r\n"
        "From: \"Anna Berg\" <sip:1001@voice.example.net>;tag=65bnmj.34asd\r\n"
        "To: <sip:1001@voice.example.net>\r\n"
        f"Call-ID: {call}\r\n"
        f"CSeq: {cseq} REGISTER\r\n"
        f"Contact: <sip:1001@df7jal23ls0d.invalid;transport=ws>;expires={expires}\r\n"
        "User-Agent: Example-Browser/1.0\r\n"
        "Content-Length: 0\r\n\r\n"
    )
    tls.sendall(frame(request))
    return response().split("\r\n")[0]


context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
context.maximum_version = ssl.TLSVersion.TLSv1_2
context.keylog_filename = os.environ["SSLKEYLOGFILE"]
context.set_alpn_protocols(["http/1.1"])
call = "aiuy7k9njasd-" + base64.b32encode(os.urandom(5)).decode().lower()
tls = context.wrap_socket(socket.create_connection((host, port)), server_hostname="voice.example.net")
tls.sendall((
    f"GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
    "Origin: http://voice.example.net\r\nSec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n\r\n"
).encode())
received = b""
while b"\r\n\r\n" not in received:
    received += tls.recv(4096)
head, received = received.split(b"\r\n\r\n", 1)
print(head.decode())
print(register(1, 600))
print(register(2, 0))
tls.close()
