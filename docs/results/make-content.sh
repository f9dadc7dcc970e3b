#!/usr/bin/env bash
# Writes docs/results/content.md and docs/results/generalization.md: what the bundled model's captions say, beside people's, and how they fare by captions whose annotators no training saw.
# usage: docs/results/make-content.sh [DATA [MODEL]]     DATA holds ucm, rsicd and textrs (without one: ../shared/data); SKYSCRIBE names another build of the command
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
tool=${SKYSCRIBE:-./skyscribe}
data=${1:-../shared/data}
model=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
head="Written by \`docs/results/make-content.sh\`, $(date -u +%F), commit $(git rev-parse --short HEAD)$(git diff --quiet HEAD -- src models && : || echo ' with changes')."

evaluate() {   # a name, then the arguments of evaluate
  local name=$1
  shift
  "$tool" evaluate ${model:+--model "$model"} "$@" --out "$work/$name.json" > "$work/$name.txt" 2> /dev/null
}

values() {   # a name, then metrics: the cells of a row
  local name=$1
  shift
  for metric in "$@"; do
    sed -nE "s/^$metric +([0-9.]+) +\(95 %: ([0-9.]+) to ([0-9.]+)\)/\1 \2 \3/p" "$work/$name.txt" | awk '{ printf "%.3f (%.3f to %.3f)\n", $1, $2, $3 }' | grep . || echo
  done | paste -sd '|' | sed 's/|/ | /g'
}

different() { sed -nE 's/.*, ([0-9]+) distinct captions.*/\1/p' "$work/$1.txt"; }

evaluate ucm --data "$data/ucm/dataset_ucm.json" --images "$data/ucm/images" --split val --objects "$data/ucm/objects_ucm.json"
evaluate rsicd --data "$data/rsicd/dataset_rsicd.json" --images "$data/rsicd/images" --split val
# A model that knows one style refuses the other.
styles=(plain)
if evaluate ucm-detailed --style detailed --data "$data/ucm/dataset_ucm.json" --images "$data/ucm/images" --split val --objects "$data/ucm/objects_ucm.json"; then
  styles=(plain detailed)
  evaluate rsicd-detailed --style detailed --data "$data/rsicd/dataset_rsicd.json" --images "$data/rsicd/images" --split val
fi
evaluate textrs-val --data "$data/textrs/dataset_textrs_rsicd.json" --images "$data/rsicd/images" --split val
evaluate textrs-train --data "$data/textrs/dataset_textrs_rsicd.json" --images "$data/rsicd/images" --split train

{
  echo "# What captions say"
  echo
  echo "$head The measures are explained in [metrics](../reference/metrics.md#content); in brackets 95 % bootstrap intervals over the pictures. $(head -n 1 "$work/ucm.txt")."
  echo
  columns=(CIDEr SceneObjects_P SceneObjects_R SceneAttributes_P SceneAttributes_R SceneRelations_P SceneRelations_R Invented Retrieval_1 Retrieval_5 Objects_P Objects_R)
  echo "| val | style | $(printf '%s | ' "${columns[@]}")different captions |"
  echo "|---|---|$(printf -- '---|%.0s' "${columns[@]}")---|"
  for style in "${styles[@]}"; do
    suffix=${style#plain}
    echo "| UCM | $style | $(values "ucm${suffix:+-$suffix}" "${columns[@]}") | $(different "ucm${suffix:+-$suffix}") of 210 |"
    echo "| RSICD | $style | $(values "rsicd${suffix:+-$suffix}" "${columns[@]}") | $(different "rsicd${suffix:+-$suffix}") of 1,094 |"
  done
  for set in ucm rsicd; do
    echo
    echo "${set^^}, plain: $(sed -n 's/^named and in no reference, commonest first: /objects that captions name and no reference does, with the number of captions: /p' "$work/$set.txt")."
  done
  echo
  echo "## People"
  echo
  echo "Each sentence of a picture against its other four (\`lab study people\`), so that CIDEr has one reference fewer than above. RSICD's references are often copies of each other, which raises what people score there: see [generalization](generalization.md)."
  for set in ucm rsicd; do
    echo
    objects=none
    [ "$set" = rsicd ] || objects=$data/ucm/objects_ucm.json
    "$tool" lab study people "$data/$set/dataset_$set.json" val "$objects"
  done
} > docs/results/content.md

{
  echo "# Other people's captions, and copies"
  echo
  echo "$head The bundled model learned from RSICD's and UCM's train splits."
  echo
  echo "## Annotators that no training saw"
  echo
  echo "TextRS describes 348 of RSICD's pictures in the words of other people, five different sentences each. Of its train part the model saw the pictures, of its val part neither pictures nor captions."
  echo
  columns=(CIDEr SceneGraphF SceneObjects_P SceneObjects_R Retrieval_1 Retrieval_5)
  echo "| references | pictures | $(printf '%s | ' "${columns[@]}")different captions |"
  echo "|---|---|$(printf -- '---|%.0s' "${columns[@]}")---|"
  echo "| RSICD's own, val | 1,094 | $(values rsicd "${columns[@]}") | $(different rsicd) |"
  echo "| TextRS, val part | 65 | $(values textrs-val "${columns[@]}") | $(different textrs-val) |"
  echo "| TextRS, train part | 283 | $(values textrs-train "${columns[@]}") | $(different textrs-train) |"
  echo
  echo "## Copied references"
  echo
  echo "Scores on val by the number of different sentences among a picture's five references (\`lab study copies\`): means over the pictures."
  for set in rsicd ucm; do
    echo
    echo "${set^^}:"
    echo
    "$tool" lab study copies "$work/$set.json" "$data/$set/dataset_$set.json"
  done
} > docs/results/generalization.md
echo "written: docs/results/content.md, docs/results/generalization.md" >&2
