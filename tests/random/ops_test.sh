#!/usr/bin/env bash
# The random programs of ./learn test hold every op that autograd/ops.hpp declares, and not only once.
set -u -o pipefail

source tests/autograd/declared_ops.sh
least=10

drawn=$("$UNROLL_BUILD/bin/test_random" --run_test=programs/list_ops --log_level=nothing | sed -n 's/^op: //p')
(($(wc -l <<<"$drawn") > 50)) || { echo "test_random listed only $(wc -l <<<"$drawn") ops."; exit 1; }

count=0 wrong=0
while IFS= read -r op; do
  ((++count))
  times=$(awk -v op="$op " 'index($0, op) == 1 { print $NF }' <<<"$drawn")
  ((${times:-0} >= least)) && continue
  echo "$op stands ${times:-0} times in random programs, not $least; teach tests/random/generator.cpp to draw it."
  wrong=1
done < <({ declared; sed 's/ [0-9]*$//' <<<"$drawn"; } | sort -u)
((wrong == 0 && count > 50)) && echo "$count ops, all declarations and what nn/ adds, each in random programs at least $least times."
