#!/usr/bin/env bash
# How long the compiler takes, in seconds of CPU: the libraries from nothing, and one program of a lesson.
set -u -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export CCACHE_DISABLE=1 TIMEFORMAT='%U'

seconds() {   # seconds <target>...
  { time cmake --build "$folder" --target "$@" >"$folder/log" 2>&1; } 2>&1 || { cat "$folder/log" >&2; return 1; }
}
cmake --preset dev -B "$folder" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
libraries=$(seconds unroll_autograd unroll_nn unroll_optim unroll_graphs) || exit
seconds unroll_lessons_support >/dev/null || exit
lesson=$(seconds lesson-07) || exit
printf 'To compile: the libraries %.0f s, the programs of lesson 7 %.0f s\n' "$libraries" "$lesson"
