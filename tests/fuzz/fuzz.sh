#!/usr/bin/env bash
# fuzz.sh TARGET [SECONDS]: the corpus of tests/fuzz/TARGET.cpp, then what libFuzzer makes of it for so long. What it
# found earlier in this build is the beginning of the next run. From nothing it makes the same every time, so that a
# change is blamed for what it broke, and not for what chance has found; UNROLL_FUZZ_SEED=0 leaves it to chance.
set -u -o pipefail
cd "$(dirname "$0")/../.." || exit

target=$1 seconds=${2:-${UNROLL_FUZZ_SECONDS:-20}}
build=${UNROLL_BUILD:-build/asan}
found=$build/fuzz/$target
mkdir -p "$found/inputs"
export UBSAN_OPTIONS=print_stacktrace=1

# libFuzzer's "done" line tells how much was tried; the rest is of interest only if something was found.
if "$build/bin/fuzz-$target" "$found/inputs" "tests/fuzz/corpus/$target" -seed="${UNROLL_FUZZ_SEED:-1}" \
  -max_total_time="$seconds" -max_len=4096 -timeout=30 -malloc_limit_mb=256 -rss_limit_mb=2048 \
  -artifact_prefix="$found/" -print_final_stats=1 \
  >"$found/log" 2>&1; then
  grep -E '^(Done|stat::number_of_executed_units)' "$found/log"
else
  status=$?
  tail -n 60 "$found/log"
  printf '%s\n' "The input is in $found; put it, reduced, into tests/fuzz/corpus/$target, and write a test that fails."
  exit $status
fi
