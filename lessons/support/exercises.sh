# The learner's side of the exercises: grading, hints, watching; sourced by ./learn.
# shellcheck shell=bash

# 3 or 3b -> lessons/03-slug
folder_of() { if [[ $1 =~ ^[0-9]+[a-z]$ ]]; then lesson_folder "${1%?}"; else lesson_folder "$1"; fi; }

known_exercise() {
  local exercises
  exercises=$(exercises_of "$1" | paste -sd ' ')
  [[ " $exercises " == *" $2 "* && $2 != *' '* ]] ||
    refuse "There is no exercise $2; $1 has ${exercises:-none}."
}

# blame <lesson folder> <target>: says which exercises keep it from compiling. Each is compiled without the others, for
# of a brace that is missing in one the compiler complains in the next.
blame() {
  local log=build/dev/alone.log compile file exercises=("$1"/exercises/*.hpp) guilty=() said=''
  compile=$(cmake --build build/dev -- -t commands "$2" 2>/dev/null | grep -F 'checks/check.cpp.o -c') || return
  for file in "${exercises[@]}"; do
    { sed '/^namespace yours {/q' "$1/checks/check.cpp"
      printf '#include "%s"\n#line 1 "the end of %s"\n}\n' "exercises/${file##*/}" "$file"; } |
      (cd build/dev && bash -c "${compile%% -MD *} -fsyntax-only -x c++ -") >"$log" 2>&1 && continue
    guilty+=("$file")
    said+=$(errors "$log" | grep -v '^<stdin>' | head -30)$'\n'
  done
  if ((${#guilty[@]} && ${#guilty[@]} < ${#exercises[@]})); then
    say "${said}Does not compile: ${guilty[*]}. Until that is mended, the lesson's other exercises wait." >&2
  else errors build/dev/learn.log | head -60 >&2; fi   # it is not theirs
}

# check_lesson <folder> [<exercise>]: grades, and remembers how each exercise did.
check_lesson() {
  local number exercise status
  number=$(number_of "$1")
  [[ -f $1/checks/check.cpp ]] || fail "Lesson $((10#$number)) has no exercises."
  errors_shown=0 build dev "lesson-$number-check" || { blame "$1" "lesson-$number-check"; return 1; }
  mkdir -p build/progress
  "build/dev/bin/lesson-$number-check" "${@:2}" | tee build/progress/.grades
  status=${PIPESTATUS[0]}
  for exercise in $(exercises_of "$1"); do
    grep -m 1 "^ *$exercise\>" build/progress/.grades | sed 's/^ *//' >build/progress/.new &&
      mv build/progress/.new "build/progress/$exercise"
  done
  return "$status"
}

# check [3|3b]
check() {
  local folder status=0
  if (($#)); then
    folder=$(folder_of "$1") || exit
    [[ $1 == *[a-z] ]] || { check_lesson "$folder"; return; }
    known_exercise "$folder" "$1"
    check_lesson "$folder" "$1"
    return
  fi
  for folder in lessons/[0-9][0-9]-*/; do
    [[ ! -f $folder/checks/check.cpp ]] || check_lesson "${folder%/}" || status=1
  done
  return "$status"
}

# hint 3b [2]: the next hint at each call, or the one asked for.
hint() {
  local folder hints count which seen
  [[ -n $1 ]] || refuse 'Name an exercise, for example: ./learn hint 3b'
  folder=$(folder_of "$1") || exit
  known_exercise "$folder" "$1"
  # The numbered items under the exercise's heading; an item may run over several lines.
  mapfile -d '' hints < <(awk -v exercise="$1" '
    function flush() { if (text) printf "%s%c", text, 0; text = "" }
    /^## /      { flush(); inside = match($2, "^" exercise "[^a-z0-9]*$") }
    /^[0-9]+\. / { flush() }
    inside && !/^#/ && NF { text = text (text ? "\n" : "") $0 }
    END         { flush() }' "$folder/hints.md")
  count=${#hints[@]}
  seen=$(cat "build/hints/$1" 2>/dev/null || say 0)
  which=${2:-$((seen < count ? seen + 1 : count))}
  [[ $which =~ ^[1-9]$ && $which -le $count ]] || refuse "Exercise $1 has hints 1 to $count."
  say "${hints[which - 1]}"
  ((which < count)) || say "That was the last hint; a solution is in $folder/solutions/."
  may_write "build/hints/$1"
  ((which <= seen)) || say "$which" >"build/hints/$1"
}

# Grades the lesson, then again after each change to its exercises, until Ctrl-C.
watch() {
  local folder
  folder=$(lesson_folder "$1") || exit
  may_write build/watched
  while true; do
    touch build/watched
    check_lesson "$folder"
    say "Waiting for a change in $folder/exercises/ (Ctrl-C ends)"
    until [[ -n $(find "$folder/exercises" -name '*.hpp' -newer build/watched) ]]; do sleep 0.5; done
  done
}
