"""Watches the prices in Redis, compares a short with a long average, and tells n8n and Discord when its opinion changes.

It sends no orders. /health says whether Redis and the database answer, /status what it thinks (for the dashboard),
/metrics is for Prometheus.
"""
import collections
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
SHORT, LONG = 6, 30
MARKETS = [m for m in os.environ.get("MARKETS", "KRW-BTC").replace(" ", "").split(",") if m]
PERIOD = max(1.0, float(os.environ.get("DECIDE_SECONDS", "10")))
REDIS = (os.environ.get("REDIS_HOST", "redis"), 6379)
DATABASE = (os.environ.get("DB_HOST", "db"), 5432)
N8N = os.environ.get("N8N_URL", "http://n8n:5678") + "/webhook/coinpilot"
DISCORD = os.environ.get("DISCORD_WEBHOOK_URL", "")
SECRET = os.environ.get("N8N_WEBHOOK_SECRET", "")
KEYS = ("UPBIT_ACCESS_KEY", "UPBIT_SECRET_KEY", "ANTHROPIC_API_KEY", "OPENAI_API_KEY")

started = time.time()
history = {market: collections.deque(maxlen=LONG) for market in MARKETS}
opinions = {market: "wait" for market in MARKETS}
counts = {"decisions": 0, "changes": 0, "failures": 0}


def log(text):
    print(time.strftime("%H:%M:%S"), text, flush=True)


def redis(*words):
    """One command to Redis (its protocol is plain text); the answer as text, None where there is none."""
    with socket.create_connection(REDIS, timeout=2) as link, link.makefile("rwb") as stream:
        parts = [word.encode() for word in words]
        stream.write(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
        stream.flush()
        head = stream.readline().decode().strip()
        if not head or head.startswith("-"):
            raise OSError("redis says " + (head or "nothing"))
        if not head.startswith("$"):
            return head
        return None if head == "$-1" else stream.read(int(head[1:])).decode()


def database_answers():
    """Asks PostgreSQL for TLS, which it answers with S or N before any login."""
    with socket.create_connection(DATABASE, timeout=2) as link:
        link.sendall(b"\x00\x00\x00\x08\x04\xd2\x16\x2f")
        if link.recv(1) not in (b"S", b"N"):
            raise OSError("the database does not speak PostgreSQL")


def opinion(seen):
    """What the prices seen so far say: wait (too few), buy, sell or hold."""
    if len(seen) < SHORT:
        return "wait"
    short = sum(list(seen)[-SHORT:]) / SHORT
    average = sum(seen) / len(seen)
    return "buy" if short > average * 1.002 else "sell" if short < average * 0.998 else "hold"


def tell(market, old, new):
    log(f"{market}: {old} -> {new}")
    text = {"market": market, "was": old, "is": new}
    send(N8N, text, {"X-CoinPilot-Secret": SECRET})
    if DISCORD.startswith("https://"):
        send(DISCORD, {"content": f"{market}: {old} -> {new}"}, {})


def send(url, message, headers):
    headers = {"Content-Type": "application/json", "User-Agent": "coinpilot", **headers}
    try:
        urllib.request.urlopen(urllib.request.Request(url, json.dumps(message).encode(), headers), timeout=5).close()
    except OSError as error:
        counts["failures"] += 1
        log(f"cannot tell {url.split('/')[2]}: {error}")


def decide():
    for market in MARKETS:
        price = redis("GET", "price:" + market)
        if price is not None:
            history[market].append(float(price))
        old, new = opinions[market], opinion(history[market])
        if new != old:
            opinions[market] = new
            counts["changes"] += 1
            tell(market, old, new)
    counts["decisions"] += 1


def decide_forever():
    while True:
        try:
            decide()
        except (OSError, ValueError) as error:
            counts["failures"] += 1
            log(f"cannot decide: {error}")
        time.sleep(PERIOD)


def problems():
    found = []
    for name, check in (("redis", lambda: redis("PING")), ("db", database_answers)):
        try:
            check()
        except OSError as error:
            found.append(f"{name}: {error}")
    return found


def status():
    markets = {m: {"price": history[m][-1] if history[m] else None, "opinion": opinions[m]} for m in MARKETS}
    configured = [key for key in KEYS if os.environ.get(key)]
    return {"up_seconds": int(time.time() - started), "markets": markets, "counts": counts, "configured": configured,
            "problems": problems()}


def metrics():
    lines = [f"coinpilot_bot_{name}_total {value}" for name, value in counts.items()]
    lines.append(f"coinpilot_bot_start_time_seconds {started:.0f}")
    return "\n".join(lines) + "\n"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/health":
            found = problems()
            self.answer(503 if found else 200, "; ".join(found) or "ok")
        elif self.path == "/status":
            self.answer(200, json.dumps(status()), "application/json")
        elif self.path == "/metrics":
            self.answer(200, metrics())
        else:
            self.answer(404, "not here; there are /health, /status and /metrics")

    def answer(self, code, text, kind="text/plain; charset=utf-8"):
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
    threading.Thread(target=decide_forever, daemon=True).start()
    log(f"watching {', '.join(MARKETS)} every {PERIOD:g} s")
    log(f"ending on {signal.Signals(signal.sigwait({signal.SIGTERM, signal.SIGINT})).name}")
    server.shutdown()


if __name__ == "__main__":
    check() if sys.argv[1:] == ["check"] else main()
