#!/usr/bin/env bash
# Every operation declared in autograd/ops.hpp has a row in the table of ops, and every row an operation: what is
# declared is read from the header itself, so that an op without a test fails here.
set -u -o pipefail

source tests/autograd/declared_ops.sh
tested() { "$UNROLL_BUILD/bin/test_autograd" --run_test=ops/list_rows --log_level=nothing | sed -n 's/^row: //p'; }

ops=$(declared | sort -u)
rows=$(tested | sort -u)
(($(wc -l <<<"$ops") > 50)) || { echo "Only $(wc -l <<<"$ops") ops were found in autograd/ops.hpp; is its layout new?"; exit 1; }

without=$(comm -23 <(echo "$ops") <(echo "$rows"))
unknown=$(comm -13 <(echo "$ops") <(echo "$rows"))
[[ -z $without ]] || printf 'No row in tests/autograd/op_table*.cpp for:\n%s\n' "$without"
[[ -z $unknown ]] || printf 'Rows of ops that autograd/ops.hpp does not declare:\n%s\n' "$unknown"
[[ -z $without$unknown ]] || exit 1
echo "$(wc -l <<<"$ops") declarations, each with a row."
