#!/usr/bin/env python3
"""How many captions stay the same when pictures of known places are seen another way: tiles that overlap, coarser pixels, a reprojection.

usage: docs/results/mosaics.py DATA [COMMAND] > docs/results/mosaics.md     from the repository's root; needs Debian's gdal-bin

Val pictures are laid side by side as one GeoTIFF. Captioned in tiles of just their size they get their own captions (RealMosaicTests); each other way
is compared with these, by the tile whose middle is nearest to the picture's."""
import csv, json, math, os, subprocess, sys, tempfile

HEAD = """# Pictures of known places, seen another way

Written by `docs/results/mosaics.py ../shared/data` with the bundled model. 150 val pictures of UCM (256 x 256 pixels, of one foot) and of RSICD (224 x 224, taken as if of one foot) are laid side by side as one GeoTIFF in UTM zone 33. In tiles of just their size
they get their own captions, to the letter (`RealMosaicTests`). Each other way is compared with these: how many pictures get the same caption, word for word, from the tile whose middle is nearest to theirs, and how far that is away on the mean. A tile that lies
between pictures shows parts of several, which is not so in a real landscape; with 50 % overlap every second tile is a picture again, and gets the picture's caption.
"""
FOOT = """
Read: a reprojection that moves a tile by one or two metres leaves four captions of five as they are (three of four in longitude and latitude); another word is often all that differs. Pixels of twice the size, enlarged again, leave three of four (UCM) and two of three
(RSICD), although about as many captions are right as before ([gsd.md](gsd.md)).
"""
METRES = 0.3048
PICTURES = 150


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def val_pictures(data, name):
    with open(f"{data}/{name}/dataset_{name}.json", encoding="utf-8") as file:
        images = [image["filename"] for image in json.load(file)["images"] if image["split"] == "val"]
    images.sort()
    return [f"{data}/{name}/images/{images[i * len(images) // PICTURES]}" for i in range(PICTURES)]


def mosaic(files, side, work):
    """A GeoTIFF in UTM zone 33, 15 pictures wide."""
    parts = []
    for i, file in enumerate(files):
        left, top = 500000 + (i % 15) * side * METRES, 5000000 - (i // 15) * side * METRES
        part = f"{work}/part{i}.tif"
        run("gdal_translate", "-q", "-outsize", str(side), str(side), "-a_srs", "EPSG:32633", "-a_ullr",
            repr(left), repr(top), repr(left + side * METRES), repr(top - side * METRES), file, part)
        parts.append(part)
    run("gdalbuildvrt", "-q", f"{work}/mosaic.vrt", *parts)
    run("gdal_translate", "-q", "-co", "COMPRESS=DEFLATE", f"{work}/mosaic.vrt", f"{work}/mosaic.tif")
    return f"{work}/mosaic.tif"


def captions(command, raster, work, *options):
    """Longitude, latitude, caption and confidence of each tile."""
    out = f"{work}/tiles.csv"
    run(*command, "raster", raster, "--out", out, *options)
    with open(out, encoding="utf-8", newline="") as file:
        return [(float(row["longitude"]), float(row["latitude"]), row["caption"]) for row in csv.DictReader(file)]


def same(pictures, tiles):
    """Share of pictures whose nearest tile says the same, and the mean distance to it in metres."""
    equal = distance = 0
    for longitude, latitude, caption in pictures:
        east, north = 111320 * math.cos(math.radians(latitude)), 111132
        nearest = min(tiles, key=lambda tile: ((tile[0] - longitude) * east) ** 2 + ((tile[1] - latitude) * north) ** 2)
        distance += math.hypot((nearest[0] - longitude) * east, (nearest[1] - latitude) * north)
        equal += nearest[2] == caption
    return equal / len(pictures), distance / len(pictures)


def main(data, *command):
    command = command or ("./skyscribe",)
    print(HEAD)
    print("| seen another way | UCM: the same caption | nearest tile's middle, m | RSICD: the same caption | nearest tile's middle, m |\n|---|---|---|---|---|")
    rows = {}
    for name, side in (("ucm", 256), ("rsicd", 224)):
        with tempfile.TemporaryDirectory() as work:
            raster = mosaic(val_pictures(data, name), side, work)
            own = ("--tile", str(side), "--gsd", "own")
            ground = ("--tile", str(side), "--gsd", str(METRES), "--overlap", "0")
            pictures = captions(command, raster, work, *own, "--overlap", "0")
            assert len(pictures) == PICTURES, len(pictures)
            rows.setdefault("tiles that overlap by 25 %", []).append(same(pictures, captions(command, raster, work, *own, "--overlap", "0.25")))
            rows.setdefault("tiles that overlap by 50 %", []).append(same(pictures, captions(command, raster, work, *own, "--overlap", "0.5")))
            for factor in (2, 3):
                run("gdalwarp", "-q", "-overwrite", "-r", "average", "-tr", str(factor * METRES), str(factor * METRES), raster, f"{work}/coarse.tif")
                rows.setdefault(f"pixels {factor} times as large, enlarged (`--gsd {METRES}`)", []).append(
                    same(pictures, captions(command, f"{work}/coarse.tif", work, *ground)))
            rows.setdefault("tiles of 1.26 times the ground (`--gsd`)", []).append(same(pictures, captions(
                command, raster, work, "--tile", str(side), "--gsd", str(1.26 * METRES), "--overlap", "0.5")))
            for system, name_of in (("EPSG:3857", "Web Mercator"), ("EPSG:4326", "longitude and latitude"), ("EPSG:32632", "the next UTM zone (turned by 4 degrees)")):
                run("gdalwarp", "-q", "-overwrite", "-r", "bilinear", "-t_srs", system, "-dstalpha", raster, f"{work}/warped.tif")
                rows.setdefault(f"gdalwarp -r bilinear to {name_of}", []).append(same(pictures, captions(
                    command, f"{work}/warped.tif", work, "--tile", str(side), "--gsd", str(METRES), "--overlap", "0.5")))
    for name, ((ucm, ucm_metres), (rsicd, rsicd_metres)) in rows.items():
        print(f"| {name} | {100 * ucm:.0f} % | {ucm_metres:.1f} | {100 * rsicd:.0f} % | {rsicd_metres:.1f} |")
    print(FOOT, end="")


main(*sys.argv[1:])
