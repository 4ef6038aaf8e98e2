#!/usr/bin/env bash
# A lesson meets a full disk, a folder that may not be written to, SIGKILL, a Graphviz without plugins, no terminal, no
# UTF-8, narrow and wide terminals, and a second one that writes to the same folder. Each time it ends with a sentence
# or with the right result, and no file is broken.
set -u -o pipefail
lesson=$UNROLL_BUILD/bin/faults-lesson
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
wrong=0
complain() { printf '%s\n' "$*"; wrong=1; }

# run <folder> <command>...: its status in $status, what it says in $said and, of errors, $error.
run() {
  said=$("${@:2}" --out "$1" 2>"$work/error" </dev/null)
  status=$?
  error=$(<"$work/error")
}
# ends <what> <sentence>: with one line that holds it.
ends() {
  [[ $status == 1 && $error == *"$2"* && $error != *$'\n'* ]] ||
    complain "$1: the lesson should end with \"$2\" in one line; status $status, it says: $error"
}
# whole <what> <folder>: every file is, and none is left of those in the making.
whole() {
  local file end
  for file in "$2"/*; do
    [[ -f $file ]] || continue
    end=$(tail -c 16 "$file" | tr -d '\0')
    case $file in
      *.dot | *.json) [[ $end == *'}' ]] ;;
      *.svg) [[ $end == *'</svg>' ]] ;;
      *.html) [[ $end == *'</html>' ]] ;;
      *.png) [[ $end == *IEND* ]] ;;
      *.safetensors) ;;   # a checkpoint has a digest of its own
      *) complain "$1: the file ${file##*/} is left" ;;
    esac || complain "$1: the file ${file##*/} is cut off"
  done
}
contents() { (cd "$1" && sha256sum -- *); }

# ---- All is well: what the faults are held against. No terminal, and nothing in the error stream. ----
run "$work/well" "$lesson"
[[ $status == 0 && -z $error ]] || complain "The lesson itself fails: $said $error"
[[ $said != *$'\r'* && $said != *$'\e'* ]] || complain 'Without a terminal, the lesson moves a cursor.'
whole 'The lesson itself' "$work/well"
[[ $(cd "$work/well" && printf '%s ' *) == 'biases.svg faults-findings.json net.dot net.html net.png net.svg ' ]] ||
  complain "The lesson leaves $(ls "$work/well")."
right=$(contents "$work/well") told=${said//"$work/well"/}

# ---- No UTF-8: the same bytes. ----
run "$work/c" env -i LC_ALL=C HOME="$HOME" PATH="$PATH" "$lesson"
[[ $status == 0 && ${said//"$work/c"/} == "$told" ]] || complain "With LC_ALL=C the lesson says: $said $error"
[[ $(contents "$work/c") == "$right" ]] || complain 'With LC_ALL=C the lesson leaves other files.'

# ---- Terminals: the bar fits, in one line. ----
for columns in 20 80 200; do
  script -qec "stty cols $columns; exec '$lesson' --out '$work/terminal'" /dev/null >"$work/typed" 2>&1 </dev/null ||
    complain "On a terminal of $columns columns the lesson fails: $(<"$work/typed")"
  # What was on the line before it was cleared to its end.
  widest=$(tr '\r' '\n' <"$work/typed" | sed -n 's/\x1b\[K.*//p' |
    LC_ALL=C.UTF-8 awk '{ if (length > most) most = length } END { print most + 0 }')
  ((widest < columns)) || complain "On a terminal of $columns columns the bar has $widest characters."
  ((columns == 20 || widest > 60)) || complain "On a terminal of $columns columns there is no bar."
done

# ---- A full disk: each file is whole or missing, and a sentence says so. ----
for blocks in 0 2 8 40; do
  error=$(bash -c "trap '' XFSZ; ulimit -f $blocks; exec \"\$@\"" - "$lesson" --out "$work/full-$blocks" 2>&1 >/dev/null </dev/null)
  status=$?
  ends "A disk with $blocks blocks" 'File too large'
  whole "A disk with $blocks blocks" "$work/full-$blocks"
done

# ---- Nor can what it says be written. ----
"$lesson" --out "$work/mute" >/dev/full 2>"$work/error" </dev/null
status=$? error=$(<"$work/error")
ends 'A full disk for what is said' 'What the lesson says could not be written'
"$lesson" --out "$work/error" >/dev/null 2>/dev/full </dev/null   # in the way is a file
status=$?
((status == 1)) || complain "Where no sentence can be written, the lesson ends with status $status."

# ---- A folder that may not be written to. Root may write everywhere, without this capability. ----
mkdir "$work/mine" && chmod a-w "$work/mine"
as_user=()
[[ $(id -u) != 0 ]] || as_user=(setpriv --bounding-set=-dac_override --inh-caps=-dac_override)
if ! "${as_user[@]}" touch "$work/mine/file" 2>/dev/null; then
  run "$work/mine" "${as_user[@]}" "$lesson"
  ends 'A folder of somebody else' "The folder $work/mine cannot be written to: Permission denied. Choose another with --out."
  run "$work/mine/below" "${as_user[@]}" "$lesson"
  ends 'A folder below that of somebody else' "The folder $work/mine/below cannot be written to: Permission denied."
fi
run "$work/error" "$lesson"
ends 'A file in place of the folder' "The folder $work/error cannot be written to"

# ---- No plugin of Graphviz: the picture's text is there, and what was found. ----
mkdir "$work/none"
run "$work/plugins" env GVBINDIR="$work/none" "$lesson"
ends 'Graphviz without plugins' 'Graphviz has no layout plugin for'
[[ -s $work/plugins/net.dot && -s $work/plugins/faults-findings.json ]] ||
  complain "Without plugins the lesson leaves $(ls "$work/plugins")."
whole 'Graphviz without plugins' "$work/plugins"

# ---- Killed at a random moment: no file is broken; started again, the lesson ends as it should. ----
for ((kill = 0; kill < 25; kill++)); do
  "$lesson" --out "$work/killed" >/dev/null 2>&1 </dev/null &
  sleep "0.$(printf %03d $((RANDOM % 500)))"
  kill -KILL $! 2>/dev/null
  wait $! 2>/dev/null
  [[ -d $work/killed ]] || continue
  mkdir "$work/others"
  mv "$work"/killed/*.part "$work/others" 2>/dev/null   # of what was being written
  whole 'A lesson that was killed' "$work/killed"
  mv "$work"/others/* "$work/killed" 2>/dev/null
  rmdir "$work/others"
done
touch "$work/killed/net.png.$!-7.part"      # of the one that was killed last, at the latest
touch "$work/killed/net.png.$$-7.part" "$work/killed/a.part"    # of one that lives, and of somebody else
run "$work/killed" "$lesson"
[[ -e $work/killed/net.png.$$-7.part && -e $work/killed/a.part ]] || complain 'A lesson removes files that are not its own.'
rm -f "$work/killed/net.png.$$-7.part" "$work/killed/a.part"
whole 'A lesson after one that was killed' "$work/killed"
[[ $status == 0 ]] || complain "After it was killed, the lesson fails: $error"
[[ $(contents "$work/killed") == "$right" ]] || complain 'After it was killed, the lesson leaves other files.'

# ---- Two at once in one folder. ----
"$lesson" --out "$work/both" >"$work/first" 2>&1 </dev/null &
run "$work/both" "$lesson"
wait $! || complain "The first of two lessons at once fails: $(<"$work/first")"
[[ $status == 0 ]] || complain "The second of two lessons at once fails: $error"
[[ $(contents "$work/both") == "$right" ]] || complain 'Two lessons at once leave other files than one.'

exit "$wrong"
