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

# The id of an exercise's file: lessons/03-slug/exercises/03b_window.hpp -> 3b
id_of() { sed 's,.*/0*,,; s,_.*,,' <<<"$1"; }

# blame <lesson folder> <target>: fills `guilty` with the exercises that keep it from compiling, `said` with what the
# compiler says of them. Each is compiled without the others, for of a brace that is missing in one the compiler
# complains in the next. Fails if it is not theirs.
blame() {
  local log=build/dev/alone.log file exercises=("$1"/exercises/*.hpp)
  guilty=() said=''
  compile=$(cmake --build build/dev -- -t commands "$2" 2>/dev/null | grep -F 'checks/check.cpp.o -c') || return
  for file in "${exercises[@]}"; do
    { sed '/^namespace yours {/q' "$1/checks/check.cpp"
      printf '#include "%s"\n#line 1 "the end of %s"\n}\n' "exercises/${file##*/}" "$file"; } |
      (cd build/dev && bash -c "${compile%% -MD *} -fsyntax-only -x c++ -") >"$log" 2>&1 && continue
    guilty+=("$file")
    said+=$(errors "$log" | grep -v '^<stdin>' | head -30)$'\n'
  done
  ((${#guilty[@]} && ${#guilty[@]} < ${#exercises[@]}))
}

# without_guilty <lesson folder> <target>: builds build/dev/others/check, which has solutions in their places.
without_guilty() {
  local link file object=checks/check.cpp.o
  rm -rf build/dev/others && mkdir -p build/dev/others/exercises || return
  for file in "${guilty[@]}"; do cp "$1/solutions/${file##*/}" build/dev/others/exercises/ || return; done
  link=$(cmake --build build/dev -- -t commands "$2" 2>/dev/null | grep -F -- "-o bin/$2 ") || return
  link=$(sed "s,[^ ]*$object,others/check.o,; s,-o bin/$2 ,-o others/check ,; s,^: &&,," <<<"${link%&& :}")
  (cd build/dev && bash -c "${compile%% -MD *} -iquote others -c -o others/check.o ../../$1/checks/check.cpp && $link") \
    >build/dev/others.log 2>&1
}

# check_lesson <folder> [<exercise>]: grades, and remembers how each exercise did. Those that do not compile do not keep
# the others from being graded.
check_lesson() {
  local number exercise status=0 result program asked=("${@:2}") guilty=() compile said
  number=$(number_of "$1")
  program=build/dev/bin/lesson-$number-check
  [[ -f $1/checks/check.cpp ]] || fail "Lesson $((10#$number)) has no exercises."
  if ! errors_shown=0 build dev "lesson-$number-check"; then
    blame "$1" "lesson-$number-check" || { errors build/dev/learn.log | head -60 >&2; return 1; }
    say "${said}Does not compile: ${guilty[*]}." >&2
    ((${#asked[@]})) || mapfile -t asked < <(exercises_of "$1")
    for exercise in "${guilty[@]}"; do
      mapfile -t asked < <(printf '%s\n' "${asked[@]}" | grep -vx "$(id_of "$exercise")")
    done
    ((${#asked[@]})) || return 1
    without_guilty "$1" "lesson-$number-check" ||
      { say "The others cannot be built without it; build/dev/others.log says why." >&2; return 1; }
    program=build/dev/others/check status=1
  fi
  mkdir -p build/progress
  "$program" "${asked[@]}" | tee build/progress/.grades
  result=${PIPESTATUS[0]}
  ((result == 0)) || status=$result
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
