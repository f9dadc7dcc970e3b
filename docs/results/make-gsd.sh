#!/usr/bin/env bash
# Writes docs/results/gsd.md: what a model's captions are worth by ground resolution; and stores in the model's package where they are good.
# usage: docs/results/make-gsd.sh [DATA [MODEL]]     (without them: ../shared/data and models/skyscribe-rs); SKYSCRIBE names another build of the command
set -eu
tool=${SKYSCRIBE:-./skyscribe}
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
data=${1:-../shared/data}
model=${2:-models/skyscribe-rs}
page=docs/results/gsd.md
new=$(mktemp)
trap 'rm -f "$new"' EXIT

cat > "$new" <<'HEAD'
# Ground resolution

Written by `docs/results/make-gsd.sh` with the bundled model (`./skyscribe resolution`). Pictures of val are captioned at ground resolutions from half to twice their own and scored against the sentences of the whole pictures; "right" is a CIDEr of at least 1.

- **As they are**: pixels of the model's input have that size on the ground, as when a raster of such pixels is cut into tiles of 224 x 224. Finer ones show the middle of the picture, so that part of the fall is what the sentences name and the crop lacks. For
  coarser ones there is no more ground than the picture's own: it is mirrored around itself.
- **Enlarged to their own**: a picture with coarser pixels, enlarged to the resolution of the model's training, as `raster` does by default. (Finer pixels that are averaged to it are the picture itself.)

UCM's pixels are of one foot (0.3048 m); its 256 x 256 pixels become 224 x 224. RSICD's pictures are of many resolutions that nobody wrote down, so only the ratio is known.

The best ground resolution is the one with the most right captions as they are. A resolution is good where at least 90 % as many captions are right as at the best one; between two measured ones a straight line over the logarithm is taken. The numbers that `raster`
uses come from UCM and are in the package (`resolution` in `package.json`).

HEAD
"$tool" resolution --model "$model" --data "$data/ucm/dataset_ucm.json" --images "$data/ucm/images" --metres 0.3048 >> "$new"
echo >> "$new"
"$tool" resolution --model "$model" --data "$data/rsicd/dataset_rsicd.json" --images "$data/rsicd/images" >> "$new"
cat "$new" > "$page"
cat >> "$page" <<'FOOT'

Read: a tile must cover the ground that the training's pictures did. Shown with pixels of twice the size, two fifths (RSICD) to two thirds (UCM) of the captions that were right are wrong, and confidence, which falls from 0.80 to 0.63 and from 0.79 to 0.60, says it only
in part. Sharpness matters less: pictures with pixels of twice the size, enlarged, lose nothing on UCM and a tenth of the right captions on RSICD; with three times the size a fifth there. Averaging a sharp picture is kinder than a real sensor, and val has
scenes like those of training, so rasters of other places will do worse at each resolution.
FOOT
