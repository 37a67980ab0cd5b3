"""A server of files on this machine that speaks https, and serves as badly as servers do."""

import http.server
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager


def certificate(folder):
    """Make a certificate for this machine, which nobody else trusts."""
    made = folder / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    subprocess.run(
        [
            *command.split(),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", made, "-out", folder / "public.pem"),
        ],
        check=True,
        capture_output=True,
    )
    made.write_bytes(made.read_bytes() + (folder / "public.pem").read_bytes())
    return made


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves by the last part of the path what the server's `content` is; see the methods."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append(self.path)
        getattr(self, self.path.rpartition("/")[2].partition(".")[0])()

    def log_message(self, *_):
        pass

    def head(self, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def answers(self):
        self.head(Content_Length=str(len(self.server.content)))
        self.wfile.write(self.server.content)

    def moved(self):
        self.head(302, Location="/tides/answers.csv", Content_Length="0")

    def plain(self):
        self.head(302, Location=f"http://127.0.0.1:{self.server.server_port}/x", Content_Length="0")

    def file(self):
        self.head(302, Location="file:///etc/hostname", Content_Length="0")

    def loop(self):
        self.head(302, Location="/loop.csv", Content_Length="0")

    def failing(self):
        self.head(500, Content_Length="0")

    def short(self):
        self.head(Content_Length=str(len(self.server.content) + 5))
        self.wfile.write(self.server.content)
        self.close_connection = True

    def endless(self):
        self.head(Connection="close")
        self.close_connection = True
        while not self.server.closing.is_set():
            self.wfile.write(b"x" * 4096)
            self.server.sent += 4096

    def dripping(self):
        self.head(Content_Length=str(len(self.server.content)))
        for byte in self.server.content:
            if self.server.closing.is_set():
                break
            self.wfile.write(bytes([byte]))
            time.sleep(0.3)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Who hangs up on us is no news."""


@contextmanager
def serving(certificate, content):
    """Run the server; it knows what it was `asked`, and how much it `sent` without end."""
    with Server(("127.0.0.1", 0), Handler) as running:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        running.socket = context.wrap_socket(running.socket, server_side=True)
        running.content, running.asked, running.sent = content, [], 0
        running.closing = threading.Event()
        running.address = f"https://127.0.0.1:{running.server_port}/"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.closing.set()
        running.shutdown()
