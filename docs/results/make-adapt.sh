#!/usr/bin/env bash
# Writes the tables of docs/results/adapt.md: the bundled model adapted to RSITMD's captions of RSICD's training pictures, scored on those of its val pictures, and on UCM's val for what is forgotten.
# usage: docs/results/make-adapt.sh [DATA [ROW...]]     DATA holds rsicd, rsitmd and ucm (without one: ../shared/data); a ROW is how many pictures to learn from, with a - behind it without distillation
# (50 100 300 300-); SKYSCRIBE names another build of the command
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
tool=${SKYSCRIBE:-./skyscribe}
data=${1:-../shared/data}
shift || true
[ $# -gt 0 ] || set -- 50 100 300 300-
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
page=docs/results/adapt.md
rows=$work/rows

run() {   # pictures, a name for the row, then settings
  local count=$1 name=$2 start=$SECONDS
  shift 2
  python3 docs/results/adapt-data.py "$data/rsitmd/dataset_rsitmd_rsicd.json.gz" "$count" "$work/$count.json"
  /usr/bin/env time -f %M -o "$work/memory" "$tool" adapt --data "$work/$count.json" --images "$data/rsicd/images" --model models/skyscribe-rs --out "$work/model" --cache "$work/cache" \
    --also "$data/ucm/dataset_ucm.json=$data/ucm/images" "$@" > "$work/log" 2> "$work/errors" || { tail -n 5 "$work/errors" >&2; exit 1; }
  # Two comparisons: the held-out pictures, then UCM's val. The column of CIDEr is looked for by its name.
  awk '$0 ~ /CIDEr/ && !column { n = split($0, names, /  +/); for (i = 1; i <= n; i++) if (names[i] == "CIDEr") column = i }
       column && /^(old|adapted)  / { split($0, cells, /  +/); print cells[column] }' "$work/model.run/compare.txt" > "$work/scores"
  mapfile -t found < "$work/scores"
  [ "${#found[@]}" -eq 4 ] || { echo "expected four scores in $work/model.run/compare.txt" >&2; cat "$work/model.run/compare.txt" >&2; exit 1; }
  echo "| $count | $name | ${found[0]} | ${found[1]} | ${found[2]} | ${found[3]} | $(((SECONDS - start + 30) / 60)) | $(($(cat "$work/memory") / 1024)) |" >> "$rows"
  tail -n 1 "$rows" >&2
  rm -rf "$work/model" "$work/model.run"
}

for row in "$@"; do
  case $row in
    *-) run "${row%-}" "without distillation" --set distillation.weight=0 ;;
    *) run "$row" "as it is" ;;
  esac
done

{
  echo "<!-- made by docs/results/make-adapt.sh -->"
  echo
  echo "\`docs/results/make-adapt.sh\`, $(date -u +%F), commit $(git rev-parse --short HEAD), $(nproc) cores."
  echo
  echo "| pictures | | RSITMD, 463 val pictures: before | after | UCM val: before | after | minutes | MB |"
  echo "|---|---|---|---|---|---|---|---|"
  cat "$rows"
  echo
  echo "<!-- end -->"
} > "$work/table"
awk -v table="$work/table" '/^<!-- made by/ { while ((getline line < table) > 0) print line; skip = 1 } !skip { print } /^<!-- end -->/ { skip = 0 }' "$page" > "$work/page"
cat "$work/page" > "$page"
