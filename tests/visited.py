"""An application of the web, visited without a server or a browser: one request after the other, cookies kept."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import httpx


class Visitor:
    """Somebody with a program that sends what it is told to, and follows no redirect by itself."""

    def __init__(self, app, origin):
        self._app, self._origin = app, origin
        self.cookies = httpx.Cookies()

    def get(self, address, **headers):
        return self._sent("GET", address, headers)

    def post(self, address, **headers):
        return self._sent("POST", address, headers)

    def _sent(self, method, address, headers):
        """Send headers, whose names have lines in the place of hyphens; of one that comes twice, a list."""
        named = [
            (name.replace("_", "-"), each)
            for name, texts in headers.items()
            for each in (texts if isinstance(texts, list) else [texts])
        ]
        # In a thread of its own: the one of the tests may have the loop of a browser.
        with ThreadPoolExecutor(1) as alone:
            return alone.submit(lambda: asyncio.run(self._asked(method, address, named))).result()

    async def _asked(self, method, address, headers):
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=self._origin, cookies=self.cookies) as opened:
            answer = await opened.request(method, address, headers=headers)
            self.cookies = opened.cookies
        return answer
