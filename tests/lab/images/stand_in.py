"""A stand-in for a program that Debian does not have: answers on its port, and says that it is none of the real thing."""
import http.server
import json
import signal
import sys

NAME, PORT = sys.argv[1], int(sys.argv[2])
PAGE = (f"<!doctype html><title>{NAME} (stand-in)</title><h1>{NAME} (stand-in)</h1>"
        f"<p>This is the CoinPilot lab's stand-in for {NAME}: it answers on port {PORT} and does nothing else.</p>")


class StandIn(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        health = self.path in ("/healthz", "/api/health")
        body = (json.dumps({"status": "ok", "standIn": NAME}) if health else PAGE).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if health else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.do_GET()

    def log_message(self, form, *values):
        print(f"{NAME} (stand-in): {form % values}", flush=True)


# As PID 1 it has no default for SIGTERM.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(f"{NAME} (stand-in): listening on {PORT}", flush=True)
http.server.ThreadingHTTPServer(("", PORT), StandIn).serve_forever()
