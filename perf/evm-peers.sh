#!/usr/bin/env bash
# The EVM workloads on Kaizen and on Anvil (revm) by eth_call, in turn, in one run.
# Usage: perf/evm-peers.sh [OPTIONS OF kaizen bench evm]   (needs npm for @foundry-rs/anvil; prints JSON)
set -euo pipefail
cd "$(dirname "$0")/.."
. perf/anvil.sh
./kaizen build >&2

data="$(mktemp -d)"
pids=()
finish() {
  kill "${pids[@]}" 2>/dev/null || true
  wait "${pids[@]}" 2>/dev/null || true
  rm -rf "$data"
}
trap finish EXIT
./kaizen dev --quiet --port 18545 --data-dir "$data" --set rpc.call-gas-max=4000000000 \
  --set rpc.call-timeout-ms=60000 >&2 &
pids+=($!)
"$ANVIL" --port 18546 --hardfork osaka --gas-limit 100000000000 --no-request-size-limit --silent >&2 &
pids+=($!)
rpc_up() {
  curl -s -m 1 -H 'Content-Type: application/json' \
    -d '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}' "$1" 2>/dev/null | grep -q result
}
for i in 0 1; do
  until rpc_up "http://127.0.0.1:$((18545 + i))"; do
    kill -0 "${pids[i]}" || exit 1
    sleep 0.1
  done
done
./kaizen bench evm --rpc http://127.0.0.1:18545 --rpc http://127.0.0.1:18546 "$@"
