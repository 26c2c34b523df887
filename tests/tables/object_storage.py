"""As much of an object storage (Amazon's S3 over HTTP) as reading tables needs."""

from __future__ import annotations

import contextlib
import re
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.sax.saxutils import escape


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    root: Path

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        asked = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(asked.query)
        path = self.root / urllib.parse.unquote(asked.path).strip("/")
        if "list-type" in query and path.is_dir():
            self._say(200, _listed(path, query.get("prefix", [""])[0]).encode())
        elif path.name.startswith("secret"):
            self._say(403, b"<Error><Code>AccessDenied</Code></Error>")
        elif path.is_file():
            self._part(path.read_bytes())
        else:
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def _part(self, content: bytes) -> None:
        wanted = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range") or "")
        if wanted is None:
            self._say(200, content)
            return
        first, last = wanted.groups()
        start = int(first) if first else max(0, len(content) - int(last))
        end = min(int(last), len(content) - 1) if first and last else len(content) - 1
        self._say(206, content[start:end + 1], f"bytes {start}-{end}/{len(content)}")

    def _say(self, code: int, body: bytes, part: str = "") -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
        self.send_header("ETag", '"one"')
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _listed(bucket: Path, prefix: str) -> str:
    keys = sorted(key for path in bucket.rglob("*") if path.is_file()
                  and (key := path.relative_to(bucket).as_posix()).startswith(prefix))
    contents = "".join(
        f"<Contents><Key>{escape(key)}</Key><Size>{(bucket / key).stat().st_size}</Size>"
        "<LastModified>2024-01-01T00:00:00.000Z</LastModified><ETag>one</ETag></Contents>"
        for key in keys)
    return (f"<ListBucketResult><Name>{bucket.name}</Name><KeyCount>{len(keys)}</KeyCount>"
            f"<IsTruncated>false</IsTruncated>{contents}</ListBucketResult>")


@contextlib.contextmanager
def object_storage(root: Path) -> Iterator[dict[str, str]]:
    """The folders in ``root`` as buckets; gives the settings by which they are found."""
    handler = type("Handler", (_Handler,), {"root": root})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
               "AWS_ALLOW_HTTP": "true", "AWS_REGION": "nowhere",
               "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"}
    finally:
        server.shutdown()
        server.server_close()
