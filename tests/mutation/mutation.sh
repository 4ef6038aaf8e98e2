#!/usr/bin/env bash
# mutation.sh [COUNT [SEED [PATTERN]]]: breaks autograd/, nn/ and optim/ in COUNT small ways, one at a time in a copy of the
# tree, or only where the drawn line matches; and runs the tests of the folder that is broken. Ends with 0 if at least 90 % are
# killed. What was killed is remembered, so that a run that was stopped goes on, and one after a new test tries only what
# survived; rm -r build/mutation begins anew.
set -u -o pipefail
shopt -s nullglob
cd "$(dirname "$0")/../.." || exit

work=$PWD/build/mutation
copy=$work/tree                  # what is broken and built
build=$copy/build/dev
verdicts=$work/verdicts
say() { printf '%s\n' "$*"; }

# run_program <folder>: its tests; says what failed first.
run_program() {
  local status
  # At the first error grep goes away, and the program when it tells of the next.
  within "$build/bin/test_$1" | grep -aoE -m 1 'error: in "[^"]*' >"$work/error"
  status=${PIPESTATUS[0]}
  case $status in
    0) return 0 ;;
    152) say "endless" ;;
    *) sed 's/.*"//' "$work/error" | grep . || say "status $status" ;;
  esac
  return 1
}

# run_scripts <folder>: but for those that run alone because they measure time.
run_scripts() {
  local script
  for script in tests/"$1"/*_test.sh; do
    grep -q '^# Runs alone' "$script" || within bash "$script" >/dev/null || { say "${script##*/}"; return 1; }
  done
}

# A mutant may ask for all memory, or never end: what takes some seconds of the processor has two minutes of it.
within() {
  (cd "$copy" && ulimit -c 0 -v 8000000 -St 120 && UNROLL_BUILD=$build exec "$@") 2>&1 </dev/null
}

compile() { (cd "$copy" && cmake --build "$build" --target "test_$1") >"$work/log" 2>&1; }

# put <file> <byte> <bytes> <text>: in the copy.
put() {
  { head -c "$2" "$1"; printf %s "$4"; tail -c "+$(($2 + $3 + 1))" "$1"; } >"$copy/$1"
}

# The copy is this tree as it stands; what is the same keeps its time, so that little is compiled again.
while IFS= read -r -d '' file; do
  cmp -s "$file" "$copy/$file" || { mkdir -p "$(dirname "$copy/$file")" && cp "$file" "$copy/$file"; } || exit
done < <(git ls-files -z --cached --others --exclude-standard)
(cd "$copy" && cmake --preset dev && cmake --build build/dev --target mutants test_autograd test_nn test_optim) \
  >"$work/log" 2>&1 || { tail -n 40 "$work/log"; exit 1; }
declare -A unchanged
for folder in autograd nn optim; do
  start=$SECONDS
  failed=$(run_program "$folder") || { say "The tests of $folder fail before anything is broken: $failed"; exit 1; }
  say "tests of $folder: $((SECONDS - start)) s"
  unchanged[$folder]=$(sha256sum <"$build/bin/test_$folder")
done

# judge <mutant>: its verdict in $verdict.
judge() {
  local file=$1 folder=${1%%/*} by
  put "$file" "$2" "$3" "$4"
  if ! compile "$folder"; then
    verdict='does not compile'
  elif [[ $(sha256sum <"$build/bin/test_$folder") == "${unchanged[$folder]}" ]]; then
    verdict='same program'
  elif by=$(run_program "$folder" && run_scripts "$folder"); then
    verdict=survived
  else
    verdict="killed by $by"
  fi
  cat "$file" >"$copy/$file"
}

declare -A known
touch "$verdicts"
while IFS= read -r line; do known[${line%;*}]=${line##*;}; done <"$verdicts"
wanted=${1:-60} killed=0 counted=0 void=0
while IFS= read -r mutant <&3; do
  ((counted < wanted)) || break
  IFS=';' read -r file line column byte bytes kind old new <<<"$mutant"
  verdict=${known[$mutant]:-survived}
  if [[ $verdict == survived ]]; then
    judge "$file" "$byte" "$bytes" "$new" 2>/dev/null   # where the shell tells of a crash
    printf '%s;%s\n' "$mutant" "$verdict" >>"$verdicts"
  fi
  case $verdict in
    killed*) ((++counted, ++killed)) ;;
    survived) ((++counted)) ;;
    *) ((++void)) ;;
  esac
  printf '%-9s %s:%s:%s  %s -> %s  %s\n' "$kind" "$file" "$line" "$column" "${old:-nothing}" "${new:-nothing}" "$verdict"
done 3< <(find autograd nn optim -name '*.[ch]pp' | LC_ALL=C sort | xargs "$build/bin/mutants" "${2:-20261128}" |
  grep -E "${3:-.}")
say "$killed of $counted mutants killed; $void more do not compile or make the same program."
((counted > 0 && 10 * killed >= 9 * counted))
