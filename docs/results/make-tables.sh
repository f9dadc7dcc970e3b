#!/bin/sh
# Makes docs/results/tables and docs/results/plans.md from the plans and the result files.
cd "$(dirname "$0")/../.." || exit 1
for plan in plans/*.json; do
  table=docs/results/tables/$(basename "$plan" .json)
  ./skyscribe lab table "$plan" --out "$table.md" --plot "$table.png" || exit 1
  grep -q '^Each run:' "$table.md" || rm "$table.png"   # a picture of published scores alone says nothing new
done
./skyscribe lab status plans --out docs/results/plans.md
