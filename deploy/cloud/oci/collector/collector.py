"""Collects prices: asks Upbit's public ticker and keeps the last price of every market in Redis.

/health says whether Redis takes what is collected and the database answers; /metrics is for Prometheus.
An exchange that doesn't answer is a failure to count, not a reason to be restarted.
"""
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = 8000
TICKER = "https://api.upbit.com/v1/ticker?markets="
MARKETS = [m for m in os.environ.get("MARKETS", "KRW-BTC").replace(" ", "").split(",") if m]
PERIOD = max(1.0, float(os.environ.get("COLLECT_SECONDS", "10")))
REDIS = (os.environ.get("REDIS_HOST", "redis"), 6379)
DATABASE = (os.environ.get("DB_HOST", "db"), 5432)

prices = {}
counts = {"ticks": 0, "failures": 0}


def log(text):
    print(time.strftime("%H:%M:%S"), text, flush=True)


def redis(*words):
    """One command to Redis (its protocol is plain text) and the first line of its answer."""
    with socket.create_connection(REDIS, timeout=2) as link, link.makefile("rwb") as stream:
        parts = [word.encode() for word in words]
        stream.write(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        stream.flush()
        answer = stream.readline().decode().strip()
        if not answer or answer.startswith("-"):
            raise OSError("redis says " + (answer or "nothing"))
        return answer


def database_answers():
    """Asks PostgreSQL for TLS, which it answers with S or N before any login."""
    with socket.create_connection(DATABASE, timeout=2) as link:
        link.sendall(b"\x00\x00\x00\x08\x04\xd2\x16\x2f")
        if link.recv(1) not in (b"S", b"N"):
            raise OSError("the database does not speak PostgreSQL")


def collect():
    with urllib.request.urlopen(TICKER + ",".join(MARKETS), timeout=5) as answer:
        for ticker in json.load(answer):
            market, price = ticker["market"], float(ticker["trade_price"])
            redis("SET", "price:" + market, str(price))
            prices[market] = price
    counts["ticks"] += 1


def collect_forever():
    last = ""
    while True:
        problem = ""
        try:
            collect()
        except (OSError, ValueError, KeyError) as error:
            counts["failures"] += 1
            problem = str(error)
        if problem != last:
            log("cannot collect: " + problem if problem else "collecting again")
            last = problem
        time.sleep(PERIOD)


def problems():
    found = []
    for name, check in (("redis", lambda: redis("PING")), ("db", database_answers)):
        try:
            check()
        except OSError as error:
            found.append(f"{name}: {error}")
    return found


def metrics():
    lines = [f"coinpilot_collector_{name}_total {value}" for name, value in counts.items()]
    lines += [f'coinpilot_collector_price{{market="{market}"}} {price}' for market, price in sorted(prices.items())]
    return "\n".join(lines) + "\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            found = problems()
            self.answer(503 if found else 200, "; ".join(found) or "ok")
        elif self.path == "/metrics":
            self.answer(200, metrics())
        else:
            self.answer(404, "not here; there are /health and /metrics")

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
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
    threading.Thread(target=collect_forever, daemon=True).start()
    log(f"collecting {', '.join(MARKETS)} every {PERIOD:g} s")
    log(f"ending on {signal.Signals(signal.sigwait({signal.SIGTERM, signal.SIGINT})).name}")
    server.shutdown()


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else main()
