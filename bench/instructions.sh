#!/usr/bin/env bash
# How many instructions a training step takes, by valgrind's callgrind: a number that no busy machine changes.
#
#   bash bench/instructions.sh check <build folder>     against instructions.txt: fails if one has grown by more than 5 %
#   bash bench/instructions.sh update <build folder>    writes instructions.txt
#
# The build is that of the preset dev, for x86-64-v3: valgrind knows no AVX-512.
set -u -o pipefail
kept=$(dirname "${BASH_SOURCE[0]}")/instructions.txt

# total <program> <workload> <steps>: all instructions, with those of starting up
total() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$1" "$2" "$3" 2>&1 |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

# a_step <program> <workload> <steps>: of one step, warmed up
a_step() {
  local few many
  few=$(total "$1" "$2" 10) many=$(total "$1" "$2" $((10 + $3)))
  [[ -n $few && -n $many ]] || { echo "valgrind could not count $2." >&2; return 1; }
  echo $(((many - few) / $3))
}

# measure <build folder>: what instructions.txt holds
measure() {
  local program=$1/bin/bench-instructions compiler w0 w4
  compiler=$(sed -n 's/^CMAKE_CXX_COMPILER:[A-Z]*=//p' "$1/CMakeCache.txt")
  w0=$(a_step "$program" W0 20) && w4=$(a_step "$program" W4 50) || return
  printf 'compiler %s\nlibc %s\nW0 %d\nW4 %d\n' "$("$compiler" --version | head -1)" "$(getconf GNU_LIBC_VERSION)" "$w0" "$w4"
}

# compare <kept> <measured>: a line for each workload; fails if one has grown by more than 5 % under the same versions
compare() {
  awk '
    { name = $1; sub(/^[^ ]* /, "") }
    NR == FNR { old[name] = $0; next }
    name == "compiler" || name == "libc" { if ($0 != old[name]) other = other " " name; next }
    {
      growth = $0 / old[name] - 1
      printf "%s: %d instructions a step, %+.1f %% against %d\n", name, $0, 100 * growth, old[name]
      if (growth > 0.05) grown = grown " " name
    }
    END {
      if (other) print "Counted by another" other " than instructions.txt: nothing to hold against."
      else if (grown) { print "Grown by more than 5 %:" grown ". If it is worth it: ./learn bench --instructions"; exit 1 }
    }' "$1" "$2"
}

[[ ${BASH_SOURCE[0]} == "$0" ]] || return 0   # read by its test for its functions

case ${1:-} in
  check) measured=$(measure "$2") && compare "$kept" <(printf '%s\n' "$measured") ;;
  update) measured=$(measure "$2") && printf '%s\n' "$measured" >"$kept" && cat "$kept" ;;
  *) echo "bash bench/instructions.sh check|update <build folder>" >&2; exit 2 ;;
esac
