#!/usr/bin/env bash
# Kaizen and Anvil side by side, the same harness, one run: start-up, memory at rest, load, latency.
# Usage: perf/peers.sh [ROUNDS]      (needs npm for @foundry-rs/anvil; results as JSON lines)
set -euo pipefail
cd "$(dirname "$0")/.."
ROUNDS="${1:-3}"
OUT="${KAIZEN_PEERS_OUT:-target/peers}"
mkdir -p "$OUT"
. perf/anvil.sh
./kaizen build >&2

now_ms() { date +%s%3N; }

rpc_up() { # URL
  curl -s -m 1 -H 'Content-Type: application/json' \
    -d '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}' "$1" 2>/dev/null | grep -q result
}

# Prints one JSON line: first answer and resident memory after five quiet seconds.
start() { # NAME PORT COMMAND…
  local name="$1" port="$2" begin
  shift 2
  begin="$(now_ms)"
  "$@" >"$OUT/$name.log" 2>&1 &
  PID=$!
  until rpc_up "http://127.0.0.1:$port"; do sleep 0.02; done
  local up="$(($(now_ms) - begin))"
  sleep 5
  printf '{"node":"%s","firstAnswerMs":%d,"residentKiB":%d}\n' "$name" "$up" \
    "$(awk '/VmRSS/ {print $2}' "/proc/$PID/status")"
}

stop() { kill "$PID" 2>/dev/null || true; wait "$PID" 2>/dev/null || true; }

measure() { # NAME PORT MODE
  local url="http://127.0.0.1:$2" kind
  for kind in transfer erc20; do
    # The first run warms up, the second is reported.
    for pass in warm-up measured; do
      ./kaizen bench load --rpc "$url" --kind "$kind" --count 30000 --senders 200 --connections 4 \
        --batch 500 --server-pid "$PID" 2>/dev/null |
        node -e "
          const r=JSON.parse(require('fs').readFileSync(0,'utf8'));
          console.log(JSON.stringify({node:'$1',pass:'$pass',...r}))"
    done
  done
  ./kaizen bench latency --rpc "$url" --mode "$3" --rate 100 --duration 30 --warmup 10 2>/dev/null |
    node -e "
      const r=JSON.parse(require('fs').readFileSync(0,'utf8'));
      console.log(JSON.stringify({node:'$1',...r}))"
}

for round in $(seq 1 "$ROUNDS"); do
  echo "{\"round\":$round}"
  data="$(mktemp -d)"
  start kaizen 18545 ./kaizen dev --quiet --port 18545 --data-dir "$data"
  measure kaizen 18545 sync
  stop
  rm -rf "$data"
  start anvil 18546 "$ANVIL" --port 18546 --block-time 1 --gas-limit 100000000000 --order fifo \
    --no-request-size-limit --silent
  measure anvil 18546 poll
  stop
  start anvil-automine 18546 "$ANVIL" --port 18546 --silent
  ./kaizen bench latency --rpc http://127.0.0.1:18546 --mode poll --rate 100 --duration 30 \
    --warmup 10 2>/dev/null | node -e "
      const r=JSON.parse(require('fs').readFileSync(0,'utf8'));
      console.log(JSON.stringify({node:'anvil-automine',...r}))"
  stop
done | tee "$OUT/results.jsonl"
