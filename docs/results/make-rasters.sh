#!/usr/bin/env bash
# Writes docs/results/rasters.md: each raster of a folder is captioned, and what became of it is a row. Needs Debian's gdal-bin to count captions.
# usage: docs/results/make-rasters.sh [FOLDER]     (without one: ../shared/data/rasters); SKYSCRIBE names another build of the command
set -eu
tool=${SKYSCRIBE:-./skyscribe}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=${1:-../shared/data/rasters}
page=docs/results/rasters.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

row() {   # a name, then the arguments of raster
  local name=$1 status said captions
  shift
  set +e
  "$tool" raster "$@" --out "$work/layer.gpkg" > /dev/null 2> "$work/said"
  status=$?
  set -e
  said=$(grep -v '^tiles ' "$work/said" | sed -E "s#$folder/##g; s#$work/layer.gpkg: ##; s#^(error: )?$name: ##" | tr '|' '/' | paste -sd '~' | sed 's/~/; /g')
  captions=
  if [ -f "$work/layer.gpkg" ]; then
    captions=$(ogrinfo -q -sql "SELECT caption, COUNT(*) AS n, AVG(confidence) AS c FROM tiles GROUP BY caption ORDER BY n DESC, caption LIMIT 3" "$work/layer.gpkg" \
      | sed -nE 's/^ *(caption|n|c) \([A-Za-z0-9]+\) = (.*)$/\2/p' | paste -d '~' - - - | sed -E 's/^(.*)~(.*)~(.*)$/\1 (\2, confidence \3)/; s/(confidence 0\.[0-9]{2})[0-9]*/\1/' | paste -sd '~' | sed 's/~/; /g')
  fi
  rm -f "$work"/layer.*
  echo "| $name | $status | $said | $captions |" >> "$page"
}

cat > "$page" <<'HEAD'
# Real rasters

Written by `docs/results/make-rasters.sh` with the bundled model: one row for each raster of the shared data (their sources and licences are in ORIGIN.md there), what the command printed, and the most frequent captions of its tiles with their number
and mean confidence. Tiles do not overlap and have the size that the command chooses by itself: 224 x 224 pixels of 0.348 m, what the model is best at ([gsd.md](gsd.md)), or of the raster where its pixels are too coarse for that; the row of the world is with
`--tile 2000`. Exit code 2 is a refusal. What becomes of captions of known places when they are seen another way: [mosaics.md](mosaics.md).

| raster | exit code | what was said | most frequent captions |
|---|---|---|---|
HEAD

for file in "$folder"/*.tif "$folder"/*.jp2; do
  name=$(basename "$file")
  case $name in
    world_*) row "$name" "$file" --overlap 0 --tile 2000 ;;
    naip_va_1m_597_b[234].tif) ;;   # with the first, below
    naip_va_1m_597_b1.tif) row naip_va_1m_597_b1...b3 --bands "$folder/naip_va_1m_597_b1.tif,$folder/naip_va_1m_597_b2.tif,$folder/naip_va_1m_597_b3.tif" --overlap 0
      row naip_va_1m_597_b4...b2 --bands "$folder/naip_va_1m_597_b4.tif,$folder/naip_va_1m_597_b1.tif,$folder/naip_va_1m_597_b2.tif" --overlap 0 ;;
    *) row "$name" "$file" --overlap 0 ;;
  esac
done

cat >> "$page" <<'FOOT'

Looked at, by eye. Of nl_rd's sixteen tiles at the model's own ground resolution five say "river": two show it, three a road between trees, and the lake and the wider water beside woods are still a beach at an ocean. naip_va is dense forest,
as it says with 0.75. Orchards with a farm (oam_c) are farmland in two tiles of nine, and a school or a resort in most others, with confidences up to 0.80; a snowy valley with dark woods (aerial_3857) is a beach at an ocean, with 0.7: scenes that its training lacks. Landsat's pixels of 30 to 300 m
are far from what it knows, which a note says: captions of them are wrong, and confidence does not say so. A model for such pixels has to be trained on them. The small pictures of usgs_hro (57 x 35 m) are less than a tile, and are squeezed into one: their confidences of 0.1 are deserved.
FOOT
