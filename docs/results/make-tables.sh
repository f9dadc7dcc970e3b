#!/bin/sh
# Makes every table and plot of docs/results/tables from the plans and the result files.
cd "$(dirname "$0")/../.." || exit 1
for plan in plans/*.json; do
  name=$(basename "$plan" .json)
  ./skyscribe lab table "$plan" --out "docs/results/tables/$name.md" --plot "docs/results/tables/$name.png" || exit 1
done
