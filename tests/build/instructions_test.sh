#!/usr/bin/env bash
# bench/instructions.sh refuses counts that have grown by more than 5 % under the same compiler and libc, and no others.
set -u -o pipefail
. bench/instructions.sh

counts() { printf 'compiler %s\nlibc glibc 2.36\nW0 %d\nW4 %d\n' "$1" "$2" "$3"; }
refused() { ! compare <(counts 'g++ 12' 1000 20000) <(counts "$@") >/dev/null; }

failed=0
expect() { "$@" || { echo "Wrong: $*"; failed=1; }; }
expect refused 'g++ 12' 1060 20000
expect refused 'g++ 12' 1000 21100
for fine in '1040 20900' '500 20000'; do
  # shellcheck disable=SC2086
  if refused 'g++ 12' $fine; then echo "Refused: $fine"; failed=1; fi
done
if refused 'g++ 13' 2000 20000; then echo "Refused although the compiler is another one"; failed=1; fi
exit "$failed"
