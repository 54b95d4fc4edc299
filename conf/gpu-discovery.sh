#!/usr/bin/env bash
# Spark asks this which GPUs a worker has: prints {"name": "gpu", "addresses": ["0", "1"]}, numbers as CUDA counts them.
set -euo pipefail
if [ -n "${CUDA_VISIBLE_DEVICES:-}" ]; then
  # CUDA counts only what it may see, from 0 on; nvidia-smi counts all.
  IFS=, read -ra visible <<<"$CUDA_VISIBLE_DEVICES"
  indices="$(seq 0 $((${#visible[@]} - 1)))"
else
  indices="$(nvidia-smi --query-gpu=index --format=csv,noheader)"
fi
addresses=''
for index in $indices; do addresses="${addresses:+$addresses, }\"$index\""; done
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
