#!/usr/bin/python3
"""gateway.py N [CERTIFICATE KEY]: a New API gateway on N loopback origins, 127.0.x.y, on one port.

Prints the port. Each origin has a balance of its own; it falls with every answer until a request for
/steady, and again after one for /falling. Answers are gzip, as the real ones are whatever is asked for.
"""
import asyncio
import gzip
import json
import ssl
import sys

QUOTA_PER_USD = 500000


class Gateway:
    def __init__(self):
        self.quotas = {}
        self.fall = QUOTA_PER_USD
        self.n_answered = 0

    def answer(self, host, path):
        quota = self.quotas.setdefault(host, (1000 + len(self.quotas)) * QUOTA_PER_USD)
        if path in ('/steady', '/falling'):
            self.fall = QUOTA_PER_USD if path == '/falling' else 0
        elif path == '/api/user/self':
            quota = self.quotas[host] = quota - self.fall
            self.n_answered += 1
        return json.dumps({'success': True, 'n_answered': self.n_answered, 'message': None, 'data': {
            'id': 19489, 'username': 'demo_user', 'display_name': 'demo_user', 'role': 1, 'status': 1,
            'email': '', 'quota': quota, 'used_quota': 10027091, 'request_count': 339,
            'group': 'svip', 'aff_code': 'ZM0H', 'inviter_id': 0, 'ModelFixedPrice': []}})

    async def serve(self, reader, writer):
        try:
            host = writer.get_extra_info('sockname')[0]
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                body = gzip.compress(self.answer(host, line.split()[1].decode()).encode())
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
                             b'Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n' % len(body) + body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def origin_hosts(n):
    return [f'127.0.{1 + i // 250}.{1 + i % 250}' for i in range(n)]


async def main(n, certificate=None, key=None):
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate, key)
    hosts = origin_hosts(n)
    gateway = Gateway()
    first = await asyncio.start_server(gateway.serve, hosts[0], 0, ssl=tls, backlog=1024)
    port = first.sockets[0].getsockname()[1]
    servers = [first]
    if hosts[1:]:
        servers.append(await asyncio.start_server(gateway.serve, hosts[1:], port, ssl=tls))
    print(port, flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == '__main__':
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:]))
