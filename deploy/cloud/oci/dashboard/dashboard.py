"""Shows what the bot thinks, on one page that asks the bot when it is asked. /health is for the container's healthcheck."""
import html
import json
import os
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = 8501
BOT = os.environ.get("BOT_URL", "http://bot:8000") + "/status"
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="10"><title>CoinPilot</title>
<style>body{{font:16px sans-serif;margin:2rem}}td,th{{padding:.3rem 1rem;text-align:left}}.bad{{color:#b00}}</style>
<h1>CoinPilot</h1>{body}</html>
"""


def log(text):
    print(time.strftime("%H:%M:%S"), text, flush=True)


def ask_bot():
    with urllib.request.urlopen(BOT, timeout=3) as answer:
        return json.load(answer)


def page():
    try:
        status = ask_bot()
    except (OSError, ValueError) as error:
        return PAGE.format(body=f'<p class="bad">The bot does not answer: {html.escape(str(error))}</p>')
    rows = "".join(
        f"<tr><td>{html.escape(name)}</td><td>{'-' if m['price'] is None else format(m['price'], ',.0f')}</td>"
        f"<td>{html.escape(m['opinion'])}</td></tr>" for name, m in sorted(status["markets"].items()))
    problems = "".join(f'<p class="bad">{html.escape(p)}</p>' for p in status["problems"])
    return PAGE.format(body=(
        f"<table><tr><th>Market</th><th>Price</th><th>Opinion</th></tr>{rows}</table>{problems}"
        f"<p>Up {status['up_seconds'] // 60} min, {status['counts']['decisions']} decisions, "
        f"{status['counts']['changes']} changes of opinion, {status['counts']['failures']} failures.</p>"))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            self.answer(200, "ok", "text/plain; charset=utf-8")
        elif self.path == "/":
            self.answer(200, page(), "text/html; charset=utf-8")
        else:
            self.answer(404, "not here; there are / and /health", "text/plain; charset=utf-8")

    def answer(self, code, text, kind):
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Health checks would fill the log."""


def check():
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health", timeout=4) as answer:
            print(answer.read().decode())
    except urllib.error.HTTPError as error:
        sys.exit(error.read().decode())
    except OSError as error:
        sys.exit(f"no answer: {error}")


def main():
    # Blocked before the first thread starts, so that every thread inherits it and sigwait alone receives them.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    server = ThreadingHTTPServer(("", PORT), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    log(f"showing {BOT} on port {PORT}")
    log(f"ending on {signal.Signals(signal.sigwait({signal.SIGTERM, signal.SIGINT})).name}")
    server.shutdown()


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else main()
