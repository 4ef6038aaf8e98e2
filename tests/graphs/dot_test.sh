# What graphs/ writes opens with plain `dot`, at the same positions; and where Graphviz's plugins are missing, the
# message is one sentence and the DOT file is there all the same.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "dot_test: $*" >&2; exit 1; }

draw=$UNROLL_BUILD/bin/test_graphs
export UNROLL_TEST_DRAWINGS=$work
"$draw" --run_test=files > "$work/log" || { cat "$work/log"; fail "could not draw"; }

for name in rnn word backward; do
  for format in svg png pdf; do
    dot -T$format "$work/$name.dot" -o "$work/$name.plain.$format" 2> "$work/messages" || fail "dot -T$format refuses $name.dot"
    [ -s "$work/messages" ] && { cat "$work/messages"; fail "dot -T$format complains about $name.dot"; }
  done
  # The same lines but for one attribute: Graphviz orders the panels by addresses.
  diff <(sed 's/ xml:space="preserve"//' "$work/$name.svg" | sort) <(sort "$work/$name.plain.svg") > /dev/null || fail "plain dot draws $name differently"
done

# Without plugins: exit code 1 of the program, a sentence, no half-written file, and the DOT file.
mkdir "$work/empty" "$work/without"
if UNROLL_TEST_DRAWINGS=$work/without GVBINDIR=$work/empty "$draw" --run_test=files > "$work/log" 2>&1; then
  fail "drew without plugins"
fi
grep -q "Graphviz has no .* plugin for .*apt-get install" "$work/log" || { cat "$work/log"; fail "no clear sentence"; }
[ "$(ls "$work/without")" = rnn.dot ] || fail "expected rnn.dot alone, found: $(ls "$work/without")"
